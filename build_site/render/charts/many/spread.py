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
from build_site.render.charts.options import Drawing, complete, drawing, init, literal, tooltip_words

_WIDE, _SLIM = 1152, 344  # widths (pixels) that points are laid out for


@dataclass(frozen=True, slots=True)
class Point:
    """One report in a distribution: `amount` in the chart's unit, `label` as it is shown, `href` where it leads."""

    name: str
    amount: Decimal
    label: str
    colour: str = palette.EXPENDITURE
    href: str = ""


def strip(chart_id: str, points: Sequence[Point], unit: str, description: str) -> Drawing:
    """Every report a point on a logarithmic axis, points of like amounts above each other. Amounts above 0 only."""
    ordered = sorted(points, key=lambda each: each.amount)
    low = 10 ** math.floor(math.log10(ordered[0].amount))
    high = 10 ** math.ceil(math.log10(ordered[-1].amount) + 1e-9)
    wide, slim = (_stacked(ordered, low, high, width, size) for width, size in ((_WIDE - 60, 19), (_SLIM - 36, 14)))
    chart = Scatter(init_opts=init(chart_id, description, decal=False))
    chart.add_xaxis([])
    chart.add_yaxis("", _points(ordered, wide, unit, _told(ordered, wide)), symbol_size=16, label_opts=HIDDEN)
    axis = opts.AxisOpts(type_="log", min_=low, max_=high, splitline_opts=opts.SplitLineOpts(is_show=True))
    levels = max(level for _, level in wide) + 1, max(level for _, level in slim) + 1
    complete(chart, xaxis_opts=axis, yaxis_opts=opts.AxisOpts(is_show=False, min_=0, max_=levels[0] + 1))
    chart.options["xAxis"][0]["axisLabel"] = {"show": True, "hideOverlap": True}
    chart.options["grid"] = opts.GridOpts(pos_left=24, pos_right=36, pos_top=12, pos_bottom=30).opts
    narrow = {
        "series": [{"data": _points(ordered, slim, unit, _told(ordered, slim, room=110)), "symbolSize": 11}],
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


def _told(ordered: Sequence[Point], placed: Sequence[tuple[float, int]], room: float = 150) -> set[int]:
    """The points that have their names beside them: the first, the last, and tops of stacks with room between them."""
    tops: dict[int, tuple[int, int]] = {}
    for at, (x, level) in enumerate(placed):
        column = round(x / 20)
        if level >= tops.get(column, (-1, 0))[0]:
            tops[column] = (level, at)
    chosen: list[int] = []
    candidates = [0, len(ordered) - 1, *sorted((at for _, at in tops.values()), key=lambda at: -placed[at][1])]
    for at in candidates:
        x, level = placed[at]
        free = all(abs(x - placed[other][0]) > room or level != placed[other][1] for other in chosen)
        reach = (-room, 10) if x > placed[-1][0] - 60 else (-10, room) if x < 60 else (-room / 2, room / 2)
        above = any(reach[0] < px - x < reach[1] and lv == level + 1 for px, lv in placed)
        if at not in chosen and free and not above and len(chosen) < 7:
            chosen.append(at)
    return set(chosen)


def _points(
    ordered: Sequence[Point], placed: Sequence[tuple[float, int]], unit: str, told: set[int]
) -> list[dict[str, Any]]:
    made = []
    for at, (each, (x, level)) in enumerate(zip(ordered, placed, strict=True)):
        item: dict[str, Any] = {
            "value": [float(each.amount), level + 0.5],
            "itemStyle": {"color": each.colour},
            "tooltip": {"formatter": tooltip_words(each.name, "", each.label, unit)},
            "name": each.name,
        }
        if each.href:
            item["href"] = each.href
        if at in told:
            edge = "right" if x < 60 else "left" if x > placed[-1][0] - 60 and len(placed) > 1 else "top"
            item["label"] = {
                "show": True, "formatter": literal(f"{each.name} {each.label}"), "position": "top",
                "align": {"right": "left", "left": "right"}.get(edge, "center"), **HALO,
            }  # fmt: skip
        made.append(item)
    return made
