"""The report as a whole: outline, names, words, dates, annex, remarks, and how far reading and checking reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from build_site.model import Finding, Outcome
from build_site.model.outcomes import REASONS
from build_site.reconcile.tables import Tables
from build_site.reconcile.whole.annex import annex
from build_site.reconcile.whole.dates import dates
from build_site.reconcile.whole.machine import coverage, machine
from build_site.reconcile.whole.meaning import meaning
from build_site.reconcile.whole.names import names
from build_site.reconcile.whole.outline import outline
from build_site.reconcile.whole.remarks import remarks
from build_site.reconcile.whole.words import wording


def whole(tables: Tables) -> Iterator[Finding]:
    """Every rule that looks beyond the nine forms and the narrative's numbers, each applicable scope once."""
    for family in (outline, names, wording, dates, meaning, annex, remarks, machine):
        yield from map(_of_a_scan, family(tables)) if tables.read_by == "ocr" else family(tables)


def _of_a_scan(finding: Finding) -> Finding:
    """Recognised words may be misread: what does not fit in a scan proves nothing."""
    if finding.outcome is not Outcome.DIFFERS:
        return finding
    zh, en = REASONS["ocr"]
    return replace(
        finding,
        outcome=Outcome.NOT_CHECKABLE,
        reason_code="ocr",
        message_zh=f"{finding.message_zh}但{zh}，因此不作结论。",
        message_en=f"{finding.message_en} But {en}.",
    )


__all__ = ["coverage", "whole"]
