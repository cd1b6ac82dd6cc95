"""The two registers: data/reports.csv (one row a report) and data/departments.csv."""

import datetime as dt
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

from build_site.model import Department, Registration, Said
from build_site.registers.table import Refused, Register, Row, read_register

REPORT_FIELDS = tuple(field.name for field in fields(Registration))
DEPARTMENT_FIELDS = tuple(field.name for field in fields(Department))
SLUG = re.compile(r"[0-9]{6}(?:-[a-z0-9]{1,40}){1,12}")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
REPORT = re.compile(f"{SLUG.pattern}-{YEAR.pattern}")
WEB = re.compile(r"https?://[^\s\"'<>\\@]{1,2000}")
"""An address that a reader can follow. One with a name or password before its host is none."""
A_SLUG = Said(
    "区划代码加英文短名（420116-data-resource-center）",
    "a division code and an ASCII name (420116-data-resource-center)",
)
A_YEAR = Said("年度（2023）", "a fiscal year (2023)")
A_NAME = Said("部门名称", "the department's name")
A_CODE = Said("六位区划代码", "a division code of six digits")
_CHECKS = (
    ("slug", SLUG, A_SLUG),
    ("year", YEAR, A_YEAR),
    ("title", re.compile(r".*\S.*"), Said("报告的标题", "the report's title")),
    ("department", re.compile(r".*\S.*"), A_NAME),
    ("division_code", re.compile("[0-9]{6}"), A_CODE),
    (
        "url",
        re.compile(f"(?:{WEB.pattern})?"),
        Said(
            "以 http:// 或 https:// 开头的网址，或空白", "an address that begins with http:// or https://, or nothing,"
        ),
    ),
    (
        "pages",
        re.compile(r"(?:[0-9]{1,6}-[0-9]{1,6})?"),
        Said("一份报告的首页和末页（1-33），或空白", "the first and last page of a part (1-33) or nothing"),
    ),
    ("publish_file", re.compile("(?:yes|no)?"), Said("yes、no 或空白（即 no）", "yes, no or nothing (which is no)")),
)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+(?:://|::)")
_SECRET = re.compile(r"://[^/?#@]*:(?!\d*(?:/|$))[^@]*@")  # a colon before a port is no secret
_SHA256 = re.compile("[0-9a-f]{64}")
_DAY = re.compile("(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")


def read_reports(path: Path) -> Register[Registration]:
    """The registrations, each report once."""
    lines: dict[str, int | None] = {}

    def registration(row: Row) -> Registration:
        for name, pattern, expected in _CHECKS:
            row.require(name, pattern, expected)
        require_day(row, "published")
        require_day(row, "retrieved")
        if int(row["year"]) > _today().year:
            raise row.fault("reports.year-to-come", row["year"])
        if not row["slug"].startswith(row["division_code"]):
            raise row.fault("reports.other-division", row["division_code"], code=row["slug"][:6])
        if row["sha256"] and not is_address(row["source_path"]):
            row.require("sha256", _SHA256, Said("64 位 0-9、a-f，或空白", "64 digits, 0-9 and a-f, or nothing,"))
        (_check_address if is_address(row["source_path"]) else _check_path)(row, path.parent)
        made = Registration(**{**row, "year": int(row["year"])})  # type: ignore[arg-type]  # the others are text
        if made.name in lines:
            raise row.fault("reports.twice", slug=made.slug, year=made.year, line=lines[made.name])
        lines[made.name] = row.place.line
        return made

    return read_register(path, REPORT_FIELDS, registration)


def day(text: str) -> dt.date | None:
    """A day of the calendar written as 2024-10-11 that is not to come; None for anything else."""
    try:
        found = dt.date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:  # no such day
        return None
    return found if found and found <= _today() else None


def require_day(row: Row, name: str) -> None:
    """Raises InputError for a field that is neither a day of the past nor empty."""
    if row[name] and not day(row[name]):
        raise row.fault("reports.no-day", f"“{row[name]}”", name=name)


def _today() -> dt.date:
    """The date where it is latest on Earth."""
    return dt.datetime.now(dt.timezone(dt.timedelta(hours=14))).date()


def is_address(source_path: str) -> bool:
    """Whether a source is fetched from an address (https://…, s3://…, zip://…::https://…), not a file below data/sources."""
    return bool(_ADDRESS.match(source_path))


def _check_path(row: Row, data: Path) -> None:
    """A path that leads out of data/sources, by a link too, could publish any file of the machine."""
    sources = (data / "sources").resolve()
    source = (data.parent / row["source_path"]).resolve()
    if not source.is_relative_to(sources) or source == sources or ".." in Path(row["source_path"]).parts:
        raise row.fault("reports.path-outside", f"“{row['source_path']}”")


def _check_address(row: Row, _data: Path) -> None:
    """The register is public: an address with a password is refused, and not repeated."""
    if any(_SECRET.search(part) for part in row["source_path"].split("::")):
        raise row.fault("reports.secret")
    if not _SHA256.fullmatch(row["sha256"]):
        raise row.fault("reports.no-sha256", f"“{row['sha256']}”", address=row["source_path"])


def read_departments(path: Path) -> Register[Department]:
    """The departments, each once. One whose superior or predecessor has no row of its own is kept, and named as refused."""
    seen: dict[str, Row] = {}

    def department(row: Row) -> Department:
        row.require("slug", SLUG, A_SLUG)
        row.require("name", re.compile(r".*\S.*"), A_NAME)
        code = row["slug"][:6]
        own = Said(f"短名开头的区划 {code}", f"the division that the slug begins with, {code},")
        row.require("division_code", re.compile(code), own)
        if row["slug"] in seen:
            raise row.fault("departments.twice", slug=row["slug"])
        seen[row["slug"]] = row
        return Department(**row)

    def unknown(one: Department) -> Iterator[Refused]:
        for field, names in (("parent", one.parent.split()), ("predecessor", one.predecessors)):
            for name in names:
                if name == one.slug or name not in seen:
                    yield Refused(seen[one.slug].fault("departments.unknown", name, field=field, name=name))

    found = read_register(path, DEPARTMENT_FIELDS, department)
    return replace(found, refused=(*found.refused, *(each for one in found.items for each in unknown(one))))


def sha256_of(path: Path) -> str:
    """The file's SHA-256 as hexadecimal digits; of a folder that of the list which
    `find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum` prints in it."""
    if path.is_dir():
        names = sorted(
            (os.fsencode(each.relative_to(path).as_posix()), each) for each in path.rglob("*") if each.is_file()
        )
        listed = b"".join(b"%s  ./%s\n" % (sha256_of(each).encode(), name) for name, each in names)
        return hashlib.sha256(listed).hexdigest()
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
