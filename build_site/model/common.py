"""What every noun rests on: places, forms, states, and the one error for bad input."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in PDF points, origin at the top left of the page."""


class InputError(Exception):
    """A mistake in what we were given: says where, what was expected, what was found and what to do."""

    def __init__(self, file: str, expected: str, found: str, remedy: str, place: Place | None = None) -> None:
        self.file, self.expected, self.found, self.remedy, self.place = file, expected, found, remedy, place
        super().__init__(file, expected, found, remedy, place)

    def __str__(self) -> str:
        where = f"{self.file}{self.place.suffix if self.place else ''}"
        return f"{where}: expected {self.expected}; found {self.found}. {self.remedy}"


class State(StrEnum):
    """Five different facts about an amount cell."""

    VALUE = "value"
    ZERO = "zero"  # a printed 0
    BLANK = "blank"  # printed blank, or a dash
    NO_DATA = "no-data"  # the form is declared empty by a note of the report
    NOT_READ = "not-read"  # something stands there that could not be read


class FormState(StrEnum):
    FOUND = "found"
    EMPTY = "empty"  # printed, without a single amount
    MISSING = "missing"  # not in the report
    NOT_READ = "not-read"  # printed, and not one of its amounts could be read


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the source: the page of a PDF or the line of a text (both from 1), and its box."""

    page: int | None = None
    line: int | None = None
    box: Box | None = None

    @property
    def suffix(self) -> str:
        """`, page 3` or `:12`, to stand behind a file name."""
        if self.page is not None:
            return f", page {self.page}"
        return f":{self.line}" if self.line is not None else ""


NOWHERE = Place()
