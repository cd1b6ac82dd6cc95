"""N-YEAR: the years that the narrative names, each in its role: the year reported, the year compared with, a date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from ...model import Finding, Outcome
from ..messages import NEUTRAL
from ..tables import Tables
from .said import Said
from .tell import Against, Result, finding

_NO_STATEMENT = ("", "count", "date", "fiscal-year", "name", "threshold", "functional-code")


def check(tables: Tables, claims: Sequence[Said]) -> Iterator[Finding]:
    """One finding for each year in a section that states amounts, shares or counts of the accounts."""
    stating = {c.section for c in claims if c.bare not in _NO_STATEMENT}
    for said in claims:
        if said.section not in stating or said.year is None:
            continue
        if said.bare == "fiscal-year":
            yield _year(tables, said, claims)
        elif said.bare == "date" and said.base == "as-of" and len(said.subject) >= 7:
            yield _finding(
                said,
                tables.year,
                said.year == tables.year,
                "时点应在报告年度内",
                "the date should lie in the report year",
            )


def _year(tables: Tables, said: Said, claims: Sequence[Said]) -> Finding:
    if said.base == "comparison":
        plan = any(c.sentence == said.sentence and c.base in ("approved", "adjusted", "budget") for c in claims)
        wanted = tables.year if plan and said.year == tables.year else tables.year - 1
        return _finding(
            said, wanted, said.year == wanted, "比较的应是上一年度", "the comparison should be with the year before"
        )
    if said.year == tables.year - 1 and _contrasted(said, tables.year, claims):
        return _finding(
            said, tables.year - 1, True, "与本年度对照的上一年度", "the year before, set beside the report year"
        )
    return _finding(
        said,
        tables.year,
        said.year == tables.year,
        "说明的应是本报告年度",
        "the statement should be about the report year",
    )


def _contrasted(said: Said, year: int, claims: Sequence[Said]) -> bool:
    """Whether the sentence also names the report year or a comparison: 2022 年 …，2023 年 …."""
    same = [c for c in claims if c.sentence == said.sentence and c.section == said.section and c is not said]
    return any((c.bare == "fiscal-year" and c.year == year) or c.base in ("prior", "comparison") for c in same)


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
