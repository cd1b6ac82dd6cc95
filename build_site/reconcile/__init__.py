"""reconcile: every accounting identity and every number of the narrative, checked on the published package.

`audit` reads only the descriptor and the CSVs of a package folder, so anyone can run it again without our parser.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from build_site.model import Defect, Finding, KnownIssue
from build_site.reconcile.case import Case
from build_site.reconcile.causes import defects
from build_site.reconcile.chain import chain
from build_site.reconcile.decide import doubted, numbered
from build_site.reconcile.declare import Rule
from build_site.reconcile.rulebook import audit_revision, catalogue
from build_site.reconcile.tables import Tables, read
from build_site.registers.known_issues import explained


@dataclass(frozen=True, slots=True)
class Audit:
    """The findings in catalogue order, the defects that those that differ come from, the most weighty first, and for each
    claim the cell that it was found to state."""

    findings: tuple[Finding, ...]
    defects: tuple[Defect, ...]
    matched: Mapping[str, str]


def audit(folder: Path, known_issues: Sequence[KnownIssue] = ()) -> Audit:
    """Check a published package. `known_issues`: those of its report turn differs into explained.

    Raises InputError where the package cannot be read."""
    tables = read(folder)
    about = tables.slug, tables.year
    findings = explained(examine(tables), [issue for issue in known_issues if (issue.slug, issue.year) == about])
    later = [f for rule in catalogue().values() if rule.at == "findings" for f in rule.check(rule, tables, findings)]
    matched = {f.left_id: f.right_id for f in findings if f.rule_id == "N-AMOUNT" and f.right_id}
    found, told = defects(tables, _ordered([*findings, *later]), _identities())
    return Audit(told, found, dict(sorted(matched.items())))


def _identities() -> list[Rule]:
    return [rule for rule in catalogue().values() if rule.module == "identities"]


def examine(tables: Tables, rules: Iterable[Rule] | None = None) -> tuple[Finding, ...]:
    """Every check of one report, or those of some rules, before known issues are looked up."""
    case = Case(tables)
    chosen = catalogue().values() if rules is None else rules
    found = [f for rule in chosen if rule.at == "report" for f in rule.check(rule, case)]
    return tuple(_doubtful(tables, numbered(found)))


def _doubtful(tables: Tables, findings: Iterable[Finding]) -> Iterable[Finding]:
    """A difference on what may have been misread is no finding against the report: a scan, a cell in doubt,
    or one of a form that is not whole or was not read."""
    cells = {cell["cell_id"]: cell["doubt"] for cell in tables.resource("cells") if cell.get("doubt")}
    for finding in findings:
        entered = finding.entered
        doubt = "ocr" if tables.read_by == "ocr" else next((cells[cell] for cell in entered if cell in cells), "")
        if not doubt and any(name.partition("/")[0] in tables.unsure for name in (*entered, finding.scope)):
            doubt = "form"  # not whole, or not read
        yield doubted(finding, "ocr" if doubt == "ocr" else "reading") if doubt else finding


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In catalogue order; sorted() is stable: within a rule, the order in which its scopes were walked stays."""
    order = {rule_id: position for position, rule_id in enumerate(catalogue())}
    return tuple(numbered(sorted(findings, key=lambda f: order[f.rule_id])))


__all__ = ["Audit", "audit", "audit_revision", "catalogue", "chain", "examine"]
