"""What must hold before a package is published: frictionless finds it valid, and so does one check of ours that it lacks.

Anyone can do the same: `frictionless validate datapackage.json`; or with our check, in Python,
`frictionless.validate("datapackage.json", checklist=build_site.package.check.checklist())`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import copy
from functools import cache
from pathlib import Path
from typing import Any

import frictionless
from frictionless import Check, Checklist, Field, Resource, Schema, errors
from frictionless.vendors import stringcase

from build_site.model import InputError, Said
from build_site.package.read import DESCRIPTOR, Package, place_of

_REMEDY = Said(
    "请改正读法，或 data/dictionary.csv 里这个字段的一行。",
    "Correct how the report is read, or the field's line in data/dictionary.csv.",
)


def _once(kind: Any) -> None:
    """Let frictionless check a description of this kind once: it does so whenever it reads, copies or validates one."""
    whole, valid = kind.metadata_validate.__func__, set[tuple[Any, ...]]()

    def metadata_validate(cls: Any, descriptor: Any, *, context: Any = None) -> Iterator[Any]:
        key = cls, getattr(context, "datapackage_version", None), json.dumps(descriptor, sort_keys=True, default=repr)
        if key not in valid:
            found = list(whole(cls, descriptor, context=context))
            yield from found
            valid.update(() if found else (key,))

    kind.metadata_validate = classmethod(metadata_validate)


# Most of a check's time goes into copies: frictionless makes each by writing a description, reading it and checking it against
# the standard once more, and asks for the same few names in snake_case 40,000 times. The first reading of the descriptor
# checks every field all the same.
setattr(Field, "to_copy", lambda self, **_: copy(self))  # noqa: B010 - a method of theirs
setattr(stringcase, "snakecase", cache(stringcase.snakecase))  # noqa: B010
for _each in (Resource, Schema, Field):
    _once(_each)


class UniqueKeyError(errors.RowError):
    type = "unique-key"
    title = "UniqueKey Error"
    description = "Values in the fields of a unique key should be unique for every row, blanks included"
    template = 'Row at position "{rowNumber}" violates the unique key: {note}'


class UniqueKeys(Check):
    """`uniqueKeys` of a Table Schema (Data Package v2), which frictionless 5 accepts and does not check."""

    type = "unique-keys"
    Errors = [UniqueKeyError]  # noqa: RUF012  # as frictionless declares it

    def connect(self, resource: Any) -> None:
        super().connect(resource)
        self.keys: list[list[str]] = resource.schema.custom.get("uniqueKeys", []) if resource.schema else []
        self.seen: dict[tuple[Any, ...], int] = {}

    def validate_row(self, row: Any) -> Iterator[UniqueKeyError]:
        for key in self.keys:
            value = (*key, *(row.get(name) for name in key))
            first = self.seen.setdefault(value, row.row_number)
            if first != row.row_number:
                note = f'{" + ".join(key)} is the same as in the row at position "{first}"'
                yield UniqueKeyError.from_row(row, note=note)


def checklist() -> Checklist:
    """Everything that frictionless checks by itself, and the unique keys."""
    return Checklist(checks=[UniqueKeys()])


def check(folder: Path, source: str = "") -> None:
    """Raise InputError at the first value, key, reference, hash or property that is not as the descriptor in `folder` says.

    `source`: the report's file, which the error then names with the row's place in it."""
    report = frictionless.validate(str(folder / DESCRIPTOR), checklist=checklist())
    if report.valid:
        return
    task = next((task for task in report.tasks if task.errors), None)
    error = task.errors[0] if task else report.errors[0]
    row = getattr(error, "row_number", None)
    place = place_of(Package(folder).table(task.name)[row - 2]) if task and row else None
    expected = Said("合格的数据包", "a Data Package")
    if task:
        expected = Said(f"与模式相符的 {task.name}.csv", f"{task.name}.csv as its schema describes it")
    raise InputError(source or str(folder), expected, error.message, _REMEDY, place)


frictionless.validate(
    [["name"], ["value"]]
)  # loads what it loads late: once, in the server that workers are forked from
