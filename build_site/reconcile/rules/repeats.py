"""The narrative against itself: one amount printed twice, one change told in two sections, a change and those of its parts."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby, pairwise

from build_site.model import Finding
from build_site.model.money import FACTORS
from build_site.reconcile import where
from build_site.reconcile.case import Case, of_said
from build_site.reconcile.decide import Side, judge
from build_site.reconcile.declare import REMARKED, Rule, rule
from build_site.reconcile.rules.lists import wholes
from build_site.reconcile.said import PHASES, Said, about, summed

_BASIS = "部门决算公开格式：情况说明"
_STAGES = (("target", "target-amount"), ("tracked", "tracked-amount"), ("self-evaluated", "amount"))
_SIGNS = {"increase": 1, "decrease": -1, "flat": 0}
_WORDS = {"increase": ("增加", "an increase"), "decrease": ("减少", "a decrease"), "flat": ("持平", "no change")}


@rule(
    "N-TWICE", "同一段中同一个数只有一种写法 | One amount has one value in its section", "同一科目、同一口径的两处金额相等",
    basis=_BASIS, needs="同一小节两次写到同一科目、同一口径的金额，位数相同；与决算表相差较大的在 N-AMOUNT 说明",
    exact="{phase}“{printed}”在本小节的写法相同。 | {phase} “{printed}” is the same throughout its section.",
    differs="同一小节中，{phase}一处写 {first}（“{short}”），一处写 {second}（“{other}”）。{neutral} | In one section, {phase} is {first} (“{short}”) and {second} (“{other}”). {neutral} | 笔误；两处取数的位数、时点不同",
    example="同一节里年初预算先写 113.21 万元，后写 131.21 万元 | In one section the initial budget is 113.21 first and 131.21 later (万元)",
)  # fmt: skip
def twice(rule: Rule, case: Case) -> Iterator[Finding]:
    """A sum may be off by rounding; the same number printed again may not."""
    for _, group in groupby(case.claims, key=lambda said: said.section):
        first: dict[tuple[str, str, str], Said] = {}
        for said in group:
            if not said.is_level or said.value is None or said.phase not in PHASES or said.bare not in where.measures():
                continue
            known = first.setdefault((*said.key, said.phase), said)
            if known is said or said.year != known.year or said.decimals != known.decimals or said.unit != known.unit:
                continue
            words = {"phase": PHASES[said.phase], "printed": said.printed}
            if said.value == known.value:
                yield rule.exact(said.claim_id, said.place, **words)
            elif not where.spots(said) or abs(said.value - (known.value or 0)) <= 2 * said.half:
                yield rule.differs(
                    said.claim_id, said.place, texts=(known.sentence, said.sentence), short=known.short,
                    other=said.short, first=known.figure, second=said.figure, **words,
                )  # fmt: skip


@rule(
    "N-SAME-CHANGE", "同一项较上年的增减在各节说法相同 | One change from last year goes the same way in every section", "同一项：增加、减少、持平只有一种",
    basis=_BASIS, needs="两节都写有同一项较上年的增减",
    exact="各处都说{first}。 | It is told as {first} everywhere.",
    differs="一处说{first}（“{short}”），另一处说{second}（“{other}”）。{neutral} | One place says {first} (“{short}”), another {second} (“{other}”). {neutral} | 套用模板时未改用词",
    example="“三公”经费一处写较上年减少，另一处写持平 | One place says that the expenses fell, another that they did not change",
)  # fmt: skip
def same_change(rule: Rule, case: Case) -> Iterator[Finding]:
    told: dict[tuple[str, str], Said] = {}
    for said in case.claims:
        moves = said.aspect == "change-amount" and said.value
        if said.base != "prior" or said.direction not in _SIGNS or not (moves or said.direction == "flat"):
            continue
        if said.claim_id in case.carried:
            continue
        known = told.setdefault(said.key, said)
        if known.section == said.section:
            continue
        words = {"first": _WORDS[known.direction], "second": _WORDS[said.direction]}
        if known.direction == said.direction:
            yield rule.exact(said.claim_id, said.place, **words)
        else:
            texts = known.sentence, said.sentence
            yield rule.differs(said.claim_id, said.place, texts=texts, short=known.short, other=said.short, **words)


@rule(
    "N-SAME-COUNT", "项目个数相同的，绩效目标、跟踪、自评的金额也相同 | The same number of projects has the same amount of money at each stage", "项目数相同 ⇒ 金额相同",
    basis="预算绩效管理要求", needs="文中写有两个阶段的项目数和金额", tolerance=REMARKED,
    exact="{n} 个项目在各阶段的金额相同。 | {n} projects have as much money at each stage.",
    counts="同为 {money}，一处 {first} 个项目，一处 {second} 个项目（“{short}”）。 | {money} is for {first} projects in one place, for {second} in another (“{short}”). | 统计口径不同；录入笔误",
    noted="同为 {n} 个项目，一处金额 {first}，一处金额 {second}（“{short}”）。 | {n} projects have {first} in one place, {second} in another (“{short}”). | 年中调整了预算；统计口径不同",
    example="同是 48 个项目，绩效目标一处写 7589.42 万元，自评一处写 4974.93 万元 | The same 48 projects have 7589.42 in one place and 4974.93 in another (万元)",
)  # fmt: skip
def same_count(rule: Rule, case: Case) -> Iterator[Finding]:
    said = {c.bare: c for c in reversed(case.claims) if c.bare.startswith("performance-") and c.value is not None}
    stages = [(said.get(f"performance-{n}-projects"), said.get(f"performance-{a}")) for n, a in _STAGES]
    stated = [(count, money) for count, money in stages if count is not None and money is not None]
    for (count, money), (other, more) in pairwise(stated):
        if count.value == other.value:
            say = rule.exact if money.value == more.value else rule.noted
            words = {"n": count.printed, "first": money.figure, "second": more.figure, "short": more.short}
            yield say(more.claim_id, more.place, **words)
        elif money.value and money.value == more.value:
            counts = {"money": money.figure, "first": count.printed, "second": other.printed, "short": more.short}
            yield rule.noted(more.claim_id, more.place, say="counts", **counts)


@rule(
    "N-CHANGE-SUM", "总数的增减 = 各部分增减之和 | The change of a total is the sum of its parts' changes", "总增减额 = Σ ±各部分增减额",
    basis=_BASIS, needs="同一小节写有总数和全部各部分较上年的增减（或持平）",
    tolerance="每个印出的数各可能差半个末位 | half a last printed digit for each printed number",
    example="文中写“三公”经费共减少 20.46 万元，分项减少 20.06 万元、增加 0.40 万元，合起来减少 19.66 万元 | The text says that expenses fell by 20.46; its parts fell by 20.06 and rose by 0.40, together a fall of 19.66 (万元)",
)  # fmt: skip
def change_sum(rule: Rule, case: Case) -> Iterator[Finding]:
    for _, group in groupby(case.claims, key=lambda said: said.section):
        section = list(group)
        for measure, whole in wholes().items():
            said = next((c for c in section if c.key == (measure, "") and _moved(c)), None)
            if said is not None and whole.closed:
                parts = [_part(section, part) for part in whole.parts]
                found = [part for part in parts if part is not None]
                if len(found) == len(parts):
                    yield _summed(rule, said, found)


def _moved(said: Said) -> bool:
    return said.aspect == "change-amount" and said.base == "prior" and bool(said.value) and said.direction in _SIGNS


def _part(section: Sequence[Said], measure: str) -> Said | None:
    """The change of a part as its section tells it; 持平 is one of nothing."""
    own = [c for c in section if c.key == (measure, "") and c.base == "prior"]
    return next((c for c in own if _moved(c)), next((c for c in own if c.direction == "flat"), None))


def _signed(said: Said) -> Decimal:
    number = of_said(said)
    return number.value * _SIGNS[said.direction] if number is not None and said.direction != "flat" else Decimal(0)


def _summed(rule: Rule, said: Said, parts: Sequence[Said]) -> Finding:
    factor = FACTORS.get(said.unit, 1)
    sign = _SIGNS[said.direction]  # both sides as the sentence says the change: 减少 19.66 is 19.66
    total = sum((_signed(part) for part in parts), Decimal(0)) / factor * sign
    own = _signed(said) / factor * sign
    room = said.half + sum((part.half for part in parts if part.aspect), Decimal(0))
    terms = [f"{_WORDS[part.direction][0]}{part.printed if part.aspect else ''}" for part in parts]
    note = summed(terms, " ")[0], summed([f"{_signed(part) / factor * sign + 0:f}" for part in parts])[1]
    against = Side("各部分增减之和", "the sum of the parts' changes", total, note=note)
    return about(rule, said, against, judge(own, total, room), terms=[part.claim_id for part in parts])
