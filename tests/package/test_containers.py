"""The same report in every container makes the same package, cell by cell; only the places are others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from build_site.extract.report import read
from build_site.model import PLACE_FIELDS, Department, Form, Registration
from build_site.pipeline import ReportJob, write_package
from tests.factory import text
from tests.factory.containers import CONTAINERS, pdf
from tests.factory.invent import random_accounts
from tests.factory.layouts import Layout, lay_out
from tests.factory.printed import Printed
from tests.houses import rows

PRINTED = lay_out(random_accounts(1, items=3), Layout())
TABLES = [
    *Form,
    "cells",
    "claims",
    "sections",
    "budget-execution",
    "disclosures",
    "glossary",
    "organisation",
    "key-work",
    "findings",
    "defects",
]
_PLACES = {*PLACE_FIELDS, "x0", "top", "x1", "bottom"}
Tables = dict[str, list[dict[str, str]]]


def package(folder: Path, name: str, write: Callable[[Printed, Path], object]) -> Tables:
    source, made = folder / name, folder / f"{name}-package"
    write(PRINTED, source)
    accounts = PRINTED.accounts
    registration = Registration(
        "310107-office", accounts.year, "", accounts.department, "310107", name, "", "0" * 64, "", ""
    )
    department = Department("310107-office", accounts.department, "", "310107", "", "")
    document, report = read(source, registration)
    write_package(ReportJob(registration, department, (), (), source, made, folder / "pictures"), document, report)
    return {table: [_told(row) for row in rows(made / f"{table}.csv")] for table in TABLES}


def _told(row: dict[str, str]) -> dict[str, str]:
    """The row without its place, and without line ends: what stands on one line of a page are two of a text."""
    return {name: value.replace("\n", "") for name, value in row.items() if name not in _PLACES}


@pytest.fixture(scope="module")
def meant(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return package(tmp_path_factory.mktemp("text"), "report.txt", text.write)


@pytest.mark.parametrize("name", [*CONTAINERS, "report.pdf"])
def test_a_container_makes_the_package_that_the_text_makes(tmp_path: Path, name: str, meant: Tables) -> None:
    made = package(tmp_path, name, {**CONTAINERS, "report.pdf": pdf}[name])
    for table in TABLES:
        assert _compared(made[table], name) == _compared(meant[table], name), table


def _compared(rows: list[dict[str, str]], name: str) -> list[dict[str, str]]:
    """The rows; but for what a PDF has of its own: pages, and what the S-, M- and P-rules say of these. A row without
    an amount has but one cell where blanks tell the columns: it is a line of the text like others."""
    if name == "layout.txt":
        return [
            {**row, "text": row["text"].replace("合计", "")} if "section_id" in row and "text" in row else row
            for row in rows
        ]
    if not name.endswith("pdf"):
        return rows
    return [
        row
        for row in rows
        if row.get("section_id") != "contents" and row.get("rule_id", "")[:2] not in ("S-", "M-", "P-")
    ]
