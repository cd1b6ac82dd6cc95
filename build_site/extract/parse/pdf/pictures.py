"""Small pictures of pages, so that a reader sees the line a number was read from."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf import lean
from build_site.extract.parse.pdf.content import Content
from build_site.model.document import PICTURE

DPI = 90  # 9-point digits are as large as those of a web page; a page of a form takes some 7 kB
_STEP, _SAMPLES = 4, 5  # pixels: so many steps without a spot of paper are a tint, not words
_PAPER = 240  # of 255, and lighter
_LARGEST = 3400.0  # points: a sheet of A0
_SMALLEST = 6.0  # points: an image this small both ways says nothing
_RUN, _SQUARE, _SPREAD, _SPOTS = 14, 16, 4, 2  # pixels, and squares: a name of 12 points has more
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
    from build_site.registers.personal import find

    text = page.get_textpage()
    try:
        if max(page.get_size()) > _LARGEST or find(_words(text)):
            return
        picture = page.render(scale=dpi / 72, grayscale=True, may_draw_forms=False, draw_annots=False).to_pil()
        if not seen and _pasted(page, text):
            return
        _save(picture, target, 4 if not seen and _tinted(picture) else 2)
    finally:
        text.close()
        page.close()


def _save(picture: Any, path: Path, bits: int) -> None:
    """A grey picture with as many levels as so many bits tell apart."""
    last = 2**bits - 1
    lean = picture.point([round(grey * last / 255) * 255 // last for grey in range(256)])
    lean.save(path, lossless=True, method=4, quality=75)  # three fifths of a PNG; more effort takes ten times as long


def _tinted(picture: Any) -> bool:
    """Whether areas wider than a stroke are grey or coloured: words on them need finer greys."""
    import numpy as np

    dark = np.asarray(picture.resize((picture.width // _STEP, picture.height // _STEP), 0)) < _PAPER
    dark = np.pad(dark, _SAMPLES // 2, constant_values=True)
    return bool(_all_of(_all_of(dark, _SAMPLES), _SAMPLES, 1).any())


def holds_personal(path: Path) -> bool:
    """Whether any page's text layer holds personal data, seen or not."""
    import pypdfium2

    from build_site.registers.personal import find

    with pypdfium2.PdfDocument(path) as document:
        return any(find(_words(page.get_textpage())) for page in document)


def _words(text: Any) -> str:
    return str(text.get_text_range()).replace("\r\n", "\n")


def _pasted(page: Any, text: Any) -> bool:
    """Whether anything stands on the page that nobody has read: an image, or what is left, when its text is not drawn, beside
    rules and filled areas."""
    content = Content(page.raw)
    for each in content.others:
        if each.kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            sides = _sides(each.object)
            if not sides or (sides[2] - sides[0] > _SMALLEST and sides[3] - sides[1] > _SMALLEST):
                return True
    fonts = content.fonts()
    unnamed = {font for font in set(fonts) if lean.font_name(font, None, ctypes.c_size_t(0)) < 2}
    handle = lean.reference(text.raw)
    for words, font in zip(content.texts, fonts, strict=True):
        if font not in unnamed or not _is_drawn(words, handle):
            lean.set_render_mode(words, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    picture = page.render(scale=DPI / 72, grayscale=True, may_draw_forms=False, draw_annots=False)
    return _strokes(picture.to_numpy()) > _SPOTS


_room = (ctypes.c_float * 4)()
_to = lean.references(_room)


def _sides(page_object: int) -> list[float]:
    """An object's bounds: left, bottom, right, top; nothing where pdfium knows none."""
    return list(_room) if lean.bounds_of(page_object, *_to) else []


def _is_drawn(words: int, text: Any) -> bool:
    """Whether text of a font without a name, whose letters may be any pictures, is wider than so many letters are."""
    x0, y0, x1, y1 = _sides(words) or (0, 0, 1, 0)
    letters = lean.text_of(words, text, None, ctypes.c_ulong(0)) // 2 - 1  # in UTF-16, with its end
    return bool(x1 - x0 > _WIDEST_LETTER * max(letters, 1) * (y1 - y0))


def _strokes(grey: Any) -> int:
    """How many squares of a picture hold strokes: ink that spreads both ways and lies in no long run, as rules, dashes, areas do."""
    import numpy as np

    ink = grey.reshape(grey.shape[0], -1) < _PAPER
    ink &= ~(_in_runs(ink, 0) | _in_runs(ink, 1))
    high, wide = (size // _SQUARE for size in ink.shape)
    ink = ink[: high * _SQUARE, : wide * _SQUARE]
    some = ink.reshape(high, _SQUARE, wide * _SQUARE).any(axis=1).reshape(high, wide, _SQUARE).any(axis=2)
    squares = ink.reshape(high, _SQUARE, wide, _SQUARE).swapaxes(1, 2)[some]  # the few with ink
    rows, columns = squares.sum(axis=2), squares.sum(axis=1)
    spread = ((rows > 0).sum(axis=1) > _SPREAD) & ((columns > 0).sum(axis=1) > _SPREAD)
    straight = sum(np.sort(lines, axis=1)[:, -2:].sum(axis=1) for lines in (rows, columns))
    return int((spread & (straight <= _STRAIGHT * squares.sum(axis=(1, 2)))).sum())


def _in_runs(ink: Any, axis: int) -> Any:
    """Which pixels lie along the axis in a run of ink of that length."""
    import numpy as np

    room = [(0, 0), (0, 0)]
    room[axis] = (_RUN - 1, _RUN - 1)
    return ~_all_of(np.pad(~_all_of(ink, _RUN, axis), room, constant_values=True), _RUN, axis)


def _all_of(ink: Any, length: int, axis: int = 0) -> Any:
    """Along the axis, from each pixel on: whether so many are all ink. Each step looks at twice as many."""
    done = 1
    while done < length:
        step = min(done, length - done)
        ink = ink[:-step] & ink[step:] if axis == 0 else ink[:, :-step] & ink[:, step:]
        done += step
    return ink
