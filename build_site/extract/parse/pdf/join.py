"""Pages become one Document: furniture left out, tables joined over page ends, paragraphs marked."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from build_site.extract.parse.pdf import furniture, paragraphs
from build_site.extract.parse.pdf.page import PageRead, Piece, PieceCell, TextLine
from build_site.extract.parse.pdf.rulings import NEAR
from build_site.model import Block, Document, Grid, GridCell, Line, Place
from build_site.text import squeeze

_SAME_X = NEAR + 1.0  # points: rulings of one table on two pages, on one of which they may have been snapped to others
_FARTHEST = 72.0  # points: between mirrored margins
_CONTINUED = re.compile(r"[（(]?(?:续表?|续上表|接上页|接上表)\d*[)）]?")


def document(file: str, pages: Sequence[PageRead]) -> Document:
    """The whole report in reading order."""
    by_eye = tuple(page.number for page in pages if page.ocr)
    return Document(
        file=file,
        blocks=tuple(_Assembly(pages).blocks()),
        transcript=tuple(line for page in pages for line in _transcript(page)),
        pages=len(pages),
        read_by="pdf" if any(page.glyphs for page in pages if not page.ocr) or not by_eye else "ocr",
        ocr_pages=by_eye,
    )


class _Row(NamedTuple):
    """One row on its page. `shift`: how much further right its page prints the table than the first one did."""

    page: PageRead
    cells: tuple[PieceCell, ...]
    shift: float = 0.0


@dataclass(slots=True)
class _Table:
    """A table in the making, on the x grid of its first page."""

    xs: list[float]
    rows: list[_Row]
    place: Place
    heads: tuple[str, ...]  # the lines printed above it on its first page
    regular: bool = True

    def grid(self) -> Grid:
        sides = {(x, row.shift) for row in self.rows for cell in row.cells for x in (cell.box[0], cell.box[2])}
        column = {(x, shift): nearest(self.xs, x - shift) for x, shift in sides}
        rows = []
        for page, cells, shift in self.rows:
            row = []
            for text, box, doubt in cells:
                first = column[box[0], shift]
                place = Place(page=page.number, box=page.display(box))
                row.append(GridCell(text, place, first, max(column[box[2], shift] - first, 1), doubt))
            rows.append(tuple(row))
        return Grid(tuple(rows), len(self.xs) - 1, True, self.place, self.regular)

    def shift(self, piece: Piece) -> float:
        """How much further right the piece stands: pages with mirrored margins print the same columns elsewhere."""
        shift = piece.xs[0] - self.xs[0]
        moved = len(piece.xs) == len(self.xs) and abs(shift) <= _FARTHEST
        same = moved and all(abs(x - shift - y) <= _SAME_X for x, y in zip(piece.xs, self.xs, strict=True))
        return shift if same and abs(shift) > _SAME_X else 0.0


@dataclass(slots=True)
class _Text:
    page: PageRead
    line: TextLine


@dataclass(slots=True)
class _Assembly:
    """Walks through the pages and puts their lines and table pieces in a row."""

    pages: Sequence[PageRead]
    items: list[_Text | _Table] = field(default_factory=list)

    def blocks(self) -> list[Block]:
        dropped = furniture.find(self.pages)
        for page in self.pages:
            lines = [line for index, line in enumerate(page.lines) if (page.number, index) not in dropped]
            self._page(page, lines)
        return self._finished()

    def _page(self, page: PageRead, lines: list[TextLine]) -> None:
        """Append a page's content, its first table to the table before if it continues that one."""
        opening = len(self.items)
        for item in reading_order(lines, page.pieces):
            if isinstance(item, TextLine):
                self.items.append(_Text(page, item))
                continue
            above = [text for text in self.items[opening:] if isinstance(text, _Text)]
            first = len(above) == len(self.items) - opening
            parent = self.items[opening - 1] if opening else None
            if first and isinstance(parent, _Table) and self._continues(parent, item, above):
                del self.items[opening:]
                self._append(parent, page, item)
            elif item.framed is not None:
                self.items += [_Text(page, line) for line in item.framed]
            else:
                heads = _heads(self.items[opening:])
                place = Place(page=page.number, box=page.display(item.box))
                rows = [_Row(page, cells) for cells in item.rows]
                self.items.append(_Table(list(item.xs), rows, place, heads, item.regular))

    def _continues(self, parent: _Table, piece: Piece, above: list[_Text]) -> bool:
        """Nothing but what stood above the parent may stand above its continuation, on the same x grid."""
        printed = [squeeze(text.line.text) for text in above]
        new = [text for text in printed if text not in parent.heads and not _CONTINUED.fullmatch(text)]
        if new or _same_form(parent, piece):
            return False
        if parent.shift(piece):
            return not above
        if not same_sides(parent.xs, piece.xs):
            return False
        shared = sum(any(abs(x - y) <= _SAME_X for y in parent.xs[1:-1]) for x in piece.xs[1:-1])
        inner = min(len(parent.xs), len(piece.xs)) - 2
        if above:  # a repeated heading needs the stricter proof: the same columns
            return shared == len(piece.xs) - 2 == len(parent.xs) - 2
        return shared * 2 >= inner

    def _append(self, table: _Table, page: PageRead, piece: Piece) -> None:
        """Join a continuation: repeated header rows and rows left blank by the cut are dropped."""
        while len(table.rows) > 1 and _blank(table.rows[-1].cells):
            table.rows.pop()
        rows = list(piece.rows)
        while rows and _blank(rows[0]):
            rows.pop(0)
        repeated = 0
        for (_, old, _), new in zip(table.rows, rows, strict=False):
            if _blank(new) or _texts(old) != _texts(new):
                break
            repeated += 1
        shift = table.shift(piece)
        added = [x for x in piece.xs if all(abs(x - shift - y) > _SAME_X for y in table.xs)]
        if added:
            table.xs = sorted([*table.xs, *added])
            table.regular = False
        table.regular = table.regular and piece.regular
        table.rows += [_Row(page, cells, shift) for cells in rows[repeated:]]

    def _finished(self) -> list[Block]:
        body: dict[int, list[TextLine]] = {page.number: [] for page in self.pages}
        for item in self.items:
            if isinstance(item, _Text):
                body[item.page.number].append(item.line)
        margin = paragraphs.margins(self.pages, body)
        pitch = {number: _pitch(lines) for number, lines in body.items()}
        blocks: list[Block] = []
        before: _Text | None = None
        for item in self.items:
            if isinstance(item, _Table):
                blocks.append(item.grid())
                before = None
                continue
            starts: bool | None = True
            if before:
                here, there = item.page.number, before.page.number
                leap = here == there and item.line.bottom - before.line.bottom > 1.5 * pitch[here]
                starts = paragraphs.starts(item.line, before.line, margin[here], margin[there], leap)
            blocks.append(_line(item.page, item.line, starts))
            before = item
        return blocks


def reading_order(lines: Sequence[TextLine], pieces: Sequence[Piece]) -> list[TextLine | Piece]:
    """Lines and tables from top to bottom. A line's middle counts: close above a table it may reach into it."""
    placed: list[tuple[float, float, TextLine | Piece]] = [(line.top + line.bottom, line.x0, line) for line in lines]
    placed += [(2 * piece.box[1], piece.box[0], piece) for piece in pieces]
    return [item for _, _, item in sorted(placed, key=itemgetter(0, 1))]


def same_sides(xs: Sequence[float], others: Sequence[float]) -> bool:
    return abs(xs[0] - others[0]) <= _SAME_X and abs(xs[-1] - others[-1]) <= _SAME_X


def nearest(xs: Sequence[float], x: float) -> int:
    return min(range(len(xs)), key=lambda index: abs(xs[index] - x))


def _line(page: PageRead, line: TextLine, starts: bool | None) -> Line:
    edges = () if page.turned or page.to_page else line.edges
    return Line(line.text, Place(page=page.number, box=page.display(line.box)), starts, edges)


def _heads(items: Sequence[_Text | _Table]) -> tuple[str, ...]:
    """The lines since the table before, as they are compared."""
    heads: list[str] = []
    for item in items:
        heads = [*heads, squeeze(item.line.text)] if isinstance(item, _Text) else []
    return tuple(heads)


def _same_form(parent: _Table, piece: Piece) -> bool:
    """Whether a form begins anew: from its first row on, it has the parent's labels (not codes) but other entries."""
    alike = 0
    for (_, old, _), new in zip(parent.rows[:8], piece.rows, strict=False):
        label = next(filter(None, _texts(new)), None)
        if label != next(filter(None, _texts(old)), None) or (label and label.isdigit()):
            break
        alike += label is not None and _texts(old) != _texts(new)
    return alike > 1


def _texts(cells: Sequence[PieceCell]) -> list[str]:
    return [squeeze(cell.text) for cell in cells]


def _blank(cells: Sequence[PieceCell]) -> bool:
    return not any(cell.text.strip() for cell in cells)


def _pitch(lines: Sequence[TextLine]) -> float:
    """The usual distance of a page's lines, in points."""
    steps = [below.bottom - line.bottom for line, below in pairwise(lines)]
    return statistics.median([step for step in steps if step > 0] or [100.0])


def _transcript(page: PageRead) -> list[Line]:
    """Every line of a page, top to bottom; a table's rows with their cells separated by tabs."""
    found: list[Line] = []
    for item in reading_order(page.lines, page.pieces):
        if isinstance(item, TextLine):
            found.append(_line(page, item, None))
        elif item.framed is not None:
            found += [_line(page, line, None) for line in item.framed]
        else:
            for cells in item.rows:
                if not _blank(cells):
                    left, right = cells[0].box, cells[-1].box
                    box = left[0], left[1], right[2], min(left[3], right[3])
                    found.append(
                        Line("\t".join(cell.text for cell in cells), Place(page=page.number, box=page.display(box)))
                    )
    return found
