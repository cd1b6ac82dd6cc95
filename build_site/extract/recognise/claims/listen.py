"""What each word of the vocabulary changes in the reader's mind."""

import re
from collections.abc import Callable
from dataclasses import replace

from build_site.extract.recognise.claims import counts
from build_site.extract.recognise.claims.numbers import Kind
from build_site.extract.recognise.claims.state import AVERAGE, BUDGETS, Listed, Mind, Topic
from build_site.extract.recognise.claims.sure import EITHER, is_aside, is_of_others, is_sure
from build_site.extract.recognise.claims.words import JOINS, Sort, Word
from build_site.registers.vocabulary import meanings

_JOINT = {
    "revenue-and-expenditure-total": ("revenue-total", "expenditure-total"),
    "fiscal-appropriation-total": ("fiscal-appropriation-revenue-total", "fiscal-appropriation-expenditure-total"),
}
"""Both sides named in one breath; behind 分别 they are two."""
_ANY_TOTAL = "-of-all-kinds"
"""How the id of a total ends that may be with or without the balances carried over."""
_BUDGETS = ("general-public-budget-", "government-fund-", "state-capital-")
_FUNDED = _BUDGETS[1:]
_SIDES = ("revenue", "expenditure")
_OF_BUDGETS = re.compile(
    "(?:fiscal-appropriation-|general-public-budget-|government-fund-|state-capital-)?(?P<side>revenue|expenditure)(?:-for-year|-total|-of-all-kinds)?"
)
"""What is made of the three budgets; of 基本支出 the forms do not print those parts."""
_BUDGETED = ("预算金额", "预算数", "预算资金")
_PLANNED = re.compile("(?:年初|全年|调整)?预算")
_PARTED = ("total", "for-year", "revenue", "expenditure", "balance")
"""How measures end that are made of the three budgets as the forms print them."""
_GOES_ON = re.compile("[,，]与.*(?:相比|比较|对比)")
_NEAR = (Sort.LINK, Sort.COMPARED, Sort.MEASURE, Sort.SUBJECT, Sort.ITEM, Sort.SIDE, Sort.SHARE)
_SIDE_SAID = re.compile("收入|支出")
_SIDE_OF = {"收入": "revenue", "支出": "expenditure"}
_ROW_OF_RATES, _ROW_OF_AMOUNTS = (
    re.compile(rf"\s*\d[\d.,]*{unit}(?:[、,]?[和及]?\s*\d[\d.,]*{unit})*") for unit in ("%", "[万亿]?元")
)
_NUMBERING = "0123456789.．"
_BY = {"greater": "increase", "less": "decrease"}
_WHY = re.compile("的(?:主要)?(?:原因|是|为)")
_NUMBER_FOLLOWS = re.compile(r"(?:了|为|共)?\s*\d")
_AMOUNT_FOLLOWS = re.compile(r"(?:支出|收入)?(?:决算)?(?:数|为|共计?|合计)*\s*\d")


def listen(mind: Mind, word: Word, text: str) -> None:
    """Take in one word that is no number."""
    if word.sort not in _NEAR and word.value != "(":  # 比上年(90.12 万元); 较上年基本支出 3 万元
        mind.near = mind.near_outside
    handler = _HANDLERS.get(word.sort)
    if handler is not None:
        handler(mind, word, text)


def _mark(mind: Mind, word: Word, text: str) -> None:
    state = mind.state
    if word.value == "(":
        mind.stack.append(replace(state))
        mind.aside.append((mind.whole, mind.near))
    elif word.value == ")":
        mind.state = mind.stack.pop() if mind.stack else state
        mind.whole = mind.aside.pop()[0] if mind.aside else mind.whole
        mind.near = mind.near_outside
    else:
        mind.attach()
        mind.clean = True
        label = word.value == ":" and mind.unnamed and not mind.named
        mind.labelled = mind.labelled or (label and not _SIDE_SAID.search(text, mind.sentence_at, word.start))
        state.share, state.completion, state.direction = state.share and bool(mind.queue), "", ""
        state.revised = ""
        if word.value == ";":
            state.foreign, mind.awarded, mind.apart, mind.lost = False, "", mind.parted, False
            state.mute = state.mute if state.mute == "reason" else ""


def _topic(mind: Mind, word: Word, text: str) -> None:
    state = mind.state
    if state.mute and not _speaks_again(mind, word, text):
        return
    topic = _topic_of(mind, word)
    if state.share and not mind.queue:
        if _PLANNED.match(text, word.end):  # 占项目支出预算总额的 100%: of a plan, which no form has
            state.base = "budget"
            return
        own = state.topic is not None and _stem(topic.measure) == _stem(state.topic.measure) != ""
        measure = word.value if topic == state.topic or own else topic.measure  # 占本年支出: of all, not of itself
        state.base = f"{measure} {topic.subject}".strip()
        return
    state.sure = is_sure(mind, topic, word, text)
    mind.lost = mind.lost or is_of_others(mind, word, text)
    foreign = mind.lost or is_aside(word, text)
    state.topic, state.foreign, state.direction, state.mute = topic, foreign, "", ""
    if topic.measure != AVERAGE:  # 人均 3 万元: of whatever was spoken of
        mind.named, mind.unnamed, mind.apart = True, False, False
    mind.joined = word.start - 1 == mind.topic_end and text[word.start - 1] in JOINS
    mind.topic_end = word.end
    if mind.phase_end != word.start or mind.phase not in BUDGETS:  # 年初预算收支总计 3 万元
        mind.phase = "budget" if text[: word.end].endswith(_BUDGETED) else mind.carried
    if mind.turned:
        mind.turned = False
    else:
        mind.listed.append(("topic", topic))


def _stem(measure: str) -> str:
    """Whose total it is: a total of the fiscal appropriation on either side."""
    return next(
        (
            scope
            for scope in ("fiscal-appropriation-", *_BUDGETS)
            if measure.startswith(scope) and measure.endswith("total")
        ),
        "",
    )


def _topic_of(mind: Mind, word: Word) -> Topic:
    if word.sort is Sort.SUBJECT:
        return Topic(mind.chapter.functional, word.value)
    if word.sort is Sort.ITEM:
        return Topic("economic-item" if mind.chapter.kind == "basic" else "expenditure-economic-item", word.value)
    measure = meanings("chapter").get((mind.chapter.kind, word.value), word.value)
    measure = meanings("scope").get((mind.scope, word.value), measure)
    if measure.endswith(EITHER):  # (其中：一般公共预算 12 万元…): of the side that was spoken of
        spoken = _OF_BUDGETS.fullmatch(mind.state.topic.measure if mind.state.topic else "")
        known = spoken is not None and measure.startswith(_BUDGETS)
        measure = f"{measure.removesuffix(EITHER)}-{spoken['side']}" if known and spoken else ""
        if (
            mind.state.topic is not None and mind.state.topic.subject
        ):  # 教育支出 3 万元(一般公共预算 2 万元…): that class in it
            return Topic(measure, mind.state.topic.subject)
    outer = mind.stack[-1].topic if mind.stack else None
    if outer is not None and measure.startswith(_BUDGETS) and not outer.measure.endswith(_PARTED):
        return Topic(
            ""
        )  # 会议费 1.2 万元（其中：一般公共预算支出 1.2 万元…）: a part of that, of which there is no form
    scope, found, _ = measure.partition("-opening-balance")
    account = next((each for each in _BUDGETS if measure.startswith(each) and measure[len(each) :] in _SIDES), "")
    if found or (account and not mind.named):  # 政府性基金预算财政拨款收入 2 万元；本年支出 1 万元: of the same
        mind.scope = scope if found else account.removesuffix("-")
    return Topic(measure, _kept_subject(mind, measure, word.value))


def _kept_subject(mind: Mind, measure: str, printed: str) -> str:
    """其中：基本支出 under a functional item speaks of that item; so does a bare 本年收入 under an item of a fund."""
    head = mind.head
    if head is None or not head.subject or "economic-item" in head.measure:
        return ""
    if measure.startswith(_FUNDED) and head.measure.startswith(_FUNDED):
        return "" if printed.startswith(_FUNDED) else head.subject
    kind = printed in ("basic-expenditure", "project-expenditure") and measure != head.measure and not mind.listing
    return head.subject if kind else ""


def _speaks_again(mind: Mind, word: Word, text: str) -> bool:
    """Whether a noun in an explanation opens a new statement: it follows a mark and an amount follows it."""
    used_for = mind.state.mute == "used-for"
    if used_for and word.sort is Sort.SUBJECT and "(" in word.value:
        return True
    before = text[: word.start].rstrip()[-1:]
    return before in (",，;:.、括" if used_for else ";") and _AMOUNT_FOLLOWS.match(text, word.end) is not None


def _phase(mind: Mind, word: Word, text: str) -> None:
    state, side = mind.state, _SIDE_OF.get(text[word.start : word.start + 2])
    if side:  # 收入决算 3 万元，支出决算 2 万元
        _side(mind, replace(word, value=side), text)
    if state.share:  # 占年初预算的 95%; but 占“三公”经费支出决算的 40% stays a share
        if word.value in BUDGETS:
            state.share, state.completion = False, word.value
    elif not state.mute:
        state.foreign = mind.apart or (state.foreign and (mind.unnamed or not mind.clean))
        mind.phase, mind.phase_end = word.value, word.end
        mind.listed.append(("phase", word.value))
        state.direction = ""


def _period(mind: Mind, word: Word, _text: str) -> None:
    mind.year = mind.fiscal_year - (word.value == "prior")
    mind.listed.append(("year", mind.year))


def _compared(mind: Mind, word: Word, text: str) -> None:
    if mind.state.mute in ("reason", "cause") and _tells_on(mind, word, text):
        mind.state.mute, mind.state.topic = "", mind.head
    if side := _SIDE_SAID.search(text, word.start, word.end):  # 较上年支出 3 万元增加…
        _side(mind, replace(word, value=_SIDE_OF[side[0]]), text)
    mind.compared = mind.paragraph_compared = word.value
    if mind.drafts[-1:] and mind.drafts[-1].number.start < word.start:  # names no year: 比上年
        mind.compared_year, mind.lately = None, mind.lately or word.value == "prior"
    mind.moved_in = mind.year_at(word.start)
    mind.near = "" if text.startswith(("比", "较"), word.end - 1) else word.value  # 与上年相比…: says no amount of it
    mind.state.foreign = mind.apart or mind.money_unbound() or mind.of_several()


def _tells_on(mind: Mind, word: Word, text: str) -> bool:
    """Whether “，与上年相比” behind a reason goes on with what the section speaks of, whose change is not told yet."""
    fresh = not any(d.topic == mind.head and d.base == "prior" and ":" in d.measure for d in mind.section_drafts)
    return fresh and _GOES_ON.fullmatch(text, max(0, word.start - 1), word.end) is not None


def _versus(mind: Mind, word: Word, text: str) -> None:
    if text.startswith("的", word.end) and not _WHY.match(text, word.end):  # 决算大于预算的科目 3 个
        mind.state.foreign = True
        return
    direction, base = word.value.split()
    mind.attach_to_final(direction, base)
    if _NUMBER_FOLLOWS.match(text, word.end):  # 决算数小于预算数 4,547.28 万元: by so much
        _told_again(mind)
        mind.state.direction, mind.compared = _BY.get(direction, ""), base


def _told_again(mind: Mind) -> None:
    """主要用于…，完成年初预算的 95%: after what it was spent on, of the amount itself again."""
    if mind.state.mute == "used-for":
        mind.state.mute = ""


def _completed(mind: Mind, word: Word, text: str) -> None:
    if _NUMBER_FOLLOWS.match(text, word.end):
        _told_again(mind)
    mind.state.completion, mind.state.share, mind.state.direction = word.value, False, ""
    mind.state.foreign = mind.state.foreign or mind.apart


def _share(mind: Mind, word: Word, text: str) -> None:
    state = mind.state
    if _row_behind(word, text) > 1 and not mind.queue:  # 占比 25%、75%
        state.share, state.base = True, ""
        _respectively(mind, word, text)
    if not state.share:
        state.share, state.base, state.completion, state.direction = True, "", "", ""


def _direction(mind: Mind, word: Word, text: str) -> None:
    state = mind.state
    state.direction, mind.spent = word.value, False
    state.absolute = text.startswith(("到", "至"), word.end)
    state.share, state.completion = False, ""


def _parts(mind: Mind, word: Word, text: str) -> None:
    mind.attach()
    state = mind.state
    if state.mute in ("reason", "cause") and not text.startswith((":", ","), word.end - 1):
        return  # 原因是收入减少，其中财政拨款减少 1 万元
    mind.lost = mind.money_unbound()  # 局本级支出 3 万元，其中：基本支出 1 万元: parts of something unknown
    last = next((draft for draft in reversed(mind.section_drafts) if draft.is_level), None)
    if word.sort is Sort.AS_FOLLOWS and mind.named and state.topic is not None and not state.topic.subject:
        mind.whole = state.topic
    elif last is not None and not last.subject:
        mind.whole = last.topic
        mind.carried = last.phase if mind.drafts[-1] is last and last.phase in BUDGETS else ""
    elif mind.head is not None and not mind.head.subject:
        mind.whole = mind.head
    mind.phase = mind.carried
    state.mute, state.foreign, state.direction = "", False, ""
    if word.sort is Sort.PARTS:
        mind.parted, mind.parts_from = True, len(mind.drafts)
        mind.compared = mind.compared or mind.paragraph_compared


def _used_for(mind: Mind, word: Word, text: str) -> None:
    last = mind.drafts[-1] if len(mind.drafts) > mind.sentence_from else None
    if last is not None and ":change" in last.measure and text[word.start : word.end] == "主要是":
        mind.attach()
        mind.state.mute = mind.state.mute or "cause"  # 比上年减少 1 万元，主要是项目完工；较预算…
        return
    mind.state.mute = mind.state.mute or "used-for"
    mind.state.direction = ""


def _reason(mind: Mind, _word: Word, _text: str) -> None:
    mind.attach()
    mind.state.mute = "reason"


def _row_behind(word: Word, text: str, unit: str = "%") -> int:
    """How many rates, or amounts, stand in a row behind a word."""
    row = (_ROW_OF_RATES if unit == "%" else _ROW_OF_AMOUNTS).match(text, word.end)
    return row[0].count(unit) if row else 0


def _respectively(mind: Mind, word: Word, text: str) -> None:
    mind.queue, mind.dealt = _shared_out(mind), {}
    if text[word.end - 1] == "占":
        mind.state.share, mind.state.base = True, ""
    if mind.state.share:  # 货物 1 万元、服务 3 万元，占比分别为 25%、75%: of the last two
        rates = _row_behind(word, text)
        mind.queue = mind.queue[-rates:]
        mind.state.foreign = mind.state.foreign or (rates > 1 and len(mind.queue) != rates)  # whose is which?
    elif any(isinstance(each, int) for each in mind.queue) and _row_behind(word, text, "元") != len(mind.queue):
        mind.queue, mind.state.foreign = [], True  # 2021 年至 2023 年支出分别为 1 万元、2 万元、3 万元


def _shared_out(mind: Mind) -> list[Listed]:
    topics = [item for kind, item in mind.listed if kind == "topic" and isinstance(item, Topic)]
    if len(topics) == 1 and topics[0].measure in _JOINT:
        return [Topic(measure) for measure in _JOINT[topics[0].measure]]
    for wanted in ("topic", "phase", "year"):
        found = [item for kind, item in mind.listed if kind == wanted]
        if len(found) > 1:
            return found
    since = mind.parts_from if mind.parted else mind.sentence_from
    amounts = [d for d in mind.drafts[since:] if d.number.kind is Kind.AMOUNT]
    if not all(d.topic is not None for d in amounts):
        return mind.queue  # whose is which, is not known where one of them is not
    told = dict.fromkeys(d.topic for d in amounts if d.is_level and d.topic is not None)
    return mind.queue or (list(told) if len(told) > 1 else [])  # 收入 1 万元、支出 2 万元，分别增加…


def _awarded(mind: Mind, word: Word, _text: str) -> None:
    mind.awarded, mind.state.foreign, mind.state.topic = word.value, False, None


def _scored(mind: Mind, word: Word, text: str) -> None:
    mind.scored = word.value
    if word.value == "project":
        mind.project = counts.noun(text, mind.floor, word.start).removesuffix("绩效").removesuffix("项目")


def _funds(mind: Mind, word: Word, _text: str) -> None:
    if mind.chapter.kind == "performance" and not mind.state.share:
        mind.state.topic, mind.state.foreign, mind.state.mute = None, False, ""
        mind.phase = "budget" if "预算" in word.value else mind.phase


def _revised(mind: Mind, word: Word, _text: str) -> None:
    """A reason that says by how much the budget was moved: that amount is a change of the plan, not of the result."""
    mind.state.revised, mind.state.direction = word.value, ""


def _side(mind: Mind, word: Word, _text: str) -> None:
    """收入 X 万元，支出 Y 万元: a bare 支出 after a revenue is its counterpart."""
    topic, state, side = mind.state.topic, mind.state, word.value
    other = {"revenue": "expenditure", "expenditure": "revenue"}[side]
    if topic is None and mind.chapter.default:
        topic = Topic(mind.chapter.default)
    if topic is None or state.mute or state.share or not mind.clean:
        return
    sure = state.sure or not mind.named
    if topic.measure in _JOINT:  # 收、支总计 3 万元。收入 2 万元，其中…: the total, or the year's
        whole = topic.measure.removesuffix("revenue-and-expenditure-total").removesuffix("total")
        state.topic, state.sure = Topic(f"{whole}{side}{_ANY_TOTAL}"), sure
        return
    if f"-{side}" in topic.measure:
        state.sure = state.sure or sure
        return
    mind.listed.append(("side", side))
    if topic.measure.endswith("-balance"):  # 年初结转和结余 3 万元；支出 2 万元: the year's, of the money spoken of
        year = f"{side}-for-year"
        measure = meanings("chapter").get((mind.chapter.kind, year), year)
        state.topic, state.sure = Topic(meanings("scope").get((mind.scope, year), measure)), False
        return
    for ending in ("-total", "-for-year", _ANY_TOTAL, ""):
        stem = topic.measure.removesuffix(ending)
        if topic.measure.endswith(ending) and (stem == other or stem.endswith(f"-{other}")):
            state.topic, state.sure = Topic(stem.removesuffix(other) + side + ending), sure
            return


def _other(mind: Mind, word: Word, text: str) -> None:
    if text[word.start] in _NUMBERING:  # 2.公务接待费
        return
    mind.unnamed = mind.unnamed or not (mind.named or mind.chapter.kind == "performance")
    mind.state.foreign, mind.clean, mind.stray = mind.state.foreign or mind.state.mute != "used-for", False, True
    mind.state.direction = ""


_HANDLERS: dict[Sort, Callable[[Mind, Word, str], None]] = {
    Sort.MARK: _mark,
    Sort.MEASURE: _topic,
    Sort.SUBJECT: _topic,
    Sort.ITEM: _topic,
    Sort.PHASE: _phase,
    Sort.PERIOD: _period,
    Sort.COMPARED: _compared,
    Sort.VERSUS: _versus,
    Sort.COMPLETED: _completed,
    Sort.SHARE: _share,
    Sort.DIRECTION: _direction,
    Sort.PARTS: _parts,
    Sort.AS_FOLLOWS: _parts,
    Sort.USED_FOR: _used_for,
    Sort.REASON: _reason,
    Sort.RESPECTIVELY: _respectively,
    Sort.AWARDED: _awarded,
    Sort.SCORED: _scored,
    Sort.FUNDS: _funds,
    Sort.REVISED: _revised,
    Sort.SIDE: _side,
    Sort.OTHER: _other,
}
