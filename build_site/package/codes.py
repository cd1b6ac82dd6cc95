"""The part of the code lists that a report uses, as tables of its own package: what each code means and stands under.

A package that lies alone on a disk can thus be joined and its codes checked; the whole lists are published beside it."""

from collections.abc import Iterable, Iterator, Mapping

from build_site.package import classify
from build_site.package.tables import Record, Table
from build_site.registers.codelists import codelist
from build_site.registers.dictionary import read

FUNCTIONAL, ECONOMIC = "functional-codes", "economic-codes"
USED = (FUNCTIONAL, ECONOMIC)
_LISTS = {FUNCTIONAL: "functional", ECONOMIC: "economic"}


def used_codes(tables: Iterable[Table]) -> list[Table]:
    """Both lists, each with the codes that the tables refer to and the codes above them."""
    printed: dict[str, dict[str, str]] = {name: {} for name in USED}
    for table in tables:
        for field in table.entry.fields:
            target = field.foreign_key[0] if field.foreign_key else ""
            if target in printed:
                for record in table.records:
                    name = record.get("name", "")
                    printed[target][record[field.name]] = printed[target].get(record[field.name]) or name
    return [Table(read()[name], tuple(_records(name, printed[name]))) for name in USED]


def _records(resource: str, printed: Mapping[str, str]) -> Iterator[Record]:
    known = codelist(_LISTS[resource])
    for code in classify.with_parents(code for code in printed if code):
        # a code that is in no list has the name that the report prints, or none where it is only implied
        yield {
            "code": code,
            "name": known[code]["name"] if code in known else printed.get(code, ""),
            "parent": classify.parent(code),
            "level": classify.functional_level(code) if resource == FUNCTIONAL else classify.economic_level(code),
            "listed": "true" if code in known else "false",
        }
