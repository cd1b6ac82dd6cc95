"""Reads the forms with one row per functional code (收入决算表, 支出决算表 …)."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from build_site.extract.recognise.forms.table import Reading, Table, bind_columns, is_total, numbered_columns
from build_site.model import GridCell, Row
from build_site.registers.forms import FormLayout
from build_site.text import number, squeeze

_CODE_PART = re.compile(r"\d{2,7}")
_CODE_LENGTHS = (3, 5, 7)


def code_and_name(cells: list[GridCell]) -> tuple[str, GridCell] | None:
    """The code at the start of a row, whole or in 类/款/项 cells, and the name cell behind it."""
    parts: list[str] = []
    for cell in cells:
        text = squeeze(cell.text)
        if _CODE_PART.fullmatch(text):
            parts.append(text)
            continue
        code = join_code(parts)
        if code and number(text) is None:
            return code, cell
        whole = re.fullmatch(r"(\d{7}|\d{5}|\d{3})(\D.*)", text)
        if not parts and whole and number(text) is None:  # code and name in one cell
            return whole[1], cell
        return None
    return None


def join_code(parts: list[str]) -> str:
    """“201”, “06”, “01” → 2010601; cells that repeat the longer code (“201”, “20106”) → the longest. Else empty."""
    if not parts:
        return ""
    nested = all(after.startswith(before) for before, after in pairwise(parts))
    code = parts[-1] if nested else "".join(parts)
    return code if len(code) in _CODE_LENGTHS else ""


def read(table: Table, layout: FormLayout, reading: Reading) -> tuple[list[Row], dict[str, str]]:
    """The rows of a coded form, and its printed column numbers."""
    found = {index: hit for index in range(len(table.rows)) if (hit := code_and_name(table.filled(index)))}
    name_column = _name_column(table, layout, found)
    total_rows = [
        index
        for index in range(len(table.rows))
        if index not in found and any(is_total(c.text) for c in table.filled(index) if c.column <= name_column)
    ]
    first = min([*found, *total_rows], default=len(table.rows))
    header = range(first)
    columns = _value_columns(table, header, name_column, [*found, *total_rows])
    bound = bind_columns(table, layout, header, columns, total_row=total_rows[0] if total_rows else None)
    rows: list[Row] = []
    for index in range(first, len(table.rows)):
        if index in found:
            code, cell = found[index]
            name = re.sub(r"^\d+", "", squeeze(cell.text))
        elif index in total_rows:
            cell = next(c for c in table.filled(index) if is_total(c.text))
            code, name = "", squeeze(cell.text)
        else:
            _left_over(table, index, reading, rows, name_column)
            continue
        amounts = {
            field: reading.amount(value) for column, field in bound.items() if (value := table.cell(index, column))
        }
        rows.append(Row({"functional_code": code, "name": name}, amounts, cell.place))
        _unbound(table, index, name_column, bound, reading)
    return rows, numbered_columns(table, header, bound)


def _name_column(table: Table, layout: FormLayout, found: dict[int, tuple[str, GridCell]]) -> int:
    if found:
        return Counter(cell.column for _, cell in found.values()).most_common(1)[0][0]
    heads = [
        cell.column + cell.span - 1
        for index in range(len(table.rows))
        for cell in table.filled(index)
        if (label := layout.column(cell.text)) and label.id == "name"
    ]
    return max(heads, default=0)


def _value_columns(table: Table, header: range, name_column: int, rows: list[int]) -> list[int]:
    """Columns behind the names that hold a number in a data row, a column number, or a measured head."""
    columns = {cell.column for cell in table.column_numbers(header)}
    for index in rows:
        columns |= {cell.column for cell in table.filled(index) if number(cell.text) is not None}
    if table.grid.measured:
        columns |= {cell.column for index in rows for cell in table.rows[index]}
    return sorted(column for column in columns if column > name_column)


def _left_over(table: Table, index: int, reading: Reading, rows: list[Row], name_column: int) -> None:
    """A row that is neither code nor total: the rest of a name cut by a page end, or a doubt if it has numbers."""
    cells = table.filled(index)
    if len(cells) == 1 and cells[0].column == name_column and rows and number(cells[0].text) is None:
        last = rows[-1]
        rows[-1] = Row({**last.texts, "name": last.texts["name"] + squeeze(cells[0].text)}, last.amounts, last.place)
    elif any("." in cell.text and number(cell.text) is not None for cell in cells):
        reading.doubt("A row with amounts has neither a code nor a total label: " + _shown(cells), cells[0])


def _unbound(table: Table, index: int, name_column: int, bound: dict[int, str], reading: Reading) -> None:
    for cell in table.filled(index):
        if cell.column > name_column and cell.column not in bound and number(cell.text) is not None:
            reading.doubt(f"“{cell.text}” stands in a column whose head is not known", cell)


def _shown(cells: list[GridCell]) -> str:
    return " | ".join(cell.text for cell in cells)
