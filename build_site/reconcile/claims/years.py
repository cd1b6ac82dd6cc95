"""N-YEAR: the years that the narrative names, each in its role: the year reported, the year compared with, a date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from build_site.model import Finding, Outcome
from build_site.reconcile.claims.said import PLANS, Said
from build_site.reconcile.claims.tell import Against, Result, finding
from build_site.reconcile.messages import NEUTRAL
from build_site.reconcile.tables import Tables

_NO_STATEMENT = ("", "count", "date", "fiscal-year", "name", "threshold", "functional-code")
_ENOUGH = 5  # a part of the report that states so many amounts is the narrative of the accounts


def check(tables: Tables, claims: Sequence[Said]) -> Iterator[Finding]:
    """One finding for each year and closing date in the parts that explain the accounts."""
    amounts = Counter(_part(said) for said in claims if said.is_level)
    stating = {said.section for said in claims if said.bare not in _NO_STATEMENT}
    for said in claims:
        if amounts[_part(said)] < _ENOUGH or said.year is None:
            continue
        if said.bare == "fiscal-year" and (found := _year(tables, said, claims)):
            yield found
        elif said.bare == "date" and said.base == "as-of" and said.section in stating and len(said.subject) >= 7:
            right = said.year == tables.year
            yield _finding(said, tables.year, right, "时点应在报告年度内", "the date should lie in the report year")


def _part(said: Said) -> str:
    return said.section.partition(".")[0]


def _year(tables: Tables, said: Said, claims: Sequence[Said]) -> Finding | None:
    same = [c for c in claims if c.sentence == said.sentence and c.section == said.section]
    if said.base == "comparison":
        plan = any(c.base in PLANS for c in same)
        wanted = tables.year if plan and said.year == tables.year else tables.year - 1
        right = said.year == wanted
        return _finding(said, wanted, right, "比较的应是上一年度", "the comparison should be with the year before")
    coming = said.year == tables.year + 1 and "预算" in said.sentence  # 结果应用于 2024 年度预算安排
    states = any(c.bare not in _NO_STATEMENT for c in same) or (f"{said.printed}年度" in said.sentence and not coming)
    if not states:
        return None  # 单位于 2010 年成立
    beside = any(
        (c.bare == "fiscal-year" and c.year == tables.year) or c.base == "prior" for c in same if c is not said
    )
    if said.year != tables.year and beside:
        return _finding(said, said.year or 0, True, "与本年度对照的年度", "a year set beside the report year")
    right = said.year == tables.year
    return _finding(said, tables.year, right, "说明的应是本报告年度", "the statement should be about the report year")


def _finding(said: Said, wanted: int, right: bool, zh: str, en: str) -> Finding:
    outcome = Outcome.EXACT if right else Outcome.DIFFERS
    against = Against(zh, en, Decimal(wanted))
    difference = Decimal((said.year or wanted) - wanted)
    made = finding(
        "N-YEAR", said, against, Result(outcome, "", difference, Decimal(0)), explanations=["沿用了上年的文本"]
    )
    facts = (
        f"文中写 {said.printed} 年（“{said.short}”）；{zh}（{wanted}）",
        f"The text names {said.printed} (“{said.short}”); {en} ({wanted})",
    )
    if said.bare == "date":
        facts = (facts[0].replace(f"{said.printed} 年", said.printed), facts[1])
    end = ("，相符。", ". It does.") if right else (f"，不相符。{NEUTRAL[0]}", f". It does not. {NEUTRAL[1]}")
    why = "" if right else "沿用了上年的文本；笔误；确实在说另一年度"
    return replace(made, message_zh=facts[0] + end[0], message_en=facts[1] + end[1], explanations=why)
