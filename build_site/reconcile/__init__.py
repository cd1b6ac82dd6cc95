"""reconcile: every accounting identity and every number of the narrative, checked on the published package.

`audit` reads only the descriptor and the CSVs of a package folder, so anyone can run it again without our parser.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..model import Finding
from .across import across
from .chain import chain
from .claims import check
from .doubtful import softened
from .formulas import printed
from .graph import suspects
from .identities import inside
from .known import explained
from .messages import brief
from .rulebook import rules
from .structure import structure
from .tables import Tables, read
from .whole import coverage, whole


@dataclass(frozen=True, slots=True)
class Audit:
    """The findings in catalogue order, and for each claim the cell that it was found to state."""

    findings: tuple[Finding, ...]
    matched: Mapping[str, str]


def audit(folder: Path, known_issues: Path | None = None) -> Audit:
    """Check a published package. `known_issues`: data/known-issues.csv, whose rows turn differs into explained.

    Raises InputError where the package or the list of known issues cannot be read."""
    tables = read(folder)
    found = examine(tables)
    findings = softened(found.findings, tables.resource("cells"))
    if known_issues is not None:
        findings = explained(findings, known_issues, tables.slug, tables.year)
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
    return tuple(sorted(findings, key=lambda f: order[f.rule_id]))


__all__ = ["Audit", "audit", "chain", "examine"]
