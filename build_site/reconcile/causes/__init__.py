"""causes: findings → defects. What is wrong once breaks a row's sum, a column's, its copies in other forms, the sentence that
quotes it and the rates made of it: all that is one defect, said in one sentence and weighed by the money it concerns.

shared (one list, one name, one wording in many places) · moves (amounts in the wrong rows or columns) · cover (which number, were it another, explains which findings) · titles (a heading for it) · words (the sentence, what to change) · weight (how much)
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from build_site.model import NOWHERE, Defect, Finding, Outcome
from build_site.model.money import in_english
from build_site.model.outcomes import Kind
from build_site.reconcile.causes import cover, moves, shared, titles, words
from build_site.reconcile.causes.cover import Cause
from build_site.reconcile.causes.evidence import Evidence
from build_site.reconcile.causes.weight import concerned, share
from build_site.reconcile.declare import Rule
from build_site.reconcile.tables import Tables


def defects(
    tables: Tables, findings: Sequence[Finding], rules: Sequence[Rule]
) -> tuple[tuple[Defect, ...], tuple[Finding, ...]]:
    """The defects of a report, the most weighty first, and its findings with the defect that each belongs to. `rules`:
    those of sums and of the narrative, run again on amounts put back where they may belong."""
    evidence = Evidence(tables, findings)
    found = [f for f in findings if f.outcome is Outcome.DIFFERS]
    moved = moves.causes(evidence, found, rules)
    found = [f for f in found if not any(f in cause.findings for cause in moved)]
    keys = {f.finding_id: keyed for f in found if (keyed := shared.keys(f, found))}
    named = shared.causes([f for f in found if f.finding_id in keys], keys)
    numbers = cover.causes(evidence, [f for f in found if f.finding_id not in keys])
    apart = shared.left_out(evidence, _within(evidence, [*moved, *named, *numbers]))
    made = [_defect(evidence, cause) for cause in apart]
    ranked = sorted(made, key=_rank)
    ordered = tuple(replace(each, order=order) for order, each in enumerate(titles.apart(ranked), 1))
    of = {finding_id: each.defect_id for each in ordered for finding_id in each.findings.split()}
    return ordered, tuple(addressed(tables, f, of.get(f.finding_id, "")) for f in findings)


def _within(evidence: Evidence, causes: Sequence[Cause]) -> list[Cause]:
    """Without those that only follow from another: what a sentence says that was left from another year."""
    of_year = {evidence.sentence(cause.lead.left_claim): at for at, cause in enumerate(causes) if cause.of_year}
    own: dict[int, list[Finding]] = {}
    for at, cause in enumerate(causes):
        host = of_year.get(evidence.sentence(cause.lead.left_claim), at) if cause.lead.left_claim else at
        own.setdefault(at if cause.of_year else host, [])
        own[at if cause.of_year else host] += cause.findings
    return [
        replace(cause, findings=(*cause.findings, *(f for f in own[at] if f not in cause.findings)))
        for at, cause in enumerate(causes)
        if at in own
    ]


def _defect(evidence: Evidence, cause: Cause) -> Defect:
    lead, kind = cause.lead, words.kind(cause)
    defect_id = f"d-{hashlib.sha256(lead.finding_id.encode()).hexdigest()[:8]}"
    (zh, en), suggestion = words.statement(evidence, cause), words.suggestion(evidence, cause)
    amount, unit = concerned(evidence, cause)
    place = lead.place if lead.place != NOWHERE else next((f.place for f in cause.findings), NOWHERE)
    if cause.unit:
        place = evidence.tables.cells[cause.suspects[0]].place
    left, right = ((zh, in_english(en)) for zh, en in words.sides(evidence, cause))
    why = words.possible(evidence, cause)
    return Defect(
        defect_id, 0, kind, *titles.title(evidence, cause, kind), zh, in_english(en), *left, *right, *suggestion, "；".join(why), share(evidence, cause, amount, unit), amount, unit,
        " ".join(f.finding_id for f in cause.findings), f"{_report(evidence.tables)}audit/#{defect_id}", place,
    )  # fmt: skip


def _rank(defect: Defect) -> tuple[bool, object, int]:
    kinds: Mapping[str, int] = {kind: order for order, kind in enumerate(Kind)}
    missing = defect.kind == Kind.FORM
    return not missing, -(defect.share or 0), kinds[defect.kind]


def _report(tables: Tables) -> str:
    """The report's own folder on the site, from its root."""
    return f"/departments/{tables.slug}/{tables.year}/"


_PASSED = (Outcome.EXACT, Outcome.NOT_APPLICABLE)


def addressed(tables: Tables, finding: Finding, defect_id: str) -> Finding:
    """With its defect and where it stands on the site: the defect, else the number that it is about. What passed has no
    address of its own, as most findings pass."""
    if finding.outcome in _PASSED and finding.reason_code != "information":
        return finding
    cells = (finding.left_cell, finding.right_cell)
    form, _, rest = next((each for each in cells if each.count("/") == 2), "").partition(
        "/"
    )  # its own, no other report's
    own = f"audit/#{defect_id}" if defect_id else f"text/#{finding.left_claim}" if finding.left_claim else ""
    own = own or (f"forms/#{form}-r{rest.partition('/')[0]}" if form else "audit/")
    return replace(finding, defect_id=defect_id, url=f"{_report(tables)}{own}")
