"""data/budgets.csv: the published budgets (部门预算) that maintainers have entered. Rule Y-PLAN compares them."""

from __future__ import annotations

import re
from pathlib import Path

from build_site.model import Planned
from build_site.model.money import FACTORS
from build_site.registers.reports import SLUG, YEAR
from build_site.registers.table import Register, Row, read_register
from build_site.text import number

FIELDS = ("slug", "year", "functional_code", "amount", "unit", "source")
"""A blank functional_code: 一般公共预算财政拨款支出 in all. Amount and unit as published."""
_CODE = re.compile(r"(?:[0-9]{3}(?:[0-9]{2}){0,2})?")
_DIGITS = 24


def read_budgets(path: Path) -> Register[tuple[str, Planned]]:
    """The planned amounts, each with its report (`slug/year`)."""
    return read_register(path, FIELDS, _planned, optional=True)


def _planned(row: Row) -> tuple[str, Planned]:
    row.require("slug", SLUG, "a department's slug")
    row.require("year", YEAR, "a fiscal year (2023)")
    row.require("functional_code", _CODE, "a functional code, or nothing")
    row.require("unit", re.compile("|".join(FACTORS)), f"a unit ({'、'.join(FACTORS)})")
    row.require("source", re.compile(".+"), "where it was published")
    amount = number(row["amount"])
    if amount is None or len(row["amount"]) > _DIGITS:
        raise row.wrong(f"an amount (113.21) of at most {_DIGITS} signs as amount", f"“{row['amount'][:40]}”")
    return f"{row['slug']}/{row['year']}", Planned(row["functional_code"], amount, row["unit"], row["source"])
