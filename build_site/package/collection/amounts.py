"""The long table: one row per printed amount of a report, with every dimension that its form, row and column give it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from build_site.model import Form, InputError
from build_site.model.forms import BALANCES
from build_site.model.money import FACTORS, Money
from build_site.package.classify import functional_level
from build_site.package.collection.leaves import MEASURES, leaves
from build_site.package.read import Package, Record, place_of
from build_site.registers.dictionary import read

TABLES = (*Form, "budget-execution")
"""The tables whose amounts are stacked; a budget-execution row has no number of its own and is counted from 1."""

_BALANCE = {
    "opening-balance": "opening",
    "closing-balance": "closing",
    "non-appropriated-balance-used": "used",
    "surplus-distribution": "distributed",
}
_ACCOUNTS = ("general-public-budget", "government-fund-budget", "state-capital-budget")
_SOURCES = {
    **dict.fromkeys(_ACCOUNTS, "fiscal-appropriation"),
    "from-superior-unit": "superior-unit",
    "public-service-revenue": "public-service-revenue",
    "operating-revenue": "operating-revenue",
    "from-subsidiary-units": "subsidiary-units",
    "other-revenue": "other-revenue",
}


def amounts(package: Package) -> list[Record]:
    """The rows of `amounts` for one report, in the order of its forms; a dimension that a row does not have is left out."""
    return [row for table in TABLES for row in _of_table(table, package.table(table), package.money(table))]


def _of_table(table: str, rows: Sequence[Record], money: Money) -> Iterator[Record]:
    """`money`: of a form; the rows of another table say their own, and one without is no amount anybody can add."""
    measures = {name for measure, parts in MEASURES[table].items() for name in (measure, *parts)}
    fields = [field for field in read()[table].fields if field.name in measures]
    leaf = leaves(table, rows)
    for at, row in enumerate(rows):
        number = row.get("row") or str(at + 1)
        shared = _row(table, row)
        printed_as, factor = (
            (row["unit"], FACTORS.get(row["unit"], 0)) if "unit" in row else (money.printed, money.factor)
        )
        for field in fields:
            printed = row[field.name]
            if not printed or not factor:
                continue
            yield {
                "amount_id": f"{table}/{number}/{field.name}",
                "form": table,
                "row": number,
                "field": field.name,
                **shared,
                **dict(field.normalize),  # the column's own dimensions on top of the row's
                "is_leaf": "true" if (at, field.name) in leaf else "false",
                "amount": printed,
                "unit": printed_as,
                "unit_factor": str(factor),
                "amount_fen": _fen(f"{table}/{number}/{field.name}", printed, factor, row),
                "source_page": row["source_page"],
                "source_line": row["source_line"],
                "source_sheet": row.get("source_sheet", ""),
                "source_cell": row.get("source_cell", ""),
            }


def _row(table: str, row: Record) -> Record:
    """What the row says of every amount in it."""
    code, economic, concept = row.get("functional_code", ""), row.get("economic_code", ""), row.get("concept", "")
    kind, _, part = concept.partition(":")
    if kind == "class":
        code = part
    level = row.get("level") or (functional_level(code) if code else "")
    account = next((each for each in _ACCOUNTS if each in (concept, part)), "")
    return {
        "label": row.get("label") or row.get("name") or "",
        "level": level or ("total" if concept == "total" or row.get("item") == "total" else ""),
        "concept": concept,
        "item": row.get("item", ""),
        "direction": row.get("side", ""),
        "balance": _BALANCE[kind] if kind in BALANCES else "",
        "budget_account": account or ("general-public-budget" if table == "budget-execution" else ""),
        "funding_source": _SOURCES.get(concept, "fiscal-appropriation" if table not in _WIDER else ""),
        "functional_code": code,
        "functional_class": code[:3],
        "functional_section": code[:5] if len(code) >= 5 else "",
        "economic_code": economic,
        "economic_class": economic[:3],
        "expenditure_group": row.get("group", ""),
    }


_WIDER = (Form.REVENUE_AND_EXPENDITURE, Form.REVENUE, Form.EXPENDITURE)
"""The forms that hold more than 财政拨款: only their rows and columns say where money comes from."""


def _fen(amount_id: str, printed: str, factor: int, row: Record) -> str:
    """The amount in fen (1/100 CNY), exactly; InputError for a fraction of a fen, which no report means."""
    value = Decimal(printed) * factor * 100
    if value != value.to_integral_value():
        remedy = "Correct how the cell is read, or its unit."
        raise InputError(amount_id, "an amount in whole fen", f"{printed} × {factor} yuan", remedy, place_of(row))
    return str(int(value))
