"""Defects that cannot be read but must be told."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from build_site.model import Form
from tests.factory.forms import build
from tests.factory.kinds.arranged import THREE, continued, in_columns
from tests.factory.kinds.kind import (
    AMOUNT,
    PLAIN,
    WHOLE,
    Chance,
    Kind,
    cut,
    grid,
    indexes,
    replaced,
    rewritten,
    shown,
    with_blocks,
)
from tests.factory.kinds.printing import codes, negative, unit_in_heads, units
from tests.factory.layouts import Layout
from tests.factory.printed import Block, Cell, Printed, Sides, Table, Words


def _continued_otherwise(printed: Printed, chance: Chance) -> Printed:
    """Tables in two parts, the second with a further, empty column."""
    blocks: list[Block] = []
    for block in continued(lambda _: "续表", heads=False)(printed, chance).blocks:
        if isinstance(block, Table) and blocks and blocks[-1] == Words("续表", "title"):
            empty = (Cell(row, len(block.widths), "") for row in range(block.depth))
            block = replace(block, cells=(*block.cells, *empty), widths=(*block.widths, 1.0))
        blocks.append(block)
    return replace(printed, blocks=tuple(blocks))


def _twice(printed: Printed, _: Chance) -> Printed:
    return replace(printed, blocks=(*printed.blocks, *printed.blocks))


def _form_twice(printed: Printed, chance: Chance) -> Printed:
    table = build(negative(printed.accounts, chance), Layout(), Form.EXPENDITURE)[0]
    title = f"{printed.accounts.year}年度支出决算表"
    return with_blocks(printed, [Words(title, "title"), Words(f"单位：{printed.accounts.unit}", "right"), table])


def _changed_cells(change: Callable[[str], str], count: int = 2) -> Callable[[Printed, Chance], Printed]:
    """A few amounts printed so that they are no amounts."""

    def after(printed: Printed, chance: Chance) -> Printed:
        cells = [
            cell
            for block in printed.blocks
            if isinstance(block, Table)
            for cell in block.cells
            if AMOUNT.fullmatch(cell.text)
        ]
        chosen = {id(cell) for cell in chance.sample(cells, count)}
        return rewritten(printed, cells=lambda cell: change(cell.text) if id(cell) in chosen else cell.text)

    return after


def _renamed_head(old: str, new: str) -> Callable[[Printed, Chance], Printed]:
    return lambda printed, _: rewritten(printed, cells=lambda cell: new if cell.text == old else cell.text)


def _without_last_columns(printed: Printed, _: Chance) -> Printed:
    """The “三公” table as a page shows it that is too narrow for it."""
    (at,) = indexes(printed, Form.THREE_PUBLIC_EXPENSES)
    table = printed.blocks[at]
    assert isinstance(table, Table)
    left = len(table.widths) - 3
    cells = (cell._replace(columns=min(cell.columns, left - cell.column)) for cell in table.cells if cell.column < left)
    return replaced(printed, Form.THREE_PUBLIC_EXPENSES, replace(table, cells=tuple(cells), widths=table.widths[:left]))


def _row_without_code(printed: Printed, chance: Chance) -> Printed:
    cells = [c for b in printed.blocks if isinstance(b, Table) for c in b.cells if re.fullmatch(r"2\d{6}", c.text)]
    chosen = {id(cell) for cell in chance.sample(cells, 1)}
    return rewritten(printed, cells=lambda cell: "" if id(cell) in chosen else cell.text)


def _two_years(printed: Printed, _: Chance) -> Printed:
    """The cover left from the year before."""
    year = printed.accounts.year
    return rewritten(
        printed,
        lambda words: (
            replace(words, text=words.text.replace(f"{year}年", f"{year - 1}年")) if words.kind == "cover" else words
        ),
    )


def _page_totals(printed: Printed, chance: Chance) -> Printed:
    """Tables over two pages, the first with a total of its own under it."""
    blocks: list[Block] = []
    for block in printed.blocks:
        if isinstance(block, Table) and block.heads > 1 and block.depth - block.heads > 6:
            one, two = cut(block, chance.randint(block.heads + 2, block.depth - 3), heads=False)
            row = (Cell(one.depth, at, "合计" if not at else "9.99" if at > 1 else "") for at in range(len(one.widths)))
            blocks += [replace(one, cells=(*one.cells, *row), depth=one.depth + 1), two]
        else:
            blocks.append(block)
    return replace(printed, blocks=tuple(blocks))


def _other_bodys(printed: Printed, _: Chance) -> Printed:
    """A form again for another body, with other codes: its rows belong to no report but that one."""
    rows = [
        ["功能分类科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["", "合计", "77.70", "70.00", "7.70"],
        ["2299999", "其他支出", "77.70", "70.00", "7.70"],
    ]
    title = Words(f"{printed.accounts.year}年度一般公共预算财政拨款支出决算表", "title")
    return with_blocks(printed, [title, Words(f"单位：{printed.accounts.unit}", "right"), grid(rows, 1)])


def _dated(printed: Printed, _: Chance) -> Printed:
    """No year but the one in which the forms were filled in."""
    bare = rewritten(printed, lambda words: replace(words, text=re.sub(r"\d{4}年度?", "", words.text)))
    blocks: list[Block] = []
    for block in bare.blocks:
        blocks.append(block)
        if isinstance(block, Words) and block.kind == "title":
            blocks.append(Words(f"填报日期：{printed.accounts.year + 1}年8月20日", "right"))
    return replace(bare, blocks=tuple(blocks))


def _two_units(printed: Printed, _: Chance) -> Printed:
    other = "元" if printed.accounts.unit == "万元" else "万元"
    blocks: list[Block] = []
    for block in printed.blocks:
        blocks.append(block)
        if "单位：" in (block.text if isinstance(block, Words) else block.right if isinstance(block, Sides) else ""):
            blocks.append(Words(f"（单位：{other}）", "right"))
    return replace(printed, blocks=tuple(blocks))


def _again(title: str, factor: Decimal, *, first: bool = False) -> Callable[[Printed, Chance], Printed]:
    """一般公共预算's form once more, under a title ({year}, {past}) that says whose or when, with other amounts."""

    def after(printed: Printed, _: Chance) -> Printed:
        form, year = Form.GENERAL_PUBLIC_BUDGET, printed.accounts.year
        entries = (
            entry._replace(amounts={f: (v * factor).quantize(Decimal("0.01")) for f, v in entry.amounts.items()})
            for entry in printed.accounts.forms[form]
        )
        forms = {**printed.accounts.forms, form: tuple(entries)}
        table = build(replace(printed.accounts, forms=forms), Layout(), form)[0]
        words = Words(title.format(year=year, past=year - 1), "title")
        blocks = [words, Words(f"单位：{printed.accounts.unit}", "right"), table]
        if not first:
            return with_blocks(printed, blocks)
        at = max(
            n
            for n in range(indexes(printed, form)[0])
            if getattr(printed.blocks[n], "kind", "") in ("title", "chapter")
        )
        at -= getattr(printed.blocks[at - 1], "kind", "") == "chapter"
        return replace(printed, blocks=(*printed.blocks[:at], *blocks, *printed.blocks[at:]))

    return after


def _code_twice(printed: Printed, _: Chance) -> Printed:
    form = Form.GENERAL_PUBLIC_BUDGET
    rows = [["科目编码", "科目名称", "合计", "基本支出", "项目支出"]]
    for entry in printed.accounts.forms[form]:
        amounts = [shown(entry.amounts.get(name)) for name in ("total", "basic", "project")]
        rows.append([entry.key, entry.name if entry.key else "合计", *amounts])
    return replaced(printed, form, grid([*rows, [*rows[-1][:2], "1.11", "", "1.11"]], 1))


KINDS: Mapping[str, Kind] = {
    "unit in the heads": Kind("told", unit_in_heads, layout={"units": {}}),
    "no unit": Kind("told", units(lambda _: ""), layout={"units": {}}),
    "a cover of the year before": Kind("right", _two_years, layout=PLAIN),
    "continued with another number of columns": Kind("told", _continued_otherwise, layout=PLAIN),
    "a broken formula": Kind("told", _changed_cells(lambda _: "#REF!")),
    "an amount too wide for its cell": Kind("told", _changed_cells(lambda _: "########")),
    "an amount with an exponent": Kind("told", _changed_cells(lambda text: f"{text[0]}.5E+07")),
    "two amounts in a cell": Kind("told", _changed_cells(lambda text: f"{text} {text}", 1)),
    "an amount that is none": Kind(
        "told", _changed_cells(lambda text: text.replace(".", "..")), layout={"total": "first"}
    ),
    "an amount with a letter": Kind("told", _changed_cells(lambda text: f"{text[:-1]}O"), layout={"total": "first"}),
    "an amount in words": Kind("told", _changed_cells(lambda _: "叁拾元整")),
    "an amount in another unit": Kind(
        "told",
        lambda p, c: _changed_cells(lambda text: f"{text}{'元' if p.accounts.unit == '万元' else '万元'}")(p, c),
        layout={"units": {}},
    ),
    "a footnote's digit glued on": Kind("told", _changed_cells(lambda text: f"{text}1", 1), layout={"total": "first"}),
    "a head that nobody knows": Kind("told", _renamed_head("项目支出", "专项业务费"), layout=PLAIN),
    "two columns under one head": Kind("told", _renamed_head("项目支出", "基本支出"), layout=PLAIN),
    "last columns of 三公 cut off": Kind("told", _without_last_columns, layout=PLAIN),
    "a row that lost its code": Kind("told", _row_without_code, layout=PLAIN),
    "one form twice": Kind("told", _form_twice, layout=PLAIN),
    "a number of 20 digits": Kind("told", _changed_cells(lambda _: "12345678901234567890.00", 1)),
    "a number before another in its cell": Kind("told", _changed_cells(lambda text: f"12345 {text}")),
    "codes with a letter O": Kind("told", codes(lambda code: code.replace("0", "O")), layout=WHOLE),
    "a total on each page": Kind("told", _page_totals, layout=PLAIN),
    "a form of another body": Kind("told", _other_bodys, layout=PLAIN),
    "a year only as the date of filling in": Kind("refused", _dated, layout=PLAIN),
    "two units over a form": Kind("told", _two_units, layout={"units": {}}),
    "columns without heads": Kind(
        "told",
        in_columns(
            ("科目编码", "科目名称", "", "", ""),
            row=lambda code, name, of: (code, name, *(of[field] for field in THREE)),
        ),
        layout=PLAIN,
    ),
    "last year's form behind": Kind(
        "told", _again("{past}年度一般公共预算财政拨款支出决算表", Decimal("0.9")), layout=PLAIN
    ),
    "last year's form before": Kind(
        "told", _again("{past}年度一般公共预算财政拨款支出决算表", Decimal("0.9"), first=True), layout=PLAIN
    ),
    "（本级） before the whole": Kind(
        "told", _again("一般公共预算财政拨款支出决算表（本级）", Decimal("0.5"), first=True), layout=PLAIN
    ),
    "a code in two rows": Kind("told", _code_twice, layout=PLAIN),
    "the same report twice": Kind("refused", _twice, layout=PLAIN),
}
