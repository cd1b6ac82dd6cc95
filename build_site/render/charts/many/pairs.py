"""Reports as points: plan and result, last year and this, two points each and what lies between; or one each on a logarithmic
axis."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pyecharts import options as opts
from pyecharts.charts import Bar, Grid, Scatter

from build_site.render.charts import palette
from build_site.render.charts.options import (
    HALO,
    HIDDEN,
    WIDE,
    Drawing,
    above,
    complete,
    drawing,
    init,
    literal,
    plain,
    plotted,
    tooltip_words,
    width,
)

_NAME = 290  # pixels that a name may take: enough for those of 20 characters
_BELOW = 300  # pixels of a line of a name above its points
_FREE = 70  # pixels right of an axis that words may take


@dataclass(frozen=True, slots=True)
class Pair:
    """One report's plan, result and last year in the chart's unit. `words`: what stands in its row, after the arrow;
    `moved`: its change over the year in words."""

    name: str
    budget: Decimal | None
    final: Decimal | None
    prior: Decimal | None
    words: str
    moved: str
    derived: bool = False


def pairs(
    chart_id: str, rows: Sequence[Pair], titles: tuple[str, str, str], unit: str, description: str, *, planned: bool = True
) -> Drawing:  # fmt: skip
    """Plan → result on the left, last year → this year on the right, a row for each report; the latter alone where nothing
    is `planned`, the former where no last year is known. `titles`: of the points."""
    names = [each.name for each in rows]
    room = min(width(names), _NAME) + 18
    known = any(each.prior is not None for each in rows)
    years = "diamond" if known else "circle"
    sides = []
    if known or not planned:
        words = [f"{'' if planned else f'{each.words}　'}{each.moved if known else ''}".rstrip("　") for each in rows]
        sides.append((titles[2], years, [(each.prior, each.final) for each in rows], words))
    if planned:
        sides.insert(
            0, (titles[0], "circle", [(each.budget, each.final) for each in rows], [each.words for each in rows])
        )
    places: list[tuple[Any, Any, float]] = [(room, "44%", WIDE * 0.56 - room), ("64%", 96, WIDE * 0.36 - 96)]
    if len(sides) == 1:
        places = [(room, 190, WIDE - room - 190)]
    grid = Grid(init_opts=init(chart_id, description, decal=False))
    heads = []
    for (title, symbol, values, words), (left, right, wide) in zip(sides, places, strict=True):
        chart = _pair(chart_id, description, names, values, (title, titles[1]), unit, symbol)
        _beside(chart, words, wide)
        grid.add(chart, grid_opts=opts.GridOpts(pos_left=left, pos_right=right, pos_top=54, pos_bottom=8))
        first = f"{title} {'○' if title == titles[0] else '◇'} → " if planned or years == "diamond" else ""
        heads.append(_head(f"{first}{titles[1]} ●", left))
    plain(grid)
    option = grid.options
    option["title"] = heads
    series = len(option["series"]) // len(sides)
    second = 14 * (width(names[:1]) > _BELOW)  # a line more of the first name would meet the axis
    narrow: dict[str, list[Any]] = {
        "title": [{"left": 0}], "grid": [{"left": 6, "top": 54 + second, "right": max(128, round(width(sides[0][3]) * 0.88) + 16)}], "yAxis": [{"z": 10, "axisLabel": above(7, _BELOW)}],
        "xAxis": [{"splitNumber": 2}], "series": [{} for _ in range(series)],
    }  # fmt: skip
    if len(sides) > 1:
        option["yAxis"][1]["axisLabel"] = {"show": False}
        narrow["grid"].append({"left": "100%", "right": 0})
        for name in ("title", "yAxis", "xAxis"):
            narrow[name].append({"show": False})
        narrow["series"] += [{"data": [], "show": False} for _ in range(series)]
    return drawing(grid, narrow, 62 + 34 * len(rows), 62 + second + 46 * len(rows))


def _pair(
    chart_id: str, description: str, names: Sequence[str], values: Sequence[tuple[Decimal | None, Decimal | None]],
    titles: tuple[str, str], unit: str, symbol: str,
) -> Bar:  # fmt: skip
    """The line between two points as a bar on an invisible one; the first point hollow, the second full."""
    chart = Bar(init_opts=init(chart_id, description, decal=False))
    chart.add_xaxis(list(names))
    both = [(a, b) if a is not None and b is not None else None for a, b in values]
    clear = [plotted(min(each)) if each else 0 for each in both]
    lines: list[Any] = [
        {"value": plotted(abs(each[0] - each[1])) if each else 0, "itemStyle": {"color": _direction(each)}}
        for each in both
    ]
    for data, style in ((clear, opts.ItemStyleOpts(color="transparent")), (lines, None)):
        chart.add_yaxis(
            "",
            data,
            stack=symbol,
            bar_width=3,
            itemstyle_opts=style,
            label_opts=HIDDEN,
            tooltip_opts=opts.TooltipOpts(is_show=False),
        )
    for side, title in enumerate(titles):
        points = Scatter()
        points.add_xaxis(list(names))
        data = [
            _point(pair[side], at, title, names[at], unit, hollow=side == 0, colour=_direction(both[at]))
            for at, pair in enumerate(values)
        ]
        points.add_yaxis(title, data, symbol=symbol if side == 0 else "circle", symbol_size=11, label_opts=HIDDEN)
        chart.overlap(points)
    chart.reversal_axis()
    complete(
        chart,
        xaxis_opts=opts.AxisOpts(type_="value", position="top", min_=0, splitline_opts=opts.SplitLineOpts(is_show=True)),
        yaxis_opts=opts.AxisOpts(type_="category", is_inverse=True, axislabel_opts=opts.LabelOpts(margin=11, text_width=min(width(names), _NAME), overflow="break"), splitline_opts=opts.SplitLineOpts()),
    )  # fmt: skip
    chart.options["yAxis"][0]["data"] = list(names)
    return chart


def _point(
    value: Decimal | None, at: int, title: str, name: str, unit: str, *, hollow: bool, colour: str
) -> dict[str, Any]:  # fmt: skip
    fill = palette.BACKGROUND if hollow else palette.EXPENDITURE if colour == palette.MUTED else colour
    style = {"color": fill, "opacity": 1} | ({"borderColor": palette.BUDGET, "borderWidth": 2} if hollow else {})
    words = tooltip_words(name, title, "" if value is None else f"{value:,.2f}", unit)
    return {
        "value": ["-" if value is None else plotted(value), at],
        "itemStyle": style,
        "tooltip": {"formatter": words},
    }


def _direction(pair: tuple[Decimal, Decimal] | None) -> str:
    return palette.UP if pair and pair[1] > pair[0] else palette.EXPENDITURE if pair else palette.MUTED


def _beside(chart: Bar, words: Sequence[str], wide: float) -> None:
    """A row's words behind its last point, which may be none: then at the axis, which is so long that they end within
    `wide` pixels and what is free behind them."""
    points = [each for each in chart.options["series"] if each["type"] == "scatter"]
    data, longest, most = [], 0.0, 0.0
    for at, said in enumerate(words):
        ends = [each["data"][at]["value"][0] for each in points]
        furthest = max((end for end in ends if end != "-"), default=0)
        data.append({"value": [furthest, at], "label": {"formatter": literal(said) or " "}})
        longest = max(longest, furthest * wide / max(wide + _FREE - width([said]), wide / 3))
        most = max(most, furthest)
    if longest > most:
        chart.options["xAxis"][0] |= {
            "max": round(longest, 4), "axisLabel": {"showMaxLabel": False}, "splitLine": {"show": True, "showMaxLine": False},
        }  # fmt: skip
    chart.options["series"].append(
        {
            "type": "scatter", "name": "", "data": data, "symbolSize": 0.01, "silent": True, "tooltip": {"show": False},
            "label": {"show": True, "position": "right", "distance": 11, "fontSize": 12, "color": palette.TEXT, **HALO},
        }
    )  # fmt: skip


def _head(words: str, left: object) -> dict[str, Any]:
    return {
        "text": literal(words),
        "left": left,
        "top": 0,
        "textStyle": {"fontSize": 14, "fontWeight": 600, "color": palette.TEXT},
    }


_SLIM = 344  # pixels that points are laid out for on a phone
_NAMED = 7
"""So many points have their names beside them."""


@dataclass(frozen=True, slots=True)
class Point:
    """One report in a distribution: `amount` in the chart's unit, `label` as it is shown."""

    name: str
    amount: Decimal
    label: str
    colour: str = palette.EXPENDITURE


def strip(chart_id: str, points: Sequence[Point], unit: str, description: str) -> Drawing:
    """Every report a point on a logarithmic axis, points of like amounts above each other. Amounts above 0 only."""
    ordered = sorted(points, key=lambda each: each.amount)
    low = 10 ** math.floor(math.log10(ordered[0].amount))
    high = 10 ** math.ceil(math.log10(ordered[-1].amount) + 1e-9)
    wide, slim = (_stacked(ordered, low, high, width, size) for width, size in ((WIDE - 60, 19), (_SLIM - 36, 14)))
    told, fewer = _told(ordered, wide, WIDE - 60), _told(ordered, slim, _SLIM - 36)
    levels = [
        max(each[1] for each in (*placed, *names.values())) + 1 for placed, names in ((wide, told), (slim, fewer))
    ]
    chart = Scatter(init_opts=init(chart_id, description, decal=False))
    chart.add_xaxis([])
    chart.add_yaxis(
        "", _points(ordered, wide, unit, told, 20 + 24 / (levels[0] + 1)), symbol_size=16, label_opts=HIDDEN
    )
    axis = opts.AxisOpts(type_="log", min_=low, max_=high, splitline_opts=opts.SplitLineOpts(is_show=True))
    complete(chart, xaxis_opts=axis, yaxis_opts=opts.AxisOpts(is_show=False, min_=0, max_=levels[0] + 1))
    chart.options["xAxis"][0]["axisLabel"] = {"show": True, "hideOverlap": True}
    chart.options["grid"] = opts.GridOpts(pos_left=24, pos_right=36, pos_top=12, pos_bottom=30).opts
    chart.options["series"][0]["markLine"] = _leaders(ordered, wide, told)
    small = _points(ordered, slim, unit, fewer, 15 + 24 / (levels[1] + 1))
    narrow = {
        "series": [{"data": small, "symbolSize": 11, "markLine": _leaders(ordered, slim, fewer)}],
        "yAxis": {"max": levels[1] + 1},
        "grid": {"left": 14, "right": 22},
    }
    return drawing(chart, narrow, 66 + 20 * (levels[0] + 1), 66 + 15 * (levels[1] + 1))


def _stacked(ordered: Sequence[Point], low: float, high: float, width: float, size: float) -> list[tuple[float, int]]:
    """Each point's level so that no two lie on each other: the lowest where there is room. Its x in pixels with it."""
    span = math.log10(high) - math.log10(low)
    ends: list[float] = []
    found = []
    for each in ordered:
        x = (math.log10(each.amount) - math.log10(low)) / span * width
        level = next((at for at, end in enumerate(ends) if x - end >= size), len(ends))
        ends[level : level + 1] = [x]
        found.append((x, level))
    return found


def _told(ordered: Sequence[Point], placed: Sequence[tuple[float, int]], width: float) -> dict[int, tuple[str, int]]:
    """The points that have their names above them, by their place, with how the words are aligned so that they stay in the
    drawing and the level that they stand over: the first and the last, over whatever is in the way, and tops of stacks
    where nothing is."""
    tops: dict[int, tuple[int, int]] = {}
    for at, (x, level) in enumerate(placed):
        column = round(x / 20)
        if level >= tops.get(column, (-1, 0))[0]:
            tops[column] = (level, at)
    chosen: dict[int, tuple[float, float, int, str]] = {}
    for at in (0, len(ordered) - 1, *sorted((at for _, at in tops.values()), key=lambda at: -placed[at][1])):
        x, level = placed[at]
        long = _room(f"{ordered[at].name} {ordered[at].label}")
        align = "left" if x < long / 2 else "right" if x > width - long / 2 else "center"
        start = x - {"left": 0, "right": long, "center": long / 2}[align]
        if start < -10 or start + long > width + 30 or at in chosen or len(chosen) > _NAMED:
            continue
        around = [lv for px, lv in placed if start - 9 < px < start + long + 9]
        names = [lv for s, e, lv, _ in chosen.values() if start < e and s < start + long]
        if at in (0, len(ordered) - 1):
            level = max((level, *around, *(lv + 2 for lv in names)))
        if not any(level < lv < level + 3 for lv in around) and not any(abs(lv - level) < 2 for lv in names):
            chosen[at] = (start, start + long, level, align)
    return {at: (align, level) for at, (_, _, level, align) in chosen.items()}


def _room(words: str) -> float:
    """Pixels that a name of 12 px takes."""
    return sum(12.5 if ord(sign) > 0x2E7F else 7 for sign in words)


def _leaders(
    ordered: Sequence[Point], placed: Sequence[tuple[float, int]], told: Mapping[int, tuple[str, int]]
) -> dict[str, Any]:
    """A line from each point to its name, where that stands higher."""
    ends = [(plotted(ordered[at].amount), placed[at][1], top) for at, (_, top) in told.items() if top > placed[at][1]]
    return {
        "silent": True, "symbol": "none", "lineStyle": {"color": palette.TEXT, "type": "solid", "width": 1, "opacity": 0.5}, "label": {"show": False},
        "data": [[{"coord": [x, level + 0.5]}, {"coord": [x, top + 0.9]}] for x, level, top in ends],
    }  # fmt: skip


def _points(
    ordered: Sequence[Point],
    placed: Sequence[tuple[float, int]],
    unit: str,
    told: Mapping[int, tuple[str, int]],
    pitch: float,
) -> list[dict[str, Any]]:
    """`pitch`: the pixels from one level to the next."""
    made = []
    for at, (each, (_, level)) in enumerate(zip(ordered, placed, strict=True)):
        item: dict[str, Any] = {
            "value": [plotted(each.amount), level + 0.5],
            "itemStyle": {"color": each.colour},
            "tooltip": {"formatter": tooltip_words(each.name, "", each.label, unit)},
            "name": each.name,
        }
        if at in told:
            align, top = told[at]
            item["label"] = {
                "show": True, "formatter": literal(f"{each.name} {each.label}"), "position": "top", "align": align, "distance": 5 + round((top - level) * pitch), **HALO,
            }  # fmt: skip
        made.append(item)
    return made
