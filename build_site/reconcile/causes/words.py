"""A defect in words: what disagrees with what, which side other checks support, and what to change where one follows."""

import re
from collections.abc import Sequence
from decimal import Decimal

from build_site.model import Finding, Form, Outcome
from build_site.model.money import FACTORS, in_english
from build_site.model.outcomes import NEUTRAL, Kind
from build_site.reconcile.causes.cover import RATES, Cause, size
from build_site.reconcile.causes.evidence import BLANK, Evidence
from build_site.reconcile.causes.titles import change, of_claim
from build_site.reconcile.decide import MISREAD, SLIP, STALE, Words, told
from build_site.reconcile.tables import Cell
from build_site.reconcile.where import name_key, parts
from build_site.registers.codelists import codelist

_KINDS = {
    **dict.fromkeys(("D-ORG", "D-CODE", "N-NAMED", "N-GLOSSARY", "N-LIST-MISSING", "N-PATH", "N-CLASS"), Kind.NAME),
    **dict.fromkeys(("N-YEAR", "D-YEAR", "D-STALE"), Kind.DATE),
    "N-ITEMS": Kind.LIST,
}
_FAMILIES = {"S": Kind.STRUCTURE, "E": Kind.STRUCTURE, "P": Kind.STRUCTURE, "T": Kind.DATE}
_SAME = ("N-AMOUNT",)
"""Rules whose two sides are one number, printed twice."""
_ALIKE = ("L-ZERO-BASE", "F-PLACEHOLDER", "L-TEMPLATE", "F-SLIP", "N-YEAR")
"""Rules about a wording, which is quoted once however often it stands there."""
_KNOWN = ("D-YEAR", "D-ORG", "N-PATH")
"""Rules whose second side is what the report says everywhere else, or what its code says."""
_RENAMED = ("N-CLASS", "N-LIST-MISSING")
"""Rules about an item that text and form call differently."""
_LIST_SUMS = ("I-BASIC-LEVELS", "I-BASIC-PERSONNEL", "I-BASIC-NON-PERSONNEL", "I-BASIC-TOTAL")
"""What bears out an amount, or a blank, of the form that a list is about."""
_BOTH = "两个金额与别处的数都相符。", " Both amounts agree with the other numbers of the report."
_DIRECTIONS = (("等于", "大于", "小于"), ("持平", "增加", "减少"))
"""Words for no difference, for more and, last, for less."""
_PLACES = 6
"""So many places of one wording are named."""
_TELLING = 12
"""Characters of a clause that says by itself what its number is."""
_LISTED = (
    ("列出而表中没有金额的", "listed without an amount"),
    ("列出而表中属于另一类的", "listed but of the other group"),
    ("表中有金额而没有列出的", "with an amount but not listed"),
)
READ_TWICE = "不像是读错：另一程序重读这些表，读得相同"
_WITNESSES = 2
"""So many checks, independent of each other, make one side of a difference follow."""


def kind(cause: Cause) -> Kind:
    lead = cause.lead
    if cause.kind is not None:
        return cause.kind
    if lead.reason_code == "form-missing":
        return Kind.FORM
    if lead.rule_id in _KINDS:
        return _KINDS[lead.rule_id]
    if lead.difference is not None:
        return Kind.AMOUNT if lead.unit in FACTORS else Kind.RATE if lead.unit == "%" else Kind.COUNT
    return _FAMILIES.get(lead.rule_id[0], Kind.WORDS)


def statement(evidence: Evidence, cause: Cause) -> Words:
    """One sentence, neutral unless other checks support one side."""
    lead, n = cause.lead, len(cause.findings)
    if cause.said[0] and cause.kind is not None:
        facts, back = lead.facts, ("放回去", "put back")
        if cause.unit:
            left, right = sides(evidence, cause)
            facts, back = (
                (f"{left[0]}；{right[0]}", f"{left[1]}; {right[1]}"),
                (f"按“{cause.unit}”读", f"read in “{cause.unit}”"),
            )
        zh, en = f"{cause.said[0]}：{facts[0]}；{back[0]}", f"{cause.said[1]}: {facts[1]}; {back[1]}"
        return f"{zh}，{n} 项对不上的核对大都相符。", f"{en}, most of the {n} checks that differ agree."
    zh, en = (f"{_as_printed(evidence, lead, words)}{end}" for words, end in zip(lead.facts, "。.", strict=True))
    if not lead.facts[0]:
        zh, en = _told(cause)
    if lead.rule_id == "N-ITEMS":
        zh, en = _list(evidence, cause)
    if cause.said[0]:
        zh, en = f"{zh}{cause.said[0]}。", f"{en} {cause.said[1]}."
    common = _common(evidence, cause)
    zh, en = f"{zh}{common[0]}", f"{en}{common[1]}"
    more = n - 1
    if more and not cause.shared:
        zh, en = (
            f"{zh}另有 {more} 项核对因此也对不上。",
            f"{en} {more} more {'checks differ' if more > 1 else 'check differs'} for the same reason.",
        )
    if not lead.facts[0] and NEUTRAL[0] not in lead.message_zh:
        return zh, en
    support = _support(evidence, cause)
    return zh + (support or NEUTRAL)[0], en + (support or NEUTRAL)[1]


def _common(evidence: Evidence, cause: Cause) -> Words:
    """The one number that every check of it uses and that no other check bears out, where neither side names it."""
    lead, first = cause.lead, next(iter(cause.suspects), "")
    others = [name for name in cause.suspects if evidence.node(name) != evidence.node(first)]
    alone = not evidence.holding(first) and all(evidence.holding(name) for name in others)
    if cause.shared or cause.kind is not None or len(cause.findings) < _WITNESSES or not first or not alone:
        return "", ""
    cell, printed = evidence.cell(first), evidence.printed(first)
    if cell is not None:
        named = cell.zh in f"{lead.left_text} {lead.right_text}"
        return (
            ("", "")
            if named
            else (
                f"这些核对都用到{cell.zh}的 {printed}。",
                f" All of these checks use {cell.en} ({_shown(printed)[1]}).",
            )
        )
    if first in (lead.left_id, lead.right_id):
        return "", ""
    item = next(filter(None, of_claim(evidence.claims[first])), "") if first in evidence.claims else ""
    said = f"文中{item and f'“{item}”'}的 {printed}", f"{printed} of the text{item and f' (“{item}”)'}"
    return f"这些核对都用到{said[0]}。", f" All of these checks use {said[1]}."


def _as_printed(evidence: Evidence, finding: Finding, words: str) -> str:
    """Both sides as the report prints them."""
    words = _one_clause(evidence, finding, words)
    for name, value in ((finding.left_id, finding.left_value), (finding.right_id, finding.right_value)):
        shown, printed = told(value, finding.unit), evidence.printed(name)
        if shown and printed.replace(",", "") == shown.replace(",", ""):
            words = re.sub(rf"(?<![\d.,]){re.escape(shown)}", printed, words, count=1)
    return words


def _one_clause(evidence: Evidence, finding: Finding, words: str) -> str:
    """The sentence that is quoted cut to the clause of its number, with the one before where it says little by itself."""
    claim = evidence.claims.get(finding.left_claim)
    quoted = finding.left_text.removeprefix("文中“").removesuffix("”")
    if claim is None or not claim["printed"] or quoted.count(claim["printed"]) != 1:
        return words
    clauses = re.split("(?<=[，；。])", quoted)
    at = next((i for i, each in enumerate(clauses) if claim["printed"] in each), 0)
    first = at - 1 if at and len(clauses[at]) < _TELLING else at
    cut = "".join(clauses[first : at + 1]).strip("…").rstrip("，；。")
    before, behind = "…" if first or quoted[0] == "…" else "", "…" if any(clauses[at + 1 :]) else ""
    return words.replace(f"“{quoted}”", f"“{before}{cut}{behind}”")


def _list(evidence: Evidence, cause: Cause) -> Words:
    """Of a list of items: which have no amount, and which with an amount it leaves out."""
    empty, moved, absent = _of_list(evidence, cause)
    told = {each.cell_id: _prints(evidence, each) for each in (*empty, *moved, *absent) if each.value is not None}
    told |= {
        f.left_cell: (f"另一处写“{f.right_text}”", f"elsewhere {f.right_en}") for f in cause.findings if f.right_text
    }
    zh, en = [], []
    for cells, words in zip((empty, moved, absent), _LISTED, strict=True):
        aside = [(cell.row_zh, *told.get(cell.cell_id, ("", ""))) for cell in cells]
        zh += (
            [f"{words[0]}：{'、'.join(f'{row}（{said}）' if said else row for row, said, _ in aside)}"] if cells else []
        )
        en += (
            [f"{words[1]}: {', '.join(f'“{row}” ({said})' if said else f'“{row}”' for row, _, said in aside)}"]
            if cells
            else []
        )
    form = Form.BASIC_EXPENDITURE
    head = (
        f"说明列举的{_group(cause)}与《{(empty or moved or absent)[0].form_zh}》不符：",
        f"The list of “{_group(cause)}” and the form “{form.en}” disagree: ",
    )
    return f"{head[0]}{'；'.join(zh)}。", f"{head[1]}{'; '.join(en)}."


def _group(cause: Cause) -> str:
    return cause.lead.cause.rpartition("/")[2]


def _of_list(evidence: Evidence, cause: Cause) -> tuple[list[Cell], list[Cell], list[Cell]]:
    """The rows that a list has without an amount, those of the other group, and those with an amount that it leaves out."""
    elsewhere = {f.left_cell for f in cause.findings if f.scope.count("/") > 1}
    cells = [cell for f in cause.findings if (cell := evidence.cell(f.left_cell)) is not None]
    own = [cell for cell in cells if cell.cell_id not in elsewhere]
    moved = [cell for cell in cells if cell.cell_id in elsewhere]
    return [cell for cell in own if not cell.value], moved, [cell for cell in own if cell.value]


def _quoted(cells: Sequence[Cell], joint: str = "、") -> str:
    return joint.join(f"“{cell.row_zh.partition(' ')[2] or cell.row_zh}”" for cell in cells)


def _list_sides(evidence: Evidence, cause: Cause) -> tuple[Words, Words]:
    empty, moved, absent = _of_list(evidence, cause)
    has, lacks = _quoted([*empty, *moved]), _quoted(absent)
    said = "，".join(filter(None, (has and f"列有{has}", lacks and f"没有{lacks}")))
    has, lacks = _quoted([*empty, *moved], ", "), _quoted(absent, ", ")
    said_en = "; ".join(filter(None, (has and f"has {has}", lacks and f"lacks {lacks}")))
    cells = [*empty, *moved, *absent]
    rows = [(cell.row_zh, *_prints(evidence, cell)) for cell in cells]
    form, form_en = "、".join(f"{row} {zh}" for row, zh, _ in rows), ", ".join(f"“{row}” {en}" for row, _, en in rows)
    return (
        (f"文中列举的{_group(cause)}：{said}", f"the text's list of “{_group(cause)}”: {said_en}"),
        (f"《{cells[0].form_zh}》：{form}", f"the form “{cells[0].form.en}”: {form_en}"),
    )


def _prints(evidence: Evidence, cell: Cell) -> Words:
    """What a cell prints, in either language."""
    return _shown(evidence.printed(cell.cell_id))


def _shown(printed: str) -> Words:
    said = "blank" if printed == BLANK else in_english(printed)
    return printed, f"“{printed}”" if re.search("[\u3400-\u9fff]", said) else said  # a date


def _relisted(evidence: Evidence, cause: Cause) -> Words:
    """How the list would fit the form, where the form's own sums agree."""
    sums = [f for f in evidence.findings if f.rule_id in _LIST_SUMS and f.difference is not None]
    if not sums or any(f.outcome is Outcome.DIFFERS for f in sums):
        return "", ""
    empty, moved, absent = _of_list(evidence, cause)
    zh = [f"删去{_quoted(empty)}"] if empty else []
    zh += [f"把{_quoted(moved)}移到另一类"] if moved else []
    zh += [f"补上{_quoted(absent)}"] if absent else []
    en = [f"leave out {_quoted(empty, ', ')}"] if empty else []
    en += [f"move {_quoted(moved, ', ')} to the other group"] if moved else []
    en += [f"add {_quoted(absent, ', ')}"] if absent else []
    return f"{_group(cause)}的列举：{'，'.join(zh)}。", f"In the list of “{_group(cause)}”: {'; '.join(en)}."


def _told(cause: Cause) -> Words:
    """In the words of its rules, without what is said once at the end."""
    shown = [(f.message_zh.removesuffix(NEUTRAL[0]), f.message_en.removesuffix(NEUTRAL[1])) for f in cause.findings]
    if cause.shared and cause.lead.rule_id in _ALIKE:
        n = len(cause.findings)
        at = list(dict.fromkeys((f.place.zh, f.place.en) for f in cause.findings if f.place.zh))
        zh, en = ("、".join(words) if len(at) <= _PLACES else "" for words in zip(*at, strict=True)) if at else ("", "")
        again = ("", "")
        if n > 1:
            again = f"；同样的写法共 {n} 处{zh and f'（{zh}）'}", f"; so in {n} places{en and f' ({en})'}"
        return f"{shown[0][0].rstrip('。')}{again[0]}。", f"{shown[0][1].rstrip('.')}{again[1]}."
    shown = list(dict.fromkeys(shown)) if cause.shared else shown[:1]
    zh, en = "；".join(words.rstrip("。") for words, _ in shown), " ".join(words for _, words in shown)
    return f"{zh}。", en


def _support(evidence: Evidence, cause: Cause) -> Words | None:
    """Which side other checks support, if they do."""
    wrong = follows(evidence, cause)
    if not wrong and _renaming(evidence, cause.lead)[0]:
        return "表中的名称与政府收支分类科目相同。", " The form's name is that of the classification."
    if not wrong and cause.lead.rule_id == "N-ITEMS" and _relisted(evidence, cause)[0]:
        return "表内各级合计都相符。", " The form's own sums agree."
    if not wrong:
        borne_out = redirected(evidence, cause.lead)[0]
        return _BOTH if borne_out else ("", "") if cause.lead.rule_id in _KNOWN else None
    if cause.lead.rule_id in RATES:
        return _BOTH
    if not cause.lead.right_id:
        return "别处的合计都与后者相符。", " The other sums of the report agree with the latter."
    latter = evidence.node(wrong) == evidence.node(cause.lead.left_id)
    zh, en = ("后者", "latter") if latter else ("前者", "former")
    return f"别处的数都与{zh}相符。", f" The other numbers of the report agree with the {en}."


def follows(evidence: Evidence, cause: Cause) -> str:
    """The number that should be another, where several checks show it: it stands up to none, and against it stands a
    number that stands up to several, or several sums that agree on what it should be."""
    lead = cause.lead
    if lead.rule_id in RATES and lead.unit == "%" and lead.left_claim and lead.difference is not None:
        amounts = [name for name in lead.entered if name != lead.left_id]
        alone = evidence.node(lead.left_id) not in map(evidence.node, amounts) and not evidence.holding(lead.left_id)
        return lead.left_id if alone and amounts and all(evidence.holding(n) >= _WITNESSES for n in amounts) else ""
    if size(lead) is None or not cause.suspects or lead.limit or evidence.holding(cause.suspects[0]):
        return ""
    wrong, left, right = cause.suspects[0], evidence.node(lead.left_id), evidence.node(lead.right_id)
    sums = [f for f in cause.findings if f.rule_id[0] in "IX" and size(f) is not None]
    if lead.right_id and evidence.node(wrong) in (left, right):  # one number printed twice
        other = lead.right_id if evidence.node(wrong) == left else lead.left_id
        same = lead.rule_id in _SAME or lead.rule_id[0] == "X"
        alone = {wrong} == set(cause.suspects) and len(
            cause.findings
        ) > _WITNESSES  # all that breaks has this in common
        return wrong if same and (alone or evidence.holding(other) >= _WITNESSES or len(sums) > _WITNESSES) else ""
    return wrong if evidence.node(wrong) == left and len(sums) > _WITNESSES and evidence.cell(wrong) is not None else ""


def suggestion(evidence: Evidence, cause: Cause) -> Words:
    """What to change where one side follows, else nothing."""
    wrong, lead = follows(evidence, cause), cause.lead
    if cause.advice[0]:
        return cause.advice
    if not wrong:
        own = _relisted(evidence, cause) if lead.rule_id == "N-ITEMS" else _renaming(evidence, lead)
        own = own if own[0] else redirected(evidence, lead)
        return own if own[0] else change(lead)
    is_left = evidence.node(wrong) == evidence.node(lead.left_id)
    other = lead.right_id if is_left else lead.left_id
    right = evidence.printed(other) or told(lead.right_value or Decimal(0), lead.unit)
    printed, cells = evidence.printed(wrong), evidence.names(wrong)
    zh, en = (f"{cells}的", "in the form") if cells else ("文中的", "in the text")
    return f"把{zh} {printed} 改成 {right}。", f"Change {_glossed(printed)} {en} to {_glossed(right)}."


def _glossed(printed: str) -> str:
    """A number as it is to be printed, for a reader of English."""
    said = _shown(printed)[1]
    return said if printed in (said, said[1:-1]) else f"“{printed}” ({said})"


def _renaming(evidence: Evidence, lead: Finding) -> Words:
    """A name of the text that is another in the form, where the form's is that of the classification."""
    cell = evidence.cell(lead.left_cell) if lead.rule_id in _RENAMED and lead.right_text else None
    code, _, name = cell.row_zh.partition(" ") if cell is not None else ("", "", "")
    listed = codelist("functional").get(code)
    if listed is None or name_key(listed["name"]) != name_key(name):
        return "", ""
    own = parts(lead.left_text)[-1][0]
    return f"把文中的“{own}”改成“{name}”。", f"Change “{own}” in the text to “{name}”."


def redirected(evidence: Evidence, lead: Finding) -> Words:
    """The word of direction that two amounts ask for, where other checks bear out both."""
    names = [name for name in (lead.left_id, lead.right_id) if name]
    amounts = [v for n in names if evidence.printed(n).endswith("元") and (v := evidence.value(n)) is not None]
    if lead.rule_id != "L-DIRECTION" or len(amounts) != 2 or not all(map(evidence.holding, names)):
        return "", ""
    word = lead.message_zh.partition("“")[2].partition("”")[0]
    words = next((each for each in _DIRECTIONS if word in each), ("",) * 3)
    right = words[(amounts[0] > amounts[1]) - (amounts[0] < amounts[1])]
    return (f"把文中的“{word}”改成“{right}”。", f"Change “{word}” in the text to “{right}”.") if right else ("", "")


def sides(evidence: Evidence, cause: Cause) -> tuple[Words, Words]:
    """Both sides, each “where：what is printed there”, with unit; of a list what it has and what the form has."""
    finding = cause.lead
    if finding.rule_id == "N-ITEMS":
        return _list_sides(evidence, cause)
    cell = evidence.cell(finding.left_cell) if finding.rule_id[0] == "N" and finding.difference is None else None
    said = f"文中：“{finding.left_text}”", f"the text: {finding.left_en}"
    if cell is not None and finding.left_text:
        where, (zh, en) = (cell.zh, cell.en), _prints(evidence, cell)
        if kind(cause) is Kind.NAME:
            above = finding.rule_id == "N-PATH"
            where = f"《{cell.form_zh}》", f"the form “{cell.form.en}”"
            zh = f"{cell.row_zh}{f'，上级是“{finding.right_text}”' if above else ''}（{zh}）"
            en = f"“{cell.row_zh}”{f', below {finding.right_en}' if above else ''} ({en})"
        return said, (f"{where[0]}：{zh}", f"{where[1]}: {en}")
    if finding.rule_id[0] in "FL" and finding.left_text and not finding.left_id and not finding.right_text:
        return said, ("", "")
    left = _side(evidence, finding, (finding.left_text, finding.left_en), finding.left_value, finding.left_id)
    return left, _side(evidence, finding, (finding.right_text, finding.right_en), finding.right_value, finding.right_id)


def _side(evidence: Evidence, finding: Finding, words: Words, value: Decimal | None, name: str) -> Words:
    cell = evidence.cell(name)
    shown = _shown(evidence.printed(name) if name else told(value, finding.unit))
    named = words if words[0] or cell is None else (cell.zh, cell.en)
    where = (_without(each, end) for each, end in zip(named, shown, strict=True))
    zh, en = (filter(None, both) for both in zip(where, shown, strict=True))
    return "：".join(zh), ": ".join(en)


def _without(words: str, shown: str) -> str:
    """Words without the number that they end in, with or without thousands separators."""
    number = ",?".join(map(re.escape, shown.replace(",", "")))
    return re.sub(rf"(?: of )?(?<![\d.,]){number}$", "", words).rstrip() if shown else words


def possible(evidence: Evidence, cause: Cause) -> list[str]:
    """What could explain it, in Chinese; that we misread only where no second parser has read the form and found the same."""
    told = cause.findings if cause.kind is None else ()  # of amounts that moved it is said what has happened
    found = list(dict.fromkeys(part for f in told for part in f.explanations.split("；") if part)) or [SLIP, MISREAD]
    found.sort(key=lambda part: (part == MISREAD, part in (SLIP, STALE)))
    found = [part for part in found if part != SLIP or STALE not in found]
    forms = {name.partition("/")[0] for f in cause.findings for name in f.entered if evidence.cell(name)}
    if MISREAD not in found or not forms or not forms <= evidence.tables.read_twice:
        return found
    return [*(each for each in found if each != MISREAD), READ_TWICE]
