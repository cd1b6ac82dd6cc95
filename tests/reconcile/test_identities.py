"""Each row of data/rules/identities.csv, run on accounts that it holds for, and on the same with one number changed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from build_site.model import Form, InputError, Outcome
from build_site.reconcile import catalogue, examine, identities
from build_site.reconcile.formula import parse
from build_site.reconcile.tables import Tables, read
from tests.reconcile.exact import CAPITAL, FUND, GENERAL, Exact, accounts
from tests.reconcile.made import with_cell

COMPARES = {
    "I-RE-REVENUE-SUM": "revenue-and-expenditure/9/amount = 8 cells",
    "I-RE-EXPENDITURE-SUM": "revenue-and-expenditure/39/amount = 26 cells",
    "I-RE-REVENUE-TOTAL": "revenue-and-expenditure/12/amount = 3 cells",
    "I-RE-EXPENDITURE-TOTAL": "revenue-and-expenditure/42/amount = 3 cells",
    "I-RE-BALANCE": "revenue-and-expenditure/12/amount = revenue-and-expenditure/42/amount",
    "I-REV-COLUMNS": "revenue/1/total = 6 cells",
    "I-EXP-COLUMNS": "expenditure/1/total = 5 cells",
    "I-GPB-COLUMNS": "general-public-budget/1/total = 2 cells",
    "I-FUND-COLUMNS": "government-fund-budget/1/total = 2 cells",
    "I-CAP-COLUMNS": "state-capital-budget/1/total = 2 cells",
    "I-REV-TOTAL": "revenue/1/total = revenue/2/total",
    "I-REV-LEVELS": "revenue/2/total = revenue/3/total",
    "I-EXP-TOTAL": "expenditure/1/total = 4 cells",
    "I-EXP-LEVELS": "expenditure/2/total = expenditure/3/total",
    "I-GPB-TOTAL": "general-public-budget/1/total = 2 cells",
    "I-GPB-LEVELS": "general-public-budget/2/total = general-public-budget/3/total",
    "I-FUND-TOTAL": "government-fund-budget/1/opening_balance = government-fund-budget/2/opening_balance",
    "I-FUND-LEVELS": "government-fund-budget/2/opening_balance = government-fund-budget/3/opening_balance",
    "I-CAP-TOTAL": "state-capital-budget/1/opening_balance = state-capital-budget/2/opening_balance",
    "I-CAP-LEVELS": "state-capital-budget/2/opening_balance = state-capital-budget/3/opening_balance",
    "I-BASIC-LEVELS": "basic-expenditure/1/amount = basic-expenditure/2/amount",
    "I-FUND-ROLL": "government-fund-budget/1/closing_balance = 3 cells",
    "I-CAP-ROLL": "state-capital-budget/1/closing_balance = 3 cells",
    "I-FA-REVENUE-SUM": "fiscal-appropriation/4/total = 3 cells",
    "I-FA-EXPENDITURE-SUM": "fiscal-appropriation/36/total = 26 cells",
    "I-FA-ACCOUNTS": "fiscal-appropriation/10/total = 3 cells",
    "I-FA-OPENING": "fiscal-appropriation/5/total = 3 cells",
    "I-FA-CLOSING": "fiscal-appropriation/37/total = 3 cells",
    "I-FA-REVENUE-TOTAL": "fiscal-appropriation/9/total = 2 cells",
    "I-FA-EXPENDITURE-TOTAL": "fiscal-appropriation/38/total = 2 cells",
    "I-FA-BALANCE": "fiscal-appropriation/9/total = fiscal-appropriation/38/total",
    "I-FA-ROLL": "fiscal-appropriation/38/general_public_budget = 2 cells",
    "I-BASIC-PERSONNEL": "basic-expenditure/5/amount = 2 cells",
    "I-BASIC-NON-PERSONNEL": "basic-expenditure/9/amount = basic-expenditure/6/amount",
    "I-BASIC-TOTAL": "basic-expenditure/10/amount = 2 cells",
    "I-3P-TOTAL": "three-public-expenses/1/budget = 3 cells",
    "I-3P-VEHICLES": "three-public-expenses/3/budget = 2 cells",
    "I-FORMULA": "revenue-and-expenditure/9/amount = 8 cells",
    "X-RE-REV-TOTAL": "revenue-and-expenditure/9/amount = revenue/1/total",
    "X-RE-REV-SOURCE": "revenue-and-expenditure/8/amount = revenue/1/other_revenue",
    "X-RE-REV-FISCAL": "revenue/1/fiscal_appropriation = 3 cells",
    "X-RE-EXP-TOTAL": "revenue-and-expenditure/39/amount = expenditure/1/total",
    "X-RE-EXP-CLASS": "revenue-and-expenditure/13/amount = expenditure/2/total",
    "X-RE-T4-REVENUE": "revenue-and-expenditure/1/amount = fiscal-appropriation/1/total",
    "X-T4-REV-FISCAL": "fiscal-appropriation/4/total = revenue/1/fiscal_appropriation",
    "X-T4-TOTAL": "fiscal-appropriation/36/general_public_budget = general-public-budget/1/total",
    "X-T4-CLASS": "fiscal-appropriation/10/general_public_budget = general-public-budget/2/total",
    "X-T4-FLOW": "fiscal-appropriation/7/total = government-fund-budget/1/opening_balance",
    "X-BASIC": "general-public-budget/1/basic = 2 cells",
    "X-CODE": "general-public-budget/2/total <= expenditure/2/total",
    "X-CODE-WHOLE": "expenditure/2/total = general-public-budget/2/total",
    "X-T6-T7": "basic-expenditure/8/amount <= three-public-expenses/6/final",
}
"""Of each identity what its first check compares: a new row has its line here."""


def amounts(*parts: int) -> list[Decimal]:
    return [Decimal(part) for part in parts]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """Accounts in which every form is filled in and every line printed."""
    accounts_of = [GENERAL, FUND, CAPITAL]
    basic = {"2010101": tuple(amounts(100, 20)), "2080505": tuple(amounts(30, 0))}
    package = accounts(
        Exact(
            items={GENERAL: basic, FUND: {"2120801": tuple(amounts(0, 50))}, CAPITAL: {"2230101": tuple(amounts(5, 7))}},  # type: ignore[dict-item]
            economic=dict(zip(("30101", "30201", "30217", "30302"), amounts(90, 20, 2, 18), strict=True)),
            other_revenue=Decimal(9),
            opening=dict(zip(accounts_of, amounts(3, 4, 1), strict=True)),
            closing=dict(zip(accounts_of, amounts(6, 2, 5), strict=True)),
            three_public=dict(
                zip(("overseas-visits", "vehicle-purchase", "vehicle-operation", "hospitality"), amounts(1, 2, 3, 4), strict=True)
            ),
        )
    )  # fmt: skip
    package.forms[Form.FISCAL_APPROPRIATION] += [
        {"side": "expenditure", "label": account, "concept": f"closing-balance:{account}", "total": f"{balance}.00"}
        for account, balance in zip(accounts_of, (6, 2, 5), strict=True)
    ]
    package.forms[Form.BASIC_EXPENDITURE].append({"level": "total", "name": "合计", "amount": "130.00"})
    return read(package.write(tmp_path_factory.mktemp("identities") / "package"))


def test_every_identity_has_its_line() -> None:
    assert {rule.rule_id for rule in identities.rules()} == set(COMPARES)


@pytest.mark.parametrize("rule_id", COMPARES)
def test_an_identity(tables: Tables, rule_id: str) -> None:
    rule = catalogue()[rule_id]
    found = examine(tables, [rule])
    compared = [f for f in found if f.difference is not None]
    assert {f.outcome for f in compared} == {Outcome.EXACT}
    first = next(f for f in compared if f.left_value)
    sign = "<=" if first.limit else "="
    right = first.right_cell or f"{len(first.terms.split()) - 1} cells"
    assert f"{first.left_cell} {sign} {right}" == COMPARES[rule_id]

    wrong = with_cell(tables, first.left_cell, (first.left_value or Decimal(0)) + Decimal("1000.05"))
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
    with pytest.raises(InputError, match=r"identities\.csv:4: expected an identity"):
        identities.rules.__wrapped__()
