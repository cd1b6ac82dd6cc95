"""Cuts a sentence into words of the vocabulary, numbers, marks and the text between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from build_site.extract.recognise.claims import vocabulary
from build_site.extract.recognise.claims.numbers import Number


class Sort(StrEnum):
    NUMBER = "number"
    MEASURE = "measure"  # value: the measure id
    SUBJECT = "subject"  # a functional path, as printed
    ITEM = "item"  # an economic 类, as printed
    PHASE = "phase"  # value: approved, adjusted, budget, executed
    PERIOD = "period"  # value: "prior", "this"; or the year stands in it as a number
    COMPARED = "compared"  # value: prior, prior-budget, approved, adjusted, budget
    DIRECTION = "direction"  # value: increase, decrease, flat, about (基本持平), either (a template's 增加(减少))
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
_BUDGET = "(?P<which>年初|全年|调整后?|变更后)?(?:的)?(?:部门|财政拨款|收入|支出|批复|安排)*(?:的)?预算(?:调整)?(?:数|安排|金额|总额|批复)?"
_YEAR = r"(?:(?:19|20)\d\d\s*年(?:度)?|上年(?:度)?|去年(?:度)?|上一年(?:度)?|前一年(?:度)?)"
_THAN = "(?:与|比|较|同|和|跟|相比于?|相较于?|对比)于?"
_COMPARED_TAIL = "(?:相比较?|相较|比较|对比|比)?"
_NAME = r"(?:[^\s,，。;:()\d“”\"、．.]|、(?=[^,，。;:()\d“”\"]{1,12}\((?:\d{1,7})?[款项]\))|\((?![一二三四五六七八九十]+\)|[类款项]\))[^()\d,，。;:、]{1,8}\)(?!支出?\())+"
_LEVEL = r"[”\"]?\((?:\d{2,7})?[类款项]\)(?:支出)?[”\"]?"

_LINKS = (
    "(?:为|是|共|共计|合计|总计|小计|累计|总额|计|约|达|达到|达成|均|各|仅|只|有|的|了|年度|部门|单位|本|我|该|支出|收入|费用|经费"
    "|金额|资金|规模|总|实际|发生|完成|安排|当年|全年|财政拨款|财政|决算|预算|数|额|元|较|比|比例|幅度|同时|以及|财政性|情况|涉及|组织对|对"
    "|用|使用|项目|拨款|含|不含|类|款|项|度|级|年末|年初|年|期末|截至|截止|末|底|大于|小于|等于)"
)

_GRAMMAR: tuple[tuple[Sort, str], ...] = (
    (Sort.COMPARED, f"{_THAN}(?:{_YEAR})?{_BUDGET}{_COMPARED_TAIL}"),
    (
        Sort.COMPARED,
        f"{_THAN}(?P<prior>{_YEAR})(?:的|同期|决算|支出|收入|实际|执行|完成|(?P<plan>预算)|总额|金额|年末|数)*{_COMPARED_TAIL}",
    ),
    (Sort.COMPARED, "(?P<same>同比|环比)(?=增|减|上|下|持|提|降|无|变)"),
    (Sort.VERSUS, f"(?P<dir>大于|小于|等于|高于|低于|超过|超出|多于|少于){_BUDGET}"),
    (Sort.COMPLETED, f"(?:完成|达到?)了?(?:{_YEAR})?{_BUDGET}(?:的)?(?:比例)?(?:为)?"),
    (Sort.COMPLETED, f"(?:为|占){_BUDGET}的(?=\\d|%)"),
    (Sort.COMPLETED, f"(?:{_BUDGET})?(?:完成|执行)(?:率|进度|比例)(?:为|达到?|是|:)*"),
    (Sort.SUBJECT, f'[“"]?{_NAME}{_LEVEL}(?:[“"]?{_NAME}{_LEVEL}){{0,2}}'),
    (Sort.SUBJECT, rf"{_NAME}\(\d{{3}}\)(?:{_NAME}\(\d{{5}}\))?(?:{_NAME}\(\d{{7}}\))?"),
    (Sort.PARTS, "其中[,:]?"),
    (
        Sort.AS_FOLLOWS,
        "(?:主要)?(?:是)?(?:用于)?(?:以下|如下|下列)(?:几个|\\d个)?方面|(?:具体)?(?:情况|构成|结构)?如下",
    ),
    (
        Sort.REASON,
        "(?:主要)?(?:增减)?(?:变动|变化|增减|增加|减少|增长|下降|差异|持平|上升)?(?:的)?(?:主要)?原因|主要(?:是)?(?:由于|因为|因)|主要系|主要为?了|由于|(?:是)?因为",
    ),
    (
        Sort.USED_FOR,
        "(?:主要)?(?:是)?(?:用于|用作)|主要(?:是)?(?:包括|有|为|指|支付|购买|开展)?|(?:具体)?包括(?:了)?|开支内容",
    ),
    (Sort.RESPECTIVELY, "分别(?:为|是|占|完成)?"),
    (
        Sort.SHARE,
        "(?:所)?占(?!用|有|地|据|领|道|压)(?:比|了)?(?:例|重)?(?:为|是|达到?)?|(?:的)?比(?:例|重)(?:为|是|达到?)?",
    ),
    (
        Sort.PHASE,
        "(?P<approved>(?:当年|本年)?(?:年初|期初)(?:部门|财政拨款|收入|支出|批复|安排)*预算(?:数|安排|批复|金额)?|初始预算(?:数)?)",
    ),
    (
        Sort.PHASE,
        "(?P<adjusted>(?:全年|调整|调整后|变更后|最终)(?:的)?(?:财政拨款|收入|支出)*(?:的)?预算(?:数|安排|金额)?|预算调整数|调整预算数)",
    ),
    (
        Sort.PHASE,
        "(?P<budget>(?:支出|收入|费用|经费)?预算(?:数|金额|安排(?:数)?|额)(?!的)|(?:支出|收入|费用)?预算(?=为|是|均|\\d|:|万元|共|合计))",
    ),
    (
        Sort.PHASE,
        "(?P<executed>(?:支出|收入|费用|经费)*决算(?:支出|收入)?(?:数|金额|额|总额)?|实际(?:支出|发生|完成|执行|使用)(?:数|额)?|(?:全年)?执行数|支出数)",
    ),
    (Sort.PERIOD, "(?P<year>上年(?:度)?|去年(?:度)?|上一年(?:度)?|前一年(?:度)?|本年(?:度)?|当年(?:度)?|今年|本年内)"),
    (
        Sort.DIRECTION,
        "(?P<about>基本(?:持平|一致|相同|相等))|(?P<flat>持平|一致|相同|相等|无(?:增减)?(?:变化|变动|增减)|没有变化)",
    ),
    (
        Sort.DIRECTION,
        "(?P<either>(?:增加|增长|上升)[(/](?:减少|下降|降低)\\)?|(?:减少|下降|降低)[(/](?:增加|增长|上升)\\)?)",
    ),
    (Sort.LINK, "增减(?:变动|变化)?(?:情况)?|新增|增设"),
    (Sort.DIRECTION, "(?P<increase>增加(?:额|数)?|增长(?:率|幅度|额)?|上升|提高|上涨|增幅|多支出|超出|超支)"),
    (Sort.DIRECTION, "(?P<decrease>减少(?:额|数|率)?|下降(?:率|幅度)?|降低|压减|压缩|节约|节省|降幅|少支出)"),
    (
        Sort.SCORED,
        "(?P<target>(?:编报|设定|填报)绩效目标)|(?P<tracked>绩效(?:跟踪|监控|运行监控))|(?P<unit>整体支出(?:绩效)?)",
    ),
    (
        Sort.SCORED,
        "(?P<key>重点(?:绩效)?评价)|(?P<project>(?:绩效)?自评(?:结果)?综述)|(?P<evaluated>绩效自评|开展自评)",
    ),
    (Sort.FUNDS, "(?:共)?(?:涉及)?(?:预算|财政|项目)*(?:资金|金额)"),
    (Sort.SIDE, "(?P<revenue>收入)|(?P<expenditure>支出)"),
    (Sort.LINK, _LINKS),
)
_LINK_SUBJECTS = "由(?:中小|小微|中小微)企业供应商中标(?:或|、|和)成交(?:的)?|本部门|我部门|本单位|我单位|本局|我局|本中心|我中心|各单位|全区|全县|全市|部门|单位"
_MARKS = ",，。;:()!?！？"
_JOINS = "、和及与"

_COMPILED = [(Sort.LINK, re.compile(_LINK_SUBJECTS)), *((sort, re.compile(pattern)) for sort, pattern in _GRAMMAR)]
_SPLIT = next(i for i, (sort, _) in enumerate(_COMPILED) if sort is Sort.PARTS)
_STATEMENTS, _REST = _COMPILED[:_SPLIT], _COMPILED[_SPLIT:]  # the nouns of the vocabulary stand between them
_MEASURES = re.compile("|".join(f"({pattern})" for _, pattern in vocabulary.MEASURES))
_AWARDED = re.compile("|".join(f"({pattern})" for _, pattern in vocabulary.AWARDED))
_ITEM = re.compile(vocabulary.ECONOMIC_CLASSES)
_FLUFF = re.compile(
    "^(?:其中|用于|包括|主要|安排的|一是|二是|三是|四是|五是|六是|[一二三四五六七八九]、|和|及|与|本年(?:度)?|本部门|本单位|在)+"
)
_CLASS_HEAD = re.compile(rf"[“\"]?(?:{vocabulary.CLASSES})(?:支出)?[”\"]?\(")


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
    if number is not None:
        return Word(Sort.NUMBER, position, number.end, number=number)
    if text[position] in _MARKS:
        return Word(Sort.MARK, position, position + 1, text[position].replace("，", ","))
    if department and text.startswith(department, position):
        return Word(Sort.LINK, position, position + len(department))
    found = _first(_STATEMENTS, text, position, end) or _noun(text, position, end) or _first(_REST, text, position, end)
    if found:
        return found
    return Word(Sort.JOIN if text[position] in _JOINS else Sort.OTHER, position, position + 1)


def _first(grammar: list[tuple[Sort, re.Pattern[str]]], text: str, position: int, end: int) -> Word | None:
    for sort, pattern in grammar:
        match = pattern.match(text, position, end)
        if match and match.end() > position:
            return _of(sort, match)
    return None


def _noun(text: str, position: int, end: int) -> Word | None:
    if match := _AWARDED.match(text, position, end):
        return Word(Sort.AWARDED, position, match.end(), vocabulary.AWARDED[(match.lastindex or 1) - 1][0])
    if match := _MEASURES.match(text, position, end):
        return Word(Sort.MEASURE, position, match.end(), vocabulary.MEASURES[(match.lastindex or 1) - 1][0])
    if match := vocabulary.FUNCTIONAL_NAME.match(text, position, end):
        return Word(Sort.SUBJECT, position, match.end(), match[0])
    if match := _ITEM.match(text, position, end):
        return Word(Sort.ITEM, position, match.end(), match[0])
    return None


def _of(sort: Sort, match: re.Match[str]) -> Word:
    group = {k: v for k, v in match.groupdict().items() if v}
    start = match.start()
    value = ""
    if sort is Sort.COMPARED:
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
        fluff = known.start() if known else (f.end() if (f := _FLUFF.match(match[0])) else 0)
        start += fluff
        value = match[0][start - match.start() :]
    elif sort is Sort.PERIOD:
        value = "this" if group["year"][0] in "本当今" else "prior" if group["year"][0] in "上去前" else ""
    elif sort in (Sort.PHASE, Sort.DIRECTION, Sort.SCORED, Sort.SIDE):
        value = next(iter(group))
    return Word(sort, start if sort is Sort.SUBJECT else match.start(), match.end(), value)
