"""Tables by the text alone, where no rules stand, or only horizontal ones: columns from heads and the edges of numbers,
rows from baselines. What the text does not settle is no table: its numbers then stand in none, which is told."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from build_site.extract.parse.pdf.page import Glyph, Piece, PieceCell, Ruling
from build_site.extract.parse.pdf.slots import AMOUNT, Lattice
from build_site.extract.parse.pdf.unruled.heads import head_blocks, head_cells, head_texts, heads_again
from build_site.extract.parse.pdf.unruled.rows import level, levels_between, pitch_of, row_cells, settled
from build_site.extract.parse.pdf.unruled.sides import are_labels, fits, sides
from build_site.extract.parse.pdf.unruled.words import (
    AWAY,
    CAPTION,
    FEWEST,
    NEXT,
    Word,
    begins_body,
    columns_of,
    is_counting,
    without_spreads,
    words_of,
)
from build_site.model import Box

_FEWEST_ROWS = 2  # with amounts, or one with more of them
_MANY_ROWS = 5  # of them, the one label of a column is a total's
_MOST_WORDS = 4000  # of a page's table
_OVER = 20.0  # points: how far over a table's first line, and under its last, a rule of it stands
_LARGE = 1.2  # of the size of a table's numbers: titles are larger
_BESIDE = 0.6  # em: numbers of another font stand so far below the line of text that they are part of
_ONE_LINE = 0.4  # em: digits stand so much lower than the words of their line
_OVER_EACH_OTHER = 0.2  # em: characters of one line do not lie so far over each other
_SENTENCE = re.compile("[。；，]")
_PROSE = re.compile(r"[。；，]|[^其中][:：]|^[:：]|……|表$|^注|^第\d+页|^共\d+页")
_PAGE = 10_000.0  # points: no page is as high
_MANY = 8  # rows; in fewer without an amount, heads alone tell columns
_PAGE_NUMBER = re.compile(r"[-–—]{1,2}\d{1,3}[-–—]{1,2}")


def regions(bands: Sequence[list[Glyph]]) -> Iterator[tuple[list[list[Word]], bool, bool]]:
    """The lines of each table, among which no title, caption, sentence or note stands; whether one with its unit or
    number stands over them, and whether a sentence does: no table goes on there."""
    region: list[list[Word]] = []
    captioned = told = False
    lines = _lines(bands)
    prose = sorted(line[0].y for line in lines if any(_PROSE.search(word.text) for word in line))
    for line in [*lines, []]:
        ends = (
            not line
            or _is_beside(line[0], prose)
            or _PAGE_NUMBER.fullmatch("".join(word.text for word in line).replace(" ", ""))
        )
        if region and (ends or _is_apart(region[-1][0], line[0])):
            yield region, captioned, told
            region, captioned = [], False
        if ends:
            captioned = captioned or bool(CAPTION.search("".join(word.text for word in line)))
            told = told or any(_SENTENCE.search(word.text) for word in line)
        else:
            region.append(line)


def _lines(bands: Sequence[list[Glyph]]) -> list[list[Word]]:
    """The words of each line; digits that stand a little lower than the words between them are of the same one."""
    found: list[list[Glyph]] = []
    for band in bands:
        near = found and band[0].middle - found[-1][0].middle < _ONE_LINE * max(found[-1][0].size, band[0].size)
        both = sorted([*found[-1], *band], key=lambda glyph: glyph.x0) if near else band
        if near and all(left.x1 - right.x0 < _OVER_EACH_OTHER * left.size for left, right in pairwise(both)):
            found[-1] = both
        else:
            found.append(band)
    return [*filter(None, map(words_of, found))]


def _is_beside(word: Word, prose: Sequence[float]) -> bool:
    """Whether a line is one of prose, by where those stand, or part of one."""
    near = _BESIDE * word.size
    return bisect_left(prose, word.y - near) < bisect_right(prose, word.y + near)


def _is_apart(last: Word, word: Word) -> bool:
    """Whether the next line is a title or a heading, of other size, or far below."""
    return max(last.size, word.size) > _LARGE * min(last.size, word.size) or word.y - last.y > AWAY * last.size


class Begun(NamedTuple):
    """A table that may go on: the sides of its columns; its rows, if these are enough to know it by; the words of its
    heads and of its rows."""

    xs: Sequence[float] = ()
    rows: Sequence[Sequence[PieceCell]] = ()
    heads: Sequence[Sequence[Word]] = ()
    words: Sequence[Word] = ()

    @classmethod
    def on_page_before(cls, piece: Piece) -> "Begun":
        """The last table of the page before; what it says stands above this page."""
        sure = len(piece.rows) > _MANY or any(AMOUNT.fullmatch(c.text) for row in piece.rows for c in row)
        heads = [[_above(Word(*word)) for word in head] for head in piece.heads]
        return cls(piece.xs, piece.rows if sure else (), heads, [_above(Word(*word)) for word in piece.words])

    @classmethod
    def here(cls, lattice: Lattice) -> "Begun":
        """A table on the same page."""
        heads = [[Word(*word) for word in head] for head in lattice.heads]
        return cls(lattice.xs, (), heads, [Word(*word) for word in lattice.words])

    def sides(self, words: Sequence[Word], *, quiet: bool) -> list[float]:
        """The sides of its columns, if it goes on with these words; `quiet`: no sentence stands on their page."""
        xs = sides(self.heads, [*self.words, *words]) if self.words else []
        kept = len(xs) == len(self.xs) and all(columns_of(w, xs) == columns_of(w, self.xs) for w in self.words)
        xs = _as_wide(xs if kept else self.xs, words) if self.xs else []
        if any(map(str.isdecimal, (word.text[-1] for word in words))):
            return xs if fits(words, xs) else []
        return xs if xs and quiet and are_labels(words, self.words, xs) else []


class Found(NamedTuple):
    """The cells of a table, the sides of its columns, the words of its heads and rows, whether it is the one before that
    goes on."""

    cells: list[Box]
    xs: Sequence[float] = ()
    heads: Sequence[Sequence[Word]] = ()
    words: Sequence[Word] = ()
    goes_on: bool = False


def cells(
    lines: Sequence[list[Word]], captioned: bool, across: Sequence[Ruling], before: Begun, *, quiet: bool = False
) -> Found:
    """The cells of a table; none where its words do not stand in columns, or are more than a page has. `before`: the table
    that may go on here: the same heads have the same columns."""
    if sum(map(len, lines)) > _MOST_WORDS:
        return Found([])
    lines = without_spreads(lines)
    rules = [rule for rule in across if lines[0][0].y - _OVER < rule.at < lines[-1][0].y + _OVER]
    counts = [sum(word.is_amount for word in line) for line in lines]
    empty = (captioned or bool(before.xs)) and not any(counts)
    body = next((at for at, line in enumerate(lines) if begins_body(line)), len(lines) - empty)
    again = heads_again(lines[:body], before.rows)
    body = again or body
    heads, rows = [*lines[:body]], [word for line in lines[body:] for word in line]
    while rows and heads and _goes_on_below(heads[-1], rows):
        rows = [*heads.pop(), *rows]
    over = min((rule.at for rule in rules), default=0.0)
    if heads and over < heads[-1][0].y:  # what stands over the uppermost rule is the title's
        heads = [line for line in heads if line[0].y > over]
    above = [word for line in heads for word in line]
    texts = head_texts(above, pitch_of(rows), rules)
    bare = not captioned and all(len(line) < 3 for line in heads) and body < len(lines)
    enough = sum(counts) >= FEWEST and (sum(map(bool, counts)) >= _FEWEST_ROWS or max(counts) >= FEWEST)
    goes_on = bool(bare and (xs := before.sides([*above, *rows], quiet=quiet)))
    if goes_on:
        texts, rows = [], [*above, *rows]
    elif again and rows and fits(rows, before.xs, fewest=1) and settled(rows, _as_wide(before.xs, rows), []):
        xs = _as_wide(before.xs, rows)
    elif not rows or (not enough and (len(lines) < 2 or max(map(len, lines)) < 3 or not (captioned or before.xs))):
        return Found([])
    else:
        counted = {word for line in lines[body:] if is_counting(line) for word in line}
        xs = sides(texts, [word for word in rows if word not in counted])
    if len(xs) < 3:
        return Found([])
    wide = [rule for rule in rules if rule.end - rule.start > 0.6 * (xs[-1] - xs[0])]
    if wide:
        xs = [min([xs[0], *(rule.start for rule in wide)]), *xs[1:-1], max([xs[-1], *(rule.end for rule in wide)])]
    known = before if goes_on or again else Begun(heads=texts)
    found = [*_in_rows(texts, rows, xs, rules, sorted(rule.at for rule in wide), known.words)]
    return Found(found, xs, known.heads, [*known.words, *rows], goes_on)


def _above(word: Word) -> Word:
    return word._replace(y=word.y - _PAGE)


def _as_wide(xs: Sequence[float], words: Sequence[Word]) -> list[float]:
    """These sides, the outer ones as far apart as words stand."""
    first, last = min(word.x0 for word in words), max(word.x1 for word in words)
    return [min(xs[0], first - 2), *xs[1:-1], max(xs[-1], last + 2)]


def _in_rows(
    texts: Sequence[Sequence[Word]],
    rows: Sequence[Word],
    xs: Sequence[float],
    across: Sequence[Ruling],
    rules: Sequence[float],
    over: Sequence[Word],
) -> Iterator[Box]:
    """The cells of heads and rows in these columns; none where rows are not settled. `rules`: where those of the whole
    width stand; `over`: the words of the rows on the pages before."""
    found = settled(rows, xs, rules)
    if not found:
        return
    levels = levels_between(found, rules)
    if texts:
        heads = head_blocks(texts, xs, across)
        levels[0] = level(max(head.bottom for head in heads), min(block.top for block in found[0]), rules)
        yield from head_cells(heads, xs, levels[0])
    labels = Counter(block.first for row in found for block in row if block.words[0].is_label)
    labels += Counter(columns_of(word, xs)[0] for word in over if word.is_label)
    single = {column for column, times in labels.items() if times == 1 and (over or len(found) > _MANY_ROWS)}
    for row, (top, bottom) in zip(found, pairwise(levels), strict=True):
        yield from row_cells(row, xs, top, bottom, single)


def _goes_on_below(line: Sequence[Word], rows: Sequence[Word]) -> bool:
    """Whether a line above the first row's numbers is the first of a label of several lines, in the middle of its cell."""
    first = min(word.y for word in rows)
    return first - line[0].y < NEXT * line[0].size
