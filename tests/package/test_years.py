"""department-years: every measure with its state, and a department's rows over the years."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import Claim, Disclosure, Form, FormState, Place, Report, Row, State, Unit
from build_site.package import write
from build_site.package.collection import Source
from build_site.package.measures import MEASURES
from build_site.package.read import Package
from build_site.package.years import department_year, in_panel
from tests.houses import ROOT, rows
from tests.package.collected import FIRST, copied, source, stacked
from tests.package.made import amount, department, registration, sample_report

YEAR = sample_report().fiscal_year


def row_of(report: Report, folder: Path) -> Mapping[str, str]:
    write(report, registration(), department(), folder)
    return department_year(Package(folder))


def changed(form: Form, **values: object) -> Report:
    report = sample_report()
    return replace(
        report,
        statements=tuple(replace(each, **values) if each.form is form else each for each in report.statements),  # type: ignore[arg-type]  # fields of Statement
        disclosures=(),
    )


def said(key: str, state: str, value: str = "", unit: str = "万元", year: int = YEAR) -> Disclosure:
    return Disclosure(key, key, Decimal(value) if value else None, unit, year, state, "。", Place(line=1))


def test_the_first_report_has_every_measure_in_yuan_with_its_state(tmp_path: Path) -> None:
    row = row_of(sample_report(), tmp_path)
    assert (row["revenue_yuan"], row["expenditure_yuan"], row["basic_yuan"], row["project_yuan"]) == (
        "1736100.00", "1736100.00", "1626100.00", "110000.00"
    )  # fmt: skip
    assert (row["personnel_yuan"], row["non_personnel_yuan"]) == (
        "1538800.00",
        "87200.00",
    )  # as printed: 0.01 万元 short of 基本支出
    assert (row["three_public_total_final_yuan"], row["three_public_total_final_state"]) == ("0", "none-stated")
    assert (row["running_costs_yuan"], row["running_costs_state"]) == ("", "not-in-report")  # the text says 2022
    assert (row["procurement_yuan"], row["procurement_state"]) == ("0", "none-stated")
    assert (row["staff_actual"], row["staff_actual_state"]) == ("", "not-in-report")
    assert {row[f"{name}_state"] for name in MEASURES} <= {
        "value",
        "zero",
        "none-stated",
        "blank",
        "not-in-report",
        "not-read",
    }


@pytest.mark.parametrize(
    ("state", "note", "facts", "expected"),
    [
        (FormState.EMPTY, "注：本单位当年无“三公”经费。", (), ("0", "none-stated")),
        (FormState.EMPTY, "", (), ("", "blank")),
        (FormState.EMPTY, "", (said("three-public-total", "none"),), ("0", "none-stated")),
        (FormState.MISSING, "", (), ("", "not-in-report")),
        (FormState.MISSING, "", (said("three-public-total", "none"),), ("0", "none-stated")),
        (FormState.MISSING, "", (said("three-public-total", "none", year=YEAR - 1),), ("", "not-in-report")),
        (FormState.NOT_READ, "", (), ("", "not-read")),
    ],
)
def test_no_three_public_expenses_is_a_statement_and_not_a_missing_row(
    state: FormState, note: str, facts: tuple[Disclosure, ...], expected: tuple[str, str], tmp_path: Path
) -> None:
    report = replace(changed(Form.THREE_PUBLIC_EXPENSES, state=state, rows=(), note=note), disclosures=facts)
    row = row_of(report, tmp_path)
    assert (row["three_public_total_final_yuan"], row["three_public_total_final_state"]) == expected


@pytest.mark.parametrize(("said_state", "expected"), [("none", ("0", "none-stated")), ("value", ("", "blank"))])
def test_a_blank_item_is_none_where_the_report_says_that_there_was_no_three_public_expense(
    said_state: str, expected: tuple[str, str], tmp_path: Path
) -> None:
    place = Place(line=1)
    amounts = {"budget": amount("0.95", place), "final": amount("", place)}
    items = tuple(Row({"item": item, "label": item}, amounts, place) for item in ("total", "hospitality"))
    made = changed(Form.THREE_PUBLIC_EXPENSES, state=FormState.FOUND, rows=items, note="")
    row = row_of(replace(made, disclosures=(said("three-public-total", said_state, "3"),)), tmp_path)
    assert row["three_public_total_final_state"] == ("none-stated" if said_state == "none" else "value")
    assert (row["three_public_hospitality_final_yuan"], row["three_public_hospitality_final_state"]) == expected
    assert (row["three_public_hospitality_budget_yuan"], row["three_public_hospitality_budget_state"]) == (
        "9500.00",
        "value",
    )


@pytest.mark.parametrize(
    ("state", "note", "plans", "expected"),
    [
        (FormState.EMPTY, "", [("approved", "0.95", "万元")], ("9500.00", "value")),
        (FormState.EMPTY, "注：本年无“三公”经费支出。", [("approved", "0.95", "万元")], ("9500.00", "value")),
        (FormState.EMPTY, "注：本年无“三公”经费支出。", [], ("0", "none-stated")),
        (FormState.EMPTY, "", [], ("", "blank")),
        (FormState.MISSING, "", [], ("", "not-in-report")),
        (FormState.MISSING, "", [("approved", "9500", "元"), ("adjusted", "0.95", "万元")], ("9500", "value")),
        (FormState.MISSING, "", [("approved", "0.95", "万元"), ("adjusted", "0.80", "万元")], ("", "not-in-report")),
        (FormState.MISSING, "", [("executed", "0.95", "万元")], ("", "not-in-report")),
    ],
)
def test_no_expense_is_no_statement_of_the_plan(
    state: FormState, note: str, plans: list[tuple[str, str, str]], expected: tuple[str, str], tmp_path: Path
) -> None:
    """“当年度无三公经费支出” beside “年初预算为0.95万元”: the plan was not none."""
    made = changed(Form.THREE_PUBLIC_EXPENSES, state=state, rows=(), note=note)
    about = ("three-public-total", "", YEAR)
    claims = [
        Claim(f"c{at}", "1", "。", value, Decimal(value), unit, *about, phase, "", "", "named", "", Place(line=1))
        for at, (phase, value, unit) in enumerate(plans)
    ]
    none = (said("three-public-total", "none"),)
    row = row_of(replace(made, claims=tuple(claims), disclosures=none), tmp_path)
    found = row["three_public_total_budget_yuan"], row["three_public_total_budget_state"]
    assert (found[0] and Decimal(found[0]), found[1]) == (expected[0] and Decimal(expected[0]), expected[1])
    assert (row["three_public_total_final_yuan"], row["three_public_total_final_state"]) == ("0", "none-stated")


@pytest.mark.parametrize("state", [FormState.FOUND, FormState.EMPTY, FormState.MISSING])
@pytest.mark.parametrize(
    ("spent", "none", "expected"),
    [
        (["0.00"], True, ("0", "zero")),  # printed in the text: a number, and no mere “none”
        (["0.00"], False, ("0", "zero")),
        (["0.95"], False, ("9500", "value")),
        (["0.95"], True, ("0", "none-stated")),  # the text contradicts itself
        (["0.95", "0.80"], False, None),
        ([], True, ("0", "none-stated")),
    ],
)
def test_what_the_text_says_was_spent_counts_where_the_form_has_no_amount(
    state: FormState, spent: list[str], none: object, expected: tuple[str, str] | None, tmp_path: Path
) -> None:
    place = Place(line=1)
    amounts = {"budget": amount("0.95", place), "final": amount("", place)}
    rows = (Row({"item": "total", "label": "合计"}, amounts, place),) if state is FormState.FOUND else ()
    made = changed(Form.THREE_PUBLIC_EXPENSES, state=state, rows=rows, note="")
    claims = tuple(
        Claim(f"c{at}", "1", "。", value, Decimal(value), "万元", "three-public-total", "", YEAR, "executed", "", "", "named", "", place)
        for at, value in enumerate(spent)
    )  # fmt: skip
    facts = (said("three-public-total", "none"),) if none else ()
    row = row_of(replace(made, claims=claims, disclosures=facts), tmp_path)
    missing = ("", "not-in-report" if state is FormState.MISSING else "blank")
    yuan, found = row["three_public_total_final_yuan"], row["three_public_total_final_state"]
    assert (yuan and str(Decimal(yuan).to_integral()), found) == (expected or missing)


@pytest.mark.parametrize(
    ("printed", "state", "unit", "expected"),
    [
        ("110.5", State.VALUE, Unit(), ("1105000", "value")),
        ("110.50", State.VALUE, Unit("元", 1), ("110.50", "value")),
        ("0.00", State.ZERO, Unit(), ("0", "zero")),
        ("", State.BLANK, Unit(), ("", "blank")),
        ("", State.NOT_READ, Unit(), ("", "not-read")),
        ("110.5", State.VALUE, Unit("", 0), ("", "not-read")),
    ],
    ids=["value", "another unit", "zero", "blank", "a cell not read", "a unit not read"],
)
def test_a_cells_state_is_the_measures(
    printed: str, state: State, unit: Unit, expected: tuple[str, str], tmp_path: Path
) -> None:
    form = next(each for each in sample_report().statements if each.form is Form.EXPENDITURE)
    cell = replace(amount(printed, Place(line=1)), state=state)
    first = replace(form.rows[0], amounts={**form.rows[0].amounts, "project": cell})
    row = row_of(changed(Form.EXPENDITURE, rows=(first, *form.rows[1:]), unit=unit), tmp_path)
    assert (row["project_yuan"] and Decimal(row["project_yuan"]), row["project_state"]) == (
        expected[0] and Decimal(expected[0]), expected[1]
    )  # fmt: skip


def test_a_subtotal_that_is_not_printed_is_the_sum_of_its_rows(tmp_path: Path) -> None:
    form = next(each for each in sample_report().statements if each.form is Form.BASIC_EXPENDITURE)
    rows_ = tuple(row for row in form.rows if row.texts.get("economic_code"))
    row = row_of(changed(Form.BASIC_EXPENDITURE, rows=rows_), tmp_path)
    assert (row["personnel_yuan"], row["personnel_state"]) == ("1538900.00", "value")  # printed: 1538800.00


def test_facts_of_the_narrative_count_in_their_own_unit_and_year(tmp_path: Path) -> None:
    facts = (
        said("running-costs", "value", "3", year=YEAR - 1),
        said("running-costs", "value", "20000", "元"),
        said("procurement", "value", "0"),
        said("staff-actual", "value", "16", "人"),
    )
    row = row_of(replace(sample_report(), disclosures=facts), tmp_path)
    assert (row["running_costs_yuan"], row["running_costs_state"]) == ("20000.00", "value")
    assert (row["procurement_yuan"], row["procurement_state"]) == ("0.00", "zero")
    assert (row["staff_actual"], row["staff_actual_state"]) == ("16", "value")


@pytest.mark.parametrize(
    ("sentence", "established", "actual"),
    [
        ("本单位编制人数20人，在职人数18人。", "20", "18"),
        ("现有编制45个，其中行政编制20个，事业编制25个；在职人员42人，其中行政19人，事业23人。", "45", "42"),
        ("我单位行政编制12名，工勤编制2名，现实有在岗14人。", "14", "14"),
        ("核定事业编制30名，实有人员28人，离退休人员9人。", "30", "28"),
        ("编制人数21人，实有人数20人（其中：在职人数19人，离休1人）。", "21", "19"),
        ("聘用人员6人，在编在职人员47人。", "", "47"),
        ("2022年末在职人员17人，2023年末在职人员16人。", "", "16"),
    ],
)
def test_posts_and_staff_are_those_of_the_whole_office(
    sentence: str, established: str, actual: str, tmp_path: Path
) -> None:
    head = "\n二、机构设置情况\n"
    text = (ROOT / "data/sources/420116-data-resource-center/2023/report.txt").read_text("utf-8")
    (tmp_path / "report.txt").write_text(text.replace(head, f"{head}\n{sentence}\n"), "utf-8")
    (tmp_path / "package").mkdir()
    row = row_of(recognise(parse(tmp_path / "report.txt")), tmp_path / "package")
    assert (row["staff_established"], row["staff_actual"]) == (established, actual)


def test_a_zero_that_the_form_prints_counts_before_the_narrative(tmp_path: Path) -> None:
    place = Place(line=1)
    total = Row({"item": "total", "label": "合计"}, {"final": amount("0.00", place)}, place)
    made = changed(Form.THREE_PUBLIC_EXPENSES, state=FormState.FOUND, rows=(total,), note="")
    row = row_of(replace(made, disclosures=(said("three-public-total", "value", "3"),)), tmp_path)
    assert (row["three_public_total_final_yuan"], row["three_public_total_final_state"]) == ("0.00", "zero")


# --- The panel -------------------------------------------------------------------------------------------------------


def test_a_department_and_its_predecessor_are_one_panel_with_its_breaks_marked() -> None:
    def row(slug: str, year: int, name: str, predecessor: str = "") -> dict[str, str]:
        return {"slug": slug, "fiscal_year": str(year), "department": name, "predecessor": predecessor}

    found = list(
        in_panel(
            [
                row("1-new", 2022, "新局", "2-old"),
                row("1-new", 2023, "新局", "2-old"),
                row("1-new", 2024, "新局（改名）", "2-old"),
                row("2-old", 2019, "旧局", "3-oldest"),
                row("2-old", 2021, "旧局", "3-oldest"),
                row("4-other", 2021, "另一局"),
            ]
        )
    )
    assert [(each["panel"], each["successor"], each["panel_break"]) for each in found] == [
        ("3-oldest", "", "succession"),
        ("3-oldest", "", ""),
        ("3-oldest", "", "renamed"),
        ("3-oldest", "1-new", "succession"),
        ("3-oldest", "1-new", "gap"),
        ("4-other", "", ""),
    ]


@pytest.mark.parametrize(
    ("reports", "followed", "expected"),
    [
        (("a 2021", "b 2021", "c 2022"), {"c": ("a", "b")}, {"c 2022": ("a", "", "merged"), "a 2021": ("a", "c", "")}),
        (
            ("a 2021", "b 2022", "c 2022"),
            {"b": ("a",), "c": ("a",)},
            {"a 2021": ("a", "b c", ""), "b 2022": ("a", "", "divided"), "c 2022": ("a", "", "divided")},
        ),
        (
            ("a 2021", "a 2022", "a 2023", "b 2022"),
            {"b": ("a",)},
            {"a 2022": ("a", "b", "divided"), "a 2023": ("a", "b", ""), "b 2022": ("a", "", "divided")},
        ),
        (
            ("a 2019", "c 2022"),
            {"c": ("b",), "b": ("a",)},
            {"c 2022": ("a", "", "succession"), "a 2019": ("a", "b", "")},
        ),
    ],
    ids=["merged", "divided", "one part leaves", "over one without a report"],
)
def test_departments_that_were_merged_or_divided_are_one_panel(
    reports: tuple[str, ...], followed: dict[str, tuple[str, ...]], expected: dict[str, tuple[str, str, str]]
) -> None:
    given = [dict(zip(("slug", "fiscal_year"), each.split(), strict=True)) for each in reports]
    found = in_panel([{**row, "department": row["slug"], "predecessor": ""} for row in given], followed)
    told = {
        f"{row['slug']} {row['fiscal_year']}": (row["panel"], row["successor"], row["panel_break"]) for row in found
    }
    assert {name: told[name] for name in expected} == expected


def test_a_circle_of_predecessors_ends() -> None:
    rows_ = [{"slug": s, "fiscal_year": "2023", "department": s, "predecessor": p} for s, p in (("a", "b"), ("b", "a"))]
    assert [each["panel"] for each in in_panel(rows_)] == ["a", "a"]


def test_the_collection_has_a_row_for_each_report(tmp_path: Path) -> None:
    old = source(copied(tmp_path / "other"), "310107-another-department", 2022)
    first = source(FIRST)
    renewed = Source(first.folder, first.registration, replace(first.department, predecessor=old.registration.slug))
    folder = stacked(tmp_path, renewed, old)
    found = rows(folder / "department-years.csv")
    assert [(row["slug"], row["panel"], row["panel_break"]) for row in found] == [
        (old.registration.slug, old.registration.slug, ""),
        (first.registration.slug, old.registration.slug, "succession"),
    ]
    assert [row["expenditure_yuan"] for row in found] == ["1736100.00", "1736100.00"]
