"""What one report adds to the collection: the body of every stacked table, kept until the report's package changes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build_site.model import Department, Outcome, Registration
from build_site.package.codes import USED
from build_site.package.collection.amounts import amounts
from build_site.package.tables import Record
from build_site.registers.dictionary import EXTRA, Field, read

EXTRA_CELLS, ACROSS = "extra-cells", "findings-across"
"""The cells of the extra tables, whose columns differ from report to report; and what was found across reports."""
_ABOUT = ("collection", "reports", "amounts", EXTRA, EXTRA_CELLS, ACROSS, *USED)
STACKED = tuple(name for name in read() if name not in _ABOUT)
"""The tables of a report that are stacked. The code lists that it uses are part of the collection's own."""
PREFIX, RENAMED = read()["collection"].fields[:2], read()["collection"].fields[2]
"""The report's key in front of each row; and what a table's own column is called that has the name of a part of it."""
OWN = ("reports", "amounts")


@dataclass(frozen=True, slots=True)
class Source:
    """A published package with what the registers say of it."""

    folder: Path
    registration: Registration
    department: Department


@dataclass(frozen=True, slots=True)
class Part:
    """One report's share: a folder with `<resource>.csv` bodies without header."""

    folder: Path
    digest: str


def fields_of(name: str) -> tuple[Field, ...]:
    """The fields of a table of the collection."""
    own = read()["findings" if name == ACROSS else name].fields
    taken = {field.name for field in PREFIX}
    return own if name in OWN else (*PREFIX, *(RENAMED if field.name in taken else field for field in own))


def columns(name: str) -> tuple[str, ...]:
    """The names of its columns."""
    return tuple(field.name for field in fields_of(name))


def part(source: Source, folder: Path, code: str) -> Part:
    """The report's part, written into `folder` unless it is there already; `code` stands for the program's version."""
    digest = _digest(source, code)
    stamp = folder / "stamp"
    if stamp.is_file() and stamp.read_text("ascii") == digest:
        return Part(folder, digest)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    descriptor = json.loads((source.folder / "datapackage.json").read_text("utf-8"))
    tables = {name: _read(source.folder / f"{name}.csv") for name in STACKED}
    own = {"slug": source.registration.slug, "fiscal_year": str(source.registration.year)}
    for name, records in tables.items():
        _write(folder / f"{name}.csv", columns(name), ({**_renamed(record), **own} for record in records))
    extra = ({**cell, **own} for cell in _extra_cells(source.folder, descriptor))
    _write(folder / f"{EXTRA_CELLS}.csv", columns(EXTRA_CELLS), extra)
    long = [{**row, **own} for row in amounts(descriptor, tables, read()["amounts"].columns)]
    report = _report(source, descriptor, tables["findings"])
    _write(folder / "amounts.csv", columns("amounts"), long)
    _write(folder / "reports.csv", columns("reports"), [report])
    stamp.write_text(digest, "ascii")
    return Part(folder, digest)


def _extra_cells(folder: Path, descriptor: Mapping[str, Any]) -> Iterator[Record]:
    """Every cell with text of the report's extra tables."""
    for resource in descriptor["resources"]:
        kind, _, number = str(resource["name"]).rpartition("-")
        if kind != EXTRA or not number.isdecimal():
            continue
        for row in _read(folder / str(resource["path"])):
            shared = {"table_number": number, "title": str(resource["title"]), "row": row["row"]}
            shared |= {name: row[name] for name in ("source_page", "source_line")}
            for name, text in row.items():
                if text and name[0] == "c" and name[1:].isdecimal():
                    yield {**shared, "column_number": name[1:], "text": text}


def _renamed(record: Record) -> Record:
    return {**record, RENAMED.name: record.get("fiscal_year", "")}


def _report(source: Source, descriptor: Mapping[str, Any], findings: Sequence[Record]) -> Record:
    known, department = source.registration, source.department
    origin = (descriptor.get("sources") or [{}])[0]
    counts = {outcome: sum(each["outcome"] == outcome for each in findings) for outcome in Outcome}
    unit = descriptor["amountUnit"]
    return {
        "slug": known.slug,
        "fiscal_year": str(known.year),
        "title": known.title,
        "department": known.department,
        "department_en": department.name_en,
        "division_code": known.division_code,
        "published": known.published,
        "retrieved": known.retrieved,
        "url": known.url,
        "sha256": known.sha256 or str(origin.get("hash", "")).removeprefix("sha256:"),
        "version": str(descriptor["version"]),
        "read_by": str(descriptor["readBy"]),
        "pages": str(descriptor.get("pages", "")),
        "unit": str(unit["printedAs"]),
        "unit_factor": str(unit["factor"]),
        "withheld": str(descriptor.get("withheld", 0)),
        **{outcome.value.replace("-", "_"): str(count) for outcome, count in counts.items()},
    }


def _digest(source: Source, code: str) -> str:
    digest = hashlib.sha256(f"{code}{source.registration!r}{source.department!r}".encode())
    for path in sorted(source.folder.glob("*.*")):
        digest.update(f"{path.name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def read_body(path: Path, names: Sequence[str]) -> Iterator[Record]:
    """The rows of a part's table."""
    with path.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle, names, strict=True)


def _read(path: Path) -> list[Record]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, strict=True))


def _write(path: Path, names: Sequence[str], records: Iterable[Mapping[str, str]]) -> None:
    path.write_bytes(csv_body(names, records))


def csv_body(names: Sequence[str], records: Iterable[Mapping[str, str]]) -> bytes:
    """Rows without a header: RFC 4180, LF, UTF-8 without BOM."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([record.get(name, "") for name in names] for record in records)
    return buffer.getvalue().encode("utf-8")
