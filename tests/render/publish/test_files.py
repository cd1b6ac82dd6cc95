"""The files beside the pages: the same rows for every kind of reader, and the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

from build_site.render.publish.recipes import FIRST_OF_REPORT, first_lines
from build_site.render.publish.twins import excel_twin
from tests.houses import files
from tests.render.conftest import SLUG, YEAR
from tests.render.publish.conftest import publish

OWN = f"data/{SLUG}/{YEAR}"


def _printed(value: object) -> str:
    """A JSON value as the CSV has it."""
    return str(value).lower() if isinstance(value, bool) else str(value or "")


def test_every_csv_has_a_twin_for_programs_and_one_for_excel(docs: Path) -> None:
    descriptor = json.loads((docs / OWN / "datapackage.json").read_text("utf-8"))
    for resource in descriptor["resources"]:
        with (docs / OWN / resource["path"]).open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle))
        twin = json.loads((docs / OWN / f"{resource['name']}.json").read_text("utf-8"), parse_float=str, parse_int=str)
        assert [{key: _printed(value) for key, value in row.items()} for row in twin] == rows
        raw = (docs / OWN / f"{resource['name']}-excel.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        found = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
        titles = [f"{field['title']} {field['name']}" for field in resource["schema"]["fields"]]
        assert not found or list(found[0]) == titles  # 本年支出合计 total
        found = [{head.rpartition(" ")[2]: value for head, value in row.items()} for row in found]
        assert [{key: value.removeprefix("'") for key, value in row.items()} for row in found] == rows
        assert b"\r\n" in raw


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


def test_the_archive_holds_every_file_and_a_read_me(docs: Path) -> None:
    folder = docs / OWN
    expected = {
        path.name for path in folder.iterdir() if path.is_file() and path.name not in ("report.zip", "share.png")
    }
    with zipfile.ZipFile(folder / "report.zip") as archive:
        assert set(archive.namelist()) == expected | {"README.txt"}
        assert archive.testzip() is None
        assert all(archive.read(name) == (folder / name).read_bytes() for name in expected)
        read_me = archive.read("README.txt").decode("utf-8")
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    version = json.loads((folder / "datapackage.json").read_text("utf-8"))["version"]
    for line in first_lines(FIRST_OF_REPORT, "./").values():
        assert line in read_me
    for words in ("万元 = 10000 CNY", "CC BY 4.0", "expenditure.csv", f"{SLUG}-{YEAR} {version}"):
        assert words in read_me


def test_an_archive_unpacked_is_a_valid_package(docs: Path, tmp_path: Path) -> None:
    from frictionless import validate

    with zipfile.ZipFile(docs / OWN / "report.zip") as archive:
        archive.extractall(tmp_path)
    assert validate(str(tmp_path / "datapackage.json")).valid


def test_the_collection_and_the_code_lists_are_published(docs: Path) -> None:
    descriptor = json.loads((docs / "data/collection/latest/datapackage.json").read_text("utf-8"))
    for each in [*descriptor["resources"], *descriptor["alternatives"]]:
        assert (docs / "data/collection/latest" / each["path"]).stat().st_size == each["bytes"]
    for name in ("functional", "economic", "divisions", "cofog"):
        assert (docs / f"data/codelists/{name}/datapackage.json").is_file()


def test_publishing_again_gives_the_same_bytes(docs: Path, root: Path, tmp_path: Path) -> None:
    """Workbook, archive, SQLite and Parquet included."""
    first, second = files(docs), files(publish(root, tmp_path))
    assert {Path(name).suffix for name in first} >= {".xlsx", ".zip", ".sqlite", ".parquet", ".csv", ".json", ".xml"}
    assert sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name)) == []


def test_the_reports_page_offers_every_form_of_the_data_with_sizes(docs: Path) -> None:
    for page in ("downloads.md",):
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
    whole = (docs / "downloads.md").read_text("utf-8")
    for file in (
        "collection/latest/collection.sqlite",
        "collection/latest/amounts.parquet",
        "collection/latest/amounts.csv",
        "report.xlsx",
    ):
        assert file in whole


def test_the_dictionary_page_has_a_line_for_every_field(docs: Path) -> None:
    page = (docs / "dictionary.md").read_text("utf-8")
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
