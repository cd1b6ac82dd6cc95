"""The code lists of the collection: the maintained lists, extended by what the reports themselves print."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from build_site.package import classify
from build_site.package.collection.parts import Part, columns, read_body
from build_site.package.tables import Record

LISTS = ("functional", "economic", "divisions", "cofog")
_ADDED = "报告中出现，尚未列入 data/codelists"
_JOIN = " | "


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list as a table: its rows and the resource descriptor that says what its fields are."""

    name: str
    columns: tuple[str, ...]
    rows: list[Record]
    descriptor: Mapping[str, Any]


@dataclass(slots=True)
class _Seen:
    names: Counter[str] = field(default_factory=Counter)
    reports: set[tuple[str, str]] = field(default_factory=set)


def code_lists(folder: Path, parts: Iterable[Part]) -> list[CodeList]:
    """Every list; a code that a report uses is always in it, so that the collection's foreign keys hold."""
    seen = _seen(parts)
    result = []
    for name in LISTS:
        descriptor = json.loads((folder / name / "datapackage.json").read_text("utf-8"))["resources"][0]
        with (folder / name / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle, strict=True)
            rows, names = list(reader), tuple(reader.fieldnames or ())
        if name in seen:
            rows = _extended(name, rows, names, seen[name])
        result.append(CodeList(name, names, rows, descriptor))
    return result


def _extended(name: str, rows: Sequence[Record], names: Sequence[str], seen: Mapping[str, _Seen]) -> list[Record]:
    found = {row["code"]: dict(row) for row in rows}
    for code in classify.with_parents(seen):
        row = found.setdefault(code, {**dict.fromkeys(names, ""), **_new(name, code, seen.get(code))})
        if code in seen and "first_year_seen" in row:
            _add(row, seen[code])
    return [found[code] for code in sorted(found)]


def _new(name: str, code: str, seen: _Seen | None) -> Record:
    label = seen.names.most_common(1)[0][0] if seen and seen.names else code
    row = {"code": code, "name": label, "parent": classify.parent(code), "note": _ADDED}
    if name == "economic":
        return {**row, "level": classify.economic_level(code), "group": classify.economic_group(code)}
    return {**row, "level": classify.functional_level(code)}


def _add(row: Record, seen: _Seen) -> None:
    """First and last year, number of reports of this collection, and names that differ from the list's."""
    years = sorted({year for _, year in seen.reports} | {row["first_year_seen"], row["last_year_seen"]} - {""})
    row["first_year_seen"], row["last_year_seen"] = years[0], years[-1]
    row["reports"] = str(max(len(seen.reports), int(row["reports"] or 0)))
    known = [name for name in row["other_names"].split(_JOIN) if name]
    row["other_names"] = _JOIN.join(dict.fromkeys([*known, *sorted(set(seen.names) - {row["name"]})]))


def _seen(parts: Iterable[Part]) -> dict[str, dict[str, _Seen]]:
    """List → code → what the reports print of it."""
    found: dict[str, dict[str, _Seen]] = {"functional": {}, "economic": {}}
    for each in parts:
        for name, code, label, report in _printed(each):
            entry = found[name].setdefault(code, _Seen())
            entry.reports.add(report)
            if label:
                entry.names[label] += 1
    return found


def _printed(part: Part) -> Iterator[tuple[str, str, str, tuple[str, str]]]:
    for path in sorted(part.folder.glob("*.csv")):
        names = columns(path.stem)
        for name in ("functional", "economic"):
            if f"{name}_code" not in names or path.stem == "amounts":
                continue
            for row in read_body(path, names):
                code = row[f"{name}_code"]
                # budget-execution names the path to an item, not the item
                label = row.get("name", "").rpartition("/")[2]
                if code:
                    yield name, code, label, (row["slug"], row["fiscal_year"])
    if (part.folder / "amounts.csv").is_file():
        for row in read_body(part.folder / "amounts.csv", columns("amounts")):
            if row["concept"].startswith("class:"):
                yield "functional", row["functional_code"], "", (row["slug"], row["fiscal_year"])
