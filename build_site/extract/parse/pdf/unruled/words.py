"""What a line of a table without rules is made of."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from build_site.extract.parse.pdf.page import Glyph, grouped
from build_site.extract.parse.pdf.slots import AMOUNT, text_in

IN_RUN = 0.25  # em: the widest gap inside a run of characters that belong together
FEWEST = 3  # amounts in a table that no caption announces
WIDEST = 1.75  # em: lines of one text are never further apart
_SPACED = 1.3  # em: single characters of one text (合 计) are closer
_SPREAD, _EVEN = 3, 0.12  # so many single characters are one text where the gaps between them differ by less (em)
_WHOLE, _SAME_SIDE = 4, 0.3  # characters of a text that tells its cell's sides, and how near to them (em) others end
_NEAR_END = 1.5  # of the gaps in a text that is spread: so near to the other side of its cell it ends
_AWAY = 2.2  # em: and are narrower: the last characters of broken heads stand apart as evenly
AWAY = 3.6  # em: lines of one table are closer, in the middle of their rows
CENTRED = 0.45  # em: how far from the middle a head of several rows may stand
_MOSTLY = 0.7  # of an amount
_REACH = 0.15  # of a word: so much of it may stand in the next column, whose side is guessed
NEXT = 0.9  # em: lines of one row, each in the middle of its cell, are closer
_PARTS_OF_CODES = "类款项"
_MARKS = "、（）()“”"  # what stands in labels
CODE = re.compile(r"\d{3}(?:\d\d){0,2}")
ORDINAL = re.compile(r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]")
CAPTION = re.compile(r"单\s*位\s*[（(:：]|公开\s*\d|[（(][百千万亿]*元[）)]")
"""What stands over a form of which every amount may be blank."""
_AMOUNT_FIRST = re.compile(r"-?\d[\d,]*\.\d\d(?![.%％])")
_BEHIND = "元圆万亿百千个人辆次台批.,%％)）-－*①②③④⑤⑥⑦⑧⑨[［"  # what goes on with an amount
_LABEL = re.compile(
    rf"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|[^\W\da-zA-Z{_BEHIND[:12]}][^\W\d]"
)
_TOUCHING = 0.1  # em: the digits of a number are closer
_COUNT = re.compile(r"\d{1,2}")
Span = tuple[float, float]


class Word(NamedTuple):
    """A piece of a line between gaps: its sides, the y of its middle."""

    text: str
    x0: float
    x1: float
    y: float
    size: float

    @property
    def span(self) -> Span:
        return self.x0, self.x1

    @property
    def is_amount(self) -> bool:
        return bool(AMOUNT.fullmatch(self.text))

    @property
    def is_label(self) -> bool:
        return any(character.isalpha() for character in self.text)


class Block(NamedTuple):
    """Words of one cell: where it begins and ends, and its columns, first and last."""

    top: float
    bottom: float
    first: int
    last: int
    words: tuple[Word, ...]

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def x0(self) -> float:
        return min(word.x0 for word in self.words)

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2


def words_of(band: Sequence[Glyph]) -> list[Word]:
    """A line's words; single characters near each other are one, as 合 计 are."""
    found: list[Word] = []
    for piece in _gathered([part for each in segments(band) for part in _parted(each)]):
        text = text_in(piece)
        word = Word(text, piece[0].x0, piece[-1].x1, sum(g.middle for g in piece) / len(piece), piece[0].size)
        last = found[-1] if found else None
        if last and _is_spaced(last, word):
            found[-1] = Word(last.text + text, last.x0, word.x1, word.y, word.size)
        else:
            found.append(word)
    return found


def _parted(piece: list[Glyph]) -> list[list[Glyph]]:
    """An amount that reaches to the label or number beside it, and this one."""
    text = "".join(glyph.text for glyph in piece)
    found = _AMOUNT_FIRST.match(text) if len(text) == len(piece) else None
    if not found or found.end() == len(piece):
        return [piece]
    last, after = piece[found.end() - 1], piece[found.end()]
    apart = after.x0 - last.x1 > _TOUCHING * last.size and after.text not in _BEHIND
    return [piece[: found.end()], piece[found.end() :]] if apart or _LABEL.match(text, found.end()) else [piece]


def _gathered(pieces: Sequence[list[Glyph]]) -> list[list[Glyph]]:
    """The pieces, characters of one text spread over its cell, each as far from the next, as one."""
    found: list[list[Glyph]] = []
    run: list[list[Glyph]] = []
    for piece in [*pieces, []]:
        single = len(piece) == 1 and not piece[0].text.isdigit() and piece[0].text not in _PARTS_OF_CODES
        gaps = [b[0].x0 - a[0].x1 for a, b in pairwise([*run, piece])] if single else []
        if not single or (
            gaps and (max(gaps) - min(gaps) > _EVEN * piece[0].size or max(gaps) > _AWAY * piece[0].size)
        ):
            found += [[glyph for each in run for glyph in each]] if len(run) >= _SPREAD else run
            run = []
        if single:
            run.append(piece)
        elif piece:
            found.append(piece)
    return found


def without_spreads(lines: Sequence[list[Word]]) -> list[list[Word]]:
    """The lines, words one text where they begin where longer texts begin, or others that are spread, and stand over the
    width of these, each as far from the next as its own characters are."""
    numbers = {word.span for line in lines for word in line if not word.is_label and word.text not in _MARKS}
    whole = {word.span: word for line in lines for word in line if len(word.text) >= _WHOLE and word.is_label}
    kept = [span for span in whole if not any(overlap(span, number) for number in numbers)]
    spread = [run for line in lines for run in grouped(line, _are_single) if len(run) >= _SPREAD and _gaps(run)]
    begun = Counter(round(run[0].x0) for run in spread)
    kept += [(run[0].x0, run[-1].x1) for run in spread if begun[round(run[0].x0)] > 1]
    return [_without_spreads(line, kept) for line in lines]


def _are_single(one: Word, other: Word) -> bool:
    return all(len(word.text) == 1 and (word.is_label or word.text in _MARKS) for word in (one, other))


def _without_spreads(line: list[Word], whole: Sequence[Span]) -> list[Word]:
    ends = {word: [x1 for x0, x1 in whole if abs(x0 - word.x0) < _SAME_SIDE * word.size] for word in line}
    runs: list[list[Word]] = []
    for word in line:
        if runs and ends[runs[-1][0]] and _gaps([*runs[-1], word]):
            runs[-1].append(word)
        else:
            runs.append([word])
    found: list[Word] = []
    for first, *more in runs:
        text = "".join(word.text for word in (first, *more))
        near = _NEAR_END * min(_gaps([first, *more]), default=0.0) + _SAME_SIDE * first.size
        inside = more and more[-1].x0 < max(ends[first]) < more[-1].x1 + near
        if inside and not {*text} <= {*_PARTS_OF_CODES}:
            found.append(first._replace(text=text, x1=more[-1].x1))
        else:
            found += first, *more
    return found


def _gaps(run: Sequence[Word]) -> list[float]:
    """The gaps between words and inside them, if they do not differ: the words are one text spread over its cell."""
    inside = [(w.x1 - w.x0 - len(w.text) * w.size) / (len(w.text) - 1) for w in run if len(w.text) > 1]
    gaps = [*(b.x0 - a.x1 for a, b in pairwise(run)), *inside]
    is_text = all(word.is_label or word.text in _MARKS for word in run)
    even = gaps and min(gaps) > _TOUCHING * run[0].size and max(gaps) - min(gaps) < _SAME_SIDE * run[0].size
    return gaps if is_text and even else []


def _is_spaced(last: Word, word: Word) -> bool:
    single = len(word.text) == 1 and word.is_label and last.is_label and word.text not in _PARTS_OF_CODES
    return single and len(last.text) < 4 and word.x0 - last.x1 < _SPACED * word.size


def segments(band: Sequence[Glyph]) -> list[list[Glyph]]:
    """A line's pieces, between which a gap or a space stands."""
    found: list[list[Glyph]] = []
    gap = True
    for glyph in band:
        if glyph.text == " ":
            gap = True
        else:
            if gap or glyph.x0 - found[-1][-1].x1 > IN_RUN * glyph.size:
                found.append([])
            found[-1].append(glyph)
            gap = False
    return found


def extent(words: Iterable[Word]) -> Span:
    """Where words begin and end, down the page."""
    sides = [(word.y - 0.5 * word.size, word.y + 0.5 * word.size) for word in words]
    return min(top for top, _ in sides), max(bottom for _, bottom in sides)


def overlap(one: Span, other: Span) -> bool:
    return min(one[1], other[1]) - max(one[0], other[0]) > 0.5


def columns_of(word: Word, xs: Sequence[float]) -> tuple[int, int]:
    """The first and the last column that a word stands in, not only reaches into; an amount stands in one."""
    shares = [min(word.x1, x1) - max(word.x0, x0) for x0, x1 in pairwise(xs)]
    over = [at for at, share in enumerate(shares) if share > _REACH * (word.x1 - word.x0)]
    if len(over) == 2 and word.is_amount:
        over = [at for at in over if shares[at] > _MOSTLY * (word.x1 - word.x0)] or over
    return (over[0], over[-1]) if over else (0, 0)


def begins_body(line: Sequence[Word]) -> bool:
    """Whether an amount, a code or the number of a row stands in a line, or a numbered label, or it counts the columns."""
    numbered = any(CODE.fullmatch(word.text) or _COUNT.fullmatch(word.text) for word in line)
    labelled = any(word.is_label for word in line)
    return (numbered and labelled) or is_counting(line) or any(w.is_amount or ORDINAL.match(w.text) for w in line)


def is_counting(line: Sequence[Word]) -> bool:
    """Whether a line counts the columns (栏次)."""
    counts = [int(word.text) for word in line if _COUNT.fullmatch(word.text)]
    named = any(word.text == "栏次" for word in line)
    return (named and bool(counts)) or (len(counts) > 1 and counts == [*range(1, len(counts) + 1)])
