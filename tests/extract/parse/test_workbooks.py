"""A workbook is what its reader sees: whatever the cells hold and wherever the forms stand, right or told."""

import copy
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from build_site.extract.parse import parse
from build_site.extract.parse.words import MOST_CELLS
from build_site.extract.recognise import recognise
from build_site.model import Form, Report, State
from tests.factory.accounts import brief
from tests.factory.compare import compare
from tests.factory.containers import workbook
from tests.factory.invent import random_accounts
from tests.factory.layouts import Layout, lay_out

PRINTED = lay_out(brief(random_accounts(3, items=3)), Layout())
FORMS = [f"GK{number:02}" for number in range(4, 13)]
Change = Callable[[Workbook], None]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "base.xlsx"
    workbook(PRINTED, path)
    return path


def read(base: Path, change: Change, path: Path) -> Report:
    book = load_workbook(base)
    change(book)
    book.save(path)
    return recognise(parse(path), "310107")


def numbers(book: Workbook, *names: str) -> list[Cell]:
    sheets = (book[name] for name in names or FORMS)
    return [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if isinstance(cell.value, float)]


def copied(source: Worksheet, target: Worksheet, down: int, right: int, rows: range | None = None) -> None:
    for line in source.iter_rows():
        for cell in line:
            if rows is None or cell.row in rows:
                made = target.cell(cell.row + down, cell.column + right, cell.value)
                made.number_format, made.border = cell.number_format, copy.copy(cell.border)
    for area in source.merged_cells.ranges:
        if rows is None or area.min_row in rows:
            end = {"end_row": area.max_row + down, "end_column": area.max_col + right}
            target.merge_cells(start_row=area.min_row + down, start_column=area.min_col + right, **end)


def elsewhere(book: Workbook) -> None:
    """Every form begins at C7."""
    for name in FORMS:
        source, target = book[name], book.create_sheet("moved")
        copied(source, target, 6, 2)
        at = book.index(source)
        book.remove(source)
        target.title = name
        book.move_sheet(target, at - book.index(target))


def as_text(book: Workbook) -> None:
    for cell in numbers(book):
        cell.value = f"{cell.value:,.2f}" if cell.row % 2 else f" {cell.value:.2f}\u00a0"


def one_sheet(book: Workbook) -> None:
    target, row = book.create_sheet("all"), 0
    for name in FORMS:
        copied(book[name], target, row, 0)
        row += book[name].max_row
        book.remove(book[name])
    book.move_sheet(target, 4 - book.index(target))


def beside(book: Workbook) -> None:
    copied(book["GK06"], book["GK05"], 0, book["GK05"].max_column + 1)
    book.remove(book["GK06"])


def over_two_sheets(book: Workbook) -> None:
    source, target = book["GK05"], book.create_sheet("GK05续")
    copied(source, target, -13, 0, rows=range(14, source.max_row + 1))
    source.delete_rows(14, source.max_row)
    book.move_sheet(target, book.index(source) + 1 - book.index(target))


def continued(book: Workbook) -> None:
    """The second sheet of a form repeats its title and heads."""
    source = book["GK05"]
    target = book.copy_worksheet(source)
    for area in [each for each in target.merged_cells.ranges if each.min_row > 8]:
        target.unmerge_cells(str(area))
    target.delete_rows(9, 4)
    source.delete_rows(13, source.max_row)
    target.title = "GK05续"
    book.move_sheet(target, book.index(source) + 1 - book.index(target))


def codes_with_decimals(book: Workbook) -> None:
    """Codes are numbers that are shown as the amounts are."""
    for sheet in (book[name] for name in FORMS):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if isinstance(cell.value, str) and cell.value.isdecimal() and len(cell.value) in (3, 5, 7):
                cell.value, cell.number_format = int(cell.value), "0.00"


def thousands(book: Workbook) -> None:
    """万元 by the format: what is stored is thousands and more digits than are shown."""
    for cell in numbers(book):
        cell.value, cell.number_format = round(cell.value * 1000 + 1.7, 1), "0.00,"


def ten_thousands(book: Workbook) -> None:
    for cell in numbers(book):
        cell.value, cell.number_format = round(cell.value * 10000), "0!.0000"


def cut_names(book: Workbook) -> None:
    """The titles stand in the sheets' names alone, as far as these go."""
    for name in FORMS:
        title = str(book[name]["A2"].value)
        book[name]["A1"] = book[name]["A2"] = None
        book[name].title = f"{name} 某某市某某区2023年度{title[6:]}"[:31]


def drafts(book: Workbook) -> None:
    """A hidden sheet with the same form and other numbers."""
    draft = book.create_sheet("底稿", 0)
    copied(book["GK05"], draft, 0, 0)
    draft.sheet_state = "veryHidden"
    for cell in numbers(book, "底稿"):
        cell.value += 1


@pytest.mark.parametrize(
    "change",
    [
        elsewhere,
        as_text,
        one_sheet,
        beside,
        over_two_sheets,
        continued,
        codes_with_decimals,
        thousands,
        ten_thousands,
        cut_names,
        drafts,
    ],
)
def test_forms_are_read_wherever_they_stand_and_as_displayed(base: Path, tmp_path: Path, change: Change) -> None:
    report = read(base, change, tmp_path / "report.xlsx")
    assert compare(report, PRINTED).differences == []
    assert any("底稿" in notice.text for notice in report.notices) == (change is drafts)


NO_AMOUNTS = [
    ("=SUM(C11:C20)", "0.00"),
    ("#REF!", "0.00"),
    (dt.date(2023, 5, 1), "yyyy-mm-dd"),
    (0.5, "0.00%"),
    (12.5, "0.00E+00"),
    (12.5, "# ?/?"),
    (12.5, "[DBNum2]0.00"),
    (12.5, '0.00"亿元"'),
    ("约12.5", "@"),
]


def test_what_is_no_amount_is_not_read_and_told_with_its_cell(base: Path, tmp_path: Path) -> None:
    cells = [f"C{row}" for row in range(9, 9 + len(NO_AMOUNTS))]

    def change(book: Workbook) -> None:
        for at, (value, pattern) in zip(cells, NO_AMOUNTS, strict=True):
            cell = book["GK05"][at]
            cell.value, cell.number_format = value, pattern

    report = read(base, change, tmp_path / "report.xlsx")
    form = next(each for each in report.statements if each.form is Form.REVENUE)
    amounts = [row.amounts["total"] for row in form.rows[: len(cells)]]
    assert [amount.state for amount in amounts] == [State.NOT_READ] * len(cells)
    assert [amount.place.at for amount in amounts] == [f"GK05!{at}" for at in cells]
    told = [notice.place.at for notice in report.notices if "is not an amount" in notice.text]
    assert [at for at in cells if f"GK05!{at}" not in told] == []


def test_a_number_that_its_format_hides_is_blank_and_told(base: Path, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book["GK05"]["C9"].number_format = ";;;"

    report = read(base, change, tmp_path / "report.xlsx")
    amount = next(each for each in report.statements if each.form is Form.REVENUE).rows[0].amounts["total"]
    assert amount.state is State.BLANK
    assert [notice.place.at for notice in report.notices] == ["GK05!C9"]


def test_what_is_hidden_in_a_form_is_told_and_its_form_is_not_whole(base: Path, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book["GK05"].row_dimensions[12].hidden = True
        book["GK05"].column_dimensions["E"].hidden = True

    report = read(base, change, tmp_path / "report.xlsx")
    told = [notice.text for notice in report.notices]
    assert {"Column E is hidden in the file: not read", "Row 12 is hidden in the file: not read"} <= set(told)
    form = next(each for each in report.statements if each.form is Form.REVENUE)
    assert form.rows[0].amounts["total"].value
    assert form.unplaced


def of_parts(base: Path, path: Path, change: Callable[[str, bytes], bytes | None], *, slashes: str = "/") -> Report:
    with ZipFile(base) as parts, ZipFile(path, "w") as made:
        for name in parts.namelist():
            if (content := change(name, parts.read(name))) is not None:
                made.writestr(name.replace("/", slashes), content)
    return recognise(parse(path), "310107")


def strict(_: str, content: bytes) -> bytes:
    for name, meant in (
        (b"spreadsheetml/2006/main", b"spreadsheetml/main"),
        (b"officeDocument/2006/", b"officeDocument/"),
    ):
        content = content.replace(b"http://schemas.openxmlformats.org/" + name, b"http://purl.oclc.org/ooxml/" + meant)
    return content


def odd_rules(name: str, content: bytes) -> bytes:
    rule = b'</sheetData><autoFilter ref="A1:C3"><filterColumn colId="x"/></autoFilter><tableParts count="1"><tablePart xmlns:r="urn:r" r:id="r9"/></tableParts>'
    return content.replace(b"</sheetData>", rule) if name.startswith("xl/worksheets/") else content


def formats_to_the_end(name: str, content: bytes) -> bytes:
    """Blank cells with a format, more of them than any report has cells."""
    cells = "".join(f'<c r="{column}{{0}}" s="1"/>' for column in "ABCDEFGHIJ")
    rows = "".join(f'<row r="{row}">{cells.format(row)}</row>' for row in range(100, MOST_CELLS // 10 + 200))
    return content.replace(b"</sheetData>", f"{rows}</sheetData>".encode()) if name.endswith("sheet5.xml") else content


def odd_properties(name: str, content: bytes) -> bytes:
    return b"<x/>" if name == "docProps/core.xml" else content


@pytest.mark.parametrize(
    ("change", "slashes"),
    [(strict, "/"), (odd_rules, "/"), (odd_properties, "/"), (formats_to_the_end, "/"), (strict, "\\")],
    ids="strict rules properties formats backslashes".split(),
)
def test_a_workbook_is_read_whoever_wrote_its_parts(
    base: Path, tmp_path: Path, change: Callable[[str, bytes], bytes], slashes: str
) -> None:
    assert compare(of_parts(base, tmp_path / "report.xlsx", change, slashes=slashes), PRINTED).differences == []


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        (lambda cell: setattr(cell, "font", Font(color="FFFFFFFF")), "unseen"),
        (lambda cell: cell.parent.merge_cells(f"{cell.coordinate}:C10"), "row"),
    ],
    ids="white-on-white over-two-rows".split(),
)
def test_an_amount_that_may_be_another_ones_is_doubtful(
    base: Path, tmp_path: Path, change: Callable[[Cell], None], doubt: str
) -> None:
    report = read(base, lambda book: change(book["GK05"]["C9"]), tmp_path / "report.xlsx")
    amount = next(each for each in report.statements if each.form is Form.REVENUE).rows[0].amounts["total"]
    assert (amount.place.at, amount.doubt) == ("GK05!C9", doubt)


def test_zeros_that_a_sheet_does_not_show_are_blank(base: Path, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book["GK05"]["C9"].value = 0.0
        book["GK05"].sheet_view.showZeros = False

    report = read(base, change, tmp_path / "report.xlsx")
    assert (
        next(each for each in report.statements if each.form is Form.REVENUE).rows[0].amounts["total"].state
        is State.BLANK
    )
