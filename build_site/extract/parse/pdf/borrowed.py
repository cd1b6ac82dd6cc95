"""Pages in a font that the file does not embed. pdfium puts one of this machine's fonts in its place, so that places
would depend on the machine; and where there is none with Chinese, glyphs have no shape and pdfium takes text without
any extent for nothing: turned pages lose all their Chinese, others single characters such as 年 between digits.
pdfminer needs no shapes, so it reads such a page. The fonts that pdfium brings along are the same everywhere.
"""

import ctypes
import logging
import math
import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from io import BytesIO
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pypdfium2
import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf import lean
from build_site.extract.parse.pdf.content import BLACK, font_name
from build_site.extract.parse.pdf.glyphs import Frame, Glyphs
from build_site.extract.parse.pdf.page import Glyph
from build_site.extract.parse.pdf.runs import Run, Runs, style_of

_OBLIQUE = math.sin(math.radians(3))
_LATIN = 0x2E7F
_OWN = (b"Helvetica", b"Arial", b"Times", b"Courier", b"Symbol", b"ZapfDingbats")
"""Beginnings of the names that pdfium has fonts of its own for."""


def is_borrowed(texts: Sequence[int], fonts: Sequence[int], text_page: Any) -> bool:
    """Whether Chinese of the page, given by its text objects and their fonts, stands in a font that is neither embedded nor
    one of pdfium's own, or text of which pdfium gives nothing: whether that is Chinese or a space, only pdfminer tells.
    A single one is taken for a space, such as editors leave behind."""
    borrowed = {
        font for font in set(fonts) if font and not lean.is_embedded(font) and not font_name(font).startswith(_OWN)
    }
    nothing = 0
    for each, font in zip(texts, fonts, strict=True) if borrowed else ():
        if font in borrowed:
            furthest = _furthest(ctypes.cast(each, pdfium.FPDF_PAGEOBJECT), text_page)
            nothing += not furthest
            if furthest > _LATIN or nothing > 1:
                return True
    return False


def _furthest(text: Any, text_page: Any) -> int:
    """The highest character code of a text object; 0 where pdfium gives no character."""
    length = pdfium.FPDFTextObj_GetText(text, text_page, None, 0)
    room = (ctypes.c_ushort * max(length, 1))()
    pdfium.FPDFTextObj_GetText(text, text_page, room, length)
    return int(max(room))


_NAMELESS = "(cid:"
"""How pdfminer writes a character that its font does not name."""


_AT_ONCE = 16
"""For so many pages the file is opened once: finding a page takes as long as the file is, and pdfminer keeps what it read."""
_opened: WeakKeyDictionary[pypdfium2.PdfDocument, tuple[list[int], list[Any]]] = WeakKeyDictionary()
"""The pages that pdfminer has of a document, by their numbers."""


def _page(path: Path, document: pypdfium2.PdfDocument, index: int) -> Any:
    import pdfplumber

    numbers, pages = _opened.get(document, ([], []))
    if index + 1 not in numbers:
        first = index - index % _AT_ONCE + 1
        numbers = [*range(first, first + _AT_ONCE)]
        content = BytesIO(path.read_bytes())
        try:
            pages = pdfplumber.open(content, pages=numbers).pages
        except Exception:  # noqa: BLE001 - of one of them, which the others need not suffer for
            numbers = [index + 1]
            pages = pdfplumber.open(content, pages=numbers).pages
        _opened[document] = numbers, pages
    return pages[numbers.index(index + 1)]


def mined(
    path: Path,
    document: pypdfium2.PdfDocument,
    index: int,
    box: tuple[float, float, float, float],
    rotation: int,
    found: Glyphs,
) -> Glyphs:
    """The page's characters as pdfminer reads them; those `found` where the page is cut."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of each font without a box, hundreds of times
    try:
        page = _page(path, document, index)
        chars = page.dedupe_chars().chars if page.chars else []
        inside = [char for char in chars if 0 <= char["x0"] < page.width and 0 <= char["top"] < page.height]
        whole, size = page.mediabox == page.cropbox, (page.width, page.height)
        page.close()
    except Exception:  # noqa: BLE001 - pdfminer cannot read what pdfium can: pdfium's reading stands
        return found
    nameless = sum(char["text"].startswith(_NAMELESS) for char in inside)
    inside = [char for char in inside if not char["text"].startswith(_NAMELESS)]
    if not whole or not inside or found.invisible > len(found.upright):
        return found
    upright, turned = _glyphs(inside, size, 0)
    counts = Counter({0: len(upright)}) + Counter(turns for turns, _ in turned)
    turns = max(sorted(counts), key=lambda each: counts[each], default=None)
    if turns is None:  # all of it runs askew
        return found
    if turns:  # a page whose text was drawn sideways
        upright, turned = _glyphs(inside, size, turns)
    result = copy(found)
    result.frame = Frame(box, rotation + turns)
    veiled = {(glyph.text, round(glyph.x0), round(glyph.y)) for glyph in found.veiled}
    if veiled:  # under which the same may be seen
        veiled -= {(glyph.text, round(glyph.x0), round(glyph.y)) for glyph in found.upright}
    result.upright = [glyph for glyph in upright if (glyph.text, round(glyph.x0), round(glyph.y)) not in veiled]
    result.turned, result.unreadable = turned, nameless
    twins = _twins(found) if result.frame.turns == found.frame.turns else {}
    places = {glyph.order: glyph for glyph in upright}
    result.runs, result.last, result.veiled = Runs(), len(inside) - 1, []
    for run in _runs(inside, places, twins):
        result.runs.add(run)
    result.layered, result.shapeless = any(result.runs.layered), True
    return result


def _twins(found: Glyphs) -> dict[tuple[str, int, int], Run]:
    """The run of each of pdfium's characters by what it is and where: what may hide it is known by its object."""
    return {(glyph.text, round(glyph.x0), round(glyph.y)): found.run(glyph) for glyph in found.upright}


def _twin(glyph: Glyph | None, twins: Mapping[tuple[str, int, int], Run]) -> Run | None:
    if glyph is None:
        return None
    x, y = round(glyph.x0), round(glyph.y)
    near = ((x, y), (x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1))
    return next((run for a, b in near if (run := twins.get((glyph.text, a, b)))), None)


def _runs(
    chars: Sequence[dict[str, Any]], places: Mapping[int, Glyph], twins: Mapping[tuple[str, int, int], Run]
) -> Iterator[Run]:
    """The characters in runs that are painted alike, those that pdfium has too with its object for them."""
    last: object = None
    for order, char in enumerate(chars):
        if twin := _twin(places.get(order), twins):
            if twin != last:
                last = twin
                yield twin._replace(first=order)
            continue
        askew = min(map(abs, char["matrix"][:2])) > _OBLIQUE * math.hypot(*char["matrix"][:2])
        painted = char["non_stroking_color"], round(char["size"] * 2) / 2, askew
        if painted != last:
            last = painted
            yield Run(order, 0, style_of(_colour(painted[0]), painted[1]), None if askew else 0, False)


def _colour(value: Any) -> bytes:
    """pdfminer's colour (grey, RGB or CMYK, each 0 to 1) as pdfium's."""
    parts = (
        [value] if isinstance(value, (int, float)) else [part for part in value or () if isinstance(part, (int, float))]
    )
    if len(parts) == 4:
        parts = [(1 - part) * (1 - parts[3]) for part in parts[:3]]
    if len(parts) not in (1, 3):
        return BLACK
    return struct.pack("4I", *(round(255 * min(max(part, 0), 1)) for part in parts * (3 // len(parts))), 255)


def _glyphs(
    chars: Iterable[dict[str, Any]], size: tuple[float, float], turns: int
) -> tuple[list[Glyph], list[tuple[int, Glyph]]]:
    """The characters in the frame `turns` quarter turns from the page as displayed, which is `size` large and whose
    coordinates are pdfminer's, y upwards; and those that run another way there."""
    frame = Frame((0.0, 0.0, *size), turns)
    upright: list[Glyph] = []
    turned: list[tuple[int, Glyph]] = []
    for order, char in enumerate(chars):
        a, b, _, _, e, f = char["matrix"]
        if min(abs(a), abs(b)) > _OBLIQUE * math.hypot(a, b):
            continue  # a watermark across the page
        quadrant = (0 if a > 0 else 2) if abs(a) >= abs(b) else (1 if b > 0 else 3)
        high = char["size"] if quadrant % 2 == 0 else char["x1"] - char["x0"]
        left, baseline = frame.point(e, f)
        advance = (char["x1"] - char["x0"]) if quadrant % 2 == 0 else (char["bottom"] - char["top"])
        relative = (quadrant - turns) % 4
        if not relative:
            upright.append(Glyph(char["text"], left, left + advance, baseline, high, order))
        elif not char["text"].isspace():
            turned.append((relative, Glyph(char["text"], left, left + high, baseline, high, order)))
    return upright, turned
