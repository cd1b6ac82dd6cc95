"""What a vehicle costs, recomputed from the cost of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from build_site.model import Finding, Outcome
from build_site.reconcile.case import Case, of_said
from build_site.reconcile.decide import Side, judge
from build_site.reconcile.declare import Rule, rule
from build_site.reconcile.said import about


@rule(
    "N-AVERAGE", "车均费用 = 公务用车运行维护费 ÷ 保有量 | The cost of a vehicle = the cost of all ÷ their number", "车均 = 运行维护费 ÷ 保有量",
    basis="部门决算公开格式：情况说明", needs="同一节写有车均费用和保有量，运行维护费在文中或表中印出", tolerance="印出的数各可能差半个末位 | half a last printed digit for each printed number",
)  # fmt: skip
def average(rule: Rule, case: Case) -> Iterator[Finding]:
    for said in case.claims:
        if said.bare != "average-cost" or not said.value or "车均" not in said.ahead:
            continue
        held = next(
            (c for c in case.claims if c.section == said.section and c.bare == "vehicles-held" and c.value), None
        )
        own = replace(said, bare="vehicle-operation")
        cost = case.level(own.key, ("executed",), said) or case.form(own.key, "executed", said)
        number = of_said(said)
        if held is None or held.value is None or cost is None or number is None:
            continue
        factor = number.value / said.value
        exact, unit = cost.value / held.value / factor, Decimal(1).scaleb(-said.decimals)
        shown = exact.quantize(Decimal(1).scaleb(-max(said.decimals, 2)), rounding=ROUND_HALF_UP)
        verdict = judge(said.value, shown, said.half + cost.half / held.value / factor)
        if verdict.outcome is Outcome.DIFFERS and abs(said.value - exact) < unit:
            verdict = replace(verdict, outcome=Outcome.ROUNDING, reason="last-place", envelope=unit)
        note = f"（{cost.zh} ÷ {held.figure}）", f" ({cost.en} ÷ {held.figure})"
        against = Side("按金额计算", "computed from the amounts", shown, note=note)
        yield about(rule, said, against, verdict, terms=[cost.id, held.claim_id])
