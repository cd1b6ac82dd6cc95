"""Form fields and free-text annotations: text that people see on a page although it is no part of the page's content."""

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf.content import BLACK
from build_site.extract.parse.pdf.glyphs import Glyphs
from build_site.extract.parse.pdf.page import Glyph
from build_site.extract.parse.pdf.runs import Run, style_of
from build_site.model import Box

_HIDDEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_OTHERS = {
    pdfium.FPDF_ANNOT_LINK,
    pdfium.FPDF_ANNOT_POPUP,
    pdfium.FPDF_ANNOT_TEXT,
    pdfium.FPDF_ANNOT_WIDGET,
    pdfium.FPDF_ANNOT_FILEATTACHMENT,
}
"""What does not lie over text: links, notes behind an icon, form fields."""
_DRAWINGS = {pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_INK, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_LINE}
_LATIN = 0x2E7F


def add(page: Any, form: Any, glyphs: Glyphs) -> tuple[list[Box], list[Box]]:
    """Add the characters of what is seen to the page's own. `form`: the document's form environment, if it has one.
    The boxes of other annotations that may lie over text, and those among them that may say something without text."""
    marks: list[Box] = []
    drawings: list[Box] = []
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            text = _text(annotation, form)
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            rect = pdfium.FS_RECTF()
            if not pdfium.FPDFAnnot_GetRect(annotation, rect):
                continue
            box = glyphs.frame.box((rect.left, rect.bottom, rect.right, rect.top))
            if text:
                _write(text, box, _right(annotation), glyphs)
            elif kind not in _OTHERS and not pdfium.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
                marks.append(box)
                drawings += [box] if kind in _DRAWINGS else []
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return marks, drawings


def _text(annotation: Any, form: Any) -> str:
    if pdfium.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
        return ""
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    if kind == pdfium.FPDF_ANNOT_FREETEXT:
        return _string(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents")
    if kind == pdfium.FPDF_ANNOT_WIDGET:
        own = _string(pdfium.FPDFAnnot_GetStringValue, annotation, b"V")
        return own or (_string(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation) if form else "")
    return ""


def _string(function: Any, *arguments: Any) -> str:
    length = function(*arguments, None, 0)
    room = (ctypes.c_ushort * (length // 2 + 1))()
    function(*arguments, room, length)
    return bytes(room)[: max(length - 2, 0)].decode("utf-16-le", "ignore").strip()


def _right(annotation: Any) -> float:
    """Which share of the free room stands left of the text: 0, or 1/2 centred, 1 flush right."""
    value = ctypes.c_float()
    if pdfium.FPDFAnnot_GetNumberValue(annotation, b"Q", ctypes.byref(value)):
        return float(value.value) / 2
    return 0.0


def _write(text: str, box: Box, right: float, glyphs: Glyphs) -> None:
    """Set the text's lines into the box, in the page's usual size."""
    frame = glyphs.frame
    x0, y0, x1, y1 = box
    lines = text.splitlines()
    sizes = sorted(glyph.size for glyph in glyphs.upright)
    size = min((y1 - y0) / len(lines) * 0.8, sizes[len(sizes) // 2] if sizes else 10.0)
    glyphs.runs.add(Run(glyphs.last + 1, 0, style_of(BLACK, round(size * 2) / 2), frame.turns, False))
    for number, line in enumerate(lines):
        widths = [size if ord(character) > _LATIN else size / 2 for character in line]
        x = x0 + max((x1 - x0 - sum(widths)) * right, 0.0)
        middle = y0 + (y1 - y0) * (number + 0.5) / len(lines)
        for glyph in _glyphs(line, widths, x, middle + 0.36 * size, size, glyphs):
            glyphs.upright.append(glyph)


def _glyphs(line: str, widths: list[float], x: float, baseline: float, size: float, glyphs: Glyphs) -> Iterator[Glyph]:
    for character, width in zip(line, widths, strict=True):
        glyphs.last += 1
        yield Glyph(" " if character.isspace() else character, x, x + width, baseline, size, glyphs.last)
        x += width
