"""Which few numbers, were they others, explain every difference: each cause the number that explains most of what is left.

An error in one number breaks the checks that it enters, all by the same amount, and no others. A check that two errors
enter is off by both of them: it follows from the heavier one. A rate is made of amounts: it follows from a wrong one
where the right amount makes it right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, product

from build_site.model import Finding
from build_site.model.money import FACTORS
from build_site.model.outcomes import Kind
from build_site.reconcile.causes.evidence import Evidence

RATES = ("N-SHARE", "N-COMPLETION", "N-CHANGE")
_CUT = Decimal("0.005")
"""What a computed rate may have lost where it was cut to two decimals."""
_YEARS = ("N-YEAR", "D-YEAR")


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings with one cause, the one that says most first; `suspects`: the numbers that each of them would be right
    with another value of, those that the fewest agreeing checks use first."""

    findings: tuple[Finding, ...]
    suspects: tuple[str, ...] = ()
    shared: bool = False  # they say the same of a list, a name, a wording
    kind: Kind | None = None  # what has happened, where more is known than what its first finding says
    said: tuple[str, str] = ("", "")
    advice: tuple[str, str] = ("", "")
    unit: str = ""  # of its amounts, where they are in another than is printed

    @property
    def lead(self) -> Finding:
        return self.findings[0]

    @property
    def of_year(self) -> bool:
        """Whether it is a sentence about another year."""
        return self.lead.rule_id in _YEARS and bool(self.lead.left_claim)


def causes(evidence: Evidence, findings: Iterable[Finding]) -> list[Cause]:
    """Every finding in exactly one cause."""
    left = list(findings)
    found: list[Cause] = []
    while left:
        chosen = max(_candidates(evidence, left), key=lambda each: each[0], default=None)
        if chosen is None or len(chosen[2]) < 2:
            break
        _, node, group = chosen
        found.append(_cause(evidence, group, node))
        left = [f for f in left if f not in group]
    singles = [_cause(evidence, [f]) for f in left]
    return _with_sums(evidence, found, singles)


Candidate = tuple[tuple[int, int, int], str, list[Finding]]


def _candidates(evidence: Evidence, findings: Sequence[Finding]) -> list[Candidate]:
    """Each number with the findings that one error of it explains, and how well: many findings, few that agree."""
    entered: dict[str, list[Finding]] = {}
    for finding in findings:
        for node in sorted(evidence.nodes(finding)):
            entered.setdefault(node, []).append(finding)
    return [
        ((len(group), -evidence.holding(node), -position), node, group)
        for position, (node, own) in enumerate(entered.items())
        for group in _of_one_size(evidence, node, own)
    ]


def size(finding: Finding) -> Decimal | None:
    """By how much an amount or a count is off, in yuan; None for a rate, a limit or words."""
    if finding.difference is None or finding.limit or finding.unit == "%" or finding.rule_id in _YEARS:
        return None
    return abs(finding.difference) * FACTORS.get(finding.unit, 1)


def _room(finding: Finding) -> Decimal:
    return (finding.envelope or Decimal(0)) * FACTORS.get(finding.unit, 1)


def _of_one_size(evidence: Evidence, node: str, findings: Sequence[Finding]) -> list[list[Finding]]:
    """The findings that a number enters, in groups off by the same, each with the rates and limits that follow from it."""
    groups: list[list[Finding]] = []
    free = [f for f in findings if size(f) is None]
    for finding in findings:
        off = size(finding)
        if off is None:
            continue
        for group in groups:
            alike = {group[0].unit, finding.unit} <= FACTORS.keys() or group[0].unit == finding.unit
            if alike and abs((size(group[0]) or Decimal(0)) - off) <= _room(finding) + _room(group[0]):
                group.append(finding)
                break
        else:
            groups.append([finding])
    if not groups:
        return [_of_one_rate(evidence, node, free)] if free else []
    return [[*group, *(f for f in free if _follows(evidence, node, group[0], f))] for group in groups]


def _of_one_rate(evidence: Evidence, node: str, findings: Sequence[Finding]) -> list[Finding]:
    """Checks that a printed rate enters, where one of them is about that rate; else the first alone."""
    about = any(evidence.node(f.left_id) == node for f in findings)
    return list(findings) if about else list(findings[:1])


def _follows(evidence: Evidence, node: str, wrong: Finding, rate: Finding) -> bool:
    """Whether a rate or limit made of the number that `wrong` shows to be off is right with the number put right."""
    if evidence.node(rate.left_id) == node:
        return rate.rule_id not in RATES
    if rate.rule_id not in ("N-SHARE", "N-COMPLETION") or rate.left_value is None or not rate.right_value:
        return True
    printed = next((value for n in wrong.entered if evidence.node(n) == node and (value := evidence.value(n))), None)
    off = size(wrong)
    if not printed or off is None:
        return True
    room = max(rate.envelope or Decimal(0), Decimal("0.01"))
    for right in (printed + off, printed - off):
        if right and any(
            abs(rate.left_value - rate.right_value * by) <= room + by * _CUT
            for by in (right / printed, printed / right)
        ):
            return True
        if not right and not rate.left_value:
            return True
    return False


def _cause(evidence: Evidence, group: Sequence[Finding], node: str = "") -> Cause:
    shared = frozenset.intersection(*map(evidence.nodes, group)) if group else frozenset()
    names = dict.fromkeys(name for f in group for name in f.entered if evidence.node(name) in (shared or {node}))
    suspects = sorted(names, key=lambda name: (evidence.holding(name), evidence.node(name) != node))

    def says(finding: Finding) -> tuple[bool, bool, bool]:
        own = evidence.node(suspects[0]) if suspects else ""
        sided = own in (evidence.node(finding.left_id), evidence.node(finding.right_id))
        return size(finding) is None and finding.rule_id not in RATES, not (sided and finding.right_id), not sided

    return Cause(tuple(sorted(group, key=says)), tuple(suspects))


def _with_sums(evidence: Evidence, found: Sequence[Cause], singles: Sequence[Cause]) -> list[Cause]:
    """The causes, a check that two of their errors enter told under the heavier one."""
    own = {id(cause): list(cause.findings) for cause in (*found, *singles)}
    hosts = sorted((c for c in (*found, *singles) if size(c.lead)), key=lambda c: -(size(c.lead) or 0))
    taken: set[int] = set()
    for single in singles:
        off, nodes = size(single.lead), evidence.nodes(single.lead)
        if off is None or len(single.lead.entered) < 3:
            continue
        inside = [
            c
            for c in hosts
            if c is not single and id(c) not in taken and not nodes.isdisjoint(map(evidence.node, c.suspects))
        ]
        for pair in combinations(inside[:6], 2):
            sizes = [size(c.lead) or Decimal(0) for c in pair]
            room = _room(single.lead) + sum(_room(c.lead) for c in pair)
            if any(abs(abs(a * sizes[0] + b * sizes[1]) - off) <= room for a, b in product((1, -1), repeat=2)):
                own[id(pair[0])].append(single.lead)
                taken.add(id(single))
                break
    return [replace(cause, findings=tuple(own[id(cause)])) for cause in (*found, *singles) if id(cause) not in taken]
