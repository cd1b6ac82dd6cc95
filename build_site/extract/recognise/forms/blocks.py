"""Reads 基本支出决算(明细)表: blocks of code, name and amount side by side, with totals for 人员 and 公用经费."""

from dataclasses import dataclass, replace

from build_site.extract.recognise.amounts import is_amount, looks_printed
from build_site.extract.recognise.coding import code_and_name, doubt_of_code, known_names
from build_site.extract.recognise.forms.table import Reading, Table, amounts_of, bind_columns, codes_once
from build_site.model import GridCell, Row, Said
from build_site.registers.forms import FormLayout
from build_site.text import squeeze

_CLASSES, _LONGEST = "35", 5  # how codes of the economic classification begin, and their digits


@dataclass(frozen=True, slots=True)
class _Block:
    start: int
    name: int
    amount: int | None
    end: int


def read(table: Table, layout: FormLayout, reading: Reading) -> tuple[list[Row], dict[str, str]]:
    """The rows of all blocks, each block from top to bottom, then the totals of the last line."""
    rows: list[Row] = []
    totals: list[Row] = []
    for block in _blocks(table, layout, reading):
        bound = {} if block.amount is None else {block.amount: "amount"}
        for index in range(len(table.rows)):
            cells = [c for c in table.filled(index) if block.start <= c.column < block.end]
            hit = code_and_name(cells)
            if hit:
                code, cell, taken = hit
                reading.place(cells[:taken])
                name = reading.name(cell)
                if code[0] not in _CLASSES or len(code) > _LONGEST:
                    words = Said(f"“{code}”不是经济分类科目编码", f"“{code}” is no code of the economic classification")
                    reading.doubt(words, cell)
                    reading.astray += 1
                reading.astray += block.amount is None
                amounts = amounts_of(table, index, bound, layout, reading)
                if doubt := doubt_of_code(cells, taken):
                    amounts = {field: replace(amount, doubt=amount.doubt or doubt) for field, amount in amounts.items()}
                rows.append(Row({"economic_code": code, "name": name, "group": ""}, amounts, cell.place))
                continue
            totals += _totals(table, layout, reading, index, block)
            bare = table.cell(index, block.name)
            if bare is not None and squeeze(bare.text) in known_names():
                reading.without_code(bare)
                reading.astray += 1
    return codes_once(rows, "economic_code", reading) + totals, {}


def _blocks(table: Table, layout: FormLayout, reading: Reading) -> list[_Block]:
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
        for orphan in (
            column for column in codes if column > names[-1]
        ):  # its names stand on a page that was not joined
            reading.astray += sum(table.text(row, orphan).isdecimal() for row in range(index + 1, len(table.rows)))
        ends = [*starts[1:], table.width]
        blocks = list(zip(starts, names, ends, strict=True))
        first = next((row for row in range(index + 1, len(table.rows)) if _has_code(table, row, blocks)), index + 1)
        return [
            _Block(start, name, _amount_column(table, layout, reading, range(first), (name + 1, end)), end)
            for start, name, end in blocks
        ]
    return []


def _has_code(table: Table, row: int, blocks: list[tuple[int, int, int]]) -> bool:
    return any(code_and_name([c for c in table.filled(row) if start <= c.column < end]) for start, _, end in blocks)


def _amount_column(
    table: Table, layout: FormLayout, reading: Reading, header: range, within: tuple[int, int]
) -> int | None:
    """The column of a block's amounts: the one whose heads say so; without heads, the only one that holds numbers."""
    filled = {
        cell.column for row in range(header.stop, len(table.rows)) for cell in table.filled(row) if is_amount(cell.text)
    }
    headed = {column for column in range(*within) if any(cell.column == column for cell in table.path(header, column))}
    columns = sorted(column for column in (filled | headed if headed else filled) if within[0] <= column < within[1])
    bound = bind_columns(table, layout, header, columns, reading)
    parts = [column for column in columns if bound and _is_part(table, layout, header, column)]
    reading.place(cell for row in table.rows for cell in row if cell.column in parts)
    if not bound and not headed and len(columns) == 1:
        return columns[0]
    return next(iter(bound), None)


def _is_part(table: Table, layout: FormLayout, header: range, column: int) -> bool:
    """Whether a column breaks the amounts down: 人员经费 or 公用经费 beside their 合计."""
    heads = [cell for cell in table.path(header, column) if not looks_printed(cell.text)]
    label = layout.column(heads[-1].text) if heads and heads[-1].span == 1 else None
    return label is not None and label.id == "group"


def _totals(table: Table, layout: FormLayout, reading: Reading, index: int, block: _Block) -> list[Row]:
    """Total lines whose label stands in this block; the amount is the next number before another label."""
    rows = []
    cells = table.filled(index)
    for position, cell in enumerate(cells):
        if not block.start <= cell.column < block.end:
            continue
        label = layout.row(cell.text)
        if label is None or (layout.column(cell.text) and not any(is_amount(c.text) for c in cells[position + 1 :])):
            continue
        follower = next(iter(cells[position + 1 :]), None)
        if follower is not None and not is_amount(follower.text):
            follower = None
        # A nil total is blank; its label may be merged over the block's own amount column.
        beyond = (c for c in table.rows[index] if c.column >= cell.column + cell.span)
        own = None if block.amount is None else table.cell(index, block.amount)
        value = follower or own or next(beyond, None)
        group = label.id if label.id != "total" else ""
        if value is not None and _names_total(cell):
            amounts = {"amount": reading.amount(value)}
            rows.append(Row({"economic_code": "", "name": squeeze(cell.text), "group": group}, amounts, cell.place))
    return rows


def _names_total(cell: GridCell) -> bool:
    """人员经费 alone is a block's head; with 合计 it is its total."""
    return "合计" in squeeze(cell.text) or "总计" in squeeze(cell.text)
