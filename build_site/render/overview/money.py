"""The money picture: where it came from, on which classes it was spent, what it became. Only links that the report itself
prints are drawn; what does not add up is left out, and the title says less."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from markupsafe import Markup

from build_site.model import Form
from build_site.model.forms import CONCEPTS
from build_site.render.charts import palette
from build_site.render.charts.flow import Link, Node, flow
from build_site.render.charts.markup import Figure
from build_site.render.html import share
from build_site.render.measures import cells
from build_site.render.overview.sentences import adds_up, of_hundred
from build_site.render.overview.sources import sources
from build_site.render.pages.frame import Here
from build_site.render.published import Cell
from build_site.render.template import part

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
_SUMMARY = "revenue-and-expenditure"
_KINDS = {"project": "项目支出", "basic": "基本支出"}
_STAGES = {0: "sources", 2: "classes", 4: "kinds"}
"""The strip that each column of the drawing is, but for the whole and what is parted on."""
_COLOURS = {
    "personnel": palette.PERSONNEL,
    "operating": palette.NON_PERSONNEL,
    "project": palette.PROJECT,
    "basic": palette.BASIC,
}


@dataclass(slots=True)
class _Flow:
    """What is drawn so far; `out`: what is below zero, told in the note; `strips`: the same as lists for phones."""

    here: Here
    nodes: list[Node] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    out: list[str] = field(default_factory=list)
    strips: dict[str, list[tuple[str, str, Cell, Markup]]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)  # names that later nodes will have

    def drawable(self, name: str, cell: Cell | None) -> bool:
        """Above 0; what is below 0 is noted as left out."""
        if cell is None or not cell.value:
            return False
        if cell.value < 0:
            self.out.append(f"{name} {self.here.t.money(self.here.yuan(cell))}")
        return cell.value > 0

    def add(self, name: str, cell: Cell, colour: str, column: int, strip: str, more: str = "") -> str:
        """Draw a node; returns its name, which nobody sees is another where two have the same words."""
        yuan = self.here.yuan(cell)
        while not name.strip() or any(node.name == name for node in self.nodes):
            name += "\u200b"
        self.nodes.append(Node(name, f"{self.here.t.money(yuan)}{more}", colour, column))
        if strip:
            self.strips.setdefault(strip, []).append((name, colour, cell, self.here.money(cell)))
        return name

    def apart(self, name: str, code: str) -> str:
        """A name that no other node has, as drawings know nodes by their names: a class may be called what a source is."""
        taken = self.taken | {node.name for node in self.nodes}
        while name in taken:
            name = f"{name} {code or '·'}"
        return name

    def link(self, source: str, target: str, yuan: Decimal) -> None:
        self.links.append(Link(source, target, self.here.t.drawn(yuan), self.here.t.money(yuan)))


def money(here: Here) -> tuple[Figure, Markup] | None:
    """The figure and its strips for phones; None where the summary carries nothing to draw."""
    report, t = here.report, here.t
    total = report.find(_SUMMARY, "amount", side="revenue", concept="total")
    if total is None or total.amount <= 0:
        return None
    made = _Flow(here, taken={t(each) for each in (*_KINDS.values(), *(CONCEPTS[each] for each in _LEFT))})
    whole = t("收支总计")
    made.add(whole, total, palette.STRONG, 1, "")
    _came(made, whole)
    classes = _went(made, whole)
    if not classes or not any(node.column == 0 for node in made.nodes):
        return None
    kinds = _became(made, classes)
    spent = cells(report)["expenditure"]
    title = of_hundred(t, [(name, share_of) for name, share_of in kinds]) if kinds else t("钱从哪来、用在哪")
    unit = t.unit
    deck = t("钱从哪来、用在哪、怎么花的。收支总计 {total} {unit}", total=t.money(here.yuan(total)), unit=unit)
    if spent and spent.value:
        deck += t("，占比以本年支出 {spent} {unit}为 100%", spent=t.money(here.yuan(spent)), unit=unit)
    drawn = t("；").join(f"{link.source} → {link.target} {link.label}" for link in made.links)
    description = f"{here.title}{t('：')}{title}{t('。')}{drawn}"
    left_out = t("负数画不成流向，没有画出：{names}", names=t("、").join(made.out))
    note = left_out if made.out else _agree(here, classes, spent)
    titles = {"sources": t("来源"), "classes": t("用在哪一类"), "kinds": t("怎么花的")}
    stages = {at: str(titles[name]) for at, name in _STAGES.items() if name in made.strips}
    figure = Figure(
        "figure-money", title, deck + t("。"), description, flow("figure-money", made.nodes, made.links, unit, description, stages),
        [t("从"), t("到"), unit], [(t.marked(link.source), t.marked(link.target), link.label) for link in made.links],
        sources(here, [_SUMMARY, "expenditure", *(["basic-expenditure"] if len(kinds) > 2 else [])]), note,
        t("类和项目、基本支出取自支出决算表；人员和公用经费取自基本支出表，两表的基本支出相等时才连起来。报告没有公布功能分类与经济分类的交叉数，所以不画。"),
        unit, here.title, data=f"{here.data}expenditure.csv",
    )  # fmt: skip
    wholes = {"sources": total, "classes": spent, "kinds": spent}
    strips = [(titles[name], *_strip(here, rows, wholes[name])) for name, rows in made.strips.items()]
    return figure, part("strips", "strips", strips, t=t)


def _came(made: _Flow, whole: str) -> None:
    for concept in _SOURCES:
        cell = made.here.report.find(_SUMMARY, "amount", side="revenue", concept=concept)
        name = made.here.t(_SHORT.get(concept, CONCEPTS[concept]))
        if cell and made.drawable(name, cell):
            drawn = made.add(name, cell, palette.BALANCE if "balance" in concept else palette.REVENUE, 0, "sources")
            made.link(drawn, whole, made.here.yuan(cell))


def _went(made: _Flow, whole: str) -> list[tuple[str, Cell, Mapping[str, Cell]]]:
    """The classes, the largest first, with what of each was basic and what project; then what is left."""
    here, report = made.here, made.here.report
    rows = [row for row in report.table("expenditure") if row["level"] == "class"]
    found = []
    for row in rows:
        cell = report.cell("expenditure", row, "total")
        name = made.apart(here.item(row["name"]) if here.english else short(row["name"]), row["functional_code"])
        if made.drawable(name, cell):
            made.taken.add(name)
            found.append(
                (
                    name,
                    cell,
                    {each: report.cell("expenditure", row, each) for each in Form.EXPENDITURE.measures["total"]},
                    row["functional_code"],
                )
            )
    found.sort(key=lambda each: -each[1].amount)
    drawn: list[tuple[str, Cell, Mapping[str, Cell]]] = []
    for name, cell, parts, code in found:
        drawn.append((made.add(name, cell, palette.of_class(code), 2, "classes"), cell, parts))
        made.link(whole, drawn[-1][0], here.yuan(cell))
    for concept in _LEFT:
        left = report.find(_SUMMARY, "amount", side="expenditure", concept=concept)
        name = here.t(CONCEPTS[concept])
        if left and made.drawable(name, left):
            made.link(whole, made.add(name, left, palette.BALANCE, 2, ""), here.yuan(left))
    return drawn


def _became(made: _Flow, classes: Sequence[tuple[str, Cell, Mapping[str, Cell]]]) -> list[tuple[str, Decimal]]:
    """Project and basic expenditure, the basic one parted where both forms print the same; each with its share."""
    here, report = made.here, made.here.report
    spent = cells(report)["expenditure"]
    whole = here.yuan(spent) if spent and spent.value else Decimal(0)
    split = _parted(here)
    titles = dict(report.amount_fields("expenditure"))
    shares = []
    for field_ in ("project", "basic", *(each for each in Form.EXPENDITURE.measures["total"] if each not in _KINDS)):
        total = report.find("expenditure", field_, level="total")
        if field_ not in titles or not total or not total.value or total.value < 0:
            continue
        kind = str(here.t(_KINDS.get(field_, titles[field_])))
        name = f"{kind[:1].upper()}{kind[1:]}"
        middle = field_ == "basic" and split
        per = f"　{share(here.yuan(total), whole)}" if whole and not middle else ""
        drawn = made.add(
            name, total, _COLOURS.get(field_, palette.MUTED), 3 if middle else 4, "" if middle else "kinds", per
        )
        for owner, _, parts in classes:
            if made.drawable(f"{owner} {name}", parts[field_]):
                made.link(owner, drawn, here.yuan(parts[field_]))
        if not middle:
            shares.append((name.lower() if here.english else name, here.yuan(total) / whole if whole else Decimal(0)))
            continue
        for key, words, cell in split:
            part_ = made.add(
                words, cell, _COLOURS[key], 4, "kinds", f"　{share(here.yuan(cell), whole)}" if whole else ""
            )
            made.link(drawn, part_, here.yuan(cell))
            shares.append((words.lower() if here.english else words, here.yuan(cell) / whole if whole else Decimal(0)))
    return sorted(shares, key=lambda each: -each[1]) if whole else []


def _parted(here: Here) -> list[tuple[str, str, Cell]]:
    """人员经费 and 公用经费, where they make what the expenditure form prints as basic (but for rounding); else nothing."""
    known = cells(here.report)
    basic, parts = (
        known["basic"],
        [("personnel", "人员经费", known["personnel"]), ("operating", "公用经费", known["non-personnel"])],
    )
    found = [(key, str(here.t(words)), cell) for key, words, cell in parts if cell and cell.value and cell.value > 0]
    found = [(key, f"{words[:1].upper()}{words[1:]}", cell) for key, words, cell in found]
    if basic is None or not found or here.report.unit_of(basic.form) != here.report.unit_of(found[0][2].form):
        return []
    return found if adds_up([cell.amount for _, _, cell in found], basic.amount) else []


def _agree(here: Here, classes: Sequence[tuple[str, Cell, Mapping[str, Cell]]], spent: Cell | None) -> str:
    """Whether the classes add up to the year's expenditure, said in a note."""
    apart = [name for name, cell, parts in classes if _short_of(cell, parts)]
    if apart:
        return here.t("{names}：印的基本、项目等支出相加与合计不同，流向不全", names=here.t("、").join(apart))
    if spent is None or not spent.value:
        return ""
    total, t = sum((here.yuan(cell) for _, cell, _ in classes), Decimal(0)), here.t
    if total == here.yuan(spent):
        return t("各类相加 {total}，与合计一致", total=t.money(total))
    if adds_up([cell.amount for _, cell, _ in classes], spent.amount):
        return t("各类相加 {total}，与合计差一个尾数", total=t.money(total))
    return t("各类相加 {total}，合计印的是 {spent}", total=t.money(total), spent=t.money(here.yuan(spent)))


def _short_of(cell: Cell, parts: Mapping[str, Cell]) -> bool:
    """Whether what a class is printed to have become does not make its total."""
    known = [part.amount for part in parts.values() if part.value is not None]
    return bool(known) and not adds_up(known, cell.amount)


def _strip(
    here: Here, rows: Sequence[tuple[str, str, Cell, Markup]], whole: Cell | None
) -> tuple[str, list[tuple[str, str, str, Markup]]]:
    """The whole of a strip in words, as printed where its parts make it but for rounding, and the parts with their share of it."""
    parts = [cell for _, _, cell, _ in rows]
    total = sum(map(here.yuan, parts), Decimal(0))
    if whole and {here.report.unit_of(cell.form) for cell in parts} == {here.report.unit_of(whole.form)}:
        total = here.yuan(whole) if adds_up([cell.amount for cell in parts], whole.amount) else total
    return here.t.told(total), [
        (name, colour, share(here.yuan(cell), total), link) for name, colour, cell, link in rows
    ]


def short(name: str) -> str:
    """A class's name without the word that all of them end in."""
    return name.removesuffix("支出") if len(name) > 4 else name
