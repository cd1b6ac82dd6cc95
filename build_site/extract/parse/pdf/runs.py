"""How the characters of a page are painted, in runs: the characters that one text object draws."""

import struct
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import compress, pairwise
from operator import is_not
from typing import NamedTuple

_RED = 90  # of 255: so much stronger than the other colours
_CHANNELS = struct.Struct("4I")

Colour = tuple[int, int, int, int]
"""Red, green, blue, opacity: 0 to 255."""


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """How a text object is painted: what lies over a table without belonging to it is painted otherwise.

    There is one for each way of painting: they are compared by identity."""

    colour: Colour
    size: float  # points, to the half
    pale: bool
    red: bool  # as accountants write what is negative


Painted = tuple[Style, str]
"""Words and how they are painted."""
_styles: dict[tuple[bytes, float], Style] = {}


def style_of(colour: bytes, size: float) -> Style:
    """The style for a colour, its four numbers as pdfium writes them."""
    found = _styles.get((colour, size))
    if found is None:
        red, green, blue, opacity = _CHANNELS.unpack(colour)
        pale = min(red, green, blue) >= 170 or opacity <= 128
        is_red = red - max(green, blue) >= _RED
        found = _styles[colour, size] = Style((red, green, blue, opacity), size, pale, is_red)
    return found


class Run(NamedTuple):
    """The characters that one text object draws, from the first one's place in the drawing order on."""

    first: int
    object: int  # the text object's address
    style: Style
    turns: int | None  # quarter turns counter-clockwise in user space; None: askew
    layered: bool  # in an optional layer, which may be off


@dataclass(slots=True)
class Runs:
    """A page's runs in drawing order, as columns: they are as many as its characters, and seldom asked for."""

    firsts: list[int] = field(default_factory=list)
    objects: list[int] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    turns: list[int | None] = field(default_factory=list)
    layered: list[bool] = field(default_factory=list)

    def __iter__(self) -> Iterator[Run]:
        columns = self.firsts, self.objects, self.styles, self.turns, self.layered
        return map(Run._make, zip(*columns, strict=True))

    def add(self, run: Run) -> None:
        for column, value in zip((self.firsts, self.objects, self.styles, self.turns, self.layered), run, strict=True):
            column.append(value)  # type: ignore[attr-defined]

    def at(self, order: int) -> int:
        """Which run draws the character that so many were drawn before."""
        return bisect_right(self.firsts, order) - 1

    def of(self, order: int) -> Run:
        at = self.at(order)
        return Run(self.firsts[at], self.objects[at], self.styles[at], self.turns[at], self.layered[at])

    def counts(self, last: int) -> Counter[Style]:
        """How many characters are painted in each way; `last`: the last one's place in the drawing order."""
        if len(set(self.styles)) < 2:
            return Counter(dict.fromkeys(self.styles[:1], last + 1 - (self.firsts or [0])[0]))
        begins = [True, *map(is_not, self.styles[1:], self.styles)]
        firsts, counts = [*compress(self.firsts, begins), last + 1], Counter[Style]()
        for style, (first, end) in zip(compress(self.styles, begins), pairwise(firsts), strict=True):
            counts[style] += end - first
        return counts
