"""Each row of data/rules/identities.csv, run on accounts that it holds for, and on the same with one number changed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from build_site.model import Form, InputError, Outcome
from build_site.reconcile import catalogue, examine, identities
from build_site.reconcile.formula import parse
from build_site.reconcile.tables import Tables, read
from tests.factory.invent import random_accounts
from tests.package.collected import ACCOUNTS
from tests.reconcile.made import Package, invented, with_cell

SEEDS = (
    210,
    1989,
)  # of accounts in which hardly anything is nil: one with revenue that is not appropriated, one without
COMPARES = {
    "I-RE-REVENUE-SUM": "revenue-and-expenditure/9/amount = 8 cells",
    "I-RE-EXPENDITURE-SUM": "revenue-and-expenditure/19/amount = 6 cells",
    "I-RE-REVENUE-TOTAL": "revenue-and-expenditure/12/amount = 3 cells",
    "I-RE-EXPENDITURE-TOTAL": "revenue-and-expenditure/22/amount = 3 cells",
    "I-RE-BALANCE": "revenue-and-expenditure/12/amount = revenue-and-expenditure/22/amount",
    "I-REV-COLUMNS": "revenue/1/total = 6 cells",
    "I-EXP-COLUMNS": "expenditure/1/total = 5 cells",
    "I-GPB-COLUMNS": "general-public-budget/1/total = 2 cells",
    "I-FUND-COLUMNS": "government-fund-budget/1/total = 2 cells",
    "I-CAP-COLUMNS": "state-capital-budget/1/total = 2 cells",
    "I-REV-TOTAL": "revenue/1/total = 6 cells",
    "I-REV-LEVELS": "revenue/2/total = 2 cells",
    "I-EXP-TOTAL": "expenditure/1/total = 6 cells",
    "I-EXP-LEVELS": "expenditure/2/total = 2 cells",
    "I-GPB-TOTAL": "general-public-budget/1/total = 3 cells",
    "I-GPB-LEVELS": "general-public-budget/2/total = 2 cells",
    "I-FUND-TOTAL": "government-fund-budget/1/revenue = 2 cells",
    "I-FUND-LEVELS": "government-fund-budget/2/revenue = government-fund-budget/3/revenue",
    "I-CAP-TOTAL": "state-capital-budget/1/opening_balance = state-capital-budget/2/opening_balance",
    "I-CAP-LEVELS": "state-capital-budget/2/opening_balance = state-capital-budget/3/opening_balance",
    "I-BASIC-LEVELS": "basic-expenditure/1/amount = 13 cells",
    "I-FUND-ROLL": "government-fund-budget/1/closing_balance = 3 cells",
    "I-CAP-ROLL": "state-capital-budget/1/closing_balance = 3 cells",
    "I-FA-REVENUE-SUM": "fiscal-appropriation/4/total = 3 cells",
    "I-FA-EXPENDITURE-SUM": "fiscal-appropriation/16/total = 6 cells",
    "I-FA-ACCOUNTS": "fiscal-appropriation/10/total = 3 cells",
    "I-FA-OPENING": "fiscal-appropriation/5/total = 3 cells",
    "I-FA-CLOSING": "fiscal-appropriation/17/total = 3 cells",
    "I-FA-REVENUE-TOTAL": "fiscal-appropriation/9/total = 2 cells",
    "I-FA-EXPENDITURE-TOTAL": "fiscal-appropriation/18/total = 2 cells",
    "I-FA-BALANCE": "fiscal-appropriation/9/total = fiscal-appropriation/18/total",
    "I-FA-ROLL": "fiscal-appropriation/18/general_public_budget = 2 cells",
    "I-BASIC-PERSONNEL": "basic-expenditure/67/amount = 2 cells",
    "I-BASIC-NON-PERSONNEL": "basic-expenditure/68/amount = 2 cells",
    "I-BASIC-TOTAL": "basic-expenditure/69/amount = 2 cells",
    "I-3P-TOTAL": "three-public-expenses/1/budget = 3 cells",
    "I-3P-VEHICLES": "three-public-expenses/3/budget = 2 cells",
    "I-FORMULA": "revenue-and-expenditure/9/amount = 8 cells",
    "X-RE-REV-TOTAL": "revenue-and-expenditure/9/amount = revenue/1/total",
    "X-RE-REV-SOURCE": "revenue-and-expenditure/4/amount = revenue/1/from_superior_unit",
    "X-RE-REV-FISCAL": "revenue/1/fiscal_appropriation = 3 cells",
    "X-RE-EXP-TOTAL": "revenue-and-expenditure/19/amount = expenditure/1/total",
    "X-RE-EXP-CLASS": "revenue-and-expenditure/13/amount = expenditure/2/total",
    "X-RE-T4-REVENUE": "revenue-and-expenditure/1/amount = fiscal-appropriation/1/total",
    "X-T4-REV-FISCAL": "fiscal-appropriation/4/total = revenue/1/fiscal_appropriation",
    "X-T4-TOTAL": "fiscal-appropriation/16/general_public_budget = general-public-budget/1/total",
    "X-T4-CLASS": "fiscal-appropriation/10/general_public_budget = general-public-budget/2/total",
    "X-T4-FLOW": "fiscal-appropriation/2/total = government-fund-budget/1/revenue",
    "X-BASIC": "general-public-budget/1/basic = 2 cells",
    "X-CODE": "general-public-budget/2/total <= expenditure/2/total",
    "X-CODE-WHOLE": "expenditure/2/total = general-public-budget/2/total",
    "X-T6-T7": "basic-expenditure/40/amount <= three-public-expenses/5/final",
}
"""Of each identity what its first check compares: a new row has its line here."""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> list[Tables]:
    """Invented accounts in which every form is filled in, with the lines that few reports print."""
    return [read(_whole(seed).write(tmp_path_factory.mktemp("identities") / "package")) for seed in SEEDS]


def _whole(seed: int) -> Package:
    made = random_accounts(seed, items=4, unit="元")
    package = invented(made)
    closing = made.of(Form.FISCAL_APPROPRIATION, "closing-balance", "expenditure")
    package.forms[Form.FISCAL_APPROPRIATION] += [
        {"side": "expenditure", "label": field, "concept": f"closing-balance:{account}", "total": str(closing[field])}
        for field, account in ACCOUNTS.items()
        if field in closing
    ]
    basic = made.of(Form.GENERAL_PUBLIC_BUDGET, "")["basic"]
    package.forms[Form.BASIC_EXPENDITURE].append({"level": "total", "name": "合计", "amount": str(basic)})
    return package


def test_every_identity_has_its_line() -> None:
    assert {rule.rule_id for rule in identities.rules()} == set(COMPARES)


@pytest.mark.parametrize("rule_id", COMPARES)
def test_an_identity(both: list[Tables], rule_id: str) -> None:
    rule = catalogue()[rule_id]
    tables = both[rule_id == "X-CODE-WHOLE"]
    found = examine(tables, [rule])
    compared = [f for f in found if f.difference is not None]
    assert {f.outcome for f in compared} == {Outcome.EXACT}
    first = next(f for f in compared if f.left_value)
    sign = "<=" if first.limit else "="
    right = first.right_cell or f"{len(first.terms.split()) - 1} cells"
    assert f"{first.left_cell} {sign} {right}" == COMPARES[rule_id]

    by = Decimal("1E12" if first.limit else "1000.05")
    wrong = with_cell(tables, first.left_cell, (first.left_value or Decimal(0)) + by)
    assert Outcome.DIFFERS in {f.outcome for f in examine(wrong, [rule]) if first.left_cell in f.terms.split()}


@pytest.mark.parametrize(
    "text",
    ["[total].amount", "[total].amount == [total].amount", "each thing: [row].a = [row].b", "total = [row].b", ""],
)
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the piece itself
        parse(text)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [(" = ", " ~ "), ("].amount", "].money"), (",h × (n + 1),", ",much,"), (".amount,,h", ".amount,sometimes,h")],
)
def test_a_row_that_cannot_be_run_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: str, wrong: str
) -> None:
    lines = identities.TABLE.read_text("utf-8").splitlines()
    assert right in lines[3]
    broken = tmp_path / "identities.csv"
    broken.write_text("\n".join([*lines[:3], lines[3].replace(right, wrong), *lines[4:]]), "utf-8")
    monkeypatch.setattr(identities, "TABLE", broken)
    with pytest.raises(InputError, match=r"identities\.csv:4: 应为.*expected an identity"):
        identities.rules.__wrapped__()
