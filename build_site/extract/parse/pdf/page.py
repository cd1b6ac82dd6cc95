"""What one page gives: glyphs, lines, table pieces. The small nouns that the modules of this folder share.

All coordinates are in the reading frame: PDF points, origin at the top left, text running to the right.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple, TypeVar

from build_site.model import Box


class Glyph(NamedTuple):
    """One character: its advance box from x0 to x1, the baseline y of its pen, its effective font size, and how many
    characters were drawn before it."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    order: int = 0

    @property
    def middle(self) -> float:
        """The y of the character's optical middle. Font boxes lie, the pen does not."""
        return self.y - 0.36 * self.size


class Ruling(NamedTuple):
    """A straight drawn line: vertical at x = `at`, or horizontal at y = `at`, from `start` to `end`."""

    vertical: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text with the x of each character's left side and of the last one's right side."""

    text: str
    edges: tuple[float, ...]
    top: float
    bottom: float
    size: float

    @property
    def x0(self) -> float:
        return self.edges[0]

    @property
    def x1(self) -> float:
        return self.edges[-1]

    @property
    def box(self) -> Box:
        return self.edges[0], self.top, self.edges[-1], self.bottom


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a table that stands on one page: the x of its column rulings and its rows of cells.
    Each row covers the whole width, blank cells included. `framed`: the lines of text inside, if it has one column."""

    xs: tuple[float, ...]
    rows: tuple[tuple["PieceCell", ...], ...]
    box: Box
    regular: bool
    framed: tuple[TextLine, ...] | None = None
    by_text: bool = False  # no rules tell its columns
    bare: bool = False  # no rules stand round its last rows
    goes_on: bool = False  # its columns are, by its text, those of the last table of the page before
    heads: Sequence[Sequence["Text"]] = ()  # the words of its heads and rows, where they tell its columns
    words: Sequence["Text"] = ()


Text = tuple[str, float, float, float, float]
"""A word: its sides, the y of its middle, its size."""


class PieceCell(NamedTuple):
    text: str
    box: Box
    doubt: str = ""  # a row of data/doubts.csv


T = TypeVar("T")


def grouped(items: Iterable[T], goes_on: Callable[[T, T], bool]) -> list[list[T]]:
    """The items in groups: each goes on with the one before it."""
    groups: list[list[T]] = []
    for item in items:
        if groups and goes_on(groups[-1][-1], item):
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


@lru_cache(maxsize=1024)
def two_places(value: float) -> float:
    """Rounding takes long, and the cells of a table share their sides."""
    return round(value, 2)


Affine = tuple[float, float, float, float, float, float]
"""x' = a·x + c·y + e, y' = b·x + d·y + f."""


@dataclass(slots=True)
class PageRead:
    """One page, read. `display` turns a box of the reading frame into one of the page as displayed."""

    number: int
    width: float
    height: float
    lines: list[TextLine] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    glyphs: int = 0
    unreadable: int = 0  # glyphs whose font does not say which characters they are
    picture: bool = False  # images cover much of the page, or shapes are drawn on it as many as characters
    hidden: int = 0  # characters that nobody sees, such as those that a scanner took its picture to say
    unseen: int = 0  # numbers among them
    turned: int = 0  # quarter turns from the reading frame back to the displayed page
    lies: int = 0  # digits that are drawn as others than they say
    ocr: bool = False  # read from its picture
    to_page: Affine | None = None  # from there to the displayed page, where that is more than `turned`
    styles: frozenset[object] = frozenset()  # how its text is painted
    foreign: frozenset[tuple[object, str]] = frozenset()  # words that lie over it without belonging to it
    half: int = 0  # 1: the right one of two pages on a sheet
    left: float = 0.0  # where it begins on its sheet, which is `sheet` wide
    sheet: float = 0.0
    cut: bool = False  # its box cuts a table off
    gutter: bool | None = None  # whether its middle is free, as where two pages stand on a sheet

    @property
    def key(self) -> tuple[int, int]:
        return self.number, self.half

    def part(self, half: int, left: float, width: float) -> "PageRead":
        """The page that one half of this sheet is, without content."""
        return replace(self, half=half, left=left, width=width, lines=[], pieces=[])

    def display(self, box: Box) -> Box:
        x0, top, x1, bottom = box[0] + self.left, box[1], box[2] + self.left, box[3]
        if not self.turned and not self.to_page:  # as nearly all pages
            return two_places(x0), two_places(top), two_places(x1), two_places(bottom)
        if self.turned == 1:
            x0, top, x1, bottom = self.height - bottom, x0, self.height - top, x1
        elif self.turned == 2:
            x0, top, x1, bottom = self.sheet - x1, self.height - bottom, self.sheet - x0, self.height - top
        elif self.turned == 3:
            x0, top, x1, bottom = top, self.sheet - x1, bottom, self.sheet - x0
        if self.to_page:
            a, b, c, d, e, f = self.to_page
            corners = [(a * x + c * y + e, b * x + d * y + f) for x in (x0, x1) for y in (top, bottom)]
            (x0, top), (x1, bottom) = map(min, zip(*corners, strict=True)), map(max, zip(*corners, strict=True))
        return round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2)
