"""In which cell of the nine forms a measure of the narrative stands: a table, and functional paths looked up by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from build_site.model import Form, FormState
from build_site.model.forms import ITEMS
from build_site.reconcile.said import PLANS, Said
from build_site.reconcile.tables import Cell, Gap, Operand, Row, Table, Tables
from build_site.text import squeeze

RE, REV, EXP = Form.REVENUE_AND_EXPENDITURE, Form.REVENUE, Form.EXPENDITURE
FA, GPB, BASIC = Form.FISCAL_APPROPRIATION, Form.GENERAL_PUBLIC_BUDGET, Form.BASIC_EXPENDITURE
FUND, CAP, THREE = Form.GOVERNMENT_FUND_BUDGET, Form.STATE_CAPITAL_BUDGET, Form.THREE_PUBLIC_EXPENSES


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell by form and row: a two-sided form's `side` and `row` (concept), else `row` total, personnel, …"""

    form: Form
    row: str
    field: str
    side: str = ""


def _both(concept: str, side: str, field: str = "total") -> tuple[Spot, Spot]:
    return Spot(FA, concept, field, side), Spot(RE, concept, "amount", side)


SPOTS: Mapping[str, tuple[Spot, ...]] = {
    "revenue-and-expenditure-total": (Spot(RE, "total", "amount", "revenue"),),
    "revenue-total": (Spot(RE, "total", "amount", "revenue"),),
    "expenditure-total": (Spot(RE, "total", "amount", "expenditure"),),
    "opening-balance": (Spot(RE, "opening-balance", "amount", "revenue"),),
    "closing-balance": (Spot(RE, "closing-balance", "amount", "expenditure"),),
    "non-appropriated-balance-used": (Spot(RE, "non-appropriated-balance-used", "amount", "revenue"),),
    "surplus-distribution": (Spot(RE, "surplus-distribution", "amount", "expenditure"),),
    "revenue-for-year": (Spot(REV, "total", "total"), Spot(RE, "total-for-year", "amount", "revenue")),
    "expenditure-for-year": (Spot(EXP, "total", "total"), Spot(RE, "total-for-year", "amount", "expenditure")),
    "fiscal-appropriation-revenue": (
        Spot(REV, "total", "fiscal_appropriation"),
        Spot(FA, "total-for-year", "total", "revenue"),
    ),
    "general-public-budget-revenue": _both("general-public-budget", "revenue"),
    "government-fund-revenue": (*_both("government-fund-budget", "revenue"), Spot(FUND, "total", "revenue")),
    "state-capital-revenue": (*_both("state-capital-budget", "revenue"), Spot(CAP, "total", "revenue")),
    **{
        measure: (Spot(REV, "total", measure.replace("-", "_")), Spot(RE, measure, "amount", "revenue"))
        for measure in (
            "from-superior-unit",
            "public-service-revenue",
            "operating-revenue",
            "from-subsidiary-units",
            "other-revenue",
        )
    },
    "basic-expenditure": (Spot(EXP, "total", "basic"),),
    "project-expenditure": (Spot(EXP, "total", "project"),),
    "to-superior-unit": (Spot(EXP, "total", "to_superior_unit"),),
    "operating-expenditure": (Spot(EXP, "total", "operating"),),
    "to-subsidiary-units": (Spot(EXP, "total", "to_subsidiary_units"),),
    "fiscal-appropriation-total": (Spot(FA, "total", "total", "revenue"),),
    "fiscal-appropriation-revenue-total": (Spot(FA, "total", "total", "revenue"),),
    "fiscal-appropriation-expenditure-total": (Spot(FA, "total", "total", "expenditure"),),
    "fiscal-appropriation-expenditure": (Spot(FA, "total-for-year", "total", "expenditure"),),
    "fiscal-appropriation-opening-balance": (Spot(FA, "opening-balance", "total", "revenue"),),
    "fiscal-appropriation-closing-balance": (Spot(FA, "closing-balance", "total", "expenditure"),),
    **{
        f"{name}-opening-balance": (
            Spot(FA, f"opening-balance:{account}", "total", "revenue"),
            *((Spot(form, "total", "opening_balance"),) if form is not GPB else ()),
        )
        for name, account, form in (
            ("general-public-budget", "general-public-budget", GPB),
            ("government-fund", "government-fund-budget", FUND),
            ("state-capital", "state-capital-budget", CAP),
        )
    },
    **{
        f"{name}-closing-balance": (
            Spot(FA, "closing-balance", field, "expenditure"),
            *((Spot(form, "total", "closing_balance"),) if form is not GPB else ()),
        )
        for name, field, form in (
            ("general-public-budget", "general_public_budget", GPB),
            ("government-fund", "government_fund", FUND),
            ("state-capital", "state_capital", CAP),
        )
    },
    **{
        f"{name}-{part}": (Spot(form, "total", column), *more)
        for name, account, form in (
            ("general-public-budget", "general_public_budget", GPB),
            ("government-fund", "government_fund", FUND),
            ("state-capital", "state_capital", CAP),
        )
        for part, column, more in (
            ("expenditure", "total", (Spot(FA, "total-for-year", account, "expenditure"),)),
            ("basic-expenditure", "basic", ()),
            ("project-expenditure", "project", ()),
        )
    },
    "personnel": (Spot(BASIC, "personnel", "amount"),),
    "non-personnel": (Spot(BASIC, "non-personnel", "amount"),),
    "three-public-total": (Spot(THREE, "total", "final"),),
    **{item: (Spot(THREE, item, "final"),) for item in ITEMS if item != "total"},
}
"""The cell that carries a measure; a later one stands in where an earlier form is missing or lacks the row."""

AMBIGUOUS: Mapping[str, tuple[str, ...]] = {
    "revenue-of-all-kinds": ("revenue-total", "revenue-for-year"),
    "expenditure-of-all-kinds": ("expenditure-total", "expenditure-for-year"),
}
"""Words that reports use for either of two totals: they agree if they agree with one."""

_LEVELS = {"类": "class", "款": "section", "项": "item"}
_PART = re.compile(r"[“\"]?(?P<name>[^“”\"]+?)[”\"]?\((?P<code>\d*)(?P<level>[类款项]?)\)(?:支出)?[”\"]?")


def spots(said: Said) -> tuple[Spot, ...]:
    """The cells that may carry what is said, best first; none where the forms have no such number."""
    if said.phase in PLANS:
        item = "total" if said.bare == "three-public-total" else said.bare
        known = {spot.row for spot in SPOTS.get(said.bare, ()) if spot.form is THREE}
        return (Spot(THREE, item, "budget"),) if item in known else ()
    return SPOTS.get(said.bare, ())


def operands(tables: Tables, said: Said) -> Iterator[Operand]:
    """Every operand that may carry what is said, in order; a Gap where a form lacks the row."""
    if said.bare == "economic-item":
        yield _by_name(tables[BASIC], said.subject, "amount")
        return
    if said.bare == "fiscal-appropriation-expenditure" and said.subject and said.phase == "executed":
        if not any(tables[form].state is FormState.FOUND for form in (FUND, CAP)):  # else the item may be of either
            row = functional_row(tables[GPB], said.subject)
            yield row if isinstance(row, Gap) else row.cells["total"]
        return
    for spot in spots(said):
        if not said.subject:
            yield cell_at(tables, spot)
        elif spot.row == "total" and spot.form in (REV, EXP, GPB, FUND, CAP):
            row = functional_row(tables[spot.form], said.subject)
            yield row if isinstance(row, Gap) else row.cells[spot.field]


def cell_at(tables: Tables, spot: Spot) -> Operand:
    table = tables[spot.form]
    if spot.form is THREE:
        return table.item(spot.row, spot.field)
    if spot.form is BASIC:
        return table.subtotal(spot.row, spot.field)
    if spot.side:
        return table.concept(spot.side, spot.row, spot.field)
    if not any(row.level == "total" for row in table.rows):
        return Gap("operand-missing", f"《{table.title}》合计行", f"the total row of {table.title}")
    return table.total(spot.field)


def form_states(tables: Tables, said: Said) -> tuple[tuple[Form, FormState], ...]:
    forms = [BASIC] if said.bare == "economic-item" else [spot.form for spot in spots(said)]
    return tuple((form, tables[form].state) for form in dict.fromkeys(forms))


def name_key(name: str) -> str:
    """A classification name for comparing: without white space, 支出 at its end, and brackets in one width."""
    return re.sub("支出$", "", squeeze(name).replace("（", "(").replace("）", ")")).strip('“”"、')


def class_key(subject: str) -> str:
    """教育(类)支出, 教育支出(类) and 教育支出 are one class."""
    return name_key(re.sub(r"\(\d*类\)", "", subject))


def functional_row(table: Table, path: str) -> Row | Gap:
    """The row of a functional path as prose prints it: 类, 款, 项 by name, or by the codes in its brackets."""
    parts = [(m["name"], m["code"], m["level"]) for m in _PART.finditer(path)]
    if not parts:
        parts = [(path, "", "类")]
    code = _code(parts)
    if code:
        return table.one(path, lambda row: row.code == code)
    name, _, level = parts[-1]
    wanted = _LEVELS.get(level, "")
    names = {row.code: name_key(row.texts.get("name", "")) for row in table.coded}
    same = [r for r in table.coded if names[r.code] == name_key(name) and wanted in ("", r.level)]
    if len(same) > 1:
        above = {name_key(n) for n, _, _ in parts[:-1]}
        same = [r for r in same if above <= {names.get(r.code[:3]), names.get(r.code[:5])}]
    return table.one(path, _among(same)) if len(same) != 1 else same[0]


def _among(rows: list[Row]) -> Callable[[Row], bool]:
    return lambda row: row in rows


def _code(parts: list[tuple[str, str, str]]) -> str:
    codes = [code for _, code, _ in parts]
    if not all(codes):
        return ""
    return codes[-1] if len(codes[-1]) in (5, 7) or len(codes) == 1 else "".join(codes)


def _by_name(table: Table, name: str, field: str) -> Cell | Gap:
    key = squeeze(name).replace("（", "(").replace("）", ")")
    found = [
        row for row in table.coded if squeeze(row.texts.get("name", "")).replace("（", "(").replace("）", ")") == key
    ]
    if len(found) == 1:
        return found[0].cells[field]
    reason = "operand-ambiguous" if found else "operand-missing"
    return Gap(reason, f"《{table.title}》“{name}”行", f"row “{name}” of {table.title}")
