"""Sankey charts: nodes in columns, links as wide as their amounts. Amounts become floats here only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pyecharts import options as opts
from pyecharts.charts import Sankey

from build_site.render.charts.options import Drawing, complete, drawing, init, literal

_GAP, _GAP_NARROW = 32, 46  # pixels between nodes: room for a label of two (on phones four) lines
_BODY = 190  # pixels that the nodes of a column share by their amounts


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
    """The drawing with every node's label beside it, in the order given; nothing is moved to look better."""
    chart = Sankey(init_opts=init(chart_id, description, decal=False))
    chart.add(
        "flow",
        [
            {"name": node.name, "depth": node.column, "itemStyle": {"color": node.colour, "borderWidth": 0},
             "label": {"formatter": literal(f"{node.name}\n{node.label}")},
             "tooltip": {"formatter": f"{literal(node.name)}：{node.label}{unit}"}}
            for node in nodes
        ],
        [
            {"source": link.source, "target": link.target, "value": float(link.value),
             "tooltip": {"formatter": f"{literal(link.source)} → {literal(link.target)}：{link.label}{unit}"}}
            for link in links
        ],
        pos_left=2, pos_right=196, pos_top=16, pos_bottom=18, node_width=10, node_gap=_GAP, node_align="left",
        layout_iterations=0, is_draggable=False, linestyle_opt=None,
        label_opts=opts.LabelOpts(position="right", text_width=180),
    )  # fmt: skip
    complete(chart)
    columns = Counter(node.column for node in nodes)
    last, most = max(columns), max(columns.values())
    # The last column's labels need as much room as the others'.
    width = int((332 / last - 14) / (1 + 1 / last)) if last else 200
    label = {"fontSize": 11, "lineHeight": 13, "width": width}
    narrow = {"series": [{"nodeGap": _GAP_NARROW, "nodeWidth": 7, "right": width + 10, "label": label}]}
    return drawing(chart, narrow, most * _GAP + _BODY, most * _GAP_NARROW + _BODY)
