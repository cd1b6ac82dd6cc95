"""The collection: all reports' tables stacked, and every amount in one long table; CSV, Parquet, SQLite, one data package.

leaves (which amounts count) · amounts (the long table) · parts (one report's share, kept until it changes) · codes (the
code lists, extended by the reports) · stack (CSV and datapackage.json) · parquet · sqlite.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from build_site.model import InputError
from build_site.package.collection import parquet, sqlite
from build_site.package.collection.codes import code_lists
from build_site.package.collection.parts import Part, Source, share
from build_site.package.collection.stack import descriptor, stack
from build_site.package.layout import write_descriptor
from build_site.run import whole
from build_site.run.memory import Memory, Product, code, contents, made_from

__all__ = ["Source", "collect", "share", "share_of"]
SQLITE = "collection.sqlite"
CONSOLE = "console.sqlite"


def share_of(source: Source, parts: Path, package: str = "") -> Product:
    """A report's share below `parts`, and what it is made from. `package`: a digest of its package, where it is known."""
    by, name = code("build_site.package.collection.parts"), source.registration.name
    made = made_from(by, package or contents(source.folder), source.registration, source.department)
    return Product(f"shares/{name}", made, (parts / name,))


def collect(
    sources: Iterable[Source], parts: Path, target: Path, memory: Memory, across: Path | None = None
) -> list[InputError]:
    """Bring the collection in `target` up to date with these packages; below `parts` each report's share is kept until
    its package changes, `across` is the file of the findings across reports.

    A report that cannot be stacked is left out and returned as an error; the others are published."""
    shares: dict[str, Part] = {}
    errors: list[InputError] = []
    for source in sorted(sources, key=lambda each: (each.registration.slug, each.registration.year)):
        known, product = source.registration, share_of(source, parts)
        try:
            if not memory.has(product):
                share(source, parts / known.name)
                memory.learn(product)
        except InputError as error:
            error.file = f"{known.name}: {error.file}"
            errors.append(error)
        else:
            shares[product.made_from] = Part(parts / known.name, (known.slug, str(known.year)))
    made = made_from(code("build_site.package.collection"), across or "", *shares)
    collection = Product("collection", made, (target,))
    if not memory.has(collection):
        fresh = whole.fresh(target)
        fresh.mkdir(parents=True)
        _write(list(shares.values()), across, fresh)
        whole.put_in_place(fresh, target)
        memory.learn(collection)
    return errors


def _write(parts: Sequence[Part], across: Path | None, folder: Path) -> None:
    """CSV by joining the reports' shares; each table's frames then go to Parquet and SQLite alike."""
    tables = stack(parts, code_lists(parts), across, folder)
    with sqlite.writing(tables, folder / SQLITE) as database:
        for table in tables:
            with parquet.writing(table, folder / f"{table.name}.parquet") as file:
                for frame in parquet.frames(table):
                    file.write(frame)
                    sqlite.add(database, table, frame)
    sqlite.write_console(tables, folder / SQLITE, folder / CONSOLE)
    others = [folder / SQLITE, folder / CONSOLE, *(folder / f"{table.name}.parquet" for table in tables)]
    write_descriptor(folder, descriptor(tables, others, [part.report for part in parts]))
