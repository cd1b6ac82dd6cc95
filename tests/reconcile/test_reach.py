"""Hints: with one cell wrong, that cell is among the first three suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from build_site.model import Finding, Form, Outcome
from build_site.reconcile import examine
from build_site.reconcile.rules.reach import is_identity, suspects
from build_site.reconcile.tables import Tables, read
from tests.reconcile.made import first_report

CELLS = [
    "revenue/4/total", "revenue/13/fiscal_appropriation", "expenditure/1/project", "expenditure/4/basic", "expenditure/14/total",
    "fiscal-appropriation/36/total", "general-public-budget/7/total", "general-public-budget/2/project", "revenue-and-expenditure/9/amount",
]  # fmt: skip


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return read(first_report().write(tmp_path_factory.mktemp("first") / "package"))


def planted(folder: Path, cell: str, by: Decimal) -> Tables:
    package = first_report()
    value = package.amounts()[cell] + by
    return read(package.set(cell, format(value, "f")).write(folder / "package"))


def hints(tables: Tables, findings: Sequence[Finding] | None = None) -> list[Finding]:
    return list(suspects.check(suspects, tables, examine(tables) if findings is None else findings))


def test_without_a_difference_there_is_nothing_to_suggest(tables: Tables) -> None:
    findings = [f for f in examine(tables) if is_identity(f)]
    assert not [f for f in findings if f.outcome is Outcome.DIFFERS]
    (only,) = hints(tables, findings)
    assert (only.outcome, only.reason_code) == (Outcome.NOT_APPLICABLE, "no-difference")


@pytest.mark.parametrize("cell", [c for c in CELLS if c in first_report().amounts()])
@pytest.mark.parametrize("by", [Decimal("0.90"), Decimal("-4.00"), Decimal(30)])
def test_the_wrong_cell_is_among_the_first_three(tmp_path: Path, cell: str, by: Decimal) -> None:
    found = hints(planted(tmp_path, cell, by))
    assert cell in [f.terms for f in found]
    assert len(found) <= 3
    assert all(f.reason_code == "information" for f in found)


def test_differences_in_unrelated_forms_need_two_cells(tmp_path: Path) -> None:
    package = first_report()
    amounts = package.amounts()
    for cell, by in (("revenue/4/total", "3.00"), ("basic-expenditure/2/amount", "7.00")):
        package = package.set(cell, format(amounts[cell] + Decimal(by), "f"))
    found = hints(read(package.write(tmp_path / "package")))
    assert {"revenue/4/total", "basic-expenditure/2/amount"} in [set(f.terms.split()) for f in found]


def test_a_doubt_of_the_narrative_is_no_identity(tables: Tables) -> None:
    findings = examine(tables)
    row = next(f for f in findings if f.rule_id == "X-BASIC")
    assert is_identity(row)
    assert not is_identity(replace(row, left_claim="c0001", left_cell=""))
    assert not is_identity(replace(row, rule_id="N-AMOUNT"))
    assert Form.REVENUE in tables.forms
