"""The report's text as it was read, with an anchor for every line of a text, page of a PDF or cell of a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from build_site.model import Place
from build_site.package.read import line_place
from build_site.render.links import anchor
from build_site.render.published import Record


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a sheet, so many columns wide."""

    anchor: str
    text: str
    span: int


@dataclass(frozen=True, slots=True)
class Part:
    """A page, a sheet, or a whole text: its lines with their anchors, or a sheet's columns and rows."""

    place: Place
    lines: Sequence[tuple[str, Record]] = ()
    columns: Sequence[str] = ()
    rows: Sequence[tuple[str, Sequence[Cell]]] = ()

    @property
    def title(self) -> str:
        """Empty where the report is one text."""
        if self.place.sheet:
            return f"{self.place.file} 工作表 {self.place.sheet}".strip()
        return self.place.zh.replace(" ", "") if self.place.page else self.place.file


def parts(lines: Sequence[Record]) -> Iterator[Part]:
    """The report as it was read: a page, a sheet or a text at a time; personal contact data are masked as in the data."""
    placed = ((line_place(line), line) for line in lines)
    for (file, page, sheet), group in groupby(placed, lambda each: (each[0].file, each[0].page, each[0].sheet)):
        own = list(group)
        if sheet:
            yield _sheet(own)
        else:
            found = [(anchor(place) if place.line else "", line) for place, line in own]
            yield Part(Place(page=page, file=file), found)


def _sheet(lines: Sequence[tuple[Place, Record]]) -> Part:
    """The sheet's cells in the columns that are used."""
    used = {_column(name) for _, line in lines for name in line["cell"].split()}
    letters = sorted(used, key=lambda column: (len(column), column))
    at = {column: number for number, column in enumerate(letters)}
    place = lines[0][0]
    rows: dict[str, list[Cell]] = {}
    for _, line in lines:
        names, texts = line["cell"].split(), line["text"].split("\t")
        ends = [*(at[_column(name)] for name in names), len(letters)]
        row = rows.setdefault(names[0].lstrip(_LETTERS), [])
        for name, text, (first, end) in zip(names, texts, pairwise(ends), strict=True):
            if not row and first:
                row.append(Cell("", "", first))
            rest = end - first - 1 if end == len(letters) and len(names) > 1 else 0  # cells that reach down from above
            row.append(Cell(anchor(Place(sheet=place.sheet, cell=name, file=place.file)), text, end - first - rest))
            row += [Cell("", "", rest)] if rest else []
    return Part(Place(sheet=place.sheet, file=place.file), (), letters, list(rows.items()))


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _column(name: str) -> str:
    return name.rstrip("0123456789")
