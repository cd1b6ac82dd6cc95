"""Formulas of workbooks: which of them have never been calculated, so that what is stored as their value is none."""

import re
import struct
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import product
from typing import Any

from build_site.model import column_number
from build_site.text import number

BLANK = ""
"""The value of a formula that was calculated and is blank; None is that of one without a value."""
Formulas = dict[tuple[int, int], tuple[str, object]]
"""Row and column → a formula and the value that is stored with it."""
_FORMULA = frozenset((0x06, 0x206, 0x406))
_END = 0x0A
_CELLS = r"\$?([A-Z]{1,3})\$?([0-9]{1,7})"
_NAMED = re.compile(rf"(?<![\w.])(?:(?:'((?:[^']|'')+)'|([\w.\-]+))!)?{_CELLS}(?::{_CELLS})?(?![\w(])")
_PLAIN = re.compile(r"=(?:SUM|[+\-*/(),.\d\s]|§)+", re.IGNORECASE)
_OF_SUM = re.compile(r"=(?:SUM|[+(),\s]|§)+", re.IGNORECASE)
_MOST = 5_000_000  # cells that are added up


def uncalculated(
    formulas: Mapping[str, Formulas], texts: Mapping[tuple[str, int, int], str]
) -> Iterator[tuple[str, int, int, str]]:
    """Sheet, row and column of each formula without a value, and the formula. Programs that write workbooks store 0 or
    nothing for all that they do not calculate: where one stored 0 is not what its cells (`texts`) add up to, or
    arithmetic has given no number, no 0 and no blank of the workbook's formulas counts."""
    every = [(sheet, *at, *each) for sheet, own in formulas.items() for at, each in own.items()]
    added = _Added(texts)
    never = any(_contradicts(sheet, formula, value, added) for sheet, _, _, formula, value in every)
    for sheet, row, column, formula, value in every:
        if value is None or (never and value in (0, BLANK)):
            yield sheet, row, column, formula


def _contradicts(sheet: str, formula: str, value: object, added: "_Added") -> bool:
    """Whether a stored 0 or blank cannot be the value of a formula."""
    bare = _NAMED.sub("§", formula)
    if value == BLANK and _PLAIN.fullmatch(bare):
        return True
    return (
        value == 0 and not isinstance(value, bool) and bool(_OF_SUM.fullmatch(bare)) and added.up(formula, sheet) != 0
    )


class _Added:
    """What the numbers of a workbook's cells add up to, as far as they can be counted in bearable time."""

    def __init__(self, texts: Mapping[tuple[str, int, int], str]) -> None:
        self._sheets: dict[str, dict[tuple[int, int], Decimal]] = {}
        self._left = _MOST
        for (sheet, *at), text in texts.items():
            if value := number(text):
                self._sheets.setdefault(sheet, {})[at[0], at[1]] = value

    def up(self, formula: str, sheet: str) -> Decimal | None:
        """The sum of all cells that the formula names; None after too many."""
        found = Decimal(0)
        for quoted, bare, left, top, right, bottom in _NAMED.findall(formula):
            own = self._sheets.get(quoted.replace("''", "'") or bare or sheet, {})
            rows, columns = sorted((int(top), int(bottom or top))), sorted(map(column_number, (left, right or left)))
            self._left -= min(len(own), (rows[1] - rows[0] + 1) * (columns[1] - columns[0] + 1)) + 1
            if self._left < 0:
                return None
            if (rows[1] - rows[0] + 1) * (columns[1] - columns[0] + 1) < len(own):
                cells = product(range(rows[0], rows[1] + 1), range(columns[0], columns[1] + 1))
                found += sum((own.get(each, Decimal(0)) for each in cells), Decimal(0))
            else:
                inside = (v for (r, c), v in own.items() if rows[0] <= r <= rows[1] and columns[0] <= c <= columns[1])
                found += sum(inside, Decimal(0))
        return found


def of_xls(book: Any, number: int) -> dict[tuple[int, int], str]:
    """Row and column → the formula of each cell of an XLS's sheet that has one, which xlrd passes over."""
    from xlrd.formula import FMLA_TYPE_CELL, FormulaError, decompile_formula

    found: dict[tuple[int, int], str] = {}
    data, at = book.mem, book._sh_abs_posn[number]
    while at + 4 <= len(data):
        kind, size = struct.unpack("<HH", data[at : at + 4])
        record, at = data[at + 4 : at + 4 + size], at + 4 + size
        if kind == _END:
            break
        if kind in _FORMULA and size >= 22:
            row, column = struct.unpack("<HH", record[:4])
            (length,) = struct.unpack("<H", record[20:22])
            try:
                words = decompile_formula(book, record[22:], length, FMLA_TYPE_CELL, browx=row, bcolx=column)
            except (
                FormulaError,
                LookupError,
                ValueError,
                TypeError,
                AssertionError,
                struct.error,
            ):  # it does not know every part
                words = None
            found[row + 1, column + 1] = f"={words or '…'}"
    return found
