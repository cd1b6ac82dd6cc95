"""Document: what parse hands to recognise."""

from dataclasses import dataclass
from typing import NamedTuple

from build_site.model.common import Place, Said

PICTURE = "p{}.png"
"""A page's picture, by the page's number."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text. `starts` says whether a paragraph begins here, as far as the layout shows (None: unknown).
    `edges` holds, for PDF, the x of each character's left side and of the last one's right side (len(text) + 1); `cells`,
    for a workbook, the names (A1) of the cells whose texts stand between tabs."""

    text: str
    place: Place
    starts: bool | None = None
    edges: tuple[float, ...] = ()
    cells: tuple[str, ...] = ()


class GridCell(NamedTuple):
    """One cell of a grid; `column` counts the grid's columns from 0, merged cells span several."""

    text: str
    place: Place
    column: int
    span: int = 1
    doubt: str = ""  # why it may not say what people see: a row of data/doubts.csv


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as printed, joined over page ends (repeated headers and blank rows at a join left out).
    `measured`: columns and spans are known, from rulings (PDF) or merged cells; else counted from tabs or cells.
    Rows hold their cells in column order, blank cells included. `columns`: which of the container's own they are, and
    how many it has (0: a sheet); none where it does not say."""

    rows: tuple[tuple[GridCell, ...], ...]
    width: int
    measured: bool
    place: Place
    regular: bool = True  # False: the rulings left doubts; a second reading is worth its time
    columns: tuple[int, ...] = ()


Block = Line | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """A source file in reading order: lines outside tables and grids. `transcript` is every source line
    (those of tables too), personal contact data masked, for the source page."""

    file: str
    blocks: tuple[Block, ...]
    transcript: tuple[Line, ...]
    pages: int | None = None  # None: a text without pages
    withheld: int = 0  # how many pieces of personal data were masked while reading
    read_by: str = (
        "text"  # text, pdf or ocr, or the kind of container: xlsx, xls, ods, docx, html; of several files html+xls
    )
    ocr_pages: tuple[int, ...] = ()
    title: str = ""  # of a PDF, in its properties: what readers and search engines show
    tagged: bool | None = None  # whether a PDF has tags for screen readers
    unread: tuple[
        Place, ...
    ] = ()  # pictures, and tables of a text, that nobody read: a form that is missing may stand there
    remarks: tuple[tuple[Said, Place], ...] = ()  # what the reading of the file has to tell, and where
    unseen: tuple[
        Place, ...
    ] = ()  # hidden cells of sheets, and pages, that hold numbers nobody sees: a form that they stand in is not whole
    files: tuple[str, ...] = ()  # of a report of several files: their names
    attached: tuple[tuple[str, ...], ...] = ()  # what a web page links to be fetched: the names that each has
