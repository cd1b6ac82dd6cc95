"""An icicle: one bar per level, each part standing under the part it belongs to. Parents are as wide as printed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pyecharts.charts import Bar

from build_site.render.charts import palette
from build_site.render.charts.options import FONT, NARROW, Drawing, init, literal, tooltip, tooltip_words

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
    chart = Bar(init_opts=init(chart_id, description))
    chart.add_xaxis(list(levels))
    whole = max(part.start + part.value for part in parts)
    ends = [Decimal(0)] * len(levels)
    narrow: list[dict[str, Any]] = []
    series: list[dict[str, Any]] = []
    for part in parts:
        if part.start > ends[part.level]:  # what the parts of a parent leave of it
            series.append(_bar(len(levels), part.level, part.start - ends[part.level], None))
            narrow.append({})
        ends[part.level] = part.start + part.value
        wide, slim = (_fitting(part, plot * part.value / whole) for plot in (_WIDE_PLOT, _NARROW_PLOT))
        bar = _bar(len(levels), part.level, part.value, {"formatter": tooltip_words(part.name, "", part.label, unit)})
        bar["label"] = {
            "show": bool(wide),
            "formatter": literal(wide or " "),
            "color": palette.BACKGROUND,
            "fontSize": 12,
            "lineHeight": 15,
        }
        series.append(bar)
        narrow.append({"label": {"show": bool(slim), "formatter": literal(slim or " ")}})
    for each in series:
        chart.add_yaxis("", each["data"], stack="whole")
    made = json.loads(chart.dump_options_with_quotes())["series"]
    merged = [
        {
            "type": one["type"],
            "stack": one["stack"],
            "data": one["data"],
            **{k: v for k, v in each.items() if k != "data"},
        }
        for one, each in zip(made, series, strict=True)
    ]
    font = {"color": palette.TEXT, "fontFamily": FONT, "fontSize": 12}
    base = {
        "animation": False, "textStyle": font, "tooltip": tooltip(), "series": merged,
        "aria": {"enabled": True, "label": {"description": description}},
        "grid": {"left": 40, "right": 8, "top": 4, "bottom": 4, "containLabel": False},
        "xAxis": {"type": "value", "show": False, "max": float(whole)},
        "yAxis": {"type": "category", "data": list(levels), "inverse": True, "axisLabel": {"color": palette.TEXT, "fontSize": 13},
                  "axisLine": {"show": False}, "axisTick": {"show": False}},
    }  # fmt: skip
    option = {
        "baseOption": base,
        "media": [{"query": {"maxWidth": NARROW}, "option": {"series": narrow, "grid": {"left": 30}}}],
    }
    words = json.dumps(option, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return Drawing(words, len(levels) * _ROW + 8, len(levels) * _ROW + 8)


def _bar(count: int, level: int, value: Decimal, words: dict[str, str] | None) -> dict[str, Any]:
    """A part as a series of its own; without words a gap."""
    data: list[Any] = ["-"] * count
    data[level] = float(value)
    style: dict[str, Any] = {"color": palette.EXPENDITURE, "borderColor": palette.BACKGROUND, "borderWidth": 1.5}
    bar: dict[str, Any] = {"data": data, "barCategoryGap": "4%", "itemStyle": style}
    return bar | (
        {"tooltip": words}
        if words
        else {"itemStyle": {"color": "transparent"}, "silent": True, "tooltip": {"show": False}}
    )


def _fitting(part: Part, room: Decimal) -> str:
    """Name and amount as far as they fit into `room` pixels."""
    count = int((room - 10) // 12)
    lines = [part.name[start : start + count] for start in range(0, len(part.name), count)] if count >= 2 else []
    if not lines or len(lines) > 2:
        return ""
    return "\n".join([*lines, *([part.label] if len(part.label) * 7 <= room - 10 else [])])
