"""The measures that pages above the reports tell of a report: each a value in yuan with its place, or why there is none.

Every page that holds several reports takes them from here, so that a gap looks the same everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from build_site.model import FormState
from build_site.model.forms import CONCEPTS
from build_site.model.forms import ITEMS as FORM_ITEMS
from build_site.model.money import converted
from build_site.package.measures import CELLS
from build_site.package.measures import MEASURES as COLUMNS
from build_site.package.years import department_year, in_form, told
from build_site.render import links
from build_site.render.html import share
from build_site.render.published import Cell, Published, Record, yuan_of

ITEMS = {"three-public" if item == "total" else item: item for item in FORM_ITEMS}
"""The parts of 三公 by their measure; each has its budget beside it, as `<measure>-budget`."""
_HEADLINES: Mapping[str, str] = {
    "revenue": "revenue", "expenditure": "expenditure", "basic": "basic", "project": "project", "fiscal": "fiscal_appropriation",
    "general-public": "general_public_budget", "personnel": "personnel", "non-personnel": "non_personnel",
    "opening-balance": "opening_balance", "closing-balance": "closing_balance", "approved": "plan",
    "running-costs": "running_costs", "procurement": "procurement",
    **{f"{name}-budget": f"three_public_{item.replace('-', '_')}_budget" for name, item in ITEMS.items()},
    **{name: f"three_public_{item.replace('-', '_')}_final" for name, item in ITEMS.items()},
}  # fmt: skip
"""The pages' measures by their columns of department-years, which says what they are and in which state."""
_STATED = ("procurement-goods", "procurement-works", "procurement-services")
"""Parts that the narrative states, by their key in `disclosures`."""
MEASURES: Mapping[str, str] = {
    "revenue-total": "收入总计",
    "revenue": "本年收入",
    "fiscal": "　财政拨款收入",
    "expenditure": "本年支出",
    "basic": "　基本支出",
    "project": "　项目支出",
    "personnel": "　人员经费",
    "non-personnel": "　公用经费",
    "approved": "年初预算（一般公共预算财政拨款）",
    "general-public": "　决算（一般公共预算财政拨款）",
    "opening-balance": CONCEPTS["opening-balance"],
    "closing-balance": CONCEPTS["closing-balance"],
    "three-public-budget": "“三公”经费预算",
    "three-public": "“三公”经费决算",
    "overseas-visits": "　因公出国（境）",
    "vehicles": "　公务用车",
    "hospitality": "　公务接待",
    "running-costs": "机关运行经费",
    "procurement": "政府采购",
}
"""Those that reports are compared by, with their titles; a part of the one above is indented."""
PART = "　"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a measure. `state`: value, zero, none-stated, blank, not-in-report or not-read; `yuan`: the amount
    where there is one; `printed` in `unit`: as the report has it; `at`: its place below the report's folder; `year`: the
    year that the report writes where it is not its own."""

    state: str
    yuan: Decimal | None = None
    printed: str = ""
    unit: str = ""
    at: str = ""
    year: str = ""

    @property
    def shown(self) -> str:
        """As printed, with its unit."""
        return f"{self.printed} {self.unit}".strip()


CHANGES = (  # what a report states the change of, the total that must equal the year's expenditure, what it is called
    ("expenditure-for-year", "expenditure", ""),
    ("general-public-budget-expenditure", "general-public", "一般公共预算财政拨款支出"),
    ("fiscal-appropriation-expenditure", "expenditure", "财政拨款支出"),
)


def part_of(part: Known, whole: Known) -> str:
    """A measure in per cent of another; empty where one has no amount, or that has nothing."""
    return share(part.yuan, whole.yuan) if part.yuan is not None and whole.yuan else ""


ABSENT = Known("not-collected")
"""No report of that year is here."""


def measures(report: Published) -> dict[str, Known]:
    """Every measure of the report: what department-years says of it, and where it stands."""
    headlines = department_year(report)
    stated = report.disclosed
    found = {name: _headline(report, headlines, key, stated) for name, key in _HEADLINES.items()}
    found |= {name: _of_cell(report, *CELLS[name]) for name in ("revenue-total", "expenditure-total")}
    found |= {name: _stated(report, stated.get(name)) for name in _STATED}
    costs = stated.get("running-costs")
    if found["running-costs"].yuan is None and costs and costs["value"]:  # of another year: told with it
        found["running-costs"] = _stated(report, costs)
    found["prior"] = _prior(report, found)
    found["running-costs-prior"] = _changed(found["running-costs"], stated.get("running-costs:change-amount"))
    return found


def classes(report: Published) -> dict[str, tuple[str, Known]]:
    """The year's expenditure by functional class: code → its name here and the amount."""
    unit, found = report.unit_of("expenditure"), {}
    for row in report.table("expenditure"):
        cell = report.cell("expenditure", row, "total")
        if row["level"] == "class" and cell.value is not None:
            found[row["functional_code"]] = (row["name"], _value(cell, unit))
    return found


def _headline(report: Published, headlines: Record, key: str, stated: Mapping[str, Record]) -> Known:
    """A column of department-years with the place of its amount."""
    state, yuan = headlines[f"{key}_state"], headlines[f"{key}_yuan"]
    amount = Decimal(yuan) if yuan and state in ("value", "zero") else None
    measure = COLUMNS[key]
    for form, field, said in measure.cells:
        if row := report.row(form, **said):
            cell = report.cell(form, row, field)
            if cell.value is not None or amount is None:
                printed = "" if cell.value is None else f"{cell.value:,f}"
                return Known(state, amount, printed, report.unit_of(form), links.cell("", cell))
    if (
        amount is not None
        and measure.plan
        and (row := report.row("budget-execution", level="total"))
        and row[measure.plan]
    ):
        return Known(state, amount, f"{Decimal(row[measure.plan]):,f}", row["unit"], links.place("", row))
    said_ = told(report, measure) or stated.get(measure.fact)
    if said_ and amount is not None:
        return Known(state, amount, f"{Decimal(said_['value']):,f}", said_["unit"], links.place("", said_))
    return Known(state, amount, at=links.place("", said_) if said_ else "")


def _of_cell(report: Published, form: str, field: str, said: Mapping[str, str]) -> Known:
    row = report.row(form, **said)
    cell = report.cell(form, row, field) if row else None
    if row is None and report.state(form) is FormState.FOUND:
        return Known("not-in-report")
    if cell is None or cell.value is None:
        return Known(in_form(report, (form, field, said))[1], at=links.cell("", cell) if cell else "")
    return _value(cell, report.unit_of(form))


def _value(cell: Cell, unit: str) -> Known:
    state = "value" if cell.amount else "zero"
    return Known(state, converted(cell.amount, unit, "元"), f"{cell.amount:,f}", unit, links.cell("", cell))


def _stated(report: Published, said: Record | None) -> Known:
    """What the narrative states of a measure."""
    if said is None:
        return Known("not-in-report")
    at = links.place("", said)
    year = said["fiscal_year"] if said["fiscal_year"] not in ("", str(report.year)) else ""
    if (yuan := yuan_of(said)) is not None:
        value = Decimal(said["value"])
        return Known("value" if value else "zero", yuan, f"{value:,f}", said["unit"], at, year)
    return Known("none-stated" if said["state"] == "none" else "not-in-report", at=at)


def _prior(report: Published, found: Mapping[str, Known]) -> Known:
    """Last year's expenditure as this report's own statement of change gives it: that of a total of expenditure which equals
    the year's. None where it states none."""
    spent = found["expenditure"].yuan
    if spent is None:
        return Known("not-in-report")
    for measure, total, _ in CHANGES:
        if found[total].yuan == spent and (claim := report.claim(f"{measure}:change-amount")):
            return _changed(found["expenditure"], claim)
    return Known("not-in-report")


def _changed(now: Known, change: Record | None) -> Known:
    """The amount before a stated change."""
    moved = yuan_of(change)
    if now.yuan is None or change is None or moved is None:
        return Known("not-in-report")
    direction = change.get("direction") or _direction(change.get("sentence", ""))
    signed = {"increase": abs(moved), "decrease": -abs(moved), "flat": Decimal(0)}.get(direction)
    before = None if signed is None else now.yuan - signed
    if before is None or before < 0:
        return Known("not-in-report")
    at = links.place("", change)
    return Known("value" if before else "zero", before, "", "", at)


def _direction(sentence: str) -> str:
    words = {"increase": "增加", "decrease": "减少", "flat": "持平"}
    found = [name for name, word in words.items() if word in sentence]
    return found[0] if len(found) == 1 else ""


def cells(report: Published) -> dict[str, Cell | None]:
    """Every measure's cell; None where the report has no amount there."""
    return {name: report.find(form, field, **said) for name, (form, field, said) in CELLS.items()}
