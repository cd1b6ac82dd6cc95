"""The two registers: data/reports.csv (one row a report) and data/departments.csv."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from build_site.model import Department, InputError, Place, Registration
from build_site.registers.forms import read_csv

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
    "publish_file",
)
DEPARTMENT_FIELDS = ("slug", "name", "name_en", "division_code", "parent", "predecessor")
SLUG = re.compile(r"\d{6}-[a-z0-9]+(?:-[a-z0-9]+)*")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_DATE = re.compile(r"(?:\d{4}-\d{2}-\d{2})?")
_CHOICE = re.compile("(?:yes|no)?")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+(?:://|::)")
_SECRET = re.compile(r"://[^/?#@]*:(?!\d*(?:/|$))[^@]*@")  # a colon before a port is no secret
_SHA256 = re.compile(r"[0-9a-f]{64}")


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
        ("publish_file", _CHOICE, "yes, no or nothing (which is no)"),
    )
    for name, pattern, expected in checks:
        if not pattern.fullmatch(row[name]):
            raise InputError(path.name, f"{expected} as {name}", f"“{row[name]}”", "Correct the row.", Place(line=line))
    (_check_address if is_address(row["source_path"]) else _check_path)(path, line, row)
    values = {name: row[name] for name in REPORT_FIELDS}
    return Registration(**{**values, "year": int(row["year"])})  # type: ignore[arg-type]  # the others are text


def is_address(source_path: str) -> bool:
    """Whether a source is fetched from an address (https://…, s3://…, zip://…::https://…), not a file below data/sources."""
    return bool(_ADDRESS.match(source_path))


def _check_path(path: Path, line: int, row: dict[str, str]) -> None:
    source = Path(row["source_path"])
    if source.is_absolute() or ".." in source.parts or not row["source_path"]:
        raise InputError(
            path.name,
            "a path below data/sources, or an address, as source_path",
            f"“{row['source_path']}”",
            "Put the report under data/sources/<slug>/<year>/.",
            Place(line=line),
        )


def _check_address(path: Path, line: int, row: dict[str, str]) -> None:
    """The register is public: an address with a password is refused, and not repeated."""
    if any(_SECRET.search(part) for part in row["source_path"].split("::")):
        raise InputError(
            path.name,
            "an address without a password as source_path",
            "a user and a password before its host",
            "Take them out of the register; the storage's own settings (such as AWS_PROFILE) may hold them.",
            Place(line=line),
        )
    if not _SHA256.fullmatch(row["sha256"]):
        raise InputError(
            path.name,
            f"the file's sha256 (64 digits, 0-9 and a-f) beside the address {row['source_path']}",
            f"“{row['sha256']}”",
            "Fill in what `sha256sum` says of the file: by it an unchanged report is known without being fetched.",
            Place(line=line),
        )


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
