"""What the narrative lists against the rows of the forms."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache

from build_site.model import Finding, Form, FormState, Outcome, State
from build_site.reconcile import where
from build_site.reconcile.case import GENERAL, Case, of_said
from build_site.reconcile.decide import Side, irrelevant, judge, unproven
from build_site.reconcile.declare import Rule, rule
from build_site.reconcile.said import Said, about
from build_site.reconcile.tables import Gap, Row, place_of
from build_site.registers.table import DATA, read_table
from build_site.text import squeeze

_LISTED = re.compile(r"(?P<group>人员经费|公用经费)[^。；;]{0,40}?主要(?:用于|包括|是)[：:]?(?P<items>[^。；;]+)")
_AMOUNT = re.compile(r"[\d,.]+\s*[万亿]?元?$")
_JOINT = re.compile("以及|[和及与]")
_INSTITUTIONS = ("事业运行", "事业单位", "机构运行")
_PART = re.compile("机关公用经费|本级|不[属包含]|参公|行政单位|仅|只含|局机关|厅机关|委机关")
"""Words that say whose the administrative running costs are."""
"""How the items begin that only a department with public institutions (事业单位) spends on."""
_NEAR = Decimal(200)
"""Yuan: so far apart two amounts may be printed that a paragraph and a row of another name are taken for one item."""
_SHORTEST = 3  # a piece of a row's name shorter than this may be of any row
_TAIL = re.compile(r"(?:等(?:支出|方面)?|支出等)$")


@rule(
    "N-LIST-MISSING", "一般公共预算每个项级科目在说明中都有一段，每一段在表中都有一行 | Each item of the general public budget has its paragraph, and each paragraph its row",
    "项级科目 ⇔ 说明段落", reads=(Form.GENERAL_PUBLIC_BUDGET,), basis="部门决算公开格式：五（三）按项级科目说明", needs="说明中按项级科目逐段说明", of="说明中的“{subject}”与《{title}》 | “{subject}” in the narrative and the form “{title}”",
    exact="说明中的“{subject}”在《{title}》中有对应的行（{code}）。 | “{subject}” in the narrative has its row in the form “{title}” ({code}).",
    differs="说明中有“{subject}”一段，但《{title}》中没有与之对应的行。{neutral} | The narrative describes “{subject}”, but the form “{title}” has no such row. {neutral} | 科目名称写错；沿用了上年的段落",
    renamed="说明中的“{subject}”，《{title}》中名为 {code}。{neutral} | The narrative's “{subject}” is {code} in the form “{title}”. {neutral} | 沿用旧的科目名称；笔误",
    undescribed="{cell}为 {value}，但说明中没有这一项的段落。{neutral} | {cell} is {value}, but the narrative has no paragraph on it. {neutral} | 漏写了这一项，或写在别的名称下",
    example="表中有“住房公积金”一行，说明逐项写各科目，没有写它 | The form has a row “housing fund”; the narrative, item by item, leaves it out",
)  # fmt: skip
def paragraphs(rule: Rule, case: Case) -> Iterator[Finding]:
    said = [c for c in case.claims if c.bare == GENERAL and where.level(c.subject) == "item"]
    table = case[Form.GENERAL_PUBLIC_BUDGET]
    if not said or table.state is not FormState.FOUND:
        return
    first: dict[str, Said] = {}
    for claim in said:
        first.setdefault(claim.subject, claim)
    found = {subject: where.functional_row(table, subject) for subject in first}
    described = {row.code for row in found.values() if isinstance(row, Row)}
    for subject, claim in first.items():
        row, words = found[subject], {"subject": subject, "title": (table.title, table.form.en)}
        if isinstance(row, Gap) and row.reason == "operand-ambiguous":
            described |= table.repeated
            yield rule.unchecked(row.reason, claim.claim_id, claim.place, **words)
            continue
        cause = f"item:{claim.claim_id}"
        called = row if isinstance(row, Row) else where.renamed(table, subject) or _of_amount(case, claim, described)
        cells = [called.cells["total"]] if called is not None else []
        described |= {called.code} if called is not None else set()
        if called is None and _nil(case, claim):
            continue  # an item of last year's that nothing was spent on
        if called is None:
            yield rule.differs(claim.claim_id, claim.place, cause=cause, **words)
        elif called is row:
            yield rule.exact(claim.claim_id, claim.place, cells=cells, code=row.code, **words)
        else:
            texts = subject, called.label
            yield rule.differs(claim.claim_id, claim.place, say="renamed", cells=cells, texts=texts, code=called.label, cause=cause, **words)  # fmt: skip
    rows = [row for row in table.coded if row.level == "item" and row.cells["total"].value]
    missing = [row.cells["total"] for row in rows if row.code not in described]
    if len(missing) <= _left_out(len(rows)):  # else the report explains a selection, or its style was not understood
        for cell in missing:
            value, cause = cell.amount, f"item:{cell.cell_id}"
            yield rule.differs(cell.cell_id, say="undescribed", cells=[cell], cell=cell, value=value, cause=cause)


def _nil(case: Case, claim: Said) -> bool:
    stated = [c.value for c in case.claims if c.key == claim.key and c.is_level and c.phase == "executed"]
    return bool(stated) and not any(stated)


def _of_amount(case: Case, claim: Said, described: Collection[str]) -> Row | None:
    """The one item that no paragraph names whose amount is what a paragraph under another name says, to a few hundredths."""
    own = (c for c in case.claims if c.key == claim.key and c.is_level and c.phase == "executed")
    amounts = [number.value for c in own if (number := of_said(c)) is not None and number.value]
    near = [
        row
        for row in case[Form.GENERAL_PUBLIC_BUDGET].coded
        if row.level == "item" and row.code not in described
        and any(abs(amount - (row.cells["total"].value or 0) * row.cells["total"].money.factor) <= _NEAR for amount in amounts)
    ]  # fmt: skip
    return near[0] if len(near) == 1 else None


@rule(
    "N-ITEMS", "“主要包括”列举的经济科目在基本支出明细表中有金额，有金额的都已列举 | Items listed under personnel and non-personnel expenditure carry an amount in the form, and the reverse",
    "列举的科目 ⇔ 明细表有金额的款", reads=(Form.BASIC_EXPENDITURE,), basis="部门决算公开格式：六、基本支出说明", needs="说明中列举了科目；与表中科目同名才算列出；简称、以“和”“及”相连的也算提到；末尾写“等”的不查遗漏",
    exact="说明在{group}中列出“{name}”；{cell}有金额。 | “{name}”, listed under {group}, has an amount in {cell}.",
    differs="说明在{group}中列出“{name}”，但{cell}没有金额。{neutral} | The narrative lists “{name}” under {group}, but {cell} has no amount. {neutral} | 套用了模板或上年的列举；表中漏填",
    said_nil="说明在{group}中列出“{name}”，但{cell}没有金额，说明的另一处也写“{quote}”。{neutral} | The narrative lists “{name}” under {group}, but {cell} has no amount, and another place says “{quote}”. {neutral} | 套用了模板或上年的列举",
    other_group="说明在{group}中列出“{name}”，而{cell}不属于{group}。{neutral} | The narrative lists “{name}” under {group}, where {cell} does not belong. {neutral} | 列错了一组；套用模板",
    unlisted="{cell}为 {value}，但说明列举{group}时没有提到“{name}”。{neutral} | {cell} is {value}, but the narrative's list of {group} leaves out “{name}”. {neutral} | 列举时省略",
    example="说明写“公用经费主要包括办公费、公务接待费”，明细表的公务接待费没有金额 | The text says that non-personnel consists of office costs and hospitality; the form has nothing for hospitality",
)  # fmt: skip
def items(rule: Rule, case: Case) -> Iterator[Finding]:
    table = case[Form.BASIC_EXPENDITURE]
    if table.state is not FormState.FOUND:
        return
    for section in case.resource("sections"):
        for match in () if section.get("form") else _LISTED.finditer(section.get("text", "").replace("\n", "")):
            group = "personnel" if match["group"] == "人员经费" else "non-personnel"
            # where a name stands in both groups, the list speaks of the row in its own
            by_group = sorted(
                (row for row in table.coded if row.level == "section"), key=lambda row: row.texts.get("group") == group
            )
            rows = {_key(row.texts.get("name", "")): row for row in by_group}
            listed = [_plain_item(part) for part in re.split("[、，,]", match["items"])]
            named = [name for part in listed for name in _joined(part, rows)]
            yield from _listed(rule, section, (match["group"], group), named, rows, _said_nil(case))
            told = {name for each in named for name in _meant(each, rows)}
            if told and re.search("等[^、，,]{0,4}$", match["items"]) is None:  # else it lists none: 用于在职 320 人
                of_group = {
                    name: row
                    for name, row in rows.items()
                    if row.texts.get("group") == group and row.cells["amount"].value
                }
                own = {name: row for name, row in of_group.items() if name not in told}
                if not re.search(r"\d", match["items"]) or len(own) <= _left_out(
                    len(of_group)
                ):  # else the largest ones
                    yield from _unlisted(rule, section, match["group"], own)


def _left_out(n: int) -> int:
    """How many of n rows a complete list may have left out by mistake."""
    return min(n // 2, max(2, n // 4))


def _key(name: str) -> str:
    return squeeze(name).replace("（", "(").replace("）", ")")


def _plain_item(part: str) -> str:
    return _key(_TAIL.sub("", _AMOUNT.sub("", squeeze(part))))


def _joined(part: str, rows: Collection[str]) -> list[str]:
    """The items that 和, 及, 以及 or 与 join, where what stands before it is a row's name; else the part as it stands."""
    if part in rows:
        return [part]
    for joint in _JOINT.finditer(part):
        if part[: joint.start()] in rows:
            return [part[: joint.start()], *_joined(part[joint.end() :], rows)]
    return [part] if part else []


@cache
def _shortened() -> Mapping[str, tuple[str, ...]]:
    """Collective and short names and the rows that they stand for, from data/rules/shortened.csv."""
    rows = read_table(DATA / "rules" / "shortened.csv", ("short", "names"))
    return {row["short"]: tuple(row["names"].split()) for row in rows}


def _meant(name: str, rows: Collection[str]) -> Collection[str]:
    """The rows that a listed name speaks of: its own; else those that it stands for, or whose name begins or ends with it."""
    if name in rows:
        return [name]
    ends = [row for row in rows if len(name) >= _SHORTEST and (row.startswith(name) or row.endswith(name))]
    return _shortened().get(name, ends if len(ends) == 1 else ())


def _list(section: Mapping[str, str], group: str) -> str:
    """What is left out of a list and what is too much in it has one cause."""
    return f"list:{section['section_id']}/{group}"


def _said_nil(case: Case) -> Mapping[str, str]:
    """Of the items of “三公” that a sentence says there were none of, the sentence by the economic code."""
    said = {d["key"]: d["sentence"] for d in case.resource("disclosures") if d.get("state") == "none"}
    keys = {code: "vehicles" if item.startswith("vehicle") else item for item, code in where.ECONOMIC_ITEMS.items()}
    return {code: said[key] for code, key in keys.items() if key in said}


def _listed(
    rule: Rule, section: Mapping[str, str], listed_in: tuple[str, str], names: Sequence[str], rows: Mapping[str, Row],
    said_nil: Mapping[str, str],
) -> Iterator[Finding]:  # fmt: skip
    group, group_id = listed_in
    blanks = any(row.cells["amount"].state is State.BLANK for row in rows.values())
    for name in dict.fromkeys(names):
        row = rows.get(name)
        if row is None:
            continue  # a wording of its own (社会保障费), not a row's name
        cell = row.cells["amount"]
        if row.texts.get("group") not in (group_id, ""):
            scope = f"{section['section_id']}/{group_id}/{row.code}"
            yield rule.differs(
                scope,
                place_of(section),
                say="other_group",
                cells=[cell],
                group=group,
                name=name,
                cell=cell,
                cause=_list(section, group),
            )
            continue
        # where nothing leaves a blank, a printed 0.00 is an amount that rounding made so small
        there = cell.value or (cell.state is State.ZERO and blanks)
        scope, words = f"{section['section_id']}/{row.code}", {"group": group, "name": name, "cell": cell}
        quote = "" if there else said_nil.get(row.code, "").rstrip("。")
        told = {"say": "said_nil", "texts": (cell, quote), "quote": quote} if quote else {}
        say = rule.exact if there else rule.differs
        yield say(scope, place_of(section), cells=[cell], cause=_list(section, group), **words, **told)


def _unlisted(rule: Rule, section: Mapping[str, str], group: str, rows: Mapping[str, Row]) -> Iterator[Finding]:
    for name, row in rows.items():
        cell = row.cells["amount"]
        yield rule.differs(
            f"{section['section_id']}/{row.code}", place_of(section), say="unlisted", cells=[cell],
            group=group, name=name, cell=cell, value=cell.amount, cause=_list(section, group),
        )  # fmt: skip


@rule(
    "X-RUNCOST", "机关运行经费 = 行政单位和参公单位的公用经费 | Administrative running costs = the non-personnel expenditure of administrative units",
    "机关运行经费 = 公用经费合计（全部为行政、参公单位时）", basis="预算法第十四条；部门决算公开格式", needs="文中写有机关运行经费；部门还有事业单位的，小于公用经费不作结论",
    tolerance="同一个数印了两次，各可能差半个末位，合起来最多差一个末位 | half a last printed digit for each of two copies: one last digit",
    example="文中写机关运行经费 11.00 万元，基本支出明细表的公用经费合计是 8.72 万元 | The text has running costs of 11.00, the form of basic expenditure 8.72 of non-personnel (万元)",
)  # fmt: skip
def running_costs(rule: Rule, case: Case) -> Iterator[Finding]:
    """Other units than administrative (and 参公) ones have none."""
    said = next((c for c in case.claims if c.is_level and c.bare == "running-costs" and c.value is not None), None)
    table = case[Form.BASIC_EXPENDITURE]
    if said is None or table.state is not FormState.FOUND:
        return
    cell = table.subtotal("non-personnel")
    if isinstance(cell, Gap):
        yield about(rule, said, Side(cell.zh, cell.en), unproven(cell.reason))
        return
    against = said.against(cell)
    verdict = judge(said.value, against.value, said.half + said.half_of(cell))
    rows = [r for r in case[Form.GENERAL_PUBLIC_BUDGET].coded if r.level == "item" and r.cells["total"].value]
    names = {where.name_key(r.texts.get("name", "")) for r in rows}
    other = not any(name.startswith("行政运行") for name in names)
    mixed = other or any(name.startswith(_INSTITUTIONS) for name in names) or _PART.search(said.sentence)
    less = verdict.difference is not None and verdict.difference < 0
    if verdict.outcome is Outcome.DIFFERS and less and (not said.value if other else mixed):
        verdict = irrelevant("public-institutions")
    yield about(
        rule, said, against, verdict, why=["本单位没有“行政运行”支出，事业单位一般没有机关运行经费"] if other else []
    )
