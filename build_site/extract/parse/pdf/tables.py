"""The tables of one page: pdfplumber's TableFinder on pdfium's rulings, then text put into the cells it finds."""

from __future__ import annotations

import importlib.util
import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from types import ModuleType, SimpleNamespace
from typing import Any

from build_site.extract.parse.pdf.lines import bands, line_of, text_of
from build_site.extract.parse.pdf.lines import rows as lines_of
from build_site.extract.parse.pdf.page import Glyph, Piece, PieceCell, Ruling
from build_site.extract.parse.pdf.rulings import NEAR
from build_site.model import Box

_MOST_CROSSINGS = 5_000  # of rulings on one page: beyond, it is a drawing, and would take minutes
_SLIVER = 5.0  # points: no character fits into a narrower column
_IN_RUN = 0.25  # em: the widest gap inside a run of characters that belong together
_NUMBER = re.compile(r"[-−–(]?[\d,，]*[.．]?\d+[%)]?")


def find(
    glyphs: list[Glyph], turned: list[tuple[int, Glyph]], rulings: list[Ruling]
) -> tuple[list[Piece], list[Glyph]]:
    """The page's tables, top to bottom, and the glyphs that stand in none of them.

    Frames of one column are among the pieces: only the page before tells whether they continue a table."""
    lattices = [_Lattice(cells) for cells in _cell_groups(rulings)]
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


def _cell_groups(rulings: list[Ruling]) -> list[list[Box]]:
    """The cells of each table, as boxes; a box that stands alone is a group of its own."""
    across = [ruling for ruling in rulings if not ruling.vertical]
    down = [ruling for ruling in rulings if ruling.vertical]
    if len(across) < 2 or not down or len(across) * len(down) > 100 * _MOST_CROSSINGS:
        return []
    down = down + _open_sides(across, down)
    if len(across) * len(down) > _MOST_CROSSINGS and _crossings(across, down) > _MOST_CROSSINGS:
        return []
    page = SimpleNamespace(edges=[_edge(ruling) for ruling in across + down], chars=[])
    finder = _table_finder()(page, {"edge_min_length_prefilter": 0})
    groups = [list(table.cells) for table in finder.tables]
    grouped = {cell for group in groups for cell in group}
    return groups + [[cell] for cell in finder.cells if cell not in grouped]


def _crossings(across: list[Ruling], down: list[Ruling]) -> int:
    return sum(
        h.start - NEAR <= v.at <= h.end + NEAR and v.start - NEAR <= h.at <= v.end + NEAR for h in across for v in down
    )


@cache
def _table_finder() -> Any:
    """pdfplumber's TableFinder without the rest of pdfplumber, whose import takes as long as reading ten pages.

    Its package is stood in for while its module is loaded, and left for others to import whole."""
    if "pdfplumber" not in sys.modules:
        found = importlib.util.find_spec("pdfplumber")
        package = ModuleType("pdfplumber")
        package.__path__ = list(found.submodule_search_locations or ()) if found else []
        sys.modules["pdfplumber"] = package
        try:
            return importlib.import_module("pdfplumber.table").TableFinder
        finally:
            del sys.modules["pdfplumber"]
    return importlib.import_module("pdfplumber.table").TableFinder


def _edge(ruling: Ruling) -> dict[str, Any]:
    """A ruling as pdfplumber's edge."""
    x0, x1, top, bottom = ruling.at, ruling.at, ruling.start, ruling.end
    if not ruling.vertical:
        x0, x1, top, bottom = ruling.start, ruling.end, ruling.at, ruling.at
    sides = {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0, "height": bottom - top}
    return {**sides, "orientation": "v" if ruling.vertical else "h"}


def _open_sides(across: list[Ruling], down: list[Ruling]) -> list[Ruling]:
    """Sides of tables printed without them (左右不封口): drawn where rows end without a vertical ruling.

    A pair of horizontal rulings bounds a row of a table if some vertical ruling runs from one to the other."""
    sides: list[Ruling] = []
    for end in (0, 1):
        for group in _aligned(across, end):
            at = (group[0].start, group[0].end)[end]
            open_rows = [(above, below) for above, below in pairwise(group) if _is_open(above, below, at, down)]
            if open_rows:
                sides.append(Ruling(True, at, open_rows[0][0].at, open_rows[-1][1].at))
    return sides


def _aligned(across: list[Ruling], end: int) -> Iterable[list[Ruling]]:
    """Horizontal rulings in groups that begin (end 0) or stop (end 1) at the same x, each top to bottom."""
    group: list[Ruling] = []
    for ruling in sorted(across, key=lambda ruling: (ruling.start, ruling.end)[end]):
        if group and (ruling.start, ruling.end)[end] - (group[-1].start, group[-1].end)[end] > NEAR:
            yield sorted(group, key=lambda ruling: ruling.at)
            group = []
        group.append(ruling)
    yield sorted(group, key=lambda ruling: ruling.at)


def _is_open(above: Ruling, below: Ruling, at: float, down: list[Ruling]) -> bool:
    spanning = [ruling.at for ruling in down if ruling.start <= above.at + NEAR and ruling.end >= below.at - NEAR]
    if any(abs(x - at) <= 2 * NEAR for x in spanning):
        return False
    left, right = max(above.start, below.start), min(above.end, below.end)
    return any(left + NEAR < x < right - NEAR for x in spanning)


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
        """Whether a cell's side runs between two neighbouring characters."""
        a, b = (left.x0 + left.x1) / 2, (right.x0 + right.x1) / 2
        if not (self._holds(a, left.middle) and self._holds(b, right.middle)):
            return False
        slot = self._slot(b, right.middle)
        side = self.xs[slot.column]
        return slot is not self._slot(a, left.middle) and left.x1 - 0.3 <= side <= right.x0 + 0.3

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
