"""The characters of a page that leave ink, with pen positions, from pdfium's text page."""

import ctypes
import math
import struct
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain, compress, count, repeat
from operator import add, ne, or_, sub
from typing import Any

import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf import lean
from build_site.extract.parse.pdf.content import Characters, Paint, paint_of
from build_site.extract.parse.pdf.page import Glyph
from build_site.extract.parse.pdf.runs import Painted, Run, Runs, Style, style_of
from build_site.model import Box

_OBLIQUE = math.sin(math.radians(3))
_UNSEEN_MODES = {pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP}
_SMALLEST = 1.0  # points: what nobody sees
_EXACT = 0.05  # points: a box that begins where the pen stands is the advance
_NARROWEST = 0.08  # em: a character squeezed as much is a stroke
_HIGH = 0.7  # em: a digit
_FEW = 3  # letters, which many texts have in common
_LOST = 0.3  # of a character's width or height: outside of the page's box


class Frame:
    """Maps the page's user space to a frame with its origin at the top left, `turns` quarter turns clockwise."""

    def __init__(self, box: tuple[float, float, float, float], turns: int) -> None:
        left, bottom, right, top = box
        self.turns = turns % 4
        wide, high = right - left, top - bottom
        self.width, self.height = (wide, high) if self.turns % 2 == 0 else (high, wide)
        # x' = a·x + c·y + e, y' = b·x + d·y + f
        self.matrix = (
            (1.0, 0.0, 0.0, -1.0, -left, top),
            (0.0, 1.0, 1.0, 0.0, -bottom, -left),
            (-1.0, 0.0, 0.0, 1.0, right, -bottom),
            (0.0, -1.0, -1.0, 0.0, top, right),
        )[self.turns]

    def widened(
        self, box: tuple[float, float, float, float], beyond: tuple[float, float, float, float]
    ) -> tuple[float, float, float, float]:
        """The box in user space, larger by what lies beyond it to the left, above, to the right and below as read."""
        a, b, c, d = beyond[-self.turns % 4 :] + beyond[: -self.turns % 4]
        left, bottom, right, top = box
        return left - a, bottom - d, right + c, top + b

    def point(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self.matrix
        return a * x + c * y + e, b * x + d * y + f

    def box(self, sides: Box) -> Box:
        """A box of user space (left, bottom, right, top) in this frame."""
        (x0, y0), (x1, y1) = self.point(sides[0], sides[1]), self.point(sides[2], sides[3])
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


class Glyphs:
    """All characters of one page in its reading frame: the one in which most of them run to the right."""

    def __init__(
        self,
        characters: Characters,
        paints: Mapping[int | None, Paint],
        box: tuple[float, float, float, float],
        rotation: int,
        layers: bool = True,
    ) -> None:
        self._collect(characters, paints, Frame(box, rotation), layers)
        if self.turned:
            turns = self._commonest_turn()
            if turns:  # a page whose text was drawn sideways
                self._collect(characters, paints, Frame(box, rotation + turns), layers)

    def _collect(self, characters: Characters, paints: Mapping[int | None, Paint], frame: Frame, layers: bool) -> None:
        """Fill `upright`, and `turned`: the other characters as (quarter turns, glyph), in drawing order."""
        self.frame = frame
        self.upright: list[Glyph] = []
        self.turned: list[tuple[int, Glyph]] = []
        self.last = len(characters.text) - 1  # the last character's place in the drawing order
        self.unreadable = characters.letters.unreadable  # characters whose font does not say which they are
        self.invisible = 0  # characters that leave no ink
        self.cut: set[int] = set()  # those that are seen beside others of their text that are not, by their order
        self.askew: list[Glyph] = []  # those that run neither along the page's sides, where each begins
        self.veiled: list[Glyph] = []  # those among them that are drawn in the invisible mode, upright
        self.outside: list[Glyph] = []  # those of which the page's box cuts off a part, or all
        self.shapeless = False  # whether pdfium may draw no ink for Chinese, for want of its font
        self.layered = False  # whether any may be in an optional layer that is off
        self.runs = self._at_once(characters, paints) or self._one_by_one(characters, paints, layers)
        self.layered = layers and any(self.runs.layered)

    def _at_once(self, characters: Characters, paints: Mapping[int | None, Paint]) -> Runs | None:
        """Enter the characters of a page as nearly all are: all upright, seen, and as wide as their boxes. None for another.

        What is the same for all characters of one font along one line is asked once, the rest is done in columns: a step
        of Python for each character would take most of the time that a page takes."""
        order, text, objects, lefts, _, rights, *_ = characters.letters
        frame = self.frame
        found = _stretches(characters, frame) if order and not frame.turns else None
        if found is None:
            return None
        sizes, level, odd = found
        runs = _runs(order, objects, sizes, paints)
        advances = list(map(sub, rights, lefts))
        *_, across, down = frame.matrix
        x0s = [left + across for left in lefts]
        if min(advances) <= _NARROWEST * max(sizes):  # as on few pages
            odd.update(at for at, size in enumerate(sizes) if advances[at] <= _NARROWEST * size)
        for at in sorted(odd):
            x, y, advances[at] = _pen(characters, order[at], objects[at], text[at], sizes[at])
            x0s[at], level[at] = x + across, down - y
        x1s = list(map(add, x0s, advances))
        narrow = any(advances[at] <= _NARROWEST * sizes[at] for at in odd)
        if runs is None or narrow or max(x1s) > frame.width or min(x0s) < 0:
            return None
        glyphs = zip(text, x0s, x1s, level, sizes, order, strict=True)
        self.upright = list(map(tuple.__new__, repeat(Glyph), glyphs))
        return runs

    def _one_by_one(self, characters: Characters, paints: Mapping[int | None, Paint], layers: bool) -> Runs:
        """The same for any page."""
        frame, handle, runs = self.frame, characters.handle, Runs()
        new: Callable[..., Any] = tuple.__new__  # what Glyph() comes to, without its detour
        a, b, c, d, e, f = frame.matrix  # of a and c, and of b and d, one is 0
        wide, high, straight = frame.width, frame.height, frame.turns
        enter = self.upright.append
        last: int | None = 0
        upper = lower = size = half = across = along = least = 0.0
        turns: int | None = None
        paint = painted = paint_of(None, False)
        style, styled = style_of(paint.colour, half), half
        exact = veiled = False
        for index, character, text_object, left, top, right, bottom in zip(*characters.letters[:-1], strict=True):
            if top != upper or bottom != lower or turns:  # else the same size goes on along the same line
                x, y = characters.origin(index)
                exact = -_EXACT <= left - x <= _EXACT
                upper, lower = top, bottom
                lean.matrix_at(handle, index, _matrix_ref)
                turns, size = _direction(_matrix[:4], lean.size_at(handle, index))
                half, least = max(round(size * 2), size > 0) / 2, _NARROWEST * size
                across, along = c * y + e, d * y + f
            if text_object != last:
                last = text_object
                paint = paints.get(text_object) or paint_of(text_object, layers)
                if paint is not painted or half != styled:
                    painted, styled, style = paint, half, style_of(paint.colour, half)
                    veiled = paint.mode in _UNSEEN_MODES or not style.colour[3] or 0 < half < _SMALLEST
                runs.add(Run(index, text_object, style, turns, paint.layered))
            if turns is None:
                self.askew.append(new(Glyph, (character, a * left + across, 0.0, along, size, index)))
                continue
            advance = right - left
            if turns or advance <= least or not exact:
                left, y, advance = _pen(characters, index, text_object, character, size)
                across, along = c * y + e, d * y + f
            x0, baseline = a * left + across, b * left + along
            x1 = x0 + advance
            if x0 < wide and x1 > 0 and -size < baseline < high + size:
                glyph = new(Glyph, (character, x0, x1, baseline, size, index))
                if veiled or turns != straight or advance <= least:
                    self._other(glyph, turns, veiled or advance <= least)
                    continue
                enter(glyph)
                if x0 >= 0 and x1 <= wide and size <= baseline <= high:
                    continue
            elif veiled or turns != straight or advance <= least:
                continue
            lost = max(-x0, x1 - wide) / advance, max(_HIGH * size - baseline, baseline - high) / (_HIGH * size)
            if max(lost) > _LOST and character != " ":
                self.outside.append(new(Glyph, (character, x0, x1, baseline, size, index)))
        return runs

    def _other(self, glyph: Glyph, turns: int, veiled: bool) -> None:
        """Enter a character that leaves no ink, or runs another way."""
        turned = (turns - self.frame.turns) % 4
        if glyph.text == " ":
            if not turned and not veiled:
                self.upright.append(glyph)
            return
        if veiled:
            self.invisible += 1
            if not turned:
                self.veiled.append(glyph)
        elif turned:
            self.turned.append((turned, glyph._replace(x1=glyph.x0 + glyph.size)))
        else:
            self.upright.append(glyph)

    def unveil(self) -> None:
        """Read invisible text all the same, where it does not stand on other text: a program that writes such over a
        page's text and then forgets to end the mode makes all that follows invisible."""
        taken = {(int(glyph.x0 // 3), int(glyph.y // 3)) for glyph in self.upright}
        kept: dict[int, list[Glyph]] = {}
        for glyph in self.veiled:
            kept.setdefault(self.run(glyph).first, []).append(glyph)
        self.veiled = []
        for string in kept.values():
            places = {(int(glyph.x0 // 3), int(glyph.y // 3)) for glyph in string}
            if 2 * len(places & taken) < len(places):
                taken |= places
                self.veiled += string
        self.upright += self.veiled

    def run(self, glyph: Glyph) -> Run:
        return self.runs.of(glyph.order)

    def styles(self) -> Counter[Style]:
        """How many characters are painted in each way."""
        return self.runs.counts(self.last)

    def strings(self, overlays: set[Style], foreign: Collection[Painted]) -> tuple[frozenset[Painted], set[int]]:
        """The words painted in one of these ways; and the runs (by their first character's index) of those and of the
        words that lie over other pages; of a few letters, where the page paints little else so."""
        styles = overlays | {style for style, _ in foreign}
        if not styles:
            return frozenset(), set()
        words: dict[int, str] = {run.first: "" for run in self.runs if run.style in overlays}
        style_of_run = {}
        for glyph in sorted([*self.upright, *(glyph for _, glyph in self.turned)], key=lambda glyph: glyph.order):
            run = self.run(glyph)
            if run.style in styles:
                words[run.first] = words.get(run.first, "") + glyph.text
            style_of_run[run.first] = run.style
        found = {
            (style_of_run[first], text) for first, text in words.items() if text and style_of_run[first] in overlays
        }
        painted = {first: (style, words[first]) for first, style in style_of_run.items() if first in words}
        known = Counter(style for style, text in painted.values() if (style, text) in foreign)
        most = {s for s, every in Counter(style for style, _ in painted.values()).items() if 2 * known[s] > every}
        strange = {
            first
            for first in words
            if first not in painted
            or painted[first][0] in overlays
            or (painted[first] in foreign and (painted[first][0] in most or len(words[first]) > _FEW))
        }
        return frozenset(found), strange

    def without(self, runs: set[int]) -> None:
        """Take the characters of these runs (by their first character's index) away."""
        if runs:
            self.upright = [glyph for glyph in self.upright if self.run(glyph).first not in runs]
            self.turned = [item for item in self.turned if self.run(item[1]).first not in runs]

    def _commonest_turn(self) -> int:
        counts = Counter(turns for turns, _ in self.turned)
        counts[0] = sum(glyph.text != " " for glyph in self.upright)
        return max(sorted(counts), key=lambda turns: counts[turns])


_LINEAR = struct.Struct("4f")
_matrix = (ctypes.c_float * 6)()
_matrix_ref = ctypes.byref(_matrix)
_width = ctypes.c_float()
_width_ref = ctypes.byref(_width)


def _stretches(characters: Characters, frame: Frame) -> tuple[list[float], list[float], set[int]] | None:
    """The size of each character and its baseline, and which do not show their advance by their boxes. The boxes of one font
    along one line have one top and one bottom: the first of them is asked. None for a page on which some run another way,
    or reach out of it."""
    order, _, _, lefts, tops, _, bottoms, _ = characters.letters
    begins = [True, *map(or_, map(ne, tops[1:], tops), map(ne, bottoms[1:], bottoms))]
    starts = list(compress(count(), begins))
    lines = list(zip(compress(tops, begins), compress(bottoms, begins), strict=True))
    first = dict(zip(reversed(lines), reversed(starts), strict=True))
    xs, ys, ways = characters.pens([order[at] for at in first.values()])
    turned = {way: _direction(_LINEAR.unpack(way[1]), way[0]) for way in set(ways)}
    if any(turns != 0 for turns, _ in turned.values()):
        return None
    sizes = [turned[way][1] for way in ways]
    down = frame.matrix[-1]
    levels = [down - y for y in ys]
    if min(map(sub, levels, sizes)) < 0 or max(levels) > frame.height:
        return None
    loose = {line for (line, at), x in zip(first.items(), xs, strict=True) if not -_EXACT <= lefts[at] - x <= _EXACT}
    odd = {at for at, line in enumerate(zip(tops, bottoms, strict=True)) if line in loose} if loose else set[int]()
    lengths = map(sub, [*starts[1:], len(order)], starts)
    line_of = dict(zip(first, count(), strict=False))
    at = list(chain.from_iterable(map(repeat, map(line_of.__getitem__, lines), lengths)))
    return list(map(sizes.__getitem__, at)), list(map(levels.__getitem__, at)), odd


def _runs(
    order: Sequence[int], objects: Sequence[int], sizes: Sequence[float], paints: Mapping[int | None, Paint]
) -> Runs | None:
    """The runs of characters that are all seen; None where some are not."""
    begins = [True, *map(ne, objects[1:], objects)]
    firsts, drawn_by, here = (
        list(compress(order, begins)),
        list(compress(objects, begins)),
        list(compress(sizes, begins)),
    )
    painted = [paint for paint in map(paints.get, drawn_by) if paint]
    if len(painted) < len(drawn_by):
        return None
    alike = painted.count(painted[0]) == len(painted)  # as on most pages
    ways: Sequence[Any] = here if alike else list(zip(painted, here, strict=True))
    style_for: dict[Any, Style] = {}
    for way in set(ways):
        paint, size = (painted[0], way) if alike else way
        style = style_for[way] = style_of(paint.colour, max(round(size * 2), size > 0) / 2)
        if paint.mode in _UNSEEN_MODES or not style.colour[3] or 0 < style.size < _SMALLEST:
            return None
    layered = [painted[0].layered] * len(firsts) if alike else [paint.layered for paint in painted]
    styles = list(map(style_for.__getitem__, ways))
    return Runs(firsts, drawn_by, styles, [0] * len(firsts), layered)


def _direction(matrix: Iterable[float], font: float) -> tuple[int | None, float]:
    """The quarter turns (counter-clockwise, in user space) a character is drawn with, None if askew; its size. `font`: the
    size of its font."""
    a, b, c, d = matrix
    size = font * math.hypot(c, d)
    if b == 0.0 and a > 0.0:
        return 0, size
    length = math.hypot(a, b)
    if not length or min(abs(a), abs(b)) > _OBLIQUE * length:
        return None, size
    if abs(a) >= abs(b):
        return (0 if a > 0 else 2), size
    return (1 if b > 0 else 3), size


def _pen(
    characters: Characters, index: int, text_object: int | None, character: str, size: float
) -> tuple[float, float, float]:
    """Where a character stands whose box does not show it, and its advance: as its font says, or by its size."""
    x, y = characters.origin(index)
    handle = characters.handle
    code = ord(character)
    font = lean.font_of(text_object) if text_object else None
    lean.matrix_at(handle, index, _matrix_ref)
    wide = 0.0
    if font and lean.glyph_width(font, code, lean.size_at(handle, index), _width_ref):
        wide = _width.value * math.hypot(*_matrix[:2])
    return x, y, wide or (size if code > 0x2E7F else size / 2)
