"""A defect in words: what disagrees with what, which side other checks support, and what to change where one follows."""

from __future__ import annotations

import re

from build_site.model import Finding, Form
from build_site.model.money import FACTORS
from build_site.model.outcomes import NEUTRAL, Kind
from build_site.reconcile.causes.cover import Cause, size
from build_site.reconcile.causes.evidence import Evidence
from build_site.reconcile.decide import MISREAD, Words, plain
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
_RENAMED = ("N-CLASS", "N-LIST-MISSING")
"""Rules about an item that text and form call differently."""
_TELLING = 12
"""Characters of a clause that says by itself what its number is."""
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
        zh, en = f"{cause.said[0]}：{lead.facts[0]}；", f"{cause.said[1]}: {lead.facts[1]}; "
        return f"{zh}放回去，{n} 项对不上的核对大都相符。", f"{en}put back, most of the {n} checks that differ agree."
    zh, en = (f"{_as_printed(evidence, lead, words)}{end}" for words, end in zip(lead.facts, "。.", strict=True))
    if not lead.facts[0]:
        zh, en = _told(cause)
    if lead.rule_id == "N-ITEMS" and len(cause.findings) > 1:
        zh, en = _list(evidence, cause)
    if cause.said[0]:
        zh, en = f"{zh}{cause.said[0]}。", f"{en} {cause.said[1]}."
    more = n - 1
    if more and not cause.shared:
        zh, en = f"{zh}同一原因还使另外 {more} 项核对对不上。", f"{en} {more} more checks differ for the same cause."
    if not lead.facts[0] and NEUTRAL[0] not in lead.message_zh:
        return zh, en
    support = _support(evidence, cause)
    return zh + (support or NEUTRAL)[0], en + (support or NEUTRAL)[1]


def _as_printed(evidence: Evidence, finding: Finding, words: str) -> str:
    """Both sides with the separators that the report prints; what was computed as the side beside it."""
    sides = ((finding.left_id, finding.left_value), (finding.right_id, finding.right_value))
    grouped = any("," in evidence.printed(name) for name, _ in sides if name)
    words = _one_clause(evidence, finding, words)
    off = None if finding.difference is None else abs(finding.difference)
    for name, value in (*sides, ("", off)):
        if value is None or not finding.unit:
            continue
        shown, printed = f"{plain(value)} {finding.unit}", evidence.printed(name)
        printed = printed if printed.replace(",", "") == shown else f"{value:,f} {finding.unit}" if grouped else shown
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
    cells = [cell for f in cause.findings if (cell := evidence.cell(f.left_cell)) is not None]
    elsewhere = {f.left_cell for f in cause.findings if f.scope.count("/") > 1}  # listed, but under the other group
    told = {f.left_cell: f"（另一处写“{f.right_text}”）" for f in cause.findings if f.right_text}
    listed = "、".join(f"{cell.row_zh}{told.get(cell.cell_id, '')}" for cell in cells if not cell.value)
    kept = [
        (f"{cell.row_zh}（{evidence.printed(cell.cell_id)}）", cell.cell_id in elsewhere)
        for cell in cells
        if cell.value
    ]
    absent, other = ("、".join(words for words, moved in kept if moved is way) for way in (False, True))
    group = cause.lead.cause.rpartition("/")[2]
    zh = [f"列出而表中没有金额的：{listed}"] if listed else []
    zh += [f"列出而表中属于另一类的：{other}"] if other else []
    zh += [f"表中有金额而没有列出的：{absent}"] if absent else []
    en = [f"listed without an amount: {listed}"] if listed else []
    en += [f"listed but of the other group: {other}"] if other else []
    en += [f"with an amount but not listed: {absent}"] if absent else []
    form = Form.BASIC_EXPENDITURE
    head = (
        f"说明列举的{group}与《{cells[0].form_zh}》不符：",
        f"The list of {group} and the form “{form.en}” disagree: ",
    )
    return f"{head[0]}{'；'.join(zh)}。", f"{head[1]}{'; '.join(en)}."


def _told(cause: Cause) -> Words:
    """In the words of its rules, without what is said once at the end."""
    shown = [(f.message_zh.removesuffix(NEUTRAL[0]), f.message_en.removesuffix(NEUTRAL[1])) for f in cause.findings]
    if cause.shared and cause.lead.rule_id in _ALIKE:
        n = len(cause.findings)
        again = (f"；同样的写法共 {n} 处", f"; so in {n} places") if n > 1 else ("", "")
        return f"{shown[0][0].rstrip('。')}{again[0]}。", f"{shown[0][1].rstrip('.')}{again[1]}."
    shown = list(dict.fromkeys(shown)) if cause.shared else shown[:1]
    zh, en = "；".join(words.rstrip("。") for words, _ in shown), "; ".join(words.rstrip(".") for _, words in shown)
    return f"{zh}。", f"{en}."


def _support(evidence: Evidence, cause: Cause) -> Words | None:
    """Which side other checks support, if they do."""
    wrong = follows(evidence, cause)
    if not wrong and _renaming(evidence, cause.lead)[0]:
        return "表中的名称与政府收支分类科目相同。", " The form's name is that of the classification."
    if not wrong:
        return None
    if not cause.lead.right_id:
        return "其余各项合计都指向后者。", " The other sums of the report agree with the latter."
    latter = evidence.node(wrong) == evidence.node(cause.lead.left_id)
    zh, en = ("后者", "latter") if latter else ("前者", "former")
    return f"别处的数都与{zh}相符。", f" The other numbers of the report agree with the {en}."


def follows(evidence: Evidence, cause: Cause) -> str:
    """The number that should be another, where several checks show it: it stands up to none, and against it stands a
    number that stands up to several, or several sums that agree on what it should be."""
    lead = cause.lead
    if size(lead) is None or not cause.suspects or lead.limit or evidence.holding(cause.suspects[0]):
        return ""
    wrong, left, right = cause.suspects[0], evidence.node(lead.left_id), evidence.node(lead.right_id)
    sums = [f for f in cause.findings if f.rule_id[0] in "IX" and size(f) is not None]
    if lead.right_id and evidence.node(wrong) in (left, right):  # one number printed twice
        other = lead.right_id if evidence.node(wrong) == left else lead.left_id
        same = lead.rule_id in _SAME or lead.rule_id[0] == "X"
        return wrong if same and (evidence.holding(other) >= _WITNESSES or len(sums) > _WITNESSES) else ""
    return wrong if evidence.node(wrong) == left and len(sums) > _WITNESSES and evidence.cell(wrong) is not None else ""


def suggestion(evidence: Evidence, cause: Cause) -> Words:
    """What to change where one side follows, else nothing."""
    wrong, lead = follows(evidence, cause), cause.lead
    if cause.advice[0] or not wrong:
        return cause.advice if cause.advice[0] else _renaming(evidence, lead)
    is_left = evidence.node(wrong) == evidence.node(lead.left_id)
    other = lead.right_id if is_left else lead.left_id
    right = evidence.printed(other) or f"{lead.right_value or 0:,f} {lead.unit}"
    printed, cells = evidence.printed(wrong), evidence.names(wrong)
    zh, en = (f"{cells}的", "in the form") if cells else ("文中的", "in the text")
    return f"把{zh} {printed} 改成 {right}。", f"Change {printed} {en} to {right}."


def _renaming(evidence: Evidence, lead: Finding) -> Words:
    """A name of the text that is another in the form, where the form's is that of the classification."""
    cell = evidence.cell(lead.left_cell) if lead.rule_id in _RENAMED and lead.right_text else None
    code, _, name = cell.row_zh.partition(" ") if cell is not None else ("", "", "")
    listed = codelist("functional").get(code)
    if listed is None or name_key(listed["name"]) != name_key(name):
        return "", ""
    own = parts(lead.left_text)[-1][0]
    return f"把文中的“{own}”改成“{name}”。", f"Change “{own}” in the text to “{name}”."


def sides(evidence: Evidence, finding: Finding) -> Words:
    """Both sides as printed, with unit."""
    found = []
    for words, value, name in (
        (finding.left_text, finding.left_value, finding.left_id),
        (finding.right_text, finding.right_value, finding.right_id),
    ):
        shown = (
            evidence.printed(name) if name else f"{plain(value)} {finding.unit}".strip() if value is not None else ""
        )
        found.append("：".join(filter(None, (words, shown))))
    return found[0], found[1]


def possible(evidence: Evidence, cause: Cause) -> list[str]:
    """What could explain it, in Chinese; that we misread only where no second parser has read the form and found the same."""
    found = list(dict.fromkeys(part for f in cause.findings for part in f.explanations.split("；") if part))
    forms = {name.partition("/")[0] for f in cause.findings for name in f.entered if evidence.cell(name)}
    if MISREAD not in found or not forms or not forms <= evidence.tables.read_twice:
        return found
    return [*(each for each in found if each != MISREAD), READ_TWICE]
