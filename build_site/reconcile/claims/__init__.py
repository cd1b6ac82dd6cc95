"""The numbers of the narrative against the forms and against each other, on the published claims.csv."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from build_site.model import Finding
from build_site.reconcile.claims import amounts, annex, items, lists, rates, wording, years
from build_site.reconcile.claims.numbers import Text
from build_site.reconcile.claims.said import Said, read
from build_site.reconcile.tables import Tables


def check(tables: Tables, claims: Sequence[Mapping[str, str]]) -> tuple[list[Finding], dict[str, str]]:
    """Findings about the narrative's numbers, and claim id → id of the cell that the claim was compared with.

    Each bound amount and rate gets its finding; counts, dates and unbound numbers get none of their own."""
    said = [read(record) for record in claims]
    text = Text(tables, said)
    findings = [finding for one in said for finding in _of(tables, text, one)]
    findings += lists.check(text)
    findings += items.check(tables, said)
    findings += years.check(tables, said)
    findings += annex.check(tables, said)
    findings += wording.check(tables, said)
    return findings, amounts.matched(findings)


def _of(tables: Tables, text: Text, said: Said) -> Iterator[Finding]:
    if said.is_level and said.bare not in ("threshold", "count"):
        yield amounts.check(tables, said)
    elif said.aspect:
        yield from rates.check(text, said)
    found = rates.direction(text, said)
    if found is not None:
        yield found


__all__ = ["check"]
