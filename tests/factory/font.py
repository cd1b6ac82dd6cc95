"""A Chinese font that a PDF can embed, made here: no machine need have one, and every machine draws the same.

Letters and digits are Bitstream Vera's, which ReportLab brings along; a Chinese character is a square with a bar whose
place tells it from others, for readings look at what the digits' shapes say, not at the Chinese."""

from functools import cache
from io import BytesIO
from pathlib import Path

import reportlab
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont as FontFile
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

EMBEDDED = "Invented-Song"
_EM = 1000
_SHAPES = 64


@cache
def register() -> str:
    """The name of the font, known to ReportLab from now on."""
    pdfmetrics.registerFont(TTFont(EMBEDDED, BytesIO(_made())))
    return EMBEDDED


def _made() -> bytes:
    latin = FontFile(Path(reportlab.__file__).parent / "fonts/Vera.ttf")
    scale = _EM / latin["head"].unitsPerEm
    glyphs, names, widths = latin.getGlyphSet(), {}, {".notdef": _EM}
    shapes = {".notdef": _square(0)}
    for code, name in latin.getBestCmap().items():
        if 0x20 <= code < 0x7F or code == 0xA5:
            pen = TTGlyphPen(None)
            glyphs[name].draw(TransformPen(pen, (scale * 0.8, 0, 0, scale, 0, 0)))
            shapes[name], names[code], widths[name] = pen.glyph(), name, _EM // 2
    for shape in range(_SHAPES):
        shapes[f"wide{shape}"], widths[f"wide{shape}"] = _square(shape), _EM
    wide = (*range(0x80, 0x100), *range(0x2010, 0xA000), *range(0xF900, 0xFB00), *range(0xFE30, 0xFFEF))
    names |= {code: f"wide{code % _SHAPES}" for code in wide if code not in names}
    font = FontBuilder(_EM, isTTF=True)
    font.setupGlyphOrder(list(shapes))
    font.setupCharacterMap(names)
    font.setupGlyf(shapes)
    table = font.font["glyf"]
    font.setupHorizontalMetrics({name: (width, getattr(table[name], "xMin", 0)) for name, width in widths.items()})
    font.setupHorizontalHeader(ascent=880, descent=-120)
    font.setupNameTable({"familyName": EMBEDDED, "styleName": "Regular", "psName": EMBEDDED})
    font.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    font.setupPost()
    whole = BytesIO()
    font.save(whole)
    return whole.getvalue()


def _square(shape: int) -> object:
    """A frame as large as a character, with a bar across it."""
    pen = TTGlyphPen(None)
    low = 2 * 5 * shape + 20
    for left, bottom, right, top in ((60, -60, 110, 820), (890, -60, 940, 820), (110, low, 890, low + 60)):
        for index, point in enumerate(((left, bottom), (left, top), (right, top), (right, bottom))):
            (pen.lineTo if index else pen.moveTo)(point)
        pen.closePath()
    return pen.glyph()
