"""The numbers of the narrative against the forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..model import Finding
from .tables import Tables


def check(tables: Tables, claims: Sequence[Mapping[str, str]]) -> tuple[list[Finding], dict[str, str]]:
    """Findings about the narrative's numbers, and claim id → id of the cell that the claim states."""
    return [], {}
