"""Reads workbooks: XLSX with its number formats and frames (openpyxl), XLS, XLSB and ODS by their values (calamine)."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from build_site.extract.parse.office.shown import shown
from build_site.extract.parse.rows import MOST_CELLS, Cell, Writer
from build_site.model import Document, InputError, Place

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Merged = dict[tuple[int, int], tuple[int, int]]
_HIDDEN = "is hidden in the workbook: not read"


def read_xlsx(data: bytes, name: str) -> Document:
    """The visible sheets of an XLSX, numbers as displayed; what is hidden is left out and told. A formula without a kept
    value stands as the formula: no amount."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that are not read: they hold no cells
        book = openpyxl.load_workbook(BytesIO(data), data_only=True, keep_links=False)
        formulas = openpyxl.load_workbook(BytesIO(data), keep_links=False)
    writer = Writer()
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            writer.remarks.append((f"The sheet “{sheet.title}” {_HIDDEN}", Place()))
            continue
        writer.sheet = sheet.title
        _say_name(writer, list(_xlsx_rows(sheet, formulas[sheet.title], writer)))
    return writer.document(name, "xlsx")


def _xlsx_rows(sheet: Worksheet, formulas: Worksheet, writer: Writer) -> Iterator[list[Cell]]:
    merged: Merged = {(area.min_row, area.min_col): (area.max_row, area.max_col) for area in sheet.merged_cells.ranges}
    covered = {
        (row, column)
        for (top, left), (bottom, right) in merged.items()
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - set(merged)
    hidden = {
        column
        for each in sheet.column_dimensions.values()
        if each.hidden and each.min and each.max
        for column in range(each.min, min(each.max, 1000) + 1)
    }
    by_row: dict[int, list[Cell]] = {}
    unseen: set[str] = set()
    cells = sheet._cells  # only those that the file has: a far-off cell makes no million blank rows
    framed = sum(_framed(cell) for cell in cells.values() if cell.value is not None) > 3
    for (row, column), cell in sorted(cells.items()):
        if (row, column) in covered:
            continue
        text = _text(cell.value, cell.number_format)
        if cell.value is None:
            formula = formulas.cell(row, column)
            text = str(formula.value) if formula.data_type == "f" else ""
        if sheet.row_dimensions[row].hidden or column in hidden:
            if text:
                unseen.add(f"Row {row}" if sheet.row_dimensions[row].hidden else f"Column {letters(column)}")
            continue
        span = merged.get((row, column), (row, column))[1] - column + 1
        own = _framed(cell) if framed else None
        by_row.setdefault(row, []).append(Cell(text, column, span, own, cell.coordinate))
    writer.remarks += [(f"{each} {_HIDDEN}", Place(sheet=sheet.title)) for each in sorted(unseen)[:20]]
    return _gapless(by_row)


def _framed(cell: object) -> bool:
    border = getattr(cell, "border", None)
    sides = [getattr(border, side, None) for side in ("left", "right", "top", "bottom")]
    return sum(bool(side is not None and side.style) for side in sides) >= 2


def read_calamine(data: bytes, name: str, kind: str) -> Document:
    """The visible sheets of an XLS, XLSB or ODS. Their number formats are not read: a number stands as it is kept."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(BytesIO(data))
    writer = Writer()
    for about in book.sheets_metadata:
        if about.visible != SheetVisibleEnum.Visible:
            writer.remarks.append((f"The sheet “{about.name}” {_HIDDEN}", Place()))
            continue
        sheet = book.get_sheet_by_name(about.name)
        if sheet.total_height * sheet.total_width > MOST_CELLS:
            raise InputError(
                name,
                f"at most {MOST_CELLS:,} cells",
                f"a sheet of {sheet.total_height:,} rows",
                "Leave only the forms in the file.（单元格过多，请只保留决算表）",
            )
        writer.sheet = about.name
        merged: Merged = {
            (top + 1, left + 1): (bottom + 1, right + 1)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        }
        values = sheet.to_python(skip_empty_area=False)
        by_row = {
            row: [
                Cell(_text(value, "General"), column, 1, None, f"{letters(column)}{row}")
                for column, value in enumerate(line, start=1)
            ]
            for row, line in enumerate(values, start=1)
        }
        _say_name(writer, list(_gapless(_merge(by_row, merged))))
    return writer.document(name, kind)


def _merge(by_row: dict[int, list[Cell]], merged: Merged) -> dict[int, list[Cell]]:
    spans = {(row, left): right - left + 1 for (row, left), (_, right) in merged.items()}
    for (top, left), (bottom, right) in merged.items():
        for row in range(top, min(bottom, max(by_row, default=0)) + 1):
            by_row[row] = [
                cell
                for cell in by_row.get(row, ())
                if not left <= cell.column <= right or (row, cell.column) == (top, left)
            ]
    return {
        row: [Cell(c.text, c.column, spans.get((row, c.column), 1), c.framed, c.name) for c in cells]
        for row, cells in by_row.items()
    }


def _gapless(by_row: dict[int, list[Cell]]) -> Iterator[list[Cell]]:
    """The rows in order; for any number of missing ones a blank one."""
    before = 0
    for row in sorted(by_row):
        if row > before + 1:
            yield []
        yield by_row[row]
        before = row


def _say_name(writer: Writer, rows: Sequence[list[Cell]]) -> None:
    """The sheet; its name as a title where no title stands over its table."""
    filled = next((cells for row in rows if (cells := [cell for cell in row if cell.text.strip()])), [])
    if len(filled) > 1:
        writer.line(writer.sheet, cell="A1")
    writer.table(rows)


def letters(column: int) -> str:
    """1 → A, 28 → AB."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


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
