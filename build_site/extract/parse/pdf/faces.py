"""Whether a font draws the digits that its text map says: each digit's outline, or its ink on the page where the font has
no outlines (Type 3, as browsers print), is compared with those of pdfium's own fonts.

A map that lies is told, not mended: which of the two is meant cannot be known."""

import ctypes
import math
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain, compress, repeat
from operator import mul
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import pypdfium2
import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf import lean
from build_site.extract.parse.pdf.content import Content, floats, font_name
from build_site.extract.parse.pdf.glyphs import Glyphs
from build_site.extract.parse.pdf.ink import closeup
from build_site.extract.parse.pdf.page import Glyph

_DIGITS = "0123456789"
_MODELS = (b"Helvetica", b"Times-Roman", b"Helvetica-Bold", b"Times-Bold")
_WIDE, _HIGH = 16, 24  # points at which an outline is looked at
_NARROWEST = 0.62  # of the height: a 1 is not widened to the width of a 0
_ALIKE = 0.75  # correlation of one digit in two typefaces: 0.83 and more in those of reports; of two digits 0.8 at most
_APART = 0.12
_ROUND = [((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3) for t in (0.25, 0.5, 0.75, 1.0)]
"""The weights of a curve's points at places on it."""
_POINTS = (_WIDE + 6) * (_HIGH + 6)  # over which a shape's ink is spread, with some white round it
_MARGIN = array("H", [0] * 4)  # to which a row's ink is spread
_ALONG = sum(part << 16 * at for at, part in enumerate((1, 2, 3, 2, 1)))
_SPREAD = _ALONG * sum(part << 16 * (_WIDE + 4) * at for at, part in enumerate((1, 2, 3, 2, 1)))
"""A product with it spreads ink over its neighbours twice, in both directions: numbers of 16 bits, row by row, as one."""

_SCALE = 3.0  # pixels per point of the drawn page
_PALE = 40  # of 255: the edge of a character's ink

_Known = dict[tuple[int, bytes], dict[str, bool]]
"""Font (its address and name: a page's fonts may go with it, another come to the same address) → digit → whether it lies."""
Point = tuple[float, float]
_known: WeakKeyDictionary[pypdfium2.PdfDocument, _Known] = WeakKeyDictionary()


class Shape(NamedTuple):
    """Blurred ink on a grid, its sum, and the root of its variance's sum."""

    ink: list[int]
    total: int
    length: float


def lying(
    document: pypdfium2.PdfDocument,
    page: pypdfium2.PdfPage,
    content: Content,
    fonts: Sequence[int],
    glyphs: Glyphs,
    rotation: int,
) -> set[int]:
    """The characters of a page, by their place in the drawing order, that are drawn as other digits than they say.
    `fonts`: those of its text objects."""
    font_of = dict(zip(content.texts, fonts, strict=True))
    digits = list(map(_DIGITS.__contains__, content.letters.text))
    drawn_by = map(font_of.get, compress(content.letters.objects, digits))
    known = _known.setdefault(document, {})
    told: dict[int, dict[str, bool]] = {}
    doubted = False
    for digit, font in set(zip(compress(content.letters.text, digits), drawn_by, strict=True)):
        if font:
            if font not in told:
                told[font] = known.setdefault((font, font_name(font)), {})
            if digit not in told[font] and (lies := _told_by(font, digit)) is not None:
                told[font][digit] = lies
            doubted = doubted or told[font].get(digit, True)
    wrong, turns = set(), rotation - glyphs.frame.turns
    for glyph in glyphs.upright if doubted else ():
        here = told.get(font_of.get(glyphs.run(glyph).object, 0)) if glyph.text in _DIGITS else None
        if here is not None:
            if glyph.text not in here:  # its font has told nothing yet: look at the page, once for each digit
                shape = _seen(page, turns, glyph)
                here[glyph.text] = shape is not None and _lies(shape, glyph.text)
            if here[glyph.text]:
                wrong.add(glyph.order)
    return wrong


def _seen(page: pypdfium2.PdfPage, turns: int, glyph: Glyph) -> Shape | None:
    """What is drawn where the character stands, like `_shape`."""
    box = glyph.x0, glyph.y - 0.85 * glyph.size, glyph.x1, glyph.y + 0.1 * glyph.size
    ink = [[255 - pixel for pixel in row] for row in closeup(page, _SCALE, turns, box)]
    rows = [index for index, row in enumerate(ink) if max(row, default=0) > _PALE]
    columns = [index for index, column in enumerate(zip(*ink, strict=True)) if max(column) > _PALE]
    if len(rows) < 2 or len(columns) < 2:
        return None
    high, wide = rows[-1] + 1 - rows[0], columns[-1] + 1 - columns[0]
    across = max(wide, _NARROWEST * high)
    xs = [columns[0] + (wide - across) / 2 + (step + 0.5) / _WIDE * across for step in range(_WIDE)]
    ys = [rows[0] + int((step + 0.5) / _HIGH * high) for step in range(_HIGH)]
    return _blurred([[ink[y][int(x)] if 0 <= x < len(ink[0]) else 0 for x in xs] for y in ys])


def _told_by(font: int, digit: str) -> bool | None:
    """Whether the font has the outline of another digit; None for a Type 3 font, for which pdfium would answer with another
    one's."""
    face, length = ctypes.cast(font, pdfium.FPDF_FONT), ctypes.c_size_t()
    if not pdfium.FPDFFont_GetFontData(face, None, 0, length) or not length.value:
        return None
    return _told(_outline(face, digit), digit)


@lru_cache(maxsize=512)
def _told(outline: bytes, digit: str) -> bool | None:
    """Whether the outline is that of another digit; None where there is none. Reports share their typefaces."""
    shape = _shape(outline)
    return None if shape is None else _lies(shape, digit)


def _lies(shape: Shape, digit: str) -> bool:
    """Whether the shape is that of another digit."""
    own = -1.0
    for name in _MODELS:
        own = max(own, _likeness(shape, _model(name, digit)))
        if own > 1 - _APART:
            return False
    best = max(_likeness(shape, _model(name, other)) for other in _DIGITS for name in _MODELS)
    return best >= _ALIKE and best - own >= _APART


def _likeness(one: Shape, other: Shape | None) -> float:
    """The correlation of two shapes; none with no shape."""
    if other is None:
        return -1.0
    product: int = sum(map(mul, one.ink, other.ink))
    return (product - one.total * other.total / _POINTS) / (one.length * other.length)


@cache
def _model(name: bytes, digit: str) -> Shape | None:
    """The shape of a digit in one of pdfium's own fonts."""
    document = pypdfium2.PdfDocument.new()
    font = pdfium.FPDFText_LoadStandardFont(document.raw, name)
    shape = _shape(_outline(font, digit))
    pdfium.FPDFFont_Close(font)
    document.close()
    return shape


def _shape(outline: bytes) -> Shape | None:
    """The outline filled, on a grid over its box; None where it is empty."""
    sides = _sides(outline)
    if not sides:
        return None
    corners_x, corners_y = [x for x, *_ in sides], [y for _, y, _, _ in sides]
    left, right, low, high = min(corners_x), max(corners_x), min(corners_y), max(corners_y)
    if right <= left or high <= low:
        return None
    wide = max(right - left, _NARROWEST * (high - low))
    xs = [(left + right - wide) / 2 + (step + 0.5) / _WIDE * wide for step in range(_WIDE)]
    ys = [low + (step + 0.5) / _HIGH * (high - low) for step in range(_HIGH)]
    crossings: list[list[tuple[float, int]]] = [[] for _ in ys]
    for x0, y0, x1, y1 in sides:
        turn = 1 if y1 > y0 else -1
        for level in range(bisect_left(ys, min(y0, y1)), bisect_left(ys, max(y0, y1))):
            crossings[level].append((x0 + (ys[level] - y0) / (y1 - y0) * (x1 - x0), turn))
    ink: list[list[int]] = []
    for crossed in reversed(crossings):
        row, turns, start = [0] * _WIDE, 0, 0
        for x, turn in sorted(crossed):
            end = bisect_left(xs, x)
            if turns:
                row[start:end] = [1] * (end - start)
            turns, start = turns + turn, end
        ink.append(row)
    return _blurred(ink)


def _blurred(rows: Iterable[Sequence[int]]) -> Shape | None:
    """The ink spread over its neighbours, two places further at all sides; None where there is none."""
    packed = b"".join([part.tobytes() for row in rows for part in (array("H", row), _MARGIN)])
    spread = int.from_bytes(packed, sys.byteorder) * _SPREAD
    ink = array("H", spread.to_bytes(2 * (_WIDE + 4) * (_HIGH + 4), sys.byteorder)).tolist()
    total = sum(ink)
    length = math.sqrt(sum(map(mul, ink, ink)) - total * total / _POINTS)
    return Shape(ink, total, length) if length else None


def _outline(font: Any, digit: str) -> bytes:
    """A digit's outline: kind and end of each of its segments, as floating-point numbers."""
    path = pdfium.FPDFFont_GetGlyphPath(font, ord(digit), 1000.0)
    if not path:
        return b""
    every = range(pdfium.FPDFGlyphPath_CountGlyphSegments(path))
    segments = list(map(lean.outline_segment, repeat(lean.reference(path)), every))
    places = floats(lean.segment_point, segments, 2)
    kinds = map(lean.segment_type, segments)
    return array("f", chain.from_iterable(zip(kinds, places[::4], places[1::4], strict=True))).tobytes()


def _sides(outline: bytes) -> list[tuple[float, float, float, float]]:
    """The straight sides of an outline, its curves broken."""
    parts: list[list[tuple[float, float]]] = []
    curve: list[tuple[float, float]] = []
    three = iter(array("f", outline))
    for kind, x, y in zip(three, three, three, strict=True):
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


def _bent(start: Point, one: Point, other: Point, end: Point) -> Iterable[Point]:
    """Points on a Bézier curve, without its start."""
    for p, q, r, s in _ROUND:
        yield (
            p * start[0] + q * one[0] + r * other[0] + s * end[0],
            p * start[1] + q * one[1] + r * other[1] + s * end[1],
        )
