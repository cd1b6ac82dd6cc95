"""The stacked tables as CSV files, and the data package that describes them."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from build_site.package import describe
from build_site.package.collection.codes import CodeList
from build_site.package.collection.parts import (
    ACROSS,
    EXTRA_CELLS,
    OWN,
    STACKED,
    Part,
    columns,
    csv_body,
    fields_of,
    read_body,
)
from build_site.registers.dictionary import Entry, Field, read

Json = dict[str, Any]
TABLES = ("reports", "amounts", *STACKED, EXTRA_CELLS)
"""The tables that each report has a part of."""
NAME = "final-accounts"
_KEY = ("slug", "fiscal_year")
_REPORTS = columns("reports")
_CODES = {"functional_code": "functional", "economic_code": "economic"}


@dataclass(frozen=True, slots=True)
class Stacked:
    """One table of the collection as it lies on disk."""

    name: str
    path: Path
    fields: tuple[tuple[str, str], ...]  # name, type
    keys: tuple[str, ...]
    coded: frozenset[str]  # fields with few values: codes and lists
    descriptor: Json


def stack(parts: Sequence[Part], lists: Sequence[CodeList], across: Path | None, folder: Path) -> list[Stacked]:
    """Write every CSV of the collection into `folder` and say what each is. `across`: data/findings-across.csv."""
    tables = [_stacked(name, _bodies(name, parts), folder) for name in TABLES]
    tables.append(_stacked(ACROSS, _across(across, parts), folder))
    return tables + [_listed(each, folder) for each in lists]


def descriptor(tables: Sequence[Stacked], others: Iterable[Path], reports: int, years: Sequence[str]) -> Json:
    """datapackage.json of the collection; `others` are the same data in other formats."""
    span = f"{years[0]}—{years[-1]}" if years and years[0] != years[-1] else "".join(years[:1])
    zh = (
        f"{reports} 份部门决算公开报告（{span or '无'}年度）的全部表格，同名的表上下相接，每行注明出自哪份报告；"
        "另有长表 amounts，每个印出的金额一行、各维度齐全。金额照录报告印出的数。"
        "本数据为第三方整理，未经公布单位审核或认可，一切以原报告为准。"
    )
    en = (
        f"All tables of {reports} departmental final accounts reports, stacked, each row saying which report it is "
        "from; and the long table amounts with one row for each printed amount and all its dimensions. Amounts are as "
        "printed. Compiled by a third party and not endorsed by the publishers; the reports prevail."
    )
    return describe.filled(
        {
            "$schema": describe.PROFILE,
            "name": NAME,
            "id": describe.package_id(NAME),
            "title": "部门决算汇总数据",
            "title_en": "Departmental final accounts: the collection",
            "description": f"{zh}\n\n{en}",
            "keywords": ["部门决算", "决算公开", "财政", "final accounts", "public finance"],
            "licenses": [describe.LICENCE],
            "sources": [
                {"title": "各部门公开的部门决算报告，逐份列于资源 reports；the reports listed in the resource reports"}
            ],
            "contributors": [
                {"title": f"{describe.PROJECT.zh} ({describe.PROJECT.en})", "roles": ["dataCurator"]},
            ],
            "columnTypes": describe.COLUMN_TYPES,
            "alternatives": [{"path": path.name, **_measured(path)} for path in others],
            "resources": [table.descriptor for table in tables],
        }
    )


def _measured(path: Path) -> Json:
    with path.open("rb") as handle:
        return {
            "bytes": path.stat().st_size,
            "hash": f"sha256:{hashlib.file_digest(handle, 'sha256').hexdigest()}",
        }


def _bodies(name: str, parts: Iterable[Part]) -> Iterator[bytes]:
    for part in parts:
        yield (part.folder / f"{name}.csv").read_bytes()


def _across(path: Path | None, parts: Iterable[Part]) -> Iterator[bytes]:
    """The rows about reports that are in the collection."""
    own = {
        (row["slug"], row["fiscal_year"]) for part in parts for row in read_body(part.folder / "reports.csv", _REPORTS)
    }
    if path is None or not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, strict=True):
            if (row["slug"], row["fiscal_year"]) in own:
                yield csv_body(columns(ACROSS), [row])


def _stacked(name: str, bodies: Iterable[bytes], folder: Path) -> Stacked:
    path = folder / f"{name}.csv"
    names = columns(name)
    rows = 0
    with path.open("wb") as handle:
        handle.write(csv_body(names, [dict(zip(names, names, strict=True))]))
        for body in bodies:
            rows += _count(body)
            handle.write(body)
    entry = read()[name]
    fields = fields_of(name)
    keys = _primary(read()["findings"] if name == ACROSS else entry, name)
    resource = describe.filled(
        {
            **_about(name, entry.title.zh, entry.title.en, entry.description.paragraphs),
            **_measured(path),
            "rowCount": rows,
            "schema": describe.filled(
                {
                    "fields": [describe.field_json(_loose(field, keys)) for field in fields],
                    "missingValues": [{"value": "", "label": "blank in the report, or not applicable"}],
                    "primaryKey": list(keys),
                    "foreignKeys": list(_foreign_keys(name, fields)),
                }
            ),
        }
    )
    coded = frozenset(field.name for field in fields if _is_coded(field))
    return Stacked(name, path, tuple((field.name, field.type) for field in fields), keys, coded, resource)


def _count(body: bytes) -> int:
    """Records of a CSV body: line ends outside quotes."""
    return sum(piece.count(b"\n") for piece in body.split(b'"')[::2])


def _loose(field: Field, keys: Sequence[str]) -> Field:
    """Unique within a report is not unique here; the key says what is."""
    return field if keys == (field.name,) else replace(field, unique=False)


def _primary(entry: Entry, name: str) -> tuple[str, ...]:
    if name in OWN:
        return entry.primary_key
    return (*_KEY, *entry.primary_key) if entry.primary_key else ()


def _foreign_keys(name: str, fields: Iterable[Field]) -> Iterable[Json]:
    if name != "reports":
        yield {"fields": list(_KEY), "reference": {"resource": "reports", "fields": list(_KEY)}}
    for field in fields:
        if field.name in _CODES:
            yield _reference([field.name], _CODES[field.name], ["code"])
        elif field.foreign_key:
            resource, target = field.foreign_key
            own = resource in STACKED
            yield _reference(
                [*_KEY, field.name] if own else [field.name], resource, [*_KEY, target] if own else [target]
            )


def _reference(fields: list[str], resource: str, target: list[str]) -> Json:
    return {"fields": fields, "reference": {"resource": resource, "fields": target}}


def _is_coded(field: Field) -> bool:
    return field.type == "string" and bool(
        field.enum or field.name.endswith(("_code", "_class", "_section")) or field.name in ("slug", "concept", "unit")
    )


def _about(name: str, title: str, title_en: str, description: str) -> Json:
    return {
        "name": name,
        "type": "table",
        "title": title,
        "title_en": title_en,
        "description": description,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": describe.DIALECT,
    }


def _listed(codes: CodeList, folder: Path) -> Stacked:
    path = folder / f"{codes.name}.csv"
    body = csv_body(codes.columns, codes.rows)
    path.write_bytes(csv_body(codes.columns, [dict(zip(codes.columns, codes.columns, strict=True))]) + body)
    schema: Mapping[str, Any] = codes.descriptor["schema"]
    fields = tuple((each["name"], str(each["type"])) for each in schema["fields"])
    resource = {**codes.descriptor, **_measured(path), "rowCount": len(codes.rows)}
    coded = frozenset(name for name, _ in fields if name in ("level", "parent", "confidence", "group"))
    return Stacked(codes.name, path, fields, tuple(schema.get("primaryKey", ())), coded, resource)
