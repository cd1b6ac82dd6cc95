"""The whole build, top to bottom: every registered report becomes a package, every package becomes pages."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from build_site.model import Department, Finding, InputError, Registration
from build_site.register import department_of, read_departments, read_reports, sha256_of

Say = Callable[[str], None]
"""Called with a line of progress for a person to read."""

# What a package is made from beside its source: a change in any of these makes every package again.
_INGREDIENTS = (
    "build_site",
    "data/forms",
    "data/codelists",
    "data/dictionary.csv",
    "data/known-issues.csv",
    "data/corrections.csv",
)
_NOT_INGREDIENTS = (
    "build_site/render",
    "build_site/assets.py",
    "build_site/serve.py",
    "build_site/site.py",
    "build_site/summary.py",
    "build_site/__main__.py",
)


@dataclass(frozen=True, slots=True)
class Built:
    """One report after its turn: made anew, unchanged, or refused with what is wrong."""

    name: str
    made: bool
    error: InputError | None = None


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
    def packages(self) -> Path:
        return self.root / "data" / "packages"

    @property
    def memory(self) -> Path:
        """What each package was made from, so that an unchanged report is not read again. Never committed."""
        return self.root / "build" / "packages.json"

    def package(self, registration: Registration) -> Path:
        return self.packages / registration.slug / str(registration.year)


def build(root: Path, say: Say, *, force: bool = False) -> list[InputError]:
    """Everything that MkDocs then publishes. A refused report never stops the others; returns what was refused."""
    errors = extract(root, say, force=force)
    pages(root, say)
    return errors


def extract(root: Path, say: Say, *, force: bool = False) -> list[InputError]:
    """Bring every registered report's package up to date: parse, recognise, package, reconcile."""
    house = House(root)
    registrations, errors = read_reports(house.reports)
    departments = read_departments(house.departments)
    for folder in house.packages.glob("*/.*"):
        _recover(folder)
    memory = _remembered(house)
    ingredients = _digest(root, _files(root))
    refused = list(errors)
    for position, registration in enumerate(registrations, start=1):
        built = _bring_up_to_date(house, registration, departments, memory, ingredients, force=force)
        if built.error is not None:
            refused.append(built.error)
        state = "refused" if built.error else "made" if built.made else "unchanged"
        say(f"[{position}/{len(registrations)}] {registration.name}: {state}")
        _remember(house, memory)
    for folder in _unregistered(house, registrations, errors):
        say(f"note: {folder.relative_to(root)} is not in data/reports.csv; delete it if it is no longer wanted")
    return refused


def pages(root: Path, say: Say) -> None:
    """The site's Markdown and data files, from the packages alone."""
    from build_site import assets, render

    assets.provide(root)
    say("pages: writing docs/ from data/packages/")
    render.render(root)


def check(root: Path) -> dict[str, tuple[Finding, ...]]:
    """The audit of every published package, run again on its CSVs. Nothing is written."""
    from build_site.reconcile import audit

    house = House(root)
    folders = sorted(path.parent for path in house.packages.glob("*/*/datapackage.json"))
    return {f"{path.parent.name}-{path.name}": audit(path, house.known_issues).findings for path in folders}


def make_package(house: House, registration: Registration, department: Department, folder: Path) -> None:
    """One report's package with its findings, in an empty folder.

    Raises InputError for a source that cannot be read as the report it is registered as."""
    from build_site import package
    from build_site.extract import parse, recognise
    from build_site.reconcile import audit

    try:
        report = recognise(parse(house.root / registration.source_path))
    except InputError as error:
        error.file = registration.source_path  # the rooms know the file's name, not where it stands
        raise
    if report.fiscal_year != registration.year:
        raise InputError(
            registration.source_path,
            f"the final accounts of {registration.year}, as registered in data/reports.csv",
            f"those of {report.fiscal_year}: “{report.title}”",
            "Correct the year in data/reports.csv, or the file.",
        )
    package.write(report, registration, department, folder)
    found = audit(folder, house.known_issues)
    package.complete(folder, found.findings, found.matched)


def _bring_up_to_date(
    house: House,
    registration: Registration,
    departments: dict[str, Department],
    memory: dict[str, str],
    ingredients: str,
    *,
    force: bool,
) -> Built:
    name = registration.name
    try:
        department = department_of(registration, departments, house.departments)
        registration = _with_hash(house, registration)
        made_from = _key(ingredients, registration, department)
        if not force and memory.get(name) == _stamp(made_from, house.package(registration)):
            return Built(name, made=False)
        with_package = _staged(house, registration, department)
        memory[name] = _stamp(made_from, with_package)
        return Built(name, made=True)
    except InputError as error:
        memory.pop(name, None)
        return Built(name, made=False, error=error)


def _with_hash(house: House, registration: Registration) -> Registration:
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


def _staged(house: House, registration: Registration, department: Department) -> Path:
    """The package made beside its place and then put there, whole or not at all."""
    target = house.package(registration)
    fresh = target.with_name(f".{target.name}.new")
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        make_package(house, registration, department, fresh)
        if target.exists():
            target.rename(old)
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
        if not any(target.parent.iterdir()):
            target.parent.rmdir()
    return target


def _recover(folder: Path) -> None:
    """What an interrupted run left: a package moved aside comes back, an unfinished one goes."""
    target = folder.with_name(folder.name[1:].rsplit(".", 1)[0])
    if folder.name.endswith(".old") and not target.exists():
        folder.rename(target)
    elif folder.name.endswith((".old", ".new")):
        shutil.rmtree(folder)


def _unregistered(house: House, registrations: Sequence[Registration], errors: Sequence[InputError]) -> Iterator[Path]:
    if errors:  # a package may belong to a row that could not be read
        return
    known = {house.package(registration) for registration in registrations}
    yield from sorted(path for path in house.packages.glob("*/*") if path.is_dir() and path not in known)


def _files(root: Path) -> Iterator[Path]:
    skipped = [root / name for name in _NOT_INGREDIENTS]
    for name in _INGREDIENTS:
        start = root / name
        files = sorted(start.rglob("*")) if start.is_dir() else [start]
        for path in files:
            if path.is_file() and path.suffix != ".pyc" and not any(path.is_relative_to(skip) for skip in skipped):
                yield path


def _digest(root: Path, paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _key(ingredients: str, registration: Registration, department: Department) -> str:
    return hashlib.sha256(f"{ingredients}{registration!r}{department!r}".encode()).hexdigest()


def _stamp(made_from: str, folder: Path) -> str:
    """What a package was made from and what it is: an edited or half-deleted package is made again."""
    if not folder.is_dir():
        return ""
    return f"{made_from}:{_digest(folder, sorted(path for path in folder.iterdir() if path.is_file()))}"


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
