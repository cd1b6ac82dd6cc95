"""The narrative's numbers against the forms of the first report and against each other, claim by claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from build_site.model import Finding, Form, Outcome
from build_site.reconcile import audit
from build_site.reconcile.tables import Tables, read
from tests.reconcile.made import Package, check, first_report, in_yuan, record

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


# --- N-AMOUNT ---------------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (said("173.62", "revenue-for-year"), ("rounding", "")),
        (said("173.64", "revenue-for-year"), ("differs", "")),
        (said("173.6", "revenue-for-year"), ("rounding", "")),
        (said("173.7", "revenue-for-year"), ("differs", "")),
        (said("174", "revenue-for-year"), ("differs", "")),
        (said("1736.1", "revenue-for-year"), ("differs", "")),
        (said("", "revenue-for-year"), ("differs", "blank-against-value")),
        (said("5", "from-superior-unit"), ("differs", "blank-against-value")),
        (said("0", "from-superior-unit"), ("not-applicable", "zero-against-blank")),
        (said("", "from-superior-unit"), ("not-applicable", "both-blank")),
        (said("XXX", "revenue-for-year", value=""), ("not-checkable", "placeholder")),
        (said("17.3.61", "revenue-for-year", value=""), ("not-checkable", "number-not-read")),
        (said("199.25", "revenue-for-year", phase="prior", fiscal_year="2022"), ("not-applicable", "prior-year")),
        (said("223.24", PUBLIC, phase="approved"), ("not-applicable", "plan-not-in-forms")),
        (said("11", "running-costs"), ("not-applicable", "no-form")),
        (said("9", PUBLIC, subject="国防(类)支出"), ("not-checkable", "operand-missing")),
        (said("0", "three-public-total"), ("not-applicable", "form-empty")),
        (said("3", "hospitality"), ("differs", "form-declared-empty")),
        (said("173.61", "revenue-of-all-kinds"), ("exact", "")),
        (said("99", "revenue-of-all-kinds"), ("differs", "")),
    ],
)
def test_how_an_amount_can_end(tables: Tables, record: dict[str, str], expected: tuple[str, str]) -> None:
    assert outcome(tables, record, rule="N-AMOUNT") == expected


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


def test_a_number_that_may_be_of_something_else_accuses_nobody_unless_it_is_a_slip(tables: Tables) -> None:
    amounts = {"173.61": ("exact", ""), "124.80": ("not-checkable", "carried"), "137.61": ("differs", "")}
    for amount, expected in amounts.items():
        assert outcome(tables, said(amount, "revenue-for-year", binding="carried"), rule="N-AMOUNT") == expected
    named = said("124.80", "revenue-for-year", binding="named")
    assert outcome(tables, named, rule="N-AMOUNT") == ("differs", "")


# --- rates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("93.66", "exact"),
        ("93.7", "exact"),
        ("94", "exact"),
        ("93.67", "rounding"),
        ("93.69", "differs"),
        ("39.66", "differs"),
    ],
)
def test_a_share_is_recomputed_to_its_printed_digits(tables: Tables, printed: str, expected: str) -> None:
    """162.61 ÷ 173.61 = 93.664 %; the operands' own rounding moves it by 0.0056."""
    share = said(printed, "basic-expenditure:share", base="expenditure-for-year")
    assert outcome(tables, said("162.61", "basic-expenditure"), share, rule="N-SHARE", claim=2)[0] == expected


def test_a_share_without_a_whole_is_not_checkable(tables: Tables) -> None:
    assert outcome(tables, said("5", "basic-expenditure:share"), rule="N-SHARE") == ("not-checkable", "whole-unknown")
    open_ = said("XX", "basic-expenditure:share", value="", base="expenditure-for-year")
    assert outcome(tables, open_, rule="N-SHARE") == ("not-checkable", "placeholder")
    lost = said("5", "procurement-sme:share", base="procurement")
    assert outcome(tables, lost, rule="N-SHARE") == ("not-checkable", "part-missing")
    parts = said("5", "procurement-sme"), said("50", "procurement-sme:share", base="procurement")
    assert outcome(tables, *parts, rule="N-SHARE", claim=2) == ("not-checkable", "whole-missing")
    less = said("1", "procurement")
    assert outcome(tables, less, *parts, rule="N-SHARE", claim=3) == ("not-checkable", "part-above-whole")


def test_a_completion_rate_and_the_budget_it_names(tables: Tables) -> None:
    plan, final = said("113.21", PUBLIC, subject=ITEM, phase="approved"), said("96.31", PUBLIC, subject=ITEM)
    rate = said("85.07", f"{PUBLIC}:completion-rate", subject=ITEM, base="approved")
    found = checked(tables, plan, final, rate)
    assert found["N-COMPLETION:c0003"].outcome is Outcome.EXACT
    assert found["L-ZERO-BASE:c0003"].outcome is Outcome.EXACT
    assert found["N-AMOUNT:c0002"].outcome is Outcome.DIFFERS  # the first report's own: 96.31 against 132.37
    wrong = checked(tables, plan, final, {**rate, "value": "58.07", "printed": "58.07"})["N-COMPLETION:c0003"]
    assert wrong.outcome is Outcome.DIFFERS
    assert "数字可能颠倒" not in wrong.explanations or wrong.right_value is not None


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


@pytest.mark.parametrize(
    ("printed", "final", "expected"),
    [
        ("100", "10", ("exact", "")),
        ("100", "9.97", ("differs", "")),  # the other rates have two decimals
        ("0", "0", ("exact", "")),
        ("98", "9.8", ("not-checkable", "plan-not-printed")),
    ],
)
def test_a_rate_is_as_precise_as_the_others(
    tables: Tables, printed: str, final: str, expected: tuple[str, str]
) -> None:
    others = [
        said(rate, f"{name}:completion-rate") for rate, name in (("97.25", "training"), ("88.10", "overseas-visits"))
    ]
    plan = [said("10", "meetings", phase="approved")] if printed == "100" else []
    rate = said(printed, "meetings:completion-rate", base="approved")
    claims = [*others, *plan, said(final, "meetings"), rate]
    assert outcome(tables, *claims, rule="N-COMPLETION", claim=len(claims)) == expected


@pytest.mark.parametrize(
    ("amount", "rate", "direction", "expected"),
    [
        ("25.64", "12.87", "decrease", "exact"),
        ("25.64", "12.89", "decrease", "differs"),
        ("-25.64", "-12.87", "decrease", "exact"),  # 减少-25.64 万元，下降-12.87%
        ("-25.64", "-12.89", "decrease", "differs"),
        ("-25.64", "-12.87", "increase", "exact"),
        ("25.64", "14.77", "decrease", "differs"),  # on this year's amount instead of last year's
        ("25.64", "17.33", "increase", "exact"),
        ("25.64", "12.87", "increase", "differs"),
    ],
)
def test_a_change_rate_is_on_last_year(tables: Tables, amount: str, rate: str, direction: str, expected: str) -> None:
    measure, base = "revenue-for-year", {"base": "prior", "direction": direction}
    claims = [
        said("173.61", measure),
        said(amount, f"{measure}:change-amount", **base),
        said(rate, f"{measure}:change-rate", **base),
    ]
    assert outcome(tables, *claims, rule="N-CHANGE", claim=3)[0] == expected


def test_a_change_with_last_year_printed(tables: Tables) -> None:
    last = said("199.25", "revenue-for-year", phase="prior", fiscal_year="2022")
    change = said("25.64", "revenue-for-year:change-amount", base="prior", direction="decrease")
    found = checked(tables, said("173.61", "revenue-for-year"), last, change)
    assert found["N-CHANGE:c0003"].outcome is Outcome.EXACT
    assert found["L-DIRECTION:c0003"].outcome is Outcome.EXACT
    other = {**change, "direction": "increase"}
    assert (
        checked(tables, said("173.61", "revenue-for-year"), last, other)["L-DIRECTION:c0003"].outcome is Outcome.DIFFERS
    )


@pytest.mark.parametrize(("average", "expected"), [("2.67", "exact"), ("2.66", "rounding"), ("2.76", "differs")])
def test_the_cost_of_a_vehicle(tables: Tables, average: str, expected: str) -> None:
    held = said("3", "vehicles-held", unit="辆")
    mean = said(average, "average-cost", sentence=f"公务用车保有量3辆，车均运行维护费{average}万元。")
    claims = [said("8.00", "vehicle-operation"), held, mean]
    assert outcome(tables, *claims, rule="N-AVERAGE", claim=3)[0] == expected


def test_a_growth_from_nothing_has_no_rate(tables: Tables) -> None:
    base = {"base": "prior", "direction": "increase"}
    claims = [
        said("10.23", "running-costs"),
        said("10.23", "running-costs:change-amount", **base),
        said("100", "running-costs:change-rate", **base),
    ]
    assert outcome(tables, *claims, rule="N-CHANGE", claim=3) == ("not-applicable", "zero-base")


@pytest.mark.parametrize(
    ("word", "final", "expected"),
    [
        ("less", "9.00", "exact"), ("less", "11.00", "differs"), ("greater", "11.00", "exact"), ("greater", "9.00", "differs"),
        ("equal", "10.00", "exact"), ("equal", "9.90", "differs"), ("flat", "10.01", "exact"), ("flat", "12.00", "differs"),
    ],
)  # fmt: skip
def test_words_of_direction_against_the_budget(tables: Tables, word: str, final: str, expected: str) -> None:
    claims = [said("10.00", "meetings", phase="approved"), said(final, "meetings", direction=word, base="approved")]
    assert outcome(tables, *claims, rule="L-DIRECTION", claim=2)[0] == expected


# --- lists ------------------------------------------------------------------------------------------------------------


def test_parts_add_up_to_their_whole(tables: Tables) -> None:
    procurement = [said("251.25", "procurement"), said("4.79", "procurement-goods"), said("0", "procurement-works")]
    assert (
        checked(tables, *procurement, said("246.47", "procurement-services"))["N-PARTS:c0001/c0002"].outcome
        is Outcome.ROUNDING
    )
    assert (
        checked(tables, *procurement, said("246.74", "procurement-services"))["N-PARTS:c0001/c0002"].outcome
        is Outcome.DIFFERS
    )
    some = checked(tables, *procurement[:2], said("9", "procurement-services"))["N-PARTS:c0001/c0002"]
    assert (some.outcome, some.reason_code) == (Outcome.NOT_CHECKABLE, "parts-incomplete")


def test_counts_behind_qizhong_add_up_or_stay_below(tables: Tables) -> None:
    sentence = "我区共计1000人，其中常住人口600人，流动人口390人，其他3人。"
    claims = [said(n, "count", unit="人", sentence=sentence, phase="") for n in ("1000", "600", "390", "3")]
    assert checked(tables, *claims)["N-PARTS:c0001/c0002"].outcome is Outcome.DIFFERS
    one = "已部署889台（其中东区147台）。"
    claims = [said(n, "count", unit="台", sentence=one, phase="") for n in ("889", "147")]
    assert checked(tables, *claims)["N-PARTS:c0001"].outcome is Outcome.EXACT
    claims[1] |= {"value": "947"}
    assert checked(tables, *claims)["N-PARTS:c0001"].outcome is Outcome.DIFFERS


def test_all_parts_of_a_count_are_none_or_one_of_them_lost_its_amount(tables: Tables) -> None:
    cars = "共有车辆4辆，其中：主要领导用车0辆、机要通信用车0辆、执法执勤用车0辆。"
    claims = [said(n, "count", unit="辆", sentence=cars, phase="") for n in ("4", "0", "0", "0")]
    assert checked(tables, *claims)["N-PARTS:c0001/c0002"].outcome is Outcome.DIFFERS
    items = ["(类)甲(款)甲一(项)", "(类)甲(款)甲二(项)", "(类)甲(款)甲三(项)"]
    told = [said("60", PUBLIC), *(said("20", PUBLIC, subject=each) for each in items[:2])]
    without = [*told, said("15", PUBLIC, subject=items[2], phase="approved")]  # 支出决算为20。
    found = checked(tables, *without)["N-PARTS:c0001/c0002"]
    assert (found.outcome, found.reason_code) == (Outcome.NOT_APPLICABLE, "parts-incomplete")


def test_shares_of_one_list_add_up_to_a_hundred(tables: Tables) -> None:
    def listed(first: str, second: str) -> list[dict[str, str]]:
        base = {"base": "expenditure-for-year"}
        return [
            said("173.61", "expenditure-for-year"),
            said("162.61", "basic-expenditure"), said(first, "basic-expenditure:share", **base),
            said("11", "project-expenditure"), said(second, "project-expenditure:share", **base),
        ]  # fmt: skip

    assert outcome(tables, *listed("93.66", "6.34"), rule="N-SHARE-SUM", claim=3)[0] == "exact"
    assert outcome(tables, *listed("93.66", "6.33"), rule="N-SHARE-SUM", claim=3)[0] == "rounding"
    assert outcome(tables, *listed("93.66", "6.43"), rule="N-SHARE-SUM", claim=3)[0] == "differs"


def test_every_item_has_its_paragraph_and_every_paragraph_its_row(tables: Tables) -> None:
    pension = "社会保障和就业支出(类)行政事业单位养老支出(款)机关事业单位基本养老保险缴费支出(项)"
    described = [ITEM, pension, "住房公积金(项)", "国防支出(类)边海防(款)其他边海防支出(项)"]
    found = checked(tables, *(said("9", PUBLIC, subject=subject) for subject in described))
    outcomes = {f.scope: f.outcome for f in found.values() if f.rule_id == "N-LIST-MISSING"}
    exact, differs = Outcome.EXACT, Outcome.DIFFERS
    unsaid = {scope: differs for scope in outcomes if scope.startswith("general-public-budget/")}
    assert len(unsaid) == 2  # 事业单位医疗, 提租补贴
    assert outcomes == {"c0001": exact, "c0002": exact, "c0003": exact, "c0004": differs} | unsaid


@pytest.mark.parametrize(("amount", "unsaid"), [("8.52", 0), ("8.53", 0), ("8.60", 1)])
def test_an_item_named_otherwise_is_told_once(tables: Tables, amount: str, unsaid: int) -> None:
    kept = [said("9", PUBLIC, subject=subject) for subject in (ITEM, "住房公积金(项)", "提租补贴(项)")]
    pension = said("15.52", PUBLIC, subject="机关事业单位基本养老保险缴费支出(项)")
    found = checked(tables, *kept, pension, said(amount, PUBLIC, subject="卫生健康支出(类)某款(款)某医疗(项)"))
    wrong = [f.scope for f in found.values() if f.rule_id == "N-LIST-MISSING" and f.outcome is Outcome.DIFFERS]
    assert (wrong[0], len(wrong)) == ("c0005", 1 + unsaid)


def test_a_report_that_explains_a_selection_is_not_blamed_for_the_rest(tables: Tables) -> None:
    found = checked(tables, said("132.37", PUBLIC, subject=ITEM))
    assert [f.scope for f in found.values() if f.rule_id == "N-LIST-MISSING"] == ["c0001"]


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


def test_contracts_for_small_firms_are_not_above_all_procurement(tables: Tables) -> None:
    claims = [
        said("21.07", "procurement"),
        said("21.07", "procurement-awarded-sme"),
        said("21.07", "procurement-awarded-other"),
    ]
    assert outcome(tables, *claims, rule="X-PROC", claim=2)[0] == "differs"
    claims[2] = said("0", "procurement-awarded-other")
    assert outcome(tables, *claims, rule="X-PROC", claim=2)[0] == "exact"


# --- years and words --------------------------------------------------------------------------------------------------


def year(printed: str, sentence: str, base: str = "period") -> dict[str, str]:
    return said(printed, "fiscal-year", unit="year", sentence=sentence, fiscal_year=printed, base=base, phase="")


def test_years_in_their_roles(tables: Tables) -> None:
    filler = [said("173.61", "revenue-for-year", sentence=f"{n}。") for n in range(5)]
    costs = "2022年度机关运行经费支出11万元。"
    found = checked(
        tables,
        *filler,
        year("2022", costs), said("11", "running-costs", sentence=costs, fiscal_year="2022", phase="prior"),
        year("2022", "与2022年度相比。", "comparison"), year("2021", "与2021年度相比。", "comparison"),
        year("2010", "单位于2010年成立。"), year("2024", "2024年度无政府采购支出。"),
        *(year(each, "目标的2022年度项目3个，自评的2023年度项目3个。") for each in ("2022", "2023")),
        said("截至", "date", unit="date", value="", subject="2022-12-31", base="as-of", fiscal_year="2022"),
    )  # fmt: skip
    years = {f.scope: f.outcome for f in found.values() if f.rule_id == "N-YEAR"}
    differs, exact = Outcome.DIFFERS, Outcome.EXACT
    assert years == {
        "c0006": differs, "c0008": exact, "c0009": differs, "c0011": differs, "c0012": differs, "c0013": exact, "c0014": differs,
    }  # fmt: skip


def test_a_change_speaks_of_its_sections_matter(tables: Tables) -> None:
    change = said("25.64", "revenue-for-year:change-amount", base="prior", direction="decrease")
    assert outcome(tables, said("173.61", "expenditure-for-year"), change, rule="L-SUBJECT", claim=2)[0] == "differs"
    assert outcome(tables, said("173.61", "revenue-for-year"), change, rule="L-SUBJECT", claim=2)[0] == "exact"


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("比2022年度决算数减少25.64万元。增加主要原因是业务量减少。", "differs"),
        ("比2022年度决算数减少25.64万元。减少的主要原因是业务量减少。", "exact"),
        ("收入支出总计持平。主要原因：合同进度等原因减少支付。", "differs"),
        ("收入支出总计持平。主要原因：业务量相同。", "exact"),
        ("收入支出总计持平。主要原因：一是人员增加；二是项目取消。", "exact"),
        ("收入支出总计持平。主要原因：压减一般性支出。", "exact"),
        ("决算数小于年初预算数的主要原因：调增产业扶持资金。", "not-applicable"),
        ("决算数小于年初预算数的主要原因：项目支出减少，人员增加。", ""),
        ("减少的主要原因是上年增加了一次性支出。", ""),
        ("会议费支出减少0.40万元。会议费支出增加的主要原因是会期变化。", "differs"),
        ("接待费增加0.40万元。会议费支出减少的主要原因是会期变化。", ""),
    ],
)
def test_a_reason_fits_the_change(tmp_path: Path, text: str, expected: str) -> None:
    tables = with_text(first_report(), tmp_path, text)
    found = checked(tables, said("173.61", "revenue-for-year", sentence=text.split("。", maxsplit=1)[0] + "。"))
    reasons = [f for f in found.values() if f.rule_id == "L-REASON-SIGN"]
    assert [f.outcome.value for f in reasons] == ([expected] if expected else [])
    assert {f.place.line for f in reasons} <= {9}


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        (("主要原因是人员增加。", "主要原因：一是人员减少；二是物价变化。"), ["noted"]),
        (("主要原因是本单位人员增加。", "主要原因是人员增加。"), ["exact"]),
        (("主要原因是人员较上年增加。", "主要原因是项目减少。"), []),
    ],
)
def test_one_thing_moves_one_way_in_every_reason(tmp_path: Path, reasons: tuple[str, str], expected: list[str]) -> None:
    sentences = [f"收入增加1.00万元，{each}" for each in reasons]
    claims = [
        said("1.00", "revenue-for-year", sentence=each, section_id=f"3.{n}") for n, each in enumerate(sentences, 1)
    ]
    found = checked(with_text(first_report(), tmp_path, *sentences), *claims)
    told = [f for f in found.values() if f.rule_id == "L-REASONS"]
    assert ["noted" if f.reason_code == "information" else f.outcome.value for f in told] == expected


def test_items_listed_carry_an_amount_and_the_reverse(tmp_path: Path) -> None:
    text = "公用经费8.72万元，主要包括：办公费1.26万元、差旅费、印刷费、邮电费、委托业务费、工会经费。"
    tables = with_text(first_report(), tmp_path, text)
    items = {f.scope: f.outcome for f in checked(tables).values() if f.rule_id == "N-ITEMS"}
    assert items.pop("3.1/30211") is Outcome.DIFFERS  # 差旅费: listed, blank in the form
    assert items.pop("3.1/30299") is Outcome.DIFFERS  # 其他商品和服务支出: 1.42 in the form, not listed
    assert set(items.values()) == {Outcome.EXACT}


def test_an_item_listed_in_the_other_group_is_told_so(tmp_path: Path) -> None:
    text = "公用经费8.72万元，主要包括：办公费、印刷费、邮电费、委托业务费、工会经费、基本工资、其他商品和服务支出。"
    found = checked(with_text(first_report(), tmp_path, text))
    told = [f for f in found.values() if f.rule_id == "N-ITEMS" and f.outcome is Outcome.DIFFERS]
    assert [f.scope for f in told] == ["3.1/non-personnel/30101"]
    assert "不属于公用经费" in told[0].message_zh


@pytest.mark.parametrize(
    ("listed", "unlisted"),
    [
        ("办公费、印刷费、邮电费、委托业务费、工会经费", "30299"),
        ("办公费及印刷费、邮电费、委托业务费、工会经费和其他商品和服务支出", ""),
        ("办公费、印刷费及购置费、邮电费、委托业务、工会经费以及其他商品和服务支出", ""),
        ("办公费、印刷、邮电费、委托业务费、工会经费、其他商品和服务支出", "30202"),
    ],
)
def test_items_joined_or_shortened_are_mentioned(tmp_path: Path, listed: str, unlisted: str) -> None:
    tables = with_text(first_report(), tmp_path, f"公用经费8.72万元，主要包括：{listed}。")
    found = [f for f in checked(tables).values() if f.rule_id == "N-ITEMS" and "没有提到" in f.message_zh]
    assert {f.scope.partition("/")[2] for f in found} == set(unlisted.split())


def test_a_collective_name_stands_for_its_rows(tmp_path: Path) -> None:
    text = "人员经费153.88万元，主要包括：基本工资、津贴补贴、绩效工资、社保、公积金。"
    found = checked(with_text(first_report(), tmp_path, text)).values()
    assert not [f for f in found if f.rule_id == "N-ITEMS" and f.outcome is Outcome.DIFFERS]


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


@pytest.mark.parametrize(
    ("item", "purpose", "expected"),
    [
        ("住房公积金", "事业单位医疗保险支出", ["differs"]),
        ("住房公积金", "缴纳在职人员住房公积金", ["exact"]),
        ("行政单位医疗", "在职人员基本医疗保险费", ["exact"]),
        ("事业单位医疗", "缴存住房公积金", ["differs"]),
        ("机关事业单位职业年金缴费支出", "职工医疗保险", ["differs"]),
        ("行政运行", "住房公积金、医疗保险、养老保险等人员支出", []),
    ],
)
def test_a_purpose_fits_its_item(tmp_path: Path, item: str, purpose: str, expected: list[str]) -> None:
    text = f"8、某类支出（类）某款（款）{item}（项）。主要用于：{purpose}。年初预算为3万元。"
    tables = with_text(first_report(), tmp_path, text)
    found = checked(tables, said("3", PUBLIC, phase="approved", sentence="年初预算为3万元。"))
    assert [f.outcome.value for f in found.values() if f.rule_id == "L-PURPOSE"] == expected


# --- The path of an item, its kind of expenditure, the names of classes ----------------------------------------------

SECTION = "一般公共服务支出(类)网信事务(款)事业运行(项)"


@pytest.mark.parametrize(
    ("subject", "ended"),
    [
        (SECTION, "exact"),
        ("一般公共服务(类)网信事务(款)事业运行(项)", "exact"),
        ("一般公共服务支出(类)财政事务(款)住房公积金(项)", "differs"),
        ("卫生健康支出(类)行政事业单位医疗(款)事业单位医疗(项)", "exact"),
        ("医疗卫生支出(类)行政事业单位医疗(款)事业单位医疗(项)", "differs"),  # its name until 2013
    ],
)
def test_the_class_and_section_above_an_item(tables: Tables, subject: str, ended: str) -> None:
    assert outcome(tables, said("8.52", PUBLIC, subject=subject), rule="N-PATH")[0] == ended


@pytest.mark.parametrize(
    ("subject", "ended"),
    [
        ("卫生健康支出(类)", "exact"),
        ("卫生健康(类)支出", "exact"),
        ("医疗卫生与计划生育支出(类)", "differs"),
        ("教育支出(类)", "differs"),
    ],
)
def test_the_name_of_a_class(tables: Tables, subject: str, ended: str) -> None:
    assert outcome(tables, said("8.52", PUBLIC, subject=subject), rule="N-CLASS")[0] == ended


def test_a_class_or_item_named_otherwise_is_still_compared(tables: Tables) -> None:
    old = said("8.52", PUBLIC, subject="医疗卫生与计划生育支出(类)")
    assert outcome(tables, old, rule="N-AMOUNT")[0] == "exact"
    slip = said(
        "15.52", PUBLIC, subject="社会保障和就业支出(类)行政事业单位养老支出(款)机关事业单位基本养老保险费缴支出(项)"
    )
    assert outcome(tables, slip, rule="N-AMOUNT")[0] == "exact"
    assert outcome(tables, slip, rule="N-LIST-MISSING")[0] == "differs"


# --- The narrative against itself ------------------------------------------------------------------------------------


def test_one_amount_in_two_versions_in_one_section(tables: Tables) -> None:
    twice = said("132.37", PUBLIC, subject=ITEM), said("132.38", PUBLIC, subject=ITEM)
    assert outcome(tables, *twice, rule="N-TWICE", claim=2)[0] == "differs"
    assert outcome(tables, twice[0], twice[0], rule="N-TWICE", claim=2)[0] == "exact"
    planned = [said(value, PUBLIC, subject=ITEM, phase="approved") for value in ("113.21", "131.21")]
    assert outcome(tables, *planned, rule="N-TWICE", claim=2)[0] == "differs"  # no form carries it
    fewer = said("132.4", PUBLIC, subject=ITEM)
    assert "N-TWICE:c0002" not in checked(tables, twice[0], fewer)


def test_one_change_told_two_ways(tables: Tables) -> None:
    def change(direction: str, section: str) -> dict[str, str]:
        return said("3", "vehicles:change-amount", base="prior", direction=direction, section_id=section, unit="万元")

    assert (
        outcome(tables, change("decrease", "3.1"), change("increase", "3.7"), rule="N-SAME-CHANGE", claim=2)[0]
        == "differs"
    )
    assert (
        outcome(tables, change("decrease", "3.1"), change("decrease", "3.7"), rule="N-SAME-CHANGE", claim=2)[0]
        == "exact"
    )
    flat = said("3", "vehicles", base="prior", direction="flat", section_id="3.7")
    assert outcome(tables, change("decrease", "3.1"), flat, rule="N-SAME-CHANGE", claim=2)[0] == "differs"


@pytest.mark.parametrize(("total", "ended"), [("19.66", "exact"), ("19.67", "rounding"), ("20.46", "differs")])
def test_the_change_of_a_total_is_that_of_its_parts(tables: Tables, total: str, ended: str) -> None:
    base = {"base": "prior", "unit": "万元"}
    claims = [
        said(total, "three-public-total:change-amount", direction="decrease", **base),
        said("0", "overseas-visits", direction="flat", **base),
        said("20.06", "vehicles:change-amount", direction="decrease", **base),
        said("0.40", "hospitality:change-amount", direction="increase", **base),
    ]
    assert outcome(tables, *claims, rule="N-CHANGE-SUM")[0] == ended


@pytest.mark.parametrize(("tracked", "reason"), [("7589.42", ""), ("4974.93", "information")])
def test_as_many_projects_have_as_much_money(tables: Tables, tracked: str, reason: str) -> None:
    claims = [
        said("48", "performance-target-projects", unit="个"),
        said("7589.42", "performance-target-amount", phase="budget"),
        said("48", "performance-tracked-projects", unit="个"),
        said(tracked, "performance-tracked-amount", phase="budget"),
    ]
    assert outcome(tables, *claims, rule="N-SAME-COUNT", claim=4)[1] == reason
