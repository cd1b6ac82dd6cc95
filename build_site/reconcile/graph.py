"""The identity graph: which few cells, were they wrong, would explain every identity that differs.

An error in one cell breaks the identities that the cell enters, all by the same amount, and no others. So a set of
cells explains the differences if each of them is entered by a cell of the set whose other differences are as large;
among such sets the best one enters the fewest identities that hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from build_site.model import Finding, Outcome
from build_site.reconcile.prove import stated

RULE = "M-CELLS"
MOST = 3
"""So many cells in a set, and so many sets are shown."""
_CANDIDATES = 24
_AT_MOST = ("X-CODE", "X-T6-T7")  # an excess over a limit is not the error's own size


@dataclass(frozen=True, slots=True)
class Suspect:
    """A cell with the differing findings that its error of one size would explain, and the agreeing ones it enters."""

    cell: str
    explains: frozenset[str]
    breaks: int


def is_identity(finding: Finding) -> bool:
    """A comparison between cells of the forms alone (some X rules compare numbers of the narrative)."""
    return finding.rule_id[0] in "IX" and all(
        cell.count("/") == 2 for cell in (finding.left_cell or "//", finding.right_cell or "//", *finding.terms.split())
    )


def suspects(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Up to three suggestions, each a finding for information; one finding that says why where there is none."""
    differing = [
        f for f in findings if f.rule_id[0] in "IX" and f.outcome is Outcome.DIFFERS and f.difference is not None
    ]
    if not differing:
        yield _none(
            "no-difference", "没有不一致的勾稽核对，无需提示。", "No identity differs; there is nothing to suggest."
        )
        return
    sets = smallest_sets(findings, differing)
    if not sets:
        words = (
            "没有三个以内的单元格能同时解释各项不一致。",
            "No set of up to three cells would explain all the differences.",
        )
        yield _none("no-common-cell", *words)
    for number, chosen in enumerate(sets[:MOST], 1):
        yield _suggestion(number, chosen, differing)


def smallest_sets(findings: Sequence[Finding], differing: Sequence[Finding]) -> list[tuple[Suspect, ...]]:
    """The sets of fewest cells that explain every differing finding, best first."""
    candidates = _suspects(findings, differing)
    wanted = {f.finding_id for f in differing}
    for size in range(1, MOST + 1):
        found = [c for c in combinations(candidates, size) if frozenset().union(*(s.explains for s in c)) == wanted]
        if found:
            return sorted(found, key=lambda c: (sum(s.breaks for s in c), -sum(len(s.explains) for s in c)))
    return []


def _suspects(findings: Sequence[Finding], differing: Sequence[Finding]) -> list[Suspect]:
    entered: dict[str, list[Finding]] = {}
    for finding in differing:
        for cell in dict.fromkeys(finding.terms.split()):
            if cell.count("/") == 2:
                entered.setdefault(cell, []).append(finding)
    holding = _holding(findings)
    found = [
        Suspect(cell, frozenset(f.finding_id for f in group), holding.get(cell, 0))
        for cell, own in entered.items()
        for group in _of_one_size(own)
    ]
    return sorted(found, key=lambda s: (-len(s.explains), s.breaks))[:_CANDIDATES]


def _holding(findings: Sequence[Finding]) -> Mapping[str, int]:
    """How many comparisons that agree each cell enters: identities, and amounts of the narrative."""
    counted: dict[str, int] = {}
    for f in findings:
        compares = is_identity(f) or f.rule_id == "N-AMOUNT"
        if compares and f.outcome in (Outcome.EXACT, Outcome.ROUNDING) and f.rule_id not in _AT_MOST:
            for cell in {*f.terms.split(), f.right_cell} - {""}:
                counted[cell] = counted.get(cell, 0) + 1
    return counted


def _of_one_size(findings: Sequence[Finding]) -> list[list[Finding]]:
    """The findings in groups whose differences are as large as each other, but for rounding."""
    groups: list[list[Finding]] = []
    free = [f for f in findings if f.rule_id in _AT_MOST]
    for finding in findings:
        if finding in free:
            continue
        size, room = abs(finding.difference or Decimal(0)), finding.envelope or Decimal(0)
        for group in groups:
            if abs(abs(group[0].difference or Decimal(0)) - size) <= room + (group[0].envelope or Decimal(0)):
                group.append(finding)
                break
        else:
            groups.append([finding])
    return [[*group, *free] for group in groups] or [free]


def _suggestion(number: int, chosen: Sequence[Suspect], differing: Sequence[Finding]) -> Finding:
    cells = " ".join(s.cell for s in chosen)
    agreeing = sum(s.breaks for s in chosen)
    zh = f"若 {cells.replace(' ', '、')} 的数另有其值，可以同时解释 {len(differing)} 项金额对不上的核对"
    en = f"An error in {cells.replace(' ', ' and ')} would explain the {len(differing)} checks of amounts that differ"
    if agreeing:
        zh, en = (
            f"{zh}；但另有 {agreeing} 项一致的核对也用到它",
            f"{en}, though {agreeing} checks that agree use it too",
        )
    zh, en = (
        f"{zh}。这只是线索，不是结论。仅供参考，不作不一致。",
        f"{en}. A hint, no conclusion. For information; no rule is broken.",
    )
    scope = "+".join(s.cell for s in chosen)
    made = stated(RULE, scope, Outcome.NOT_APPLICABLE, "information", zh, en, texts=(f"第 {number} 条线索", ""))
    return _with_terms(made, cells)


def _with_terms(finding: Finding, cells: str) -> Finding:
    return replace(finding, terms=cells, left_cell=cells.split(maxsplit=1)[0])


def _none(reason: str, zh: str, en: str) -> Finding:
    return stated(RULE, "report", Outcome.NOT_APPLICABLE, reason, zh, en)
