"""The catalogue of rules (rules.csv): permanent ids, titles, formulas, bases; its order is the order of findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache

from build_site.registers.table import DATA, read_table

RULES = DATA / "rules.csv"


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
    names = [field.name for field in fields(Rule)]
    return {row["rule_id"]: Rule(**{name: row[name] for name in names}) for row in read_table(RULES, names)}


def rule_version(rule_id: str) -> str:
    return rules()[rule_id].version
