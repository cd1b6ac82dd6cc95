"""The collection: all reports' tables stacked, and every amount in one long table; CSV, Parquet, SQLite, one data package.

leaves (which amounts count) · amounts (the long table) · parts (one report's share, kept until it changes) · codes (the
code lists, extended by the reports) · stack (CSV and datapackage.json) · parquet · sqlite · years (a row per report) ·
places (the reports of one place) · dated (as it was on earlier days).
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType

from build_site.model import InputError
from build_site.package.collection import parquet, sqlite
from build_site.package.collection.codes import code_lists
from build_site.package.collection.parts import ACROSS, Part, Source, share
from build_site.package.collection.places import write_place
from build_site.package.collection.stack import descriptor, stack
from build_site.package.read import write_descriptor
from build_site.package.years import Followed
from build_site.registers.codelists import codelist, divisions_of
from build_site.run.memory import Memory, Product, code, made_from

__all__ = ["Source", "collect", "share", "share_of"]
SQLITE = "collection.sqlite"
CONSOLE = "console.sqlite"


def share_of(source: Source, parts: Path, memory: Memory) -> Product:
    """A report's share below `parts`, and what it is made from."""
    by, name = code("build_site.package.collection.parts"), source.registration.name
    made = memory.made_from(by, source.folder, source.registration, source.department)
    return Product(f"shares/{name}", made, (parts / name,))


def collect(
    sources: Iterable[Source],
    parts: Path,
    target: Path,
    memory: Memory,
    across: Path | None = None,
    places: Path | None = None,
    version: str = "",
    followed: Followed = MappingProxyType({}),
) -> list[InputError]:
    """Bring the collection in `target`, and that of each place below `places`, up to date with these packages; below
    `parts` each report's share is kept until its package changes, `across` is the folder of what was found across reports,
    `followed` what the register says of departments that follow others.

    A report that cannot be stacked is left out and returned as an error; the others are published."""
    shares: dict[str, Part] = {}
    errors: list[InputError] = []
    for source in sorted(sources, key=lambda each: (each.registration.slug, each.registration.year)):
        known, product = source.registration, share_of(source, parts, memory)
        try:
            if not memory.has(product):
                share(source, parts / known.name)
                memory.learn(product)
        except InputError as error:
            error.file = f"{known.name}: {error.file}"
            errors.append(error)
        else:
            shares[product.made_from] = Part(parts / known.name, (known.slug, str(known.year)))
    by = code("build_site.package.collection")
    made = made_from(by, *(across / f"{name}.csv" if across else "" for name in ACROSS), version, followed, *shares)
    memory.renew(
        Product("collection", made, (target,)), partial(_write, list(shares.values()), across, version, followed)
    )
    if places:
        _places(shares, places, memory, by, followed)
    return errors


def _places(shares: Mapping[str, Part], places: Path, memory: Memory, by: str, followed: Followed) -> None:
    """The folder of each place, of the cities and provinces above them too; one without reports is gone."""
    names = codelist("divisions")
    found: dict[str, dict[str, Part]] = defaultdict(dict)
    for made, part in shares.items():
        for division in divisions_of(part.report[0][:6]):
            found[division][made] = part
    first: dict[tuple[str, ...], Path] = {}  # the place of these reports that is written before others of the same
    for division, own in found.items():
        product = Product(f"places/{division}", made_from(by, followed, *own), (places / division,))
        name = names[division]["name"] if division in names else division
        like = first.setdefault(tuple(own), places / division)
        like_it = None if like == places / division else like
        memory.renew(product, partial(write_place, division, name, list(own.values()), followed, like_it))
    for gone in sorted(set(places.glob("[0-9]*")) - {places / division for division in found}):
        shutil.rmtree(gone)


def _write(parts: Sequence[Part], across: Path | None, version: str, followed: Followed, folder: Path) -> None:
    """CSV by joining the reports' shares; Parquet and SQLite are made of these."""
    tables = stack(parts, code_lists(parts), across, folder, followed)
    with sqlite.writing(tables, folder / SQLITE) as database:
        for table in tables:
            parquet.write(table, folder / f"{table.name}.parquet")
            sqlite.add(database, table)
    sqlite.write_console(tables, folder / SQLITE, folder / CONSOLE)
    others = [folder / SQLITE, folder / CONSOLE, *(folder / f"{table.name}.parquet" for table in tables)]
    write_descriptor(folder, descriptor(tables, others, [part.report for part in parts], version))
