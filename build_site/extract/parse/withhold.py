"""Masks personal contact data while reading: names and numbers of the people who filled in an annex, ID numbers, e-mail.

What is masked keeps its length, so places and columns stay true; how many pieces were masked is counted and published.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from build_site.model import Block, Document, Grid, Line, Place, Said
from build_site.registers.personal import MASK, Cell, Piece, find, find_in_table, mask, masked

__all__ = ["MASK", "alone", "mask", "withhold"]

_A_LINE = 10
"""A line of so many characters at least may go on in the next one in the middle of a number or name."""
Blackened = dict[tuple[object, str], str]
"""What a line or cell of a page, or of a line of a text, says → what is published of it."""


def withhold(document: Document) -> Document:
    """The document with personal data masked in blocks and transcript, and the number of pieces masked."""
    known: Blackened = {}
    blocks: list[Block] = []
    count, flow = 0, list[Line]()
    for block in (*document.blocks, None):
        if isinstance(block, Line):
            flow.append(block)
            continue
        lines, found = _mask_lines(flow, known)
        blocks, count, flow = [*blocks, *lines], count + found, []
        if block is not None:
            grid, found = _mask_grid(block, known)
            blocks, count = [*blocks, grid], count + found
    transcript = tuple(blackened(line, known) for line in document.transcript)
    transcript, extra = _mask_rest(transcript)
    title, found = mask(document.title)
    remarks = tuple((Said(mask(said.zh)[0], mask(said)[0]), place) for said, place in document.remarks)
    return replace(
        document,
        blocks=tuple(blocks),
        transcript=transcript,
        title=title,
        remarks=remarks,
        withheld=document.withheld + count + extra + found,
    )


def alone(text: str) -> str:
    """What is published of a text that stands alone, such as a sheet's name."""
    return masked(text, find_in_table([[Cell(text, 0)]]).get((0, 0), []))


def blackened(line: Line, known: Blackened) -> Line:
    """A line of the transcript with what is blackened of its text or cells elsewhere."""
    at = key(line.place)
    whole = known.get((at, line.text))
    text = whole if whole is not None else "\t".join(known.get((at, part), part) for part in line.text.split("\t"))
    return replace(line, text=text) if text != line.text else line


def key(place: Place) -> object:
    """What tells lines with the same words apart: the page, or the line of a text."""
    return place.page or place.line


def _mask_lines(lines: Sequence[Line], known: Blackened) -> tuple[list[Line], int]:
    """Lines that follow each other, read as one text: a label may stand over what it announces, a number go on in the
    next line."""
    text = "\n".join(line.text for line in lines)
    pieces = find(text)
    ends = [end for _, end, _ in pieces]
    pieces += [piece for piece in _over_ends(lines) if not _overlaps(piece, pieces, ends)]
    if not pieces:
        return list(lines), 0
    result = []
    for line, words in zip(lines, masked(text, pieces).split("\n"), strict=True):
        if words != line.text:
            known[key(line.place), line.text] = words
            line = replace(line, text=words)
        result.append(line)
    return result, len(pieces)


def _overlaps(piece: Piece, others: Sequence[Piece], ends: Sequence[int]) -> bool:
    """Whether a piece shares something with one of the others, which stand in their order and end there."""
    next_one = bisect_right(ends, piece[0])
    return next_one < len(ends) and others[next_one][0] < piece[1]


def _over_ends(lines: Sequence[Line]) -> list[Piece]:
    """What is cut by the end of a line, found where the two are read without it; its places in the text of all lines."""
    found: list[Piece] = []
    at = 0
    for line, following in pairwise(lines):
        end = at + len(line.text)
        if len(line.text) >= _A_LINE and following.starts is not True:
            cut = len(line.text)
            for start, stop, kind in find(line.text + following.text):
                if start < cut < stop and kind != "home address":  # which ends with its line
                    found += [(at + start, end, kind), (end + 1, end + 1 + stop - cut, kind)]
        at = end + 1
    return found


def _mask_grid(grid: Grid, known: Blackened) -> tuple[Grid, int]:
    found = find_in_table([[Cell(cell.text, cell.column, cell.span) for cell in row] for row in grid.rows])
    if not found:
        return grid, 0
    rows = [list(row) for row in grid.rows]
    for (at, index), pieces in found.items():
        cell = rows[at][index]
        words = masked(cell.text, pieces)
        known[key(cell.place), cell.text] = words
        rows[at][index] = cell._replace(text=words)
    return replace(grid, rows=tuple(map(tuple, rows))), sum(map(len, found.values()))


def _mask_rest(transcript: Sequence[Line]) -> tuple[tuple[Line, ...], int]:
    """What stands in the transcript alone, such as the heads and feet of pages."""
    text, count = mask("\n".join(line.text for line in transcript))
    words = text.split("\n") if transcript else []
    lines = zip(transcript, words, strict=True)
    return tuple(replace(line, text=new) if new != line.text else line for line, new in lines), count
