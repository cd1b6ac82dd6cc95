"""The collection: all reports' tables stacked, and every amount in one long table; CSV, Parquet, SQLite, one data package.

leaves (which amounts count) · amounts (the long table) · parts (one report's share, kept until it changes) · codes (the
code lists, extended by the reports) · stack (CSV and datapackage.json) · parquet · sqlite · years (a row per report) ·
places (the reports of one place) · dated (as it was on earlier days).
"""

import shutil
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from build_site.model import InputError
from build_site.package.collection import parquet, sqlite
from build_site.package.collection.codes import code_lists
from build_site.package.collection.parts import ACROSS, Part, Source, share
from build_site.package.collection.places import write_place
from build_site.package.collection.stack import descriptor, stack
from build_site.package.read import write_descriptor
from build_site.package.years import Followed
from build_site.registers.codelists import codelist, divisions_of
from build_site.run import whole, workers
from build_site.run.memory import Memory, Product, code, made_from
from build_site.run.workers import Crew, Limits, Progress

__all__ = ["Source", "collect", "share", "share_of"]
SQLITE = "collection.sqlite"
CONSOLE = "console.sqlite"
_NO_LIMITS = Limits(seconds=86_400, memory=2**62)
"""Our own tables are made here, of any number of reports."""
_Made = tuple[Product, Callable[[Path], None]]
"""A folder, and what writes it."""


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
    followed: Followed | None = None,
    processes: int = 1,
) -> list[InputError]:
    """Bring the collection in `target`, and that of each place below `places`, up to date with these packages; below
    `parts` each report's share is kept until its package changes, `across` is the folder of what was found across reports,
    `followed` what the register says of departments that follow others.

    A report that cannot be stacked is left out and returned as an error; the others are published."""
    followed, shares = followed or {}, dict[str, Part]()
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
    own = {
        share: Product(f"stacked/{part.folder.name}", made_from(by, share), (target / SQLITE,))
        for share, part in shares.items()
    }
    kept = {part.report for share, part in shares.items() if memory.has(own[share])}
    write = partial(_write, list(shares.values()), across, version, followed, target, kept)
    first: list[_Made] = [(Product("collection", made, (target,)), write)]
    like_them: list[_Made] = []
    if places:
        for like, place in _places(shares, places, by, followed):
            (like_them if like else first).append(place)
    for each in (first, like_them):
        _renew(each, memory, processes)
    for product in own.values():
        memory.learn(product)
    for gone in {*memory.products("stacked/")} - {product.name for product in own.values()}:
        memory.forget(gone)
    return errors


@dataclass(frozen=True, slots=True)
class _Making:
    """A folder that is made in a process of its own: what that takes of memory goes with it."""

    product: Product
    write: Callable[[Path], None]
    fresh: Path

    @property
    def name(self) -> str:
        return self.product.name


def _make(job: _Making, _: Progress) -> None:
    job.fresh.mkdir(parents=True)
    job.write(job.fresh)


def _renew(wanted: Iterable[_Made], memory: Memory, processes: int) -> None:
    """Make the folders anew, whole, that were made from something else."""
    stale = {
        product.name: _Making(product, write, whole.fresh(product.places[0]))
        for product, write in wanted
        if not memory.has(product)
    }
    for done in workers.run(_make, stale.values(), Crew(processes, _NO_LIMITS)):
        if done.error:
            raise done.error
        whole.put_in_place(stale[done.name].fresh, stale[done.name].product.places[0])
        memory.learn(stale[done.name].product)


def _places(
    shares: Mapping[str, Part], places: Path, by: str, followed: Followed
) -> Iterator[tuple[Path | None, _Made]]:
    """The folder of each place, of the cities and provinces above them too, behind that of a place within it that has the same
    reports; one without reports is gone."""
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
        yield like_it, (product, partial(write_place, division, name, list(own.values()), followed, like_it))
    for gone in sorted(set(places.glob("[0-9]*")) - {places / division for division in found}):
        shutil.rmtree(gone)


def _write(
    parts: Sequence[Part],
    across: Path | None,
    version: str,
    followed: Followed,
    before: Path,
    kept: Collection[tuple[str, str]],
    folder: Path,
) -> None:
    """CSV by joining the reports' shares; Parquet and SQLite are made of these. `before`: where the last collection stands, whose
    database has the rows of the reports that are `kept`."""
    tables = stack(parts, code_lists(parts), across, folder, followed)
    for table in tables:
        parquet.write(table, folder / f"{table.name}.parquet")
    sqlite.write(tables, parts, folder / SQLITE, before / SQLITE, kept)
    sqlite.write_console(tables, folder / SQLITE, folder / CONSOLE)
    others = [folder / SQLITE, folder / CONSOLE, *(folder / f"{table.name}.parquet" for table in tables)]
    write_descriptor(folder, descriptor(tables, others, [part.report for part in parts], version))
