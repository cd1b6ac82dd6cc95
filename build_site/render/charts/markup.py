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

from build_site.render.charts.engine import Engine
from build_site.render.charts.options import Drawing
from build_site.render.html import columns, tag, text

WIDE, SLIM = 720, 344
"""Widths (pixels) that the static drawings are laid out for."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart ready for a page. `description` says in words what is drawn; `head` and `rows` are the table twin,
    a row's first entry being its label; `sources` and the rows' other entries are HTML."""

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


def figure(chart: Figure, engine: Engine, beside: Beside | None = None, *, folded: bool = False) -> str:
    """The figure's HTML on one line. With `beside` its option goes there, and its drawings, but for the page's first one
    for wide: that stands at once. A `folded` figure has the drawing for narrow only."""
    drawing = chart.drawing
    if beside is not None:
        beside.options[chart.figure_id] = drawing.option
    if beside is None:
        still = _inline(chart, engine, "chart-wide") + _inline(chart, engine, "chart-slim")
    elif folded:
        still = _picture(chart, engine, beside, "chart-still")
    else:
        first = len(beside.options) == 1
        wide = _inline(chart, engine, "chart-wide") if first else _picture(chart, engine, beside, "chart-wide")
        still = wide + _picture(chart, engine, beside, "chart-slim")
    box = tag(
        "div",
        still,
        class_="chart-box",
        data_search_exclude=True,
        data_option=drawing.option if beside is None else None,
        data_options=OPTIONS if beside is not None else None,
        style=f"--chart-height:{drawing.height}px;--chart-height-slim:{drawing.height_narrow}px",
    )
    caption = tag("strong", text(chart.title)) + tag("span", text(chart.subtitle), class_="chart-subtitle")
    note = tag("p", text(chart.note), class_="chart-note") if chart.note else ""
    footer = tag("p", f"来源：{chart.sources}", class_="chart-source")
    return tag(
        "figure",
        tag("figcaption", caption) + box + note + footer + _twin(chart),
        class_="chart",
        id=chart.figure_id,
    )


def _inline(chart: Figure, engine: Engine, role: str) -> str:
    """A drawing in the page itself, which speaks as the chart's description."""
    drawn = engine.svg(chart.drawing.option, *_size(chart, role))
    return tag("div", drawn, class_=role, role="img", aria_label=chart.description)


def _size(chart: Figure, role: str) -> tuple[int, int]:
    drawing = chart.drawing
    return (WIDE, drawing.height) if role == "chart-wide" else (SLIM, drawing.height_narrow)


def _picture(chart: Figure, engine: Engine, beside: Beside, role: str) -> str:
    """A drawing as a picture of its own. What it shows is said once more in the table below."""
    width, height = _size(chart, role)
    name = f"{chart.figure_id}{'-wide' if role == 'chart-wide' else ''}.svg"
    beside.drawings[name] = engine.picture(chart.drawing.option, width, height)
    words = f"{chart.title}（{chart.subtitle}）；各数见图下的表"
    return tag(
        "img", src=f"{DRAWINGS}/{name}", alt=words, width=width, height=height, loading="lazy", class_=role
    )  # fmt: skip


def _twin(chart: Figure) -> str:
    head = columns(*map(text, chart.head))
    body = "".join(
        tag("tr", tag("th", text(label), scope="row") + "".join(tag("td", each, class_="amount") for each in cells))
        for label, *cells in chart.rows
    )
    caption = tag("caption", text(f"{chart.title}（{chart.subtitle}）"))
    inner = tag("table", caption + tag("thead", head) + tag("tbody", body), class_="figures")
    region = tag("div", inner, class_="table-region", role="region", tabindex="0", aria_label=f"{chart.title}：数据表")
    return tag("details", tag("summary", "用表格看这些数") + region, data_search_exclude=True)
