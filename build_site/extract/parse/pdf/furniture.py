"""Page furniture: page numbers and running heads, which belong to the paper and not to the text."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter

from build_site.extract.parse.pdf.lines import bands
from build_site.extract.parse.pdf.page import Glyph, PageRead, TextLine
from build_site.text import squeeze

_DASH = r"[-−–—―_~·•.|]*"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}(?:第?\d{{1,3}}页?|第\d{{1,4}}页[,，/]?共\d{{1,4}}页|\d{{1,4}}/\d{{1,4}}|[ivxIVX]{{1,5}}){_DASH}"
)
_CAPTION = re.compile(r"(?:单位|金额)[（(:：].{0,3}元")  # over a form, be it over each
_MARGIN = 0.13  # of the page's height, above and below
_LIKELY = 0.5  # a running head stands on at least this share of the pages
_WIDE = 6.0  # points: tables that begin and end as far apart are equally wide
_DEEPEST = 3  # lines of a margin
_WIDEST = 2.5  # em: numbers of lines
_FEWEST_COUNTED = 5  # lines with numbers in the margin
_CODES = 200  # from here on numbers are those of a classification
_COUNTING = 6  # digits: a time or a running number, which is another on each page
_NEAR = 4.0  # points: how far a running head wanders
_TURNS = 3  # running heads that take turns


def find(pages: Sequence[PageRead]) -> set[tuple[tuple[int, int], int]]:
    """(page, index of its line) of every page number and running head.

    Peeled off from outside: a line below one that belongs to the text belongs to the text itself."""
    found: set[tuple[tuple[int, int], int]] = set()
    for _ in range(_DEEPEST):
        layer = [(page, index) for page in pages for index in _outermost(page, found)]
        peeled = {(page.key, index) for page, index in layer if _PAGE_NUMBER.fullmatch(squeeze(page.lines[index].text))}
        peeled |= _running_heads(layer, len(pages))
        if not peeled:
            break
        found |= peeled
    return found


def legends(pages: Sequence[PageRead]) -> set[int]:
    """The small tables (by identity) that say the same on most pages with tables, over or under all others: a legend, a
    mark of secrecy; narrower than the page's longest, for what is as wide may be its head, or say its unit."""
    tabled = [page for page in pages if page.pieces]
    said: dict[object, list[int]] = defaultdict(list)
    for page in tabled:
        ordered = sorted(page.pieces, key=lambda piece: piece.box[1])
        longest = max(ordered, key=lambda piece: len(piece.rows))
        for piece in {id(each): each for each in (ordered[0], ordered[-1])}.values():
            wide = piece.box[0] - longest.box[0] < _WIDE and longest.box[2] - piece.box[2] < _WIDE
            if wide or len(piece.rows) >= len(longest.rows):
                continue
            said[tuple(cell.text for row in piece.rows for cell in row)].append(id(piece))
    return {each for own in said.values() if len(own) > max(2, _LIKELY * len(tabled)) for each in own}


def number_of(page: PageRead) -> int | None:
    """The number printed on a page, at its foot or head; None where none is, or several."""
    texts = [squeeze(page.lines[index].text) for index in _outermost(page, set())]
    found = {int(digits[0]) for text in texts if _PAGE_NUMBER.fullmatch(text) and (digits := re.search(r"\d+", text))}
    return found.pop() if len(found) == 1 else None


def begins_with_numbers(glyphs: Sequence[Glyph]) -> bool:
    """Whether digits stand left of all text, as on few pages."""
    leftmost = min(glyphs, key=itemgetter(1), default=None)
    return leftmost is not None and (leftmost.text.isdigit() or leftmost.text == " ")


def counted(glyphs: Sequence[Glyph], within: float) -> set[int]:
    """The digits (by their order) of the numbers that count the lines of a page in its margin, left of all text and of
    `within`, where its tables begin."""
    digits = [glyph for glyph in glyphs if glyph[2] < within and glyph[0].isdigit()]
    text = min((glyph.x0 for glyph in glyphs if not glyph.text.isdigit() and glyph.text != " "), default=0.0)
    digits = [glyph for glyph in digits if glyph.x1 < text]
    first = min(digits, key=lambda glyph: glyph.x0, default=None)
    digits = [glyph for glyph in digits if first and glyph.x1 < first.x0 + _WIDEST * first.size]
    numbers = [int("".join(glyph.text for glyph in band)) for band in bands(digits)]
    steps = {after - before for before, after in pairwise(numbers)}
    few = len(numbers) < _FEWEST_COUNTED or max(numbers) >= _CODES
    return {glyph.order for glyph in digits} if not few and steps in ({1}, {5}) else set()


def _running_heads(layer: Sequence[tuple[PageRead, int]], pages: int) -> set[tuple[tuple[int, int], int]]:
    """Lines with the same text at the same place on many pages, or on pages that take turns with others."""
    heads: dict[str, list[tuple[tuple[int, int], int, float]]] = defaultdict(list)
    for page, index in layer:
        line = page.lines[index]
        at = line.top if line.top < page.height / 2 else line.top - page.height
        heads[_without_number(line, page.number)].append((page.key, index, at))
    least = max(3, _LIKELY * pages)
    turns: dict[int, set[tuple[tuple[int, int], int]]] = defaultdict(set)  # by their place
    for places in heads.values():
        middle = places[len(places) // 2][2]
        steady = {(key, index) for key, index, at in places if abs(at - middle) <= _NEAR}
        on = {key for key, _ in steady}
        over = max(on)[0] - min(on)[0]  # a form's title has a page of each; more: of several reports' forms
        if len(on) >= least or (len(on) > 2 and len(on) <= over <= _TURNS * len(on)):
            turns[round(middle / _NEAR)] |= steady
    return set().union(*(each for each in turns.values() if len({key for key, _ in each}) >= least))


def _without_number(line: TextLine, number: int) -> str:
    text = squeeze(line.text)
    if len(re.findall(r"\d", text)) >= _COUNTING:
        return re.sub(r"\d+", "0", text)
    return re.sub(rf"^{_DASH}第?{number}页?{_DASH}|{_DASH}第?{number}页?{_DASH}$", "", text)


def _outermost(page: PageRead, known: set[tuple[tuple[int, int], int]]) -> set[int]:
    """The first line in a page's top margin and the last one in its bottom margin, beyond all tables and all text."""
    rest = [index for index in range(len(page.lines)) if (page.key, index) not in known]
    if not rest:
        return set()
    top = min((piece.box[1] for piece in page.pieces), default=page.height)
    bottom = max((piece.box[3] for piece in page.pieces), default=0.0)
    first, last = page.lines[rest[0]], page.lines[rest[-1]]
    caption = top - first.size < first.bottom <= top or _CAPTION.search(squeeze(first.text))  # “部门：… 单位：元”
    head = {rest[0]} if first.bottom < min(page.height * _MARGIN, top) and not caption else set()
    foot = {rest[-1]} if last.top > max(page.height * (1 - _MARGIN), bottom) else set()
    return head | foot
