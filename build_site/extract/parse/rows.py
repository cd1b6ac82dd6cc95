"""Rows of cells, of a sheet or of a table in a document, become blocks: the table's grids and the lines around them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from build_site.extract.parse.marks import plain
from build_site.extract.parse.words import MOST_CELLS, MOST_CHARACTERS, too_long, too_many_cells
from build_site.model import Block, Document, Grid, GridCell, InputError, Line, Place, Said
from build_site.text import clean, number, squeeze, without_fields

_LABELLED = re.compile(r"(?!其中)\S{1,8}[:：]")
_INDENTED = re.compile(r"\s?[\u3000\xa0\u2002\u2003]{2}")
_PART = re.compile("第[一二三四五六七八九十]+部分")
_A_SENTENCE, _A_TITLE = 30, 5  # characters at least
_NOT_STRUCK = Said("划掉的文字没有读", "Words that are struck out are not read")
_CELL_STRUCK = Said("这一格的文字划掉了，读数存疑", "This cell is struck out: its reading is doubtful")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row of a sheet or table. `framed`: whether lines are drawn round it (None: the container does not say).
    `name`: A1 in a sheet, 表3!A1 in a text. `depth`: rows that it is merged over. `unseen`: its letters have the colour of
    their ground."""

    text: str
    column: int
    span: int = 1
    framed: bool | None = None
    name: str = ""
    depth: int = 1
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[Cell, ...]
    filled: tuple[Cell, ...]
    place: Place
    after_blank: bool


class Writer:
    """Collects a container's lines and tables in reading order. Each line and each row of a table counts as one line."""

    def __init__(self, file: str, outside: str = "") -> None:
        """`outside`: what a place outside tables says instead of a cell (PARAGRAPH)."""
        self.file = file
        self.sheet = ""
        self.remarks: list[tuple[Said, Place]] = []
        self.unseen: list[Place] = []
        self._outside = outside
        self._tables = 0
        self._blocks: list[Block] = []
        self._transcript: list[Line] = []
        self._cells = self._characters = 0

    def document(self, name: str, kind: str) -> Document:
        """All that was said. Raises InputError where that is nothing."""
        if not self._blocks:
            raise InputError.of("file.no-rows", name)
        return Document(
            name, tuple(self._blocks), tuple(self._transcript), read_by=kind, remarks=tuple(self.remarks),
            unseen=tuple(self.unseen),
        )  # fmt: skip

    def line(self, text: str, *, cell: str = "") -> None:
        """A paragraph, or each line of one that is broken by hand; only the first, and what is indented, is sure to begin one."""
        said = plain(without_fields(text))
        if said.struck:
            self.remarks.append((_NOT_STRUCK, self.place(cell)))
        starts = True
        for part in said.kept.split("\n"):
            if words := _tidy(part):
                place = self.place(cell)
                self._transcript.append(Line(words, place))
                self._blocks.append(Line(words, place, starts or bool(_INDENTED.match(part)) or None))
                starts = False

    def next_table(self) -> str:
        """What the next table of a text is called in the names of its cells: 表3."""
        self._tables += 1
        return f"表{self._tables}"

    def table(self, rows: Iterable[Sequence[Cell]]) -> None:
        """The rows of a sheet or table; lines are what stands over and under its tables."""
        open_rows: list[_Row] = []
        blank = True
        for cells in rows:
            self._cells += len(cells)
            self._characters += sum(len(cell.text) for cell in cells)
            if self._cells > MOST_CELLS:
                raise too_many_cells(self.file, self.sheet)
            if self._characters > MOST_CHARACTERS:
                raise too_long(self.file)
            filled = tuple(cell for cell in cells if cell.text.strip())
            if not filled:
                blank = True
                continue
            row = _Row(tuple(cells), filled, Place(), blank)
            if _stands_alone(row, open_rows):
                self._flush(open_rows)
                open_rows = []
                self._caption(row)
            else:
                open_rows.append(row)
            blank = False
        self._flush(open_rows)

    def _flush(self, rows: list[_Row]) -> None:
        first = next((at for at, row in enumerate(rows) if not _is_caption(row, rows)), len(rows))
        for row in rows[:first]:
            self._caption(row)
        if rows[first:]:
            self._grid(rows[first:])

    def _caption(self, row: _Row) -> None:
        """Each cell is a line: “部门：某局” and “2023年度” beside it are no one name."""
        for cell in row.filled:
            self.line(cell.text, cell=cell.name)

    def _grid(self, rows: list[_Row]) -> None:
        used = sorted({cell.column for row in rows for cell in row.filled})
        if len(used) == 1:
            for row in rows:
                self._caption(row)
            return
        grid: list[tuple[GridCell, ...]] = []
        for row in rows:
            place = self.place(row.filled[0].name)
            cells: dict[int, GridCell] = {}
            for cell in row.cells:
                within = [at for at, column in enumerate(used) if cell.column <= column < cell.column + cell.span]
                if within:
                    own = Place(line=place.line, sheet=self.sheet, cell=cell.name)
                    cells[within[0]] = self._words(cell, own)._replace(column=within[0], span=len(within))
            grid.append(tuple(cells[at] for at in sorted(cells)))
            names = tuple(cell.place.cell for cell in grid[-1] if self.sheet)
            self._transcript.append(Line("\t".join(cell.text for cell in grid[-1]), place, cells=names))
        merged = any(cell.span > 1 for line in grid for cell in line)
        whole = 0 if self.sheet else max(cell.column + cell.span for row in rows for cell in row.cells)
        self._blocks.append(
            Grid(tuple(grid), len(used), measured=merged, place=grid[0][0].place, columns=(*used, whole))
        )

    def _words(self, cell: Cell, place: Place) -> GridCell:
        """The cell without what is struck out in it, which is told; one that is struck out whole is read with doubt, as one
        with a picture alone, and an amount that nobody sees or that stands over several rows."""
        said = plain(cell.text)
        kept, whole = _tidy(said.kept), _tidy(said.whole)
        if said.struck:
            self.remarks.append((_NOT_STRUCK if kept else _CELL_STRUCK, place))
            return GridCell(kept or whole, place, 0, doubt="" if kept else "struck")
        is_amount = (cell.unseen or cell.depth > 1) and "." in kept and number(kept) is not None
        doubt = "ink" if said.ink and not kept else "" if not is_amount else "unseen" if cell.unseen else "row"
        return GridCell(kept, place, 0, doubt=doubt)

    def place(self, cell: str = "") -> Place:
        """Where the next line stands."""
        return Place(line=len(self._transcript) + 1, sheet=self.sheet, cell=cell or self._outside)


def arranges(table: Any, tag: str, *cells: str) -> bool:
    """Whether a table (of lxml) only arranges the page: the tables inside hold more cells than it has itself."""
    own = inner = 0
    for cell in table.iter(*cells):
        if next(cell.iterancestors(tag)) is table:
            own += 1
        else:
            inner += 1
    return inner > own


def hidden(row: int, column: str = "") -> Said:
    """What is told of a row or column that nobody sees."""
    zh, en = (f"第 {row} 行", f"Row {row}") if row else (f"{column} 列", f"Column {column}")
    return Said(f"隐藏的{zh}没有读", f"{en} is hidden in the file: not read")


def _tidy(text: str) -> str:
    return " ".join(clean(text).split())


def _stands_alone(row: _Row, table: Sequence[_Row]) -> bool:
    """Whether a row is a line of text, a title or note, and none of the table before it or of one that begins."""
    one = len(row.filled) == 1
    framed = [cell.framed for cell in row.filled]
    if not any(framed) and None not in framed:  # in a sheet whose tables are framed
        return one or not table or any(_LABELLED.match(cell.text) for cell in row.filled)
    only = row.filled[0]
    if not one or only.text.startswith(("注:", "注：")) or _PART.match(squeeze(only.text)):
        return one
    if table and len(row.cells) > 1 and len(squeeze(only.text)) < _A_TITLE:
        return False  # 合计, and blank cells beside it
    if not table or (only.span > 1 and 2 * only.span > max(c.column + c.span for r in table for c in r.filled)):
        return True
    if framed[0]:
        return False
    first = min(cell.column for each in table for cell in each.filled)
    return only.column <= first and (row.after_blank or len(only.text) > _A_SENTENCE or only.text.startswith("注"))


def _is_caption(row: _Row, rows: Sequence[_Row]) -> bool:
    """Whether a row over the heads is “部门：… 单位：万元”."""
    width = len({cell.column for each in rows for cell in each.filled})
    covered = sum(cell.span for cell in row.filled)
    return (covered < width or len(rows) == 1) and any(_LABELLED.match(cell.text.strip()) for cell in row.filled)
