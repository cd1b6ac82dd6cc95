"""The one place that decides how a check ended and says it: left, right, envelope → outcome → words in two languages.

The envelope is what rounding alone can do: every printed number that enters may be off by half of its last printed
digit, so a total against n addends may differ by h × (n + 1), two printed copies of one number by 2h.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from build_site.model import NOWHERE, Finding, Outcome, Place
from build_site.model.money import in_english
from build_site.model.outcomes import NEUTRAL
from build_site.registers.reasons import REASONS

Words = tuple[str, str]
"""Chinese and English."""
AGREED: Words = ("一致。", "They agree.")
MISREAD = "本站读错（请对照原文）"
SLIP, STALE = "报告编制或印刷时的笔误", "报告编制时的笔误或沿用了旧文本"
REPORT = "report"
"""The scope of a rule that looks at the report as a whole."""
_NONE: Words = ("", "")
_TELLING = 5
"""So many digits are no accident."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison as told: its name, its value in the unit compared in (None: blank), the cell or claim that
    it is. `fact`: how to state it, where that is not “name: value”; `note`: how it was computed."""

    zh: str = ""
    en: str = ""
    value: Decimal | None = None
    id: str = ""
    fact: Words = _NONE
    note: Words = _NONE

    def stated(self, unit: str) -> Words:
        """The side with its value."""
        if self.fact[0]:
            return self.fact
        amount = told(self.value, unit)
        zh, en = (f"为 {amount}", amount) if self.value is not None else ("为空白", "blank")
        return f"{self.zh}{zh}{self.note[0]}", f"{self.en}: {en}{self.note[1]}"


NOTHING = Side()


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a comparison ended; without a difference, nothing could be compared."""

    outcome: Outcome
    reason: str = ""
    difference: Decimal | None = None
    envelope: Decimal | None = None


def judge(left: Decimal | None, right: Decimal | None, envelope: Decimal, *, limit: bool = False) -> Verdict:
    """Left against right, None for a printed blank, which counts as nothing. `limit`: left should not be above right."""
    if left is None and right is None:
        return Verdict(Outcome.NOT_APPLICABLE, "both-blank")
    difference = (left or Decimal(0)) - (right or Decimal(0))
    if not difference or (limit and difference < 0):
        return Verdict(Outcome.EXACT, "", difference, envelope)
    reason = "blank-against-value" if None in (left, right) else ""
    outcome = Outcome.ROUNDING if abs(difference) <= envelope else Outcome.DIFFERS
    return Verdict(outcome, reason, difference, envelope)


def unproven(reason: str) -> Verdict:
    """An operand is missing or could not be read."""
    return Verdict(Outcome.NOT_CHECKABLE, reason)


def irrelevant(reason: str) -> Verdict:
    """There is nothing to compare."""
    return Verdict(Outcome.NOT_APPLICABLE, reason)


def concluded(
    rule: tuple[str, str], scope: str, left: Side, right: Side, verdict: Verdict, *, unit: str = "", limit: bool = False,
    terms: Iterable[str] = (), addends: Sequence[tuple[str, Decimal | None]] = (), prefix: Words = _NONE,
    suffix: Words = _NONE, missing: Words = _NONE, place: Place = NOWHERE, why: Sequence[str] = (),
) -> Finding:  # fmt: skip
    """The finding of a comparison by the rule (id, version). `addends`: names and values that may be counted twice or left
    out; `missing`: what was looked for in vain; `why`: explanations that only this rule knows."""
    words = _compared(left, right, verdict, unit, missing, limit=limit)
    if verdict.outcome is not Outcome.NOT_APPLICABLE:
        lead = (f"{prefix[0]}：", f"{prefix[1]}: ") if prefix[0] and words != AGREED else _NONE
        words = lead[0] + words[0] + suffix[0], lead[1] + words[1] + suffix[1]
    explained = _explained(left, right, verdict, addends, why)
    zh, en = _facts(left, right, verdict, unit, limit=limit)
    facts = zh, in_english(en)
    return _finding(
        rule, scope, left, right, verdict, words, terms, place, explained, unit=unit, limit=limit, facts=facts
    )


def stated(
    rule: tuple[str, str], scope: str, verdict: Verdict, words: Words, left: Side = NOTHING, right: Side = NOTHING, *,
    terms: Iterable[str] = (), place: Place = NOWHERE, why: str = "",
) -> Finding:  # fmt: skip
    """A finding in words of its own: about what is there or is said, rather than about two amounts."""
    return _finding(rule, scope, left, right, verdict, words, terms, place, filter(None, [why]))


def _finding(
    rule: tuple[str, str], scope: str, left: Side, right: Side, verdict: Verdict, words: Words, terms: Iterable[str],
    place: Place, why: Iterable[str], *, unit: str = "", limit: bool = False, facts: Words = _NONE,
) -> Finding:  # fmt: skip
    claim, cell = _apart(left.id)
    difference = verdict.difference
    if difference is not None and left.value is not None and right.value is not None:
        difference = left.value - right.value  # of the two sides as told, always
    right_claim, right_cell = _apart(right.id)
    return Finding(
        finding_id=f"{rule[0]}:{scope}", rule_id=rule[0], rule_version=rule[1],
        outcome=verdict.outcome, reason_code=verdict.reason, scope=scope,
        left_text=left.zh + left.note[0], left_value=left.value, left_claim=claim, left_cell=cell,
        right_text=right.zh + right.note[0], right_value=right.value, right_claim=right_claim, right_cell=right_cell,
        difference=difference, envelope=verdict.envelope, unit=unit if difference is not None else "", terms=" ".join(dict.fromkeys(terms)),
        message_zh=words[0], message_en=in_english(words[1]), explanations="；".join(why), place=place, limit=limit, facts=facts,
        left_en=in_english(left.en + left.note[1]), right_en=in_english(right.en + right.note[1]),
    )  # fmt: skip


def _apart(evidence: str) -> tuple[str, str]:
    """The claim, or the cell (form/row/field, of another report slug/year/ before it), that an id names."""
    return ("", evidence) if evidence.count("/") > 1 else (evidence, "")


def _facts(left: Side, right: Side, verdict: Verdict, unit: str, *, limit: bool) -> Words:
    """What is printed on both sides and how far apart it is, of a difference; no more is said of a defect."""
    if verdict.outcome is not Outcome.DIFFERS or verdict.difference is None:
        return _NONE
    first, second = left.stated(unit), right.stated(unit)
    size = _apart_by(verdict.difference, unit)
    zh = f"{first[0]}，超过了{second[0]}，多 {size[0]}" if limit else f"{first[0]}；{second[0]}；相差 {size[0]}"
    return zh, f"{first[1]}; {second[1]}; {'in excess by' if limit else 'a difference of'} {size[1]}"


def _apart_by(value: Decimal, unit: str) -> Words:
    """A difference with its unit: two rates are percentage points apart."""
    if unit == "%":
        return told(abs(value), "个百分点"), told(abs(value), "percentage points")
    return (told(abs(value), unit),) * 2


def told(value: Decimal | None, unit: str = "") -> str:
    """A number as our sentences write it, whatever the report's own way: with thousands separators, but for what has no unit:
    a year.

    >>> told(Decimal("39906.09"), "万元"), told(Decimal("71.65"), "%"), told(Decimal(2023)), told(None)
    ('39,906.09 万元', '71.65%', '2023', '')
    """
    return "" if value is None else with_unit(f"{value:,f}" if unit not in ("", "年") else f"{value:f}", unit)


def with_unit(number: str, unit: str) -> str:
    return f"{number}{unit}" if unit == "%" else f"{number} {unit}".rstrip()


def without(reason: str, what: Words, outcome: Outcome) -> Words:
    """Why a check of `what` was not made, or does not apply."""
    zh, en = REASONS[reason]
    if outcome is Outcome.NOT_CHECKABLE:
        return f"{what[0]}：{zh}，未能检查。", f"{what[1]}: {en}; not checked."
    return f"{what[0]}：{zh}，此项检查不适用。", f"{en}; not applicable."


def _compared(left: Side, right: Side, verdict: Verdict, unit: str, missing: Words, *, limit: bool) -> Words:
    """The sentence of a comparison. What agrees or does not apply is said shortly: its two sides stand beside it."""
    if verdict.outcome is Outcome.EXACT:
        return AGREED
    if verdict.outcome is Outcome.NOT_APPLICABLE:
        zh, en = REASONS[verdict.reason]
        return f"{zh}，不适用。", f"{en}; not applicable."
    if verdict.difference is None or verdict.envelope is None:
        named = left.fact if left.fact[0] else (left.zh, left.en)
        both = (f"{named[0]}与{right.zh}", f"{named[1]} against {right.en}") if right.zh else named
        zh, en = REASONS[verdict.reason]
        gap = (f"（{missing[0]}）", f" ({missing[1]})") if missing[0] else _NONE
        return f"{both[0]}：{zh}{gap[0]}，未能检查。", f"{both[1]}: {en}{gap[1]}; not checked."
    first, second = left.stated(unit), right.stated(unit)
    facts = f"{first[0]}，按理不应超过：{second[0]}；" if limit else f"{first[0]}；{second[0]}；"
    facts_en = f"{first[1]}; {'should not be above ' if limit else ''}{second[1]}. "
    if verdict.outcome is Outcome.ROUNDING and verdict.reason and verdict.reason != "blank-against-value":
        zh, en = REASONS[verdict.reason]
        return f"{facts}{zh}。", f"{facts_en}{en[:1].upper()}{en[1:]}."
    size, room = _apart_by(verdict.difference, unit), _apart_by(verdict.envelope.normalize(), unit)
    gap = (
        (f"超过了 {size[0]}", f"The excess is {size[1]}")
        if limit
        else (f"相差 {size[0]}", f"The difference is {size[1]}")
    )
    if verdict.outcome is Outcome.ROUNDING:
        zh = f"{facts}{gap[0]}，不超过四舍五入所能造成的 {room[0]}，属于尾数误差。"
        return zh, f"{facts_en}{gap[1]}, within the {room[1]} that rounding can account for."
    zh = f"{facts}{gap[0]}，大于四舍五入所能造成的 {room[0]}。{NEUTRAL[0]}"
    return zh, f"{facts_en}{gap[1]}, more than the {room[1]} that rounding can account for.{NEUTRAL[1]}"


def _explained(
    left: Side, right: Side, verdict: Verdict, addends: Sequence[tuple[str, Decimal | None]], why: Sequence[str]
) -> Iterator[str]:
    """What could innocently explain a difference, in Chinese, most specific first."""
    if verdict.outcome is Outcome.ROUNDING:
        yield "各数分别四舍五入；金额单位换算的尾数"
    if verdict.outcome is not Outcome.DIFFERS:
        return
    yield from why
    a, b = left.value, right.value
    if verdict.reason == "blank-against-value":
        yield "一处留空未填"
    elif a and b and 10_000 in (a / b, b / a):
        yield "一处以元、一处以万元填列"
    elif a and b and a == -b:
        yield "一处漏印或多印负号"
    elif a and b and _swapped(f"{a:f}", f"{b:f}"):
        yield "一处有相邻两个数字颠倒"
    size = abs(verdict.difference or Decimal(0))
    yield from [f"差额恰好等于{name}，可能重复计入或漏计" for name, value in addends if value and value == size][:1]
    yield STALE if left.fact[0] else SLIP
    yield MISREAD


def _swapped(a: str, b: str) -> bool:
    """Whether two numbers differ by one pair of neighbouring digits exchanged."""
    if len(a) != len(b):
        return False
    at = [i for i in range(len(a)) if a[i] != b[i] and a[i] != "."]
    return len(at) == 2 and a[at[0]] == b[at[1]] and a[at[1]] == b[at[0]] and at[1] - at[0] <= 2


def slip(printed: Decimal | None, wanted: Decimal | None, least: int = _TELLING) -> bool:
    """Whether what is printed is what was wanted but for one digit, or two that changed places: of `least` digits and more,
    that shows that it was meant; the zeros of a round amount show nothing."""
    if not printed or not wanted:
        return False
    places = max(-int(printed.as_tuple().exponent), 0)
    one, other = (f"{abs(each):.{places}f}".replace(".", "") for each in (printed, wanted))
    apart = [i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    swapped = len(apart) == 2 and apart[1] - apart[0] == 1 and sorted(one) == sorted(other)
    told = max(len(each.rstrip("0")) for each in (one, other))
    return len(one) == len(other) >= least <= told + 1 and one[0] != "0" and (len(apart) == 1 or swapped)


def doubted(finding: Finding, reason: str) -> Finding:
    """A difference that our own reading may have made is no finding about the report: it could not be checked."""
    if finding.outcome is not Outcome.DIFFERS:
        return finding
    zh, en = REASONS[reason]
    return replace(
        finding,
        outcome=Outcome.NOT_CHECKABLE,
        reason_code=reason,
        message_zh=f"{finding.message_zh.removesuffix(NEUTRAL[0])}但{zh}，因此不作结论。",
        message_en=f"{finding.message_en.removesuffix(NEUTRAL[1])} But {en}, so nothing is concluded.",
        explanations="",
    )


def numbered(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, a scope that a rule has come to before numbered (`scope#2`): ids are unique by construction, so
    that no slip of ours can ever refuse a report."""
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.finding_id] += 1
        times = seen[finding.finding_id]
        if times == 1:
            yield finding
        else:
            yield replace(finding, finding_id=f"{finding.finding_id}#{times}", scope=f"{finding.scope}#{times}")
