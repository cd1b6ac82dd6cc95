"""Cuts a sentence into words of the vocabulary, numbers, marks and the text between them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from build_site.extract.recognise.claims.numbers import Number
from build_site.registers import vocabulary


class Sort(StrEnum):
    NUMBER = "number"
    MEASURE = "measure"  # value: the measure id
    SUBJECT = "subject"  # a functional path, as printed
    ITEM = "item"  # an economic 类, as printed
    PHASE = "phase"  # value: approved, adjusted, budget, executed
    PERIOD = "period"  # value: "prior", "this"; or the year stands in it as a number
    COMPARED = "compared"  # value: prior, prior-budget, approved, adjusted, budget
    DIRECTION = "direction"  # value: increase, decrease, flat, equal (基本持平), either (a template's 增加(减少))
    VERSUS = "versus"  # value: "less approved": the final amount against the named budget
    COMPLETED = "completed"  # value: approved, adjusted, budget
    SHARE = "share"
    PARTS = "parts"  # 其中
    AS_FOLLOWS = "as-follows"  # 用于以下方面
    USED_FOR = "used-for"  # 主要用于, 主要包括
    REASON = "reason"
    RESPECTIVELY = "respectively"
    AWARDED = "awarded"  # value: what 采购金额 means in this clause
    SCORED = "scored"  # names what a performance sum is about: value target, tracked, self-evaluated, unit
    FUNDS = "funds"  # 涉及资金: the money of what was spoken of
    REVISED = "revised"  # value: increase, decrease: a budget moved during the year (年中调减项目经费 50 万元)
    SIDE = "side"  # a bare 收入 or 支出
    LINK = "link"  # says nothing by itself: 为, 共计, 支出, 金额 …
    JOIN = "join"  # 、 和 及
    MARK = "mark"  # , ; : ( ) 。
    OTHER = "other"  # anything else


@dataclass(frozen=True, slots=True)
class Word:
    sort: Sort
    start: int
    end: int
    value: str = ""
    number: Number | None = None


_WHICH = {"年初": "approved", "全年": "adjusted", "调整": "adjusted", "调整后": "adjusted", "变更后": "adjusted"}
_CODED = re.compile(
    r"2\d{6}[ \t]*[-－—–]?[ \t]*(?![元万亿千百余多次项户条台辆件吨亩平]|人(?![大民防力才])|个(?!人))[“\"]?[\u4e00-\u9fff]"
)  # a functional code before its name
_MARKS = ",，。;:()!?！？"
JOINS = "、和及与"
_QUOTES = str.maketrans("", "", '“”"')
_LEVELS, _DASH, _BRACKETED = "类款项", re.compile("[-－—–]+"), re.compile(r"\([^()\d]{2,8}\)|\([^类款项]\)")
_NOUNS = {sort: vocabulary.measures(sort) for sort in (Sort.AWARDED, Sort.MEASURE)}


def _grammar() -> Iterator[tuple[Sort, re.Pattern[str]]]:
    for name, pattern in vocabulary.grammar(tuple(Sort)):
        sort = Sort(name)
        if sort in _NOUNS:
            pattern = "|".join(f"({noun})" for _, noun in _NOUNS[sort])
        yield sort, re.compile(pattern)


_GRAMMAR = tuple(_grammar())
_LEAD_IN = re.compile(vocabulary.parts()["lead-in"])
_CLASS_HEAD = re.compile(rf"[“\"]?(?:{vocabulary.parts()['functional-class']})(?:支出)?[”\"]?\((?!\d*[款项])")


def words(text: str, start: int, end: int, numbers: list[Number], department: str) -> Iterator[Word]:
    """The words of text[start:end]. `numbers`: those of the sentence, in order; each comes as a word of its own,
    save those inside a longer word (比2022年度决算数), which the caller finds by position."""
    at = {n.start: n for n in numbers}
    position = start
    while position < end:
        word = _word(text, position, end, at, department)
        yield word
        position = max(word.end, position + 1)


def _word(text: str, position: int, end: int, at: dict[int, Number], department: str) -> Word:
    number = at.get(position)
    if number is not None and not _CODED.match(text, position, end):
        return Word(Sort.NUMBER, position, number.end, number=number)
    if text[position] in _MARKS:
        return Word(Sort.MARK, position, position + 1, text[position].replace("，", ","))
    if text[position].isspace():
        return Word(Sort.LINK, position, position + 1)
    if department and text.startswith(department, position):
        return Word(Sort.LINK, position, position + len(department))
    for sort, pattern in _GRAMMAR:
        match = pattern.match(text, position, end)
        if match and match.end() > position:
            return _of(sort, match)
    return Word(Sort.JOIN if text[position] in JOINS else Sort.OTHER, position, position + 1)


def _path(printed: str) -> str:
    """A functional path without quotation marks; a class that is named alone (“教育支出”) as a class."""
    plain = printed.translate(_QUOTES)
    if "(" not in _BRACKETED.sub("", plain) and len(dashed := _DASH.split(plain)) == len(
        _LEVELS
    ):  # 教育支出—普通教育—小学教育
        return "".join(f"{name.strip()}({level})" for name, level in zip(dashed, _LEVELS, strict=True))
    if plain[0].isdigit():  # 2080505 机关事业单位基本养老保险缴费支出
        return f"{plain[7:].strip(' -－—–')}({plain[:7]})"
    return plain if "(" in plain else f"{plain}(类)"


def _of(sort: Sort, match: re.Match[str]) -> Word:
    group = {k: v for k, v in match.groupdict().items() if v}
    start = match.start()
    value = ""
    if sort in _NOUNS:
        value = _NOUNS[sort][(match.lastindex or 1) - 1][0]
    elif sort is Sort.COMPARED:
        value = (
            "prior" if "same" in group else ("prior-budget" if "plan" in group else "prior") if "prior" in group else ""
        )
        value = value or _WHICH.get(group.get("which", ""), "budget")
    elif sort is Sort.COMPLETED:
        value = _WHICH.get(group.get("which", ""), "budget")
    elif sort is Sort.VERSUS:
        direction = {"大": "greater", "高": "greater", "超": "greater", "多": "greater", "等": "equal"}
        value = f"{direction.get(group['dir'][0], 'less')} {_WHICH.get(group.get('which', ''), 'budget')}"
    elif sort is Sort.SUBJECT:
        known = _CLASS_HEAD.search(match[0])
        lead_in = _LEAD_IN.match(match[0])
        start += known.start() if known else lead_in.end() if lead_in else 0
        value = _path(match[0][start - match.start() :])
    elif sort is Sort.PERIOD:
        value = "this" if group["year"][0] in "本当今" else "prior" if group["year"][0] in "上去前" else ""
    elif sort in (Sort.ITEM, Sort.FUNDS):
        value = match[0]
    elif sort in (Sort.PHASE, Sort.DIRECTION, Sort.REVISED, Sort.SCORED, Sort.SIDE):
        value = next(iter(group))
    return Word(sort, start, match.end(), value)
