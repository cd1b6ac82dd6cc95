"""Findings that have one cause though no number joins them: one list, one name in many headings, one wording in many places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from build_site.model import Finding
from build_site.model.money import FACTORS
from build_site.reconcile.causes.cover import Cause
from build_site.reconcile.causes.evidence import Evidence

_NEAR = Decimal("0.02")
"""So far apart two amounts may be printed (万元) that a paragraph and a row of another name are taken for one item."""


def keys(evidence: Evidence, finding: Finding, others: Sequence[Finding]) -> frozenset[str]:
    """What a finding shares with others of one cause; none where nothing."""
    if finding.cause:
        own = finding.cause.split("|")
        return frozenset((*own, *(f"name:{name}" for name in _names(others) if name in finding.message_zh)))
    if finding.rule_id == "L-ZERO-BASE" and evidence.claims.get(finding.left_claim, {}).get("measure", "").endswith(
        "rate"
    ):
        return frozenset({f"zero-base/{evidence.claims[finding.left_claim]['measure'].rpartition(':')[2]}"})
    if finding.rule_id == "N-LIST-MISSING":
        cell = evidence.cell(finding.scope)
        paragraph = finding if cell is None else _renamed(evidence, finding, others)
        return frozenset({f"item/{paragraph.scope}"} if paragraph else ())
    return frozenset()


def _names(findings: Sequence[Finding]) -> list[str]:
    """Names of the department that are not its own, which headings and placeholders show too."""
    return [f.left_text for f in findings if f.rule_id == "D-ORG" and f.left_text]


def _renamed(evidence: Evidence, row: Finding, others: Sequence[Finding]) -> Finding | None:
    """The paragraph that describes a row under another name: the only one without a row whose amount is the row's."""
    amount = evidence.value(row.scope)
    near = [
        each
        for each in others
        if each.rule_id == row.rule_id
        and each.scope in evidence.claims
        and amount is not None
        and any(abs(said - amount) <= _NEAR * FACTORS["万元"] for said in _amounts(evidence, each.scope))
    ]
    return near[0] if len(near) == 1 else None


def _amounts(evidence: Evidence, claim_id: str) -> list[Decimal]:
    """What a paragraph says of its item."""
    own = evidence.claims[claim_id]
    about = [
        c for c in evidence.claims.values() if (c["section_id"], c["subject"]) == (own["section_id"], own["subject"])
    ]
    values = (evidence.value(c["claim_id"]) for c in about if c["unit"] in FACTORS)
    return [value for value in values if value is not None]


def causes(findings: Sequence[Finding], keys: Mapping[str, frozenset[str]]) -> list[Cause]:
    """Those that share a key, or share one with another that does, together; in the order of the first of each."""
    groups: list[tuple[set[str], list[Finding]]] = []
    for finding in findings:
        own, members = set(keys[finding.finding_id]), [finding]
        for group in [each for each in groups if each[0] & own]:
            groups.remove(group)
            own, members = own | group[0], [*group[1], *members]
        groups.append((own, members))
    return [Cause(tuple(sorted(members, key=_says)), shared=True) for _, members in groups]


def _says(finding: Finding) -> tuple[bool, bool]:
    """What says most of several: a form is missing, a name is wrong."""
    return finding.reason_code != "form-missing", finding.rule_id != "D-ORG"
