"""The data of one place: a valid package of its own, and the same rows in each of its formats."""

import csv
import json
from pathlib import Path

import frictionless
import pandas as pd
import pytest
from openpyxl import load_workbook

from build_site.package.check import checklist
from build_site.package.collection import collect
from build_site.package.collection.places import TABLES
from build_site.run.memory import Memory
from tests.houses import rows
from tests.package.collected import FIRST, copied, source

OTHER, NEAR = "310107-another-department", "420111-neighbour"


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("places")
    sources = [source(FIRST), source(copied(folder / "near"), NEAR), source(copied(folder / "other"), OTHER, 2022)]
    with Memory(folder) as memory:
        assert collect(sources, folder / "parts", folder / "collection", memory, None, folder / "places") == []
    return folder / "places"


def test_a_district_its_city_and_its_province_have_their_own_reports_and_no_other(places: Path) -> None:
    own = {"310107": {OTHER}, "420116": {FIRST.parent.name}, "420100": {FIRST.parent.name, NEAR}}
    own |= {"310000": {OTHER}, "420000": own["420100"], "420111": {NEAR}}
    for name in ("amounts", "department-years", "reports"):
        assert {path.name: {row["slug"] for row in rows(path / f"{name}.csv")} for path in places.iterdir()} == own, (
            name
        )


def test_a_place_is_a_valid_package(places: Path) -> None:
    report = frictionless.validate(str(places / "420100/datapackage.json"), checklist=checklist())
    assert report.valid, report.flatten(["message"])
    assert len(report.tasks) == len(TABLES)


def test_csv_parquet_and_workbook_hold_the_same(places: Path) -> None:
    folder = places / "420100"
    book = load_workbook(folder / "place.xlsx", read_only=True)
    assert len(book.sheetnames) == len(TABLES) - 2
    for sheet, name in zip(book, TABLES[1:-1], strict=True):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            head, *body = csv.reader(handle)
        shown = [list(row) for row in sheet.iter_rows(values_only=True)]
        assert [str(cell).rpartition(" ")[2] for cell in shown[0]] == head
        frame = pd.read_parquet(folder / f"{name}.parquet")
        assert list(frame.columns) == head
        assert len(frame) == len(body) == len(shown) - 1
        for at, (printed, cells) in enumerate(zip(body, shown[1:], strict=True)):
            for column, (text, cell) in enumerate(zip(printed, cells, strict=True)):
                value = frame.iloc[at, column]
                if text == "":
                    assert cell is None
                    assert pd.isna(value)
                elif isinstance(cell, str):
                    assert cell == text == str(value)
                else:
                    assert float(cell) == float(text) == float(value)


def test_a_place_without_reports_is_gone(tmp_path: Path) -> None:
    parts = (tmp_path / "parts", tmp_path / "collection")
    with Memory(tmp_path) as memory:
        both = [source(FIRST), source(copied(tmp_path / "other"), OTHER, 2022)]
        collect(both, *parts, memory, None, tmp_path / "places")
        collect(both[:1], *parts, memory, None, tmp_path / "places")
    assert {path.name for path in (tmp_path / "places").iterdir()} == {"420000", "420100", "420116"}


def test_a_city_of_which_one_district_alone_has_reports_has_that_districts_files_under_its_own_name(
    places: Path,
) -> None:
    city, district = ({path.name: path for path in (places / name).iterdir()} for name in ("310000", "310107"))
    assert city.keys() == district.keys()
    told = [json.loads(folder.pop("datapackage.json").read_text("utf-8")) for folder in (city, district)]
    assert all(path.read_bytes() == district[name].read_bytes() for name, path in city.items())
    assert [each["divisionCode"] for each in told] == ["310000", "310107"]
    assert [each["description"][:3] for each in told] == ["上海市", "普陀区"]
    assert told[0]["resources"] == told[1]["resources"]
