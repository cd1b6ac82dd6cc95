"""What the text of a table tells where its rulings are wrong: a missing rule, a text that overflows its cell."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, permutations

from build_site.extract.parse.pdf.levels import (
    COUNT,
    NIL,
    ORDINAL,
    SAME,
    Row,
    Span,
    all_match,
    ends_in_digit,
    levels,
    rows_of,
)
from build_site.extract.parse.pdf.page import Glyph
from build_site.extract.parse.pdf.slots import AMOUNT, Lattice, Slot, is_amount, text_in
from build_site.model import Box

_WHOLE = re.compile(rf"0|{NIL.pattern}|[-−(（]?\d{{1,3}}(?:[,，]\d{{3}})+[)）]?")  # a nil, or an amount of whole yuan
_GROUPS = re.compile(r"\d{1,3}(?: \d{3})+(?:\.\d+)?")
_PITCH = 1.8  # em: lines of one text are no further apart
_LEVELS = frozenset("类款项")  # each the head of a column of codes
_ALIGNED = 0.5  # points
_EVEN = 0.6  # of the widest gap of a text: others nearly as wide, too, part nothing
_NEXT = 3  # characters drawn between two lines of one text
_CENTRED = 0.45  # em: how far from its row's middle a line may stand
_POKES = 0.12  # em: how far a text reaches over its cell's side that overflows


def mended(lattice: Lattice) -> Lattice:
    """The table with cells where its text demands them."""
    if lattice.by_text:
        return lattice
    settle(lattice)
    for _ in range(3 if _crowded(lattice) else 0):  # a part of a row that was divided may want to be divided again
        cells = list(_divided(lattice))
        if len(cells) == len(lattice.slots):
            break
        lattice = lattice.remade(cells)
        settle(lattice)
    return lattice


def _crowded(lattice: Lattice) -> bool:
    """Whether several words stand in some cell, or a number in one over several rows, or one over columns below the heads."""
    body = lattice.first_row(ends_in_digit)
    return any(
        len(slot.runs) > 1
        or (slot.span > 1 and slot.row >= body)
        or (slot.depth > 1 and any(map(ends_in_digit, slot.runs)))
        for slot in lattice.slots
    )


def settle(lattice: Lattice) -> None:
    """Put the lines of a text that is higher than its cell, and overflows over and below it, together into that cell; also
    where one lies over the text of the cell above, and the rest is cut off.

    They were drawn one after the other, begin or are centred at the same x, and their middle is the cell's; or, where that
    has a text of its own, their beginning."""
    overflowing = _overflowing(lattice)
    if not overflowing:
        return
    column_of = {run[0].order: (slot, run) for slot in lattice.slots for run in slot.words()}
    ends = {run[-1].order: run for _, run in column_of.values()}
    moved: set[int] = set()
    for run in overflowing:
        if run[0].order in moved:
            continue
        chain = [run]
        while (before := _neighbour(chain[0], ends, -1)) is not None:
            chain.insert(0, before)
        while (after := _neighbour(chain[-1], {o: r for o, (_, r) in column_of.items()}, 1)) is not None:
            chain.append(after)
        moved |= {each[0].order for each in chain}
        if len(chain) > 1:
            middle = (chain[0][0].middle + chain[-1][0].middle) / 2
            home = lattice.slot((run[0].x0 + run[-1].x1) / 2, middle)
            first = column_of[chain[0][0].order][0]
            if _has_other(home, chain) and not _has_other(first, chain):
                home = first
            for each in chain:
                slot = column_of[each[0].order][0]
                slot.runs = [other for other in slot.runs if other is not each]
                home.runs.append(each)


def _overflowing(lattice: Lattice) -> list[list[Glyph]]:
    found = []
    for slot in lattice.slots:
        if slot.runs:
            _, top, _, bottom = lattice.cell(slot)
            for run in slot.runs:
                text, _, _, y, size, _ = run[0]
                if (y - bottom > _POKES * size or top - (y - 0.8 * size) > _POKES * size) and text != " ":
                    found.append(run)
            if len(slot.runs) > 1:  # the end of the text above, before its own
                words = sorted(slot.words(), key=lambda run: run[0].order)
                apart = (b[0].order - a[-1].order > _NEXT or ORDINAL.match(text_in(b)) for a, b in pairwise(words))
                found += [run for run, each in zip(words, apart, strict=False) if each and run[0].text.isalpha()]
            if slot.span > 1 and len(slot.runs) > 1:
                found += _over_each_other(slot.words())
    return found


def _has_other(slot: Slot, chain: Sequence[list[Glyph]]) -> bool:
    """Whether other words than these stand in a cell."""
    return any(all(run is not each for each in chain) for run in slot.words())


def _over_each_other(words: Sequence[list[Glyph]]) -> Iterator[list[Glyph]]:
    """Words that overlap, though they are no line of one text."""
    for one, other in permutations(words, 2):
        near = abs(one[0].y - other[0].y) < 0.5 * one[0].size
        if near and min(one[-1].x1, other[-1].x1) - max(one[0].x0, other[0].x0) > 0.4 * one[0].size:
            yield one


def _neighbour(run: list[Glyph], by_order: dict[int, list[Glyph]], step: int) -> list[Glyph] | None:
    """The line drawn just before (-1) or after (1) this one, of the same text."""
    at = run[-1].order if step > 0 else run[0].order
    for near in range(1, _NEXT + 1):
        other = by_order.get(at + step * near)
        if other is not None and other is not run:
            pitch = step * (other[0].y - run[0].y)
            left = abs(other[0].x0 - run[0].x0) < SAME
            centred = abs(other[0].x0 + other[-1].x1 - run[0].x0 - run[-1].x1) < 2 * SAME
            begins = ORDINAL.match(text_in(other if step > 0 else run))  # the next line's label
            same = (left or centred) and abs(other[0].size - run[0].size) < 0.5 and not begins
            return other if same and 0.7 * run[0].size < pitch < _PITCH * run[0].size else None
    return None


def _divided(lattice: Lattice) -> Iterator[Box]:
    """The table's cells, those divided that hold what belongs into several."""
    parted = levels(lattice)
    sides = _sides(lattice)
    others: dict[int, list[Span]] = defaultdict(list)
    merged = any(slot.span > 1 for slot in lattice.slots)
    body = lattice.body() if merged else 0
    for slot in lattice.slots if merged else ():
        others[slot.column] += [(run[0].x0, run[-1].x1) for run in slot.words() if slot.span == 1]
    for slot in lattice.slots:
        x0, top, x1, bottom = lattice.cell(slot)
        if slot.span == slot.depth == 1 and slot.row not in parted and slot.column not in sides:
            yield x0, top, x1, bottom  # as nearly all
            continue
        ys = [top, *(y for y in parted.get(slot.row, ()) if slot.depth == 1), bottom]
        if slot.depth > 1 and _one_a_row(lattice, slot):
            ys = lattice.ys[slot.row : slot.row + slot.depth + 1]
        xs = [x0, *(x for x in sides.get(slot.column, ()) if slot.span == 1), x1]
        if slot.span > 1 and _one_a_column(lattice, slot, others, body):
            xs = lattice.xs[slot.column : slot.column + slot.span + 1]
        yield from ((a, b, c, d) for a, c in pairwise(xs) for b, d in pairwise(ys))


def _one_a_row(lattice: Lattice, slot: Slot) -> bool:
    """Whether a cell over several rows holds what belongs into each of them: numbers, or lines in the middle of their rows
    where most cells of the column have one row."""
    lines = rows_of(slot)
    if not lines or (len(lines) < 2 and not (all_match(AMOUNT, lines) or all_match(COUNT, lines))):
        return False
    if len(lines) > 1 and all(AMOUNT.fullmatch(line.text) or _WHOLE.fullmatch(line.text) for line in lines):
        return len({lattice.row(line.y) for line in lines}) == len(lines)
    column = [other.depth for other in lattice.slots if other.column == slot.column and other is not slot]
    if slot.row < lattice.body() or column.count(1) * 4 < len(column) * 3:
        return False
    return all(_in_the_middle(lattice, row, lines) for row in {lattice.row(line.y) for line in lines})


def _in_the_middle(lattice: Lattice, row: int, lines: Sequence[Row]) -> bool:
    """Whether those of these lines that stand in a row are in its middle."""
    own = [line.y for line in lines if lattice.row(line.y) == row]
    away = (own[0] + own[-1]) / 2 - (lattice.ys[row] + lattice.ys[row + 1]) / 2
    return abs(away) < _CENTRED * lines[0].runs[0][0].size


def _one_a_column(lattice: Lattice, slot: Slot, others: Mapping[int, Sequence[Span]], body: int) -> bool:
    """Whether a cell over several columns holds what belongs into more than one of them: amounts in one line, a code and,
    within its column, a name, or texts that begin or end where others of each column do; below the heads one such text."""
    own: dict[int, list[list[Glyph]]] = defaultdict(list)
    for run in slot.words():
        own[lattice.column((run[0].x0 + run[-1].x1) / 2)].append(run)
    amounts = any(is_amount(run) for runs in own.values() for run in runs)
    if len(own) > 1 and amounts and len(rows_of(slot)) == 1 and all(len(runs) == 1 for runs in own.values()):
        return True
    if not own or not all(_stands_in(lattice, at, runs) for at, runs in own.items()):
        return False
    words = [text_in(run) for runs in own.values() for run in runs]
    if (slot.row < body or len(words) > len(own)) and all(len(word) == 1 and word not in _LEVELS for word in words):
        return False  # one over the width of its cell (分散对齐)
    first = own[min(own)]
    if len(own) > 1 and len(first) == 1 and COUNT.fullmatch(text_in(first[0])):
        return True
    begun = slot.depth == 1 and (len(own) > 1 or (slot.row >= body and slot.column not in own))
    return begun and all(_is_aligned(runs, others.get(at, ())) for at, runs in own.items())


def _stands_in(lattice: Lattice, column: int, runs: Sequence[list[Glyph]]) -> bool:
    return (
        lattice.xs[column] - 1 <= min(run[0].x0 for run in runs)
        and max(run[-1].x1 for run in runs) <= lattice.xs[column + 1] + 1
    )


def _is_aligned(runs: Sequence[list[Glyph]], others: Sequence[Span]) -> bool:
    """Whether words begin or end where two others of their column do."""
    x0, x1 = min(run[0].x0 for run in runs), max(run[-1].x1 for run in runs)
    return sum(abs(a - x0) <= _ALIGNED or abs(b - x1) <= _ALIGNED for a, b in others) > 1


def _sides(lattice: Lattice) -> dict[int, list[float]]:
    """Where a column is to be divided whose side is missing: a gap runs through all of its cells, its heads too, with
    text on both sides; two amounts beside each other need no heads."""
    columns: dict[int, list[Slot]] = {}
    for slot in lattice.slots:
        if slot.span == 1 and slot.depth == 1 and slot.words():
            columns.setdefault(slot.column, []).append(slot)
    found = {}
    for column, slots in columns.items():
        if sum(len(slot.words()) > 1 for slot in slots) < 3:
            continue
        end, gaps = float("inf"), []
        words = [run for slot in slots for run in slot.words()]
        counts = [run for run in words if COUNT.fullmatch(text_in(run))]
        if len(counts) < 3:  # the columns' own numbers
            words = [run for run in words if run not in counts]
        for x0, x1 in sorted((run[0].x0, run[-1].x1) for run in words):
            if x0 > end + 2:
                gaps.append((end + x0) / 2)
            end = max(x1, end) if end < float("inf") else x1
        wanted = [x for x in gaps if _parts(slots, x)]
        if wanted:
            found[column] = wanted
    return found


def _parts(slots: Sequence[Slot], x: float) -> bool:
    """Whether most cells of a column have text on both sides of x."""
    both, sides = [], (set[bool](), set[bool]())  # whether amounts, under the heads, stand on the left, on the right
    first = min(slot.row for slot in slots)
    for slot in slots:
        words = sorted(slot.words(), key=lambda run: run[0].x0)
        left = [text_in(run) for run in words if run[-1].x1 < x]
        right = [text_in(run) for run in words if run[0].x0 > x]
        gaps = sorted(after[0].x0 - before[-1].x1 for before, after in pairwise(words))
        spread = len(gaps) > 1 and gaps[-2] > _EVEN * gaps[-1]  # one label over the width of its cell (分散对齐)
        spread |= bool(left and right) and (left[-1].endswith(".") or right[0].startswith("."))  # or one number
        for side, texts in zip(sides, (left, right), strict=True) if slot.row > first else ():
            side |= {bool(AMOUNT.fullmatch(text)) for text in texts if not COUNT.fullmatch(text)}
        if left and right and not spread and not _GROUPS.fullmatch(" ".join((*left, *right))):
            both.append((slot.row, all(map(AMOUNT.fullmatch, (left[-1], right[0])))))
    headed = bool(both) and min(both)[0] == first
    apart = sorted(map(sorted, sides)) == [[False], [True]]  # labels on one side, amounts on the other
    return sum(amount for _, amount in both) > 2 or (headed and len(both) > 2 and (apart or 2 * len(both) > len(slots)))
