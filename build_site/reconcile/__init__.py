"""reconcile: every accounting identity and every number of the narrative, checked on the published package.

`audit` reads only the descriptor and the CSVs of a package folder, so anyone can run it again without our parser.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from build_site.model import Finding, KnownIssue
from build_site.reconcile.across import across
from build_site.reconcile.chain import chain
from build_site.reconcile.claims import check
from build_site.reconcile.decide import numbered
from build_site.reconcile.doubtful import softened
from build_site.reconcile.formulas import printed
from build_site.reconcile.graph import suspects
from build_site.reconcile.identities import inside
from build_site.reconcile.messages import brief
from build_site.reconcile.structure import structure
from build_site.reconcile.tables import Tables, read
from build_site.reconcile.whole import coverage, whole
from build_site.registers.known_issues import explained
from build_site.registers.rules import rules


@dataclass(frozen=True, slots=True)
class Audit:
    """The findings in catalogue order, and for each claim the cell that it was found to state."""

    findings: tuple[Finding, ...]
    matched: Mapping[str, str]


def audit(folder: Path, known_issues: Sequence[KnownIssue] = ()) -> Audit:
    """Check a published package. `known_issues`: those of its report turn differs into explained.

    Raises InputError where the package cannot be read."""
    tables = read(folder)
    found = examine(tables)
    findings = softened(found.findings, tables.resource("cells"))
    findings = explained(findings, [i for i in known_issues if (i.slug, i.year) == (tables.slug, tables.year)])
    everything = _ordered([*findings, *suspects(findings), *coverage(tables, findings)])
    return Audit(tuple(map(brief, everything)), found.matched)


def examine(tables: Tables) -> Audit:
    """Every check on tables already read, before known issues are looked up."""
    stated, matched = check(tables, tables.resource("claims"))
    findings = [*structure(tables), *inside(tables), *printed(tables), *across(tables), *stated, *whole(tables)]
    return Audit(_ordered(findings), dict(sorted(matched.items())))


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In catalogue order; sorted() is stable: within a rule, the order in which its scopes were walked stays."""
    order = {rule_id: position for position, rule_id in enumerate(rules())}
    return tuple(numbered(sorted(findings, key=lambda f: order[f.rule_id])))


__all__ = ["Audit", "audit", "chain", "examine"]
