"""One check at a time: blank, zero, missing, not read, units, envelopes, doubts."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from build_site.model import Finding, Form, InputError, KnownIssue, Outcome
from build_site.reconcile import audit
from build_site.reconcile.decide import slip
from tests.reconcile.made import Package, findings, first_report, in_yuan

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


TOTAL, COLUMNS = "I-EXP-TOTAL:expenditure/1/total", "I-EXP-COLUMNS:expenditure/1/total"
NUMBERED = {"columns": {EXP: {"1": "total", "2": "basic", "3": "project"}}}
CASES = {  # the form; what else is said of it; how its checks end
    "a blank addend counts as nothing": (
        [("", "5.00", "5.00", ""), ("201", "5.00", "5.00", "")], {},
        {COLUMNS: ("exact", ""), "I-EXP-TOTAL:expenditure/1/project": ("not-applicable", "both-blank")},
    ),
    "a blank total against parts": (
        [("", "", "5.00", ""), ("201", "5.00", "5.00", "")], {}, {TOTAL: ("differs", "blank-against-value")},
    ),
    "a blank total against zeros": ([("", "", "", ""), ("201", "0.00", "0.00", "")], {}, {TOTAL: ("exact", "")}),
    "no total row": (
        [("201", "5.00", "5.00", "")], {}, {"I-EXP-TOTAL:expenditure/total/total": ("not-checkable", "operand-missing")},
    ),
    "the total row twice": (
        [("", "5.00", "", ""), ("201", "5.00", "", ""), ("", "5.00", "", "")], {},
        {"I-EXP-TOTAL:expenditure/total/total": ("not-checkable", "operand-ambiguous")},
    ),
    "a cell not read": (
        [("", "", "5.00", ""), ("201", "5.00", "5.00", "")], {"unread": {"expenditure/1/total"}},
        {TOTAL: ("not-checkable", "not-read"), COLUMNS: ("not-checkable", "not-read"),
         "I-EXP-TOTAL:expenditure/1/basic": ("exact", "")},
    ),
    "a level that is not printed is passed over": (
        [("", "5.00", "", ""), ("201", "5.00", "", ""), ("2010101", "2.00", "", ""), ("2010301", "3.00", "", "")], {},
        {"I-EXP-LEVELS:expenditure/2/total": ("exact", "")},
    ),
    "items alone make the total": (
        [("", "5.00", "", ""), ("2010101", "2.00", "", ""), ("2010301", "3.00", "", "")], {},
        {TOTAL: ("exact", ""), "I-EXP-LEVELS:expenditure": ("not-applicable", "level-not-printed")},
    ),
    "a class without its lower rows": (
        [("", "7.00", "", ""), ("201", "5.00", "", ""), ("20101", "5.00", "", ""), ("208", "2.00", "", "")], {},
        {"I-EXP-LEVELS:expenditure/4/total": ("not-checkable", "operand-missing")},
    ),
    "a code printed twice": (
        [("", "5.00", "", ""), ("201", "5.00", "", ""), ("201", "5.00", "", "")], {},
        {TOTAL: ("not-checkable", "duplicate-row")},
    ),
    "a scan is never accused": (
        [("", "5.00", "", ""), ("201", "8.00", "", "")], {"read_by": "ocr"}, {TOTAL: ("not-checkable", "ocr")},
    ),
    "column numbers read as amounts": (
        [("", "1", "2", "3"), ("201", "5.00", "5.00", "")], NUMBERED, {COLUMNS: ("not-checkable", "extraction-doubtful")},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("amounts", "changes", "ends"), CASES.values(), ids=CASES)
def test_how_a_check_can_end(
    tmp_path: Path, amounts: list[tuple[str, str, str, str]], changes: dict[str, object], ends: dict[str, object]
) -> None:
    found = only(tmp_path, *amounts, **changes)
    assert {finding_id: ended(found[finding_id]) for finding_id in ends} == ends
    if "read_by" in changes:
        assert not [f for f in found.values() if f.outcome is Outcome.DIFFERS]


def test_a_blank_is_said_to_be_one_and_has_no_value(tmp_path: Path) -> None:
    check = only(tmp_path, ("", "", "5.00", ""), ("201", "5.00", "5.00", ""))[TOTAL]
    assert (check.left_value, check.right_value) == (None, Decimal("5.00"))
    assert "空白" in check.message_zh


@pytest.mark.parametrize(
    ("total", "parts", "outcome", "envelope"),
    [
        ("10.02", ("3.33", "3.33", "3.34"), "rounding", "0.020"),
        ("10.01", ("3.33", "3.33", "3.34"), "rounding", "0.020"),
        ("10.03", ("3.33", "3.33", "3.34"), "differs", "0.020"),
        ("10.001", ("10.000",), "rounding", "0.0010"),  # more printed decimals make it narrower
        ("10", ("10.2",), "differs", "0.010"),  # trailing zeros left out do not widen it
        ("5.00", ("5.00", ""), "exact", "0.010"),  # a blank is no number
    ],
)
def test_the_envelope_is_half_a_digit_for_each_number(
    tmp_path: Path, total: str, parts: tuple[str, ...], outcome: str, envelope: str
) -> None:
    below = [(code, part, "", "") for code, part in zip(("201", "208", "210"), parts, strict=False)]
    check = only(tmp_path, ("", total, "", ""), *below)[TOTAL]
    assert (check.outcome.value, check.envelope) == (outcome, Decimal(envelope))


@pytest.mark.parametrize(("total", "outcome"), [("11.00", "rounding"), ("13.00", "differs"), ("10.50", "differs")])
def test_amounts_printed_without_decimals_are_rounded_to_whole_ones(tmp_path: Path, total: str, outcome: str) -> None:
    """10.5 among whole amounts is printed to the tenth."""
    whole = {EXP: {"printedAs": "元", "factor": 1, "decimals": 0}}
    parts = [("201", "3.00", "", ""), ("208", "7.00", "", "")] if total != "10.50" else [("201", "9.20", "", "")]
    check = only(tmp_path, ("", total, "", ""), *parts, units=whole)[TOTAL]
    assert check.outcome.value == outcome


def test_two_units_are_compared_in_one_and_said(tmp_path: Path) -> None:
    check = findings(in_yuan(first_report(), EXP), tmp_path)["X-RE-EXP-TOTAL:revenue-and-expenditure/39/amount"]
    assert check.outcome is Outcome.EXACT
    assert (check.left_value, check.right_value) == (Decimal("173.61"), Decimal("173.61"))
    assert "单位不同" in check.message_zh


FUND, STATE, GIVEN = Form.GOVERNMENT_FUND_BUDGET, Form.STATE_CAPITAL_BUDGET, Form.FISCAL_APPROPRIATION


def without(package: Package, form: Form, year: int = 2023) -> None:
    package.missing.add(form)
    del package.forms[form]
    package.year = year


def carried_forward(package: Package) -> None:
    """Money received and carried forward whole: the expenditure form is rightly empty."""
    closing = package.row(GIVEN, side="expenditure", concept="closing-balance")
    package.row(GIVEN, side="revenue", concept=STATE)["total"] = closing["total"] = closing["state_capital"] = "5.00"
    package.columns[STATE] = {"1": "total", "2": "basic", "3": "project"}


_OFF = ("not-checkable", "form-missing")
FIRST_REPORT = {  # what is changed in it; how checks end
    "a missing form stops its checks and says so": (
        lambda package: without(package, EXP),
        {"S-FORMS:expenditure": ("differs", "form-missing"), "X-RE-EXP-CLASS:revenue-and-expenditure": _OFF, "I-EXP-COLUMNS:expenditure": _OFF},
    ),
    "the ninth form did not exist before 2020": (lambda package: without(package, STATE, 2018), {f"S-FORMS:{STATE}": ("not-applicable", "precondition")}),
    "an empty form without a note": (
        lambda package: package.notes.update({FUND: ""}),
        {f"E-EMPTY-NOTE:{FUND}": ("differs", "note-missing"), f"E-EMPTY-NOTE:{STATE}": ("exact", "")},
    ),
    "an empty fund form against an amount in its column": (
        lambda package: package.row(GIVEN, concept="class:212").update(government_fund="8.00"),
        {f"E-T4-FUND:{FUND}": ("differs", "empty-against-value")},
    ),
    "zeros in an unused fund form are empty enough": (
        lambda package: package.forms.update({FUND: [{"level": "total", "name": "合计", "total": "0.00", "revenue": "0.00"}]}),
        {f"E-T4-FUND:{FUND}": ("exact", "")},
    ),
    "a revenue line without expenditure is no contradiction": (carried_forward, {f"E-T4-FUND:{STATE}": ("exact", "")}),
    "a row that is not recognised makes a difference doubtful": (
        lambda package: package.row(Form.REVENUE_AND_EXPENDITURE, concept="class:208").update(concept=""),
        {"I-RE-EXPENDITURE-SUM:revenue-and-expenditure/39/amount": ("not-checkable", "row-unknown"),
         "X-RE-EXP-CLASS:revenue-and-expenditure/expenditure/208/amount": ("not-checkable", "operand-missing")},
    ),
    "spending beyond fiscal appropriation switches the whole code rule off": (
        lambda package: package.set("expenditure/1/total", "200.00"), {"X-CODE-WHOLE:expenditure": ("not-applicable", "precondition")},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "ends"), FIRST_REPORT.values(), ids=FIRST_REPORT)
def test_how_a_check_of_the_first_report_can_end(
    tmp_path: Path, change: Callable[[Package], object], ends: dict[str, tuple[str, str]]
) -> None:
    package = first_report()
    changed = change(package)
    found = findings(changed if isinstance(changed, Package) else package, tmp_path)
    assert {finding_id: ended(found[finding_id]) for finding_id in ends} == ends


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
    "420116-made", 2023, "I-EXP-COLUMNS", "expenditure/1/total", "已核实为印刷错误", "a misprint", "12", "editor", "2024-11-01"
)  # fmt: skip


def test_a_known_issue_explains_a_difference(tmp_path: Path) -> None:
    folder = first_report().set("expenditure/1/total", "180.00").write(tmp_path / "package")
    by_id = {f.finding_id: f for f in audit(folder, [ISSUE]).findings}
    finding = by_id["I-EXP-COLUMNS:expenditure/1/total"]
    assert ended(finding) == ("explained", "known-issue")
    assert "已核实为印刷错误" in finding.message_zh
    assert "a misprint" in finding.message_en
    assert by_id["I-EXP-TOTAL:expenditure/1/total"].outcome is Outcome.DIFFERS


@pytest.mark.parametrize(
    ("issue", "printed", "outcome"),
    [
        (replace(ISSUE, slug="420116-other"), "180.00", Outcome.DIFFERS),
        (replace(ISSUE, year=2022), "180.00", Outcome.DIFFERS),
        (ISSUE, "173.61", Outcome.EXACT),  # never hides that a check agrees
    ],
)
def test_a_known_issue_changes_nothing_else(tmp_path: Path, issue: KnownIssue, printed: str, outcome: Outcome) -> None:
    folder = first_report().set("expenditure/1/total", printed).write(tmp_path / "package")
    found = {f.finding_id: f for f in audit(folder, [issue]).findings}
    assert found[COLUMNS].outcome is outcome


def test_a_folder_that_is_no_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"datapackage\.json"):
        audit(tmp_path)


def test_findings_do_not_change_from_run_to_run(tmp_path: Path) -> None:
    folder = first_report().write(tmp_path / "package")
    assert audit(folder) == audit(folder)


def test_a_round_amount_is_no_slip_of_another() -> None:
    """Of 500.00 and 400.00 all digits but one are the same, and none of these says anything."""
    assert slip(Decimal("318.60"), Decimal("316.80"))
    assert slip(Decimal("318.60"), Decimal("718.60"))
    assert not slip(Decimal("500.00"), Decimal("400.00"))
    assert not slip(Decimal("120.00"), Decimal("150.00"))
