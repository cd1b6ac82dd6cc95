"""Binds each number of the narrative to what it states: measure, subject, year, phase, direction, base.

Each sentence is read word by word, from left to right; a number takes what the words before it have set.
Nothing is guessed: where unknown words stand between a measure and a number, the number stays unbound.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from build_site.extract.recognise.claims import counts
from build_site.extract.recognise.claims.listen import listen
from build_site.extract.recognise.claims.numbers import WIDTHS, Kind, numbers
from build_site.extract.recognise.claims.state import AVERAGE, BUDGETS, OTHER, Draft, Listed, Mind, Topic
from build_site.extract.recognise.claims.words import JOINS, Sort, Word, words
from build_site.extract.recognise.titles import with_years_in_digits
from build_site.model import Claim, Paragraph
from build_site.registers.vocabulary import Chapter, chapters

_NUMBER = r"\s*(?:[（(]?(?:[一二三四五六七八九十]+|\d{1,2})[)）]?[、.．]?|[①-⑳])\s*"
_RUN_IN = re.compile(
    rf"(?:\s*(?:[（(][一二三四五六七八九十]+[)）]\s*)?(?P<words>[^。，,；;：:\d]{{2,24}}(?:情况|说明|支出|经费))|{_NUMBER}(?P<short>[^。，,；;：:\d]{{2,12}}))(?P<mark>[。：:])"
)
_TITLE = re.compile(
    rf"{_NUMBER}(?![^。]*(?:情况|总体|说明|分析|构成|如下|决算|收支|[对相]比|比较))[^。，,；;：:\d]{{2,40}}。"
)
"""（1）法院—行政运行。上年…: a sentence that is a title."""
_PLAIN = ("revenue", "expenditure", "revenue-and-expenditure")
"""Chapters of all money; a heading of theirs below one of `_OWN` speaks of that money: 一般公共预算…情况 → 支出决算具体情况."""
_OWN = ("general-public-budget", "government-fund", "state-capital", "fiscal-appropriation", "three-public")
_TURNED = re.compile("(?:为|系|是|属于?|列|用于|来自|来源于)(?![:：了])")
"""3 万元为基本支出: what an amount is stands behind it."""
_BARE = re.compile(r"(?:^|[。，,；;：:、\s(])(?:\([^()]{0,8}\))?(?:其中|另有|另|有|约)?$")
_ABOUT = ("左右", "上下")
_LATELY = 2  # years; a comparison with an earlier one is none with last year under a stale name
_FARTHEST = 1_000  # characters of a sentence before or behind a number
_SENTENCE = re.compile(r"[^。！？!?]+(?:[。！？!?]+[”\")]*)?")


def bind(paragraphs: Sequence[Paragraph], fiscal_year: int, department: str) -> tuple[Claim, ...]:
    """Every number of the narrative as a claim, in reading order (c0001 …)."""
    mind = Mind(fiscal_year, department.translate(WIDTHS))
    for paragraph in paragraphs:
        _paragraph(mind, paragraph)
    return tuple(draft.claim(f"c{i:04}") for i, draft in enumerate(mind.drafts, 1))


def chapter(headings: Sequence[str]) -> Chapter:
    """What the chapter under these headings is about; the deepest telling heading counts."""
    weak = OTHER
    for at, heading in reversed(list(enumerate(headings))):
        plain = heading.translate(WIDTHS)
        found = next((kind for words, kind in chapters() if words.search(plain)), None)
        if found is None:
            continue
        above = chapter(headings[:at])
        if above.kind == "glossary":  # 名词解释 → 财政拨款收入
            return above
        of_all = above.kind == "expenditure" and "公共预算" not in plain and "拨款" not in plain  # → 基本支出情况
        if (found.kind == "basic" and of_all) or (found.kind in _PLAIN and above.kind in _OWN):
            found = above
        if not found.weak:
            return weak if weak.weak and found.kind == "undated" else found
        weak = found
    return weak


def _chapter_of(mind: Mind, paragraph: Paragraph) -> Chapter:
    """That of its headings; below those that tell none, of a heading that begins a section's text: 机关运行经费支出情况。…"""
    found = chapter(paragraph.headings)
    if found is not OTHER:
        return found
    match = _RUN_IN.match(_numbered(paragraph, paragraph.text))
    own = chapter((match["words"] or match["short"],)) if match else OTHER
    if own is OTHER and paragraph.section_id == mind.section:
        return OTHER if mind.label else mind.chapter
    mind.label = match is not None and (match["mark"] != "。" or not match["words"])
    return own


def _numbered(paragraph: Paragraph, text: str) -> str:
    """Its beginning with a number, where the number became a heading without a title."""
    return f"1.{text}" if paragraph.headings[-1:] == ("",) else text


def _paragraph(mind: Mind, paragraph: Paragraph) -> None:
    mind.open_paragraph(paragraph, _chapter_of(mind, paragraph))
    text = with_years_in_digits(paragraph.text.translate(WIDTHS))
    found = numbers(text)
    starts = [number.start for number in found]
    for match in _SENTENCE.finditer(text):
        inside = found[bisect_left(starts, match.start()) : bisect_left(starts, match.end())]
        mind.open_sentence(match.start())
        drafts = {n.start: Draft(paragraph, _around(paragraph.text, *match.span(), n.start), n) for n in inside}
        _sentence(mind, text, match.span(), drafts)
        mind.attach()
        first = match.start() == 0 and not inside
        if first and mind.unnamed and _TITLE.fullmatch(_numbered(paragraph, match[0])):
            mind.head = Topic("")  # of something unknown


def _around(text: str, start: int, end: int, at: int) -> str:
    """A number's sentence; of one that is longer than any sentence, what stands around the number."""
    if end - start > 3 * _FARTHEST:
        middle = at - at % _FARTHEST  # the same for its neighbours
        start, end = max(start, middle - _FARTHEST), min(end, middle + 2 * _FARTHEST)
    return text[start:end].strip()


def _sentence(mind: Mind, text: str, span: tuple[int, int], drafts: dict[int, Draft]) -> None:
    opened = False
    for word in words(text, *span, [draft.number for draft in drafts.values()], mind.department):
        if word.number is not None:
            _number(mind, drafts[word.start], text)
            continue
        for start in range(word.start, word.end):
            if start in drafts:
                _inner_number(mind, drafts[start], word)
        topic = mind.state.topic
        listen(mind, word, text)
        topical = mind.state.topic is not None and mind.state.topic.measure != AVERAGE
        if not opened and topical and mind.state.topic is not topic and not mind.stack:
            mind.head, mind.head_from, opened = mind.state.topic, mind.sentence_from, True


def _inner_number(mind: Mind, draft: Draft, word: Word) -> None:
    """A number inside a longer word: the year of a comparison, the code in a functional path."""
    if draft.number.kind is Kind.YEAR:
        draft.measure, draft.year, draft.base = "fiscal-year", int(draft.number.value or 0), "period"
        if word.sort is Sort.COMPARED:
            draft.base, mind.compared_year = "comparison", draft.year
            mind.lately = mind.lately or draft.year == mind.fiscal_year - 1
    elif word.sort is Sort.SUBJECT:
        draft.measure, draft.subject, draft.number = "functional-code", word.value, replace(draft.number, unit="")
    mind.drafts.append(draft)


def _number(mind: Mind, draft: Draft, text: str) -> None:
    number, state = draft.number, mind.state
    if number.kind in (Kind.YEAR, Kind.DATE, Kind.NAME):
        _time(mind, draft, text)
        mind.near = ""
    else:
        draft.year = mind.fiscal_year if mind.chapter.kind not in ("other", "undated", "glossary") else None
        if number.kind is Kind.NAMED:
            draft.measure = "name"
        elif counts.is_threshold(text, number):
            draft.measure = "threshold"
        elif number.kind is Kind.COUNT and not _money_all_the_same(mind, draft, text):
            _count(mind, draft, text)
        else:
            number = draft.number
            _money(mind, draft, text)
            state.absolute = False
            named = number.kind is Kind.AMOUNT and text.startswith("的", number.end)  # 完成全年预算数 12 万元的 83.33%
            state.completion = state.completion if named else ""
            state.share = state.share and bool(mind.queue)
        bound = bool(draft.measure)
        state.sure = state.sure and (bound or mind.turned)
        mind.stray = not (bound and draft.sure) and (mind.stray or number.kind is not Kind.RATE)
        # 分别增加 1 万元、2 万元 is of both; 人均 3 万元 is beside what is spoken of
        state.direction, mind.near, mind.listed = state.direction if mind.queue else "", mind.near_outside, []
        mind.topic_end, mind.spent = -1, True
        if state.topic is not None and state.topic.measure == AVERAGE:
            state.topic = mind.head
    mind.floor = number.end
    mind.drafts.append(draft)


def _time(mind: Mind, draft: Draft, text: str) -> None:
    number = draft.number
    if number.kind is Kind.YEAR:
        draft.measure, draft.year, draft.base = "fiscal-year", int(number.value or 0), "period"
        mind.year = draft.year
        mind.listed.append(("year", draft.year))
        mind.state.direction = ""
        if text.startswith(("末", "底"), number.end):
            draft.base = "as-of"
    elif number.kind is Kind.DATE:
        year = number.iso[:4]
        draft.measure, draft.subject = "date", number.iso
        draft.year = int(year) if year.isdigit() else None
        draft.base = "as-of" if re.search("截[至止]到?$", text[: number.start]) else ""
    else:
        draft.measure, draft.base = "name", "title" if number.unit == "year" else ""


def _money_all_the_same(mind: Mind, draft: Draft, text: str) -> bool:
    """Whether a number without 元 states money: 年初预算为 0，…, for nothing needs no unit; 接待支出 0.40 万（…."""
    number, state = draft.number, mind.state
    if not number.unit:
        return bool(mind.phase) and number.value == 0 and not state.mute
    if number.unit not in ("万", "亿") or state.mute or state.foreign or state.topic is None:
        return False
    if not text.startswith(("(", ",", "。", ";", "、"), number.end):
        return False
    draft.number = replace(number, unit=f"{number.unit}元", kind=Kind.AMOUNT)
    return True


def _count(mind: Mind, draft: Draft, text: str) -> None:
    number = draft.number
    if mind.state.mute not in ("reason", "cause"):
        draft.measure = counts.measure(text, 0, number, mind.chapter.kind)
        said = draft.measure.endswith("-total") and any(
            d.measure == draft.measure for d in mind.drafts[mind.sentence_from :]
        )
        if said and counts.noun(text, mind.floor, number.start):  # 车辆 19 辆：救护车 14 辆: no vehicles again
            draft.measure = counts.measure(text, mind.floor, number, mind.chapter.kind)
    if draft.measure:
        draft.phase = "executed"
        draft.year = mind.fiscal_year if mind.year is None else mind.year
        return
    draft.year = draft.year if mind.year is None else mind.year
    draft.subject = counts.noun(text, mind.floor, number.start)
    if draft.subject:
        draft.measure = "count"
        draft.direction = mind.state.direction.replace("either", "")


def _money(mind: Mind, draft: Draft, text: str) -> None:
    state, number = mind.state, draft.number
    if state.mute == "used-for":
        _listed_item(mind, draft, text)
        return
    if state.revised and number.kind is Kind.AMOUNT:
        _revision(mind, draft)
        return
    more, dealt = _deal(mind, number.kind)
    topic = dealt if isinstance(dealt, Topic) else _topic(mind)
    if state.mute or state.foreign or not more or topic is None or not topic.measure or _unsure(mind, draft, text):
        return
    otherwise = mind.chapter.kind == "performance" or bool(mind.awarded)  # what it is, other words have said
    draft.topic, draft.subject, draft.sure = topic, topic.subject, state.sure or otherwise
    year = dealt if isinstance(dealt, int) else mind.year
    if state.direction and not (state.absolute and number.kind is Kind.AMOUNT):
        _change(mind, draft, topic)
        year = year if mind.compared and not (year == mind.fiscal_year - 1 and _of_this_year(mind, topic)) else None
        year = mind.moved_in or year
    elif number.kind is Kind.RATE:
        _rate(mind, draft, topic)
    else:
        draft.measure, draft.phase = topic.measure, dealt if isinstance(dealt, str) else mind.phase or "executed"
        if state.completion and text.startswith("的", number.end):
            draft.phase = state.completion
        if mind.near:
            draft.phase = mind.near if mind.near in BUDGETS else draft.phase
            year = (mind.compared_year or mind.fiscal_year - 1) if mind.near == "prior" else year
        draft.sure = draft.sure and bool(otherwise or mind.listed or mind.queue or mind.near or state.completion)
        mind.phase = mind.phase if isinstance(dealt, Topic) else mind.carried  # 甲、乙预算分别为 1 万元、2 万元
        if mind.year == mind.fiscal_year - 1 and mind.compared in BUDGETS and not mind.stack:
            mind.compared = "prior"  # 与预算一致；上年 3 万元，减少 1 万元
    draft.year = draft.year if year is None else year
    if _told_before(mind, draft):
        draft.topic, draft.measure, draft.subject, draft.phase = None, "", "", ""
    if mind.chapter.kind == "other":
        draft.year = draft.year or mind.fiscal_year
    if draft.year == mind.fiscal_year - 1 and draft.phase == "executed":
        draft.phase = "prior"


def _unsure(mind: Mind, draft: Draft, text: str) -> bool:
    """Whether a number is about 3 万元, is compared with a year long ago, is the sum of what is named before it (A、B 共
    3 万元), or stands in a row without 分别 (各减少 1 万元、2 万元)."""
    about = text.startswith(_ABOUT, draft.number.end)
    ago = mind.compared_year is not None and mind.compared_year < mind.fiscal_year - (1 if mind.lately else _LATELY)
    apart = mind.moved_in is not None and mind.compared_year not in (None, mind.moved_in - 1)  # 2023 年比 2020 年
    inside = len(mind.drafts) > mind.sentence_from
    bare = not mind.queue and _TURNED.match(text, draft.number.end) is not None
    mind.turned = bare and _BARE.search(text[mind.floor : draft.number.start]) is not None
    in_a_row = inside and text[mind.floor : draft.number.start].strip() in tuple(JOINS)
    past = draft.number.kind is Kind.RATE and mind.near == "prior"  # 占比较上年的 55 % 提高…
    return about or ago or apart or past or mind.turned or (not mind.queue and (mind.joined or in_a_row))


def _told_before(mind: Mind, draft: Draft) -> bool:
    """其他收入 1 万元，实际收入 9 万元: another amount of what the sentence has stated, and does not name again, is of
    something unknown."""
    shared = mind.queue or mind.listed or mind.chapter.kind == "performance"
    if shared or not draft.is_level or draft.number.kind is not Kind.AMOUNT:
        return False
    same = (d for d in mind.drafts[mind.sentence_from :] if d.topic == draft.topic and d.is_level)
    return any((d.phase, d.year) == (draft.phase, draft.year) and d.number.value != draft.number.value for d in same)


def _of_this_year(mind: Mind, topic: Topic) -> bool:
    """2023 年收入 3 万元，上年收入 2 万元，比上年增加 1 万元: the change is of the first."""
    return any(d.topic == topic and d.year == mind.fiscal_year for d in mind.drafts[mind.sentence_from :])


def _revision(mind: Mind, draft: Draft) -> None:
    """年中调减项目经费 50 万元: a change of the budget of what the section speaks of."""
    topic = mind.head or _topic(mind)
    if topic is not None and topic.measure:
        draft.topic, draft.subject, draft.measure = topic, topic.subject, f"{topic.measure}:change-amount"
        draft.phase, draft.direction, draft.base = "adjusted", mind.state.revised, "approved"
    mind.state.revised = ""


def _listed_item(mind: Mind, draft: Draft, text: str) -> None:
    """主要包括：基本工资 80 万元 … in the chapter on basic expenditure: an economic item by its name."""
    if mind.chapter.kind != "basic" or draft.number.kind is not Kind.AMOUNT or mind.state.direction:
        return
    draft.subject = counts.noun(text, mind.floor, draft.number.start)
    if draft.subject:
        draft.measure, draft.phase = "economic-item", "executed"


def _deal(mind: Mind, kind: Kind) -> tuple[bool, Listed | None]:
    """The next of the things that 分别 shares out, None where nothing is; False where there are no more."""
    if not mind.queue:
        return True, None
    index = mind.dealt.get(kind, 0)
    mind.dealt[kind] = index + 1
    return (True, mind.queue[index]) if index < len(mind.queue) else (False, None)


def _topic(mind: Mind) -> Topic | None:
    topic = mind.state.topic
    if mind.chapter.kind == "performance":
        return _performance_topic(mind)
    if mind.awarded and (topic is None or topic.measure == "procurement"):
        return Topic(mind.awarded)
    return topic or (Topic(mind.chapter.default) if mind.chapter.default else None)


def _performance_topic(mind: Mind) -> Topic:
    """In the performance chapter a sum is the money of the projects spoken of."""
    if mind.scored == "project":
        return Topic("performance-project-amount", mind.project)
    return Topic(f"performance-{mind.scored}-amount" if mind.scored not in ("", "evaluated") else "performance-amount")


def _change(mind: Mind, draft: Draft, topic: Topic) -> None:
    kind = "change-rate" if draft.number.kind is Kind.RATE else "change-amount"
    draft.measure, draft.phase = f"{topic.measure}:{kind}", "executed"
    draft.direction = mind.state.direction.replace("either", "")
    draft.base = mind.budget(mind.compared or mind.paragraph_compared, topic)


def _rate(mind: Mind, draft: Draft, topic: Topic) -> None:
    state = mind.state
    if topic.measure == AVERAGE:
        draft.topic, draft.subject = None, ""
    elif state.share:
        draft.sure = draft.sure and not mind.unnamed  # 团组一 8.36，占因公出国费的 15 %: the part is not named
        whole = mind.whole or (Topic(mind.chapter.default) if mind.chapter.default else None)
        draft.base = state.base or (whole.measure if whole and whole != topic else "")
        draft.measure, draft.phase = f"{topic.measure}:share", mind.phase or "executed"
    elif state.completion and not topic.measure.endswith("-balance"):
        draft.measure, draft.phase = f"{topic.measure}:completion-rate", "executed"
        draft.base = mind.budget(state.completion, topic)
    else:
        draft.topic, draft.subject = None, ""
