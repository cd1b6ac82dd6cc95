"""What the reader of a sentence keeps in mind, and a claim in the making."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from build_site.extract.recognise.claims.numbers import Kind, Number
from build_site.model import Claim, Paragraph, Place
from build_site.registers.vocabulary import Chapter

OTHER = Chapter("other")
AVERAGE = "average-cost"
_BINDINGS = {True: "named", False: "carried"}
BUDGETS = ("approved", "adjusted", "budget")
"""The phases that are plans; `budget` where the text does not say which."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What the next amount measures, and of what."""

    measure: str
    subject: str = ""


Listed = Topic | str | int
"""What 分别 can share out: topics, phases, years."""


@dataclass(slots=True)
class Draft:
    """A claim in the making; later words of the section may still add a direction."""

    paragraph: Paragraph
    sentence: str
    number: Number
    topic: Topic | None = None
    measure: str = ""
    subject: str = ""
    year: int | None = None
    phase: str = ""
    direction: str = ""
    base: str = ""
    sure: bool = True  # the words right before it say what it measures

    @property
    def is_level(self) -> bool:
        """An amount itself, no share, rate or change of one."""
        return self.topic is not None and ":" not in self.measure

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
            _BINDINGS[self.sure] if self.topic is not None else "",
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
class State:
    """What the words of the clause have set for the next number; a bracket gets a copy of its own."""

    topic: Topic | None = None
    share: bool = False
    completion: str = ""  # the budget that a coming rate is a completion of
    base: str = ""  # the named whole of a coming share
    direction: str = ""
    absolute: bool = False  # 增加到: the coming amount is a level, not a change
    revised: str = ""  # increase, decrease: the coming amount moved the budget
    mute: str = ""  # used-for, reason, cause (up to the next semicolon): the words speak of something else
    sure: bool = True  # the topic is what the words here name, not what is left of others
    foreign: bool = False  # unknown words stand between topic and number


@dataclass(slots=True)
class Mind:
    """What is kept over the report, the section, the paragraph and the sentence."""

    fiscal_year: int
    department: str
    drafts: list[Draft] = field(default_factory=list)
    # headings and section
    headings: tuple[str, ...] = ()
    chapter: Chapter = OTHER
    whole: Topic | None = None  # what an unnamed share is a share of
    section: str = ""
    section_from: int = 0  # the section's first draft
    sentence_from: int = 0
    sentence_at: int = 0  # where in its paragraph it begins
    head: Topic | None = None  # the last sentence's first topic: what a sentence without one speaks of
    head_from: int = 0  # that sentence's first draft
    # paragraph
    paragraph_compared: str = ""
    scored: str = ""  # performance: what a sum is the money of
    project: str = ""  # the project whose 自评综述 the paragraph is
    floor: int = 0  # where the last number ends
    paragraph_from: int = 0  # its first draft
    label: bool = False  # its chapter is that of the words before its first colon: 基本支出: 3 万元
    # sentence
    state: State = field(default_factory=State)
    stack: list[State] = field(default_factory=list)
    aside: list[tuple[Topic | None, str]] = field(default_factory=list)  # beside the stack: `whole` and `near` outside
    compared: str = ""
    compared_year: int | None = None
    lately: bool = False  # the sentence has compared with the year before
    labelled: bool = False  # unknown words and a colon open the sentence: what follows is of that
    phase_end: int = -1  # where the last phase's word ends
    moved_in: int | None = None  # the year whose change it is: 2023 年比 2022 年增加
    near: str = ""  # the comparison whose value may follow at once: 比上年的 2,800 万元
    phase: str = ""
    carried: str = ""  # the phase that the parts behind 其中 keep
    year: int | None = None
    awarded: str = ""  # what 采购金额 means in this clause
    scope: str = ""  # the money whose opening balance heads the sentence
    stray: bool = False  # unknown words, or an amount of something unknown, since the last number that is understood
    turned: bool = False  # what the last amount is stands behind it: 3 万元为基本支出
    clean: bool = True  # no unknown words since the last mark
    named: bool = False  # the sentence has named what it speaks of
    parted: bool = False  # 其中 has begun to name the parts of something
    parts_from: int = 0  # the first draft behind 其中
    lost: bool = False  # the parts are of something unknown
    apart: bool = False  # after the parts, and nothing is named yet: 其中 A 1 万元、B 2 万元；比上年增加…
    unnamed: bool = False  # the sentence begins with unknown words: what it speaks of is not known
    spent: bool = False  # a number has followed the direction
    topic_end: int = -1  # where the last topic's word ends
    joined: bool = False  # two topics before one number: 上缴上级支出、对附属单位补助支出共 1 万元, their sum
    listed: list[tuple[str, Listed]] = field(default_factory=list)  # topics, phases, years since the last number
    queue: list[Listed] = field(default_factory=list)  # those that 分别 shares out
    dealt: dict[Kind, int] = field(default_factory=dict)

    @property
    def section_drafts(self) -> list[Draft]:
        return self.drafts[self.section_from :]

    def open_paragraph(self, paragraph: Paragraph, chapter: Chapter) -> None:
        if paragraph.headings != self.headings or chapter is not self.chapter:
            self.headings, self.chapter, self.whole = paragraph.headings, chapter, None
        if paragraph.section_id != self.section:
            self.section, self.head = paragraph.section_id, None
            self.section_from = self.head_from = len(self.drafts)
        self.paragraph_compared, self.scored, self.project, self.floor = "", "", "", 0
        self.paragraph_from = len(self.drafts)

    def told_in_section(self, topic: Topic | None) -> bool:
        return any(draft.is_level and draft.topic == topic for draft in self.section_drafts)

    def open_sentence(self, at: int) -> None:
        self.sentence_at = at
        self.state, self.stack, self.aside = State(topic=self.head, sure=self._only_head_told()), [], []
        self.sentence_from, self.stray, self.turned = len(self.drafts), False, False
        self.compared, self.compared_year, self.moved_in, self.near = "", None, None, ""
        self.phase, self.carried, self.year, self.phase_end = "", "", None, -1
        self.lately = self.labelled = False
        self.awarded, self.scope, self.clean = "", "", True
        self.named = self.unnamed = self.parted = self.apart = self.lost = False
        self.listed, self.queue, self.dealt = [], [], {}
        self.topic_end, self.joined, self.spent = -1, False, False

    def _only_head_told(self) -> bool:
        """Whether the last sentence spoke of one thing, so that one that names nothing speaks of it too."""
        amounts = [d for d in self.drafts[self.head_from :] if d.number.kind is Kind.AMOUNT]
        return not amounts if self.head is None else all(d.topic == self.head and d.sure for d in amounts)

    def of_several(self) -> bool:
        """Whether a comparison that names nothing follows 年初结转 1 万元，收入 3 万元，支出 2 万元: of which, is not said."""
        topic = None if self.named else self.state.topic
        told = {d.topic for d in self.drafts[self.head_from :] if d.is_level}
        return topic is not None and topic == self.head and topic.measure.endswith("-balance") and len(told) > 1

    @property
    def near_outside(self) -> str:
        """The comparison that a bracket is about: 与上年(收入 3 万元、支出 2 万元)相比."""
        return self.aside[-1][1] if self.aside else ""

    @property
    def listing(self) -> bool:
        """Whether that sentence names several subjects: 教育支出 1 万元，其他支出 2 万元."""
        return len({d.subject for d in self.drafts[self.head_from :] if d.topic and d.subject}) > 1

    def money_unbound(self, *, before: bool = False) -> bool:
        """Whether the sentence's last amount is of something unknown: so is what is said of it next. `before`: where it
        has none yet, that of the sentences before it in the paragraph."""
        since = self.paragraph_from if before else self.sentence_from
        last = next((d for d in reversed(self.drafts[since:]) if d.number.kind is Kind.AMOUNT), None)
        return last is not None and last.measure in ("", AVERAGE)

    def year_at(self, place: int) -> int | None:
        """The year that is named right before a place."""
        named = (d for d in self.drafts[self.sentence_from :] if d.measure == "fiscal-year" and d.number.end == place)
        return next((d.year for d in named), None)

    def attach(self) -> None:
        """A direction that no number followed (持平。) belongs to the amount stated before."""
        direction, self.state.direction = self.state.direction.replace("either", ""), ""
        if self.spent:
            return
        base = self.compared or self.paragraph_compared
        if direction and base and not self.state.mute:
            self.attach_to_final(direction, base)

    def attach_to_final(self, direction: str, base: str) -> None:
        topic = self.state.topic or self.head
        for draft in reversed(self.section_drafts):
            plain = draft.is_level and draft.number.kind is Kind.AMOUNT and draft.phase == "executed"
            if plain and topic in (None, draft.topic):
                if not draft.direction:
                    draft.direction, draft.base = direction, self.budget(base, draft.topic)
                return

    def budget(self, base: str, topic: Topic | None) -> str:
        """Which budget a bare "预算" means: the one that the section names for this topic, if it names one only."""
        if base != "budget":
            return base
        named = {d.phase for d in self.section_drafts if d.topic == topic and d.phase in BUDGETS}
        return named.pop() if len(named) == 1 else base
