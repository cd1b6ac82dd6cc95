"""A table in the making: what several pages give to it, on one grid of columns."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from build_site.extract.parse.pdf.page import PageRead, Piece, PieceCell, TextLine
from build_site.extract.parse.pdf.rulings import NEAR
from build_site.extract.parse.pdf.slots import nearest
from build_site.model import Box, Grid, GridCell, Place
from build_site.text import squeeze

SAME_X = NEAR + 1.0  # points: rulings of one table on two pages, on one of which they may have been snapped to others
SAME_Y = 1.5  # points: rows of one table on two pages beside each other
_FARTHEST = 72.0  # points: between mirrored margins
BODY = re.compile(r"[-−–—△▲¥￥(（]*\d[\d,，]*[.．]\d+.{0,2}|\d{3,9}|\d{3}(?:[-.\s]\d\d){1,2}")


class Cell(NamedTuple):
    """A cell on its page, and its sides on the table's own grid of columns."""

    page: PageRead
    text: str
    box: Box
    doubt: str
    left: float
    right: float


Row = list[Cell]


@dataclass(slots=True)
class Part:
    """What one page gave to a table: its rows (None for those left out), where each begins, how far right the pages
    reach that print its further columns, and how many these are."""

    rows: list[Row | None]
    tops: list[float]
    end: float
    count: int = 0


@dataclass(slots=True)
class Table:
    """A table in the making, on the x grid of its first page."""

    xs: list[float]
    rows: list[Row]
    place: Place
    heads: tuple[str, ...]  # the lines printed above it on its first page
    own: tuple[float, ...]  # its columns' sides on its first page
    parts: list[Part]
    regular: bool = True
    beside: list[tuple[tuple[float, ...], int]] = field(default_factory=list)  # its further pages' sides, labels again
    cut: set[int] = field(
        default_factory=set
    )  # rows (their ids) left blank at a page's end, if no page beside fills them
    framed: list[tuple[PageRead, TextLine]] | None = (
        None  # its lines, while it has one column and may be a list in a frame
    )

    def grid(self) -> Grid:
        sides = {x for row in self.rows for cell in row for x in (cell.left, cell.right)}
        column = {x: nearest(self.xs, x) for x in sides}
        later = [[row for row in part.rows if row is not None] for part in self.parts[1:] if self.beside]
        again = {
            id(row) for rows in later for row in rows[: self.repeated(rows)]
        }  # heads, whole with those beside them
        rows = []
        for cells in (row for row in self.rows if id(row) not in again and (id(row) not in self.cut or not blank(row))):
            row = [
                GridCell(
                    text,
                    Place(page.number, None, page.display(box)),
                    column[left],
                    max(column[right] - column[left], 1),
                    doubt,
                )
                for page, text, box, doubt, left, right in cells
            ]
            rows.append(tuple(row))
        return Grid(tuple(rows), len(self.xs) - 1, True, self.place, self.regular)

    def head(self) -> int:
        """How many of its first rows are heads: no amount and no code stands in them."""
        return next((index for index, row in enumerate(self.rows) if is_body(row)), len(self.rows))

    def is_list(self) -> bool:
        return self.framed is not None and not self.beside

    def shift(self, piece: Piece) -> float:
        """How much further right the piece stands: pages with mirrored margins print the same columns elsewhere."""
        shift = piece.xs[0] - self.own[0]
        moved = len(piece.xs) == len(self.own) and abs(shift) <= _FARTHEST
        same = moved and all(abs(x - shift - y) <= SAME_X for y, x in zip(self.own, piece.xs, strict=True))
        return shift if same and abs(shift) > SAME_X else 0.0

    def same_columns(self, piece: Piece) -> bool:
        """Whether the piece stands in the same columns: by x, or by heads that say the same where widths differ."""
        if len(piece.xs) != len(self.own):
            return False
        if piece.goes_on:
            return True
        sides = slice(1, -1) if piece.by_text and len(piece.xs) > 3 else slice(None)  # where text ends, no column need
        if all(abs(x - y) <= SAME_X for x, y in zip(piece.xs[sides], self.own[sides], strict=True)):
            return True
        return 0 < self.head() == self.repeated(piece.rows)

    def repeated(self, rows: Sequence[Sequence[PieceCell | Cell]]) -> int:
        """How many of the rows repeat this table's first ones."""
        count = 0
        for old, new in zip(self.rows, rows, strict=False):
            if blank(new) or texts(old) != texts(new):
                break
            count += 1
        return count

    def reordered(self, rows: Sequence[Sequence[PieceCell]]) -> bool:
        """Whether rows begin with this table's heads in another order: their columns are others."""
        heads = (
            (texts(old), texts(new))
            for old, new in zip(self.rows[: self.head()], rows, strict=False)
            if not is_body(new)
        )
        return any(old != new and sorted(old) == sorted(new) for old, new in heads)


def same_sides(xs: Sequence[float], others: Sequence[float]) -> bool:
    return abs(xs[0] - others[0]) <= SAME_X and abs(xs[-1] - others[-1]) <= SAME_X


def same_form(parent: Table, piece: Piece) -> bool:
    """Whether a form begins anew: from its first row on, it has the parent's labels (not codes) but other entries, and its
    lines' numbers do not go on with the parent's."""
    alike, heads = 0, parent.repeated(piece.rows)
    last = next(filter(None, map(_number, reversed(parent.rows))), 0) if heads else 0
    if last and last + 1 == next(filter(None, map(_number, piece.rows[heads:])), 0):
        return False
    for old, new in zip(parent.rows[:8], piece.rows, strict=False):
        label = next(filter(None, texts(new)), None)
        if label != next(filter(None, texts(old)), None) or (label and label.isdigit()):
            break
        alike += label is not None and texts(old) != texts(new)
    return alike > 1


def _number(cells: Sequence[PieceCell | Cell]) -> int:
    """The number of a row's first line, or 0."""
    return next((int(text) for text in texts(cells) if re.fullmatch(r"\d{1,2}", text)), 0)


def is_body(cells: Sequence[PieceCell | Cell]) -> bool:
    """Whether an amount or a code stands in a row, as in no head."""
    return any(BODY.fullmatch(text) for text in texts(cells))


def label(cells: Sequence[PieceCell | Cell]) -> str:
    """A row's first text that is no number, or its code."""
    return next((text for text in texts(cells) if text and not re.fullmatch(r"\d{1,2}|[\d,，]*\.\d+", text)), "")


def row_of(page: PageRead, cells: Sequence[PieceCell], sides: Mapping[float, float] | None = None) -> Row:
    found = []
    for text, box, doubt in cells:
        left, right = (sides.get(box[0], box[0]), sides.get(box[2], box[2])) if sides else (box[0], box[2])
        found.append(Cell(page, text, box, doubt, left, right))
    return found


def tops_of(piece: Piece) -> list[float]:
    return [row[0].box[1] for row in piece.rows]


def texts(cells: Sequence[PieceCell | Cell]) -> list[str]:
    return [squeeze(cell.text) for cell in cells]


def blank(cells: Sequence[PieceCell | Cell]) -> bool:
    return not any(cell.text.strip() for cell in cells)
