"""One page of an open PDF, read once and closed."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf import limits, lines, rulings, tables
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
        turned=(rotation - frame.turns) % 4,
    )
