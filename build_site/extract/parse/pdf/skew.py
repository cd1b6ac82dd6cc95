"""A page whose whole text runs a little askew, as of a sheet that was laid crookedly: set upright before it is read."""

import math
import struct
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf.content import Characters
from build_site.extract.parse.pdf.page import Affine

_SAMPLE = 16  # characters that are asked
_LEAST, _MOST, _FARTHEST = math.radians(0.1), math.radians(10), math.radians(40)
_DIGITS = 30  # of a table's page; watermarks, which run further askew, have fewer
_ALIKE = math.radians(0.05)
_UPRIGHT = 8  # characters: a stamp's, not a page's
_LINEAR = struct.Struct("4f")


def angle(characters: Characters) -> float:
    """By how much the page's text runs askew, counter-clockwise; 0 where it does not, or not all alike."""
    text = characters.text
    places = [at for at in range(0, len(text), len(text) // _SAMPLE + 1) if not text[at].isspace()]
    angles = []
    for _, matrix in characters.pens(places)[2]:
        a, b, *_ = _LINEAR.unpack(matrix)
        angles.append((math.atan2(b, a) + math.pi / 4) % (math.pi / 2) - math.pi / 4)
    usual = median(angles) if angles else 0.0
    alike = sum(abs(each - usual) < _ALIKE for each in angles)
    most = _FARTHEST if abs(usual) >= _MOST and sum(map(str.isdigit, text)) > _DIGITS else _MOST
    askew = _LEAST < abs(usual) < most and alike * 5 >= len(angles) * 4
    return usual if askew and (abs(usual) < _MOST or _upright(characters) < _UPRIGHT) else 0.0


def _upright(characters: Characters) -> int:
    """How many of the page's characters run along its sides: what lies askew over them is a watermark."""
    places = [at for at, letter in enumerate(characters.text) if not letter.isspace()]
    return sum(not _LINEAR.unpack(matrix)[1] for _, matrix in characters.pens(places)[2])


def turn(page: Any, by: float, box: tuple[float, float, float, float]) -> Affine:
    """Turn all that is drawn on the page (of pdfium) clockwise round the middle of its box; how its places, counted from
    the top left as displayed, are turned back."""
    left, bottom, right, top = box
    cos, sin = math.cos(by), math.sin(by)
    x, y = (left + right) / 2, (bottom + top) / 2
    matrix = cos, -sin, sin, cos, x - cos * x - sin * y, y + sin * x - cos * y
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        drawn = pdfium.FPDFPage_GetObject(page, index)
        pdfium.FPDFPageObj_Transform(drawn, *matrix)
        pdfium.FPDFPageObj_TransformClipPath(drawn, *matrix)
    x, y = (right - left) / 2, (top - bottom) / 2
    if pdfium.FPDFPage_GetRotation(page) % 2:
        x, y = y, x
    return cos, -sin, sin, cos, x - cos * x - sin * y, y + sin * x - cos * y
