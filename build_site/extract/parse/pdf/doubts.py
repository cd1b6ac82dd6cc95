"""Which cells of a table may not say what people see: what is drawn in them without being text, characters that are not what
they say, numbers that stand where none should."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise, product
from statistics import median, median_high
from typing import NamedTuple

from build_site.extract.parse.pdf import overprint
from build_site.extract.parse.pdf.page import Glyph, Ruling
from build_site.extract.parse.pdf.rulings import NEAR
from build_site.extract.parse.pdf.slots import AMOUNT, NUMBER, Lattice, Slot, is_amount, nearest, text_in
from build_site.model import Box

_MARK = 0.8  # of the size of the other digits: a footnote mark is smaller
_LEVEL, _RAISED = 0.14, 0.5  # em: digits further above each other are not of one level, or of two lines
_HIGH = 0.72  # em: digits
_NEAR, _CROSSING = 0.2, 0.1  # em: digits are seldom nearer to the rules over and under them, never over them so far
_OVER, _FAR = 0.1, 0.25  # em: how far a number may reach over the sides of its cell; if most do, so far
_OFF = 0.4  # em: how far numbers stand from each other that stand alike in their cells
_GROUPS = 0.8  # em: between the groups of one number
_LAST = frozenset("0123456789)）%元")  # of a number
_EDGE = 0.5  # points
_STRANGE = 6  # characters drawn between two of one number
_PART = re.compile(r"[\d.,]*\d[\d.,]*")
_FEWEST, _ALONE, _NEARLY_ALL = 8, 3, 0.8  # numbers of a table; of a column; of the former
_INDENT = 1.5  # em: numbers set to the right are seldom as far from that side
_ASTRAY = 0.3  # of a table's numbers
_MOST = 0.6  # of a table's numbers, which show how they stand


class Ink(NamedTuple):
    """What is drawn on a page without being text or a table's rules: images and shapes as boxes; slanting lines, from x, y to
    x, y, and dots; and numbers that nobody sees, as boxes."""

    shapes: Sequence[Box] = ()
    strays: Sequence[Box] = ()
    unseen: Sequence[Box] = ()


NO_INK = Ink()


def mark(lattice: Lattice, ink: Ink, rulings: Iterable[Ruling], doubtful: Mapping[int, str]) -> None:
    """Doubt the cells into which something is drawn that is no text: an image, a shape, a line beside or through a
    number; those of texts over each other, and of numbers drawn in parts; those that hold doubtful characters (by their order, why); and those of numbers that stand over their sides,
    or otherwise than the others do."""
    overprint.mark(lattice)
    if doubtful:
        _mark_characters(lattice, doubtful)
    sizes = {glyph.size for glyph in _digits(lattice)}
    for slot in lattice.slots:
        if (len(slot.runs) > 1 and _is_uneven(slot.words())) or (len(sizes) > 1 and _has_small_digits(slot.runs)):
            slot.doubt = slot.doubt or "mark"
        elif len(slot.runs) > 1 and _is_spread(slot.words()):
            slot.doubt = slot.doubt or "place"
    strays = _strays(lattice, rulings, ink.strays)
    for slot in lattice.slots if strays else ():
        if any(_touches(stray, run) for stray in strays for run in slot.words()):
            slot.doubt = slot.doubt or "ink"
    _mark_drawn(lattice, ink.shapes)
    for x0, top, x1, bottom in ink.unseen:
        hides = lattice.taking((x0 + x1) / 2, (top + bottom) / 2)
        if hides and not hides.words():  # a blank of which the file says otherwise
            hides.doubt = hides.doubt or "unseen"
    for slot in (*_misplaced(lattice), *_over_rows(lattice), *_astride(lattice), *_out_of_line(lattice)):
        slot.doubt = slot.doubt or "place"
    _mark_round(lattice, [slot for slot in lattice.slots if slot.doubt == "place" and slot.words()])


def _mark_round(lattice: Lattice, astray: Sequence[Slot]) -> None:
    """Doubt what is blank beside a number that is out of its place, which may be its home; the whole table's body where so
    many are that what stands right may do so by chance."""
    if len(astray) > _FEWEST and len(astray) > _ASTRAY * sum(
        any(map(is_amount, slot.words())) for slot in lattice.slots
    ):
        body = min(slot.row for slot in astray)
        astray = [slot for slot in lattice.slots if slot.row >= body]
        for slot in astray:
            slot.doubt = slot.doubt or "place"
    for slot in astray:
        for row in range(slot.row - 1, slot.row + slot.depth + 1):
            for column in range(slot.column - 1, slot.column + slot.span + 1):
                if (other := lattice.at.get((row, column))) and not other.words():
                    other.doubt = other.doubt or "place"


def _mark_characters(lattice: Lattice, doubtful: Mapping[int, str]) -> None:
    for slot in lattice.slots:
        why = {doubtful[glyph.order] for run in slot.runs for glyph in run if glyph.order in doubtful}
        slot.doubt = min(why, default=slot.doubt)
        if "overprint" in why:  # what it hides may belong to the cells that it lies over
            left, right = min(run[0].x0 for run in slot.runs), max(run[-1].x1 for run in slot.runs)
            _, top, _, bottom = lattice.cell(slot)
            for under in lattice.under((left, top, right, bottom)):
                under.doubt = under.doubt or "overprint"


def _mark_drawn(lattice: Lattice, shapes: Iterable[Box]) -> None:
    x0, top, x1, bottom = lattice.box
    for left, upper, right, lower in shapes:
        if right <= x0 or left >= x1 or lower <= top or upper >= bottom:
            continue
        if (right - left) * (lower - upper) > (x1 - x0) * (bottom - top) / 4:
            continue  # the ground of the table, or a seal's size
        for slot in lattice.slots:
            box = lattice.cell(slot)
            wide, high = min(box[2], right) - max(box[0], left), min(box[3], lower) - max(box[1], upper)
            if wide > 2 and high > 2:
                slot.doubt = slot.doubt or "ink"


def mark_astray(lattice: Lattice, strings: Iterable[Sequence[Glyph]], reach: float = 0.0) -> None:
    """Doubt the cells under numbers that run up or down over several; with a `reach` (em), those next to numbers that
    stand in no cell."""
    x0, top, x1, bottom = lattice.box
    for string in strings:
        if NUMBER.fullmatch(text_in(string)):
            size = string[0].size
            xs, ys, wide = [glyph.x0 for glyph in string], [glyph.y for glyph in string], (0.5 + reach) * size
            ink = min(xs) - wide, min(ys) - wide - reach * size, max(xs) + wide, max(ys) + reach * size
            if ink[0] < x1 and ink[2] > x0 and ink[1] < bottom and ink[3] > top:
                under = lattice.under(ink)
                for slot in under if reach or len(under) > 1 else ():
                    slot.doubt = slot.doubt or "place"


def _over_rows(lattice: Lattice) -> Iterator[Slot]:
    """The cells of amounts and codes over several rows of which more than one has texts of its own: whose they are is not
    printed."""
    if all(slot.depth == 1 or not slot.runs for slot in lattice.slots):
        return  # as in most tables
    body = lattice.body()
    named = {slot.row for slot in lattice.slots if slot.depth == 1 and slot.words()}
    for slot in lattice.slots:
        several = slot.depth > 1 and slot.row >= body and len(named & {*range(slot.row, slot.row + slot.depth)}) > 1
        if several and any(_PART.fullmatch(text_in(run)) for run in slot.words()):
            yield slot


def _out_of_line(lattice: Lattice) -> Iterator[Slot]:
    """The cells of numbers almost alone in their column that stand otherwise than nearly all of the table's do: as far from
    the right side. All, where these are set to a line far inside their columns: they may have slid there from the next."""
    stands: dict[int, list[tuple[Slot, float, float]]] = defaultdict(list)
    for slot in lattice.slots:
        if (
            len(slot.runs) == 1
            and slot.span == slot.depth == 1
            and slot.runs[0][-1][0] in _LAST
            and is_amount(slot.runs[0])
        ):
            first, last = slot.runs[0][0], slot.runs[0][-1]
            right, left = lattice.xs[slot.column + 1] - last[2], first[1] - lattice.xs[slot.column]
            stands[slot.column].append((slot, right / last[4], left / last[4]))
    every = [each for column in stands.values() for each in column]
    if len(every) >= _FEWEST:
        usual, left = median_high(gap for _, gap, _ in every), median_high(gap for *_, gap in every)
        if sum(abs(gap - usual) <= _OVER for _, gap, _ in every) >= _NEARLY_ALL * len(every):
            even = sum(abs(gap - left) <= _OVER for *_, gap in every) >= _NEARLY_ALL * len(every)
            at_home = even and (left < _INDENT / 2 or abs(usual - left) <= _OFF)  # set to the left, or in the middle
            slid = usual > _INDENT and not at_home
            few = (each for each in stands.values() if len(each) < _ALONE or slid)
            yield from (slot for each in few for slot, gap, _ in each if slid or abs(gap - usual) > _OFF)


def _astride(lattice: Lattice) -> Iterator[Slot]:
    """The cells of what is printed as one number, and is not one in each, over the side between them."""
    for slot in lattice.slots:
        beside = lattice.at.get((slot.row, slot.column + slot.span)) if slot.runs else None
        words = (
            slot.words() if beside and beside.runs and slot.runs[-1][-1][2] > lattice.xs[beside.column] - NEAR else []
        )
        for run, other in product(words, beside.words() if words and beside else ()):
            near = abs(other[0].y - run[-1].y) < _EDGE and (
                abs(other[0].x0 - run[-1].x1) < _EDGE or _goes_on(run, other, beside.words() if beside else ())
            )
            parts = text_in(run), text_in(other)
            if beside and near and all(map(_PART.fullmatch, parts)) and not all(map(AMOUNT.fullmatch, parts)):
                yield slot
                yield beside


def _goes_on(run: Sequence[Glyph], other: Sequence[Glyph], words: Iterable[Sequence[Glyph]]) -> bool:
    """Whether a text set wide goes on in the next cell, of these words: drawn next, and no further than its characters are
    from each other."""
    if not 0 < other[0].order - run[-1].order < _STRANGE / 2:
        return False
    whole = sorted((glyph for each in (run, *words) for glyph in each), key=lambda glyph: glyph.order)
    gaps = [b.x0 - a.x1 for a, b in pairwise(whole) if b is not other[0]]
    return -_EDGE < other[0].x0 - run[-1].x1 < min(max(gaps, default=0.0), run[-1].size) + _EDGE


class _Stand(NamedTuple):
    """How the numbers of a cell stand in it: how far from its sides, in em, less than 0 where they reach over them."""

    slot: Slot
    ink: Box
    gaps: Sequence[float]  # left, top, right, bottom


def _misplaced(lattice: Lattice) -> Iterator[Slot]:
    """The cells of numbers that lie over their sides, or stand in them otherwise than most do; with those that they may
    belong to: what they lie over, and the next cell on that side."""
    if not any(map(partial(_is_near, lattice), lattice.slots)):
        return  # as in nearly all tables
    body = lattice.body()
    inside = [slot for slot in lattice.slots if slot.row >= body and slot.runs]
    stands = [_stand(lattice, slot, numbers) for slot in inside if (numbers := _numbers(slot))]
    strange = [(stand, 0, step) for stand, step in _strange(stands, 1, -_NEAR, _CROSSING)]
    columns: dict[int, list[_Stand]] = defaultdict(list)
    for slot in inside:
        columns[slot.column if slot.span == 1 else -1] += [_stand(lattice, slot, [run]) for run in _numbers(slot)]
    for each in columns.values():
        if any(is_amount(run) or run[0].text == "." for stand in each for run in stand.slot.words()):
            strange += [(stand, step, 0) for stand, step in _strange(each, 0, _OVER, _FAR)]
    for stand, right, down in strange:
        slot = stand.slot
        yield slot
        yield from lattice.under(stand.ink)
        beside = (
            slot.row - 1 if down < 0 else slot.row + slot.depth if down else slot.row,
            slot.column - 1 if right < 0 else slot.column + slot.span if right else slot.column,
        )
        if beside in lattice.at:
            yield lattice.at[beside]


def _is_near(lattice: Lattice, slot: Slot) -> bool:
    """Whether a number of the cell comes near to the rules over or under it, or reaches over its sides."""
    for run in slot.runs:
        text, _, end, y, size, _ = run[-1]
        if text in _LAST:
            x0, top, x1, bottom = lattice.cell(slot)
            over, near = _OVER * size, _NEAR * size
            if end > x1 + over or run[0][1] < x0 - over or y > bottom - near or y - _HIGH * size < top + near:
                return True
    return False


def _numbers(slot: Slot) -> list[list[Glyph]]:
    """A cell's numbers; all its signs where it has no letters."""
    words = slot.words()
    lettered = any(character.isalpha() for run in words for character in text_in(run))
    found = [run for run in words if not lettered or NUMBER.fullmatch(text_in(run))]
    return found if any(glyph.text.isdigit() for run in found for glyph in run) else []


def _stand(lattice: Lattice, slot: Slot, numbers: Sequence[Sequence[Glyph]]) -> _Stand:
    x0, top, x1, bottom = lattice.cell(slot)
    size = numbers[0][0].size
    xs, ys = [x for run in numbers for x in (run[0].x0, run[-1].x1)], [run[0].y for run in numbers]
    ink = min(xs), min(ys) - _HIGH * size, max(xs), max(ys)
    gaps = ink[0] - x0, ink[1] - top, x1 - ink[2], bottom - ink[3]
    return _Stand(slot, ink, [gap / size for gap in gaps])


def _strange(stands: Sequence[_Stand], axis: int, over: float, most: float) -> Iterator[tuple[_Stand, int]]:
    """The numbers that reach over a side of their cell (`axis`: 0 left or right, 1 top or bottom) by more than `over`,
    where not most do, or by more than `most`; and on which side: -1 or 1."""
    if any(min(stand.gaps[axis], stand.gaps[2 + axis]) < -over for stand in stands):
        for side, step in ((axis, -1), (2 + axis, 1)):
            usual = median(stand.gaps[side] for stand in stands)
            alike = sum(abs(stand.gaps[side] - usual) <= _OFF for stand in stands) >= _MOST * len(stands)
            for stand in stands:
                gap, other = stand.gaps[side], stand.gaps[(side + 2) % 4]
                inside = abs(gap - other) <= _OFF  # what is larger than its cell, and in its middle, is at home
                known = inside or (alike and abs(gap - usual) <= _OFF and gap >= -most)
                if gap < -over and not known:
                    yield stand, step


def _strays(lattice: Lattice, rulings: Iterable[Ruling], others: Iterable[Box]) -> list[Box]:
    """The lines inside the table that bound none of its cells, as from x, y to x, y, and the dots."""
    x0, top, x1, bottom = lattice.box
    found = []
    for vertical, at, start, end in rulings:
        low, high, sides, ends = (
            (x0, x1, lattice.xs, (top, bottom)) if vertical else (top, bottom, lattice.ys, (x0, x1))
        )
        if low < at < high and start < ends[1] and end > ends[0] and abs(sides[nearest(sides, at)] - at) > NEAR:
            found.append((at, start, at, end) if vertical else (start, at, end, at))
    for a, b, c, d in others:
        x, y = (a + c) / 2, (b + d) / 2
        if x0 < x < x1 and top < y < bottom and (max(c - a, d - b) > NEAR or min(
            abs(lattice.xs[nearest(lattice.xs, x)] - x), abs(lattice.ys[nearest(lattice.ys, y)] - y)
        ) > 1.5):  # fmt: skip
            found.append((a, b, c, d))
    return found


def _digits(lattice: Lattice) -> Iterable[Glyph]:
    return (glyph for slot in lattice.slots for run in slot.runs for glyph in run if glyph[0].isdigit())


def _has_small_digits(runs: Sequence[Sequence[Glyph]]) -> bool:
    """Whether some digits of a number are smaller than the others."""
    sizes = [glyph.size for run in runs for glyph in run if glyph.text.isdigit()]
    return bool(sizes) and min(sizes) < _MARK * max(sizes) and all(NUMBER.fullmatch(text_in(run)) for run in runs)


def _is_spread(words: Sequence[Sequence[Glyph]]) -> bool:
    """Whether numbers stand on one line, further apart than the groups of one number."""
    numbers = sorted((run for run in words if any(glyph.text.isdigit() for glyph in run)), key=lambda run: run[0].x0)
    return any(
        right[0].x0 - left[-1].x1 > _GROUPS * left[0].size and abs(right[0].y - left[0].y) < _LEVEL * left[0].size
        for left, right in pairwise(numbers)
    )


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
