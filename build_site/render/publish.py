"""Packages into the site's data folder: the CSVs as they are, and a JSON twin of each.

JSON amounts are number literals with the digits as printed; a blank is null, as it is missing in the CSV.
"""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

from .published import Published

_BARE = frozenset(("number", "integer"))


def publish(report: Published, folder: Path) -> dict[str, int]:
    """Copy a package into `folder` (which must not exist) and add the twins. Returns each file's size in bytes."""
    folder.mkdir(parents=True)
    for path in sorted(report.folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            shutil.copyfile(path, folder / path.name)
    for name, resource in report.resources.items():
        types = {each["name"]: str(each.get("type", "string")) for each in resource.get("schema", {}).get("fields", [])}
        (folder / f"{name}.json").write_text(_twin(report.folder / resource["path"], types), encoding="utf-8")
    return {path.name: path.stat().st_size for path in sorted(folder.iterdir())}


def _twin(path: Path, types: dict[str, str]) -> str:
    """An array of objects, one row a line."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [_object(row, types) for row in csv.DictReader(file)]
    return "[\n" + ",\n".join(rows) + "\n]\n" if rows else "[]\n"


def _object(row: dict[str, str], types: dict[str, str]) -> str:
    parts = (f"{json.dumps(name)}: {_value(value, types.get(name, 'string'))}" for name, value in row.items())
    return "{" + ", ".join(parts) + "}"


def _value(value: str, kind: str) -> str:
    if value == "":
        return "null"
    return value if kind in _BARE else json.dumps(value, ensure_ascii=False)
