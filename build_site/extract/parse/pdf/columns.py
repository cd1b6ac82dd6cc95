"""Columns by the text: of tables without rules, and of rows without a rule above and below a table."""

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from build_site.extract.parse.pdf.page import Glyph, Piece, Ruling
from build_site.extract.parse.pdf.rulings import NEAR
from build_site.extract.parse.pdf.slots import AMOUNT, Lattice, text_in
from build_site.extract.parse.pdf.unruled import Begun, cells, regions
from build_site.extract.parse.pdf.unruled.words import AWAY, CAPTION, FEWEST, Word, columns_of, segments, words_of
from build_site.model import Box

_LINES = 1.35  # em: the lines of one row are closer
_MOST_HEADS = 4  # rows
_SENTENCE = re.compile("^(?!注|说明|备注).*[。；，]")
_CODE = re.compile(r"\d{3}(?:\d\d){0,2}")


def may_stand_in(text: str, *, goes_on: bool) -> bool:
    """Whether a page with this text may have a table without rules; `goes_on`: one may go on from the page before."""
    return goes_on or len(AMOUNT.findall(text)) >= FEWEST or bool(CAPTION.search(text))


def by_text(
    across: list[Ruling], lattices: list[Lattice], bands: Sequence[list[Glyph]], before: Piece | None
) -> list[Lattice]:
    """The page's tables: those that rules enclose; where there are none of many columns, those whose text stands in columns.
    `before`: the last table of the page before, which may go on."""
    begun = Begun.on_page_before(before) if before else Begun()
    heads = [lattice for lattice in lattices if _is_head(lattice, bands)]
    ruled = [lattice for lattice in lattices if len(lattice.xs) > 2 and lattice not in heads]
    if ruled and heads:
        whole = [with_bare_rows(lattice, bands).box for lattice in ruled]
        bands = [band for band in bands if not any(top < band[0].middle < bottom for _, top, _, bottom in whole)]
    elif ruled:  # over them, the rows of a table without rules may go on
        top = min(lattice.ys[0] for lattice in ruled)
        bands = [band for band in bands if band[0].middle < top] if before else []
    made: list[Lattice] = []
    quiet = not ruled and not any(_SENTENCE.search(text_in(band)) for band in bands)
    for lines, captioned, told in regions(bands):
        lattice = _below(heads, lines, across)
        found = cells(lines, captioned, across, Begun() if told else begun, quiet=quiet) if not lattice else None
        if found and found.cells and (found.goes_on or heads or not ruled):
            lattice = Lattice(found.cells, found.xs)
            lattice.goes_on, lattice.heads, lattice.words = found.goes_on, found.heads, found.words
        if lattice:
            made.append(lattice)
            lattice.by_text = True
            begun = Begun.here(lattice)
        if ruled and not heads:
            break
    kept = [each for each in lattices if not any(m.ys[0] - NEAR <= each.ys[-1] and each.ys[0] < m.ys[-1] for m in made)]
    return kept + made


def _is_head(lattice: Lattice, bands: Sequence[list[Glyph]]) -> bool:
    """Whether rules, or a ground, stand round a table's heads alone: rows follow under them, amounts in none of its cells."""
    if len(lattice.xs) < 3 or len(lattice.ys) > _MOST_HEADS + 1:
        return False
    x0, top, x1, bottom = lattice.box
    near = bottom + AWAY * (bottom - top)
    found = (words_of(band) for band in bands if top < band[0].y < near)
    lines = [[word for word in line if x0 <= word.x0 and word.x1 <= x1] for line in found]
    below = sum(len(line) for line in lines if len(line) > 1 and line[0].y > bottom)
    return below >= FEWEST and all(word.y > bottom for line in lines for word in line if word.is_amount)


def _below(heads: Sequence[Lattice], lines: Sequence[list[Word]], across: list[Ruling]) -> Lattice | None:
    """The table whose heads have rules or a ground, with the rows of these lines under them."""
    for head in heads:
        rows = [line for line in lines if line[0].y > head.ys[-1]]
        apart = all(len({columns_of(word, head.xs)[0] for word in line}) == len(line) for line in rows)
        if rows and apart and len(rows) < len(lines) and lines[0][0].y > head.ys[0]:
            found = cells(rows, False, across, Begun(head.xs))
            if found.goes_on and found.cells:
                first = min(top for _, top, _, _ in found.cells)
                own = [(x0, head.ys[-1] if y == first else y, x1, end) for x0, y, x1, end in found.cells]
                whole = Lattice([*map(head.cell, head.slots), *own])
                whole.words = found.words
                return whole
    return None


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
    wider.by_text, wider.bare, wider.goes_on = lattice.by_text, last > lattice.ys[-1], lattice.goes_on
    wider.heads, wider.words = lattice.heads, lattice.words
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
