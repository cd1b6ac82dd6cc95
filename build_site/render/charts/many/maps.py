"""Boxes by area, and reports by rules."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pyecharts import options as opts
from pyecharts.charts import Scatter, TreeMap

from build_site.render.charts import palette
from build_site.render.charts.options import (
    HIDDEN,
    WIDE,
    Drawing,
    above,
    complete,
    drawing,
    init,
    literal,
    plotted,
    tooltip_words,
    width,
)


@dataclass(frozen=True, slots=True)
class Box:
    """One class of a map of boxes with its departments: name, amount, label; `fill`: a ground for white words."""

    name: str
    fill: str
    parts: Sequence[tuple[str, Decimal, str]]
    label: str


_HIGH, _LINE = 440, 18
_LOW, _ABOVE = 17, 5
"""Of a department's name: a line, and the room above the first."""
_PAD, _GAP = 10, 3
_LINES = "rgba(255,255,255,.4)"
"""Between departments."""
_BOLD = 1.12  # wider than words of charts elsewhere


def boxes(chart_id: str, found: Sequence[Box], description: str) -> Drawing:
    """Classes, and within them departments, by area. A name that its box has no room for goes on in a second line, with all
    shares on a line below, and is cut where that is not enough; a department's is then left to the tip."""
    chart = TreeMap(init_opts=init(chart_id, description, decal=False))
    sums = [sum((amount for _, amount, _ in box.parts), Decimal(0)) for box in found]
    squares = [(at, (wide - _GAP, high - _GAP)) for at, (wide, high) in _squares(sums, WIDE + _GAP, _HIGH + _GAP)]
    lines = max(
        (len(_headed(found[at], wide - _PAD, 3).split("\n")) for at, (wide, high) in squares if high > _HIGH / 4),
        default=1,
    )
    upper = 8 + _LINE * lines
    data: list[dict[str, Any]] = []
    for at, (wide, high) in squares:
        box, inner = found[at], []
        for part, (room, below) in _squares([amount for _, amount, _ in box.parts], wide, max(high - upper + 1, 1)):
            name, amount, label = box.parts[part]
            own = _broken(name, room - 2 - _PAD, 3)
            shown = [*own, label] if own and width([label]) + _PAD < room and below >= _tall(len(own) + 1) else own
            inner.append({
                "name": name, "value": plotted(amount), "itemStyle": {"color": box.fill},
                "label": {"show": bool(own) and below >= _tall(len(own)), "formatter": literal("\n".join(shown))},
                "tooltip": {"formatter": tooltip_words(f"{box.name} · {name}", "", label, "")},
            })  # fmt: skip
        style = {
            "color": box.fill,
            "borderColor": _LINES if high > upper else box.fill,
            "borderWidth": 1,
            "gapWidth": 2,
        }
        if high > upper:
            head: dict[str, Any] = {
                "name": _headed(box, wide - _PAD, lines - 1, apart=lines > 1),
                "upperLabel": {"backgroundColor": _shade(box.fill)},
                "children": inner,
            }
        else:  # no room below its own name
            name = _headed(box, wide - _PAD)
            head = {
                "name": name,
                "value": plotted(sums[at]),
                "label": {
                    "formatter": literal(name),
                    "fontSize": 13,
                    "fontWeight": 600,
                    "padding": [3, 6],
                    "distance": 0,
                },
                "tooltip": {"formatter": tooltip_words(box.name, "", box.label, "")},
            }
        data.append({**head, "itemStyle": style})
    chart.add("", data, roam=False, node_click=False, label_opts=opts.LabelOpts(is_show=True, position="insideTopLeft"))
    series = chart.options["series"][0]
    series |= {
        "breadcrumb": {"show": False}, "width": "100%", "height": "100%", "left": 0, "right": 0, "top": 0, "bottom": 0, "nodeClick": False, "animation": False,
        "label": {"color": "#fff", "fontSize": 12, "lineHeight": _LOW, "padding": [_ABOVE, 5, 0], "position": "insideTopLeft", "overflow": "truncate"},
        "upperLabel": {"show": True, "height": upper, "color": "#fff", "fontSize": 13, "lineHeight": _LINE, "fontWeight": 600, "position": [0, 0], "verticalAlign": "top", "padding": [4, 6], "overflow": "truncate"},
        "itemStyle": {"borderColor": palette.BACKGROUND, "gapWidth": 2, "borderWidth": 0},
        "levels": [
            {"itemStyle": {"gapWidth": _GAP, "borderWidth": 0, "borderColor": palette.BACKGROUND}, "upperLabel": {"show": False}},  # all the room is the classes'
            {"itemStyle": {"gapWidth": 1}, "upperLabel": {"show": True}},
        ],
    }  # fmt: skip
    complete(chart)
    return drawing(chart, {}, _HIGH, _HIGH + 20)


def _tall(lines: int) -> int:
    """The least height of a box that so many lines stand in: ECharts leaves out what has no room."""
    return _ABOVE + _LOW * lines + 2


def _shade(fill: str) -> str:
    """The fill of a class's head: a fifth darker than its boxes."""
    return "#" + "".join(f"{int(fill[at : at + 2], 16) * 4 // 5:02x}" for at in (1, 3, 5))


def _broken(name: str, room: float, most: int) -> list[str]:
    """A name in so many lines at most, of about one length, broken between words; one of Chinese characters anywhere. Nothing
    where it does not fit."""
    found: list[str] = []
    while True:
        lines = [""]
        for word in re.findall(r"[!-~]+ ?|.", name):
            if width([(lines[-1] + word).rstrip()]) <= room:
                lines[-1] += word
            else:
                lines.append(word)
        lines = [each.rstrip() for each in lines]
        longest = width(lines)
        if len(lines) > (len(found) or most) or not all(lines) or longest > room:
            return found
        found, room = lines, longest - 1


def _headed(box: Box, room: float, most: int = 1, *, apart: bool = False) -> str:
    """A class's name and share, on one line or (`apart`, or where that is too short) the share below `most` lines of the name;
    cut where there is no room for it."""
    whole = f"{box.name} {box.label}"
    if not apart and width([whole]) * _BOLD <= room:
        return whole
    if (apart or most > 1) and (lines := _broken(box.name, room / _BOLD, most)):
        return "\n".join((*lines, box.label))
    behind = "\n" if apart or most > 1 else " "
    apart = behind == "\n"
    for end in range(len(box.name), 0, -1):
        name = box.name[:end].rstrip() + ("…" if end < len(box.name) else "")
        if width([name if apart else f"{name} {box.label}"]) * _BOLD <= room:
            return f"{name}{behind}{box.label}"
    return box.label


def _squares(values: Sequence[Decimal], wide: float, high: float) -> list[tuple[int, tuple[float, float]]]:
    """Each value's place in the list and its box, the largest first, as ECharts lays a map of boxes out: rows as square as
    can be, along the shorter side of what is left."""
    order = sorted(range(len(values)), key=lambda at: -values[at])
    areas = [float(values[at] / sum(values)) * wide * high for at in order]
    found: list[tuple[float, float]] = []
    row: list[float] = []
    for area in [*areas, 0.0]:
        side = min(wide, high)
        if row and (not area or _worst([*row, area], side) > _worst(row, side)):
            thick = sum(row) / side
            found += [(thick, each / thick) if wide > high else (each / thick, thick) for each in row]
            wide, high, row = (wide - thick, high, []) if wide > high else (wide, high - thick, [])
        row.append(area)
    return list(zip(order, found, strict=True))


def _worst(parts: Sequence[float], side: float) -> float:
    """How far from the golden ratio the worst of a row's boxes is."""
    square, ratio = sum(parts) ** 2, side * side * 0.5 * (1 + 5**0.5)
    return max(ratio * max(parts) / square, square / (ratio * min(parts)))


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of a map of reports (rows) by rules (columns)."""

    column: int
    row: int
    kind: str
    words: str


_NARROW, _UPRIGHT = 316, 150
"""Pixels: a phone's map, and the longest upright word above it."""
_NAME, _NAME_NARROW = 376, 314
"""Pixels of a report's name before it goes on in a second line."""
_MARKS = {
    "differs": ("rect", "var(--differs)", "var(--differs)"),
    "not-checkable": ("rect", palette.BACKGROUND, "var(--ink3)"),
    "explained": ("triangle", "var(--round)", "var(--round)"),
}


def heat(
    chart_id: str, rows: Sequence[str], groups: Sequence[str], marks: Sequence[Mark], kinds: Mapping[str, str], description: str
) -> Drawing:  # fmt: skip
    """Rows of reports, a column for each rule, marks by kind, each of its own shape. `groups`: each column's group."""
    chart = Scatter(init_opts=init(chart_id, description, decal=False))
    chart.add_xaxis([str(at) for at in range(len(groups))])
    for kind, words in kinds.items():
        shape, fill, edge = _MARKS[kind]
        data = [
            {"value": [mark.column, mark.row], "tooltip": {"formatter": tooltip_words(mark.words, "", "", "")}}
            for mark in marks
            if mark.kind == kind
        ]
        chart.add_yaxis(
            words,
            data,
            symbol=shape,
            symbol_size=[8, 14],
            label_opts=HIDDEN,
            itemstyle_opts=opts.ItemStyleOpts(color=fill, border_color=edge, border_width=1.5),
        )
    complete(
        chart, list(kinds.values()),
        xaxis_opts=opts.AxisOpts(type_="category", position="top", axistick_opts=opts.AxisTickOpts(is_show=False), splitline_opts=opts.SplitLineOpts(is_show=False)),
        yaxis_opts=opts.AxisOpts(type_="category", is_inverse=True, splitline_opts=opts.SplitLineOpts(is_show=True)),
    )  # fmt: skip
    chart.options["yAxis"][0] |= {
        "data": list(rows),
        "axisLabel": {"width": _NAME, "overflow": "break", "lineHeight": 13},
    }
    longest, end = width(rows), len(groups)
    room, pitch, pitch_narrow = (
        min(longest, _NAME + 4) + 14,
        24 + 6 * (longest > _NAME),
        42 + 12 * (longest > _NAME_NARROW),
    )
    step = (WIDE - room) / max(end, 1)
    heads, heads_narrow = _headings(groups, step, 18), _headings(groups, _NARROW / max(end, 1), 14)
    beyond = max(44, *(_long(head) * 0.64 - (end - at) * step * 0.9 for at, head in enumerate(heads)))
    chart.options["xAxis"][0] |= {
        "data": heads,
        "axisLabel": {"interval": 0, "align": "left", "fontSize": 12, "rotate": -50},
        "splitArea": {"show": True, "interval": 0, "areaStyle": {"color": _bands(groups)}},
    }
    high = round(max(map(_long, heads), default=0) * 0.77) + 36
    chart.options["grid"] = opts.GridOpts(pos_left=room, pos_right=beyond, pos_top=high, pos_bottom=6).opts
    tall = round(min(max(map(_long, heads_narrow), default=0), _UPRIGHT))
    top = tall + 52
    upright = {"rotate": -90, "fontSize": 11, "width": tall, "overflow": "truncate", "verticalAlign": "middle"}
    narrow = {
        "grid": {"left": 4, "right": 8, "top": top},
        "xAxis": {"axisLabel": upright, "data": heads_narrow},
        "yAxis": {
            "z": 10,
            "axisLabel": above(0, 290),
            "data": ["\n".join(_broken(row, _NAME_NARROW, 2)) or row for row in rows],
        },
        "series": [{"symbolSize": [4, 10], "symbolOffset": [0, 10]} for _ in kinds],  # below their names
    }
    return drawing(chart, narrow, high + 8 + pitch * len(rows), top + 8 + pitch_narrow * len(rows))


def _long(head: str) -> float:
    return width([head]) * 0.86


def _headings(groups: Sequence[str], step: float, apart: float) -> list[str]:
    """Each group's name over its first column, `step` pixels wide, or as near to it as names `apart` from each other can stand."""
    names = list(dict.fromkeys(groups))
    gap = math.ceil(apart / step)
    places = [groups.index(name) for name in names]
    for at in range(1, len(places)):
        places[at] = max(places[at], places[at - 1] + gap)
    last = len(groups) - 1
    for at in reversed(range(len(places))):
        places[at] = last = min(places[at], last)
        last -= gap
    heads = [""] * len(groups)
    for place, name in zip(places, names, strict=True):
        heads[max(place, 0)] = name
    return heads


def _bands(groups: Sequence[str]) -> list[str]:
    """Groups of columns told apart by their ground."""
    order = list(dict.fromkeys(groups))
    return ["var(--surface)" if order.index(group) % 2 else "transparent" for group in groups]
