"""The nine forms of 部门决算公开, said once: names, amounts and what they add up to, rows that mean the same everywhere.

The words of a single column stand in data/dictionary.csv, the ways in which a form is printed in data/forms.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

Measures = Mapping[str, tuple[str, ...]]
"""Amount fields that stand alone, each with the fields that it is the sum of."""

_SPENT: Final[Measures] = {"total": ("basic", "project")}
_FUND: Final[Measures] = {"opening_balance": (), "revenue": (), **_SPENT, "closing_balance": ()}
_SOURCES = (
    "fiscal_appropriation",
    "from_superior_unit",
    "public_service_revenue",
    "operating_revenue",
    "from_subsidiary_units",
    "other_revenue",
)


_LINE, _CODE, _ECONOMIC = ("side", "concept", "label"), ("functional_code", "name"), ("economic_code", "name")


class Form(StrEnum):
    """A form by its resource name. zh, en: its name in sentences; `covers`: what an empty one declares that there was none of;
    `key`: the text fields that name a row for a person; `since`: the first fiscal year that has it."""

    zh: str
    en: str
    covers: str
    key: tuple[str, ...]
    measures: Measures
    fields: tuple[str, ...]
    """The amount fields in column order."""
    since: int

    # The defaults are for Form("revenue"), which looks a form up.
    def __new__(cls, value: str, zh: str = "", en: str = "", covers: str = "", key: tuple[str, ...] = (),
                measures: Measures = MappingProxyType({}), since: int = 0) -> Self:  # fmt: skip
        form = str.__new__(cls, value)
        form._value_ = value
        form.zh, form.en, form.covers, form.key, form.since = zh, en, covers, key, since
        form.measures = MappingProxyType(dict(measures))
        form.fields = tuple(field for measure, parts in measures.items() for field in (measure, *parts))
        return form

    REVENUE_AND_EXPENDITURE = (
        "revenue-and-expenditure", "收入支出决算总表", "summary of revenue and expenditure",
        "收入和支出", _LINE, {"amount": ()},
    )  # fmt: skip
    REVENUE = "revenue", "收入决算表", "revenue", "收入", _CODE, {"total": _SOURCES}
    EXPENDITURE = (
        "expenditure", "支出决算表", "expenditure", "支出", _CODE,
        {"total": ("basic", "project", "to_superior_unit", "operating", "to_subsidiary_units")},
    )  # fmt: skip
    FISCAL_APPROPRIATION = (
        "fiscal-appropriation", "财政拨款收入支出决算总表", "summary of fiscal appropriation",
        "财政拨款收入和支出", _LINE, {"total": ("general_public_budget", "government_fund", "state_capital")},
    )  # fmt: skip
    GENERAL_PUBLIC_BUDGET = (
        "general-public-budget", "一般公共预算财政拨款支出决算表", "general public budget expenditure",
        "一般公共预算财政拨款支出", _CODE, _SPENT,
    )  # fmt: skip
    BASIC_EXPENDITURE = (
        "basic-expenditure", "一般公共预算财政拨款基本支出决算明细表", "basic expenditure by economic class",
        "一般公共预算财政拨款基本支出", _ECONOMIC, {"amount": ()},
    )  # fmt: skip
    GOVERNMENT_FUND_BUDGET = (
        "government-fund-budget", "政府性基金预算财政拨款收入支出决算表", "government fund budget",
        "政府性基金预算财政拨款收入和支出", _CODE, _FUND,
    )  # fmt: skip
    STATE_CAPITAL_BUDGET = (
        "state-capital-budget", "国有资本经营预算财政拨款支出决算表", "state capital budget",
        "国有资本经营预算财政拨款支出", _CODE, _FUND, 2020,
    )  # fmt: skip
    THREE_PUBLIC_EXPENSES = (
        "three-public-expenses", "财政拨款“三公”经费支出决算表", "“three public” expenses",
        "财政拨款“三公”经费预算和支出", ("item",), {"budget": (), "final": ()},
    )  # fmt: skip

    @property
    def total(self) -> str:
        """The key of what a report may say that there was none of, where the form is empty: government-fund."""
        return "three-public-total" if self is Form.THREE_PUBLIC_EXPENSES else self.removesuffix("-budget")

    @property
    def title_en(self) -> str:
        """The English name where it begins a line."""
        return self.en[:1].upper() + self.en[1:]


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the 三公 form; `parent` is the item that it is part of."""

    zh: str
    en: str
    parent: str


ITEMS: Final[Mapping[str, Item]] = {
    "total": Item("合计", "total", ""),
    "overseas-visits": Item("因公出国（境）费", "official overseas visits", "total"),
    "vehicles": Item("公务用车购置及运行维护费", "official vehicles", "total"),
    "vehicle-purchase": Item("公务用车购置费", "vehicle purchase", "vehicles"),
    "vehicle-operation": Item("公务用车运行维护费", "vehicle operation and maintenance", "vehicles"),
    "hospitality": Item("公务接待费", "official hospitality", "total"),
}
"""The items of the 三公 form, in the order in which it is printed."""

CONCEPTS: Final[Mapping[str, str]] = {
    "general-public-budget": "一般公共预算财政拨款",
    "government-fund-budget": "政府性基金预算财政拨款",
    "state-capital-budget": "国有资本经营预算财政拨款",
    "from-superior-unit": "上级补助收入",
    "public-service-revenue": "事业收入",
    "operating-revenue": "经营收入",
    "from-subsidiary-units": "附属单位上缴收入",
    "other-revenue": "其他收入",
    "total-for-year": "本年合计",
    "non-appropriated-balance-used": "使用非财政拨款结余",
    "surplus-distribution": "结余分配",
    "opening-balance": "年初结转和结余",
    "closing-balance": "年末结转和结余",
    "total": "总计",
}
"""The canonical lines of the two summaries that are no functional class: what to call one that is not printed."""

BALANCES: Final = ("non-appropriated-balance-used", "opening-balance", "surplus-distribution", "closing-balance")
"""Lines of the two summaries that make 本年合计 a 总计."""

LEVELS: Final[Mapping[str, str]] = {"class": "类", "section": "款", "item": "项", "total": "合计", "subtotal": "小计"}
"""How far down a row stands: of the codes 类款项, of the form's own sums 合计 and 小计."""
SIDES: Final[Mapping[str, str]] = {"revenue": "收入", "expenditure": "支出"}
GROUPS: Final[Mapping[str, str]] = {"personnel": "人员经费", "non-personnel": "公用经费"}
