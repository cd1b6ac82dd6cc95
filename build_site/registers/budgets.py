"""data/budgets.csv: the published budgets (部门预算) that maintainers have entered. Rule Y-PLAN compares them."""

from __future__ import annotations

import re
from pathlib import Path

from build_site.model import Planned
from build_site.model.money import FACTORS
from build_site.registers.reports import SLUG
from build_site.registers.table import read_table
from build_site.text import number

FIELDS = ("slug", "year", "functional_code", "amount", "unit", "source")
"""A blank functional_code: 一般公共预算财政拨款支出 in all. Amount and unit as published."""
_CODE = re.compile(r"(?:\d{3}(?:\d\d){0,2})?")


def read_budgets(path: Path) -> dict[str, tuple[Planned, ...]]:
    """The budgets by report (`slug/year`). Raises InputError for a malformed row."""
    found: dict[str, list[Planned]] = {}
    for row in read_table(path, FIELDS, optional=True):
        row.require("slug", SLUG, "a department's slug")
        row.require("year", re.compile(r"\d{4}"), "a fiscal year (2023)")
        row.require("functional_code", _CODE, "a functional code, or nothing")
        row.require("unit", re.compile("|".join(FACTORS)), f"a unit ({'、'.join(FACTORS)})")
        row.require("source", re.compile(".+"), "where it was published")
        amount = number(row["amount"])
        if amount is None:
            raise row.wrong("an amount (113.21)", f"“{row['amount']}”")
        planned = Planned(row["functional_code"], amount, row["unit"], row["source"])
        found.setdefault(f"{row['slug']}/{row['year']}", []).append(planned)
    return {report: tuple(plan) for report, plan in found.items()}
