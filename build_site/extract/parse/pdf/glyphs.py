"""The characters of a page, with pen positions, from pdfium's text page."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from typing import Any

import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf.page import Glyph

_OBLIQUE = math.sin(math.radians(3))
_HYPHEN = 2  # pdfium's mark for a hyphen at a line's end
_SPACE = {32, 160, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000}
_UNREADABLE = {0, 0xFFFD, 0xFFFE, 0xFFFF}


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
    """All characters of one page, sorted by the direction they run in."""

    def __init__(self, text_page: Any) -> None:
        self.raw: list[tuple[int, int, float, float, float, float]] = []  # quadrant, unicode, x, y, advance, size
        self.unreadable = 0
        self._collect(text_page)

    @property
    def direction(self) -> int | None:
        """The quarter turns (counter-clockwise, in user space) that most characters are drawn with."""
        counts = Counter(raw[0] for raw in self.raw if raw[1] != 32)
        return max(sorted(counts), key=lambda quadrant: counts[quadrant]) if counts else None

    def _collect(self, text_page: Any) -> None:
        # One call costs more than all arithmetic here, so each is made once per character and only where needed.
        unicode_of, generated = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_IsGenerated
        origin_of, matrix_of = pdfium.FPDFText_GetCharOrigin, pdfium.FPDFText_GetMatrix
        box_of, size_of = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetFontSize
        x, y, matrix, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_MATRIX(), pdfium.FS_RECTF()
        x_ref, y_ref, matrix_ref, box_ref = map(ctypes.byref, (x, y, matrix, box))
        for index in range(pdfium.FPDFText_CountChars(text_page)):
            code = unicode_of(text_page, index)
            if code in _SPACE:
                if generated(text_page, index):  # pdfium's guess, not the print
                    continue
                code = 32
            elif code in _UNREADABLE or 0xD800 <= code < 0xE000:
                self.unreadable += 1
                continue
            elif code == _HYPHEN:
                code = ord("-")
            elif code < 32:
                continue
            origin_of(text_page, index, x_ref, y_ref)
            matrix_of(text_page, index, matrix_ref)
            a, b = matrix.a, matrix.b
            length = math.hypot(a, b)
            if not length or min(abs(a), abs(b)) > _OBLIQUE * length:
                continue  # a watermark across the page
            size = size_of(text_page, index) * math.hypot(matrix.c, matrix.d)
            quadrant = 0 if abs(a) >= abs(b) and a > 0 else 2 if abs(a) >= abs(b) else 1 if b > 0 else 3
            advance = 0.0
            if quadrant == 0:
                box_of(text_page, index, box_ref)
                if abs(box.left - x.value) < 0.05:  # else pdfium fell back to the tight box
                    advance = box.right - box.left
            else:
                advance = self._advance(text_page, index, code, length)
            if advance <= 0:
                advance = size if code > 0x2E7F else size / 2
            self.raw.append((quadrant, code, x.value, y.value, advance, size))

    @staticmethod
    def _advance(text_page: Any, index: int, code: int, scale: float) -> float:
        """The advance of a turned character, whose box would be measured across its direction."""
        font = pdfium.FPDFTextObj_GetFont(pdfium.FPDFText_GetTextObject(text_page, index))
        width = ctypes.c_float()
        size = pdfium.FPDFText_GetFontSize(text_page, index)
        if not font or not pdfium.FPDFFont_GetGlyphWidth(font, code, size, ctypes.byref(width)):
            return 0.0
        return width.value * scale

    def upright(self, frame: Frame) -> list[Glyph]:
        """The characters that run to the right in this frame."""
        point = frame.point
        upright = []
        for quadrant, code, x, y, advance, size in self.raw:
            if quadrant == frame.turns:
                left, baseline = point(x, y)
                if left < frame.width and left + advance > 0 and -size < baseline < frame.height + size:
                    upright.append(Glyph(chr(code), left, left + advance, baseline, size))
        return upright

    def turned(self, frame: Frame) -> list[Glyph]:
        """The characters that run up or down in this frame, in drawing order, set upright one below the other.

        So that a turned heading in a cell reads as stacked lines; its characters keep their places roughly."""
        point = frame.point
        turned = []
        for quadrant, code, x, y, _, size in self.raw:
            turn = (quadrant - frame.turns) % 4
            if turn in (1, 3) and code != 32:
                pen_x, pen_y = point(x, y)
                # Reading upwards (1) the glyph stands left of its pen, reading downwards (3) right of it.
                left = pen_x - 0.8 * size if turn == 1 else pen_x - 0.2 * size
                turned.append(Glyph(chr(code), left, left + size, pen_y, size))
        return turned
