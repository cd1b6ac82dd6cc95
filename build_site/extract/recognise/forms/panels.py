"""Reads the two summary forms: a list of revenue and a list of expenditure side by side."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from build_site.extract.recognise.amounts import any_amount, is_amount, token
from build_site.extract.recognise.coding import without_note
from build_site.extract.recognise.forms.table import Reading, Table, amounts_of, bind_columns, numbered_columns
from build_site.model import Form, Row, Said, State
from build_site.registers.forms import FormLayout, bare
from build_site.text import squeeze

SIDES = ("revenue", "expenditure")
_NAMES = {"revenue": "收入", "expenditure": "支出"}
_BALANCES = {"revenue": "opening-balance", "expenditure": "closing-balance"}
_ACCOUNTS = frozenset({"general-public-budget", "government-fund-budget", "state-capital-budget"})
_LINE = re.compile(r"\d{1,3}")
_FEWEST = 8  # rows of a whole form
_SKIPPED = 3  # lines that a report may count wrongly
_MOST_GAPS = 2  # more: they are not counted one by one
_ORDINAL = re.compile(r"[一二三四五六七八九十]+、")
_BEFORE_ORDINAL = re.compile(r"(?<![一二三四五六七八九十])(?=[一二三四五六七八九十]+、)")


def read(table: Table, layout: FormLayout, reading: Reading) -> tuple[list[Row], dict[str, str]]:
    """The rows of both lists, revenue first, and the printed column numbers."""
    labels = _label_columns(table, layout)
    first = min(
        (i for i in range(len(table.rows)) for side in labels if _begins(layout, table.text(i, labels[side]), side)),
        default=len(table.rows),
    )
    header = range(first)
    others = _other_lists(table, layout, header)
    starts = sorted({*labels.values(), *others})
    rows: list[Row] = []
    bound_anywhere: dict[int, str] = {}
    for side, start in sorted(labels.items(), key=lambda item: SIDES.index(item[0])):
        end = min((column for column in starts if column > start), default=table.width)
        line_column = _line_column(table, layout, header, start, end)
        columns = [
            column
            for column in range(start + 1, end)
            if column != line_column and _is_value_column(table, header, first, column)
        ]
        bound = bind_columns(table, layout, header, columns, reading)
        if layout.form is Form.FISCAL_APPROPRIATION:
            bound = {column: "total" if field == "amount" else field for column, field in bound.items()}
        bound_anywhere |= bound
        rows += _read_side(table, layout, reading, _List(side, start, line_column, bound, first))
        if line_column is not None:
            _tell_gaps(table, reading, line_column, first)
    if len(rows) > _FEWEST and not any(row.texts["concept"] == "total" for row in rows):
        words = Said(
            "没有读到总计那一行，后面可能缺页", "the row of the total was not read: a page may be missing behind it"
        )
        reading.doubt(words, table.rows[-1][0])
        reading.astray += 1
    _tell_twice(table, reading, rows)
    _tell_first_part(table, reading, rows)
    for zh, en in ((_NAMES[side], side) for side in SIDES if rows and all(row.texts["side"] != side for row in rows)):
        words = Said(f"没有读到{zh}那一边，可能在别的页上", f"the side of {en} was not read: it may be on another page")
        reading.doubt(words, table.rows[0][0])
        reading.astray += 1
    for start in others:
        end = min((column for column in starts if column > start), default=table.width)
        reading.place(cell for row in table.rows[first:] for cell in row if start <= cell.column < end)
    return rows, numbered_columns(table, header, bound_anywhere)


def _begins(layout: FormLayout, text: str, side: str) -> bool:
    """Whether a text is a known label, or the labels of several rows without a rule between them."""
    parts = _BEFORE_ORDINAL.split(text)
    return any(layout.row(part, side) for part in (parts if len(parts) > 2 else (text,)) if part)


def _tell_twice(table: Table, reading: Reading, rows: Sequence[Row]) -> None:
    """Tell where functional classes stand in the list twice: a page of it is in the file twice."""
    classes = Counter(row.texts["concept"] for row in rows if row.texts["concept"].startswith("class:"))
    if again := sorted(name.removeprefix("class:") for name, times in classes.items() if times > 1):
        words = Said(
            f"{'、'.join(again)} 类的行印了两次，可能有重页",
            f"the rows of {', '.join(again)} are printed twice: a page may be there twice",
        )
        reading.doubt(words, table.rows[0][0])
        reading.astray += 1


def _tell_first_part(table: Table, reading: Reading, rows: Sequence[Row]) -> None:
    """Tell where the parts of a balance begin with 二、 or 三、: the row before them is lost."""
    for whole, part in pairwise(rows):
        concept, _, account = part.texts["concept"].partition(":")
        if account and concept == whole.texts["concept"] and part.texts["label"][:2] in ("二、", "三、"):
            words = Said(
                f"缺行：“{part.texts['label']}”的上一行", f"the row above “{part.texts['label']}” was not read"
            )
            reading.doubt(words, table.rows[0][0])
            reading.astray += 1


def _tell_gaps(table: Table, reading: Reading, column: int, first: int) -> None:
    """Tell where the numbers of the lines (行次), which count on elsewhere, do not: a page is missing, or there twice."""
    cells = [cell for row in range(first, len(table.rows)) if (cell := table.cell(row, column))]
    lines = [(int(text), cell) for cell in cells if _LINE.fullmatch(text := squeeze(cell.text))]
    odd = [(a, b, cell) for (a, _), (b, cell) in pairwise(lines) if not 0 < b - a <= _SKIPPED]
    if 0 < len(odd) <= _MOST_GAPS and len(lines) > 4 * len(odd):
        for a, b, cell in odd:
            words = Said(
                f"行次从 {a} 到 {b}，中间可能缺页或重页",
                f"line {b} follows line {a}: a page may be missing, or there twice",
            )
            reading.doubt(words, cell)
            reading.astray += 1


@dataclass(frozen=True, slots=True)
class _List:
    """One of the two lists: its side, the columns of its labels, 行次 and amounts, and its first row."""

    side: str
    start: int
    line_column: int | None
    bound: dict[int, str]
    first: int


def _other_lists(table: Table, layout: FormLayout, header: range) -> list[int]:
    """The columns where a list begins that the form has no field for (按支出性质和经济分类)."""
    heads = [(cell, layout.column(cell.text)) for row in header for cell in table.filled(row)]
    return [cell.column for cell, label in heads if label is not None and label.id == "other-list"]


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
    """Whether a label stands on this side alone: the three budgets' stand on both."""
    return {label.parent for label in layout.labels.get(bare(text), ())} == {side}


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
    return any(is_amount(table.text(row, column)) for row in range(first, len(table.rows))) or any(
        cell.column == column for row in header for cell in table.filled(row)
    )


def _is_broken(text: str, layout: FormLayout) -> bool:
    """Whether a label that is not known is none, the labels of several rows, or a part of one."""
    start, *others = _ORDINAL.split(text)
    label = bare(text)
    parts = any(known != label and (known.startswith(label) or known.endswith(label)) for known in layout.labels)
    return not text or len(others) > bool(not start) or any_amount(re.findall(r"[\d.]+", text)) or parts


def _read_side(table: Table, layout: FormLayout, reading: Reading, part: _List) -> list[Row]:
    rows: list[Row] = []
    summed = False  # past 本年…合计, the lines that repeat the three budgets break down the balance
    for index in range(part.first, len(table.rows)):
        cell = table.cell(index, part.start)
        if cell is None:
            continue
        text = squeeze(cell.text)
        head = layout.column(text)
        if text == "栏次" or (head is not None and head.id == "label"):
            continue  # a head repeated on a new page
        line = table.text(index, part.line_column) if part.line_column is not None else ""
        if _LINE.fullmatch(line) and part.line_column is not None:
            reading.place(c for c in table.rows[index] if c.column == part.line_column)
        else:
            line = ""
        printed = any(token(table.text(index, column)).state is not State.BLANK for column in part.bound)
        if not text and not printed:
            continue
        label = layout.row(text, part.side)
        if label is None and (label := layout.row(plain := without_note(text), part.side)):
            text = plain
        reading.astray += label is None and _is_broken(text, layout)
        framed = not printed and table.cell(index, part.start + 1) is None and not line
        if label is None and (framed or not text):
            continue  # a title or note framed with the table, or amounts without a label
        amounts = amounts_of(table, index, part.bound, layout, reading)
        concept = label.id if label else ""
        if concept in _ACCOUNTS and summed:
            concept = f"{_BALANCES[part.side]}:{concept}"
        elif concept:
            summed = summed or concept in ("total-for-year", _BALANCES[part.side])
        else:
            words = Said(f"“{cell.text}”不是这张表已知的项目", f"“{cell.text}” is not a known line of this form")
            reading.doubt(words, cell)
            reading.astray += any(sign.isdigit() for sign in text)
            reading.astray += sum(bool(a.value) or a.state is State.NOT_READ for a in amounts.values())
        rows.append(Row({"side": part.side, "line": line, "label": text, "concept": concept}, amounts, cell.place))
    return rows
