"""A second opinion: the tables of single pages by plain pdfplumber on pdfminer, which shares no parser with ours.

Where both readings agree on a cell, a wrong sum is the report's; where they do not, the reading is in doubt."""

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from build_site.model import Box, Document, Grid, GridCell, Place
from build_site.text import squeeze


def second_reading(path: Path, pages: Iterable[int]) -> dict[int, tuple[Grid, ...]]:
    """The grids of the given pages (from 1), each page for itself: nothing is joined over page ends."""
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of each font without a box, hundreds of times
    found = {}
    with pdfplumber.open(path) as document:
        for number in sorted(set(pages)):
            page = document.pages[number - 1]
            tables = page.filter(_drawn).find_tables()
            corner = page.bbox[:2]
            found[number] = tuple(_grid(table, number, corner) for table in tables if len(table.columns) > 1)
            page.close()
    return found


def disagreements(path: Path, document: Document, pages: Iterable[int]) -> tuple[GridCell, ...]:
    """The cells of `document` on these pages (from 1) whose text plain pdfplumber reads otherwise, or not at all.

    Where pdfplumber cannot read the file, or a page, or sees no table there, a confirmation is missing: none is given."""
    wanted = set(pages)
    try:
        second = second_reading(path, wanted)
    except Exception:  # noqa: BLE001 - whatever pdfminer makes of an odd file, it says nothing against our reading
        return ()
    wanted = {number for number in wanted if second.get(number)}
    others = {number: [cell for grid in grids for row in grid.rows for cell in row] for number, grids in second.items()}
    cells = (cell for grid in document.blocks if isinstance(grid, Grid) for row in grid.rows for cell in row)
    return tuple(cell for cell in cells if cell.place.page in wanted and not _agrees(cell, others[cell.place.page]))


def _agrees(cell: GridCell, others: Iterable[GridCell]) -> bool:
    """A blank part of a merged cell agrees with whatever the whole cell says; its first part has the text."""
    if cell.place.box is None:
        return False
    x, y = (cell.place.box[0] + cell.place.box[2]) / 2, (cell.place.box[1] + cell.place.box[3]) / 2
    for other in others:
        box = other.place.box
        if box and box[0] <= x <= box[2] and box[1] <= y <= box[3]:
            first = abs(box[1] - cell.place.box[1]) < 3
            return squeeze(cell.text) == (squeeze(other.text) if first else "")
    return not cell.text


def _drawn(item: dict[str, Any]) -> bool:
    """False for the filled boxes behind cells, whose sides are no rulings."""
    return bool(item["object_type"] != "rect" or item["stroke"] or min(item["width"], item["height"]) <= 3)


def _grid(table: Any, number: int, corner: tuple[float, float]) -> Grid:
    """The table with its places counted from the page's corner, as ours are."""
    xs = sorted({x for cell in table.cells for x in (cell[0], cell[2])})
    rows = []
    for row, texts in zip(table.rows, table.extract(), strict=True):
        cells = []
        for box, text in zip(row.cells, texts, strict=True):
            if box is not None:
                column = xs.index(box[0])
                printed = "".join((text or "").split("\n"))
                cells.append(GridCell(printed, _place(number, box, corner), column, xs.index(box[2]) - column))
        rows.append(tuple(cells))
    return Grid(tuple(rows), len(xs) - 1, True, _place(number, table.bbox, corner))


def _place(number: int, box: Box, corner: tuple[float, float]) -> Place:
    x, y = corner
    return Place(page=number, box=(box[0] - x, box[1] - y, box[2] - x, box[3] - y))
