"""A published package, read back from its descriptor and its CSVs alone: the one way in for the audit, the collection,
the workbook, the pages and the desk.

Values stay text as published, a blank is the empty text; a table is read when it is first asked for.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from build_site.model import PLACE_FIELDS, FormState, InputError, Order, Place, Said
from build_site.model.money import Money
from build_site.registers.dictionary import read as entries
from build_site.registers.table import read_table

DESCRIPTOR = "datapackage.json"
Json = dict[str, Any]
Record = dict[str, str]
_REMEDY = Said("请重做数据包（build-site extract）。", "Build the package again.")


def read_csv(path: Path, columns: Sequence[str] = ()) -> list[Record]:
    """The rows of a CSV of ours; InputError where it cannot be read, or does not begin with these columns."""
    try:
        return list(read_table(path, columns))
    except InputError as error:
        raise InputError(str(path), error.expected, error.found, _REMEDY, error.place) from error


def place_of(row: Mapping[str, str]) -> Place:
    """Where a row of a package stands in the report."""
    return _place(*(row.get(name, "") for name in PLACE_FIELDS))


def line_place(line: Mapping[str, str]) -> Place:
    """Where a row of `lines` stands in the report."""
    file, page, sheet, cell = (line.get(name, "") for name in ("file", "page", "sheet", "cell"))
    return _place(file, page, "" if page or sheet else line["line"], sheet, cell.partition(" ")[0])


def _place(file: str, page: str, line: str, sheet: str, cell: str) -> Place:
    return Place(page=int(page) if page else None, line=int(line) if line else None, sheet=sheet, cell=cell, file=file)


class Package:
    """A package folder: what its descriptor says of the report, and the rows of each resource.

    Raises InputError where the descriptor, or a table when it is asked for, cannot be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = folder / DESCRIPTOR
        try:
            self.descriptor: Json = json.loads(path.read_text("utf-8"))
            self.resources: dict[str, Json] = {each["name"]: each for each in self.descriptor["resources"]}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError.of("package.no-descriptor", str(path), repr(error)) from error
        self._tables: dict[str, list[Record]] = {}

    @property
    def slug(self) -> str:
        """The department's permanent code."""
        return str((self.descriptor.get("department") or {}).get("slug", ""))

    @property
    def department(self) -> str:
        return str((self.descriptor.get("department") or {}).get("name", ""))

    @property
    def year(self) -> int:
        """The fiscal year; 0 where the descriptor names none."""
        return int(self.descriptor.get("fiscalYear") or 0)

    @property
    def version(self) -> str:
        return str(self.descriptor.get("version", ""))

    @property
    def read_by(self) -> str:
        """How the source was read: text, pdf or ocr."""
        return str(self.descriptor.get("readBy", ""))

    @property
    def source(self) -> Mapping[str, str]:
        """What the descriptor says of the report's file: title, path, hash, published."""
        sources: list[Mapping[str, str]] = self.descriptor.get("sources") or [{}]
        return sources[0]

    @property
    def sha256(self) -> str:
        """Of the report's file."""
        return str(self.source.get("hash", "")).removeprefix("sha256:")

    def table(self, name: str) -> Sequence[Record]:
        """The rows of a resource; none where the package does not have it. A column that came later is blank."""
        if name not in self._tables:
            columns = [str(each["name"]) for each in self.fields(name)]
            rows = read_csv(self.path(name), columns) if name in self.resources else []
            blank = dict.fromkeys(entries()[name].columns, "") if name in entries() else {}
            self._tables[name] = [blank | row for row in rows] if rows and blank.keys() - rows[0].keys() else rows
        return self._tables[name]

    @cached_property
    def checks(self) -> Sequence[tuple[Mapping[str, str], int]]:
        """How every check ended: each finding, then the passes, with how many checks the row is of."""
        return [(row, int(row.get("checks", 1))) for name in ("findings", "passes") for row in self.table(name)]

    @cached_property
    def outcomes(self) -> Counter[str]:
        """How many checks ended in each outcome."""
        counts: Counter[str] = Counter()
        for row, checks in self.checks:
            counts[row["outcome"]] += checks
        return counts

    def path(self, name: str) -> Path:
        """A resource's CSV."""
        return self.folder / str(self.resources[name]["path"])

    def fields(self, name: str) -> list[Json]:
        """The fields of a resource as its schema has them."""
        return list(self.resources.get(name, {}).get("schema", {}).get("fields", ()))

    def money(self, name: str = "") -> Money:
        """The unit of a form's amounts, or the report's. InputError where the package does not say it."""
        said = self.resources.get(name, {}).get("amountUnit") or self.descriptor.get("amountUnit")
        if not said:
            raise InputError.of("package.no-unit", str(self.folder / DESCRIPTOR))
        return Money(str(said["printedAs"]), int(said["factor"]), int(said["decimals"]))

    def state(self, form: str) -> FormState:
        """Whether the report has the form, and anything in it."""
        return FormState(self.resources.get(form, {}).get("formState", FormState.MISSING))

    def note(self, form: str) -> str:
        """The report's own sentence where it declares the form empty."""
        return str(self.resources.get(form, {}).get("formNote", "")).removeprefix("注：").removeprefix("注:")

    @cached_property
    def order(self) -> Order:
        """The order of places in the report."""
        return Order(map(line_place, self.table("lines")))

    @cached_property
    def cells(self) -> dict[str, Record]:
        """The rows of `cells` by cell id (form/row/field)."""
        return {row["cell_id"]: row for row in self.table("cells")}


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
