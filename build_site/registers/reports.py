"""The two registers: data/reports.csv (one row a report) and data/departments.csv."""

from __future__ import annotations

import hashlib
import re
from dataclasses import fields
from pathlib import Path

from build_site.model import Department, InputError, Registration
from build_site.registers.table import Row, read_table

REPORT_FIELDS = tuple(field.name for field in fields(Registration))
DEPARTMENT_FIELDS = tuple(field.name for field in fields(Department))
SLUG = re.compile(r"\d{6}-[a-z0-9]+(?:-[a-z0-9]+)*")
DATE = re.compile(r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_CHECKS = (
    ("slug", SLUG, "a division code and an ASCII name (420116-data-resource-center)"),
    ("year", re.compile(r"(?:19|20)\d{2}"), "a fiscal year (2023)"),
    ("published", re.compile(f"(?:{DATE.pattern})?"), "a date (2024-10-11) or nothing"),
    ("retrieved", re.compile(f"(?:{DATE.pattern})?"), "a date (2024-10-11) or nothing"),
    ("pages", re.compile(r"(?:\d{1,6}-\d{1,6})?"), "the first and last page of a part (1-33) or nothing"),
    ("publish_file", re.compile("(?:yes|no)?"), "yes, no or nothing (which is no)"),
)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+(?:://|::)")
_SECRET = re.compile(r"://[^/?#@]*:(?!\d*(?:/|$))[^@]*@")  # a colon before a port is no secret
_SHA256 = re.compile(r"[0-9a-f]{64}")


def read_reports(path: Path) -> tuple[tuple[Registration, ...], tuple[InputError, ...]]:
    """The usable registrations and what is wrong with the others: a bad row never stops the good ones."""
    reports: dict[str, Registration] = {}
    lines: dict[str, int | None] = {}
    errors: list[InputError] = []
    for row in read_table(path, REPORT_FIELDS):
        try:
            registration = _registration(row)
            if registration.name in reports:
                raise row.wrong(
                    "each report once",
                    f"{registration.slug} {registration.year} again, first in line {lines[registration.name]}",
                    "Delete one of the two rows; a re-issued report replaces the row of the old one.",
                )
        except InputError as error:
            errors.append(error)
            continue
        reports[registration.name] = registration
        lines[registration.name] = row.place.line
    return tuple(reports.values()), tuple(errors)


def _registration(row: Row) -> Registration:
    for name, pattern, expected in _CHECKS:
        row.require(name, pattern, expected)
    (_check_address if is_address(row["source_path"]) else _check_path)(row)
    values = {name: row[name] for name in REPORT_FIELDS}
    return Registration(**{**values, "year": int(row["year"])})  # type: ignore[arg-type]  # the others are text


def is_address(source_path: str) -> bool:
    """Whether a source is fetched from an address (https://…, s3://…, zip://…::https://…), not a file below data/sources."""
    return bool(_ADDRESS.match(source_path))


def _check_path(row: Row) -> None:
    source = Path(row["source_path"])
    if source.is_absolute() or ".." in source.parts or not row["source_path"]:
        raise row.wrong(
            "a path below data/sources, or an address, as source_path",
            f"“{row['source_path']}”",
            "Put the report under data/sources/<slug>/<year>/.",
        )


def _check_address(row: Row) -> None:
    """The register is public: an address with a password is refused, and not repeated."""
    if any(_SECRET.search(part) for part in row["source_path"].split("::")):
        raise row.wrong(
            "an address without a password as source_path",
            "a user and a password before its host",
            "Take them out of the register; the storage's own settings (such as AWS_PROFILE) may hold them.",
        )
    if not _SHA256.fullmatch(row["sha256"]):
        raise row.wrong(
            f"the file's sha256 (64 digits, 0-9 and a-f) beside the address {row['source_path']}",
            f"“{row['sha256']}”",
            "Fill in what `sha256sum` says of the file: by it an unchanged report is known without being fetched.",
        )


def read_departments(path: Path) -> dict[str, Department]:
    """Departments by slug. Raises InputError for a slug that stands twice."""
    found: dict[str, Department] = {}
    for row in read_table(path, DEPARTMENT_FIELDS):
        if row["slug"] in found:
            raise row.wrong("each department once", f"{row['slug']} again", "Delete one row.")
        found[row["slug"]] = Department(**{name: row[name] for name in DEPARTMENT_FIELDS})
    return found


def sha256_of(path: Path) -> str:
    """The file's SHA-256 as hexadecimal digits."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
