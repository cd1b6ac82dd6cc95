"""Reads the two summary forms: a list of revenue and a list of expenditure side by side."""

from __future__ import annotations

import re
from collections import Counter

from build_site.extract.recognise.forms.table import Reading, Table, bind_columns, numbered_columns
from build_site.model import Form, Row
from build_site.registers.forms import FormLayout
from build_site.text import number, squeeze

SIDES = ("revenue", "expenditure")
_BALANCES = {"revenue": "opening-balance", "expenditure": "closing-balance"}
_ACCOUNTS = frozenset({"general-public-budget", "government-fund-budget", "state-capital-budget"})
_LINE = re.compile(r"\d{1,3}")


def read(table: Table, layout: FormLayout, reading: Reading) -> tuple[list[Row], dict[str, str]]:
    """The rows of both lists, revenue first, and the printed column numbers."""
    labels = _label_columns(table, layout)
    first = min(
        (i for i in range(len(table.rows)) for side in labels if layout.row(table.text(i, labels[side]), side)),
        default=len(table.rows),
    )
    header = range(first)
    rows: list[Row] = []
    bound_anywhere: dict[int, str] = {}
    for side, start in sorted(labels.items(), key=lambda item: SIDES.index(item[0])):
        end = min((column for column in labels.values() if column > start), default=table.width)
        line_column = _line_column(table, layout, header, start, end)
        columns = [
            column
            for column in range(start + 1, end)
            if column != line_column and _is_value_column(table, header, first, column)
        ]
        bound = bind_columns(table, layout, header, columns)
        if layout.form is Form.FISCAL_APPROPRIATION:
            bound = {column: "total" if field == "amount" else field for column, field in bound.items()}
        if len(columns) == 1 and not bound:
            bound = {columns[0]: "total" if layout.form is Form.FISCAL_APPROPRIATION else "amount"}
        bound_anywhere |= bound
        rows += _read_side(table, layout, reading, side, start, line_column, bound, first)
    return rows, numbered_columns(table, header, bound_anywhere)


def _label_columns(table: Table, layout: FormLayout) -> dict[str, int]:
    """The column of each list's labels: where most labels of that side stand."""
    chosen: dict[str, int] = {}
    for side in reversed(SIDES):  # the functional rows tell the expenditure side apart best
        hits = Counter(
            cell.column
            for row in range(len(table.rows))
            for cell in table.filled(row)
            if cell.column not in chosen.values() and _names_side(layout, cell.text, side)
        )
        if hits:
            chosen[side] = hits.most_common(1)[0][0]
    return chosen


def _names_side(layout: FormLayout, text: str, side: str) -> bool:
    label = layout.row(text, side)
    return label is not None and label.parent == side


def _line_column(table: Table, layout: FormLayout, header: range, start: int, end: int) -> int | None:
    for row in header:
        for cell in table.filled(row):
            label = layout.column(cell.text)
            if label and label.id == "line" and start < cell.column < end:
                return cell.column
    return None


def _is_value_column(table: Table, header: range, first: int, column: int) -> bool:
    if table.grid.measured:
        return any(table.cell(row, column) for row in range(first, len(table.rows)))
    return any(number(table.text(row, column)) is not None for row in range(first, len(table.rows))) or any(
        True for _ in table.heads(header, column)
    )


def _read_side(
    table: Table,
    layout: FormLayout,
    reading: Reading,
    side: str,
    start: int,
    line_column: int | None,
    bound: dict[int, str],
    first: int,
) -> list[Row]:
    rows: list[Row] = []
    summed = False  # past 本年…合计, the lines that repeat the three budgets break down the balance
    for index in range(first, len(table.rows)):
        cell = table.cell(index, start)
        if cell is None:
            continue
        text = squeeze(cell.text)
        head = layout.column(text)
        if head is not None and head.id == "label":
            continue  # a head repeated on a new page
        amounts = {
            name: reading.amount(value) for column, name in bound.items() if (value := table.cell(index, column))
        }
        if not text and all(amount.value is None and not amount.printed for amount in amounts.values()):
            continue
        label = layout.row(text, side)
        concept = label.id if label else ""
        if concept in _ACCOUNTS and summed:
            concept = f"{_BALANCES[side]}:{concept}"
        elif concept:
            summed = summed or concept in ("total-for-year", _BALANCES[side])
        elif text:
            reading.doubt(f"“{cell.text}” is not a known line of this form", cell)
        line = table.text(index, line_column) if line_column is not None else ""
        if line and not _LINE.fullmatch(line):
            line = ""
        rows.append(Row({"side": side, "line": line, "label": text, "concept": concept}, amounts, cell.place))
    return rows
