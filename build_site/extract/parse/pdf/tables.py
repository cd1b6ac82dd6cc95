"""The tables of one page: the text put into the cells that its rulings enclose."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from build_site.extract.parse.pdf.finder import cell_groups
from build_site.extract.parse.pdf.lines import bands, line_of, text_of
from build_site.extract.parse.pdf.lines import rows as lines_of
from build_site.extract.parse.pdf.page import Glyph, Piece, PieceCell, Ruling
from build_site.model import Box

_SLIVER = 5.0  # points: no character fits into a narrower column
_IN_RUN = 0.25  # em: the widest gap inside a run of characters that belong together
_NUMBER = re.compile(r"[-−–(]?[\d,，]*[.．]?\d+[%)]?")


def find(
    glyphs: list[Glyph], turned: list[tuple[int, Glyph]], rulings: list[Ruling]
) -> tuple[list[Piece], list[Glyph]]:
    """The page's tables, top to bottom, and the glyphs that stand in none of them.

    Frames of one column are among the pieces: only the page before tells whether they continue a table."""
    lattices = [_Lattice(group) for group in cell_groups(rulings)]
    if not lattices:
        return [], glyphs
    outside: list[Glyph] = []
    for band in bands(glyphs):
        for run in _runs(band, lattices):
            lattice = next((lattice for lattice in lattices if lattice.take(run)), None)
            if lattice is None:
                outside += run
    for turns, glyph in turned:
        next((lattice for lattice in lattices if lattice.take_turned(turns, glyph)), None)
    pieces = [lattice.piece() for lattice in lattices]
    return sorted(pieces, key=lambda piece: (piece.box[1], piece.box[0])), outside


def _runs(band: list[Glyph], lattices: Sequence[_Lattice]) -> Iterable[list[Glyph]]:
    """A band's glyphs in runs that are put into cells as one: what is printed without a gap is not cut by a ruling.

    A ruling that passes between two characters without touching them does separate them."""
    run: list[Glyph] = []
    for glyph in band:
        if glyph.text == " ":  # a printed space ends a run; it goes where it stands
            if run:
                yield from _cut(run, lattices)
            run = []
            yield [glyph]
            continue
        if run:
            gap = glyph.x0 - run[-1].x1
            apart = gap > _IN_RUN * glyph.size or (
                gap > 0.08 * glyph.size and any(lattice.parts(run[-1], glyph) for lattice in lattices)
            )
            if apart:
                yield from _cut(run, lattices)
                run = []
        run.append(glyph)
    if run:
        yield from _cut(run, lattices)


def _cut(run: list[Glyph], lattices: Sequence[_Lattice]) -> Iterable[list[Glyph]]:
    """A run that reaches over rulings: one number stays whole, and so does a text; two numbers that touch are cut."""
    lattice = next((lattice for lattice in lattices if lattice.crossed(run)), None)
    text = "".join(glyph.text for glyph in run)
    if lattice is None or _NUMBER.fullmatch(text) or not any(glyph.text.isdigit() for glyph in run):
        yield run
        return
    piece: list[Glyph] = []
    for glyph in run:
        if piece and lattice.column((glyph.x0 + glyph.x1) / 2) != lattice.column((piece[-1].x0 + piece[-1].x1) / 2):
            yield piece
            piece = []
        piece.append(glyph)
    yield piece


@dataclass(slots=True)
class _Slot:
    """One cell of a lattice in the making."""

    column: int
    row: int
    span: int
    depth: int
    runs: list[list[Glyph]] = field(default_factory=list)
    turned: str = ""  # text that runs up or down, in drawing order


class _Lattice:
    """One table's cells on their grid of rulings."""

    def __init__(self, cells: list[Box]) -> None:
        self.xs = _without_slivers(sorted({x for cell in cells for x in (cell[0], cell[2])}), cells)
        self.ys = sorted({y for cell in cells for y in (cell[1], cell[3])})
        self.regular = True
        self.slots: list[_Slot] = []
        self.at: dict[tuple[int, int], _Slot] = {}
        for x0, top, x1, bottom in sorted(cells, key=lambda cell: (cell[1], cell[0])):
            column, row = _nearest(self.xs, x0), _nearest(self.ys, top)
            self._put(_Slot(column, row, _nearest(self.xs, x1) - column, _nearest(self.ys, bottom) - row))
        self._fill_holes()

    def _put(self, slot: _Slot) -> None:
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
                    self._put(_Slot(column, row, 1, 1))

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def column(self, x: float) -> int:
        return min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)

    def _row(self, y: float) -> int:
        return min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)

    def _holds(self, x: float, y: float) -> bool:
        return self.xs[0] <= x < self.xs[-1] and self.ys[0] <= y < self.ys[-1]

    def _slot(self, x: float, y: float) -> _Slot:
        return self.at[self._row(y), self.column(x)]

    def parts(self, left: Glyph, right: Glyph) -> bool:
        """Whether a cell's side runs between two neighbouring characters, or under the last digit of an overhanging number."""
        a, b = (left.x0 + left.x1) / 2, (right.x0 + right.x1) / 2
        if not (self._holds(a, left.middle) and self._holds(b, right.middle)):
            return False
        slot = self._slot(b, right.middle)
        side = self.xs[slot.column]
        over = 0.3 * left.size if left.text.isdigit() else 0.3
        return slot is not self._slot(a, left.middle) and left.x1 - over <= side <= right.x0 + 0.3

    def crossed(self, run: list[Glyph]) -> bool:
        """Whether the run begins in one cell and ends in another."""
        first, last = run[0], run[-1]
        a, b = (first.x0 + first.x1) / 2, (last.x0 + last.x1) / 2
        if not (self._holds(a, first.middle) and self._holds(b, last.middle)):
            return False
        return self._slot(a, first.middle) is not self._slot(b, last.middle)

    def take(self, run: list[Glyph]) -> bool:
        """Put a run into the cell that its middle stands in; False where that is outside this table.

        A text that begins at a cell's left side and runs over the other belongs to where it begins."""
        first, x = run[0], (run[0].x0 + run[-1].x1) / 2
        y = sum(glyph.middle for glyph in run) / len(run)
        if not self._holds(x, y):
            return False
        slot = self._slot(x, y)
        start = (first.x0 + first.x1) / 2
        if (
            start < self.xs[slot.column]
            and self._holds(start, y)
            and not _NUMBER.fullmatch("".join(g.text for g in run))
        ):
            begin = self._slot(start, y)
            if first.x0 - self.xs[begin.column] < first.size:
                slot = begin
        slot.runs.append(run)
        return True

    def take_turned(self, turns: int, glyph: Glyph) -> bool:
        """Put a character that runs up (1), down (3) or upside down (2) into the cell that it stands in."""
        x, y = glyph.x0 + (0, -0.36, -0.5, 0.36)[turns] * glyph.size, glyph.y + (0, -0.5, 0.36, 0.5)[turns] * glyph.size
        if self._holds(x, y):
            self._slot(x, y).turned += glyph.text
            return True
        return False

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
                text = (text_of(slot.runs, box[2]) if slot.runs else "") + slot.turned if here else ""
                if here and slot.depth > 1:
                    box = *box[:3], self.ys[min(slot.row + slot.depth, len(self.ys) - 1)]
                cells.append(PieceCell(text, box))
                column = max(end, column + 1)
            rows.append(tuple(cells))
        framed = None
        if len(self.xs) == 2:
            framed = tuple(map(line_of, lines_of(glyph for slot in self.slots for run in slot.runs for glyph in run)))
        return Piece(tuple(self.xs), tuple(rows), self.box, self.regular, framed)


def _without_slivers(xs: list[float], cells: list[Box]) -> list[float]:
    """The column sides without those of columns too narrow for a character: rulings that just miss each other."""
    owned = {(cell[0], cell[2]) for cell in cells}
    kept = xs[:1]
    for x in xs[1:]:
        if x - kept[-1] >= _SLIVER or (kept[-1], x) in owned or (len(kept) == 1 and x == xs[-1]):
            kept.append(x)
    return kept


def _nearest(values: list[float], value: float) -> int:
    index = bisect_right(values, value)
    if index and (index == len(values) or value - values[index - 1] <= values[index] - value):
        return index - 1
    return index
