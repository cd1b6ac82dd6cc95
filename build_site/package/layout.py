"""How datapackage.json is laid out: one property a line, one field a line, so that a change shows as the line it is and
the file is two thirds as long as with every value on a line of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from build_site.package.read import DESCRIPTOR

_OBJECTS = frozenset(("resources", "schema"))
"""Objects under these names have one property a line."""
_LISTS = frozenset(
    ("resources", "fields", "extraFields", "foreignKeys", "columnTypes", "sources", "contributors", "notices")
) | {"alternatives", "lacking"}
"""Lists under these names have one item a line."""
_STEP = "  "


def write_descriptor(folder: Path, descriptor: Mapping[str, Any]) -> None:
    """Write the folder's datapackage.json."""
    (folder / DESCRIPTOR).write_text(f"{_object(descriptor, '')}\n", encoding="utf-8", newline="\n")


def _object(value: Mapping[str, Any], indent: str) -> str:
    inner = indent + _STEP
    lines = [f"{inner}{json.dumps(name)}: {_value(name, each, inner)}" for name, each in value.items()]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"


def _list(name: str, values: Sequence[Any], indent: str) -> str:
    inner = indent + _STEP
    lines = [inner + (_object(each, inner) if name in _OBJECTS else _inline(each)) for each in values]
    return "[\n" + ",\n".join(lines) + f"\n{indent}]"


def _value(name: str, value: Any, indent: str) -> str:
    if isinstance(value, list) and value and name in _LISTS:
        return _list(name, value, indent)
    if isinstance(value, Mapping) and value and name in _OBJECTS:
        return _object(value, indent)
    return _inline(value)


def _inline(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
