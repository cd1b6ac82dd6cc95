"""The files beside the pages: the same rows for every kind of reader, and the same bytes each time."""

import csv
import gzip
import hashlib
import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from frictionless import validate
from openpyxl import load_workbook

from build_site.model import Form
from build_site.render.publish import twins
from build_site.render.publish.recipes import FIRST_OF_REPORT, first_lines
from build_site.render.publish.twins import excel_twin, pack
from build_site.render.published import PACKED
from build_site.site import serve
from tests.render.conftest import SLUG, YEAR
from tests.render.publish.conftest import SITE, rows_of, twin_of, unpacked, valid

OWN = f"data/{SLUG}/{YEAR}"


def _printed(value: object) -> str:
    """A JSON value as the CSV has it."""
    return str(value).lower() if isinstance(value, bool) else str(value or "")


def _resources(docs: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((docs / OWN / "datapackage.json").read_text("utf-8"))["resources"]
    return found


def test_every_table_has_the_packages_rows_as_csv_and_as_json(docs: Path, root: Path) -> None:
    for resource in _resources(docs):
        path = docs / OWN / resource["path"]
        assert (path.suffix == ".gz") == (resource["name"] in PACKED)
        canonical = (root / "data/packages" / SLUG / str(YEAR) / f"{resource['name']}.csv").read_bytes()
        assert (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()) == canonical
        twin = twin_of(docs / OWN / resource["path"].replace(".csv", ".json"), parse_float=str, parse_int=str)
        assert [{key: _printed(value) for key, value in row.items()} for row in twin] == rows_of(path)


def test_the_forms_have_a_csv_for_excel(docs: Path) -> None:
    for resource in (each for each in _resources(docs) if each["name"] in (*Form, "budget-execution")):
        rows = rows_of(docs / OWN / resource["path"])
        raw = (docs / OWN / f"{resource['name']}-excel.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        found = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
        titles = [f"{field['title']} {field['name']}" for field in resource["schema"]["fields"]]
        assert not found or list(found[0]) == titles  # 本年支出合计 total
        found = [{head.rpartition(" ")[2]: value for head, value in row.items()} for row in found]
        assert [{key: value.removeprefix("'") for key, value in row.items()} for row in found] == rows
        assert b"\r\n" in raw


def test_frictionless_reads_what_is_packed_and_notices_a_change(docs: Path, tmp_path: Path) -> None:
    for path in (docs / OWN).glob("*.*"):
        shutil.copyfile(path, tmp_path / path.name)
    held, words = valid(tmp_path)
    assert held, words
    assert "claims.csv.gz" in words
    rows = gzip.decompress((tmp_path / "cells.csv.gz").read_bytes())
    (tmp_path / "cells.csv.gz").write_bytes(gzip.compress(rows + rows.splitlines(keepends=True)[-1], mtime=0))
    assert not valid(tmp_path)[0]


def test_packing_gives_the_same_bytes_again(tmp_path: Path) -> None:
    packed = []
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text("a,b\n1,二\n", "utf-8")
        packed.append(pack(tmp_path / name).read_bytes())
        assert not (tmp_path / name).exists()
    assert packed[0] == packed[1]
    assert gzip.decompress(packed[0]).decode() == "a,b\n1,二\n"


def test_a_large_table_is_packed_in_pieces_that_stay_when_a_report_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twins, "_LARGE", 1 << 10)
    slugs = [f"431202-office-{number:02}" for number in range(60)]
    rows = {
        slug: [f'{slug},{year},"{slug} said\nin lines, 2023,"\n' for year in range(2020, 2025)] * 40 for slug in slugs
    }

    def packed(names: list[str], kept: Path | None) -> bytes:
        content = "slug,fiscal_year,text\n" + "".join(row for name in names for row in rows[name])
        (tmp_path / "a.csv").write_text(content, "utf-8")
        found = pack(tmp_path / "a.csv", kept).read_bytes()
        assert pd.read_csv(io.BytesIO(found), compression="gzip").shape == (200 * len(names), 3)
        assert gzip.decompress(found) == content.encode()
        return found

    kept = tmp_path / "pieces"
    packed([slug for slug in slugs if slug != "431202-office-30"], kept)
    before = {path.name for path in kept.iterdir()}
    assert packed(slugs, kept) == packed(slugs, None)
    after = {path.name for path in kept.iterdir()}
    assert len(before) > 3
    assert len(after - before) == len(before - after) == 1
    for path in kept.iterdir():
        path.write_bytes(path.read_bytes()[:-1])  # as a full disk leaves it
    assert packed(slugs, kept) == packed(slugs, None)


def test_excel_gets_no_formula_and_numbers_stay_numbers() -> None:
    printed = (("=1+1", "-5.00"), ("@SUM(A1)", "1.00"), ("-注", ""), ("+1", ""), ("普通", "2.00"))
    rows = [{"text": text, "amount": amount} for text, amount in printed]
    titles = {"text": "项目", "amount": "本年支出合计"}
    found = excel_twin(rows, {"text": "string", "amount": "number"}, titles).decode("utf-8-sig")
    assert found == "项目 text,本年支出合计 amount\r\n'=1+1,-5.00\r\n'@SUM(A1),1.00\r\n'-注,\r\n'+1,\r\n普通,2.00\r\n"


def test_no_cell_for_excel_is_longer_than_excel_holds() -> None:
    rows = [{"text": text} for text in ("字" * 32_767, "字" * 40_000, "=" + "字" * 32_767)]
    read = csv.reader(io.StringIO(excel_twin(rows, {"text": "string"}, {}).decode("utf-8-sig"), newline=""))
    _, *cells = (row[0] for row in read)
    assert [len(cell) for cell in cells] == [32_767] * 3
    assert [cell[-1] for cell in cells] == ["字", "…", "…"]


def test_the_archive_holds_the_package_and_a_read_me(docs: Path, root: Path) -> None:
    folder, package = docs / OWN, root / "data/packages" / SLUG / str(YEAR)
    with zipfile.ZipFile(folder / "report.zip") as archive:
        assert set(archive.namelist()) == {path.name for path in package.iterdir()} | {"README.txt"}
        assert archive.testzip() is None
        assert all(archive.read(path.name) == path.read_bytes() for path in package.iterdir())
        read_me = archive.read("README.txt").decode("utf-8")
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    version = json.loads((folder / "datapackage.json").read_text("utf-8"))["version"]
    for tool, line in first_lines(FIRST_OF_REPORT, "./").items():
        assert line in read_me or tool == "Excel"  # the workbook is beside the archive
    for words in ("万元 = 10000 CNY", "CC BY 4.0", "expenditure.csv", f"{SLUG}-{YEAR} {version}"):
        assert words in read_me


def test_an_archive_unpacked_is_a_valid_package(docs: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(docs / OWN / "report.zip") as archive:
        archive.extractall(tmp_path)
    assert validate(str(tmp_path / "datapackage.json")).valid


ABOVE = ["collection/latest", "places/420116"]


@pytest.mark.parametrize("folder", ABOVE)
def test_a_package_above_the_reports_is_valid(docs: Path, folder: str) -> None:
    held, words = valid(docs / "data" / folder)
    assert held, words


def test_a_package_is_valid_at_its_address(docs: Path) -> None:
    with serve.background(docs, "/final-accounts/") as port:
        held, words = valid(docs, f"http://127.0.0.1:{port}/final-accounts/data/{SLUG}/{YEAR}/")
    assert held, words


def test_the_collection_of_now_leads_to_the_latest_under_its_day(docs: Path) -> None:
    day = max(path for path in (docs / "data/collection").iterdir() if path.name != "latest")
    described = json.loads((day / "datapackage.json").read_text("utf-8"))
    assert described["version"] == day.name
    for each in [*described["resources"], *described["alternatives"]]:
        content = (docs / each["path"].removeprefix(SITE)).read_bytes()
        assert each["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


@pytest.mark.parametrize("folder", [f"{SLUG}/{YEAR}", *ABOVE])
def test_every_file_that_a_package_tells_of_opens_with_all_its_rows(docs: Path, folder: str) -> None:
    """As its bytes and hash say; CSV, packed or not, in pandas and DuckDB, with the Parquet, SQLite and XLSX of the same rows."""
    import duckdb

    place = docs / "data" / folder
    described = json.loads((place / "datapackage.json").read_text("utf-8"))
    rows = {each["name"]: each["rowCount"] for each in described["resources"]}
    for each in [*described["resources"], *described.get("alternatives", ())]:
        path = place / each["path"]
        content = path.read_bytes()
        assert f"sha256:{hashlib.sha256(content).hexdigest()}" == each["hash"], path
        assert each.get("bytes", len(content)) == len(content), path
        name = path.name.partition(".")[0]
        if ".csv" in path.suffixes:
            assert len(pd.read_csv(path)) == rows[name], path
            assert len(duckdb.read_csv(str(path), header=True, all_varchar=True, strict_mode=True)) == rows[name], path
        elif path.suffix == ".parquet":
            assert len(pd.read_parquet(path)) == len(duckdb.read_parquet(str(path))) == rows[name], path
        elif path.suffix == ".gz":
            with unpacked(path) as database:
                assert database.execute("SELECT count(*) FROM reports").fetchone() == (rows["reports"],)
        else:
            assert load_workbook(path).worksheets[0].max_row == rows["department-years"] + 1


def test_the_reports_page_offers_every_form_of_the_data_with_sizes(docs: Path) -> None:
    for page in ("downloads/index.md",):
        text = (docs / f"departments/{SLUG}/{YEAR}/{page}").read_text("utf-8")
        for file in (
            "report.xlsx",
            "report.zip",
            "expenditure.csv",
            "expenditure-excel.csv",
            "expenditure.json",
            "datapackage.json",
        ):
            assert f"/{file}" in text, (page, file)
        assert "KB" in text
    whole = (docs / "downloads/index.md").read_text("utf-8")
    for file in (
        "collection/latest/collection.sqlite.gz",
        "collection/latest/amounts.parquet",
        "collection/latest/amounts.csv",
        "report.xlsx",
    ):
        assert file in whole


def test_the_dictionary_page_has_a_line_for_every_field(docs: Path) -> None:
    page = (docs / "dictionary/index.md").read_text("utf-8")
    packages = [docs / "data/collection/latest", docs / "data" / SLUG / str(YEAR)]
    for resource in (
        each
        for folder in packages
        for each in json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]
    ):
        assert f"#t-{resource['name']}" in page
        for field in resource["schema"]["fields"]:
            assert f'id="t-{resource["name"]}-{field["name"]}"' in page, (resource["name"], field["name"])
            assert field.get("title"), (resource["name"], field["name"])
            assert field.get("description"), (resource["name"], field["name"])
            for value in field.get("constraints", {}).get("enum", ()):
                assert value in page.replace("&#45;", "-")


def test_the_descriptor_names_every_column_in_both_languages_and_explains_it_where_it_stands(
    docs: Path, root: Path
) -> None:
    package = json.loads((root / "data/packages" / SLUG / str(YEAR) / "datapackage.json").read_text("utf-8"))
    assert [(table["name"], len(table["schema"]["fields"])) for table in _resources(docs)] == [
        (table["name"], len(table["schema"]["fields"])) for table in package["resources"]
    ]
    for table, full in zip(_resources(docs), package["resources"], strict=True):
        for field, whole in zip(table["schema"]["fields"], full["schema"]["fields"], strict=True):
            assert (field["title"], field["title_en"]) == (whole["title"], whole["title_en"])
            assert whole["description"].startswith(field["description"]), (table["name"], field["name"])
            assert field["description"]
