"""A chart in a page: the figure frame with its drawing, the same numbers as a table, its sources, and ways to take it along.

The static drawing stands in the page; what the live chart is made of stands in a file beside it, so that nobody loads
what he does not see.
"""

import gzip
import json
import re
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup

from build_site.render.charts.engine import Engine, UndrawableError
from build_site.render.charts.options import WIDE, Drawing
from build_site.render.template import CHINESE, part
from build_site.render.words import Tongue

SLIM, PAPER = 358, 688
"""Widths (pixels) that the other static drawings are laid out for."""
OPTIONS = "charts.json.gz"
_CHINESE_WORDS = re.compile("<text(?=[^>]*>[^<]*[\u3400-\u9fff])")
_NUMBER = re.compile(r"[+−-]?[\d,]*\.?\d+ ?%?")


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart ready for a page. `title`: the finding, `subtitle`: what is measured, in which unit; `description` says in
    words what is drawn; `head` and `rows` are the table twin, a row's first entry being its label; `sources`: links to
    where the numbers stand; `method`: how they are computed; `who`: whose they are, as saved pictures name it; `key`: what colours mean;
    `data`: the published CSV that it is drawn from."""

    figure_id: str
    title: str
    subtitle: str
    description: str
    drawing: Drawing
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    sources: str
    note: str = ""
    method: str = ""
    unit: str = ""
    who: str = ""
    level: int = 2
    key: Sequence[tuple[str, str]] = ()
    data: str = ""

    @property
    def numeric(self) -> Collection[int]:
        """The columns of the table twin that hold numbers, or why there are none: right-aligned, their heads too."""
        columns = range(1, len(self.head))
        told = {at: [Markup(row[at]).striptags() for row in self.rows if row[at]] for at in columns}  # noqa: S704 - read only
        return {at for at in columns if not told[at] or any(map(_NUMBER.fullmatch, told[at]))}


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws a page's figures; what their live charts are made of is put into a file beside the page."""

    engine: Engine
    options: dict[str, str] = field(default_factory=dict)
    """Of the figures drawn since the last page was put down, by the figure's id."""

    def put_down(self, folder: Path) -> None:
        """The page is done: the options of its figures go into its folder, if there are any."""
        if self.options:
            content = json.dumps(self.options, ensure_ascii=False, indent=0)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / OPTIONS).write_bytes(gzip.compress(content.encode(), mtime=0))
            self.options.clear()


def figure(
    chart: Figure, pen: Pen, *, graphic: Markup | None = None, phone: Markup | None = None, t: Tongue = CHINESE
) -> Markup:
    """The figure's HTML. `graphic`: HTML that stands for the drawing, in every width; `phone`: for the narrow drawing.
    What cannot be drawn shows its table and says so."""
    drawing, drawn = chart.drawing, True
    wide, slim, paper = Markup(), phone or Markup(), Markup()
    if graphic is None:
        try:
            wide = _drawn(pen, drawing.option, WIDE, drawing.height, t)
            if drawing.paper:
                paper = _drawn(pen, drawing.paper, PAPER, drawing.height_paper, t)
            if phone is None:
                slim = _drawn(pen, drawing.option, SLIM, drawing.height_narrow, t)
        except UndrawableError as error:
            sys.stderr.write(f"{chart.who} #{chart.figure_id}: not drawn, its table is shown instead: {error}\n")
            drawn = False
    if drawn:
        pen.options[chart.figure_id] = drawing.option
    return part("figure", "figure", chart, graphic, wide, slim, paper, OPTIONS, drawn, t=t)


def _drawn(pen: Pen, option: str, width: int, height: int, t: Tongue) -> Markup:
    """The drawing; in English the names in it that have no translation say that they are Chinese."""
    svg = pen.engine.svg(option, width, height)
    return Markup(_CHINESE_WORDS.sub('<text lang="zh"', svg) if t.english else svg)  # noqa: S704 - ECharts'
