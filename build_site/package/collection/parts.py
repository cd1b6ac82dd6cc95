"""What one report adds to the collection: its share of every stacked table, kept until the report's package changes."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from build_site.model import PLACE_FIELDS, Department, InputError, Outcome, Registration
from build_site.package import years
from build_site.package.codes import USED
from build_site.package.collection.amounts import amounts
from build_site.package.collection.yuan import added_fields, with_yuan
from build_site.package.money import AMOUNTS
from build_site.package.read import Package, Record, place_of
from build_site.registers.dictionary import EXTRA, Field, read
from build_site.run import whole

EXTRA_CELLS = "extra-cells"
"""The cells of the extra tables, whose columns differ from report to report."""
ACROSS = {"findings-across": "findings", "defects-across": "defects"}
"""What was found across reports, and whose columns it has."""
_ABOUT = ("collection", "reports", "amounts", "code-names", years.NAME, EXTRA, EXTRA_CELLS, *ACROSS, *USED)
STACKED = tuple(name for name in read() if name not in _ABOUT)
"""The tables of a report that are stacked. The code lists that it uses are part of the collection's own."""
PREFIX, RENAMED = read()["collection"].fields[:2], read()["collection"].fields[2]
"""The report's key in front of each row; and what a table's own column is called that has the name of a part of it."""
OWN = ("reports", "amounts", years.NAME)
TABLES = (*OWN, *STACKED, EXTRA_CELLS)
"""The tables that each report has a share of."""
PRINTED = "codes"
"""The codes that a report prints, with their names: what its share adds to the code lists."""
LISTS = ("functional", "economic")
DIGITS, DECIMALS = 28, 8
"""What the collection's decimals hold: wide enough for any sensible number, and one number cannot cost all the rest."""
_EXACT = re.compile(rf"|-?\d{{1,{DIGITS - DECIMALS}}}(\.\d{{1,{DECIMALS}}})?")


@dataclass(frozen=True, slots=True)
class Source:
    """A published package with what the registers say of it."""

    folder: Path
    registration: Registration
    department: Department


@dataclass(frozen=True, slots=True)
class Part:
    """One report's share: a folder with `<resource>.csv` bodies without header, and its codes."""

    folder: Path
    report: tuple[str, str]  # slug, fiscal year


def fields_of(name: str) -> tuple[Field, ...]:
    """The fields of a table of the collection."""
    name = ACROSS.get(name, name)
    own = years.fields() if name == years.NAME else read()[name].fields
    taken = {field.name for field in PREFIX}
    if name in (*OWN, "code-names"):
        return own
    return (*PREFIX, *(RENAMED if field.name in taken else field for field in own), *added_fields(name))


def columns(name: str) -> tuple[str, ...]:
    """The names of its columns."""
    return tuple(field.name for field in fields_of(name))


def share(source: Source, folder: Path, package: Package | None = None) -> None:
    """Write the report's share into `folder`, whole; `package`: the source's, where it was read. Raises InputError where it
    cannot be stacked."""
    known, package = source.registration, package or Package(source.folder)
    own = {"slug": known.slug, "fiscal_year": str(known.year)}
    rows: dict[str, Iterable[Mapping[str, str]]] = {
        name: with_yuan(package, name) if name in AMOUNTS else package.table(name) for name in STACKED
    }
    rows |= {"reports": [_report(source, package)], "amounts": amounts(package), EXTRA_CELLS: _extra_cells(package)}
    about = {"department": known.department, "department_en": source.department.name_en}
    about |= {"division_code": known.division_code, "predecessor": source.department.predecessor}
    rows[years.NAME] = [about | years.department_year(package)]
    tables = {name: _rows(rows[name], own, columns(name)) for name in TABLES}
    for name, table in tables.items():
        _require_exact(name, table)
    fresh = whole.fresh(folder)
    fresh.mkdir(parents=True)
    for name, table in tables.items():
        (fresh / f"{name}.csv").write_bytes(whole.csv_bytes((), table, header=False))
    (fresh / f"{PRINTED}.csv").write_bytes(whole.csv_bytes(("list", "code", "name", "times"), _codes(tables)))
    whole.put_in_place(fresh, folder)


def _rows(rows: Iterable[Mapping[str, str]], own: Record, names: tuple[str, ...]) -> list[list[str]]:
    """The report's rows in the collection's columns."""
    full = ({**row, RENAMED.name: row.get("fiscal_year", ""), **own} for row in rows)
    return [[row.get(name, "") for name in names] for row in full]


def _require_exact(name: str, table: Sequence[Sequence[str]]) -> None:
    """Raise InputError for a number that the collection's decimals cannot hold as it is printed."""
    for at, field in enumerate(fields_of(name)):
        for row in (row for row in table if field.type == "number" and not _EXACT.fullmatch(row[at])):
            raise InputError.of(
                "collection.number-too-long",
                name,
                row[at],
                place=place_of(dict(zip(columns(name), row, strict=True))),
                name=field.name,
                whole=DIGITS - DECIMALS,
                decimals=DECIMALS,
            )


def _codes(tables: Mapping[str, Sequence[Sequence[str]]]) -> Iterator[tuple[str, str, str, str]]:
    """How often each code of each list is printed under which name, in the order of the tables' names."""
    printed: Counter[tuple[str, str, str]] = Counter()
    for table in sorted(tables.keys() - {"amounts"}):
        at = {name: number for number, name in enumerate(columns(table))}
        for each in LISTS:
            if code := at.get(f"{each}_code"):
                named = at.get("name")
                printed.update((each, row[code], row[named] if named else "") for row in tables[table])
    concept, code = (columns("amounts").index(name) for name in ("concept", "functional_code"))
    classes = (row for row in tables["amounts"] if row[concept].startswith("class:"))
    printed.update((LISTS[0], row[code], "") for row in classes)
    yield from ((*key, str(times)) for key, times in printed.items() if key[1])


def _extra_cells(package: Package) -> Iterator[Record]:
    """Every cell with text of the report's extra tables."""
    for name, resource in package.resources.items():
        kind, _, number = name.rpartition("-")
        if kind != EXTRA or not number.isdecimal():
            continue
        for row in package.table(name):
            shared = {"table_number": number, "title": str(resource["title"]), "row": row["row"]}
            shared |= {name: row.get(name, "") for name in PLACE_FIELDS}
            for column, text in row.items():
                if text and column[0] == "c" and column[1:].isdecimal():
                    yield {**shared, "column_number": column[1:], "text": text}


def _report(source: Source, package: Package) -> Record:
    known, money = source.registration, package.money()
    return {
        "title": known.title,
        "department": known.department,
        "department_en": source.department.name_en,
        "division_code": known.division_code,
        "published": known.published,
        "retrieved": known.retrieved,
        "url": known.url,
        "sha256": known.sha256 or package.sha256,
        "version": package.version,
        "read_by": package.read_by,
        "pages": str(package.descriptor.get("pages", "")),
        "unit": money.printed,
        "unit_factor": str(money.factor),
        "withheld": str(package.descriptor.get("withheld", 0)),
        **{outcome.value.replace("-", "_"): str(package.outcomes[outcome]) for outcome in Outcome},
    }
