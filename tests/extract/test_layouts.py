"""Reports typeset in every layout that the factory knows are read back cell by cell: nothing lost, nothing invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import Amount, Form, FormState, Report, State, Statement
from tests.factory import chromium_pdf, reportlab_pdf, text
from tests.factory.accounts import Accounts, brief, from_package
from tests.factory.compare import compare
from tests.factory.drawing import Drawing
from tests.factory.invent import accounts, random_accounts
from tests.factory.layouts import Layout, lay_out
from tests.factory.printed import Printed
from tests.factory.variants import DRAWINGS, LAYOUTS, combination

if TYPE_CHECKING:
    from playwright.sync_api import Page

FULL = random_accounts(1045, items=3)
"""元, all nine forms with amounts, revenue of every kind, balances."""
TABLES = brief(FULL, passages=7)
"""How tables are arranged does not change prose."""
SPARSE = random_accounts(1014, items=3)
"""万元, three empty forms."""
EMPTY = brief(SPARSE, passages=7)
WITH_EMPTY_FORMS = (
    "as in Shanghai",
    "Shanghai, codes in parts, total in the heads",
    "sub-heads in the row of the total",
    "title, department and unit inside the table",
    "三公 in pairs",
    "三公 down the page",
    "zeros printed",
    "no notes",
)
"""Layouts that are drawn with empty forms, and written as text with full ones."""
_OF_TABLES = {"rules", "white_boxes", "overhang", "spread", "shaded", "low", "page_rows", "repeat"}
"""What of a drawing prose does not meet; the others draw it once, with one of the first layouts."""
_FIRST = tuple(LAYOUTS)[: len(DRAWINGS)]
PRINTED_BY_CHROMIUM = {
    "as the first report": (Layout(), Drawing()),
    "as in Shanghai": (LAYOUTS["as in Shanghai"], Drawing(page_number="dashes")),
    "codes in parts, thousands": (
        replace(LAYOUTS["codes in 类 款 项 cells"], thousands=True),
        Drawing(rules="segments"),
    ),
    "names wrapped, heads repeated": (LAYOUTS["names wrapped"], Drawing(repeat="heads", table_size=11)),
    "numbers broken over lines": (LAYOUTS["two blocks"], Drawing(table_size=13)),
    "三公 in pairs, zeros": (replace(LAYOUTS["三公 in pairs"], nil="0.00"), Drawing(rules="open")),
    "landscape and portrait": (LAYOUTS["landscape and portrait"], Drawing(running_head=True, page_number="of")),
    "forms one under another": (LAYOUTS["forms one under another"], Drawing(rules="grey", shaded=True)),
    "digits low": (LAYOUTS["three lines over the form"], Drawing(drop=0.3)),
    "look-alike characters": (Layout(radicals=True), Drawing()),
    "framed title, watermark": (LAYOUTS["title, department and unit inside the table"], Drawing(watermark=True)),
    "extra forms, white boxes": (LAYOUTS["two extra forms"], Drawing(white_boxes=True, low=True)),
}

Check = Callable[[Report, Printed], None]


@pytest.fixture
def check(record_property: Callable[[str, object], None]) -> Check:
    """Compare a reading with what was printed, and count what was compared."""

    def compare_and_count(report: Report, printed: Printed) -> None:
        result = compare(report, printed)
        record_property("layouts", 1)
        record_property("pages", report.pages or 0)
        record_property("cells", result.cells)
        record_property("paragraphs", result.sentences)
        assert result.cells > 100
        assert result.differences == []

    return compare_and_count


def drawn(source: Accounts, layout: Layout, drawing: Drawing, path: Path) -> tuple[Report, Printed]:
    printed = lay_out(source, layout)
    reportlab_pdf.write(printed, drawing, path)
    return recognise(parse(path)), printed


def written(source: Accounts, layout: Layout, path: Path) -> tuple[Report, Printed]:
    printed = lay_out(source, layout)
    text.write(printed, path)
    return recognise(parse(path)), printed


@pytest.mark.parametrize(("name", "way"), list(zip(LAYOUTS, cycle(DRAWINGS), strict=False)))
def test_layout_as_pdf(name: str, way: str, tmp_path: Path, check: Check) -> None:
    """Each layout in one of the ways of drawing, and so each of these."""
    drawing, plain = DRAWINGS[way], Drawing()
    changed = {each.name for each in fields(plain) if getattr(drawing, each.name) != getattr(plain, each.name)}
    full, empty = (FULL, SPARSE) if changed - _OF_TABLES and name in _FIRST else (TABLES, EMPTY)
    check(*drawn(empty if name in WITH_EMPTY_FORMS else full, LAYOUTS[name], drawing, tmp_path / "report.pdf"))


@pytest.mark.parametrize("seed", range(8))
def test_combination(seed: int, tmp_path: Path, check: Check) -> None:
    source = random_accounts(seed, items=1 + seed % 5)
    check(*drawn(source, *combination(seed), tmp_path / "report.pdf"))


@pytest.mark.parametrize("name", PRINTED_BY_CHROMIUM)
def test_printed_by_chromium(name: str, tmp_path: Path, chromium: Page, check: Check) -> None:
    layout, drawing = PRINTED_BY_CHROMIUM[name]
    printed = lay_out(TABLES if len(name) % 2 else EMPTY, layout)
    chromium_pdf.write(printed, drawing, tmp_path / "report.pdf", chromium)
    check(recognise(parse(tmp_path / "report.pdf")), printed)


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout_as_text(name: str, tmp_path: Path, check: Check) -> None:
    check(*written(TABLES, LAYOUTS[name], tmp_path / "report.txt"))


def test_look_alike_characters_in_texts(tmp_path: Path, check: Check) -> None:
    check(*written(FULL, Layout(radicals=True), tmp_path / "report.txt"))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(source=accounts(most_items=12))
def test_any_accounts(source: Accounts, tmp_path: Path) -> None:
    result = compare(*written(source, Layout(), tmp_path / "report.txt"))
    assert result.differences == []


@pytest.fixture(scope="module")
def first(root: Path) -> Accounts:
    return from_package(root / "data/packages/420116-data-resource-center/2023")


def test_first_report_printed_anew_as_text(first: Accounts, tmp_path: Path, check: Check) -> None:
    check(*written(first, Layout(), tmp_path / "report.txt"))


@pytest.mark.parametrize("name", ["as in Shanghai", "names wrapped"])
def test_first_report_printed_anew_as_pdf(name: str, first: Accounts, tmp_path: Path, check: Check) -> None:
    drawing = Drawing(digits="Times-Roman", drop=0.3, page_number="dashes")
    check(*drawn(first, LAYOUTS[name], drawing, tmp_path / "report.pdf"))


def test_first_report_printed_anew_by_chromium(first: Accounts, tmp_path: Path, chromium: Page, check: Check) -> None:
    printed = lay_out(first, Layout())
    chromium_pdf.write(printed, Drawing(), tmp_path / "report.pdf", chromium)
    check(recognise(parse(tmp_path / "report.pdf")), printed)


def test_first_report_from_pdf_equals_the_text_it_came_from(root: Path, first: Accounts, tmp_path: Path) -> None:
    """Not against the factory's expectations but against the reading of the received file itself."""
    read, _ = drawn(first, Layout(), Drawing(), tmp_path / "report.pdf")
    received = recognise(parse(root / "data/sources/420116-data-resource-center/2023/report.txt"))
    for ours, theirs in zip(read.statements, received.statements, strict=True):
        assert [_facts(row.amounts) for row in ours.rows] == [_facts(row.amounts) for row in theirs.rows]
        assert (ours.state, ours.unit, ours.note) == (theirs.state, theirs.unit, theirs.note)
    wanted = ("3.", "1.")
    sections = {section.section_id: section.text for section in read.sections if section.section_id.startswith(wanted)}
    assert sections == {s.section_id: s.text for s in received.sections if s.section_id.startswith(wanted)}


def _facts(amounts: object) -> dict[str, str]:
    assert isinstance(amounts, dict)
    return {name: amount.printed for name, amount in amounts.items() if amount.state is not State.BLANK}


# --- the comparison itself ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Printed]:
    return written(FULL, Layout(), tmp_path_factory.mktemp("reading") / "report.txt")


def test_a_changed_amount_is_noticed(reading: tuple[Report, Printed]) -> None:
    report, printed = reading
    statement = report.statements[1]
    row = statement.rows[0]
    wrong = replace(
        row, amounts={**row.amounts, "total": replace(row.amounts["total"], value=row.amounts["total"].value + 1)}
    )
    statements = tuple(replace(s, rows=(wrong, *s.rows[1:])) if s is statement else s for s in report.statements)
    assert len(compare(replace(report, statements=statements), printed).differences) == 1


def test_an_invented_amount_is_noticed(reading: tuple[Report, Printed]) -> None:
    report, printed = reading
    statement = report.statements[0]
    row = statement.rows[0]
    invented = Amount("1", row.amounts["amount"].value, State.VALUE, row.place)
    wrong = replace(row, amounts={**row.amounts, "state_capital": invented})
    statements = (replace(statement, rows=(wrong, *statement.rows[1:])), *report.statements[1:])
    assert len(compare(replace(report, statements=statements), printed).differences) == 1


def test_a_lost_row_and_a_lost_form_are_noticed(reading: tuple[Report, Printed]) -> None:
    report, printed = reading
    short = tuple(replace(s, rows=s.rows[:-1]) if s.form is Form.EXPENDITURE else s for s in report.statements)
    assert len(compare(replace(report, statements=short), printed).differences) == 1
    assert len(compare(replace(report, statements=report.statements[1:]), printed).differences) == 1
    hidden = (Statement(Form.REVENUE_AND_EXPENDITURE, FormState.MISSING), *report.statements[1:])
    assert len(compare(replace(report, statements=hidden), printed).differences) == 1


def test_a_changed_sentence_is_noticed(reading: tuple[Report, Printed]) -> None:
    report, printed = reading
    sections = tuple(replace(s, text=s.text.replace("年度收、支总计", "年收、支总计")) for s in report.sections)
    assert len(compare(replace(report, sections=sections), printed).differences) == 1
