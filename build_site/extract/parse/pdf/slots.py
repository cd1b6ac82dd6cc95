"""The cells of one table and the text that stands in each."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter, itemgetter

from build_site.extract.parse.pdf.lines import line_of, text_of
from build_site.extract.parse.pdf.lines import rows as lines_of
from build_site.extract.parse.pdf.page import Glyph, Piece, PieceCell, Text
from build_site.model import Box

_BY_PLACE, _BY_ROW = itemgetter(1, 0), attrgetter("row")  # (top, x0)
CUT_OFF = 0.1  # em: of what is cut off at its cell's side so much lies under the text of the next cell
_SLIVER = 5.0  # points: no character fits into a narrower column
NUMBER = re.compile(r"[-−–(（]?[\d,，]*[.．]?\d+[%)）]?")
AMOUNT = re.compile(r"[-−–—△▲¥￥(（]*\d[\d,，]*[.．]\d+[)）%元]*")


def text_in(run: Sequence[Glyph]) -> str:
    return "".join([glyph[0] for glyph in run])


def is_amount(run: Sequence[Glyph]) -> bool:
    last = run[-1][0][-1:]  # which tells for most
    return (last.isdecimal() or last in ")）%元") and AMOUNT.fullmatch(text_in(run)) is not None


@dataclass(slots=True)
class Slot:
    """One cell of a lattice in the making."""

    column: int
    row: int
    span: int
    depth: int
    runs: list[list[Glyph]] = field(default_factory=list)
    turned: str = ""  # text that runs up or down, in drawing order
    doubt: str = ""  # a row of data/doubts.csv

    def words(self) -> list[list[Glyph]]:
        """Its runs of characters that leave ink."""
        return [run for run in self.runs if run[0][0] != " "]


class Lattice:
    """One table's cells on their grid of rulings."""

    def __init__(self, cells: Sequence[Box], sides: Sequence[float] = ()) -> None:
        self.xs = _without_slivers(sorted({*sides, *(x for cell in cells for x in (cell[0], cell[2]))}), cells)
        self.ys = sorted({y for cell in cells for y in (cell[1], cell[3])})
        self.regular = True
        self.by_text = False  # its columns are told by text alone
        self.bare = False  # no rules stand round its last rows
        self.goes_on = False  # its columns are those of the last table of the page before
        self.heads: Sequence[Sequence[Text]] = ()  # by which its columns are told
        self.words: Sequence[Text] = ()
        self.slots: list[Slot] = []
        self.at: dict[tuple[int, int], Slot] = {}
        columns = {x: nearest(self.xs, x) for x in {x for cell in cells for x in (cell[0], cell[2])}}
        rows = {y: row for row, y in enumerate(self.ys)}
        for x0, top, x1, bottom in sorted(cells, key=_BY_PLACE):
            column, row = columns[x0], rows[top]
            self._put(Slot(column, row, columns[x1] - column, rows[bottom] - row))
        self._fill_holes()

    def _put(self, slot: Slot) -> None:
        self.slots.append(slot)
        for row in range(slot.row, slot.row + slot.depth):
            for column in range(slot.column, slot.column + slot.span):
                if self.at.setdefault((row, column), slot) is not slot:
                    self.regular = False

    def _fill_holes(self) -> None:
        """Where rulings end too early no cell was found; its text must not be lost."""
        for row in range(len(self.ys) - 1):
            for column in range(len(self.xs) - 1):
                if (row, column) not in self.at:
                    self.regular = False
                    self._put(Slot(column, row, 1, 1))

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def column(self, x: float) -> int:
        return min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)

    def row(self, y: float) -> int:
        return min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)

    def body(self) -> int:
        """The first row with an amount."""
        return self.first_row(is_amount)

    def first_row(self, holds: Callable[[list[Glyph]], bool]) -> int:
        """The first row in which a run stands of which that holds."""
        ordered = sorted(self.slots, key=_BY_ROW)
        return next((slot.row for slot in ordered if any(map(holds, slot.runs))), len(self.ys))

    def encloses(self, box: Box) -> bool:
        """Whether a table stands in one of its cells."""
        row = self.row(box[1])
        return self.xs[0] <= box[0] and box[2] <= self.xs[-1] and self.ys[row] <= box[1] and box[3] <= self.ys[row + 1]

    def _holds(self, x: float, y: float) -> bool:
        return self.xs[0] <= x < self.xs[-1] and self.ys[0] <= y < self.ys[-1]

    def taking(self, x: float, y: float) -> Slot | None:
        """The cell at a point; None outside this table."""
        return self.slot(x, y) if self._holds(x, y) else None

    def slot(self, x: float, y: float) -> Slot:
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        return self.at.get((row, column)) or self.at[self.row(y), self.column(x)]

    def parts(self, left: Glyph, right: Glyph) -> bool:
        """Whether a cell's side runs between two neighbouring characters, or under the last digit of an overhanging number,
        or where a text is cut off under which the next one begins."""
        cut = left.x1 - right.x0 > CUT_OFF * left.size
        a, b = left.x0 if cut else (left.x0 + left.x1) / 2, (right.x0 + right.x1) / 2
        if not (self._holds(a, left.middle) and self._holds(b, right.middle)):
            return False
        slot = self.slot(b, right.middle)
        side = self.xs[slot.column]
        over = left.x1 - left.x0 if cut else 0.3 * left.size if left.text.isdigit() else 0.3
        return slot is not self.slot(a, left.middle) and left.x1 - over <= side <= right.x0 + 0.3

    def crossed(self, run: list[Glyph]) -> bool:
        """Whether the run begins in one cell and ends in another."""
        first, last = run[0], run[-1]
        a, b = (first.x0 + first.x1) / 2, (last.x0 + last.x1) / 2
        level = first.y == last.y and first.size == last.size
        if level and bisect_right(self.xs, a) == bisect_right(self.xs, b):
            return False  # as nearly all
        if not (self._holds(a, first.middle) and self._holds(b, last.middle)):
            return False
        return self.slot(a, first.middle) is not self.slot(b, last.middle)

    def take(self, run: list[Glyph]) -> bool:
        """Put a run into the cell that its middle stands in; False where that is outside this table.

        A text that begins at a cell's left side and runs over the other belongs to where it begins."""
        first, x = run[0], (run[0].x0 + run[-1].x1) / 2
        y = sum([glyph[3] - 0.36 * glyph[4] for glyph in run]) / len(run)
        if not self._holds(x, y):
            return False
        slot = self.slot(x, y)
        start = (first.x0 + first.x1) / 2
        if start < self.xs[slot.column] and self._holds(start, y) and not NUMBER.fullmatch(text_in(run)):
            begin = self.slot(start, y)
            if first.x0 - self.xs[begin.column] < first.size:
                slot = begin
        slot.runs.append(run)
        return True

    def take_turned(self, turns: int, string: Sequence[Glyph]) -> bool:
        """Put characters that run up (1), down (3) or upside down (2) into the cell that their middle stands in."""
        glyph = string[len(string) // 2]
        x, y = glyph.x0 + (0, -0.36, -0.5, 0.36)[turns] * glyph.size, glyph.y + (0, -0.5, 0.36, 0.5)[turns] * glyph.size
        if self._holds(x, y):
            slot = self.slot(x, y)
            slot.turned += text_in(string)
            if turns == 2 and any(each.text.isdigit() for each in string):  # 68 or 89
                slot.doubt = "place"
            return True
        return False

    def under(self, ink: Box) -> list[Slot]:
        """The cells that something lies over."""
        x0, top, x1, bottom = ink
        rows = range(self.row(top + 1), self.row(bottom - 1) + 1)
        columns = range(self.column(x0 + 1), self.column(x1 - 1) + 1)
        return [self.at[row, column] for row in rows for column in columns]

    def cell(self, slot: Slot) -> Box:
        last_column, last_row = len(self.xs) - 1, len(self.ys) - 1
        right, bottom = min(slot.column + slot.span, last_column), min(slot.row + slot.depth, last_row)
        return self.xs[slot.column], self.ys[slot.row], self.xs[right], self.ys[bottom]

    def remade(self, cells: Sequence[Box]) -> "Lattice":
        """The same text in other cells."""
        other = Lattice(cells)
        for slot in self.slots:
            for run in slot.runs:
                other.take(run)
            if slot.turned:
                box = self.cell(slot)
                other.slot((box[0] + box[2]) / 2, (box[1] + box[3]) / 2).turned += slot.turned
        return other

    def piece(self) -> Piece:
        """The finished table part. A merged cell's text stands in its first row; below it are blanks."""
        rows = []
        xs, ys, last = self.xs, self.ys, len(self.xs) - 1
        for row, (top, bottom) in enumerate(pairwise(ys)):
            cells = []
            column = 0
            while column < last:
                slot = self.at[row, column]
                end, text, low = min(slot.column + slot.span, last), "", bottom
                if row == slot.row and column == slot.column:
                    text = (text_of(slot.runs, xs[column], xs[end]) if slot.runs else "") + slot.turned
                    if slot.depth > 1:
                        low = ys[min(row + slot.depth, len(ys) - 1)]
                cells.append(PieceCell(text, (xs[column], top, xs[end], low), slot.doubt))
                column = max(end, column + 1)
            rows.append(tuple(cells))
        framed = None
        if len(self.xs) == 2:
            framed = tuple(map(line_of, lines_of(glyph for slot in self.slots for run in slot.runs for glyph in run)))
        return Piece(
            tuple(self.xs),
            tuple(rows),
            self.box,
            self.regular,
            framed,
            self.by_text,
            self.by_text or self.bare,
            self.goes_on,
            self.heads,
            self.words,
        )


def _without_slivers(xs: list[float], cells: Sequence[Box]) -> list[float]:
    """The column sides without those of columns too narrow for a character: rulings that just miss each other."""
    owned = {(cell[0], cell[2]) for cell in cells}
    kept = xs[:1]
    for x in xs[1:]:
        if x - kept[-1] >= _SLIVER or (kept[-1], x) in owned or (len(kept) == 1 and x == xs[-1]):
            kept.append(x)
    return kept


def nearest(values: Sequence[float], value: float) -> int:
    """The index of the nearest of sorted values."""
    index = bisect_right(values, value)
    if index and (index == len(values) or value - values[index - 1] <= values[index] - value):
        return index - 1
    return index
