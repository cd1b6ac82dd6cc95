"""Builds the findings about the narrative: two values, their difference, and neutral words in two languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from build_site.model import Finding, Outcome
from build_site.reconcile.claims.said import Said
from build_site.reconcile.messages import NEUTRAL, plain
from build_site.registers.rules import rule_version

REASONS: dict[str, tuple[str, str]] = {
    "no-form": ("九张表中没有与它对应的数", "the nine forms carry no such number"),
    "form-missing": ("报告中没有找到对应的表", "the form that carries it was not found in the report"),
    "form-empty": ("对应的表未填列数据，文中为零或空缺", "the form is declared empty and the text says zero or nothing"),
    "form-declared-empty": ("对应的表未填列数据，文中却有金额", "the form is declared empty, but the text has an amount"),
    "operand-missing": ("对应的表中找不到这一行", "the form has no such row"),
    "operand-ambiguous": ("对应的表中有不止一行符合，无法确定用哪一行", "more than one row of the form fits"),
    "not-read": ("有一处印有内容但未能识别为数字", "something printed there could not be read as a number"),
    "placeholder": ("文中是占位符，没有填数", "the text has a placeholder instead of a number"),
    "both-blank": ("两处都没有填数，无可比较", "both are blank, there is nothing to compare"),
    "blank-against-value": ("一处留空，另一处有数", "one is blank, the other is not"),
    "fewer-digits": ("文中的位数较少，按其位数四舍五入后相同", "the text prints fewer digits; rounded to them the two agree"),
    "prior-year": ("说的是上一年度的数，本报告没有上年的表", "it speaks of last year, whose forms are not in this report"),
    "plan-not-in-forms": ("九张表中没有这一项的预算数", "the nine forms carry no budget of this item"),
    "other-plan": ("表中的预算数是调整后的全年预算数，与年初预算数不可比", "the form's budget is the adjusted one, not the initial one"),
    "base-unknown": ("句中没有说明与什么相比", "the sentence does not say what it is compared with"),
    "base-missing": ("找不到作为基数的数", "the number that it is a share or rate of was not found"),
    "part-missing": ("找不到与这一比例相配的金额", "the amount that the rate belongs to was not found"),
    "zero-base": ("基数为零，比率没有意义", "the base is zero, so a rate has no meaning"),
    "zero-over-zero": ("预算与决算都为零，完成率没有意义", "budget and final amount are both zero, so the rate has no meaning"),
    "last-year-unknown": ("上年的数没有印在本报告中", "last year's amount is not printed in this report"),
    "checked-with-rate": ("与同句的增减幅度一并核对", "it is checked together with the rate in the same sentence"),
    "parts-incomplete": ("文中没有列全各组成部分", "the text does not list every part"),
    "ocr": ("本报告为扫描件，差异可能是识别错误", "the report is a scan: the difference may be an error of recognition"),
    "extraction-doubtful": ("对应的表可能读错，差异不能说明问题", "the form may have been misread, so the difference proves nothing"),
}  # fmt: skip


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
