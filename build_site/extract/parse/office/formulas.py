"""Formulas of workbooks: which of them have never been calculated, so that what is stored as their value is none."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from decimal import Decimal
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
_MOST = 100_000  # cells that a formula may name


def uncalculated(
    formulas: Mapping[str, Formulas], texts: Mapping[tuple[str, int, int], str]
) -> Iterator[tuple[str, int, int, str]]:
    """Sheet, row and column of each formula without a value, and the formula. Programs that write workbooks store 0 or
    nothing for all that they do not calculate: where one stored 0 is not what its cells (`texts`) add up to, or
    arithmetic has given no number, no 0 and no blank of the workbook's formulas counts."""
    every = [(sheet, *at, *each) for sheet, own in formulas.items() for at, each in own.items()]
    never = any(_contradicts(sheet, formula, value, texts) for sheet, _, _, formula, value in every)
    for sheet, row, column, formula, value in every:
        if value is None or (never and value in (0, BLANK)):
            yield sheet, row, column, formula


def _contradicts(sheet: str, formula: str, value: object, texts: Mapping[tuple[str, int, int], str]) -> bool:
    """Whether a stored 0 or blank cannot be the value of a formula."""
    bare = _NAMED.sub("§", formula)
    if value == BLANK and _PLAIN.fullmatch(bare):
        return True
    if value != 0 or isinstance(value, bool) or not _OF_SUM.fullmatch(bare):
        return False
    cells = list(_cells(formula, sheet))
    return bool(sum((number(texts.get(each, "")) or Decimal(0) for each in cells), Decimal(0)))


def _cells(formula: str, sheet: str) -> Iterator[tuple[str, int, int]]:
    for quoted, bare, left, top, right, bottom in _NAMED.findall(formula):
        title = quoted.replace("''", "'") or bare or sheet
        first, last = (int(top), column_number(left)), (int(bottom or top), column_number(right or left))
        if (last[0] - first[0] + 1) * (last[1] - first[1] + 1) <= _MOST:
            yield from (
                (title, row, column) for row in range(first[0], last[0] + 1) for column in range(first[1], last[1] + 1)
            )


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
