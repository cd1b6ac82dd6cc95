"""Reads a report that was converted to text: lines, and tables as tab-separated lines."""

from __future__ import annotations

import html
import re
from pathlib import Path

from build_site.model import Block, Document, Grid, GridCell, InputError, Line, Place
from build_site.text import clean

_CHECKED = re.compile(r"<input\b[^>]*\bchecked\b[^>]*>", re.IGNORECASE)
_UNCHECKED = re.compile(r"<input\b[^>]*\btype=[\"']?checkbox[^>]*>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# Only tags that conversions are known to leave; any other "<" of the report stays as printed.
_TAG = re.compile(
    r"</?(?:p|div|span|b|i|u|em|strong|font|sup|sub|a|img|table|thead|tbody|tr|td|th)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
# Words that any of these reports has; a wrong guess of the encoding yields none of them.
_EXPECTED_WORDS = re.compile("决算|预算|收入|支出|部门|单位|年度")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read(path: Path) -> Document:
    """The Document of a UTF-8, UTF-16 (with BOM) or GB18030 text.

    Raises InputError for a binary file or another encoding, naming the first line that could not be decoded."""
    lines = _decode(path).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    blocks: list[Block] = []
    transcript: list[Line] = []
    table: list[tuple[GridCell, ...]] = []
    for number, raw in enumerate(lines, start=1):
        place = Place(line=number)
        cells = [_strip_markup(cell) for cell in raw.split("\t")]
        if not any(cells) and len(cells) == 1:
            continue  # a blank line never ends a table: page ends leave one inside it
        transcript.append(Line("\t".join(cells), place))
        if len(cells) > 1:
            table.append(tuple(GridCell(cell, place, column) for column, cell in enumerate(cells)))
            continue
        if table:
            blocks.append(_grid(table))
            table = []
        blocks.append(Line(cells[0], place))
    if table:
        blocks.append(_grid(table))
    return Document(path.name, tuple(blocks), tuple(transcript))


def _grid(rows: list[tuple[GridCell, ...]]) -> Grid:
    return Grid(tuple(rows), max(map(len, rows)), measured=False, place=rows[0][0].place)


def _strip_markup(cell: str) -> str:
    if "<" in cell:
        cell = _UNCHECKED.sub("☐", _CHECKED.sub("☑", cell))
        cell = _TAG.sub("", _BREAK.sub(" ", cell))
    return clean(html.unescape(cell)).strip()


def _decode(path: Path) -> str:
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise _not_text(path, data, error.start) from error
    control = _CONTROL.search(data)
    if control:
        raise InputError(
            path.name,
            "a text (UTF-8 or GB18030) or a PDF",
            f"a binary file (byte 0x{control[0][0]:02x})",
            "Give the PDF itself or a text conversion of it.",
            Place(line=data.count(b"\n", 0, control.start()) + 1),
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        broken = error
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _not_text(path, data, broken.start) from error
    if not _EXPECTED_WORDS.search(text):
        raise _not_text(path, data, broken.start)
    return text


def _not_text(path: Path, data: bytes, offset: int) -> InputError:
    return InputError(
        path.name,
        "UTF-8 or GB18030 text",
        f"a byte sequence that is neither (0x{data[offset]:02x})",
        "Save the report as UTF-8.",
        Place(line=data.count(b"\n", 0, offset) + 1),
    )
