"""The collection: all reports' tables stacked, and every amount in one long table; CSV, Parquet, SQLite, one data package.

leaves (which amounts count) · amounts (the long table) · parts (one report's share, kept until it changes) · codes (the
code lists, extended by the reports) · stack (CSV and datapackage.json) · parquet · sqlite.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

from build_site.model import InputError
from build_site.package.collection import parquet, sqlite
from build_site.package.collection.codes import code_lists
from build_site.package.collection.parts import Part, Source, part
from build_site.package.collection.stack import descriptor, stack
from build_site.package.layout import write_descriptor
from build_site.registers.dictionary import DICTIONARY

__all__ = ["Source", "collect", "share"]
SQLITE = "collection.sqlite"
CONSOLE = "console.sqlite"


def share(source: Source, codelists: Path, memory: Path) -> None:
    """Bring one report's part in `memory` up to date, so that `collect` finds it there."""
    folder = memory / source.registration.name
    try:
        part(source, folder, _code(codelists))
    except InputError:  # `collect` says so
        shutil.rmtree(folder, ignore_errors=True)


def collect(
    sources: Sequence[Source], codelists: Path, memory: Path, target: Path, across: Path | None = None
) -> list[InputError]:
    """Bring the collection in `target` up to date with these packages; `memory` keeps each report's part, `across` is
    the file of the findings across reports.

    A report that cannot be stacked is left out and returned as an error; the others are published."""
    code = _code(codelists)
    parts: list[Part] = []
    errors: list[InputError] = []
    for source in sorted(sources, key=lambda each: (each.registration.slug, each.registration.year)):
        folder = memory / source.registration.name
        try:
            parts.append(part(source, folder, code))
        except InputError as error:
            shutil.rmtree(folder, ignore_errors=True)
            error.file = f"{source.registration.name}: {error.file}"
            errors.append(error)
    beyond = hashlib.sha256(across.read_bytes()).hexdigest() if across and across.is_file() else ""
    digest = hashlib.sha256("".join([code, beyond, *(each.digest for each in parts)]).encode()).hexdigest()
    stamp = memory / "stamp"
    if (target / "datapackage.json").is_file() and stamp.is_file() and stamp.read_text("ascii") == digest:
        return errors
    memory.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    _write(parts, codelists, across, fresh)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    stamp.write_text(digest, "ascii")
    return errors


def _write(parts: Sequence[Part], codelists: Path, across: Path | None, folder: Path) -> None:
    """CSV by joining the reports' shares; each table's frames then go to Parquet and SQLite alike."""
    tables = stack(parts, code_lists(codelists, parts), across, folder)
    with sqlite.writing(tables, folder / SQLITE) as database:
        for table in tables:
            with parquet.writing(table, folder / f"{table.name}.parquet") as file:
                for frame in parquet.frames(table):
                    file.write(frame)
                    sqlite.add(database, table, frame)
    sqlite.write_console(tables, folder / SQLITE, folder / CONSOLE)
    others = [folder / SQLITE, folder / CONSOLE, *(folder / f"{table.name}.parquet" for table in tables)]
    write_descriptor(folder, descriptor(tables, others, [part.report for part in parts]))


def _code(codelists: Path) -> str:
    """What the collection is made with: this program, the dictionary and the code lists."""
    digest = hashlib.sha256()
    own = Path(__file__).parent
    for path in (
        *sorted(own.glob("*.py")),
        own.parent / "describe.py",
        own.parent / "layout.py",
        DICTIONARY,
        *sorted(codelists.rglob("*.*")),
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()
