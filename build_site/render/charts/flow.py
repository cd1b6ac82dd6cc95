"""Sankey charts: nodes in columns, links as wide as their amounts. Amounts become floats here only."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pyecharts import options as opts
from pyecharts.charts import Sankey

from build_site.render.charts import palette
from build_site.render.charts.options import FONT, NARROW, Drawing, init, literal, tooltip

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
    chart = Sankey(init_opts=init(chart_id, description))
    chart.add(
        "flow",
        [{"name": node.name} for node in nodes],
        [{"source": link.source, "target": link.target, "value": float(link.value)} for link in links],
        linestyle_opt=opts.LineStyleOpts(opacity=0.32, curve=0.5, color="source"),
        label_opts=opts.LabelOpts(is_show=True, color=palette.TEXT),
    )
    made: dict[str, Any] = json.loads(chart.dump_options_with_quotes())["series"][0]
    data = [_node(each, node, unit) for each, node in zip(made["data"], nodes, strict=True)]
    edges = [_edge(each, link, unit) for each, link in zip(made["links"], links, strict=True)]
    columns = Counter(node.column for node in nodes)
    last = max(columns)
    font = {"color": palette.TEXT, "fontFamily": FONT, "fontSize": 12}
    series = {
        "type": "sankey", "name": "flow", "data": data, "links": edges, "nodeAlign": "left", "layoutIterations": 0,
        "nodeWidth": 10, "nodeGap": _GAP, "left": 2, "right": 196, "top": 16, "bottom": 18, "draggable": False,
        "lineStyle": {"opacity": made["lineStyle"]["opacity"], "curve": 0.5, "color": "source"},
        "label": {**font, "position": "right", "lineHeight": 15, "width": 180, "overflow": "break"}, "emphasis": {"focus": "adjacency"},
    }  # fmt: skip
    base: dict[str, Any] = {
        "animation": False, "textStyle": font, "tooltip": tooltip(),
        "aria": {"enabled": True, "label": {"description": description}},
        "series": [series],
    }  # fmt: skip
    width = (
        int((332 / last - 14) / (1 + 1 / last)) if last else 200
    )  # the last column's labels need as much as the others'
    label = {"fontSize": 11, "lineHeight": 13, "width": width, "overflow": "break"}
    narrow = {"series": [{"nodeGap": _GAP_NARROW, "nodeWidth": 7, "right": width + 10, "label": label}]}
    whole = {"baseOption": base, "media": [{"query": {"maxWidth": NARROW}, "option": narrow}]}
    words = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    most = max(columns.values())
    return Drawing(words, most * _GAP + _BODY, most * _GAP_NARROW + _BODY)


def _node(made: dict[str, Any], node: Node, unit: str) -> dict[str, Any]:
    formatter = literal(f"{node.name}\n{node.label}")
    words = {"formatter": f"{literal(node.name)}：{node.label}{unit}"}
    item = {"color": node.colour, "borderWidth": 0}
    return {
        "name": made["name"],
        "itemStyle": item,
        "label": {"formatter": formatter},
        "tooltip": words,
        "depth": node.column,
    }


def _edge(made: dict[str, Any], link: Link, unit: str) -> dict[str, Any]:
    words = {"formatter": f"{literal(link.source)} → {literal(link.target)}：{link.label}{unit}"}
    return {"source": made["source"], "target": made["target"], "value": made["value"], "tooltip": words}
