"""What every noun rests on: places, forms, states, and the one error for bad input."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any, Self

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in PDF points, origin at the top left of the page."""


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_IN_TABLE = re.compile(r"表(\d+)!([A-Z]+)(\d+)")
PARAGRAPH = "段"
"""What stands for the cell where a place of a Word file or web page is in no table."""


class Said(str):
    """Words for people in English that know themselves in Chinese, which is told first."""

    __slots__ = ("zh",)
    zh: str

    def __new__(cls, zh: str, en: str) -> Self:
        made = super().__new__(cls, en)
        made.zh = zh
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # what __new__ takes: for processes
        return self.zh, str(self)

    @property
    def both(self) -> str:
        """Chinese, English beside it."""
        return f"{self.zh} {self}"


def in_chinese(words: str) -> str:
    """The Chinese of words that have it; a name, number or quotation is itself in both languages."""
    return words.zh if isinstance(words, Said) else words


_CORRECT = "请改正这一行。", "Correct the row."
"""What to do about a register's line, where nothing else is said."""


@cache
def _refusals() -> dict[str, Any]:
    from tomllib import loads  # few runs refuse anything

    return loads(Path(__file__).with_name("refusals.toml").read_text("utf-8"))


class InputError(Exception):
    """A mistake in what we were given: says where, what was expected, what was found and what to do. What was found may be a
    name, number or quotation, which is itself in both languages; the rest is said in both."""

    def __init__(self, file: str, expected: Said, found: str, remedy: Said, place: "Place | None" = None) -> None:
        self.file, self.expected, self.found, self.remedy, self.place = file, expected, found, remedy, place
        super().__init__(file, expected, found, remedy, place)

    @classmethod
    def of(cls, why: str, file: str, found: str = "", place: "Place | None" = None, **told: object) -> Self:
        """The refusal of this name in refusals.toml, with what it tells; `found` where the row does not say it."""
        row = _refusals()
        for part in why.split("."):
            row = row[part]

        def said(words: Sequence[str] | str) -> Said:
            zh, en = _refusals()["shared"][words] if isinstance(words, str) else words
            own = {name: in_chinese(value) if isinstance(value, str) else value for name, value in told.items()}
            return Said(zh.format(**own), en.format(**told))

        found = said(row["found"]) if "found" in row else found
        return cls(file, said(row["expected"]), found, said(row.get("remedy", _CORRECT)), place)

    def __str__(self) -> str:
        """In Chinese, English beside it."""
        zh = f"应为：{self.expected.zh}；实际：{in_chinese(self.found)}。{self.remedy.zh}"
        return f"{self._where}: {zh} (expected {self.expected}; found {self.found}. {self.remedy})"

    @property
    def _where(self) -> str:
        """File and place: `report.txt:12`, as programs know it; else in Chinese."""
        file, place = in_chinese(self.file), self.place
        if place is None or (place.line is not None and not place.cell):
            return f"{file}{place.suffix if place else ''}"
        return f"{file} {place.zh}".strip()


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
    """Where something stands in the source: the page of a PDF and its box, or the line of a text (both from 1), or sheet and
    cell (A1) of a workbook; there `line` counts the rows of all sheets that are read, until the package is written. Of a Word
    file or web page `line` counts paragraphs and rows of tables, and `cell` says which it is: 段, or `表3!B8` as Word itself
    names the second cell of the eighth row of the third table. `file`: of a report of several files, which."""

    page: int | None = None
    line: int | None = None
    box: Box | None = None
    sheet: str = ""
    cell: str = ""
    file: str = ""

    @property
    def suffix(self) -> str:
        """`, page 3`, `:12` or `, GK01!B6`, to stand behind a file name; of several files `/01.xls` before it."""
        within = f"/{self.file}" if self.file else ""
        if self.page is not None:
            return f"{within}, page {self.page}"
        if self.cell or self.sheet:
            return f"{within}, {self._within(english=True)}"
        return f"{within}:{self.line}" if self.line is not None else within

    @property
    def row(self) -> int:
        """Of the sheet's cell; 0 where there is none."""
        return int(self.cell.lstrip(_LETTERS) or 0)

    @property
    def column(self) -> int:
        """Of the sheet's cell, from 1; 0 where there is none."""
        return column_number(self.cell.rstrip("0123456789")) if self.sheet else 0

    @property
    def at(self) -> str:
        """Sheet and cell as a formula names them: `GK01!B6`."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    @property
    def zh(self) -> str:
        """`第 3 页`, `第 12 行`, `第 12 段`, `第 3 张表第 8 行第 2 格` or `GK01!B6`, of several files `01.xls GK01!B6`, for people."""
        return " ".join(filter(None, (self.file, self._within(english=False))))

    @property
    def en(self) -> str:
        """The same in English: `page 3`, `line 12`, `paragraph 12`, `table 3, row 8, cell 2`."""
        return " ".join(filter(None, (self.file, self._within(english=True))))

    def _within(self, *, english: bool) -> str:
        if self.page is not None:
            return f"page {self.page}" if english else f"第 {self.page} 页"
        if self.sheet:
            return self.at
        if found := _IN_TABLE.fullmatch(self.cell):
            table, row, cell = found[1], found[3], column_number(found[2])
            return f"table {table}, row {row}, cell {cell}" if english else f"第 {table} 张表第 {row} 行第 {cell} 格"
        if self.line is None:
            return ""
        if self.cell:
            return f"paragraph {self.line}" if english else f"第 {self.line} 段"
        return f"line {self.line}" if english else f"第 {self.line} 行"


def column_letters(column: int) -> str:
    """1 → A, 28 → AB: a column as workbooks name it."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = _LETTERS[rest] + name
    return name


def column_number(column: str) -> int:
    """A → 1, AB → 28."""
    found = 0
    for letter in column:
        found = found * 26 + _LETTERS.index(letter) + 1
    return found


class Order:
    """Which of two places comes first in a report, by the order of its lines: a key to sort by."""

    def __init__(self, lines: Iterable[Place]) -> None:
        self._parts = {part: at for at, part in enumerate(dict.fromkeys((each.file, each.sheet) for each in lines))}

    def __call__(self, place: Place) -> tuple[int, int]:
        within = place.row if place.sheet else place.page or place.line
        return (self._parts.get((place.file, place.sheet), 0), within) if within else (len(self._parts) + 1, 0)


NOWHERE = Place()
PLACE_FIELDS = ("source_file", "source_page", "source_line", "source_sheet", "source_cell")
"""How a package's rows say their place: of several files in which; page, line, or sheet and cell."""
