"""How amounts, codes, units, years and titles are printed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from build_site.extract.recognise.coding import known_names
from build_site.model import Form
from build_site.model.forms import ITEMS
from tests.factory.accounts import Accounts, Entry
from tests.factory.kinds.kind import (
    AMOUNT,
    PLAIN,
    WHOLE,
    Chance,
    Kind,
    rewritten,
    under_titles,
)
from tests.factory.printed import Cell, Printed, Words
from tests.factory.wording import ordinal

_CODE = re.compile(r"\d{3}(?:\d{2}){0,2}")
_CHINESE = str.maketrans("0123456789", "○一二三四五六七八九")


def amounts(style: Callable[[str], str], share: float = 0.5) -> Callable[[Printed, Chance], Printed]:
    """Some amounts printed in another style, which means the same."""

    def after(printed: Printed, chance: Chance) -> Printed:
        def styled(cell: Cell) -> str:
            return style(cell.text) if AMOUNT.fullmatch(cell.text) and chance.random() < share else cell.text

        return rewritten(printed, cells=styled)

    return after


def codes(style: Callable[[str], str]) -> Callable[[Printed, Chance], Printed]:
    def after(printed: Printed, _: Chance) -> Printed:
        coded = lambda cell: style(cell.text) if cell.align == "left" and _CODE.fullmatch(cell.text) else cell.text  # noqa: E731
        return rewritten(printed, cells=coded)

    return after


def units(style: Callable[[str], str]) -> Callable[[Printed, Chance], Printed]:
    said = re.compile(r"(?:金额)?单位：([百千万亿]?元)")

    def after(printed: Printed, _: Chance) -> Printed:
        change = lambda text: said.sub(lambda hit: style(hit[1]), text)  # noqa: E731
        return rewritten(printed, lambda words: replace(words, text=change(words.text)), lambda cell: change(cell.text))

    return after


def unit_in_heads(printed: Printed, chance: Chance) -> Printed:
    heads = re.compile("决算数|合计|金额|本年支出合计|本年收入合计|小计")
    unit = f"（{printed.accounts.unit}）"
    found = units(lambda _: "")(printed, chance)
    return rewritten(
        found, cells=lambda cell: cell.text + unit if cell.row < 3 and heads.fullmatch(cell.text) else cell.text
    )


def _said_in_the_text(accounts: Accounts, _: Chance) -> Accounts:
    """The unit of all tables as a sentence of the narrative says it, whose amounts prove none."""
    told = replace(accounts.narrative[1], paragraphs=(f"本报告各表金额均以{accounts.unit}为单位。",))
    return replace(accounts, narrative=(accounts.narrative[0], told))


def grouped(text: str, separator: str, size: int) -> str:
    sign, whole, part = re.fullmatch(r"(-?)([\d,]+)(\..*)", text).groups()  # type: ignore[union-attr]
    whole = whole.replace(",", "")
    first = len(whole) % size
    groups = [whole[:first], *(whole[at : at + size] for at in range(first, len(whole), size))]
    return sign + separator.join(filter(None, groups)) + part


def negative(accounts: Accounts, chance: Chance) -> Accounts:
    def turned(entry: Entry) -> Entry:
        return entry._replace(amounts={f: -v if chance.random() < 0.3 else v for f, v in entry.amounts.items()})

    return replace(accounts, forms={form: tuple(map(turned, rows)) for form, rows in accounts.forms.items()})


def _six_decimals(accounts: Accounts, _: Chance) -> Accounts:
    def shifted(entry: Entry) -> Entry:
        return entry._replace(amounts={f: v.scaleb(-4).quantize(Decimal("0.000001")) for f, v in entry.amounts.items()})

    forms = {form: tuple(map(shifted, rows)) for form, rows in accounts.forms.items()}
    return replace(accounts, unit="万元", forms=forms)


def _minus(style: Callable[[str], str]) -> Kind:
    return Kind("right", amounts(lambda text: style(text[1:]) if text.startswith("-") else text, 1.0), negative)


def _noted_names(printed: Printed, _: Chance) -> Printed:
    known = known_names() - {item.zh for item in ITEMS.values()}  # heads there
    return rewritten(printed, cells=lambda cell: f"{cell.text}1" if cell.text in known else cell.text)


def _numbered_as(words: str) -> Callable[[Printed, Chance], Printed]:
    """The number over each form printed with other words (ministries: 财决公开01表)."""
    number = re.compile(r"公开(?=\d\d表)")

    def after(printed: Printed, _: Chance) -> Printed:
        change = lambda text: number.sub(words, text)  # noqa: E731
        return rewritten(printed, lambda line: replace(line, text=change(line.text)), lambda cell: change(cell.text))

    return after


def _chinese_year(printed: Printed, _: Chance) -> Printed:
    year = str(printed.accounts.year)
    change = lambda text: text.replace(year, year.translate(_CHINESE))  # noqa: E731
    kinds = ("cover", "title", "part", "contents")
    return rewritten(
        printed,
        lambda words: replace(words, text=change(words.text)) if words.kind in kinds else words,
        lambda cell: change(cell.text) if cell.row == 0 else cell.text,
    )


def _year_over_forms(printed: Printed, _: Chance) -> Printed:
    year = f"{printed.accounts.year}年度"
    return rewritten(
        printed, lambda words: replace(words, text=words.text.replace(year, "")) if words.kind == "cover" else words
    )


def _ministry(printed: Printed, _: Chance) -> Printed:
    """GK01 收入支出决算总表 …"""
    number = iter(range(1, 100))

    def words(block: Words) -> Words:
        title = block.kind == "title" and block.text.endswith("表")
        return replace(block, text=f"GK{next(number):02} {block.text.split('年度')[-1]}") if title else block

    return rewritten(printed, words)


def _numbered(mark: str) -> Callable[[Printed, Chance], Printed]:
    def after(printed: Printed, _: Chance) -> Printed:
        number = iter(range(1, 100))

        def words(block: Words) -> Words:
            title = block.kind == "title" and block.text.endswith("表")
            at = next(number) if title else 0
            return replace(block, text=mark.format(n=at, zh=ordinal(at), title=block.text)) if title else block

        return rewritten(printed, words)

    return after


_BEIJING = {form: f"表{ordinal(at)} {form.zh}" for at, form in enumerate(Form, 1)}
_JIANGSU = {
    Form.GENERAL_PUBLIC_BUDGET: "一般公共预算支出决算表（功能科目）",
    Form.BASIC_EXPENDITURE: "一般公共预算基本支出决算表（经济科目）",
    Form.THREE_PUBLIC_EXPENSES: "一般公共预算“三公”经费、会议费和培训费支出决算表",
}
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


KINDS: Mapping[str, Kind] = {
    "amounts with ¥": Kind("right", amounts(lambda text: f"¥{text}")),
    "amounts with 元 or 万元 behind": Kind(
        "right", lambda p, c: amounts(lambda text: text + p.accounts.unit)(p, c), layout={"units": {}}
    ),
    "amounts with ①": Kind("right", amounts(lambda text: f"{text}①")),
    "amounts with ²": Kind("right", amounts(lambda text: f"{text}²")),
    "amounts with a note's number in brackets": Kind("right", amounts(lambda text: f"{text}[1]")),
    "amounts with an asterisk": Kind("right", amounts(lambda text: f"{text}*")),
    "names with a note's number": Kind("right", _noted_names),
    "amounts in groups with ’": Kind("right", amounts(lambda text: grouped(text, "’", 3))),
    "amounts in groups of four": Kind("right", amounts(lambda text: grouped(text, ",", 4))),
    "amounts in groups with spaces": Kind("right", amounts(lambda text: grouped(text, "\u2009", 3))),
    "full-width amounts": Kind("right", amounts(lambda text: text.translate({48 + n: 0xFF10 + n for n in range(10)}))),
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
        "right", codes(lambda code: "-".join(filter(None, (code[:3], code[3:5], code[5:])))), layout=WHOLE
    ),
    "codes with dots": Kind(
        "right", codes(lambda code: ".".join(filter(None, (code[:3], code[3:5], code[5:])))), layout=WHOLE
    ),
    "codes in brackets": Kind("right", codes(lambda code: f"[{code}]"), layout=WHOLE),
    "codes in quotes": Kind("right", codes(lambda code: f"'{code}"), layout=WHOLE),
    "unit in brackets": Kind("right", units(lambda unit: f"（{unit}）")),
    "unit as 单位（）": Kind("right", units(lambda unit: f"单位（{unit}）")),
    "unit as 金额：": Kind("right", units(lambda unit: f"金额：{unit}")),
    "unit as 人民币": Kind("right", units(lambda unit: f"人民币{unit}")),
    "unit with 圆": Kind("right", units(lambda unit: f"单位：{unit.replace('元', '圆')}")),
    "unit in a sentence of the text": Kind(
        "right", units(lambda _: ""), _said_in_the_text, layout={"units": {}, "tables_last": True}
    ),
    "year in Chinese digits": Kind("right", _chinese_year),
    "year only over the forms": Kind("right", _year_over_forms, layout={"title": "year"}),
    "GK titles": Kind("right", _ministry, layout=PLAIN),
    "forms numbered 财决公开01表": Kind("right", _numbered_as("财决公开"), layout={**PLAIN, "form_number": True}),
    "titles as in Beijing": Kind("right", under_titles(_BEIJING), layout=PLAIN),
    "titles as in Jiangsu": Kind("right", under_titles(_JIANGSU), layout=PLAIN),
    "unit to the cent": Kind("right", units(lambda unit: f"金额单位：{unit}（列至角分）")),
    "unit spaced": Kind("right", units(lambda unit: f"单 位 ： {unit}")),
    "unit as 以元为单位": Kind("right", units(lambda unit: f"以{unit}为单位")),
    "unit as 以人民币元为单位": Kind("right", units(lambda unit: f"本表以人民币{unit}为单位")),
    "unit as 单位为人民币元": Kind("right", units(lambda unit: f"金额单位为人民币{unit}")),
    "unit as 单位均为元": Kind("right", units(lambda unit: f"（单位均为{unit}）")),
    "titles with 附表1-1": Kind("right", _numbered("附表1-{n} {title}"), layout=PLAIN),
    "titles with （公开01表）": Kind("right", _numbered("{title}（公开{n:02}表）"), layout=PLAIN),
    "titles with （表一）": Kind("right", _numbered("表{zh}：{title}"), layout=PLAIN),
    "codes filled up with zeros": Kind("right", codes(lambda code: code.ljust(7, "0")), layout=WHOLE),
    "titles with 3-1": Kind("right", _numbered("3-{n} {title}"), layout=PLAIN),
    "titles with a span of months": Kind("right", _numbered("{title}（1-12月）"), layout=PLAIN),
    "titles with a span of days": Kind("right", _numbered("{title}（1月1日—12月31日）"), layout=PLAIN),
    "titles with Z01 behind": Kind("right", _numbered("{title}（Z{n:02}）"), layout=PLAIN),
    "titles of a ministry's whole": Kind("right", _numbered("部门决算公开{title}（汇总）"), layout=PLAIN),
    "titles of older reports": Kind("right", under_titles(_OLDER), layout=PLAIN),
}
