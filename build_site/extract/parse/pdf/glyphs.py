"""The characters of a page that leave ink, with pen positions, from pdfium's text page."""

from __future__ import annotations

import ctypes
import math
import struct
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf import lean
from build_site.extract.parse.pdf.page import Glyph

_OBLIQUE = math.sin(math.radians(3))
_HYPHEN = 2  # pdfium's mark for a hyphen at a line's end
_SPACE = {32, 160, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000}
_UNREADABLE = {0, 0xFFFD, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)}
_ODD = _SPACE | _UNREADABLE | set(range(32))
_UNSEEN_MODES = {pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP}
_OUTLINED = {pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP}
_SMALLEST = 1.0  # points: what nobody sees
_BOX, _MATRIX, _CHANNELS = struct.Struct("4f"), struct.Struct("6f"), struct.Struct("4I")
BLACK = _CHANNELS.pack(0, 0, 0, 255)

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
        self, text_page: Any, box: tuple[float, float, float, float], rotation: int, layers: bool = True
    ) -> None:
        self.may_be_layered = layers
        self._collect(text_page, Frame(box, rotation))
        if self.turned:
            turns = self._commonest_turn()
            if turns:  # a page whose text was drawn sideways
                self._collect(text_page, Frame(box, rotation + turns))

    def _collect(self, text_page: Any, frame: Frame) -> None:  # noqa: C901, PLR0915 - one loop, the hottest
        """Fill `upright`, and `turned`: the other characters as (quarter turns, glyph), in drawing order."""
        self.frame = frame
        self.upright: list[Glyph] = []
        self.turned: list[tuple[int, Glyph]] = []
        self.runs: list[Run] = []
        self.layered = False  # whether any of them is in an optional layer
        self.last = -1  # the last character's place in the drawing order
        self.unreadable = 0  # characters whose font does not say which they are
        self.invisible = 0  # characters that leave no ink
        self.veiled: list[Glyph] = []  # those among them that are drawn in the invisible mode, upright
        # Each call into pdfium costs more than all arithmetic here: the fewer per character, the better.
        object_of, box_of, origin_of = lean.object_of, lean.box_of, lean.origin_of
        handle = lean.reference(text_page)
        box = (ctypes.c_float * 4)()
        box_ref, sides = ctypes.byref(box), _BOX.unpack_from
        x_value, y_value = ctypes.c_double(), ctypes.c_double()
        x_ref, y_ref = ctypes.byref(x_value), ctypes.byref(y_value)
        new: Callable[..., Glyph] = tuple.__new__  # what Glyph() comes to, without its detour
        a, b, c, d, e, f = frame.matrix
        wide, high = frame.width, frame.height
        add = self.upright.append
        last = 0
        upper = lower = 0.0
        x = y = size = half = 0.0
        turns: int | None = None
        exact = veiled = False
        codes = _codes(text_page, handle)
        self.last = len(codes) - 1
        for index, code in enumerate(codes):
            if code in _ODD:
                code = self._meaning(text_page, index, code)
                if not code:
                    continue
            text_object = object_of(handle, index)
            box_of(handle, index, box_ref)
            left, top, right, bottom = sides(box)
            if top != upper or bottom != lower or turns:  # else the same size goes on along the same line
                origin_of(handle, index, x_ref, y_ref)
                x, y = x_value.value, y_value.value
                exact = -0.05 <= left - x <= 0.05  # the box is the advance
                upper, lower = top, bottom
                turns, size = _direction(handle, index)
                half = max(round(size * 2), size > 0) / 2
            if text_object != last:
                last = text_object
                veiled = self._begin(index, text_object, half, turns)
            if turns is None:
                continue
            advance = right - left
            if turns or advance <= 0 or not exact:
                lean.origin_of(handle, index, x_ref, y_ref)
                left, y = x_value.value, y_value.value
                advance = _advance(text_page, index, code) or (size if code > 0x2E7F else size / 2)
            x0, baseline = a * left + c * y + e, b * left + d * y + f
            if not (x0 < wide and x0 + advance > 0 and -size < baseline < high + size):
                continue
            turned = (turns - frame.turns) % 4
            if veiled:
                self.invisible += code != 32
                if not turned and code != 32:
                    self.veiled.append(Glyph(chr(code), x0, x0 + advance, baseline, size, index))
            elif not turned:
                add(new(Glyph, (chr(code), x0, x0 + advance, baseline, size, index)))
            elif code != 32:
                self.turned.append((turned, Glyph(chr(code), x0, x0 + size, baseline, size, index)))

    def _begin(self, index: int, text_object: int, size: float, turns: int | None) -> bool:
        """Enter a text object; whether it leaves no ink."""
        if text_object:
            mode = lean.render_mode(text_object)
            (lean.stroke_color if mode in _OUTLINED else lean.fill_color)(text_object, *_colour_refs)
            colour = bytes(_colour)
            style = _styles.get((colour, size)) or style_of(colour, size)
            layered = self.may_be_layered and lean.count_marks(text_object) > 0 and _layered(text_object)
        else:
            mode, style, layered = pdfium.FPDF_TEXTRENDERMODE_FILL, style_of(BLACK, size), False
        if layered:
            self.layered = True
        self.runs.append(tuple.__new__(Run, (index, text_object, style, turns, layered)))
        return mode in _UNSEEN_MODES or not style.colour[3] or 0 < size < _SMALLEST

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

    def _meaning(self, text_page: Any, index: int, code: int) -> int:
        """The character that one of `_ODD` stands for; 0 for none."""
        if code in _SPACE:  # unless it is pdfium's guess and not the print
            return 0 if pdfium.FPDFText_IsGenerated(text_page, index) else 32
        if code in _UNREADABLE:
            self.unreadable += 1
        return ord("-") if code == _HYPHEN else 0

    def _commonest_turn(self) -> int:
        counts = Counter(turns for turns, _ in self.turned)
        counts[0] = sum(glyph.text != " " for glyph in self.upright)
        return max(sorted(counts), key=lambda turns: counts[turns])


def _codes(text_page: Any, handle: Any) -> list[int]:
    """The characters' codes: all at once, where pdfium gives as many as there are characters."""
    count = pdfium.FPDFText_CountChars(text_page)
    room = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text_page, 0, count, room) == count + 1:
        codes = list(room[:count])
        if not any(0xD800 <= code < 0xE000 for code in codes):
            return codes
    return [lean.unicode_of(handle, index) for index in range(count)]


_matrix = (ctypes.c_float * 6)()
_matrix_ref = ctypes.byref(_matrix)
_colour = (ctypes.c_uint * 4)()
_colour_refs = lean.references(_colour)


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


def _layered(text_object: int) -> bool:
    """Whether the object is marked as content of an optional layer."""
    count = lean.count_marks(text_object)
    room, length = (ctypes.c_ushort * 8)(), ctypes.c_ulong()
    for index in range(count):
        mark = pdfium.FPDFPageObj_GetMark(ctypes.cast(text_object, pdfium.FPDF_PAGEOBJECT), index)
        if pdfium.FPDFPageObjMark_GetName(mark, room, 16, ctypes.byref(length)) and length.value == 6:
            return room[0] == ord("O") and room[1] == ord("C")
    return False


def _advance(text_page: Any, index: int, code: int) -> float:
    """The advance of a character whose box does not show it; 0 where the font does not say."""
    font = pdfium.FPDFTextObj_GetFont(pdfium.FPDFText_GetTextObject(text_page, index))
    matrix, width = pdfium.FS_MATRIX(), ctypes.c_float()
    pdfium.FPDFText_GetMatrix(text_page, index, ctypes.byref(matrix))
    size = pdfium.FPDFText_GetFontSize(text_page, index)
    if not font or not pdfium.FPDFFont_GetGlyphWidth(font, code, size, ctypes.byref(width)):
        return 0.0
    return float(width.value * math.hypot(matrix.a, matrix.b))
