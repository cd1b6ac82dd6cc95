"""A grid as the form readers see it: cells by row and column, heads over columns, amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from build_site.model import Amount, Grid, GridCell, InputError, Notice, State
from build_site.registers.forms import FormLayout, bare
from build_site.text import number, squeeze

_DASHES = frozenset({"-", "--", "—", "——", "–", "/", "\\", "―", "──", "…"})
_UNIT_SUFFIX = re.compile(r"(?:万元|元)$")
_INTEGER = re.compile(r"\d{1,3}")
TOTAL_LABELS = frozenset({"合计", "总计", "本年收入合计", "本年支出合计", "支出合计", "收入合计"})


@dataclass(slots=True)
class Reading:
    """What a form reader needs to know of its document, and where it leaves its doubts.

    `strict`: a text has no glyphs to misread, so an amount that is no number is the file's mistake.
    `ocr_pages`: what was read from pictures there may be wrong, and says so."""

    file: str
    strict: bool
    ocr_pages: frozenset[int] = frozenset()
    notices: list[Notice] = field(default_factory=list)

    def doubt(self, text: str, cell: GridCell) -> None:
        self.notices.append(Notice(text, cell.place))

    def amount(self, cell: GridCell) -> Amount:
        """The cell as an amount. Raises InputError (texts) where digits stand there that are no number."""
        text = squeeze(cell.text)
        doubt = "ocr" if cell.place.page in self.ocr_pages else ""
        if not text or text in _DASHES:
            return Amount(text, None, State.BLANK, cell.place, doubt)
        value = number(_UNIT_SUFFIX.sub("", text))
        if value is not None:
            return Amount(text, value, State.VALUE if value else State.ZERO, cell.place, doubt)
        if not any(c.isdigit() for c in text):
            return Amount("", None, State.BLANK, cell.place, doubt)  # words of a head that reach into the row
        if self.strict:
            raise InputError(
                self.file,
                "an amount such as 173.61",
                f"“{cell.text}”",
                "Correct the number in the source file, or fetch the report again.",
                cell.place,
            )
        self.doubt(f"“{cell.text}” is not a number", cell)
        return Amount(text, None, State.NOT_READ, cell.place, doubt)


class Table:
    """Rows and columns of a grid. Columns count from 0; a merged cell stands at its first column."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.rows = [row for row in grid.rows if any(cell.text.strip() for cell in row)]
        self.width = grid.width
        self._by_column = [{cell.column: cell for cell in row} for row in self.rows]

    def cell(self, row: int, column: int) -> GridCell | None:
        return self._by_column[row].get(column)

    def text(self, row: int, column: int) -> str:
        cell = self.cell(row, column)
        return squeeze(cell.text) if cell else ""

    def filled(self, row: int) -> list[GridCell]:
        return [cell for cell in self.rows[row] if cell.text.strip()]

    def heads(self, rows: range, column: int) -> Iterator[GridCell]:
        """The filled cells above a column, top down; merged ones only where their extent was measured."""
        for row in rows:
            for cell in self.rows[row]:
                if cell.column <= column < cell.column + cell.span and cell.text.strip():
                    yield cell

    def column_numbers(self, rows: range) -> list[GridCell]:
        """The cells of the 栏次 row: integers counting up by one."""
        for row in rows:
            cells = [cell for cell in self.filled(row) if _INTEGER.fullmatch(squeeze(cell.text))]
            counts = [int(squeeze(cell.text)) for cell in cells]
            if counts and counts == list(range(counts[0], counts[0] + len(counts))) and counts[0] == 1:
                return cells
        return []


def bind_columns(
    table: Table, layout: FormLayout, header: range, columns: list[int], total_row: int | None = None
) -> dict[int, str]:
    """Which field each value column holds: by the lowest known head above it; where heads are ragged
    (texts), by the order of the known heads; else by the form's own order, when the counts agree."""
    rows = [*header] + ([total_row] if total_row is not None and total_row not in header else [])
    bound: dict[int, str] = {}
    for column in columns:
        ids = [
            label.id
            for row in rows
            for cell in table.heads(range(row, row + 1), column)
            if (label := layout.column(cell.text)) is not None
        ]
        if ids:
            bound[column] = ids[-1]
    if len(bound) == len(columns) and len(set(bound.values())) == len(columns):
        return bound
    return _bind_by_order(table, layout, header, columns) or _first_of_each(bound)


def _first_of_each(bound: dict[int, str]) -> dict[int, str]:
    seen: dict[str, int] = {}
    for column, field_name in bound.items():
        seen.setdefault(field_name, column)
    return {column: field_name for field_name, column in seen.items()}


def _bind_by_order(table: Table, layout: FormLayout, header: range, columns: list[int]) -> dict[int, str]:
    if not columns:
        return {}
    cells = [cell for row in header for cell in table.rows[row] if cell.column >= columns[0]]
    # Stable by column keeps the reading order of heads that a conversion stacked in one column.
    heads = [label.id for cell in sorted(cells, key=lambda c: c.column) if (label := layout.column(cell.text))]
    for order in (list(dict.fromkeys(heads)), list(dict.fromkeys(label.id for label in layout.columns))):
        fields = [name for name in order if name not in _KEYS]
        if len(fields) == len(columns):
            return dict(zip(columns, fields, strict=True))
    return {}


_KEYS = frozenset({"functional_code", "economic_code", "name", "label", "line"})


def numbered_columns(table: Table, header: range, bound: dict[int, str]) -> dict[str, str]:
    """Printed column number (栏次) → field, by position or, where the row is shifted, by order."""
    numbers = table.column_numbers(header)
    if len(numbers) == len(bound):
        fields = [bound[column] for column in sorted(bound)]
        return {squeeze(cell.text): name for cell, name in zip(numbers, fields, strict=True)}
    return {squeeze(cell.text): bound[cell.column] for cell in numbers if cell.column in bound}


def is_total(text: str) -> bool:
    return bare(text) in TOTAL_LABELS
