"""A package as its readers find it: files, headers, values, descriptor."""

import hashlib
import json
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_site.model import (
    Amount,
    ExtraTable,
    Form,
    InputError,
    Line,
    Notice,
    Outcome,
    Place,
    Report,
    Row,
    Said,
    State,
    Unit,
)
from build_site.package import complete, write
from build_site.package.read import place_of, write_descriptor
from build_site.package.tables import number
from build_site.registers.dictionary import read
from tests import houses
from tests.package import made

ROW = Row(
    {"functional_code": "2210202", "name": "提租补贴"},
    {"total": made.amount("1.41", Place(line=7)), "basic": made.amount("0.00", Place(line=7)), "project": made.amount("", Place(line=7))},
    Place(line=7),
)  # fmt: skip


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.sample_package(tmp_path_factory.mktemp("package"))


@pytest.fixture
def audited(sample: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "audited"
    shutil.copytree(sample, folder)
    complete(
        folder,
        [made.finding(outcome=Outcome.ROUNDING), made.finding("R2")],
        [],
        {"c0002": "revenue-and-expenditure/12/amount"},
    )
    return folder


def written(report: Report, folder: Path) -> Path:
    write(report, made.registration(), made.department(), folder)
    return folder


def rows(folder: Path, resource: str) -> list[dict[str, str]]:
    return houses.rows(folder / f"{resource}.csv")


def header(folder: Path, resource: str) -> list[str]:
    return (folder / f"{resource}.csv").read_text("utf-8").partition("\n")[0].split(",")


def descriptor(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return content


def resource(folder: Path, name: str) -> dict[str, Any]:
    return next(each for each in descriptor(folder)["resources"] if each["name"] == name)


def cell_row(field: str, amount: Amount, **texts: str) -> Row:
    return Row({"functional_code": "201", "name": "一般公共服务支出", **texts}, {field: amount}, amount.place)


# --- Others' tools ---------------------------------------------------------------------------------------------------


def test_pandas_reads_codes_as_text_and_blanks_apart_from_zeros(tmp_path: Path) -> None:
    import pandas as pd

    table = pd.read_csv(written(made.small_report(ROW), tmp_path) / "expenditure.csv", dtype={"functional_code": str})
    assert table.loc[0, "functional_code"] == "2210202"
    assert table.loc[0, "basic"] == 0
    assert table["project"].isna().tolist() == [True]


# --- Files -----------------------------------------------------------------------------------------------------------


def test_files_are_utf8_with_lf_and_without_bom(sample: Path) -> None:
    for path in sample.iterdir():
        data = path.read_bytes()
        assert data.decode("utf-8")
        assert not data.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in data
        assert data.endswith(b"\n")


_FUND = "functional_code level name opening_balance revenue total basic project closing_balance"
_COLUMNS = {
    "revenue-and-expenditure": "side line label concept amount",
    "revenue": "functional_code level name total fiscal_appropriation from_superior_unit public_service_revenue "
    "operating_revenue from_subsidiary_units other_revenue",
    "expenditure": "functional_code level name total basic project to_superior_unit operating to_subsidiary_units",
    "fiscal-appropriation": "side line label concept total general_public_budget government_fund state_capital",
    "general-public-budget": "functional_code level name total basic project",
    "basic-expenditure": "economic_code level name group amount",
    "government-fund-budget": _FUND,
    "state-capital-budget": _FUND,
    "three-public-expenses": "item label budget final",
}


@pytest.mark.parametrize(("form", "fields"), _COLUMNS.items())
def test_a_form_has_the_columns_of_the_data_contract(sample: Path, form: str, fields: str) -> None:
    assert header(sample, form) == [
        "row",
        *fields.split(),
        "source_file",
        "source_page",
        "source_line",
        "source_sheet",
        "source_cell",
    ]


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters='\n\r\t,"')))
def test_any_text_comes_back_from_the_csv(text: str) -> None:
    report = made.small_report(ROW)
    section = replace(report.sections[0], text=text)
    with TemporaryDirectory() as name:
        folder = written(replace(report, sections=(section,)), Path(name))
        assert rows(folder, "sections")[0]["text"] == text.replace("\r\n", "\n").replace("\r", "\n")


# --- Values ----------------------------------------------------------------------------------------------------------


def test_value_zero_blank_and_unread_stay_apart(tmp_path: Path) -> None:
    unread = Amount("1３.6l", None, State.NOT_READ, Place(line=9))
    dash = Amount("—", None, State.BLANK, Place(line=9))
    none = Amount("", None, State.NO_DATA, Place(line=10))
    folder = written(
        made.small_report(ROW, cell_row("basic", unread), cell_row("project", dash), cell_row("total", none)), tmp_path
    )
    amounts = [(row["total"], row["basic"], row["project"]) for row in rows(folder, "expenditure")]
    assert amounts == [("1.41", "0.00", ""), ("", "", ""), ("", "", ""), ("", "", "")]
    states = [(cell["cell_id"], cell["printed"], cell["state"]) for cell in rows(folder, "cells")]
    assert states == [
        ("expenditure/1/total", "1.41", "value"),
        ("expenditure/1/basic", "0.00", "zero"),
        ("expenditure/1/project", "", "blank"),
        ("expenditure/2/basic", "1３.6l", "not-read"),
        ("expenditure/3/project", "—", "blank"),
        ("expenditure/4/total", "", "no-data"),
    ]


@pytest.mark.parametrize(
    ("printed", "published"),
    [("11", "11.00"), ("11.0", "11.00"), ("0.4", "0.40"), ("0", "0.00"), ("1.234567", "1.234567"), ("-3.5", "-3.50"),
     ("-0", "0.00"), ("1E+3", "1000.00")],
)  # fmt: skip
def test_amounts_have_at_least_two_decimals_and_lose_none(printed: str, published: str) -> None:
    assert number(Decimal(printed), 2) == published


@given(st.from_regex(r"-?[0-9]{1,40}(\.[0-9]{1,6})?", fullmatch=True).map(Decimal))
def test_a_published_number_is_the_same_number(value: Decimal) -> None:
    assert Decimal(number(value)) == value
    assert Decimal(number(value, 2)) == value
    assert "E" not in number(value)


def test_claims_keep_the_decimals_that_the_sentence_prints(sample: Path) -> None:
    values = {claim["printed"]: claim["value"] for claim in rows(sample, "claims")}
    assert (values["2023"], values["173.61"], values["11"]) == ("2023", "173.61", "11")


def test_a_row_that_says_nothing_is_left_out_and_a_blank_total_stays(tmp_path: Path) -> None:
    nothing = Row({"functional_code": "", "name": ""}, {"total": made.amount("", Place(line=3))}, Place(line=3))
    total = Row({"functional_code": "", "name": "合计"}, {"total": made.amount("", Place(line=4))}, Place(line=4))
    folder = written(made.small_report(nothing, total), tmp_path)
    assert [(row["row"], row["name"], row["source_line"]) for row in rows(folder, "expenditure")] == [
        ("1", "合计", "4")
    ]
    assert [cell["cell_id"] for cell in rows(folder, "cells")] == ["expenditure/1/total"]


def test_a_cell_of_a_pdf_has_its_page_and_box(tmp_path: Path) -> None:
    amount = made.amount("1.41", Place(page=5, box=(100.0, 20.125, 130.5, 31.0)))
    folder = written(made.small_report(cell_row("total", amount)), tmp_path)
    cell = rows(folder, "cells")[0]
    assert [cell[name] for name in ("source_page", "source_line", "x0", "top", "x1", "bottom")] == [
        "5", "", "100.00", "20.12", "130.50", "31.00"
    ]  # fmt: skip


def test_a_cell_of_a_workbook_has_its_sheet_and_cell(tmp_path: Path) -> None:
    place = Place(line=7, sheet="GK01", cell="B6")
    folder = written(made.small_report(cell_row("total", made.amount("1.41", place))), tmp_path)
    cell = rows(folder, "cells")[0]
    assert place_of(cell) == Place(sheet="GK01", cell="B6")  # one kind of place
    assert (place.zh, place.suffix) == ("GK01!B6", ", GK01!B6")


def test_lines_of_a_pdf_are_counted_on_their_page(tmp_path: Path) -> None:
    pages = [1, 1, 2, 2, 2]
    lines = tuple(Line(f"第{n}行", Place(page=page)) for n, page in enumerate(pages))
    folder = written(replace(made.small_report(ROW), lines=lines), tmp_path)
    assert [(line["page"], line["line"]) for line in rows(folder, "lines")] == [
        ("1", "1"), ("1", "2"), ("2", "1"), ("2", "2"), ("2", "3")
    ]  # fmt: skip


def test_an_extra_table_is_published_as_printed(tmp_path: Path) -> None:
    assets = ExtraTable(
        "assets", "资产负债情况表", (("项目", "金额", "备注"), ("资产", "01,234"), ("",)), Place(line=30)
    )
    folder = written(replace(made.small_report(ROW), extra_tables=(assets,)), tmp_path)
    assert header(folder, "extra-1") == [
        "row",
        "c1",
        "c2",
        "c3",
        "source_file",
        "source_page",
        "source_line",
        "source_sheet",
        "source_cell",
    ]
    assert rows(folder, "extra-1")[1] == {
        "row": "2", "c1": "资产", "c2": "01,234", "c3": "", "source_file": "", "source_page": "", "source_line": "30",
        "source_sheet": "", "source_cell": "",
    }  # fmt: skip
    entry = resource(folder, "extra-1")
    assert entry["title"] == "资产负债情况表"
    assert [field["title"] for field in entry["schema"]["fields"][1:4]] == ["第 1 列", "第 2 列", "第 3 列"]


def test_the_narratives_items_get_the_codes_of_the_forms(tmp_path: Path) -> None:
    report = made.sample_report()
    item = replace(next(each for each in report.budget_execution if each.level != "total"), functional_code="")
    items = (
        replace(item, path="住房保障/住房改革/提租补贴"),
        replace(item, path="住房公积金"),
        replace(item, path="没有这一项"),
        replace(item, functional_code="2210203", name="购房补贴"),
    )
    folder = written(replace(report, budget_execution=items), tmp_path)
    codes = [row["functional_code"] for row in rows(folder, "budget-execution")]
    assert codes == ["2210202", "2210201", "", "2210203"]


def test_an_item_has_the_forms_figure_beside_it_in_its_own_unit(tmp_path: Path) -> None:
    """The form in 元, the narrative in 万元: equal, equal to the last printed digit, different; the total with the form's."""
    report = made.sample_report()
    place = Place(line=1)
    cells = {"": "300004.50", "2210201": "157900.00", "2210202": "14149.99", "2101102": "10.00"}
    form = tuple(
        Row({"functional_code": code, "name": code}, {"total": made.amount(amount, place)}, place)
        for code, amount in cells.items()
    )
    statements = tuple(
        replace(each, rows=form, unit=Unit("元", 1)) if each.form is Form.GENERAL_PUBLIC_BUDGET else each
        for each in report.statements
    )
    item = replace(report.budget_execution[0], level="", unit="万元")
    items = (
        replace(item, functional_code="", level="total", name="合计", path="", final=Decimal("30.00")),
        replace(item, functional_code="2210201", final=Decimal("15.79")),
        replace(item, functional_code="2210202", final=Decimal("1.41")),
        replace(item, functional_code="2101102", final=Decimal("8.52")),
        replace(item, functional_code="2210203", final=Decimal("8.52")),
    )
    folder = written(replace(report, statements=statements, budget_execution=items), tmp_path)
    found = [(row["level"], row["final_in_form"], row["final_check"]) for row in rows(folder, "budget-execution")]
    assert found == [
        ("total", "30.000450", "rounding"),
        ("item", "15.790000", "exact"),
        ("item", "1.414999", "rounding"),
        ("item", "0.001000", "differs"),
        ("item", "", ""),
    ]


# --- Descriptor ------------------------------------------------------------------------------------------------------


def test_the_descriptor_says_what_the_package_is(sample: Path) -> None:
    package = descriptor(sample)
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["name"] == "420116-data-resource-center-2023"
    assert package["amountUnit"] == {"currency": "CNY", "factor": 10000, "printedAs": "万元", "decimals": 2}
    assert package["fiscalYear"] == 2023
    assert package["withheld"] == 2
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert package["sources"][0]["hash"] == f"sha256:{hashlib.sha256(made.SOURCE.read_bytes()).hexdigest()}"
    assert [each["roles"] for each in package["contributors"]] == [["creator"], ["dataCurator"]]
    assert "created" not in package
    assert "profile" not in package
    assert 50 <= len(package["description"]) <= 5000


def test_nothing_held_back_is_said_too(tmp_path: Path) -> None:
    folder = written(replace(made.small_report(ROW), withheld=0), tmp_path)
    assert descriptor(folder)["withheld"] == 0
    assert resource(folder, "revenue")["rowCount"] == 0


def test_every_resource_and_field_has_chinese_and_english_texts(sample: Path) -> None:
    for each in descriptor(sample)["resources"]:
        for described in (each, *each["schema"]["fields"]):
            chinese, _, english = described["description"].partition("\n\n")
            assert chinese, (each["name"], described["name"])
            assert sum(letter.isascii() for letter in english) > len(english) / 2, (each["name"], described["name"])
            assert not chinese.isascii(), (each["name"], described["name"])
            assert described["title"], described["name"]
            assert described["title_en"], described["name"]


def test_hashes_and_sizes_are_those_of_the_files(audited: Path) -> None:
    for each in descriptor(audited)["resources"]:
        data = (audited / each["path"]).read_bytes()
        assert each["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert each["bytes"] == len(data)
        assert each["rowCount"] == len(rows(audited, each["name"]))


def test_an_empty_form_quotes_the_report_and_a_missing_one_says_so(sample: Path, tmp_path: Path) -> None:
    empty = resource(sample, "state-capital-budget")
    assert empty["formState"] == "empty"
    assert "我单位2023年度没有国有资本经营预算财政拨款支出。" in empty["description"]
    assert empty["formNote"] == "注：我单位2023年度没有国有资本经营预算财政拨款支出。"
    folder = written(made.small_report(ROW), tmp_path)
    assert [form for form in Form if resource(folder, form)["formState"] != "missing"] == [Form.EXPENDITURE]
    assert all(header(folder, form)[0] == "row" for form in Form)
    missing = resource(folder, "revenue")
    assert "本报告没有这张表" in missing["description"]
    assert "does not contain" in missing["description"]


def test_a_form_in_another_unit_says_so_itself(tmp_path: Path) -> None:
    report = made.small_report(ROW)
    yuan = Unit("元", 1)
    statements = tuple(
        replace(each, unit=yuan) if each.form is Form.EXPENDITURE else each for each in report.statements
    )
    folder = written(replace(report, statements=statements), tmp_path)
    assert resource(folder, "expenditure")["amountUnit"]["printedAs"] == "元"
    assert {resource(folder, form)["amountUnit"]["printedAs"] for form in Form if form != Form.EXPENDITURE} == {"万元"}
    assert descriptor(folder)["amountUnit"]["printedAs"] == "万元"


def test_fiscal_annotations_name_every_dimension_they_use(sample: Path) -> None:
    for form in Form:
        schema = resource(sample, form)["schema"]
        extra = {field["name"]: field for field in schema["extraFields"]}
        used = {key for field in schema["fields"] for key in field.get("normalize", {})}
        assert used <= extra.keys()
        assert [name for name, field in extra.items() if field.get("normalizationTarget")] == ["value"]
        assert extra["fiscal_year"]["constant"] == 2023
        assert not extra.keys() & set(header(sample, form))


def test_notices_and_the_reading_are_reported(tmp_path: Path) -> None:
    report = replace(
        made.small_report(ROW), notices=(Notice(Said("读不出", "not read"), Place(page=3)),), read_by="ocr", pages=12
    )
    package = descriptor(written(report, tmp_path))
    assert package["notices"] == [{"text": "读不出", "text_en": "not read", "place": "第 3 页"}]
    assert (package["readBy"], package["pages"]) == ("ocr", 12)


# --- complete --------------------------------------------------------------------------------------------------------


def test_complete_enters_the_audit(sample: Path, audited: Path) -> None:
    assert rows(sample, "findings") == []
    (finding,) = rows(audited, "findings")
    values = [finding[name] for name in ("left_value", "right_value", "difference", "envelope")]
    assert values == ["173.61", "173.6", "0.01", "0.045"]
    (passes,) = rows(audited, "passes")
    assert (passes["rule_id"], passes["checks"], passes["scopes"]) == ("R2", "1", "revenue-and-expenditure")
    assert passes["terms"].split() == [f"revenue-and-expenditure/{row}/amount" for row in (9, 1, 2)]
    matched = {claim["claim_id"]: claim["matched"] for claim in rows(audited, "claims") if claim["matched"]}
    assert matched == {"c0002": "revenue-and-expenditure/12/amount"}
    assert descriptor(audited)["outcomes"] == {
        "exact": 1, "rounding": 1, "differs": 0, "explained": 0, "not-applicable": 0, "not-checkable": 0
    }  # fmt: skip
    untouched = {path.name for path in sample.iterdir()} - {
        "findings.csv",
        "passes.csv",
        "claims.csv",
        "datapackage.json",
    }
    assert all((sample / name).read_bytes() == (audited / name).read_bytes() for name in untouched)


def test_complete_again_replaces_the_audit(audited: Path) -> None:
    complete(audited, [], [], {})
    assert rows(audited, "findings") == []
    assert {claim["matched"] for claim in rows(audited, "claims")} == {""}
    assert resource(audited, "findings")["rowCount"] == 0
    assert set(descriptor(audited)["outcomes"].values()) == {0}


def test_complete_refuses_a_match_of_no_claim_and_changes_nothing(audited: Path) -> None:
    before = houses.files(audited)
    with pytest.raises(InputError):
        complete(audited, [made.finding("R2", Outcome.DIFFERS)], [], {"c9999": "revenue/1/total"})
    assert houses.files(audited) == before


# --- Refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "amount", "words"),
    [
        ("budgeted", made.amount("1.00", Place(line=4)), "budgeted"),
        ("total", Amount("", Decimal(1), State.BLANK, Place(line=4)), "state blank with the value 1"),
    ],
    ids=["a column that no form has", "a value in a blank cell"],
)
def test_what_no_table_can_hold_is_refused(field: str, amount: Amount, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=words):
        written(made.small_report(cell_row(field, amount)), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_codes_are_explained_within_the_package(tmp_path: Path) -> None:
    """A code of no list keeps the name that the report prints."""
    total = made.amount("1.41", Place(line=8))
    odd = Row({"functional_code": "2999999", "name": "新设的项"}, {"total": total}, Place(line=8))
    folder = written(made.small_report(ROW, odd), tmp_path)
    found = {
        row["code"]: (row["name"], row["parent"], row["level"], row["listed"])
        for row in rows(folder, "functional-codes")
    }
    assert found == {
        "221": ("住房保障支出", "", "class", "true"),
        "22102": ("住房改革支出", "221", "section", "true"),
        "2210202": ("提租补贴", "22102", "item", "true"),
        "299": ("", "", "class", "false"),
        "29999": ("", "299", "section", "false"),
        "2999999": ("新设的项", "29999", "item", "false"),
    }
    assert rows(folder, "economic-codes") == []


def test_the_descriptor_has_one_field_a_line(sample: Path, tmp_path: Path) -> None:
    text = (sample / "datapackage.json").read_text("utf-8")
    lines = [line.strip().rstrip(",") for line in text.splitlines()]
    for each in descriptor(sample)["resources"]:
        for field in each["schema"]["fields"]:
            assert json.dumps(field, ensure_ascii=False) in lines
    write_descriptor(tmp_path, descriptor(sample))
    assert (tmp_path / "datapackage.json").read_text("utf-8") == text
    assert len(text) < 0.85 * len(json.dumps(descriptor(sample), ensure_ascii=False, indent=2))


def test_every_resource_of_the_dictionary_is_written(sample: Path) -> None:
    others = (
        "extra",
        "collection",
        "reports",
        "amounts",
        "extra-cells",
        "findings-across",
        "defects-across",
        "department-years",
        "code-names",
    )
    of_a_report = [name for name in read() if name not in others]
    assert {each["name"] for each in descriptor(sample)["resources"]} == set(of_a_report)
    for name in of_a_report:
        assert header(sample, name) == list(read()[name].columns)
