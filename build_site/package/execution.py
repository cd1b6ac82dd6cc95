"""budget-execution: what the narrative says of plan and result, beside what the form of the same report prints."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from build_site.model import Amount, BudgetExecution, Form, Outcome, Report, Row, State, Statement
from build_site.model.money import FACTORS, converted, half
from build_site.package import classify
from build_site.registers.codelists import codelist

TOTAL = "total"
_FORMS = (Form.GENERAL_PUBLIC_BUDGET, Form.FISCAL_APPROPRIATION, Form.GOVERNMENT_FUND_BUDGET, Form.STATE_CAPITAL_BUDGET)
"""Where a row's amount is looked up: the first, unless one behind it has the amount that the text says (财政拨款支出)."""
_FITS = (Outcome.EXACT.value, Outcome.ROUNDING.value)


def execution(report: Report) -> Iterator[tuple[BudgetExecution, Mapping[str, str]]]:
    """Each row with its code, and with `final_in_form` (in the row's unit) and `final_check`, how it compares."""
    names = _names(report.statements)
    by_form = {each.form: each for each in report.statements}
    forms = [by_form[form] for form in _FORMS if form in by_form]
    for item in report.budget_execution:
        code = item.functional_code or ("" if item.level == TOTAL else classify.code_of(item.path, names))
        yield replace(item, functional_code=code, level=_level(item, code)), _beside(item, code, forms)


def _level(item: BudgetExecution, code: str) -> str:
    """total, or that of the code; without a code, item where 类, 款 and 项 are all named."""
    if item.level == TOTAL:
        return TOTAL
    return classify.functional_level(code) if code else "item" if item.path.count("/") == 2 else ""


def _names(statements: Sequence[Statement]) -> Mapping[str, str]:
    """The report's functional codes with their names; those above them as the list has them, where the report does not."""
    printed = {
        row.texts["functional_code"]: row.texts.get("name", "")
        for statement in statements
        for row in statement.rows
        if row.texts.get("functional_code")
    }
    listed = codelist("functional")
    return {
        code: printed.get(code) or (listed[code]["name"] if code in listed else "")
        for code in classify.with_parents(printed)
    }


def _beside(item: BudgetExecution, code: str, forms: Sequence[Statement]) -> Mapping[str, str]:
    found = [made for form in forms if (made := _in_form(item, code, form))]
    return next((made for made in found if made["final_check"] in _FITS), found[0] if found else {})


def _in_form(item: BudgetExecution, code: str, form: Statement) -> Mapping[str, str]:
    rows = [row for row in form.rows if _is(row, item, code, form.form)]
    amounts = [row.amounts["total"] for row in rows if "total" in row.amounts]
    if len(amounts) != 1 or amounts[0].value is None or not {item.unit, form.unit.printed} <= FACTORS.keys():
        return {}
    value = converted(amounts[0].value, form.unit.printed, item.unit)
    return {"final_in_form": format(value, "f"), "final_check": _check(item, value, amounts[0], form)}


def _is(row: Row, item: BudgetExecution, code: str, form: Form) -> bool:
    own, total = row.texts.get("functional_code", ""), item.level == TOTAL and not code
    if total and form in (Form.GOVERNMENT_FUND_BUDGET, Form.STATE_CAPITAL_BUDGET):
        return False  # a budget that the sentence does not speak of; its nil is no proof of another's
    if "concept" in row.texts:  # the form of all three budgets has no codes
        return total and (row.texts.get("side"), row.texts["concept"]) == ("expenditure", "total-for-year")
    return own == code if code else total and not own


def _check(item: BudgetExecution, value: Decimal, amount: Amount, form: Statement) -> str:
    """exact, rounding (within half of either's last printed digit), differs; empty where one of them is not said or in doubt."""
    if item.final is None or amount.doubt or amount.state is State.NOT_READ:
        return ""
    if item.final == value:
        return Outcome.EXACT.value
    room = half(item.final) + converted(half(amount.value or Decimal(0)), form.unit.printed, item.unit)
    return (Outcome.ROUNDING if abs(item.final - value) <= room else Outcome.DIFFERS).value
