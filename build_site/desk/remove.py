"""Take a report out of the house: its rows, its file, its package. The log of its versions stays and says so."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

from build_site.model import InputError, Registration, Said
from build_site.package import versions
from build_site.pipeline import Options, extract
from build_site.registers.reports import is_address, read_departments, read_reports
from build_site.registers.table import without
from build_site.run import whole
from build_site.run.house import House


def remove(root: Path, name: str, say: Callable[[str], None]) -> None:
    """Remove a registered report (SLUG/YEAR), and its department where nothing else is of it. What was removed is said.
    Killed in the middle, it can be run again: the report's own row goes last.

    Raises InputError for a report that is not registered."""
    house = House(root)
    reports = read_reports(house.reports).items
    known = {f"{each.slug}/{each.year}": each for each in reports}
    report = known.pop(name.strip("/"), None)
    if report is None:
        such = next(iter(known), "420116-data-resource-center/2023")
        raise InputError.of("remove.unknown-report", "data/reports.csv", such=such, name=name)
    paths = [house.package(report), house.pictures(report), *_source(root, report, list(known.values()))]
    _require_writable(*(path.parent for path in paths if path.exists()), house.packages, house.reports.parent)
    for path in paths:
        if path.exists():
            own = path.relative_to(root).as_posix()
            say(Said(f"去掉 {own}", f"removed: {own}"))
            whole.remove(path)
    versions.retire(house.versions, house.packages)
    rows = dict.fromkeys((house.corrections, house.known_issues, house.budgets), ("report", report.name))
    departments = read_departments(house.departments).items
    wanted = {each.slug for each in known.values()} | {name for each in departments for name in each.predecessors}
    if not wanted & {report.slug, report.department}:
        rows[house.departments] = ("slug", report.slug)
    rows[house.reports] = ("report", report.name)
    for path, (field, value) in rows.items():
        kept, gone = without(path, field, value)
        if gone:
            own = path.relative_to(root).as_posix()
            say(Said(f"去掉 {own} 的 {gone} 行", f"removed: {gone} {'row' if gone == 1 else 'rows'} of {own}"))
            whole.write(path, kept)
    extract(root, say, Options(only=frozenset((report.name,))))  # the findings across reports are without it


def _require_writable(*folders: Path) -> None:
    """Nothing goes where not everything can."""
    for folder in folders:
        if folder.exists() and not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


def _source(root: Path, report: Registration, others: list[Registration]) -> list[Path]:
    """The report's own file or folder; none where it is fetched, or holds another report too."""
    if is_address(report.source_path) or any(each.source_path == report.source_path for each in others):
        return []
    return [root / report.source_path]
