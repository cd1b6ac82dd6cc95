"""The Sankey chart of money: nodes in columns, links as wide as their amounts, labels off the flows. Amounts become floats
here only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pyecharts import options as opts
from pyecharts.charts import Sankey

from build_site.render.charts import palette
from build_site.render.charts.options import Drawing, complete, drawing, init, literal, plotted, tooltip_words

_GAP = 36  # pixels between nodes: room for a label above each
_BODY = 300  # pixels that the nodes of a column share by their amounts
_TOP, _BOTTOM = 56, 16
_THICK = 14


@dataclass(frozen=True, slots=True)
class Node:
    """A place that money comes from or goes to; `name` is unique in the chart, `column` counts from 0."""

    name: str
    label: str
    colour: str
    column: int


@dataclass(frozen=True, slots=True)
class Link:
    """An amount above 0 from one node to another."""

    source: str
    target: str
    value: Decimal
    label: str


def flow(chart_id: str, nodes: Sequence[Node], links: Sequence[Link], unit: str, description: str) -> Drawing:
    """The drawing with every node's label beside or above it, in the order given; nothing is moved to look better."""
    columns = Counter(node.column for node in nodes)
    last, place = max(columns), {node.name: node for node in nodes}
    chart = Sankey(init_opts=init(chart_id, description, decal=False))
    chart.add(
        "flow",
        _room(nodes, links, last) + [
            {"name": node.name, "depth": node.column, "itemStyle": {"color": node.colour, "borderWidth": 0},
             "label": _label(node, last), "tooltip": {"formatter": tooltip_words(node.name, "", node.label, unit)}}
            for node in nodes
        ],
        [
            {"source": link.source, "target": link.target, "value": plotted(link.value),
             "lineStyle": _line(place[link.source], place[link.target]),
             "tooltip": {"formatter": tooltip_words(f"{link.source} → {link.target}", "", link.label, unit)}}
            for link in links
        ],
        pos_top=_TOP, pos_bottom=_BOTTOM, node_width=_THICK, node_gap=_GAP,
        node_align="left", layout_iterations=0, is_draggable=False, linestyle_opt=None,
        label_opts=opts.LabelOpts(position="right"),
    )  # fmt: skip
    complete(chart)
    chart.options["series"][0]["left"] = _beside([node for node in nodes if node.column == 0])
    chart.options["series"][0]["right"] = _beside([node for node in nodes if node.column == last])
    height = _TOP + _BOTTOM + _BODY + (max(columns.values()) - 1) * _GAP
    return drawing(chart, {}, height, height)


def _beside(nodes: Sequence[Node]) -> int:
    """Pixels that the labels of the first or the last column need, and as many as look well."""
    words = [*(node.name for node in nodes), *(node.label for node in nodes)]
    return max(140, *(round(sum(14.5 if ord(sign) > 0x2E7F else 8.6 for sign in each)) + 14 for each in words))


def _room(nodes: Sequence[Node], links: Sequence[Link], last: int) -> list[dict[str, Any]]:
    """A place that is not seen in the last column but one, as wide as what flows past it: its node stands below that flow."""
    column = {node.name: node.column for node in nodes}
    past = sum(plotted(link.value) for link in links if column[link.source] < last - 1 and column[link.target] == last)
    if not past or last - 1 not in column.values():
        return []
    unseen = {"color": "transparent", "borderWidth": 0}
    return [
        {
            "name": " " * (1 + max(len(node.name) for node in nodes)),  # no node's
            "depth": last - 1,
            "value": past,
            "itemStyle": unseen,
            "label": {"show": False},
            "tooltip": {"show": False},
        }
    ]


def _label(node: Node, last: int) -> dict[str, Any]:
    """Beside the first and the last column, above the others; the name strong, the amount quiet."""
    name, amount = literal(node.name), literal(node.label)
    halo = {"textBorderColor": palette.BACKGROUND, "textBorderWidth": 4}  # words on a flow stay readable
    rich = {
        "n": {"fontWeight": 600, "fontSize": 14, "lineHeight": 20, "color": palette.TEXT} | halo,
        "v": {"fontSize": 13, "lineHeight": 19, "color": palette.MUTED} | halo,
    }
    common: dict[str, Any] = {"rich": rich}
    if node.column == 0:
        return common | {"position": "left", "align": "right", "formatter": f"{{n|{name}}}\n{{v|{amount}}}"}
    if node.column == last:
        return common | {"position": "right", "formatter": f"{{n|{name}}}\n{{v|{amount}}}"}
    return common | {"position": [0, -22], "align": "left", "formatter": f"{{n|{name}}} {{v|{amount}}}"}


def _line(source: Node, target: Node) -> dict[str, Any]:
    """Coloured where a class begins or ends, else grey."""
    coloured = target if target.column == 2 else source if source.column == 2 else None
    if coloured is None:
        return {"color": palette.BALANCE, "opacity": 0.28, "curveness": 0.5}
    return {"color": coloured.colour, "opacity": 0.38, "curveness": 0.5}
