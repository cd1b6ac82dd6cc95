"""The characters of a page, with pen positions, from pdfium's text page."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from typing import Any

import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf import lean
from build_site.extract.parse.pdf.page import Glyph

_OBLIQUE = math.sin(math.radians(3))
_HYPHEN = 2  # pdfium's mark for a hyphen at a line's end
_SPACE = {32, 160, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000}
_UNREADABLE = {0, 0xFFFD, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)}
_ODD = _SPACE | _UNREADABLE | set(range(32))


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

    def point(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self.matrix
        return a * x + c * y + e, b * x + d * y + f


class Glyphs:
    """All characters of one page in its reading frame: the one in which most of them run to the right."""

    def __init__(self, text_page: Any, box: tuple[float, float, float, float], rotation: int) -> None:
        self._collect(text_page, Frame(box, rotation))
        if self.turned:
            turns = self._commonest_turn()
            if turns:  # a page whose text was drawn sideways
                self._collect(text_page, Frame(box, rotation + turns))

    def _collect(self, text_page: Any, frame: Frame) -> None:
        """Fill `upright`, and `turned`: the other characters as (quarter turns, glyph), in drawing order."""
        self.frame = frame
        self.upright: list[Glyph] = []
        self.turned: list[tuple[int, Glyph]] = []
        self.unreadable = 0  # characters whose font does not say which they are
        # Each call into pdfium costs more than all arithmetic here: the fewer per character, the better.
        unicode_of, origin_of, box_of = lean.unicode_of, lean.origin_of, lean.box_of
        handle = lean.address(text_page)
        x_value, y_value, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
        x_ref, y_ref, box_ref = map(ctypes.addressof, (x_value, y_value, box))
        a, b, c, d, e, f = frame.matrix
        wide, high = frame.width, frame.height
        add = self.upright.append
        seen: tuple[float, float, float] | None = None
        quadrant: int | None = 0
        size = 0.0
        for index in range(pdfium.FPDFText_CountChars(text_page)):
            code = unicode_of(handle, index)
            if code in _ODD:
                code = self._meaning(text_page, index, code)
                if not code:
                    continue
            origin_of(handle, index, x_ref, y_ref)
            box_of(handle, index, box_ref)
            x, y = x_value.value, y_value.value
            top, bottom = box.top, box.bottom
            if seen != (y, top, bottom):  # else the same font goes on along the same line
                seen = (y, top, bottom)
                quadrant, size = _direction(text_page, index)
            if quadrant is None:
                continue  # a watermark across the page
            advance = box.right - box.left
            if quadrant or advance <= 0 or abs(box.left - x) > 0.05:  # the box is not the advance
                advance = _advance(text_page, index, code) or (size if code > 0x2E7F else size / 2)
            left, baseline = a * x + c * y + e, b * x + d * y + f
            if not (left < wide and left + advance > 0 and -size < baseline < high + size):
                continue
            turns = (quadrant - frame.turns) % 4
            if not turns:
                add(Glyph(chr(code), left, left + advance, baseline, size))
            elif code != 32:
                self.turned.append((turns, Glyph(chr(code), left, left + size, baseline, size)))

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


def _direction(text_page: Any, index: int) -> tuple[int | None, float]:
    """The quarter turns (counter-clockwise, in user space) a character is drawn with, None if askew; its size."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text_page, index, ctypes.byref(matrix))
    a, b = matrix.a, matrix.b
    size = pdfium.FPDFText_GetFontSize(text_page, index) * math.hypot(matrix.c, matrix.d)
    length = math.hypot(a, b)
    if not length or min(abs(a), abs(b)) > _OBLIQUE * length:
        return None, size
    if abs(a) >= abs(b):
        return (0 if a > 0 else 2), size
    return (1 if b > 0 else 3), size


def _advance(text_page: Any, index: int, code: int) -> float:
    """The advance of a character whose box does not show it; 0 where the font does not say."""
    font = pdfium.FPDFTextObj_GetFont(pdfium.FPDFText_GetTextObject(text_page, index))
    matrix, width = pdfium.FS_MATRIX(), ctypes.c_float()
    pdfium.FPDFText_GetMatrix(text_page, index, ctypes.byref(matrix))
    size = pdfium.FPDFText_GetFontSize(text_page, index)
    if not font or not pdfium.FPDFFont_GetGlyphWidth(font, code, size, ctypes.byref(width)):
        return 0.0
    return float(width.value * math.hypot(matrix.a, matrix.b))
