"""The narrative's numbers against the forms of the first report and against each other, claim by claim."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from operator import itemgetter
from pathlib import Path

import pytest

from build_site.model import Finding, Form, Outcome
from build_site.reconcile import audit
from build_site.reconcile.tables import Tables, read
from tests.houses import rows
from tests.reconcile.made import Package, check, first_report, in_yuan, record, with_cell

ITEM = "一般公共服务支出(类)网信事务(款)事业运行(项)"
PUBLIC = "general-public-budget-expenditure"


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return read(first_report().write(tmp_path_factory.mktemp("claims") / "package"))


def said(printed: str, measure: str, **more: str) -> dict[str, str]:
    """A claims.csv record. Unless told otherwise: this year's final amount in 万元."""
    value = more.pop("value", printed.replace(",", ""))
    unit = more.pop("unit", "%" if measure.endswith(("share", "rate")) else "万元")
    known = {"section_id": "3.1", "fiscal_year": "2023", "phase": "executed", "source_line": "9"}
    known |= {"printed": printed, "value": value, "unit": unit, "measure": measure, "sentence": f"……{printed}{unit}。"}
    return record("claims", **known | more)


def numbered(records: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    return [{**record, "claim_id": f"c{i:04}"} for i, record in enumerate(records, 1)]


def checked(tables: Tables, *records: Mapping[str, str]) -> dict[str, Finding]:
    """Findings by id; asserts that no id occurs twice."""
    found, _ = check(tables, numbered(records))
    by_id = {f.finding_id: f for f in found}
    assert len(by_id) == len(found)
    assert all(f.message_zh and f.message_en for f in found)
    return by_id


def outcome(tables: Tables, *records: Mapping[str, str], rule: str, claim: int = 1) -> tuple[str, str]:
    found = checked(tables, *records)[f"{rule}:c{claim:04}"]
    return found.outcome.value, found.reason_code


def noted(line: str) -> dict[str, str]:
    """`said` as a table's row has it: “9 vehicles phase=prior”; … stands for a number left out."""
    printed, measure, *more = line.split(" ")
    return said(printed.replace("…", ""), measure, **dict(each.split("=", 1) for each in more))


@pytest.mark.parametrize("row", rows(Path(__file__).with_name("claims.csv")), ids=itemgetter("shows"))
def test_claims_come_to_these_findings(tables: Tables, row: dict[str, str]) -> None:
    """All findings of the rules named: of claims on the first report's forms, and of sections 3.1, 3.2 … where a row has texts."""
    texts = enumerate(row["sections"].splitlines(), 1)
    sections = [record("sections", section_id=f"3.{n}", text=text, source_line="9") for n, text in texts]
    said_there = replace(tables, records={**tables.records, "sections": sections})
    found = checked(said_there, *map(noted, row["claims"].splitlines())).values()
    told = [f"{f.finding_id} {f.outcome} {f.reason_code}".strip() for f in found if f.rule_id in row["rules"].split()]
    assert told == row["findings"].splitlines()
    assert {f.place.line for f in found if f.rule_id == "L-REASON-SIGN"} <= {9}


@pytest.mark.parametrize(("whole", "expected"), [("174.61", "not-applicable"), ("175.11", "differs")])
def test_parts_that_leave_out_just_what_the_form_has_beside_them_are_chosen(
    tables: Tables, whole: str, expected: str
) -> None:
    """Some write of basic and project expenditure only, where there is a little of another kind."""
    changed = with_cell(tables, "expenditure/1/operating", Decimal("1.00"))
    claims = map(noted, (f"{whole} expenditure-for-year", "162.61 basic-expenditure", "11 project-expenditure"))
    assert checked(changed, *claims)["N-PARTS:c0001/c0002"].outcome == expected


@pytest.mark.parametrize(
    ("record", "cell"),
    [
        (said("173.61", "revenue-and-expenditure-total"), "revenue-and-expenditure/"),
        (said("173.61", "revenue-for-year"), "revenue/1/total"),
        (said("173.61", "fiscal-appropriation-revenue"), "revenue/1/fiscal_appropriation"),
        (said("162.61", "basic-expenditure"), "expenditure/1/basic"),
        (said("11", "project-expenditure"), "expenditure/1/project"),
        (said("1736100", "expenditure-for-year", unit="元"), "expenditure/1/total"),
        (said("0.0173610", "expenditure-for-year", unit="亿元"), "expenditure/1/total"),
        (said("173.61", "fiscal-appropriation-total"), "fiscal-appropriation/"),
        (said("173.61", "general-public-budget-revenue"), "fiscal-appropriation/"),
        (said("132.37", PUBLIC, subject=ITEM), "general-public-budget/4/total"),
        (said("132.37", PUBLIC, subject="一般公共服务(类)支出"), "general-public-budget/2/total"),
        (said("132.37", PUBLIC, subject="一般公共服务支出(201类)网信事务(37款)事业运行(50项)"), "general-public-budget/4/total"),
        (said("121.37", "basic-expenditure", subject="网信事务(款)"), "expenditure/3/basic"),
        (said("17.2", PUBLIC, subject="住房保障支出"), "general-public-budget/"),
        (said("153.88", "personnel"), "basic-expenditure/"),
        (said("71.02", "economic-item", subject="绩效工资"), "basic-expenditure/"),
    ],
)  # fmt: skip
def test_an_amount_is_compared_with_the_cell_that_carries_it(tables: Tables, record: dict[str, str], cell: str) -> None:
    found, matched = check(tables, numbered([record]))
    (amount,) = [f for f in found if f.rule_id == "N-AMOUNT"]
    assert amount.outcome is Outcome.EXACT, amount.message_zh
    assert matched == {"c0001": amount.right_cell}
    assert amount.right_cell.startswith(cell)
    assert (amount.left_claim, amount.place.line) == ("c0001", 9)


def test_a_missing_form_proves_nothing(tmp_path: Path) -> None:
    package = first_report()
    package.missing = {Form.EXPENDITURE, Form.REVENUE_AND_EXPENDITURE}
    tables = read(package.write(tmp_path / "package"))
    assert outcome(tables, said("9", "expenditure-for-year"), rule="N-AMOUNT") == ("not-checkable", "form-missing")


def test_a_scan_proves_nothing(tmp_path: Path) -> None:
    package = first_report()
    package.read_by = "ocr"
    tables = read(package.write(tmp_path / "package"))
    assert outcome(tables, said("178.61", "revenue-for-year"), rule="N-AMOUNT") == ("not-checkable", "ocr")


def test_words_that_state_nothing_get_no_finding(tables: Tables) -> None:
    silent = [
        said("3", ""),
        said("100", "threshold"),
        said("5", "count", unit="人"),
        said("7月13日", "date", unit="date", value=""),
    ]
    assert checked(tables, *silent) == {}


def test_a_completion_rate_on_a_budget_of_zero(tables: Tables) -> None:
    claims = [
        said("0", PUBLIC, phase="approved"),
        said("321.02", PUBLIC, phase="adjusted"),
        said("307.82", PUBLIC),
        said("95.89", f"{PUBLIC}:completion-rate", base="approved"),
    ]
    found = checked(tables, *claims)
    assert found["L-ZERO-BASE:c0004"].outcome is Outcome.DIFFERS
    assert "全年预算" in found["L-ZERO-BASE:c0004"].explanations
    assert found["N-COMPLETION:c0004"].reason_code == "zero-base"
    nothing = [
        said("0", "meetings", phase="approved"),
        said("0", "meetings"),
        said("0", "meetings:completion-rate", base="approved"),
    ]
    assert outcome(tables, *nothing, rule="N-COMPLETION", claim=3) == ("not-applicable", "zero-over-zero")
    assert (
        outcome(
            tables, *nothing[:2], said("3", "meetings:completion-rate", base="approved"), rule="N-COMPLETION", claim=3
        )[0]
        == "differs"
    )


def test_running_costs_of_a_public_institution(tables: Tables) -> None:
    found = checked(tables, said("11", "running-costs"))["X-RUNCOST:c0001"]
    assert found.outcome is Outcome.DIFFERS
    assert "事业单位一般没有机关运行经费" in found.explanations
    assert outcome(tables, said("8.72", "running-costs"), rule="X-RUNCOST")[0] == "exact"


def test_running_costs_of_a_department_with_institutions_are_a_part(tmp_path: Path) -> None:
    package = first_report()
    items = [r for r in package.forms[Form.GENERAL_PUBLIC_BUDGET] if r.get("level") == "item"]
    assert "事业单位医疗" in {r["name"] for r in items}
    next(r for r in items if r["name"] != "事业单位医疗" and r["total"])["name"] = "行政运行"
    tables = with_text(package, tmp_path, "")
    assert outcome(tables, said("5", "running-costs"), rule="X-RUNCOST") == ("not-applicable", "public-institutions")
    assert outcome(tables, said("11", "running-costs"), rule="X-RUNCOST")[0] == "differs"


@pytest.mark.parametrize(
    ("rule", "records"),
    [
        ("N-AMOUNT", [said("173.61", "expenditure-for-year")]),
        ("N-SHARE", [said("162.61", "basic-expenditure"), said("93.66", "basic-expenditure:share", base="expenditure-for-year")]),
        ("N-CHANGE", [said("199.22", "expenditure-for-year", phase="prior"), said("25.61", "expenditure-for-year:change-amount", base="prior")]),
        ("N-PARTS", [said("11", "project-expenditure"), said("173.61", "expenditure-for-year"), said("1626100", "basic-expenditure", unit="元"), said("11", "project-expenditure")]),
        ("X-RUNCOST", [said("8.72", "running-costs")]),
        ("V-WHOLE", [said("173.61", "performance-unit-amount")]),
        ("X-PROC", [said("21.07", "procurement"), said("210700", "procurement-sme", unit="元")]),
    ],
)  # fmt: skip
def test_a_narrative_in_wan_yuan_is_compared_with_forms_in_yuan(
    tmp_path: Path, rule: str, records: list[dict[str, str]]
) -> None:
    package = in_yuan(first_report(), *Form)
    found = checked(read(package.write(tmp_path / "package")), *records)
    last = [f for f in found.values() if f.rule_id == rule][-1]
    assert last.outcome in (Outcome.EXACT, Outcome.ROUNDING), last.message_zh


def with_text(package: Package, folder: Path, *texts: str) -> Tables:
    return read(with_text_written(package, folder, *texts))


def with_text_written(package: Package, folder: Path, *texts: str) -> Path:
    """The package with narrative sections 3.1, 3.2 …"""
    written = package.write(folder / "package")
    path = written / "sections.csv"
    head, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
    assert head.startswith("section_id,form,text")
    told = "".join(f"3.{n},,{text},,9\n" for n, text in enumerate(texts, 1))
    path.write_text(head + "".join(rest) + told, encoding="utf-8")
    return written


def test_an_item_listed_in_the_other_group_is_told_so(tmp_path: Path) -> None:
    text = "公用经费8.72万元，主要包括：办公费、印刷费、邮电费、委托业务费、工会经费、基本工资、其他商品和服务支出。"
    found = checked(with_text(first_report(), tmp_path, text))
    told = [f for f in found.values() if f.rule_id == "N-ITEMS" and f.outcome is Outcome.DIFFERS]
    assert [f.scope for f in told] == ["3.1/non-personnel/30101"]
    assert "不属于公用经费" in told[0].message_zh


def test_a_name_listed_in_both_groups_is_two_findings(tmp_path: Path) -> None:
    package = first_report()
    personnel, other = (
        r for r in package.forms[Form.BASIC_EXPENDITURE] if r.get("economic_code") in ("30101", "30201")
    )
    personnel["name"], other["name"] = "办公费", "办公费"
    text = "人员经费主要包括：办公费等；公用经费主要包括：办公费、办公费等；公用经费主要包括办公费等。"
    folder = with_text_written(package, tmp_path, text)
    found = [f for f in audit(folder).findings if f.rule_id == "N-ITEMS"]
    assert [f.scope for f in found] == ["3.1/30101", "3.1/30201", "3.1/30201#2"]
    assert [f.finding_id for f in found] == [f"N-ITEMS:{f.scope}" for f in found]
