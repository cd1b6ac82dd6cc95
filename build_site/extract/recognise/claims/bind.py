"""Binds each number of the narrative to what it states: measure, subject, year, phase, direction, base.

Each sentence is read word by word, from left to right; a number takes what the words before it have set.
Nothing is guessed: where unknown words stand between a measure and a number, the number stays unbound.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from build_site.model import Claim, Paragraph, Place

from . import counts, vocabulary
from .numbers import WIDTHS, Kind, Number, numbers
from .words import Sort, Word, words

_SENTENCE = re.compile(r"[^。！？!?]+(?:[。！？!?]+[”\")]*)?")
_BUDGETS = ("approved", "adjusted", "budget")


def bind(paragraphs: Sequence[Paragraph], fiscal_year: int, department: str) -> tuple[Claim, ...]:
    """Every number of the narrative as a claim, in reading order (c0001 …)."""
    reader = _Reader(fiscal_year, department.translate(WIDTHS))
    for paragraph in paragraphs:
        reader.paragraph(paragraph)
    return tuple(draft.claim(f"c{i:04}") for i, draft in enumerate(reader.drafts, 1))


def chapter(headings: Sequence[str]) -> vocabulary.Chapter:
    """What the chapter under these headings is about; the deepest telling heading counts."""
    for heading in reversed(headings):
        plain = heading.translate(WIDTHS)
        for pattern, found in vocabulary.CHAPTERS:
            if re.search(pattern, plain):
                return found
    return vocabulary.OTHER


@dataclass(frozen=True, slots=True)
class _Topic:
    measure: str
    subject: str = ""


@dataclass(slots=True)
class _Draft:
    """A claim in the making; later words of the section may still add a direction."""

    paragraph: Paragraph
    sentence: str
    number: Number
    topic: _Topic | None = None
    measure: str = ""
    subject: str = ""
    year: int | None = None
    phase: str = ""
    direction: str = ""
    base: str = ""

    def claim(self, claim_id: str) -> Claim:
        number = self.number
        return Claim(
            claim_id,
            self.paragraph.section_id,
            self.sentence,
            number.printed,
            number.value,
            number.unit,
            self.measure,
            self.subject,
            self.year,
            self.phase,
            self.direction,
            self.base,
            "",
            _place(self.paragraph.places, number),
        )


def _place(places: Sequence[Place], number: Number) -> Place:
    """Where a number stands: the box round its characters as far as they are on the first one's page."""
    own = places[number.start : max(number.figure_end, number.start + 1)]
    first = own[0]
    boxes = [p.box for p in own if p.box is not None and p.page == first.page]
    if not boxes:
        return first
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return replace(first, box=(min(x0), min(top), max(x1), max(bottom)))


@dataclass(slots=True)
class _State:
    """What the words read so far have set for the next number."""

    topic: _Topic | None = None
    share: bool = False
    completion: str = ""  # the budget that a coming rate is a completion of
    base: str = ""  # the named whole of a coming share
    direction: str = ""
    absolute: bool = False  # 增加到: the coming amount is a level, not a change
    mute: str = ""  # used-for, reason: the words speak of something else
    foreign: bool = False  # unknown words stand between topic and number


@dataclass(slots=True)
class _Reader:
    fiscal_year: int
    department: str
    drafts: list[_Draft] = field(default_factory=list)
    headings: tuple[str, ...] = ()
    section: str = ""
    chapter: vocabulary.Chapter = vocabulary.OTHER
    whole: _Topic | None = None
    head: _Topic | None = None
    section_from: int = 0  # the first draft of this section
    compared: str = ""
    paragraph_compared: str = ""
    compared_year: int | None = None
    phase: str = ""
    carried: str = ""  # the phase that the parts after 其中 keep
    year: int | None = None
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    listed: list[tuple[str, object]] = field(default_factory=list)  # topics, phases, years since the last number
    queue: list[tuple[str, object]] = field(default_factory=list)  # those that 分别 shares out
    dealt: dict[Kind, int] = field(default_factory=dict)
    scored: str = ""
    awarded: str = ""
    name_start: int = 0

    def paragraph(self, paragraph: Paragraph) -> None:
        if paragraph.headings != self.headings:
            self.headings, self.chapter = paragraph.headings, chapter(paragraph.headings)
            self.whole = None
        if paragraph.section_id != self.section:
            self.section, self.head, self.section_from = paragraph.section_id, None, len(self.drafts)
        self.paragraph_compared, self.scored = "", ""
        text = paragraph.text.translate(WIDTHS)
        found = numbers(text)
        self.state = _State(topic=self.head)
        for match in _SENTENCE.finditer(text):
            inside = [n for n in found if match.start() <= n.start < match.end()]
            self._sentence(paragraph, text, match, inside)

    def _sentence(self, paragraph: Paragraph, text: str, match: re.Match[str], inside: list[Number]) -> None:
        sentence = paragraph.text[match.start() : match.end()].strip()
        self.state = _State(topic=self.head)
        self.stack, self.listed, self.queue, self.dealt = [], [], [], {}
        self.compared, self.phase, self.carried, self.year, self.awarded = "", "", "", None, ""
        self.compared_year = None
        opened = False
        known = {n.start: n for n in inside}
        for word in words(text, match.start(), match.end(), inside, self.department):
            if word.number is None:
                for number in (known[i] for i in range(word.start, word.end) if i in known):
                    self._inner_number(_Draft(paragraph, sentence, number), word)
                topic = self.state.topic
                self._word(word, text, match.end())
                if not opened and self.state.topic is not topic and not self.stack:
                    self.head, opened = self.state.topic, True
            else:
                self._number(_Draft(paragraph, sentence, word.number), text)
        self._attach()

    # --- words -------------------------------------------------------------------------------------------------------

    def _word(self, word: Word, text: str, end: int) -> None:
        state = self.state
        match word.sort:
            case Sort.MARK:
                self._mark(word.value)
            case Sort.MEASURE | Sort.SUBJECT | Sort.ITEM:
                self._topic(word, text)
            case Sort.PHASE:
                if state.share:  # 占年初预算的 95%
                    state.share, state.completion = False, word.value if word.value in _BUDGETS else ""
                elif not state.mute:
                    self.phase = word.value
                    self.listed.append(("phase", word.value))
                    state.direction = ""
            case Sort.PERIOD:
                self.year = self.fiscal_year - (word.value == "prior")
                self.listed.append(("year", self.year))
            case Sort.COMPARED:
                self.compared = self.paragraph_compared = word.value
                state.foreign = False
            case Sort.VERSUS:
                direction, base = word.value.split()
                self._attach_to_final(direction, base)
            case Sort.COMPLETED:
                state.completion, state.share, state.direction = word.value, False, ""
            case Sort.SHARE:
                if not state.share:
                    state.share, state.base, state.completion, state.direction = True, "", "", ""
            case Sort.DIRECTION:
                state.direction = word.value
                state.absolute = text.startswith(("到", "至"), word.end)
                state.share, state.completion = False, ""
            case Sort.PARTS | Sort.AS_FOLLOWS:
                self._parts(word)
            case Sort.USED_FOR:
                state.mute = state.mute or "used-for"
                state.direction = ""
            case Sort.REASON:
                self._attach()
                state.mute = "reason"
            case Sort.RESPECTIVELY:
                if not self.queue or len(self.listed) > 1:
                    self._deal()
                if text[word.end - 1] == "占":
                    state.share, state.base = True, ""
            case Sort.AWARDED:
                self.awarded = word.value
            case Sort.SCORED:
                self.scored = word.value
            case Sort.OTHER:
                state.foreign = True
                state.direction = ""
            case _:
                pass

    def _mark(self, mark: str) -> None:
        state = self.state
        if mark == "(":
            self.stack.append(replace(state))
            return
        if mark == ")":
            if self.stack:
                self.state = self.stack.pop()
            return
        self._attach()
        state.share, state.completion, state.direction = state.share and bool(self.queue), "", ""
        if mark == ";":
            state.foreign, self.awarded = False, ""
            if state.mute == "used-for":
                state.mute = ""

    def _parts(self, word: Word) -> None:
        self._attach()
        state = self.state
        last = next((d for d in reversed(self.drafts[self.section_from :]) if d.topic and ":" not in d.measure), None)
        if last is not None and not last.subject:
            self.whole = last.topic
            self.carried = last.phase if self.drafts[-1] is last and last.phase in _BUDGETS else ""
        elif self.head is not None and not self.head.subject:
            self.whole = self.head
        self.phase = self.carried
        state.mute, state.foreign, state.direction = "", False, ""
        if word.sort is Sort.PARTS:
            self.compared = self.compared or self.paragraph_compared

    def _topic(self, word: Word, text: str) -> None:
        state = self.state
        if state.mute and not self._speaks_again(word, text):
            return
        if word.sort is Sort.MEASURE:
            measure = vocabulary.IN_CHAPTER.get((self.chapter.kind, word.value), word.value)
            topic = _Topic(measure, self._kept_subject(measure))
        elif word.sort is Sort.SUBJECT:
            topic = _Topic(self.chapter.functional, word.value) if self.chapter.functional else _Topic("", word.value)
        else:
            topic = _Topic("economic-item", word.value)
        if state.share and not self.queue:
            state.base = topic.measure if not topic.subject else f"{topic.measure} {topic.subject}"
            return
        state.topic, state.foreign, state.direction, state.mute = topic, False, "", ""
        self.phase = self.carried
        self.listed.append(("topic", topic))

    def _kept_subject(self, measure: str) -> str:
        """其中：基本支出 under a functional item speaks of that item."""
        head = self.head
        if head is None or not head.subject or measure == head.measure:
            return ""
        return head.subject if measure.endswith(("basic-expenditure", "project-expenditure")) else ""

    def _speaks_again(self, word: Word, text: str) -> bool:
        """Whether a noun in an explanation opens a new statement: it follows a mark and an amount follows it."""
        if word.sort is Sort.SUBJECT and "(" in word.value:
            return self.state.mute == "used-for"
        before = text[:word.start].rstrip()[-1:]
        marks = ",，;" if self.state.mute == "used-for" else ";"
        return before in marks and re.match(r"(?:支出|收入)?(?:决算)?(?:数|为|共计?|合计)*\s*\d", text[word.end :]) is not None

    def _deal(self) -> None:
        kinds = [kind for kind, _ in self.listed]
        for kind in ("topic", "phase", "year"):
            if kinds.count(kind) > 1:
                self.queue = [item for item in self.listed if item[0] == kind]
                self.dealt = {}
                return
        if self.queue:
            self.dealt = {}

    # --- directions without a number -------------------------------------------------------------------------------

    def _attach(self) -> None:
        """A direction that no number followed (持平。) belongs to the amount stated before."""
        direction, self.state.direction = self.state.direction, ""
        base = self.compared or self.paragraph_compared
        if direction and base and not self.state.mute:
            self._attach_to_final(direction, base)

    def _attach_to_final(self, direction: str, base: str) -> None:
        topic = self.state.topic or self.head
        for draft in reversed(self.drafts[self.section_from :]):
            plain = draft.number.kind is Kind.AMOUNT and draft.measure and ":" not in draft.measure
            if plain and draft.phase == "executed" and (topic is None or draft.topic == topic):
                if not draft.direction:
                    draft.direction = direction
                    draft.base = self._budget(base, draft.topic) if base in _BUDGETS else base
                return

    def _budget(self, base: str, topic: _Topic | None) -> str:
        """Which budget a bare "预算" means: the one that the section names for this topic, if it names one only."""
        if base != "budget":
            return base
        named = {d.phase for d in self.drafts[self.section_from :] if d.topic == topic and d.phase in _BUDGETS}
        return named.pop() if len(named) == 1 else base

    # --- numbers -----------------------------------------------------------------------------------------------------

    def _inner_number(self, draft: _Draft, word: Word) -> None:
        """A number inside a longer word: the year of a comparison, the code in a functional path."""
        number = draft.number
        if number.kind is Kind.YEAR:
            draft.measure, draft.year = "fiscal-year", int(number.value or 0)
            draft.base = "comparison" if word.sort is Sort.COMPARED else "period"
            if word.sort is Sort.COMPARED:
                self.compared_year = draft.year
        elif word.sort is Sort.SUBJECT:
            draft.measure, draft.subject = "functional-code", word.value
        self.drafts.append(draft)

    def _number(self, draft: _Draft, text: str) -> None:
        number = draft.number
        draft.year = self.fiscal_year
        if number.kind in (Kind.YEAR, Kind.DATE, Kind.NAME):
            self._time(draft, text)
        elif number.kind in (Kind.AMOUNT, Kind.RATE):
            if counts.is_threshold(text, number):
                draft.measure = "threshold"
            else:
                self._money(draft, text)
            self.state.direction, self.state.absolute = "", False
            self.state.share = self.state.share and bool(self.queue)
            self.state.completion = ""
        else:
            self._count(draft, text)
        if number.kind not in (Kind.YEAR, Kind.DATE, Kind.NAME):
            self.listed = []
        self.drafts.append(draft)

    def _time(self, draft: _Draft, text: str) -> None:
        number = draft.number
        if number.kind is Kind.YEAR:
            draft.measure, draft.year, draft.base = "fiscal-year", int(number.value or 0), "period"
            self.year = draft.year
            self.listed.append(("year", draft.year))
            self.state.direction = ""
            if text[number.end : number.end + 1] in ("末", "底"):
                draft.base = "as-of"
        elif number.kind is Kind.DATE:
            year = number.iso[:4]
            draft.measure, draft.subject = "date", number.iso
            draft.year = int(year) if year.isdigit() else None
            draft.base = "as-of" if re.search("截[至止]到?$", text[: number.start]) else ""
        else:
            draft.measure, draft.year, draft.base = "name", None, "title" if number.unit == "year" else ""

    def _money(self, draft: _Draft, text: str) -> None:
        state, number = self.state, draft.number
        explained = state.mute == "reason" or state.foreign
        if state.mute == "used-for":
            if self.chapter.kind == "basic" and number.kind is Kind.AMOUNT and not state.direction:
                name = counts.noun(text, 0, number)
                if name:
                    draft.measure, draft.subject, draft.phase = "economic-item", name, "executed"
            return
        dealt = self._dealt(number.kind)
        if explained or dealt is _NO_MORE:
            return
        topic = dealt if isinstance(dealt, _Topic) else self._topic_here()
        if topic is None or not topic.measure:
            return
        draft.topic, draft.subject = topic, topic.subject
        phase = self.phase or "executed"
        if isinstance(dealt, str):
            phase = dealt
        year = dealt if isinstance(dealt, int) else self.year
        if state.direction and not (state.absolute and number.kind is Kind.AMOUNT):
            self._change(draft, topic)
        elif number.kind is Kind.RATE:
            self._rate(draft, topic)
        else:
            draft.measure, draft.phase = topic.measure, phase
            if number.kind is Kind.AMOUNT:
                self.phase = self.carried
        if year is not None and not (state.direction and year != self.fiscal_year and not self.compared):
            draft.year = year
        if draft.year == self.fiscal_year - 1 and draft.phase == "executed":
            draft.phase = "prior"

    def _topic_here(self) -> _Topic | None:
        if self.chapter.kind == "performance":
            return self._performance_topic()
        if self.awarded and (self.state.topic is None or self.state.topic.measure == "procurement"):
            return _Topic(self.awarded)
        if self.state.topic is not None:
            return self.state.topic
        return _Topic(self.chapter.default) if self.chapter.default else None

    def _performance_topic(self) -> _Topic:
        """In the performance chapter a sum is the money of the projects spoken of, unless a form's measure is named."""
        topic = self.state.topic
        if topic is not None and not self.scored:
            return topic if topic.measure.startswith("performance") else _Topic("performance-amount")
        return _Topic(f"performance-{self.scored}-amount" if self.scored not in ("", "evaluated") else "performance-amount")

    def _change(self, draft: _Draft, topic: _Topic) -> None:
        base = self.compared or self.paragraph_compared
        kind = "change-rate" if draft.number.kind is Kind.RATE else "change-amount"
        draft.measure, draft.phase, draft.direction = f"{topic.measure}:{kind}", "executed", self.state.direction
        draft.base = self._budget(base, topic) if base in _BUDGETS else base

    def _rate(self, draft: _Draft, topic: _Topic) -> None:
        state = self.state
        if state.share:
            whole = self.whole or (_Topic(self.chapter.default) if self.chapter.default else None)
            base = state.base or (whole.measure if whole and whole != topic else "")
            draft.measure, draft.base, draft.phase = f"{topic.measure}:share", base, self.phase or "executed"
        elif state.completion:
            draft.measure, draft.phase = f"{topic.measure}:completion-rate", "executed"
            draft.base = self._budget(state.completion, topic)
        else:
            draft.topic, draft.subject = None, ""

    def _dealt(self, kind: Kind) -> object:
        """The next of the things that 分别 shares out; None where nothing is shared out."""
        if not self.queue:
            return None
        index = self.dealt.get(kind, 0)
        self.dealt[kind] = index + 1
        return self.queue[index][1] if index < len(self.queue) else _NO_MORE

    def _count(self, draft: _Draft, text: str) -> None:
        number = draft.number
        if counts.is_threshold(text, number):
            draft.measure = "threshold"
        elif self.state.mute != "reason":
            draft.measure = counts.measure(text, 0, number, self.chapter.kind)
        if draft.measure in ("", "threshold"):
            draft.subject = counts.noun(text, 0, number)
        else:
            draft.phase = "executed"
            if self.year is not None:
                draft.year = self.year
        if draft.measure == "" and self.state.direction and number.unit:
            draft.direction = self.state.direction
        self.state.direction = ""


_NO_MORE = object()

