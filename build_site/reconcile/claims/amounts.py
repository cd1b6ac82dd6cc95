"""N-AMOUNT: each amount of the narrative against the cell of the forms that carries the same measure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from build_site.model import Finding, Form, FormState, Outcome, State
from build_site.model.money import FACTORS
from build_site.reconcile.claims import where
from build_site.reconcile.claims.said import PLANS, Said
from build_site.reconcile.claims.tell import Against, Result, finding, within
from build_site.reconcile.gate import doubts
from build_site.reconcile.tables import Cell, Tables

NOTHING = Against("", "", None)


def check(tables: Tables, said: Said) -> Finding:
    """The one finding about an amount."""
    result = _unread(said) or _elsewhere(tables, said)
    if result is not None:
        return finding("N-AMOUNT", said, NOTHING, result)
    if said.bare in where.AMBIGUOUS:
        return _either(tables, said)
    states = where.form_states(tables, said)
    if all(state is FormState.MISSING for _, state in states):
        return finding("N-AMOUNT", said, _form(states[0][0]), Result(Outcome.NOT_CHECKABLE, "form-missing"))
    if not any(state is FormState.FOUND for _, state in states):
        return _declared_empty(said, next(form for form, state in states if state is FormState.EMPTY))
    operands = list(where.operands(tables, said))
    cell = next((operand for operand in operands if isinstance(operand, Cell)), None)
    if cell is None:
        gap = next((operand for operand in operands if not isinstance(operand, Cell)), None)
        against = Against(gap.zh, gap.en, None) if gap else NOTHING
        return finding(
            "N-AMOUNT", said, against, Result(Outcome.NOT_CHECKABLE, gap.reason if gap else "operand-missing")
        )
    return _compared(tables, said, cell)


def _unread(said: Said) -> Result | None:
    if said.value is None and said.printed:
        return Result(Outcome.NOT_CHECKABLE, "placeholder" if re.fullmatch("[Xx×○*]+", said.printed) else "not-read")
    return None


def _elsewhere(tables: Tables, said: Said) -> Result | None:
    """Why the forms of this report cannot carry the number, if so."""
    if said.bare == "economic-item" or said.bare in where.AMBIGUOUS:
        return None
    if said.bare not in where.SPOTS:
        return Result(Outcome.NOT_APPLICABLE, "no-form")
    if said.phase == "prior" or (said.year is not None and said.year != tables.year):
        return Result(Outcome.NOT_CHECKABLE, "prior-year")
    if not where.spots(said):
        return Result(Outcome.NOT_APPLICABLE, "plan-not-in-forms")
    return None


def _form(form: Form) -> Against:
    return Against(f"《{form.zh}》", f"the form {form.en}", None)


def _declared_empty(said: Said, form: Form) -> Finding:
    if not said.value:
        return finding("N-AMOUNT", said, _form(form), Result(Outcome.NOT_APPLICABLE, "form-empty"))
    result = Result(Outcome.DIFFERS, "form-declared-empty", said.value, 2 * said.half)
    return finding("N-AMOUNT", said, _form(form), result, explanations=["表中漏填", "文中沿用了旧文本"])


def in_unit(cell: Cell, said: Said) -> Decimal | None:
    """The cell's value in the unit of the text, digits kept where the units are the same."""
    factor = FACTORS.get(said.unit, cell.money.factor)
    if cell.value is None or factor == cell.money.factor:
        return cell.value
    return cell.value * cell.money.factor / factor


def half_in_unit(cell: Cell, said: Said) -> Decimal:
    """Half of the cell's last printed digit, in the unit of the text."""
    factor = FACTORS.get(said.unit, cell.money.factor)
    return cell.half if factor == cell.money.factor else cell.half * cell.money.factor / factor


def _compared(tables: Tables, said: Said, cell: Cell) -> Finding:
    against = Against(cell.zh, cell.en, in_unit(cell, said), cell.cell_id)
    if cell.state is State.NOT_READ:
        return finding("N-AMOUNT", said, against, Result(Outcome.NOT_CHECKABLE, "not-read"))
    if not said.value and not cell.value:
        both = said.value is None and cell.value is None
        result = (
            Result(Outcome.NOT_APPLICABLE, "both-blank") if both else Result(Outcome.EXACT, "", Decimal(0), Decimal(0))
        )
        return finding("N-AMOUNT", said, against, result)
    return finding("N-AMOUNT", said, against, _result(tables, said, cell, against.value))


def _result(tables: Tables, said: Said, cell: Cell, value: Decimal | None) -> Result:
    left, right = said.value or Decimal(0), value or Decimal(0)
    difference, half = left - right, half_in_unit(cell, said)
    envelope = said.half + half
    outcome = within(difference, envelope)
    if outcome is not Outcome.DIFFERS:
        return Result(outcome, "", difference, envelope)
    if said.value is None or value is None:
        return Result(outcome, "blank-against-value", difference, envelope)
    if _rounds_to(value, said):
        return Result(Outcome.ROUNDING, "fewer-digits", difference, Decimal(5).scaleb(-said.decimals - 1) + half)
    found = (*doubts(tables, cell.form), *_other_plan(tables, said))
    return Result(Outcome.NOT_CHECKABLE if found else outcome, found[0] if found else "", difference, envelope)


def _rounds_to(value: Decimal, said: Said) -> bool:
    """Whether the cell, rounded to the digits of the text, is what the text says (“17.2” for 17.18)."""
    digits = Decimal(1).scaleb(-said.decimals)
    return said.decimals > 0 and value.quantize(digits, rounding=ROUND_HALF_UP) == said.value


def _other_plan(tables: Tables, said: Said) -> tuple[str, ...]:
    """The 三公 form prints the adjusted budget where its notes say so; the text may speak of the initial one."""
    if said.phase not in PLANS or said.phase == "adjusted":
        return ()
    notes = [r.get("text", "") for r in tables.resource("sections") if r.get("form") == Form.THREE_PUBLIC_EXPENSES]
    return ("other-plan",) if any("全年预算数" in note or "调整后" in note for note in notes) else ()


def _either(tables: Tables, said: Said) -> Finding:
    """总收入 may mean 收入总计 or 本年收入合计: it agrees if it agrees with one."""
    tried: list[Finding] = []
    for measure in where.AMBIGUOUS[said.bare]:
        spot = where.SPOTS[measure][0]
        cells = [c for c in (where.cell_at(tables, spot),) if isinstance(c, Cell)]
        tried += [_compared(tables, said, cell) for cell in cells]
    good = [f for f in tried if f.outcome in (Outcome.EXACT, Outcome.ROUNDING)]
    if good:
        return good[0]
    return finding("N-AMOUNT", said, NOTHING, Result(Outcome.NOT_CHECKABLE, "operand-ambiguous"))


def matched(findings: Sequence[Finding]) -> dict[str, str]:
    """Claim id to the cell it was compared with."""
    return {f.left_cell: f.right_cell for f in findings if f.rule_id == "N-AMOUNT" and f.right_cell}
