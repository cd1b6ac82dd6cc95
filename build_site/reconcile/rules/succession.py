"""One department's reports of two years, its published budget, and a department against its units.

Their findings belong to the later (the superior's) report, but are published with the collection: a package's own
findings depend on that package alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from build_site.model import Finding, Form, Planned
from build_site.model.money import FACTORS, converted, half
from build_site.reconcile.case import Case
from build_site.reconcile.decide import REPORT, Side, Words, judge
from build_site.reconcile.declare import NONE, PRINTED, Rule, rule
from build_site.reconcile.said import Said
from build_site.reconcile.tables import Cell, Operand, Tables, place_of
from build_site.reconcile.weigh import one, total, weigh
from build_site.reconcile.where import operands

BALANCES = ((Form.REVENUE_AND_EXPENDITURE, "amount"), (Form.FISCAL_APPROPRIATION, "total"))
ROLLED = (Form.REVENUE, Form.EXPENDITURE, Form.GENERAL_PUBLIC_BUDGET)
_REORGANISED = "改组时职能、人员和资产有划入划出"


@dataclass(frozen=True, slots=True)
class Before:
    """The reports of the year before: the department's own, or, where it `succeeded` others then, theirs. `missing`: why
    there are none."""

    reports: tuple[Tables, ...] = ()
    succeeded: bool = False
    missing: str = ""

    @property
    def year(self) -> int:
        return self.reports[0].year

    @property
    def why(self) -> list[str]:
        return [_REORGANISED] if self.succeeded else []


@rule(
    "Y-CARRY", "上年年末结转 = 本年年初结转 | Last year's closing balance = this year's opening balance", "年末结转(t) = 年初结转(t+1)",
    basis="部门决算报表年度衔接", needs="同一单位（或其前身）连续两年的报告", at="years",
    tolerance="同一个数印了两次，各可能差半个末位，合起来最多差一个末位 | half a last printed digit for each of two copies: one last digit",
    version="1.1.0", of="上一年度的报告 | The report of the year before",
    both="{year} 年年初与 {before} 年年末 | Opening of {year} and closing of {before}",
    merged="其 {n} 个前身 {year} 年度报告《{form}》年末结转和结余之和 | the sum of the closing balances of its {n} predecessors, reports of {year}",
    example="2023 年年末结转是 5.00 万元，2024 年年初结转是 4.00 万元 | The closing balance of 2023 is 5.00, the opening balance of 2024 is 4.00 (万元)",
)  # fmt: skip
def carried(rule: Rule, before: Before, after: Tables) -> Iterator[Finding]:
    """年末结转和结余 of one year is 年初结转和结余 of the next; a blank is nothing."""
    if before.missing:
        yield rule.nothing(before.missing)
        return
    for form, name in BALANCES:
        left = one(after[form].concept("revenue", "opening-balance", name))
        closing = [each[form].concept("expenditure", "closing-balance", name) for each in before.reports]
        named = _of_year(closing[0], before)
        if len(closing) > 1:
            named = rule.say("merged", n=len(closing), year=before.year, form=after[form].title)
        prefix = rule.say("both", year=after.year, before=before.year)
        yield weigh(rule.key, f"{form}/opening-balance", left, total(closing, *named), prefix=prefix, why=before.why)


def _of_year(operand: Operand, before: Before) -> Words:
    zh, en = ("前身 ", " of its predecessor") if before.succeeded else ("", "")
    return f"{zh}{before.year} 年度报告{operand.zh}", f"{operand.en}, report of {before.year}{en}"


@rule(
    "Y-LAST", "文中所说的上年数 = 上年报告的决算数 | Last year's amount in the text = last year's report",
    "上年数(t+1) = 决算数(t)；未印上年数的由增减额推算", basis="部门决算报表年度衔接", needs="同一单位（或其前身）连续两年的报告", at="years",
    version="1.1.0", tolerance=PRINTED, of="上一年度的报告 | The report of the year before", none="上年数 | Last year's amounts",
    printed="文中上年数（“{short}”） | last year's amount in “{short}”",
    implied="由文中增减额推算的上年数（“{short}”） | last year's amount implied by “{short}”",
    example="2024 年的报告说支出 116.00 万元，比上年增加 6.00 万元；2023 年的报告里支出是 108.00 万元 | The report of 2024 has 116.00, up by 6.00; the report of 2023 has 108.00 (万元)",
)  # fmt: skip
def last_year(rule: Rule, before: Before, after: Tables) -> Iterator[Finding]:
    """Last year's amount, printed or implied by the change that the text states, against last year's report."""
    if before.missing or len(before.reports) > 1:
        yield rule.nothing(before.missing or "merged")
        return
    found, last = False, before.reports[0]
    for said in Case(after).claims:
        left = _stated(rule, said, after)
        right = next((c for c in operands(last, _as_executed(said, last.year)) if isinstance(c, Cell)), None)
        if left is None or right is None or right.value is None:
            continue
        found = True
        side, room = left
        against = Side(*_of_year(right, before), _as_said(right.value, right, said), right.cell_id)
        verdict, why = (
            judge(side.value, against.value, room + _as_said(right.half, right, said)),
            [*before.why, "上年数按调整后的口径", "上年决算更正过"],
        )
        yield rule.compared(said.claim_id, side, against, verdict, unit=said.unit, place=said.place, why=why)
    if not found:
        yield rule.nothing("not-stated", say="none")


def _as_executed(said: Said, year: int) -> Said:
    return replace(said, aspect="", phase="executed", year=year, base="")


def _stated(rule: Rule, said: Said, after: Tables) -> tuple[Side, Decimal] | None:
    """Last year's amount by this claim: printed as such, or this year's less the change; with its rounding."""
    if said.value is None or not said.is_money:
        return None
    if said.is_level and said.phase == "prior":
        return rule.side("printed", said.value, short=said.short), said.half
    if said.aspect != "change-amount" or said.base != "prior" or said.direction not in ("increase", "decrease"):
        return None
    now = next((c for c in operands(after, _as_executed(said, after.year)) if isinstance(c, Cell)), None)
    if now is None or now.value is None:
        return None
    change = said.value if said.direction == "increase" else -said.value
    implied = _as_said(now.value, now, said) - change
    return rule.side("implied", implied, short=said.short), said.half + _as_said(now.half, now, said)


def _as_said(value: Decimal, cell: Cell, said: Said) -> Decimal:
    """A cell's amount in the unit of the text; where either has none (a bare 0, a unit that was not read), as it is."""
    units = {cell.money.printed, said.unit}
    return converted(value, cell.money.printed, said.unit) if units <= FACTORS.keys() else value


@rule(
    "Y-PLAN", "决算中的年初预算 = 当年公布的部门预算 | Initial budget in the accounts = the published budget", "年初预算数 = 部门预算",
    basis="预算法", needs="收有当年的部门预算", tolerance=NONE, at="years",
    missing="年初预算数 | The initial budget", whole="一般公共预算财政拨款支出的年初预算 | the initial general public budget expenditure",
    item="科目 {code} 的年初预算 | the initial budget of {code}", left="决算报告所写{what} | {what} in the accounts",
    right="公布的预算（{source}） | the published budget ({source})",
    example="决算报告写年初预算 15.52 万元，公布的部门预算是 15.62 万元 | The final accounts give the budget as 15.52, the published budget has 15.62 (万元)",
)  # fmt: skip
def planned(rule: Rule, tables: Tables, plan: Sequence[Planned] | None) -> Iterator[Finding]:
    """年初预算 as the accounts state it is the amount of the budget that was published for the year."""
    if plan is None:
        yield rule.nothing("budget-not-collected", say="missing")
        return
    usual = tables[Form.GENERAL_PUBLIC_BUDGET].money.printed
    stated = {
        row["functional_code"]: (Decimal(row["approved"]), row.get("unit") or usual, row)
        for row in tables.resource("budget-execution")
        if row["approved"] and row["functional_code"]
    }
    for row in tables.resource("claims"):
        whole = (row["measure"], row["phase"], row["subject"]) == ("general-public-budget-expenditure", "approved", "")
        if whole and row["value"] and row["unit"] in FACTORS:
            stated.setdefault("", (Decimal(row["value"]), row["unit"], row))
    for each in plan:
        code = each.functional_code
        what = rule.say("item", code=code) if code else rule.say("whole")
        if code not in stated:
            yield rule.nothing("not-stated", code or REPORT, say="item" if code else "whole", code=code)
            continue
        value, unit, record = stated[code]
        rate = Decimal(FACTORS[each.unit]) / FACTORS[unit]
        left, right = rule.side("left", value, what=what), rule.side("right", each.amount * rate, source=each.source)
        verdict, why = (
            judge(value, right.value, half(value) + half(each.amount) * rate),
            ["年初预算按调整后的口径", "预算公布后有更正"],
        )
        yield rule.compared(code or REPORT, left, right, verdict, unit=unit, place=place_of(record), why=why)


@rule(
    "Y-ROLLUP", "部门决算 = 本级 + 下属单位 | Department = own unit + subordinate units", "部门 ≥ Σ 所属单位（内部往来抵销）",
    basis="部门决算汇总编报要求", needs="部门与其所属单位的同年报告都在", tolerance=PRINTED, at="years", silent="units-missing",
    of="所属单位的报告 | The reports of its units", parts="所属 {n} 个单位《{form}》合计之和 | the sum of {n} units' totals",
    example="所属两个单位的支出相加是 120.00 万元，部门的支出只有 116.00 万元 | Two units spent 120.00, their department only 116.00 (万元)",
)  # fmt: skip
def rolled_up(rule: Rule, tables: Tables, units: Sequence[Tables]) -> Iterator[Finding]:
    """No total of a department is below the sum of its units' (the rest is its own; transfers between them are not here)."""
    for form in ROLLED if units else ():
        parts: list[Operand] = [unit[form].total("total") for unit in units]
        names = rule.say("parts", n=len(units), form=tables[form].title)
        yield weigh(rule.key, f"{form}/total", total(parts, *names), one(tables[form].total("total")), limit=True)
