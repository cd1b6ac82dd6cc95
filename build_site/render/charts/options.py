"""ECharts options from plain figures, by pyecharts. Amounts become floats here and only here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pyecharts import options as opts
from pyecharts.charts import Bar, Scatter
from pyecharts.charts.chart import RectChart

from ..html import text
from . import palette

NARROW = 520
"""Up to this width (pixels) a chart is laid out for a phone."""

_CONNECTOR = "connector"  # series that only carry others: no tooltip, no legend
_LABEL = ("show", "position", "color")
_FONT = "system-ui, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
_ROW, _ROW_NARROW, _HEAD, _LEGEND = 40, 46, 26, 30


@dataclass(frozen=True, slots=True)
class Bars:
    """One series: a value and its direct label per category; None leaves the place empty."""

    name: str
    colour: str
    values: Sequence[Decimal | None]
    labels: Sequence[str]


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
    chart = Bar(init_opts=_init(chart_id, description))
    chart.add_xaxis(list(categories))
    if offsets:
        chart.add_yaxis(
            _CONNECTOR, [float(value) for value in offsets], stack="whole",
            itemstyle_opts=opts.ItemStyleOpts(color="transparent"), label_opts=opts.LabelOpts(is_show=False),
        )  # fmt: skip
    for each in series:
        data = [_item(category, *point, each.name, unit) for category, *point in zip(categories, each.values, each.labels, strict=True)]
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
    rows = len(categories) * (1 if stacked or len(series) == 1 else len(series) * 0.75)
    return _finish(chart, categories, rows, unit, legend=len(series) > 1, shown=[each.name for each in series])


def dumbbells(
    chart_id: str, categories: Sequence[str], start: Bars, end: Bars, unit: str, description: str
) -> Drawing:
    """Per category a hollow point (`start`), a full point (`end`) and the line between them."""
    pairs = [(a or Decimal(0), b or Decimal(0)) for a, b in zip(start.values, end.values, strict=True)]
    both = [a is not None and b is not None for a, b in zip(start.values, end.values, strict=True)]
    chart = Bar(init_opts=_init(chart_id, description))
    chart.add_xaxis(list(categories))
    for name, values, colour in (
        (_CONNECTOR, [min(pair) for pair in pairs], "transparent"),
        (f"{_CONNECTOR} line", [abs(a - b) if shown else Decimal(0) for (a, b), shown in zip(pairs, both, strict=True)], palette.MUTED),
    ):
        chart.add_yaxis(
            name, [float(value) for value in values], stack=_CONNECTOR, bar_width=3,
            itemstyle_opts=opts.ItemStyleOpts(color=colour), label_opts=opts.LabelOpts(is_show=False),
        )  # fmt: skip
    chart.reversal_axis()
    for each, hollow in ((start, True), (end, False)):
        points = Scatter()
        points.add_xaxis(list(categories))
        points.add_yaxis(
            each.name,
            [_point(category, index, *rest, each.name, unit) for index, (category, *rest) in enumerate(zip(categories, each.values, each.labels, strict=True)) if rest[0] is not None],
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
    return _finish(chart, categories, len(categories), unit, legend=True, shown=(start.name, end.name), decal=False)


def _init(chart_id: str, description: str) -> opts.InitOpts:
    aria = opts.AriaOpts(is_enable=True, aria_label_opts=opts.AriaLabelOpts(description=description))
    return opts.InitOpts(chart_id=chart_id, renderer="svg", aria_opts=aria)


def _tooltip(category: str, name: str, label: str, unit: str) -> dict[str, Any]:
    """A fixed sentence; braces would be template variables of ECharts."""
    words = f"{text(category)}<br>{text(name)}：{text(label)}" + ("" if unit in label else text(unit))
    return {"formatter": words.replace("{", "&#123;").replace("}", "&#125;")}


def _item(category: str, value: Decimal | None, label: str, name: str, unit: str) -> dict[str, Any]:
    if value is None:
        return {"value": "-"}
    return {"value": float(value), "label": {"formatter": _literal(label)}, "tooltip": _tooltip(category, name, label, unit)}


def _point(category: str, index: int, value: Decimal, label: str, name: str, unit: str) -> dict[str, Any]:
    return {"value": [float(value), index], "tooltip": _tooltip(category, name, label, unit)}


def _literal(label: str) -> str:
    """A label that ECharts does not read as a template."""
    return label.replace("{", "｛").replace("}", "｝")


def _finish(
    chart: RectChart, categories: Sequence[str], rows: float, unit: str, *, legend: bool,
    shown: Sequence[str], decal: bool = True,
) -> Drawing:  # fmt: skip
    """The option as compact JSON with the layout for wide and narrow, and its heights."""
    option: dict[str, Any] = json.loads(chart.dump_options_with_quotes())
    top = _HEAD + (_LEGEND if legend else 0)
    font = {"color": palette.TEXT, "fontFamily": _FONT, "fontSize": 13}
    axis = {"color": palette.TEXT, "fontSize": 13, "lineHeight": 16, "width": 208, "overflow": "break"}
    base = {
        "animation": False,
        "color": [series.get("itemStyle", {}).get("color", palette.TEXT) for series in option["series"]],
        "textStyle": font,
        "aria": {"enabled": True, "label": {"description": option["aria"]["label"]["description"]}, "decal": {"show": decal, "decals": _DECALS}},
        "grid": {"left": 226, "right": 128, "top": top, "bottom": 8, "containLabel": False},
        "legend": {"show": legend, "top": 0, "left": 0, "itemWidth": 22, "itemHeight": 14, "textStyle": font,
                   "data": list(shown)},
        "tooltip": {"trigger": "item", "confine": True, "backgroundColor": palette.BACKGROUND, "borderColor": palette.MUTED,
                    "textStyle": font, "extraCssText": "white-space:normal;max-width:18rem"},
        "xAxis": {"type": "value", "position": "top", "name": "", "axisLabel": {"color": palette.MUTED, "fontSize": 12, "hideOverlap": True},
                  "splitLine": {"lineStyle": {"color": palette.GRID}}, "axisLine": {"show": False}, "axisTick": {"show": False}},
        "yAxis": {"type": "category", "data": list(categories), "inverse": True, "axisLabel": axis,
                  "axisLine": {"show": True, "lineStyle": {"color": palette.MUTED}}, "axisTick": {"show": False}},
        "series": [_plain(series) for series in option["series"]],
    }  # fmt: skip
    narrow = {
        "grid": {"left": 112, "right": 96},
        "yAxis": {"axisLabel": {**axis, "fontSize": 12, "lineHeight": 14, "width": 102}},
        "xAxis": {"splitNumber": 3},
    }
    whole = {"baseOption": base, "media": [{"query": {"maxWidth": NARROW}, "option": narrow}]}
    text_ = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return Drawing(text_, round(top + 8 + rows * _ROW), round(top + 8 + rows * _ROW_NARROW))


def _plain(series: Mapping[str, Any]) -> dict[str, Any]:
    """What matters of pyecharts' series; its defaults (colours of labels, rich text) would only repeat ECharts' own."""
    kept = "type name data stack barMaxWidth barWidth barCategoryGap barGap symbol symbolSize itemStyle label tooltip".split()
    plain = {key: series[key] for key in kept if series.get(key) is not None}
    silent = {"silent": True, "tooltip": {"show": False}} if series["name"].startswith(_CONNECTOR) else {}
    return plain | silent | {"label": {key: value for key, value in series["label"].items() if key in _LABEL}}


_DECALS = [
    {"symbol": "none"},
    {"color": palette.DECAL, "dashArrayX": [1, 0], "dashArrayY": [2, 6], "rotation": -0.7854, "symbolSize": 1},
    {"color": palette.DECAL, "dashArrayX": [[6, 6], [0, 6, 6, 0]], "dashArrayY": [6, 0], "symbol": "circle", "symbolSize": 0.5},
]
