"""What the text of a table tells where its rulings are wrong: a missing rule, a text that overflows its cell."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, permutations
from typing import NamedTuple

from build_site.extract.parse.pdf.page import Glyph
from build_site.extract.parse.pdf.slots import AMOUNT, Lattice, Slot, is_amount, text_in
from build_site.model import Box

_COUNT = re.compile(r"\d{1,9}")
_WHOLE = re.compile(r"0|[-−(（]?\d{1,3}(?:[,，]\d{3})+[)）]?")  # a nil, or an amount of whole yuan
_GROUPS = re.compile(r"\d{1,3}(?: \d{3})+(?:\.\d+)?")
_WORDS = re.compile(r"[^\d.,]*[\u4e00-\u9fff]{2}[^\d.,]*$")
_HAN, _WORD = re.compile("[\u4e00-\u9fff]{2}"), re.compile("[\u4e00-\u9fff]")
_ORDINAL = re.compile("[一二三四五六七八九十]+、")
_COUNTED = re.compile("[一二三四五六七八九十]$")  # the beginning of an ordinal, at a line's end
_PITCH = 1.8  # em: lines of one text are no further apart
_SAME = 1.5  # points: left sides, middles
_LEVELS = frozenset("类款项")  # each the head of a column of codes
_ALIGNED = 0.5  # points
_EVEN = 0.6  # of the widest gap of a text: others nearly as wide, too, part nothing
_NEXT = 3  # characters drawn between two lines of one text
_LINES = 1.5  # em: the lines of one number or code are closer
_CENTRED = 0.3  # em: how far from its row's middle a line may stand
_THROUGH = 0.5  # em
_ROOM = 1.2  # em: a line that leaves so much of its cell was not broken for want of room
_POKES = 0.12  # em: how far a text reaches over its cell's side that overflows

Span = tuple[float, float]


class _Row(NamedTuple):
    """One line of a cell: its words, and the y of its middle."""

    y: float
    runs: list[list[Glyph]]

    @property
    def text(self) -> str:
        return "".join(map(text_in, self.runs))


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
    """Whether several words stand in some cell, a number among them, or a number or several words in one over several rows,
    or several words over columns, below the heads any."""
    body = lattice.first_row(_ends_in_digit)
    return any(
        (slot.span > 1 and (len(slot.runs) > 1 or slot.row >= body))
        or (
            len(slot.runs) + (slot.depth > 1) > 1
            and ((slot.depth > 1 and len(slot.runs) > 1) or any(map(_ends_in_digit, slot.runs)) or len(slot.runs) > 1)
        )
        for slot in lattice.slots
    )


def _ends_in_digit(run: list[Glyph]) -> bool:
    return run[-1][0].isdigit()


def rows_of(slot: Slot) -> list[_Row]:
    """A cell's lines, top to bottom."""
    rows: list[_Row] = []
    for run in sorted(slot.words(), key=lambda run: run[0].middle):
        if rows and run[0].middle - rows[-1].y < 0.5 * run[0].size:
            rows[-1].runs.append(run)
        else:
            rows.append(_Row(run[0].middle, [run]))
    return rows


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
                apart = (b[0].order - a[-1].order > _NEXT or _ORDINAL.match(text_in(b)) for a, b in pairwise(words))
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
            left = abs(other[0].x0 - run[0].x0) < _SAME
            centred = abs(other[0].x0 + other[-1].x1 - run[0].x0 - run[-1].x1) < 2 * _SAME
            begins = _ORDINAL.match(text_in(other if step > 0 else run))  # the next line's label
            same = (left or centred) and abs(other[0].size - run[0].size) < 0.5 and not begins
            return other if same and 0.7 * run[0].size < pitch < _PITCH * run[0].size else None
    return None


def _divided(lattice: Lattice) -> Iterator[Box]:
    """The table's cells, those divided that hold what belongs into several."""
    levels = _levels(lattice)
    sides = _sides(lattice)
    others: dict[int, list[Span]] = defaultdict(list)
    merged = any(slot.span > 1 for slot in lattice.slots)
    body = lattice.body() if merged else 0
    for slot in lattice.slots if merged else ():
        others[slot.column] += [(run[0].x0, run[-1].x1) for run in slot.words() if slot.span == 1]
    for slot in lattice.slots:
        x0, top, x1, bottom = lattice.cell(slot)
        if slot.span == slot.depth == 1 and slot.row not in levels and slot.column not in sides:
            yield x0, top, x1, bottom  # as nearly all
            continue
        ys = [top, *(y for y in levels.get(slot.row, ()) if slot.depth == 1), bottom]
        if slot.depth > 1 and _one_a_row(lattice, slot):
            ys = lattice.ys[slot.row : slot.row + slot.depth + 1]
        xs = [x0, *(x for x in sides.get(slot.column, ()) if slot.span == 1), x1]
        if slot.span > 1 and _one_a_column(lattice, slot, others, body):
            xs = lattice.xs[slot.column : slot.column + slot.span + 1]
        yield from ((a, b, c, d) for a, c in pairwise(xs) for b, d in pairwise(ys))


def _levels(lattice: Lattice) -> dict[int, list[float]]:
    """Where a row without the rule inside is to be divided: a column of it holds several numbers."""
    rows: dict[int, list[Slot]] = defaultdict(list)
    for slot in lattice.slots:
        if slot.depth == 1 and slot.runs:
            rows[slot.row].append(slot)
    several_in = {row: slots for row, slots in rows.items() if any(len(slot.runs) > 1 for slot in slots)}
    counting, body = (_counting(lattice), lattice.first_row(_ends_in_digit)) if several_in else (set[int](), 0)
    found: dict[int, list[float]] = {}
    for row, slots in several_in.items():
        lines = {slot.column: rows_of(slot) for slot in slots}
        several = {column: each for column, those in lines.items() if len(each := _unbroken(those)) > 1}
        amounts = [each for column, each in several.items() if column not in counting and _all(AMOUNT, each)]
        counts = [each for column, each in several.items() if column in counting and _all(_COUNT, each)]
        numbers = max((*amounts, *(each for each in counts if amounts or _whole(lattice, each))), key=len, default=[])
        labels = max((_labels(e, lattice, c, row < body) for c, e in lines.items()), key=len, default=[])
        if len(labels) > len(numbers):
            parted = [_between(above[-1].y, below[0].y, slots) for above, below in pairwise(labels)]
            within = all(_is_within(each, lattice.ys[row], lattice.ys[row + 1]) for each in lines.values())
            if within and not any(_crosses(level, each) for level in parted for each in lines.values()):
                found[row] = parted
                continue
        headed = [each for each in several.values() if len(each) > 1 and _is_headed(each)]
        headed = headed if len(headed) > 1 else _numbered(lines)
        if len(numbers) < 2 and headed:  # heads and, without a rule between them, the numbers below
            found[row] = [_between(headed[0][-2].y, headed[0][-1].y, slots)]
        if len(numbers) > 1:
            found[row] = [_between(above.y, below.y, slots) for above, below in pairwise(numbers)]
    return found


def _unbroken(lines: Sequence[_Row]) -> list[_Row]:
    """A cell's lines, those of a number that was broken over two made one."""
    found: list[_Row] = []
    for line in lines:
        last = found[-1] if found else None
        near = last is not None and line.y - last.runs[-1][0].middle < _LINES * line.runs[0][0].size
        if last is not None and near and not _all(AMOUNT, (last, line)) and AMOUNT.fullmatch(last.text + line.text):
            found[-1] = _Row((last.y + line.y) / 2, last.runs + line.runs)
        else:
            found.append(line)
    return found


def _is_headed(lines: Sequence[_Row]) -> bool:
    """Whether the last of a cell's lines is an amount, and what stands over it no number."""
    *above, last = lines
    return bool(AMOUNT.fullmatch(last.text)) and all(_WORDS.match(line.text) for line in above)


def _numbered(lines: Mapping[int, list[_Row]]) -> list[list[_Row]]:
    """The cells of a row, given by their columns, that begin with the numbers of the columns (栏次: 1, 2, 3 …), with amounts
    under some of them."""
    cells = [lines[column] for column in sorted(lines)]
    top = min((each[0].y for each in cells), default=0.0)
    found = [
        each
        for each in cells
        if _COUNT.fullmatch(each[0].text)
        and each[0].y - top < 0.5 * each[0].runs[0][0].size
        and (len(each) == 1 or AMOUNT.fullmatch("".join(line.text for line in each[1:])))
    ]
    if [int(each[0].text) for each in found] != list(range(1, len(found) + 1)):
        return []
    under = [each[:2] for each in found if len(each) > 1]
    return under if len(found) > 2 or len(under) > 1 else []


def _labels(lines: Sequence[_Row], lattice: Lattice, column: int, head: bool) -> list[list[_Row]]:
    """A cell's lines, those of each label together: one begins with an ordinal, or, below the heads, further
    away than the lines of one text are, and as they do not."""
    x0, x1 = lattice.xs[column], lattice.xs[column + 1]
    found = [[lines[0]]]
    for above, line in pairwise(lines):
        counted = _ORDINAL.match(line.text) and not _COUNTED.search(above.text)
        if counted or (not head and _are_apart((above, line)) and not _goes_on(above, line, x0, x1)):
            found.append([line])
        else:
            found[-1].append(line)
    return found if all(_WORD.search(line.text) for line in lines) else []


def _goes_on(above: _Row, line: _Row, x0: float, x1: float) -> bool:
    """Whether a line may be of one text with the one above, in a cell from x0 to x1: it begins on the left of it, or is
    centred or ends with it, and its first character had no room there."""
    (size, begin, end), (_, left, right) = ((row.runs[0][0].size, *_span(row)) for row in (above, line))
    aside = left - begin > size and abs(left + right - begin - end) > 2 * _SAME and abs(right - end) > _SAME
    ends = x1 - x0 - (end - begin) > 2 * _ROOM * size or (
        _HAN.match(line.text) and x1 - end > begin - x0 + _ROOM * size
    )
    return not (aside or ends)


def _span(row: _Row) -> Span:
    return min(run[0].x0 for run in row.runs), max(run[-1].x1 for run in row.runs)


def _is_within(lines: Sequence[_Row], top: float, bottom: float) -> bool:
    """Whether none of a cell's lines overflows it."""
    half = lines[0].runs[0][0].size / 2
    return top <= lines[0].y - half and lines[-1].y + half <= bottom


def _crosses(level: float, lines: Sequence[_Row]) -> bool:
    """Whether a level goes through one of a cell's lines, or between two of one text."""
    return any(abs(line.y - level) < _THROUGH * line.runs[0][0].size for line in lines) or any(
        above.y < level < line.y and not (_are_apart((above, line)) or _ORDINAL.match(line.text))
        for above, line in pairwise(lines)
    )


def _all(pattern: re.Pattern[str], lines: Iterable[_Row]) -> bool:
    return all(pattern.fullmatch(line.text) for line in lines)


def _whole(lattice: Lattice, lines: Sequence[_Row]) -> bool:
    """Whether each line is a code or row number as the column's cells have them, not a part of one: as long as others
    that stand alone there, row numbers one after the other."""
    home = next(slot for slot in lattice.slots if lines[0].runs[0] in slot.words())
    alone = {
        slot.row: text_in(words[0])
        for slot in lattice.slots
        if slot.column == home.column and len(words := slot.words()) == 1 and _COUNT.fullmatch(text_in(words[0]))
    }
    lengths = set(map(len, alone.values())) or {len(line.text) for line in lines}
    if any(len(line.text) not in lengths for line in lines) or not _are_apart(lines):
        return False
    if all(len(line.text) > 2 for line in lines):
        return True
    near = alone.get(home.row - 1, ""), *(line.text for line in lines), alone.get(home.row + 1, "")
    counted = [int(text) for text in near if text]
    return all(b == a + 1 for a, b in pairwise(counted))


def _counting(lattice: Lattice) -> set[int]:
    """The columns of codes or row numbers: in most of their lines stand whole numbers, apart."""
    counts: dict[int, list[bool]] = {}
    for slot in lattice.slots:
        if slot.runs and slot.span == 1:
            lines = rows_of(slot)
            counts.setdefault(slot.column, []).extend([_all(_COUNT, lines) and _are_apart(lines)] * len(lines))
    return {column for column, found in counts.items() if len(found) > 3 and sum(found) * 5 >= 3 * len(found)}


def _are_apart(lines: Sequence[_Row]) -> bool:
    """Whether lines are further apart than those of one text."""
    return all(below.y - above.y > _LINES * above.runs[0][0].size for above, below in pairwise(lines))


def _between(above: float, below: float, slots: Sequence[Slot]) -> float:
    """The level that parts two rows whose numbers stand at these: where the labels' lines leave the widest gap."""
    gaps = []
    for slot in slots:
        ys = [line.y for line in rows_of(slot)]
        gaps += [(round(b - a, 1), -abs((a + b) - (above + below)), (a + b) / 2) for a, b in pairwise(ys)]
    away = (below - above) / 4
    within = [gap for gap in gaps if above + away - _SAME < gap[2] < below - away + _SAME]
    fullest = max((rows_of(slot) for slot in slots), key=len, default=[])
    ys = [line.y for line in fullest]
    own = [gap for gap in within if any(abs((a + b) / 2 - gap[2]) < 0.1 for a, b in pairwise(ys))]
    return max(own)[2] if own else (above + below) / 2


def _one_a_row(lattice: Lattice, slot: Slot) -> bool:
    """Whether a cell over several rows holds what belongs into each of them: numbers, or lines in the middle of their rows
    where most cells of the column have one row."""
    lines = rows_of(slot)
    if not lines or (len(lines) < 2 and not (_all(AMOUNT, lines) or _all(_COUNT, lines))):
        return False
    if len(lines) > 1 and all(AMOUNT.fullmatch(line.text) or _WHOLE.fullmatch(line.text) for line in lines):
        return len({lattice.row(line.y) for line in lines}) == len(lines)
    column = [other.depth for other in lattice.slots if other.column == slot.column and other is not slot]
    if slot.row < lattice.body() or column.count(1) * 4 < len(column) * 3:
        return False
    return all(_in_the_middle(lattice, row, lines) for row in {lattice.row(line.y) for line in lines})


def _in_the_middle(lattice: Lattice, row: int, lines: Sequence[_Row]) -> bool:
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
    if len(own) > 1 and len(first) == 1 and _COUNT.fullmatch(text_in(first[0])):
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
        counts = [run for run in words if _COUNT.fullmatch(text_in(run))]
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
            side |= {bool(AMOUNT.fullmatch(text)) for text in texts if not _COUNT.fullmatch(text)}
        if left and right and not spread and not _GROUPS.fullmatch(" ".join((*left, *right))):
            both.append((slot.row, all(map(AMOUNT.fullmatch, (left[-1], right[0])))))
    headed = bool(both) and min(both)[0] == first
    apart = sorted(map(sorted, sides)) == [[False], [True]]  # labels on one side, amounts on the other
    return sum(amount for _, amount in both) > 2 or (headed and len(both) > 2 and (apart or 2 * len(both) > len(slots)))
