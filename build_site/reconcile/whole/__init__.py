"""The report as a whole: outline, names, words, dates, annex, remarks, and how far reading and checking reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...model import Finding, Outcome
from ..messages import REASONS
from ..tables import Tables
from .annex import annex
from .dates import dates
from .machine import coverage, machine
from .meaning import meaning
from .names import names
from .outline import outline
from .remarks import remarks
from .words import wording


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
