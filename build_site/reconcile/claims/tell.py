"""Builds the findings about the narrative: two values, their difference, and neutral words in two languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from build_site.model import Finding, Outcome
from build_site.model.outcomes import REASONS
from build_site.reconcile.claims.said import Said
from build_site.reconcile.messages import NEUTRAL, plain
from build_site.registers.rules import rule_version


@dataclass(frozen=True, slots=True)
class Against:
    """The other side of a comparison: in words, its value, and the cell or claim it comes from."""

    zh: str
    en: str
    value: Decimal | None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """How a comparison ended."""

    outcome: Outcome
    reason: str = ""
    difference: Decimal | None = None
    envelope: Decimal | None = None


def within(difference: Decimal, envelope: Decimal) -> Outcome:
    if difference == 0:
        return Outcome.EXACT
    return Outcome.ROUNDING if abs(difference) <= envelope else Outcome.DIFFERS


def finding(
    rule_id: str,
    said: Said,
    against: Against,
    result: Result,
    *,
    terms: Sequence[str] = (),
    unit: str = "",
    note: tuple[str, str] = ("", ""),
    explanations: Sequence[str] = (),
    scope: str = "",
) -> Finding:
    """One finding about one claim. `note`: how the other side was computed."""
    zh, en = _words(said, against, result, unit or said.unit, note)
    scope = scope or said.claim_id
    return Finding(
        finding_id=f"{rule_id}:{scope}",
        rule_id=rule_id,
        rule_version=rule_version(rule_id),
        outcome=result.outcome,
        reason_code=result.reason,
        scope=scope,
        left_text=f"文中“{said.short}”",
        left_value=said.value,
        left_cell=said.claim_id,
        right_text=against.zh,
        right_value=against.value,
        right_cell=against.id,
        difference=result.difference,
        envelope=result.envelope,
        terms=" ".join(dict.fromkeys((said.claim_id, *([against.id] if against.id else []), *terms))),
        message_zh=zh,
        message_en=en,
        explanations="；".join(_explanations(said, against, result, explanations)),
        place=said.place,
    )


def _words(said: Said, against: Against, result: Result, unit: str, note: tuple[str, str]) -> tuple[str, str]:
    left_zh, left_en = f"文中写 {said.figure}（“{said.short}”）", f"The text says {said.figure} (“{said.short}”)"
    if result.outcome in (Outcome.NOT_CHECKABLE, Outcome.NOT_APPLICABLE) and result.difference is None:
        why_zh, why_en = REASONS[result.reason]
        ends = (
            ("未能检查", "not checked")
            if result.outcome is Outcome.NOT_CHECKABLE
            else ("此项检查不适用", "the check does not apply")
        )
        side_zh, side_en = (f"；{against.zh}" if against.zh else ""), (f"; {against.en}" if against.en else "")
        return f"{left_zh}{side_zh}：{why_zh}，{ends[0]}。", f"{left_en}{side_en}: {why_en}; {ends[1]}."
    value_zh = f"为 {plain(against.value)} {unit}" if against.value is not None else "为空白"
    value_en = f"{plain(against.value)} {unit}" if against.value is not None else "blank"
    facts_zh = f"{left_zh}；{against.zh}{value_zh}{note[0]}"
    facts_en = f"{left_en}; {against.en}: {value_en}{note[1]}"
    if result.outcome is Outcome.EXACT:
        return f"{facts_zh}；两者一致。", f"{facts_en}. They agree."
    difference, envelope = (
        plain(abs(result.difference or Decimal(0))),
        plain((result.envelope or Decimal(0)).normalize()),
    )
    if result.reason and result.outcome is Outcome.ROUNDING:
        why_zh, why_en = REASONS[result.reason]
        return f"{facts_zh}；{why_zh}。", f"{facts_en}; {why_en}."
    if result.outcome is Outcome.ROUNDING:
        return (
            f"{facts_zh}；相差 {difference}，不超过四舍五入所能造成的 {envelope}，属于尾数误差。",
            f"{facts_en}; they differ by {difference}, within the {envelope} that rounding can do.",
        )
    beyond_zh = f"{facts_zh}；相差 {difference}，大于四舍五入所能造成的 {envelope}。"
    beyond_en = f"{facts_en}; they differ by {difference}, more than the {envelope} that rounding can do."
    if result.outcome is Outcome.NOT_CHECKABLE:
        why_zh, why_en = REASONS[result.reason]
        return f"{beyond_zh}但{why_zh}，因此不作结论。", f"{beyond_en} But {why_en}, so nothing is concluded."
    return beyond_zh + NEUTRAL[0], f"{beyond_en} {NEUTRAL[1]}"


def _explanations(said: Said, against: Against, result: Result, given: Sequence[str]) -> list[str]:
    if result.outcome is Outcome.ROUNDING:
        return ["各数分别四舍五入"]
    if result.outcome is not Outcome.DIFFERS:
        return list(given)
    found = list(given)
    left, right = said.value, against.value
    if left and right and (left == right * 10_000 or right == left * 10_000):
        found.append("一处以元、一处以万元计")
    if left and right and sorted(plain(left)) == sorted(plain(right)):
        found.append("数字可能颠倒")
    return [*found, "报告编制时的笔误或沿用了旧文本", "本站读错（请对照原文）"]
