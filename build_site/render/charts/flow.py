"""The Sankey chart of money: nodes in columns, links as wide as their amounts, labels off the flows. Amounts become floats
here only."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pyecharts import options as opts
from pyecharts.charts import Sankey

from build_site.render.charts import palette
from build_site.render.charts.options import Drawing, complete, drawing, init, literal, plotted, tooltip_words

_BOTTOM = 16
_THICK = 14
_CLASSES = 2
"""The column whose nodes are drawn as long as its labels: money comes in on one side and leaves on the other, above are
words and no flow."""
_THROUGH = 0.38
"""How strong coloured flows are; a node's other side is as quiet, so that each class is drawn once."""


@dataclass(frozen=True, slots=True)
class _Look:
    """Pixels: what the nodes of a column share by their amounts, a line of words and its letters, how long words above a
    node may be (those of classes have another column's room), and what the words beside the first and last nodes get."""

    body: int
    line: int
    letters: int
    long: tuple[int, int]
    side: int

    def pixels(self, words: str) -> int:
        return round(sum(1.04 if ord(sign) > 0x2E7F else 0.66 for sign in words) * self.letters)


_SCREEN, _PAPER = _Look(300, 20, 14, (155, 155), 140), _Look(96, 14, 11, (88, 165), 60)


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


def flow(
    chart_id: str, nodes: Sequence[Node], links: Sequence[Link], unit: str, description: str, heads: Mapping[int, str]
) -> Drawing:
    """The drawing with every node's label beside or above it, in the order given; nothing is moved to look better. On
    paper, which is narrower, another, so that its words are not small. `heads`: what a column shows."""
    shown, flows = _long(nodes, links)
    chart, height = _drawn(chart_id, shown, flows, unit, description, heads, _SCREEN)
    paper, height_paper = _drawn(chart_id, shown, flows, unit, description, heads, _PAPER)
    printed = drawing(paper, {}, height_paper, height_paper)
    return replace(drawing(chart, {}, height, height), paper=printed.option, height_paper=printed.height)


def _drawn(
    chart_id: str,
    shown: Sequence[Node],
    flows: Sequence[Link],
    unit: str,
    description: str,
    heads: Mapping[int, str],
    look: _Look,
) -> tuple[Sankey, int]:
    last = max(node.column for node in shown)
    words = {node.name: _words(node, last, look) for node in shown if node.label}
    gap = look.line * 7 // 10 + look.line * max(
        (len(words[node.name]) for node in shown if node.label and 0 < node.column < last), default=1
    )
    place, top = {node.name: node for node in shown}, look.line + gap + 6
    into = {node.name: sum((link.value for link in flows if link.target == node.name), Decimal(0)) for node in shown}
    thin = max(into.values()) / look.body  # a flow is drawn a pixel thick at least, what it passes through is not
    chart = Sankey(init_opts=init(chart_id, description, decal=False))
    chart.add(
        "flow",
        [
            {"name": node.name, "depth": node.column, "itemStyle": {"color": node.colour, "borderWidth": 0 if node.label or into[node.name] > thin else 1, "borderColor": node.colour, "opacity": 1 if node.label else _THROUGH}}
            | ({"label": _label(words[node.name], node.column, last, look), "tooltip": {"formatter": tooltip_words(node.name, "", node.label, unit)}}
               if node.label else {"label": {"show": False}, "tooltip": {"show": False}})
            for node in shown
        ],
        [
            {"source": link.source, "target": link.target, "value": plotted(link.value),
             "lineStyle": _line(place[link.source], place[link.target]),
             "tooltip": {"formatter": tooltip_words(_said(link), "", link.label, unit)}}
            for link in flows
        ],
        pos_top=top, pos_bottom=_BOTTOM, node_width=_THICK, node_gap=gap,
        node_align="left", layout_iterations=0, is_draggable=False, linestyle_opt=None,
        label_opts=opts.LabelOpts(position="right"),
    )  # fmt: skip
    complete(chart)
    left, right = (_beside([node for node in shown if node.column == at], look) for at in (0, last))
    chart.options["series"][0] |= {"left": left, "right": right}
    moved = {at + (at > _CLASSES): words for at, words in heads.items()}  # as the nodes are
    chart.options |= _headed([moved.get(at, "") for at in range(last + 1)], left, right + _THICK, look)
    return chart, top + _BOTTOM + look.body + (max(Counter(node.column for node in shown).values()) - 1) * gap


def _headed(heads: Sequence[str], left: int, right: int, look: _Look) -> dict[str, Any]:
    """The columns' heads: the names of an axis that is not seen, as sankeys have none; each begins where its labels do."""
    hidden = {"show": False}
    styles = {0: {"align": "right"}, len(heads) - 1: {"align": "left", "padding": [0, 0, 0, _THICK + 5]}}
    names = [{"value": words, "textStyle": styles.get(at)} if words else "" for at, words in enumerate(heads)]
    label = {"interval": 0, "margin": 0, "align": "left", "fontSize": look.letters - 1, "color": palette.MUTED}
    axis = {"type": "category", "data": names, "position": "top", "boundaryGap": False, "axisLabel": label}
    return {
        "grid": {"left": left, "right": right, "top": look.line, "bottom": 0},
        "xAxis": axis | dict.fromkeys(("axisLine", "axisTick", "splitLine", "axisPointer"), hidden),
        "yAxis": hidden,
    }


_INNER = "\u2060"
"""Ends the name of a node's other side, which nobody sees."""


def _long(nodes: Sequence[Node], links: Sequence[Link]) -> tuple[list[Node], list[Link]]:
    """The same money with an inner link in each class, and in each last node that flows pass the last column but one for:
    they meet there, so that none crosses the words beside it."""
    column = {node.name: node.column for node in nodes}
    last = max(column.values())
    past = [link for link in links if column[link.target] == last and column[link.source] < last - 1]
    meeting = {link.target for link in past} if last - 1 in column.values() else set()
    left = {link.source for link in links}
    shown: list[Node] = []
    inner: list[Link] = []
    for node in nodes:
        at = node.column + (node.column > _CLASSES)
        if node.column == _CLASSES and node.name in left:
            shown += [node, replace(node, name=node.name + _INNER, label="", column=at + 1)]
            own = [link.value for link in links if link.target == node.name]
            inner.append(Link(node.name, node.name + _INNER, sum(own, Decimal(0)), node.label))
        elif node.name in meeting:
            shown += [replace(node, name=node.name + _INNER, label="", column=at - 1), replace(node, column=at)]
            own = [link.value for link in past if link.target == node.name]
            inner.append(Link(node.name + _INNER, node.name, sum(own, Decimal(0)), node.label))
        else:
            shown.append(replace(node, column=at))
    outer = [
        replace(
            link,
            source=link.source + _INNER if column[link.source] == _CLASSES else link.source,
            target=link.target + _INNER if link in past and link.target in meeting else link.target,
        )
        for link in links
    ]
    return shown, outer + inner


def _said(link: Link) -> str:
    """From where to where; one name within a node."""
    return " → ".join(dict.fromkeys(name.rstrip(_INNER) for name in (link.source, link.target)))


def _words(node: Node, last: int, look: _Look) -> list[str]:
    """The lines of a node's label, as rich text; above a node they are as long as the room over it."""
    names, amount = [node.name], f"{{v|{literal(node.label)}}}"
    if 0 < node.column < last:
        long = look.long[node.column == _CLASSES]
        # beside the name, where it fits; Latin letters of some fonts are wider than they are taken for
        if not node.name.isascii() and look.pixels(f"{node.name} {node.label}") <= long:
            return [f"{{n|{literal(node.name)}}} {amount}"]
        names = [""]
        for part in re.findall(r"[ -~]+?(?: |$)|.", node.name):
            if names[-1] and look.pixels(names[-1] + part) > long:
                names.append("")
            names[-1] += part
    return [*(f"{{n|{literal(each.strip())}}}" for each in names), amount]


def _beside(nodes: Sequence[Node], look: _Look) -> int:
    """Pixels that the labels of the first or the last column need, and as many as look well."""
    return max(look.side, *(look.pixels(words) + look.letters for node in nodes for words in (node.name, node.label)))


def _label(lines: Sequence[str], column: int, last: int, look: _Look) -> dict[str, Any]:
    """Beside the first and the last column, above the others; the name strong, the amount quiet."""
    rich = {
        "n": {"fontWeight": 600, "fontSize": look.letters, "lineHeight": look.line, "color": palette.TEXT},
        "v": {"fontSize": look.letters - 1, "lineHeight": look.line, "color": palette.MUTED},
    }
    common: dict[str, Any] = {"rich": rich, "formatter": "\n".join(lines)}
    if column == 0:
        return common | {"position": "left", "align": "right"}
    return common | (
        {"position": "right"} if column == last else {"position": [0, -2 - look.line * len(lines)], "align": "left"}
    )


def _line(source: Node, target: Node) -> dict[str, Any]:
    """Coloured where a class begins or ends, and within it; else grey."""
    if source.name.rstrip(_INNER) == target.name.rstrip(_INNER):
        return {"color": source.colour, "opacity": _THROUGH, "curveness": 0.5}
    coloured = target if target.column == _CLASSES else source if source.column == _CLASSES + 1 else None
    if coloured is None:
        return {"color": palette.BALANCE, "opacity": 0.28, "curveness": 0.5}
    return {"color": coloured.colour, "opacity": _THROUGH, "curveness": 0.5}
