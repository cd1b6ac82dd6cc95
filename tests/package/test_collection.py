"""The collection: what is stacked, that sums over leaves give the printed totals, and that a rebuild gives the bytes."""

import csv
import json
import re
import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import read_parquet

from build_site.model import Department, Form, Outcome, Registration, Unit
from build_site.package import write
from build_site.package.collection import parquet
from build_site.package.collection.amounts import amounts
from build_site.package.collection.parts import STACKED, columns
from build_site.package.collection.sqlite import sql_name
from build_site.package.collection.stack import Stacked
from build_site.package.leaves import leaves
from build_site.package.read import Package
from build_site.pipeline import ReportJob, make_package
from build_site.registers.dictionary import read
from build_site.run.whole import csv_bytes
from tests.houses import files, rows
from tests.package.collected import FIRST, collected, copied, source, stacked, totals
from tests.package.made import department, registration, sample_report

OTHER = "310107-another-department"
SHARED = {
    "310107-finance-bureau-2024.pdf": "普陀区财政局",
    "310107-social-work-department-2024.pdf": "普陀区委社会工作部",
    "310107-finance-bureau-2024-planted-errors.pdf": "普陀区财政局",
}


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two reports: the first one, and the same as another department's of another year."""
    folder = tmp_path_factory.mktemp("collection")
    other = copied(folder / "other")
    return stacked(folder, source(FIRST), source(other, OTHER, 2022))


def long(folder: Path) -> list[dict[str, str]]:
    return [{name: row.get(name, "") for name in read()["amounts"].columns} for row in amounts(Package(folder))]


# --- Leaves ----------------------------------------------------------------------------------------------------------


def test_leaves_of_the_first_report_add_up_to_every_printed_total() -> None:
    found = totals(Package(FIRST), long(FIRST))
    assert len(found) > 40
    assert [each for each in found if not each.holds] == []


@pytest.mark.parametrize("file", SHARED)
def test_leaves_of_real_reports_add_up(file: str, shared_reports: Path, tmp_path: Path) -> None:
    """Where they do not, the audit of that form says that the report itself does not add up."""
    known = Registration("310107-finance-bureau", 2024, "t", SHARED[file], "310107", file, "", "", "", "")
    folder = tmp_path / "package"
    department = Department(known.slug, SHARED[file], "", "310107", "", "")
    make_package(ReportJob(known, department, (), (), shared_reports / file, folder, tmp_path / "pictures"))
    package = Package(folder)
    differing = {cell.split("/")[0] for each in package.table("findings") if each["outcome"] == Outcome.DIFFERS for cell in (
        each["left_cell"], each["right_cell"], *each["terms"].split())}  # fmt: skip
    found = totals(package, long(folder))
    assert len(found) > 20
    short = {"basic": "basic-expenditure", "3p": "three-public-expenses"}
    wrong = {each.what.split("/")[0] for each in found if not each.holds}
    assert {short.get(form, form) for form in wrong} <= differing


@st.composite
def account(draw: st.DrawFn) -> tuple[list[dict[str, str]], dict[str, Decimal]]:
    """A made expenditure table in which every printed whole is exactly the sum of its printed parts; some levels are
    not printed, some rows have no columns."""
    codes = draw(
        st.lists(st.from_regex(r"2[01][1-9](0[1-3](0[1-3])?)?", fullmatch=True), min_size=1, max_size=9, unique=True)
    )
    bottom = [code for code in codes if not any(other != code and other.startswith(code) for other in codes)]
    money = st.integers(1, 10**7).map(lambda cents: Decimal(cents).scaleb(-2))
    items = [(code, draw(money), draw(money), draw(st.booleans())) for code in bottom]
    printed = sorted({*codes, *bottom})
    rows_: list[dict[str, str]] = []
    for code in ["", *printed]:
        below = [item for item in items if item[0].startswith(code)]
        split = all(item[3] for item in below)
        basic, project = (sum((item[at] for item in below), Decimal(0)) for at in (1, 2))  # type: ignore[misc]
        rows_.append({"functional_code": code, "total": str(basic + project), "basic": str(basic) if split else "",
                      "project": str(project) if split else ""})  # fmt: skip
    return rows_, {
        code: sum((item[1] + item[2] for item in items if item[0].startswith(code)), Decimal(0))
        for code in ["", *printed]
    }


@given(account())
def test_leaves_of_made_accounts_are_exact_and_never_one_within_another(
    made: tuple[list[dict[str, str]], dict[str, Decimal]],
) -> None:
    table, expected = made
    found = leaves(Form.GENERAL_PUBLIC_BUDGET, table)
    for code, total in expected.items():
        chosen = [Decimal(table[at][field]) for at, field in found if table[at]["functional_code"].startswith(code)]
        assert sum(chosen, Decimal(0)) == total
    chosen_rows = {table[at]["functional_code"] for at, _ in found}
    assert not [(a, b) for a in chosen_rows for b in chosen_rows if a != b and b.startswith(a)]


def test_a_whole_without_parts_is_its_own_leaf_and_what_nobody_recognised_is_none() -> None:
    side = {"side": "revenue", "amount": "1.00"}
    table = [
        {**side, "concept": "total-for-year", "label": "本年收入合计", "amount": "5.00"},
        {**side, "concept": "opening-balance", "label": "年初结转和结余"},
        {**side, "concept": "opening-balance:general-public-budget", "label": "其中：一般公共预算"},
        {**side, "concept": "", "label": "不认识的行"},
        {**side, "concept": "total", "label": "总计", "amount": "6.00"},
    ]
    assert leaves(Form.REVENUE_AND_EXPENDITURE, table) == {(0, "amount"), (1, "amount")}


def test_amounts_know_their_dimensions() -> None:
    found = {row["amount_id"]: row for row in long(FIRST)}
    project = found["expenditure/2/project"]
    assert (project["direction"], project["phase"], project["expenditure_type"]) == (
        "expenditure",
        "executed",
        "project",
    )
    assert (project["functional_class"], project["level"], project["is_leaf"]) == ("201", "class", "false")
    assert (project["amount"], project["unit"], project["amount_fen"]) == ("11.00", "万元", "11000000")
    assert found["revenue-and-expenditure/13/amount"]["functional_code"] == "201"
    assert found["basic-expenditure/2/amount"]["economic_class"] == "301"
    assert all(row["phase"] for row in found.values())


def test_every_printed_amount_is_there_once() -> None:
    cells = {cell["cell_id"] for cell in rows(FIRST / "cells.csv") if cell["state"] in ("value", "zero")}
    found = [row["amount_id"] for row in long(FIRST)]
    assert len(found) == len(set(found))
    assert {each for each in found if not each.startswith("budget-execution/")} == cells


# --- Stacking --------------------------------------------------------------------------------------------------------


def test_each_amount_is_counted_in_its_own_unit(tmp_path: Path) -> None:
    """Forms in 元 beside a narrative in 万元, and a row whose unit nobody read."""
    report = sample_report()
    yuan = tuple(replace(statement, unit=Unit("元", 1)) for statement in report.statements)
    item = report.budget_execution[-1]
    unread = replace(item, functional_code="", name="未读出单位", unit="")
    mixed = replace(report, statements=yuan, unit=Unit("元", 1), budget_execution=(item, unread))
    write(mixed, registration(), department(), tmp_path)
    amounts_, columns_ = long(tmp_path), ("unit", "unit_factor", "amount_fen")
    printed = {row["amount_id"]: tuple(row[name] for name in columns_) for row in amounts_}
    assert printed["expenditure/1/total"] == ("元", "1", "17361")
    assert printed["budget-execution/1/approved"] == ("万元", "10000", "3170000")
    assert not [name for name in printed if name.startswith("budget-execution/2/")]


def test_every_table_holds_both_reports_whole(collection: Path) -> None:
    for name in STACKED:
        own = rows(FIRST / f"{name}.csv") if (FIRST / f"{name}.csv").is_file() else []  # of an older build
        found = rows(collection / f"{name}.csv")
        assert len(found) == 2 * len(own)
        assert list(found[0] if found else columns(name)) == list(columns(name))
        first = [row for row in found if row["slug"] == "420116-data-resource-center"]
        kept = [{key: value for key, value in row.items() if key != "fiscal_year"} for row in own]
        assert [{key: row[key] for key in kept[at]} for at, row in enumerate(first)] == kept
        assert {row["fiscal_year"] for row in first} <= {"2023"}


def test_the_collection_is_a_valid_package(collection: Path) -> None:
    from frictionless import validate

    report = validate(str(collection / "datapackage.json"))
    assert report.valid, report.flatten(["path", "rowNumber", "fieldName", "type", "note"])[:5]
    assert len(report.tasks) == len(STACKED) + 11


def test_the_cells_of_other_tables_are_stacked(tmp_path: Path) -> None:
    """Tables beyond the nine forms have columns of their own: the collection holds them cell by cell."""
    from frictionless import validate

    other = copied(tmp_path / "other")
    (other / "extra-2.csv").write_text("row,c1,c2,source_page,source_line\n1,车辆,,7,\n2,,3,8,\n", "utf-8")
    descriptor = json.loads((other / "datapackage.json").read_text("utf-8"))
    descriptor["resources"].append({"name": "extra-2", "title": "国有资产占用情况表", "path": "extra-2.csv"})
    (other / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    collection = stacked(tmp_path, source(FIRST), source(other, OTHER, 2022))
    assert rows(collection / "extra-cells.csv") == [
        {"slug": OTHER, "fiscal_year": "2022", "table_number": "2", "title": "国有资产占用情况表", "row": row,
         "column_number": column, "text": text, "source_file": "", "source_page": page, "source_line": "", "source_sheet": "", "source_cell": ""}
        for row, column, text, page in (("1", "1", "车辆", "7"), ("2", "2", "3", "8"))
    ]  # fmt: skip
    assert validate(str(collection / "datapackage.json")).valid


def test_findings_across_reports_are_in_the_collection(tmp_path: Path) -> None:
    """Those about a report that is not in it are left out; a change of the file alone builds the collection anew. Their
    amounts are there in yuan, as those of every table."""
    said = {
        "fiscal_year": "2023",
        "finding_id": "Y-CARRY:report",
        "rule_id": "Y-CARRY",
        "difference": "1.50",
        "unit": "万元",
    }
    header, across = ["slug", "fiscal_year", *read()["findings"].columns], tmp_path / "findings-across.csv"
    for expected in ("differs", "exact"):
        about = [said | {"slug": slug, "outcome": expected} for slug in (FIRST.parent.name, OTHER)]
        across.write_bytes(csv_bytes(header, ({name: row.get(name, "") for name in header} for row in about)))
        assert collected(tmp_path, [source(FIRST)], tmp_path) == []
        (row,) = rows(tmp_path / "collection" / "findings-across.csv")
        assert (row["slug"], row["rule_id"], row["outcome"]) == (FIRST.parent.name, "Y-CARRY", expected)
        assert row["amount_yuan"] == "15000.00"
    with closing(sqlite3.connect(tmp_path / "collection" / "collection.sqlite")) as database:
        assert database.execute("SELECT count(*) FROM findings_across").fetchone() == (1,)


def test_a_broken_foreign_key_does_not_pass(collection: Path, tmp_path: Path) -> None:
    """That the check above can fail."""
    from frictionless import validate

    broken = shutil.copytree(collection, tmp_path / "broken")
    text = (broken / "functional.csv").read_text("utf-8")
    (broken / "functional.csv").write_text(
        "".join(line for line in text.splitlines(True) if not line.startswith("201,")), "utf-8"
    )
    assert not validate(str(broken / "datapackage.json")).valid


def test_code_lists_are_extended_by_what_reports_print(tmp_path: Path) -> None:
    other = copied(tmp_path / "other")
    path = other / "expenditure.csv"
    text = path.read_text("utf-8").replace("2,201,class,一般公共服务支出", "2,201,class,一般公共服务", 1)
    path.write_text(text.replace("2013750", "2013788"), "utf-8")
    collection = stacked(tmp_path, source(FIRST), source(other, OTHER, 2030))
    found = {row["code"]: row for row in rows(collection / "functional.csv")}
    assert found["2013788"]["name"] == "事业运行"
    assert found["2013788"]["parent"] == "20137"
    assert "尚未列入" in found["2013788"]["note"]
    assert found["201"]["last_year_seen"] == "2030"
    assert "一般公共服务" in found["201"]["other_names"].split(" | ")


# --- Formats ---------------------------------------------------------------------------------------------------------


def csv_values(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))[1:]


def text_of(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


def test_parquet_holds_the_same_values_exactly(collection: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    for path in sorted(collection.glob("*.parquet")):
        table = pq.read_table(path)
        expected = csv_values(path.with_suffix(".csv"))
        numbers = {at for at, field in enumerate(table.schema) if pa.types.is_decimal(field.type)}
        found = [[text_of(value) for value in row.values()] for row in table.to_pylist()]
        plain = [[text_of(Decimal(v)) if at in numbers and v else v for at, v in enumerate(row)] for row in expected]
        assert found == plain, path.name
    schema = pq.read_schema(collection / "amounts.parquet")
    assert pa.types.is_decimal(schema.field("amount").type)
    assert pa.types.is_dictionary(schema.field("functional_code").type)
    assert pa.types.is_boolean(schema.field("is_leaf").type)


def test_parquet_is_written_in_row_groups(tmp_path: Path) -> None:
    """Rows in their order, each group with its own dictionary: what is held in memory does not grow with the reports."""
    import pyarrow.parquet as pq

    path = tmp_path / "t.csv"
    types = {"concept": "string", "slug": "string", "at": "integer", "amount": "number"}
    table = Stacked(path, {"schema": {"fields": [{"name": name, "type": kind} for name, kind in types.items()]}})
    for count, groups in ((0, [0]), (3, [3]), (45_000, [20_000, 20_000, 5_000])):
        lines = [f"{at % 7:03},,{at},{at}.50\n" for at in range(count)]
        path.write_text("concept,slug,at,amount\n" + "".join(lines), "utf-8")
        parquet.write(table, tmp_path / "t.parquet")
        made = pq.ParquetFile(tmp_path / "t.parquet")
        assert [made.metadata.row_group(at).num_rows for at in range(made.num_row_groups)] == groups
        assert made.read().to_pylist() == [
            {"concept": f"{at % 7:03}", "slug": None, "at": at, "amount": Decimal(f"{at}.50")} for at in range(count)
        ]


def test_a_row_may_be_longer_than_what_is_read_at_once(tmp_path: Path) -> None:
    path, said = tmp_path / "t.csv", "话，\n" * 1_000_000
    path.write_text(f'slug,text\na,b\nc,"{said}"\n', "utf-8")
    table = Stacked(path, {"schema": {"fields": [{"name": name, "type": "string"} for name in ("slug", "text")]}})
    parquet.write(table, tmp_path / "t.parquet")
    assert read_parquet(tmp_path / "t.parquet")["text"].to_list() == ["b", said]


@pytest.mark.parametrize(("numbers", "scale"), [(["0", "9500.00"], 2), (["0", "1.2345", "-3"], 4), (["", ""], 2)])
def test_parquet_has_the_decimals_that_a_column_has(tmp_path: Path, numbers: list[str], scale: int) -> None:
    """pandas shows a zero of eight decimals as 0E-8."""
    path, fields = tmp_path / "t.csv", [{"name": "slug", "type": "string"}, {"name": "amount", "type": "number"}]
    path.write_text("slug,amount\n" + "".join(f"a,{each}\n" for each in numbers), "utf-8")
    table = Stacked(path, {"schema": {"fields": fields}})
    parquet.write(table, tmp_path / "t.parquet")
    made = read_parquet(tmp_path / "t.parquet")["amount"]
    assert [str(each) for each in made if each is not None] == [
        f"{Decimal(each):.{scale}f}" for each in numbers if each
    ]


def _told(value: object, kind: str) -> str:
    """A value as text; a number is itself however many zeros it is written with."""
    number = kind == "NUMERIC" and value not in (None, "")
    return format(Decimal(str(value)).normalize(), "f") if number else "" if value is None else str(value)


def test_sqlite_holds_the_same_values_exactly(collection: Path) -> None:
    with closing(sqlite3.connect(collection / "collection.sqlite")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for path in sorted(path for path in collection.glob("*.csv") if path.stem not in ("cells", "lines", "passes")):
            kinds = [field[2] for field in database.execute(f"PRAGMA table_info({sql_name(path.stem)})")]
            found = [
                [_told(value, kind) for value, kind in zip(row, kinds, strict=True)]
                for row in database.execute(f"SELECT * FROM {sql_name(path.stem)}")  # noqa: S608
            ]
            truth = {"true": "1", "false": "0"} if path.stem in ("amounts", "code-names") else {}
            expected = [
                [
                    _told(truth.get(value, value) if kind == "INTEGER" else value, kind)
                    for value, kind in zip(row, kinds, strict=True)
                ]
                for row in csv_values(path)
            ]
            assert sorted(found) == sorted(expected), path.name


def test_sqlite_answers_the_common_questions(collection: Path) -> None:
    with closing(sqlite3.connect(collection / "collection.sqlite")) as database:
        totals_ = database.execute(
            "SELECT revenue_yuan, basic_yuan, project_yuan FROM department_years WHERE fiscal_year = 2023"
        ).fetchall()
        assert totals_ == [(1736100.0, 1626100.0, 110000.0)]
        (exact,) = database.execute(
            "SELECT sum(amount_fen) FROM amounts WHERE form = 'expenditure' AND is_leaf AND fiscal_year = 2023"
        ).fetchone()
        assert exact == 173_610_000
        found = database.execute(
            "SELECT count(*) FROM sections_search WHERE sections_search MATCH '公务接待'"
        ).fetchone()
        assert found[0] >= 2
        words = {
            word
            for row in rows(collection / "sections.csv")
            for word in ("会议", "绩效", "采购")
            if word in row["text"]
        }
        assert words
        for word in words:
            found = database.execute(
                "SELECT s.section_id FROM sections_pairs JOIN sections AS s ON s.rowid = sections_pairs.rowid "
                "WHERE sections_pairs MATCH ? ORDER BY s.rowid",
                (word,),
            ).fetchall()
            expected = [
                (r["section_id"],) for r in rows(collection / "sections.csv") if word in f"{r['title']}\n{r['text']}"
            ]
            assert found == expected


def test_no_sum_over_a_view_counts_twice(collection: Path) -> None:
    """Each view holds money once: its sum is the total that the form prints."""
    expected = {"income": 1736100, "spending": 1736100, "appropriated_spending": 1736100, "basic_spending": 1626100}
    with closing(sqlite3.connect(collection / "collection.sqlite")) as database:
        for view, yuan in expected.items():
            found = database.execute(f"SELECT sum(yuan), sum(fen) FROM {view} GROUP BY slug, fiscal_year")  # noqa: S608
            assert found.fetchall() == [(yuan, yuan * 100)] * 2, view
        (listed,) = database.execute("SELECT count(*) FROM plan_and_final").fetchone()
        (whole,) = database.execute("SELECT count(*) FROM budget_execution WHERE level IS NOT 'total'").fetchone()
        assert listed == whole > 0
        views = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'view'")}
        assert views == {*expected, "three_public_final", "plan_and_final"}


def test_the_consoles_file_is_small_and_agrees_with_the_whole(collection: Path) -> None:
    whole, small = collection / "collection.sqlite", collection / "console.sqlite"
    assert small.stat().st_size < whole.stat().st_size / 2
    with closing(sqlite3.connect(whole)) as one, closing(sqlite3.connect(small)) as two:
        assert two.execute("PRAGMA foreign_key_check").fetchall() == []
        for name in ("reports", "amounts", "sections", "functional", "rule_outcomes", "department_years", "spending"):
            query = f"SELECT * FROM {name} ORDER BY 1, 2, 3, 4"  # noqa: S608
            assert one.execute(query).fetchall() == two.execute(query).fetchall()
        (checks,) = two.execute("SELECT sum(checks) FROM rule_outcomes").fetchone()
        assert checks == 2 * Package(FIRST).outcomes.total()


# --- Building --------------------------------------------------------------------------------------------------------


def test_two_builds_give_the_same_bytes(collection: Path, tmp_path: Path) -> None:
    other = copied(tmp_path / "elsewhere")
    again = stacked(tmp_path, source(other, OTHER, 2022), source(FIRST))  # in another order, from another place
    assert files(again) == files(collection)


def test_a_collection_that_came_by_steps_has_the_bytes_of_one_made_at_once(collection: Path, tmp_path: Path) -> None:
    """One report stays, one changes, one goes, one comes."""
    third, other = copied(tmp_path / "third"), copied(tmp_path / "other")
    text = (other / "revenue.csv").read_text("utf-8")
    (other / "revenue.csv").write_text(text.replace("173.61", "173.62"), "utf-8")
    changing = source(other, OTHER, 2022)
    stacked(tmp_path, source(FIRST), source(third, OTHER, 2023), changing)
    (other / "revenue.csv").write_text(text, "utf-8")
    assert files(stacked(tmp_path, changing)) != files(collection)
    assert files(stacked(tmp_path, changing, source(FIRST))) == files(collection)


def test_an_unchanged_report_is_not_stacked_again(tmp_path: Path) -> None:
    other = copied(tmp_path / "other")
    sources = [source(FIRST), source(other, OTHER, 2022)]
    collection = stacked(tmp_path, *sources)
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "parts").rglob("*.csv")}
    before = {path.name: path.stat().st_mtime_ns for path in collection.iterdir()}
    time.sleep(0.01)
    stacked(tmp_path, *sources)
    assert {path.name: path.stat().st_mtime_ns for path in collection.iterdir()} == before
    text = (other / "revenue.csv").read_text("utf-8")
    (other / "revenue.csv").write_text(text.replace("173.61", "173.62"), "utf-8")
    stacked(tmp_path, *sources)
    touched = {path.parent.name for path, at in stamps.items() if path.stat().st_mtime_ns != at}
    assert touched == {f"{OTHER}-2022"}
    assert "173.62" in (collection / "revenue.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("factor", "printed", "words"),
    [(1, "173.615", "whole fen"), (10_000, "0.123456789", "at most 20 digits and 8 decimals")],
    ids=["half a fen", "more decimals than Parquet holds"],
)
def test_a_report_that_cannot_be_stacked_is_left_out_and_named(
    factor: int, printed: str, words: str, tmp_path: Path
) -> None:
    other = copied(tmp_path / "other")
    descriptor = json.loads((other / "datapackage.json").read_text("utf-8"))
    descriptor["amountUnit"] |= {"factor": factor, "printedAs": "元" if factor == 1 else "万元"}
    for each in descriptor["resources"]:
        each.pop("amountUnit", None)
    (other / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    name = "revenue" if factor == 1 else "claims"
    text = (other / f"{name}.csv").read_text("utf-8")
    (other / f"{name}.csv").write_text(re.sub(r"(?<=,)173\.61(?=,)", printed, text), "utf-8")
    errors = collected(tmp_path, [source(FIRST), source(other, OTHER, 2022)])
    assert [str(error).split(":")[0] for error in errors] == [f"{OTHER}-2022"]
    assert words in str(errors[0])
    assert {row["slug"] for row in rows(tmp_path / "collection/amounts.csv")} == {"420116-data-resource-center"}


def test_no_report_at_all_is_an_empty_collection(tmp_path: Path) -> None:
    assert collected(tmp_path, []) == []
    assert rows(tmp_path / "collection/amounts.csv") == []


def test_a_join_with_cofog_neither_multiplies_nor_loses_rows(collection: Path) -> None:
    with closing(sqlite3.connect(collection / "collection.sqlite")) as database:
        (printed,) = database.execute("SELECT count(*) FROM amounts WHERE functional_code IS NOT NULL").fetchone()
        (joined,) = database.execute("SELECT count(*) FROM amounts JOIN cofog USING (functional_code)").fetchone()
        assert joined == printed > 0
        found = dict(
            database.execute(
                "SELECT functional_code, cofog_code || ' ' || mapped_from || ' ' || confidence FROM cofog "
                "WHERE functional_code IN ('2210201', '2080505', '201')"
            )
        )
        assert found == {"201": "01 201 high", "2080505": "10.2 20805 high", "2210201": "10.6 22102 medium"}


def test_every_name_of_a_code_is_kept_with_its_years(tmp_path: Path) -> None:
    """The second report, of another year, prints another name."""
    other = copied(tmp_path / "other")
    for path in (other / "expenditure.csv", other / "revenue.csv"):
        path.write_text(path.read_text("utf-8").replace(",提租补贴,", ",提租补贴（旧）,"), "utf-8")
    folder = stacked(tmp_path, source(FIRST), source(other, OTHER, 2022))
    found = {
        row["name"]: (row["first_year"], row["last_year"], row["reports"], row["listed"])
        for row in rows(folder / "code-names.csv")
        if row["code"] == "2210202" and row["name"].startswith("提")
    }
    assert found == {"提租补贴": ("2022", "2023", "2", "true"), "提租补贴（旧）": ("2022", "2022", "1", "false")}
