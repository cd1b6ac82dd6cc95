"""The ways in which reports arrange the same content, as seen in those of several provinces and years."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from build_site.model import Form, FormState
from tests.factory import forms
from tests.factory.accounts import NOTES, Accounts, Passage
from tests.factory.printed import Block, Cell, ExpectedForm, Kind, NewPage, Printed, Sides, Table, Words
from tests.factory.wording import ordinal

CENTRAL = tuple(Form)
"""The central order: 三公 ninth."""
SEVENTH = (*CENTRAL[:6], Form.THREE_PUBLIC_EXPENSES, Form.GOVERNMENT_FUND_BUDGET, Form.STATE_CAPITAL_BUDGET)
"""三公 seventh, as in Shanghai and, until 2022, Hubei."""
PERMUTED = (*CENTRAL[2::-1], *CENTRAL[:2:-1])

_TITLES: Mapping[Form, tuple[str, ...]] = {
    Form.REVENUE_AND_EXPENDITURE: ("收入支出决算总表", "收支决算总表"),
    Form.REVENUE: ("收入决算表", "部门收入决算表"),
    Form.EXPENDITURE: ("支出决算表", "部门支出决算表"),
    Form.FISCAL_APPROPRIATION: ("财政拨款收入支出决算总表", "财政拨款收支决算总表"),
    Form.GENERAL_PUBLIC_BUDGET: ("一般公共预算财政拨款支出决算表", "一般公共预算支出决算表"),
    Form.BASIC_EXPENDITURE: ("一般公共预算财政拨款基本支出决算明细表", "一般公共预算财政拨款基本支出决算表"),
    Form.GOVERNMENT_FUND_BUDGET: ("政府性基金预算财政拨款收入支出决算表", "政府性基金预算收入支出决算表"),
    Form.STATE_CAPITAL_BUDGET: ("国有资本经营预算财政拨款收入支出决算表", "国有资本经营预算收入支出决算表"),
    Form.THREE_PUBLIC_EXPENSES: ("财政拨款“三公”经费支出决算表", "一般公共预算财政拨款“三公”经费支出决算表"),
}
EXTRAS: Mapping[str, str] = {"assets": "资产负债情况表", "projects": "一般公共预算项目支出决算表"}


@dataclass(frozen=True, slots=True)
class Layout:
    """How the content is arranged. The defaults are those of the first report (Wuhan, 2023)."""

    codes: Literal["whole", "merged", "parts", "nested"] = "whole"
    """one cell; one cell under the heads 类 款 项; 类, 款 and 项 in cells; the same with the longer codes repeated."""
    thousands: bool = False
    nil: str = ""
    """How nothing is printed: "", "0.00", "0" or "—"."""
    narrow: bool = False
    """Label columns so narrow that names wrap."""
    total: Literal["first", "last", "heads"] = "first"
    """合计 in the first row, the last, or the row of the sub-heads."""
    functional_rows: Literal[24, 26] = 26
    lines: bool = True
    """行次 columns."""
    numbers: bool = True
    """A 栏次 row."""
    blocks: Literal[1, 2, 3] = 3
    three_public: Literal["halves", "pairs", "list"] = "halves"
    order: tuple[Form, ...] = CENTRAL
    missing: frozenset[Form] = frozenset()
    extras: tuple[str, ...] = ()
    title: Literal["plain", "year", "chapter", "both", "wrapped", "inside", "framed", "owner"] = "both"
    """title alone; with the year; a chapter line only; chapter line and title with year; wrapped over two lines; in the
    table's own first row; there with department and unit; with the department's name before it."""
    other_titles: bool = False
    form_number: bool = True
    """A line 公开01表."""
    caption: Literal["two", "one", "three", "unit"] = "two"
    """Department and unit in two lines, one, three with the number, or only the unit."""
    owner: str = "部门"
    ordinals: bool = True
    balances: Literal["none", "labels", "ordinals", "both"] = "labels"
    """The three budgets once more under the opening balance; with ordinals; under the closing balance too."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Printed labels by concept, where they are not the usual ones."""
    heads: Mapping[str, str] = field(default_factory=dict)
    """Printed heads by the usual ones."""
    radicals: bool = False
    """Some characters printed as the CJK radicals that look like them."""
    capital_balances: bool = False
    """The state capital form has opening balance, revenue and closing balance."""
    shared_heads: bool = False
    """The sub-heads of 本年支出 stand in the row of 合计 (Shanghai's fund forms)."""
    tables_last: bool = False
    quotes: Literal["curly", "straight", "corner"] = "curly"
    spaced: bool = False
    """Short labels spread with spaces: “收 入”, “合 计”."""
    notes: bool = True
    template_advice: bool = False
    """A template's advice left standing under an empty form."""
    blank_rows: int = 0
    """Rows left blank at the end of coded forms."""
    landscape: Literal["none", "wide", "all"] = "none"
    own_page: bool = True
    """Every form begins a page."""
    units: Mapping[Form, str] = field(default_factory=dict)


def lay_out(accounts: Accounts, layout: Layout) -> Printed:
    """The report as a typesetter takes it, and what must be read back."""
    order = [form for form in layout.order if form not in layout.missing]
    narrative = accounts.narrative
    first = list(_part(narrative, 0))
    rest = list(narrative[len(first) :])
    tables: list[Block] = [Words(f"第二部分 {accounts.year}年度部门决算表", "part")]
    expected = {form: ExpectedForm(FormState.MISSING) for form in Form}
    for number, form in enumerate(order, start=1):
        blocks, expected[form] = _form(accounts, layout, form, number)
        tables += blocks
    for number, extra in enumerate(layout.extras, start=len(order) + 1):
        tables += _extra(accounts, layout, extra, number)
    blocks = [*_cover(accounts), *_contents(accounts, layout, order), NewPage(), *_passages(first)]
    if layout.tables_last:
        blocks += [*_passages(rest), NewPage(), *tables]
    else:
        blocks += [NewPage(), *tables, NewPage(), *_passages(rest)]
    extras = tuple(EXTRAS[extra] for extra in layout.extras)
    return Printed(accounts, tuple(_spelt(block, layout) for block in blocks), expected, narrative, extras)


def _part(passages: tuple[Passage, ...], index: int) -> Iterator[Passage]:
    part = -1
    for passage in passages:
        part += passage.level == 1
        if part == index:
            yield passage


def _cover(accounts: Accounts) -> list[Block]:
    day = accounts.published
    return [
        Words(f"{accounts.year}年度{accounts.department}", "cover"),
        Words("部门决算公开", "cover"),
        Words(f"{day.year}年{day.month}月{day.day}日", "cover"),
        NewPage(),
    ]


def _contents(accounts: Accounts, layout: Layout, order: list[Form]) -> list[Block]:
    """目录: parts, chapters and forms with leaders."""
    lines: list[str] = []
    titles = [f"{ordinal(n)}、{_title(layout, form)}" for n, form in enumerate(order, start=1)]
    for passage in accounts.narrative:
        if passage.level == 1 and len(lines) > 1 and not layout.tables_last and titles:
            lines += [f"第二部分 {accounts.year}年度部门决算表", *titles]
            titles = []
        if passage.level <= 2:
            lines.append(passage.number + (" " if passage.level == 1 else "") + passage.title)
    lines += titles
    return [Words("目 录", "contents-title"), *(Words(line, "contents") for line in lines)]


def _passages(passages: list[Passage]) -> Iterator[Block]:
    for passage in passages:
        if passage.inline:
            body = "".join(passage.paragraphs[:1])
            yield Words(
                f"{passage.number}{passage.title}：{body}" if body else passage.number + passage.title, "paragraph"
            )
            yield from (Words(text, "paragraph") for text in passage.paragraphs[1:])
            continue
        space = " " if passage.level == 1 else ""
        kinds: tuple[Kind, ...] = ("part", "chapter", "section")
        yield Words(f"{passage.number}{space}{passage.title}", kinds[passage.level - 1])
        yield from (Words(text, "paragraph") for text in passage.paragraphs)


# --- forms -----------------------------------------------------------------------------------------------------------


def _title(layout: Layout, form: Form) -> str:
    title = _TITLES[form][layout.other_titles]
    if form is Form.STATE_CAPITAL_BUDGET and not layout.capital_balances:
        title = title.replace("收入支出", "支出")
    return title


def _form(accounts: Accounts, layout: Layout, form: Form, number: int) -> tuple[list[Block], ExpectedForm]:
    unit = layout.units.get(form, accounts.unit)
    table, rows = forms.build(accounts, layout, form)
    entries = accounts.forms[form]
    note = "" if entries else accounts.nothing[form]
    title = _title(layout, form)
    blocks = _above(accounts, layout, form, title, number, unit)
    if layout.title == "framed":
        table = _with_row(table, f"{layout.owner}：{accounts.department} 单位：{unit}")
        blocks = [block for block in blocks if isinstance(block, NewPage)]
    if layout.title in ("inside", "framed"):
        table = _with_row(table, f"{accounts.year}年度{title}")
    blocks.append(table)
    if layout.notes:
        blocks.append(Words(NOTES[form], "note"))
    if note:
        if layout.template_advice:
            blocks.append(Words(f"无{title[:-3]}的，仍保留该表格式，并在本表下方作下述说明：", "note"))
        blocks.append(Words(note, "note"))
    if not entries:
        return blocks, ExpectedForm(FormState.EMPTY, unit, (), note)
    return blocks, ExpectedForm(FormState.FOUND, unit, rows)


def _above(accounts: Accounts, layout: Layout, form: Form, title: str, number: int, unit: str) -> list[Block]:
    """What stands over a form: page, chapter line, title, number, department and unit."""
    wide = layout.landscape == "all" or (layout.landscape == "wide" and len(form.fields) > 4)
    blocks: list[Block] = [NewPage(wide)] if layout.own_page else []
    chapter, dated = f"{ordinal(number)}、{title}", f"{accounts.year}年度{title}"
    if layout.title in ("chapter", "both"):
        blocks.append(Words(chapter, "chapter"))
    if layout.title in ("year", "both"):
        blocks.append(Words(dated, "title"))
    elif layout.title == "plain":
        blocks.append(Words(title, "title"))
    elif layout.title == "owner":
        blocks.append(Words(f"{accounts.department}{dated}", "title"))
    elif layout.title == "wrapped":
        cut = title.find("支出决算") if title.find("支出决算") > 5 else len(title)
        blocks += [Words(part, "title") for part in (title[:cut], title[cut:]) if part]
    mark, owner, money = f"公开{number:02}表", f"{layout.owner}：{accounts.department}", f"金额单位：{unit}"
    if layout.form_number:
        blocks.append(Words(mark, "right"))
    if layout.caption == "two":
        blocks.append(Sides(owner, money))
    elif layout.caption == "one":
        blocks.append(Words(f"{owner} 单位：{unit}", "left"))
    elif layout.caption == "three":
        blocks += [Words(owner, "left"), Words(money, "right")]
    else:
        blocks.append(Words(f"单位：{unit}", "right"))
    return blocks


def _with_row(table: Table, text: str) -> Table:
    """A line over the table framed as its first row."""
    moved = (cell._replace(row=cell.row + 1) for cell in table.cells)
    head = Cell(0, 0, text, columns=len(table.widths))
    return Table((head, *moved), table.widths, table.depth + 1, table.heads + 1)


def _extra(accounts: Accounts, layout: Layout, extra: str, number: int) -> list[Block]:
    """A table that is none of the nine, made to look like them."""
    title = EXTRAS[extra]
    if extra == "assets":
        texts = [
            ("项目", "行次", "年初数", "年末数"),
            ("资产合计", "1", "1234.50", "1300.25"),
            ("其中：流动资产", "2", "234.50", "300.25"),
        ]
    else:
        texts = [
            ("项目名称", "科目编码", "合计", "项目支出"),
            ("合计", "", "88.80", "88.80"),
            ("信息系统运行维护", "2010301", "88.80", "88.80"),
        ]
    cells = tuple(Cell(r, c, text) for r, row in enumerate(texts) for c, text in enumerate(row))
    blocks: list[Block] = [NewPage()] if layout.own_page else []
    if layout.title in ("chapter", "both"):
        blocks.append(Words(f"{ordinal(number)}、{title}", "chapter"))
    if layout.title != "chapter":
        blocks.append(Words(f"{accounts.year}年度{title}", "title"))
    return [*blocks, Words(f"单位：{accounts.unit}", "right"), Table(cells, (3, 1, 2, 2), len(texts), 1)]


_QUOTES = {"straight": str.maketrans("“”", '""'), "corner": str.maketrans("“”", "「」"), "curly": {}}
_RADICALS = str.maketrans("一二八入门见车金长页", "⼀⼆⼋⼊⻔⻅⻋⾦⻓⻚")


def _spelt(block: Block, layout: Layout) -> Block:
    """The block with the layout's quotes in titles, and its look-alikes everywhere."""
    if isinstance(block, Words):
        text = block.text
        if "表" in text and block.kind in ("title", "chapter", "contents"):
            text = text.translate(_QUOTES[layout.quotes])
        return Words(text.translate(_RADICALS) if layout.radicals else text, block.kind)
    if isinstance(block, Table) and layout.radicals:
        cells = tuple(cell._replace(text=cell.text.translate(_RADICALS)) for cell in block.cells)
        return Table(cells, block.widths, block.depth, block.heads)
    return block
