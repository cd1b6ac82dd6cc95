"""ECharts options from plain figures, by pyecharts. Amounts become floats here and only here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pyecharts import options as opts
from pyecharts.charts import Bar, Scatter
from pyecharts.charts.chart import RectChart

from build_site.render.charts import palette
from build_site.render.html import text

NARROW = 520
"""Up to this width (pixels) a chart is laid out for a phone."""

_CONNECTOR = "connector"  # series that only carry others: no tooltip, no legend
_LABEL = ("show", "position", "color", "distance")
FONT = "system-ui, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
_ROW, _ROW_NAME, _THIN, _HEAD, _LEGEND = 40, 32, 16, 26, 30


@dataclass(frozen=True, slots=True)
class Bars:
    """One series: a value and its direct label per category; None leaves the place empty.
    `colours`, where given, is one per category and takes the place of `colour`."""

    name: str
    colour: str
    values: Sequence[Decimal | None]
    labels: Sequence[str]
    colours: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """An option and the heights it needs."""

    option: str
    height: int
    height_narrow: int


def horizontal_bars(
    chart_id: str, categories: Sequence[str], series: Sequence[Bars], unit: str, description: str, *,
    stacked: bool = False, offsets: Sequence[Decimal] = (),
) -> Drawing:  # fmt: skip
    """Bars from left to right, the first category on top; stacked ones are parts of their category's whole.
    `offsets`, one per category, is where the (stacked) bars begin."""
    chart = Bar(init_opts=init(chart_id, description))
    chart.add_xaxis(list(categories))
    if offsets:
        chart.add_yaxis(
            _CONNECTOR, [float(value) for value in offsets], stack="whole",
            itemstyle_opts=opts.ItemStyleOpts(color="transparent"), label_opts=opts.LabelOpts(is_show=False),
        )  # fmt: skip
    ends = _ends(series) if stacked else {}
    for index, each in enumerate(series):
        data = [
            _item(category, each, place, unit, ends.get((index, place))) for place, category in enumerate(categories)
        ]
        chart.add_yaxis(
            each.name,
            data,
            stack="whole" if stacked else None,
            bar_max_width=22,
            category_gap="35%",
            gap="20%",
            itemstyle_opts=opts.ItemStyleOpts(color=each.colour),
            label_opts=opts.LabelOpts(is_show=not stacked, position="right", color=palette.TEXT),
        )
    chart.reversal_axis()
    return _finish(
        chart, categories, 1 if stacked else len(series), _room(ends.values() if stacked else [label for each in series for label in each.labels]),
        legend=len(series) > 1, shown=[each.name for each in series],
    )  # fmt: skip


def dumbbells(chart_id: str, categories: Sequence[str], start: Bars, end: Bars, unit: str, description: str) -> Drawing:
    """Per category a hollow point (`start`), a full point (`end`), the line between them and both values beside it.
    Every category has both values."""
    pairs = [(a, b) for a, b in zip(start.values, end.values, strict=True) if a is not None and b is not None]
    labels = [f"{a} → {b}" for a, b in zip(start.labels, end.labels, strict=True)]
    chart = Bar(init_opts=init(chart_id, description))
    chart.add_xaxis(list(categories))
    lines = [
        {"value": float(abs(a - b)), "label": {"formatter": literal(label)}}
        for (a, b), label in zip(pairs, labels, strict=True)
    ]
    for name, data, colour in (
        (_CONNECTOR, [float(min(pair)) for pair in pairs], "transparent"),
        (f"{_CONNECTOR} line", lines, palette.MUTED),
    ):
        chart.add_yaxis(
            name, data, stack=_CONNECTOR, bar_width=3, itemstyle_opts=opts.ItemStyleOpts(color=colour),
            label_opts=opts.LabelOpts(is_show=data is lines, position="right", distance=14, color=palette.TEXT),
        )  # fmt: skip
    chart.reversal_axis()
    for each, hollow in ((start, True), (end, False)):
        points = Scatter()
        points.add_xaxis(list(categories))
        points.add_yaxis(
            each.name,
            [_point(category, each, place, unit) for place, category in enumerate(categories)],
            symbol="circle" if hollow else "diamond",
            symbol_size=13 if hollow else 15,
            label_opts=opts.LabelOpts(is_show=False),
            itemstyle_opts=opts.ItemStyleOpts(
                color=palette.BACKGROUND if hollow else each.colour,
                border_color=each.colour,
                border_width=3 if hollow else 0,
                opacity=1,
            ),
        )
        chart.overlap(points)
    shown = (start.name, end.name)
    return _finish(chart, categories, 1, _room(labels) + 14, legend=True, shown=shown, decal=False)


def init(chart_id: str, description: str) -> opts.InitOpts:
    aria = opts.AriaOpts(is_enable=True, aria_label_opts=opts.AriaLabelOpts(description=description))
    return opts.InitOpts(chart_id=chart_id, renderer="svg", aria_opts=aria)


def tooltip() -> dict[str, Any]:
    """The look of every tooltip."""
    font = {"color": palette.TEXT, "fontFamily": FONT, "fontSize": 13}
    return {
        "trigger": "item", "confine": True, "backgroundColor": palette.BACKGROUND, "borderColor": palette.MUTED,
        "textStyle": font, "extraCssText": "white-space:normal;max-width:18rem",
    }  # fmt: skip


def tooltip_words(category: str, name: str, label: str, unit: str) -> str:
    """A fixed sentence; braces would be template variables of ECharts."""
    words = (
        f"{text(category)}<br>"
        + (f"{text(name)}：" if name else "")
        + text(label)
        + ("" if unit in label else text(unit))
    )
    return words.replace("{", "&#123;").replace("}", "&#125;")


def _tooltip(category: str, name: str, label: str, unit: str) -> dict[str, Any]:
    return {"formatter": tooltip_words(category, name, label, unit)}


def _ends(series: Sequence[Bars]) -> dict[tuple[int, int], str]:
    """For stacked bars: (series, category) of each stack's last part → the labels of all its parts."""
    ends = {}
    for place in range(len(series[0].values)):
        parts = [index for index, each in enumerate(series) if each.values[place] is not None]
        if parts:
            ends[parts[-1], place] = " + ".join(series[index].labels[place] for index in parts)
    return ends


def _item(category: str, bars: Bars, place: int, unit: str, end: str | None) -> dict[str, Any]:
    value, label = bars.values[place], bars.labels[place]
    if value is None:
        return {"value": "-"}
    item: dict[str, Any] = {"value": float(value), "tooltip": _tooltip(category, bars.name, label, unit)}
    item["label"] = {"formatter": literal(end or label)} | ({"show": True} if end else {})
    if bars.colours:
        item["itemStyle"] = {"color": bars.colours[place]}
    return item


def _point(category: str, bars: Bars, place: int, unit: str) -> dict[str, Any]:
    value = bars.values[place]
    return {
        "value": ["-" if value is None else float(value), place],
        "tooltip": _tooltip(category, bars.name, bars.labels[place], unit),
    }


def _room(labels: Iterable[str]) -> float:
    """Pixels that the longest label takes at 13 px: Chinese characters are square, others about 0.6 of it."""
    return max((sum(13 if ord(sign) > 0x2E7F else 7.6 for sign in label) for label in labels), default=0)


def literal(label: str) -> str:
    """A label that ECharts does not read as a template."""
    return label.replace("{", "｛").replace("}", "｝")


def _finish(
    chart: RectChart, categories: Sequence[str], bars: int, room: float, *, legend: bool,
    shown: Sequence[str], decal: bool = True,
) -> Drawing:  # fmt: skip
    """The option as compact JSON with the layout for wide and narrow, and its heights.
    `bars`: how many stand side by side per category; `room`: pixels that labels at the bars' ends need."""
    thick = _THIN * (bars * 1.2 - 0.2)
    left = min(_room(categories) * 1.06 + 2, 208)
    option: dict[str, Any] = json.loads(chart.dump_options_with_quotes())
    top = _HEAD + (_LEGEND if legend else 0)
    font = {"color": palette.TEXT, "fontFamily": FONT, "fontSize": 13}
    axis = {"color": palette.TEXT, "fontSize": 13, "lineHeight": 16, "width": left, "overflow": "break"}
    base: dict[str, Any] = {
        "animation": False,
        "color": [series.get("itemStyle", {}).get("color", palette.TEXT) for series in option["series"]],
        "textStyle": font,
        "aria": {"enabled": True, "label": {"description": option["aria"]["label"]["description"]}, "decal": {"show": decal, "decals": _DECALS}},
        "grid": {"left": left + 14, "right": room + 12, "top": top, "bottom": 8, "containLabel": False},
        "legend": {"show": legend, "top": 0, "left": 0, "itemWidth": 22, "itemHeight": 14, "textStyle": font,
                   "data": list(shown)},
        "tooltip": tooltip(),
        "xAxis": {"type": "value", "position": "top", "name": "", "axisLabel": {"color": palette.MUTED, "fontSize": 12, "hideOverlap": True},
                  "splitLine": {"lineStyle": {"color": palette.GRID}}, "axisLine": {"show": False}, "axisTick": {"show": False}},
        "yAxis": {"type": "category", "data": list(categories), "inverse": True, "axisLabel": axis,
                  "axisLine": {"show": True, "lineStyle": {"color": palette.MUTED}}, "axisTick": {"show": False}},
        "series": [_plain(series) for series in option["series"]],
    }  # fmt: skip
    above = {
        "inside": True,
        "margin": 0,
        "align": "left",
        "verticalAlign": "bottom",
        "padding": [0, 0, thick / 2 + 3, 2],
    }
    narrow = {  # names above their bars, which have the whole width
        "grid": {"left": 6, "right": room * 12 / 13 + 10},
        "yAxis": {"z": 10, "axisLabel": {**axis, **above, "fontSize": 12, "lineHeight": 14, "width": 320, "overflow": "truncate"}},
        "xAxis": {"splitNumber": 3},
        "series": [{"label": {"fontSize": 12}, **({"barMaxWidth": _THIN} if "barMaxWidth" in series else {})} for series in base["series"]],
    }  # fmt: skip
    whole = {"baseOption": base, "media": [{"query": {"maxWidth": NARROW}, "option": narrow}]}
    words = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    rows, rows_narrow = (1 if bars == 1 else bars * 0.75) * _ROW, thick + _ROW_NAME
    return Drawing(words, round(top + 8 + len(categories) * rows), round(top + 8 + len(categories) * rows_narrow))


def _plain(series: Mapping[str, Any]) -> dict[str, Any]:
    """What matters of pyecharts' series; its defaults (colours of labels, rich text) would only repeat ECharts' own."""
    kept = "type name data stack barMaxWidth barWidth barCategoryGap barGap symbol symbolSize itemStyle label tooltip".split()
    plain = {key: series[key] for key in kept if series.get(key) is not None}
    silent = {"silent": True, "tooltip": {"show": False}} if series["name"].startswith(_CONNECTOR) else {}
    return plain | silent | {"label": {key: value for key, value in series["label"].items() if key in _LABEL}}


_DECALS = [
    {"symbol": "none"},
    {"color": palette.DECAL, "dashArrayX": [1, 0], "dashArrayY": [2, 6], "rotation": -0.7854, "symbolSize": 1},
    {
        "color": palette.DECAL,
        "dashArrayX": [[6, 6], [0, 6, 6, 0]],
        "dashArrayY": [6, 0],
        "symbol": "circle",
        "symbolSize": 0.5,
    },
]
