"""A finding: how one check of one scope ended. Passes: those with nothing to tell, in short. A defect: what one cause has
made of several findings."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from build_site.model.common import Place
from build_site.model.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of one scope with its outcome; a row of findings.csv (DESIGN section 4)."""

    finding_id: str
    rule_id: str
    rule_version: str
    outcome: Outcome
    reason_code: str
    scope: str
    left_text: str
    left_value: Decimal | None
    left_claim: str
    left_cell: str
    right_text: str
    right_value: Decimal | None
    right_claim: str
    right_cell: str
    difference: Decimal | None  # left − right
    envelope: Decimal | None
    unit: str  # of values, difference and envelope
    terms: str  # the cells and claims that entered, space separated
    message_zh: str
    message_en: str
    explanations: str
    place: Place
    defect_id: str = ""
    url: str = ""
    left_en: str = ""  # the sides in English; published with the defect
    right_en: str = ""
    limit: bool = False  # the left side should only not be above the right one; not published
    facts: tuple[str, str] = ("", "")  # both sides as told, without what follows from them; not published
    cause: str = ""  # what it has in common with others of one cause: one or more keys joined by |; not published

    @property
    def passed(self) -> bool:
        """Whether it has nothing to tell: the two sides are equal, or there was nothing to compare."""
        remark = self.reason_code == "information"
        return self.outcome is Outcome.EXACT or (self.outcome is Outcome.NOT_APPLICABLE and not remark)

    @property
    def left_id(self) -> str:
        return self.left_claim or self.left_cell

    @property
    def right_id(self) -> str:
        return self.right_claim or self.right_cell

    @property
    def entered(self) -> tuple[str, ...]:
        """Every cell and claim of it, each once, the two sides first."""
        return tuple(dict.fromkeys(filter(None, (self.left_id, self.right_id, *self.terms.split()))))


@dataclass(frozen=True, slots=True)
class Passes:
    """The checks of one rule that passed, or did not apply for one reason; a row of passes.csv.

    `scopes`: what each looked at; `terms`: the other cells and claims that agree; both space separated."""

    rule_id: str
    rule_version: str
    outcome: Outcome
    reason_code: str
    checks: int
    scopes: str
    terms: str

    @classmethod
    def of(cls, findings: Sequence[Finding]) -> "Passes":
        """Of findings that end alike."""
        first, scopes = findings[0], dict.fromkeys(finding.scope for finding in findings)
        agreed = findings if first.outcome is Outcome.EXACT else ()
        terms = dict.fromkeys(name for finding in agreed for name in finding.entered)
        others = (name for name in terms if name not in scopes)
        ended = first.outcome, first.reason_code
        return cls(first.rule_id, first.rule_version, *ended, len(scopes), " ".join(scopes), " ".join(others))


@dataclass(frozen=True, slots=True)
class Defect:
    """What is wrong in one place of a report, or with one number: findings that have one cause; a row of defects.csv.

    `order`: 1 is the most weighty; `title`: what and where, at most 30 characters; `share`: of the year's expenditure that it concerns, None where unknown; `amount`: so
    much, in `unit`; a suggestion is made only where one side follows from the others."""

    defect_id: str
    order: int
    kind: str
    title_zh: str
    title_en: str
    statement_zh: str
    statement_en: str
    left_text: str
    left_en: str
    right_text: str
    right_en: str
    suggestion_zh: str
    suggestion_en: str
    explanations: str
    share: Decimal | None
    amount: Decimal | None
    unit: str
    findings: str  # their ids, the one that says most first, space separated
    url: str
    place: Place
