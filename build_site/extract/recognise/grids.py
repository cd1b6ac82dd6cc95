"""What a table is by its cells alone, whichever form it may be."""

from __future__ import annotations

from dataclasses import replace

from build_site.extract.recognise.amounts import any_amount, looks_printed
from build_site.model import Grid, GridCell
from build_site.text import squeeze

_MOST_HEADS = 4  # rows of a table's heads


def in_columns(whole: Grid, part: Grid) -> Grid:
    """A part of a table in the columns of its first part, which has the heads: columns that are blank in it were left out."""
    at = {column: number for number, column in enumerate(whole.columns[:-1])}
    of_one_sheet = whole.columns and whole.columns[-1:] == part.columns[-1:]
    if not of_one_sheet or not at.keys() >= {*part.columns[:-1]} or part.width == whole.width:
        return part
    rows = []
    for row in part.rows:
        cells = {n: GridCell("", row[0].place, n) for n in range(whole.width)}
        for cell in row:
            first, last = (at[part.columns[each]] for each in (cell.column, cell.column + cell.span - 1))
            for covered in range(first, last + 1):
                cells.pop(covered, None)
            cells[first] = cell._replace(column=first, span=last - first + 1)
        rows.append(tuple(cells[n] for n in sorted(cells)))
    return replace(part, rows=tuple(rows), width=whole.width, columns=whole.columns)


def texts(row: tuple[GridCell, ...]) -> list[str]:
    """The row's words without white space."""
    return [squeeze(cell.text) for cell in row]


def count_amounts(grid: Grid) -> int:
    """How many of its cells hold amounts."""
    return sum(any_amount([cell.text]) for row in grid.rows for cell in row)


def names_nothing(grid: Grid) -> bool:
    """Whether no row below the heads has a name or code: columns of a table whose names stand elsewhere."""
    return not any(
        squeeze(cell.text) and not looks_printed(cell.text) for row in grid.rows[_MOST_HEADS:] for cell in row
    )


def amount_rows(grid: Grid) -> set[tuple[str, ...]]:
    """The rows that hold any, by their words."""
    return {tuple(texts(row)) for row in grid.rows if any_amount(cell.text for cell in row)}


def has_amounts(grid: Grid) -> bool:
    """Whether there is any."""
    return any_amount(cell.text for row in grid.rows for cell in row)
