"""What a finding says to a reader who is no accountant, in Chinese and English: neutral, with both values and places."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from build_site.model import Finding, Outcome
from build_site.model.outcomes import REASONS
from build_site.reconcile.tables import Gap

NEUTRAL = ("两处不一致，无法判断哪一处正确。", "The two do not agree; which one is right cannot be told from here.")


@dataclass(frozen=True, slots=True)
class Told:
    """A side as told: its name in both languages, and its value (None: blank)."""

    zh: str
    en: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Compared:
    """All that a message about two sides needs."""

    outcome: Outcome
    reason: str
    relation: str
    left: Told
    right: Told
    unit: str
    difference: Decimal | None
    envelope: Decimal | None
    operands: int
    gap: Gap | None
    prefix: tuple[str, str]
    terms: tuple[tuple[str, str, Decimal | None], ...]
    converted: bool


def plain(value: Decimal | None) -> str:
    """A number as written: no exponent, no thousands separator."""
    return "" if value is None else format(value, "f")


def compare(c: Compared) -> tuple[str, str]:
    """The message of a comparison, in Chinese and English."""
    zh, en = _zh(c), _en(c)
    if c.converted:
        zh, en = zh + f"（两表金额单位不同，均按{c.unit}折算。）", en + f" (Units differ; both taken in {c.unit}.)"
    return (f"{c.prefix[0]}：{zh}" if c.prefix[0] else zh), (f"{c.prefix[1]}: {en}" if c.prefix[1] else en)


def _amount(value: Decimal | None, unit: str, blank: str) -> str:
    return f"{plain(value)} {unit}" if value is not None else blank


def _zh(c: Compared) -> str:
    if c.difference is None or c.envelope is None:
        return _unproven_zh(c)
    left = f"{c.left.zh}为 {plain(c.left.value)} {c.unit}" if c.left.value is not None else f"{c.left.zh}为空白"
    right = f"{c.right.zh}为 {plain(c.right.value)} {c.unit}" if c.right.value is not None else f"{c.right.zh}为空白"
    difference, envelope = plain(abs(c.difference)), plain(c.envelope.normalize())
    if c.relation == "<=":
        facts = f"{left}，按理不应超过：{right}；"
        if c.outcome is Outcome.EXACT:
            return f"{facts}没有超过。"
        gap = f"超过了 {difference} {c.unit}"
    else:
        facts = f"{left}；{right}；"
        if c.outcome is Outcome.EXACT:
            return f"{facts}两者一致。"
        gap = f"相差 {difference} {c.unit}"
    if c.outcome is Outcome.ROUNDING:
        return (
            f"{facts}{gap}，不超过四舍五入所能造成的 {envelope} {c.unit}"
            f"（{c.operands} 个数各可能差半个末位），属于尾数误差。"
        )
    beyond = f"{facts}{gap}，大于四舍五入所能造成的 {envelope} {c.unit}（{c.operands} 个数各可能差半个末位）。"
    if c.outcome is Outcome.NOT_CHECKABLE:
        return f"{beyond}但{REASONS[c.reason][0]}，因此不作结论。"
    return beyond + NEUTRAL[0]


def _unproven_zh(c: Compared) -> str:
    if c.outcome is Outcome.NOT_APPLICABLE:
        return f"{c.left.zh}：{REASONS[c.reason][0]}，此项检查不适用。"
    facts = f"{c.left.zh}与{c.right.zh}" if c.right.zh else c.left.zh
    missing = f"（{c.gap.zh}）" if c.gap else ""
    return f"{facts}：{REASONS[c.reason][0]}{missing}，未能检查。"


def _en(c: Compared) -> str:
    if c.difference is None or c.envelope is None:
        return _unproven_en(c)
    left = f"{c.left.en}: {_amount(c.left.value, c.unit, 'blank')}"
    right = f"{c.right.en}: {_amount(c.right.value, c.unit, 'blank')}"
    difference, envelope = plain(abs(c.difference)), plain(c.envelope.normalize())
    facts = f"{left}; {'should not be above ' if c.relation == '<=' else ''}{right}. "
    if c.outcome is Outcome.EXACT:
        return facts + ("It is not." if c.relation == "<=" else "They agree.")
    gap = f"The {'excess' if c.relation == '<=' else 'difference'} is {difference} {c.unit}, "
    why = f"{envelope} {c.unit}, what rounding can do ({c.operands} numbers, half a last digit each)"
    if c.outcome is Outcome.ROUNDING:
        return f"{facts}{gap}within {why}."
    if c.outcome is Outcome.NOT_CHECKABLE:
        return f"{facts}{gap}more than {why}; but {REASONS[c.reason][1]}, so nothing is concluded."
    return f"{facts}{gap}more than {why}. {NEUTRAL[1]}"


def _unproven_en(c: Compared) -> str:
    if c.outcome is Outcome.NOT_APPLICABLE:
        return f"{c.left.en}: {REASONS[c.reason][1]}; not applicable."
    facts = f"{c.left.en} against {c.right.en}" if c.right.en else c.left.en
    missing = f" ({c.gap.en})" if c.gap else ""
    return f"{facts}: {REASONS[c.reason][1]}{missing}; not checked."


_PASSED = ("一致。", "没有超过。", "相符。")


def brief(finding: Finding) -> Finding:
    """A check that passed or does not apply, without saying again in a sentence what its two sides say: those are nine
    in ten, and would be most of the file."""
    if finding.outcome is Outcome.EXACT and finding.left_text and finding.message_zh.endswith(_PASSED):
        return replace(finding, message_zh="一致。", message_en="They agree.")
    if (
        finding.outcome is Outcome.NOT_APPLICABLE
        and finding.reason_code in REASONS
        and finding.reason_code != "information"
    ):
        zh, en = REASONS[finding.reason_code]
        if finding.left_text:
            return replace(finding, message_zh=f"{zh}，不适用。", message_en=f"{en}; not applicable.")
        return replace(finding, message_en=f"{en}; not applicable.")
    return finding


def explain(c: Compared) -> str:
    """What could innocently explain a difference, in Chinese, most specific first, separated by "；"."""
    if c.outcome is Outcome.ROUNDING:
        return "各数分别四舍五入；金额单位换算的尾数"
    found: list[str] = []
    size = abs(c.difference or 0)
    left, right = c.left.value, c.right.value
    if c.reason == "blank-against-value":
        found.append("一处留空未填")
    elif left and right and (left == right * 10_000 or right == left * 10_000):
        found.append("一处以元、一处以万元填列")
    elif left and right and left == -right:
        found.append("一处漏印或多印负号")
    elif left and right and _swapped(plain(left), plain(right)):
        found.append("一处有相邻两个数字颠倒")
    found += [f"差额恰好等于{zh}，可能重复计入或漏计" for zh, _, value in c.terms[1:] if value and value == size][:1]
    return "；".join([*found, "报告编制或印刷时的笔误", "本站读错（请对照原文）"])


def _swapped(a: str, b: str) -> bool:
    """Whether two numbers differ by one pair of neighbouring digits exchanged."""
    if len(a) != len(b):
        return False
    at = [i for i in range(len(a)) if a[i] != b[i] and a[i] != "."]
    return len(at) == 2 and a[at[0]] == b[at[1]] and a[at[1]] == b[at[0]] and at[1] - at[0] <= 2
