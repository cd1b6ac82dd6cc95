"""Where reports lie: every one a point on a logarithmic axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
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
    chart = Scatter(init_opts=init(chart_id, description, decal=False))
    chart.add_xaxis([])
    chart.add_yaxis("", _points(ordered, wide, unit, _WIDE - 60), symbol_size=16, label_opts=HIDDEN)
    axis = opts.AxisOpts(type_="log", min_=low, max_=high, splitline_opts=opts.SplitLineOpts(is_show=True))
    levels = max(level for _, level in wide) + 1, max(level for _, level in slim) + 1
    complete(chart, xaxis_opts=axis, yaxis_opts=opts.AxisOpts(is_show=False, min_=0, max_=levels[0] + 1))
    chart.options["xAxis"][0]["axisLabel"] = {"show": True, "hideOverlap": True}
    chart.options["grid"] = opts.GridOpts(pos_left=24, pos_right=36, pos_top=12, pos_bottom=30).opts
    narrow = {
        "series": [{"data": _points(ordered, slim, unit, _SLIM - 36), "symbolSize": 11}],
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


def _told(ordered: Sequence[Point], placed: Sequence[tuple[float, int]], width: float) -> dict[int, str]:
    """The points that have their names above them, by their place, with how the words are aligned so that they stay in the
    drawing: the first, the last, and tops of stacks, where no other point or name is in the way."""
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
        covers = any(start - 9 < px < start + long + 9 and level < lv < level + 3 for px, lv in placed)
        meets = any(start < e and s < start + long and abs(lv - level) < 2 for s, e, lv, _ in chosen.values())
        if not covers and not meets:
            chosen[at] = (start, start + long, level, align)
    return {at: align for at, (_, _, _, align) in chosen.items()}


def _room(words: str) -> float:
    """Pixels that a name of 12 px takes."""
    return sum(12.5 if ord(sign) > 0x2E7F else 7 for sign in words)


def _points(
    ordered: Sequence[Point], placed: Sequence[tuple[float, int]], unit: str, width: float
) -> list[dict[str, Any]]:  # fmt: skip
    told, made = _told(ordered, placed, width), []
    for at, (each, (_, level)) in enumerate(zip(ordered, placed, strict=True)):
        item: dict[str, Any] = {
            "value": [plotted(each.amount), level + 0.5],
            "itemStyle": {"color": each.colour},
            "tooltip": {"formatter": tooltip_words(each.name, "", each.label, unit)},
            "name": each.name,
        }
        if at in told:
            item["label"] = {
                "show": True, "formatter": literal(f"{each.name} {each.label}"), "position": "top", "align": told[at], **HALO,
            }  # fmt: skip
        made.append(item)
    return made
