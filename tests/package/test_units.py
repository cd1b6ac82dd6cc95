"""Reports whose forms are printed in several units: what is checked, added up and published is the same money."""

from collections import defaultdict
from decimal import Decimal
from itertools import count, islice
from pathlib import Path

import pytest

from bench import demo
from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import Form, Outcome
from build_site.model.money import FACTORS
from build_site.package import complete
from build_site.package.collection import Source
from build_site.package.collection.amounts import amounts
from build_site.package.money import AMOUNTS, in_yuan
from build_site.package.read import Package
from build_site.reconcile import audit
from tests.factory import text
from tests.factory.accounts import Accounts, in_units
from tests.factory.invent import random_accounts
from tests.factory.layouts import Layout, lay_out
from tests.houses import rows
from tests.package import collected
from tests.package.made import packaged

UNITS = (
    {Form.BASIC_EXPENDITURE: "元", Form.THREE_PUBLIC_EXPENSES: "元", Form.REVENUE: "千元"},
    {Form.REVENUE_AND_EXPENDITURE: "元", Form.EXPENDITURE: "百元"},
    dict.fromkeys((Form.FISCAL_APPROPRIATION, Form.GENERAL_PUBLIC_BUDGET, Form.GOVERNMENT_FUND_BUDGET), "元"),
)


def drawn(folder: Path, seed: int) -> Source:
    """A drawn report of mixed units as an audited package below `folder`."""
    units = UNITS[seed % len(UNITS)]
    # accounts without rounding: its 0.01 万元 would be an error where another unit has as many decimals
    exact = (accounts for n in count() if _is_exact(accounts := random_accounts(n, items=4, unit="万元")))
    accounts = in_units(next(islice(exact, seed, None)), units)
    folder.mkdir(parents=True)
    text.write(lay_out(accounts, Layout(units=units)), folder / "report.txt")
    slug = f"110101-office-{seed}"
    package = packaged(recognise(parse(folder / "report.txt")), folder / "package", slug)
    found = audit(package)
    complete(package, found.findings, found.defects, found.matched)
    return collected.source(package, slug, accounts.year)


def _is_exact(accounts: Accounts) -> bool:
    """Whether the sums of the summary and of the columns hold without rounding."""
    spent = [entry for entry in accounts.forms[Form.REVENUE_AND_EXPENDITURE] if entry.side == "expenditure"]
    total = accounts.of(Form.REVENUE_AND_EXPENDITURE, "total-for-year", "expenditure")["amount"]
    classes = sum(entry.amounts["amount"] for entry in spent if entry.key.startswith("class:") and entry.amounts)
    return classes == total and all(
        sum(entry.amounts.get(part, Decimal(0)) for part in parts) == entry.amounts[measure]
        for form in (Form.REVENUE, Form.EXPENDITURE, Form.GENERAL_PUBLIC_BUDGET)
        for measure, parts in form.measures.items()
        for entry in accounts.forms[form]
    )


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[Source]:
    return [drawn(tmp_path_factory.mktemp("mixed") / str(seed), seed) for seed in range(len(UNITS) * 2)]


@pytest.fixture(scope="module")
def collection(sources: list[Source], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return collected.stacked(tmp_path_factory.mktemp("collection"), *sources)


def test_the_demo_has_a_report_of_several_units_that_adds_up(tmp_path: Path) -> None:
    reports: list[dict[str, str]] = []
    demo.add_mixed_units(tmp_path, reports, [])
    package = Package(packaged(recognise(parse(tmp_path / reports[0]["source_path"])), tmp_path / "package"))
    assert {package.money(form).printed for form in Form if package.table(form)} == {"万元", "元", "千元"}
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for each in amounts(package):
        if each["is_leaf"] == "true" and not each.get("balance"):
            sums[each["form"]] += Decimal(each["amount_yuan"])
    for form, field in ((Form.REVENUE, "total"), (Form.EXPENDITURE, "total"), (Form.GENERAL_PUBLIC_BUDGET, "total")):
        (total,) = [each[field] for each in package.table(form) if each["level"] == "total"]
        assert sums[form] == Decimal(in_yuan(total, package.money(form).printed)), form


def test_no_rule_takes_another_unit_for_a_difference(sources: list[Source]) -> None:
    for source in sources:
        package = Package(source.folder)
        assert len({package.money(form).printed for form in Form if package.table(form)}) > 1
        assert [row["message_zh"] for row in package.table("findings") if row["outcome"] == Outcome.DIFFERS] == []
        assert package.outcomes[Outcome.EXACT] > 100


def test_sums_over_yuan_are_the_printed_totals(sources: list[Source], collection: Path) -> None:
    """Leaves of every form by report, and the same total by several forms whatever their units."""
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in rows(collection / "amounts.csv"):
        if row["is_leaf"] == "true" and not row["balance"]:
            sums[row["slug"], row["form"], row["direction"]] += Decimal(row["amount_yuan"])
    for source in sources:
        package, slug = Package(source.folder), source.registration.slug
        (printed,) = [
            in_yuan(row["amount"], package.money(Form.REVENUE_AND_EXPENDITURE).printed)
            for row in package.table(Form.REVENUE_AND_EXPENDITURE)
            if (row["side"], row["concept"]) == ("expenditure", "total-for-year")
        ]
        assert sums[slug, "revenue-and-expenditure", "expenditure"] == Decimal(printed)
        assert sums[slug, "expenditure", "expenditure"] == Decimal(printed)
        for form in (Form.EXPENDITURE, Form.GENERAL_PUBLIC_BUDGET, Form.BASIC_EXPENDITURE):
            field = "amount" if form is Form.BASIC_EXPENDITURE else "total"
            for row in package.table(form):
                if row["level"] == "total":
                    total = Decimal(in_yuan(row[field], package.money(form).printed))
                    assert sums[slug, form, "expenditure"] == total, form


def test_every_stacked_table_has_the_unit_and_yuan_of_its_own_rows(sources: list[Source], collection: Path) -> None:
    units = {
        (source.registration.slug, form): Package(source.folder).money(form).printed
        for source in sources
        for form in Form
    }
    seen = set()
    for table, fields in AMOUNTS.items():
        path = collection / f"{table}.csv"
        for row in rows(path) if path.is_file() else ():
            assert row["unit"] == units.get((row["slug"], table), row["unit"])
            seen.add(row["unit"])
            for field in fields:
                main = field in ("amount", "total", "final", "value", "executed", "difference")
                yuan = row["amount_yuan" if main else f"{field}_yuan"]
                if row["unit"] in FACTORS and row[field]:
                    assert Decimal(yuan) == Decimal(row[field]) * FACTORS[row["unit"]], (table, row)
                else:
                    assert yuan == ""
    assert {"元", "百元", "千元", "万元"} <= seen
