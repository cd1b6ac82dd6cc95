"""A PDF becomes a Document: one pass with pdfium over each page, knowing nothing of money.

glyphs, rulings (or, from a picture, ocr) → lines, tables (one page) → furniture, join, paragraphs (the whole report)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from build_site.extract.parse.pdf.pictures import draw as draw
from build_site.extract.parse.pdf.second import disagreements as disagreements
from build_site.extract.parse.pdf.second import second_reading as second_reading
from build_site.model import Document, Place


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """The Document of a PDF. `progress` is called with (pages done, pages in all) after each page.

    Raises InputError for what cannot be read as a report's text: see `limits`."""
    import pypdfium2.raw as pdfium

    from build_site.extract.parse.pdf import join, limits, ocr, reading  # pdfium is loaded when a PDF comes

    with limits.opened(path, limits.MOST_PAGES) as source:
        pages = []
        for index in range(len(source)):
            pages.append(reading.page(path, source, index, (), pages[-1] if pages else None))
            if progress:
                progress(index + 1, len(source))
        foreign = frozenset[object]().union(*(page.foreign for page in pages))
        for index, page in enumerate(pages):
            if foreign & page.styles - page.foreign:  # the seal that lies over a table here stands beside one there
                pages[index] = reading.page(path, source, index, foreign, pages[index - 1] if index else None)
            if limits.is_picture(page) and ocr.available():
                pages[index] = ocr.page(source, index)
        title, tagged = source.get_metadata_value("Title").strip(), bool(pdfium.FPDFCatalog_IsTagged(source.raw))
    unread = limits.unread(path, pages)
    remarks = tuple((f"Page {number} is a picture that was not read.", Place(page=number)) for number in unread)
    return replace(
        join.document(path.name, pages), title=title, tagged=tagged, unread_pages=tuple(unread), remarks=remarks
    )
