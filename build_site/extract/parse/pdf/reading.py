"""One page of an open PDF, read once and closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf import borrowed, limits, lines, rulings, tables
from build_site.extract.parse.pdf.glyphs import Glyphs
from build_site.extract.parse.pdf.page import PageRead


def page(path: Path, document: pypdfium2.PdfDocument, index: int) -> PageRead:
    """The page's lines outside its tables, and its tables."""
    try:
        source = document[index]
    except pypdfium2.PdfiumError as error:
        raise limits.damaged_page(path, index + 1) from error
    try:
        text_page = pdfium.FPDFText_LoadPage(source.raw)
        if not text_page:
            raise limits.damaged_page(path, index + 1)
        try:
            rotation = pdfium.FPDFPage_GetRotation(source.raw)
            glyphs = Glyphs(text_page, source.get_bbox(), rotation)
            if borrowed.is_borrowed(source.raw, text_page):
                glyphs = borrowed.mined(path, index, source.get_bbox(), rotation, glyphs)
            hidden = _hidden(text_page)
        finally:
            pdfium.FPDFText_ClosePage(text_page)
        frame = glyphs.frame
        drawn, picture = rulings.find(source.raw, frame)
    finally:
        source.close()  # pdfium keeps a page's objects for as long as it is open
    pieces, outside = tables.find(glyphs.upright, glyphs.turned, drawn)
    return PageRead(
        number=index + 1,
        width=frame.width,
        height=frame.height,
        lines=[lines.line_of(row) for row in lines.rows(outside)],
        pieces=pieces,
        glyphs=len(glyphs.upright) + len(glyphs.turned),
        unreadable=glyphs.unreadable,
        picture=picture,
        hidden=hidden,
        turned=(rotation - frame.turns) % 4,
    )


def _hidden(text_page: Any) -> bool:
    """Whether the text is invisible, to go by a few of its characters."""
    count = pdfium.FPDFText_CountChars(text_page)
    few = range(0, count, count // 8 + 1)
    modes = {pdfium.FPDFTextObj_GetTextRenderMode(pdfium.FPDFText_GetTextObject(text_page, index)) for index in few}
    return modes - {pdfium.FPDF_TEXTRENDERMODE_UNKNOWN} == {pdfium.FPDF_TEXTRENDERMODE_INVISIBLE}  # spaces are unknown
