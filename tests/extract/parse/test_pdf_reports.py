"""The real reports beside the repository: nothing lost, nothing invented, digits in their places."""

import re
from collections import Counter
from pathlib import Path

import pytest

from build_site.extract.parse import pdf
from build_site.model import Document, Grid, Line
from build_site.text import squeeze, tidy

REPORTS = Path(__file__).resolve().parents[4] / "shared" / "reports"
FILES = {
    "310107-social-work-department-2024.pdf": 24,
    "310107-finance-bureau-2024.pdf": 25,
    "310107-finance-bureau-2024-planted-errors.pdf": 26,
    "310107-blank-template-2024.pdf": 23,
    "not-final-accounts/310107-justice-bureau-2026-budget.pdf": 23,
    "not-final-accounts/310107-wanli-subdistrict-2023-budget.pdf": 35,
}
_READ: dict[str, Document] = {}


def read(name: str) -> Document:
    if not (REPORTS / name).exists():
        pytest.skip(f"the real report {name} is not beside the repository")
    if name not in _READ:
        _READ[name] = pdf.read(REPORTS / name)
    return _READ[name]


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def prose(document: Document) -> str:
    """The paragraphs, joined as their starts say."""
    text = ""
    for block in document.blocks:
        if isinstance(block, Line):
            text += ("" if block.starts is False else "\n") + block.text
    return "\n".join(tidy(paragraph) for paragraph in text.split("\n"))


@pytest.mark.parametrize("name", FILES)
def test_every_page_is_read_and_no_line_holds_only_digits(name: str) -> None:
    document = read(name)
    assert document.pages == FILES[name]
    digits = [
        block.text for block in document.blocks if isinstance(block, Line) and re.fullmatch(r"[\d.,%\s]+", block.text)
    ]
    assert digits == []


@pytest.mark.parametrize("name", list(FILES)[:2])
def test_every_cell_agrees_with_plain_pdfplumber(name: str) -> None:
    document = read(name)
    pages = {row[0].place.page or 0 for grid in grids(document) for row in grid.rows}
    assert pdf.disagreements(REPORTS / name, document, pages) == ()


@pytest.mark.parametrize("name", list(FILES)[2:])
def test_every_number_that_plain_pdfplumber_finds_in_tables_is_there(name: str) -> None:
    document = read(name)
    pages = {row[0].place.page or 0 for grid in grids(document) for row in grid.rows}
    ours = Counter(squeeze(cell.text) for grid in grids(document) for row in grid.rows for cell in row)
    second = pdf.second_reading(REPORTS / name, pages)
    cells = (cell for found in second.values() for grid in found for row in grid.rows for cell in row)
    theirs = Counter(squeeze(cell.text) for cell in cells)
    assert not [text for text in theirs - ours if re.search(r"\d", text)]  # only repeated headers are left out


@pytest.mark.parametrize("name", FILES)
def test_the_grids_are_whole_rectangles(name: str) -> None:
    for grid in grids(read(name)):
        assert grid.regular
        for row in grid.rows:
            assert row[0].column == 0
            assert [cell.column + cell.span for cell in row] == [cell.column for cell in row[1:]] + [grid.width]


def test_sentences_keep_their_numbers_over_lines_fonts_and_pages() -> None:
    text = prose(read("310107-finance-bureau-2024.pdf"))
    assert "年初预算为1560.05万元，支出决算为1511.89万元。决算数小于预算数的主要原因：" in text
    assert "\n上海市普陀区财政局2024年度收入支出总计2995.39万元。与2023年度相比，收入支出总计减少56.95万元" in text
    text = prose(read("310107-social-work-department-2024.pdf"))
    assert "占本年支出合计的100.00%。与2023年度相比" in text  # over the end of page 17
    assert "主要原因：单位2024年新成立，人员变动，按实际支出。\n8、住房保障支出" in text


def test_a_report_has_as_many_tables_as_it_prints() -> None:
    shapes = [(grid.width, len(grid.rows)) for grid in grids(read("310107-social-work-department-2024.pdf"))]
    assert shapes == [(3, 3), (4, 32), (9, 20), (8, 20), (7, 34), (5, 20), (6, 40), (12, 5), (8, 6), (8, 6)]
    shapes = [(grid.width, len(grid.rows)) for grid in grids(read("310107-finance-bureau-2024.pdf"))]
    assert shapes == [(3, 4), (4, 32), (11, 23), (10, 23), (7, 34), (7, 24), (8, 42), (12, 6), (10, 12), (10, 12)]


def test_each_projects_form_of_a_budget_is_a_table_of_its_own() -> None:
    tables = grids(read("not-final-accounts/310107-wanli-subdistrict-2023-budget.pdf"))
    titles = [grid.rows[0][0].text for grid in tables]
    assert titles.count("财政项目支出绩效目标填报表") == 5
