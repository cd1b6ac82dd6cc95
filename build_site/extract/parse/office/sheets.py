"""Reads workbooks, XLSX (openpyxl) and XLS (xlrd): what their reader sees, by number formats, frames and what is hidden."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZipFile

from build_site.extract.parse.office.shown import shown
from build_site.extract.parse.rows import Cell, Writer
from build_site.extract.parse.rows import hidden as hidden_row
from build_site.model import Document, Place, Said, column_letters
from build_site.text import squeeze

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Merged = dict[tuple[int, int], tuple[int, int]]
NOT_SHOWN = Said("格式不显示这一格的数，当作空白", "A format hides this cell's number: read as blank")
LONGEST_NAME = 31
"""Excel cuts a sheet's name there."""


def read_xlsx(data: bytes, name: str) -> Document:
    """The visible sheets of an XLSX, numbers as displayed; what is hidden is left out and told. A formula without a kept
    value stands as the formula: no amount."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that are not read: they hold no cells
        book = openpyxl.load_workbook(BytesIO(data), data_only=True, keep_links=False)
        with ZipFile(BytesIO(data)) as archive:
            sheets = (archive.read(part) for part in archive.namelist() if part.startswith("xl/worksheets/"))
            computed = any(b"<f" in sheet for sheet in sheets)
        formulas = openpyxl.load_workbook(BytesIO(data), keep_links=False) if computed else book
    writer = Writer(name)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            writer.remarks.append((hidden_sheet(sheet.title), Place()))
            continue
        writer.sheet = sheet.title
        say_name(writer, list(_xlsx_rows(sheet, formulas[sheet.title], writer)))
    return writer.document(name, "xlsx")


def _xlsx_rows(sheet: Worksheet, formulas: Worksheet, writer: Writer) -> Iterator[list[Cell]]:
    hidden = (
        {row for row, each in sheet.row_dimensions.items() if each.hidden or each.height == 0},
        {
            column
            for each in sheet.column_dimensions.values()
            if (each.hidden or each.width == 0) and each.min and each.max
            for column in range(each.min, min(each.max, 1000) + 1)
        },
    )
    merged = {(area.min_row, area.min_col): (area.max_row, area.max_col) for area in sheet.merged_cells.ranges}
    raw: list[Raw] = []
    for (
        row,
        column,
    ), cell in sheet._cells.items():  # only those that are there: a far-off cell makes no million blank rows
        text = _shown(cell.value, cell.number_format, writer, cell.coordinate)
        if cell.value is None:
            formula = formulas[cell.coordinate]
            text = str(formula.value) if formula.data_type == "f" else ""
        sides = (getattr(cell.border, side) for side in ("left", "right", "top", "bottom"))
        raw.append(Raw(row, column, text, sum(bool(side and side.style) for side in sides) > 1))
    return rows(raw, merged, hidden, writer)


def read_xls(data: bytes, name: str) -> Document:
    """The visible sheets of an XLS, as those of an XLSX."""
    import xlrd

    book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=StringIO())
    writer = Writer(name)
    for sheet in book.sheets():
        if sheet.visibility:
            writer.remarks.append((hidden_sheet(sheet.name), Place()))
            continue
        writer.sheet = sheet.name
        merged = {(top + 1, left + 1): (bottom, right) for top, bottom, left, right in sheet.merged_cells}
        hidden = tuple(
            {at + 1 for at, each in infos.items() if each.hidden or getattr(each, size) == 0}
            for infos, size in ((sheet.rowinfo_map, "height"), (sheet.colinfo_map, "width"))
        )
        raw: list[Raw] = []
        for row in range(sheet.nrows):
            for column, cell in enumerate(sheet.row(row)):
                style = book.xf_list[cell.xf_index]
                value = cell.value
                if cell.ctype == xlrd.XL_CELL_ERROR:
                    value = xlrd.error_text_from_code.get(value, "#ERROR")
                elif cell.ctype == xlrd.XL_CELL_DATE:
                    value = xlrd.xldate_as_datetime(value, book.datemode)
                lines = (getattr(style.border, f"{side}_line_style") for side in ("left", "right", "top", "bottom"))
                pattern = book.format_map[style.format_key].format_str
                text = _shown(value, pattern, writer, f"{column_letters(column + 1)}{row + 1}")
                raw.append(Raw(row + 1, column + 1, text, sum(map(bool, lines)) > 1))
        say_name(writer, list(rows(raw, merged, hidden, writer)))
    return writer.document(name, "xls")


def hidden_sheet(name: str) -> Said:
    return Said(f"隐藏的工作表“{name}”没有读", f"The sheet “{name}” is hidden in the file: not read")


class Raw(NamedTuple):
    row: int
    column: int
    text: str
    framed: bool


def rows(raw: Sequence[Raw], merged: Merged, hidden: tuple[set[int], ...], writer: Writer) -> Iterator[list[Cell]]:
    """The visible rows of a sheet; what is hidden and not blank is told."""
    covered = {
        (row, column)
        for (top, left), (bottom, right) in merged.items()
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - set(merged)
    framed = sum(each.framed and bool(each.text) for each in raw) > 3
    by_row: dict[int, list[Cell]] = {}
    unseen: set[tuple[int, str]] = set()
    for row, column, text, own in sorted(raw):
        if row in hidden[0] or column in hidden[1]:
            if text:
                unseen.add((row, "") if row in hidden[0] else (0, column_letters(column)))
                if any(map(str.isdecimal, text)):
                    writer.unseen.append(Place(sheet=writer.sheet, cell=f"{column_letters(column)}{row}"))
        elif (row, column) not in covered:
            span = merged.get((row, column), (row, column))[1] - column + 1
            cell = Cell(text, column, span, own if framed else None, f"{column_letters(column)}{row}")
            by_row.setdefault(row, []).append(cell)
    writer.remarks += [(hidden_row(*each), Place(sheet=writer.sheet)) for each in sorted(unseen)[:20]]
    for part in _side_by_side(by_row):
        yield []
        yield from _gapless(part)


_TITLE = re.compile(r"\D{3,}表")


def _side_by_side(by_row: dict[int, list[Cell]]) -> list[dict[int, list[Cell]]]:
    """The rows, in parts where tables stand beside each other: blank columns between them, and each under its title."""
    taken = {
        at
        for cells in by_row.values()
        for cell in cells
        if cell.text.strip()
        for at in range(cell.column, cell.column + cell.span)
    }
    starts = sorted(column for column in taken if column - 1 not in taken)
    parts = []
    if len(starts) < 2:
        return [by_row]
    for first, end in zip(starts, [*starts[1:], 10**6], strict=True):
        own = {row: [cell for cell in cells if first <= cell.column < end] for row, cells in by_row.items()}
        top = next(filled for cells in own.values() if (filled := [cell for cell in cells if cell.text.strip()]))
        if len(top) > 1 or not _TITLE.search(squeeze(top[0].text)):
            return [by_row]
        parts.append(own)
    return parts


def _gapless(by_row: dict[int, list[Cell]]) -> Iterator[list[Cell]]:
    """The rows in order; for any number of missing ones a blank one."""
    before = 0
    for row in sorted(by_row):
        if row > before + 1:
            yield []
        yield by_row[row]
        before = row


def say_name(writer: Writer, rows: Sequence[list[Cell]]) -> None:
    """The sheet; its name as a title where no title stands over its table."""
    filled = [[cell for cell in row if cell.text.strip()] for row in rows]
    heads = next((at for at, cells in enumerate(filled) if len(cells) > 1), len(filled))
    said = squeeze("".join(cell.text for cells in filled[:heads] for cell in cells))
    titled = writer.sheet.endswith("表") or len(writer.sheet) >= LONGEST_NAME
    if (heads < len(filled) and not any(filled[:heads])) or (titled and squeeze(writer.sheet) not in said):
        writer.line(writer.sheet, cell="A1")
    writer.table(rows)


def _shown(value: object, pattern: str, writer: Writer, name: str) -> str:
    """The cell as it is displayed; a number that its format hides (;;;) is told."""
    text = _text(value, pattern)
    if not text and value and isinstance(value, int | float | Decimal):
        writer.remarks.append((NOT_SHOWN, Place(sheet=writer.sheet, cell=name)))
    return text


def _text(value: object, pattern: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | str):
        return re.sub(r"_x000D_", "", str(value))
    if isinstance(value, int | float | Decimal):
        return shown(value, pattern)
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value)
