"""The amounts of a row against the one that they are said, or seem, to add up to, whatever they are of."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from build_site.model import Finding, Outcome
from build_site.model.money import FACTORS
from build_site.reconcile.case import Case, of_said, text_of
from build_site.reconcile.decide import Side, judge, slip
from build_site.reconcile.declare import Rule, rule
from build_site.reconcile.said import OF_NO_YEAR, Said, about, summed

_JOINED = re.compile("[，,、；;和及与以加]")
_SUM = re.compile(
    "(?P<n>[两二三四五六七八九十])?(?:[项个类块部方者本]?[^，,；;：:]{0,8}(?:合计|共计|总计|之和|相加|小计|加起来|加在一起)[^，,；;：:]{0,6}|年(?:来|间|内)?累计[^，,；;：:]{0,6}|(?<!公)共(?:支出|投入|安排|为)*)$"
)
_PLAINLY = re.compile(
    "[两二三四五六七八九十][^，,；;：:、\\d]?(?:项目|工程|资金|经费|费用|单位|学校|部分|专项|款项|方面)?(?:合计|共计|总计|之和|相加|小计|加起来|加在一起|(?<=年)累计)(?:[为是约共]|达到?|金额|[:：])*$"
)
"""The sum of these and of nothing else, as 两项合计节约 and 两项税费合计 may be."""
_YEARLY = re.compile("年度?[^，,；;]{0,12}$")
_ALL = re.compile("由|构成|组成|分别|依次|拆|分为|分成")
_REST = re.compile("(?:^|[、和及，,；;])其[他余它](?:为|共)?$")
"""其他 3 万元 at the end of a list: there is no more."""
_PLAIN = re.compile("[，,](?:合计|共计?|总计)(?:为|是)?")
_GOES_ON = re.compile("(?:其中|具体|[按分][^，,；;：:]{1,8})[:：]")
"""。其中：A 1 万元、B 2 万元: parts of what the sentence before ended with."""
_CHANGE = re.compile("(?:增加|减少|[多少增减]支|节约|压减)(?:了|额|为)?$")
_OPENED = re.compile(f"{_ALL.pattern}|用于|其中|包括|[:：]")
_OTHERWISE = re.compile("[上去]年|预算|[增减升降多少]|[均每]|比|(?<![两三四五六七八九十]年)累计|结转|同期|除|另|最")
_EXPLAINED = re.compile(
    "差[额异值]|尾差|四舍五入|误差|估[算计价列]|调整|抵[消销]|重复|不[含计]|剔除|另[有行]|其余|内部往来"
)
"""In a sentence whose row need not add up."""
_NUMERALS = {"两": 2} | {numeral: i for i, numeral in enumerate("一二三四五六七八九十", 1)}
_MOST, _LONG, _SURE, _LIKELY = 30, 60, 4, 5


@rule(
    "N-ROW", "一列数与其合计相符 | The amounts of a row add up to their sum", "合计 = Σ 所列各数", basis="部门决算公开格式：情况说明",
    needs="句中列出两个以上同单位的金额，前面或后面写有其合计，别的规则没有核对；未写明项数的，相差须像是写错一位或相邻两位颠倒，否则不作结论",
    tolerance="每个印出的数各可能差半个末位 | half a last printed digit for each printed number",
    example="文中写“甲 318.60 万元、乙 204.15 万元、丙 119.63 万元，三项合计 624.38 万元”，三项之和是 642.38 万元 | The text says “A 318.60, B 204.15, C 119.63, three in all 624.38”; the three add up to 642.38",
)  # fmt: skip
def row(rule: Rule, case: Case) -> Iterator[Finding]:
    """A sum that is a digit, or two that changed places, away from an amount of its sentence was meant to be it."""
    for section, group in groupby(case.claims, key=lambda said: said.section):
        for sentence in _sentences(text_of(case, section), list(group)):
            for at, (said, words) in enumerate(sentence):
                own, sum_of = re.split("[，,；;]", words)[-1], _SUM.search(words) if len(words) <= _LONG else None
                if sum_of and not _OTHERWISE.search(own) and len(parts := _before(sentence, at, sum_of["n"])) > 1:
                    years = sum(bool(_YEARLY.search(each.words)) for each in sentence[at - len(parts) : at])
                    of_years = years == len(parts) or "累计" not in sum_of[0]  # not of several moneys in those years
                    counted = bool(sum_of["n"] and _PLAINLY.search(words) and of_years)
                    told = counted and not (_OTHERWISE.search(words) or _JOINED.match(sentence[at - len(parts)].words))
                    least = _SURE if counted or (len(parts) > 2 and _PLAIN.fullmatch(words)) else _LIKELY
                    yield from _against(rule, case, said, parts, least, closed=counted, told=told)
                elif at + 1 < len(sentence) and _OPENED.search(sentence[at + 1].words):
                    parts = _behind(sentence, at)
                    rest = len(parts) > 2 and _REST.search(sentence[at + len(parts)].words)
                    closed = bool(_ALL.search(sentence[at + 1].words) or rest)
                    least = _SURE if closed else _LIKELY
                    yield from _against(rule, case, said, parts, least, closed=closed, some=not closed)


class _Amount(NamedTuple):
    said: Said
    words: str  # since the amount before it


def _sentences(text: str, claims: Sequence[Said]) -> Iterator[list[_Amount]]:
    """The amounts of each sentence without what stands in brackets, rates, counts and changes; one not read cuts it. None of a
    sentence that explains why they do not add up."""
    at, end, depth, amounts = 0, 0, 0, list[_Amount]()
    for said in claims:
        start = text.find(said.printed, at) if said.printed else -1
        if start < 0 or said.bare in OF_NO_YEAR:
            continue
        words, at = text[end:start], start + len(said.printed)
        unit = re.compile(rf"\s*{re.escape(said.unit)}").match(text, at)
        at = end = unit.end() if unit else at
        if "。" in words or "\n" in words:
            behind, *_, words = re.split("[。\n]", words)
            depth = 0
            if not _GOES_ON.match(words):
                yield _unexplained(amounts, behind)
                amounts = []
        depth = max(depth + len(re.findall("[（(]", words)) - len(re.findall("[）)]", words)), 0)
        if depth or said.unit not in FACTORS or said.aspect or _CHANGE.search(words):
            continue
        if said.value is not None:
            amounts.append(_Amount(said, re.sub("^.*[）)]", "", "".join(words.split()))))
        else:
            yield _unexplained(amounts, words)
            amounts = []
    yield _unexplained(amounts, re.split("[。\n]", text[end:])[0])


def _unexplained(amounts: list[_Amount], behind: str) -> list[_Amount]:
    return [] if _EXPLAINED.search("".join(each.words for each in amounts) + behind) else amounts


def _before(sentence: Sequence[_Amount], at: int, count: str | None) -> list[Said]:
    """The row that ends before an amount: of so many, or all of it."""
    found = list[Said]()
    for each in reversed(sentence[max(at - _MOST, 0) : at]):
        if _OTHERWISE.search(each.words[-_LONG:]) or _SUM.search(each.words[-_LONG:]):
            return [] if count else found[::-1]
        found.append(each.said)
        if (count and len(found) == _NUMERALS[count]) or not _JOINED.match(each.words):
            break
    return found[::-1] if not count or len(found) == _NUMERALS[count] else []


def _behind(sentence: Sequence[_Amount], at: int) -> list[Said]:
    """The row that begins behind an amount."""
    found = list[Said]()
    for each in sentence[at + 1 : at + 1 + _MOST]:
        if (
            _OTHERWISE.search(each.words[-_LONG:])
            or _SUM.search(each.words[-_LONG:])
            or (found and each.words[:1] in ("；", ";", ""))
        ):
            break
        found.append(each.said)
    return found


def _against(
    rule: Rule, case: Case, said: Said, parts: Sequence[Said], least: int, *, closed: bool, told: bool = False, some: bool = False
) -> Iterator[Finding]:  # fmt: skip
    """`least`: digits of which one may be wrong; `closed`: the words say that these are all; `told`: of how many it is the sum, which is as many as stand there;
    `some`: there may be more, of which nothing is said."""
    numbers = [number for part in parts if (number := of_said(part)) is not None]
    if len(numbers) < 2 or said.value is None or (said.bare and all(part.bare for part in parts)):
        return
    factor = FACTORS[said.unit]
    total, room = (
        sum((n.value for n in numbers), Decimal(0)) / factor,
        sum((n.half for n in numbers), said.half * factor) / factor,
    )
    verdict, missed = judge(said.value, total, room), said.value - total
    if verdict.outcome is Outcome.DIFFERS:
        owns = [(part.value, part.value + missed * factor / FACTORS[part.unit]) for part in parts if part.value]
        left_out = abs(missed) in case.amounts or (
            missed > 0 and (some or (not closed and missed == missed.to_integral_value()))
        )
        if not told and (
            left_out or not any(slip(value, wanted, least) for value, wanted in ((said.value, total), *owns))
        ):
            return
    against = Side("各数之和", "the sum of the amounts", total, note=summed([part.printed for part in parts]))
    yield about(rule, said, against, verdict, terms=[part.claim_id for part in parts])
