"""One page of an open PDF, read once and closed."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf import (
    borrowed,
    doubts,
    edges,
    faces,
    furniture,
    headings,
    limits,
    lines,
    notes,
    rulings,
    seen,
    skew,
    tables,
)
from build_site.extract.parse.pdf.beside import TITLE
from build_site.extract.parse.pdf.content import Characters, Content
from build_site.extract.parse.pdf.glyphs import Glyphs
from build_site.extract.parse.pdf.page import Affine, Glyph, PageRead, Ruling
from build_site.extract.parse.pdf.rulings import Drawn
from build_site.extract.parse.pdf.runs import Painted, Style
from build_site.model import Box

_GUTTER = 0.012  # of a sheet's width, on each side of its middle, free where two pages stand beside each other
_LANDSCAPE = 1.15
_NUMBER = re.compile(r"\d[\d,]*\.\d+|\d[\d,]*(?=\s*[万亿元%％个人次批辆台项])")


def page(
    path: Path,
    document: pypdfium2.PdfDocument,
    index: int,
    foreign: Collection[Painted] = (),
    before: PageRead | None = None,
    halves: bool = False,
) -> list[PageRead]:
    """The page's lines outside its tables, and its tables; with `halves` those of its left and of its right half, each
    as a page. `foreign`: words that lie over the text of other pages without belonging to it, and how they are painted;
    `before`: the page before, whose last table may go on here."""
    glyphs, drawn, rotation, lies, to_page = _content(path, document, index)
    frame = glyphs.frame
    ruled = drawn.rulings()
    styles = glyphs.styles()
    overlays = seen.overlays(glyphs, styles, ruled)
    found, strange = glyphs.strings(overlays, foreign)
    if strange:
        amounts, numbers = seen.numbers(glyphs, strange)
        strange -= amounts
        drawn.shapes += numbers
    glyphs.without(strange)
    if strange:
        kept = {run.style.colour[:3] for run in glyphs.runs if run.first not in strange}
        ruled = drawn.rulings({run.style.colour[:3] for run in glyphs.runs if run.first in strange} - kept)
    if furniture.begins_with_numbers(glyphs.upright):
        glyphs.upright, ruled = headings.left_out(glyphs.upright, ruled)
        table = min((r.start for r in ruled if not r.vertical), default=frame.width)
        beside = furniture.counted(glyphs.upright, table)
        glyphs.upright = [glyph for glyph in glyphs.upright if glyph.order not in beside]
    whole = PageRead(
        number=index + 1,
        width=frame.width,
        height=frame.height,
        glyphs=len(glyphs.upright) + len(glyphs.turned),
        unreadable=glyphs.unreadable,
        picture=drawn.picture,
        hidden=glyphs.invisible,
        unseen=len(drawn.unseen),
        turned=(rotation - frame.turns) % 4,
        styles=frozenset(styles),
        foreign=found,
        sheet=frame.width,
        cut=any(drawn.beyond),
        lies=len(lies),
        to_page=to_page,
    )
    drawn.shapes += _askew(glyphs, overlays)
    unsure = {*glyphs.cut, *(glyph.order for glyph in glyphs.veiled)}
    doubtful = dict.fromkeys(unsure, "unseen") | dict.fromkeys(lies, "glyphs")
    if any(style.red for style in styles):
        doubtful = {g.order: "red" for g in glyphs.upright if glyphs.run(g).style.red} | doubtful
    if not halves:
        whole.gutter = _gutter(frame.width, frame.height, glyphs.upright, ruled)
        _lay_out(whole, glyphs.upright, glyphs.turned, ruled, drawn, before, doubtful)
        return [whole]
    middle = frame.width / 2
    parts: list[PageRead] = []
    for half, left in enumerate((0.0, middle)):
        part = whole.part(half, left, middle)
        upright = [g._replace(x0=g.x0 - left, x1=g.x1 - left) for g in glyphs.upright if left <= g.x0 < left + middle]
        turned = [
            (t, g._replace(x0=g.x0 - left, x1=g.x1 - left)) for t, g in glyphs.turned if left <= g.x0 < left + middle
        ]
        if upright or turned:
            here = [each for r in ruled if (each := _moved(r, left, left + middle))]
            _lay_out(part, upright, turned, here, drawn, before, doubtful)
            before = part
            parts.append(part)
    return parts or [whole]


def _content(
    path: Path, document: pypdfium2.PdfDocument, index: int
) -> tuple[Glyphs, Drawn, int, set[int], Affine | None]:
    """What is seen on the page: its characters, what is drawn, the quarter turns it is displayed with, which characters
    (by their order) are drawn as others than they say, and how a page that is askew was set upright."""
    try:
        source = document[index]
    except pypdfium2.PdfiumError as error:
        raise limits.damaged_page(path, document, index + 1) from error
    try:
        text_page = pdfium.FPDFText_LoadPage(source.raw)
        if not text_page:
            raise limits.damaged_page(path, document, index + 1)
        try:
            characters, to_page = Characters(text_page), None
            if askew := skew.angle(characters):
                to_page = skew.turn(source.raw, askew, source.get_bbox())
                pdfium.FPDFText_ClosePage(text_page)
                text_page = pdfium.FPDFText_LoadPage(source.raw)
                characters = Characters(text_page)
            content = Content(source.raw, characters)
            rotation, layers = pdfium.FPDFPage_GetRotation(source.raw), limits.has_layers(path)
            fonts, paints = content.fonts(), content.paints(layers)
            with edges.whole(source, content, lambda box: Glyphs(characters, paints, box, rotation, layers)) as (
                glyphs,
                drawn,
            ):
                if not any(drawn.beyond) and not to_page and borrowed.is_borrowed(content.texts, fonts, text_page):
                    glyphs = borrowed.mined(path, document, index, source.get_bbox(), rotation, glyphs)
                    drawn = rulings.find(content, glyphs.frame)
                marks, drawings = notes.add(source.raw, document.formenv, glyphs)
                drawn.shapes += drawings
                seen.take_unseen(source, content, glyphs, drawn, rotation)
                seen.mark_annotated(source, glyphs, marks, rotation)
                if drawn.picture or 2 * len(glyphs.veiled) < len(glyphs.upright):
                    drawn.unseen += seen.unseen_numbers(() if drawn.picture else glyphs.veiled)
                    glyphs.veiled = []
                else:
                    glyphs.unveil()
                lies = faces.lying(document, source, content, fonts, glyphs, rotation)
        finally:
            pdfium.FPDFText_ClosePage(text_page)
        return glyphs, drawn, rotation, lies, to_page
    finally:
        source.close()  # pdfium keeps a page's objects for as long as it is open


def _askew(glyphs: Glyphs, overlays: Collection[Style]) -> Iterator[Box]:
    """Where characters run askew that are no watermark: as large as the others and in their colour."""
    largest = 1.4 * median(glyph.size for glyph in glyphs.upright) if glyphs.askew and glyphs.upright else 0.0
    for glyph in glyphs.askew:
        if glyph.size < largest and glyphs.run(glyph).style not in overlays and not glyph.text.isspace():
            yield glyph.x0, glyph.y - 0.7 * glyph.size, glyph.x0 + 0.5 * glyph.size, glyph.y


def _lay_out(
    read: PageRead,
    upright: list[Glyph],
    turned: list[tuple[int, Glyph]],
    ruled: list[Ruling],
    drawn: Drawn,
    before: PageRead | None,
    doubtful: Mapping[int, str],
) -> None:
    last = before.pieces[-1] if before and before.pieces and before.pieces[-1].bare else None
    ink = doubts.Ink(
        *(
            [(x0 - read.left, y0, x1 - read.left, y1) for x0, y0, x1, y1 in boxes]
            for boxes in (drawn.shapes, drawn.strays, drawn.unseen)
        )
    )
    read.pieces, outside = tables.find(upright, turned, ruled, ink, last, doubtful)
    read.lines = [lines.line_of(_without_lies(row, doubtful)) for row in lines.rows(outside)]


def _without_lies(row: list[Glyph], doubtful: Mapping[int, str]) -> list[Glyph]:
    """A line with 〓 for the digits of amounts and counts of which some are drawn as others than they say."""
    text = "".join(glyph.text[:1] or " " for glyph in row) if doubtful else ""
    for number in _NUMBER.finditer(text):
        at = range(*number.span())
        if any(doubtful.get(row[place].order) == "glyphs" for place in at):
            row = [g._replace(text="〓") if n in at and g.text.isdigit() else g for n, g in enumerate(row)]
    return row


def _gutter(width: float, height: float, glyphs: Sequence[Glyph], ruled: Sequence[Ruling]) -> bool | None:
    """Whether a sheet is printed like two pages beside each other: nothing reaches over its middle. None where nothing
    stands on one of them, or it is no wide sheet."""
    if width < _LANDSCAPE * height:
        return None
    low, high = width * (0.5 - _GUTTER), width * (0.5 + _GUTTER)
    if any(glyph.x0 < high and glyph.x1 > low for glyph in glyphs) or any(
        ruling.start < low and ruling.end > high for ruling in ruled if not ruling.vertical
    ):
        return False
    sides = {glyph.x0 < low for glyph in glyphs if glyph.text != " "}
    return True if len(sides) == 2 else None


def is_two_up(pages: Sequence[PageRead]) -> bool:
    """Whether most of a report's wide sheets show two pages each."""
    told = [page.gutter for page in pages if page.gutter is not None]
    return len(told) > 1 and sum(told) * 5 >= 4 * len(told)


def holds_two(page: PageRead) -> bool:
    """Whether titles of tables stand in both halves of a wide sheet over whose middle nothing reaches."""
    middle = page.width / 2
    halves = (False, True)
    titles = {
        right
        for line in page.lines
        for right in halves
        if TITLE.search(
            "".join(c for c, x in zip(line.text, line.edges, strict=False) if (x > middle) is right).strip()
        )
    }
    return page.gutter is True and len(titles) == len(halves)


def _moved(ruling: Ruling, left: float, right: float) -> Ruling | None:
    """The part of a ruling between two x, counted from the first."""
    if ruling.vertical:
        return ruling._replace(at=ruling.at - left) if left <= ruling.at < right else None
    start, end = max(ruling.start, left), min(ruling.end, right)
    return ruling._replace(start=start - left, end=end - left) if end - start > 1 else None
