"""A source file becomes a Document. The one way in for every kind of file."""

from collections.abc import Callable
from pathlib import Path

from build_site.extract.parse.words import (
    MOST_CELLS,
    MOST_CHARACTERS,
    require_file,
    too_long,
    too_many_cells,
    unreadable,
)
from build_site.model import Document, InputError, Place

_LONGEST, _MOST_LINES, _WIDEST = 20_000, 20_000, 1_000  # characters of a line, lines, cells of a row
Progress = Callable[[int, int], None]
"""Called with (pages done, pages in all)."""


def parse(path: Path, progress: Progress | None = None) -> Document:
    """Read a report, personal contact data masked: a file, or a folder or ZIP of files that make it together.

    What it is, its content says, never its name. Raises InputError for what is not a readable report file: missing,
    empty, a Git LFS pointer, of an unknown kind or encoding, damaged, encrypted, too large, or made of pictures."""
    from build_site.extract.parse import several

    require_file(path)
    if several.is_several(path):
        return several.without_given(several.read(path, lambda each: _one(each, None), progress))
    return several.without_given(_one(path, progress))


def _one(path: Path, progress: Progress | None) -> Document:
    from build_site.extract.parse.withhold import withhold  # heavy, and not needed for a PDF's pages alone

    try:
        with path.open("rb") as handle:
            head = handle.read(1024)
    except OSError as error:
        raise unreadable(path, error) from error
    if not head.strip():
        raise InputError.of("file.empty", path.name)
    if head.startswith(b"version https://git-lfs"):
        raise InputError.of("file.lfs-pointer", path.name)
    if b"%PDF-" in head:
        from build_site.extract.parse import pdf  # heavy, and not needed for texts

        return withhold(pdf.read(path, progress))
    from build_site.extract.parse import office

    data = path.read_bytes()
    document = office.read(data, path.name)
    if document is not None:
        return withhold(_of_lines(document))
    from build_site.extract.parse import html, text

    words = text.decode(data, path.name)
    if not html.IS_HTML.match(words) and html.has_table(words):
        words = html.of_text(words)
    if html.IS_HTML.match(words):
        return withhold(_of_lines(html.read(words, path.name)))
    if (cells := max(words.count(mark) for mark in "\t|,;")) > MOST_CELLS:
        raise too_many_cells(path.name, count=cells)
    if len(words) > MOST_CHARACTERS:
        raise too_long(path.name)
    lines = words.split("\n")
    _refuse_more(path.name, sum(map(bool, map(str.strip, lines))))
    for number, line in enumerate(lines, start=1):
        _refuse_longer(path.name, line, Place(line=number))
    return withhold(_of_lines(text.read(words, path.name)))


def _of_lines(document: Document) -> Document:
    """The document. Raises InputError for more lines than any report has, or one that is longer than a report: reading
    them would take for ever."""
    _refuse_more(document.file, len(document.transcript))
    for line in document.transcript:
        _refuse_longer(document.file, line.text, line.place)
    return document


def _refuse_more(file: str, lines: int) -> None:
    if lines > _MOST_LINES:
        raise InputError.of("file.too-many-lines", file, most_lines=_MOST_LINES, lines=lines)


def _refuse_longer(file: str, line: str, place: Place) -> None:
    if max(line.count(mark) for mark in "\t|") >= _WIDEST:
        raise InputError.of("file.too-many-columns", file, place=place, widest=_WIDEST)
    if len(line) > _LONGEST:
        raise InputError.of("file.line-too-long", file, place=place, longest=_LONGEST, length=len(line))
