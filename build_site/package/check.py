"""What must hold before a package is published: frictionless finds it valid, and so does one check of ours that it lacks.

Anyone can do the same: `frictionless validate datapackage.json`; or with our check, in Python,
`frictionless.validate("datapackage.json", checklist=build_site.package.check.checklist())`.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from copy import copy
from functools import cache
from pathlib import Path
from typing import Any

import frictionless
from frictionless import Check, Checklist, Field, errors, system
from frictionless.vendors import stringcase

from build_site.model import InputError
from build_site.package.read import Package, place_of


def _once(kind: Any) -> None:
    """Let frictionless check a description of this kind once: reports have the same."""
    whole, valid = kind.metadata_validate.__func__, set[tuple[Any, ...]]()

    def metadata_validate(cls: Any, descriptor: Any, *, context: Any = None) -> Iterator[Any]:
        key = cls, getattr(context, "datapackage_version", None), json.dumps(descriptor, sort_keys=True, default=repr)
        if key not in valid:
            found = list(whole(cls, descriptor, context=context))
            yield from found
            valid.update(() if found else (key,))

    kind.metadata_validate = classmethod(metadata_validate)


# frictionless copies a field by writing its description, reading it and checking it against the standard once more; and it
# asks for the same few names in snake_case, and for the class of the same few types, thousands of times.
_once(Field)
setattr(Field, "to_copy", lambda self, **_: copy(self))  # noqa: B010 - a method of theirs
setattr(stringcase, "snakecase", cache(stringcase.snakecase))  # noqa: B010
setattr(system, "select_field_class", cache(system.select_field_class))  # noqa: B010


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


class References(Check):
    """Foreign keys as frictionless checks them, which would read a table again for each that refers to it."""

    type = "references"
    Errors = [errors.ForeignKeyError]  # noqa: RUF012

    def __init__(self, package: Package) -> None:
        super().__init__()
        self.package = package
        self.known: dict[tuple[str, str], set[str]] = {}

    def connect(self, resource: Any) -> None:
        super().connect(resource)
        self.keys = []
        for key in resource.schema.foreign_keys:
            (field,), (target,) = key["fields"], key["reference"]["fields"]
            at = key["reference"]["resource"] or resource.name, target
            if at not in self.known:
                self.known[at] = {row.get(target, "") for row in self.package.table(at[0])}
            self.keys.append((field, at))
        resource.schema.foreign_keys = []

    def validate_row(self, row: Any) -> Iterator[errors.ForeignKeyError]:
        for field, at in self.keys:
            value = row[field]
            if value is not None and str(value) not in self.known[at]:
                said = {
                    "field_names": [field],
                    "field_values": [value],
                    "reference_name": at[0],
                    "reference_field_names": [at[1]],
                }
                note = f'for "{field}": value "{value}" not found in the lookup table "{at[0]}" as "{at[1]}"'
                yield errors.ForeignKeyError.from_row(row, note=note, **said)


def check(folder: Path, source: str = "") -> None:
    """Raise InputError at the first value, key, reference, hash or property that is not as the descriptor in `folder` says.

    `source`: the report's file, which the error then names with the row's place in it."""
    package = Package(folder)
    found = _fault(package)
    if found is None:
        return
    name, error = found
    row = getattr(error, "row_number", None)
    place = None
    with suppress(ValueError):  # where the place itself is wrong
        place = place_of(package.table(name)[row - 2]) if row else None
    file = source or str(folder)
    if not name:
        raise InputError.of("package.invalid", file, error.message, place)
    raise InputError.of("package.other-schema", file, error.message, place, name=name)


def _fault(package: Package) -> tuple[str, Any] | None:
    """The first error, and the name of its table, if it is in one; None of a valid package.

    What `frictionless.validate` does, which besides writes and checks all descriptions twice more."""
    checks = Checklist(checks=[UniqueKeys(), References(package)])
    name = ""
    try:
        for resource in frictionless.Package.from_descriptor(
            package.descriptor, basepath=str(package.folder)
        ).resources:
            name = str(resource.name)
            for error in _faults(resource, checks.connect(resource)):
                return name, error
    except frictionless.FrictionlessException as error:
        return name, error.to_errors()[0]
    return None


def _faults(resource: Any, checks: Sequence[Check]) -> Iterator[Any]:
    with resource:
        for each in checks:
            yield from each.validate_start()
        for row in resource.row_stream:
            for each in checks:
                yield from each.validate_row(row)
        for each in checks:
            yield from each.validate_end()


frictionless.validate(
    [["name"], ["value"]]
)  # loads what it loads late: once, in the server that workers are forked from
