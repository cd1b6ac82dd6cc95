"""Where paragraphs begin, as far as the layout shows it."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from build_site.extract.parse.pdf.page import PageRead, TextLine

_LEADER = re.compile(r"[.…·．—-]{3,}\s*\d*\s*$")
_OPENING, _CLOSING = "（《〈“‘【〔(", "，。、；：！？）》〉”’】〕％%"
_TOKEN = re.compile(rf"[{_OPENING}]*(?:[\x21-\x27\x2a-\x7e]+.?|[^{_OPENING}])[{_CLOSING})]*")
_SENTENCE_END = ("。", "；", "：", "！", "？", "”", ";", ":")
_ORDINAL = re.compile(r"第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]")
_LONG = 15  # characters: shorter lines say nothing about margins


@dataclass(frozen=True, slots=True)
class Margins:
    """The text's left and right side on a page, in points."""

    left: float
    right: float


def margins(pages: Sequence[PageRead], body: dict[tuple[int, int], list[TextLine]]) -> dict[tuple[int, int], Margins]:
    """The margins of each page: its own where its lines show them, else those of the pages of its width, of which those
    without tables have lines of running text."""
    by_width: dict[int, dict[bool, list[TextLine]]] = defaultdict(lambda: {False: [], True: []})
    for page in pages:
        by_width[round(page.width)][bool(page.pieces)] += body[page.key]
    usual = {width: _margins(each[False] or each[True]) for width, each in by_width.items() if any(each.values())}
    found = {}
    for page in pages:
        lines = body[page.key]
        if not lines:
            continue
        common = usual[round(page.width)]
        right = max(line.x1 for line in lines)
        size = lines[0].size
        shared = sum(right - line.x1 < size / 2 for line in lines) > 3
        left = min(line.x0 for line in lines)
        found[page.key] = Margins(
            left if left < common.left - 6 * size else common.left,
            right if shared or right > common.right + size else common.right,
        )
    return found


def _margins(lines: Sequence[TextLine]) -> Margins:
    long = [line for line in lines if len(line.text) >= _LONG] or list(lines)
    right = _mode([line.x1 for line in long], largest=True)
    after_full = [
        line.x0
        for before, line in pairwise(lines)
        if right - before.x1 < before.size and abs(line.size - before.size) < 1
    ]
    return Margins(_mode(after_full or [line.x0 for line in long], largest=False), right)


def _mode(values: Sequence[float], largest: bool) -> float:
    """The commonest value, in steps of 3 points; of equally common ones the outermost."""
    counts = Counter(round(value / 3) for value in values)
    best = max(counts, key=lambda step: (counts[step], step if largest else -step))
    return sum(value for value in values if round(value / 3) == best) / counts[best]


def starts(line: TextLine, before: TextLine, here: Margins, there: Margins, leap: bool) -> bool | None:
    """Whether a paragraph begins with `line`; None where centred lines leave it open.

    `there` are the margins of the line before, which may be on another page; `leap`: a gap parts the two lines."""
    if leap or abs(line.size - before.size) > 0.25 * before.size or _LEADER.search(before.text):
        return True
    room = there.right - before.x1
    if _centred(line, here) and abs(line.size - before.size) < 1:
        return None if _centred(before, there) or room < 3 * line.size else True
    if _ORDINAL.match(line.text) and (room > line.size / 2 or _ORDINAL.match(before.text)):
        return True
    slack = 0.5 if before.text.endswith(_SENTENCE_END) else 2.0
    if room > _first_word(line) + slack * line.size:  # it would have fitted there: the break was wanted
        return True
    indent = line.x0 - here.left
    return indent > 0.8 * line.size


def _centred(line: TextLine, margin: Margins) -> bool:
    left, right = line.x0 - margin.left, margin.right - line.x1
    return min(left, right) > 1.5 * line.size and abs(left - right) < 1.5 * line.size


def _first_word(line: TextLine) -> float:
    """The width of what cannot be broken at the line's beginning, in points."""
    token = _TOKEN.match(line.text)
    return line.edges[token.end() if token else 1] - line.edges[0]
