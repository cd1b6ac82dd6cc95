"""A report that contradicts itself makes the same package in every container: cells, narrative, findings and defects;
their places too where containers name them alike."""

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import PLACE_FIELDS, Department, Registration
from build_site.pipeline import ReportJob, write_package
from tests.factory import text
from tests.factory.accounts import brief
from tests.factory.containers import CONTAINERS, pdf
from tests.factory.invent import random_accounts
from tests.factory.layouts import Layout, lay_out
from tests.factory.printed import Block, Cell, Printed, Sides, Table, Words

AMOUNT = re.compile(r"-?[\d,]+\.\d\d")
APART = frozenset((*PLACE_FIELDS, "x0", "top", "x1", "bottom", "line", "explanations"))
SLUG = "310107-office"
OF_THE_FILE = ("P-MACHINE", "M-PAGES")
Package = dict[str, list[dict[str, str]]]


def contradicting() -> Printed:
    """Its expenditure is in 元, a class of it is wrong; a revenue is negative, and one of the narrative's numbers wrong."""
    printed = lay_out(brief(random_accounts(3, items=3), passages=12), Layout(codes="merged", thousands=True))
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


def package(path: Path, folder: Path) -> Package:
    """The rows of every table of the package; those of blank cells left out, which texts lack, and those about the
    container itself."""
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
            rows = [row for row in csv.DictReader(handle) if row.get("state") != "blank"]
        made[table.stem] = [row for row in rows if row.get("rule_id") not in OF_THE_FILE]
    made.pop("lines")  # each container has lines of its own
    return made


def placeless(made: Package) -> dict[str, list[str]]:
    """A PDF has what stands at both sides of a line in one line, and page numbers in its contents."""
    rows = {name: [{k: v for k, v in row.items() if k not in APART} for row in own] for name, own in made.items()}
    return {name: sorted(re.sub(r"\\n|…+\d+", "", str(row)) for row in own) for name, own in rows.items()}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Package]:
    """The package that the one report makes in a container, each made once."""
    printed, folder = contradicting(), tmp_path_factory.mktemp("packages")

    @cache
    def made(name: str) -> Package:
        {**CONTAINERS, "report.pdf": pdf, "report.txt": text.write}[name](printed, folder / name)
        return package(folder / name, folder / f"{name}-package")

    return made


def test_the_contradictions_are_found(packages: Callable[[str], Package]) -> None:
    meant = packages("report.txt")
    assert len(meant["defects"]) > 2
    assert any("万元" in str(row) for row in meant["findings"])


@pytest.mark.parametrize("name", [*CONTAINERS, "report.pdf"])
def test_every_container_gives_the_same_package(packages: Callable[[str], Package], name: str) -> None:
    made, meant = placeless(packages(name)), placeless(packages("report.txt"))
    assert made.keys() == meant.keys()
    assert {table: rows for table, rows in made.items() if rows != meant[table]} == {}


@pytest.mark.parametrize("kind", ["report.xlsx report.xls report.ods", "report.docx report.odt report.html"])
def test_containers_of_a_kind_name_the_same_places(packages: Callable[[str], Package], kind: str) -> None:
    """Sheet and cell, or paragraph and cell of a table."""
    first, *others = map(packages, kind.split())
    assert others == [first, first]
    assert all(row["source_cell"] for row in first["findings"] if row["source_line"])
