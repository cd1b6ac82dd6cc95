"""Money as flows: only links that the report itself prints; functions and economic classes are never joined."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from build_site.model import Form
from build_site.model.forms import CONCEPTS
from build_site.render.charts import palette
from build_site.render.charts.figures.base import COLOURS, Maker, digits
from build_site.render.charts.flow import Link, Node, flow
from build_site.render.charts.markup import Figure
from build_site.render.html import grouped
from build_site.render.published import Cell

_KINDS = Form.EXPENDITURE.measures["total"]
_SOURCES = (
    "general-public-budget", "government-fund-budget", "state-capital-budget", "from-superior-unit", "public-service-revenue",
    "operating-revenue", "from-subsidiary-units", "other-revenue", "non-appropriated-balance-used", "opening-balance",
)  # fmt: skip
_SHORT = {
    "general-public-budget": "一般公共预算拨款",
    "government-fund-budget": "政府性基金拨款",
    "state-capital-budget": "国有资本经营预算拨款",
}
_LEFT = ("surplus-distribution", "closing-balance")
_LARGEST = 5
_SUMMARY = "revenue-and-expenditure"


class Flows(Maker):
    """The two linked flows of a report."""

    def flow(self) -> Figure | None:
        """Where the money came from, the total, what it went to by function, and as which kind of expenditure."""
        total = self.report.find(_SUMMARY, "amount", side="revenue", concept="total")
        if total is None or total.amount <= 0:
            return None
        whole = Node("收支总计", digits(total), palette.BUDGET, 1)
        nodes, links, out = [whole], list[Link](), list[str]()
        for concept in _SOURCES:
            name = _SHORT.get(concept, CONCEPTS[concept])
            cell = self.report.find(_SUMMARY, "amount", side="revenue", concept=concept)
            if self._drawable(name, cell, out):
                colour = palette.BALANCE if "balance" in concept else palette.REVENUE
                nodes.append(Node(name, digits(cell), colour, 0))
                links.append(Link(name, whole.name, _value(cell), digits(cell)))
        kinds: dict[str, Node] = {}
        titles = dict(self.report.amount_fields("expenditure"))
        for row in self.report.table("expenditure"):
            cell = self.report.cell("expenditure", row, "total")
            if row["level"] != "class" or not self._drawable(row["name"], cell, out):
                continue
            nodes.append(Node(row["name"], digits(cell), palette.EXPENDITURE, 2))
            links.append(Link(whole.name, row["name"], _value(cell), digits(cell)))
            for field in _KINDS:
                part = self.report.cell("expenditure", row, field)
                if field in titles and self._drawable(f"{row['name']}的{titles[field]}", part, out):
                    sum_of = self.report.find("expenditure", field, level="total")
                    kinds.setdefault(field, Node(titles[field], digits(sum_of), COLOURS.get(field, palette.MUTED), 3))
                    links.append(Link(row["name"], titles[field], _value(part), digits(part)))
        for concept in _LEFT:
            name = CONCEPTS[concept]
            cell = self.report.find(_SUMMARY, "amount", side="expenditure", concept=concept)
            if self._drawable(name, cell, out):
                name = f"{name}（转下年）" if concept == "closing-balance" else name
                nodes.append(Node(name, digits(cell), palette.BALANCE, 2))
                links.append(Link(whole.name, name, _value(cell), digits(cell)))
        nodes += [kinds[field] for field in _KINDS if field in kinds]
        if not any(node.column == 0 for node in nodes) or not any(node.column == 2 for node in nodes):
            return None
        said = f"收支总计{digits(total)}{self.unit}"
        return self._flow("figure-flow", "钱的来去", said, nodes, links, [_SUMMARY, "expenditure"], out)

    def economic_flow(self) -> Figure | None:
        """Of the general public budget's basic expenditure only: personnel or not, then the economic classification."""
        form = "basic-expenditure"
        names = {"personnel": "人员经费", "non-personnel": "公用经费"}
        cells = {group: self.report.find(form, "amount", level="subtotal", group=group) for group in names}
        out: list[str] = []
        nodes, links = [], []
        whole = Node("基本支出", "", palette.BASIC, 0)
        total = Decimal(0)
        for group, name in names.items():
            cell = cells[group]
            if not self._drawable(name, cell, out):
                continue
            total += _value(cell)
            nodes.append(Node(name, digits(cell), COLOURS[group], 1))
            links.append(Link(whole.name, name, _value(cell), digits(cell)))
            rows = [row for row in self.report.table(form) if row["level"] == "section" and row["group"] == group]
            kept = [pair for pair in self.ranked(form, rows, "amount") if self._drawable(pair[0]["name"], pair[1], out)]
            shown = (
                kept if len(kept) == _LARGEST + 1 else kept[:_LARGEST]
            )  # “the other one” is no shorter than its name
            for row, part in shown:
                label = f"{row['economic_code']} {row['name']}"
                nodes.append(Node(label, digits(part), COLOURS[group], 2))
                links.append(Link(name, label, part.amount, digits(part)))
            if rest := kept[len(shown) :]:
                left, label = sum((part.amount for _, part in rest), Decimal(0)), f"{name}其余{len(rest)}款"
                nodes.append(Node(label, grouped(left), COLOURS[group], 2))
                links.append(Link(name, label, left, grouped(left)))
        if len(nodes) < 3:
            return None
        printed = self.report.find("general-public-budget", "basic", level="total")
        nodes.insert(0, Node(whole.name, digits(printed) if printed else grouped(total), whole.colour, 0))
        said = f"人员经费{digits(cells['personnel'])}、公用经费{digits(cells['non-personnel'])}{self.unit}"
        return self._flow(
            "figure-economic-flow", "一般公共预算基本支出用在哪些方面", said, nodes, links, [form], out,
            "只含一般公共预算财政拨款的基本支出；报告没有公布项目支出的经济分类，也没有公布功能分类与经济分类的交叉数，所以不连成一张图。",
        )  # fmt: skip

    def _drawable(self, name: str, cell: Cell | None, out: list[str]) -> bool:
        """Above 0; what is below 0 is noted as left out."""
        if cell is None or cell.value is None or cell.value == 0:
            return False
        if cell.value < 0:
            out.append(f"{name} {grouped(cell.value)}")
        return cell.value > 0

    def _flow(
        self, figure_id: str, title: str, said: str, nodes: Sequence[Node], links: Sequence[Link], sources: Sequence[str],
        out: Sequence[str], note: str = "",
    ) -> Figure:  # fmt: skip
        drawn = "；".join(f"{link.source}到{link.target}{link.label}" for link in links)
        rows = [(link.source, link.target, link.label) for link in links]
        left = f"负数无法画成流向，未画出：{'、'.join(out)}{self.unit}。" if out else ""
        return self.made(
            figure_id, title, said, drawn, lambda description: flow(figure_id, nodes, links, self.unit, description),
            ["从", "到", self.unit], rows, sources, left + note,
        )  # fmt: skip


def _value(cell: Cell | None) -> Decimal:
    return cell.amount if cell else Decimal(0)
