"""N-SHARE, N-COMPLETION, N-CHANGE, L-ZERO-BASE, L-DIRECTION: rates recomputed, directions against the numbers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal

from build_site.model import Finding, Outcome
from build_site.reconcile.claims.amounts import NOTHING
from build_site.reconcile.claims.numbers import Key, Num, Text, of_said
from build_site.reconcile.claims.said import PHASES, PLANS, Said
from build_site.reconcile.claims.tell import Against, Result, finding, within
from build_site.reconcile.claims.where import AMBIGUOUS
from build_site.reconcile.messages import NEUTRAL, plain

_UP, _DOWN, _SAME = ("increase", "greater"), ("decrease", "less"), ("flat", "equal")
_WORDS = {
    "increase": ("增加", "an increase"),
    "greater": ("大于", "greater"),
    "decrease": ("减少", "a decrease"),
    "less": ("小于", "less"),
    "flat": ("持平", "no change"),
    "equal": ("等于", "equal"),
}


def check(text: Text, said: Said) -> Iterator[Finding]:
    """The findings about one rate or change."""
    match said.aspect:
        case "share":
            yield _share(text, said)
        case "completion-rate":
            yield from _completion(text, said)
        case "change-rate":
            yield _change_rate(text, said)
        case "change-amount":
            yield _change_amount(text, said)


def _not(rule_id: str, said: Said, reason: str, outcome: Outcome = Outcome.NOT_CHECKABLE) -> Finding:
    return finding(rule_id, said, NOTHING, Result(outcome, reason))


def _share(text: Text, said: Said) -> Finding:
    if said.value is None:
        return _not("N-SHARE", said, "not-read" if said.printed else "both-blank")
    if not said.base:
        return _not("N-SHARE", said, "base-unknown")
    part = text.final(said)
    if part is None:
        return _not("N-SHARE", said, "part-missing")
    measure, _, subject = said.base.partition(" ")
    tried = [_share_of(text, said, part, (name, subject)) for name in AMBIGUOUS.get(measure, (measure,))]
    return next((f for f in tried if f.outcome in (Outcome.EXACT, Outcome.ROUNDING)), tried[-1])


def _share_of(text: Text, said: Said, part: Num, key: Key) -> Finding:
    whole = text.level(key, ("executed",), said) or text.form(key, "executed", said)
    if whole is None:
        return _not("N-SHARE", said, "base-missing")
    if whole.value == 0:
        return _not("N-SHARE", said, "zero-base")
    return _ratio("N-SHARE", said, part, whole)


def _ratio(rule_id: str, said: Said, part: Num, whole: Num, explanations: tuple[str, ...] = ()) -> Finding:
    """A printed per cent against part ÷ whole; the whole is not zero."""
    printed = said.value or Decimal(0)
    exact = part.value / whole.value * 100
    half = Decimal(5).scaleb(-said.decimals - 1)
    shown = exact.quantize(Decimal(1).scaleb(-said.decimals), rounding=ROUND_HALF_UP)
    if shown == printed:
        result = Result(Outcome.EXACT, "", Decimal(0), half)
    else:
        # compared before rounding: a printed 54.62 covers 54.615 to 54.625, and the amounts' own rounding on both sides
        shown = exact.quantize(Decimal(1).scaleb(-max(said.decimals, 2) - 2), rounding=ROUND_HALF_UP)
        slack = max(abs(quotient - exact) for quotient in _quotients(part, whole))
        envelope = (half + slack).quantize(Decimal("0.0001"), rounding=ROUND_UP)
        result = Result(within(printed - shown, envelope), "", printed - shown, envelope)
    zh, en = f"（{part.zh} ÷ {whole.zh}）", f" ({part.en} ÷ {whole.en})"
    if result.outcome is Outcome.DIFFERS and result.difference is not None and abs(result.difference) <= 2 * half:
        explanations = (*explanations, "末位之差：可能为使各项占比合计 100% 而调整，或按未进位的金额计算")
    against = Against("按金额计算", "computed from the amounts", shown)
    terms = [i for i in (part.id, whole.id) if i]
    return finding(
        rule_id, said, against, result, terms=terms, unit=said.unit, note=(zh, en), explanations=explanations
    )


def _quotients(part: Num, whole: Num) -> list[Decimal]:
    tops = (part.value - part.half, part.value + part.half)
    bottoms = [b for b in (whole.value - whole.half, whole.value + whole.half) if b != 0]
    return [top / bottom * 100 for top in tops for bottom in bottoms]


def _completion(text: Text, said: Said) -> Iterator[Finding]:
    if said.value is None:
        yield _not("N-COMPLETION", said, "not-read" if said.printed else "both-blank")
        return
    final = text.final(said)
    plan, phase = text.plan(said, said.base)
    if plan is None or final is None:
        yield _not("N-COMPLETION", said, "base-missing" if plan is None else "part-missing")
        return
    if plan.value != 0:
        yield _zero_base(said, plan, Outcome.EXACT)
        yield _ratio("N-COMPLETION", said, final, plan, _other_plan(text, said, final, phase))
    elif final.value == 0 and said.value not in (0, 100):
        result = Result(Outcome.DIFFERS, "zero-over-zero", said.value, Decimal(0))
        yield finding("N-COMPLETION", said, Against("按金额计算", "computed from the amounts", Decimal(0)), result)
    elif final.value == 0:
        yield _not("N-COMPLETION", said, "zero-over-zero", Outcome.NOT_APPLICABLE)
    else:
        yield _zero_base(said, plan, Outcome.DIFFERS, _other_plan(text, said, final, phase))
        yield _not("N-COMPLETION", said, "zero-base")


def _other_plan(text: Text, said: Said, final: Num, used: str) -> tuple[str, ...]:
    """Whether the printed rate fits another budget that the section names."""
    for phase in PLANS:
        other = text.level(said.key, (phase,), said, anywhere=False) if phase != used else None
        if other is not None and other.value:
            rate = (final.value / other.value * 100).quantize(Decimal(1).scaleb(-said.decimals), rounding=ROUND_HALF_UP)
            if rate == said.value:
                return (f"按{PHASES[phase][0]}数计算正好是 {plain(rate)}%，可能写错了基数",)
    return ()


def _zero_base(said: Said, plan: Num, outcome: Outcome, explanations: tuple[str, ...] = ()) -> Finding:
    """L-ZERO-BASE: a completion rate needs a budget above zero."""
    facts = (
        f"文中写完成率 {said.figure}（“{said.short}”），作为基数的是{plan.zh}",
        f"A completion rate of {said.figure} (“{said.short}”) on {plan.en}",
    )
    if outcome is Outcome.EXACT:
        return _stated(
            "L-ZERO-BASE", said, outcome, (f"{facts[0]}，不为零。", f"{facts[1]}, which is above zero."), plan
        )
    words = (f"{facts[0]}；基数为零，完成率没有意义。", f"{facts[1]}: on a base of zero a rate has no meaning.")
    return _stated("L-ZERO-BASE", said, outcome, words, plan, (*explanations, "可能写错了预算数或基数的名称"))


def _stated(
    rule_id: str, said: Said, outcome: Outcome, words: tuple[str, str], other: Num, explanations: tuple[str, ...] = ()
) -> Finding:
    """A finding in words of its own."""
    made = finding(
        rule_id, said, Against(other.zh, other.en, None, other.id), Result(outcome), explanations=explanations
    )
    values = {name: getattr(made, name) for name in Finding.__slots__}
    why = "；".join(explanations) if outcome is Outcome.DIFFERS else ""
    return Finding(**{**values, "message_zh": words[0], "message_en": words[1], "explanations": why})


def _last(text: Text, said: Said, final: Num | None) -> Num | None:
    """Last year's amount: printed, else this year's less the stated change."""
    prior = text.prior(said)
    if prior is not None:
        return prior
    change = said if said.aspect == "change-amount" else text.change(said)
    number = of_said(change) if change is not None else None
    if change is None or number is None or final is None:
        return None
    sign = 1 if change.direction in _UP else -1 if change.direction in _DOWN else 0
    if sign == 0 and number.value != 0:
        return None
    words = (f"（{final.zh}与{number.zh}推算的上年数）", f"(last year's amount, from {final.en} and {number.en})")
    return Num(final.value - sign * number.value, final.half + number.half, *words, number.id)


def _change_rate(text: Text, said: Said) -> Finding:
    if said.value is None:
        return _not("N-CHANGE", said, "not-read" if said.printed else "both-blank")
    final = text.final(said)
    base = text.plan(said, said.base)[0] if said.base in PLANS else _last(text, said, final)
    if not said.base:
        return _not("N-CHANGE", said, "base-unknown")
    if base is None or final is None:
        return _not("N-CHANGE", said, "last-year-unknown" if said.base not in PLANS else "base-missing")
    if base.value == 0:
        return _not("N-CHANGE", said, "zero-over-zero" if final.value == 0 else "zero-base")
    change = text.change(said)
    stated = of_said(change) if change is not None else None
    part = stated or Num(
        abs(final.value - base.value),
        final.half + base.half,
        f"{final.zh}与{base.zh}之差",
        f"{final.en} less {base.en}",
        final.id,
    )
    return _ratio("N-CHANGE", said, part, base)


def _change_amount(text: Text, said: Said) -> Finding:
    if said.value is None:
        return _not("N-CHANGE", said, "not-read" if said.printed else "both-blank")
    final = text.final(said)
    base = text.plan(said, said.base)[0] if said.base in PLANS else text.prior(said)
    if base is None or final is None:
        rate = any(c.aspect == "change-rate" and c.key == said.key and c.sentence == said.sentence for c in text.claims)
        if rate and said.base not in PLANS:
            return _not("N-CHANGE", said, "checked-with-rate", Outcome.NOT_APPLICABLE)
        reason = "base-missing" if said.base in PLANS else "last-year-unknown" if said.base else "base-unknown"
        return _not("N-CHANGE", said, reason)
    number = of_said(said)
    factor = (number.value / said.value) if number and said.value else Decimal(1)
    shown = abs(final.value - base.value) / factor
    envelope = (final.half + base.half) / factor + said.half
    difference = said.value - shown
    against = Against("两数之差", "the difference of the two", shown)
    note = (f"（{final.zh} 与 {base.zh}）", f" ({final.en} and {base.en})")
    result = Result(within(difference, envelope), "", difference, envelope)
    return finding("N-CHANGE", said, against, result, terms=[final.id, base.id], note=note)


def direction(text: Text, said: Said) -> Finding | None:
    """L-DIRECTION: the direction word against the two numbers, where both are known; None where they are not."""
    if said.direction not in _WORDS or not said.base:
        return None
    final = of_said(said) if said.is_level else text.final(said)
    base = text.plan(said, said.base)[0] if said.base in PLANS else text.prior(said)
    if final is None or base is None:
        return None
    difference = final.value - base.value
    word = said.direction
    right = (
        (word in _UP and difference > 0) or (word in _DOWN and difference < 0) or (word in _SAME and difference == 0)
    )
    if word in _SAME and not right and abs(difference) <= final.half + base.half:
        right = True
    zh_word, en_word = _WORDS[word]
    facts_zh = f"文中用“{zh_word}”一词；{final.zh}，{base.zh}（“{said.short}”）"
    facts_en = f"The text speaks of {en_word}; {final.en}, {base.en} (“{said.short}”)"
    if right:
        return _stated(
            "L-DIRECTION", said, Outcome.EXACT, (f"{facts_zh}；与数字相符。", f"{facts_en}. It fits the numbers."), base
        )
    words = (f"{facts_zh}；与数字不符。{NEUTRAL[0]}", f"{facts_en}. It does not fit the numbers. {NEUTRAL[1]}")
    return _stated("L-DIRECTION", said, Outcome.DIFFERS, words, base, ("套用模板时未改用词", "其中一个数写错"))
