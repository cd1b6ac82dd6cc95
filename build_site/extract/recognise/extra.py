"""Tables that are none of the nine forms, nor key work, units or self-assessments: kept as printed, never mistaken."""

from __future__ import annotations

import re
from collections.abc import Collection

from build_site.extract.recognise.amounts import any_amount
from build_site.extract.recognise.performance import is_performance
from build_site.extract.recognise.titles import FURNITURE
from build_site.model import Document, ExtraTable, Grid, Line
from build_site.text import squeeze, tidy

_TITLE = re.compile(r"表$")


def extra_tables(document: Document, forms: Collection[int]) -> tuple[ExtraTable, ...]:
    """Every grid with amounts whose index is not in `forms`, named by the nearest line above that ends in 表."""
    found: list[ExtraTable] = []
    for index, block in enumerate(document.blocks):
        if (
            isinstance(block, Grid)
            and index not in forms
            and not is_performance(block)
            and any_amount(cell.text for row in block.rows for cell in row)
        ):
            rows = tuple(tuple(_texts(block, row)) for row in range(len(block.rows)))
            found.append(ExtraTable(f"extra-{len(found) + 1}", _title_above(document, index), rows, block.place))
    return tuple(found)


def _texts(grid: Grid, row: int) -> list[str]:
    texts = {cell.column: tidy(cell.text) for cell in grid.rows[row]}
    return [texts.get(column, "") for column in range(grid.width)]


def _title_above(document: Document, index: int) -> str:
    for back in range(index - 1, max(-1, index - 10), -1):
        block = document.blocks[back]
        if not isinstance(block, Line):
            break
        if _TITLE.search(squeeze(block.text)) and not FURNITURE.match(squeeze(block.text)):
            return tidy(block.text)
    return ""
