"""The words of direction in the narrative (增加, 大于, 持平) against the numbers."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from build_site.model import Finding
from build_site.reconcile.case import Case, Num, of_said, text_of
from build_site.reconcile.declare import Rule, rule
from build_site.reconcile.rules.rates import BASIS, SAME, UP, word_of, worded
from build_site.reconcile.said import PLANS, Said

_WORDS = {
    "increase": ("增加", "“增加” (an increase)"),
    "greater": ("大于", "“大于” (greater than)"),
    "decrease": ("减少", "“减少” (a decrease)"),
    "less": ("小于", "“小于” (less than)"),
    "flat": ("持平", "“持平” (no change)"),
    "equal": ("等于", "“等于” (equal to)"),
}
_PRINTED = {
    "increase": "增加|增长|上升|提高",
    "greater": "[大高多]于|超过?",
    "decrease": "减少|下降|降低|压减",
    "less": "[小低少]于",
    **dict.fromkeys(("flat", "equal"), "持平|一致|相[同等当]|等于|[无没]有?变化"),
}
"""How a direction is printed."""
_BEHIND = 40
"""So many characters behind a sentence its word of direction may stand."""
_WHOLE = Num(Decimal(100), Decimal(0), "100%", "100%", "")
_NEARLY = re.compile("基本(?:持平|一致|相同|相等)")


@rule(
    "L-DIRECTION", "增减、大小、持平等用词与数字相符 | Words of direction fit the numbers",
    "增加/大于 ⇒ 差额 > 0；减少/小于 ⇒ 差额 < 0；持平/等于 ⇒ 差额 = 0", basis=BASIS, needs="两个数都已印出",
    tolerance="“持平”“等于”允许两数各差半个末位 | “unchanged” allows half a last printed digit for each of the two",
    exact="一致。 | They agree.",
    differs="文中用“{word}”一词，与数字不符：{final}，{base}（“{short}”）。{neutral} | The text says {word}, which does not fit its numbers: {final}; {base} (“{short}”). {neutral} | 套用模板时未改用词；其中一个数写错",
    example="文中写“决算 34.26 万元小于年初预算 26.72 万元” | The text says that 34.26 is less than 26.72",
)  # fmt: skip
def direction(rule: Rule, case: Case) -> Iterator[Finding]:
    """Where both numbers are known."""
    for said in case.claims:
        if said.direction not in _WORDS or not said.base or (said.direction == "equal" and _nearly(case, said)):
            continue
        if said.aspect and said.value == 0:  # 比预算减少 0 万元: the same
            continue
        final = of_said(said) if said.is_level else case.final(said)
        base = case.plan(said, said.base)[0] if said.base in PLANS else case.prior(said)
        rate = word_of(case, said) if base is None and said.is_level else None
        if rate is not None:
            final, base = _rate_of(rate), replace(_WHOLE, id=rate.claim_id)
        if final is not None and base is not None:
            fits = _fits(said.direction, final, base)
            short = _with_word(case, said)
            yield worded(rule, said, base, fits=fits, word=_WORDS[said.direction], final=final, short=short)


def _with_word(case: Case, said: Said) -> str:
    """The sentence with the clause behind it that says the direction, where it does not itself: 决算数大于预算数."""
    text, word = text_of(case, said.section).replace("\n", ""), re.compile(_PRINTED[said.direction])
    end = text.find(said.sentence) + len(said.sentence)
    found = word.search(text, end, end + _BEHIND)
    if said.sentence not in text or found is None or word.search(said.short):
        return said.short
    clause = re.compile("[^，。；：:]*$").search(text, end, found.start())
    start = clause.start() if clause else found.start()
    behind = text[start : found.end() + _BEHIND].partition("原因")[0]
    return f"{said.short}{'…' if start > end else ''}{re.split('[，。；：:]', behind)[0].removesuffix('的主要').removesuffix('主要')}"


def _rate_of(said: Said) -> Num:
    zh, en = f"文中完成率为 {said.figure}", f"a completion rate of {said.figure}"
    return Num(said.value or Decimal(0), Decimal(5).scaleb(-said.decimals - 1), zh, en, said.claim_id)


def _nearly(case: Case, said: Said) -> bool:
    """基本持平 does not say that nothing moved."""
    text = text_of(case, said.section).replace("\n", "")
    after = text.find(said.sentence) + len(said.sentence)
    return "基本" in said.sentence or _NEARLY.search(text, after, after + 60) is not None


def _fits(word: str, final: Num, base: Num) -> bool:
    difference = final.value - base.value
    if word in SAME:
        return abs(difference) <= final.half + base.half
    return difference > 0 if word in UP else difference < 0
