"""How tables are arranged and go on, other places' forms among them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from build_site.model import Form
from build_site.model.forms import ITEMS
from tests.factory.kinds.kind import (
    PLAIN,
    Chance,
    Kind,
    cut,
    grid,
    indexes,
    relabelled,
    replaced,
    rewritten,
    shown,
    under_titles,
    with_blocks,
)
from tests.factory.printed import Block, Cell, Printed, Table, Words


def continued(words: Callable[[str], str], *, heads: bool) -> Callable[[Printed, Chance], Printed]:
    """Tables in two parts with a line between them."""

    def after(printed: Printed, chance: Chance) -> Printed:
        blocks: list[Block] = []
        title = ""
        for block in printed.blocks:
            if isinstance(block, Words) and block.kind in ("title", "chapter"):
                title = block.text
            if isinstance(block, Table) and block.depth - block.heads > 6 and block.heads > 1:
                at = chance.randint(block.heads + 2, block.depth - 3)
                one, two = cut(block, at, heads=heads)
                blocks += [one, Words(words(title), "title"), two]
            else:
                blocks.append(block)
        return replace(printed, blocks=tuple(blocks))

    return after


def _signed_between(printed: Printed, chance: Chance) -> Printed:
    """Tables in two parts with another between them that has no amounts: it is to be signed in."""
    to_sign = grid([["审核人", "", "复核人", ""]], 0)
    parted = continued(lambda _: "（签字）", heads=True)(printed, chance).blocks
    mark = Words("（签字）", "title")
    blocks = (each for block in parted for each in ((mark, to_sign, mark) if block == mark else (block,)))
    return replace(printed, blocks=tuple(blocks))


def _captioned_inside(printed: Printed, _: Chance) -> Printed:
    """Whose table it is, its number and its unit in a first row of the table, in cells of their own."""
    said = re.compile(r"(?:金额)?单位：[百千万亿]?元")
    bare = rewritten(printed, lambda words: replace(words, text=said.sub("", words.text)))

    def captioned(block: Block) -> Block:
        if not isinstance(block, Table) or block.heads < 2 or len(block.widths) < 4:
            return block
        cells = tuple(cell._replace(row=cell.row + 1) for cell in block.cells)
        wide = len(block.widths)
        row = (
            Cell(0, 0, f"部门：{printed.accounts.department}", columns=2),
            Cell(0, 2, "公开表"),
            Cell(0, 3, f"单位：{printed.accounts.unit}", columns=wide - 3),
        )
        return replace(block, cells=(*row, *cells), depth=block.depth + 1, heads=block.heads + 1)

    return replace(bare, blocks=tuple(map(captioned, bare.blocks)))


def _basic_in_columns(printed: Printed, _: Chance) -> Printed:
    """基本支出 as one list with 合计, 人员经费 and 公用经费 in columns (Zhejiang, Jiangsu)."""
    form = Form.BASIC_EXPENDITURE
    rows = [["经济分类科目编码", "科目名称", "合计", "人员经费", "公用经费"]]
    for entry in printed.accounts.forms[form]:
        if entry.key.isdigit():
            amount = shown(entry.amounts.get("amount"))
            personnel = entry.key[:3] in ("301", "303")
            rows.append([entry.key, entry.name, amount, amount if personnel else "", "" if personnel else amount])
    wanted = tuple(row for row in printed.expected[form].rows if row.key.isdigit())
    expected = {
        **printed.expected,
        form: replace(printed.expected[form], rows=tuple(sorted(wanted, key=lambda r: r.key))),
    }
    rows[1:] = sorted(rows[1:])
    return replace(replaced(printed, form, grid(rows, 1)), expected=expected)


def _balances_broken_down(printed: Printed, _: Chance) -> Printed:
    """年初结转和结余 › 合计, 基本支出结转, 项目支出结转和结余 in the fund's form: no part of it is 本年支出."""
    form = Form.GOVERNMENT_FUND_BUDGET
    top = ["项目", "", "年初结转和结余", "", "", "本年收入", "本年支出", "", "", "年末结转和结余", "", ""]
    sub = [
        "功能分类科目编码",
        "科目名称",
        "合计",
        "基本支出结转",
        "项目支出结转和结余",
        "",
        "合计",
        "基本支出",
        "项目支出",
        "合计",
        "基本支出结转",
        "项目支出结转和结余",
    ]
    rows = [top, sub]
    for entry in printed.accounts.forms[form]:
        of = {name: shown(value) for name, value in entry.amounts.items()}
        opening, closing = of.get("opening_balance", ""), of.get("closing_balance", "")
        name = entry.name if entry.key else "合计"
        spent = [of.get("revenue", ""), of.get("total", ""), of.get("basic", ""), of.get("project", "")]
        rows.append([entry.key, name, opening, "", opening, *spent, closing, "", closing])
    return replaced(printed, form, grid(rows, 2, {(0, 0): 2, (0, 2): 3, (0, 6): 3, (0, 9): 3}))


def _meetings(printed: Printed, *, per_unit: bool = False, total: bool = False) -> Printed:
    """三公 with 会议费 and 培训费 beside, one row, or one per unit under their total; or with a `total` over all of them."""
    form = Form.THREE_PUBLIC_EXPENSES
    items = [printed.accounts.of(form, item) for item in ITEMS]
    lead = ["单位名称"] if per_unit else []
    top = [*lead, "预算数", *[""] * 7, "决算数", *[""] * 7]
    middle = ["合计", "因公出国（境）费", "公务用车购置及运行维护费", "", "", "公务接待费", "会议费", "培训费"]
    low = ["", "", "小计", "公务用车购置费", "公务用车运行维护费", "", "", ""]
    values = [[*(shown(amounts.get(phase)) for amounts in items), "1.25", "3.50"] for phase in ("budget", "final")]
    blank = [""] * len(lead)
    rows = [top, [*blank, *middle, *middle], [*blank, *low, *low]]
    rows.append([*(["合计"] if per_unit else []), *values[0], *values[1]])
    if per_unit:
        rows += [["本级", *values[0], *values[1]], ["下属中心", *[""] * 8, *[""] * 7, "0.10"]]
    if total:  # 预算数 and 决算数 down the page
        heads = ["项目", "合计", "“三公”经费", *[""] * 5, "会议费", "培训费"]
        parts = ["", "", "小计", *middle[1:5], "公务接待费", "", ""]
        rows = [heads, parts, ["", "", "", "", *low[2:5], "", "", ""]]
        rows += [[name, "99.99", *each] for name, each in zip(("预算数", "决算数"), values, strict=True)]
        named = relabelled(printed, form, {"total": "小计"})
        return replaced(named, form, grid(rows, 3, {(0, 2): 6, (1, 4): 3}))
    start = len(lead)
    spans = {(0, start): 8, (0, start + 8): 8, (1, start + 2): 3, (1, start + 10): 3}
    return replaced(printed, form, grid(rows, 3, spans))


def _resembling(printed: Printed, _: Chance) -> Printed:
    title = "一般公共预算财政拨款支出决算明细表"
    rows = [
        ["科目编码", "科目名称", "合计", "工资福利支出", "商品和服务支出"],
        ["", "合计", "9.50", "4.00", "5.50"],
        ["2010101", "行政运行", "9.50", "4.00", "5.50"],
    ]
    blocks = [Words(title, "title"), Words(f"单位：{printed.accounts.unit}", "right"), grid(rows, 1)]
    return with_blocks(printed, blocks, (title,))


def items_down(printed: Printed, _: Chance) -> Printed:
    """三公 as a list under its total, with counts, 会议费 and 培训费 below."""
    form = Form.THREE_PUBLIC_EXPENSES
    names = ("一、“三公”经费支出", "1．因公出国（境）费", "2．公务用车购置及运行维护费", "（1）公务用车购置费")
    rows = [["项目", "行次", "预算数", "决算数"]]
    for line, (name, item) in enumerate(
        zip((*names, "（2）公务用车运行维护费", "3．公务接待费"), ITEMS, strict=True), 1
    ):
        amounts = printed.accounts.of(form, item)
        rows.append([name, str(line), shown(amounts.get("budget")), shown(amounts.get("final"))])
    rows += [["（1）国内接待费", "7", "", "0.10"], ["二、相关统计数", "8", "—", "—"]]
    rows += [
        ["1．因公出国（境）团组数（个）", "9", "—", "2"],
        ["三、会议费", "10", "", "0.88"],
        ["四、培训费", "11", "", "0.50"],
    ]
    labelled = tuple(row._replace(label=names[0]) if row.key == "total" else row for row in printed.expected[form].rows)
    expected = {**printed.expected, form: replace(printed.expected[form], rows=labelled)}
    return replace(replaced(printed, form, grid(rows, 1)), expected=expected)


THREE = ("total", "basic", "project")


def in_columns(
    *heads: Sequence[str],
    row: Callable[[str, str, Mapping[str, str]], Sequence[str]],
    spans: Mapping[tuple[int, int], int] | None = None,
) -> Callable[[Printed, Chance], Printed]:
    """一般公共预算's form under other heads; {year} and {past} in them are years."""

    def after(printed: Printed, _: Chance) -> Printed:
        form, year = Form.GENERAL_PUBLIC_BUDGET, printed.accounts.year
        rows = [[text.format(year=year, past=year - 1) for text in head] for head in heads]
        for entry in printed.accounts.forms[form]:
            of = {name: shown(entry.amounts.get(name)) for name in ("total", "basic", "project")}
            rows.append(list(row(entry.key, entry.name if entry.key else "合计", of)))
        return replaced(printed, form, grid(rows, len(heads), spans))

    return after


def _phases_down(printed: Printed, _: Chance) -> Printed:
    """三公 with its items across and 预算数, 决算数 and last year's as rows (Beijing, Shaanxi)."""
    form, year = Form.THREE_PUBLIC_EXPENSES, printed.accounts.year
    items = list(ITEMS)
    order = [items[at] for at in (0, 1, 5, 2, 3, 4)]
    heads = ["项目", "“三公”经费", "", "", "", "", ""]
    middle = ["", "小计", "因公出国（境）费", "公务接待费", "公务用车购置及运行维护费", "", ""]
    rows = [heads, middle, ["", "", "", "", "小计", "公务用车购置费", "公务用车运行维护费"]]
    rows.append([f"{year - 1}年决算数", "9.99", "1.11", "8.88", "", "", ""])
    for phase, name in (("budget", "预算数"), ("final", "决算数")):
        rows.append([f"{year}年{name}", *(shown(printed.accounts.of(form, item).get(phase)) for item in order)])
    return relabelled(replaced(printed, form, grid(rows, 3, {(0, 1): 6, (1, 4): 3})), form, {"total": "小计"})


def _institution(printed: Printed, chance: Chance) -> Printed:
    """机构运行信息表 (Chongqing): 三公 as a list, other facts in a second one beside it."""
    found = items_down(printed, chance)
    form = Form.THREE_PUBLIC_EXPENSES
    table = found.blocks[indexes(found, form)[0]]
    assert isinstance(table, Table)
    facts = ["项目", "四、机关运行经费", "（一）行政单位", "五、国有资产占用情况", "（一）车辆数合计（辆）"]
    beside = [Cell(row, 4, facts[row] if row < len(facts) else "") for row in range(table.depth)]
    beside += [
        Cell(row, 5, ["决算数", "120.55", "120.55", "—", "2"][row] if row < 5 else "") for row in range(table.depth)
    ]
    wide = Table((*table.cells, *beside), (1.0,) * 6, table.depth, 1)
    return under_titles({form: "机构运行信息表"})(replaced(found, form, wide), chance)


KINDS: Mapping[str, Kind] = {
    "continued under 续前表": Kind("right", continued(lambda _: "续前表", heads=False)),
    "unit and body in a first row of the table": Kind("right", _captioned_inside, layout=PLAIN),
    "continued below a table to be signed in": Kind("right", _signed_between, layout=PLAIN),
    "continued under 续表, heads again": Kind("right", continued(lambda _: "续表", heads=True)),
    "continued under the title with a mark": Kind(
        "right", continued(lambda title: f"{title}（续）", heads=False), layout=PLAIN
    ),
    "continued under the title, heads again": Kind("right", continued(lambda title: title, heads=True), layout=PLAIN),
    "balances broken down": Kind("right", _balances_broken_down, layout=PLAIN),
    "basic expenditure in columns": Kind("right", _basic_in_columns, layout=PLAIN),
    "三公 with meetings and training": Kind("right", lambda printed, _: _meetings(printed), layout=PLAIN),
    "三公 with a total over meetings": Kind("right", lambda printed, _: _meetings(printed, total=True), layout=PLAIN),
    "三公 per unit": Kind("right", lambda printed, _: _meetings(printed, per_unit=True), layout=PLAIN),
    "a table of a resembling title": Kind("right", _resembling, layout=PLAIN),
    "三公 as a list under its total": Kind("right", items_down, layout=PLAIN),
    "a row number before the codes": Kind(
        "right",
        in_columns(
            ("序号", "科目编码", "科目名称", "合计", "基本支出", "项目支出"),
            row=lambda code, name, of: ("3", code, name, *(of[field] for field in THREE)),
        ),
        layout=PLAIN,
    ),
    "names before the codes": Kind(
        "right",
        in_columns(
            ("科目名称", "科目编码", "项目支出", "基本支出", "合计"),
            row=lambda code, name, of: (name, code, of["project"], of["basic"], of["total"]),
        ),
        layout=PLAIN,
    ),
    "last year's columns before this year's": Kind(
        "right",
        in_columns(
            ("科目编码", "科目名称", "{past}年决算数", "", "", "{year}年决算数", "", "", "与上年相比"),
            ("", "", *(("合计", "基本支出", "项目支出") * 2), ""),
            row=lambda code, name, of: (code, name, "7.77", "5.55", "2.22", *(of[field] for field in THREE), "12.5"),
            spans={(0, 2): 3, (0, 5): 3},
        ),
        layout=PLAIN,
    ),
    "决算数 as a head of its own": Kind(
        "right",
        in_columns(
            ("科目编码", "科目名称", "决算数", "其中：基本支出", "项目支出"),
            row=lambda code, name, of: (code, name, *(of[field] for field in THREE)),
        ),
        layout=PLAIN,
    ),
    "三公 with phases as rows": Kind("right", _phases_down, layout=PLAIN),
    "三公 beside other facts": Kind("right", _institution, layout=PLAIN),
}
