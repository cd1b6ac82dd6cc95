"""Reads the “三公” form: six items × (预算数, 决算数), across the page as pairs or as two blocks, in one row or in one per
unit or code with a total; or down the page."""

import re
from collections import Counter
from collections.abc import Collection, Sequence

from build_site.extract.recognise.amounts import any_amount, is_amount, is_too_wide, looks_printed
from build_site.extract.recognise.coding import is_total
from build_site.extract.recognise.forms.table import Reading, Table
from build_site.model import Amount, GridCell, Notice, Row, Said
from build_site.model.forms import ITEMS
from build_site.registers.forms import FormLayout, Label, bare
from build_site.text import squeeze

PHASES = ("budget", "final")
_KEYS = frozenset({"label", "line", "name", "functional_code"})

_LONGEST = 60  # characters of two names
_NUMBERED = re.compile(r"(?=\(\d\)|\d[.、])")

_Bound = dict[int, tuple[str, str, GridCell]]
"""Item, phase and the head that names the item, by column."""


def read(table: Table, layout: FormLayout, reading: Reading) -> tuple[list[Row], dict[str, str]]:
    """The six items in their fixed order, as far as printed, and the printed column numbers (`item/phase`)."""
    down = _read_down(table, layout, reading)
    if down:
        return down, {}
    body = range(_counts_begin(table, layout, reading))
    phases = _phases_down(table, layout, body, reading)
    data = [row for row in body if _is_data(table, row)]
    header = range(min([*data, *phases.values()], default=len(table.rows)))
    bound = _bind(table, layout, header, list(phases.values()) or data, reading)
    if not phases:
        chosen = _row_of_amounts(table, data, min(bound, default=0), reading)
        phases = {} if chosen is None else dict.fromkeys(PHASES, chosen)
    elif {phase for _, phase, _ in bound.values()} == {layout.silent}:  # the heads name items, the rows phases
        bound = {column: (item, "", named) for column, (item, _, named) in bound.items()}
    amounts: dict[str, dict[str, Amount]] = {}
    labels: dict[str, GridCell] = {}
    for column, (item, phase, named) in bound.items():
        labels.setdefault(item, named)
        for which, row in phases.items():
            value = table.cell(row, column) if phase in ("", which) else None
            if value is not None:
                amounts.setdefault(item, {})[which] = reading.amount(value)
    rows = [
        Row(
            {"item": item, "label": squeeze(labels[item].text)}, amounts[item], next(iter(amounts[item].values())).place
        )
        for item in ITEMS
        if item in amounts
    ]
    _tell_missing({(i, p) for i, phase, _ in bound.values() for p in ((phase,) if phase else PHASES)}, rows, reading)
    numbers = table.column_numbers(header)
    return rows, {squeeze(c.text): "/".join(bound[c.column][:2]).rstrip("/") for c in numbers if c.column in bound}


def _tell_missing(printed: Collection[tuple[str, str]], rows: Sequence[Row], reading: Reading) -> None:
    """Tell which amounts that the form has everywhere are not there: their columns are cut off, or on another page."""
    phases, items = {phase for _, phase in printed}, {item for item, _ in printed} | {"overseas-visits", "hospitality"}
    lost = [
        (item, phase) for item in ITEMS if item in items for phase in PHASES if phase in phases
        and (item, phase) not in printed
    ]  # fmt: skip
    if rows and lost:
        zh = "、".join(f"{ITEMS[item].zh}{'预算数' if phase == 'budget' else '决算数'}" for item, phase in lost)
        en = ", ".join(f"{ITEMS[item].en} ({phase})" for item, phase in lost)
        words = Said(f"“三公”经费表里没有这几栏：{zh}", f"columns that the form lacks: {en}")
        reading.notices.append(Notice(words, rows[0].place))
        reading.astray += len(lost)


def _counts_begin(table: Table, layout: FormLayout, reading: Reading) -> int:
    """The row from which on counts (相关统计数) stand under the amounts; their numbers are known to be no amounts."""
    for row in range(len(table.rows)):
        label = layout.row(table.filled(row)[0].text.rstrip(":："))
        if label is not None and label.id == "skip" and len(table.filled(row)) == 1 and row > 2:
            reading.place(cell for below in table.rows[row:] for cell in below)
            return row
    return len(table.rows)


def _phases_down(table: Table, layout: FormLayout, rows: range, reading: Reading) -> dict[str, int]:
    """The row of each phase, where rows and not columns are 预算数 and 决算数; other known ones (上年决算数) are left out."""
    named: dict[int, str] = {}
    for row in rows:
        first, *rest = table.filled(row)
        label = layout.column(first.text)
        if label is not None and label.id in (*PHASES, "skip") and all(looks_printed(cell.text) for cell in rest):
            named[row] = label.id
    kinds = Counter(named.values())
    if not any(kinds[phase] for phase in PHASES) or any(kinds[phase] > 1 for phase in PHASES):
        return {}
    for row, kind in named.items():
        if kind == "skip":
            reading.place(table.rows[row])
    return {kind: row for row, kind in named.items() if kind != "skip"}


def _is_data(table: Table, row: int) -> bool:
    """A row of amounts: numbers, and not the 栏次 row counting 1, 2, 3 …"""
    printed = [cell for cell in table.filled(row) if looks_printed(cell.text)]
    return any(is_amount(cell.text) or is_too_wide(cell.text) for cell in printed) and len(
        table.column_numbers([row])
    ) != len(printed)


def _row_of_amounts(table: Table, data: Sequence[int], first_value: int, reading: Reading) -> int | None:
    """The one row that holds the form's amounts: the only one, or the total of those of units or codes."""
    if not data:
        return None
    totals = [row for row in data if any(is_total(c.text) for c in table.filled(row) if c.column < first_value)]
    rows = totals if len(data) > 1 else data
    if len(rows) != 1:
        cell = table.filled(data[0])[0]
        words = Said(
            f"有 {len(data)} 行金额，其中 {len(totals)} 行是合计，都没有读",
            f"{len(data)} rows of amounts, {len(totals)} of them a total: none is read",
        )
        reading.doubt(words, cell)
        return None
    for row in set(data) - set(rows):
        reading.place(table.rows[row])
    reading.place(cell for cell in table.filled(rows[0]) if cell.column < first_value and not any_amount([cell.text]))
    return rows[0]


def _bind(table: Table, layout: FormLayout, header: range, data: Sequence[int], reading: Reading) -> _Bound:
    """Item and phase of each column from all the heads above it; a column under a head that data/forms does not know,
    or one of two for the same item and phase, is not read and told."""
    columns = sorted({cell.column for row in [*header, *data] for cell in table.rows[row]})
    found: _Bound = {}
    sure: set[int] = set()  # columns whose total is that of the head over it, beside which other things may have one
    silent = not any(_phase(layout, cell.text) for row in header for cell in table.filled(row))
    for column in columns:
        path = [cell for cell in table.path(header, column) if not looks_printed(cell.text)]
        item, phase, known = "", layout.silent if silent else "", bool(path)
        named_by: GridCell | None = None
        for cell in path:
            label = _item(layout, cell.text, item, [over.text for over in path if over.place != cell.place])
            if label is not None:
                if label.id != item:  # 小计 under 公务用车 is no better name for the same item
                    item, named_by = label.id, cell
                    sure |= {column} if label.id == "total" and label.parent else set()
            else:
                named = layout.column(cell.text)
                known = known and named is not None
                phase = named.id if named is not None and named.id in PHASES else phase
                item = "skip" if named is not None and named.id in _KEYS | {"skip"} else item
        values = [value for row in data if (value := table.cell(row, column))]
        printed = [value for value in values if looks_printed(value.text)]
        if known and item in ITEMS and phase and named_by is not None:
            found[column] = item, phase, named_by
        elif known and item == "skip":
            reading.place(printed)
        elif printed:
            heads = " › ".join(squeeze(head.text) for head in path)
            words = Said(
                f"“{heads}”没有说明是哪一项、预算还是决算，“{printed[0].text}”没有读",
                f"“{heads}” does not say item and phase: “{printed[0].text}” is not read",
            )
            reading.doubt(words, printed[0])
    filled = sorted({cell.column for row in [*header, *data] for cell in table.filled(row)})
    if not table.grid.measured and len(found) < len(filled):
        ordered = _by_order(table, layout, header, filled)
        agree = all(found[column][:2] == ordered[column][:2] for column in found.keys() & ordered.keys())
        found = ordered if ordered and agree else found
    return _once(table, found, sure, data, reading)


def _once(table: Table, found: _Bound, sure: set[int], data: Sequence[int], reading: Reading) -> _Bound:
    """The columns that are alone for their item and phase; a total beside that of `sure` columns is that of more than 三公."""
    phases = {found[column][1] for column in sure & found.keys()}
    more = {c for c, (item, phase, _) in found.items() if item == "total" and phase in phases and c not in sure}
    reading.place(value for row in data for column in more if (value := table.cell(row, column)))
    found = {column: which for column, which in found.items() if column not in more}
    rivals = Counter((item, phase) for item, phase, _ in found.values())
    once: _Bound = {}
    for column, which in found.items():
        if rivals[which[:2]] == 1:
            once[column] = which
        elif any(looks_printed(table.text(row, column)) for row in data):
            head = squeeze(which[2].text)
            words = Said(
                f"“{head}”（{which[1]}）印在两栏里，都没有读",
                f"“{head}” {which[1]} is printed in two columns: none is read",
            )
            reading.doubt(words, which[2])
    return once


def _by_order(table: Table, layout: FormLayout, header: range, columns: Sequence[int]) -> _Bound:
    """A text whose heads do not stand over their columns: the items in their order, each row of them once for 预算数 and
    once for 决算数, where they are as many as columns."""
    cells = sorted((cell for row in header for cell in table.filled(row)), key=lambda cell: cell.column)
    phases = list(dict.fromkeys(phase for cell in cells if (phase := _phase(layout, cell.text)))) or list(PHASES)
    heads: list[tuple[str, GridCell]] = []
    item = ""
    for cell in cells:
        label = _item(layout, cell.text, item)
        if label is not None and label.id in ITEMS and label.id != item:
            item = label.id
            heads.append((item, cell))
    if len(heads) != len(columns) or any(count != len(phases) for count in Counter(i for i, _ in heads).values()):
        return {}
    seen: Counter[str] = Counter()
    found: _Bound = {}
    for column, (item, cell) in zip(columns, heads, strict=True):
        found[column] = item, phases[seen[item]], cell
        seen[item] += 1
    return found


def _phase(layout: FormLayout, text: str) -> str:
    label = layout.column(text)
    return label.id if label is not None and label.id in PHASES else ""


def _item(layout: FormLayout, text: str, parent: str, over: Sequence[str] = ()) -> Label | None:
    """The item a head names; 小计 is, and 合计 under 公务用车, the vehicles' subtotal, not the total, but under 三公 it is."""
    heads = {bare(each) for each in over}
    special = next((row for row in layout.labels.get(bare(text), ()) if row.parent in heads), None)
    if special is not None and parent != "vehicles":
        return special
    if parent == "vehicles" or squeeze(text) == "小计":
        under = next((row for row in layout.rows if row.parent == "vehicles" and row.text == bare(text)), None)
        if under is not None:
            return under
    return layout.row(text)


def _second_list(table: Table, layout: FormLayout) -> int:
    """The column where a second list begins, of other facts (机构运行信息表), or behind the last."""
    for row in range(min(len(table.rows), 4)):
        heads = [c.column for c in table.filled(row) if (label := layout.column(c.text)) and label.id == "label"]
        if len(heads) > 1:
            return heads[1]
    return table.width


def _are_several(layout: FormLayout, text: str) -> bool:
    """Whether a text is the names of several rows, numbered or one directly behind the other."""
    numbered = [part for part in _NUMBERED.split(text) if layout.row(part) is not None]
    return len(numbered) > 1 or any(
        layout.row(text[:at]) is not None and layout.row(text[at:]) is not None
        for at in range(2, min(len(text), _LONGEST) - 1)
    )


def _read_down(table: Table, layout: FormLayout, reading: Reading) -> list[Row]:
    """The form printed as a list: one row per item, 预算数 and 决算数 in columns. What stands in rows or columns that the
    form has no field for is left out; what stands in unknown ones stays unplaced."""
    columns: dict[int, str] = {}
    found: dict[str, tuple[GridCell, dict[str, GridCell]]] = {}
    placed: list[GridCell] = []
    end = _second_list(table, layout)
    for index in range(len(table.rows)):
        cells = [cell for cell in table.filled(index) if cell.column < end]
        placed += [cell for cell in table.filled(index) if cell.column >= end]
        named = next((c for c in cells[:2] if layout.row(c.text) is not None), None)
        item = _item(layout, named.text, "") if named is not None else None
        for cell in cells[:2] if named is None else ():
            if _are_several(layout, squeeze(cell.text)):
                shown = cell.text[:40]
                words = Said(f"一格里是几行的名称：“{shown}”", f"the names of several rows are in one cell: “{shown}”")
                reading.doubt(words, cell)
                reading.astray += 1
        if named is None or item is None or sum(layout.row(c.text) is not None for c in cells) > 1:
            for cell in cells:
                label = layout.column(cell.text)
                if label and (
                    label.id == "skip" or (label.id in (*PHASES, "line") and label.id not in columns.values())
                ):
                    columns[cell.column] = label.id
            continue
        if (
            item.id == "skip"
            and "total" not in found
            and any(columns.get(c.column) in PHASES and is_amount(c.text) for c in cells)
        ):
            item = (
                layout.row(named.text, "list") or item
            )  # “一、“三公”经费支出”: a heading where no amounts stand beside it
        placed += [c for c in cells if item.id == "skip" or columns.get(c.column) in ("line", "skip")]
        if item.id != "skip" and item.id not in found:
            values = {phase: value for column, phase in columns.items() if (value := table.cell(index, column))}
            found[item.id] = named, {phase: value for phase, value in values.items() if phase in PHASES}
    if len(found) < 4 or not set(PHASES) & set(columns.values()):
        return []
    reading.place(placed)
    rows = [
        Row(
            {"item": item, "label": squeeze(found[item][0].text)},
            {phase: reading.amount(cell) for phase, cell in found[item][1].items()},
            found[item][0].place,
        )
        for item in ITEMS
        if item in found
    ]
    _tell_missing({(item, phase) for item in found for phase in columns.values() if phase in PHASES}, rows, reading)
    return rows
