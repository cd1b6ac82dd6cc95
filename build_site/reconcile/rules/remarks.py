"""Information only: negatives, large changes, final above plan, revenue up while expenditure is down."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from build_site.model import Finding, Form
from build_site.model.forms import ITEMS
from build_site.reconcile.case import Case, Record, of_said, value
from build_site.reconcile.decide import REPORT
from build_site.reconcile.declare import REMARKED, Rule, rule
from build_site.reconcile.said import Said
from build_site.reconcile.tables import place_of

LARGE: Mapping[str, Decimal] = {"change-rate": Decimal(50), "completion-rate": Decimal(150), "share": Decimal(100)}
"""Per cent from which a rate is worth a look."""
_BASIS = "异常提示"
_THREE_PUBLIC = ("three-public-total", *ITEMS)


@rule(
    "A-NEGATIVE", "负数提示 | Negative amounts", "金额 < 0 ⇒ 提示", basis=_BASIS, needs="本表", tolerance=REMARKED,
    exact="《{form}》没有负数。 | The form “{form}” has no negative amount.",
    noted="《{form}》有 {n} 个负数，如{cell} {value}。 | The form “{form}” has {n} negative amounts, such as {cell} {value}. | 收回以前年度支出、冲销",
    example="收入决算表的“其他收入”是 −3.00 万元 | Other revenue is −3.00 万元",
)  # fmt: skip
def negative(rule: Rule, case: Case) -> Iterator[Finding]:
    for form in Form:
        below = [c for row in case[form].rows for c in row.cells.values() if c.value is not None and c.value < 0]
        if below:
            first, n = below[0], len(below)
            words = {"cell": (first.short_zh, first.short_en), "value": first.amount, "n": n}
            yield rule.noted(form, cells=below[:20], form=form, **words)
        else:
            yield rule.exact(form, form=form)


@rule(
    "A-CHANGE", "大幅变动提示 | Large changes", "增减 > 50%、完成率 > 150%、占比 > 100% ⇒ 提示", basis=_BASIS, needs="文中写有比率",
    tolerance=REMARKED, silent="exact",
    exact="文中没有超过 50% 的增减、超过 150% 的完成率或超过 100% 的占比。 | No rate of the narrative is unusually large.",
    noted="“{quote}”中的 {printed}% 较大，值得了解原因。 | {printed}% in “{quote}” is large; its reason is worth knowing. | 基数小；新设或撤并；一次性支出",
    example="文中写“比上年增长 180.00%” | The text says “up by 180.00%”",
)  # fmt: skip
def large_change(rule: Rule, case: Case) -> Iterator[Finding]:
    """Rates of change and of completion that are large, shares that cannot be."""
    large = [
        said
        for said in case.claims
        if said.unit == "%" and said.value is not None and (limit := LARGE.get(said.aspect)) is not None
        and (abs(said.value) > limit or (said.aspect == "share" and said.value < 0))
    ]  # fmt: skip
    for said in {(said.section, said.printed, said.key): said for said in reversed(large)}.values():
        yield rule.noted(said.claim_id, said.place, quote=said.short, printed=said.printed)


@rule(
    "A-OVER-PLAN", "决算大于预算提示 | Final amount above the budget", "决算 > 预算 ⇒ 提示", basis=_BASIS, needs="预算数与决算数都印出",
    tolerance=REMARKED, of="决算与预算 | Final amounts and budgets", item="“{name}” | “{name}”",
    exact="“{name}”决算 {final} 不大于预算 {plan}。 | “{name}”: {final}, not above {plan}.",
    told="“{name}”决算 {final} 大于预算 {plan}，说明写有原因。 | “{name}”: {final}, above the budget {plan}; the text gives a reason.",
    noted="“{name}”决算 {final} 大于预算 {plan}，没有写原因。 | “{name}”: final amount {final}, above the budget {plan}, without a reason. | 年中追加预算；使用上年结转",
    line="{cell}不大于预算数。 | {cell} is not above the budget.",
    above="{cell} {final} 大于预算数 {plan}。 | {cell}: {final}, above the budget {plan}. | 年中追加预算",
    example="某科目年初预算 46.00 万元，决算 48.00 万元，没有写原因 | An item's budget is 46.00, its final amount 48.00 (万元), and no reason is given",
)  # fmt: skip
def over_plan(rule: Rule, case: Case) -> Iterator[Finding]:
    items: dict[str, Record] = {}
    for n, row in enumerate((row for row in case.resource("budget-execution") if row.get("level") != "total"), 1):
        items.setdefault(f"item/{row.get('functional_code') or n}", row)
    for scope, row in items.items():
        name, place = row.get("name", ""), place_of(row)
        plan, final = (
            value(row.get("adjusted") or row.get("budget") or row.get("approved", "")),
            value(row.get("final", "")),
        )
        if plan is None or final is None:
            yield rule.nothing("plan-not-printed", scope, place, say="item", name=name)
        else:
            words = {
                "name": name,
                "plan": f"{plan} {row.get('unit', '')}".rstrip(),
                "final": f"{final} {row.get('unit', '')}".rstrip(),
            }
            if final <= plan or row.get("reason"):
                yield rule.exact(scope, place, say="told" if final > plan else "exact", **words)
            else:
                yield rule.noted(scope, place, **words)
    for measure in _THREE_PUBLIC:  # what the text says, whatever the form says
        yield from _told_over(rule, case, measure)
    three = case[Form.THREE_PUBLIC_EXPENSES].rows
    for line in three:
        budget, final_cell = line.cells["budget"], line.cells["final"]
        scope = f"three-public/{line.texts.get('item', '')}"
        if budget.value is not None and final_cell.value is not None and final_cell.value > budget.value:
            cells = [final_cell, budget]
            amounts = {"final": final_cell.amount, "plan": budget.amount}
            yield rule.noted(scope, say="above", cells=cells, cell=final_cell, **amounts)
        else:
            yield rule.exact(scope, final_cell.place, say="line", cell=final_cell)
    if not items and not three:
        yield rule.nothing("plan-not-printed")


def _told_over(rule: Rule, case: Case, measure: str) -> Iterator[Finding]:
    for said in case.claims:
        if said.is_level and said.phase == "executed" and said.key == (measure, ""):
            plan, own = case.plan(said, "budget")[0], of_said(said)
            if plan is not None and own is not None and own.value > plan.value:
                yield rule.noted(f"text/{measure}", said.place, name=said.short, plan=plan, final=own)
                return


@rule(
    "A-OPPOSITE", "收入与支出反向变动提示 | Revenue and expenditure moved apart", "方向不同 ⇒ 提示", basis=_BASIS,
    needs="文中写有两者较上年的增减", tolerance=REMARKED, of="收入与支出较上年的增减 | The changes of revenue and expenditure",
    exact="收入与支出较上年同向变动。 | Revenue and expenditure moved in the same direction.",
    noted="收入与支出较上年反向变动（“{revenue}”，“{expenditure}”）。 | Revenue and expenditure moved in opposite directions (“{revenue}”, “{expenditure}”). | 使用或形成结转结余",
    example="收入比上年增加 20.00 万元，支出减少 10.00 万元 | Revenue rose by 20.00, expenditure fell by 10.00 (万元)",
)  # fmt: skip
def opposite(rule: Rule, case: Case) -> Iterator[Finding]:
    """Not wrong, but worth a look."""
    moved: dict[str, Said] = {}
    for said in case.claims:
        if not said.subject and said.base == "prior" and said.aspect == "change-amount":
            moved.setdefault(said.bare, said)
    up, down = (moved.get(f"{side}-for-year") for side in ("revenue", "expenditure"))
    if up is None or down is None:
        yield rule.nothing("not-stated", REPORT)
    elif up.direction == down.direction:
        yield rule.exact(place=down.place)
    else:
        yield rule.noted(place=down.place, revenue=up.short, expenditure=down.short)
