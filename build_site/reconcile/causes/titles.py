"""A defect's title: what and where, at most `LONGEST` characters. Its form of words follows from the rule or the kind
(data/rules/titles.csv), what it is about from the cell, the item, the clause or the heading."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from build_site.model import Defect, Finding, Form
from build_site.model.outcomes import Kind
from build_site.reconcile.causes.cover import Cause
from build_site.reconcile.causes.evidence import Evidence
from build_site.reconcile.decide import Words
from build_site.reconcile.tables import Cell
from build_site.reconcile.where import parts
from build_site.registers.table import DATA, read_table

LONGEST = 30
_FORMS = (Kind.FORM, Kind.SHIFT, Kind.SWAP, Kind.SIGN, Kind.UNIT)
_CLAUSE = re.compile(r"[，。；：:,、（(]")
_ASIDE = re.compile("[（(][^（()）]*[)）]")
_LEADS = re.compile(r"^(?:.*\d{4}年度?|其中|共|截至|[上本]年度?|\d+[.．、])+")
_COPULA = re.compile(r"(?:[为是]|共计|合计为|增加|减少|增长|下降|占\S*|完成\S*)$")
_NAME = 3
"""So many characters at least say what a number is."""
_QUOTED = re.compile(r"“([^“”]{2,40})”")


@cache
def _words() -> Mapping[str, Words]:
    return {row["about"]: (row["zh"], row["en"]) for row in _rows()}


@cache
def _rows() -> Sequence[Mapping[str, str]]:
    return read_table(DATA / "rules" / "titles.csv", ("about", "zh", "en", "change_zh", "change_en"))


def change(lead: Finding) -> Words:
    """What to change wherever this rule finds something, if that is always the same; else nothing."""
    row = next((row for row in _rows() if row["about"] == lead.rule_id), None)
    if row is None or (not lead.left_text and "{left}" in row["change_zh"]):
        return "", ""
    sides = {"left": lead.left_text, "right": lead.right_text}
    return row["change_zh"].format(**sides), row["change_en"].format(**sides)


def title(evidence: Evidence, cause: Cause, kind: Kind) -> Words:
    """Chinese and English; the names of items and headings are those of the report in both."""
    lead, words = cause.lead, _words()
    if kind in _FORMS:
        form = Form(lead.scope if kind is Kind.FORM else next(iter(cause.suspects)).partition("/")[0])
        return words[kind][0].format(item=form.zh), words[kind][1].format(item=form.en)
    return of_rule(lead.rule_id, [each for each in _items(evidence, cause, kind) if each] or [kind.zh], kind)


def of_rule(rule_id: str, items: Sequence[str], kind: Kind = Kind.AMOUNT) -> Words:
    """The title of what a rule found of an item: called by the first of its names that has room, else cut."""
    zh, en = _words().get(rule_id) or _words().get(rule_id[0]) or _words()[kind]
    room = LONGEST - len(zh.replace("{item}", ""))
    item = next((each for each in items if len(each) <= room), f"{items[0][: room - 1]}…")
    return zh.format(item=item), en.format(item=item)


def apart(defects: Sequence[Defect]) -> Iterator[Defect]:
    """The defects, titles that are the same told apart by where they are, else by number."""
    times = Counter(each.title_zh for each in defects)
    seen: Counter[tuple[str, str]] = Counter()
    for each in defects:
        if times[each.title_zh] == 1:
            yield each
            continue
        where = each.place.zh or "全文"
        seen[each.title_zh, where] += 1
        again = seen[each.title_zh, where]
        at = f"（{where}{f'，其{again}' if again > 1 else ''}）"
        en = f" ({each.place.en or 'report'}{f', no. {again}' if again > 1 else ''})"
        short = each.title_zh if len(each.title_zh + at) <= LONGEST else f"{each.title_zh[: LONGEST - len(at) - 1]}…"
        yield replace(each, title_zh=short + at, title_en=each.title_en + en)


def _items(evidence: Evidence, cause: Cause, kind: Kind) -> Iterator[str]:
    """What it may be called by, best first."""
    lead = cause.lead
    n = len(cause.findings)
    if lead.rule_id == "S-CHAPTERS" and n > 1:
        yield f"{lead.left_text}等 {n} 章"
    if lead.rule_id == "N-ITEMS":
        yield lead.cause.rpartition("/")[2]
    if lead.rule_id[0] in "DFLS" and lead.rule_id != "D-STALE" and lead.left_text and not lead.left_claim:
        yield lead.left_text
    if lead.rule_id in ("D-STALE", "L-PURPOSE"):
        yield from (found[1] for found in _QUOTED.finditer(lead.message_zh))
    if lead.scope in set(Form):
        yield Form(lead.scope).zh
    for name in (*(filter(None, (lead.left_id, lead.right_id)) if lead.left_id else lead.entered), lead.scope):
        cell, claim = evidence.cell(name), evidence.claims.get(name)
        if cell is not None:
            yield from list(_of_cell(cell))[lead.rule_id == "N-KIND" :]
        elif claim is not None and kind is not Kind.DATE:
            yield from of_claim(claim)
    yield evidence.heading(lead.left_claim or (lead.scope if lead.scope in evidence.claims else ""), lead.scope)
    yield lead.left_text.strip("“”") if not lead.left_claim else ""


def _of_cell(cell: Cell) -> Iterator[str]:
    code, _, name = cell.row_zh.partition(" ")
    coded = bool(name) and code.isdigit()
    row = name if coded else cell.row_zh
    row = row if coded or not row or cell.form is Form.THREE_PUBLIC_EXPENSES else f"{cell.form.zh}{row}"
    row = row or cell.form.zh
    principal = next(iter(cell.form.measures)) == cell.field
    yield f"{row} {cell.field_zh}" if cell.field_zh and not principal else row
    yield row
    yield name if coded else cell.row_zh


def of_claim(claim: Mapping[str, str]) -> Iterator[str]:
    """The item, else the words before the number up to the beginning of their clause."""
    if claim["subject"]:
        name = parts(claim["subject"])[-1][0].strip("“”")
        yield name if len(name) >= _NAME else ""
    printed = re.escape(claim["printed"])
    found = re.search(rf"(?<![\d.,]){printed}(?!\d|[.,]\d)", claim["sentence"]) if printed and claim["unit"] else None
    clause = _CLAUSE.split(_ASIDE.sub("", claim["sentence"][: found.start()]))[-1] if found else ""
    words = _COPULA.sub("", _LEADS.sub("", clause))
    yield words if len(words) >= _NAME else ""
