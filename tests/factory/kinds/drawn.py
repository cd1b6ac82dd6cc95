"""What there is on paper only: rules that are missing, numbers that stand out of their cells, sheets askew."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from build_site.model import Form
from tests.factory.drawing import Faults, Ink, Place
from tests.factory.kinds import printing
from tests.factory.kinds.kind import AMOUNT, PLAIN, Chance, Kind, indexes, replaced, rewritten, under_titles
from tests.factory.printed import Block, Cell, Printed, Table, Words

Wanted = Callable[[Cell, Table], bool]


def _body(table: Table, spots: Sequence[int], wanted: Wanted) -> Collection[Place]:
    """The cells of these rows under the heads, counted from the first or, below 0, from the last."""
    rows = range(table.heads, table.depth)
    chosen = {rows[spot] for spot in spots if -len(rows) <= spot < len(rows)}
    return {(cell.row, cell.column) for cell in table.cells if cell.row in chosen and wanted(cell, table)}


def _unruled(*spots: int, wanted: Wanted = lambda *_: True, expect: str = "right") -> Kind:
    return Kind(expect, drawing={"faults": Faults(unruled=lambda table: _body(table, spots, wanted))})  # type: ignore[arg-type]


def _amounts(table: Table, *spots: int) -> list[Cell]:
    cells = [cell for cell in table.cells if AMOUNT.fullmatch(cell.text)]
    return [cells[spot] for spot in spots if -len(cells) <= spot < len(cells)]


def _moved(right: float, down: float, *spots: int, expect: str = "told") -> Kind:
    def move(table: Table) -> Mapping[Place, tuple[float, float]]:
        return {(cell.row, cell.column): (right, down) for cell in _amounts(table, *spots)}

    return Kind(expect, drawing={"faults": Faults(moved=move)})  # type: ignore[arg-type]


def _row_moved(down: float, *spots: int) -> Kind:
    """All numbers of a row, and not its words."""

    def move(table: Table) -> Mapping[Place, tuple[float, float]]:
        rows = {cell.row for cell in _amounts(table, *spots)}
        numbers = (cell for cell in table.cells if cell.row in rows and cell.text.replace(".", "").isdigit())
        return {(cell.row, cell.column): (0.0, down) for cell in numbers}

    return Kind("told", drawing={"faults": Faults(moved=move)})


def _turned(table: Table) -> Collection[Place]:
    return {(cell.row, cell.column) for cell in _amounts(table, 3, 10, -1)}


def _inked(expect: str, ink: Ink, every: int = 5, **drawing: object) -> Kind:
    """Some amounts painted otherwise."""

    def inked(table: Table) -> Mapping[Place, Ink]:
        return {(cell.row, cell.column): ink for cell in _amounts(table, *range(0, 400, every))}

    return Kind(expect, drawing={"faults": Faults(inked=inked), **drawing})  # type: ignore[arg-type]


def _red_for_minus(table: Table) -> Mapping[Place, Ink]:
    return {(c.row, c.column): Ink("#cc0000", signed=False) for c in _amounts(table, *range(400)) if c.text[0] == "-"}


def _last_heads(table: Table) -> Collection[Place]:
    return {(cell.row, cell.column) for cell in table.cells if cell.row + cell.rows == table.heads}


def _row_of_words(words: str) -> Callable[[Printed, Chance], Printed]:
    """A row over the whole width, in the middle of each longer table, that says only this."""

    def after(printed: Printed, _: Chance) -> Printed:
        def widened(block: Block) -> Block:
            at = block.heads + 5 if isinstance(block, Table) else 0
            if not isinstance(block, Table) or block.depth < at + 3:
                return block
            cells = (cell._replace(row=cell.row + (cell.row >= at)) for cell in block.cells)
            said = Cell(at, 0, words, columns=len(block.widths), align="left")
            return replace(block, cells=(*cells, said), depth=block.depth + 1)

        return replace(printed, blocks=tuple(map(widened, printed.blocks)))

    return after


def _revenue_alone(printed: Printed, _: Chance) -> Printed:
    """财政拨款's summary form without its side of expenditure."""
    (at,) = indexes(printed, Form.FISCAL_APPROPRIATION)
    table = printed.blocks[at]
    assert isinstance(table, Table)
    end = next(cell.column for cell in table.cells if cell.row < table.heads and cell.text == "支出")
    cells = tuple(cell for cell in table.cells if cell.column + cell.columns <= end)
    return replaced(printed, Form.FISCAL_APPROPRIATION, replace(table, cells=cells, widths=table.widths[:end]))


def _sheet(order: str, again: str) -> Kind:
    """A workbook printed on paper narrower than its sheets."""
    return Kind("right", layout={"own_page": True}, drawing={"sheet": order, "again": again, "page_rows": 16})


def _page(second: str, head: str, rows: int) -> Kind:
    """A page of a table under such a head, of so many rows, is lost or in the wrong place, where nothing counts pages or lines."""

    def whose(table: Table) -> bool:
        return any(re.search(head, cell.text) for cell in table.cells if cell.row < table.heads)

    drawing = {"second": second, "whose": whose, "page_rows": rows, "page_number": "", "running_head": False}
    return Kind("told", layout={"lines": False}, drawing=drawing)


def _all_moved(right: float) -> Kind:
    """All amounts of every table, so many em to the right or, below 0, to the left."""

    def move(table: Table) -> Mapping[Place, tuple[float, float]]:
        return {(cell.row, cell.column): (right, 0.0) for cell in _amounts(table, *range(400))}

    return Kind("told", drawing={"faults": Faults(moved=move), "table_size": 6.0})  # type: ignore[arg-type]


def _year_between(printed: Printed, _: Chance) -> Printed:
    """“部门：…　2024年度　单位：元”."""

    def words(block: Words) -> Words:
        return replace(block, text=block.text.replace(" 单位：", f" {printed.accounts.year}年度 单位："))

    return rewritten(printed, words)


def _with_headings(printed: Printed, _: Chance) -> Printed:
    """Tables as a workbook prints them with the letters of its columns and, left of all its text, the numbers of its rows."""

    def headed(block: Block) -> Block:
        if not isinstance(block, Table):
            return replace(block, kind="right") if isinstance(block, Words) and block.text.startswith("注") else block
        moved = (cell._replace(row=cell.row + 1, column=cell.column + 1) for cell in block.cells)
        letters = (Cell(0, at, chr(ord("A") + at - 1) if at else "") for at in range(len(block.widths) + 1))
        numbers = (Cell(at, 0, f"{at + 3}") for at in range(1, block.depth + 1))
        widths = 0.7 * min(block.widths), *block.widths
        return Table((*letters, *numbers, *moved), widths, block.depth + 1, block.heads + 1)

    return replace(printed, blocks=tuple(map(headed, printed.blocks)))


_FUNCTIONAL, _ECONOMIC = "功能分类", "经济分类|科目代码"  # in heads over codes
_LATER = tuple(range(12, 40))
KINDS: Mapping[str, Kind] = {  # a new one last: the tests draw each as its place here says
    "no rule between two rows": _unruled(2),
    "no rule between two rows, 三公 as a list": replace(_unruled(2, expect="told"), layout={"three_public": "list"}),
    "no rules between four rows": _unruled(5, 6, 7),
    "no rule under the first row": _unruled(0),
    "no rule over the last row": _unruled(-2, expect="told"),
    "no rule under the last two rows": _unruled(-2, -1, expect="told"),
    "every second rule missing": _unruled(*range(0, 40, 2), expect="told"),
    "no rules in the lower half": _unruled(*_LATER, expect="told"),
    "no rule under the heads": Kind("told", drawing={"faults": Faults(unruled=_last_heads)}),
    "a rule only over the left columns": _unruled(2, wanted=lambda c, t: c.column >= len(t.widths) // 2),
    "a rule only over the right columns": _unruled(2, wanted=lambda c, t: c.column < len(t.widths) // 2),
    "rules missing in the last column": _unruled(2, 3, wanted=lambda c, t: c.column == len(t.widths) - 1),
    "rules missing in the first column": _unruled(2, 3, wanted=lambda c, _: c.column == 0),
    "numbers a little low": _moved(0, 0.4, 3, 4, -2, expect="right"),
    "numbers half a row low": _moved(0, 1.0, 3, 4, -2),
    "numbers more than half a row low": _moved(0, 1.3, 3, 4, -2),
    "numbers half a row high": _moved(0, -0.9, 3, 4, -2),
    "rows of numbers half a row low": _row_moved(1.0, 3, -2),
    "numbers a digit too far right": _moved(1.0, 0, 3, 4, -4),
    "numbers over the next column's side": _moved(2.2, 0, 3, 4, -4),
    "numbers over the column's side before": _moved(-3.0, 0, 3, 4, -4),
    "a sheet a little askew": Kind("right", drawing={"askew": 0.4}),
    "a sheet askew": Kind("right", drawing={"askew": -2.6}),
    "lines counted in the margin, fonts borrowed": Kind("right", drawing={"counted": True, "embedded": False}),
    "续前表 in a row of the table": Kind("right", _row_of_words("续前表"), drawing={}),
    "（续上页） in a row of the table": Kind("right", _row_of_words("（续上页）"), drawing={"table_size": 8.0}),
    "minus in full-width brackets, on paper": replace(printing.KINDS["minus in brackets"], drawing={"table_size": 8.0}),
    "amounts in groups with spaces, on paper": Kind(
        "right", printing.amounts(lambda text: printing.grouped(text, " ", 3)), drawing={"table_size": 8.0}
    ),
    "amounts in groups with ', on paper": Kind(
        "right", printing.amounts(lambda text: printing.grouped(text, "'", 3)), drawing={"table_size": 8.0}
    ),
    "only horizontal rules": Kind("right", drawing={"rules": "across"}),
    "rules only round the heads and at the end": Kind("right", drawing={"rules": "three"}),
    "rules only under the heads and at the end": Kind("told", drawing={"rules": "two"}),
    "no rules at all": Kind("right", drawing={"rules": "none"}),
    **{
        f"sheets on several pages, {order} first{f', {again} again' if again else ''}": _sheet(order, again)
        for order in ("over", "down")
        for again in ("", "titles", "labels", "both")
    },
    "numbers that run up": Kind("told", drawing={"faults": Faults(turned=_turned)}),
    "a page box through the first column": Kind("right", drawing={"cropped": (72.0, 0.0, 0.0, 0.0), "rotate": 0}),
    "a page box through the last column": Kind("right", drawing={"cropped": (0.0, 0.0, 74.0, 0.0), "rotate": 0}),
    "some amounts large": _inked("told", Ink(size=1.9), table_size=5.5),
    "some amounts large and red": _inked("told", Ink("#cc0000", 1.9), table_size=5.5),
    "negative amounts red, without a minus": Kind(
        "told", before=printing.negative, drawing={"faults": Faults(inked=_red_for_minus), "table_size": 6.0}
    ),
    "some amounts blue": _inked("right", Ink("#0000cc"), table_size=5.5),
    "amounts drawn digit by digit": _inked("right", Ink(apart=0.15), 1, table_size=5.5),
    "amounts over a white halo that is moved": _inked("right", Ink(under=("#ffffff", 1.3)), 2, table_size=5.5),
    "amounts over their shadow": _inked("right", Ink(under=("#999999", 0.7)), 2, table_size=5.5),
    "a page of a table twice": Kind("right", drawing={"second": "twice", "page_rows": 14}),
    "a page of a table lost": Kind("told", layout={"lines": True}, drawing={"second": "lost", "page_rows": 14}),
    "a title shorter than those known, on paper": Kind(
        "told", under_titles({Form.BASIC_EXPENDITURE: "财政拨款基本支出决算表"}), layout=PLAIN, drawing={}
    ),
    "a page of a form with codes lost": _page("lost", _FUNCTIONAL, 8),
    "a long page of a form with codes lost": _page("lost", _FUNCTIONAL, 14),
    "two pages of a form with codes swapped": _page("swapped", _FUNCTIONAL, 8),
    "a page of 基本支出 lost": _page("lost", _ECONOMIC, 12),
    "two pages of 基本支出 swapped": _page("swapped", _ECONOMIC, 12),
    "a page of a summary lost where no line is counted": _page("lost", "^项 *目$", 12),
    "one side of a summary form, on paper": Kind("told", _revenue_alone, layout=PLAIN, drawing={}),
    **{
        f"a form object cut through the {words}": Kind("told", drawing={"clipped": sides, "rotate": 0, "askew": 0.0})
        for words, sides in (
            ("first column", (76.0, 0.0, 0.0, 0.0)),
            ("last column", (0.0, 0.0, 80.0, 0.0)),
            ("last column's heads", (0.0, 0.0, 107.0, 0.0)),
            ("lower rows", (0.0, 500.0, 0.0, 0.0)),
        )
    },
    "every second row grey, no rules": Kind("told", drawing={"rules": "none", "striped": True}),
    "a box round each amount": Kind("told", drawing={"rules": "amounts"}),
    "the year between department and unit": Kind("right", _year_between, layout={"caption": "one"}, drawing={}),
    **{f"all amounts moved by {em} em": _all_moved(em) for em in (5.0, 7.0, 9.0, 12.0, -6.0)},
    "letters over a sheet's columns, numbers before its rows": Kind(
        "right",
        _with_headings,
        layout=PLAIN | {"own_page": True, "caption": "unit", "landscape": "all"},
        drawing={"repeat": "heads", "rules": "lines", "table_size": 7.0, "askew": 0.0},
    ),
    "amounts in white": _inked("told", Ink("#ffffff"), 1, table_size=6.0),
    "some amounts in white": _inked("told", Ink("#ffffff"), table_size=6.0),
    **{
        f"sheets on several pages, {order} first, titles in the middle": replace(
            _sheet(order, "middle"), layout=PLAIN | {"own_page": True, "lines": lines}
        )
        for order, lines in (("over", True), ("down", False))
    },
}
