"""Writes any number of reports of invented departments, texts and PDFs, as a root that `build-site --root` takes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from build_site.registers.reports import DEPARTMENT_FIELDS, REPORT_FIELDS
from tests.factory import reportlab_pdf, text
from tests.factory.accounts import codelist, in_units
from tests.factory.invent import OFFICES, random_accounts
from tests.factory.layouts import lay_out
from tests.factory.variants import combination
from tests.houses import ROOT, copied, write_rows

_YEARS = (2022, 2023, 2024)
_ITEMS = (2, 3, 5, 8, 13, 20)


@dataclass(frozen=True, slots=True)
class _Task:
    folder: Path
    slug: str
    department: str
    division: str
    year: int
    seed: int
    pdf: bool


def corpus(folder: Path, n: int, seed: int = 0, pdf_share: float = 0.7, workers: int = 1) -> Iterator[Path]:
    """Write n reports, three years a department, with their registers and the code lists; the same seed gives the
    same bytes. Gives each report's path as it is written; the registers come last."""
    _copy_lists(folder)
    tasks = list(_tasks(folder, n, seed, pdf_share))
    rows: list[dict[str, str]] = []
    for row in _all(tasks, workers):
        rows.append(row)
        yield folder / row["source_path"]
    write_rows(folder / "data" / "reports.csv", REPORT_FIELDS, rows)
    departments = {task.slug: task for task in tasks}.values()
    write_rows(
        folder / "data" / "departments.csv",
        DEPARTMENT_FIELDS,
        ({"slug": task.slug, "name": task.department, "division_code": task.division} for task in departments),
    )


def _all(tasks: list[_Task], workers: int) -> Iterator[dict[str, str]]:
    if workers == 1:
        yield from map(_report, tasks)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(_report, tasks, chunksize=8)


def _tasks(folder: Path, n: int, seed: int, pdf_share: float) -> Iterator[_Task]:
    chance = random.Random(seed)  # noqa: S311 - no secret is made here
    reports = ((slug, name, code, year) for slug, name, code in _departments(chance) for year in _YEARS)
    for number, (slug, name, code, year) in enumerate(islice(reports, n)):
        yield _Task(folder, slug, name, code, year, seed * 1_000_003 + number, chance.random() < pdf_share)


def _departments(chance: random.Random) -> Iterator[tuple[str, str, str]]:
    """Slug, name and division code of one department after another, each once."""
    divisions = [each for each in codelist("divisions").items() if not each[0].endswith("00")]
    for number in count(1):
        code, place = chance.choice(divisions)
        yield f"{code}-office-{number:05}", f"{place}{chance.choice(OFFICES)}", code


def _report(task: _Task) -> dict[str, str]:
    """Write one report; its row of reports.csv."""
    chance = random.Random(task.seed)  # noqa: S311 - no secret is made here
    accounts = random_accounts(task.seed, chance.choice(_ITEMS), department=task.department, year=task.year)
    layout, drawing = combination(task.seed)
    printed = lay_out(in_units(accounts, layout.units), layout)
    path = Path("data", "sources", task.slug, str(task.year), "report.pdf" if task.pdf else "report.txt")
    target = task.folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if task.pdf:
        reportlab_pdf.write(printed, drawing, target)
    else:
        text.write(printed, target)
    return {
        "slug": task.slug,
        "year": str(task.year),
        "title": f"{task.year}年度{task.department}部门决算公开",
        "department": task.department,
        "division_code": task.division,
        "source_path": path.as_posix(),
        "published": accounts.published.isoformat(),
    }


def _copy_lists(folder: Path) -> None:
    """Code lists and forms as they are; the maintainers' registers with their headers only."""
    copied(folder, "codelists", "forms")
    for name in ("known-issues.csv", "corrections.csv"):
        header = (ROOT / "data" / name).read_text("utf-8").split("\n", 1)[0]
        (folder / "data" / name).write_text(header + "\n", "utf-8")
