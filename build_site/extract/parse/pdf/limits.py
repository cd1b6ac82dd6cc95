"""Opening a PDF, or refusing it with a reason."""

import contextlib
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf.page import PageRead, grouped
from build_site.model import InputError, Place, Said

MOST_PAGES = 2_000
_AMOUNT = re.compile(r"(?<![\d.])\d[\d,]*\.\d\d?(?![\d.])")
_SENTENCE = re.compile("[，。；：]")


@contextlib.contextmanager
def opened(path: Path, most_pages: int) -> Iterator[pypdfium2.PdfDocument]:
    """The open document, with between 1 and `most_pages` pages; closed at the end.

    Raises InputError for an encrypted or damaged PDF, and a wrong page count."""
    try:
        document = pypdfium2.PdfDocument(path.read_bytes())  # pdfium asks a file for its size before each small read
    except pypdfium2.PdfiumError as error:
        raise _refusal(path, getattr(error, "err_code", None)) from error
    try:
        pages = len(document)
        if not pages:
            raise InputError.of("pdf.no-readable-page", path.name)
        if pages > most_pages:
            raise InputError.of("pdf.too-many-pages", path.name, most_pages=most_pages, pages=pages)
        if document.get_formtype() != pdfium.FORMTYPE_NONE:
            document.init_forms()  # without it the values of fields cannot be read
        yield document
    finally:
        document.close()


@lru_cache(maxsize=1)
def has_layers(path: Path) -> bool:
    """Whether the file may have optional layers, or masks over text: its objects say so, packed or not."""
    content = path.read_bytes()
    if b"/ObjStm" in content:
        content += _unpacked(content)
    masks = b"/Luminosity" in content or (b"/Alpha" in content and re.search(rb"/S\s*/Alpha", content))
    return bool(masks) or b"/OCProperties" in content


def _unpacked(content: bytes) -> bytes:
    """The packed objects of a file."""
    found = []
    for start in re.finditer(rb"/ObjStm[^>]*>>\s*stream\r?\n|/ObjStm.{0,200}?stream\r?\n", content, re.DOTALL):
        with contextlib.suppress(zlib.error):
            found.append(zlib.decompressobj().decompress(content[start.end() :]))
    return b"".join(found)


def _refusal(path: Path, code: int | None) -> InputError:
    if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return InputError.of("pdf.encrypted", path.name)
    content = path.read_bytes()
    if b"%%EOF" not in content[-2048:]:
        return InputError.of("pdf.truncated", path.name)
    if re.search(rb"/Kids\s*\[\s*\]", content):  # pdfium calls it damaged
        return InputError.of("pdf.no-page", path.name)
    return InputError.of("pdf.damaged", path.name)


def damaged_page(path: Path, source: pypdfium2.PdfDocument, number: int) -> InputError:
    """The refusal of a page that does not load, which names all others that do not."""
    damaged = sorted({number, *unloadable(source)})
    listed = ", ".join(ranges(damaged))
    return InputError.of("pdf.damaged-pages", path.name, place=Place(page=damaged[0]), listed=listed)


def unloadable(source: pypdfium2.PdfDocument) -> Iterator[int]:
    """The pages that do not load, from 1."""
    for index in range(len(source)):
        try:
            source[index].close()
        except pypdfium2.PdfiumError:
            yield index + 1


def refuse_without_tables(path: Path, source: pypdfium2.PdfDocument, pages: Sequence[PageRead]) -> None:
    """Raise InputError where no page shows a table and the file itself says why."""
    if any(page.pieces for page in pages) or any(is_picture(page) for page in pages):
        return
    attached = [source.get_attachment(index).get_name() for index in range(source.count_attachments())]
    if attached:
        listed = ", ".join(attached[:5])
        raise InputError.of("pdf.portfolio", path.name, attachments=len(attached), listed=listed)
    if source.get_formtype() in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND):
        raise InputError.of("pdf.xfa", path.name)
    rows = [
        page.number
        for page in pages
        for line in page.lines
        if len(_AMOUNT.findall(line.text)) > 1 and not _SENTENCE.search(line.text)
    ]
    bare = [number for number, count in Counter(rows).items() if count > 2]
    if bare:
        raise InputError.of(
            "pdf.no-rules",
            path.name,
            place=Place(page=bare[0]),
            pages=Said("、".join(ranges(bare)), ", ".join(ranges(bare))),
        )


def unread(path: Path, pages: Sequence[PageRead]) -> list[int]:
    """The pages that show text only as pictures, or in fonts that hide their characters, as far as they were not read
    from the picture, which the extra `ocr` does.

    Raises InputError naming them where they are most of the pages, or no table stands on any other."""
    pictures = [page.number for page in pages if is_picture(page)]
    readable = [page for page in pages if page.number not in pictures]
    if not pictures or (len(readable) > len(pictures) and any(page.pieces for page in readable)):
        return pictures
    if pictures == [1] and len(pages) > 2:
        return pictures  # the cover of a report without tables
    listed = ", ".join(ranges(pictures))
    word = "page" if len(pictures) == 1 else "pages"
    raise InputError.of("pdf.no-text", path.name, place=Place(page=pictures[0]), listed=listed, word=word)


def is_picture(page: PageRead) -> bool:
    """Whether the page has to be read by eye: next to no visible text but an image, or characters nobody can name."""
    return (page.picture and (page.glyphs < 20 or page.hidden > page.glyphs)) or page.unreadable > max(20, page.glyphs)


def ranges(numbers: Sequence[int]) -> Iterator[str]:
    """`3, 5–8` for 3, 5, 6, 7, 8."""
    for run in grouped(numbers, lambda one, other: other == one + 1):
        yield str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}"
