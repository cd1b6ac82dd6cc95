"""Where reports lie: every one a point on a logarithmic axis."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pyecharts import options as opts
from pyecharts.charts import Scatter

from build_site.render.charts import palette
from build_site.render.charts.many.base import HALO, HIDDEN
from build_site.render.charts.options import Drawing, complete, drawing, init, literal, plotted, tooltip_words

_WIDE, _SLIM = 1152, 344  # widths (pixels) that points are laid out for
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
    wide, slim = (_stacked(ordered, low, high, width, size) for width, size in ((_WIDE - 60, 19), (_SLIM - 36, 14)))
    told, fewer = _told(ordered, wide, _WIDE - 60), _told(ordered, slim, _SLIM - 36)
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
