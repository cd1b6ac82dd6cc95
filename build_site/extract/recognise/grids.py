"""What a table is by its cells alone, whichever form it may be."""

from collections.abc import Container, Sequence
from dataclasses import replace

from build_site.extract.recognise.amounts import any_amount, looks_printed
from build_site.model import Document, Grid, GridCell
from build_site.registers.forms import bare, form_layouts
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


def without_seams(document: Document) -> Document:
    """The document with the heads made whole that two pages share, where a table's columns go on beside it: what they say
    together is known, or one says nothing and parts stand under both."""
    known = {text for layout in form_layouts().values() for text in (*layout.heads, *layout.labels)}
    blocks = [
        _whole_heads(block, known) if isinstance(block, Grid) and _has_seams(block) else block
        for block in document.blocks
    ]
    return replace(document, blocks=tuple(blocks))


def _has_seams(grid: Grid) -> bool:
    return any(row and row[0].place.page != row[-1].place.page for row in grid.rows[: 2 * _MOST_HEADS])


def _whole_heads(grid: Grid, known: Container[str]) -> Grid:
    heads = next((at for at, row in enumerate(grid.rows) if any_amount(cell.text for cell in row)), len(grid.rows))
    rows = [*grid.rows]
    for at, row in enumerate(rows):
        found: list[GridCell] = []
        for cell in row:
            last = found[-1] if found else None
            if last and last.place.page != cell.place.page and _is_one(last, cell, rows[:heads], at, known):
                found[-1] = last._replace(text=last.text + cell.text, span=last.span + cell.span)
            else:
                found.append(cell)
        rows[at] = tuple(found)
    return replace(grid, rows=tuple(rows))


def _is_one(
    last: GridCell, cell: GridCell, heads: Sequence[tuple[GridCell, ...]], at: int, known: Container[str]
) -> bool:
    """Whether two cells beside each other are one; where one says nothing, no head stands over it alone, and heads under
    both."""
    one, other = bare(last.text), bare(cell.text)
    if bare(one + other) not in known:
        return False
    if one and other:
        return not (one in known and other in known)
    columns = last.column + last.span - 1, cell.column
    over = [{_head_at(row, column) for row in heads[:at]} for column in columns]
    under = [_head_at(heads[at + 1], column) if at + 1 < len(heads) else None for column in columns]
    return over[0] == over[1] and all(each and not each.text.isdecimal() for each in under)


def _head_at(row: tuple[GridCell, ...], column: int) -> GridCell | None:
    return next((c for c in row if c.column <= column < c.column + c.span and c.text.strip()), None)


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
