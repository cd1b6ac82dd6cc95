"""What every noun rests on: places, forms, states, and the one error for bad input."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Self

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


class Worded(StrEnum):
    """Values with words for people: of each member, behind its value, those that the class has annotations for."""

    def __new__(cls, value: str, *words: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        for name, word in zip_longest(cls.__annotations__, words, fillvalue=""):
            setattr(member, name, word)
        return member


class State(Worded):
    """Five different facts about an amount cell. `sign`: what stands in the cell's place where it has no value, `zh`: what
    that means."""

    sign: str
    zh: str

    VALUE = "value"
    ZERO = "zero"  # a printed 0
    BLANK = "blank", "·", "原表空白"  # or a dash
    NO_DATA = "no-data", "无数据", "报告说明本表无数据"  # the form is declared empty by a note of the report
    NOT_READ = "not-read", "未读出", "原表有内容，但未能读出"


class FormState(Worded):
    """What a report has of a form. zh, en: in words."""

    zh: str
    en: str

    FOUND = "found", "有数据", "has amounts"
    EMPTY = "empty", "本表无数据", "declared empty"  # printed, without a single amount
    MISSING = "missing", "报告中没有此表", "not in the report"
    NOT_READ = "not-read", "本站没有读出此表", "not read"  # printed, and not one of its amounts could be read


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the source: the page of a PDF and its box, or the line of a text (both from 1; a paragraph
    or a table's row of a Word file or web page counts as one), or sheet and cell (A1) of a workbook; there `line` counts
    the rows of all sheets that are read, so that places have one order."""

    page: int | None = None
    line: int | None = None
    box: Box | None = None
    sheet: str = ""
    cell: str = ""

    @property
    def suffix(self) -> str:
        """`, page 3`, `:12` or `, GK01!B6`, to stand behind a file name."""
        if self.page is not None:
            return f", page {self.page}"
        if self.sheet:
            return f", {self.sheet}!{self.cell}"
        return f":{self.line}" if self.line is not None else ""

    @property
    def zh(self) -> str:
        """`第 3 页`, `第 12 行` or `GK01!B6`, for people."""
        if self.sheet:
            return f"{self.sheet}!{self.cell}"
        return f"第 {self.page} 页" if self.page is not None else f"第 {self.line} 行" if self.line is not None else ""


NOWHERE = Place()
