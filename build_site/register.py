"""The two registers: data/reports.csv (one row a report) and data/departments.csv."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from build_site.codelists import read_csv
from build_site.model import Department, InputError, Place, Registration

REPORT_FIELDS = (
    "slug",
    "year",
    "title",
    "department",
    "division_code",
    "source_path",
    "url",
    "sha256",
    "published",
    "retrieved",
)
DEPARTMENT_FIELDS = ("slug", "name", "name_en", "division_code", "parent", "predecessor")
SLUG = re.compile(r"\d{6}-[a-z0-9]+(?:-[a-z0-9]+)*")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_DATE = re.compile(r"(?:\d{4}-\d{2}-\d{2})?")


def read_reports(path: Path) -> tuple[tuple[Registration, ...], tuple[InputError, ...]]:
    """The usable registrations and what is wrong with the others: a bad row never stops the good ones."""
    reports: dict[str, Registration] = {}
    lines: dict[str, int] = {}
    errors: list[InputError] = []
    for line, row in read_csv(path, REPORT_FIELDS):
        try:
            registration = _registration(path, line, row)
        except InputError as error:
            errors.append(error)
            continue
        if registration.name in reports:
            errors.append(
                InputError(
                    path.name,
                    "each report once",
                    f"{registration.slug} {registration.year} again, first in line {lines[registration.name]}",
                    "Delete one of the two rows; a re-issued report replaces the row of the old one.",
                    Place(line=line),
                )
            )
            continue
        reports[registration.name] = registration
        lines[registration.name] = line
    return tuple(reports.values()), tuple(errors)


def _registration(path: Path, line: int, row: dict[str, str]) -> Registration:
    checks = (
        ("slug", SLUG, "a division code and an ASCII name (420116-data-resource-center)"),
        ("year", _YEAR, "a fiscal year (2023)"),
        ("published", _DATE, "a date (2024-10-11) or nothing"),
        ("retrieved", _DATE, "a date (2024-10-11) or nothing"),
    )
    for name, pattern, expected in checks:
        if not pattern.fullmatch(row[name]):
            raise InputError(path.name, f"{expected} as {name}", f"“{row[name]}”", "Correct the row.", Place(line=line))
    source = Path(row["source_path"])
    if source.is_absolute() or ".." in source.parts or not row["source_path"]:
        raise InputError(
            path.name,
            "a path below data/sources as source_path",
            f"“{row['source_path']}”",
            "Put the report under data/sources/<slug>/<year>/.",
            Place(line=line),
        )
    values = {name: row[name] for name in REPORT_FIELDS}
    return Registration(**{**values, "year": int(row["year"])})  # type: ignore[arg-type]  # the other ten are text


def read_departments(path: Path) -> dict[str, Department]:
    """Departments by slug. Raises InputError for a slug that stands twice."""
    found: dict[str, Department] = {}
    for line, row in read_csv(path, DEPARTMENT_FIELDS):
        if row["slug"] in found:
            raise InputError(
                path.name, "each department once", f"{row['slug']} again", "Delete one row.", Place(line=line)
            )
        found[row["slug"]] = Department(**{name: row[name] for name in DEPARTMENT_FIELDS})
    return found


def sha256_of(path: Path) -> str:
    """The file's SHA-256 as hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def department_of(registration: Registration, departments: dict[str, Department], path: Path) -> Department:
    """The registration's department. Raises InputError where data/departments.csv has no row for it."""
    try:
        return departments[registration.slug]
    except KeyError:
        raise InputError(
            path.name,
            f"a row for {registration.slug}",
            "none",
            "Add the department that data/reports.csv names.",
        ) from None
