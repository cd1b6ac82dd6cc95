"""The catalogue of rules (rules.csv): permanent ids, titles, formulas, bases; its order is the order of findings."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

RULES = Path(__file__).parents[2] / "data" / "rules.csv"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as published on its page; fields as in rules.csv."""

    rule_id: str
    version: str
    family: str
    title_zh: str
    title_en: str
    formula: str
    basis: str
    precondition: str
    tolerance_zh: str
    tolerance_en: str


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its id, in catalogue order."""
    with RULES.open(encoding="utf-8", newline="") as handle:
        listed = [Rule(**record) for record in csv.DictReader(handle)]
    return {rule.rule_id: rule for rule in listed}


def rule_version(rule_id: str) -> str:
    return rules()[rule_id].version
