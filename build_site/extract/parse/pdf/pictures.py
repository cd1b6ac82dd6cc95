"""Small pictures of pages, so that a reader sees the line a number was read from."""

import ctypes
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import compress, repeat
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf import lean
from build_site.extract.parse.pdf.content import IDENTITY, Content, Other, floats
from build_site.model.document import PICTURE

DPI = 90  # 9-point digits are as large as those of a web page; a page of a form takes some 7 kB
_STEP, _SAMPLES = 4, 5  # pixels: so many steps without a spot of paper are a tint, not words
_PAPER = 240  # of 255, and lighter
_LARGEST = 3400.0  # points: a sheet of A0
_SMALLEST = 6.0  # points: an image this small both ways says nothing
_RUN, _SQUARE, _SPREAD, _SPOTS = 14, 16, 4, 2  # pixels, and squares: a name of 12 points has more
_THIN, _LONG = 2.0, 16.0  # points: a rule, longer than a run
_RECTANGLE = 5  # steps of its outline
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
    """A grey PNG with as many levels as so many bits tell apart: made in a quarter of a WebP's time, a sixth larger."""
    import numpy as np

    last, each = 2**bits - 1, 8 // bits  # pixels in a byte
    levels = np.asarray(picture.point([round(grey * last / 255) for grey in range(256)]))
    rows = np.zeros((picture.height, 1 + -(-picture.width // each)), np.uint8)  # each begins with its filter: none
    for at in range(each):
        part = levels[:, at::each]
        rows[:, 1 : 1 + part.shape[1]] |= part << (8 - bits * (at + 1))
    pack = zlib.compressobj(7, memLevel=9, strategy=zlib.Z_FILTERED)  # more effort takes four times as long
    head = struct.pack(">IIBBBBB", picture.width, picture.height, bits, 0, 0, 0, 0)
    chunks = (b"IHDR", head), (b"IDAT", pack.compress(rows.tobytes()) + pack.flush()), (b"IEND", b"")
    whole = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(whole))


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
        if each.kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):  # a form too deep to look into
            x0, y0, x1, y1 = floats(lean.bounds_of, [each.object], 4)
            if x1 - x0 > _SMALLEST and y1 - y0 > _SMALLEST:
                return True
    fonts = content.fonts()
    unnamed = {font for font in set(fonts) if lean.font_name(font, None, ctypes.c_size_t(0)) < 2}
    odd = list(compress(content.texts, map(unnamed.__contains__, fonts))) if unnamed else []
    drawn = set(compress(odd, _are_drawn(odd, lean.reference(text.raw))))
    if not drawn and _are_rules(content.others):
        return False
    for words in content.texts:
        if words not in drawn:
            lean.set_render_mode(words, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    picture = page.render(scale=DPI / 72, grayscale=True, may_draw_forms=False, draw_annots=False)
    return _strokes(picture.to_numpy()) > _SPOTS


def _are_rules(objects: Sequence[Other]) -> bool:
    """Whether all are single lines along the sides, undashed and so long that `_strokes` would take none for a stroke."""
    four = iter(floats(lean.bounds_of, [each.object for each in objects], 4))
    return all(
        each.kind == pdfium.FPDF_PAGEOBJ_PATH
        and each.outer == IDENTITY
        and min(x1 - x0, y1 - y0) < _THIN
        and max(x1 - x0, y1 - y0) > _LONG
        and lean.segment_count(each.object) <= _RECTANGLE
        and lean.dash_count(each.object) < 1
        for each, x0, y0, x1, y1 in zip(objects, four, four, four, four, strict=True)
    )


def _are_drawn(texts: Sequence[int], text: Any) -> Iterator[bool]:
    """Of texts of fonts without a name, whose letters may be any pictures: whether each is wider than so many letters are."""
    four = iter(floats(lean.bounds_of, texts, 4))
    lengths = map(lean.text_of, texts, repeat(text), repeat(None), repeat(ctypes.c_ulong(0)))  # in UTF-16, with its end
    for x0, y0, x1, y1, length in zip(four, four, four, four, lengths, strict=True):
        yield x1 - x0 > _WIDEST_LETTER * max(length // 2 - 1, 1) * (y1 - y0)


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
