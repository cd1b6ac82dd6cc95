"""An icicle: one bar per level, each part standing under the part it belongs to. Parents are as wide as printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pyecharts import options as opts
from pyecharts.charts import Bar

from build_site.render.charts import palette
from build_site.render.charts.options import Drawing, complete, drawing, init, literal, tooltip_words

_WIDE_PLOT, _NARROW_PLOT, _ROW = 660, 300, 62


@dataclass(frozen=True, slots=True)
class Part:
    """One part on one level (0 is the top), from `start` to `start + value` of the whole."""

    name: str
    label: str
    level: int
    start: Decimal
    value: Decimal


def icicle(chart_id: str, levels: Sequence[str], parts: Sequence[Part], unit: str, description: str) -> Drawing:
    """Levels from top to bottom; a name that does not fit into its part is left out, the list has it."""
    chart = Bar(init_opts=init(chart_id, description, decal=False))
    chart.add_xaxis(list(levels))
    whole = max(part.start + part.value for part in parts)
    ends = [Decimal(0)] * len(levels)
    narrow: list[dict[str, Any]] = []
    for part in parts:
        if part.start > ends[part.level]:  # what the parts of a parent leave of it
            _add(chart, part.level, part.start - ends[part.level], opts.ItemStyleOpts(color="transparent"), "", None)
            narrow.append({})
        ends[part.level] = part.start + part.value
        style = opts.ItemStyleOpts(palette.EXPENDITURE, border_color=palette.BACKGROUND, border_width=1.5)
        wide, slim = (_fitting(part, plot * part.value / whole) for plot in (_WIDE_PLOT, _NARROW_PLOT))
        _add(chart, part.level, part.value, style, wide, tooltip_words(part.name, "", part.label, unit))
        narrow.append({"label": {"show": bool(slim), "formatter": literal(slim or " ")}})
    chart.reversal_axis()
    complete(
        chart,
        xaxis_opts=opts.AxisOpts(type_="value", is_show=False, max_=float(whole)),
        yaxis_opts=opts.AxisOpts(
            type_="category", is_inverse=True, axisline_opts=opts.AxisLineOpts(is_show=False), splitline_opts=opts.SplitLineOpts()
        ),
    )  # fmt: skip
    chart.options["grid"] = opts.GridOpts(pos_left=40, pos_right=8, pos_top=4, pos_bottom=4).opts
    height = len(levels) * _ROW + 8
    return drawing(chart, {"series": narrow, "grid": {"left": 30}}, height, height)


def _add(chart: Bar, level: int, value: Decimal, style: opts.ItemStyleOpts, label: str, words: str | None) -> None:
    """A part as a series of its own; without words a gap."""
    data: list[Any] = ["-"] * (level + 1)
    data[level] = float(value)
    chart.add_yaxis(
        "", data, stack="whole", category_gap="4%", itemstyle_opts=style,
        label_opts=opts.LabelOpts(is_show=bool(label), formatter=literal(label or " "), color=palette.BACKGROUND),
        tooltip_opts=opts.TooltipOpts(is_show=bool(words), formatter=words),
    )  # fmt: skip


def _fitting(part: Part, room: Decimal) -> str:
    """Name and amount as far as they fit into `room` pixels."""
    count = int((room - 10) // 12)
    lines = [part.name[start : start + count] for start in range(0, len(part.name), count)] if count >= 2 else []
    if not lines or len(lines) > 2:
        return ""
    return "\n".join([*lines, *([part.label] if len(part.label) * 7 <= room - 10 else [])])
