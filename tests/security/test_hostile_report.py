"""A report full of what HTML, Markdown, templates, JSON, CSV and spreadsheets would like to interpret, as a source file:
read, packaged, audited and rendered, it stays text in every page and every download."""

from __future__ import annotations

import csv
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from build_site import pipeline
from build_site.desk.add.enter import enter
from build_site.desk.add.rows import Answers
from build_site.site import build as site
from tests.houses import registered
from tests.render.conftest import copy_repository

NASTY = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>{{ x }}{% x %}`|]]>--><!--${x}[a](javascript:alert(3))&lt;"
)
FORMULAS = ('=HYPERLINK("http://x.test")', "+1+1", "@SUM(A1)", "-2+3")
SLUG = "420116-hostile-office"


def poison(text: str) -> str:
    """Hostile words behind the department's sentences, labels, terms and titles; formulas in cells that hold text."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if "\t" in line:
            cells = line.split("\t")
            for at, cell in enumerate(cells):
                if re.fullmatch(r"其他支出|住房公积金|经济效益指标|.{0,4}指标值.{0,4}", cell.strip()):
                    cells[at] = cell + FORMULAS[number % len(FORMULAS)] + NASTY
            lines[number] = "\t".join(cells)
        elif re.search(r"[。；]$", line) and number % 2:
            lines[number] = line + NASTY + FORMULAS[number % len(FORMULAS)] + "。"
    return "\n".join(lines)


@pytest.fixture(scope="module")
def house(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the hostile report as its only one, through the whole build."""
    target = copy_repository(root, tmp_path_factory.mktemp("hostile-source"))
    shutil.rmtree(target / "data/packages")
    registered(target)
    source = target / "report.txt"
    text = (root / "data/sources/420116-data-resource-center/2023/report.txt").read_text("utf-8")
    source.write_text(poison(text), "utf-8")
    enter(target, source, Answers(slug=SLUG, name_en=NASTY + FORMULAS[0]), [].append)
    pipeline.pages(target, [].append)
    site.build(target, target / "build/site", "http://site.test/")
    return target


def test_the_hostile_words_are_in_the_data_as_printed(house: Path) -> None:
    package = house / "data/packages" / SLUG / "2023"
    text = "".join(path.read_text("utf-8") for path in package.glob("*.csv"))
    assert "{{ x }}{% x %}`|]]>" in text
    for path in package.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as handle:
            header, *rows = csv.reader(handle, strict=True)
        assert all(len(row) == len(header) for row in rows), path.name


class Elements(HTMLParser):
    """The elements and attributes that a browser would make."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        bad = [name for name in names if name.startswith("on")]
        bad += [value for name, value in attrs if name in ("href", "src") and (value or "").startswith("javascript:")]
        bad += ["x"] if names.get("src") == "x" else []
        self.bad += [f"{tag} {each}" for each in bad]


def test_it_is_text_on_every_page(house: Path) -> None:
    pages = sorted((house / "build/site").rglob("*.html"))
    assert sum("alert(1)" in page.read_text("utf-8") for page in pages) > 2
    for page in pages:
        elements = Elements()
        elements.feed(page.read_text("utf-8"))
        assert elements.bad == [], page
        assert "<script>alert" not in page.read_text("utf-8")


def test_it_is_text_in_every_download(house: Path) -> None:
    data = house / "build/site/data"
    twins = sorted(data.rglob("*.json"))
    assert twins
    for path in twins:
        json.loads(path.read_text("utf-8"))
    workbooks = sorted(data.rglob("*.xlsx"))
    assert workbooks
    for path in workbooks:
        for sheet in openpyxl.load_workbook(path).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f" or "HYPERLINK" not in str(cell.value), f"{path.name} {cell.coordinate}"


def test_feeds_and_catalogues_stay_well_formed(house: Path) -> None:
    from xml.etree import ElementTree as ET

    for path in (house / "build/site").rglob("*.xml"):
        ET.parse(path)  # noqa: S314  # our own file
    for path in (house / "build/site").rglob("*.jsonld"):
        json.loads(path.read_text("utf-8"))
