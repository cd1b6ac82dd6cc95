"""Texts of a table that lie over each other or reach into the next row: what stands in which cell may be unsure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import lt
from statistics import median

from build_site.extract.parse.pdf.page import Glyph
from build_site.extract.parse.pdf.slots import Lattice, Slot, is_amount, text_in

_TIGHT = 0.08  # em: digits of one number lie over each other less
_LINES = 1.5  # em: the lines of one number are closer
_LEADING = 0.7  # em: from line to line of a text at least
_LETTER = re.compile("[A-Za-z]")
_EDGE = 0.5  # points
_STRANGE = 6  # characters drawn between two of one number
_OF_NUMBERS = frozenset("0123456789.,，．-−–—")
_HIGH = 0.72  # em: digits


def mark(lattice: Lattice) -> None:
    """Doubt the cells of such texts."""
    _mark_over_each_other(lattice)
    _mark_run_over(lattice)


def _mark_over_each_other(lattice: Lattice) -> None:
    for slot in lattice.slots:
        if slot.runs and (
            _is_patched(slot.runs)
            or (len(slot.runs) > 1 and _overprinted(slot.words()))
            or any(map(_is_pierced, slot.runs))
        ):
            slot.doubt = slot.doubt or "overprint"
        if len(slot.runs) > 1:
            for each in _over_edges(lattice, slot):
                each.doubt = each.doubt or "edge"


def _over_edges(lattice: Lattice, slot: Slot) -> Iterator[Slot]:
    """A cell of words that were not drawn as one text, down the cell, whose lines reach over the rule above or below, and the cell there: lines of
    one may stand in the other."""
    words = sorted((run for run in slot.runs if run[0].text.isalpha()), key=lambda run: run[0].order)
    if any(
        after[0].order - before[-1].order > _STRANGE / 2 or after[0].y - before[0].y < _LEADING * after[0].size
        for before, after in pairwise(words)
    ):
        _, top, _, bottom = lattice.cell(slot)
        levels = [run[0].y for run in words]
        over = [slot.row - 1] * (min(levels) - _HIGH * words[0][0].size < top)
        under = [slot.row + slot.depth] * (max(levels) > bottom)
        for row in (*over, *under):
            near = slot, lattice.at.get((row, slot.column))
            yield from (each for each in near if each and any(run[0].text.isalpha() for run in each.runs))


def _mark_run_over(lattice: Lattice) -> None:
    """Doubt the cells of a number whose second line reaches out of the cell below: its row is too low for it."""
    for slot in lattice.slots:
        top = lattice.ys[slot.row] + _EDGE
        for run in slot.runs:
            text, x0, _, y, size, _ = run[0]
            above = lattice.at.get((slot.row - 1, slot.column)) if y - _HIGH * size < top and text.isdigit() else None
            for other in above.runs if above else ():
                near = y - other[0].y < _LINES * size and (
                    abs(other[0].x0 - x0) < size or abs(other[-1].x1 - run[-1].x1) < size
                )
                whole = [is_amount(each) for each in (other, run)]
                if above and near and other[-1].text in _OF_NUMBERS and (len(slot.words()) > 1 or whole[0] != whole[1]):
                    above.doubt, slot.doubt = above.doubt or "place", slot.doubt or "place"


def _is_patched(runs: Sequence[list[Glyph]]) -> bool:
    """Whether parts of one number were drawn at different times: a digit set beside it, or over another one."""
    run = runs[0]
    if not any(run[-1].text.isdigit() for run in runs):
        return False
    orders = [glyph[5] for glyph in run]
    if len(runs) == 1 and orders[-1] - orders[0] < len(orders) and all(map(lt, orders, orders[1:])):
        return any(map(_is_crowded, runs))  # drawn in one go, as nearly all
    glyphs = sorted((glyph for run in runs for glyph in run if glyph.text != " "), key=lambda glyph: glyph.x0)
    return any(
        not 0 < right.order - left.order <= _STRANGE
        and abs(right.y - left.y) < 0.3 * left.size
        and left.text in _OF_NUMBERS
        and right.text in _OF_NUMBERS
        for left, right in pairwise(glyphs)
    )


def _is_pierced(run: Sequence[Glyph]) -> bool:
    """Whether a letter stands in or behind words, or a number, that was drawn before or after them."""
    return any(
        (one[0].isascii() and one[0].isalpha()) != (other[0].isascii() and other[0].isalpha())
        and not 0 < other[5] - one[5] <= _STRANGE
        for one, other in (pairwise(run) if _LETTER.search(text_in(run)) else ())
    )


def _overprinted(words: Iterable[list[Glyph]]) -> bool:
    """Whether texts of a cell lie over each other."""
    boxes = [(run[0].x0, run[0].y, run[-1].x1, run[0].size, run[0].order) for run in words]
    for index, (x0, y, x1, size, order) in enumerate(boxes):
        for a, v, b, other, place in boxes[index + 1 :]:
            near = abs(y - v) < 0.55 * min(size, other) and min(x1, b) - max(x0, a) > 0.4 * min(size, other)
            if near and abs(order - place) > 3:
                return True
    return False


def _is_crowded(run: Sequence[Glyph]) -> bool:
    """Whether a digit of a number lies over the one before it, as not all do."""
    if len(run) < 4 or not run[-1].text.isdigit():  # as most words
        return False
    gaps = [right[1] - left[2] for left, right in pairwise(run)]
    return min(gaps) < -_TIGHT * run[0].size and median(gaps) - min(gaps) > _TIGHT * run[0].size
