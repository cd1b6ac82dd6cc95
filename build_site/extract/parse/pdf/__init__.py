"""A PDF becomes a Document: one pass with pdfium over each page, knowing nothing of money.

glyphs, rulings (or, from a picture, ocr) → lines, tables (one page) → furniture, join, paragraphs (the whole report)."""

import gc
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from build_site.extract.parse.pdf import furniture
from build_site.extract.parse.pdf.page import PageRead, grouped
from build_site.extract.parse.pdf.pictures import draw as draw
from build_site.extract.parse.pdf.second import disagreements as disagreements
from build_site.extract.parse.pdf.second import second_reading as second_reading
from build_site.model import Document, Place, Said
from build_site.text import squeeze

_PROSE = re.compile("[。；，：]|……")
_AMOUNT = re.compile(r"\d\.\d")
_FEWEST_AMOUNTS, _MOST_COPIES = 1, 3  # of a page; pages: more are a report that is there twice
_MOST_LOST = 5  # pages
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
            halves = page.width > page.height and (reading.holds_two(page) or (two_up and page.gutter is not False))
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
    pages, copies = _without_copies(pages)
    unread = limits.unread(path, pages)
    return replace(
        join.document(path.name, pages),
        pages=len(once),
        title=title,
        tagged=tagged,
        unread=tuple(Place(page=number) for number in unread),
        unseen=tuple(Place(page=page.number) for page in pages if page.unseen and page.pieces and not page.ocr),
        remarks=(*_remarks(pages, unread), *copies, *_miscounted(pages)),
    )


def _without_copies(pages: Sequence[PageRead]) -> tuple[list[PageRead], list[tuple[Said, Place]]]:
    """The pages without those, few, that say the same as an earlier one with amounts, as of a sheet that was put in twice; and
    which they are. Two forms may end on pages that are the same, where no title stands on these and no copy before them."""
    from build_site.extract.parse.pdf.beside import TITLE  # and with it pdfium

    first: dict[object, int] = {}
    kept: list[PageRead] = []
    copies: list[tuple[Said, Place]] = []
    copied = -2  # of which page the one before is a copy
    for at, page in enumerate(pages):
        cells = [cell.text for piece in page.pieces for row in piece.rows for cell in row]
        said = (*cells, *(line.text for line in page.lines if any(map(str.isalpha, line.text))))
        few = sum(map(bool, map(_AMOUNT.search, cells))) < _FEWEST_AMOUNTS
        same = at if few else first.setdefault(said, at)
        one, follows = pages[same], same - copied in (0, 1) or page.number - pages[same].number <= 1
        if same == at or not (follows or any(TITLE.search(squeeze(line.text)) for line in page.lines)):
            kept.append(page)
            copied = -2
        else:
            words = f"Page {page.number} says the same as page {one.number}: it was read once."
            told = Said(f"第 {page.number} 页与第 {one.number} 页相同，只读了一次", words)
            copies.append((told, Place(page=page.number)))
            copied = same
    return (kept, copies) if len(copies) <= _MOST_COPIES else ([*pages], [])


def _miscounted(pages: Sequence[PageRead]) -> Iterator[tuple[Said, Place]]:
    """Where the numbers printed on the pages, which count them one by one before and after, leave some out or go back."""
    printed = [(page.number, number) for page in pages if (number := furniture.number_of(page)) is not None]
    runs = grouped(printed, lambda a, b: b[1] - a[1] == b[0] - a[0])
    for before, after in pairwise(runs):
        (last, number), (first, other) = before[-1], after[0]
        step = (other - number) - (first - last)
        if len(before) > 1 and len(after) > 1 and other > 2 and abs(step) <= _MOST_LOST and first == last + 1:
            words = f"The number on page {last} is {number}, the next page's is {other}: pages may be missing or out of order."
            yield Said(f"第 {last} 页印着页码 {number}，下一页印着 {other}：可能缺页或错页", words), Place(page=first)


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
