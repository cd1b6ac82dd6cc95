"""What is made of the packages: each report's workbook, share of the collection, pages and files, in worker processes;
then the collection of all reports and the pages above them."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from build_site.model import InputError, Registration
from build_site.package import versions
from build_site.registers.reports import department_of, read_departments, read_reports
from build_site.run import workers
from build_site.run.workers import Limits
from build_site.site import privacy

if TYPE_CHECKING:
    from build_site.package.collection import Source
    from build_site.render.job import Job

Say = Callable[[str], None]
_CODE = Path(__file__).parent
CODELISTS = _CODE.parent / "data" / "codelists"
_WRITERS = ("build_site.render.report", "build_site.package.workbook", "build_site.package.collection", "xlsxwriter")
"""What a writing process loads."""
_OWN = ("departments", "data", "en/departments")
"""Where a report has folders of its own below docs/."""


def make(root: Path, say: Say, crew: int = 1) -> list[InputError]:
    """Bring everything below docs/, build/exports and build/collection up to date with data/packages, with `crew`
    worker processes. An unchanged report is left alone; one that cannot be published is returned as an error, and the
    others are published."""
    from build_site.package.collection import collect
    from build_site.render import render

    registrations, _ = read_reports(root / "data" / "reports.csv")
    packages = [each for each in registrations if (_package(root, each) / "datapackage.json").is_file()]
    _log(root, packages)
    sources, errors = _sources(root, packages)
    build, docs = root / "build" / "collection", root / "docs"

    def write(jobs: Iterable[Job]) -> Iterator[str]:
        yield from _write(list(jobs), sources, build / "parts", say, crew, errors)
        say(f"collection: {len(sources)} reports")
        across = root / "data" / "findings-across.csv"
        errors.extend(collect(list(sources.values()), CODELISTS, build / "parts", build / "current", across))
        say("pages above the reports")

    if not render(root, write):
        say("pages: up to date")
    own = [docs / name / each.slug / str(each.year) for each in packages for name in _OWN]
    # a report's own files, and its share of the collection, were looked at when they were made
    privacy.require_none(docs, but=[*own, docs / "data" / "collection"])
    return errors


def _write(
    jobs: Sequence[Job], sources: dict[str, Source], parts: Path, say: Say, crew: int, errors: list[InputError]
) -> Iterator[str]:
    """Write these reports; yields the names of those that were. The others' errors are added to `errors`, and they are
    taken out of `sources`: what is not published has no share of the collection either."""
    say(f"pages: {len(jobs)} reports to write")
    tasks = [(job.name, (job, sources.get(job.name), parts)) for job in jobs]
    for position, done in enumerate(
        workers.run(_make, tasks, workers=crew, limits=Limits(), preload=_WRITERS, renew=False), start=1
    ):
        if done.error is None:
            yield done.name
        else:
            errors.append(done.error)
            sources.pop(done.name, None)
            shutil.rmtree(parts / done.name, ignore_errors=True)
        say(f"[{position}/{len(jobs)}] {done.name}: {'not published' if done.error else 'written'}")


def _make(job: Job, source: Source | None, parts: Path, progress: Callable[[int, int], None]) -> None:
    """One report's workbook, share of the collection, pages and files, in a worker process."""
    from build_site.package.collection import share
    from build_site.render.report import write_report

    _workbook(job.root, job.registration)
    if source is not None:
        share(source, CODELISTS, parts)
        privacy.require_none(parts / job.name)
    progress(1, 2)
    write_report(job)
    privacy.require_none(job.fresh)


def _sources(root: Path, packages: Sequence[Registration]) -> tuple[dict[str, Source], list[InputError]]:
    """The packages with what the registers say of them, by name."""
    from build_site.package.collection import Source

    path = root / "data" / "departments.csv"
    departments = read_departments(path)
    sources, errors = {}, []
    for each in packages:
        try:
            sources[each.name] = Source(_package(root, each), each, department_of(each, departments, path))
        except InputError as error:
            errors.append(error)
    return sources, errors


def _package(root: Path, registration: Registration) -> Path:
    return root / "data" / "packages" / registration.slug / str(registration.year)


def _log(root: Path, packages: Sequence[Registration]) -> None:
    """Packages without a version yet get one; reports that are gone are logged as removed."""
    log = root / "data" / "versions"
    for each in packages:
        folder = _package(root, each)
        if not versions.read_versions(log / each.slug / str(each.year)):
            versions.settle(log, folder, folder)
    versions.retire(log, root / "data" / "packages")


def _workbook(root: Path, registration: Registration) -> None:
    """Write the report's workbook unless it is there."""
    from build_site.package.workbook import write_workbook

    folder = root / "build" / "exports" / registration.slug / str(registration.year)
    package = _package(root, registration)
    digest = hashlib.sha256((_CODE / "package" / "workbook.py").read_bytes())
    for path in sorted(package.glob("*.*")):
        digest.update(path.read_bytes())
    stamp = folder / "stamp"
    if stamp.is_file() and stamp.read_text("ascii") == digest.hexdigest() and (folder / "report.xlsx").is_file():
        return
    write_workbook(package, folder / "report.xlsx")
    stamp.write_text(digest.hexdigest(), "ascii")
