"""The headline measures of a report: where each stands, said once for pages, comparison and `department-years`."""

from collections.abc import Mapping
from dataclasses import dataclass

from build_site.model import Form
from build_site.model.forms import ITEMS

_SUMMARY, _THREE = Form.REVENUE_AND_EXPENDITURE, Form.THREE_PUBLIC_EXPENSES
Cell = tuple[str, str, Mapping[str, str]]
"""Form, field, and what the row says."""

CELLS: Mapping[str, Cell] = {
    "revenue-total": (_SUMMARY, "amount", {"side": "revenue", "concept": "total"}),
    "expenditure-total": (_SUMMARY, "amount", {"side": "expenditure", "concept": "total"}),
    "revenue": ("revenue", "total", {"level": "total"}),
    "fiscal": ("revenue", "fiscal_appropriation", {"level": "total"}),
    "expenditure": ("expenditure", "total", {"level": "total"}),
    "basic": ("expenditure", "basic", {"level": "total"}),
    "project": ("expenditure", "project", {"level": "total"}),
    "general-public": ("general-public-budget", "total", {"level": "total"}),
    "personnel": ("basic-expenditure", "amount", {"level": "subtotal", "group": "personnel"}),
    "non-personnel": ("basic-expenditure", "amount", {"level": "subtotal", "group": "non-personnel"}),
    "opening-balance": (_SUMMARY, "amount", {"side": "revenue", "concept": "opening-balance"}),
    "closing-balance": (_SUMMARY, "amount", {"side": "expenditure", "concept": "closing-balance"}),
    "three-public-budget": (_THREE, "budget", {"item": "total"}),
    "three-public": (_THREE, "final", {"item": "total"}),
}
"""Where the measures that pages tell of stand in a report."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of `department-years`. `cells`: where it stands, the first that has it counts; `fact`: the disclosure that
    says it, or that there was none; `counted`: a number of people, not money; `plan`: a column of the total in
    budget-execution; `planned`: what the narrative's numbers of it are bound to; `also`: the disclosure that counts where
    there is no `fact`."""

    zh: str
    en: str
    cells: tuple[Cell, ...] = ()
    fact: str = ""
    counted: bool = False
    plan: str = ""
    planned: str = ""
    also: str = ""


def _year(side: str) -> Cell:
    return _SUMMARY, "amount", {"side": side, "concept": "total-for-year"}


def _three(item: str, column: str) -> Measure:
    words, words_en = {"budget": ("预算数", "budget"), "final": ("决算数", "final accounts amount")}[column]
    of = "“三公”经费" if item == "total" else ITEMS[item].zh
    of_en = "three public expenses" if item == "total" else ITEMS[item].en
    key, cells = {"total": "three-public-total"}.get(item, item), ((_THREE, column, {"item": item}),)
    fact, planned = (key, "") if column == "final" else ("", key)
    return Measure(f"{of}{words}", f"{of_en}, {words_en}", cells, fact, planned=planned)


MEASURES: Mapping[str, Measure] = {
    "revenue": Measure("本年收入", "revenue of the year", (CELLS["revenue"], _year("revenue"))),
    "expenditure": Measure("本年支出", "expenditure of the year", (CELLS["expenditure"], _year("expenditure"))),
    "basic": Measure("基本支出", "basic expenditure", (CELLS["basic"],)),
    "project": Measure("项目支出", "project expenditure", (CELLS["project"],)),
    "fiscal_appropriation": Measure("财政拨款收入", "fiscal appropriation", (CELLS["fiscal"],)),
    "general_public_budget": Measure(
        Form.GENERAL_PUBLIC_BUDGET.covers, Form.GENERAL_PUBLIC_BUDGET.en, (CELLS["general-public"],)
    ),
    "personnel": Measure("人员经费（一般公共预算基本支出）", "personnel (basic expenditure)", (CELLS["personnel"],)),
    "non_personnel": Measure(
        "公用经费（一般公共预算基本支出）", "non-personnel (basic expenditure)", (CELLS["non-personnel"],)
    ),
    "opening_balance": Measure("年初结转和结余", "carried over from last year", (CELLS["opening-balance"],)),
    "closing_balance": Measure("年末结转和结余", "carried over to next year", (CELLS["closing-balance"],)),
    "plan": Measure("一般公共预算财政拨款支出年初预算", "initial general public budget", plan="approved"),
    "plan_adjusted": Measure("一般公共预算财政拨款支出全年预算", "adjusted general public budget", plan="adjusted"),
    **{
        f"three_public_{item.replace('-', '_')}_{column}": _three(item, column)
        for item in ITEMS
        for column in ("budget", "final")
    },
    "running_costs": Measure("机关运行经费", "administrative running costs", fact="running-costs"),
    "procurement": Measure("政府采购支出", "government procurement", fact="procurement"),
    "staff_actual": Measure("在职人数", "staff in post", fact="staff-actual", counted=True, also="staff-present"),
    "staff_established": Measure("编制人数", "established posts", fact="staff-established", counted=True),
}
"""The columns of `department-years`, in order: <measure>_yuan (or <measure> of people) and <measure>_state."""
