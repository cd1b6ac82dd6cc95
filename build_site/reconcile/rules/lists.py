"""The parts of a list of the narrative against its own total, before any form is looked at."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import groupby, pairwise

from build_site.model import Finding, Form, Outcome
from build_site.model.money import FACTORS
from build_site.reconcile import where
from build_site.reconcile.case import ALL_BUDGETS, GENERAL, Case, Key, Num, chapter, of_said, wholes_of
from build_site.reconcile.decide import Side, Verdict, irrelevant, judge, unproven
from build_site.reconcile.declare import Rule, rule
from build_site.reconcile.said import Said, about, summed
from build_site.reconcile.where import class_key, level
from build_site.registers.table import DATA, read_table

REVENUE = "fiscal-appropriation-revenue"


@dataclass(frozen=True, slots=True)
class Whole:
    """What makes up a measure, as the text names it. `closed`: these parts are all there are, if each of them is named;
    `last`: a part (其他…) that closes the list where it is named."""

    parts: tuple[str, ...]
    closed: bool
    last: str


@cache
def wholes() -> Mapping[str, Whole]:
    """The parts that each whole is made of, from data/rules/parts.csv."""
    rows = read_table(DATA / "rules" / "parts.csv", ("whole", "parts", "closed", "last"))
    return {row["whole"]: Whole(tuple(row["parts"].split()), bool(row["closed"]), row["last"]) for row in rows}


_NESTED = re.compile("[(（]其中")
_TOTALS = ("-for-year", "-total", "-of-all-kinds", "fiscal-appropriation-expenditure", GENERAL)
_TWO = 2
_NEARLY = Decimal("0.01")  # parts that miss their whole by less than this were meant to add up to it


@rule(
    "N-PARTS", "“其中”各部分之和 = 句中的总数 | The parts of a list add up to its own total",
    "总数 = Σ 各部分（基本+项目，货物+工程+服务，各类支出，各类车辆，共…人其中…）",
    basis="部门决算公开格式：情况说明", needs="文中列出两个以上部分；未列全的不作结论",
    tolerance="每个印出的数各可能差半个末位（h），n 个加数与合计最多差 h×(n+1)；人数、辆数无容差 | half a last printed digit (h) for each printed number: h × (n + 1); none for counts",
    exact="文中写 {whole}，其中一部分为 {part}（“{short}”）；部分没有超过总数。 | The text says {whole}, one part of it {part} (“{short}”). The part is not above the whole.",
    differs="文中写 {whole}，其中一部分为 {part}（“{short}”）；部分超过了总数。{neutral} | The text says {whole}, one part of it {part} (“{short}”). The part is above the whole. {neutral}",
    example="文中写采购总额 40.00 万元，其中货物 10.00、工程 0.00、服务 29.00，相加是 39.00 万元 | The text has procurement of 40.00, of it goods 10.00, works 0.00, services 29.00: together 39.00 (万元)",
)  # fmt: skip
def parts(rule: Rule, case: Case) -> Iterator[Finding]:
    for _, group in groupby(case.claims, key=lambda said: said.section):
        section = list(group)
        yield from _parts(rule, section, case)
        yield from _classes(rule, section, case)
        yield from _items(rule, section, case)
        yield from _counts(rule, section)


def _stands(said: Said) -> bool:
    return said.value is not None and not said.aspect and said.phase == "executed"


def _runs(section: Sequence[Said], measure: str) -> Iterator[tuple[Said, list[Said]]]:
    """Each statement of a whole in the section with what follows it, up to the next statement of the same."""
    starts = [i for i, said in enumerate(section) if _stands(said) and said.key == (measure, "")]
    for start, end in pairwise([*starts, len(section)]):
        yield section[start], list(section[start + 1 : end])


def _first_of_each(following: Sequence[Said], keys: Sequence[Key]) -> list[Said]:
    seen: dict[Key, Said] = {}
    for said in following:
        if _stands(said) and said.key in keys:
            seen.setdefault(said.key, said)
    return list(seen.values())


def _parts(rule: Rule, section: Sequence[Said], case: Case) -> Iterator[Finding]:
    for measure, whole in wholes().items():
        keys = [(part, "") for part in whole.parts]
        for said, following in _runs(section, measure):
            parts = _without_children(_first_of_each(following, keys))
            if len(parts) > 1:
                full = whole.closed and len(parts) == len(whole.parts)
                last = any(part.bare == whole.last for part in parts) and not _others(following, parts)
                missing = [case.form(key, "executed", said) for key in keys if key not in {part.key for part in parts}]
                left = [part.value / FACTORS.get(said.unit, 1) for part in missing if part is not None]
                yield _sum(rule, said, parts, closed=full or last, chosen=any(left) and _left_out(said, parts, left))


def _others(following: Sequence[Said], parts: Sequence[Said]) -> bool:
    """Whether things of other names are counted among the parts: 救护车 14 辆、应急用车 2 辆、其他用车 3 辆."""
    unit, among = parts[0].unit, following[: following.index(parts[-1])]
    return unit not in FACTORS and any(c.unit == unit and c.bare in ("", "count") for c in among)


def _without_children(parts: list[Said]) -> list[Said]:
    """财政拨款收入 stands for the three budgets named behind it."""
    children = wholes()[REVENUE].parts if any(part.bare == REVENUE for part in parts) else ()
    return [part for part in parts if part.bare not in children]


def _classes(rule: Rule, section: Sequence[Said], case: Case) -> Iterator[Finding]:
    """The functional classes that a total is said to be spent on."""
    for measure in (GENERAL, ALL_BUDGETS, "expenditure-for-year", "government-fund-expenditure"):
        for said, following in _runs(section, measure):
            named = {class_key(c.subject): c for c in reversed(following) if _stands(c) and _is_class(c, measure)}
            parts = list(named.values())[::-1]
            if len(parts) > 1:
                yield _sum(rule, said, parts, closed=False, chosen=_others_are_left_out(case, said, parts))


def _others_are_left_out(case: Case, said: Said, parts: Sequence[Said]) -> bool:
    """Whether the classes that the form has and the list does not name are just what the list misses of its total."""
    spot = next(iter(where.spots(said)), None)
    if spot is None or spot.rows != "total" or any(part.value is None for part in (said, *parts)):
        return False
    named = {class_key(part.subject) for part in parts}
    rows = [
        r for r in case[Form(spot.form)].coded if r.level == "class" and class_key(r.texts.get("name", "")) not in named
    ]
    left = [said.in_unit(row.cells[spot.column]) or Decimal(0) for row in rows if spot.column in row.cells]
    return bool(left) and _left_out(said, parts, left)


def _left_out(said: Said, parts: Sequence[Said], left: Sequence[Decimal]) -> bool:
    missed = (said.value or Decimal(0)) - sum((part.value or Decimal(0) for part in parts), Decimal(0))
    return abs(missed - sum(left, Decimal(0))) <= said.half * (len(parts) + len(left) + 1)


def _items(rule: Rule, section: Sequence[Said], case: Case) -> Iterator[Finding]:
    """The items (项) described one by one, in each phase, against the section's own total of that phase."""
    measure = GENERAL
    described = {c.subject for c in section if c.bare == measure and level(c.subject) == "item"}
    rows = [row for row in case[Form.GENERAL_PUBLIC_BUDGET].coded if row.level == "item" and row.cells["total"].value]
    for phase in ("approved", "adjusted", "executed"):
        stated = [c for c in section if c.is_level and c.bare == measure and c.phase == phase and c.value is not None]
        whole = next((c for c in stated if not c.subject), None)
        parts = list({c.subject: c for c in reversed(stated) if level(c.subject) == "item"}.values())[::-1]
        if whole is not None and len(parts) > 1:
            closed = len(parts) == len(described) == len(rows)
            if phase == "executed" and len(parts) < len(
                described
            ):  # of one the amount is not told, or has lost its unit
                yield about(
                    rule, whole, Side(), irrelevant("parts-incomplete"), scope=f"{whole.claim_id}/{parts[0].claim_id}"
                )
                continue
            yield _sum(rule, whole, parts, closed=closed, chosen=len(described) < len(rows))


def _is_class(said: Said, measure: str) -> bool:
    return said.bare == measure and level(said.subject) == "class"


def _sum(rule: Rule, said: Said, parts: Sequence[Said], *, closed: bool, chosen: bool = False) -> Finding:
    """`closed`: these parts are all there are; `chosen`: there are more, which the text does not go into."""
    numbers = [number for part in parts if (number := of_said(part)) is not None]
    factor = FACTORS.get(said.unit, 1)
    total = sum((n.value for n in numbers), Decimal(0)) / factor
    room = said.half + sum((n.half for n in numbers), Decimal(0)) / factor if said.is_money else Decimal(0)
    verdict = judge(said.value, total, room)
    missed = (said.value or Decimal(0)) - total
    nothing = not total and len(parts) > _TWO and not said.is_money  # 4 辆，其中…0 辆、…0 辆、…0 辆
    near = not chosen and abs(missed) <= _NEARLY * abs(said.value or Decimal(0))
    meant = closed or missed < 0 or nothing or near
    note = summed([part.printed for part in parts])
    if verdict.outcome is Outcome.DIFFERS and not meant:
        verdict, note = (irrelevant if chosen else unproven)("parts-incomplete"), ("", "")
    against = Side("各部分之和", "the sum of the parts", total, note=note)
    ids = [part.claim_id for part in parts]
    why = ["漏写了一项，或某一项写少了"] if missed > 0 else ["某一项写多了，或重复计入"]
    return about(rule, said, against, verdict, terms=ids, scope=f"{said.claim_id}/{ids[0]}", why=why)


@rule(
    "N-SHARE-SUM", "同一整体的各项占比之和 = 100% | Shares of one whole add up to 100 %", "Σ 占比 = 100%",
    basis="部门决算公开格式：情况说明", needs="各部分金额之和等于整体",
    tolerance="每个占比各可能差半个末位 | half a last printed digit for each share",
    example="文中写基本支出占 64.00%，项目支出占 46.00%，合起来是 110.00% | The text gives basic 64.00% and project 46.00% of the whole: together 110.00%",
)  # fmt: skip
def share_sum(rule: Rule, case: Case) -> Iterator[Finding]:
    """Shares of one whole that stand in one list add up to 100 % where their amounts add up to the whole."""
    shares = [
        c
        for c in case.claims
        if c.aspect == "share" and c.value is not None and c.base and (c.base != c.bare or c.subject)
    ]
    for _, group in groupby(shares, key=lambda c: (c.section, c.base)):
        listed = list({c.key: c for c in group}.values())
        if len(listed) < 2 or _of_the_outer(listed, shares):
            continue
        first, parts = listed[0], [number for c in listed if (number := case.final(c)) is not None]
        wholes = [
            case.level(key, ("executed",), first) or case.form(key, "executed", first) for key in wholes_of(first)
        ]
        tried = [_hundred(rule, listed, parts, whole) for whole in wholes]
        yield next((made for made in tried if made.outcome is not Outcome.DIFFERS), tried[0])


def _of_the_outer(listed: Sequence[Said], shares: Sequence[Said]) -> bool:
    """财政拨款收入 2 万元，占 50 %（其中 A，占 30 %；B，占 20 %）: shares of what that is a share of."""
    first, total = listed[0], sum((c.value or Decimal(0) for c in listed), Decimal(0))
    room = Decimal(5).scaleb(-first.decimals - 1) * (len(listed) + 1)
    own = [c.value for c in shares if c.key == (first.base, "") and c.section == first.section]
    return any(value is not None and value < 100 and abs(total - value) <= room for value in own)


def possible_wholes(case: Case, said: Said) -> list[Key]:
    """What a share may be a share of: it agrees if it agrees with one."""
    keys = wholes_of(said)
    if _NESTED.search(said.sentence):  # 财政拨款收入 2 万元（其中一般公共预算 1 万元，占 25 %）: of that, or of all
        keys += [(whole, "") for whole, made in wholes().items() if said.base in made.parts]
    return keys + _above(case, said) + _told_before(case, said)


def _told_before(case: Case, said: Said) -> list[Key]:
    """A share that names no whole may be one of any total that its section states before it, the nearest first."""
    if of_named_whole(said):
        return []
    before = case.claims[: case.order[said.claim_id]]
    told = (c for c in reversed(before) if chapter(c) == chapter(said) and _stands(c) and c.is_money and not c.subject)
    natural = ((whole, "") for whole, made in wholes().items() if said.bare in made.parts and not said.subject)
    return list(dict.fromkeys([*(c.key for c in told if c.key != said.key), *natural]))


def of_named_whole(said: Said) -> bool:
    """占本年支出的 5 %."""
    return re.search(rf"占[^，,。；;\d]{{2,}}{re.escape(said.printed)}", said.sentence) is not None


def is_natural(said: Said) -> bool:
    """Whether the whole that a share was taken to be of is one that it may be a part of."""
    base = said.base.partition(" ")[0]
    made = wholes().get(base)
    return (
        bool(said.subject)
        or base.endswith(_TOTALS)
        or base == said.bare
        or (made is not None and said.bare in made.parts)
    )


def _above(case: Case, said: Said) -> list[Key]:
    """教育支出（类）2 万元。其中普通教育（款）1 万元，占 50 %: of the class told before, where no whole is named."""
    if said.base != said.bare or not said.subject:
        return []
    before = case.claims[: case.order[said.claim_id]]
    own, levels = where.level(said.subject), ("class", "section", "item")
    wider = levels[: levels.index(own)] if own in levels else ()
    told = (c for c in reversed(before) if c.section == said.section and c.is_level and c.bare == said.bare)
    return next(([c.key] for c in told if where.level(c.subject) in wider), [])


def _hundred(rule: Rule, listed: Sequence[Said], parts: Sequence[Num], whole: Num | None) -> Finding:
    first, terms = listed[0], [c.claim_id for c in listed]
    total = sum((c.value or Decimal(0) for c in listed), Decimal(0))
    room = sum((Decimal(5).scaleb(-c.decimals - 1) for c in listed), Decimal(0))
    complete = whole is not None and len(parts) == len(listed) and _adds_up(parts, whole)
    if complete and whole is not None and whole.value:  # what rounding left between the amounts is in their shares too
        room += abs(sum((p.value for p in parts), Decimal(0)) - whole.value) / abs(whole.value) * 100
        room = room.quantize(Decimal("0.0001"))
    verdict = judge(total, Decimal(100), room)
    if whole is not None and not whole.value:
        return about(rule, first, Side(), irrelevant("zero-base"), terms=terms)
    if not complete and verdict.outcome is Outcome.DIFFERS:
        known = whole is not None and len(parts) == len(listed)  # their amounts show that there are more
        return about(rule, first, Side(), (irrelevant if known else unproven)("parts-incomplete"), terms=terms)
    note = summed([c.printed for c in listed])
    left = Side(
        f"文中“{first.short}”等各项占比合计", f"the sum of the shares in “{first.short}” and after it", total, note=note
    )
    against = Side("同一整体的各项占比合计应", "the sum that shares of one whole should have", Decimal(100))
    return about(rule, first, against, verdict, terms=terms, unit="%", left=left)


def _adds_up(parts: Sequence[Num], whole: Num) -> bool:
    total = sum((p.value for p in parts), Decimal(0))
    return abs(total - whole.value) <= whole.half + sum((p.half for p in parts), Decimal(0))


def _counts(rule: Rule, section: Sequence[Said]) -> Iterator[Finding]:
    """A counted whole and its 其中 in one sentence: 共 100 人，其中 … 60 人，… 40 人."""
    for sentence, group in groupby((c for c in section if c.bare == "count"), key=lambda c: c.sentence):
        counted = [c for c in group if c.value is not None]
        cut = sentence.find("其中")
        if cut < 0 or sentence.count("其中") > 1 or len(counted) < 2:
            continue
        before, after = _divided(cut, counted)
        stop = re.search("[;；]", sentence[cut:])  # 其中门诊 60 人次；比上年的 90 人次增加…
        after = [said for said in after if stop is None or said.span[0] < cut + stop.start()]
        if not before or not after or not before[-1].unit or any(c.unit != before[-1].unit for c in after):
            continue
        yield _counted(rule, before[-1], after)


def _divided(cut: int, counted: Sequence[Said]) -> tuple[list[Said], list[Said]]:
    before = [said for said in counted if said.span[0] < cut]
    return before, [said for said in counted if said.span[0] >= cut]


def _counted(rule: Rule, whole: Said, parts: Sequence[Said]) -> Finding:
    if len(parts) > 1:
        return _sum(rule, whole, parts, closed=False)
    part = parts[0]
    excess = max((part.value or Decimal(0)) - (whole.value or Decimal(0)), Decimal(0))
    verdict = Verdict(Outcome.DIFFERS if excess else Outcome.EXACT, "", excess, Decimal(0))
    against = Side("其中一部分", "one part of it", part.value, part.claim_id)
    return rule.worded(
        whole.claim_id, verdict, whole.side, against, say=verdict.outcome, terms=(whole.claim_id, part.claim_id),
        place=whole.place, whole=whole.figure, part=part.figure, short=whole.short,
    )  # fmt: skip
