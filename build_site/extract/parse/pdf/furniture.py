"""Page furniture: page numbers and running heads, which belong to the paper and not to the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from build_site.extract.parse.pdf.page import PageRead, TextLine
from build_site.text import squeeze

_DASH = r"[-−–—―_~·•.|]*"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}(?:第?\d{{1,3}}页?|第\d{{1,4}}页[,，/]?共\d{{1,4}}页|\d{{1,4}}/\d{{1,4}}|[ivxIVX]{{1,5}}){_DASH}"
)
_MARGIN = 0.13  # of the page's height, above and below
_LIKELY = 0.5  # a running head stands on at least this share of the pages
_NEAR = 4.0  # points: how far a running head wanders


def find(pages: Sequence[PageRead]) -> set[tuple[int, int]]:
    """(page number, index of its line) of every page number and running head."""
    candidates = {page.number: _candidates(page) for page in pages}
    found = {
        (page.number, index)
        for page in pages
        for index in candidates[page.number]
        if _PAGE_NUMBER.fullmatch(squeeze(page.lines[index].text))
    }
    heads: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
    for page in pages:
        for index in candidates[page.number]:
            line = page.lines[index]
            at = line.top if line.top < page.height / 2 else line.top - page.height
            heads[_without_number(line, page.number)].append((page.number, index, at))
    for places in heads.values():
        steady = [place for place in places if abs(place[2] - places[len(places) // 2][2]) <= _NEAR]
        if len({number for number, _, _ in steady}) >= max(3, _LIKELY * len(pages)):
            found |= {(number, index) for number, index, _ in steady}
    return found


def _without_number(line: TextLine, number: int) -> str:
    return re.sub(rf"^{_DASH}第?{number}页?{_DASH}|{_DASH}第?{number}页?{_DASH}$", "", squeeze(line.text))


def _candidates(page: PageRead) -> list[int]:
    """The outermost lines of a page's top and bottom margin: nothing of the text or a table beyond them."""
    lines = page.lines
    top = min((piece.box[1] for piece in page.pieces), default=page.height)
    bottom = max((piece.box[3] for piece in page.pieces), default=0.0)
    head = [i for i, line in enumerate(lines[:2]) if line.bottom < min(page.height * _MARGIN, top)]
    first_foot = max(len(lines) - 2, 0)
    foot = [
        i
        for i, line in enumerate(lines[first_foot:], first_foot)
        if line.top > max(page.height * (1 - _MARGIN), bottom)
    ]
    return sorted({*head, *foot})
