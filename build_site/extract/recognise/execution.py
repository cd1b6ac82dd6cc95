"""年初预算 / 全年预算 / 决算 of each item (项) of the general public budget, from its paragraph in the narrative."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from build_site.model import BudgetExecution, Claim, Paragraph
from build_site.model.money import FACTORS, converted

MEASURES = ("general-public-budget-expenditure", "fiscal-appropriation-expenditure")
PLANS = ("approved", "adjusted", "budget")
"""What a sentence calls a plan: 年初预算, 全年预算, and a 预算 of which it does not say which."""
_LEVEL = re.compile(r"[”\"]?[(（](?:\d{2,7})?[类款项][)）](?:支出)?[”\"]?")
_REASON = re.compile(r"(?:原因|主要(?:是)?(?:由于|因为))(?:是|为|在于|[：:,，])*(?P<reason>[^。]+)")


@dataclass(slots=True)
class _Item:
    """The claims of one item's paragraph, in order."""

    subject: str
    claims: list[Claim]

    def amount(self, phase: str) -> Claim | None:
        """The first amount of this phase."""
        return next((claim for claim in self.claims if claim.measure in MEASURES and claim.phase == phase), None)


def path(subject: str) -> str:
    """A functional path as printed, without its level marks: 一般公共服务支出/网信事务/事业运行."""
    return "/".join(part.strip('“”"、 ') for part in _LEVEL.split(subject) if part.strip('“”"、 '))


def extract(paragraphs: Sequence[Paragraph], claims: Sequence[Claim]) -> tuple[BudgetExecution, ...]:
    """The whole plan, then one record for each functional item that has a budget or a completion rate, in reading order.

    `functional_code` stays empty, the forms know it."""
    return tuple(_record(item, paragraphs) for item in (*_whole(claims), *_items(claims)))


def _named(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Those of which it is certain what they measure."""
    return (claim for claim in claims if claim.binding != "carried")


def _whole(claims: Sequence[Claim]) -> Iterator[_Item]:
    """The claims of the sentence that states the plan of all general public budget expenditure."""
    own = (claim for claim in _named(claims) if not claim.subject and claim.measure.partition(":")[0] == MEASURES[0])
    for _, group in groupby(own, key=lambda claim: (claim.section_id, claim.sentence)):
        item = _Item("", list(group))
        if any(claim.phase in PLANS and claim.measure == MEASURES[0] for claim in item.claims):
            yield item
            return


def _record(item: _Item, paragraphs: Sequence[Paragraph]) -> BudgetExecution:
    amounts = [item.amount(phase) for phase in (*PLANS, "executed")]
    unit = _unit([claim for claim in amounts if claim])
    approved, adjusted, budget, final = (_in_unit(claim, unit) if claim else None for claim in amounts)
    whole = path(item.subject)
    return BudgetExecution(
        functional_code="",
        level="" if whole else "total",
        name=whole.rpartition("/")[2] or "合计",
        path=whole,
        approved=approved,
        adjusted=adjusted,
        budget=budget,
        final=final,
        unit=unit,
        completion_rate=next((c.value for c in item.claims if c.measure.endswith(":completion-rate")), None),
        reason=_reason(item, paragraphs),
        place=item.claims[0].place,
    )


def _unit(amounts: Sequence[Claim]) -> str:
    """The unit of the first amount; empty where one that is not 0 has no unit of money: nobody can then convert."""
    if any(claim.value and claim.unit not in FACTORS for claim in amounts):
        return ""
    return next((claim.unit for claim in amounts if claim.unit in FACTORS), "")


def _in_unit(claim: Claim, unit: str) -> Decimal | None:
    """The amount in the row's unit; one sentence may print 元 beside 万元."""
    known = claim.value is not None and claim.unit in FACTORS and unit
    return converted(claim.value, claim.unit, unit) if claim.value is not None and known else claim.value


def _items(claims: Sequence[Claim]) -> Iterator[_Item]:
    own = (claim for claim in _named(claims) if claim.subject and claim.measure.partition(":")[0] in MEASURES)
    for (_, subject), group in groupby(own, key=lambda claim: (claim.section_id, claim.subject)):
        item = _Item(subject, list(group))
        if _is_execution(item):
            yield item


def _is_execution(item: _Item) -> bool:
    budget = any(c.phase in PLANS for c in item.claims)
    return budget or any(c.measure.endswith(":completion-rate") for c in item.claims)


def _reason(item: _Item, paragraphs: Sequence[Paragraph]) -> str:
    """The report's own words after 原因, in the paragraph of the item's figures."""
    first, last = item.claims[0], item.claims[-1]
    for paragraph in paragraphs:
        if paragraph.section_id != first.section_id or last.sentence not in paragraph.text:
            continue
        start = paragraph.text.find(first.sentence)
        found = _REASON.search(paragraph.text, max(start, 0), _end(paragraph.text, item, start))
        if found:
            return found["reason"].strip("；;，, ")
    return ""


def _end(text: str, item: _Item, start: int) -> int:
    """Where the next item of the same paragraph begins, else the paragraph's end."""
    own = text.find(item.subject, max(start, 0))
    following = _LEVEL.search(text, (own if own >= 0 else max(start, 0)) + len(item.subject))
    return following.start() if following else len(text)
