"""One department over the years: small charts of one question each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pyecharts import options as opts
from pyecharts.charts import Bar, Grid, Line, Scatter

from build_site.render.charts import palette
from build_site.render.charts.options import (
    HALO,
    HIDDEN,
    Drawing,
    complete,
    drawing,
    init,
    literal,
    plain,
    plotted,
    tooltip_words,
)

_ROOM = 8
"""A part of a stack lower than this fraction of the highest has no room for its label."""
_STEEP = 3
"""A line that rises by more than this fraction of the highest value crosses the label above its lower end."""
_STANDING = 4
"""A point higher than this fraction of the highest value has room for its label below."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line or stack of a panel: values by year (None: none), their labels, and which of them are only derived."""

    name: str
    colour: str
    values: Sequence[Decimal | None]
    labels: Sequence[str]
    derived: Sequence[bool] = ()
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A small chart of one question. `kind`: line, stack or span (plan → result); `gaps`: by year the word where there is
    nothing; `least`: where the axis begins if not at 0."""

    title: str
    subtitle: str
    kind: str
    series: Sequence[Series]
    gaps: Sequence[str]
    least: float = 0


def panels(chart_id: str, years: Sequence[str], shown: Sequence[Panel], unit: str, description: str) -> Drawing:
    """Small charts beside each other, three in a row, on a phone one."""
    grid = Grid(init_opts=init(chart_id, description))
    titles, wide, slim = [], [], []
    height, lines = 236, -(-len(shown) // 3)
    for at, panel in enumerate(shown):
        column, line = at % 3, at // 3
        left, top = f"{column * 34.2:.1f}%", line * height
        grid.add(
            _panel(panel, years, unit),
            grid_opts=opts.GridOpts(
                pos_left=f"{column * 34.2 + 1.5:.1f}%", pos_top=top + 78, width="28%", height=height - 124
            ),
        )
        told, colours = literal(panel.subtitle), {}
        for number, each in enumerate(panel.series if panel.kind == "stack" else ()):
            told = told.replace(literal(each.name), f"{{k{number}|■}} {literal(each.name)}")
            colours[f"k{number}"] = {"color": each.colour, "fontSize": 12}
        titles.append(
            {
                "text": literal(panel.title), "subtext": told, "left": left, "top": top, "itemGap": 4,
                "textStyle": {"fontSize": 14, "fontWeight": 600, "color": palette.TEXT, "width": 350, "overflow": "break"},
                "subtextStyle": {"fontSize": 12, "color": palette.MUTED, "rich": colours},
            }
        )  # fmt: skip
        slim.append({"left": 12, "right": 12, "width": "auto", "top": at * height + 78, "height": height - 124})
        wide.append({"left": 0, "top": at * height, "textStyle": {"width": 310}})
    plain(grid)
    grid.options["title"] = titles
    return drawing(grid, {"title": wide, "grid": slim}, lines * height, len(shown) * height)


def _panel(panel: Panel, years: Sequence[str], unit: str) -> Bar:
    chart = Bar()
    chart.add_xaxis(list(years))
    if panel.kind == "stack":
        most = max(
            (
                sum(value or 0 for value in column)
                for column in zip(*(each.values for each in panel.series), strict=True)
            ),
            default=0,
        )
        for each in panel.series:
            last = each is panel.series[-1]
            thin = [not last and (value or 0) * _ROOM < most for value in each.values]
            each = replace(each, labels=["" if off else label for off, label in zip(thin, each.labels, strict=True)])
            chart.add_yaxis(
                each.name, [_item(each, at, years, unit) for at in range(len(years))], stack="whole", bar_max_width=56,
                itemstyle_opts=opts.ItemStyleOpts(color=each.colour),
                label_opts=opts.LabelOpts(
                    is_show=True, position="top" if last else "inside", color=each.colour if last else palette.BACKGROUND, font_size=12
                ),
            )  # fmt: skip
            chart.options["series"][-1]["labelLayout"] = {"hideOverlap": True}
    if panel.kind == "span":
        _span(chart, panel)
    if panel.kind == "line":
        for each in panel.series:
            _line(chart, each, years, unit, Decimal(panel.least))
    elif panel.kind == "span":
        most = max((value or Decimal(0) for each in panel.series for value in each.values), default=Decimal(0))
        for each in panel.series:
            _dots(chart, each, years, unit, "right" if each.hollow else "left", most / _ROOM)
    _gaps(chart, panel, years)
    complete(
        chart,
        xaxis_opts=opts.AxisOpts(
            type_="category",
            axistick_opts=opts.AxisTickOpts(is_show=False),
            splitline_opts=opts.SplitLineOpts(is_show=False),
        ),
        yaxis_opts=opts.AxisOpts(is_show=False, min_=panel.least, splitline_opts=opts.SplitLineOpts(is_show=False)),
    )
    return chart


def _item(each: Series, at: int, years: Sequence[str], unit: str) -> dict[str, Any]:
    return {
        "value": "-" if each.values[at] is None else plotted(each.values[at] or 0),
        "label": {"formatter": literal(each.labels[at])} if each.labels[at] else {"show": False},
        "tooltip": {"formatter": tooltip_words(years[at], each.name, each.labels[at], unit)},
    }


def _line(chart: Bar, each: Series, years: Sequence[str], unit: str, least: Decimal) -> None:
    """The line with a gap where a year is missing, a dotted one over the gap, and a point for each amount: hollow where
    it is only derived."""
    values = [None if value is None else plotted(value) for value in each.values]
    for dotted in (True, False):
        line = Line()
        line.add_xaxis(list(years))
        line.add_yaxis(
            "", ["-" if value is None else value for value in values], is_connect_nones=dotted, is_symbol_show=False,
            linestyle_opts=opts.LineStyleOpts(width=2, type_="dotted" if dotted else "solid", color=each.colour),
            itemstyle_opts=opts.ItemStyleOpts(color=each.colour), label_opts=HIDDEN,
            tooltip_opts=opts.TooltipOpts(is_show=False),
        )  # fmt: skip
        chart.overlap(line)
    _dots(chart, each, years, unit, least=least)


def _dots(
    chart: Bar, each: Series, years: Sequence[str], unit: str, beside: str = "", low: Decimal = Decimal(-1),
    least: Decimal = Decimal(0),
) -> None:  # fmt: skip
    """Points with labels above, or `beside` them: then those up to `low` stand higher, clear of the axis, which begins
    at `least`."""
    points = Scatter()
    points.add_xaxis(list(years))
    data, standing = [], [None if value is None else value - least for value in each.values]
    for at in range(len(years)):
        item = _item(each, at, years, unit)
        if (each.values[at] or 0) <= low:
            item["label"]["offset"] = [0, -8]
        if not beside:
            item["label"] |= _clear(standing, at)
        derived = bool(each.derived and each.derived[at]) or each.hollow
        fill = palette.BACKGROUND if derived else each.colour
        data.append({**item, "itemStyle": {"color": fill, "borderColor": each.colour, "borderWidth": 2, "opacity": 1}})
    points.add_yaxis(
        each.name,
        data,
        symbol_size=9,
        label_opts=opts.LabelOpts(is_show=True, position=beside or "top", font_size=12),
    )
    points.options["series"][0]["label"] = {**points.options["series"][0]["label"].opts, "color": palette.TEXT, **HALO}
    chart.overlap(points)


def _clear(values: Sequence[Decimal | None], at: int) -> dict[str, Any]:
    """Where the label of a point stands so that no line that comes down to it crosses it: away from the steep side; in a
    valley steep on both sides below, or higher where the axis leaves no room there."""
    own, most = values[at], max(value or Decimal(0) for value in values)
    sides = (values[:at][::-1], values[at + 1 :])
    near = [next((value for value in side if value is not None), None) for side in sides]
    steep = [own is not None and value is not None and (value - own) * _STEEP > most for value in near]
    if own is not None and all(steep):
        return {"position": "bottom"} if own * _STANDING > most else {"offset": [0, -10]}
    return {"align": "left" if steep[0] else "right", "offset": [-6 if steep[0] else 6, 0]} if any(steep) else {}


def _span(chart: Bar, panel: Panel) -> None:
    """The line between plan and result."""
    first, second = panel.series
    ends = [
        (a, b) if a is not None and b is not None else None for a, b in zip(first.values, second.values, strict=True)
    ]
    clear = [plotted(min(each)) if each else 0 for each in ends]
    for data, colour in (
        (clear, "transparent"),
        ([plotted(abs(e[0] - e[1])) if e else 0 for e in ends], palette.MUTED),
    ):
        chart.add_yaxis(
            "", data, stack="span", bar_width=3, itemstyle_opts=opts.ItemStyleOpts(color=colour), label_opts=HIDDEN,
            tooltip_opts=opts.TooltipOpts(is_show=False),
        )  # fmt: skip


def _gaps(chart: Bar, panel: Panel, years: Sequence[str]) -> None:
    """The word of each year without an amount, in its place above the axis."""
    data = [
        {"value": [year, panel.least], "label": {"formatter": literal(word), **({"padding": [3, 5]} if beside else {})}}
        for at, (year, word) in enumerate(zip(years, panel.gaps, strict=True))
        for beside in [any(each.values[at] is not None for each in panel.series)]  # a plan, that needs its room
        if word
    ]
    chart.options["series"].append(
        {
            "type": "scatter", "name": "", "data": data, "symbolSize": 0.01, "silent": True, "tooltip": {"show": False},
            "label": {
                "show": True, "position": "top", "distance": 14, "color": palette.MUTED, "fontSize": 12, "padding": [16, 5],
                "borderColor": palette.MUTED, "borderWidth": 1, "borderType": "dashed",
            },
        }
    )  # fmt: skip
