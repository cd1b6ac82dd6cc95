"""Small repositories to build in, and what tests ask of their files."""

import csv
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from build_site.registers.reports import DEPARTMENT_FIELDS, REPORT_FIELDS
from build_site.render.above import AT_ROOT
from build_site.run.house import FOLDERS
from build_site.site import assets

ROOT = Path(__file__).resolve().parent.parent
FIRST = "420116-data-resource-center"
SOURCE = f"data/sources/{FIRST}/2023/report.txt"
"""The first report, where it stands in a repository."""


def copied(target: Path, *names: str) -> Path:
    """The target with these files and folders of our own data/; those that are not there are left out."""
    for name in names:
        copy(ROOT / "data" / name, target / "data" / name)
    return target


def copy(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, place, dirs_exist_ok=True)
    elif source.exists():
        shutil.copyfile(source, place)


def with_site(target: Path) -> Path:
    """The target with what the site is made from beside its reports: settings, templates, assets, pages written by hand."""
    assets.provide(ROOT)
    docs = ROOT / "docs"
    pages = [page.relative_to(docs) for page in docs.rglob("*.md")]
    written = [page for page in pages if page.parts[0] not in FOLDERS and page.as_posix() not in AT_ROOT]
    for name in ("mkdocs.yml", "overrides", "requirements", "docs/assets", *(Path("docs", page) for page in written)):
        copy(ROOT / name, target / name)
    return target


def registered(target: Path, *reports: Mapping[str, str]) -> Path:
    """The target with registers of these reports, made from the first one's row: as departments of their own unless they
    have a `slug`."""
    copied(target, "known-issues.csv")
    for name, columns in (("reports.csv", REPORT_FIELDS), ("departments.csv", DEPARTMENT_FIELDS)):
        first = rows(ROOT / "data" / name)[0]
        made = [{**first, "slug": f"420116-office-{number}", **each} for number, each in enumerate(reports)]
        write_rows(target / "data" / name, columns, made)
    return target


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that `make` fills, once for all workers of a test run: tests read it and never write there."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made = base / name
    with (base / f"{name}.lock").open("w") as handle:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        if not (base / f"{name}.made").exists():
            shutil.rmtree(made, ignore_errors=True)  # of a worker that failed
            make(made)
            (base / f"{name}.made").touch()
    return made


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, strict=True))


def write_rows(path: Path, columns: Iterable[str], made: Iterable[Mapping[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(columns), extrasaction="ignore", restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(made)


def change(path: Path, edit: Callable[[dict[str, str]], None]) -> None:
    """Rewrite a CSV row by row."""
    with path.open(encoding="utf-8", newline="") as handle:
        columns = next(csv.reader(handle))
    found = rows(path)
    for row in found:
        edit(row)
    write_rows(path, columns, found)


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
