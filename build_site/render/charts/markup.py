"""A chart in a page: figure with caption, drawings for wide and narrow, options, source line and table twin.

A page of many charts keeps their options in a file beside it, and all drawings but the first as pictures: nobody loads
what he does not see. Folded charts have a drawing for narrow only.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup

from build_site.render.charts.engine import Engine
from build_site.render.charts.options import Drawing
from build_site.render.template import part

WIDE, SLIM = 720, 344
"""Widths (pixels) that the static drawings are laid out for."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart ready for a page. `description` says in words what is drawn; `head` and `rows` are the table twin,
    a row's first entry being its label."""

    figure_id: str
    title: str
    subtitle: str
    description: str
    drawing: Drawing
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    sources: str
    note: str = ""


OPTIONS = "charts.json.gz"
DRAWINGS = "charts"


@dataclass(frozen=True, slots=True)
class Beside:
    """What a page's charts have in files beside it: options by the figure's id, drawings by file name."""

    options: dict[str, str] = field(default_factory=dict)
    drawings: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """The page's folder exists."""
        if not self.options:
            return
        content = json.dumps(self.options, ensure_ascii=False, indent=0)
        (folder / OPTIONS).write_bytes(gzip.compress(content.encode(), mtime=0))
        if self.drawings:
            (folder / DRAWINGS).mkdir()
        for name, svg in self.drawings.items():
            (folder / DRAWINGS / name).write_text(svg, "utf-8")


def figure(chart: Figure, engine: Engine, beside: Beside | None = None, *, folded: bool = False) -> Markup:
    """The figure's HTML. With `beside` its option goes there, and its drawings, but for the page's first one for wide:
    that stands at once. A `folded` figure has the drawing for narrow only."""
    drawing = chart.drawing
    sizes = {"chart-wide": (WIDE, drawing.height), "chart-slim": (SLIM, drawing.height_narrow)}
    if folded:
        sizes = {"chart-still": sizes["chart-slim"]}
    stills = []
    for role, (width, height) in sizes.items():
        if beside is None or (role == "chart-wide" and not beside.options):
            svg, src = engine.svg(drawing.option, width, height), ""
        else:
            name = f"{chart.figure_id}{'-wide' if role == 'chart-wide' else ''}.svg"
            beside.drawings[name] = engine.picture(drawing.option, width, height)
            svg, src = "", f"{DRAWINGS}/{name}"
        stills.append({"role": role, "width": width, "height": height, "svg": Markup(svg), "src": src})  # noqa: S704 - ECharts'
    if beside is not None:
        beside.options[chart.figure_id] = drawing.option
    return part("figure", "figure", chart, stills, OPTIONS if beside is not None else "")
