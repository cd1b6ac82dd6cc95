"""Writes the narrative of made accounts in two provinces' styles, each number rounded on its own from exact values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from build_site.extract.recognise.claims import bind
from build_site.model import Claim, Form, Paragraph, Place
from tests.reconcile.exact import ACCOUNTS, FUND, GENERAL, ZERO, Exact, accounts, add
from tests.reconcile.made import Package

YEAR = 2023
NAMES = {
    "201": "一般公共服务支出", "208": "社会保障和就业支出", "210": "卫生健康支出", "221": "住房保障支出", "229": "其他支出",
    "20101": "人大事务", "20103": "政府办公厅(室)及相关机构事务", "20805": "行政事业单位养老支出", "21011": "行政事业单位医疗",
    "22102": "住房改革支出", "22999": "其他支出",
    "2010101": "行政运行", "2010102": "一般行政管理事务", "2010350": "事业运行", "2080505": "机关事业单位基本养老保险缴费支出",
    "2080506": "机关事业单位职业年金缴费支出", "2101102": "事业单位医疗", "2210201": "住房公积金", "2210202": "提租补贴", "2299999": "其他支出",
}  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How a province words its reports."""

    compared: str
    change: tuple[str, str]  # up, down
    item: str
    list_mark: str
    trim: bool  # drops trailing zeros


HUBEI = Style(
    "与2022年度相比，", ("增加", "减少"), "{n}.{path}。年初预算为{plan}，支出决算为{final}{rate}。", "；", trim=True
)
SHANGHAI = Style(
    "与2022年度相比，",
    ("增长", "下降"),
    "{n}、{path}。主要用于：日常开支。全年预算为{plan}，支出决算为{final}{rate}{word}。",
    "；",
    trim=False,
)


def package(exact: Exact) -> Package:
    """The nine forms with the names of the classification."""
    made = accounts(exact)
    for form in (Form.REVENUE, Form.EXPENDITURE, *(form for _, form in ACCOUNTS.values())):
        for row in made.forms[form]:
            row["name"] = NAMES.get(row.get("functional_code", ""), row["name"])
    return made


def claims(exact: Exact, style: Style) -> list[Claim]:
    paragraphs = [
        Paragraph(f"3.{number}", ("决算情况说明", heading), text, tuple(Place(line=number) for _ in text))
        for number, (heading, text) in enumerate(_Narrator(exact, style).paragraphs(), 1)
    ]
    return list(bind(paragraphs, YEAR, "某某局"))


def record(claim: Claim) -> dict[str, str]:
    """A row of claims.csv."""
    fields = "claim_id section_id sentence printed value unit measure subject fiscal_year phase direction base".split()
    found = {name: getattr(claim, name) for name in fields}
    return {name: "" if value is None else str(value) for name, value in found.items()} | {
        "source_page": "",
        "source_line": str(claim.place.line or ""),
    }


def cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


class _Narrator:
    def __init__(self, exact: Exact, style: Style) -> None:
        self.exact, self.style = exact, style

    def money(self, value: Decimal) -> str:
        return f"{self.plain(cents(value))}万元"

    def plain(self, value: Decimal) -> str:
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if self.style.trim and "." in text else text

    def rate(self, part: Decimal, whole: Decimal) -> str:
        """A per cent from exact values; empty where the printed base is nothing."""
        return f"{self.plain(cents(part / whole * 100))}%" if cents(whole) > 0 else ""

    def share(self, part: Decimal, whole: Decimal, of: str = "") -> str:
        rate = self.rate(part, whole)
        return f"，占{of}{rate}" if rate else ""

    def changed(self, name: str, value: Decimal) -> str:
        """Against a last year that is made up: a quarter more, or a fifth less."""
        last = value * 5 / 4 if len(name) % 2 else value * 4 / 5
        if cents(last) == 0:
            return ""
        down = last > value
        verbs = ("减少", self.style.change[1]) if down else ("增加", self.style.change[0])
        change = abs(last - value)
        return f"{self.style.compared}{name}{verbs[0]}{self.money(change)}，{verbs[1]}{self.rate(change, last)}，主要原因是项目{verbs[0]}3个。"

    def paragraphs(self) -> Iterator[tuple[str, str]]:
        e, both = self.exact, self.exact.everything
        opening = add(e.opening.values())
        total = e.fiscal + e.other_revenue + opening
        yield (
            "收入支出决算总体情况说明",
            f"2023年度收、支总计均为{self.money(total)}。{self.changed('收、支总计', total)}",
        )
        revenue = e.fiscal + e.other_revenue
        parts = f"财政拨款收入{self.money(e.fiscal)}{self.share(e.fiscal, revenue)}；其他收入{self.money(e.other_revenue)}{self.share(e.other_revenue, revenue, '本年收入')}"
        yield (
            "收入决算情况说明",
            f"本年收入合计{self.money(revenue)}，其中：{parts}。{self.changed('收入合计', revenue)}",
        )
        basic = add(b for items in e.items.values() for b, _ in items.values())
        parts = f"基本支出{self.money(basic)}{self.share(basic, both)}；项目支出{self.money(both - basic)}{self.share(both - basic, both)}"
        yield "支出决算情况说明", f"2023年度支出合计{self.money(both)}，其中：{parts}。{self.changed('支出合计', both)}"
        fiscal = e.fiscal + opening
        yield (
            "财政拨款收入支出决算总体情况说明",
            f"某某局2023年度财政拨款收入支出总计{self.money(fiscal)}。{self.changed('财政拨款收入支出总计', fiscal)}",
        )
        yield from self.public()
        yield from self.basic_expenditure()
        yield from self.three_public()
        yield from self.fund()

    def public(self) -> Iterator[tuple[str, str]]:
        e, title = self.exact, "一般公共预算财政拨款支出决算情况说明"
        spent, both = e.spent(GENERAL), e.everything
        name = "一般公共预算财政拨款支出"
        yield (
            title,
            f"{name}{self.money(spent)}{self.share(spent, both, '本年支出合计的')}。{self.changed(name, spent)}",
        )
        classes = sorted({code[:3] for code in e.items[GENERAL]})
        if classes:
            listed = [
                f"{NAMES[c]}（类）{self.money(e.spent(GENERAL, c))}{self.share(e.spent(GENERAL, c), spent)}"
                for c in classes
            ]
            yield title, f"2023年度{name}{self.money(spent)}，主要用于以下方面：{self.style.list_mark.join(listed)}。"
        yield title, "".join(self.items(name, spent))

    def items(self, name: str, spent: Decimal) -> Iterator[str]:
        plans = {code: (b + p) * (3 if int(code) % 2 else 1) / 2 for code, (b, p) in self.exact.items[GENERAL].items()}
        word = "年初" if "年初" in self.style.item else "全年"
        plan = add(plans.values())
        yield f"{name}{word}预算为{self.money(plan)}，支出决算为{self.money(spent)}{self.done(spent, plan, word)}。"
        for number, (code, (basic, project)) in enumerate(sorted(self.exact.items[GENERAL].items()), 1):
            path = f"{NAMES[code[:3]]}（类）{NAMES[code[:5]]}（款）{NAMES[code]}（项）"
            final = basic + project
            values = {
                "plan": self.money(plans[code]),
                "final": self.money(final),
                "rate": self.done(final, plans[code], word),
            }
            yield self.style.item.format(n=number, path=path, word=self.word(final, plans[code]), **values)

    def done(self, final: Decimal, plan: Decimal, word: str) -> str:
        rate = self.rate(final, plan)
        return f"，完成{word}预算的{rate}" if rate and cents(final) else ""

    def word(self, final: Decimal, plan: Decimal) -> str:
        difference = cents(final) - cents(plan)
        return (
            "。决算数与全年预算数持平"
            if difference == 0
            else f"。决算数{'大于' if difference > 0 else '小于'}全年预算数的主要原因：据实列支"
        )

    def basic_expenditure(self) -> Iterator[tuple[str, str]]:
        basic = add(b for b, _ in self.exact.items[GENERAL].values())
        personnel = add(v for c, v in self.exact.economic.items() if c[:3] in ("301", "303"))
        rest = basic - personnel
        text = (
            f"一般公共预算财政拨款基本支出{self.money(basic)}。其中：人员经费{self.money(personnel)}{self.share(personnel, basic, '基本支出的')}，主要用于：工资等2项；"
            f"公用经费{self.money(rest)}{self.share(rest, basic, '基本支出的')}。"
        )
        yield "一般公共预算财政拨款基本支出决算情况说明", text

    def three_public(self) -> Iterator[tuple[str, str]]:
        parts: Mapping[str, Decimal] = self.exact.three_public
        vehicles = parts["vehicle-purchase"] + parts["vehicle-operation"]
        total = parts["overseas-visits"] + vehicles + parts["hospitality"]
        text = f"“三公”经费财政拨款支出预算为{self.money(total * 2)}，支出决算为{self.money(total)}{self.done(total, total * 2, '')}，其中："
        for name, value in (
            ("因公出国（境）费", parts["overseas-visits"]),
            ("公务用车购置及运行维护费", vehicles),
            ("公务接待费", parts["hospitality"]),
        ):
            text += f"{name}支出决算为{self.money(value)}{self.share(value, total)}；"
        yield "财政拨款“三公”经费支出决算情况说明", text
        yield (
            "财政拨款“三公”经费支出决算情况说明",
            f"公务用车购置及运行维护费支出{self.money(vehicles)}。其中：公务用车购置支出{self.money(parts['vehicle-purchase'])}，公务用车运行维护支出{self.money(parts['vehicle-operation'])}。",
        )

    def fund(self) -> Iterator[tuple[str, str]]:
        e = self.exact
        if e.items[FUND]:
            text = (
                f"政府性基金预算财政拨款年初结转和结余{self.money(e.opening[FUND])}，本年收入{self.money(e.received(FUND))}，"
                f"本年支出{self.money(e.spent(FUND))}，年末结转和结余{self.money(e.closing[FUND])}。"
            )
            yield "政府性基金预算财政拨款收入支出决算情况说明", text


__all__ = ["HUBEI", "SHANGHAI", "YEAR", "ZERO", "Style", "claims", "package", "record"]
