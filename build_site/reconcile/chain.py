"""Y rules: one department's reports of two years, and a department against its units. They need more than one report.

Their findings belong to the later (the superior's) report, but are published with the collection: a package's own
findings depend on that package alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from build_site.model import Finding, Form, Planned
from build_site.model.money import FACTORS
from build_site.reconcile.claims.said import Said
from build_site.reconcile.claims.said import read as said_of
from build_site.reconcile.claims.where import operands
from build_site.reconcile.decide import numbered
from build_site.reconcile.prove import Check, Side, cell, prove, total
from build_site.reconcile.tables import Cell, Operand, Tables, place_of, read
from build_site.reconcile.whole.say import REPORT, Words, compared, nothing

RE, FA = Form.REVENUE_AND_EXPENDITURE, Form.FISCAL_APPROPRIATION
BALANCES = ((RE, "amount"), (FA, "total"))
ROLLED = (Form.REVENUE, Form.EXPENDITURE, Form.GENERAL_PUBLIC_BUDGET)


Plans = Mapping[str, Sequence[Planned]]
"""Report (`slug/year`) → the budget that was published for its year."""


def chain(
    folders: Iterable[Path], parents: Mapping[str, str], plans: Plans = MappingProxyType({})
) -> dict[str, tuple[Finding, ...]]:
    """The findings of each report by its package's folder (`slug/year`). `parents`: slug → slug of the superior.

    Packages are read as they are needed and not kept, so that memory does not grow with their number."""
    places = {f"{folder.parent.name}/{folder.name}": folder for folder in sorted(folders)}
    fetch = lru_cache(maxsize=16)(lambda name: read(places[name]))
    units: dict[str, list[str]] = {}
    for name in places:
        units.setdefault(parents.get(name.partition("/")[0], ""), []).append(name)
    return {name: tuple(numbered(_of(name, places, fetch, units, plans))) for name in places}


def _of(
    name: str,
    places: Mapping[str, Path],
    fetch: Callable[[str], Tables],
    units: Mapping[str, Sequence[str]],
    plans: Plans,
) -> Iterator[Finding]:
    slug, _, year = name.partition("/")
    before = f"{slug}/{int(year) - 1}"
    if before not in places:
        for rule_id in ("Y-CARRY", "Y-LAST"):
            yield nothing(rule_id, REPORT, "other-year-missing", ("上一年度的报告", "The report of the year before"))
    else:
        yield from carried(fetch(before), fetch(name))
        yield from last_year(fetch(before), fetch(name))
    if name in plans:
        yield from planned(fetch(name), plans[name])
    else:
        yield nothing("Y-PLAN", REPORT, "budget-not-collected", ("年初预算数", "The initial budget"))
    own = [fetch(other) for other in units.get(slug, ()) if other.endswith(f"/{year}")]
    if not own:
        yield nothing("Y-ROLLUP", REPORT, "units-missing", ("所属单位的报告", "The reports of its units"))
    else:
        yield from rolled_up(fetch(name), own)


def planned(tables: Tables, plan: Sequence[Planned]) -> Iterator[Finding]:
    """年初预算 as the accounts state it is the amount of the budget that was published for the year."""
    stated = {
        row["functional_code"]: (Decimal(row["approved"]), row["unit"], FACTORS[row["unit"]], row)
        for row in tables.resource("budget-execution")
        if row["approved"] and row["functional_code"] and row["unit"] in FACTORS
    }
    for row in tables.resource("claims"):
        whole = (row["measure"], row["phase"], row["subject"]) == ("general-public-budget-expenditure", "approved", "")
        if whole and row["value"] and row["unit"] in FACTORS:
            stated.setdefault("", (Decimal(row["value"]), row["unit"], FACTORS[row["unit"]], row))
    for one in plan:
        code = one.functional_code
        what = f"科目 {code} 的年初预算" if code else "一般公共预算财政拨款支出的年初预算"
        english = f"the initial budget of {code}" if code else "the initial general public budget expenditure"
        if code not in stated:
            yield nothing("Y-PLAN", code or REPORT, "not-stated", (what, english))
            continue
        value, unit, factor, record = stated[code]
        published = one.amount * FACTORS[one.unit] / factor
        room = _half(value) + _half(one.amount) * FACTORS[one.unit] / factor
        yield compared(
            "Y-PLAN", code or REPORT, (f"决算报告所写{what}", f"{english} in the accounts", value),
            (f"公布的预算（{one.source}）", f"the published budget ({one.source})", published), unit,
            envelope=room, place=place_of(record), why="年初预算按调整后的口径；预算公布后有更正",
        )  # fmt: skip


def _half(printed: Decimal) -> Decimal:
    """Half of the last printed digit."""
    return Decimal(5).scaleb(int(printed.as_tuple().exponent) - 1)


def carried(before: Tables, after: Tables) -> Iterator[Finding]:
    """年末结转和结余 of one year is 年初结转和结余 of the next; a blank is nothing."""
    for form, name in BALANCES:
        left = after[form].concept("revenue", "opening-balance", name)
        right = before[form].concept("expenditure", "closing-balance", name)
        check = Check(
            "Y-CARRY", f"{form}/opening-balance", cell(left), _of_year(right, before.year),
            zh=f"{after.year} 年年初与 {before.year} 年年末", en=f"Opening of {after.year} and closing of {before.year}",
        )  # fmt: skip
        yield prove(check)


def _of_year(operand: Operand, year: int) -> Side:
    return Side(((1, operand),), f"{year} 年度报告{operand.zh}", f"{operand.en}, report of {year}")


def last_year(before: Tables, after: Tables) -> Iterator[Finding]:
    """Last year's amount, printed or implied by the change that the text states, against last year's report."""
    said = [said_of(record) for record in after.resource("claims")]
    found = False
    for one in said:
        stated = _stated(one, after)
        if stated is None:
            continue
        right = next((c for c in operands(before, _as_executed(one, before.year)) if isinstance(c, Cell)), None)
        if right is None or right.value is None:
            continue
        found = True
        value, room, words = stated
        factor = Decimal(right.money.factor) / _factor(one)
        yield compared(
            "Y-LAST", one.claim_id, (words[0], words[1], value),
            (f"{before.year} 年度报告{right.zh}", f"{right.en}, report of {before.year}", right.value * factor),
            one.unit, envelope=room + right.half * factor, place=one.place, why="上年数按调整后的口径；上年决算更正过",
        )  # fmt: skip
    if not found:
        yield nothing("Y-LAST", REPORT, "not-stated", ("上年数", "Last year's amounts"))


def _factor(said: Said) -> int:
    return FACTORS.get(said.unit, 1)


def _as_executed(said: Said, year: int) -> Said:
    fields = {name: getattr(said, name) for name in Said.__slots__}
    return Said(**{**fields, "aspect": "", "phase": "executed", "year": year, "base": ""})


def _stated(one: Said, after: Tables) -> tuple[Decimal, Decimal, Words] | None:
    """Last year's amount by this claim: printed as such, or this year's less the change; with its rounding."""
    if one.value is None or not one.is_money:
        return None
    if one.is_level and one.phase == "prior":
        return one.value, one.half, (f"文中上年数（“{one.short}”）", f"last year's amount in “{one.short}”")
    if one.aspect != "change-amount" or one.base != "prior" or one.direction not in ("increase", "decrease"):
        return None
    now = next((c for c in operands(after, _as_executed(one, after.year)) if isinstance(c, Cell)), None)
    if now is None or now.value is None:
        return None
    factor = Decimal(now.money.factor) / _factor(one)
    change = one.value if one.direction == "increase" else -one.value
    words = f"由文中增减额推算的上年数（“{one.short}”）", f"last year's amount implied by “{one.short}”"
    return now.value * factor - change, one.half + now.half * factor, words


def rolled_up(tables: Tables, units: Sequence[Tables]) -> Iterator[Finding]:
    """No total of a department is below the sum of its units' (the rest is its own; transfers between them are not here)."""
    for form in ROLLED:
        whole = tables[form].total("total")
        parts: list[Operand] = [unit[form].total("total") for unit in units]
        check = Check(
            "Y-ROLLUP", f"{form}/total",
            total(parts, f"所属 {len(units)} 个单位《{tables[form].title}》合计之和", f"the sum of {len(units)} units' totals"),
            cell(whole), "<=",
        )  # fmt: skip
        yield prove(check)
