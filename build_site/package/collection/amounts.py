"""The long table: one row per printed amount of a report, with every dimension that its form, row and column give it."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from build_site.model import PLACE_FIELDS, Form, InputError
from build_site.model.forms import BALANCES
from build_site.model.money import FACTORS
from build_site.package.classify import functional_level
from build_site.package.leaves import MEASURES, leaves
from build_site.package.money import in_yuan
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
    planned = {"budget": _planned(package)}
    return [
        row | {"phase": planned.get(row["phase"], row["phase"])}
        for table in TABLES
        for row in _of_table(table, package.table(table), package.money(table).printed)
    ]


def _planned(package: Package) -> str:
    """Which budget the 三公 form's 预算数 is: what the note under it says, else the narrative where it states the same
    amount; `budget` where neither says."""
    form = Form.THREE_PUBLIC_EXPENSES
    notes = "".join(row["text"] for row in package.table("sections") if row["form"] == form) + package.note(form)
    named = {phase for phase, words in _NAMED.items() if any(word in notes for word in words)}
    if len(named) != 1:
        unit = package.money(form).printed
        printed = {in_yuan(row["budget"], unit) for row in package.table(form) if row["item"] == "total"} - {""}
        named = {
            claim["phase"]
            for claim in package.table("claims")
            if claim["measure"] == "three-public-total" and claim["phase"] in _NAMED
            if _same(in_yuan(claim["value"], claim["unit"]), printed)
        }
    return named.pop() if len(named) == 1 else "budget"


_NAMED = {"approved": ("年初预算",), "adjusted": ("全年预算", "调整后的预算", "调整预算")}


def _same(amount: str, others: Iterable[str]) -> bool:
    return bool(amount) and any(Decimal(amount) == Decimal(other) for other in others)


def _of_table(table: str, rows: Sequence[Record], unit: str) -> Iterator[Record]:
    """`unit`: of a form; the rows of another table say their own, and one without is no amount anybody can add."""
    measures = {name for measure, parts in MEASURES[table].items() for name in (measure, *parts)}
    fields = [field for field in read()[table].fields if field.name in measures]
    leaf = leaves(table, rows)
    for at, row in enumerate(rows):
        number = row.get("row") or str(at + 1)
        shared = _row(table, row)
        printed_as = row.get("unit", unit)
        for field in fields:
            printed = row[field.name]
            if not (yuan := in_yuan(printed, printed_as)):
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
                "unit_factor": str(FACTORS[printed_as]),
                "amount_yuan": yuan,
                "amount_fen": _fen(f"{table}/{number}/{field.name}", yuan, row),
                **{name: row.get(name, "") for name in PLACE_FIELDS},
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


def _fen(amount_id: str, yuan: str, row: Record) -> str:
    """The amount in fen (1/100 CNY), exactly; InputError for a fraction of a fen, which no report means."""
    value = Decimal(yuan).scaleb(2)
    if value != value.to_integral_value():
        raise InputError.of("collection.not-whole-fen", amount_id, place=place_of(row), yuan=yuan)
    return str(int(value))
