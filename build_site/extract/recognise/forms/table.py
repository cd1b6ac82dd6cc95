"""A grid as the form readers see it: cells by row and column, heads over columns, amounts, and what is left over."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from build_site.extract.recognise.amounts import MOST_DIGITS, any_amount, is_amount, looks_printed, token
from build_site.extract.recognise.coding import bare_name, is_several, known_names
from build_site.extract.recognise.titles import FURNITURE
from build_site.model import Amount, Grid, GridCell, InputError, Notice, Row, Said, State
from build_site.registers.forms import FormLayout, bare
from build_site.text import squeeze

_GLUED = re.compile(r"[^\d。]{2,40}[-−]?[\d,]+\.\d{2}")
"""A label and an amount in one cell, as where the rule between them is missing."""
_DECIMAL = re.compile(r"\d\.\d")
_INTEGER = re.compile(r"\d{1,3}")
_OF_OTHERS = frozenset({"edge", "overprint"})
_OF_ANYTHING = frozenset({"total", "amount", "group"})
_NO_AMOUNT = frozenset({"group", "skip", "label", "line", "name", "functional_code", "economic_code"})


@dataclass(slots=True)
class Reading:
    """What a form reader needs to know of its document, and where it leaves its doubts.

    `ocr_pages`: what was read from pictures there may be wrong, and says so. `unit`: that of the form being read.
    `year`: the report's. `placed`: the cells (by identity) that became an amount, a code, a line's number, or belong to a known column that
    the form has no field for; any other number is one that we did not place. `astray`: how many numbers stand in rows that
    are none of the form's, or among the words of a label, and how many rows are known to be printed that are not read."""

    file: str
    year: int
    refuse: bool
    ocr_pages: frozenset[int] = frozenset()
    unit: str = ""
    notices: list[Notice] = field(default_factory=list)
    placed: set[int] = field(default_factory=set)
    astray: int = 0

    def doubt(self, text: Said, cell: GridCell) -> None:
        self.notices.append(Notice(text, cell.place))

    def without_code(self, name: GridCell) -> None:
        text = squeeze(name.text)
        self.doubt(Said(f"“{text}”这一行没有科目编码，没有读", f"The row “{text}” has no code and is not read"), name)

    def place(self, cells: Iterable[GridCell]) -> None:
        self.placed |= {id(cell) for cell in cells}

    def name(self, cell: GridCell) -> str:
        """A row's name; nothing, and told, where several rows' or an amount stand with it: these are lost. Nothing, too,
        where parts of others may stand in it: doubtful, and no name that is known."""
        name = bare_name(cell.text)
        several = is_several(name)
        if not several and (cell.doubt not in _OF_OTHERS or name in known_names()):
            return name
        self.astray += several
        words = Said(
            f"一格里不只是一行的名称：“{name[:40]}”", f"more than one row's name is in one cell: “{name[:40]}”"
        )
        self.doubt(words, cell)
        return ""

    def amount(self, cell: GridCell) -> Amount:
        """The cell as an amount; NOT_READ with a notice where something stands there that is none.

        Raises InputError for a number in a text that is longer than any amount: nothing could hold it."""
        self.place([cell])
        text = squeeze(cell.text)
        doubt = "ocr" if cell.place.page in self.ocr_pages else cell.doubt
        value, state, unit = token(cell.text)
        if value is not None and value.adjusted() >= MOST_DIGITS:
            if self.refuse:
                raise InputError.of(
                    "forms.number-too-long",
                    self.file,
                    place=cell.place,
                    most_digits=MOST_DIGITS,
                    digits=value.adjusted() + 1,
                    begins=text[:24],
                )
            value, state = None, State.NOT_READ
        if unit and self.unit and unit != self.unit:
            value, state = None, State.NOT_READ
        if state is State.NOT_READ:
            shown = f"“{cell.text[:40]}”"
            words = Said(
                f"{shown}不是以{self.unit or '本表单位'}计的金额",
                f"{shown} is not an amount in {self.unit or 'the unit of this form'}",
            )
            self.doubt(words, cell)
            self.astray += max(len(_DECIMAL.findall(text)) - 1, 0)  # those of columns without a rule between them
        return Amount(text, value, state, cell.place, doubt)


class Table:
    """Rows and columns of a grid. Columns count from 0; a merged cell stands at its first column."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.rows = [row for row in grid.rows if any(cell.text.strip() for cell in row)]
        self.width = grid.width
        self._by_column = [{cell.column: cell for cell in row} for row in self.rows]

    def cell(self, row: int, column: int) -> GridCell | None:
        return self._by_column[row].get(column)

    def text(self, row: int, column: int) -> str:
        cell = self.cell(row, column)
        return squeeze(cell.text) if cell else ""

    def filled(self, row: int) -> list[GridCell]:
        return [cell for cell in self.rows[row] if cell.text.strip()]

    def path(self, rows: Iterable[int], column: int) -> list[GridCell]:
        """The heads over a column, top down, but for captions framed with the table: alone in their row, from its start, or 部门：… and 单位：….
        In a text, where a merged head stands in its first column, one reaches to the next head of its own row or of a
        row above."""
        rows = [row for row in rows if not self._is_caption(row)]
        if self.grid.measured:
            return [c for row in rows for c in self.filled(row) if c.column <= column < c.column + c.span]
        found: list[GridCell] = []
        starts: set[int] = set()
        for row in rows:
            left = [cell for cell in self.filled(row) if cell.column <= column]
            starts |= {cell.column for cell in left}
            if left and left[-1].column == max(starts):
                found.append(left[-1])
        return found

    def _is_caption(self, row: int) -> bool:
        cells = self.filled(row)
        return [cell.column for cell in cells] == [0] or all(FURNITURE.match(squeeze(cell.text)) for cell in cells)

    def column_numbers(self, rows: Iterable[int]) -> list[GridCell]:
        """The cells of the 栏次 row: integers counting up by one."""
        for row in rows:
            cells = [cell for cell in self.filled(row) if _INTEGER.fullmatch(squeeze(cell.text))]
            counts = [int(squeeze(cell.text)) for cell in cells]
            if counts and counts == list(range(counts[0], counts[0] + len(counts))) and counts[0] == 1:
                return cells
        return []

    def left_over(self, placed: set[int]) -> list[GridCell]:
        """The cells with a number that stands in no amount, code, line or column number of the form; those of rows in which
        nobody sees what is printed."""
        found = [cell for row in self.grid.rows if not any(c.text.strip() for c in row) for cell in row if cell.doubt]
        for row in range(len(self.rows)):
            rest = [cell for cell in self.filled(row) if id(cell) not in placed]
            words = [(cell, squeeze(cell.text)) for cell in rest]
            found += [cell for cell, text in words if _GLUED.fullmatch(text) or _is_several_rows(text)]
            cells = [cell for cell in rest if looks_printed(cell.text)]
            printed = [cell for cell in self.filled(row) if looks_printed(cell.text)]
            named = any(squeeze(cell.text) == "栏次" for cell in self.filled(row))  # each list may count its own
            counts = printed if named and all(_INTEGER.fullmatch(squeeze(cell.text)) for cell in printed) else []
            if len(counts or self.column_numbers([row])) != len(printed):
                found += cells
        return found


def bind_columns(
    table: Table,
    layout: FormLayout,
    header: range,
    columns: Sequence[int],
    reading: Reading,
    total_row: int | None = None,
) -> dict[int, str]:
    """Which field each value column holds, by the whole path of heads above it; where the heads of a text are ragged, by
    their order. A column whose heads no row of data/forms maps, or which is not the only one for its field, is not read,
    and what is printed in it is told."""
    below = range(header.stop, len(table.rows))
    paths = {column: _known_path(table, layout, header, column, total_row) for column in columns}
    if len(columns) > 1:  # a head over all columns distinguishes none
        common = set.intersection(*({id(cell) for cell in path} for path in paths.values()))
        paths = {c: [h for h in path if id(h) not in common or h is path[-1]] for c, path in paths.items()}
    fields = {column: field_of(layout, [cell.text for cell in path]) for column, path in paths.items()}
    found = _once(table, {column: name for column, name in fields.items() if name not in _NO_AMOUNT and name}, below)
    unread = [column for column in columns if column not in found and fields[column] not in _NO_AMOUNT]
    if unread and not table.grid.measured:
        ordered = _by_order(table, layout, header, columns)
        if ordered:
            return ordered
    for column in columns:
        cells = [cell for row in below if (cell := table.cell(row, column))]
        printed = [cell for cell in cells if looks_printed(cell.text)]
        if column not in found and fields[column] != "skip":  # what nobody sees there may be an amount
            reading.astray += sum(bool(cell.doubt) and not any_amount([cell.text]) for cell in cells)
        if column in unread and printed:
            heads = " › ".join(squeeze(cell.text) for cell in paths[column])
            zh, en = (
                ("不是这一项唯一的一栏", "is not the only column for its field")
                if fields[column]
                else ("是 data/forms 里没有的栏目", "is a head that data/forms does not know")
            )
            n = len(printed)
            words = Said(f"“{heads}”{zh}：{n} 个数没有读", f"“{heads}” {en}: its {n} numbers are not read")
            reading.doubt(words, printed[0])
        elif (
            column not in found
            and column not in unread
            and (fields[column] == "skip" or not any_amount(c.text for c in cells))
        ):
            reading.place(cells)
    return found


def _known_path(table: Table, layout: FormLayout, header: range, column: int, total_row: int | None) -> list[GridCell]:
    """The heads over a column but for column numbers; sub-heads in the row of 合计 are among them."""
    path = [cell for cell in table.path(header, column) if not _is_count(cell.text)]
    if total_row is not None and total_row not in header:
        own = table.cell(total_row, column)
        if own is not None and layout.column(own.text, [cell.text for cell in path]) and not is_amount(own.text):
            path.append(own)
    return path


def _is_count(text: str) -> bool:
    return looks_printed(text) or squeeze(text) in ("栏次", "行次")


def field_of(layout: FormLayout, path: Sequence[str]) -> str:
    """The field that a path of heads means (“本年支出 › 小计” → total), `skip` for a known column without a field, or
    nothing: a head that no row maps, or one that means something else alone than under the heads above it
    (“年初结转和结余 › 合计” is the opening balance, “年初结转和结余 › 基本支出” no field at all)."""
    if not path:
        return ""
    labels = [layout.column(head, path[:level]) for level, head in enumerate(path)]
    own, above = labels[-1], [label.id if label else "" for label in labels[:-1]]
    special = next((name for name in reversed(above) if name not in _OF_ANYTHING), None)
    if special == "skip":
        return "skip"
    if own is None or "" in above:
        return ""
    if own.id == "group" and special is None and "total" in above:
        return "total"  # 合计 › 决算数
    if own.parent or special is None or own.id == special:
        return own.id
    return special if own.id in _OF_ANYTHING else ""


def _once(table: Table, fields: dict[int, str], below: range) -> dict[int, str]:
    """The columns whose field is theirs alone. Of several under one head (a ruling too many) the one that is filled."""
    kept: dict[int, str] = {}
    for name in dict.fromkeys(fields.values()):
        rivals = [column for column, other in fields.items() if other == name]
        filled = [column for column in rivals if any(table.text(row, column) for row in below)]
        if len(filled) <= 1:
            kept[(filled or rivals)[0]] = name
    return kept


def _by_order(table: Table, layout: FormLayout, header: range, columns: Sequence[int]) -> dict[int, str]:
    """The known heads of a text in their order, where there are as many as value columns and none is unknown."""
    cells = [cell for row in header for cell in table.filled(row) if cell.column >= columns[0]]
    # Stable by column keeps the reading order of heads that a conversion stacked in one column.
    heads = [layout.column(cell.text) for cell in sorted(cells, key=lambda c: c.column) if not _is_count(cell.text)]
    known = Counter(label.id for label in heads if label and label.id not in _NO_AMOUNT)
    once = all(count == 1 for name, count in known.items() if name not in _OF_ANYTHING)
    sure = once and len(known) == len(columns) and None not in heads
    return dict(zip(columns, known, strict=True)) if sure else {}


def numbered_columns(table: Table, header: range, bound: dict[int, str]) -> dict[str, str]:
    """Printed column number (栏次) → field, by position or, where the row is shifted, by order."""
    numbers = table.column_numbers(header)
    if len(numbers) == len(bound):
        fields = [bound[column] for column in sorted(bound)]
        return {squeeze(cell.text): name for cell, name in zip(numbers, fields, strict=True)}
    return {squeeze(cell.text): bound[cell.column] for cell in numbers if cell.column in bound}


def amounts_of(
    table: Table, row: int, bound: dict[int, str], layout: FormLayout, reading: Reading
) -> dict[str, Amount]:
    """The amounts of a row by field. Where a sub-head stands in the cell, it has no amount, and `printed` says what it has."""
    cells = {name: cell for column, name in bound.items() if (cell := table.cell(row, column))}
    last = max(cell.column + cell.span for cell in table.rows[row])
    reading.astray += table.grid.measured and any(column >= last for column in bound)  # its end is on a page not joined
    return {
        name: Amount(squeeze(cell.text), None, State.BLANK, cell.place)
        if _is_head(layout, cell.text)
        else reading.amount(cell)
        for name, cell in cells.items()
    }


def codes_once(rows: list[Row], field: str, reading: Reading) -> list[Row]:
    """The rows, those in doubt whose code other rows have too: which of them counts cannot be known."""
    codes = Counter(row.texts[field] for row in rows if row.texts[field])
    twice = {code for code, times in codes.items() if times > 1}
    if not twice:
        return rows
    listed = ", ".join(sorted(twice)[:5])
    words = Said(f"{len(twice)} 个编码各有几行：{listed}", f"{len(twice)} codes stand in several rows: {listed}")
    reading.notices.append(Notice(words, next(row.place for row in rows if row.texts[field] in twice)))
    return [
        replace(row, amounts={name: replace(a, doubt=a.doubt or "twice") for name, a in row.amounts.items()})
        if row.texts[field] in twice
        else row
        for row in rows
    ]


def _is_several_rows(text: str) -> bool:
    """Whether a cell holds words and several amounts, and is no sentence: rows without the rules between them."""
    return "。" not in text and len(_DECIMAL.findall(text)) > 1 and not looks_printed(text)


def _is_head(layout: FormLayout, text: str) -> bool:
    label = bare(text)
    return not label[:1].isdigit() and label in layout.heads
