"""The functional path that a paragraph prints (类 款 项) against its row: what stands above it, what it is called, what it was
spent as."""

import re
from collections.abc import Iterator

from build_site.model import Finding, Form, FormState
from build_site.reconcile import where
from build_site.reconcile.case import GENERAL, Case, Record, sections
from build_site.reconcile.declare import Rule, rule
from build_site.reconcile.said import Said
from build_site.reconcile.tables import Gap, Row, Table
from build_site.registers.codelists import codelist, former_names

_BASIS = "政府收支分类科目；部门决算公开格式：五、一般公共预算财政拨款支出说明"
_WIDTHS = {"类": 3, "款": 5}
_HALF = str.maketrans("（）", "()")
_PURPOSE = re.compile(r"项\)[”\"]?(?:[\d,.]+万?元)?[。:，,;]?\s*主要(?:是)?用于[:：]?(?P<purpose>[^。]{0,160})")
_BASIC = re.compile("基本支出|人员(?:经费|支出|和公用|、公用|及公用)|(?:日常)?公用(?:经费|支出)")
_PROJECT = re.compile("项目支出")


def _first(case: Case, level: str) -> Iterator[tuple[Said, Row | Gap]]:
    """Each class or item that the chapters on the general public budget speak of, once, with its row."""
    table, seen = case[Form.GENERAL_PUBLIC_BUDGET], set()
    for said in case.claims if table.state is FormState.FOUND else ():
        own = where.level(said.subject)
        if said.is_level and said.bare == GENERAL and own == level and said.subject not in seen:
            seen.add(said.subject)
            row = where.functional_row(table, said.subject)
            if said.value or not isinstance(row, Gap):  # 外交支出 0.00 万元: what the form leaves out
                yield said, row


def _names(table: Table, code: str, year: int) -> list[str]:
    """What the report and the classification of the year call a code."""
    listed = codelist("functional").get(code)
    names = [row.texts.get("name", "") for row in table.coded if row.code == code]
    return [name for name in (*names, *((listed["name"], *former_names(listed, year)) if listed else ())) if name]


@rule(
    "N-PATH", "说明中科目的类、款是该项的上级 | The class and section that a paragraph prints are those above its item",
    "段落的类、款 = 表中该项编码的上级", reads=(Form.GENERAL_PUBLIC_BUDGET,), basis=_BASIS, needs="段落写有类、款、项，且表中有该项",
    exact="“{subject}”的类、款与科目 {code} 的上级相符。 | The class and section of “{subject}” are those above code {code}.",
    differs="文中写“{subject}”，表中这一项的编码为 {code}，其上级是“{known}”，文中写作“{name}”。{neutral} | The text says “{subject}”; the form has this item as {code}, below “{known}”, which the text calls “{name}”. {neutral} | 套用了相邻一段的类、款；名称为旧称",
    example="文中写“医疗卫生支出（类）……事业单位医疗（项）”，表中这一项在“卫生健康支出”之下 | The text puts an item below “medical care”, the form below “health”",
)  # fmt: skip
def path(rule: Rule, case: Case) -> Iterator[Finding]:
    table = case[Form.GENERAL_PUBLIC_BUDGET]
    for said, row in _first(case, "item"):
        if isinstance(row, Gap) or len(row.code) != 7:
            continue
        wrong = None
        for name, _, level in where.parts(said.subject):
            names = _names(table, row.code[: _WIDTHS.get(level, 7)], case.year)
            if level in _WIDTHS and names and where.name_key(name) not in map(where.name_key, names):
                wrong = wrong or (name, names[0])
        words = {"subject": said.subject, "code": row.code}
        if wrong is None:
            yield rule.exact(said.claim_id, said.place, cells=[row.cells["total"]], **words)
        else:
            texts = said.subject, wrong[1]
            yield rule.differs(
                said.claim_id,
                said.place,
                cells=[row.cells["total"]],
                texts=texts,
                name=wrong[0],
                known=wrong[1],
                **words,
            )


@rule(
    "N-CLASS", "说明中的类名是当年的类名 | The narrative's names of classes are those of the year", "说明的类名 ⇔ 表中的类",
    reads=(Form.GENERAL_PUBLIC_BUDGET,), basis=_BASIS, needs="说明按类列出支出",
    exact="“{subject}”在《{title}》中有对应的类（{code}）。 | “{subject}” is a class of the form “{title}” ({code}).",
    differs="文中写“{subject}”，《{title}》中与之对应的是 {code} {known}。{neutral} | The text says “{subject}”; the form “{title}” has {code} {known} instead. {neutral} | 沿用旧的科目名称；笔误",
    unknown="文中写“{subject}”，《{title}》中没有这一类。{neutral} | The text says “{subject}”; the form “{title}” has no such class. {neutral} | 沿用了上年的文字",
    example="文中写“医疗卫生与计划生育支出（类）”，表中是“210 卫生健康支出” | The text says “医疗卫生与计划生育支出”, a class's former name; the form has “210 卫生健康支出”",
)  # fmt: skip
def class_name(rule: Rule, case: Case) -> Iterator[Finding]:
    table = case[Form.GENERAL_PUBLIC_BUDGET]
    for said, row in _first(case, "class"):
        words = {"subject": said.subject, "title": (table.title, table.form.en)}
        if not isinstance(row, Gap):
            yield rule.exact(said.claim_id, said.place, cells=[row.cells["total"]], code=row.code, **words)
            continue
        called = where.renamed(table, said.subject)
        if called is None:
            yield rule.differs(said.claim_id, said.place, say="unknown", texts=(said.subject, ""), **words)
        else:
            known, cells = called.texts.get("name", ""), [called.cells["total"]]
            texts = said.subject, known
            yield rule.differs(
                said.claim_id, said.place, cells=cells, texts=texts, code=called.code, known=known, **words
            )


@rule(
    "N-KIND", "说明中写基本支出（项目支出）的科目在表中有基本支出（项目支出） | An item said to be basic (or project) expenditure has an amount in that column",
    "写“基本支出”⇒ 基本支出栏 > 0；写“项目支出”⇒ 项目支出栏 > 0", reads=(Form.GENERAL_PUBLIC_BUDGET,), basis=_BASIS, needs="该项的用途写有基本支出或项目支出，表中分两栏列示",
    exact="“{item}”的用途写有{spent_as}；{cell}有金额。 | “{item}” is said to be {spent_as}; {cell} has an amount.",
    differs="“{item}”的用途写为“{purpose}”，但{cell}没有金额，该项的 {amount}都在“{other}”栏。{neutral} | “{item}” is said to be for “{purpose}”, but {cell} has no amount; all of its {amount} is in the column “{other}”. {neutral} | 套用模板；支出类型改变而说明没有改",
    noted="“{item}”的用途只写{spent_as}（“{purpose}”），表中另有 {amount}在“{other}”栏。 | “{item}” is said to be {spent_as} only (“{purpose}”); {amount} more stands in the column “{other}”. | 说明只写主要用途",
    basic="基本支出 | basic expenditure", project="项目支出 | project expenditure",
    example="文中说某科目“主要用于日常运转的基本支出”，表中该科目的钱都在项目支出栏 | The text says that an item was for basic expenditure; the form has all of it in the column of projects",
)  # fmt: skip
def kind(rule: Rule, case: Case) -> Iterator[Finding]:
    table = case[Form.GENERAL_PUBLIC_BUDGET]
    for said, row in _first(case, "item") if table.prints("basic", "project") else ():
        purpose = _purpose(case, said)
        kinds = [name for name, words in (("basic", _BASIC), ("project", _PROJECT)) if words.search(purpose)]
        if isinstance(row, Gap) or len(kinds) != 1:
            continue
        own, other = row.cells[kinds[0]], row.cells["project" if kinds[0] == "basic" else "basic"]
        words = {
            "item": row.label,
            "spent_as": rule.say(kinds[0]),
            "cell": own,
            "purpose": purpose,
            "other": other.field_zh,
        }
        amount = other.amount
        if not own.value and other.value and "支出" in purpose and rule.say(kinds[0])[0] in purpose:
            texts = purpose, (own.short_zh, own.short_en)
            yield rule.differs(said.claim_id, said.place, cells=[own, other], texts=texts, amount=amount, **words)
        elif other.value:
            yield rule.noted(said.claim_id, said.place, cells=[own, other], amount=amount, **words)
        elif own.value:
            yield rule.exact(said.claim_id, said.place, cells=[own], **words)


def _purpose(case: Case, said: Said) -> str:
    """What follows 主要用于 behind the item's path in its section."""
    path = said.subject
    for section in sections(case):
        if section.get("section_id") == said.section:
            return _behind(section, path)
    return ""


def _behind(section: Record, path: str) -> str:
    text = re.sub(r"[\s“”\"]", "", section.get("text", "")).translate(_HALF)
    at = text.find(re.sub(r"[\s“”\"]", "", path).translate(_HALF))
    match = _PURPOSE.match(text, at + len(path) - 2) if at >= 0 else None
    return match["purpose"] if match else ""
