"""A rules, information only: negatives, sizes, large changes, final above plan, revenue up while expenditure is down."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from build_site.model import Finding, Form
from build_site.reconcile.tables import Cell, Tables, place_of
from build_site.reconcile.whole.say import REPORT, Record, agreed, noted, nothing, value

LARGE_CHANGE = Decimal(50)
"""Per cent of change from which a claim is worth a look."""
LARGE_RATE = Decimal(150)
"""Per cent of completion from which a claim is worth a look."""
SMALLEST, LARGEST = Decimal(10_000), Decimal(10) ** 12
"""Yuan: a department's total expenditure is usually between them."""


def remarks(tables: Tables) -> Iterator[Finding]:
    yield from _negative(tables)
    yield _size(tables)
    yield from _changes(tables)
    yield from _above_plan(tables)
    yield _opposite(tables)


def _negative(tables: Tables) -> Iterator[Finding]:
    for form in Form:
        zh, en = form.zh, form.en
        below = [c for row in tables[form].rows for c in row.cells.values() if c.value is not None and c.value < 0]
        if below:
            first = below[0]
            words = (
                f"《{zh}》有 {len(below)} 个负数，如{first.short_zh} {first.value}。",
                f"The form {en} has {len(below)} negative amounts, such as {first.short_en} {first.value}.",
            )
            yield noted("A-NEGATIVE", form, words, first.place, below[:20], "收回以前年度支出、冲销")
        else:
            yield agreed("A-NEGATIVE", form, (f"《{zh}》没有负数。", f"The form {en} has no negative amount."))


def _size(tables: Tables) -> Finding:
    total = tables[Form.EXPENDITURE].total("total")
    if not isinstance(total, Cell) or total.value is None:
        return nothing("A-SIZE", REPORT, "operand-missing", ("本年支出合计", "Total expenditure"))
    yuan = total.value * total.money.factor
    words = f"{total.zh}为 {total.value} {total.money.printed}", f"{total.en}: {total.value} {total.money.printed}"
    if SMALLEST <= yuan <= LARGEST:
        return agreed(
            "A-SIZE", REPORT, (f"{words[0]}，在部门决算常见的范围内。", f"{words[1]}, a usual size."), total.place
        )
    return noted(
        "A-SIZE",
        REPORT,
        (f"{words[0]}，不在常见的范围内。", f"{words[1]}, an unusual size."),
        total.place,
        [total],
        "金额单位不同",
    )


def _changes(tables: Tables) -> Iterator[Finding]:
    """Rates of change and of completion that are large, shares that cannot be."""
    large = False
    for claim in tables.resource("claims"):
        rate, aspect = value(claim.get("value", "")), claim.get("measure", "").partition(":")[2]
        if claim.get("unit") != "%" or rate is None:
            continue
        limit = {"change-rate": LARGE_CHANGE, "completion-rate": LARGE_RATE, "share": Decimal(100)}.get(aspect)
        if limit is not None and (abs(rate) > limit or (aspect == "share" and rate < 0)):
            large = True
            words = (
                f"“{claim['sentence'][:60]}”中的 {claim['printed']}% 较大，值得了解原因。",
                f"{claim['printed']} % in “{claim['sentence'][:60]}” is large; its reason is worth knowing.",
            )
            yield noted("A-CHANGE", claim["claim_id"], words, place_of(claim), why="基数小；新设或撤并；一次性支出")
    if not large:
        words = (
            f"文中没有超过 {LARGE_CHANGE}% 的增减、超过 {LARGE_RATE}% 的完成率或超过 100% 的占比。",
            "No rate of the narrative is unusually large.",
        )
        yield agreed("A-CHANGE", REPORT, words)


def _above_plan(tables: Tables) -> Iterator[Finding]:
    rows = [(f"item/{r.get('functional_code') or n}", r) for n, r in enumerate(tables.resource("budget-execution"), 1)]
    seen: set[str] = set()
    for scope, row in rows:
        if scope in seen:
            continue
        seen.add(scope)
        yield _planned(scope, row)
    for line in tables[Form.THREE_PUBLIC_EXPENSES].rows:
        budget, final = line.cells["budget"], line.cells["final"]
        scope = f"three-public/{line.texts.get('item', '')}"
        if budget.value is not None and final.value is not None and final.value > budget.value:
            words = (
                f"{final.zh} {final.value} 大于预算数 {budget.value}。",
                f"{final.en}: {final.value}, above the budget {budget.value}.",
            )
            yield noted("A-OVER-PLAN", scope, words, final.place, [final, budget], "年中追加预算")
        else:
            yield agreed(
                "A-OVER-PLAN", scope, (f"{final.zh}不大于预算数。", f"{final.en} is not above the budget."), final.place
            )
    if not rows and not tables[Form.THREE_PUBLIC_EXPENSES].rows:
        yield nothing("A-OVER-PLAN", REPORT, "plan-not-printed", ("决算与预算", "Final amounts and budgets"))


def _planned(scope: str, row: Record) -> Finding:
    name = row.get("name", "").rpartition("/")[2]
    plan, final = value(row.get("adjusted") or row.get("approved", "")), value(row.get("final", ""))
    if plan is None or final is None:
        return nothing("A-OVER-PLAN", scope, "plan-not-printed", (f"“{name}”", f"“{name}”"), place_of(row))
    if final > plan:
        words = f"“{name}”决算 {final} 大于预算 {plan}。", f"“{name}”: final amount {final}, above the budget {plan}."
        return noted("A-OVER-PLAN", scope, words, place_of(row), why="年中追加预算；使用上年结转")
    return agreed(
        "A-OVER-PLAN",
        scope,
        (f"“{name}”决算 {final} 不大于预算 {plan}。", f"“{name}”: {final}, not above {plan}."),
        place_of(row),
    )


def _opposite(tables: Tables) -> Finding:
    """Revenue and expenditure of the year that move in opposite directions: not wrong, but worth a look."""
    moved: dict[str, Record] = {}
    for claim in tables.resource("claims"):
        for measure in ("revenue-for-year", "expenditure-for-year"):
            if (
                claim.get("measure") == f"{measure}:change-amount"
                and not claim.get("subject")
                and claim.get("base") == "prior"
            ):
                moved.setdefault(measure, claim)
    if len(moved) < 2:
        return nothing(
            "A-OPPOSITE", REPORT, "not-stated", ("收入与支出较上年的增减", "The changes of revenue and expenditure")
        )
    up, down = moved["revenue-for-year"], moved["expenditure-for-year"]
    if up["direction"] == down["direction"]:
        words = "收入与支出较上年同向变动。", "Revenue and expenditure moved in the same direction."
        return agreed("A-OPPOSITE", REPORT, words, place_of(up))
    words = (
        f"收入与支出较上年反向变动（“{up['sentence'][:40]}”，“{down['sentence'][:40]}”）。",
        f"Revenue and expenditure moved in opposite directions (“{up['sentence'][:40]}”, “{down['sentence'][:40]}”).",
    )
    return noted("A-OPPOSITE", REPORT, words, place_of(down), why="使用或形成结转结余")
