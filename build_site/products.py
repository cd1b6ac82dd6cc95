"""What is made of the packages beside the site's pages: a workbook of each report, and the collection of all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from build_site import versions
from build_site.model import InputError, Registration
from build_site.register import department_of, read_departments, read_reports

_CODE = Path(__file__).parent
CODELISTS = _CODE.parent / "data" / "codelists"


def make(root: Path, say: Callable[[str], None]) -> list[InputError]:
    """Bring build/exports and build/collection up to date with data/packages; unchanged reports are left alone."""
    from build_site.package.collection import Source, collect

    registrations, _ = read_reports(root / "data" / "reports.csv")
    packages = [each for each in registrations if (_package(root, each) / "datapackage.json").is_file()]
    _log(root, packages)
    say(f"exports: {sum(_workbook(root, each) for each in packages)} workbooks to write, {len(packages)} in all")
    departments = read_departments(root / "data" / "departments.csv")
    sources, errors = [], []
    for each in packages:
        try:
            department = department_of(each, departments, root / "data" / "departments.csv")
        except InputError as error:
            errors.append(error)
            continue
        sources.append(Source(_package(root, each), each, department))
    build = root / "build" / "collection"
    say(f"collection: {len(sources)} reports")
    return errors + collect(
        sources, CODELISTS, build / "parts", build / "current", root / "data" / "findings-across.csv"
    )


def _package(root: Path, registration: Registration) -> Path:
    return root / "data" / "packages" / registration.slug / str(registration.year)


def _log(root: Path, packages: Sequence[Registration]) -> None:
    """Packages without a version yet get one; reports that are gone are logged as removed."""
    log = root / "data" / "versions"
    for each in packages:
        folder = _package(root, each)
        if not versions.read_versions(log / each.slug / str(each.year)):
            versions.settle(log, folder, folder)
    versions.retire(log, root / "data" / "packages")


def _workbook(root: Path, registration: Registration) -> bool:
    """Write the report's workbook unless it is there; whether it was written."""
    from build_site.package.workbook import write_workbook

    folder = root / "build" / "exports" / registration.slug / str(registration.year)
    package = _package(root, registration)
    digest = hashlib.sha256((_CODE / "package" / "workbook.py").read_bytes())
    for path in sorted(package.glob("*.*")):
        digest.update(path.read_bytes())
    stamp = folder / "stamp"
    if stamp.is_file() and stamp.read_text("ascii") == digest.hexdigest() and (folder / "report.xlsx").is_file():
        return False
    write_workbook(package, folder / "report.xlsx")
    stamp.write_text(digest.hexdigest(), "ascii")
    return True
