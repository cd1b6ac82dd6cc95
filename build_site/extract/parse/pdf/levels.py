"""Where the text of a row says that it is several: the rule between them is missing."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from build_site.extract.parse.pdf.page import Glyph
from build_site.extract.parse.pdf.slots import AMOUNT, Lattice, Slot, text_in
from build_site.text import chinese_number

NIL = re.compile("[-−–—―－/]+")
_AMOUNT_OR_NIL = re.compile(f"{AMOUNT.pattern}|{NIL.pattern}")
COUNT = re.compile(r"\d{1,9}")
_WORDS = re.compile(r"[^\d.,]*[\u4e00-\u9fff]{2}[^\d.,]*$")
_HAN, _WORD = re.compile("[\u4e00-\u9fff]{2}"), re.compile("[\u4e00-\u9fff]")
ORDINAL = re.compile("[一二三四五六七八九十]+、")
_COUNTED = re.compile("[一二三四五六七八九十]$")  # the beginning of an ordinal, at a line's end
SAME = 1.5  # points: left sides, middles
_LINES = 1.5  # em: the lines of one number or code are closer
_THROUGH = 0.5  # em
_ROOM = 1.2  # em: a line that leaves so much of its cell was not broken for want of room

Span = tuple[float, float]


class Row(NamedTuple):
    """One line of a cell: its words, and the y of its middle."""

    y: float
    runs: list[list[Glyph]]

    @property
    def text(self) -> str:
        return "".join(map(text_in, self.runs))


def rows_of(slot: Slot) -> list[Row]:
    """A cell's lines, top to bottom."""
    rows: list[Row] = []
    for run in sorted(slot.words(), key=lambda run: run[0].middle):
        if rows and run[0].middle - rows[-1].y < 0.5 * run[0].size:
            rows[-1].runs.append(run)
        else:
            rows.append(Row(run[0].middle, [run]))
    return rows


def levels(lattice: Lattice) -> dict[int, list[float]]:
    """Where a row without the rule inside is to be divided: a column of it holds several numbers."""
    rows: dict[int, list[Slot]] = defaultdict(list)
    for slot in lattice.slots:
        if slot.depth == 1 and slot.runs:
            rows[slot.row].append(slot)
    several_in = {row: slots for row, slots in rows.items() if any(len(slot.runs) > 1 for slot in slots)}
    counting, body = (_counting(lattice), lattice.first_row(ends_in_digit)) if several_in else (set[int](), 0)
    found: dict[int, list[float]] = {}
    for row, slots in several_in.items():
        lines = {slot.column: rows_of(slot) for slot in slots}
        several = {column: each for column, those in lines.items() if len(each := _unbroken(those)) > 1}
        amounts = [
            each for column, each in several.items() if column not in counting and all_match(_AMOUNT_OR_NIL, each)
        ]
        counts = [each for column, each in several.items() if column in counting and all_match(COUNT, each)]
        numbers = max((*amounts, *(each for each in counts if amounts or _whole(lattice, each))), key=len, default=[])
        alone = row >= body and all(len(each) > 1 for each in lines.values())  # one line beside is of the whole row
        labels = max((_labels(e, lattice, c, row, alone) for c, e in lines.items()), key=len, default=[])
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


def ends_in_digit(run: list[Glyph]) -> bool:
    return run[-1][0].isdigit()


def _unbroken(lines: Sequence[Row]) -> list[Row]:
    """A cell's lines, those of a number that was broken over two made one."""
    found: list[Row] = []
    for line in lines:
        last = found[-1] if found else None
        near = (
            last is not None
            and not NIL.fullmatch(last.text)
            and line.y - last.runs[-1][0].middle < _LINES * line.runs[0][0].size
        )
        if (
            last is not None
            and near
            and not all_match(AMOUNT, (last, line))
            and AMOUNT.fullmatch(last.text + line.text)
        ):
            found[-1] = Row((last.y + line.y) / 2, last.runs + line.runs)
        else:
            found.append(line)
    return found


def _is_headed(lines: Sequence[Row]) -> bool:
    """Whether the last of a cell's lines is an amount, and what stands over it no number."""
    *above, last = lines
    return bool(AMOUNT.fullmatch(last.text)) and all(_WORDS.match(line.text) for line in above)


def _numbered(lines: Mapping[int, list[Row]]) -> list[list[Row]]:
    """The cells of a row, given by their columns, that begin with the numbers of the columns (栏次: 1, 2, 3 …), with amounts
    under some of them."""
    cells = [lines[column] for column in sorted(lines)]
    top = min((each[0].y for each in cells), default=0.0)
    found = [
        each
        for each in cells
        if COUNT.fullmatch(each[0].text)
        and each[0].y - top < 0.5 * each[0].runs[0][0].size
        and (len(each) == 1 or AMOUNT.fullmatch("".join(line.text for line in each[1:])))
    ]
    if [int(each[0].text) for each in found] != list(range(1, len(found) + 1)):
        return []
    under = [each[:2] for each in found if len(each) > 1]
    return under if len(found) > 2 or len(under) > 1 else []


def _labels(lines: Sequence[Row], lattice: Lattice, column: int, row: int, alone: bool) -> list[list[Row]]:
    """A cell's lines, those of each label together: one begins with an ordinal of its column's, or, where nothing but labels
    stands in a row, further away than the lines of one text are, and as they do not."""
    x0, x1 = lattice.xs[column], lattice.xs[column + 1]
    ordinals = _is_in_order(lines, lattice, column, row)
    found = [[lines[0]]]
    for above, line in pairwise(lines):
        counted = ordinals and ORDINAL.match(line.text) and not _COUNTED.search(above.text)
        if counted or (alone and are_apart((above, line)) and not _goes_on(above, line, x0, x1)):
            found.append([line])
        else:
            found[-1].append(line)
    return found if all(_WORD.search(line.text) for line in lines) else []


def _is_in_order(lines: Sequence[Row], lattice: Lattice, column: int, row: int) -> bool:
    """Whether the ordinals of a cell's lines go on in the column's rows above or below: a list in a cell has its own."""
    own = _ordinals(lines)
    rows = [
        (slot.row, _ordinals(rows_of(slot))) for slot in lattice.slots if own and slot.column == column and slot.runs
    ]
    return any(of and ((at < row and of[-1] == own[0] - 1) or (at > row and of[0] == own[-1] + 1)) for at, of in rows)


def _ordinals(lines: Sequence[Row]) -> list[int]:
    found = (ORDINAL.match(line.text) for line in lines)
    return [value for each in found if each and (value := chinese_number(each[0][:-1])) is not None]


def _goes_on(above: Row, line: Row, x0: float, x1: float) -> bool:
    """Whether a line may be of one text with the one above, in a cell from x0 to x1: it begins on the left of it, or is
    centred or ends with it, and its first character had no room there; or it stands in brackets."""
    (size, begin, end), (_, left, right) = ((row.runs[0][0].size, *_span(row)) for row in (above, line))
    if line.text[0] in "（(":
        return True
    aside = left - begin > size and abs(left + right - begin - end) > 2 * SAME and abs(right - end) > SAME
    ends = x1 - x0 - (end - begin) > 2 * _ROOM * size or (
        _HAN.match(line.text) and x1 - end > begin - x0 + _ROOM * size
    )
    return not (aside or ends)


def _span(row: Row) -> Span:
    return min(run[0].x0 for run in row.runs), max(run[-1].x1 for run in row.runs)


def _is_within(lines: Sequence[Row], top: float, bottom: float) -> bool:
    """Whether none of a cell's lines overflows it."""
    half = lines[0].runs[0][0].size / 2
    return top <= lines[0].y - half and lines[-1].y + half <= bottom


def _crosses(level: float, lines: Sequence[Row]) -> bool:
    """Whether a level goes through one of a cell's lines, or between two of one text."""
    return any(abs(line.y - level) < _THROUGH * line.runs[0][0].size for line in lines) or any(
        above.y < level < line.y and not (are_apart((above, line)) or ORDINAL.match(line.text))
        for above, line in pairwise(lines)
    )


def all_match(pattern: re.Pattern[str], lines: Iterable[Row]) -> bool:
    return all(pattern.fullmatch(line.text) for line in lines)


def _whole(lattice: Lattice, lines: Sequence[Row]) -> bool:
    """Whether each line is a code or row number as the column's cells have them, not a part of one: as long as others
    that stand alone there, row numbers one after the other."""
    home = next(slot for slot in lattice.slots if lines[0].runs[0] in slot.words())
    alone = {
        slot.row: text_in(words[0])
        for slot in lattice.slots
        if slot.column == home.column and len(words := slot.words()) == 1 and COUNT.fullmatch(text_in(words[0]))
    }
    lengths = set(map(len, alone.values())) or {len(line.text) for line in lines}
    if any(len(line.text) not in lengths for line in lines) or not are_apart(lines):
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
            counts.setdefault(slot.column, []).extend([all_match(COUNT, lines) and are_apart(lines)] * len(lines))
    return {column for column, found in counts.items() if len(found) > 3 and sum(found) * 5 >= 3 * len(found)}


def are_apart(lines: Sequence[Row]) -> bool:
    """Whether lines are further apart than those of one text."""
    return all(below.y - above.y > _LINES * above.runs[0][0].size for above, below in pairwise(lines))


def _between(above: float, below: float, slots: Sequence[Slot]) -> float:
    """The level that parts two rows whose numbers stand at these: where the labels' lines leave the widest gap."""
    gaps = []
    for slot in slots:
        ys = [line.y for line in rows_of(slot)]
        gaps += [(round(b - a, 1), -abs((a + b) - (above + below)), (a + b) / 2) for a, b in pairwise(ys)]
    away = (below - above) / 4
    within = [gap for gap in gaps if above + away - SAME < gap[2] < below - away + SAME]
    fullest = max((rows_of(slot) for slot in slots), key=len, default=[])
    ys = [line.y for line in fullest]
    own = [gap for gap in within if any(abs((a + b) / 2 - gap[2]) < 0.1 for a, b in pairwise(ys))]
    return max(own)[2] if own else (above + below) / 2
