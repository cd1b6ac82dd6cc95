"""ECharts options from plain figures, by pyecharts, published as it makes them. Amounts become floats here and only here.

How charts look is docs/assets/chart-theme.json, for the drawings and the live charts alike; here is what is drawn, and
the room that words need.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pyecharts import options as opts
from pyecharts.charts import Bar, Grid
from pyecharts.charts.base import Base

from build_site.render.charts import palette
from build_site.render.html import text

HIDDEN = opts.LabelOpts(is_show=False)
HALO = {"textBorderColor": palette.BACKGROUND, "textBorderWidth": 3}
WIDE = 1152
"""The width (pixels) that a static drawing is laid out for."""
NARROW = 520
"""Up to this width (pixels) a chart is laid out for a phone."""


def plotted(value: Decimal | int) -> float:
    """A value as a drawing has it: four decimals are finer than any pixel, and more could look like a telephone number."""
    return round(float(value), 4)


_ROW, _ROW_NAME, _THIN, _HEAD = 40, 32, 16, 26


@dataclass(frozen=True, slots=True)
class Bars:
    """A series: a value and its direct label per category; None leaves the place empty.
    `colours`, where given, is one per category and takes the place of `colour`."""

    name: str
    colour: str
    values: Sequence[Decimal | None]
    labels: Sequence[str]
    colours: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """An option and the heights it needs; another for paper, where there is one."""

    option: str
    height: int
    height_narrow: int
    paper: str = ""
    height_paper: int = 0


def horizontal_bars(chart_id: str, categories: Sequence[str], bars: Bars, unit: str, description: str) -> Drawing:
    """Bars from left to right, the first category on top; names beside their bars, or above them on a phone."""
    chart = Bar(init_opts=init(chart_id, description))
    chart.add_xaxis(list(categories))
    chart.add_yaxis(
        bars.name,
        [_item(category, bars, at, unit) for at, category in enumerate(categories)],
        bar_max_width=22,
        category_gap="35%",
        gap="20%",
        itemstyle_opts=opts.ItemStyleOpts(color=bars.colour),
        label_opts=opts.LabelOpts(is_show=True, position="right"),
    )
    chart.reversal_axis()
    left, room = min(_room(categories) * 1.06 + 2, 208), _room(bars.labels)
    names = opts.LabelOpts(text_width=left, overflow="break")
    complete(
        chart,
        xaxis_opts=opts.AxisOpts(type_="value", position="top", splitline_opts=opts.SplitLineOpts(is_show=True)),
        yaxis_opts=opts.AxisOpts(type_="category", is_inverse=True, axislabel_opts=names, splitline_opts=opts.SplitLineOpts()),
    )  # fmt: skip
    chart.options["grid"] = opts.GridOpts(pos_left=left + 14, pos_right=room + 12, pos_top=_HEAD, pos_bottom=8).opts
    narrow = {
        "grid": {"left": 6, "right": room * 12 / 13 + 10},
        "yAxis": {"z": 10, "axisLabel": above(_THIN / 2 + 3, 320, "truncate")},
        "xAxis": {"splitNumber": 3},
        "series": [{"barMaxWidth": _THIN}],
    }
    rows = len(categories)
    return drawing(chart, narrow, _HEAD + 8 + rows * _ROW, _HEAD + 8 + rows * (_THIN + _ROW_NAME))


def above(distance: float, width: int, overflow: str = "break") -> dict[str, Any]:
    """How a phone shows the names of rows: in the chart, so many pixels above what they name."""
    return {
        "inside": True, "margin": 0, "align": "left", "verticalAlign": "bottom", "padding": [0, 0, distance, 2], "fontSize": 12,
        "lineHeight": 14, "width": width, "overflow": overflow,
    }  # fmt: skip


def init(chart_id: str, description: str, *, decal: bool = True) -> opts.InitOpts:
    """What every chart starts with: nothing moves, and it speaks. The theme has the decals."""
    label = opts.AriaLabelOpts(description=description)
    aria = opts.AriaOpts(is_enable=True, aria_label_opts=label, aria_decal_opts=None if decal else opts.AriaDecalOpts())
    return opts.InitOpts(chart_id=chart_id, animation_opts=opts.AnimationOpts(animation=False), aria_opts=aria)


def complete(chart: Base, legend: Sequence[str] = (), **axes: opts.AxisOpts) -> None:
    """The tooltip, and the legend where there is something to tell apart."""
    plain = opts.TooltipOpts(is_confine=True, border_width=1, textstyle_opts=None)
    shown = opts.LegendOpts(is_show=bool(legend))
    chart.set_global_opts(title_opts=opts.TitleOpts(is_show=False), tooltip_opts=plain, legend_opts=shown, **axes)
    chart.options["legend"][0]["data"] = list(legend)


def drawing(chart: Base, narrow: Mapping[str, Any], height: float, height_narrow: float) -> Drawing:
    """The option as pyecharts makes it, and what is other on a phone."""
    option = json.loads(chart.dump_options_with_quotes())
    whole = {"baseOption": option, "media": [{"query": {"maxWidth": NARROW}, "option": narrow}]}
    words = json.dumps(whole, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Drawing(words, round(height), round(height_narrow))


def tooltip_words(category: str, name: str, label: str, unit: str) -> str:
    """A fixed sentence; braces would be template variables of ECharts."""
    amount = text(label) + ("" if unit in label else text(unit))
    words = f"{text(category)}<br>{f'{text(name)}：' if name else ''}{amount}"
    return words.replace("{", "&#123;").replace("}", "&#125;")


def literal(label: str) -> str:
    """A label that ECharts does not read as a template."""
    return label.replace("{", "｛").replace("}", "｝")


def _item(category: str, bars: Bars, place: int, unit: str) -> dict[str, Any]:
    value, label = bars.values[place], bars.labels[place]
    if value is None:
        return {"value": "-"}
    item: dict[str, Any] = {
        "value": plotted(value),
        "label": {"formatter": literal(label)},
        "tooltip": {"formatter": tooltip_words(category, bars.name, label, unit)},
    }
    return item | ({"itemStyle": {"color": bars.colours[place]}} if bars.colours else {})


def _room(labels: Iterable[str]) -> float:
    """Pixels that the longest label takes at 13 px: Chinese characters are square, others about 0.6 of it."""
    return max((sum(13 if ord(sign) > 0x2E7F else 7.6 for sign in label) for label in labels), default=0)


def plain(grid: Grid) -> None:
    """What Grid copies from its parts once for each: one tooltip, no legend."""
    option = grid.options
    option["legend"] = [{"show": False}]
    option["tooltip"] = {"confine": True, "borderWidth": 1, "trigger": "item"}


def width(words: Sequence[str]) -> float:
    return max((sum(14 if ord(sign) > 0x2E7F else 7.8 for sign in each) for each in words), default=0)
