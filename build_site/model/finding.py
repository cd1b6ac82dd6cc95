"""A finding: how one check of one scope ended."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from build_site.model.common import Place
from build_site.model.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of one scope with its outcome; a row of findings.csv (DESIGN section 4)."""

    finding_id: str
    rule_id: str
    rule_version: str
    outcome: Outcome
    reason_code: str
    scope: str
    left_text: str
    left_value: Decimal | None
    left_cell: str
    right_text: str
    right_value: Decimal | None
    right_cell: str
    difference: Decimal | None
    envelope: Decimal | None
    terms: str  # the cells that entered, space separated
    message_zh: str
    message_en: str
    explanations: str
    place: Place
    limit: bool = False  # the left side should only not be above the right one; not published
