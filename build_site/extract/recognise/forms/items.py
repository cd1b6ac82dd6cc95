"""Reads the “三公” form: six items × (预算数, 决算数), across the page as pairs or as two blocks, or down the page."""

from __future__ import annotations

from collections.abc import Iterator

from build_site.extract.recognise.forms.table import Reading, Table
from build_site.model import Amount, GridCell, Row
from build_site.model.forms import ITEMS
from build_site.registers.forms import FormLayout, Label, bare
from build_site.text import number, squeeze

PHASES = ("budget", "final")


def read(table: Table, layout: FormLayout, reading: Reading) -> tuple[list[Row], dict[str, str]]:
    """The six items in their fixed order, as far as printed, and the printed column numbers (`item/phase`)."""
    down = _read_down(table, layout, reading)
    if down:
        return down, {}
    first = next((i for i in range(len(table.rows)) if _is_data(table, i)), len(table.rows))
    header = range(first)
    columns = _value_columns(table, header)
    bound = _bind(table, layout, header, columns)
    amounts: dict[str, dict[str, Amount]] = {}
    labels: dict[str, GridCell] = {}
    for column, (item, phase, head) in bound.items():
        labels.setdefault(item, head)
        values = [cell for row in range(first, len(table.rows)) if (cell := table.cell(row, column))]
        filled = [cell for cell in values if squeeze(cell.text)]
        if filled or values:
            amounts.setdefault(item, {})[phase] = reading.amount((filled or values)[0])
    rows = [
        Row(
            {"item": item, "label": squeeze(labels[item].text)},
            amounts[item],
            _place(amounts[item], labels[item]).place,
        )
        for item in ITEMS
        if item in amounts
    ]
    numbers = {
        squeeze(cell.text): "/".join(bound[cell.column][:2])
        for cell in table.column_numbers(header)
        if cell.column in bound
    }
    return rows, numbers


def _place(amounts: dict[str, Amount], head: GridCell) -> Amount | GridCell:
    return next(iter(amounts.values()), head)


def _is_data(table: Table, row: int) -> bool:
    """A row of amounts: numbers, and not the 栏次 row counting 1, 2, 3 …"""
    values = [value for cell in table.filled(row) if (value := number(cell.text)) is not None]
    counting = [squeeze(cell.text) for cell in table.filled(row)] == [str(n + 1) for n in range(len(values))]
    return bool(values) and not counting


def _value_columns(table: Table, header: range) -> list[int]:
    numbers = table.column_numbers(header)
    if numbers:
        return [cell.column for cell in numbers]
    if table.grid.measured:
        return list(range(table.width))
    return sorted({cell.column for row in header for cell in table.filled(row)})


def _bind(table: Table, layout: FormLayout, header: range, columns: list[int]) -> dict[int, tuple[str, str, GridCell]]:
    """Item and phase of each column: from the heads above it, else (texts) from the order in which items recur."""
    bound: dict[int, tuple[str, str, GridCell]] = {}
    seen: dict[str, int] = {}
    first_phase = _phases_in_order(table, layout, header)
    pairs = {} if table.grid.measured else _phase_of_each(table, layout, header, columns)
    for column in columns:
        item: str = ""
        phase = pairs.get(column, "")
        head: GridCell | None = None
        for cell in _reaching(table, header, column) if pairs else table.heads(header, column):
            label = _item(layout, cell.text, item)
            if label is not None and label.id != item:  # 小计 under 公务用车 is no better name for the same item
                item, head = label.id, cell
            named = layout.column(cell.text)
            if named is not None and table.grid.measured:
                phase = named.id
        if head is None or not item:
            continue
        occurrence = seen[item] = seen.get(item, -1) + 1
        if not phase and occurrence < len(first_phase):
            phase = first_phase[occurrence]
        if phase in PHASES:
            bound[column] = (item, phase, head)
    return bound


def _phase_of_each(table: Table, layout: FormLayout, header: range, columns: list[int]) -> dict[int, str]:
    """The phase of each column of a text where one row of heads names it for every column; else nothing."""
    for row in header:
        named = {cell.column: label.id for cell in table.filled(row) if (label := layout.column(cell.text))}
        if columns and all(named.get(column) in PHASES for column in columns):
            return named
    return {}


def _reaching(table: Table, header: range, column: int) -> Iterator[GridCell]:
    """The heads over a column of a text, where a merged head stands in its first column: it reaches to the next head
    of its own row or of one above."""
    starts: set[int] = set()
    for row in header:
        left = [cell for cell in table.filled(row) if cell.column <= column]
        starts |= {cell.column for cell in left}
        if left and left[-1].column == max(starts):
            yield left[-1]


def _item(layout: FormLayout, text: str, parent: str) -> Label | None:
    """The item a head names; 小计 is, and 合计 under 公务用车, the vehicles' subtotal, not the total."""
    if parent == "vehicles" or squeeze(text) == "小计":
        under = next((row for row in layout.rows if row.parent == "vehicles" and row.text == bare(text)), None)
        if under is not None:
            return under
    return layout.row(text)


def _phases_in_order(table: Table, layout: FormLayout, header: range) -> list[str]:
    cells = sorted((cell for row in header for cell in table.filled(row)), key=lambda cell: cell.column)
    order = [label.id for cell in cells if (label := layout.column(cell.text)) and label.id in PHASES]
    return list(dict.fromkeys(order)) or list(PHASES)


def _read_down(table: Table, layout: FormLayout, reading: Reading) -> list[Row]:
    """The form printed as a list: one row per item, 预算数 and 决算数 in columns."""
    columns: dict[int, str] = {}
    rows: dict[str, Row] = {}
    for index in range(len(table.rows)):
        for cell in table.filled(index):
            label = layout.column(cell.text)
            if label and label.id in PHASES and label.id not in columns.values():
                columns[cell.column] = label.id
        cells = table.filled(index)
        named = next((c for c in cells[:2] if layout.row(c.text) is not None), None)
        if named is None or sum(layout.row(c.text) is not None for c in cells) > 1:
            continue
        item = _item(layout, named.text, "")
        if item is None or item.id in rows:
            continue
        amounts = {
            phase: reading.amount(value)
            for column, phase in columns.items()
            if column > named.column and (value := table.cell(index, column))
        }
        rows[item.id] = Row({"item": item.id, "label": squeeze(named.text)}, amounts, named.place)
    if len(rows) < 4 or len(columns) == 0:
        return []
    return [rows[item] for item in ITEMS if item in rows]
