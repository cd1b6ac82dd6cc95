"""Document: what parse hands to recognise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from build_site.model.common import Place, Said

PICTURE = "p{}.webp"
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
    doubt: str = ""  # why it may not say what people see: a key of DOUBTS


DOUBTS = {
    "ocr": ("由图像识别读得，可能读错", "it was recognised from a picture"),
    "second-reading": ("另一程序读得不同", "another parser reads it otherwise"),
    "unit": ("所在表的金额单位没有读到", "the unit of its form is not read"),
    "decimals": (
        "小数位与表中其他金额不同，可能混入了脚注号，或没有印全",
        "it has other decimals than the amounts of its form: a footnote's mark may stand in it, or a part be cut off",
    ),
    "mark": ("其中数字大小不一，可能混入了脚注号", "its digits differ in size: a footnote's mark may stand among them"),
    "ink": ("格内画有不是文字的内容", "something is drawn in it that is no text"),
    "overprint": ("格内几段文字相互重叠", "several texts lie over each other in it"),
    "glyphs": ("字体画出的字与文字层不同", "its font draws other characters than it says"),
    "struck": ("划掉了", "it is struck out"),
    "unseen": ("文字层里有，页面上看不见", "its text leaves no ink on the page"),
    "red": (
        "红字而没有负号，表中其他数不是红字：可能是负数",
        "it is red without a sign, unlike the others: it may be negative",
    ),
    "total": ("表中有几行合计，金额不同", "several rows of its form are called the total, with different amounts"),
    "twice": ("印了两次，金额不同", "it, its row or its form is printed twice, with different amounts"),
    "place": (
        "压在格线上，或偏离了本行本栏",
        "it lies over a rule, or off its row or column: it may belong to another cell",
    ),
    "row": ("没有线条说明文字属于哪一行", "no rule tells which row its text belongs to"),
}
"""Why the reading of a cell may be wrong, as cells.csv says it: key → Chinese, English."""


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
    unseen: tuple[Place, ...] = ()  # hidden cells of sheets that hold numbers: a form that they stand in is not whole
    files: tuple[str, ...] = ()  # of a report of several files: their names
    attached: tuple[tuple[str, ...], ...] = ()  # what a web page links to be fetched: the names that each has
