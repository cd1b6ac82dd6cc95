"""Whether a noun says for certain what the next amount is, or that amount is a part of it, or another's."""

import re

from build_site.extract.recognise.claims.state import Mind, Topic
from build_site.extract.recognise.claims.words import JOINS, Word

EITHER = "-either"
"""How the id of a budget ends that is named without its side."""
_EXCEPT = re.compile(
    "剔除|扣除|除去|除[^,，]{2,12}外|以外|之外|自有|自筹|非财政(?:拨款)?(?:资金)?(?:安排的?)?$|不含|不包括|其余|[两二三四五六七八九]项|本级|非$|同口径|可比口径|以上|上述|[\\d几两二三四五六七八九十][所家个]"
)
"""Words before a noun that make it a part of what it says."""
_EXCEEDED = re.compile("(?:[大小高低多少]于|超过|超出|不足)$")
"""支出大于收入 3 万元: by so much, which is of neither."""
_OTHERS = re.compile(
    "(?P<whose>(?<![安健])(?<!按照|根据|落实|服务|支持|保障|完成|推动|促进)(?:全(?:[国省市县区州盟旗镇乡街路]|系统|行业)|[两各](?:[校院县区镇乡村地]|级(?!财政))|我[国省市县区州]|[省市县区]直(?=各|部门|单位|预算)|乡镇|(?<![及和与含括、])[下所]属|基层))[^,，;；。:：()]*$|(?P<purse>[省市县区镇乡]级?财政)(?:[本当全]年|年度)?$"
)
"""全县财政收入 3 亿元, 两校公用经费 3 万元: the amount is another body's, or of more than one."""
_WITH_OTHERS = re.compile(r"\((?:含|包括)[^()]{0,12}(?:非财政|自筹|自有|其他资金)")
_USED = re.compile("(?:消化|使用|动用|盘活|新增|形成)(?:了)?$")
"""消化上年结转 3 万元: some of it."""
_PAID_FROM = re.compile("[由从用]$"), re.compile("安排|支付|解决|列支|承担|弥补|补足|保障|支出")
"""由其他收入安排 3 万元: a part of it."""
_OF_WHAT = ("basic-expenditure", "project-expenditure")
_OF_THE_SAME = re.compile("[本当上]年|年[初末]|以前")
"""What is said of whatever was spoken of: the year's, the balance."""
_SUM = re.compile("[合总]计")
_NEAR = 30  # and before it in its clause
_FARTHEST = 400  # characters of its sentence before a noun


def is_of_others(mind: Mind, word: Word, text: str) -> bool:
    """Whether a noun is a wider or another body's, and what its clauses go on with is too; 全国 may be of the own name."""
    found = _OTHERS.search(text, max(word.start - _NEAR, 0), word.start)
    return found is not None and (found["whose"] or found["purse"]) not in mind.department


def is_aside(word: Word, text: str) -> bool:
    """Whether the amount behind a noun is another's: how far something exceeds it, what is paid from it, other money too."""
    before, (paid, for_it) = text[max(word.start - 2, 0) : word.start], _PAID_FROM
    used = word.value.endswith("-balance") and _USED.search(text[max(word.start - 4, 0) : word.start])
    used = used or _WITH_OTHERS.match(text, word.end)
    return bool(used or _EXCEEDED.search(before) or (paid.search(before) and for_it.match(text, word.end)))


def is_sure(mind: Mind, topic: Topic, word: Word, text: str) -> bool:
    """Whether a noun is what it says: no unknown words make it a part of that (局本级收入, 其余五项收入), nor does it go on
    with a list of unknown things. What a sentence begins with may be the body's own name."""
    goes_on = word.value.endswith(EITHER) or text[word.start - 1 : word.start] in tuple(JOINS)
    before = text[max(mind.sentence_at, word.start - _FARTHEST) : word.start]
    if _OF_THE_SAME.match(text, word.start) and (mind.labelled or "非财政" in before):
        return False
    if _SUM.search(text[word.start : word.end]) and mind.money_unbound(before=True):
        return False
    if mind.stray and (goes_on or (mind.money_unbound() and _OF_THE_SAME.match(text, word.start))):
        return False
    of_what = word.value in _OF_WHAT
    other = mind.chapter.kind == "other" and (of_what or word.value.endswith("-balance"))
    if other or (of_what and mind.parted and mind.money_unbound(before=True)):
        return False  # of all money, of the appropriations or of something unknown, is not said
    if mind.named or (mind.parted and not before.endswith("等")):  # 其中司法辅助人员经费; but 其中工资等人员经费
        return mind.clean
    excepted = _EXCEPT.search(before)
    return excepted is None and (mind.clean or not mind.told_in_section(topic))
