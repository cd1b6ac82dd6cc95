"""The whole build, top to bottom: every registered report becomes a package, every package becomes pages."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

from build_site.make import ReportJob, make_package
from build_site.model import Correction, Department, Finding, InputError, Registration
from build_site.package import versions
from build_site.reconcile import years
from build_site.registers.corrections import read_corrections
from build_site.registers.reports import department_of, is_address, read_departments, read_reports, sha256_of
from build_site.run import sources, workers
from build_site.run.workers import Done, Limits

Say = Callable[[str], None]
"""Called with a line of progress for a person to read."""

# What a package is made from beside its source: a change in any of these makes every package again.
_CODE = Path(__file__).parent
_INGREDIENTS = (
    _CODE,
    _CODE.parent / "data" / "forms",
    _CODE.parent / "data" / "codelists",
    _CODE.parent / "data" / "dictionary.csv",
    _CODE.parent / "data" / "rules.csv",
)
_NOT_INGREDIENTS = tuple(
    _CODE / name
    for name in (
        "desk",
        "__main__.py",
        "package/collection",
        "package/workbook.py",
        "package/versions",
        "products.py",
        "render",
        "site",
        "run/cluster.py",
        "run/sources.py",
    )
)


@dataclass(frozen=True, slots=True)
class Options:
    """How reports are read: again even if unchanged, by how many processes, within which limits, where; `only` these
    reports (slug-year), or all."""

    force: bool = False
    workers: int = 1
    limits: Limits = field(default_factory=Limits)
    progress: Callable[[str, int, int], None] | None = None  # report, pages done, pages in all
    only: frozenset[str] = frozenset()
    scheduler: str = ""  # the address of a Dask cluster that reads them, or `local`; empty: this machine


DEFAULTS = Options()
_READERS = (
    "build_site.extract.parse.pdf",
    "build_site.extract.recognise",
    "build_site.package.check",
    "build_site.package.write",
    "build_site.reconcile.prove",
    "build_site.reconcile.claims",
    "build_site.reconcile.whole",
)
"""What a reading process loads."""
_REMEMBER_EVERY = 5.0  # seconds; the file names all reports, so writing it after each would cost their number squared


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A report to be read, where its package will stand and what that is made from."""

    registration: Registration
    department: Department
    corrections: Sequence[Correction]
    target: Path
    made_from: str


@dataclass(frozen=True, slots=True)
class House:
    """Where things stand below the repository's root."""

    root: Path

    @property
    def reports(self) -> Path:
        return self.root / "data" / "reports.csv"

    @property
    def departments(self) -> Path:
        return self.root / "data" / "departments.csv"

    @property
    def known_issues(self) -> Path:
        return self.root / "data" / "known-issues.csv"

    @property
    def corrections(self) -> Path:
        return self.root / "data" / "corrections.csv"

    @property
    def packages(self) -> Path:
        return self.root / "data" / "packages"

    @property
    def versions(self) -> Path:
        """The log of each package's versions and changed numbers."""
        return self.root / "data" / "versions"

    @property
    def memory(self) -> Path:
        """What each package was made from, so that an unchanged report is not read again. Never committed."""
        return self.root / "build" / "packages.json"

    @property
    def sources(self) -> Path:
        """Files fetched from addresses, by their hash. Never committed."""
        return self.root / "build" / "sources"

    def pictures(self, registration: Registration) -> Path:
        """Pictures of a PDF's form pages, for the site. Made with the package, never committed."""
        return self.root / "build" / "pictures" / registration.slug / str(registration.year)

    def package(self, registration: Registration) -> Path:
        return self.packages / registration.slug / str(registration.year)


def build(root: Path, say: Say, options: Options = DEFAULTS) -> list[InputError]:
    """Everything that MkDocs then publishes. A refused report never stops the others; returns what was refused."""
    errors = extract(root, say, options)
    return errors + pages(root, say, options)


def extract(root: Path, say: Say, options: Options = DEFAULTS) -> list[InputError]:
    """Bring every registered report's package up to date: parse, recognise, package, reconcile.

    Reports are read in parallel worker processes that a limit can stop; each finished package is put in place whole."""
    house = House(root)
    registrations, refused = read_reports(house.reports)
    problems = [] if options.only else list(refused)  # another report's bad row is not this one's
    departments = read_departments(house.departments)
    corrections = read_corrections(house.corrections)
    for folder in house.packages.glob("*/.*"):
        _recover(folder)
    memory = _remembered(house)
    made_of = _digest(_files((*_INGREDIENTS, house.known_issues)))
    chosen: dict[str, _Chosen] = {}
    for registration in registrations:
        if options.only and registration.name not in options.only:
            continue
        try:
            department = department_of(registration, departments, house.departments)
            registration = _with_hash(house, registration)
        except InputError as error:
            problems.append(error)
            continue
        own = corrections.get(registration.name, ())
        target, made_from = house.package(registration), _key(made_of, registration, department, own)
        if not options.force and memory.get(registration.name) == _stamp(made_from, target):
            continue
        chosen[registration.name] = _Chosen(registration, department, own, target, made_from)
    say(f"reports: {len(registrations)} registered, {len(chosen)} to read")
    written = monotonic()
    for position, done in enumerate(_read(house, chosen, options), start=1):
        target = chosen[done.name].target
        if done.error is None:
            versions.settle(house.versions, target, _fresh(target))
            _put_in_place(target)
            memory[done.name] = _stamp(chosen[done.name].made_from, target)
        else:
            problems.append(done.error)
            memory.pop(done.name, None)
        _clear(target)
        if monotonic() - written > _REMEMBER_EVERY or position == len(chosen):
            _remember(house, memory)
            written = monotonic()
        say(f"[{position}/{len(chosen)}] {done.name}: {'refused' if done.error else 'made'}")
    for folder in _unregistered(house, registrations, problems):
        say(f"note: {folder.relative_to(root)} is not in data/reports.csv; delete it if it is no longer wanted")
    years.compare(root)
    return problems


def ingredients() -> str:
    """A digest of the code and the lists that every package is made from."""
    return _digest(_files(_INGREDIENTS))


def _read(house: House, chosen: Mapping[str, _Chosen], options: Options) -> Iterator[Done]:
    """Make every chosen package in its `_fresh` folder: on this machine, or on a Dask cluster."""
    if not chosen:  # nothing to start a cluster for
        return
    unfetched: list[Done] = []
    jobs = _jobs(house, chosen.values(), unfetched)
    if options.scheduler:
        from build_site.run import cluster

        finished = cluster.run(
            make_package,
            jobs,
            scheduler=options.scheduler,
            workers=options.workers,
            limits=options.limits,
            preload=_READERS,
        )
    else:
        finished = workers.run(
            make_package,
            jobs,
            workers=options.workers,
            limits=options.limits,
            progress=options.progress,
            preload=_READERS,
        )
    for done in finished:
        yield done
        while unfetched:
            yield unfetched.pop(0)
    yield from unfetched


def _jobs(house: House, chosen: Iterable[_Chosen], unfetched: list[Done]) -> Iterator[tuple[str, ReportJob]]:
    """The arguments of `make_package`, one report after another, its source at hand."""
    for each, source in sources.ahead(chosen, lambda each: _source(house, each.registration)):
        try:
            path = source.result()
        except InputError as error:
            unfetched.append(Done(each.registration.name, error=error))
            continue
        fresh, pictures = _fresh(each.target), house.pictures(each.registration)
        job = (path, each.registration, each.department, each.corrections, house.known_issues, fresh, pictures)
        yield each.registration.name, job


def _source(house: House, registration: Registration) -> Path:
    if is_address(registration.source_path):
        return sources.fetched(registration, house.sources)
    return house.root / registration.source_path


def pages(root: Path, say: Say, options: Options = DEFAULTS) -> list[InputError]:
    """The site's Markdown and data files, from the packages alone; nothing with personal contact data is left there.
    What has not changed is left alone."""
    from build_site import products
    from build_site.site import assets

    assets.provide(root)
    return products.make(root, say, options.workers)


def check(root: Path, package: Path | None = None) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    """The audit of every published package, or of one anywhere, run again on its CSVs, one after another. Nothing is
    written."""
    from build_site.reconcile import audit

    house = House(root)
    known = house.known_issues if house.known_issues.is_file() else None
    found = sorted(path.parent for path in house.packages.glob("*/*/datapackage.json"))
    folders = found if package is None else [package.resolve()]
    for path in folders:
        yield f"{path.parent.name}-{path.name}", audit(path, known).findings


def _with_hash(house: House, registration: Registration) -> Registration:
    """The registration with its file's hash. That of an address is registered: the file is not fetched for it."""
    if is_address(registration.source_path):
        return registration
    source = house.root / registration.source_path
    if not source.is_file():
        raise InputError(
            registration.source_path,
            f"the source file of {registration.name}",
            "no file",
            "Put the report there, or correct source_path in data/reports.csv.",
        )
    digest = sha256_of(source)
    if registration.sha256 and registration.sha256 != digest:
        raise InputError(
            registration.source_path,
            f"the registered file (sha256 {registration.sha256[:12]}…)",
            f"another one (sha256 {digest[:12]}…)",
            "Restore the file; if the report was re-issued, put its sha256 and date in data/reports.csv.",
        )
    return replace(registration, sha256=digest)


def _fresh(target: Path) -> Path:
    """Where this run makes a package; another's, killed or still running, is elsewhere."""
    return target.with_name(f".{target.name}.{os.getpid()}.new")


def _put_in_place(target: Path) -> None:
    """The new package takes the place of the old one; an interruption between the two steps is mended by `_recover`."""
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    _fresh(target).rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _clear(target: Path) -> None:
    """Nothing half-written stays of a report that was refused."""
    shutil.rmtree(_fresh(target), ignore_errors=True)
    if target.parent.is_dir() and not any(target.parent.iterdir()):
        target.parent.rmdir()


def _recover(folder: Path) -> None:
    """What an interrupted run left: a package moved aside comes back, an unfinished one goes."""
    target = folder.with_name(folder.name[1:].split(".", 1)[0])
    if folder.name.endswith(".old") and not target.exists():
        folder.rename(target)
    elif folder.name.endswith((".old", ".new")):
        shutil.rmtree(folder)


def _unregistered(house: House, registrations: Sequence[Registration], errors: Sequence[InputError]) -> Iterator[Path]:
    if errors:  # a package may belong to a row that could not be read
        return
    known = {house.package(registration) for registration in registrations}
    yield from sorted(path for path in house.packages.glob("*/*") if path.is_dir() and path not in known)


def _files(ingredients: Iterable[Path]) -> Iterator[Path]:
    for start in ingredients:
        files = sorted(start.rglob("*")) if start.is_dir() else [start]
        for path in files:
            if (
                path.is_file()
                and path.suffix != ".pyc"
                and not any(path.is_relative_to(skip) for skip in _NOT_INGREDIENTS)
            ):
                yield path


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _key(made_of: str, registration: Registration, department: Department, corrections: Sequence[Correction]) -> str:
    return hashlib.sha256(f"{made_of}{registration!r}{department!r}{corrections!r}".encode()).hexdigest()


def _stamp(made_from: str, folder: Path) -> str:
    """What a package was made from and what it is: an edited or half-deleted package is made again."""
    if not folder.is_dir():
        return ""
    return f"{made_from}:{_digest(sorted(path for path in folder.iterdir() if path.is_file()))}"


def _remembered(house: House) -> dict[str, str]:
    try:
        memory = json.loads(house.memory.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return memory if isinstance(memory, dict) else {}


def _remember(house: House, memory: dict[str, str]) -> None:
    house.memory.parent.mkdir(parents=True, exist_ok=True)
    fresh = house.memory.with_suffix(".new")
    fresh.write_text(json.dumps(memory, indent=1, sort_keys=True), "utf-8")
    fresh.replace(house.memory)
