"""The identities on the first real report's forms, as its package publishes them."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from build_site.model import Finding, Form, Outcome
from build_site.reconcile import examine
from build_site.reconcile.tables import Tables, read
from tests.reconcile.made import OF_FORMS, RULES_OF_FORMS, Package, findings, first_report, in_yuan, with_cell


@pytest.fixture(scope="module")
def report() -> Package:
    return first_report()


@pytest.fixture(scope="module")
def tables(report: Package, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return read(report.write(tmp_path_factory.mktemp("first")))


@pytest.fixture(scope="module")
def found(tables: Tables) -> dict[str, Finding]:
    return {f.finding_id: f for f in examine(tables, RULES_OF_FORMS)}


def differing(tables: Tables) -> list[str]:
    return [f.finding_id for f in examine(tables, RULES_OF_FORMS) if f.outcome is Outcome.DIFFERS]


def test_nothing_differs_and_nothing_goes_unchecked(found: dict[str, Finding]) -> None:
    outcomes = Counter(f.outcome for f in found.values())
    assert outcomes[Outcome.DIFFERS] == outcomes[Outcome.NOT_CHECKABLE] == 0
    assert outcomes[Outcome.EXACT] > 200


def test_the_hundredths_that_unit_conversion_left_are_rounding(found: dict[str, Finding]) -> None:
    rounding = {f.finding_id: (f.left_value, f.right_value) for f in found.values() if f.outcome is Outcome.ROUNDING}
    assert rounding == {
        "I-RE-EXPENDITURE-SUM:revenue-and-expenditure/39/amount": (Decimal("173.61"), Decimal("173.60")),
        "I-BASIC-LEVELS:basic-expenditure/1/amount": (Decimal("153.88"), Decimal("153.89")),
        "I-FA-EXPENDITURE-SUM:fiscal-appropriation/36/total": (Decimal("173.61"), Decimal("173.60")),
        "I-FA-EXPENDITURE-SUM:fiscal-appropriation/36/general_public_budget": (Decimal("173.61"), Decimal("173.60")),
        "I-FORMULA:revenue-and-expenditure/39/amount": (Decimal("173.61"), Decimal("173.60")),
        "I-FORMULA:fiscal-appropriation/36/total": (Decimal("173.61"), Decimal("173.60")),
        "I-FORMULA:fiscal-appropriation/36/general_public_budget": (Decimal("173.61"), Decimal("173.60")),
        "X-RE-EXP-CLASS:revenue-and-expenditure/31/amount": (Decimal("17.19"), Decimal("17.20")),
        "X-T4-CLASS:fiscal-appropriation/28/general_public_budget": (Decimal("17.19"), Decimal("17.20")),
        "X-BASIC:general-public-budget/1/basic": (Decimal("162.61"), Decimal("162.60")),
    }


@pytest.mark.parametrize("form", [Form.EXPENDITURE, Form.FISCAL_APPROPRIATION, Form.GENERAL_PUBLIC_BUDGET])
def test_a_form_in_another_unit_is_compared_in_one(
    report: Package, found: dict[str, Finding], tmp_path: Path, form: Form
) -> None:
    """Every rule between forms converts exactly before it compares."""
    after = findings(in_yuan(report, form), tmp_path)
    assert [i for i, f in found.items() if f.outcome is Outcome.EXACT and after[i].outcome is not Outcome.EXACT] == []


def test_envelope_counts_the_printed_numbers_only(found: dict[str, Finding]) -> None:
    # four functional rows of 26 carry an amount: five numbers with their total, half a hundredth each
    assert found["I-RE-EXPENDITURE-SUM:revenue-and-expenditure/39/amount"].envelope == Decimal("0.025")
    assert found["X-RE-EXP-CLASS:revenue-and-expenditure/31/amount"].envelope == Decimal("0.010")


def test_empty_forms_are_not_applicable_and_quote_their_note(found: dict[str, Finding]) -> None:
    fund = found["I-FUND-ROLL:government-fund-budget"]
    assert (fund.outcome, fund.reason_code) == (Outcome.NOT_APPLICABLE, "form-empty")
    assert "我单位2023年度没有政府性基金预算财政拨款收入及支出" in fund.message_zh
    assert found["E-EMPTY-NOTE:three-public-expenses"].outcome is Outcome.EXACT
    assert found["E-T4-FUND:government-fund-budget"].outcome is Outcome.EXACT


def test_every_amount_is_touched_by_a_check(report: Package, found: dict[str, Finding]) -> None:
    touched = {
        cell for f in found.values() if f.outcome in (Outcome.EXACT, Outcome.ROUNDING) for cell in f.terms.split()
    }
    assert set(report.amounts()) <= touched


def test_terms_and_ends_are_cells_of_the_package(tables: Tables, found: dict[str, Finding]) -> None:
    for finding in found.values():
        cells = finding.entered
        assert set(cells) <= set(tables.cells), finding.finding_id


@pytest.mark.parametrize("by", [Decimal("0.05"), Decimal("-0.05"), None])
def test_an_amount_that_is_off_or_emptied_is_found(report: Package, tables: Tables, by: Decimal | None) -> None:
    """Every fifteenth of them; `make bench-audit` alters any."""
    some = list(report.amounts().items())[::15]
    assert [c for c, value in some if not differing(with_cell(tables, c, None if by is None else value + by))] == []


def test_an_amount_in_a_form_declared_empty_is_found(tables: Tables) -> None:
    wrong = differing(with_cell(tables, "government-fund-budget/1/total", Decimal("5.00")))
    assert "E-T4-FUND:government-fund-budget" in wrong


def test_a_changed_total_names_both_values_and_stays_neutral(tables: Tables) -> None:
    changed = with_cell(tables, "expenditure/1/total", Decimal("178.61"))
    finding = next(f for f in examine(changed) if f.finding_id == "I-EXP-COLUMNS:expenditure/1/total")
    assert finding.outcome is Outcome.DIFFERS
    assert "178.61 万元" in finding.message_zh
    assert "173.61 万元" in finding.message_zh
    assert "无法判断哪一处正确" in finding.message_zh
    assert "cannot be told" in finding.message_en
    assert finding.difference == Decimal("5.00")
    assert (finding.place.line, finding.left_cell) == (1, "expenditure/1/total")


def test_findings_stand_in_catalogue_order_then_form_and_row(found: dict[str, Finding], tables: Tables) -> None:
    again = [f.finding_id for f in examine(tables) if f.rule_id in OF_FORMS]
    assert again == list(found)
    columns = [f for f in again if f.startswith("I-EXP-COLUMNS")]
    assert columns == [f"I-EXP-COLUMNS:expenditure/{row}/total" for row in range(1, 15)]


def test_amounts_in_fund_form_need_no_columns_that_it_lacks(tmp_path: Path) -> None:
    package = first_report()
    package.forms[Form.STATE_CAPITAL_BUDGET] = [
        {"level": "total", "name": "合计", "total": "3.00", "project": "3.00"},
        {
            "level": "class",
            "name": "国有资本经营预算支出",
            "functional_code": "223",
            "total": "3.00",
            "project": "3.00",
        },
    ]
    found = findings(package, tmp_path)
    assert found["I-CAP-ROLL:state-capital-budget"].reason_code == "column-not-printed"
    assert found["I-CAP-TOTAL:state-capital-budget/1/project"].outcome is Outcome.EXACT
    assert found["E-T4-FUND:state-capital-budget"].outcome is Outcome.DIFFERS
