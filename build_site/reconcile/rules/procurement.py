"""Sums of procurement in the narrative against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from build_site.model import Finding
from build_site.model.money import FACTORS
from build_site.reconcile.case import Case, of_said
from build_site.reconcile.decide import Side, judge
from build_site.reconcile.declare import Rule, rule
from build_site.reconcile.said import Said, about

_NOT_ABOVE: tuple[tuple[tuple[str, ...], str], ...] = (
    (("procurement-sme",), "procurement"),
    (("procurement-small-micro",), "procurement-sme"),
    (("procurement-awarded-sme", "procurement-awarded-other"), "procurement"),
    (("procurement-awarded-small-micro",), "procurement"),
    (("procurement-goods-sme",), "procurement-goods"),
    (("procurement-works-sme",), "procurement-works"),
    (("procurement-services-sme",), "procurement-services"),
)
"""Sums that cannot be above another: contracts awarded, and all there are."""


def first_of(claims: Sequence[Said], *measures: str) -> Said | None:
    """The claim of the first of these measures that is stated."""
    found = [c for c in claims if c.bare in measures and not c.aspect and c.value is not None]
    return min(found, key=lambda c: measures.index(c.bare), default=None)


@rule(
    "X-PROC", "授予中小、小微企业的采购金额不超过采购总额（小微不超过中小） | Procurement awarded to small and medium enterprises is not above all procurement (nor small above medium)",
    "中小 ≤ 采购总额；小微 ≤ 中小；预留中小 + 其他中小 ≤ 采购总额", basis="政府采购法；部门决算公开格式", needs="两个数都在文中印出",
    tolerance="不超过即为一致，超出部分不大于各数尾数误差之和的视为尾数误差 | at most equal; an excess that rounding can explain is rounding",
)  # fmt: skip
def procurement(rule: Rule, case: Case) -> Iterator[Finding]:
    for parts, whole in _NOT_ABOVE:
        limit = first_of(case.claims, whole)
        smaller = [said for part in parts if (said := first_of(case.claims, part)) is not None]
        most = of_said(limit) if limit is not None else None
        if limit is None or most is None or len(smaller) != len(parts):
            continue
        factor = Decimal(FACTORS.get(smaller[0].unit, 1))
        numbers = [number for said in smaller if (number := of_said(said)) is not None]
        total = sum((n.value for n in numbers), Decimal(0)) / factor
        room = (most.half + sum((n.half for n in numbers), Decimal(0))) / factor
        sums = " + ".join(c.printed for c in smaller)
        summed = Side(
            "文中各处中小企业的采购额合计",
            "procurement from small firms in all",
            total,
            note=(f"（{sums}）", f" ({sums})"),
        )
        value = limit.value if limit.unit == smaller[0].unit else most.value / factor
        against = Side(f"“{limit.short}”", f"the amount in “{limit.short}”", value, limit.claim_id)
        verdict = judge(total, most.value / factor, room, limit=True)
        yield about(
            rule,
            smaller[0],
            against,
            verdict,
            limit=True,
            terms=[c.claim_id for c in smaller],
            left=summed if len(smaller) > 1 else None,
        )
