"""A PDF becomes a Document: one pass with pdfium over each page, knowing nothing of money.

glyphs, rulings (or, from a picture, ocr) → lines, tables (one page) → furniture, join, paragraphs (the whole report)."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from build_site.extract.parse.pdf.page import PageRead
from build_site.extract.parse.pdf.pictures import draw as draw
from build_site.extract.parse.pdf.second import disagreements as disagreements
from build_site.extract.parse.pdf.second import second_reading as second_reading
from build_site.model import Document, Place, Said

_PROSE = re.compile("[。；，：]|……")
_FEWEST_ROWS, _LONG = 3, 40  # lines of a page that may be rows of a table; characters of one that is none


@contextmanager
def _without_collector() -> Iterator[None]:
    """Without the search for circles, which finds none among a page's many small tuples, and takes a twentieth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_without_collector()
def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """The Document of a PDF. `progress` is called with (pages done, pages in all) after each page.

    Raises InputError for what cannot be read as a report's text: see `limits`."""
    import pypdfium2.raw as pdfium

    from build_site.extract.parse.pdf import join, limits, ocr, reading  # pdfium is loaded when a PDF comes

    with limits.opened(path, limits.MOST_PAGES) as source:
        pages: list[PageRead] = []
        for index in range(len(source)):
            pages += reading.page(path, source, index, (), pages[-1] if pages else None)
            if progress:
                progress(index + 1, len(source))
        foreign: frozenset[Any] = frozenset().union(*(page.foreign for page in pages))
        strange, two_up = {style for style, _ in foreign}, reading.is_two_up(pages)
        once, pages = pages, []
        for index, page in enumerate(once):
            halves = two_up and page.gutter is not False and page.width > page.height
            if limits.is_picture(page) and ocr.available():
                pages.append(ocr.page(source, index))
            elif halves or strange & page.styles - {
                style for style, _ in page.foreign
            }:  # a seal over a table here stands beside one there
                pages += reading.page(path, source, index, foreign, pages[-1] if pages else None, halves)
            else:
                pages.append(page)
        title, tagged = source.get_metadata_value("Title").strip(), bool(pdfium.FPDFCatalog_IsTagged(source.raw))
        limits.refuse_without_tables(path, source, pages)
    unread = limits.unread(path, pages)
    return replace(
        join.document(path.name, pages),
        pages=len(once),
        title=title,
        tagged=tagged,
        unread=tuple(Place(page=number) for number in unread),
        remarks=tuple(_remarks(pages, unread)),
    )


def _remarks(pages: Sequence[PageRead], unread: Sequence[int]) -> Iterator[tuple[Said, Place]]:
    """What people should know of how the pages were read."""
    from build_site.extract.parse.pdf import limits

    if bare := [page.number for page in pages if any(piece.by_text for piece in page.pieces)]:
        listed = "、".join(limits.ranges(sorted(set(bare))))
        words = (
            f"The tables on page {listed} have no vertical rules: their columns and rows are where their texts stand."
        )
        yield Said(f"第 {listed} 页的表没有竖线：栏和行由文字的位置得出", words), Place(page=bare[0])
    for before, page in pairwise(pages):
        short = [line for line in page.lines if not _PROSE.search(line.text) and len(line.text) < _LONG]
        bare_before = bool(before.pieces) and before.pieces[-1].by_text
        if bare_before and not page.pieces and _FEWEST_ROWS <= len(short) == len(page.lines):
            words = f"Page {page.number} looks like rows of the table before it, which has no rules; it was not read as such."
            yield Said(f"第 {page.number} 页像是前一页的表的几行，没有读进表", words), Place(page=page.number)
    for page in pages:
        place = Place(page=page.number)
        if page.number in unread:
            yield Said("这一页是图片，没有读", "The page is a picture that was not read."), place
        elif page.hidden and page.pieces and not page.ocr:
            words = f"{page.hidden} characters that nobody sees on the page were not read."
            yield Said(f"页面上看不见的 {page.hidden} 个字没有读", words), place
        if page.lies:
            words = f"The fonts draw {page.lies} digits otherwise than the text says; cells are doubtful, numbers of the text are 〓."
            yield Said(f"字体画出的 {page.lies} 个数字与文字层不同，这些格存疑，正文里的写作〓", words), place
        if page.cut:
            words = "The page's box cuts its table off; what lies beyond was read all the same."
            yield Said("页面框截断了表格，框外的也读了", words), place
