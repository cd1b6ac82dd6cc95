"""What must hold before a table is published.

Frictionless does not check unique keys, and it checks only after the files are written: here the mistake is named
with its row and its place in the report, and nothing is published.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from build_site.model import InputError, Place
from build_site.package.tables import Record, Table
from build_site.registers.dictionary import Field


def check(tables: Iterable[Table]) -> None:
    """Raise InputError at the first value, key or reference that breaks the data dictionary's contract."""
    by_name = {table.entry.name: table for table in tables}
    for table in by_name.values():
        for number, record in enumerate(table.records, start=1):
            for field in table.entry.fields:
                _check_value(table, number, record, field)
        for key in _keys(table):
            _check_unique(table, key)
        for field in table.entry.fields:
            if field.foreign_key and field.foreign_key[0] in by_name:
                _check_reference(table, field.name, field.foreign_key, by_name)


def _keys(table: Table) -> list[tuple[str, ...]]:
    singles = [(field.name,) for field in table.entry.fields if field.unique]
    return [key for key in (table.entry.primary_key, table.entry.unique_key, *singles) if key]


def _check_value(table: Table, number: int, record: Record, field: Field) -> None:
    value = record[field.name]
    expected = ""
    if not value:
        expected = "a value" if field.required or field.primary else ""
    elif field.enum and value not in field.enum:
        expected = f"one of {', '.join(field.enum)}"
    elif field.pattern and not re.fullmatch(field.pattern, value):
        expected = f"a text like {field.pattern}"
    elif not _has_type(value, field.type):
        expected = f"a {field.type}"
    if expected:
        raise _error(table, number, f"{expected} in {field.name}", repr(value) if value else "nothing")


def _has_type(value: str, type_: str) -> bool:
    if type_ == "integer":
        return re.fullmatch("-?[0-9]+", value) is not None
    if type_ == "number":
        try:
            return Decimal(value).is_finite()
        except InvalidOperation:
            return False
    return True


def _check_unique(table: Table, key: tuple[str, ...]) -> None:
    seen: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, record in enumerate(table.records, start=1):
        rows = seen[tuple(record[name] for name in key)]
        rows.append(number)
        if len(rows) > 1:
            value = " / ".join(record[name] for name in key)
            raise _error(table, number, f"each {' + '.join(key)} once", f"{value!r} in rows {rows[0]} and {number}")


def _check_reference(table: Table, name: str, reference: tuple[str, str], by_name: Mapping[str, Table]) -> None:
    resource, target = reference
    known = {record[target] for record in by_name[resource].records}
    for number, record in enumerate(table.records, start=1):
        if record[name] and record[name] not in known:
            raise _error(table, number, f"a {target} of {resource} in {name}", repr(record[name]))


def _error(table: Table, number: int, expected: str, found: str) -> InputError:
    record = table.records[number - 1]
    page, line = record.get("source_page"), record.get("source_line")
    place = Place(int(page) if page else None, int(line) if line else None)
    remedy = "Correct how the report is read, or the field's line in data/dictionary.csv."
    return InputError(f"{table.entry.name}, row {number}", expected, found, remedy, place)
