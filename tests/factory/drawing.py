"""How a report is put on paper: rules, fonts, page ends, furniture."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tests.factory.printed import Table

A4 = (595.28, 841.89)
_TOKEN = re.compile(r"[（《“‘(]*(?:[\x21-\x27\x2a-\x7e]+|.)[，。、；：！？）》”’%)]*|\s+")


Place = tuple[int, int]
"""Row and column of a cell."""


class Ink(NamedTuple):
    """How the text of a cell is painted."""

    colour: str = "#000000"
    size: float = 1.0
    """Of its table's."""
    apart: float | None = None
    """How far apart its characters are, drawn one by one, in em."""
    under: tuple[str, float] | None = None
    """What is drawn first: the same in this colour, so many points to the right and down."""
    signed: bool = True
    """Whether a minus is written."""


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with the drawing of each table, by the places of the cells."""

    unruled: Callable[[Table], Collection[Place]] = lambda _: ()
    """The cells without the rule below them."""
    moved: Callable[[Table], Mapping[Place, tuple[float, float]]] = lambda _: {}
    """How far to the right and down the text of a cell stands from its place, in em."""
    turned: Callable[[Table], Collection[Place]] = lambda _: ()
    """The cells whose text runs up."""
    inked: Callable[[Table], Mapping[Place, Ink]] = lambda _: {}


@dataclass(frozen=True, slots=True)
class Drawing:
    """The choices of office programs and of those who use them."""

    rules: Literal[
        "lines",
        "rects",
        "segments",
        "boxes",
        "open",
        "heavy",
        "grey",
        "dashed",
        "gaps",
        "across",
        "three",
        "two",
        "none",
        "amounts",
    ] = "lines"
    """long lines; thin filled rectangles; four lines round every cell; a stroked box per cell; no left and right sides;
    a thick frame round thin lines; grey hairlines; dashes; lines that do not quite meet; only horizontal ones; three of
    them (over and under the heads, at the end); two (under the heads, at the end); none; a box round each amount."""
    embedded: bool = True
    """Whether the file brings its Chinese font along."""
    white_boxes: bool = False
    """A white filled box behind every cell and line (spreadsheets)."""
    shaded: bool = False
    """Grey behind the heads."""
    striped: bool = False
    """Grey behind every second row."""
    digits: Literal["", "Times-Roman", "Helvetica", "Courier"] = ""
    """The font of digits and Latin letters, if not that of the Chinese."""
    drop: float = 0.0
    """How far below the Chinese the digits stand, in em."""
    repeat: Literal["none", "heads", "all", "blank", "stray"] = "none"
    """What a continued table begins with: nothing, its heads, title and heads, an empty row; stray: a table that fills
    its page leaves one empty row on the next."""
    page_rows: int = 0
    """At most so many rows of a table on a page."""
    running_head: bool = False
    page_number: Literal["", "dashes", "of", "plain"] = ""
    watermark: bool = False
    doubled: bool = False
    """Every character printed twice, a fraction of a point apart (fake bold)."""
    rotate: Literal[0, 90, 180, 270] = 0
    """Pages stored turned, with a /Rotate entry."""
    justified: bool = True
    table_size: float = 9.0
    text_size: float = 14.0
    overhang: float = 0.0
    """How far long amounts reach over the right side of their cells, in em."""
    spread: bool = False
    """Labels spread over the width of their cells (分散对齐)."""
    low: bool = False
    """Amounts at the bottom of their cells, names at the top."""
    sheet: Literal["", "over", "down"] = ""
    """A workbook's sheets, wider than their paper: their columns go on on further pages, right or down first."""
    again: Literal["", "titles", "labels", "both", "middle"] = ""
    """What stands on a sheet's further pages again: what is printed over its table; its columns of labels. In the middle of the
    whole sheet: its title, and its unit at the sheet's end."""
    second: Literal["", "twice", "lost", "swapped"] = ""
    """What became of the first page on which a table goes on: swapped with the one behind it (not by a browser)."""
    whose: Callable[[Table], bool] = lambda _: True
    """Whether `second` is a page of this table."""
    faults: Faults = Faults()
    cropped: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """How many points of a page its box cuts off, at the left, below, at the right, above (not by a browser)."""
    clipped: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """How many points the box of a form object that holds all of a page cuts off (not by a browser)."""
    askew: float = 0.0
    """By how many degrees everything on a page is turned (not by a browser)."""
    counted: bool = False
    """The lines of a page counted in its left margin."""


def tokens(text: str) -> list[str]:
    """The parts of a text that a line end may part: Chinese characters with their punctuation, Latin words, numbers."""
    return _TOKEN.findall(text)


def wrap(text: str, width: float, measure: Callable[[str], float], indent: float = 0.0) -> list[str]:
    """The lines of a text in this width; the first is `indent` shorter."""
    lines: list[str] = []
    line, room = "", width - indent
    for token in tokens(text):
        wide = measure(token)
        if line and wide > room:
            lines.append(line)
            line, room = token.lstrip(), width
            wide = measure(line) if line != token else wide
        else:
            line += token
        room -= wide
    return [*lines, line] if line or not lines else lines


def column_sides(table: Table, left: float, width: float) -> list[float]:
    """The x of a table's column sides."""
    whole = sum(table.widths)
    sides = [left]
    for part in table.widths:
        sides.append(sides[-1] + part / whole * width)
    return sides


def sheet_pages(sides: Sequence[float], first: int, width: float, *, again: bool) -> list[list[range]]:
    """The columns of each page that a sheet of these sides is wide; `again`: the `first` ones on each."""
    pages: list[list[range]] = []
    start, last = 0, len(sides) - 1
    while start < last:
        own = sides[first] - sides[0] if again and start >= first else 0.0
        end = max((c for c in range(start + 1, last + 1) if own + sides[c] - sides[start] <= width), default=start + 1)
        pages.append([*([range(first)] if own else []), range(start, end)])
        start = end
    return pages


def row_heights(table: Table, needed: Callable[[int], float]) -> list[float]:
    """The height of each row, given what each cell (by index) needs; merged cells stretch their last row."""
    heights = [0.0] * table.depth
    for wide in (False, True):
        for index, cell in enumerate(table.cells):
            if (cell.rows > 1) is wide:
                lacking = needed(index) - sum(heights[cell.row : cell.row + cell.rows])
                heights[cell.row + cell.rows - 1] += max(lacking, 0.0)
    return heights


def page_breaks(heights: Sequence[float], heads: int, first: float, later: float, most: int) -> list[range]:
    """The rows of each page, given the room on the first page and on later ones."""
    pages: list[range] = []
    start, room = 0, first
    for row, height in enumerate(heights):
        room -= height
        full = room < 0 or (most and row - start >= most)
        if full and row > max(start, heads - 1 if not pages else start):
            pages.append(range(start, row))
            start, room = row, later - height
    return [*pages, range(start, len(heights))]
