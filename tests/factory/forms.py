"""The nine forms as tables, with the rows that must be read back from each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from build_site.model import Form
from build_site.model.forms import CONCEPTS, ITEMS
from build_site.text import squeeze
from tests.factory.accounts import Accounts, Entry, codelist
from tests.factory.printed import Cell, ExpectedRow, Table
from tests.factory.wording import KINDS, ordinal

if TYPE_CHECKING:
    from tests.factory.layouts import Layout

Made = tuple[Table, tuple[ExpectedRow, ...]]

_CLASSES = {code: name for code, name in codelist("functional").items() if len(code) == 3}
_BUDGETS = {key: CONCEPTS[key] for key in list(CONCEPTS)[:3]}
_REVENUE = {key: f"{name}收入".replace("收入收入", "收入") for key, name in list(CONCEPTS.items())[:8]}
_HEADS = {
    **{key.replace("-", "_"): name for key, name in CONCEPTS.items()},
    "total": "本年支出合计",
    "fiscal_appropriation": "财政拨款收入",
    "revenue": "本年收入",
    **KINDS,
}


def build(accounts: Accounts, layout: Layout, form: Form) -> Made:
    """The form's table and the rows to be read from it (none where it is empty)."""
    makers: Mapping[Form, Callable[[Accounts, Layout], Made]] = {
        Form.REVENUE_AND_EXPENDITURE: _revenue_and_expenditure,
        Form.FISCAL_APPROPRIATION: _fiscal_appropriation,
        Form.BASIC_EXPENDITURE: _basic_expenditure,
        Form.THREE_PUBLIC_EXPENSES: _three_public,
    }
    if form in makers:
        return makers[form](accounts, layout)
    return _coded(accounts, layout, form)


class _Sheet:
    """A table in the making."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.cells: list[Cell] = []
        self.taken: set[tuple[int, int]] = set()

    def put(self, row: int, column: int, text: str, rows: int = 1, columns: int = 1, align: str = "center") -> None:
        text = self.layout.heads.get(text, text)
        if self.layout.spaced and 2 <= len(text) <= 3 and text.isalpha() and not text.isascii():
            text = " ".join(text)
        self.cells.append(Cell(row, column, text, rows, columns, align))  # type: ignore[arg-type]
        self.taken |= {(r, c) for r in range(row, row + rows) for c in range(column, column + columns)}

    def money(self, row: int, column: int, amount: Decimal | None, columns: int = 1) -> None:
        self.put(row, column, printed(amount, self.layout), columns=columns, align="right")

    def table(self, widths: Sequence[float], depth: int, heads: int) -> Table:
        for row in range(depth):
            for column in range(len(widths)):
                if (row, column) not in self.taken:
                    self.put(row, column, "")
        return Table(tuple(sorted(self.cells)), tuple(widths), depth, heads)


def printed(amount: Decimal | None, layout: Layout) -> str:
    if amount is None:
        return layout.nil
    return f"{amount:,}" if layout.thousands else f"{amount}"


def _expected(amounts: Mapping[str, Decimal], fields: Iterable[str], layout: Layout) -> dict[str, Decimal | None]:
    nil = Decimal(layout.nil) if layout.nil.startswith("0") else None
    return {field: amounts.get(field, nil) for field in fields}


# --- two lists side by side --------------------------------------------------------------------------------------------


def _functional(accounts: Accounts, layout: Layout, form: Form) -> list[tuple[str, str]]:
    used = {entry.key for entry in accounts.forms[form]}
    codes = [
        code
        for code in _CLASSES
        if layout.functional_rows == 26 or code not in {"231", "232"} or f"class:{code}" in used
    ]
    return [(f"class:{code}", _CLASSES[code]) for code in codes]


def _numbered(rows: Iterable[tuple[str, str]], layout: Layout) -> list[tuple[str, str]]:
    """The rows with 一、 二、 … before their labels."""
    return [
        (key, f"{ordinal(n)}、{layout.labels.get(key, label)}" if layout.ordinals else layout.labels.get(key, label))
        for n, (key, label) in enumerate(rows, start=1)
    ]


def _revenue_and_expenditure(accounts: Accounts, layout: Layout) -> Made:
    form = Form.REVENUE_AND_EXPENDITURE
    right = _numbered(_functional(accounts, layout, form), layout)
    left = _numbered(_REVENUE.items(), layout)
    left += [("", "")] * (len(right) - len(left))
    left += [("total-for-year", "本年收入合计"), ("non-appropriated-balance-used", "使用非财政拨款结余")]
    left += [("opening-balance", "年初结转和结余"), ("total", "总计")]
    right += [("total-for-year", "本年支出合计"), ("surplus-distribution", "结余分配")]
    right += [("closing-balance", "年末结转和结余"), ("total", "总计")]
    return _panels(accounts, layout, form, _relabel(left, layout), _relabel(right, layout))


def _relabel(rows: list[tuple[str, str]], layout: Layout) -> list[tuple[str, str]]:
    return [(key, label if "、" in label else layout.labels.get(key, label)) for key, label in rows]


def _fiscal_appropriation(accounts: Accounts, layout: Layout) -> Made:
    form = Form.FISCAL_APPROPRIATION
    right = _numbered(_functional(accounts, layout, form), layout)
    left = _numbered(_BUDGETS.items(), layout)
    left += [("", "")] * (len(right) - len(left))
    left += [("total-for-year", "本年收入合计"), ("opening-balance", "年初财政拨款结转和结余")]
    right += [("total-for-year", "本年支出合计"), ("closing-balance", "年末财政拨款结转和结余")]
    if layout.balances != "none":
        for number, (key, label) in enumerate(_BUDGETS.items(), start=1):
            mark = f"{ordinal(number)}、" if layout.balances == "ordinals" else ""
            left.append((f"opening-balance:{key}", mark + label))
            right.append((f"closing-balance:{key}", label) if layout.balances == "both" else ("", ""))
    left.append(("total", "总计"))
    right.append(("total", "总计"))
    return _panels(accounts, layout, form, _relabel(left, layout), _relabel(right, layout))


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two lists: where its columns begin, its rows, the fields it prints, and the first 行次."""

    name: str
    start: int
    rows: list[tuple[str, str]]
    fields: tuple[str, ...]
    first_line: int


def _panels(
    accounts: Accounts, layout: Layout, form: Form, left: list[tuple[str, str]], right: list[tuple[str, str]]
) -> Made:
    fields = form.fields
    line = int(layout.lines)
    sides = (
        _Side("revenue", 0, left, fields[:1], 1),
        _Side("expenditure", 2 + line, right, fields, len(left) + 1),
    )
    sheet = _Sheet(layout)
    heads = _panel_heads(sheet, layout, sides)
    expected: list[ExpectedRow] = []
    for side in sides:
        for index, (key, label) in enumerate(side.rows):
            row = heads + index
            central = label == "总计" or label.startswith("本年")
            sheet.put(row, side.start, label, align="center" if central else "left")
            if line:
                sheet.put(row, side.start + 1, str(index + side.first_line))
            if key:
                amounts = _line_amounts(accounts, form, key, side.name)
                for position, field in enumerate(side.fields):
                    sheet.money(row, side.start + 1 + line + position, amounts.get(field))
                found = _expected(amounts, side.fields, layout)
                expected.append(ExpectedRow(f"{side.name}|{key}", squeeze(label), found))
    side_widths = [2.2 if layout.narrow else 4.2, *([0.8] if line else [])]
    widths = [*side_widths, 2.0, *side_widths, *([2.0] * len(fields))]
    return sheet.table(widths, heads + len(left), heads), tuple(expected)


_CLOSING = {
    "closing-balance:general-public-budget": "general_public_budget",
    "closing-balance:government-fund-budget": "government_fund",
    "closing-balance:state-capital-budget": "state_capital",
}


def _line_amounts(accounts: Accounts, form: Form, key: str, side: str) -> Mapping[str, Decimal]:
    """The amounts of a line; the closing balance of one budget stands in its column and in the total."""
    if key not in _CLOSING:
        return accounts.of(form, key, side)
    field = _CLOSING[key]
    amount = accounts.of(form, "closing-balance", side).get(field)
    return {} if amount is None else {"total": amount, field: amount}


def _panel_heads(sheet: _Sheet, layout: Layout, sides: Sequence[_Side]) -> int:
    """The head rows of both lists; how many there are."""
    line = int(layout.lines)
    deep = 2 if len(sides[1].fields) > 1 and layout.lines else 1
    word = "金额" if layout.lines else "决算数"
    number = 1
    for side, title in zip(sides, ("收入", "支出"), strict=True):
        start, first = side.start, side.start + 1 + line
        names = (word,) if len(side.fields) == 1 else ("合计", *_BUDGETS.values())
        sheet.put(0, start, title, columns=1 + line + len(names))
        sheet.put(1, start, "项目", rows=deep)
        if line:
            sheet.put(1, start + 1, "行次", rows=deep)
        if deep == 2 and len(names) > 1:
            sheet.put(1, first, "决算数", columns=len(names))
        for position, name in enumerate(names):
            single = len(names) == 1
            sheet.put(1 if single else deep, first + position, name, rows=deep if single else 1)
        if layout.numbers:
            sheet.put(1 + deep, start, "栏次", columns=1 + line)
            for position in range(len(names)):
                sheet.put(1 + deep, first + position, str(number))
                number += 1
    return 1 + deep + int(layout.numbers)


# --- one row per code ----------------------------------------------------------------------------------------------------


def _fields_printed(form: Form, layout: Layout) -> tuple[str, ...]:
    if form is Form.STATE_CAPITAL_BUDGET and not layout.capital_balances:
        return Form.GENERAL_PUBLIC_BUDGET.fields
    return form.fields


def _coded(accounts: Accounts, layout: Layout, form: Form) -> Made:
    fields = _fields_printed(form, layout)
    sheet = _Sheet(layout)
    split = 1 if layout.codes == "whole" else 3
    entries = accounts.forms[form] or (Entry("", "合计", {}),)
    total, items = entries[0], entries[1:]
    empty = not accounts.forms[form]
    total_in_heads = layout.total == "heads" and layout.codes != "whole" and not layout.numbers
    shared = layout.shared_heads and empty and "opening_balance" in fields and not layout.numbers
    heads = _coded_heads(sheet, layout, form, fields, split, shared)
    order = [*items, total] if layout.total == "last" and items else [total, *items]
    row = heads - int(total_in_heads)
    expected: list[ExpectedRow] = []
    for entry in order:
        if entry is total:
            if total_in_heads:
                sheet.put(row, split, "合计")
            else:
                sheet.put(row, 0, "合计", columns=split + 1)
        else:
            _code(sheet, layout, row, entry.key, split)
            sheet.put(row, split, entry.name, align="left")
        for position, field in enumerate(fields):
            if not empty:
                sheet.money(row, split + 1 + position, entry.amounts.get(field))
        expected.append(ExpectedRow(entry.key or "合计", squeeze(entry.name), _expected(entry.amounts, fields, layout)))
        row += 1
    row += 2 if empty else layout.blank_rows
    name_width = 2.0 if layout.narrow else 4.5
    widths = [*([1.8] if split == 1 else [0.8] * 3), name_width, *([2.0] * len(fields))]
    return sheet.table(widths, row, heads), () if empty else tuple(expected)


def _coded_heads(sheet: _Sheet, layout: Layout, form: Form, fields: Sequence[str], split: int, shared: bool) -> int:
    """The head rows; how many there are. shared: the sub-heads of 本年支出 stand in the row below, that of 合计."""
    grouped = "opening_balance" in fields or (form is Form.STATE_CAPITAL_BUDGET)
    deep = 2 + (split == 3) + int(layout.numbers and split == 1)
    sub = deep - 1  # the last row of heads: 类 款 项, or 栏次
    sheet.put(0, 0, "项目", columns=split + 1)
    if split == 3:
        sheet.put(1, 0, "功能分类科目编码", columns=3)
        for column, word in enumerate("类款项"):
            sheet.put(2, column, word)
        in_row = layout.numbers or layout.total == "heads"
        sheet.put(1, 3, "科目名称", rows=1 if in_row else 2)
    else:
        sheet.put(1, 0, "功能分类科目编码")
        sheet.put(1, 1, "科目名称")
    if layout.numbers:
        sheet.put(sub, 3 if split == 3 else 0, "栏次", columns=1 if split == 3 else 2)
    rows_above = deep - int(layout.numbers or (layout.total == "heads" and split == 3))
    for position, field in enumerate(fields):
        column = split + 1 + position
        if layout.numbers:
            sheet.put(sub, column, str(position + 1))
        name = _HEADS[field]
        if field == "total" and form is Form.REVENUE:
            name = "本年收入合计"
        if field == "total" and form is Form.GENERAL_PUBLIC_BUDGET and not layout.numbers:
            name = "合计"
        if grouped and field in ("total", "basic", "project"):
            if field == "total":
                sheet.put(0, column, "本年支出", rows=rows_above if shared else 1, columns=3)
                name = "小计"
            sheet.put(deep if shared else 1, column, name, rows=1 if shared else rows_above - 1)
        else:
            sheet.put(0, column, name, rows=rows_above)
    return deep


def _code(sheet: _Sheet, layout: Layout, row: int, code: str, split: int) -> None:
    if split == 1 or layout.codes == "merged":
        sheet.put(row, 0, code, columns=split, align="left")
        return
    for column, end in enumerate((3, 5, 7)):
        if len(code) >= end:
            start = 0 if layout.codes == "nested" else (0, 3, 5)[column]
            sheet.put(row, column, code[start:end])


# --- basic expenditure: blocks -------------------------------------------------------------------------------------------


def _basic_expenditure(accounts: Accounts, layout: Layout) -> Made:
    entries = [entry for entry in accounts.forms[Form.BASIC_EXPENDITURE] if entry.key[:1].isdigit()]
    personnel = [entry for entry in entries if entry.key[:3] in {"301", "303"}]
    goods = [entry for entry in entries if entry.key[:3] == "302"]
    rest = [entry for entry in entries if entry.key[:3] not in {"301", "302", "303"}]
    lists = {1: [personnel + goods + rest], 2: [personnel, goods + rest], 3: [personnel, goods, rest]}[layout.blocks]
    sheet = _Sheet(layout)
    split = 2 if layout.codes in ("parts", "nested") else 1
    width = split + 2
    heads = 1
    if layout.blocks > 1 and layout.numbers:
        sheet.put(0, 0, "人员经费", columns=width)
        sheet.put(0, width, "公用经费", columns=width * (layout.blocks - 1))
        heads = 2
    for block in range(layout.blocks):
        start = block * width
        if split == 1:
            sheet.put(heads - 1, start, "科目代码" if layout.blocks == 3 else "经济分类科目编码")
        else:
            sheet.put(heads - 1, start, "经济分类科目编码", columns=2)
            sheet.put(heads, start, "类")
            sheet.put(heads, start + 1, "款")
        sheet.put(heads - 1, start + split, "科目名称", rows=split)
        sheet.put(heads - 1, start + split + 1, "决算数", rows=split)
    heads += split - 1
    expected: list[ExpectedRow] = []
    for block, rows in enumerate(lists):
        start = block * width
        for index, entry in enumerate(rows):
            _economic_code(sheet, layout, heads + index, start, entry.key, split)
            sheet.put(heads + index, start + split, entry.name, align="left")
            sheet.money(heads + index, start + split + 1, entry.amounts.get("amount"))
            expected.append(ExpectedRow(entry.key, squeeze(entry.name), _expected(entry.amounts, ("amount",), layout)))
    depth = heads + max(map(len, lists))
    depth = _basic_totals(sheet, accounts, layout, depth, width, expected)
    widths = [*([1.6] if split == 1 else [0.8, 0.7]), 2.2 if layout.narrow else 3.6, 1.8] * layout.blocks
    return sheet.table(widths, depth, heads), tuple(expected)


def _economic_code(sheet: _Sheet, layout: Layout, row: int, start: int, code: str, split: int) -> None:
    if split == 1:
        sheet.put(row, start, code, align="left")
        return
    sheet.put(row, start, code[:3])
    if len(code) > 3:
        sheet.put(row, start + 1, code if layout.codes == "nested" else code[3:])


def _basic_totals(
    sheet: _Sheet, accounts: Accounts, layout: Layout, row: int, width: int, expected: list[ExpectedRow]
) -> int:
    """人员经费合计 and 公用经费合计, in one row under their blocks or in two; the depth with them."""
    for position, (key, label) in enumerate((("personnel", "人员经费合计"), ("non-personnel", "公用经费合计"))):
        amounts = accounts.of(Form.BASIC_EXPENDITURE, key)
        start = 0 if layout.blocks == 1 else position * width
        end = width if position == 0 or layout.blocks == 1 else width * layout.blocks
        sheet.put(row, start, label, columns=end - start - 1)
        sheet.money(row, end - 1, amounts.get("amount"))
        expected.append(ExpectedRow(label, label, _expected(amounts, ("amount",), layout)))
        row += layout.blocks == 1
    return row + (layout.blocks > 1)


# --- “三公” --------------------------------------------------------------------------------------------------------------


def _three_public(accounts: Accounts, layout: Layout) -> Made:
    form = Form.THREE_PUBLIC_EXPENSES
    rows = tuple(
        ExpectedRow(entry.key, squeeze(ITEMS[entry.key].zh), _expected(entry.amounts, form.fields, layout))
        for entry in accounts.forms[form]
    )
    maker = {"halves": _halves, "pairs": _pairs, "list": _down}[layout.three_public]
    return maker(accounts, layout), rows


def _amounts(accounts: Accounts, layout: Layout, item: str, phase: str) -> str:
    form = Form.THREE_PUBLIC_EXPENSES
    return printed(accounts.of(form, item).get(phase), layout) if accounts.forms[form] else ""


def _halves(accounts: Accounts, layout: Layout) -> Table:
    """Two blocks of six columns: 预算数, then 决算数."""
    sheet = _Sheet(layout)
    heads = 3 + int(layout.numbers)
    for half, (phase, word) in enumerate((("budget", "预算数"), ("final", "决算数"))):
        start = half * 6
        sheet.put(0, start, word, columns=6)
        _item_heads(sheet, start, 1, 1)
        for position, item in enumerate(ITEMS):
            if layout.numbers:
                sheet.put(3, start + position, str(start + position + 1))
            sheet.put(heads, start + position, _amounts(accounts, layout, item, phase), align="right")
    return sheet.table([1.0] * 12, heads + 1, heads)


def _pairs(accounts: Accounts, layout: Layout) -> Table:
    """预算数 and 决算数 under each of the six items."""
    sheet = _Sheet(layout)
    _item_heads(sheet, 0, 0, 2)
    heads = 3
    for position, item in enumerate(ITEMS):
        for offset, (phase, word) in enumerate((("budget", "预算数"), ("final", "决算数"))):
            column = position * 2 + offset
            sheet.put(2, column, word)
            sheet.put(3, column, _amounts(accounts, layout, item, phase), align="right")
    return sheet.table([1.0] * 12, heads + 1, heads)


def _item_heads(sheet: _Sheet, start: int, row: int, wide: int) -> None:
    for position, item in enumerate(ITEMS):
        column = start + position * wide
        if item == "vehicles":
            sheet.put(row, column, ITEMS[item].zh, columns=3 * wide)
            sheet.put(row + 1, column, "小计", columns=wide)
        elif item.startswith("vehicle"):
            sheet.put(row + 1, column, ITEMS[item].zh, columns=wide)
        else:
            sheet.put(row, column, ITEMS[item].zh, rows=2, columns=wide)


def _down(accounts: Accounts, layout: Layout) -> Table:
    """One row per item: 项目, 预算数, 决算数."""
    sheet = _Sheet(layout)
    for column, word in enumerate(("项目", "预算数", "决算数")):
        sheet.put(0, column, word)
    for row, (item, label) in enumerate(_list_labels(layout), start=1):
        sheet.put(row, 0, label, align="left")
        for column, phase in enumerate(("budget", "final"), start=1):
            sheet.put(row, column, _amounts(accounts, layout, item, phase), align="right")
    return sheet.table([5.0, 2.0, 2.0], len(ITEMS) + 1, 1)


def _list_labels(layout: Layout) -> Iterator[tuple[str, str]]:
    marks = {
        "overseas-visits": "1.",
        "vehicles": "2.",
        "vehicle-purchase": "（1）",
        "vehicle-operation": "（2）",
        "hospitality": "3.",
    }
    for item, known in ITEMS.items():
        yield item, (marks.get(item, "") if layout.ordinals else "") + known.zh
