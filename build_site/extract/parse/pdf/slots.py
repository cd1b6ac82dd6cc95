"""The cells of one table and the text that stands in each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from build_site.extract.parse.pdf.lines import line_of, text_of
from build_site.extract.parse.pdf.lines import rows as lines_of
from build_site.extract.parse.pdf.page import Glyph, Piece, PieceCell, Ruling
from build_site.extract.parse.pdf.rulings import NEAR
from build_site.model import Box

_BY_PLACE = itemgetter(1, 0)  # (top, x0)
_MARK = 0.8  # of the size of the other digits: a footnote mark is smaller
_LEVEL, _RAISED = 0.14, 0.5  # em: digits further above each other are not of one level, or of two lines
_SLIVER = 5.0  # points: no character fits into a narrower column
NUMBER = re.compile(r"[-−–(]?[\d,，]*[.．]?\d+[%)]?")


class Ink(NamedTuple):
    """What is drawn on a page without being text or a table's rules: images and shapes as boxes; slanting lines, from x, y to
    x, y, and dots."""

    shapes: Sequence[Box] = ()
    strays: Sequence[Box] = ()


NO_INK = Ink()


def text_in(run: Sequence[Glyph]) -> str:
    return "".join([glyph[0] for glyph in run])


@dataclass(slots=True)
class Slot:
    """One cell of a lattice in the making."""

    column: int
    row: int
    span: int
    depth: int
    runs: list[list[Glyph]] = field(default_factory=list)
    turned: str = ""  # text that runs up or down, in drawing order
    doubt: str = ""  # one of the model's DOUBTS

    def words(self) -> list[list[Glyph]]:
        """Its runs of characters that leave ink."""
        return [run for run in self.runs if run[0].text != " "]


class Lattice:
    """One table's cells on their grid of rulings."""

    def __init__(self, cells: Sequence[Box]) -> None:
        self.xs = _without_slivers(sorted({x for cell in cells for x in (cell[0], cell[2])}), cells)
        self.ys = sorted({y for cell in cells for y in (cell[1], cell[3])})
        self.regular = True
        self.by_text = False  # its columns are told by text alone
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

    def crosses(self, ruling: Ruling) -> bool:
        """Whether a horizontal ruling reaches into the table."""
        return ruling.start < self.xs[-1] - 1 and ruling.end > self.xs[0] + 1

    def _holds(self, x: float, y: float) -> bool:
        return self.xs[0] <= x < self.xs[-1] and self.ys[0] <= y < self.ys[-1]

    def slot(self, x: float, y: float) -> Slot:
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        return self.at.get((row, column)) or self.at[self.row(y), self.column(x)]

    def parts(self, left: Glyph, right: Glyph) -> bool:
        """Whether a cell's side runs between two neighbouring characters, or under the last digit of an overhanging number."""
        a, b = (left.x0 + left.x1) / 2, (right.x0 + right.x1) / 2
        if not (self._holds(a, left.middle) and self._holds(b, right.middle)):
            return False
        slot = self.slot(b, right.middle)
        side = self.xs[slot.column]
        over = 0.3 * left.size if left.text.isdigit() else 0.3
        return slot is not self.slot(a, left.middle) and left.x1 - over <= side <= right.x0 + 0.3

    def crossed(self, run: list[Glyph]) -> bool:
        """Whether the run begins in one cell and ends in another."""
        first, last = run[0], run[-1]
        a, b = (first.x0 + first.x1) / 2, (last.x0 + last.x1) / 2
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
            self.slot(x, y).turned += text_in(string)
            return True
        return False

    def cell(self, slot: Slot) -> Box:
        last_column, last_row = len(self.xs) - 1, len(self.ys) - 1
        right, bottom = min(slot.column + slot.span, last_column), min(slot.row + slot.depth, last_row)
        return self.xs[slot.column], self.ys[slot.row], self.xs[right], self.ys[bottom]

    def remade(self, cells: Sequence[Box]) -> Lattice:
        """The same text in other cells."""
        other = Lattice(cells)
        for slot in self.slots:
            for run in slot.runs:
                other.take(run)
            if slot.turned:
                box = self.cell(slot)
                other.slot((box[0] + box[2]) / 2, (box[1] + box[3]) / 2).turned += slot.turned
        return other

    def doubt(self, ink: Ink, rulings: Iterable[Ruling], doubtful: Mapping[int, str]) -> None:
        """Doubt the cells into which something is drawn that is no text: an image, a shape, a line beside or through a
        number; and those that hold doubtful characters: by their order, why."""
        for slot in self.slots if doubtful else ():
            why = {doubtful[glyph.order] for run in slot.runs for glyph in run if glyph.order in doubtful}
            slot.doubt = min(why, default=slot.doubt)
        sizes = {glyph.size for glyph in self._digits()}
        for slot in self.slots:
            if (len(slot.runs) > 1 and _is_uneven(slot.words())) or (len(sizes) > 1 and _has_small_digits(slot.runs)):
                slot.doubt = slot.doubt or "mark"
        strays = self._strays(rulings, ink.strays)
        for slot in self.slots if strays else ():
            if any(_touches(stray, run) for stray in strays for run in slot.words()):
                slot.doubt = slot.doubt or "ink"
        x0, top, x1, bottom = self.box
        for left, upper, right, lower in ink.shapes:
            if right <= x0 or left >= x1 or lower <= top or upper >= bottom:
                continue
            if (right - left) * (lower - upper) > (x1 - x0) * (bottom - top) / 4:
                continue  # the ground of the table, or a seal's size
            for slot in self.slots:
                box = self.cell(slot)
                wide, high = min(box[2], right) - max(box[0], left), min(box[3], lower) - max(box[1], upper)
                if wide > 2 and high > 2:
                    slot.doubt = slot.doubt or "ink"

    def _strays(self, rulings: Iterable[Ruling], others: Iterable[Box]) -> list[Box]:
        """The lines inside the table that bound none of its cells, as from x, y to x, y, and the dots."""
        x0, top, x1, bottom = self.box
        found = []
        for vertical, at, start, end in rulings:
            low, high, sides, ends = (x0, x1, self.xs, (top, bottom)) if vertical else (top, bottom, self.ys, (x0, x1))
            if low < at < high and start < ends[1] and end > ends[0] and abs(sides[nearest(sides, at)] - at) > NEAR:
                found.append((at, start, at, end) if vertical else (start, at, end, at))
        for a, b, c, d in others:
            x, y = (a + c) / 2, (b + d) / 2
            if x0 < x < x1 and top < y < bottom and (max(c - a, d - b) > NEAR or min(
                abs(self.xs[nearest(self.xs, x)] - x), abs(self.ys[nearest(self.ys, y)] - y)
            ) > 1.5):  # fmt: skip
                found.append((a, b, c, d))
        return found

    def _digits(self) -> Iterable[Glyph]:
        return (glyph for slot in self.slots for run in slot.runs for glyph in run if glyph.text.isdigit())

    def piece(self) -> Piece:
        """The finished table part. A merged cell's text stands in its first row; below it are blanks."""
        rows = []
        for row in range(len(self.ys) - 1):
            cells = []
            column = 0
            while column < len(self.xs) - 1:
                slot = self.at[row, column]
                end = min(slot.column + slot.span, len(self.xs) - 1)
                box = self.xs[column], self.ys[row], self.xs[end], self.ys[row + 1]
                here = (row, column) == (slot.row, slot.column)
                text = (text_of(slot.runs, box[0], box[2]) if slot.runs else "") + slot.turned if here else ""
                if here and slot.depth > 1:
                    box = *box[:3], self.ys[min(slot.row + slot.depth, len(self.ys) - 1)]
                cells.append(PieceCell(text, box, slot.doubt))
                column = max(end, column + 1)
            rows.append(tuple(cells))
        framed = None
        if len(self.xs) == 2:
            framed = tuple(map(line_of, lines_of(glyph for slot in self.slots for run in slot.runs for glyph in run)))
        return Piece(tuple(self.xs), tuple(rows), self.box, self.regular, framed)


def _has_small_digits(runs: Sequence[Sequence[Glyph]]) -> bool:
    """Whether some digits of a number are smaller than the others."""
    sizes = [glyph.size for run in runs for glyph in run if glyph.text.isdigit()]
    return bool(sizes) and min(sizes) < _MARK * max(sizes) and all(NUMBER.fullmatch(text_in(run)) for run in runs)


def _is_uneven(words: Sequence[Sequence[Glyph]]) -> bool:
    """Whether a number's digits stand on several levels of one line, as a note's digit does."""
    numbers = [run for run in words if NUMBER.fullmatch(text_in(run))]
    return any(
        _LEVEL < abs(one[0].y - other[0].y) / one[0].size < _RAISED and other[0].x0 - one[-1].x1 < one[0].size / 2
        for one, other in pairwise(sorted(numbers, key=lambda run: run[0].x0))
    )


def _touches(stray: Box, run: Sequence[Glyph]) -> bool:
    """Whether a line or dot runs through a number, or stands beside it where a sign or digit may stand."""
    x0, y0, x1, y1 = stray
    first, last = run[0], run[-1]
    left, right, top, bottom = (
        first.x0 - first.size,
        last.x1 + 0.7 * last.size,
        first.y - 0.75 * first.size,
        first.y - 0.08 * first.size,
    )
    if min(x0, x1) > right or max(x0, x1) < left or min(y0, y1) > bottom or max(y0, y1) < top:
        return False
    if not any(glyph.text.isdigit() for glyph in run):
        return False
    slope = (y1 - y0) / (x1 - x0) if x1 != x0 else 0.0
    ends = [y0 + (min(max(x, min(x0, x1)), max(x0, x1)) - x0) * slope for x in (left, right)] if x1 != x0 else [y0, y1]
    return min(ends) < bottom and max(ends) > top


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
