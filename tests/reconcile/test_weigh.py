"""One check at a time: blank, zero, missing, not read, units, envelopes, doubts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from build_site.model import Finding, Form, InputError, KnownIssue, Outcome
from build_site.reconcile import audit
from tests.reconcile.made import Package, findings, first_report

EXP = Form.EXPENDITURE


def rows(*amounts: tuple[str, str, str, str]) -> list[dict[str, str]]:
    """Rows of an expenditure form: code, total, basic, project."""
    levels = {0: "total", 3: "class", 5: "section", 7: "item"}
    return [
        {"functional_code": c, "level": levels[len(c)], "name": c or "合计", "total": t, "basic": b, "project": p}
        for c, t, b, p in amounts
    ]


def only(tmp_path: Path, *amounts: tuple[str, str, str, str], **changes: object) -> dict[str, Finding]:
    """The findings of a package that has one form only, 支出决算表."""
    package = Package(forms={EXP: rows(*amounts)}, missing=set(Form) - {EXP}, **changes)  # type: ignore[arg-type]
    return findings(package, tmp_path)


def ended(finding: Finding) -> tuple[str, str]:
    return finding.outcome.value, finding.reason_code


def test_a_blank_addend_counts_as_nothing(tmp_path: Path) -> None:
    found = only(tmp_path, ("", "5.00", "5.00", ""), ("201", "5.00", "5.00", ""))
    check = found["I-EXP-COLUMNS:expenditure/1/total"]
    assert ended(check) == ("exact", "")
    assert check.envelope == Decimal("0.010")
    assert ended(found["I-EXP-TOTAL:expenditure/1/project"]) == ("not-applicable", "both-blank")


def test_a_blank_total_against_parts_is_a_difference(tmp_path: Path) -> None:
    check = only(tmp_path, ("", "", "5.00", ""), ("201", "5.00", "5.00", ""))["I-EXP-TOTAL:expenditure/1/total"]
    assert ended(check) == ("differs", "blank-against-value")
    assert (check.left_value, check.right_value) == (None, Decimal("5.00"))
    assert "空白" in check.message_zh


def test_a_blank_total_against_zeros_agrees(tmp_path: Path) -> None:
    found = only(tmp_path, ("", "", "", ""), ("201", "0.00", "0.00", ""))
    assert ended(found["I-EXP-TOTAL:expenditure/1/total"]) == ("exact", "")


def test_a_missing_total_row_cannot_be_checked(tmp_path: Path) -> None:
    check = only(tmp_path, ("201", "5.00", "5.00", ""))["I-EXP-TOTAL:expenditure/total/total"]
    assert ended(check) == ("not-checkable", "operand-missing")
    assert "合计" in check.message_zh


def test_a_total_row_printed_twice_cannot_be_checked(tmp_path: Path) -> None:
    found = only(tmp_path, ("", "5.00", "", ""), ("201", "5.00", "", ""), ("", "5.00", "", ""))
    assert ended(found["I-EXP-TOTAL:expenditure/total/total"]) == ("not-checkable", "operand-ambiguous")


def test_an_unread_cell_cannot_be_checked(tmp_path: Path) -> None:
    found = only(tmp_path, ("", "", "5.00", ""), ("201", "5.00", "5.00", ""), unread={"expenditure/1/total"})
    assert ended(found["I-EXP-TOTAL:expenditure/1/total"]) == ("not-checkable", "not-read")
    assert ended(found["I-EXP-COLUMNS:expenditure/1/total"]) == ("not-checkable", "not-read")
    assert ended(found["I-EXP-TOTAL:expenditure/1/basic"]) == ("exact", "")


@pytest.mark.parametrize(("printed", "outcome"), [("10.02", "rounding"), ("10.01", "rounding"), ("10.03", "differs")])
def test_the_envelope_is_half_a_digit_for_each_number(tmp_path: Path, printed: str, outcome: str) -> None:
    parts = [("201", "3.33", "", ""), ("208", "3.33", "", ""), ("210", "3.34", "", "")]
    check = only(tmp_path, ("", printed, "", ""), *parts)["I-EXP-TOTAL:expenditure/1/total"]
    assert (check.outcome.value, check.envelope) == (outcome, Decimal("0.020"))


def test_more_printed_decimals_make_a_narrower_envelope(tmp_path: Path) -> None:
    found = only(tmp_path, ("", "10.001", "", ""), ("201", "10.000", "", ""))
    assert found["I-EXP-TOTAL:expenditure/1/total"].envelope == Decimal("0.0010")


def test_trailing_zeros_left_out_do_not_widen_it(tmp_path: Path) -> None:
    found = only(tmp_path, ("", "10", "", ""), ("201", "10.2", "", ""))
    check = found["I-EXP-TOTAL:expenditure/1/total"]
    assert (check.outcome, check.envelope) == (Outcome.DIFFERS, Decimal("0.010"))


def test_a_level_that_is_not_printed_is_passed_over(tmp_path: Path) -> None:
    found = only(
        tmp_path,
        ("", "5.00", "", ""),
        ("201", "5.00", "", ""),
        ("2010101", "2.00", "", ""),
        ("2010301", "3.00", "", ""),
    )
    assert ended(found["I-EXP-LEVELS:expenditure/2/total"]) == ("exact", "")


def test_items_alone_make_the_total(tmp_path: Path) -> None:
    found = only(tmp_path, ("", "5.00", "", ""), ("2010101", "2.00", "", ""), ("2010301", "3.00", "", ""))
    assert ended(found["I-EXP-TOTAL:expenditure/1/total"]) == ("exact", "")
    assert ended(found["I-EXP-LEVELS:expenditure"]) == ("not-applicable", "level-not-printed")


def test_a_class_without_its_lower_rows_cannot_be_checked(tmp_path: Path) -> None:
    found = only(
        tmp_path, ("", "7.00", "", ""), ("201", "5.00", "", ""), ("20101", "5.00", "", ""), ("208", "2.00", "", "")
    )
    assert ended(found["I-EXP-LEVELS:expenditure/4/total"]) == ("not-checkable", "operand-missing")


def test_a_code_printed_twice_makes_a_sum_doubtful(tmp_path: Path) -> None:
    found = only(tmp_path, ("", "5.00", "", ""), ("201", "5.00", "", ""), ("201", "5.00", "", ""))
    assert ended(found["I-EXP-TOTAL:expenditure/1/total"]) == ("not-checkable", "duplicate-row")


def test_a_scan_is_never_accused(tmp_path: Path) -> None:
    found = only(tmp_path, ("", "5.00", "", ""), ("201", "8.00", "", ""), read_by="ocr")
    assert ended(found["I-EXP-TOTAL:expenditure/1/total"]) == ("not-checkable", "ocr")
    assert not [f for f in found.values() if f.outcome is Outcome.DIFFERS]


def test_column_numbers_read_as_amounts_are_no_accounts(tmp_path: Path) -> None:
    numbers = {str(n): name for n, name in enumerate(("total", "basic", "project"), 1)}
    found = only(tmp_path, ("", "1", "2", "3"), ("201", "5.00", "5.00", ""), columns={EXP: numbers})
    assert ended(found["I-EXP-COLUMNS:expenditure/1/total"]) == ("not-checkable", "extraction-doubtful")


def test_a_form_in_another_unit_is_compared_in_one(tmp_path: Path) -> None:
    package = first_report()
    for row in package.forms[EXP]:
        for name in ("total", "basic", "project"):
            row[name] = row.get(name) and format(Decimal(row[name]) * 10_000, ".2f")
    package.units[EXP] = {"printedAs": "元", "factor": 1, "decimals": 2}
    check = findings(package, tmp_path)["X-RE-EXP-TOTAL:revenue-and-expenditure/39/amount"]
    assert check.outcome is Outcome.EXACT
    assert (check.left_value, check.right_value) == (Decimal("173.61"), Decimal("173.61"))
    assert "单位不同" in check.message_zh


def test_a_missing_form_stops_its_checks_and_says_so(tmp_path: Path) -> None:
    package = first_report()
    package.missing.add(EXP)
    del package.forms[EXP]
    found = findings(package, tmp_path)
    assert ended(found["S-FORMS:expenditure"]) == ("differs", "form-missing")
    assert ended(found["X-RE-EXP-CLASS:revenue-and-expenditure"]) == ("not-checkable", "form-missing")
    assert ended(found["I-EXP-COLUMNS:expenditure"]) == ("not-checkable", "form-missing")


def test_the_ninth_form_did_not_exist_before_2020(tmp_path: Path) -> None:
    package = first_report()
    package.missing.add(Form.STATE_CAPITAL_BUDGET)
    del package.forms[Form.STATE_CAPITAL_BUDGET]
    package.year = 2018
    assert ended(findings(package, tmp_path)["S-FORMS:state-capital-budget"]) == ("not-applicable", "precondition")


def test_an_empty_form_without_a_note_is_found(tmp_path: Path) -> None:
    package = first_report()
    package.notes[Form.GOVERNMENT_FUND_BUDGET] = ""
    found = findings(package, tmp_path)
    assert ended(found["E-EMPTY-NOTE:government-fund-budget"]) == ("differs", "note-missing")
    assert ended(found["E-EMPTY-NOTE:state-capital-budget"]) == ("exact", "")


def test_an_empty_fund_form_against_an_amount_in_its_column(tmp_path: Path) -> None:
    package = first_report()
    row = (
        package.forms[Form.FISCAL_APPROPRIATION].index(package.row(Form.FISCAL_APPROPRIATION, concept="class:212")) + 1
    )
    found = findings(package.set(f"fiscal-appropriation/{row}/government_fund", "8.00"), tmp_path)
    assert ended(found["E-T4-FUND:government-fund-budget"]) == ("differs", "empty-against-value")


def test_zeros_in_an_unused_fund_form_are_empty_enough(tmp_path: Path) -> None:
    package = first_report()
    form = Form.GOVERNMENT_FUND_BUDGET
    package.forms[form] = [{"level": "total", "name": "合计", "total": "0.00", "revenue": "0.00"}]
    assert ended(findings(package, tmp_path)["E-T4-FUND:government-fund-budget"]) == ("exact", "")


def test_a_revenue_line_without_expenditure_is_no_contradiction(tmp_path: Path) -> None:
    """Money received and carried forward whole: the expenditure form is rightly empty."""
    package = first_report()
    fa = Form.FISCAL_APPROPRIATION
    revenue = package.row(fa, side="revenue", concept="state-capital-budget")
    closing = package.row(fa, side="expenditure", concept="closing-balance")
    revenue["total"] = closing["total"] = closing["state_capital"] = "5.00"
    package.columns[Form.STATE_CAPITAL_BUDGET] = {"1": "total", "2": "basic", "3": "project"}
    assert ended(findings(package, tmp_path)["E-T4-FUND:state-capital-budget"]) == ("exact", "")


def test_three_public_items_bound_their_codes(tmp_path: Path) -> None:
    package = first_report()
    form = Form.THREE_PUBLIC_EXPENSES
    package.row(Form.BASIC_EXPENDITURE, economic_code="30217")["amount"] = "3.00"
    declared_empty = findings(package, tmp_path)["X-T6-T7:basic-expenditure/30217"]
    assert ended(declared_empty) == ("differs", "empty-against-value")

    items = ("total", "overseas-visits", "vehicles", "vehicle-purchase", "vehicle-operation")
    package.forms[form] = [{"item": item, "label": item} for item in items]
    package.forms[form] += [{"item": "hospitality", "label": "公务接待费", "final": "4.00"}]
    assert ended(findings(package, tmp_path)["X-T6-T7:basic-expenditure/30217"]) == ("exact", "")
    package.forms[form][-1]["final"] = "2.99"
    assert ended(findings(package, tmp_path)["X-T6-T7:basic-expenditure/30217"]) == ("rounding", "")
    package.forms[form][-1]["final"] = "2.95"
    over = findings(package, tmp_path)["X-T6-T7:basic-expenditure/30217"]
    assert (ended(over), over.difference) == (("differs", ""), Decimal("0.05"))
    package.forms[form][-1]["final"], package.forms[form][0]["final"] = "", "9.00"
    blank = findings(package, tmp_path)["X-T6-T7:basic-expenditure/30217"]
    assert ended(blank) == ("differs", "blank-against-value")


def test_an_unrecognised_row_makes_a_difference_doubtful(tmp_path: Path) -> None:
    package = first_report()
    form = Form.REVENUE_AND_EXPENDITURE
    package.row(form, concept="class:208")["concept"] = ""
    found = findings(package, tmp_path)
    assert ended(found["I-RE-EXPENDITURE-SUM:revenue-and-expenditure/39/amount"]) == ("not-checkable", "row-unknown")
    assert found["X-RE-EXP-CLASS:revenue-and-expenditure/expenditure/208/amount"].reason_code == "operand-missing"


def test_spending_beyond_fiscal_appropriation_switches_the_whole_code_rule_off(tmp_path: Path) -> None:
    package = first_report().set("expenditure/1/total", "200.00")
    assert ended(findings(package, tmp_path)["X-CODE-WHOLE:expenditure"]) == ("not-applicable", "precondition")


@pytest.mark.parametrize(
    ("printed", "explanation"),
    [
        ("1736100", "以元"),
        ("-173.61", "负号"),
        ("173.16", "颠倒"),
    ],
)
def test_likely_causes_are_offered(tmp_path: Path, printed: str, explanation: str) -> None:
    found = findings(first_report().set("revenue/1/total", printed), tmp_path)
    assert explanation in found["X-RE-REV-TOTAL:revenue-and-expenditure/9/amount"].explanations


def test_a_difference_equal_to_one_addend_names_it(tmp_path: Path) -> None:
    found = findings(first_report().set("expenditure/1/total", "184.61"), tmp_path)
    assert "《支出决算表》“合计”“project标题”栏" in found["I-EXP-COLUMNS:expenditure/1/total"].explanations


# --- known-issues.csv ---------------------------------------------------------------------------------------------

ISSUE = KnownIssue(
    "420116-made",
    2023,
    "I-EXP-COLUMNS",
    "expenditure/1/total",
    "已核实为印刷错误",
    "a misprint",
    "12",
    "editor",
    "2024-11-01",
)


def test_a_known_issue_explains_a_difference(tmp_path: Path) -> None:
    folder = first_report().set("expenditure/1/total", "180.00").write(tmp_path / "package")
    by_id = {f.finding_id: f for f in audit(folder, [ISSUE]).findings}
    finding = by_id["I-EXP-COLUMNS:expenditure/1/total"]
    assert ended(finding) == ("explained", "known-issue")
    assert "已核实为印刷错误" in finding.message_zh
    assert "a misprint" in finding.message_en
    assert by_id["I-EXP-TOTAL:expenditure/1/total"].outcome is Outcome.DIFFERS


@pytest.mark.parametrize("other", [replace(ISSUE, slug="420116-other"), replace(ISSUE, year=2022)])
def test_a_known_issue_of_another_report_changes_nothing(tmp_path: Path, other: KnownIssue) -> None:
    folder = first_report().set("expenditure/1/total", "180.00").write(tmp_path / "package")
    found = {f.finding_id: f for f in audit(folder, [other]).findings}
    assert found["I-EXP-COLUMNS:expenditure/1/total"].outcome is Outcome.DIFFERS


def test_a_known_issue_never_hides_that_a_check_agrees(tmp_path: Path) -> None:
    folder = first_report().write(tmp_path / "package")
    found = {f.finding_id: f for f in audit(folder, [ISSUE]).findings}
    assert found["I-EXP-COLUMNS:expenditure/1/total"].outcome is Outcome.EXACT


def test_a_folder_that_is_no_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"datapackage\.json"):
        audit(tmp_path)


def test_findings_do_not_change_from_run_to_run(tmp_path: Path) -> None:
    folder = first_report().write(tmp_path / "package")
    assert audit(folder) == audit(folder)
