"""Text whose columns are told by blanks alone, as `pdftotext -layout` leaves it: tables where every line agrees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

_GAP = re.compile(r"\S {2,}\S")
_NUMBER = re.compile(r"-?[\d,]+\.\d+")
_SHORT = 30  # characters of a row that has one cell
_LEAST = 2  # rows of a table
_APART = 3  # lines between the tables of two forms: title, unit, note
_WIDTHS = (2, 1)
"""Columns that a Chinese character takes: in a terminal, and for pdftotext."""


def with_tabs(lines: Sequence[str]) -> tuple[list[str], list[tuple[int, int, int]]]:
    """The lines; those of a table with tabs between cells where columns of blanks run through all of them, and no cell
    holds two numbers or a gap. A table of which that is not so stays as it is, nobody could say whose its numbers are:
    where each such begins and ends, and its first line that does not agree with the others (from 0)."""
    found = [_table(lines, *block) for block in _blocks(lines)]
    doubtful = [each for each in found if each[2] is None]
    made, refused = list(lines), []
    for first, end, rows, wrong in found:
        if rows != [] and any(_beside(lines, (first, end), other[:2]) for other in doubtful):
            refused.append((first, end, wrong))
        elif rows:
            made[first:end] = ["\t".join(row) for row in rows]
    return made, refused


Table = tuple[int, int, list[list[str]] | None, int]
"""Where it begins and ends; its cells, none where it is none, None where its lines do not agree, and the first such."""


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
    numbers = sum(bool(_NUMBER.search(line)) for line in lines[first:end])
    return first, end, None if numbers >= _LEAST else [], wrong


def _beside(lines: Sequence[str], one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two blocks are parts of one form: what of it agrees is not its whole."""
    (_, before), (after, _) = sorted((one, other))
    return one == other or sum(bool(line.strip()) for line in lines[before:after]) < _APART


def _is_two(cell: str) -> bool:
    return bool(_GAP.search(cell)) or len(_NUMBER.findall(cell)) > 1


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Whether it is more than a list of contents with page numbers."""
    return len(rows) >= _LEAST and (len(rows[0]) > 2 or any(_NUMBER.search(cell) for row in rows for cell in row))


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Runs of lines with gaps, short ones without between them: where each begins and ends, and where it ends with the short
    lines behind it, which may be rows without amounts."""
    first, end, last = 0, 0, 0
    for at, line in enumerate(lines):
        if not _GAP.search(line.strip()) and not (line.startswith(" " * 2) and _GAP.search(f"x{line}")):
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
