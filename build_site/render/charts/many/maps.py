"""Boxes by area, and reports by rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pyecharts import options as opts
from pyecharts.charts import Scatter, TreeMap

from build_site.render.charts import palette
from build_site.render.charts.many.base import HIDDEN, width
from build_site.render.charts.options import Drawing, complete, drawing, init, plotted, tooltip_words

_WIDE, _SLIM = 1152, 344  # widths (pixels) that points are laid out for


@dataclass(frozen=True, slots=True)
class Box:
    """One class of a map of boxes with its departments: name, amount, label; `fill`: a ground for white words."""

    name: str
    fill: str
    parts: Sequence[tuple[str, Decimal, str]]
    label: str


_HIGH = 440
_LEAST = 1500  # square pixels of a box with words in it


def boxes(chart_id: str, found: Sequence[Box], description: str) -> Drawing:
    """Classes, and within them departments, by area. A name that its box has no room for is shortened, or left to the tip."""
    chart = TreeMap(init_opts=init(chart_id, description, decal=False))
    whole = sum((amount for box in found for _, amount, _ in box.parts), Decimal(0))

    def area(amount: Decimal) -> float:
        return float(amount / whole) * _WIDE * _HIGH if whole else 0

    data = []
    for box in found:
        own = sum((amount for _, amount, _ in box.parts), Decimal(0))
        shown = _headed(box, area(own) ** 0.5 * 0.5)
        parts = [
            {
                "name": f"{name}\n{label}" if width([label]) < area(amount) ** 0.5 * 0.6 else name, "value": plotted(amount), "itemStyle": {"color": box.fill},
                "label": {"show": area(amount) >= _LEAST},
                "tooltip": {"formatter": tooltip_words(f"{box.name} · {name}", "", label, "")},
            }
            for name, amount, label in box.parts
        ]  # fmt: skip
        style = {"color": box.fill, "borderColor": box.fill, "borderWidth": 1, "gapWidth": 1}
        data.append({"name": shown, "itemStyle": style, "upperLabel": {"show": bool(shown)}, "children": parts})
    chart.add("", data, roam=False, node_click=False, label_opts=opts.LabelOpts(is_show=True, position="insideTopLeft"))
    series = chart.options["series"][0]
    series |= {
        "breadcrumb": {"show": False}, "width": "100%", "height": "100%", "left": 0, "right": 0, "top": 0, "bottom": 0, "nodeClick": False, "animation": False,
        "label": {"color": "#fff", "fontSize": 12, "lineHeight": 17, "position": "insideTopLeft", "overflow": "break", "lineOverflow": "truncate", "ellipsis": ""},
        "upperLabel": {"show": True, "height": 26, "color": "#fff", "fontSize": 13, "fontWeight": 600, "padding": [0, 6], "overflow": "truncate", "ellipsis": ""},
        "itemStyle": {"borderColor": palette.BACKGROUND, "gapWidth": 2, "borderWidth": 0},
        "levels": [
            {"itemStyle": {"gapWidth": 3, "borderWidth": 0, "borderColor": palette.BACKGROUND}},
            {"itemStyle": {"gapWidth": 1}, "upperLabel": {"show": True}},
        ],
    }  # fmt: skip
    complete(chart)
    return drawing(chart, {}, _HIGH, _HIGH + 20)


def _headed(box: Box, room: float) -> str:
    """The head of a class: with its share, shortened with it, shortened without, or nothing."""
    if ord(box.name[0]) > _LATIN:
        briefs = [box.name.partition(" ")[0][:_BRIEF]]
    else:
        briefs = [f"{box.name[:end].rstrip()}…" for end in range(len(box.name) - 1, 2 * _BRIEF, -1)]
    for words in (f"{box.name} {box.label}", *(f"{each} {box.label}" for each in briefs), box.name, *briefs):
        if width([words]) + 12 <= room:
            return words
    return ""


_BRIEF, _LATIN = 4, 0x2E7F


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of a map of reports (rows) by rules (columns)."""

    column: int
    row: int
    kind: str
    words: str


_MARKS = {
    "differs": ("rect", "var(--differs)"),
    "not-checkable": ("emptyRect", "var(--ink3)"),
    "explained": ("triangle", "var(--round)"),
}


def heat(
    chart_id: str, rows: Sequence[str], groups: Sequence[str], marks: Sequence[Mark], kinds: Mapping[str, str], description: str
) -> Drawing:  # fmt: skip
    """Rows of reports, a column for each rule, marks by kind, each of its own shape. `groups`: each column's group."""
    chart = Scatter(init_opts=init(chart_id, description, decal=False))
    chart.add_xaxis([str(at) for at in range(len(groups))])
    for kind, words in kinds.items():
        shape, colour = _MARKS[kind]
        data = [
            {"value": [mark.column, mark.row], "tooltip": {"formatter": tooltip_words(mark.words, "", "", "")}}
            for mark in marks
            if mark.kind == kind
        ]
        chart.add_yaxis(
            words,
            data,
            symbol=shape,
            symbol_size=[8, 14],
            label_opts=HIDDEN,
            itemstyle_opts=opts.ItemStyleOpts(color=colour),
        )
    names = opts.LabelOpts(text_width=290, overflow="truncate")
    complete(
        chart, list(kinds.values()),
        xaxis_opts=opts.AxisOpts(type_="category", position="top", axistick_opts=opts.AxisTickOpts(is_show=False), splitline_opts=opts.SplitLineOpts(is_show=False)),
        yaxis_opts=opts.AxisOpts(type_="category", is_inverse=True, axislabel_opts=names, splitline_opts=opts.SplitLineOpts(is_show=True)),
    )  # fmt: skip
    chart.options["yAxis"][0]["data"] = list(rows)
    first = {groups.index(group) for group in groups}
    chart.options["xAxis"][0] |= {
        "data": [group if at in first else "" for at, group in enumerate(groups)],
        "axisLabel": {
            "interval": 0,
            "align": "left",
            "fontSize": 11,
            "rotate": -50,
            "width": 90,
            "overflow": "truncate",
        },
        "splitArea": {"show": True, "interval": 0, "areaStyle": {"color": _bands(groups)}},
    }
    room = min(width(rows), 294)
    chart.options["grid"] = opts.GridOpts(pos_left=room + 14, pos_right=44, pos_top=104, pos_bottom=6).opts
    inside = {
        "inside": True, "margin": 0, "align": "left", "verticalAlign": "bottom", "padding": [0, 0, 7, 2], "fontSize": 12,
        "lineHeight": 14, "width": 320, "overflow": "truncate",
    }  # fmt: skip
    narrow = {
        "grid": {"left": 4, "right": 8, "top": 84},
        "xAxis": {"axisLabel": {"show": False}},
        "yAxis": {"z": 10, "axisLabel": inside},
        "series": [{"symbolSize": [4, 10]} for _ in kinds],
    }
    return drawing(chart, narrow, 112 + 30 * len(rows), 92 + 38 * len(rows))


def _bands(groups: Sequence[str]) -> list[str]:
    """Groups of columns told apart by their ground."""
    order = list(dict.fromkeys(groups))
    return ["var(--surface)" if order.index(group) % 2 else "transparent" for group in groups]
