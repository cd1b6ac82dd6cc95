"""The stacked tables as CSV files, and the data package that describes them."""

import csv
import hashlib
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from build_site.package import describe, years
from build_site.package.collection.codes import NAMES, CodeLists
from build_site.package.collection.parts import (
    ACROSS,
    OWN,
    STACKED,
    TABLES,
    Part,
    columns,
    fields_of,
)
from build_site.package.collection.yuan import beside
from build_site.package.read import Json, Record, read_csv
from build_site.registers import codelists
from build_site.registers.dictionary import Field, read
from build_site.run.whole import csv_bytes

NAME = "final-accounts"
_KEY = ("slug", "fiscal_year")
_CODED = ("_code", "_class", "_section")
_FEW, _FEW_OF_LISTS = ("slug", "concept", "unit"), ("level", "parent", "confidence", "group")
_CODES = {"functional_code": "functional", "economic_code": "economic"}


@dataclass(frozen=True, slots=True)
class Stacked:
    """One table of the collection as it lies on disk."""

    path: Path
    descriptor: Json

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def schema(self) -> Json:
        schema: Json = self.descriptor["schema"]
        return schema

    @property
    def types(self) -> dict[str, str]:
        """Column → type, in order."""
        return {each["name"]: each["type"] for each in self.schema["fields"]}

    @property
    def coded(self) -> frozenset[str]:
        """Columns of text with few values: codes and lists."""
        texts = [each for each in self.schema["fields"] if each["type"] == "string"]
        if "slug" not in self.types:  # a code list
            return frozenset(each["name"] for each in texts if each["name"] in _FEW_OF_LISTS)
        return frozenset(
            each["name"]
            for each in texts
            if "enum" in each.get("constraints", {}) or each["name"].endswith(_CODED) or each["name"] in _FEW
        )


def stack(
    parts: Sequence[Part],
    codes: CodeLists,
    across: Path | None,
    folder: Path,
    followed: years.Followed,
    but: Collection[str] = (),
) -> list[Stacked]:
    """Write every CSV of the collection into `folder` and say what each is. `across`: where findings-across.csv and
    defects-across.csv are; `but`: tables that are not wanted."""
    found = [
        stacked(name, folder, (part.folder / f"{name}.csv" for part in parts), followed)
        for name in TABLES
        if name not in but
    ]
    found += [_across(name, across, {part.report for part in parts}, folder) for name in ACROSS if name not in but]
    found += [_list(resource, rows, folder) for resource, rows in codes.lists if resource["name"] not in but]
    path = folder / f"{NAMES}.csv"
    path.write_bytes(csv_bytes(columns(NAMES), codes.names))
    return [*found, _described(NAMES, path, len(codes.names))]


def alone(tables: Iterable[Stacked]) -> list[Stacked]:
    """The tables without references to others that are not among them."""
    found = list(tables)
    names = {"", *(each.name for each in found)}
    for each in found:
        kept = [key for key in each.schema.get("foreignKeys", ()) if key["reference"].get("resource", "") in names]
        each.descriptor["schema"] = describe.filled({**each.schema, "foreignKeys": kept})
    return found


def descriptor(
    tables: Sequence[Stacked], others: Iterable[Path], reports: Iterable[tuple[str, str]], version: str = ""
) -> Json:
    """datapackage.json of the collection of these reports; `others` are the same data in other formats."""
    years = sorted(year for _, year in reports)
    span = "—".join(dict.fromkeys((years[0], years[-1]))) if years else "无"
    zh = (
        f"{len(years)} 份部门决算公开报告（{span}年度）的全部表格，同名的表上下相接，每行注明出自哪份报告；"
        "另有长表 amounts，每个印出的金额一行、各维度齐全。金额照录报告印出的数。"
        "本数据为第三方整理，未经公布单位审核或认可，一切以原报告为准。"
    )
    en = (
        f"All tables of {len(years)} departmental final accounts reports, stacked, each row saying which report it is "
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
            "version": version,
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
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "hash": f"sha256:{digest}"}


def stacked(name: str, folder: Path, bodies: Iterable[Path], followed: years.Followed) -> Stacked:
    """The reports' shares of a table one below the other: their bytes are copied, so that no report costs memory."""
    if name == years.NAME:
        return _years(folder, bodies, followed)
    path, rows = folder / f"{name}.csv", 0
    with path.open("wb") as handle:
        handle.write(f"{','.join(columns(name))}\n".encode())
        for each in bodies:
            body = each.read_bytes()
            rows += sum(piece.count(b"\n") for piece in body.split(b'"')[::2])  # line ends outside quotes
            handle.write(body)
    return _described(name, path, rows)


def _years(folder: Path, bodies: Iterable[Path], followed: years.Followed) -> Stacked:
    """The department-years: how they belong together is known only when all are there."""
    names = columns(years.NAME)
    found = [
        dict(zip(names, row, strict=True))
        for each in bodies
        for row in csv.reader(io.StringIO(each.read_text("utf-8")))
    ]
    path = folder / f"{years.NAME}.csv"
    path.write_bytes(csv_bytes(names, years.in_panel(found, followed)))
    return _described(years.NAME, path, len(found))


def _across(name: str, across: Path | None, reports: set[tuple[str, str]], folder: Path) -> Stacked:
    """The findings (or defects) across reports that are about reports of the collection."""
    path = folder / f"{name}.csv"
    known = read_csv(across / path.name) if across and (across / path.name).is_file() else []
    rows = [beside(ACROSS[name], row) for row in known if (row["slug"], row["fiscal_year"]) in reports]
    path.write_bytes(csv_bytes(columns(name), rows))
    return _described(name, path, len(rows))


def _list(resource: Json, rows: Sequence[Record], folder: Path) -> Stacked:
    path = folder / f"{resource['name']}.csv"
    path.write_bytes(csv_bytes(codelists.columns(resource["name"]), rows))
    return Stacked(path, {**resource, **_measured(path), "rowCount": len(rows)})


def _described(name: str, path: Path, rows: int) -> Stacked:
    entry, fields = read()[name], fields_of(name)
    primary = (read()[ACROSS[name]] if name in ACROSS else entry).primary_key
    keys = primary if name in (*OWN, NAMES) or not primary else (*_KEY, *primary)
    return Stacked(
        path,
        describe.filled(
            {
                **describe.csv_resource(entry, entry.description.paragraphs),
                **_measured(path),
                "rowCount": rows,
                "schema": describe.filled(
                    {
                        # unique within a report is not unique here; the key says what is
                        "fields": [
                            describe.field_json(field if keys == (field.name,) else replace(field, unique=False))
                            for field in fields
                        ],
                        "missingValues": [{"value": "", "label": "blank in the report, or not applicable"}],
                        "primaryKey": list(keys),
                        "foreignKeys": list(_foreign_keys(name, fields)),
                    }
                ),
            }
        ),
    )


def _foreign_keys(name: str, fields: Iterable[Field]) -> Iterator[Json]:
    if name not in ("reports", NAMES):
        yield _reference([*_KEY], "reports", [*_KEY])
    for field in fields:
        if field.name in _CODES:
            yield _reference([field.name], _CODES[field.name], ["code"])
        elif field.foreign_key:
            resource, target = field.foreign_key
            key = [*_KEY] if resource in STACKED else []
            yield _reference([*key, field.name], resource, [*key, target])


def _reference(fields: list[str], resource: str, target: list[str]) -> Json:
    return {"fields": fields, "reference": {"resource": resource, "fields": target}}
