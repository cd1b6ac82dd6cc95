"""N-LIST-MISSING, N-ITEMS, X-RUNCOST: what the narrative lists against the rows of the forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from build_site.model import Finding, Form, FormState, Outcome, Place, State
from build_site.reconcile.claims import where
from build_site.reconcile.claims.amounts import half_in_unit, in_unit
from build_site.reconcile.claims.said import Said
from build_site.reconcile.claims.tell import Against, Result, finding, within
from build_site.reconcile.messages import NEUTRAL, plain
from build_site.reconcile.prove import stated
from build_site.reconcile.tables import Cell, Gap, Row, Tables, place_of
from build_site.text import squeeze

MEASURE = "general-public-budget-expenditure"
_LISTED = re.compile(r"(?P<group>人员经费|公用经费)[^。；;]{0,40}?主要(?:用于|包括|是)[：:]?(?P<items>[^。；;]+)")
_AMOUNT = re.compile(r"[\d,.]+\s*[万亿]?元?$")
_TAIL = re.compile(r"(?:等(?:支出|方面)?|支出等)$")


def check(tables: Tables, claims: Sequence[Said]) -> Iterator[Finding]:
    yield from _paragraphs(tables, claims)
    yield from _items(tables)
    yield from _running_costs(tables, claims)


def _paragraphs(tables: Tables, claims: Sequence[Said]) -> Iterator[Finding]:
    """Each item (项) of the general public budget has its paragraph, and each paragraph its row."""
    said = [c for c in claims if c.bare == MEASURE and "项)" in c.subject]
    table = tables[Form.GENERAL_PUBLIC_BUDGET]
    if not said or table.state is not FormState.FOUND:
        return
    first: dict[str, Said] = {}
    for claim in said:
        first.setdefault(claim.subject, claim)
    described: set[str] = set()
    for subject, claim in first.items():
        row = where.functional_row(table, subject)
        described.update(() if isinstance(row, Gap) else (row.code,))
        yield _paragraph(claim, row, table.title)
    rows = [row for row in table.coded if row.level == "item" and row.cells["total"].value]
    missing = [row for row in rows if row.code not in described]
    if 2 * len(missing) <= len(rows):  # else the report explains a selection, or its style was not understood
        yield from (_undescribed(row, row.cells["total"]) for row in missing)


def _paragraph(claim: Said, row: Row | Gap, title: str) -> Finding:
    subject = claim.subject
    if isinstance(row, Gap):
        zh = f"说明中有“{subject}”一段，但《{title}》中没有与之对应的行。{NEUTRAL[0]}"
        en = f"The narrative describes “{subject}”, but the form {title} has no such row. {NEUTRAL[1]}"
        outcome = Outcome.DIFFERS
    else:
        zh = f"说明中的“{subject}”在《{title}》中有对应的行（{row.code}）。"
        en = f"“{subject}” in the narrative has its row in the form {title} ({row.code})."
        outcome = Outcome.EXACT
    cells = () if isinstance(row, Gap) else (row.cells["total"],)
    return stated("N-LIST-MISSING", claim.claim_id, outcome, "", zh, en, claim.place, cells, ("", ""))


def _undescribed(row: Row, total: Cell) -> Finding:
    zh = f"{total.zh}为 {plain(total.value)} {total.money.printed}，但说明中没有这一项的段落。{NEUTRAL[0]}"
    en = f"{total.en} is {plain(total.value)} {total.money.printed}, but the narrative has no paragraph on it. {NEUTRAL[1]}"
    return stated("N-LIST-MISSING", total.cell_id, Outcome.DIFFERS, "", zh, en, row.place, (total,))


def _items(tables: Tables) -> Iterator[Finding]:
    """Items listed under 人员经费 and 公用经费 carry an amount in the form, and the reverse."""
    table = tables[Form.BASIC_EXPENDITURE]
    if table.state is not FormState.FOUND:
        return
    for section in tables.resource("sections"):
        if section.get("form"):
            continue
        for match in _LISTED.finditer(section.get("text", "").replace("\n", "")):
            group = "personnel" if match["group"] == "人员经费" else "non-personnel"
            sections = [row for row in table.coded if row.level == "section"]
            # where a name stands in both groups, the list speaks of the row in its own
            sections.sort(key=lambda row: row.texts.get("group") == group)
            rows = {_key(row.texts.get("name", "")): row for row in sections}
            listed = [_plain_item(part) for part in re.split("[、，,]", match["items"])]
            open_ended = re.search("等[^、，,]{0,4}$", match["items"]) is not None
            place = place_of(section)
            yield from _listed(section["section_id"], match["group"], [name for name in listed if name], rows, place)
            if not open_ended:
                yield from _unlisted(section["section_id"], match["group"], group, listed, rows, place)


def _key(name: str) -> str:
    return squeeze(name).replace("（", "(").replace("）", ")")


def _plain_item(part: str) -> str:
    return _key(_TAIL.sub("", _AMOUNT.sub("", squeeze(part))))


def _listed(section: str, group: str, names: Sequence[str], rows: dict[str, Row], place: Place) -> Iterator[Finding]:
    blanks = any(row.cells["amount"].state is State.BLANK for row in rows.values())
    for name in dict.fromkeys(names):
        row = rows.get(name)
        if row is None:
            continue  # a wording of its own (社会保障费), not a row's name
        cell = row.cells["amount"]
        scope = f"{section}/{row.code}"
        # where nothing leaves a blank, a printed 0.00 is an amount that rounding made so small
        if cell.value or (cell.state is State.ZERO and blanks):
            zh, en = (
                f"说明在{group}中列出“{name}”；{cell.zh}有金额。",
                f"“{name}”, listed under {group}, has an amount in {cell.en}.",
            )
            yield stated("N-ITEMS", scope, Outcome.EXACT, "", zh, en, place, (cell,))
        else:
            zh = f"说明在{group}中列出“{name}”，但{cell.zh}没有金额。{NEUTRAL[0]}"
            en = f"The narrative lists “{name}” under {group}, but {cell.en} has no amount. {NEUTRAL[1]}"
            why = "套用了模板或上年的列举；表中漏填"
            yield stated("N-ITEMS", scope, Outcome.DIFFERS, "", zh, en, place, (cell,), explanations=why)


def _unlisted(
    section: str, title: str, group: str, names: Sequence[str], rows: dict[str, Row], place: Place
) -> Iterator[Finding]:
    for name, row in rows.items():
        cell = row.cells["amount"]
        if row.texts.get("group") == group and cell.value and name not in names:
            zh = f"{cell.zh}为 {plain(cell.value)} {cell.money.printed}，但说明列举{title}时没有提到“{name}”。{NEUTRAL[0]}"
            en = f"{cell.en} is {plain(cell.value)} {cell.money.printed}, but the narrative's list of {title} leaves out “{name}”. {NEUTRAL[1]}"
            why = "列举时省略"
            yield stated(
                "N-ITEMS", f"{section}/{row.code}", Outcome.DIFFERS, "", zh, en, place, (cell,), explanations=why
            )


def _running_costs(tables: Tables, claims: Sequence[Said]) -> Iterator[Finding]:
    """机关运行经费 is the 公用经费 of administrative (and 参公) units; other units have none."""
    said = next((c for c in claims if c.is_level and c.bare == "running-costs" and c.value is not None), None)
    table, items = tables[Form.BASIC_EXPENDITURE], tables[Form.GENERAL_PUBLIC_BUDGET]
    if said is None or table.state is not FormState.FOUND:
        return
    cell = table.subtotal("non-personnel")
    if isinstance(cell, Gap):
        yield finding("X-RUNCOST", said, Against(cell.zh, cell.en, None), Result(Outcome.NOT_CHECKABLE, cell.reason))
        return
    value = in_unit(cell, said) or Decimal(0)
    against = Against(cell.zh, cell.en, value, cell.cell_id)
    difference = (said.value or Decimal(0)) - value
    envelope = said.half + half_in_unit(cell, said)
    outcome = within(difference, envelope)
    names = {
        where.name_key(r.texts.get("name", "")) for r in items.coded if r.level == "item" and r.cells["total"].value
    }
    administrative = any(name.startswith("行政运行") for name in names)
    mixed = administrative and any(name.startswith("事业运行") for name in names)
    if outcome is Outcome.DIFFERS and mixed and difference < 0:  # public institutions' share is in 公用经费 too
        outcome = Outcome.NOT_APPLICABLE
    why = (
        ["本单位没有“行政运行”支出，事业单位一般没有机关运行经费"]
        if "行政运行" not in names and "事业运行" in names
        else []
    )
    reason = "no-form" if outcome is Outcome.NOT_APPLICABLE else ""
    result = Result(outcome, reason, None if reason else difference, None if reason else envelope)
    yield finding("X-RUNCOST", said, against, result, explanations=why)
