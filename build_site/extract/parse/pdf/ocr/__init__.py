"""Pages that are pictures, read by optical character recognition where the extra `ocr` is installed.

A picture gives the same rulings and glyphs as a drawn page, so that lines, tables and all that follows are the same:
render, straighten → rulings (picture) → boxes of words, characters (words) → lines, tables (as for drawn pages)."""

import importlib.util
from typing import Any

from build_site.extract.parse.pdf.page import PageRead


def available() -> bool:
    """Whether the extra `ocr` is installed."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2"))


def page(document: Any, index: int) -> PageRead:
    """A page of an open PdfDocument, read from its picture. It takes some seconds."""
    from build_site.extract.parse.pdf import lines, tables
    from build_site.extract.parse.pdf.ocr import picture, words  # only where the extra is installed

    shown = picture.render(document[index])
    boxes = words.find(shown)
    turns = words.turns(shown, boxes)
    if turns:
        shown = shown.turned(turns)
        boxes = words.find(shown)
    glyphs = words.read(shown, boxes)
    pieces, outside = tables.find(glyphs, [], shown.drawn())
    return PageRead(
        number=index + 1,
        width=shown.width,
        height=shown.height,
        sheet=shown.width,
        lines=[lines.line_of(row) for row in lines.rows(outside)],
        pieces=pieces,
        glyphs=len(glyphs),
        ocr=True,
        to_page=shown.to_page(),
    )
