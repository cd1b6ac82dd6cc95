"""Text whose columns are told by blanks alone, as `pdftotext -layout` leaves it: tables where every line agrees."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

_GAP = re.compile(r"\S {2,}\S")
_NUMBER = re.compile(r"-?[\d,]+\.\d+")
_SHORT = 30  # characters of a row that has one cell
_LONGEST = 1_000  # characters of a row
_LEAST = 2  # rows of a table
_WIDTHS = (2, 1)
"""Columns that a Chinese character takes: in a terminal, and for pdftotext."""
Block = tuple[int, int, int]
Table = tuple[int, int, list[list[str]] | None, int]
"""Where it begins and ends; its cells, none where it is none, None where its lines do not agree, and the first such."""


def with_tabs(lines: Sequence[str]) -> tuple[list[str], list[tuple[int, int, int]]]:
    """The lines; those of a table with tabs between cells where columns of blanks run through all of them, and no cell
    holds two numbers or a gap. Where that is not so of one table nobody could say whose its numbers are, nor whether the
    columns of the others are theirs by more than chance: all stay as they are; where each such begins and ends, and its
    first line that does not agree with the others (from 0)."""
    found: list[Table] = []
    blocks: list[Block] = []
    for block in _blocks(lines):
        table = _table(lines, *block)
        if blocks and all(0 < len(line.strip()) <= _SHORT for line in lines[blocks[-1][1] : block[0]]):
            whole = (blocks[-1][0], *block[1:])  # rows without amounts between them, however many
            if (joined := _table(lines, *whole))[2]:
                blocks[-1], found[-1] = whole, joined
                continue
        blocks.append(block)
        found.append(table)
    refused = [(first, end, wrong) for first, end, rows, wrong in found if rows is None]
    made = list(lines)
    for first, end, rows, _ in found:
        if rows and not refused:
            made[first:end] = ["\t".join(row) for row in rows]
    return made, refused


def _table(lines: Sequence[str], first: int, end: int, last: int) -> Table:
    """The lines of a block as a table, with the short ones behind it or without."""
    wrong = first
    for upto in dict.fromkeys((last, end)):
        for width in _WIDTHS:
            rows = _cells(lines[first:upto], width)
            at = next((at for at, row in enumerate(rows) if any(map(_is_two, row))), None)
            if rows and at is None and _is_table(rows):
                return first, upto, rows, first
            wrong = max(wrong, first + (at or 0))
    numbers = [len(_NUMBER.findall(line)) for line in lines[first:end]]
    return first, end, None if sum(map(bool, numbers)) >= _LEAST or max(numbers) > 1 else [], wrong


def _is_two(cell: str) -> bool:
    return bool(_GAP.search(cell)) or len(_NUMBER.findall(cell)) > 1


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Whether it is more than a list of contents with page numbers."""
    return len(rows) >= _LEAST and (len(rows[0]) > 2 or any(_NUMBER.search(cell) for row in rows for cell in row))


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    """Runs of lines with gaps, short ones without between them: where each begins and ends, and where it ends with the short
    lines behind it, which may be rows without amounts."""
    first, end, last = 0, 0, 0
    for at, line in enumerate(lines):
        if len(line) > _LONGEST or (
            not _GAP.search(line.strip()) and not (line.startswith(" " * 2) and _GAP.search(f"x{line}"))
        ):
            if end and (not line.strip() or len(line.strip()) > _SHORT or (at - end > 1 < end - first)):
                yield first, end, last
                end = 0
            elif end:
                last = at + 1
            continue
        first, end, last = (first if end else at), at + 1, at + 1
    if end:
        yield first, end, last


def _cells(lines: Sequence[str], wide: int) -> list[list[str]]:
    """The cells of each line between the columns of blanks; none where there is only one column."""
    spread = [_spread(line, wide) for line in lines]
    width = max(map(len, spread))
    blank = [all(at >= len(line) or line[at] == " " for line in spread) for at in range(width)]
    starts = [at for at in range(width) if not blank[at] and all(blank[max(at - 2, 0) : at])]  # one blank is in a name
    if len(starts) < 2:
        return []
    return [
        [
            "".join(line[first:end]).replace("\0", "").strip()
            for first, end in zip(starts, [*starts[1:], width], strict=True)
        ]
        for line in spread
    ]


def _spread(line: str, wide: int) -> list[str]:
    """The line's characters by columns."""
    places: list[str] = []
    for char in line.rstrip():
        places.append(char)
        if unicodedata.east_asian_width(char) in "WF":
            places += "\0" * (wide - 1)
    return places
