"""Packages to stack: the first report, as it is and as another department's, and real reports beside the repository."""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from build_site.model import Department, InputError, Registration
from build_site.package.collection import Source, collect
from build_site.package.read import Package
from build_site.run.memory import Memory

ROOT = Path(__file__).resolve().parents[2]
FIRST = ROOT / "data/packages/420116-data-resource-center/2023"

Row = Mapping[str, str]


def source(folder: Path, slug: str = "420116-data-resource-center", year: int = 2023) -> Source:
    department = json.loads((folder / "datapackage.json").read_text("utf-8"))["department"]
    name, code = department["name"], slug[:6]
    return Source(
        folder,
        Registration(slug, year, f"{name}{year}年度部门决算", name, code, "report.txt", "", "0" * 64, "", ""),
        Department(slug, name, "", code, "", ""),
    )


def copied(target: Path) -> Path:
    shutil.copytree(FIRST, target)
    return target


def stacked(target: Path, *sources: Source) -> Path:
    """The collection of these packages."""
    assert collected(target, sources or [source(FIRST)]) == []
    return target / "collection"


def collected(target: Path, sources: Iterable[Source], across: Path | None = None) -> list[InputError]:
    """Bring the collection in the target up to date; its errors."""
    with Memory(target) as memory:
        return collect(sources, target / "parts", target / "collection", memory, across)


@dataclass(frozen=True)
class Total:
    """A printed total and the leaves that must add up to it."""

    what: str
    printed: Decimal
    leaves: tuple[Decimal, ...]

    @property
    def holds(self) -> bool:
        """Within half of the last printed digit for each number that entered."""
        decimals = max(-int(each.as_tuple().exponent) for each in (self.printed, *self.leaves))
        envelope = Decimal(5).scaleb(-max(decimals, 2) - 1) * (len(self.leaves) + 1)
        return abs(sum(self.leaves, Decimal(0)) - self.printed) <= envelope


PARTS = {
    "revenue": "fiscal_appropriation from_superior_unit public_service_revenue operating_revenue "
    "from_subsidiary_units other_revenue",
    "expenditure": "basic project to_superior_unit operating to_subsidiary_units",
    "general-public-budget": "basic project",
    "government-fund-budget": "basic project",
    "state-capital-budget": "basic project",
}
ACCOUNTS = {
    "general_public_budget": "general-public-budget",
    "government_fund": "government-fund-budget",
    "state_capital": "state-capital-budget",
}


class _Leaves:
    """The leaves of a report's amounts, chosen by their dimensions."""

    def __init__(self, amounts: Sequence[Row]) -> None:
        self.rows = [row for row in amounts if row["is_leaf"] == "true"]

    def total(self, what: str, printed: str, **conditions: object) -> list[Total]:
        """The printed total with the leaves that meet every condition; nothing where nothing is printed."""
        own = (row for row in self.rows if all(_is(row[key], wanted) for key, wanted in conditions.items()))
        return [Total(what, Decimal(printed), tuple(Decimal(row["amount"]) for row in own))] if printed else []


def totals(package: Package, amounts: Sequence[Row]) -> list[Total]:
    """Every printed total of a report by form and dimension, with its leaves."""
    leaves = _Leaves(amounts)
    return [
        *(
            each
            for form, parts in PARTS.items()
            for each in _functional(leaves, form, parts.split(), package.table(form))
        ),
        *_summary(leaves, "revenue-and-expenditure", "amount", package.table("revenue-and-expenditure")),
        *_summary(leaves, "fiscal-appropriation", "total", package.table("fiscal-appropriation")),
        *_basic(leaves, package.table("basic-expenditure")),
        *_three_public(leaves, package.table("three-public-expenses")),
    ]


def _functional(leaves: _Leaves, form: str, parts: Sequence[str], rows: Sequence[Row]) -> Iterator[Total]:
    """合计 and each class, in every column."""
    for row in rows:
        if row["level"] not in ("total", "class"):
            continue
        own: dict[str, object] = {"form": form}
        if row["level"] == "class":
            own["functional_class"] = row["functional_code"]
        yield from leaves.total(f"{form}/{row['row']}/total", row["total"], field={*parts, "total"}, **own)
        for field in (*parts, "opening_balance", "closing_balance", "revenue"):
            yield from leaves.total(f"{form}/{row['row']}/{field}", row.get(field, ""), field=field, **own)


def _summary(leaves: _Leaves, form: str, measure: str, rows: Sequence[Row]) -> Iterator[Total]:
    """本年合计 (without balances) and 总计 (with them) of each side, and each budget's column."""
    for row in rows:
        side: dict[str, object] = {"form": form, "direction": row["side"]}
        if row["concept"] == "total":
            yield from leaves.total(f"{form}/{row['row']}", row[measure], **side)
        if row["concept"] == "total-for-year":
            yield from leaves.total(f"{form}/{row['row']}", row[measure], balance="", **side)
            for column, account in ACCOUNTS.items() if row["side"] == "expenditure" else ():
                own = {**side, "balance": "", "budget_account": account}
                yield from leaves.total(f"{form}/{row['row']}/{column}", row.get(column, ""), **own)


def _basic(leaves: _Leaves, rows: Sequence[Row]) -> Iterator[Total]:
    for row in rows:
        wanted = {
            "class": {"economic_class": row["economic_code"]},
            "subtotal": {"expenditure_group": row["group"]},
            "total": {},
        }.get(row["level"])
        if wanted is not None:
            yield from leaves.total(f"basic/{row['row']}", row["amount"], form="basic-expenditure", **wanted)


def _three_public(leaves: _Leaves, rows: Sequence[Row]) -> Iterator[Total]:
    wanted: dict[str, dict[str, object]] = {
        "total": {},
        "vehicles": {"item": {"vehicles", "vehicle-purchase", "vehicle-operation"}},
    }
    for row in rows:
        for field in ("budget", "final") if row["item"] in wanted else ():
            own = {"form": "three-public-expenses", "field": field, **wanted[row["item"]]}
            yield from leaves.total(f"3p/{row['row']}/{field}", row[field], **own)


def _is(value: str, wanted: object) -> bool:
    return value in wanted if isinstance(wanted, set) else value == wanted
