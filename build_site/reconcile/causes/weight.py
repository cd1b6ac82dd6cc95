"""How much money a defect concerns, and which share of the year's expenditure that is."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from build_site.model import Finding, Form
from build_site.model.money import FACTORS
from build_site.reconcile.causes.cover import Cause
from build_site.reconcile.causes.evidence import Evidence
from build_site.reconcile.tables import Cell

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
