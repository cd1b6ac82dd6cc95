"""Columns by the text alone, where horizontal rules stand without vertical ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from build_site.extract.parse.pdf.lattice import aligned
from build_site.extract.parse.pdf.mend import Span
from build_site.extract.parse.pdf.page import Glyph, Ruling, grouped
from build_site.extract.parse.pdf.rulings import NEAR
from build_site.extract.parse.pdf.slots import AMOUNT, Lattice, text_in
from build_site.model import Box

IN_RUN = 0.25  # em: the widest gap inside a run of characters that belong together
_FEWEST_RULES = 3
_FEWEST_AMOUNTS = 3  # in the table
_PITCH = 1.35  # em: the lines of one row are closer
_CODE = re.compile(r"\d{3}(?:\d\d){0,2}")
_WIDE = 100.0  # points: shorter rules underline a word


def by_text(
    across: list[Ruling], lattices: list[Lattice], bands: Sequence[list[Glyph]], before: Sequence[float]
) -> list[Lattice]:
    """The page's tables: frames of one column, and rules that no table has, taken for tables of many columns where
    their text stands in columns. `before`: the sides of the columns on the page before, for a table that goes on."""
    tables = [lattice for lattice in lattices if len(lattice.xs) > 2]
    free = [
        ruling
        for ruling in across
        if ruling.end - ruling.start > _WIDE
        and not any(t.ys[0] - NEAR <= ruling.at <= t.ys[-1] + NEAR and t.crosses(ruling) for t in tables)
    ]
    made: list[Lattice] = []
    for group in _groups(free, bands):
        cells = _cells(group, free, bands, before)
        if cells:
            made.append(lattice := Lattice(cells))
            lattice.by_text = True
    if not made:
        return lattices
    kept = [each for each in lattices if not any(m.ys[0] - NEAR <= each.ys[0] < m.ys[-1] for m in made)]
    return kept + made


def with_bare_rows(lattice: Lattice, bands: Sequence[list[Glyph]]) -> Lattice:
    """The table with the rows above and below it that stand in its columns without a rule round them: heads over most
    of its columns, a row over its first rule, amounts under its last row."""
    if len(lattice.xs) < 4:
        return lattice
    heights = sorted(b - a for a, b in pairwise(lattice.ys))
    reach = 1.6 * heights[len(heights) // 2]
    cells: list[Box] = []
    last = lattice.ys[-1]
    for below in _rows_below(lattice, bands, last, reach):
        cells += [(a, last, b, below) for a, b in pairwise(lattice.xs)]
        last = below
    first, next_to = lattice.ys[0], True  # where no title stands between
    for band in reversed(bands):
        if first - reach < band[0].middle < first:
            words = _in_columns(band, lattice)
            near, next_to = next_to, False
            if near if _is_row(words) else len(words) * 5 >= 4 * (len(lattice.xs) - 1):
                above = band[0].y - 1.2 * band[0].size
                cells += [(a, above, b, first) for a, b in pairwise(lattice.xs)]
                first = above
    if not cells:
        return lattice
    wider = Lattice([*map(lattice.cell, lattice.slots), *cells])
    wider.by_text = lattice.by_text
    return wider


def _rows_below(lattice: Lattice, bands: Sequence[list[Glyph]], last: float, reach: float) -> list[float]:
    """The y at which the bare rows below `last` end: lines in the table's columns, up to the last one with amounts."""
    ends: list[float] = []
    starts: list[tuple[float, bool]] = []  # of each row: the middle of its last line, whether it has amounts
    taken = 0
    for band in bands:
        middle, size = band[0].middle, band[0].size
        if middle <= last:
            continue
        words = _in_columns(band, lattice)
        edge = ends[-1] if ends else last
        if not words or middle >= edge + reach:
            break
        amounts = _is_row(words)
        end = max(band[0].y + 0.5 * size, edge + 1)
        if starts and middle - starts[-1][0] < _PITCH * size and not (amounts and starts[-1][1]):
            ends[-1], starts[-1] = end, (middle, amounts or starts[-1][1])  # a label of several lines
        else:
            ends.append(end)
            starts.append((middle, amounts))
        taken = len(ends) if amounts else taken
    return ends[:taken]


def _is_row(words: Sequence[list[Glyph]]) -> bool:
    """Whether an amount stands in a line, or it begins with a code, in one cell or several, and a name: a row whose amounts
    are all blank."""
    texts = [text_in(word) for word in words]
    parts = list(takewhile(str.isdecimal, texts))
    coded = bool(_CODE.fullmatch("".join(parts))) and len(parts) < len(texts) and not texts[len(parts)][:1].isdigit()
    return coded or (len(texts) > 1 and any(map(AMOUNT.fullmatch, texts)))


def _in_columns(band: Sequence[Glyph], lattice: Lattice) -> list[list[Glyph]]:
    """A line's words, if each stands in a column of its own; else nothing."""
    words = _segments(band)
    columns = [lattice.column((word[0].x0 + word[-1].x1) / 2) for word in words]
    inside = all(
        lattice.xs[column] - 1 <= word[0].x0 and word[-1].x1 <= lattice.xs[column + 1] + 1
        for word, column in zip(words, columns, strict=True)
    )
    return words if inside and len(set(columns)) == len(words) else []


def _groups(free: list[Ruling], bands: Sequence[list[Glyph]]) -> Iterator[list[Ruling]]:
    """Rules of one table: they begin and end at the same x, and between two of them stands what a table holds."""
    sizes = sorted(band[0].size for band in bands)
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    for same_left in aligned(free, 0):
        right = max((ruling.end for ruling in same_left), default=0.0)
        full = [ruling for ruling in same_left if right - ruling.end <= NEAR]
        for group in grouped(full, lambda above, below: not _is_apart(above, below, bands, usual)):
            if len(group) >= _FEWEST_RULES:
                yield group


def _is_apart(above: Ruling, below: Ruling, bands: Sequence[list[Glyph]], usual: float) -> bool:
    """Whether a title or running text stands between two rules: a line of one piece, of larger characters or long."""
    for band in bands:
        if above.at < band[0].middle < below.at:
            pieces = _segments(band)
            if len(pieces) == 1 and not AMOUNT.fullmatch(text_in(pieces[0])):
                left, right = _extent(pieces[0])
                if band[0].size > 1.2 * usual or right - left > 0.6 * (above.end - above.start):
                    return True
    return False


def _cells(group: list[Ruling], free: list[Ruling], bands: Sequence[list[Glyph]], before: Sequence[float]) -> list[Box]:
    left, right = group[0].start, max(ruling.end for ruling in group)
    top, bottom = group[0].at, group[-1].at
    lines = [_segments(band, left, right) for band in bands if top < band[0].middle < bottom]
    lines = [line for line in lines if line]
    xs: Sequence[float] = before if _goes_on(lines, before, left, right) else _sides(lines, left, right)
    if not xs:
        return []
    rules = [ruling for ruling in free if top - NEAR <= ruling.at <= bottom + NEAR]
    cells = []
    for x0, x1 in pairwise(xs):
        middle = (x0 + x1) / 2
        ys = [ruling.at for ruling in rules if ruling.start - NEAR <= middle <= ruling.end + NEAR]
        cells += [(x0, y0, x1, y1) for y0, y1 in pairwise(sorted(set(ys)))]
    return cells


def _segments(band: Sequence[Glyph], left: float = 0.0, right: float = float("inf")) -> list[list[Glyph]]:
    """A line's pieces, between which a gap or a space stands."""
    found: list[list[Glyph]] = []
    gap = True
    for glyph in band:
        if glyph.text == " ":
            gap = True
        elif left - NEAR <= (glyph.x0 + glyph.x1) / 2 <= right + NEAR:
            if gap or glyph.x0 - found[-1][-1].x1 > IN_RUN * glyph.size:
                found.append([])
            found[-1].append(glyph)
            gap = False
    return found


def _goes_on(lines: Sequence[list[list[Glyph]]], before: Sequence[float], left: float, right: float) -> bool:
    """Whether a table without heads stands in the columns of the page before."""
    if not before or abs(before[0] - left) > NEAR or abs(before[-1] - right) > NEAR or not lines:
        return False
    above = list(takewhile(lambda line: not any(AMOUNT.fullmatch(text_in(piece)) for piece in line), lines))
    if any(len(line) > 2 and not any(c.isdigit() for piece in line for c in text_in(piece)) for line in above):
        return False  # heads
    extents = [_extent(piece) for line in lines for piece in line]
    fitting = sum(any(a - NEAR <= x0 and x1 <= b + NEAR for a, b in pairwise(before)) for x0, x1 in extents)
    return fitting * 5 >= len(extents) * 4  # a total's label reaches over code and name


def _sides(lines: Sequence[list[list[Glyph]]], left: float, right: float) -> list[float]:
    """The sides of the columns: between the extents of the amounts that end at the same x, of the labels that stand
    beside them, and of the heads. A head that begins left of all amounts under it is their column's."""
    amounts = [_extent(piece) for line in lines for piece in line if AMOUNT.fullmatch(text_in(piece))]
    if len(amounts) < _FEWEST_AMOUNTS:
        return []
    numbers = _joined(amounts)
    body = next(index for index, line in enumerate(lines) if any(AMOUNT.fullmatch(text_in(piece)) for piece in line))
    labels = [_extent(piece) for line in lines[body:] for piece in line if not AMOUNT.fullmatch(text_in(piece))]
    columns = numbers
    for label in sorted(labels, key=lambda label: label[1] - label[0]):
        if sum(_overlap(label, each) for each in columns) < 2:  # else a total's, over code and name
            columns = _joined([*columns, label])
    heads: list[Span] = []
    for line in reversed(lines[:body]):  # the lowest heads stand over single columns
        for piece in line:
            extent = _extent(piece)
            over = [each for each in _joined([*columns, *heads]) if _overlap(extent, each)]
            if len(over) < 2:
                heads = _joined([*heads, extent])
    headed = [any(_overlap(column, head) for head in heads) for column in columns]
    for column, known in zip(columns, headed, strict=True):
        beside = [
            head for head in heads if head[1] <= column[0] + 1 and not any(_overlap(head, each) for each in columns)
        ]
        between = [each for each in columns if beside and beside[-1][1] <= each[0] + 1 and each[1] <= column[0] + 1]
        if not known and beside and not between:
            heads[heads.index(beside[-1])] = beside[-1][0], column[1]
    columns = _joined([*columns, *heads])
    if len(columns) < 2:
        return []
    return [left, *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), right]


def _extent(piece: Sequence[Glyph]) -> Span:
    return piece[0].x0, piece[-1].x1


def _overlap(one: Span, other: Span) -> bool:
    return min(one[1], other[1]) - max(one[0], other[0]) > 0.5


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Spans that overlap made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1] - 0.5:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
