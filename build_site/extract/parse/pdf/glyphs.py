"""The characters of a page that leave ink, with pen positions, from pdfium's text page."""

from __future__ import annotations

import ctypes
import math
import struct
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf import lean
from build_site.extract.parse.pdf.content import Characters, Paint, paint_of
from build_site.extract.parse.pdf.page import Glyph

_OBLIQUE = math.sin(math.radians(3))
_HYPHEN = 2  # pdfium's mark for a hyphen at a line's end
_SPACE = {32, 160, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000}
_UNREADABLE = {0, 0xFFFD, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)}
_ODD = frozenset(map(chr, _SPACE | _UNREADABLE | set(range(32))))
_UNSEEN_MODES = {pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP}
_SMALLEST = 1.0  # points: what nobody sees
_NARROWEST = 0.08  # em: a character squeezed as much is a stroke
_MATRIX, _CHANNELS = struct.Struct("6f"), struct.Struct("4I")

Colour = tuple[int, int, int, int]
"""Red, green, blue, opacity: 0 to 255."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """How a text object is painted: what lies over a table without belonging to it is painted otherwise.

    There is one for each way of painting: they are compared by identity."""

    colour: Colour
    size: float  # points, to the half
    pale: bool


Painted = tuple[Style, str]
"""Words and how they are painted."""
_styles: dict[tuple[bytes, float], Style] = {}


def style_of(colour: bytes, size: float) -> Style:
    """The style for a colour, its four numbers as pdfium writes them."""
    found = _styles.get((colour, size))
    if found is None:
        red, green, blue, opacity = _CHANNELS.unpack(colour)
        pale = min(red, green, blue) >= 170 or opacity <= 128
        found = _styles[colour, size] = Style((red, green, blue, opacity), size, pale)
    return found


class Run(NamedTuple):
    """The characters that one text object draws, from the first one's place in the drawing order on."""

    first: int
    object: int  # the text object's address
    style: Style
    turns: int | None  # quarter turns counter-clockwise in user space; None: askew
    layered: bool  # in an optional layer, which may be off


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

    def _collect(  # noqa: PLR0915 - one loop, the hottest
        self, characters: Characters, paints: Mapping[int | None, Paint], frame: Frame, layers: bool
    ) -> None:
        """Fill `upright`, and `turned`: the other characters as (quarter turns, glyph), in drawing order."""
        self.frame = frame
        self.upright: list[Glyph] = []
        self.turned: list[tuple[int, Glyph]] = []
        self.runs: list[Run] = []
        self.last = len(characters.text) - 1  # the last character's place in the drawing order
        self.unreadable = 0  # characters whose font does not say which they are
        self.invisible = 0  # characters that leave no ink
        self.cut: set[int] = set()  # those that are seen beside others of their text that are not, by their order
        self.veiled: list[Glyph] = []  # those among them that are drawn in the invisible mode, upright
        handle = characters.handle
        x_value, y_value = ctypes.c_double(), ctypes.c_double()
        x_ref, y_ref = ctypes.byref(x_value), ctypes.byref(y_value)
        new: Callable[..., Any] = tuple.__new__  # what Glyph() comes to, without its detour
        a, b, c, d, e, f = frame.matrix  # of a and c, and of b and d, one is 0
        wide, high, straight = frame.width, frame.height, frame.turns
        add, begin = self.upright.append, self.runs.append
        last: int | None = 0
        upper = lower = size = half = across = along = least = 0.0
        turns: int | None = None
        paint = painted = paint_of(None, False)
        style, styled = style_of(paint.colour, half), half
        exact = veiled = False
        four = iter(characters.boxes)
        for index, character, text_object, left, top, right, bottom in zip(
            range(len(characters.text)), characters.text, characters.objects, four, four, four, four, strict=True
        ):
            if character in _ODD:
                character = self._meaning(handle, index, ord(character))
                if not character:
                    continue
            if top != upper or bottom != lower or turns:  # else the same size goes on along the same line
                lean.origin_of(handle, index, x_ref, y_ref)
                x, y = x_value.value, y_value.value
                exact = -0.05 <= left - x <= 0.05  # the box is the advance
                upper, lower = top, bottom
                turns, size = _direction(handle, index)
                half, least = max(round(size * 2), size > 0) / 2, _NARROWEST * size
                across, along = c * y + e, d * y + f
            if text_object != last:
                last = text_object
                paint = paints.get(text_object) or paint_of(text_object, layers)
                if paint is not painted or half != styled:
                    painted, styled, style = paint, half, style_of(paint.colour, half)
                    veiled = paint.mode in _UNSEEN_MODES or not style.colour[3] or 0 < half < _SMALLEST
                begin(new(Run, (index, text_object, style, turns, paint.layered)))
            if turns is None:
                continue
            advance = right - left
            if turns or advance <= least or not exact:
                lean.origin_of(handle, index, x_ref, y_ref)
                left, y = x_value.value, y_value.value
                code = ord(character)
                advance = _advance(handle, index, text_object, code) or (size if code > 0x2E7F else size / 2)
                across, along = c * y + e, d * y + f
            x0, baseline = a * left + across, b * left + along
            x1 = x0 + advance
            if x0 < wide and x1 > 0 and -size < baseline < high + size:
                glyph = new(Glyph, (character, x0, x1, baseline, size, index))
                if veiled or turns != straight or advance <= least:
                    self._other(glyph, turns, veiled or advance <= least)
                else:
                    add(glyph)
        self.layered = layers and any(run.layered for run in self.runs)  # whether any may be off
        self.shapeless = False  # whether pdfium may draw no ink for Chinese, for want of its font

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
        return self.runs[bisect_right(self.runs, (glyph.order + 1,)) - 1]  # a shorter tuple comes before a longer one

    def styles(self) -> Counter[Style]:
        """How many characters are painted in each way."""
        counts: Counter[Style] = Counter()
        start, style = 0, None
        for run in self.runs:
            if run.style is not style:
                if style:
                    counts[style] += run.first - start
                start, style = run.first, run.style
        if style:
            counts[style] += self.last + 1 - start
        return counts

    def strings(self, overlays: set[Style], foreign: Collection[Painted]) -> tuple[frozenset[Painted], set[int]]:
        """The words painted in one of these ways; and the runs (by their first character's index) of those and of the
        words that lie over other pages."""
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
        strange = {
            first
            for first, text in words.items()
            if first not in style_of_run or style_of_run[first] in overlays or (style_of_run[first], text) in foreign
        }
        return frozenset(found), strange

    def without(self, runs: set[int]) -> None:
        """Take the characters of these runs (by their first character's index) away."""
        if runs:
            self.upright = [glyph for glyph in self.upright if self.run(glyph).first not in runs]
            self.turned = [item for item in self.turned if self.run(item[1]).first not in runs]

    def _meaning(self, handle: Any, index: int, code: int) -> str:
        """The character that one of `_ODD` stands for; nothing for none."""
        if code in _SPACE:  # unless it is pdfium's guess and not the print
            return "" if lean.is_generated(handle, index) else " "
        if code in _UNREADABLE:
            self.unreadable += 1
        return "-" if code == _HYPHEN else ""

    def _commonest_turn(self) -> int:
        counts = Counter(turns for turns, _ in self.turned)
        counts[0] = sum(glyph.text != " " for glyph in self.upright)
        return max(sorted(counts), key=lambda turns: counts[turns])


_matrix = (ctypes.c_float * 6)()
_matrix_ref = ctypes.byref(_matrix)
_width = ctypes.c_float()
_width_ref = ctypes.byref(_width)


def _direction(handle: Any, index: int) -> tuple[int | None, float]:
    """The quarter turns (counter-clockwise, in user space) a character is drawn with, None if askew; its size."""
    lean.matrix_at(handle, index, _matrix_ref)
    a, b, c, d, _, _ = _MATRIX.unpack_from(_matrix)
    size = lean.size_at(handle, index) * math.hypot(c, d)
    if b == 0.0 and a > 0.0:
        return 0, size
    length = math.hypot(a, b)
    if not length or min(abs(a), abs(b)) > _OBLIQUE * length:
        return None, size
    if abs(a) >= abs(b):
        return (0 if a > 0 else 2), size
    return (1 if b > 0 else 3), size


def _advance(handle: Any, index: int, text_object: int | None, code: int) -> float:
    """The advance of a character whose box does not show it; 0 where the font does not say."""
    font = lean.font_of(text_object) if text_object else None
    lean.matrix_at(handle, index, _matrix_ref)
    a, b, *_ = _matrix
    if not font or not lean.glyph_width(font, code, lean.size_at(handle, index), _width_ref):
        return 0.0
    return float(_width.value * math.hypot(a, b))
