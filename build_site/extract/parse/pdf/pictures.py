"""Small pictures of pages, so that a reader sees the line a number was read from."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from build_site.model.document import PICTURE
from build_site.registers.personal import find

DPI = 90  # 9-point digits are as large as those of a web page; a page of a form takes some 7 kB
_STEP = 4  # pixels: five steps without a spot of paper are a tint, not words
_PAPER = 240  # of 255, and lighter
_LARGEST = 3400.0  # points: a sheet of A0
_SMALLEST = 6.0  # points: an image this small both ways says nothing
_RUN, _SQUARE, _SPREAD, _SPOTS = 14, 16, 4, 2  # pixels, and squares: a name of 12 points has more
_DEEPEST = 6
_STRAIGHT = 0.8  # of a square's ink in its two fullest rows and columns: the corner of dashed rules
_WIDEST_LETTER = 2.0  # times its height


def draw(path: Path, pages: Iterable[int], folder: Path, dpi: int = DPI, *, read: Iterable[int] = ()) -> None:
    """Write a picture (`PICTURE`) into the folder for each page (from 1), `dpi` dots per inch, in four greys, which are
    sharp to the eye (sixteen where a page has tints); of no page whose text layer holds something personal that was not
    read, nor of one with ink that is no text (a pasted signature) unless its words were read from the picture: `read`; nor of
    one that cannot be drawn, or is larger than any sheet of paper. Annotations and form fields are not drawn."""
    import pypdfium2

    folder.mkdir(parents=True, exist_ok=True)
    by_eye = set(read)
    with pypdfium2.PdfDocument(path) as document:
        for number in sorted(set(pages)):
            with suppress(pypdfium2.PdfiumError):
                _draw(document[number - 1], folder / PICTURE.format(number), dpi, seen=number in by_eye)


def _draw(page: Any, target: Path, dpi: int, *, seen: bool) -> None:
    try:
        if max(page.get_size()) > _LARGEST or find(_text(page)):
            return
        picture = page.render(scale=dpi / 72, grayscale=True, may_draw_forms=False, draw_annots=False).to_pil()
        if not seen and _pasted(page):
            return
        _save(picture, target, 4 if not seen and _tinted(picture) else 2)
    finally:
        page.close()


def _save(picture: Any, path: Path, bits: int) -> None:
    """A grey picture with as many levels as so many bits tell apart."""
    last = 2**bits - 1
    lean = picture.point([round(grey * last / 255) * 255 // last for grey in range(256)])
    lean.save(path, lossless=True, method=4, quality=75)  # three fifths of a PNG; more effort takes ten times as long


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
    """Whether anything stands on the page that nobody has read: an image, or what is left, when its text is not drawn, beside
    rules and filled areas."""
    import pypdfium2

    text = page.get_textpage()
    for each in page.get_objects(max_depth=_DEEPEST):
        if each.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            try:
                x0, y0, x1, y1 = each.get_bounds()
            except pypdfium2.PdfiumError:
                return True
            if x1 - x0 > _SMALLEST and y1 - y0 > _SMALLEST:
                return True
        elif each.type == pdfium.FPDF_PAGEOBJ_TEXT and not _is_drawn(each, text):
            pdfium.FPDFTextObj_SetTextRenderMode(each.raw, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    picture = page.render(scale=DPI / 72, grayscale=True, may_draw_forms=False, draw_annots=False)
    return _strokes(picture.to_numpy()) > _SPOTS


def _is_drawn(words: Any, text: Any) -> bool:
    """Whether text of a font without a name, whose letters may be any pictures, is wider than so many letters are."""
    if pdfium.FPDFFont_GetBaseFontName(pdfium.FPDFTextObj_GetFont(words.raw), None, 0) > 1:
        return False
    x0, y0, x1, y1 = words.get_bounds()
    letters = pdfium.FPDFTextObj_GetText(words.raw, text.raw, None, 0) // 2 - 1  # in UTF-16, with its end
    return bool(x1 - x0 > _WIDEST_LETTER * max(letters, 1) * (y1 - y0))


def _strokes(grey: Any) -> int:
    """How many squares of a picture hold strokes: ink that spreads both ways and lies in no long run, as rules, dashes, areas do."""
    import numpy as np

    ink = grey.reshape(grey.shape[0], -1) < _PAPER
    ink &= ~(_in_runs(ink) | _in_runs(ink.T).T)
    high, wide = (size // _SQUARE for size in ink.shape)
    squares = ink[: high * _SQUARE, : wide * _SQUARE].reshape(high, _SQUARE, wide, _SQUARE).swapaxes(1, 2)
    rows, columns = squares.sum(axis=3), squares.sum(axis=2)
    spread = ((rows > 0).sum(axis=2) > _SPREAD) & ((columns > 0).sum(axis=2) > _SPREAD)
    straight = sum(np.sort(lines, axis=2)[:, :, -2:].sum(axis=2) for lines in (rows, columns))
    straight = straight > _STRAIGHT * squares.sum(axis=(2, 3))
    return int((spread & ~straight).sum())


def _in_runs(ink: Any) -> Any:
    """Which pixels of the rows lie in a run of ink of that length."""
    import numpy as np

    whole = np.lib.stride_tricks.sliding_window_view(ink, _RUN, axis=1).all(axis=2)
    found = np.zeros_like(ink)
    for shift in range(_RUN):
        found[:, shift : shift + whole.shape[1]] |= whole
    return found
