"""causes: findings → defects. What is wrong once breaks a row's sum, a column's, its copies in other forms, the sentence that
quotes it and the rates made of it: all that is one defect, said in one sentence and weighed by the money it concerns.

shared (one list, one name, one wording in many places) · moves (amounts in the wrong rows or columns) · cover (which number, were it another, explains which findings) · titles (a heading for it) · words (the sentence, what to change) · how much money it concerns is told here
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from build_site.model import NOWHERE, Defect, Finding, Form, Outcome
from build_site.model.money import FACTORS, in_english
from build_site.model.outcomes import Kind
from build_site.reconcile.causes import cover, moves, shared, titles, words
from build_site.reconcile.causes.cover import Cause
from build_site.reconcile.causes.evidence import Evidence
from build_site.reconcile.declare import Rule
from build_site.reconcile.tables import Cell, Tables


def defects(
    tables: Tables, findings: Sequence[Finding], rules: Sequence[Rule]
) -> tuple[tuple[Defect, ...], tuple[Finding, ...]]:
    """The defects of a report, the most weighty first, and its findings with the defect that each belongs to. `rules`:
    those of sums and of the narrative, run again on amounts put back where they may belong."""
    evidence = Evidence(tables, findings)
    found = [f for f in findings if f.outcome is Outcome.DIFFERS]
    moved = moves.causes(evidence, found, rules)
    found = [f for f in found if not any(f in cause.findings for cause in moved)]
    keys = {f.finding_id: keyed for f in found if (keyed := shared.keys(f, found))}
    named = shared.causes([f for f in found if f.finding_id in keys], keys)
    numbers = cover.causes(evidence, [f for f in found if f.finding_id not in keys])
    apart = shared.left_out(evidence, _within(evidence, [*moved, *named, *numbers]))
    made = [_defect(evidence, cause) for cause in apart]
    ranked = sorted(made, key=_rank)
    ordered = tuple(replace(each, order=order) for order, each in enumerate(titles.apart(ranked), 1))
    of = {finding_id: each.defect_id for each in ordered for finding_id in each.findings.split()}
    return ordered, tuple(addressed(tables, f, of.get(f.finding_id, "")) for f in findings)


def _within(evidence: Evidence, causes: Sequence[Cause]) -> list[Cause]:
    """Without those that only follow from another: what a sentence says that was left from another year."""
    of_year = {evidence.sentence(cause.lead.left_claim): at for at, cause in enumerate(causes) if cause.of_year}
    own: dict[int, list[Finding]] = {}
    for at, cause in enumerate(causes):
        host = of_year.get(evidence.sentence(cause.lead.left_claim), at) if cause.lead.left_claim else at
        own.setdefault(at if cause.of_year else host, [])
        own[at if cause.of_year else host] += cause.findings
    return [
        replace(cause, findings=(*cause.findings, *(f for f in own[at] if f not in cause.findings)))
        for at, cause in enumerate(causes)
        if at in own
    ]


def _defect(evidence: Evidence, cause: Cause) -> Defect:
    lead, kind = cause.lead, words.kind(cause)
    defect_id = f"d-{hashlib.sha256(lead.finding_id.encode()).hexdigest()[:8]}"
    (zh, en), suggestion = words.statement(evidence, cause), words.suggestion(evidence, cause)
    amount, unit = concerned(evidence, cause)
    place = lead.place if lead.place != NOWHERE else next((f.place for f in cause.findings), NOWHERE)
    if cause.unit:
        place = evidence.tables.cells[cause.suspects[0]].place
    left, right = ((zh, in_english(en)) for zh, en in words.sides(evidence, cause))
    why = words.possible(evidence, cause)
    return Defect(
        defect_id, 0, kind, *titles.title(evidence, cause, kind), zh, in_english(en), *left, *right, *suggestion, "；".join(why), share(evidence, cause, amount, unit), amount, unit,
        " ".join(f.finding_id for f in cause.findings), f"{_report(evidence.tables)}audit/#{defect_id}", place,
    )  # fmt: skip


def _rank(defect: Defect) -> tuple[bool, object, int]:
    kinds: Mapping[str, int] = {kind: order for order, kind in enumerate(Kind)}
    missing = defect.kind == Kind.FORM
    return not missing, -(defect.share or 0), kinds[defect.kind]


def _report(tables: Tables) -> str:
    """The report's own folder on the site, from its root."""
    return f"/departments/{tables.slug}/{tables.year}/"


_PASSED = (Outcome.EXACT, Outcome.NOT_APPLICABLE)


def addressed(tables: Tables, finding: Finding, defect_id: str) -> Finding:
    """With its defect and where it stands on the site: the defect, else the number that it is about. What passed has no
    address of its own, as most findings pass."""
    if finding.outcome in _PASSED and finding.reason_code != "information":
        return finding
    cells = (finding.left_cell, finding.right_cell)
    form, _, rest = next((each for each in cells if each.count("/") == 2), "").partition(
        "/"
    )  # its own, no other report's
    own = f"audit/#{defect_id}" if defect_id else f"text/#{finding.left_claim}" if finding.left_claim else ""
    own = own or (f"forms/#{form}-r{rest.partition('/')[0]}" if form else "audit/")
    return replace(finding, defect_id=defect_id, url=f"{_report(tables)}{own}")


_DIGITS = Decimal("0.000001")


def concerned(evidence: Evidence, cause: Cause) -> tuple[Decimal | None, str]:
    """What the two sides of an amount differ by; of a rate, a list or a name the amounts that it speaks of. With unit."""
    amount, unit = _concerned(evidence, cause)
    return (amount, unit) if amount else (None, "")  # a printed zero is no amount at stake


def _concerned(evidence: Evidence, cause: Cause) -> tuple[Decimal | None, str]:
    lead = cause.lead
    moved = [cell for n in cause.suspects if cause.kind is not None and (cell := evidence.cell(n)) is not None]
    if moved:  # of amounts that moved the largest
        return max(abs(cell.value or Decimal(0)) for cell in moved), cause.unit or moved[0].money.printed
    if lead.difference is not None and lead.unit in FACTORS:
        return abs(lead.difference), lead.unit
    if lead.unit == "%" or lead.difference is None:
        return _amounts(evidence, cause)
    return None, ""


def _amounts(evidence: Evidence, cause: Cause) -> tuple[Decimal | None, str]:
    found: dict[str, tuple[Decimal, str]] = {}
    for finding in cause.findings if cause.shared else cause.findings[:1]:
        for name in _spoken_of(evidence, finding):
            cell, claim = evidence.cell(name), evidence.claims.get(name, {})
            if cell is not None and cell.value is not None:
                found[name] = abs(cell.value), cell.money.printed
            elif claim.get("unit") in FACTORS and claim.get("value"):
                found[name] = abs(Decimal(claim["value"])), claim["unit"]
    units = {unit for _, unit in found.values()}
    if len(units) != 1:
        return None, ""
    values = [value for value, _ in found.values()]
    # each item of a list is an amount of its own; a name or a rate in several places speaks of one
    return sum(values, Decimal(0)) if cause.lead.rule_id == "N-ITEMS" else max(values), units.pop()


def _spoken_of(evidence: Evidence, finding: Finding) -> tuple[str, ...]:
    """Of a code the amount of its first row, of a rate the amount that it is the rate of, else every number of it."""
    if finding.rule_id == "D-CODE":
        code = finding.scope.rpartition("/")[2]
        rows = (row for form in Form for row in evidence.tables[form].coded if row.code == code)
        return tuple(cell.cell_id for row in rows for cell in list(row.cells.values())[:1])[:1]
    return finding.entered[1:2] if finding.unit == "%" else finding.entered or (finding.scope,)


def share(evidence: Evidence, cause: Cause, amount: Decimal | None, unit: str) -> Decimal | None:
    """Of the year's expenditure, which the first form prints, else the third; not in a unit that is in question."""
    total = _expenditure(evidence, cause.suspects if cause.unit else ())
    if amount is None or unit not in FACTORS or not total:
        return None
    return (amount * FACTORS[unit] / total).quantize(_DIGITS)


def _expenditure(evidence: Evidence, apart: Collection[str]) -> Decimal | None:
    tables = evidence.tables
    for operand in (
        tables[Form.REVENUE_AND_EXPENDITURE].concept("expenditure", "total-for-year", "amount"),
        tables[Form.EXPENDITURE].total("total"),
    ):
        if isinstance(operand, Cell) and operand.value and operand.cell_id not in apart:
            return operand.value * operand.money.factor
    return None
