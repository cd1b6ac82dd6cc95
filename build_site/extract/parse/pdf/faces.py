"""Whether a font draws the digits that its text map says: each digit's outline, or its ink on the page where the font has
no outlines (Type 3, as browsers print), is compared with those of pdfium's own fonts.

A map that lies is told, not mended: which of the two is meant cannot be known."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import pypdfium2
import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf import lean
from build_site.extract.parse.pdf.glyphs import Glyphs
from build_site.extract.parse.pdf.page import Glyph

_DIGITS = "0123456789"
_MODELS = (b"Helvetica", b"Times-Roman", b"Helvetica-Bold", b"Times-Bold")
_WIDE, _HIGH = 16, 24  # points at which an outline is looked at
_NARROWEST = 0.62  # of the height: a 1 is not widened to the width of a 0
_ALIKE = 0.75  # correlation of one digit in two typefaces: 0.83 and more in those of reports; of two digits 0.8 at most
_APART = 0.12
_ROUND = (0.25, 0.5, 0.75, 1.0)  # places on a curve

_SCALE = 3.0  # pixels per point of the drawn page
_PALE = 40  # of 255: the edge of a character's ink

_Known = dict[tuple[int, bytes], dict[str, bool]]
"""Font (its address and name: a page's fonts may go with it, another come to the same address) → digit → whether it lies."""
_known: WeakKeyDictionary[pypdfium2.PdfDocument, _Known] = WeakKeyDictionary()


def lying(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, glyphs: Glyphs, rotation: int) -> set[int]:
    """The characters of a page, by their place in the drawing order, that are drawn as other digits than they say."""
    known = _known.setdefault(document, {})
    runs = [run for run in glyphs.runs if run.object]
    fonts = list(map(lean.font_of, [run.object for run in runs]))
    told: dict[int, dict[str, bool]] = {}
    for font in {*fonts} - {None}:
        key = font, _name(font)
        if key not in known:
            face = ctypes.cast(font, pdfium.FPDF_FONT)
            shapes = {digit: _shape(face, digit) for digit in (_DIGITS if _has_outlines(face) else "")}
            known[key] = {digit: _lies(shape, digit) for digit, shape in shapes.items() if shape is not None}
        if len(known[key]) < len(_DIGITS) or any(known[key].values()):
            told[font] = known[key]
    asked = {run.first: told[font] for run, font in zip(runs, fonts, strict=True) if font in told}
    picture, wrong = None, set()
    for glyph in glyphs.upright if asked else ():
        if glyph.text in _DIGITS and (lies := asked.get(glyphs.run(glyph).first)) is not None:
            if glyph.text not in lies:  # its font has told nothing yet: look at the page, once for each digit
                picture = _picture(page, glyphs, rotation) if picture is None else picture
                shape = _seen(picture, glyph)
                lies[glyph.text] = shape is not None and _lies(shape, glyph.text)
            if lies[glyph.text]:
                wrong.add(glyph.order)
    return wrong


def _picture(page: pypdfium2.PdfPage, glyphs: Glyphs, rotation: int) -> Any:
    """The page's ink in the reading frame."""
    import numpy as np

    picture = page.render(scale=_SCALE, grayscale=True, draw_annots=False, may_draw_forms=False).to_numpy()
    return np.rot90(255 - picture.reshape(picture.shape[:2]), (rotation - glyphs.frame.turns) % 4)


def _seen(picture: Any, glyph: Glyph) -> Any:
    """What is drawn where the character stands, like `_shape`."""
    import numpy as np

    x0, x1, top, bottom = (
        max(round(side * _SCALE), 0)
        for side in (glyph.x0, glyph.x1, glyph.y - 0.85 * glyph.size, glyph.y + 0.1 * glyph.size)
    )
    ink = picture[top:bottom, x0:x1].astype(float)
    rows, columns = np.flatnonzero((ink > _PALE).any(axis=1)), np.flatnonzero((ink > _PALE).any(axis=0))
    if len(rows) < 2 or len(columns) < 2:
        return None
    high, wide = rows[-1] + 1 - rows[0], columns[-1] + 1 - columns[0]
    across = max(wide, _NARROWEST * high)
    xs = columns[0] + (wide - across) / 2 + (np.arange(_WIDE) + 0.5) / _WIDE * across
    ys = rows[0] + (np.arange(_HIGH) + 0.5) / _HIGH * high
    inside = (xs >= 0) & (xs < ink.shape[1])
    at = ink[ys.astype(int)][:, np.clip(xs, 0, ink.shape[1] - 1).astype(int)]
    return _blurred(np.where(inside, at, 0.0))


def _name(font: int) -> bytes:
    room = ctypes.create_string_buffer(128)
    pdfium.FPDFFont_GetBaseFontName(ctypes.cast(font, pdfium.FPDF_FONT), room, 128)
    return room.value


def _has_outlines(font: Any) -> bool:
    """False for a Type 3 font, for which pdfium would answer with another one's."""
    length = ctypes.c_size_t()
    return bool(pdfium.FPDFFont_GetFontData(font, None, 0, length)) and length.value > 0


def _lies(shape: Any, digit: str) -> bool:
    """Whether the shape is that of another digit."""
    digits, models = _models()
    alike = dict.fromkeys(digits, -1.0)
    for other, likeness in zip(digits, (models @ shape.ravel()).tolist(), strict=True):
        alike[other] = max(alike[other], likeness)
    best = max(alike, key=lambda other: alike[other])
    return alike[best] >= _ALIKE and alike[best] - alike[digit] >= _APART


@cache
def _models() -> tuple[str, Any]:
    """The digits of pdfium's own fonts, and the shape of each in a row."""
    import numpy as np

    document = pypdfium2.PdfDocument.new()
    fonts = [pdfium.FPDFText_LoadStandardFont(document.raw, name) for name in _MODELS]
    shapes = [
        (digit, shape.ravel()) for digit in _DIGITS for font in fonts if (shape := _shape(font, digit)) is not None
    ]
    for font in fonts:
        pdfium.FPDFFont_Close(font)
    document.close()
    return "".join(digit for digit, _ in shapes), np.array([shape for _, shape in shapes])


def _shape(font: Any, digit: str) -> Any:
    """What the font draws for the digit: blurred ink on a grid over its box, of length 1; None where it draws nothing."""
    import numpy as np

    sides = _sides(font, digit)
    if not sides:
        return None
    x0, y0, x1, y1 = np.array(sides).T[:, :, None]
    left, right, low, high = x0.min(), x0.max(), y0.min(), y0.max()
    if right <= left or high <= low:
        return None
    wide = max(right - left, _NARROWEST * (high - low))
    xs = (left + right - wide) / 2 + (np.arange(_WIDE) + 0.5) / _WIDE * wide
    ys = high - (np.arange(_HIGH) + 0.5) / _HIGH * (high - low)
    meets = (y0 <= ys) != (y1 <= ys)  # side, row
    with np.errstate(divide="ignore", invalid="ignore"):
        at = np.where(meets, x0 + (ys - y0) / (y1 - y0) * (x1 - x0), 0.0)
    turns = np.where(meets, np.sign(y1 - y0), 0.0)
    ink = ((turns[:, :, None] * (at[:, :, None] > xs)).sum(axis=0) != 0).astype(float)
    return _blurred(ink)


def _blurred(ink: Any) -> Any:
    import numpy as np

    down, across = _blur(_HIGH), _blur(_WIDE)
    ink = down @ ink @ across.T
    ink -= ink.mean()
    length = np.linalg.norm(ink)
    return ink / length if length else None


@cache
def _blur(size: int) -> Any:
    """What spreads `size` values over their neighbours twice, three places added at both ends."""
    import numpy as np

    wide = np.eye(size + 6)
    once = (wide + np.eye(size + 6, k=1) + np.eye(size + 6, k=-1)) / 3
    return (once @ once)[:, 3:-3]


def _sides(font: Any, digit: str) -> list[tuple[float, float, float, float]]:
    """The straight sides of a digit's outline, its curves broken."""
    path = pdfium.FPDFFont_GetGlyphPath(font, ord(digit), 1000.0)
    parts: list[list[tuple[float, float]]] = []
    curve: list[tuple[float, float]] = []
    place = (ctypes.c_float * 2)()
    to = lean.references(place)
    handle = lean.reference(path) if path else None
    for index in range(max(pdfium.FPDFGlyphPath_CountGlyphSegments(path), 0) if path else 0):
        segment = lean.outline_segment(handle, index)
        lean.segment_point(segment, *to)
        kind = lean.segment_type(segment)
        x, y = place
        if kind == pdfium.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([(x, y)])
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            parts[-1].append((x, y))
        else:
            curve.append((x, y))
            if len(curve) == 3:
                parts[-1] += _bent(parts[-1][-1], *curve)
                curve = []
    return [(*a, *b) for part in parts for a, b in zip(part, [*part[1:], part[0]], strict=True)]


def _bent(*corners: tuple[float, float]) -> Iterable[tuple[float, float]]:
    """Points on a Bézier curve, without its start."""
    for t in _ROUND:
        weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        yield (
            sum(weight * x for weight, (x, _) in zip(weights, corners, strict=True)),
            sum(weight * y for weight, (_, y) in zip(weights, corners, strict=True)),
        )
