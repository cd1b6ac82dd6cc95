"""A chart in a page: figure with caption, drawings for wide and narrow, options, source line and table twin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..html import tag, text
from .engine import Engine
from .options import Drawing

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


def figure(chart: Figure, engine: Engine) -> str:
    """The figure's HTML on one line."""
    drawing = chart.drawing
    wide = engine.svg(drawing.option, WIDE, drawing.height, chart.description)
    slim = engine.svg(drawing.option, SLIM, drawing.height_narrow, chart.description)
    box = tag(
        "div",
        tag("div", wide, class_="chart-wide") + tag("div", slim, class_="chart-slim"),
        class_="chart-box",
        data_search_exclude=True,
        data_option=drawing.option,
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


def _twin(chart: Figure) -> str:
    head = tag("tr", "".join(tag("th", text(each), scope="col") for each in chart.head))
    body = "".join(
        tag("tr", tag("th", text(label), scope="row") + "".join(tag("td", each, class_="amount") for each in cells))
        for label, *cells in chart.rows
    )
    caption = tag("caption", text(f"{chart.title}（{chart.subtitle}）"))
    inner = tag("table", caption + tag("thead", head) + tag("tbody", body), class_="figures")
    region = tag("div", inner, class_="table-region", role="region", tabindex="0", aria_label=f"{chart.title}：数据表")
    return tag("details", tag("summary", "用表格看这些数") + region, data_search_exclude=True)
