"""One page of an open PDF, read once and closed."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf import borrowed, limits, lines, notes, rulings, seen, tables
from build_site.extract.parse.pdf.glyphs import Glyphs, Style
from build_site.extract.parse.pdf.page import PageRead


def page(
    path: Path,
    document: pypdfium2.PdfDocument,
    index: int,
    foreign: Collection[object] = (),
    before: PageRead | None = None,
) -> PageRead:
    """The page's lines outside its tables, and its tables. `foreign`: how words are painted on this or other pages that
    lie over the text without belonging to it; `before`: the page before, whose last table may go on here."""
    try:
        source = document[index]
    except pypdfium2.PdfiumError as error:
        raise limits.damaged_page(path, index + 1) from error
    try:
        text_page = pdfium.FPDFText_LoadPage(source.raw)
        if not text_page:
            raise limits.damaged_page(path, index + 1)
        try:
            rotation, box = pdfium.FPDFPage_GetRotation(source.raw), source.get_bbox()
            glyphs = Glyphs(text_page, box, rotation)
            drawn = rulings.find(source.raw, glyphs.frame)
            if wrong_box := any(drawn.beyond):
                glyphs = Glyphs(text_page, glyphs.frame.widened(box, drawn.beyond), rotation)
                drawn = rulings.find(source.raw, glyphs.frame)
            elif borrowed.is_borrowed(source.raw, text_page):
                glyphs = borrowed.mined(path, index, box, rotation, glyphs)
                drawn = rulings.find(source.raw, glyphs.frame)
        finally:
            pdfium.FPDFText_ClosePage(text_page)
        notes.add(source.raw, document.formenv, glyphs)
        if not wrong_box:  # the drawn page ends at its box
            seen.take_unseen(source, glyphs, drawn, rotation)
    finally:
        source.close()  # pdfium keeps a page's objects for as long as it is open
    frame = glyphs.frame
    overlays = seen.overlays(glyphs, drawn.rulings())
    strange = overlays | {style for style in foreign if isinstance(style, Style)}
    glyphs.without({run.first for run in glyphs.runs if run.style in strange})
    colours = {style.colour[:3] for style in strange} - {run.style.colour[:3] for run in glyphs.runs if run.style not in strange}
    sides = before.pieces[-1].xs if before and before.pieces else ()
    pieces, outside = tables.find(glyphs.upright, glyphs.turned, drawn.rulings(colours), drawn.shapes, sides)
    return PageRead(
        number=index + 1,
        width=frame.width,
        height=frame.height,
        lines=[lines.line_of(row) for row in lines.rows(outside)],
        pieces=pieces,
        glyphs=len(glyphs.upright) + len(glyphs.turned),
        unreadable=glyphs.unreadable,
        picture=drawn.picture,
        hidden=glyphs.invisible,
        turned=(rotation - frame.turns) % 4,
        styles=frozenset(run.style for run in glyphs.runs),
        foreign=frozenset(overlays),
    )
