"""A report that contradicts itself makes the same package in every container: cells, narrative, findings and defects,
places apart."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import PLACE_FIELDS, Department, Registration
from build_site.pipeline import ReportJob, write_package
from tests.factory import text
from tests.factory.containers import CONTAINERS
from tests.factory.invent import random_accounts
from tests.factory.layouts import Layout, lay_out
from tests.factory.printed import Block, Cell, Printed, Sides, Table, Words

AMOUNT = re.compile(r"-?[\d,]+\.\d\d")
APART = {*PLACE_FIELDS, "x0", "top", "x1", "bottom", "line"}
SLUG = "310107-office"


def contradicting() -> Printed:
    """Its expenditure is in 元, a class of it is wrong; a revenue is negative, and one of the narrative's numbers wrong."""
    printed = lay_out(random_accounts(3, items=3), Layout(codes="merged", thousands=True))
    tables = [at for at, block in enumerate(printed.blocks) if isinstance(block, Table)]
    blocks = list(printed.blocks)
    last = tables[1]
    for at in range(last + 1, tables[2] + 1):
        blocks[at] = _in_yuan(blocks[at])
    blocks[tables[1]] = _changed(blocks[tables[1]], lambda value: -value)
    blocks[tables[2]] = _changed(blocks[tables[2]], lambda value: value + 35000)
    said = next(at for at, block in enumerate(blocks) if isinstance(block, Words) and "收、支总计均为" in block.text)
    blocks[said] = replace(blocks[said], text=re.sub(r"总计均为\d", "总计均为7", blocks[said].text))
    return replace(printed, blocks=tuple(blocks))


def _in_yuan(block: Block) -> Block:
    if isinstance(block, Table):
        return replace(block, cells=tuple(_times(cell) for cell in block.cells))
    if isinstance(block, Sides):
        return Sides(block.left.replace("万元", "元"), block.right.replace("万元", "元"))
    return replace(block, text=block.text.replace("万元", "元")) if isinstance(block, Words) else block


def _times(cell: Cell) -> Cell:
    if not AMOUNT.fullmatch(cell.text):
        return cell
    return cell._replace(text=f"{10000 * Decimal(cell.text.replace(',', '')):,.2f}")


def _changed(block: Block, change: Callable[[Decimal], Decimal]) -> Block:
    """The table with another number in the middle."""
    assert isinstance(block, Table)
    numbers = [at for at, cell in enumerate(block.cells) if AMOUNT.fullmatch(cell.text)]
    cells, at = list(block.cells), numbers[len(numbers) // 2]
    cells[at] = cells[at]._replace(text=f"{change(Decimal(cells[at].text.replace(',', ''))):,.2f}")
    return replace(block, cells=tuple(cells))


def package(path: Path, folder: Path) -> dict[str, list[str]]:
    """The rows of every table of the package, without their places; those of blank cells apart, which texts lack."""
    document = parse(path)
    report = recognise(document, "310107")
    registration = Registration(SLUG, report.fiscal_year, report.title, "", "310107", path.name, "", "", "", "")
    department = Department(SLUG, report.department, "", "310107", "", "")
    write_package(
        ReportJob(registration, department, (), (), path, folder, folder.with_name("pictures")), document, report
    )
    made = {}
    for table in sorted(folder.glob("*.csv")):
        with table.open(encoding="utf-8", newline="") as handle:
            rows = [{k: v for k, v in row.items() if k not in APART} for row in csv.DictReader(handle)]
        made[table.stem] = sorted(str(row) for row in rows if row.get("state") != "blank")
    made.pop("lines")  # each container has lines of its own
    return made


@pytest.fixture(scope="module")
def printed() -> Printed:
    return contradicting()


@pytest.fixture(scope="module")
def meant(printed: Printed, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    folder = tmp_path_factory.mktemp("text")
    text.write(printed, folder / "report.txt")
    return package(folder / "report.txt", folder / "package")


def test_the_contradictions_are_found(meant: dict[str, list[str]]) -> None:
    assert len(meant["defects"]) > 2
    assert any("万元" in row for row in meant["findings"])


@pytest.mark.parametrize("name", ["report.xlsx", "report.docx", "report.html", "layout.txt", "report.zip"])
def test_every_container_gives_the_same_package(
    printed: Printed, meant: dict[str, list[str]], tmp_path: Path, name: str
) -> None:
    CONTAINERS[name](printed, tmp_path / name)
    made = package(tmp_path / name, tmp_path / "package")
    assert made.keys() == meant.keys()
    assert {table: rows for table, rows in made.items() if rows != meant[table]} == {}
