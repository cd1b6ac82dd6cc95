"""The same rows again for two kinds of readers: JSON for programs, and a CSV that Excel opens without garbling.

JSON amounts are number literals with the digits as printed; a blank is null, as it is missing in the CSV.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

_BARE = frozenset(("number", "integer", "boolean"))
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""


def json_twin(path: Path, types: Mapping[str, str]) -> str:
    """An array of objects, one row a line."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [_object(row, types) for row in csv.DictReader(file)]
    return "[\n" + ",\n".join(rows) + "\n]\n" if rows else "[]\n"


def excel_twin(path: Path, types: Mapping[str, str]) -> bytes:
    """With a byte order mark and CRLF; a text that a spreadsheet would run as a formula gets an apostrophe in front."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        names = next(reader)
        writer.writerow(names)
        texts = [types.get(name, "string") not in _BARE for name in names]
        for row in reader:
            writer.writerow(_harmless(value) if text else value for value, text in zip(row, texts, strict=True))
    return buffer.getvalue().encode("utf-8-sig")


def _harmless(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value


def _object(row: dict[str, str], types: Mapping[str, str]) -> str:
    parts = (f"{json.dumps(name)}:{_value(value, types.get(name, 'string'))}" for name, value in row.items())
    return "{" + ",".join(parts) + "}"


def _value(value: str, kind: str) -> str:
    if value == "":
        return "null"
    return value if kind in _BARE else json.dumps(value, ensure_ascii=False)
