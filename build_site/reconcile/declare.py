"""A rule: its id, statement, basis, tolerance and words, declared beside the one function that checks it.

Words are written “Chinese | English”, those of a difference or remark with what could explain it behind: “zh | en | why”.
In a template `{neutral}` is the sentence that blames neither side; every other name is given where the words are used.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partialmethod, wraps
from typing import Any, ClassVar

from build_site.model import NOWHERE, Finding, Form, Outcome, Place
from build_site.model.money import FACTORS
from build_site.model.outcomes import INFORMATION, NEUTRAL
from build_site.reconcile.decide import (
    MISREAD,
    NOTHING,
    REPORT,
    Side,
    Verdict,
    Words,
    concluded,
    stated,
    without,
)
from build_site.reconcile.tables import Cell

FAMILIES: Mapping[str, str] = {
    "S": "结构", "E": "空表与零", "I": "表内勾稽", "X": "表间勾稽", "N": "文字与表", "L": "句子的逻辑", "D": "名称与年度",
    "F": "文字形式", "T": "日期", "V": "绩效附件", "Y": "跨年度与汇总", "A": "异常提示", "M": "读取与覆盖", "P": "机器可读与隐私",
}  # fmt: skip
"""What each family of rules is about; rules and findings stand in this order, within a family as they are declared."""

NONE = "不涉及金额容差 | no amounts, no tolerance"
REMARKED = "仅供参考，不作不一致 | information only: never counted as a difference"
PRINTED = "各印出的数可能差半个末位 | half a last printed digit for each printed number"
FORMAT = "部门决算公开格式；地方预决算公开操作规程（财预〔2016〕143号）"
"""The basis of what a report has to say, and how."""


def pair(text: str) -> Words:
    zh, _, en = text.partition(" | ")
    return zh, en.partition(" | ")[0]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `formula`: what it states, as published; `at`: what it is given: a report, its findings, or more reports;
    `reads`: the forms that have to be read whole for what it says that they lack; `apart`: it weighs itself what numbers
    say whose own clause does not name what they measure; `example`: an invented case of what it finds, for people."""

    rule_id: str
    version: str
    title: Words
    formula: str
    basis: str
    precondition: str
    tolerance: Words
    example: Words
    words: Mapping[str, str]
    at: str
    check: Callable[..., Iterator[Finding]]
    reads: tuple[Form, ...] = ()
    apart: bool = False

    @property
    def record(self) -> dict[str, str]:
        """The rule as published: a row of rules.csv."""
        return {
            "rule_id": self.rule_id, "version": self.version, "family": self.rule_id[0],
            "title_zh": self.title[0], "title_en": self.title[1], "formula": self.formula, "basis": self.basis,
            "precondition": self.precondition, "tolerance_zh": self.tolerance[0], "tolerance_en": self.tolerance[1],
            "identity": self.words.get("identity", ""), "example_zh": self.example[0], "example_en": self.example[1],
        }  # fmt: skip

    @property
    def module(self) -> str:
        """Where it is declared: a module of rules, or the table of identities."""
        return "identities" if "identity" in self.words else self.check.__module__.rpartition(".")[2]

    @property
    def key(self) -> tuple[str, str]:
        return self.rule_id, self.version

    def say(self, name: str, /, **values: object) -> Words:
        """Its words of that name, filled in; a pair of texts, a form or a cell by its name in either language. Words of the
        report stand in quotes in English."""
        zh, en = pair(self.words[name])
        named = {name: _named(value) for name, value in values.items()}
        zh = zh.format(neutral=NEUTRAL[0], **{name: words[0] for name, words in named.items()})
        bare = {f"{{{name}}}" for name, value in values.items() if isinstance(value, str) and _is_quoted(value)}
        en = _PARTS.sub(lambda part: f"“{part[0]}”" if part[0] in bare else part[0], en)
        return zh, en.format(neutral=NEUTRAL[1].lstrip(), **{name: words[1] for name, words in named.items()})

    def why(self, name: str) -> str:
        return self.words.get(name, "").partition(" | ")[2].partition(" | ")[2]

    def _told(
        self, outcome: Outcome, kind: str, scope: str = REPORT, place: Place = NOWHERE, *, say: str = "",
        texts: tuple[Any, Any] = ("", ""), cells: Sequence[Cell] = (), reason: str = "", cause: str = "", **values: Any,
    ) -> Finding:  # fmt: skip
        """A finding in the rule's words of this kind, or named `say`. `texts`: both sides, words of the report, else a name in
        both languages; `cells`: the evidence, the first is the left cell; `cause`: keys (joined by |) that differences with one cause share: one list, one name."""
        first = next(iter(cells), None)
        (zh, en), other = (_quoted(text) if isinstance(text, str) else _named(text) for text in texts)
        left, right = Side(zh, en, first.value, first.cell_id) if first else Side(zh, en), Side(*other)
        place = first.place if first and place == NOWHERE else place
        verdict, terms = Verdict(outcome, reason), [c.cell_id for c in cells]
        made = self.worded(scope, verdict, left, right, say=say or kind, terms=terms, place=place, **values)
        return replace(made, cause=cause) if cause else made

    exact: ClassVar[partialmethod[Finding]] = partialmethod(_told, Outcome.EXACT, "exact")
    differs: ClassVar[partialmethod[Finding]] = partialmethod(_told, Outcome.DIFFERS, "differs")
    """Two places that do not fit, or something that should not (or should) be there."""
    noted: ClassVar[partialmethod[Finding]] = partialmethod(
        _told, Outcome.NOT_APPLICABLE, "noted", reason="information"
    )
    """Worth a look, without a rule against it."""

    def _without(
        self, outcome: Outcome, reason: str, scope: str = REPORT, place: Place = NOWHERE, *, say: str = "of",
        **values: object,
    ) -> Finding:  # fmt: skip
        words = without(reason, self.say(say, **values), outcome)
        return stated(self.key, scope, Verdict(outcome, reason), words, place=place)

    nothing: ClassVar[partialmethod[Finding]] = partialmethod(_without, Outcome.NOT_APPLICABLE)
    """There is nothing to look at."""
    unchecked: ClassVar[partialmethod[Finding]] = partialmethod(_without, Outcome.NOT_CHECKABLE)
    """It could not be looked at."""

    def worded(
        self, scope: str, verdict: Verdict, left: Side, right: Side = NOTHING, *, say: str, terms: Iterable[str] = (),
        place: Place = NOWHERE, why: Sequence[str] = (), **values: object,
    ) -> Finding:  # fmt: skip
        """A finding in the rule's words of that name. `why`: explanations that hold here only."""
        zh, en = self.say(say, **values)
        why = [*why, self.why(say)] if verdict.outcome is not Outcome.EXACT else []
        if verdict.reason == "information":
            zh, en = zh + INFORMATION[0], en + INFORMATION[1]
        elif verdict.outcome is Outcome.DIFFERS:
            why = [*why, MISREAD]
        words = "；".join(filter(None, why))
        return stated(self.key, scope, verdict, (zh, en), left, right, terms=terms, place=place, why=words)

    def compared(
        self, scope: str, left: Side, right: Side, verdict: Verdict, *, unit: str = "", limit: bool = False,
        terms: Iterable[str] = (), place: Place = NOWHERE, why: Sequence[str] = (),
    ) -> Finding:  # fmt: skip
        """Two numbers against each other."""
        return concluded(
            self.key, scope, left, right, verdict, unit=unit, limit=limit, terms=terms, place=place, why=why
        )

    def side(self, name: str, value: Decimal | None, /, **values: object) -> Side:
        """One side of a comparison, named by the rule's words."""
        return Side(*self.say(name, **values), value)


_PARTS = re.compile(r"“[^”]*”|\{\w+\}")


def _is_quoted(text: str) -> bool:
    """Whether English quotes it: Chinese that is neither a unit nor an amount with its unit."""
    return re.search("[\u3400-\u9fff]", text) is not None and text.rpartition(" ")[2] not in FACTORS


def _quoted(text: str) -> Words:
    """Words of the report, which a reader of English is told that they are."""
    return text, text if re.fullmatch(r"“[^“”]*”|[\x00-\x7f]*", text) else f"“{text}”"


def _named(value: Any) -> tuple[Any, Any]:
    if isinstance(value, tuple):
        return value
    return (value.zh, value.en) if hasattr(value, "zh") else (value, value)


declared: dict[str, Rule] = {}


def rule(
    rule_id: str, title: str, formula: str, *, basis: str, needs: str, example: str, tolerance: str = NONE, version: str = "1.0.0",
    at: str = "report", reads: tuple[Form, ...] = (), silent: str = "", apart: bool = False, **words: str,
) -> Callable[[Callable[..., Iterator[Finding]]], Rule]:  # fmt: skip
    """Declare the function below as the check of a rule. `needs`: its precondition in words; `silent`: what it says where
    the function yields nothing, `exact` or why there is nothing to look at."""

    def declare(check: Callable[..., Iterator[Finding]]) -> Rule:
        @wraps(check)
        def speaking(rule: Rule, *of: Any) -> Iterator[Finding]:
            found = list(check(rule, *of))
            yield from found or [rule.exact() if silent == "exact" else rule.nothing(silent)]

        if rule_id in declared and declared[rule_id].check.__module__ != check.__module__:
            raise ValueError(f"{rule_id} is declared twice")
        by = speaking if silent else check
        made = Rule(
            rule_id,
            version,
            pair(title),
            formula,
            basis,
            needs,
            pair(tolerance),
            pair(example),
            words,
            at,
            by,
            reads,
            apart,
        )
        declared[rule_id] = made
        return made

    return declare
