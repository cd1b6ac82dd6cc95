"""Small pictures of pages, so that a reader sees the line a number was read from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from build_site.registers.personal import find

DPI = 90  # 9-point digits are as large as those of a web page; a page of a form takes some 11 kB
_STEP = 4  # pixels: five steps without a spot of paper are a tint, not words
_PAPER = 240  # of 255, and lighter
_LARGEST = 3400.0  # points: a sheet of A0
_SMALLEST = 6.0  # points: an image this small both ways says nothing
_STROKES = 24  # curves of shapes that may be handwriting: a signature has more
_DEEPEST = 6


def draw(path: Path, pages: Iterable[int], folder: Path, dpi: int = DPI, *, read: Iterable[int] = ()) -> None:
    """Write p<page>.png into the folder for each page (from 1), `dpi` dots per inch, in four greys, which are
    sharp to the eye (sixteen where a page has tints); of no page whose text layer holds something personal that was not
    read, nor of one with ink that is no text (a pasted signature) unless its words were read from the picture: `read`; nor of
    one that cannot be drawn, or is larger than any sheet of paper. Annotations and form fields are not drawn."""
    import pypdfium2

    folder.mkdir(parents=True, exist_ok=True)
    by_eye = set(read)
    with pypdfium2.PdfDocument(path) as document:
        for number in sorted(set(pages)):
            with suppress(pypdfium2.PdfiumError):
                _draw(document[number - 1], folder / f"p{number}.png", dpi, seen=number in by_eye)


def _draw(page: Any, target: Path, dpi: int, *, seen: bool) -> None:
    try:
        if max(page.get_size()) > _LARGEST or find(_text(page)) or (not seen and _pasted(page)):
            return
        picture = page.render(scale=dpi / 72, grayscale=True, may_draw_forms=False, draw_annots=False).to_pil()
        _save(picture, target, 4 if not seen and _tinted(picture) else 2)
    finally:
        page.close()


def _save(picture: Any, path: Path, bits: int) -> None:
    """A grey picture with as many levels as so many bits tell apart."""
    last = 2**bits - 1
    packed = picture.point([round(grey * last / 255) for grey in range(256)])
    packed.putpalette([grey * 255 // last for grey in range(last + 1) for _ in "RGB"])
    packed.save(path, bits=bits)


def _tinted(picture: Any) -> bool:
    """Whether areas wider than a stroke are grey or coloured: words on them need finer greys."""
    from PIL.ImageFilter import MaxFilter

    sample = picture.resize((picture.width // _STEP, picture.height // _STEP), 0)
    return bool(sample.filter(MaxFilter(5)).getextrema()[0] < _PAPER)


def holds_personal(path: Path) -> bool:
    """Whether any page's text layer holds personal data, seen or not."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return any(find(_text(page)) for page in document)


def _text(page: Any) -> str:
    text = page.get_textpage()
    try:
        return str(text.get_text_range()).replace("\r\n", "\n")
    finally:
        text.close()


def _pasted(page: Any) -> bool:
    """Whether images or drawn strokes stand on the page, which nobody has read."""
    import pypdfium2

    curves = 0
    for each in page.get_objects(max_depth=_DEEPEST):
        if each.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            try:
                x0, y0, x1, y1 = each.get_bounds()
            except pypdfium2.PdfiumError:
                return True
            if x1 - x0 > _SMALLEST and y1 - y0 > _SMALLEST:
                return True
        elif each.type == pdfium.FPDF_PAGEOBJ_PATH:
            curves += sum(_curves(each.raw))
            if curves > _STROKES:
                return True
    return False


def _curves(path: Any) -> Iterator[bool]:
    for index in range(min(pdfium.FPDFPath_CountSegments(path), 200)):
        yield (
            pdfium.FPDFPathSegment_GetType(pdfium.FPDFPath_GetPathSegment(path, index)) == pdfium.FPDF_SEGMENT_BEZIERTO
        )
