"""Pages become one Document: furniture left out, tables joined over page ends, paragraphs marked."""

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter

from build_site.extract.parse.pdf import furniture, paragraphs
from build_site.extract.parse.pdf.beside import TITLE, Beside, append, beside, captions, new_titles
from build_site.extract.parse.pdf.growing import (
    BODY,
    SAME_X,
    Cell,
    Part,
    Table,
    blank,
    is_body,
    label,
    row_of,
    same_form,
    same_sides,
    tops_of,
)
from build_site.extract.parse.pdf.page import PageRead, Piece, PieceCell, TextLine
from build_site.model import Block, Document, Line, Place
from build_site.text import squeeze

_FEWEST_ROWS = 4  # of one column, alone on its page, that may be a table's first, the others on further pages
_MOST_STRAY = 4  # lines between the parts of a table that do not belong to it
_MARK = re.compile(
    r"[（(\[【]?(?:[接续承]前?上?[页表]?(?:[一二三四五六七八九十\d]*)|continued)[)）\]】]?", re.IGNORECASE
)


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


@dataclass(slots=True)
class _Text:
    page: PageRead
    line: TextLine


@dataclass(slots=True)
class _Assembly:
    """Walks through the pages and puts their lines and table pieces in a row."""

    pages: Sequence[PageRead]
    items: list[_Text | Table] = field(default_factory=list)

    def blocks(self) -> list[Block]:
        dropped, legends = furniture.find(self.pages), furniture.legends(self.pages)
        for page in self.pages:
            lines = [line for index, line in enumerate(page.lines) if (page.key, index) not in dropped]
            self._page(page, lines, [piece for piece in page.pieces if id(piece) not in legends])
        return self._finished()

    def _page(self, page: PageRead, lines: list[TextLine], pieces: Sequence[Piece]) -> None:
        """Append a page's content, its first table to the table before if it continues that one."""
        opening = len(self.items)
        for item in reading_order(lines, pieces):
            if isinstance(item, TextLine):
                self.items.append(_Text(page, item))
                continue
            above = [text for text in self.items[opening:] if isinstance(text, _Text)]
            first = len(above) == len(self.items) - opening
            parent, stray = self._before(opening) if first else (None, [])
            over = [text.line for text in above]
            found = self._beside(parent, item, stray, over) if parent else None
            if parent and not (found and (found.again or found.headed)) and self._continues(parent, item, above, stray):
                self.items[opening:] = [
                    text for text in above if _is_row(text)
                ]  # that no rule encloses: not to be lost
                self._append(parent, page, item)
            elif parent and found:
                del self.items[opening:]
                self._append_beside(parent, found, page, over)
            elif item.framed is not None and (len(pieces) > 1 or len(item.rows) < _FEWEST_ROWS):
                self.items += [_Text(page, line) for line in item.framed]
            else:
                heads = _heads(self.items[opening:])
                place = Place(page=page.number, box=page.display(item.box))
                rows = [row_of(page, cells) for cells in item.rows]
                part = Part(list(rows), tops_of(item), item.xs[-1])
                framed = None if item.framed is None else [(page, line) for line in item.framed]
                self.items.append(
                    Table(list(item.xs), rows, place, heads, item.xs, [part], item.regular, framed=framed)
                )

    def _before(self, opening: int) -> tuple[Table | None, list[_Text]]:
        """The last table before a page, and the few lines that stand under it."""
        for index in range(opening - 1, max(opening - 2 - _MOST_STRAY, -1), -1):
            item = self.items[index]
            if isinstance(item, Table):
                return item, [text for text in self.items[index + 1 : opening] if isinstance(text, _Text)]
        return None, []

    def _continues(self, parent: Table, piece: Piece, above: list[_Text], stray: list[_Text]) -> bool:
        """Whether a page's first table goes on where the last one before stopped.

        Where nothing stands between them, or only what stood above the parent, its columns' sides tell. Whatever else
        stands between and is no title does not part them, if the columns are the same and the rows go on: no head but the
        parent's, no label again with which that one began."""
        new = [
            text
            for line in [*stray, *above]
            if (text := _MARK.sub("", squeeze(line.line.text))) and text not in parent.heads
        ]
        again = parent.repeated(piece.rows) > parent.head() + 1 or parent.reordered(piece.rows)
        rows = [row for row in piece.rows if not blank(row)]
        head = parent.repeated(rows)
        if (
            again
            or (parent.beside and not new and rows and not (head or is_body(rows[0])) and self._is_anew(parent, above))
            or (parent.is_list() and piece.framed is None)
            or same_form(parent, piece)
            or new_titles(parent, piece)
        ):
            return False
        own = parent.same_columns(piece) if piece.by_text else same_sides(parent.own, piece.xs)
        if not new and (parent.shift(piece) or own):
            shared = sum(any(abs(x - y) <= SAME_X for y in parent.own[1:-1]) for x in piece.xs[1:-1])
            if piece.goes_on or (
                not above and (parent.shift(piece) or shared * 2 >= min(len(parent.own), len(piece.xs)) - 2)
            ):
                return True
            if shared == len(piece.xs) - 2 == len(parent.own) - 2:
                return True
        if not (parent.same_columns(piece) or parent.shift(piece)) or len(new) > _MOST_STRAY:
            return False
        if head >= len(rows) or not (head or is_body(rows[0])):
            return False
        restarts = label(rows[head]) and label(rows[head]) in {label(row) for row in parent.rows[: parent.head() + 1]}
        return not restarts and not any(TITLE.search(text) for text in new)

    def _is_anew(self, parent: Table, above: Sequence[_Text]) -> bool:
        """Whether the lines over a sheet's first columns are there again without its title, which stands over others of them."""
        titled, again = (
            any(TITLE.search(squeeze(text.line.text)) for text in texts) for texts in (self._above(parent)[1], above)
        )
        return bool(above) and not again and (titled or len(parent.own) == 2)

    def _append(self, table: Table, page: PageRead, piece: Piece) -> None:
        """Join a continuation: repeated header rows are dropped, and rows left blank by the cut."""
        if table.framed is not None:
            table.framed += [(page, line) for line in piece.framed or ()]
        rows = list(piece.rows)
        begin = next((at for at, row in enumerate(rows) if _is_said(row)), len(rows))
        end = next((at for at, row in enumerate(reversed(table.rows)) if at + 1 == len(table.rows) or _is_said(row)), 0)
        table.cut |= {id(row) for row in table.rows[len(table.rows) - end :]}
        repeated = table.repeated(rows[begin:])
        shift = table.shift(piece)
        sides = {x: x - shift for x in piece.xs}
        if len(piece.xs) == len(table.own) and not shift and table.same_columns(piece):
            sides = dict(zip(piece.xs, table.own, strict=True))
        added = [x for x in sides.values() if all(abs(x - y) > SAME_X for y in table.xs)]
        if added:
            table.xs = sorted([*table.xs, *added])
            table.regular = False
        table.regular = table.regular and piece.regular
        blanks = [row_of(page, cells, sides) for cells in rows[:begin]]
        table.cut |= set(map(id, blanks))
        joined = [row_of(page, cells, sides) for cells in rows[begin + repeated :]]
        table.rows += blanks + joined
        table.parts.append(Part([*blanks, *[None] * repeated, *joined], tops_of(piece), table.own[-1]))

    def _beside(self, parent: Table, piece: Piece, stray: Sequence[_Text], over: Sequence[TextLine]) -> Beside | None:
        above = [text.line for text in self._above(parent)[1]]
        return beside(parent, piece, above, [text.line for text in stray], over)

    def _above(self, table: Table) -> tuple[int, list[_Text]]:
        """Where a table stands among the items, and the lines over it on its first page and on those beside it."""
        end = start = next(at for at, item in enumerate(self.items) if item is table)
        while start and isinstance(self.items[start - 1], _Text):
            start -= 1
        here = table.place.page or 0
        return end, [text for text in self.items[start:end] if isinstance(text, _Text) and text.page.number >= here]

    def _append_beside(self, table: Table, found: Beside, page: PageRead, over: Sequence[TextLine]) -> None:
        """Join the columns of a further page, and what it shows of the lines over the table."""
        end, above = self._above(table)
        lines, more = captions(table, found, [text.line for text in above], over)
        whole = [_Text(text.page, line) for text, line in zip(above, lines, strict=True)]
        self.items[end - len(above) : end] = [*whole, *(_Text(page, line) for line in more)]
        append(table, found, page)

    def _finished(self) -> list[Block]:
        body: dict[tuple[int, int], list[TextLine]] = {page.key: [] for page in self.pages}
        items: list[_Text | Table] = []
        for item in self.items:
            is_list = isinstance(item, Table) and item.is_list()
            items += [_Text(*line) for line in item.framed or ()] if isinstance(item, Table) and is_list else [item]
        for item in items:
            if isinstance(item, _Text):
                body[item.page.key].append(item.line)
        margin = paragraphs.margins(self.pages, body)
        pitch = {number: _pitch(lines) for number, lines in body.items()}
        blocks: list[Block] = []
        before: _Text | None = None
        for item in items:
            if isinstance(item, Table):
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


def _line(page: PageRead, line: TextLine, starts: bool | None) -> Line:
    edges = () if page.turned or page.to_page else line.edges
    return Line(line.text, Place(page=page.number, box=page.display(line.box)), starts, edges)


def _heads(items: Sequence[_Text | Table]) -> tuple[str, ...]:
    """The lines since the table before, as they are compared."""
    heads: list[str] = []
    for item in items:
        heads = [*heads, squeeze(item.line.text)] if isinstance(item, _Text) else []
    return tuple(heads)


def _is_said(cells: Sequence[PieceCell | Cell]) -> bool:
    """Whether a row is no blank one: it says something, or may."""
    return not blank(cells) or any(cell.doubt for cell in cells)


def _is_row(text: _Text) -> bool:
    """Whether an amount, or a code and a name, stand in a line."""
    words = text.line.text.split()
    return any(map(BODY.fullmatch, words)) and len(words) > 1


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
                if not blank(cells):
                    left, right = cells[0].box, cells[-1].box
                    box = left[0], left[1], right[2], min(left[3], right[3])
                    found.append(
                        Line("\t".join(cell.text for cell in cells), Place(page=page.number, box=page.display(box)))
                    )
    return found
