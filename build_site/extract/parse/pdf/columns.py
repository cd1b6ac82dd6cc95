"""Columns by the text: of tables without rules, and of rows without a rule above and below a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from build_site.extract.parse.pdf.page import Glyph, Piece, Ruling
from build_site.extract.parse.pdf.rulings import NEAR
from build_site.extract.parse.pdf.slots import AMOUNT, Lattice, text_in
from build_site.extract.parse.pdf.unruled import cells, regions
from build_site.extract.parse.pdf.unruled.words import AWAY, CAPTION, FEWEST, segments, words_of
from build_site.model import Box

_LINES = 1.35  # em: the lines of one row are closer
_MOST_HEADS = 4  # rows
_MANY = 8  # rows; in fewer without an amount, heads alone tell columns
_CODE = re.compile(r"\d{3}(?:\d\d){0,2}")


def may_stand_in(text: str, *, goes_on: bool) -> bool:
    """Whether a page with this text may have a table without rules; `goes_on`: one may go on from the page before."""
    return goes_on or len(AMOUNT.findall(text)) >= FEWEST or bool(CAPTION.search(text))


def by_text(
    across: list[Ruling], lattices: list[Lattice], bands: Sequence[list[Glyph]], before: Piece | None
) -> list[Lattice]:
    """The page's tables: those that rules enclose; where there are none of many columns, those whose text stands in columns.
    `before`: the last table of the page before, which may go on."""
    if any(len(lattice.xs) > 2 and not _is_head(lattice, bands) for lattice in lattices):
        return lattices
    made: list[Lattice] = []
    xs: Sequence[float] = before.xs if before else ()
    sure = before and (len(before.rows) > _MANY or any(AMOUNT.fullmatch(c.text) for row in before.rows for c in row))
    begun = before.rows if before and sure else ()
    for lines, captioned, told in regions(bands):
        if found := cells(lines, captioned, across, () if told else xs, () if made else begun):
            made.append(lattice := Lattice(found))
            lattice.by_text = True
            xs = lattice.xs
    kept = [each for each in lattices if not any(m.ys[0] - NEAR <= each.ys[-1] and each.ys[0] < m.ys[-1] for m in made)]
    return kept + made


def _is_head(lattice: Lattice, bands: Sequence[list[Glyph]]) -> bool:
    """Whether rules, or a ground, stand round a table's heads alone: amounts follow under them, in none of its cells."""
    if len(lattice.ys) > _MOST_HEADS + 1:
        return False
    x0, top, x1, bottom = lattice.box
    near = bottom + AWAY * (bottom - top)
    ys = [
        word.y
        for band in bands
        if top < band[0].y < near
        for word in words_of(band)
        if word.is_amount and x0 <= word.x0 and word.x1 <= x1
    ]
    return sum(y > bottom for y in ys) >= FEWEST and all(y > bottom for y in ys)


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
            if near if _has_amounts(words) else len(words) * 5 >= 4 * (len(lattice.xs) - 1):
                above = band[0].y - 1.2 * band[0].size
                cells += [(a, above, b, first) for a, b in pairwise(lattice.xs)]
                first = above
    if not cells:
        return lattice
    wider = Lattice([*map(lattice.cell, lattice.slots), *cells])
    wider.by_text, wider.bare = lattice.by_text, last > lattice.ys[-1]
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
        amounts = _has_amounts(words)
        end = max(band[0].y + 0.5 * size, edge + 1)
        if starts and middle - starts[-1][0] < _LINES * size and not (amounts and starts[-1][1]):
            ends[-1], starts[-1] = end, (middle, amounts or starts[-1][1])  # a label of several lines
        else:
            ends.append(end)
            starts.append((middle, amounts))
        taken = len(ends) if amounts else taken
    return ends[:taken]


def _has_amounts(words: Sequence[list[Glyph]]) -> bool:
    """Whether an amount stands in a line, or it begins with a code, in one cell or several, and a name: a row whose amounts
    are all blank."""
    texts = [text_in(word) for word in words]
    parts = list(takewhile(str.isdecimal, texts))
    coded = bool(_CODE.fullmatch("".join(parts))) and len(parts) < len(texts) and not texts[len(parts)][:1].isdigit()
    return coded or (len(texts) > 1 and any(map(AMOUNT.fullmatch, texts)))


def _in_columns(band: Sequence[Glyph], lattice: Lattice) -> list[list[Glyph]]:
    """A line's words, if each stands in a column of its own; else nothing."""
    words = segments(band)
    columns = [lattice.column((word[0].x0 + word[-1].x1) / 2) for word in words]
    inside = all(
        lattice.xs[column] - 1 <= word[0].x0 and word[-1].x1 <= lattice.xs[column + 1] + 1
        for word, column in zip(words, columns, strict=True)
    )
    return words if inside and len(set(columns)) == len(words) else []
