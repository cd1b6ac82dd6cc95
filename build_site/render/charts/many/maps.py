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
    """One class of a map of boxes with its departments: name, amount, label."""

    name: str
    colour: str
    parts: Sequence[tuple[str, Decimal, str]]
    label: str


def boxes(chart_id: str, found: Sequence[Box], description: str) -> Drawing:
    """Classes, and within them departments, by area."""
    chart = TreeMap(init_opts=init(chart_id, description, decal=False))
    data = [
        {
            "name": f"{box.name} {box.label}",
            "itemStyle": {"color": box.colour, "borderColor": box.colour, "borderWidth": 1, "gapWidth": 1},
            "children": [
                {
                    "name": f"{name}\n{label}", "value": plotted(amount), "itemStyle": {"color": box.colour},
                    "tooltip": {"formatter": tooltip_words(f"{box.name} · {name}", "", label, "")},
                }
                for name, amount, label in box.parts
            ],
        }
        for box in found
    ]  # fmt: skip
    chart.add("", data, roam=False, node_click=False, label_opts=opts.LabelOpts(is_show=True, position="insideTopLeft"))
    series = chart.options["series"][0]
    series |= {
        "breadcrumb": {"show": False}, "width": "100%", "height": "100%", "left": 0, "right": 0, "top": 0, "bottom": 0, "nodeClick": False, "animation": False,
        "label": {"color": "#fff", "fontSize": 12, "lineHeight": 17, "position": "insideTopLeft", "overflow": "truncate", "ellipsis": "…"},
        "upperLabel": {"show": True, "height": 26, "color": "#fff", "fontSize": 13, "fontWeight": 600, "overflow": "truncate"},
        "itemStyle": {"borderColor": palette.BACKGROUND, "gapWidth": 2, "borderWidth": 0},
        "levels": [
            {"itemStyle": {"gapWidth": 3, "borderWidth": 0, "borderColor": palette.BACKGROUND}},
            {"itemStyle": {"gapWidth": 1}, "upperLabel": {"show": True}},
        ],
    }  # fmt: skip
    complete(chart)
    return drawing(chart, {}, 440, 460)


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
    names = opts.LabelOpts(text_width=220, overflow="truncate")
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
            "rotate": 40,
            "width": 90,
            "overflow": "truncate",
        },
        "splitArea": {"show": True, "interval": 0, "areaStyle": {"color": _bands(groups)}},
    }
    room = min(width(rows), 224)
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
