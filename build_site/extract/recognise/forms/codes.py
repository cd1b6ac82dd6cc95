"""Reads the forms with one row per functional code (收入决算表, 支出决算表 …)."""

from collections import Counter
from dataclasses import replace

from build_site.extract.recognise.amounts import any_amount, is_amount
from build_site.extract.recognise.coding import code_and_name, doubt_of_code, is_total
from build_site.extract.recognise.forms.table import (
    Reading,
    Table,
    amounts_of,
    bind_columns,
    codes_once,
    numbered_columns,
)
from build_site.model import GridCell, Row, Said
from build_site.registers.forms import FormLayout
from build_site.text import squeeze

_HEADS = 4  # rows of heads


def read(table: Table, layout: FormLayout, reading: Reading) -> tuple[list[Row], dict[str, str]]:
    """The rows of a coded form, and its printed column numbers."""
    lead, names = _order(table, layout)
    found = {index: hit for index in range(len(table.rows)) if (hit := _code_row(table, index, lead, names))}
    name_column = _name_column(table, layout, found)
    total_rows = [
        index
        for index in range(len(table.rows))
        if index not in found and any(is_total(c.text) for c in table.filled(index) if c.column <= name_column)
    ]
    first = min([*found, *total_rows], default=len(table.rows))
    header = range(first)
    columns = _value_columns(
        table, header, max(name_column, lead - 1 if names is None else lead), [*found, *total_rows]
    )
    total_row = total_rows[0] if total_rows else None
    bound = bind_columns(table, layout, header, columns, reading, total_row)
    rivals = _rivals(table, total_rows, bound)
    if rivals:
        words = Said(
            f"有 {len(rivals)} 行合计，金额不同", f"{len(rivals)} rows are called a total, with different amounts"
        )
        reading.doubt(words, table.filled(rivals[1])[0])
    rows: list[Row] = []
    for index in range(first, len(table.rows)):
        doubt = "total" if index in rivals else ""
        if index in found:
            code, cell, taken = found[index]
            cells = [c for c in table.filled(index) if c.column >= lead]
            reading.place([*cells[:taken], *(c for c in table.filled(index) if c.column < lead)])
            doubt = doubt_of_code(cells, taken)
            reading.astray += bool(doubt)  # which row it is cannot be known
            name = reading.name(cell)
        elif index in total_rows:
            cell = next(c for c in table.filled(index) if is_total(c.text))
            code, name = "", squeeze(cell.text)
        else:
            _left_over(table, index, reading, rows, name_column)
            continue
        amounts = amounts_of(table, index, bound, layout, reading)
        if doubt:
            amounts = {field: replace(amount, doubt=amount.doubt or doubt) for field, amount in amounts.items()}
        rows.append(Row({"functional_code": code, "name": name}, amounts, cell.place))
    return codes_once(rows, "functional_code", reading), numbered_columns(table, header, bound)


def _order(table: Table, layout: FormLayout) -> tuple[int, int | None]:
    """The first column of the codes by their heads, and that of the names where it stands before them: what stands further
    left (序号, 单位名称) is no code."""
    heads = [
        (label.id, cell.column)
        for index in range(min(_HEADS, len(table.rows)))
        for cell in table.filled(index)
        if (label := layout.column(cell.text))
    ]
    codes = [column for kind, column in heads if kind == "functional_code"]
    names = [column for kind, column in heads if kind == "name"]
    if not codes or not names:
        return 0, None
    return min(codes), max(names) if max(names) < min(codes) else None


def _code_row(table: Table, index: int, lead: int, names: int | None) -> tuple[str, GridCell, int] | None:
    cells = [cell for cell in table.filled(index) if cell.column >= lead]
    name = table.cell(index, names) if names is not None else None
    if name is None or not name.text.strip() or not cells or is_amount(name.text):
        return code_and_name(cells)
    hit = code_and_name([cells[0], name]) if cells[0].column == lead else None
    return (hit[0], name, 1) if hit and hit[2] else None


def _rivals(table: Table, total_rows: list[int], bound: dict[int, str]) -> list[int]:
    """The rows of 合计 where there are several that say different things: those of pages, or of another table."""
    said = {tuple(table.text(row, column) for column in sorted(bound)) for row in total_rows}
    return total_rows if len(said) > 1 else []


def _name_column(table: Table, layout: FormLayout, found: dict[int, tuple[str, GridCell, int]]) -> int:
    if found:
        return Counter(cell.column for _, cell, _ in found.values()).most_common(1)[0][0]
    heads = [
        cell.column + cell.span - 1
        for index in range(len(table.rows))
        for cell in table.filled(index)
        if (label := layout.column(cell.text)) and label.id == "name"
    ]
    return max(heads, default=0)


def _value_columns(table: Table, header: range, name_column: int, rows: list[int]) -> list[int]:
    """Columns behind the names that hold anything in a data row, a column number, or a measured head."""
    columns = {cell.column for cell in table.column_numbers(header)}
    for index in rows:
        columns |= {cell.column for cell in table.filled(index) if is_amount(cell.text)}
    if table.grid.measured:
        columns |= {cell.column for index in rows for cell in table.rows[index]}
    return sorted(column for column in columns if column > name_column)


def _left_over(table: Table, index: int, reading: Reading, rows: list[Row], name_column: int) -> None:
    """A row that is neither code nor total: the rest of a name cut by a page end, or a doubt if it has numbers."""
    cells = table.filled(index)
    if len(cells) == 1 and cells[0].column == name_column and rows and not is_amount(cells[0].text):
        last = rows[-1]
        if table.grid.measured and last.place.page == cells[0].place.page:  # its own row: a cell's lines are together
            reading.without_code(cells[0])
            return
        rows[-1] = Row({**last.texts, "name": last.texts["name"] + squeeze(cells[0].text)}, last.amounts, last.place)
    elif any_amount(cell.text for cell in cells):
        shown = " | ".join(cell.text for cell in cells)
        words = Said(
            f"这一行有金额，没有科目编码，也不是合计：{shown[:120]}",
            f"A row with amounts has neither a code nor a total label: {shown[:120]}",
        )
        reading.doubt(words, cells[0])
