"""reconcile: every accounting identity and every number of the narrative, checked on the published package.

`audit` reads only the descriptor and the CSVs of a package folder, so anyone can run it again without our parser.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from build_site.model import Defect, Finding, KnownIssue, Outcome
from build_site.reconcile import identities
from build_site.reconcile.case import Case
from build_site.reconcile.causes import addressed, defects
from build_site.reconcile.chain import Chain
from build_site.reconcile.decide import doubted, numbered, slip
from build_site.reconcile.declare import FAMILIES, Rule, declared
from build_site.reconcile.tables import Tables, read
from build_site.registers.known_issues import explained


@dataclass(frozen=True, slots=True)
class Audit:
    """The findings in catalogue order, the defects that those that differ come from, the most weighty first, and for each
    claim the cell that it was found to state."""

    findings: tuple[Finding, ...]
    defects: tuple[Defect, ...]
    matched: Mapping[str, str]
    examined: tuple[Finding, ...]  # what the checks of the report alone found


def audit(folder: Path, known_issues: Sequence[KnownIssue] = (), examined: tuple[Finding, ...] = ()) -> Audit:
    """Check a published package. `known_issues`: those of its report turn differs into explained. `examined`: what was found
    of the same numbers before.

    Raises InputError where the package cannot be read."""
    return _audit(read(folder), known_issues, examined)


def _audit(tables: Tables, known_issues: Sequence[KnownIssue], examined: tuple[Finding, ...] = ()) -> Audit:
    about = tables.slug, tables.year
    examined = examined or examine(tables)
    findings = explained(examined, [issue for issue in known_issues if (issue.slug, issue.year) == about])
    later = [f for rule in catalogue().values() if rule.at == "findings" for f in rule.check(rule, tables, findings)]
    matched = {f.left_id: f.right_id for f in findings if f.rule_id == "N-AMOUNT" and f.right_id}
    found, told = defects(tables, _ordered([*findings, *later]), _again())
    return Audit(told, found, dict(sorted(matched.items())), examined)


def across(chain: Chain, name: str, known_issues: Sequence[KnownIssue] = ()) -> Audit:
    """The findings of a report (slug/year) that need others, and the defects that are theirs alone: one that the report
    contradicts by itself too is a part of that defect."""
    tables, found = chain.tables(name), explained(chain.findings(name), known_issues)
    ids = {each.finding_id for each in found}
    own = _audit(chain.own(name), known_issues) if any(f.outcome is Outcome.DIFFERS for f in found) else None
    made, told = defects(tables, [*(own.findings if own else ()), *found], _again())
    known = {f.finding_id: f.defect_id for f in own.findings if f.defect_id} if own else {}
    hosts = {each.defect_id: known[f] for each in made for f in each.findings.split() if f in known}
    alone = [each for each in made if each.defect_id not in hosts]
    return Audit(
        tuple(addressed(tables, f, hosts.get(f.defect_id, f.defect_id)) for f in told if f.finding_id in ids),
        tuple(replace(each, order=order) for order, each in enumerate(alone, 1)),
        {},
        (),
    )


def _again() -> list[Rule]:
    """What is run again on amounts put back."""
    return [rule for rule in catalogue().values() if rule.module == "identities" or rule.rule_id[0] == "N"]


def examine(tables: Tables, rules: Iterable[Rule] | None = None) -> tuple[Finding, ...]:
    """Every check of one report, or those of some rules, before known issues are looked up."""
    case = Case(tables)
    chosen = catalogue().values() if rules is None else rules
    found = [f for rule in chosen if rule.at == "report" for f in rule.check(rule, case)]
    return tuple(_without_doubt(case, each) for each in numbered(found))


def _without_doubt(case: Case, finding: Finding) -> Finding:
    """A difference on what may have been misread, on what a form lacks that was not read whole, or on a number whose own
    clause does not say what it measures, accuses nobody."""
    tables, rule = case.tables, catalogue()[finding.rule_id]
    if finding.outcome is not Outcome.DIFFERS:
        return finding
    if not (rule.apart or case.carried.isdisjoint(finding.entered) or _is_slip(case, finding)):
        return doubted(finding, "carried")
    about = *finding.entered, finding.scope, finding.cause.removeprefix("form:"), *rule.reads
    doubt = tables.doubt(about)
    return doubted(finding, doubt) if doubt else finding


def _is_slip(case: Case, finding: Finding) -> bool:
    """One digit away from what it would have to be, by an amount that nothing in the report has."""
    return slip(finding.left_value, finding.right_value) and abs(finding.difference or 0) not in case.amounts


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In catalogue order; sorted() is stable: within a rule, the order in which its scopes were walked stays."""
    order = {rule_id: position for position, rule_id in enumerate(catalogue())}
    return tuple(numbered(sorted(findings, key=lambda f: order[f.rule_id])))


__all__ = ["Audit", "across", "audit", "audit_revision", "catalogue", "examine"]


@cache
def catalogue() -> Mapping[str, Rule]:
    """Every rule by its id, in the order in which findings stand: by family, identities as their table has them first."""
    every = [*identities.rules(), *declared.values()]
    return {each.rule_id: each for family in FAMILIES for each in every if each.rule_id[0] == family}


def audit_revision() -> str:
    """Of the whole catalogue: moves when a rule is added, or says, allows or requires something else."""
    said = [(*each.record.values(), *each.words.items()) for each in catalogue().values()]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]
