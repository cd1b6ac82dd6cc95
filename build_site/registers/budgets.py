"""data/budgets.csv: the published budgets (部门预算) that maintainers have entered. Rule Y-PLAN compares them."""

import re
from pathlib import Path

from build_site.model import Planned, Said
from build_site.model.money import FACTORS
from build_site.registers.reports import A_SLUG, A_YEAR, SLUG, YEAR
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
    row.require("slug", SLUG, A_SLUG)
    row.require("year", YEAR, A_YEAR)
    row.require("functional_code", _CODE, Said("功能分类科目编码，或空白", "a functional code, or nothing"))
    units = "、".join(FACTORS)
    row.require("unit", re.compile("|".join(FACTORS)), Said(f"金额单位（{units}）", f"a unit ({units})"))
    row.require("source", re.compile(".+"), Said("公布的出处", "where it was published"))
    amount = number(row["amount"])
    if amount is None or len(row["amount"]) > _DIGITS:
        raise row.fault("budgets.no-amount", f"“{row['amount'][:40]}”", digits=_DIGITS)
    return f"{row['slug']}/{row['year']}", Planned(row["functional_code"], amount, row["unit"], row["source"])
