"""Pages become one Document: furniture left out, tables joined over page ends, paragraphs marked."""

from __future__ import annotations

import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from build_site.extract.parse.pdf import furniture, paragraphs
from build_site.extract.parse.pdf.page import PageRead, Piece, PieceCell, TextLine
from build_site.extract.parse.pdf.rulings import NEAR
from build_site.extract.parse.pdf.slots import nearest
from build_site.model import Block, Box, Document, Grid, GridCell, Line, Place
from build_site.text import squeeze

_SAME_X = NEAR + 1.0  # points: rulings of one table on two pages, on one of which they may have been snapped to others
_SAME_Y = 1.5  # points: rows of one table on two pages beside each other
_FARTHEST = 72.0  # points: between mirrored margins
_MOST_HEADS = 4  # rows, where a table of labels alone has no row that is none
_MANY = 10  # rows of two tables at the same heights
_MOST_STRAY = 4  # lines between the parts of a table that do not belong to it
_MARK = re.compile(
    r"[（(\[【]?(?:[接续承]前?上?[页表]?(?:[一二三四五六七八九十\d]*)|continued)[)）\]】]?", re.IGNORECASE
)
_TITLE = re.compile(r"(?:表|一览|情况)(?:[（(].{0,8}[)）])?$")
_BODY = re.compile(r"[-−–—△▲¥￥(（]*\d[\d,，]*[.．]\d+.{0,2}|\d{3,9}|\d{3}(?:[-.\s]\d\d){1,2}")


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


class _Cell(NamedTuple):
    """A cell on its page, and its sides on the table's own grid of columns."""

    page: PageRead
    text: str
    box: Box
    doubt: str
    left: float
    right: float


_Row = list[_Cell]


@dataclass(slots=True)
class _Part:
    """What one page gave to a table: its rows (None for those left out), where each begins, and whether the page that
    prints the columns further right has been joined to it."""

    rows: list[_Row | None]
    tops: list[float]
    beside: bool = False


@dataclass(slots=True)
class _Table:
    """A table in the making, on the x grid of its first page."""

    xs: list[float]
    rows: list[_Row]
    place: Place
    heads: tuple[str, ...]  # the lines printed above it on its first page
    own: tuple[float, ...]  # its columns' sides on its first page
    parts: list[_Part]
    regular: bool = True

    def grid(self) -> Grid:
        sides = {x for row in self.rows for cell in row for x in (cell.left, cell.right)}
        column = {x: nearest(self.xs, x) for x in sides}
        rows = []
        for cells in self.rows:
            row = [
                GridCell(
                    text,
                    Place(page.number, None, page.display(box)),
                    column[left],
                    max(column[right] - column[left], 1),
                    doubt,
                )
                for page, text, box, doubt, left, right in cells
            ]
            rows.append(tuple(row))
        return Grid(tuple(rows), len(self.xs) - 1, True, self.place, self.regular)

    def head(self) -> int:
        """How many of its first rows are heads: no amount and no code stands in them."""
        return next((index for index, row in enumerate(self.rows) if _is_body(row)), len(self.rows))

    def shift(self, piece: Piece) -> float:
        """How much further right the piece stands: pages with mirrored margins print the same columns elsewhere."""
        shift = piece.xs[0] - self.own[0]
        moved = len(piece.xs) == len(self.own) and abs(shift) <= _FARTHEST
        same = moved and all(abs(x - shift - y) <= _SAME_X for y, x in zip(self.own, piece.xs, strict=True))
        return shift if same and abs(shift) > _SAME_X else 0.0

    def same_columns(self, piece: Piece) -> bool:
        """Whether the piece stands in the same columns: by x, or by heads that say the same where widths differ."""
        if len(piece.xs) != len(self.own):
            return False
        if all(abs(x - y) <= _SAME_X for x, y in zip(piece.xs, self.own, strict=True)):
            return True
        return 0 < self.head() == self.repeated(piece.rows)

    def repeated(self, rows: Sequence[Sequence[PieceCell | _Cell]]) -> int:
        """How many of the rows repeat this table's first ones."""
        count = 0
        for old, new in zip(self.rows, rows, strict=False):
            if _blank(new) or _texts(old) != _texts(new):
                break
            count += 1
        return count


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
            lines = [line for index, line in enumerate(page.lines) if (page.key, index) not in dropped]
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
            parent, stray = self._before(opening) if first else (None, [])
            if parent and self._continues(parent, item, above, stray):
                self.items[opening:] = filter(
                    _is_row, above
                )  # a row of the table that no rule encloses must not be lost
                self._append(parent, page, item)
            elif parent and (found := self._beside(parent, item, stray, above)):
                del self.items[opening:]
                self._append_beside(parent, *found, page, item)
            elif item.framed is not None:
                self.items += [_Text(page, line) for line in item.framed]
            else:
                heads = _heads(self.items[opening:])
                place = Place(page=page.number, box=page.display(item.box))
                rows = [_row(page, cells) for cells in item.rows]
                part = _Part(list(rows), _tops(item))
                self.items.append(_Table(list(item.xs), rows, place, heads, item.xs, [part], item.regular))

    def _before(self, opening: int) -> tuple[_Table | None, list[_Text]]:
        """The last table before a page, and the few lines that stand under it."""
        for index in range(opening - 1, max(opening - 2 - _MOST_STRAY, -1), -1):
            item = self.items[index]
            if isinstance(item, _Table):
                return item, [text for text in self.items[index + 1 : opening] if isinstance(text, _Text)]
        return None, []

    def _continues(self, parent: _Table, piece: Piece, above: list[_Text], stray: list[_Text]) -> bool:
        """Whether a page's first table goes on where the last one before stopped.

        Where nothing stands between them, or only what stood above the parent, its columns' sides tell. Whatever else
        stands between does not part them, if the columns are the same and the rows go on: no head but the parent's, no
        label again with which that one began, and below a title the codes or row numbers in their order."""
        new = [
            text
            for line in [*stray, *above]
            if (text := _MARK.sub("", squeeze(line.line.text))) and text not in parent.heads
        ]
        if _same_form(parent, piece) or parent.repeated(piece.rows) > parent.head() + 1:
            return False
        if not new and (parent.shift(piece) or same_sides(parent.own, piece.xs)):
            shared = sum(any(abs(x - y) <= _SAME_X for y in parent.own[1:-1]) for x in piece.xs[1:-1])
            if not above and (parent.shift(piece) or shared * 2 >= min(len(parent.own), len(piece.xs)) - 2):
                return True
            if shared == len(piece.xs) - 2 == len(parent.own) - 2:
                return True
        if not (parent.same_columns(piece) or parent.shift(piece)) or len(new) > _MOST_STRAY:
            return False
        rows = [row for row in piece.rows if not _blank(row)]
        head = parent.repeated(rows)
        if head >= len(rows) or not (head or _is_body(rows[0]) or _follows(parent, rows[0])):
            return False
        restarts = _label(rows[head]) and _label(rows[head]) in {
            _label(row) for row in parent.rows[: parent.head() + 1]
        }
        titled = any(_TITLE.search(text) for text in new)
        return not restarts and (not titled or (not head and _follows(parent, rows[head])))

    def _append(self, table: _Table, page: PageRead, piece: Piece) -> None:
        """Join a continuation: repeated header rows and rows left blank by the cut are dropped."""
        while len(table.rows) > 1 and _blank(table.rows[-1]):
            table.rows.pop()
        rows = list(piece.rows)
        while rows and _blank(rows[0]):
            rows.pop(0)
        repeated = table.repeated(rows)
        shift = table.shift(piece)
        sides = {x: x - shift for x in piece.xs}
        if len(piece.xs) == len(table.own) and not shift and table.same_columns(piece):
            sides = dict(zip(piece.xs, table.own, strict=True))
        added = [x for x in sides.values() if all(abs(x - y) > _SAME_X for y in table.xs)]
        if added:
            table.xs = sorted([*table.xs, *added])
            table.regular = False
        table.regular = table.regular and piece.regular
        joined = [_row(page, cells, sides) for cells in rows[repeated:]]
        table.rows += joined
        table.parts.append(_Part([None] * (len(piece.rows) - len(joined)) + joined, _tops(piece)))

    def _beside(
        self, parent: _Table, piece: Piece, under: list[_Text], over: list[_Text]
    ) -> tuple[_Part, list[int]] | None:
        """The part of the table whose columns go on in this piece, and which of its rows stand there: a sheet wider than
        its paper, printed on several pages with the same rows, of which only the first show codes and names; others only
        where nothing stands over them and the rows are many. Of the heads there may be fewer rows, as merged ones are one."""
        if any(_TITLE.search(squeeze(text.line.text)) for text in [*under, *over]) or parent.same_columns(piece):
            return None
        part = next((part for part in parent.parts if not part.beside), None)
        tops = _tops(piece)
        if part is None or len(tops) < 2:
            return None
        there = [
            next((at for at, y in enumerate(part.tops) if abs((tops[-1] - top) - (part.tops[-1] - y)) <= _SAME_Y), -1)
            for top in tops
        ]
        head = min(parent.head(), _MOST_HEADS)
        if -1 in there or not {*range(head, len(part.tops))} <= {*there}:
            return None
        labels = {_label(row[:1]) for at, row in zip(there, piece.rows, strict=True) if at >= head} - {""}
        known = {_label([cell]) for row in part.rows if row for cell in row}
        own = labels and (over or len(tops) < _MANY or not labels.isdisjoint(known))
        return None if own else (part, there)

    def _append_beside(self, table: _Table, part: _Part, there: list[int], page: PageRead, piece: Piece) -> None:
        """Join the columns that a page prints further right to the rows that they belong to."""
        offset = table.own[-1] - piece.xs[0]
        sides = {x: x + offset for x in piece.xs}
        table.xs += [x for x in sides.values() if all(abs(x - y) > _SAME_X for y in table.xs)]
        for at, cells in zip(there, piece.rows, strict=True):
            if (row := part.rows[at]) is not None:
                row += _row(page, cells, sides)
        part.beside = True

    def _finished(self) -> list[Block]:
        body: dict[tuple[int, int], list[TextLine]] = {page.key: [] for page in self.pages}
        for item in self.items:
            if isinstance(item, _Text):
                body[item.page.key].append(item.line)
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
                here, there = item.page.key, before.page.key
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
    for old, new in zip(parent.rows[:8], piece.rows, strict=False):
        label = next(filter(None, _texts(new)), None)
        if label != next(filter(None, _texts(old)), None) or (label and label.isdigit()):
            break
        alike += label is not None and _texts(old) != _texts(new)
    return alike > 1


def _follows(parent: _Table, row: Sequence[PieceCell]) -> bool:
    """Whether a row's first number, a code or a row number, comes after the last row's."""
    last = next((number for old in reversed(parent.rows) if (number := _number(old))), "")
    new = _number(row)
    if not last or not new:
        return False
    return int(new) == int(last) + 1 if max(len(last), len(new)) < 3 else new > last


def _number(cells: Sequence[PieceCell | _Cell]) -> str:
    return next((text for text in map(squeeze, (cell.text for cell in cells)) if text.isascii() and text.isdigit()), "")


def _is_body(cells: Sequence[PieceCell | _Cell]) -> bool:
    """Whether an amount or a code stands in a row, as in no head."""
    return any(_BODY.fullmatch(text) for text in _texts(cells))


def _is_row(text: _Text) -> bool:
    """Whether an amount, or a code and a name, stand in a line."""
    words = text.line.text.split()
    return any(map(_BODY.fullmatch, words)) and len(words) > 1


def _label(cells: Sequence[PieceCell | _Cell]) -> str:
    """A row's first text that is no number, or its code."""
    return next((text for text in _texts(cells) if text and not re.fullmatch(r"\d{1,2}|[\d,，]*\.\d+", text)), "")


def _row(page: PageRead, cells: Sequence[PieceCell], sides: Mapping[float, float] | None = None) -> _Row:
    found = []
    for text, box, doubt in cells:
        left, right = (sides.get(box[0], box[0]), sides.get(box[2], box[2])) if sides else (box[0], box[2])
        found.append(_Cell(page, text, box, doubt, left, right))
    return found


def _tops(piece: Piece) -> list[float]:
    return [row[0].box[1] for row in piece.rows]


def _texts(cells: Sequence[PieceCell | _Cell]) -> list[str]:
    return [squeeze(cell.text) for cell in cells]


def _blank(cells: Sequence[PieceCell | _Cell]) -> bool:
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
