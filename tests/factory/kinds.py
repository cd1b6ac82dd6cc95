"""The kinds of reports that readers fail on, each as a property of a drawn report: how amounts, codes, units and years are
printed, how tables go on, other places' forms, and defects that cannot be read but must be told.

A kind changes the accounts before they are laid out, or the blocks after; `expect` says what must come of it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from build_site.extract.recognise.titles import titled
from build_site.model import Form, FormState, InputError, Report, State
from build_site.model.forms import ITEMS
from tests.factory.accounts import Accounts, Entry
from tests.factory.compare import compare, key_of
from tests.factory.forms import build
from tests.factory.layouts import Layout, lay_out
from tests.factory.printed import Block, Cell, Printed, Sides, Table, Words
from tests.factory.wording import ordinal

Outcome = Literal["right", "told", "refused", "silent"]
Chance = random.Random
_AMOUNT = re.compile(r"-?[\d,]+\.\d{2,6}")
_CODE = re.compile(r"\d{3}(?:\d{2}){0,2}")
_CHINESE = str.maketrans("0123456789", "○一二三四五六七八九")


@dataclass(frozen=True, slots=True)
class Kind:
    """`expect`: right, told (wrong or missing, and said so; or right all the same), refused."""

    expect: Outcome
    after: Callable[[Printed, Chance], Printed] = lambda printed, _: printed
    before: Callable[[Accounts, Chance], Accounts] = lambda accounts, _: accounts
    layout: Mapping[str, object] | None = None  # what the layout must be for this kind


def draw(kind: Kind, accounts: Accounts, layout: Layout, chance: Chance) -> Printed:
    """The report of this kind, laid out."""
    changed = replace(layout, **(kind.layout or {}))  # type: ignore[arg-type]
    return kind.after(lay_out(kind.before(accounts, chance), changed), chance)


_UNREAD = (FormState.MISSING, FormState.NOT_READ)


def outcome(read: Report | InputError, printed: Printed) -> tuple[Outcome, list[str]]:
    """What came of a report: read right, wrong and said so, refused, or wrong in silence; and the differences."""
    if isinstance(read, InputError):
        return "refused", [str(read)]
    wrong = [line for line in compare(read, printed).differences if not line.startswith("narrative")]
    if not wrong:
        return "right", []
    amounts = [amount for s in read.statements for row in s.rows for amount in row.amounts.values()]
    told = (
        read.notices
        or any(
            s.unplaced or (s.state in _UNREAD and s.state != printed.expected[s.form].state) for s in read.statements
        )
        or any(amount.doubt or amount.state is State.NOT_READ for amount in amounts)
    )
    return ("told" if told else "silent"), wrong


def undoubted(read: Report, printed: Printed) -> list[str]:
    """What is misread in forms that count as whole, in cells without a doubt: what would become a finding against an
    office that printed something else."""
    found: list[str] = []
    for statement in read.statements:
        if statement.unplaced or statement.state is not FormState.FOUND:
            continue
        meant = {row.key: row.amounts for row in printed.expected[statement.form].rows}
        rows = {key_of(statement.form, row): row.amounts for row in statement.rows}
        found += [f"{statement.form}/{key}: row lost" for key in meant.keys() - rows.keys()]
        found += [
            f"{statement.form}/{key}/{name}: {amount.printed}"
            for key, amounts in rows.items()
            for name, amount in amounts.items()
            if amount.value is not None and not amount.doubt and amount.value != meant.get(key, {}).get(name)
        ]
    return found


def allowed(kind: Kind, found: Outcome) -> bool:
    """A kind that is told may come out right (another witness proves it); nothing may ever be wrong in silence."""
    return found == kind.expect or (kind.expect == "told" and found in ("right", "refused"))


# --- changes of text -------------------------------------------------------------------------------------------------


def _rewritten(
    printed: Printed, words: Callable[[Words], Block] | None = None, cells: Callable[[Cell], str] | None = None
) -> Printed:
    def block(each: Block) -> Block:
        if isinstance(each, Words) and words:
            return words(each)
        if isinstance(each, Sides) and words:
            left, right = words(Words(each.left, "left")), words(Words(each.right, "right"))
            return Sides(left.text, right.text) if isinstance(left, Words) and isinstance(right, Words) else each
        if isinstance(each, Table) and cells:
            return replace(each, cells=tuple(cell._replace(text=cells(cell)) for cell in each.cells))
        return each

    return replace(printed, blocks=tuple(map(block, printed.blocks)))


def _amounts(style: Callable[[str], str], share: float = 0.5) -> Callable[[Printed, Chance], Printed]:
    """Some amounts printed in another style, which means the same."""

    def after(printed: Printed, chance: Chance) -> Printed:
        def styled(cell: Cell) -> str:
            return style(cell.text) if _AMOUNT.fullmatch(cell.text) and chance.random() < share else cell.text

        return _rewritten(printed, cells=styled)

    return after


def _codes(style: Callable[[str], str]) -> Callable[[Printed, Chance], Printed]:
    def after(printed: Printed, _: Chance) -> Printed:
        coded = lambda cell: style(cell.text) if cell.align == "left" and _CODE.fullmatch(cell.text) else cell.text  # noqa: E731
        return _rewritten(printed, cells=coded)

    return after


def _units(style: Callable[[str], str]) -> Callable[[Printed, Chance], Printed]:
    said = re.compile(r"(?:金额)?单位：([百千万亿]?元)")

    def after(printed: Printed, _: Chance) -> Printed:
        change = lambda text: said.sub(lambda hit: style(hit[1]), text)  # noqa: E731
        return _rewritten(
            printed, lambda words: replace(words, text=change(words.text)), lambda cell: change(cell.text)
        )

    return after


def _unit_in_heads(printed: Printed, chance: Chance) -> Printed:
    heads = re.compile("决算数|合计|金额|本年支出合计|本年收入合计|小计")
    unit = f"（{printed.accounts.unit}）"
    found = _units(lambda _: "")(printed, chance)
    return _rewritten(
        found, cells=lambda cell: cell.text + unit if cell.row < 3 and heads.fullmatch(cell.text) else cell.text
    )


def _grouped(text: str, separator: str, size: int) -> str:
    sign, whole, part = re.fullmatch(r"(-?)([\d,]+)(\..*)", text).groups()  # type: ignore[union-attr]
    whole = whole.replace(",", "")
    first = len(whole) % size
    groups = [whole[:first], *(whole[at : at + size] for at in range(first, len(whole), size))]
    return sign + separator.join(filter(None, groups)) + part


def _negative(accounts: Accounts, chance: Chance) -> Accounts:
    def turned(entry: Entry) -> Entry:
        return entry._replace(amounts={f: -v if chance.random() < 0.3 else v for f, v in entry.amounts.items()})

    return replace(accounts, forms={form: tuple(map(turned, rows)) for form, rows in accounts.forms.items()})


def _six_decimals(accounts: Accounts, _: Chance) -> Accounts:
    def shifted(entry: Entry) -> Entry:
        return entry._replace(amounts={f: v.scaleb(-4).quantize(Decimal("0.000001")) for f, v in entry.amounts.items()})

    forms = {form: tuple(map(shifted, rows)) for form, rows in accounts.forms.items()}
    return replace(accounts, unit="万元", forms=forms)


def _minus(style: Callable[[str], str]) -> Kind:
    return Kind("right", _amounts(lambda text: style(text[1:]) if text.startswith("-") else text, 1.0), _negative)


def _chinese_year(printed: Printed, _: Chance) -> Printed:
    year = str(printed.accounts.year)
    change = lambda text: text.replace(year, year.translate(_CHINESE))  # noqa: E731
    kinds = ("cover", "title", "part", "contents")
    return _rewritten(
        printed,
        lambda words: replace(words, text=change(words.text)) if words.kind in kinds else words,
        lambda cell: change(cell.text) if cell.row == 0 else cell.text,
    )


def _year_over_forms(printed: Printed, _: Chance) -> Printed:
    year = f"{printed.accounts.year}年度"
    return _rewritten(
        printed, lambda words: replace(words, text=words.text.replace(year, "")) if words.kind == "cover" else words
    )


# --- changes of tables -----------------------------------------------------------------------------------------------


def _cut(table: Table, at: int, *, heads: bool) -> tuple[Table, Table]:
    """A table in two parts, the second with the heads again or without."""
    first = tuple(cell for cell in table.cells if cell.row < at)
    top = table.heads if heads else 0
    later = tuple(cell._replace(row=cell.row - at + top) for cell in table.cells if cell.row >= at)
    again = tuple(cell for cell in table.cells if cell.row < table.heads) if heads else ()
    return (
        Table(first, table.widths, at, table.heads),
        Table((*again, *later), table.widths, table.depth - at + top, top),
    )


def _continued_otherwise(printed: Printed, chance: Chance) -> Printed:
    """Tables in two parts, the second with a further, empty column."""
    blocks: list[Block] = []
    for block in _continued(lambda _: "续表", heads=False)(printed, chance).blocks:
        if isinstance(block, Table) and blocks and blocks[-1] == Words("续表", "title"):
            empty = (Cell(row, len(block.widths), "") for row in range(block.depth))
            block = replace(block, cells=(*block.cells, *empty), widths=(*block.widths, 1.0))
        blocks.append(block)
    return replace(printed, blocks=tuple(blocks))


def _continued(words: Callable[[str], str], *, heads: bool) -> Callable[[Printed, Chance], Printed]:
    """Tables in two parts with a line between them."""

    def after(printed: Printed, chance: Chance) -> Printed:
        blocks: list[Block] = []
        title = ""
        for block in printed.blocks:
            if isinstance(block, Words) and block.kind in ("title", "chapter"):
                title = block.text
            if isinstance(block, Table) and block.depth - block.heads > 6 and block.heads > 1:
                at = chance.randint(block.heads + 2, block.depth - 3)
                one, two = _cut(block, at, heads=heads)
                blocks += [one, Words(words(title), "title"), two]
            else:
                blocks.append(block)
        return replace(printed, blocks=tuple(blocks))

    return after


def _indexes(printed: Printed, form: Form) -> tuple[int, ...]:
    """Where the form's table stands among the blocks: the first table under a line that ends with its usual title."""
    at = [
        i
        for i, b in enumerate(printed.blocks)
        if isinstance(b, Words) and b.kind in ("title", "chapter") and b.text.endswith(form.zh)
    ]
    return tuple(
        next(i for i in range(start, len(printed.blocks)) if isinstance(printed.blocks[i], Table)) for start in at[-1:]
    )


def _replaced(printed: Printed, form: Form, table: Table) -> Printed:
    blocks = list(printed.blocks)
    for index in _indexes(printed, form):
        blocks[index] = table
    return replace(printed, blocks=tuple(blocks))


def _grid(rows: Sequence[Sequence[str]], heads: int, merged: Mapping[tuple[int, int], int] | None = None) -> Table:
    """A table of texts; `merged`: how many columns a head spans, the places it covers left out."""
    spans = merged or {}
    covered = {(r, c + n) for (r, c), wide in spans.items() for n in range(1, wide)}
    cells = tuple(
        Cell(r, c, text, columns=spans.get((r, c), 1), align="right" if _AMOUNT.fullmatch(text) else "center")
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if (r, c) not in covered
    )
    return Table(cells, (1.0,) * len(rows[0]), len(rows), heads)


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount}"


def _basic_in_columns(printed: Printed, _: Chance) -> Printed:
    """基本支出 as one list with 合计, 人员经费 and 公用经费 in columns (Zhejiang, Jiangsu)."""
    form = Form.BASIC_EXPENDITURE
    rows = [["经济分类科目编码", "科目名称", "合计", "人员经费", "公用经费"]]
    for entry in printed.accounts.forms[form]:
        if entry.key.isdigit():
            amount = _text(entry.amounts.get("amount"))
            personnel = entry.key[:3] in ("301", "303")
            rows.append([entry.key, entry.name, amount, amount if personnel else "", "" if personnel else amount])
    wanted = tuple(row for row in printed.expected[form].rows if row.key.isdigit())
    expected = {
        **printed.expected,
        form: replace(printed.expected[form], rows=tuple(sorted(wanted, key=lambda r: r.key))),
    }
    rows[1:] = sorted(rows[1:])
    return replace(_replaced(printed, form, _grid(rows, 1)), expected=expected)


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
        of = {name: _text(value) for name, value in entry.amounts.items()}
        opening, closing = of.get("opening_balance", ""), of.get("closing_balance", "")
        name = entry.name if entry.key else "合计"
        spent = [of.get("revenue", ""), of.get("total", ""), of.get("basic", ""), of.get("project", "")]
        rows.append([entry.key, name, opening, "", opening, *spent, closing, "", closing])
    return _replaced(printed, form, _grid(rows, 2, {(0, 0): 2, (0, 2): 3, (0, 6): 3, (0, 9): 3}))


_ITEM_HEADS = ("合计", "因公出国（境）费", "小计", "公务用车购置费", "公务用车运行维护费", "公务接待费")


def _meetings(printed: Printed, *, per_unit: bool = False) -> Printed:
    """三公 with 会议费 and 培训费 beside, one row, or one per unit under their total."""
    form = Form.THREE_PUBLIC_EXPENSES
    items = [printed.accounts.of(form, item) for item in ITEMS]
    lead = ["单位名称"] if per_unit else []
    top = [*lead, "预算数", *[""] * 7, "决算数", *[""] * 7]
    middle = ["合计", "因公出国（境）费", "公务用车购置及运行维护费", "", "", "公务接待费", "会议费", "培训费"]
    low = ["", "", "小计", "公务用车购置费", "公务用车运行维护费", "", "", ""]
    values = [[*(_text(amounts.get(phase)) for amounts in items), "1.25", "3.50"] for phase in ("budget", "final")]
    blank = [""] * len(lead)
    rows = [top, [*blank, *middle, *middle], [*blank, *low, *low]]
    rows.append([*(["合计"] if per_unit else []), *values[0], *values[1]])
    if per_unit:
        rows += [["本级", *values[0], *values[1]], ["下属中心", *[""] * 8, *[""] * 7, "0.10"]]
    start = len(lead)
    spans = {(0, start): 8, (0, start + 8): 8, (1, start + 2): 3, (1, start + 10): 3}
    return _replaced(printed, form, _grid(rows, 3, spans))


def _with_blocks(printed: Printed, blocks: Iterable[Block], extras: tuple[str, ...] = ()) -> Printed:
    """More blocks right behind the first form's table."""
    at = _indexes(printed, Form.GENERAL_PUBLIC_BUDGET)[0] + 1
    return replace(
        printed, blocks=(*printed.blocks[:at], *blocks, *printed.blocks[at:]), extras=(*extras, *printed.extras)
    )


def _resembling(printed: Printed, _: Chance) -> Printed:
    title = "一般公共预算财政拨款支出决算明细表"
    rows = [
        ["科目编码", "科目名称", "合计", "工资福利支出", "商品和服务支出"],
        ["", "合计", "9.50", "4.00", "5.50"],
        ["2010101", "行政运行", "9.50", "4.00", "5.50"],
    ]
    blocks = [Words(title, "title"), Words(f"单位：{printed.accounts.unit}", "right"), _grid(rows, 1)]
    return _with_blocks(printed, blocks, (title,))


def _twice(printed: Printed, _: Chance) -> Printed:
    return replace(printed, blocks=(*printed.blocks, *printed.blocks))


def _form_twice(printed: Printed, chance: Chance) -> Printed:
    table = build(_negative(printed.accounts, chance), Layout(), Form.EXPENDITURE)[0]
    title = f"{printed.accounts.year}年度支出决算表"
    return _with_blocks(printed, [Words(title, "title"), Words(f"单位：{printed.accounts.unit}", "right"), table])


def _changed_cells(change: Callable[[str], str], count: int = 2) -> Callable[[Printed, Chance], Printed]:
    """A few amounts printed so that they are no amounts."""

    def after(printed: Printed, chance: Chance) -> Printed:
        cells = [
            cell
            for block in printed.blocks
            if isinstance(block, Table)
            for cell in block.cells
            if _AMOUNT.fullmatch(cell.text)
        ]
        chosen = {id(cell) for cell in chance.sample(cells, count)}
        return _rewritten(printed, cells=lambda cell: change(cell.text) if id(cell) in chosen else cell.text)

    return after


def _renamed_head(old: str, new: str) -> Callable[[Printed, Chance], Printed]:
    return lambda printed, _: _rewritten(printed, cells=lambda cell: new if cell.text == old else cell.text)


def _row_without_code(printed: Printed, chance: Chance) -> Printed:
    cells = [c for b in printed.blocks if isinstance(b, Table) for c in b.cells if re.fullmatch(r"2\d{6}", c.text)]
    chosen = {id(cell) for cell in chance.sample(cells, 1)}
    return _rewritten(printed, cells=lambda cell: "" if id(cell) in chosen else cell.text)


def _ministry(printed: Printed, _: Chance) -> Printed:
    """GK01 收入支出决算总表 …"""
    number = iter(range(1, 100))

    def words(block: Words) -> Words:
        title = block.kind == "title" and block.text.endswith("表")
        return replace(block, text=f"GK{next(number):02} {block.text.split('年度')[-1]}") if title else block

    return _rewritten(printed, words)


def _titled(titles: Mapping[Form, str]) -> Callable[[Printed, Chance], Printed]:
    """Other places' titles."""

    def after(printed: Printed, _: Chance) -> Printed:
        def words(block: Words) -> Words:
            found = titled(block.text) if block.kind == "title" else None
            return replace(block, text=titles[found[0]]) if found and found[0] in titles else block

        return _rewritten(printed, words)

    return after


def _two_years(printed: Printed, _: Chance) -> Printed:
    """The cover left from the year before."""
    year = printed.accounts.year
    return _rewritten(
        printed,
        lambda words: (
            replace(words, text=words.text.replace(f"{year}年", f"{year - 1}年")) if words.kind == "cover" else words
        ),
    )


def _items_down(printed: Printed, _: Chance) -> Printed:
    """三公 as a list under its total, with counts, 会议费 and 培训费 below."""
    form = Form.THREE_PUBLIC_EXPENSES
    names = ("一、“三公”经费支出", "1．因公出国（境）费", "2．公务用车购置及运行维护费", "（1）公务用车购置费")
    rows = [["项目", "行次", "预算数", "决算数"]]
    for line, (name, item) in enumerate(
        zip((*names, "（2）公务用车运行维护费", "3．公务接待费"), ITEMS, strict=True), 1
    ):
        amounts = printed.accounts.of(form, item)
        rows.append([name, str(line), _text(amounts.get("budget")), _text(amounts.get("final"))])
    rows += [["（1）国内接待费", "7", "", "0.10"], ["二、相关统计数", "8", "—", "—"]]
    rows += [
        ["1．因公出国（境）团组数（个）", "9", "—", "2"],
        ["三、会议费", "10", "", "0.88"],
        ["四、培训费", "11", "", "0.50"],
    ]
    labelled = tuple(row._replace(label=names[0]) if row.key == "total" else row for row in printed.expected[form].rows)
    expected = {**printed.expected, form: replace(printed.expected[form], rows=labelled)}
    return replace(_replaced(printed, form, _grid(rows, 1)), expected=expected)


_BEIJING = {form: f"表{ordinal(at)} {form.zh}" for at, form in enumerate(Form, 1)}
_JIANGSU = {
    Form.GENERAL_PUBLIC_BUDGET: "一般公共预算支出决算表（功能科目）",
    Form.BASIC_EXPENDITURE: "一般公共预算基本支出决算表（经济科目）",
    Form.THREE_PUBLIC_EXPENSES: "一般公共预算“三公”经费、会议费和培训费支出决算表",
}


def _numbered(mark: str) -> Callable[[Printed, Chance], Printed]:
    def after(printed: Printed, _: Chance) -> Printed:
        number = iter(range(1, 100))

        def words(block: Words) -> Words:
            title = block.kind == "title" and block.text.endswith("表")
            at = next(number) if title else 0
            return replace(block, text=mark.format(n=at, zh=ordinal(at), title=block.text)) if title else block

        return _rewritten(printed, words)

    return after


def _page_totals(printed: Printed, chance: Chance) -> Printed:
    """Tables over two pages, the first with a total of its own under it."""
    blocks: list[Block] = []
    for block in printed.blocks:
        if isinstance(block, Table) and block.heads > 1 and block.depth - block.heads > 6:
            one, two = _cut(block, chance.randint(block.heads + 2, block.depth - 3), heads=False)
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
    return _with_blocks(printed, [title, Words(f"单位：{printed.accounts.unit}", "right"), _grid(rows, 1)])


def _dated(printed: Printed, _: Chance) -> Printed:
    """No year but the one in which the forms were filled in."""
    bare = _rewritten(printed, lambda words: replace(words, text=re.sub(r"\d{4}年度?", "", words.text)))
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


def _in_columns(
    *heads: Sequence[str],
    row: Callable[[str, str, Mapping[str, str]], Sequence[str]],
    spans: Mapping[tuple[int, int], int] | None = None,
) -> Callable[[Printed, Chance], Printed]:
    """一般公共预算's form under other heads; {year} and {past} in them are years."""

    def after(printed: Printed, _: Chance) -> Printed:
        form, year = Form.GENERAL_PUBLIC_BUDGET, printed.accounts.year
        rows = [[text.format(year=year, past=year - 1) for text in head] for head in heads]
        for entry in printed.accounts.forms[form]:
            of = {name: _text(entry.amounts.get(name)) for name in ("total", "basic", "project")}
            rows.append(list(row(entry.key, entry.name if entry.key else "合计", of)))
        return _replaced(printed, form, _grid(rows, len(heads), spans))

    return after


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
            return _with_blocks(printed, blocks)
        at = max(
            n
            for n in range(_indexes(printed, form)[0])
            if getattr(printed.blocks[n], "kind", "") in ("title", "chapter")
        )
        at -= getattr(printed.blocks[at - 1], "kind", "") == "chapter"
        return replace(printed, blocks=(*printed.blocks[:at], *blocks, *printed.blocks[at:]))

    return after


def _code_twice(printed: Printed, _: Chance) -> Printed:
    form = Form.GENERAL_PUBLIC_BUDGET
    rows = [["科目编码", "科目名称", "合计", "基本支出", "项目支出"]]
    for entry in printed.accounts.forms[form]:
        amounts = [_text(entry.amounts.get(name)) for name in ("total", "basic", "project")]
        rows.append([entry.key, entry.name if entry.key else "合计", *amounts])
    return _replaced(printed, form, _grid([*rows, [*rows[-1][:2], "1.11", "", "1.11"]], 1))


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
        rows.append([f"{year}年{name}", *(_text(printed.accounts.of(form, item).get(phase)) for item in order)])
    return _relabelled(_replaced(printed, form, _grid(rows, 3, {(0, 1): 6, (1, 4): 3})), form, {"total": "小计"})


def _institution(printed: Printed, chance: Chance) -> Printed:
    """机构运行信息表 (Chongqing): 三公 as a list, other facts in a second one beside it."""
    found = _items_down(printed, chance)
    form = Form.THREE_PUBLIC_EXPENSES
    table = found.blocks[_indexes(found, form)[0]]
    assert isinstance(table, Table)
    facts = ["项目", "四、机关运行经费", "（一）行政单位", "五、国有资产占用情况", "（一）车辆数合计（辆）"]
    beside = [Cell(row, 4, facts[row] if row < len(facts) else "") for row in range(table.depth)]
    beside += [
        Cell(row, 5, ["决算数", "120.55", "120.55", "—", "2"][row] if row < 5 else "") for row in range(table.depth)
    ]
    wide = Table((*table.cells, *beside), (1.0,) * 6, table.depth, 1)
    return _titled({form: "机构运行信息表"})(_replaced(found, form, wide), chance)


def _relabelled(printed: Printed, form: Form, labels: Mapping[str, str]) -> Printed:
    expected = printed.expected[form]
    rows = tuple(row._replace(label=labels.get(row.key, row.label)) for row in expected.rows)
    return replace(printed, expected={**printed.expected, form: replace(expected, rows=rows)})


_OLDER = {
    Form.REVENUE_AND_EXPENDITURE: "部门决算收支总表",
    Form.REVENUE: "部门收入总体情况表",
    Form.EXPENDITURE: "部门支出总体情况表",
    Form.FISCAL_APPROPRIATION: "财政拨款收支总表",
    Form.GENERAL_PUBLIC_BUDGET: "一般公共预算支出情况表",
    Form.BASIC_EXPENDITURE: "一般公共预算基本支出情况表",
    Form.GOVERNMENT_FUND_BUDGET: "政府性基金预算支出情况表",
    Form.STATE_CAPITAL_BUDGET: "国有资本经营预算支出情况表",
    Form.THREE_PUBLIC_EXPENSES: "“三公”经费、会议费、培训费支出情况表",
}
_THREE = ("total", "basic", "project")
_WHOLE = {"codes": "whole", "quotes": "curly"}
_PLAIN = {
    "codes": "whole",
    "total": "first",
    "title": "year",
    "other_titles": False,
    "missing": frozenset(),
    "units": {},
    "extras": (),
    "nil": "",
    "quotes": "curly",
}

KINDS: Mapping[str, Kind] = {
    "amounts with ¥": Kind("right", _amounts(lambda text: f"¥{text}")),
    "amounts with 元 or 万元 behind": Kind(
        "right", lambda p, c: _amounts(lambda text: text + p.accounts.unit)(p, c), layout={"units": {}}
    ),
    "amounts with ①": Kind("right", _amounts(lambda text: f"{text}①")),
    "amounts with ²": Kind("right", _amounts(lambda text: f"{text}²")),
    "amounts with a note's number in brackets": Kind("right", _amounts(lambda text: f"{text}[1]")),
    "amounts with an asterisk": Kind("right", _amounts(lambda text: f"{text}*")),
    "amounts in groups with ’": Kind("right", _amounts(lambda text: _grouped(text, "’", 3))),
    "amounts in groups of four": Kind("right", _amounts(lambda text: _grouped(text, ",", 4))),
    "amounts in groups with spaces": Kind("right", _amounts(lambda text: _grouped(text, "\u2009", 3))),
    "full-width amounts": Kind("right", _amounts(lambda text: text.translate({48 + n: 0xFF10 + n for n in range(10)}))),
    "six decimals": Kind("right", before=_six_decimals, layout={"units": {}}),
    "minus as △": _minus(lambda text: f"△{text}"),
    "minus as ▲": _minus(lambda text: f"▲{text}"),
    "minus as 负": _minus(lambda text: f"负{text}"),
    "minus behind": _minus(lambda text: f"{text}-"),
    "minus in brackets": _minus(lambda text: f"（{text}）"),
    "minus as a long dash": _minus(lambda text: f"—{text}"),
    "minus before ¥": _minus(lambda text: f"-¥{text}"),
    "dashes for nothing": Kind("right", layout={"nil": "－－"}),
    "codes with hyphens": Kind(
        "right", _codes(lambda code: "-".join(filter(None, (code[:3], code[3:5], code[5:])))), layout=_WHOLE
    ),
    "codes with dots": Kind(
        "right", _codes(lambda code: ".".join(filter(None, (code[:3], code[3:5], code[5:])))), layout=_WHOLE
    ),
    "codes in brackets": Kind("right", _codes(lambda code: f"[{code}]"), layout=_WHOLE),
    "codes in quotes": Kind("right", _codes(lambda code: f"'{code}"), layout=_WHOLE),
    "unit in brackets": Kind("right", _units(lambda unit: f"（{unit}）")),
    "unit as 单位（）": Kind("right", _units(lambda unit: f"单位（{unit}）")),
    "unit as 金额：": Kind("right", _units(lambda unit: f"金额：{unit}")),
    "unit as 人民币": Kind("right", _units(lambda unit: f"人民币{unit}")),
    "unit with 圆": Kind("right", _units(lambda unit: f"单位：{unit.replace('元', '圆')}")),
    "unit in the heads": Kind("told", _unit_in_heads, layout={"units": {}}),
    "no unit": Kind("told", _units(lambda _: ""), layout={"units": {}}),
    "year in Chinese digits": Kind("right", _chinese_year),
    "year only over the forms": Kind("right", _year_over_forms, layout={"title": "year"}),
    "continued under 续前表": Kind("right", _continued(lambda _: "续前表", heads=False)),
    "continued under 续表, heads again": Kind("right", _continued(lambda _: "续表", heads=True)),
    "continued under the title with a mark": Kind(
        "right", _continued(lambda title: f"{title}（续）", heads=False), layout=_PLAIN
    ),
    "continued under the title, heads again": Kind("right", _continued(lambda title: title, heads=True), layout=_PLAIN),
    "balances broken down": Kind("right", _balances_broken_down, layout=_PLAIN),
    "basic expenditure in columns": Kind("right", _basic_in_columns, layout=_PLAIN),
    "三公 with meetings and training": Kind("right", lambda printed, _: _meetings(printed), layout=_PLAIN),
    "三公 per unit": Kind("right", lambda printed, _: _meetings(printed, per_unit=True), layout=_PLAIN),
    "a table of a resembling title": Kind("right", _resembling, layout=_PLAIN),
    "GK titles": Kind("right", _ministry, layout=_PLAIN),
    "titles as in Beijing": Kind("right", _titled(_BEIJING), layout=_PLAIN),
    "titles as in Jiangsu": Kind("right", _titled(_JIANGSU), layout=_PLAIN),
    "三公 as a list under its total": Kind("right", _items_down, layout=_PLAIN),
    "a cover of the year before": Kind("told", _two_years, layout=_PLAIN),
    "continued with another number of columns": Kind("told", _continued_otherwise, layout=_PLAIN),
    "unit to the cent": Kind("right", _units(lambda unit: f"金额单位：{unit}（列至角分）")),
    "unit spaced": Kind("right", _units(lambda unit: f"单 位 ： {unit}")),
    "unit as 以元为单位": Kind("right", _units(lambda unit: f"以{unit}为单位")),
    "a broken formula": Kind("told", _changed_cells(lambda _: "#REF!")),
    "an amount too wide for its cell": Kind("told", _changed_cells(lambda _: "########")),
    "an amount with an exponent": Kind("told", _changed_cells(lambda text: f"{text[0]}.5E+07")),
    "two amounts in a cell": Kind("told", _changed_cells(lambda text: f"{text} {text}", 1)),
    "titles with 附表1-1": Kind("right", _numbered("附表1-{n} {title}"), layout=_PLAIN),
    "titles with （公开01表）": Kind("right", _numbered("{title}（公开{n:02}表）"), layout=_PLAIN),
    "titles with （表一）": Kind("right", _numbered("表{zh}：{title}"), layout=_PLAIN),
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
    "a head that nobody knows": Kind("told", _renamed_head("项目支出", "专项业务费"), layout=_PLAIN),
    "two columns under one head": Kind("told", _renamed_head("项目支出", "基本支出"), layout=_PLAIN),
    "a row that lost its code": Kind("told", _row_without_code, layout=_PLAIN),
    "one form twice": Kind("told", _form_twice, layout=_PLAIN),
    "a number of 20 digits": Kind("told", _changed_cells(lambda _: "12345678901234567890.00", 1)),
    "a number before another in its cell": Kind("told", _changed_cells(lambda text: f"12345 {text}")),
    "codes filled up with zeros": Kind("right", _codes(lambda code: code.ljust(7, "0")), layout=_WHOLE),
    "codes with a letter O": Kind("told", _codes(lambda code: code.replace("0", "O")), layout=_WHOLE),
    "a total on each page": Kind("told", _page_totals, layout=_PLAIN),
    "a form of another body": Kind("told", _other_bodys, layout=_PLAIN),
    "a year only as the date of filling in": Kind("refused", _dated, layout=_PLAIN),
    "two units over a form": Kind("told", _two_units, layout={"units": {}}),
    "titles with 3-1": Kind("right", _numbered("3-{n} {title}"), layout=_PLAIN),
    "titles with Z01 behind": Kind("right", _numbered("{title}（Z{n:02}）"), layout=_PLAIN),
    "titles of a ministry's whole": Kind("right", _numbered("部门决算公开{title}（汇总）"), layout=_PLAIN),
    "titles of older reports": Kind("right", _titled(_OLDER), layout=_PLAIN),
    "a row number before the codes": Kind(
        "right",
        _in_columns(
            ("序号", "科目编码", "科目名称", "合计", "基本支出", "项目支出"),
            row=lambda code, name, of: ("3", code, name, *(of[field] for field in _THREE)),
        ),
        layout=_PLAIN,
    ),
    "names before the codes": Kind(
        "right",
        _in_columns(
            ("科目名称", "科目编码", "项目支出", "基本支出", "合计"),
            row=lambda code, name, of: (name, code, of["project"], of["basic"], of["total"]),
        ),
        layout=_PLAIN,
    ),
    "last year's columns before this year's": Kind(
        "right",
        _in_columns(
            ("科目编码", "科目名称", "{past}年决算数", "", "", "{year}年决算数", "", "", "与上年相比"),
            ("", "", *(("合计", "基本支出", "项目支出") * 2), ""),
            row=lambda code, name, of: (code, name, "7.77", "5.55", "2.22", *(of[field] for field in _THREE), "12.5"),
            spans={(0, 2): 3, (0, 5): 3},
        ),
        layout=_PLAIN,
    ),
    "决算数 as a head of its own": Kind(
        "right",
        _in_columns(
            ("科目编码", "科目名称", "决算数", "其中：基本支出", "项目支出"),
            row=lambda code, name, of: (code, name, *(of[field] for field in _THREE)),
        ),
        layout=_PLAIN,
    ),
    "columns without heads": Kind(
        "told",
        _in_columns(
            ("科目编码", "科目名称", "", "", ""),
            row=lambda code, name, of: (code, name, *(of[field] for field in _THREE)),
        ),
        layout=_PLAIN,
    ),
    "last year's form behind": Kind(
        "told", _again("{past}年度一般公共预算财政拨款支出决算表", Decimal("0.9")), layout=_PLAIN
    ),
    "last year's form before": Kind(
        "told", _again("{past}年度一般公共预算财政拨款支出决算表", Decimal("0.9"), first=True), layout=_PLAIN
    ),
    "（本级） before the whole": Kind(
        "told", _again("一般公共预算财政拨款支出决算表（本级）", Decimal("0.5"), first=True), layout=_PLAIN
    ),
    "a code in two rows": Kind("told", _code_twice, layout=_PLAIN),
    "三公 with phases as rows": Kind("right", _phases_down, layout=_PLAIN),
    "三公 beside other facts": Kind("right", _institution, layout=_PLAIN),
    "the same report twice": Kind("refused", _twice, layout=_PLAIN),
}
