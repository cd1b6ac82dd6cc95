"""What a spreadsheet prints round its cells when asked to: letters over the columns, numbers before the rows, in boxes."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from build_site.extract.parse.pdf.lines import bands
from build_site.extract.parse.pdf.page import Glyph, Ruling, grouped

_WITHIN = 4  # lines from the top of a page: a running head may stand over the letters
_FEWEST = 2  # columns, and rows
_NEAR = 1.0  # points
_ONE_WORD = 0.3  # em


def left_out(glyphs: list[Glyph], rulings: list[Ruling]) -> tuple[list[Glyph], list[Ruling]]:
    """A page's characters and rules without those of the headings, if it has any."""
    letters = _letters(glyphs)
    if not letters:
        return glyphs, rulings
    first, level = letters[0], max(glyph.y for glyph in letters)
    left = max((r.at for r in rulings if r.vertical and r.at <= first.x0), default=0.0)
    top = min((r.at for r in rulings if not r.vertical and r.at >= level - _NEAR), default=0.0)
    beside = [glyph for glyph in glyphs if glyph.x1 < left and glyph.y > top and glyph.text != " "]
    numbers = ["".join(glyph.text for glyph in band) for band in bands(beside)]
    if len(numbers) < _FEWEST or not all(map(str.isdecimal, numbers)) or not _grow([*map(int, numbers)]):
        return glyphs, rulings
    gone = {glyph.order for glyph in (*letters, *beside)}
    return [glyph for glyph in glyphs if glyph.order not in gone], [*_inside(rulings, left, top)]


def _letters(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The characters of the first line of A, B, C … near the top, or of AA, AB … or later ones."""
    if not any("A" <= glyph[0] <= "Z" for glyph in glyphs):
        return []
    for band in bands(glyphs)[:_WITHIN]:
        inked = [glyph for glyph in band if glyph.text != " "]
        words = ["".join(glyph.text for glyph in word) for word in grouped(inked, _is_one_word)]
        lettered = all(word.isascii() and word.isalpha() and word.isupper() for word in words)
        if lettered and len(words) >= _FEWEST and all(b - a == 1 for a, b in pairwise(map(_column, words))):
            return inked
    return []


def _is_one_word(left: Glyph, right: Glyph) -> bool:
    return right.x0 - left.x1 < _ONE_WORD * left.size


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _grow(numbers: Sequence[int]) -> bool:
    return all(after > before for before, after in pairwise(numbers))  # rows may be hidden


def _inside(rulings: Sequence[Ruling], left: float, top: float) -> Iterator[Ruling]:
    """The rules right of the numbers and below the letters. The frame that is drawn round the sheet is a table's only where
    others run between its sides."""
    down = [r._replace(start=max(r.start, top)) for r in rulings if r.vertical and r.at > left + _NEAR]
    right = max((r.at for r in down), default=left) - _NEAR
    inner = [r for r in down if r.end - r.start > _NEAR and r.at < right]
    across = [r._replace(start=max(r.start, left)) for r in rulings if not r.vertical and r.at > top - _NEAR]
    across = [r for r in across if r.end - r.start > _NEAR]
    yield from inner
    yield from (r for r in across if r.at > top + _NEAR or any(each.start < top + _NEAR for each in inner))
    sides = {r.at for r in rulings if r.vertical and abs(r.at - left) <= _NEAR} | {r.at for r in down if r.at >= right}
    for start, end in pairwise(sorted({r.at for r in across})):
        if not inner or any(each.start < start + _NEAR and each.end > end - _NEAR for each in inner):
            yield from (Ruling(True, side, start, end) for side in sides)
