"""Text whose columns are told by blanks alone, as `pdftotext -layout` leaves it: tables where every line agrees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

_GAP = re.compile(r"\S {2,}\S")
_NUMBER = re.compile(r"-?[\d,]+\.\d+")
_SHORT = 30  # characters of a row that has one cell
_LEAST = 2  # rows of a table


def with_tabs(lines: Sequence[str]) -> list[str]:
    """The lines; those of a table with tabs between cells where columns of blanks run through all of them, and no cell
    holds two numbers or a gap. A table of which that is not so stays as it is: nobody could say whose its numbers are."""
    made = list(lines)
    for first, end, last in _blocks(lines):
        for upto in dict.fromkeys((last, end)):
            if _is_table(rows := _cells(lines[first:upto])):
                made[first:upto] = ["\t".join(row) for row in rows]
                break
    return made


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    cells = [cell for row in rows for cell in row]
    if len(rows) < _LEAST or (len(rows[0]) < 3 and not any(map(_NUMBER.search, cells))):
        return False  # contents, with page numbers
    return not any(_GAP.search(cell) or len(_NUMBER.findall(cell)) > 1 for cell in cells)


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


def _cells(lines: Sequence[str]) -> list[list[str]]:
    """The cells of each line between the columns of blanks; none where there is only one column."""
    spread = [_spread(line) for line in lines]
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


def _spread(line: str) -> list[str]:
    """The line's characters by the columns of a terminal: a Chinese one takes two."""
    places: list[str] = []
    for char in line.rstrip():
        places.append(char)
        if unicodedata.east_asian_width(char) in "WF":
            places.append("\0")
    return places
