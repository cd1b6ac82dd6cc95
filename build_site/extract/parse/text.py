"""Reads a report that was converted to text: lines, and tables as lines with tabs, pipes (Markdown) or commas (CSV)."""

import csv
import html
import re
from collections.abc import Iterator
from itertools import groupby

from build_site.extract.parse import aligned
from build_site.model import Block, Document, Grid, GridCell, InputError, Line, Place, Said
from build_site.text import clean, without_fields

_CHECKED = re.compile(r"<input\b[^>]*\bchecked\b[^>]*>", re.IGNORECASE)
_UNCHECKED = re.compile(r"<input\b[^>]*\btype=[\"']?checkbox[^>]*>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MARK = re.compile(r"<sup>\s*(\d+)\s*</sup>", re.IGNORECASE)  # of a footnote: no part of the number before it
# Only tags that conversions are known to leave; any other "<" of the report stays as printed.
_TAG = re.compile(
    r"</?(?:p|div|span|b|i|u|em|strong|font|sup|sub|a|img|table|thead|tbody|tr|td|th)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
# Words that any of these reports has; a wrong guess of the encoding yields none of them.
_EXPECTED_WORDS = re.compile("决算|预算|收入|支出|部门|单位|年度")
_SAYS_SO = re.compile(rb"<meta[^>]*charset=[\"']?gb", re.IGNORECASE)
_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?)?\s*")  # between head and body of a Markdown table
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_OPEN_CELL = re.compile(r'(?:^|[,;])"(?:[^"]|"")*$')
_NO_CELLS = re.compile(r"\d\s+-?\d|。|^\s*-?\d{1,3}(?:,\d{3})+(?:\.\d+)?\s*$")
_MOST_IN_CELL, _LEAST_ROWS = 8, 3  # lines of a quoted cell; rows of a table
_ORDINAL = re.compile(
    r"第?[一二三四五六七八九十]{1,3}(?:部分|章|篇|[、.．])|[(（](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]|\d{1,2}[、.．]"
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read(text: str, name: str) -> Document:
    """The Document of a text whose tables are tab-separated lines, Markdown tables with pipes, or comma-separated lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    lines, loose = _with_tabs(lines)
    blocks: list[Block] = []
    transcript: list[Line] = []
    table: list[tuple[GridCell, ...]] = []
    for number, raw in enumerate(lines, start=1):
        place = Place(line=number)
        cells = [_strip_markup(cell) for cell in raw.split("\t")]
        if not any(cells) and len(cells) == 1:
            continue  # a blank line never ends a table: page ends leave one inside it
        if (
            not table
            and len(cells) == 2
            and _ORDINAL.fullmatch(cells[0])
            and re.search(r"[\u4e00-\u9fff]{2}", cells[1])
        ):
            cells = ["".join(cells)]  # a heading set with a tab behind its number
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
    unread = tuple(Place(line=first + 1) for first, _, _ in loose)
    return Document(name, tuple(blocks), tuple(transcript), remarks=tuple(map(_said, loose)), unread=unread)


def _said(loose: tuple[int, int, int]) -> tuple[Said, Place]:
    """A table by blanks of which nobody could say whose its numbers are."""
    first, end, wrong = (at + 1 for at in loose)
    zh = f"第 {first} 到 {end - 1} 行的数以空格分栏，第 {wrong} 行的栏与别的行对不齐，分不清是谁的数，没有读"
    en = f"The numbers of lines {first} to {end - 1} stand in columns of blanks; line {wrong} does not agree with the others: not read"
    return Said(zh, en), Place(line=wrong)


def _with_tabs(lines: list[str]) -> tuple[list[str], list[tuple[int, int, int]]]:
    """The lines of Markdown tables and of comma-separated ones with tabs between their cells, each in its own place; and
    the tables whose columns cannot be told."""
    if any("\t" in line.strip() for line in lines):
        return ["\t".join(map(_unquoted, line.split("\t"))) for line in lines], []
    if any(map(_RULE.fullmatch, lines)):
        return _from_markdown(lines), []
    lines = _with_whole_cells(lines)
    made = list(lines)
    for separator in ",;":
        rows = [_separated(line, separator) for line in lines]
        for first, end in _alike(rows):
            joined = ("\t".join(row) for row in rows[first:end])
            made[first:end] = [
                line.rstrip("\t") if line.count("\t") == len(line.strip("\t")) else line for line in joined
            ]
    return (list(map(_unquoted, made)), []) if made != lines else aligned.with_tabs(lines)


def _from_markdown(lines: list[str]) -> list[str]:
    """A table is the line over a rule and those under it as far as they have pipes, at their sides or not."""
    made: list[str] = []
    inside, width = False, 0
    for at, line in enumerate(lines):
        rule = next(filter(_RULE.fullmatch, lines[at : at + 2]), "")
        width = len(re.findall("-+", rule)) or width
        line = re.sub(r"^#{1,6} +", "", line.strip()).replace("**", "")
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)]
        inside = len(cells) > 1 and (inside or bool(rule) or not cells[0])
        if not inside:
            made.append(line)
            continue
        for side in (0, -1):
            if len(cells) > max(width, 1) and not cells[side]:
                del cells[side]
        made.append("" if _RULE.fullmatch(line) else "\t".join(cells))
    return made


def _unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if _QUOTED.fullmatch(cell) else cell


def _with_whole_cells(lines: list[str]) -> list[str]:
    """The lines; a quoted cell that goes on over line ends stands in its first line, and the others are blank."""
    made: list[str] = []
    rest = 0
    for at, line in enumerate(lines):
        if rest:
            rest -= 1
            made.append("")
            continue
        if _OPEN_CELL.search(line):
            end = next((n for n in range(1, _MOST_IN_CELL) if "\n".join(lines[at : at + n + 1]).count('"') % 2 == 0), 0)
            line, rest = " ".join(lines[at : at + end + 1]), end
        made.append(line)
    return made


def _separated(line: str, separator: str) -> list[str]:
    """The cells of a line; a line that is an amount, has amounts between blanks, or is a sentence, is one cell."""
    if len(line) > csv.field_size_limit() or _NO_CELLS.search(line) or line.count('"') % 2:
        return [line]
    return next(csv.reader([line], delimiter=separator), [])


def _alike(rows: list[list[str]]) -> Iterator[tuple[int, int]]:
    """Runs of rows with equally many cells, blank lines apart: the tables."""
    filled = [at for at, row in enumerate(rows) if any(row)]
    for width, run in groupby(filled, lambda at: len(rows[at])):
        places = list(run)
        if width > 1 and len(places) >= _LEAST_ROWS:
            yield places[0], places[-1] + 1


def _grid(rows: list[tuple[GridCell, ...]]) -> Grid:
    return Grid(tuple(rows), max(map(len, rows)), measured=False, place=rows[0][0].place)


def _strip_markup(cell: str) -> str:
    if "<" in cell:
        cell = _UNCHECKED.sub("☐", _CHECKED.sub("☑", cell))
        cell = _TAG.sub("", _BREAK.sub(" ", _MARK.sub(r"[\1]", cell)))
    return without_fields(clean(html.unescape(cell))).strip()


def decode(data: bytes, name: str) -> str:
    """A text in UTF-8, UTF-16 (with BOM) or GB18030.

    Raises InputError for a binary file or another encoding, naming the first line that could not be decoded."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise _not_text(name, data, error.start) from error
    control = _CONTROL.search(data)
    if control:
        line = data.count(b"\n", 0, control.start()) + 1
        raise InputError.of("text.binary-file", name, place=Place(line=line), byte=control[0][0])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        broken = error
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _not_text(name, data, broken.start) from error
    if not _EXPECTED_WORDS.search(text) and not _SAYS_SO.search(data):
        raise _not_text(name, data, broken.start)
    return text


def _not_text(name: str, data: bytes, offset: int) -> InputError:
    return InputError.of("text.binary", name, place=Place(line=data.count(b"\n", 0, offset) + 1), byte=data[offset])
