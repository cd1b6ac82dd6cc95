"""Reads 基本支出决算(明细)表: blocks of code, name and amount side by side, with totals for 人员 and 公用经费."""

from __future__ import annotations

from dataclasses import dataclass

from build_site.extract.recognise.forms.codes import code_and_name
from build_site.extract.recognise.forms.table import Reading, Table
from build_site.model import GridCell, Row
from build_site.registers.forms import FormLayout
from build_site.text import number, squeeze


@dataclass(frozen=True, slots=True)
class _Block:
    start: int
    name: int
    amount: int
    end: int


def read(table: Table, layout: FormLayout, reading: Reading) -> tuple[list[Row], dict[str, str]]:
    """The rows of all blocks, each block from top to bottom, then the totals of the last line."""
    blocks = _blocks(table, layout)
    rows: list[Row] = []
    totals: list[Row] = []
    for block in blocks:
        for index in range(len(table.rows)):
            cells = [c for c in table.filled(index) if block.start <= c.column < block.end]
            hit = code_and_name(cells)
            if hit:
                code, cell = hit
                value = table.cell(index, block.amount)
                amounts = {"amount": reading.amount(value)} if value else {}
                name = squeeze(cell.text).lstrip("0123456789")
                rows.append(Row({"economic_code": code, "name": name, "group": ""}, amounts, cell.place))
                continue
            totals += _totals(table, layout, reading, index, block)
    return rows + totals, {}


def _blocks(table: Table, layout: FormLayout) -> list[_Block]:
    """Blocks by their heads: each 科目名称 has its codes to the left and its amount to the right."""
    for index in range(len(table.rows)):
        heads = [(cell, label.id) for cell in table.filled(index) if (label := layout.column(cell.text))]
        names = [cell.column for cell, kind in heads if kind == "name"]
        if not names:
            continue
        codes = sorted(cell.column for cell, kind in heads if kind == "economic_code")
        starts = [max((c for c in codes if c < name), default=0) for name in names]
        for block, name in enumerate(names):  # 类 and 款 in cells of their own: the first of them starts the block
            before = names[block - 1] if block else -1
            starts[block] = min((c for c in codes if before < c < name), default=starts[block])
        ends = [*starts[1:], table.width]
        return [
            _Block(start, name, _amount_column(table, heads, name, end), end)
            for start, name, end in zip(starts, names, ends, strict=True)
        ]
    return []


def _amount_column(table: Table, heads: list[tuple[GridCell, str]], name: int, end: int) -> int:
    under_head = [cell.column for cell, kind in heads if kind == "amount" and name < cell.column < end]
    if under_head:
        return under_head[0]
    counts = {
        column: sum(number(table.text(row, column)) is not None for row in range(len(table.rows)))
        for column in range(name + 1, end)
    }
    return max(counts, key=lambda column: (counts[column], -column), default=name + 1)


def _totals(table: Table, layout: FormLayout, reading: Reading, index: int, block: _Block) -> list[Row]:
    """Total lines whose label stands in this block; the amount is the next number before another label."""
    rows = []
    cells = table.filled(index)
    for position, cell in enumerate(cells):
        if not block.start <= cell.column < block.end:
            continue
        label = layout.row(cell.text)
        if label is None or (layout.column(cell.text) and not _has_number(cells[position + 1 :])):
            continue
        follower = next(iter(cells[position + 1 :]), None)
        if follower is not None and number(follower.text) is None:
            follower = None
        # A nil total is blank; its label may be merged over the block's own amount column.
        beyond = (c for c in table.rows[index] if c.column >= cell.column + cell.span)
        value = follower or table.cell(index, block.amount) or next(beyond, None)
        group = label.id if label.id != "total" else ""
        if value is not None and _names_total(cell):
            amounts = {"amount": reading.amount(value)}
            rows.append(Row({"economic_code": "", "name": squeeze(cell.text), "group": group}, amounts, cell.place))
    return rows


def _has_number(cells: list[GridCell]) -> bool:
    return any(number(cell.text) is not None for cell in cells)


def _names_total(cell: GridCell) -> bool:
    """人员经费 alone is a block's head; with 合计 it is its total."""
    return "合计" in squeeze(cell.text) or "总计" in squeeze(cell.text)
