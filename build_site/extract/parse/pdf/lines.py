"""Characters become lines by their pen's baseline, never by their boxes or their order in the file.

Fonts disagree about where a character's top is, and some producers set digits several points below the Chinese
characters of the same line; the pen position relative to the font size tells lines apart all the same.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, groupby, pairwise, repeat
from operator import itemgetter, sub

from build_site.extract.parse.pdf.page import Glyph, TextLine

_SAME_BAND = 0.12  # em: baselines that differ less were meant to be the same
_SAME_LINE = 0.46  # em: how far digits, superscripts and notes may leave their line
_OVERPRINT = 0.12  # em: the same character set again this close is a fake bold
_GAP_IN_WORD = 0.15  # em: between Latin letters or digits; a space is wider
_WRAPPED = (
    2.2  # em free beside the first part of a number that was wrapped for want of room, the cell's margins included
)
_GAP_IN_CHINESE = 0.35  # em: beyond the line's usual gap, which justified text opens everywhere

_BY_X, _BY_Y, _BY_SIZE, _BY_PLACE = itemgetter(1), itemgetter(3), itemgetter(4), itemgetter(1, 3)
"""Much faster than by attribute."""


def rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """The glyphs of each line, left to right, lines top to bottom. Printed spaces come along, lines of them do not."""
    lines: list[_Line] = []
    inked = [band for band in bands(glyphs) if any(glyph.text != " " for glyph in band)]
    for band in sorted(inked, key=lambda band: (-sum([x1 - x0 for _, x0, x1, _, _, _ in band]), band[0].y)):
        line = _home(band, lines)
        if line:
            line.add(band)
        else:
            lines.append(_Line(band))
    lines.sort(key=lambda line: (line.y, line.glyphs[0].x0))
    return [line.glyphs for line in lines]


def bands(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Glyphs with practically the same baseline, left to right, characters printed twice taken once."""
    glyphs = list(glyphs)
    widest = _OVERPRINT * max(map(_BY_SIZE, glyphs), default=0.0)
    levels: dict[float, list[Glyph]] = defaultdict(list)
    for y, stretch in groupby(glyphs, _BY_Y):
        levels[y] += stretch
    found: list[list[Glyph]] = []
    limit = float("-inf")
    for y in sorted(levels):
        if y > limit:
            found.append([])
            limit = y + _SAME_BAND * min(levels[y], key=_BY_X).size
        found[-1] += levels[y]
    return [_once(sorted(band, key=_BY_X), widest) for band in found]


def _once(band: list[Glyph], widest: float) -> list[Glyph]:
    """`widest`: what no character set again is further away."""
    x0s = list(map(_BY_X, band))
    if len(x0s) < 2 or min(map(sub, x0s[1:], x0s)) > widest:
        return band  # as nearly all
    kept: list[Glyph] = []
    last = float("-inf")
    for glyph in band:
        _, x0, _, _, size, _ = glyph
        near = _OVERPRINT * size
        if x0 - last > near:
            kept.append(glyph)
            last = x0
            continue
        again = False
        for other in reversed(kept):
            if x0 - other.x0 > near:
                break
            if other.text == glyph.text:
                again = True
                break
        if not again:
            kept.append(glyph)
            last = x0
    return kept


class _Line:
    """A line in the making: its widest band says where it stands, others join it."""

    def __init__(self, band: list[Glyph]) -> None:
        self.glyphs = band
        self.size = max([glyph.size for glyph in band])
        self.y = sum([glyph.y for glyph in band]) / len(band)

    def takes(self, band: list[Glyph]) -> bool:
        """Whether the band stands in the gaps of this line: what overprints it is another line."""
        inked = [glyph for glyph in self.glyphs if glyph.text != " "]
        starts = [glyph.x0 for glyph in inked]
        others = [glyph for glyph in band if glyph.text != " "]
        collisions = 0
        for glyph in others:
            middle = (glyph.x0 + glyph.x1) / 2
            left = bisect_right(starts, middle) - 1
            if left >= 0 and middle < inked[left].x1 - 0.1 * glyph.size:
                collisions += 1
        return collisions * 4 <= len(others)

    def add(self, band: list[Glyph]) -> None:
        self.glyphs = sorted(self.glyphs + band, key=_BY_PLACE)


def _home(band: list[Glyph], lines: Sequence[_Line]) -> _Line | None:
    """The line that a narrower band belongs to: the nearest within reach that has room for it."""
    if not lines:
        return None
    y = sum([glyph.y for glyph in band]) / len(band)
    size = max([glyph.size for glyph in band])
    near = [line for line in lines if abs(line.y - y) <= _SAME_LINE * max(line.size, size)]
    for line in sorted(near, key=lambda line: abs(line.y - y)):
        if line.takes(band):
            return line
    return None


def line_of(glyphs: Sequence[Glyph]) -> TextLine:
    """One line with the places of its characters."""
    text, edges = _spaced(glyphs)
    ys, sizes = [glyph[3] for glyph in glyphs], sorted([glyph[4] for glyph in glyphs])
    return TextLine(
        text,
        tuple(map(round, edges, repeat(2))),
        min(ys) - 0.9 * sizes[-1],
        max(ys) + 0.2 * sizes[-1],
        sizes[(len(sizes) - 1) // 2],
    )


def _spaced(glyphs: Sequence[Glyph]) -> tuple[str, list[float]]:
    """A line's text with a space where one is printed, or where a gap says the same; its characters' sides."""
    characters, x0s, x1s, _, sizes, _ = zip(*glyphs, strict=True)
    whole, gap = "".join(characters), max(map(sub, x0s[1:], x1s), default=0.0)
    if gap <= _GAP_IN_WORD * min(sizes) and len(whole) == len(x0s) and " " not in whole:
        return whole, [*x0s, max(x1s)]  # as nearly all cells and lines
    usual: float | None = None
    text: list[str] = []
    edges: list[float] = []
    right = glyphs[0].x0
    printed = False  # whether a space character was passed since the last one
    for character, x0, x1, _, size, _ in glyphs:
        if character == " ":
            printed = True
            continue
        if x0 > right and text and (printed or x0 - right > _GAP_IN_WORD * size):
            usual = _usual_gap(glyphs) if usual is None else usual
            over = _GAP_IN_WORD if character.isascii() and text[-1].isascii() else _GAP_IN_CHINESE
            apart = printed or x0 - right > usual + over * size
            if apart:
                text.append(" ")
                edges.append(right)
        text.append(character)
        edges += [x0 if not edges or x0 > edges[-1] else edges[-1]] * len(character)  # a ligature has several
        right = max(right, x1)
        printed = False
    return "".join(text), [*edges, right]


def _usual_gap(glyphs: Sequence[Glyph]) -> float:
    """The gap between a line's characters; 0 for lines too short to tell."""
    if len(glyphs) < (3 if glyphs[0].text.isdigit() and glyphs[-1].text.isdigit() else 5):
        return 0.0
    gaps = sorted([right.x0 - left.x1 for left, right in pairwise(glyphs)])
    return max(gaps[len(gaps) // 2], 0.0)


def text_of(runs: Sequence[Sequence[Glyph]], left: float, right: float) -> str:
    """The text of one cell, given in runs, whose sides are given: its lines joined as its wrapping demands."""
    if len(runs) == 1:
        return _spaced(runs[0])[0]
    lines = rows(chain.from_iterable(runs))
    text = ""
    room = 0.0  # what was left free beside the line before
    for glyphs in lines:
        added, edges = _spaced(glyphs)
        if text and added and _separate(text[-1], added[0], room / glyphs[0].size):
            text += " "
        text += added
        room = right - edges[-1] + max(edges[0] - left, 0.0)
    return text


def _separate(before: str, after: str, room: float) -> bool:
    """Whether a space belongs between a cell's lines, `room` em free at the first one's end.

    Chinese takes none; a number wrapped for want of room neither."""
    if not (before.isascii() and after.isascii()):
        return False
    if before.isdigit() and after.isdigit():
        return room > _WRAPPED
    return not (before in ".,-/" or after in ".,%)")
