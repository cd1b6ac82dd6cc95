"""A sentence against itself: two amounts of one thing, whatever it is, and what is said to lie between them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from build_site.model import Finding, Outcome
from build_site.model.money import FACTORS
from build_site.reconcile.case import Case, Num, of_said, text_of
from build_site.reconcile.decide import Side, Verdict, Words, irrelevant, judge
from build_site.reconcile.declare import Rule, rule
from build_site.reconcile.rules.rates import is_checked, less, ratio
from build_site.reconcile.said import OF_NO_YEAR, Said, about
from build_site.registers.vocabulary import roles

_LEADING = re.compile(r"^[，,、；;。：:（(）)／/|]+")
_CLAUSE = re.compile(r"[^，,；;。：:（(）)]*$")
_POINTS = ("个百分点", "百分点")
_ABOUT = ("约", "近")
_VAGUE = re.compile("左右|上下|余|多|以[上下内]|倍")
_REASON = re.compile("原因|由于|因为?|主要[是系]|所致|影响")
_NO_FINAL = re.compile("预算|计划|目标|概算|[节省剩]|差")
_MOVED = re.compile("[追增减调核补下批新超扣占其]|安排")
_EACH = re.compile("均|每|单价")
_DEVIATION = re.compile("(?:差异|偏差|偏离)[率度幅][^，,；;。]*$")
_ROW = ("、", "和", "及", "与")
_OWN = re.compile("[本今当]年|年末|决算|实际|执行|完成|[增升减降压]")
_SHARE = re.compile("占|比重|占比")
_OF_IT = re.compile(r"\s*的\s*\d[\d.]*\s*%")
_BECOMES = ("→", "到", "→年末")
_CLOSED = re.compile("^[^（(]*[）)]")
_BEGINS = re.compile("(?:年初|期初)(?:数|余额|结[转余]|的|和|为)*$")
_ALSO = ("（", "(", "（即", "(即", "（合", "（折合")
_LONG = 40
"""Characters between two numbers of which one says something of the other, and of a clause that names one."""


@dataclass(slots=True)
class _Chain:
    """What a run of numbers says of one thing: this year's amount and those that it is held against."""

    final: Said | None = None
    bases: dict[str, list[Said]] = field(default_factory=dict)  # prior, plan
    base: str = ""  # what the last comparison is with
    change: Said | None = None  # the number right before is this change
    up: bool | None = None
    beside: bool = False  # the number right before is the amount that `base` names
    opening: bool = False  # the base is what the year began with
    said: Said | None = None  # the number right before
    rate: Said | None = None  # a completion rate whose two amounts follow: 完成率 95%（预算 2 万元、决算 1.9 万元）

    @property
    def kind(self) -> str:
        known = self.final or self.change or next((said for each in self.bases.values() for said in each), None)
        return _kind(known) if known is not None else "?" if self.rate else ""


def _kind(said: Said) -> str:
    """What can be taken from one another: amounts in one unit, percentages, or things counted alike."""
    return "%" if said.unit in _POINTS else said.unit


@rule(
    "N-WITHIN", "句中的增减额、增减率、完成率与句中的两个数相符 | Changes and rates fit the two amounts of their own sentence",
    "增减额 = 本年 − 上年（预算）；增减率 = 增减额 ÷ 上年（预算）；完成率 = 决算 ÷ 预算", basis="部门决算公开格式：情况说明",
    needs="文中接连写出同一事项的两个数与增减额、增减率或完成率，别的规则没有核对",
    tolerance="各印出的数可能差半个末位 | half a last printed digit for each printed number",
    exact="一致。 | They agree.",
    differs="文中写{way}（“{short}”），与句中的两个数不符：{final}，{base}。{neutral} | The text says {way} (“{short}”), which does not fit the two amounts of its sentence: {final}; {base}. {neutral} | 其中一个数写错；套用模板时未改用词",
    opposite="{change} 与 {rate} 的增减用词相反（“{short}”）。{neutral} | {change} and {rate} go opposite ways (“{short}”). {neutral} | 套用模板时未改用词",
    apart=True, up="增加 | an increase", down="减少 | a decrease", same="持平 | no change",
    example="文中写“培训 120 人次，比上年的 100 人次增长 25%”，从 100 到 120 是增长 20% | The text says “120 trained, 25% more than 100 last year”; from 100 to 120 it is 20%",
)  # fmt: skip
def within(rule: Rule, case: Case) -> Iterator[Finding]:
    """Numbers that no other rule is sure of are read by the words between them alone."""
    for section, group in groupby(case.claims, key=lambda said: said.section):
        yield from _section(rule, case, text_of(case, section), list(group))


def _section(rule: Rule, case: Case, text: str, claims: Sequence[Said]) -> Iterator[Finding]:
    at, end, chain, outer = 0, 0, _Chain(), None
    for said in claims:
        start = text.find(said.printed, at) if said.printed else -1
        if start < 0:
            chain = _Chain()
            continue
        at = start + len(said.printed)
        if said.bare in OF_NO_YEAR:
            continue
        words, unit = text[end:start], re.compile(rf"\s*{re.escape(said.unit)}").match(text, at)
        at = end = unit.end() if unit else at
        clear = unit and said.value is not None and not words.rstrip().endswith(_ABOUT) and not _VAGUE.match(text, at)
        if not clear or "\n" in words:
            chain = _opened(said, _plain(words.rpartition("\n")[2], case.year)) if clear else _Chain()
            continue
        plain = _plain(words, case.year)
        if outer is not None and _CLOSED.search(plain):
            chain, outer, plain = outer, None, _CLOSED.sub("", plain)
        if plain in _BECOMES and chain.final is not None and not chain.bases and _kind(said) == _kind(chain.final):
            chain = _taken(_taken(_Chain(), chain.final, "prior"), said, "final")
            continue
        found = _role(chain, said, plain)
        if found is None and _is_aside(chain, said, plain, text[end : end + _LONG]):
            yield from _again(rule, chain.said, said) if said.is_money and plain in _ALSO else ()
            chain.base = "" if _kind(said) == chain.kind else chain.base  # 占上年 3 万元的 95%
            continue
        if found is None:
            outer = replace(chain, beside=False, change=None) if plain.startswith(("（", "(")) else outer
            chain = _opened(said, plain)
        elif found[0] in ("final", "prior", "plan", "adjusted"):
            chain = _taken(chain, said, found[0])
            yield from _told_before(rule, case, chain)
        else:
            yield from _compared(rule, case, chain, said, *found)
        chain.said = said
        yield from _unchanged(rule, chain, said, _plain(text[end : end + _LONG], case.year))


def _again(rule: Rule, known: Said | None, said: Said) -> Iterator[Finding]:
    """2.81 万元（28,100 元）."""
    ours, theirs = of_said(said), of_said(known) if known is not None else None
    alike = ours is not None and theirs is not None and ours.value < 10 * theirs.value < 100 * ours.value
    if known is not None and theirs is not None and alike:  # else it is of something else
        factor = FACTORS.get(said.unit, 1)
        against = Side(f"前面的 {known.figure}", f"the {known.figure} before it", theirs.value / factor, known.claim_id)
        yield about(rule, said, against, judge(said.value, against.value, said.half + theirs.half / factor))


def _plain(words: str, year: int | None) -> str:
    """Words without space, the report year called 本年 and the year before 上年."""
    text = "".join(words.split())
    for printed, name in ((year, "本年"), (year - 1, "上年")) if year else ():
        text = text.replace(f"{printed}年", name)
    return text


def _is_aside(chain: _Chain, said: Said, words: str, behind: str) -> bool:
    """What is said between the amounts of one thing: its share (占 3 万元的 5%), or itself in another unit (30,000 元)."""
    body = (_CLAUSE.search(words[-_LONG:]) or [""])[0]
    if chain.kind in ("", "%", "?") or _kind(said) == chain.kind:
        return bool(chain.kind in FACTORS and _SHARE.match(body) and _OF_IT.match(behind))
    repeats = said.unit in FACTORS and words in _ALSO and behind.lstrip()[:1] in ("）", ")")
    return repeats or (said.unit == "%" and (_SHARE.match(body) is not None or body == "的"))


def _role(chain: _Chain, said: Said, words: str) -> tuple[str, str, bool | None] | None:
    """What a number is of the chain, where the words since the last one say so and nothing else: its role, the base that
    it is said to be compared with, and whether it is above it."""
    body, rate = _LEADING.sub("", words), said.unit == "%" and chain.kind != "%"
    told = chain.kind == "?" and not words.startswith(("（", "(", "："))  # a rate of amounts that stand before it
    if not chain.kind or told or len(words) > _LONG or not (rate or chain.kind in ("?", _kind(said))):
        return None
    if rate and not body and chain.change is not None:  # 增加 1 万元（5%）
        return "rate", "", chain.up
    if rate and body == "的" and chain.base in ("plan", "adjusted"):  # 完成年初预算 3 万元的 95%
        return "completion", chain.base, None
    amounts = ("final", "prior", "plan") if said.unit not in _POINTS else ()
    moves = ("rate", "completion") if rate else ("change", "beyond") if said.unit != "%" else ()
    last = (_CLAUSE.search(body) or [""])[0]
    for kind in moves if rate else (*moves, *amounts):
        match = roles()[kind].fullmatch(body)
        if not match and kind in ("change", "prior", "plan") and roles()["elsewhere"].match(last):
            match = roles()[kind].fullmatch(last)  # 3 万元，主要用于印刷，比上年 2 万元
        if kind == "final" and (
            (words.startswith(_ROW) and not _OWN.search(body)) or chain.opening != ("年末" in body)
        ):
            match = None
        if match and match[0]:
            named = match.groupdict()
            base = "prior" if named.get("last") else _plan(body) if named.get("planned") or kind == "completion" else ""
            up = True if named.get("up") or body in ("+", "＋") else False if named.get("down") else None
            return {"beyond": "change", "plan": _plan(body)}.get(kind, kind), base, up
    return None


def _plan(words: str) -> str:
    """Which budget is meant."""
    return "adjusted" if "调" in words else "plan"


def _opened(said: Said, words: str) -> _Chain:
    """A chain that begins with an amount of something: what it is called does not matter, but that it is no change, no
    next one of a row (A 1 万元、B 2 万元)."""
    bare = re.sub("[（(][^（()）]*[）)]$", "", words.rstrip("（("))  # 资产总额（净值）3 万元
    clause, known = (_CLAUSE.search(bare[-_LONG:]) or [""])[0], roles()
    if known["elsewhere"].match(clause) and not any(known[role].fullmatch(clause) for role in ("prior", "plan")):
        return _Chain()  # 比 2019 年的 3 万元增加…
    moved = re.search(rf"(?:{known['change'].pattern})$", clause)
    if moved and moved[0] and said.unit != "%":
        return _Chain(change=said, up=moved["up"] is not None)
    if (
        not (clause or not words or words.endswith((":", "：")))
        or _EACH.search(clause)
        or _REASON.search(words)
        or words.startswith(_ROW)
        or said.unit in _POINTS
        or (moved and moved[0])
        or (_NO_FINAL.search(clause) and not _is_named_plan(clause) and not known["prior"].fullmatch(clause))
    ):
        return _Chain()
    if _BEGINS.search(clause) and said.unit != "%":
        return replace(_taken(_Chain(), said, "prior"), opening=True)
    for role in ("prior", "plan") if said.unit != "%" else ("completion",):
        match = re.search(rf"(?:{known[role].pattern})$", clause)
        if (match and match[0]) or (role == "prior" and known["last-year"].match(clause)):
            role = _plan(clause) if role == "plan" else role
            return _taken(_Chain(), said, role) if role != "completion" else _Chain(rate=said)
    return _Chain(final=said)


def _is_named_plan(clause: str) -> bool:
    """Whether a clause says whose budget an amount is and nothing else: 办案项目全年预算数为; but not 追加预算, 节约预算."""
    match = re.search(rf"(?:{roles()['plan'].pattern})$", clause)
    named = clause[: match.start()] if match and match[0] else "计划"
    return not (_NO_FINAL.search(named) or _MOVED.search(named))


def _taken(chain: _Chain, said: Said, role: str) -> _Chain:
    """The chain with one more amount; one that has it already is of something else now."""
    if role == "final":
        if chain.final is not None and said.value != chain.final.value:
            return _Chain(final=said)
        return replace(chain, final=said, change=None, beside=False)
    if role == "prior" and role in chain.bases:
        return _Chain()
    bases = {**chain.bases, role: [*chain.bases.get(role, []), said]}
    return replace(chain, bases=bases, base=role, change=None, beside=True)


def _told_before(rule: Rule, case: Case, chain: _Chain) -> Iterator[Finding]:
    """A completion rate, once both amounts behind it are known."""
    rate, chain.rate = (
        chain.rate,
        chain.rate if chain.final is None or not {"plan", "adjusted"} & chain.bases.keys() else None,
    )
    if rate is not None and chain.rate is None:
        yield from _compared(rule, case, chain, rate, "completion", chain.base, None)


def _unchanged(rule: Rule, chain: _Chain, said: Said, behind: str) -> Iterator[Finding]:
    """与上年持平, behind both amounts."""
    match = roles()["flat"].match(behind)
    bases = chain.bases.get("prior" if match["last"] else "plan", []) if match else []
    if len(bases) == 1 and chain.final is not None and said in (chain.final, bases[0]):
        ours, theirs = of_said(chain.final), of_said(bases[0])
        if ours and theirs and not said.bare:
            fits = abs(ours.value - theirs.value) <= ours.half + theirs.half
            yield _worded(rule, said, rule.say("same"), ours, theirs, fits=fits)


def _is_open(case: Case, said: Said) -> bool:
    """Whether no other rule looks at what it says, or it could not accuse."""
    return said.bare in ("", "count") or said.claim_id in case.carried or not is_checked(case, said)


def _number(case: Case, said: Said | None) -> Num | None:
    """An amount, called this or last year's where its own words say so."""
    bare = said and (replace(said, phase="") if said.claim_id in case.carried else said)
    return of_said(bare) if bare else None


def _of_one(*numbers: Said) -> bool:
    """Whether nothing is known of them by which they are of different things."""
    return len({each.key for each in numbers if each.bare not in ("", "count")}) < 2


def _worded(rule: Rule, said: Said, way: Words, ours: Num, theirs: Num, *, fits: bool = False) -> Finding:
    verdict, against = Verdict(Outcome.EXACT if fits else Outcome.DIFFERS), Side(theirs.zh, theirs.en, None, theirs.id)
    return rule.worded(
        said.claim_id, verdict, said.side, against, say="exact" if fits else "differs", place=said.place,
        terms=(said.claim_id, ours.id, theirs.id), way=way, short=said.short, final=ours, base=theirs,
    )  # fmt: skip


def _compared(
    rule: Rule, case: Case, chain: _Chain, said: Said, kind: str, base: str, up: bool | None
) -> Iterator[Finding]:
    named = base or (chain.base if chain.beside or (kind == "rate" and chain.change is not None) else "")
    wanted = (named,) if named else tuple(chain.bases)
    moved = chain.change if kind == "rate" and not base else None
    opposite = moved and None not in (up, chain.up) and up != chain.up and (said.value or 0) > 0 and moved.value
    if moved and opposite and not (said.aspect and moved.aspect):  # else L-OPPOSED says it
        yield _opposite(rule, moved, said)
    elif _is_open(case, said) and _of_one(said, chain.final or said) and chain.final is not said:
        final = _number(case, chain.final)
        bases = [_number(case, each) for name in wanted for each in chain.bases.get(name, ())]
        if not final and moved and (part := of_said(moved)) and len(bases) == 1 and bases[0] and bases[0].value:
            yield ratio(rule, case, _unsigned(said), part, bases[0])  # 上年 2 万元，本年增加 1 万元，增长 50%
        if final and moved and chain.final and not bases and chain.up is not None and moved.key == chain.final.key:
            way = "increase" if chain.up else "decrease"
            bases = [less(said, final, replace(moved, direction=way))]  # 3 万元，增加 1 万元，增长 50%: from 2 万元
        tried = [_against(rule, case, said, final, each, kind, up) for each in bases if final and each]
        alone = len(tried) == 1
        if kind == "rate" and final and _DEVIATION.search(said.ahead):  # of the plan, or of what was spent
            tried += [_against(rule, case, said, each, final, kind, None) for each in bases if each]
        made = next((f for f in tried if f.outcome is not Outcome.DIFFERS), None)
        if made is not None or alone:
            yield made or tried[0]
    chain.base = named or (wanted[0] if len(wanted) == 1 else "")
    chain.beside, chain.change, chain.up = False, said if kind == "change" else None, up


def _opposite(rule: Rule, change: Said, rate: Said) -> Finding:
    """减少 1 万元，增长 5%."""
    side = Side(f"文中“{change.short}”", f"the narrative's “{change.short}”", None, change.claim_id)
    return rule.worded(
        rate.claim_id, Verdict(Outcome.DIFFERS), rate.side, side, say="opposite", place=rate.place,
        terms=(rate.claim_id, change.claim_id), change=change.figure, rate=rate.figure, short=rate.short,
    )  # fmt: skip


def _against(rule: Rule, case: Case, said: Said, ours: Num, theirs: Num, kind: str, up: bool | None) -> Finding:
    if kind != "change" and not theirs.value:
        return about(rule, said, Side(), irrelevant("zero-base"))
    if kind == "completion":
        return ratio(rule, case, said, ours, theirs)
    apart, slack = ours.value - theirs.value, ours.half + theirs.half
    against = up is not None and said.value and (apart > slack if not up else apart < -slack)
    own = of_said(said)
    if against or (own and kind == "change" and not said.is_money):
        fits = not against and own is not None and abs(abs(own.value) - abs(apart)) <= slack + own.half
        way = rule.say("down" if up is False else "up")
        figure = said.figure if said.is_money or kind == "rate" else f"“{said.figure}”"
        return _worded(rule, said, (f"{way[0]} {said.figure}", f"{way[1]} of {figure}"), ours, theirs, fits=fits)
    words = f"{ours.zh}与{theirs.zh}之差", f"{ours.en} less {theirs.en}"
    if kind == "rate":
        return ratio(rule, case, _unsigned(said), Num(abs(apart), slack, *words, ours.id), theirs)
    factor = FACTORS.get(said.unit, 1)
    note = f"（{ours.zh}与{theirs.zh}）", f" ({ours.en} and {theirs.en})"
    difference = Side("两数之差", "the difference of the two", abs(apart) / factor, note=note)
    verdict = judge(_unsigned(said).value, abs(apart) / factor, slack / factor + said.half)
    return about(rule, said, difference, verdict, terms=(ours.id, theirs.id))


def _unsigned(said: Said) -> Said:
    return replace(said, value=abs(said.value)) if said.value is not None else said
