"""A sentence speaks of its section's matter and of the right year, a reason and a purpose of their own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, groupby
from typing import NamedTuple

from build_site.model import NOWHERE, Finding, Outcome, Place
from build_site.reconcile.case import Case, of_said, text_of
from build_site.reconcile.decide import Side, Verdict
from build_site.reconcile.declare import REMARKED, Rule, rule
from build_site.reconcile.said import OF_NO_YEAR, PLANS, Said
from build_site.text import excerpt

_COUNTERPARTS = (
    ("revenue-for-year", "expenditure-for-year"),
    ("revenue-total", "expenditure-total"),
    ("general-public-budget-revenue", "general-public-budget-expenditure"),
    ("government-fund-revenue", "government-fund-expenditure"),
    ("state-capital-revenue", "state-capital-expenditure"),
    ("fiscal-appropriation-revenue", "fiscal-appropriation-expenditure"),
)
_COUNTERPART = {a: b for pair in _COUNTERPARTS for a, b in (pair, pair[::-1])}
_UP, _DOWN = "增加|增长|上升|提高", "减少|下降|降低|压减"
_NAMED_REASON = re.compile(rf"(?P<word>{_UP}|{_DOWN})的?主?要?原因")
_CHANGE = re.compile(rf"(?P<word>{_UP}|{_DOWN})(?:了|额为|率为|为)?\s*-?\d[\d,.]*\s*(?:万元|亿元|元|%)")
_SUBJECT = re.compile(
    r"(?:其中[：:]?)?(?P<name>[^，,。；;]{2,}?[费款])(?:财政拨款)?(?:支出)?(?:决算)?数?(?:比上年|较上年)?"
)
_FLAT = re.compile(r"持平[。，,；;]\s*(?:主要)?原因(?:是|为|[：:])*(?P<reason>[^。]+)")
_PURPOSE = re.compile(
    r"(?P<item>[^。；;（(）)]{2,40}(?:[（(][^（()）]{1,6}[)）][^。；;（(）)]{0,20})?)[（(]\d{0,7}项[)）]”?[。：:，,]?\s*主要(?:是)?用于[：:]?(?P<purpose>[^。]+)"
)
_MATTERS = {"住房": "住房|购房|租房|提租|房补", "医疗": "医疗|医保", "养老": "养老|职业年金|离退休|退休"}
"""What an item of social security or housing is about, and the words that say so."""
_NEAR = 120  # a reason belongs to a change so many characters before it at most
_MOVED = re.compile(f"{_UP}|{_DOWN}".replace("|压减", ""))  # 压减一般性支出 is a policy
_EACH = re.compile("一是|二是|同时|一方面")  # several reasons, which may offset each other
_MORE, _LESS = f"{_UP}|追加|追增|调增|新增", f"{_DOWN}|追减|调减|核减|压缩"
_GIVEN = re.compile(
    rf"(?P<word>大于|高于|超过|小于|低于|{_UP}|{_DOWN})(?:年初|全年|调整)?(?:预算)?数?的?(?:主要)?原因(?:是|为|[：:])*(?P<reason>[^。]+)"
)
_REASON = re.compile(r"原因(?:是|为|[：:])*(?P<reason>[^。]+)")
_EVENT = re.compile(
    rf"(?:^|[，,；;、：:及和因])(?:[一二三四五六]是|本年度?|今年|当年|本期|由于|因为?|部分|我[局办委中心街道单位部门]+|本部门|本单位)*"
    rf"(?P<what>[\u4e00-\u9fff]{{2,10}}?)有?所?(?:(?P<more>{_MORE})|(?P<less>{_LESS}))(?:了?[，,；;、。]|$)"
)
_WAYS = {"调整到别的科目": "调整[至到]|调剂[至到]|转[至到]", "追加": "追加|新增|调增", "调减": "调减|核减|取消|追减"}
"""What may happen to a project during the year, and how it is said."""
_MOVED_PROJECT = re.compile(
    rf"(?:“(?P<before>[^“”]+)”|[此该]项目)[^“”，,。；;]{{0,12}}?(?:{'|'.join(_WAYS.values())})|(?:追加|新增|调增|调减|核减|取消|追减)了?(?:项目)?“(?P<after>[^“”]+)”"
)
_LATELY = 2  # years: a comparison with an earlier one is meant
_ALL_OVER = 3
_NAMED = 6  # a project's name has so many characters at least
_COMPARES = re.compile("[较比与同]|上年|去年")
_REASON_BEFORE = re.compile("原因|由于|因为|主要(?:是|系|为)")
_SPAN = re.compile("累计|年均|以来|[两三四五六七八九十几]年(?:来|间|内|中|累|共)")
_LAST_YEAR = re.compile("[比较与同][上去]年")
_BARE = re.compile("年度?")
_THIS_YEAR = re.compile("[本当今]年")
_OF_YEAR = re.compile(r"(?P<year>20\d\d)年度?(?:[比较与同]|相比)于?$")
_NO_STATEMENT = ("", "count", *OF_NO_YEAR)
_BASIS = "部门决算公开格式：情况说明"


@rule(
    "N-YEAR", "说明中的年度正确：说明本年度，与上一年度比较 | Years in the narrative are right: about the report year, compared with the year before",
    "说明年度 = 报告年度；比较年度 = 报告年度 − 1；“截至”日期在报告年度内", basis=_BASIS, needs="所在小节说明收支、采购、资产、绩效等数据",
    exact="一致。 | They agree.",
    differs="文中写 {year}（“{short}”），但{role}（{wanted}）。{neutral} | The text names {year} (“{short}”), but {role} ({wanted}). {neutral} | 沿用了上年的文本；笔误；确实在说另一年度",
    date="时点应在报告年度内 | the date should lie in the report year", comparison="比较的应是上一年度 | the comparison should be with the year before",
    beside="与本年度对照的年度 | a year set beside the report year", statement="说明的应是本报告年度 | the statement should be about the report year",
    example="2024 年度的报告写“截至 2023-12-31，共有车辆 3 辆” | A report of 2024 counts 3 vehicles as of 2023-12-31",
)  # fmt: skip
def year(rule: Rule, case: Case) -> Iterator[Finding]:
    """One finding for each year and closing date in the parts that explain the accounts."""
    made = list(_years(rule, case))
    wrong = [each for each in made if each.outcome is Outcome.DIFFERS]
    every = len(wrong) >= _ALL_OVER and len(wrong) == len(
        made
    )  # then the report's year is read, or printed, wrong once
    yield from (replace(each, cause=f"year:{case.year}") if every else each for each in made)


def _years(rule: Rule, case: Case) -> Iterator[Finding]:
    stating = {said.section for said in case.claims if said.bare not in _NO_STATEMENT}
    for said in case.claims:
        if said.section.partition(".")[0] not in case.narrative or said.year is None:
            continue
        role = _role(case, said) if said.bare == "fiscal-year" else None
        if said.bare == "date" and said.base == "as-of" and said.section in stating and len(said.subject) >= 7:
            role = "date", case.year
        if role:
            yield _year(rule, said, said.year, *role)


def _role(case: Case, said: Said) -> tuple[str, int] | None:
    """What a year is named for, and the year that it should be."""
    same = [c for c in case.claims if c.sentence == said.sentence and c.section == said.section]
    if said.base == "comparison":
        plan = any(c.base in PLANS for c in same) and said.year == case.year
        return None if _compares_others(case, said) else ("comparison", case.year if plan else case.year - 1)
    coming = said.year == case.year + 1 and "预算" in said.sentence  # 结果应用于 2024 年度预算安排
    absent = rf"{said.printed}年度?(?:均|并)?(?:无|没有|未发生)(?:此|该|这|同)[项类]"
    given = _REASON_BEFORE.search(said.sentence.partition(said.printed)[0])
    if (said.year != case.year and given) or (said.year == case.year - 1 and re.search(absent, said.sentence)):
        return None  # 原因是补发 2024 年度奖金; 2024年度无此项支出: why there is nothing to compare with
    states = any(c.bare not in _NO_STATEMENT for c in same) or (f"{said.printed}年度" in said.sentence and not coming)
    if not states:
        return None  # 单位于 2010 年成立
    own = [c for c in same if c.bare == "fiscal-year" and c.year == case.year]
    if any(
        c.behind == said.behind and not _BARE.fullmatch(said.behind) for c in own
    ):  # 2024年度项目43个 among 2025年度项目43个 is no comparison
        return "statement", case.year
    of = {c.bare for c in same if c.bare not in _NO_STATEMENT and c.year == said.year}
    before = (c for c in case.claims[: case.order[said.claim_id]] if c.section == said.section)
    own += [  # 支出 9 万元（2024年度 11 万元）; 得分 94 分。2024年度得分 92 分
        c
        for c in before
        if c.year == case.year and (c.bare in of or (c.sentence == said.sentence and c.bare not in _NO_STATEMENT))
    ]
    beside = bool(own) or any(c.base == "prior" for c in same if c is not said)
    beside = beside or (_contrasted(case, said) and not _repeats(case, said, same))
    return ("beside", said.year or 0) if said.year != case.year and beside else ("statement", case.year)


def _compares_others(case: Case, said: Said) -> bool:
    """与 2019 年相比，五年累计减少; 2023 年比 2022 年增加, of a row of years."""
    ago = case.year - (said.year or case.year)
    moved = _OF_YEAR.search(said.sentence[: said.span[0]])
    of_another = moved is not None and moved["year"] != str(case.year)
    ahead = [c for c in case.claims if c.sentence == said.sentence and c.section == said.section and c.span < said.span]
    right = any(c.base in ("comparison", "prior") and (c.year or case.year - 1) == case.year - 1 for c in ahead)
    right = right or _LAST_YEAR.search(said.sentence[: said.span[0]]) is not None
    next_year = any(c.bare == "fiscal-year" and c.year == case.year + 1 for c in ahead) and not ago
    of_another = of_another or next_year or (ago > 1 and (right or _in_a_row(case, said)))
    return of_another or ago > _LATELY or (ago > 1 and _SPAN.search(said.sentence) is not None)


def _in_a_row(case: Case, said: Said) -> bool:
    """Whether its section states amounts of that year and the one after it: 2021 年 3 万元、2022 年 2 万元、2023 年 4 万元."""
    own = (c for c in case.claims if c.section == said.section and c.bare == "fiscal-year" and c.base == "period")
    return {said.year, case.year - 1} <= {c.year for c in own}


def _contrasted(case: Case, said: Said) -> bool:
    """Whether its section speaks of 本年, or its sentence of the report's year before it: 到馆 18 万人次，2019 年 46 万人次."""
    at = said.span[0]
    ahead = (c for c in case.claims if c.sentence == said.sentence and c.section == said.section and c.span[1] < at)
    told = any(c.bare not in OF_NO_YEAR and c.year in (None, case.year) for c in ahead)
    return told or _THIS_YEAR.search(text_of(case, said.section)) is not None


def _repeats(case: Case, said: Said, same: Sequence[Said]) -> bool:
    """Whether an amount that the sentence says of that year is this year's in the forms: the year is left over."""
    told = (c for c in same if c.is_level and c.year == said.year and c.value)
    finals = ((of_said(c), case.form(c.key, "executed", c)) for c in told)
    return any(own and final and own.value == final.value for own, final in finals)


def _year(rule: Rule, said: Said, found: int, role: str, wanted: int) -> Finding:
    verdict = Verdict(Outcome.EXACT if found == wanted else Outcome.DIFFERS, "", Decimal(found - wanted), Decimal(0))
    shown = (said.printed, f"“{said.printed}”") if said.bare == "date" else (f"{said.printed} 年", said.printed)
    return rule.worded(
        said.claim_id, verdict, said.side, Side(*rule.say(role), Decimal(wanted)), say=verdict.outcome, terms=[said.claim_id],
        place=said.place, year=shown, short=said.short, role=rule.say(role), wanted=wanted,
    )  # fmt: skip


@rule(
    "L-SUBJECT", "增减句的主语与本节说明的对象一致 | A change speaks of what its section is about",
    "本节写收入 ⇒ 增减句说收入；本节写支出 ⇒ 增减句说支出", basis=_BASIS, needs="增减句所说的量或其对应的收入（支出）在本节写明",
    exact="“{short}”说的是{own}的增减，本节说明的也是{own}。 | “{short}” speaks of a change of {own}, and so does its section.",
    differs="“{short}”说的是{own}的增减，而本节说明的是{other}，没有写{own}的数。{neutral} | “{short}” speaks of a change of {own}, but its section is about {other} and states no {own}. {neutral} | 沿用了另一节的句子",
    example="说明支出的一节写的是“收入合计减少 25.64 万元” | A section on expenditure says that revenue fell by 25.64",
)  # fmt: skip
def subject(rule: Rule, case: Case) -> Iterator[Finding]:
    """The change that follows an amount speaks of that amount, not of its counterpart on the other side."""
    sides = ("收入", "revenue"), ("支出", "expenditure")
    for _, group in groupby(case.claims, key=lambda said: said.section):
        section = list(group)
        levels = {said.bare for said in section if said.is_level and not said.subject}
        for said in section:
            other = _COUNTERPART.get(said.bare, "")
            if said.aspect == "change-amount" and said.base == "prior" and other and levels & {said.bare, other}:
                own, against = sides if "revenue" in said.bare else sides[::-1]
                say = rule.exact if said.bare in levels else rule.differs
                yield say(said.claim_id, said.place, short=said.short, own=own, other=against)


def _told(case: Case) -> Iterator[tuple[Mapping[str, str], str, Sequence[tuple[int, Place]]]]:
    """Each section that states changes or amounts, its text, and where its sentences begin in it."""
    places: dict[str, dict[str, Place]] = {said.section: {} for said in case.claims if said.is_level or said.aspect}
    for said in case.claims:
        if said.section in places:
            places[said.section].setdefault(said.sentence, said.place)
    for section in case.resource("sections"):
        if section["section_id"] in places:
            text = section.get("text", "").replace("\n", "")
            found = ((text.find(each), place) for each, place in places[section["section_id"]].items() if each in text)
            yield section, text, sorted(found, key=lambda start: start[0])


def _at(starts: Sequence[tuple[int, Place]], position: int) -> Place:
    """The place of the last sentence that begins before `position`."""
    return next((place for start, place in reversed(starts) if start <= position), NOWHERE)


@rule(
    "L-REASON-SIGN", "原因所说的方向与增减一致，持平之后不说增减的原因 | A reason's direction fits the change stated, and nothing moves after “unchanged”",
    "增加 ⇒ 增加的原因；减少 ⇒ 减少的原因；持平 ⇒ 原因中不说增减", basis=_BASIS, needs="写有原因",
    exact="“{quote}”：原因所说的方向与前文相符。 | “{quote}”: the reason's direction fits the change stated.",
    differs="“{quote}”：前文为“{first}”，原因却说“{second}”。{neutral} | “{quote}”: the change stated is “{first}”, but the reason speaks of “{second}”. {neutral} | 套用模板时未改用词",
    noted="“{quote}”：前文为“{first}”，所写的原因却都是“{second}”。 | “{quote}”: the change stated is “{first}”, but every reason given for it is “{second}”. | 原因写反；还有别的原因没有写",
    example="文中写“减少 25.64 万元，增加的主要原因是业务量变化” | The text says “less by 25.64; the reason of the increase is …”",
)  # fmt: skip
def reason(rule: Rule, case: Case) -> Iterator[Finding]:
    """The direction that a reason names, or that follows 持平, against the change stated before it."""
    for section, text, starts in _told(case):
        for kind, first, second, start, end, at in _reasons(text):
            quote, say = excerpt(text, start, end, 24, 0 if text[end:].startswith("。") else 12), getattr(rule, kind)
            yield say(f"{section['section_id']}/{at}", _at(starts, at), quote=quote, first=first, second=second)


def _of_another(text: str, change: int, reason: int) -> bool:
    """Whether the reason names what moved (“…费减少的原因”), and the change before it is told of something else."""
    start = max(text.rfind(mark, 0, reason) for mark in "。；;，,") + 1
    named = _SUBJECT.fullmatch(text[start:reason])
    begin = max(text.rfind(mark, 0, change) for mark in "。；;") + 1
    return named is not None and named["name"] not in text[begin:change]


def _reasons(text: str) -> Iterator[tuple[str, str, str, int, int, int]]:
    """Whether it fits, the two words, the piece to quote, and where the reason begins."""
    wrong: set[int] = set()
    for match in _NAMED_REASON.finditer(text):
        before = list(_CHANGE.finditer(text, max(0, match.start() - _NEAR), match.start()))
        if before and not _of_another(text, before[-1].start(), match.start()):
            first, second = before[-1]["word"], match["word"]
            kind = "exact" if (first in _UP) == (second in _UP) else "differs"
            wrong |= {match.end()} if kind == "differs" else set()
            yield kind, first, second, before[-1].start(), match.end(), match.start()
    for match in _FLAT.finditer(text):
        moved = {word: word in _UP for word in _MOVED.findall(match["reason"])}
        kind = "differs" if len(set(moved.values())) == 1 and not _EACH.search(match["reason"]) else "exact"
        yield kind, "持平", next(iter(moved), ""), match.start(), match.end(), match.start()
    for match in _GIVEN.finditer(text):
        more, less = (re.findall(f"(?<![未不无])(?<!没有)(?:{words})", match["reason"]) for words in (_MORE, _LESS))
        against = less if match["word"] in f"大于|高于|超过|{_UP}" else more
        told = any(match.start() < end <= match.start("reason") for end in wrong)
        if against and not ((more and less) or told or re.search("上年|去年|以前年度", match["reason"])):
            yield "noted", match["word"], against[0], match.start(), match.end(), match.start("reason")


@rule(
    "L-REASONS", "同一件事在各处的原因中说法相同 | One thing moves one way wherever it is given as a reason", "同一事由：增加、减少只有一种",
    basis=_BASIS, needs="两处原因写到同一件事的增减", tolerance=REMARKED,
    exact="原因中的“{what}”各处都说{first}。 | “{what}” is given as {first} wherever it is a reason.",
    noted="一处的原因写“{what}”{first}（“{quote}”），另一处写{second}（“{other}”）。 | One reason has “{what}” go one way (“{quote}”), another the other way (“{other}”). | 分别说的是不同的科目；套用模板时未改用词",
    moved="一处的原因说“{what}”是{first}（“{quote}”），另一处说是{second}（“{other}”）。 | One reason gives “{what}” as {first} (“{quote}”), another as {second} (“{other}”). | 一处是科目之间的调整，另一处仍写作追加或调减",
    example="收入的原因写“人员增加”，支出的原因写“人员减少” | Revenue changed because staff grew, expenditure because staff shrank",
)  # fmt: skip
def reasons(rule: Rule, case: Case) -> Iterator[Finding]:
    """人员增加 in one section, 人员减少 in another; the items of one list have reasons of their own."""
    first: dict[str, tuple[str, str, str]] = {}
    for section, text, starts in _told(case):
        if text.count("项）") + text.count("项)") > 1:
            continue
        for given in _REASON.finditer(text):
            for event in _EVENT.finditer(given["reason"]):
                what, at, own = event["what"], given.start("reason") + event.start(), section["section_id"]
                quote = excerpt(text, at, at + len(event[0]), 12, 0)
                way = ("增加", "an increase") if event["more"] else ("减少", "a decrease")
                known, other, there = first.setdefault(what, (way[0], quote, own))
                if there == own or _COMPARES.search(what):
                    continue
                words = {"what": what, "first": known, "second": way[0], "quote": other, "other": quote}
                yield (rule.exact if known == way[0] else rule.noted)(f"{own}/{at}", _at(starts, at), **words)
    projects = [each for section, _, starts in _told(case) for each in _projects(section, starts)]
    for one, two in combinations(projects, 2):
        alike = one.name in two.name or two.name in one.name
        if alike and one.scope != two.scope and one.way != two.way:
            names = {"what": min(one.name, two.name, key=len), "first": one.way, "second": two.way}
            yield rule.noted(two.scope, two.place, say="moved", quote=one.quote, other=two.quote, **names)


class _Project(NamedTuple):
    """A project that a reason says was added to the budget, cut from it, or moved to another item."""

    name: str
    way: str
    quote: str
    scope: str
    place: Place


def _projects(section: Mapping[str, str], starts: Sequence[tuple[int, Place]]) -> Iterator[_Project]:
    """Those named in quotation marks; “此项目” is what the paragraph's purpose names."""
    at = 0
    for paragraph in section.get("text", "").split("\n"):
        own = re.search("主要(?:是)?用于[:：]?([^。；;，,]{6,40})", paragraph)
        for given in _REASON.finditer(paragraph):
            for match in _MOVED_PROJECT.finditer(given["reason"]):
                name = match["before"] or match["after"] or (own[1] if own else "")
                way = next(way for way, words in _WAYS.items() if re.search(words, match[0]))
                start = given.start("reason") + match.start()
                quote, scope = (
                    excerpt(paragraph, start, start + len(match[0]), 12, 8),
                    f"{section['section_id']}/{at + start}",
                )
                if len(name) >= _NAMED:
                    yield _Project(name, way, quote, scope, _at(starts, at + start))
        at += len(paragraph)


@rule(
    "L-PURPOSE", "住房、医疗、养老科目的用途与科目相符 | The purpose given for an item on housing, health or pensions fits the item",
    "科目说住房（医疗、养老）⇒ 用途说住房（医疗、养老）", basis="部门决算公开格式：五（三）说明支出用途",
    needs="该项写有“主要用于”，且用途提到住房、医疗或养老",
    exact="“{item}”的用途写为“{purpose}”，两者相符。 | The purpose of “{item}” is given as “{purpose}”. It fits.",
    differs="“{item}”的用途写为“{purpose}”：科目说的是{own}，用途说的是{other}。{neutral} | The purpose of “{item}” is given as “{purpose}”: the item is about {own}, the purpose about {other}. {neutral} | 复制了另一科目的文字",
    example="“住房公积金”的用途写成“事业单位医疗保险支出” | The purpose of “housing fund” is given as medical insurance",
)  # fmt: skip
def purpose(rule: Rule, case: Case) -> Iterator[Finding]:
    for section, text, starts in _told(case):
        for match in _PURPOSE.finditer(text):
            own = [matter for matter, words in _MATTERS.items() if re.search(words, match["item"])]
            named = [matter for matter, words in _MATTERS.items() if re.search(words, match["purpose"])]
            if len(own) == 1 and named:
                say = rule.exact if own[0] in named else rule.differs
                item = match["item"].split("款")[-1].lstrip("）)")
                scope, place = f"{section['section_id']}/{match.start()}", _at(starts, match.start("purpose"))
                yield say(scope, place, item=item, purpose=match["purpose"], own=own[0], other=named[0])
