"""Shares, completion rates and changes recomputed from the amounts; words of direction against them."""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal
from itertools import chain, groupby, pairwise

from build_site.model import Finding, Form, Outcome
from build_site.reconcile.case import Case, Key, Num, of_cell, of_said
from build_site.reconcile.decide import Side, Verdict, doubted, irrelevant, judge, slip, told, unproven
from build_site.reconcile.declare import Rule, rule
from build_site.reconcile.rules.lists import is_natural, of_named_whole, possible_wholes
from build_site.reconcile.said import PHASES, PLANS, Said, about

UP, DOWN, SAME = ("increase", "greater"), ("decrease", "less"), ("flat", "equal")
_PRECISE = Decimal("0.0001")
_BARE = re.compile(r"\s*[万亿]?元[，,]?\s*(?:所?占(?:比|比例|比重)?|比重)(?:为|达)?\s*")
_LIST = 3
BASIS = "部门决算公开格式：情况说明"
_RATE = "印出的百分数覆盖其末位的正负半个单位，再加上两个金额各自的尾数误差 | the printed per cent covers half a unit of its last digit, plus what rounding of the two amounts can do"


def _not(rule: Rule, said: Said, reason: str) -> Finding:
    return about(rule, said, Side(), unproven(reason))


def _blank(rule: Rule, said: Said) -> Finding:
    return _not(rule, said, said.gap)


@rule(
    "N-SHARE", "说明中的占比 = 部分 ÷ 整体 | Each printed share = part ÷ whole", "占比 = 部分 ÷ 整体 × 100%",
    basis=BASIS, needs="部分与整体都在文中或表中印出", tolerance=_RATE,
    example="文中写“事业收入 18.00 万元，占 4.92%”，而 18.00 除以收入合计 195.00 是 9.23% | The text says that 18.00 is 4.92% of revenue, but 18.00 of 195.00 is 9.23%",
)  # fmt: skip
def share(rule: Rule, case: Case) -> Iterator[Finding]:
    listed = {f.left_claim: f for section in _sections(case) for f in _of_one_whole(rule, case, section)}
    for said in case.claims:
        if said.claim_id in listed:
            yield listed[said.claim_id]
        elif said.aspect == "share":
            yield _share(rule, case, said)


def _sections(case: Case) -> Iterator[list[Said]]:
    return (list(group) for _, group in groupby(case.claims, key=lambda said: said.section))


def _of_one_whole(rule: Rule, case: Case, section: Sequence[Said]) -> Iterator[Finding]:
    """甲 3 万元，占 30%；乙 5 万元，占 50%；丙 2 万元，占 21%: whatever amount, or their sum, all but one are shares of."""
    pairs = [(part, said) for amount, said in pairwise(section) if (part := _bare_part(amount, said)) is not None]
    if len(pairs) < _LIST:
        return
    parts, total = [part for part, _ in pairs], sum((part.value for part, _ in pairs), Decimal(0))
    half = sum((part.half for part in parts), Decimal(0))
    cells = (cell for row in case[Form.REVENUE_AND_EXPENDITURE].rows for cell in row.cells.values() if cell.value)
    named = map(of_said, (said for said in section if said.is_money))
    whole = Num(total, half, "所列各数之和", "the sum of these amounts", "")
    wholes = {each.value: each for each in (*map(of_cell, cells), *named, whole) if each and each.value > 0}
    values, most = sorted(wholes), max(each.half for each in wholes.values())
    near = [values[slice(*(bisect(values, each) for each in _wholes(part, said, most)))] for part, said in pairs]
    likely = [wholes[value] for value, _ in Counter(chain(*near)).most_common(_LIST)]
    if not likely:
        return
    best = min(([ratio(rule, case, said, part, each) for part, said in pairs] for each in likely), key=_wrong)
    fits_none = sum(not each for each in near)
    odd = next((f for f in best if f.outcome is Outcome.DIFFERS), None)
    if odd is None or (_wrong(best) == fits_none == 1 and slip(odd.left_value, odd.right_value, _LIST)):
        yield from best  # else the one is a share of something else


def _wholes(part: Num, said: Said, half: Decimal) -> tuple[Decimal, Decimal]:
    """Between which amounts lies what this may be a share of: it tells of many which are worth a finding."""
    value, room = abs(said.value or Decimal(0)), 2 * said.half
    least, most = 100 * (abs(part.value) - 2 * part.half), 100 * (abs(part.value) + 2 * part.half)
    return least / (value + room) - 2 * half, most / max(value - room, _PRECISE) + 2 * half


def _wrong(made: Sequence[Finding]) -> int:
    return sum(f.outcome is Outcome.DIFFERS for f in made)


def _bare_part(amount: Said, said: Said) -> Num | None:
    """The amount right before a share, where no word tells of what it is one."""
    open_to = said.unit == "%" and said.value and not said.base and amount.sentence == said.sentence
    told = amount.is_money and not amount.aspect and _BARE.fullmatch(said.sentence[amount.span[1] : said.span[0]])
    return of_said(amount) if open_to and told else None


def _share(rule: Rule, case: Case, said: Said) -> Finding:
    if said.value is None:
        return _blank(rule, said)
    if not said.base:
        return _not(rule, said, "whole-unknown")
    part = case.final(said)
    if part is None:
        return _not(rule, said, "part-missing")
    tried = [_share_of(rule, case, said, part, key) for key in possible_wholes(case, said)]
    made = next((f for f in tried if f.outcome in (Outcome.EXACT, Outcome.ROUNDING)), min(tried, key=_far))
    return made if of_named_whole(said) or is_natural(said) else doubted(made, "carried")


def _far(finding: Finding) -> Decimal:
    return abs(finding.difference) if finding.difference is not None else Decimal("Infinity")


def _share_of(rule: Rule, case: Case, said: Said, part: Num, key: Key) -> Finding:
    whole = case.level(key, ("executed",), said) or case.form(key, "executed", said)
    if whole is None:
        return _not(rule, said, "whole-missing")
    if whole.value == 0:
        return about(rule, said, Side(), irrelevant("zero-base"))
    made = ratio(rule, case, said, part, whole)
    above = made.outcome is Outcome.DIFFERS and 0 <= (said.value or 0) <= 100 < (made.right_value or 0)
    return _not(rule, said, "part-above-whole") if above and not of_named_whole(said) else made


def ratio(rule: Rule, case: Case, said: Said, part: Num, whole: Num, why: tuple[str, ...] = ()) -> Finding:
    """A printed per cent against part ÷ whole; the whole is not zero."""
    printed, decimals = said.value or Decimal(0), case.decimals(said)
    exact = part.value / whole.value * 100
    half = Decimal(5).scaleb(-decimals - 1)
    shown = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    verdict = Verdict(Outcome.EXACT, "", Decimal(0), half)
    if shown != printed:
        # compared before rounding: a printed 54.62 covers 54.615 to 54.625, and the amounts' own rounding on both sides
        shown = exact.quantize(Decimal(1).scaleb(-max(decimals, 2)), rounding=ROUND_HALF_UP)
        slack = max(abs(quotient - exact) for quotient in _quotients(part, whole))
        precise = exact.quantize(_PRECISE, rounding=ROUND_HALF_UP)
        verdict = judge(printed, precise, (half + slack).quantize(_PRECISE, rounding=ROUND_UP))
        if verdict.outcome is Outcome.DIFFERS and decimals and abs(printed - exact) < 2 * half:
            verdict = Verdict(Outcome.ROUNDING, "last-place", printed - shown, 2 * half)
        elif verdict.outcome is Outcome.DIFFERS:
            verdict = replace(verdict, difference=printed - shown)
    note = f"（{part.zh} ÷ {whole.zh}）", f" ({part.en} ÷ {whole.en})"
    against = Side("按金额计算", "computed from the amounts", shown, note=note)
    return about(rule, said, against, verdict, terms=filter(None, (part.id, whole.id)), why=why)


def _quotients(part: Num, whole: Num) -> list[Decimal]:
    tops = (part.value - part.half, part.value + part.half)
    bottoms = [b for b in (whole.value - whole.half, whole.value + whole.half) if b != 0]
    return [top / bottom * 100 for top in tops for bottom in bottoms]


@rule(
    "N-COMPLETION", "说明中的完成率 = 决算 ÷ 预算 | Each printed completion rate = final amount ÷ budget",
    "完成率 = 决算数 ÷ 所称的预算数 × 100%", basis=BASIS, needs="决算数与所称的预算数都印出，预算数不为零", tolerance=_RATE,
    example="文中写“年初预算 0.50 万元，决算 0.17 万元，完成 142.00%”，算出来是 34.00% | The text has a budget of 0.50, a final amount of 0.17 and 142.00% completed; it is 34.00%",
)  # fmt: skip
def completion(rule: Rule, case: Case) -> Iterator[Finding]:
    for said in case.claims:
        if said.aspect == "completion-rate":
            yield _completion(rule, case, said)


def _completion(rule: Rule, case: Case, said: Said) -> Finding:
    if said.value is None:
        return _blank(rule, said)
    final, (plan, phase) = case.final(said), case.plan(said, said.base)
    plan = plan or _told_plan(case, said, final)
    if plan is None or final is None:
        return _without_plan(rule, case, said, final) if plan is None else _not(rule, said, "part-missing")
    if plan.value != 0:
        return ratio(rule, case, said, final, plan, _other_plan(case, said, final, phase))
    if final.value != 0 or said.value in (0, 100):
        return about(rule, said, Side(), irrelevant("zero-base" if final.value else "zero-over-zero"))
    verdict = Verdict(Outcome.DIFFERS, "zero-over-zero", said.value, Decimal(0))
    return about(rule, said, Side("按金额计算", "computed from the amounts", Decimal(0)), verdict)


def is_checked(case: Case, said: Said) -> bool:
    """Whether the rules here know both amounts that a completion rate, a change or its rate is of."""
    ways = {"completion-rate": _completion, "change-rate": _change_rate, "change-amount": _change_amount}
    way = ways.get(said.aspect)
    return way is not None and way(completion, case, said).difference is not None


def _told_plan(case: Case, said: Said, final: Num | None) -> Num | None:
    """The budget that is not printed, where the sentence says by how much the final amount is above or below it."""
    same = (c for c in case.claims if c.sentence == said.sentence and c.key == said.key and c.base in PLANS)
    of_it = (c for c in same if c.base == said.base or "budget" in (c.base, said.base))  # 预算: which, is not said
    found = next((c for c in of_it if c.aspect == "change-amount"), None)
    return less(said, final, found) if found is not None and said.base in PLANS else None


def _without_plan(rule: Rule, case: Case, said: Said, final: Num | None) -> Finding:
    """A rate whose budget is not printed: its word of direction may be checked; nothing is 0 % of whatever it was."""
    if word_of(case, said) is not None:
        return about(rule, said, Side(), irrelevant("checked-with-word"))
    if final is not None and not final.value and not said.value:
        nothing = Side("按金额计算", "computed from the amounts", Decimal(0))
        return about(rule, said, nothing, judge(said.value, Decimal(0), Decimal(0)))
    return _not(rule, said, "plan-not-printed")


def _other_plan(case: Case, said: Said, final: Num, used: str) -> tuple[str, ...]:
    """Whether the printed rate fits another budget that the section names."""
    for phase in PLANS:
        other = case.level(said.key, (phase,), said, anywhere=False) if phase != used else None
        if other is not None and other.value:
            rate = (final.value / other.value * 100).quantize(Decimal(1).scaleb(-said.decimals), rounding=ROUND_HALF_UP)
            if rate == said.value:
                return (f"按{PHASES[phase][0]}数计算正好是 {told(rate, '%')}，可能写错了基数",)
    return ()


@rule(
    "L-ZERO-BASE", "基数为零时不写完成率、增减率 | No rate on a base of zero", "预算数（上年数）≠ 0",
    basis="比率须有非零基数", needs="写有完成率或增减率，且作为基数的数已印出或可推算；基数与决算都为零的不适用",
    exact="文中写{what} {figure}（“{short}”），作为基数的是{base}，不为零。 | {what} of {figure} (“{short}”) on {base}, which is above zero.",
    differs="文中写{what} {figure}（“{short}”），作为基数的是{base}；基数为零，{what}没有意义。 | {what} of {figure} (“{short}”) on {base}: on a base of zero a rate has no meaning. | 可能写错了基数或基数的名称",
    version="1.1.0", completion="完成率 | A completion rate", growth="增减率 | A rate of change",
    example="文中写年初预算 0 万元，完成年初预算的 100% | The text has a budget of 0 and 100% of it completed",
)  # fmt: skip
def zero_base(rule: Rule, case: Case) -> Iterator[Finding]:
    for said in case.claims:
        if said.value is None or said.aspect not in ("completion-rate", "change-rate"):
            continue
        final, growth = case.final(said), said.aspect == "change-rate"
        plan, phase = (_base(case, said, final), "") if said.base == "prior" else case.plan(said, said.base)
        if plan is None or final is None or not (plan.value or final.value) or (growth and not said.value):
            continue
        why = () if growth else _other_plan(case, said, final, phase)
        what = rule.say("growth" if growth else "completion")
        made = worded(rule, said, plan, fits=bool(plan.value), why=why, figure=said.figure, what=what)
        zero = ("", "") if plan.id else ("：0", ": 0")
        base, of = made.right_text + zero[0], made.right_en + zero[1]
        yield replace(made, cause=f"zero-base/{said.aspect}", right_text=base, right_en=of)


def worded(rule: Rule, said: Said, other: Num, *, fits: bool, why: tuple[str, ...] = (), **values: object) -> Finding:
    verdict, terms = Verdict(Outcome.EXACT if fits else Outcome.DIFFERS), filter(None, (said.claim_id, other.id))
    return rule.worded(
        said.claim_id, verdict, said.side, Side(other.zh, other.en, None, other.id), say="exact" if fits else "differs",
        terms=terms, place=said.place, why=why, base=other, **{"short": said.short, **values},
    )  # fmt: skip


@rule(
    "N-CHANGE", "说明中的增减额和增减率与两年（或预决算）数相符 | Each change and rate of change fits the two amounts",
    "增减额 = 本年 − 基数；增减率 = 增减额 ÷ 基数；未印基数的，上年数 = 本年数 ∓ 增减额", basis=BASIS, needs="基数印出，或可由增减额推算",
    tolerance="印出的百分数覆盖其末位的正负半个单位，再加上两个金额各自的尾数误差 | the printed number covers half a unit of its last digit, plus what rounding of the amounts can do",
    example="文中写“本年 120.00 万元，比上年增加 20.00 万元，增长 25.00%”，上年是 100.00 万元，增长应为 20.00% | The text says 120.00, up by 20.00 or 25.00%; from 100.00 it is 20.00%",
)  # fmt: skip
def change(rule: Rule, case: Case) -> Iterator[Finding]:
    for said in case.claims:
        if said.aspect in ("change-rate", "change-amount"):
            yield (_change_rate if said.aspect == "change-rate" else _change_amount)(rule, case, said)


def _change_rate(rule: Rule, case: Case, said: Said) -> Finding:
    if said.value is None:
        return _blank(rule, said)
    final = case.final(said)
    base = case.plan(said, said.base)[0] if said.base in PLANS else None
    base = base or _base(case, said, final)
    if not said.base:
        return about(rule, said, Side(), irrelevant("base-unknown"))
    if base is None or final is None:
        return _baseless(rule, said)
    if base.value == 0:
        return about(rule, said, Side(), irrelevant("zero-over-zero" if final.value == 0 else "zero-base"))
    words = f"{final.zh}与{base.zh}之差", f"{final.en} less {base.en}"
    found = case.change(said)
    part = of_said(found) if found else None
    computed = Num(abs(final.value - base.value), final.half + base.half, *words, final.id)
    made = ratio(rule, case, said, part or computed, base)
    if made.outcome is Outcome.DIFFERS and found is not None and part is not None:
        own = less(said, final, found)  # what the printed change was from: that is held against what is printed as such
        again = ratio(rule, case, said, part, own) if own is not None and own.value else made
        made = again if again.outcome is not Outcome.DIFFERS else made
    return made


def _baseless(rule: Rule, said: Said) -> Finding:
    """Last year's amount stands in last year's report (Y-LAST); a plan should be in this one."""
    planned = said.base in PLANS
    return about(rule, said, Side(), (unproven if planned else irrelevant)("base-missing" if planned else "last-year-unknown"))  # fmt: skip


def _base(case: Case, said: Said, final: Num | None) -> Num | None:
    """Last year's amount (or the budget, where it is not printed): printed, else this year's less the stated change."""
    prior = case.prior(said) if said.base not in PLANS else None
    if prior is not None:
        return prior
    found = case.change(said)
    return less(said, final, found) if found is not None else None


def less(said: Said, final: Num | None, change: Said) -> Num | None:
    """What a change was from: the final amount less it."""
    number = of_said(change)
    sign = 1 if change.direction in UP else -1 if change.direction in DOWN else 0
    if number is None or final is None or (sign == 0 and number.value != 0):
        return None
    zh, en = PHASES.get(said.base, PHASES["prior"])
    words = (
        f"{zh}数（由{final.zh}与增减额 {change.figure}推算）",
        f"{en} (from {final.en} and a change of {change.figure})",
    )
    return Num(final.value - sign * number.value, final.half + number.half, *words, f"{final.id} {number.id}".strip())


def _change_amount(rule: Rule, case: Case, said: Said) -> Finding:
    if said.value is None:
        return _blank(rule, said)
    final = case.final(said)
    base = case.plan(said, said.base)[0] if said.base in PLANS else case.prior(said) if said.base else None
    if base is None or final is None:
        if any(
            c.aspect in ("change-rate", "completion-rate") and c.key == said.key and c.sentence == said.sentence
            for c in case.claims
        ):
            return about(rule, said, Side(), irrelevant("checked-with-rate"))
        if not said.base:  # 节约资金 10 万元: a change of nothing that is said
            return about(rule, said, Side(), irrelevant("base-unknown"))
        return _baseless(rule, said)
    if said.phase == "adjusted":  # 年中调减 50 万元 moves the plan, not the result
        base, final = case.plan(said, said.base)[0], case.level(said.key, ("adjusted",), said, anywhere=False)
        if base is None or final is None:
            return about(rule, said, Side(), irrelevant("plan-not-in-forms"))
    number = of_said(said)
    factor = (number.value / said.value) if number and said.value else Decimal(1)
    shown = abs(final.value - base.value) / factor
    verdict = judge(said.value, shown, (final.half + base.half) / factor + said.half)
    note = f"（{final.zh} 与 {base.zh}）", f" ({final.en} and {base.en})"
    against = Side("两数之差", "the difference of the two", shown, note=note)
    made = about(rule, said, against, verdict, terms=[final.id, base.id])
    behind = case.order.get(base.id, -1) > case.order[said.claim_id]
    return doubted(made, "reading") if behind and _rate_fits(case, said, final) else made


def _rate_fits(case: Case, said: Said, final: Num) -> bool:
    """Whether the rate printed with a change fits it: an amount behind them that does not is of something else."""
    rates = (c for c in case.claims if c.sentence == said.sentence and c.key == said.key and c.base == said.base)
    rate = next((c for c in rates if c.aspect == "change-rate" and c.value), None)
    own, number = less(said, final, said), of_said(said)
    if rate is None or rate.value is None or own is None or number is None or not own.value:
        return False
    return abs(number.value / own.value * 100 - rate.value) < Decimal(1).scaleb(-case.decimals(rate))


def word_of(case: Case, said: Said) -> Said | None:
    """The amount that a completion rate, or the rate that an amount, belongs to, where the word of direction is said of it."""
    at = case.order[said.claim_id]
    near = case.claims[max(0, at - 2) : at + 3]
    return next(
        (c for c in near if c is not said and c.key == said.key and c.section == said.section and _told(said, c)), None
    )


def _told(said: Said, other: Said) -> bool:
    rate, amount = (said, other) if said.aspect else (other, said)
    told = rate.aspect == "completion-rate" and rate.value is not None and not amount.aspect
    return told and amount.direction in (*UP, *DOWN, *SAME) and amount.base == rate.base
