"""The amounts of a stacked table in yuan, beside them."""

from collections.abc import Iterator
from dataclasses import replace

from build_site.package.money import AMOUNTS, in_yuan
from build_site.package.read import Package, Record
from build_site.registers.dictionary import Field, Text, read

_MAIN = ("amount", "total", "final", "value", "executed", "difference")
_UNIT, _YUAN = read()["collection"].fields[3:5]


def yuan_field(table: str, field: str) -> str:
    """The column that has the field in yuan: amount_yuan for the table's main amount, else <field>_yuan."""
    main = next(each for each in _MAIN if each in AMOUNTS[table])
    return "amount_yuan" if field == main else f"{field}_yuan"


def added_fields(table: str) -> tuple[Field, ...]:
    """What the collection adds behind a table's own columns: its unit, where rows do not say one, and the amounts in yuan."""
    own = {field.name: field for field in read()[table].fields} if table in AMOUNTS else {}
    amounts = [own[name] for name in AMOUNTS.get(table, ()) if name in own]
    amounts.sort(key=lambda field: yuan_field(table, field.name) != "amount_yuan")
    unit = () if "unit" in own or not amounts else (_UNIT,)
    return (*unit, *(_in_yuan(table, field) for field in amounts))


def _in_yuan(table: str, field: Field) -> Field:
    def fill(text: Text) -> Text:
        words = {"title": field.title.zh, "title_en": field.title.en, "field": field.name}
        return Text(text.zh.format(**words), text.en.format(**words))

    name = yuan_field(table, field.name)
    return replace(_YUAN, name=name, title=fill(_YUAN.title), description=fill(_YUAN.description))


def with_yuan(package: Package, table: str) -> Iterator[Record]:
    """The rows of a table with what the collection adds to them."""
    said = "unit" in read()[table].columns
    for row in package.table(table):
        yield beside(table, {**row, "unit": row["unit"] if said else package.money(table).printed})


def beside(table: str, row: Record) -> Record:
    """The row of a table, which says its unit, with its amounts in yuan."""
    return row | {yuan_field(table, name): in_yuan(row[name], row["unit"]) for name in AMOUNTS[table] if name in row}
