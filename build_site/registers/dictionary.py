"""The data dictionary: data/dictionary.csv says of every resource and field what it is.

It is the one source of the CSV headers, the Table Schemas and the dictionary page; the code holds no field text. (The nine
forms' titles stand in build_site/model/forms.py, and are empty here.)
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from build_site.model import Form
from build_site.model.outcomes import Kind
from build_site.registers.reasons import DOUBTS
from build_site.registers.table import DATA, read_table

DICTIONARY = DATA / "dictionary.csv"
FIELDS = (
    "resource", "field", "type", "title", "title_en", "description", "description_en", "required",
    "unique", "pattern", "enum", "column_type", "normalize", "primary_key", "foreign_key",
)  # fmt: skip
_LISTED: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "{doubts}": DOUBTS,
    "{kinds}": {kind.value: (kind.zh, kind.en) for kind in Kind},
}
"""In the file: where lists go that stand elsewhere: the doubts about a cell, the kinds of defects."""
EXTRA = "extra"
"""The entry that stands for every extra table (extra-1, extra-2 …); its field `c` for each of their columns."""


@dataclass(frozen=True, slots=True)
class Text:
    """The same words twice."""

    zh: str
    en: str

    @property
    def paragraphs(self) -> str:
        """Chinese first, English as a second paragraph."""
        return f"{self.zh}\n\n{self.en}"


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its Table Schema and its Fiscal Data Package annotations."""

    name: str
    type: str
    title: Text
    description: Text
    required: bool = False
    unique: bool = False
    primary: bool = False
    pattern: str = ""
    enum: tuple[str, ...] = ()
    column_type: str = ""
    normalize: tuple[tuple[str, str], ...] = ()
    foreign_key: tuple[str, str] | None = None  # resource, field


@dataclass(frozen=True)
class Entry:
    """A resource with its fields in column order. `unique_key`: fields that are unique together, blanks included."""

    name: str
    title: Text
    description: Text
    fields: tuple[Field, ...]
    unique_key: tuple[str, ...] = ()

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @cached_property
    def primary_key(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields if field.primary)

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The amount fields: those that Fiscal Data Package can normalise."""
        return tuple(field.name for field in self.fields if field.normalize)


@cache
def read(path: Path = DICTIONARY) -> Mapping[str, Entry]:
    """Resource name → entry, in the file's order. A field whose resource has no row of its own is an InputError."""
    entries: dict[str, Entry] = {}
    for row in read_table(path, FIELDS):
        name = row["resource"]
        if not row["field"]:
            title = Text(Form(name).zh, Form(name).title_en) if name in set(Form) else _text(row, "title")
            entries[name] = Entry(name, title, _text(row, "description"), (), tuple(row["unique"].split()))
        elif name in entries:
            entries[name] = replace(entries[name], fields=(*entries[name].fields, _field(row)))
        else:
            raise row.fault("dictionary.no-resource", name=name, field=row["field"])
    return entries


def extra_entry(number: int, width: int) -> Entry:
    """The entry of the extra table `number` with `width` columns c1 … cn."""
    model = read()[EXTRA]
    fields: list[Field] = []
    for field in model.fields:
        fields.extend([_numbered(field, n + 1) for n in range(width)] if field.name == "c" else [field])
    return Entry(f"{EXTRA}-{number}", model.title, model.description, tuple(fields))


def _numbered(field: Field, n: int) -> Field:
    def fill(text: Text) -> Text:
        return Text(text.zh.format(n=n), text.en.format(n=n))

    return Field(f"{field.name}{n}", field.type, fill(field.title), fill(field.description))


def _text(row: Mapping[str, str], column: str) -> Text:
    found = Text(row[column], row[f"{column}_en"])
    for name, listed in _LISTED.items():
        zh = "；".join(f"{key} {words}" for key, (words, _) in listed.items())
        en = "; ".join(f"{key}, {words}" for key, (_, words) in listed.items())
        found = Text(found.zh.replace(name, zh), found.en.replace(name, en))
    return found


def _field(row: Mapping[str, str]) -> Field:
    resource, _, target = row["foreign_key"].partition(".")
    return Field(
        name=row["field"],
        type=row["type"],
        title=_text(row, "title"),
        description=_text(row, "description"),
        required=row["required"] == "true",
        unique=row["unique"] == "true",
        primary=row["primary_key"] == "true",
        pattern=row["pattern"],
        enum=tuple(_LISTED.get(row["enum"], row["enum"].split())),
        column_type=row["column_type"],
        normalize=tuple(json.loads(row["normalize"] or "{}").items()),
        foreign_key=(resource, target) if target else None,
    )
