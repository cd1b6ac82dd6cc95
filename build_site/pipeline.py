"""The whole build on one page: registers → reports → packages → findings → findings across → pages → site."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from build_site.model import Correction, Department, Document, Finding, InputError, KnownIssue, Registration, Report
from build_site.registers import Registers, read_registers
from build_site.registers.corrections import apply
from build_site.registers.known_issues import read_known_issues
from build_site.run import cluster, sources, whole, workers
from build_site.run.house import House
from build_site.run.memory import Memory, code, contents, listing, made_from
from build_site.run.workers import Crew, Done, Limits, Progress

if TYPE_CHECKING:
    from build_site.package.collection import Source
    from build_site.render.job import Job

Say = Callable[[str], None]
"""Called with a line of progress for a person to read."""


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


def build(root: Path, say: Say, options: Options = DEFAULTS) -> list[InputError]:
    """Everything that MkDocs then publishes. A refused report never stops the others; returns what was refused."""
    registers = read_registers(root)
    errors = extract(root, say, options, registers)
    return errors + pages(root, say, options, registers)


def extract(root: Path, say: Say, options: Options = DEFAULTS, registers: Registers | None = None) -> list[InputError]:
    """Bring every registered report's package up to date, and the findings across them.

    Reports are read in parallel worker processes that a limit can stop; each finished package is put in place whole."""
    from build_site.package import versions
    from build_site.reconcile.years import write_across

    house = House(root)
    registers = registers or read_registers(root)
    errors = [] if options.only else list(registers.refused)
    for folder in house.packages.glob("*"):
        whole.recover(folder)
    with Memory(root) as memory:
        stale = {job.name: job for job in _reports(house, registers, options, memory, errors)}
        say(f"reports: {len(registers.reports)} registered, {len(stale)} to read")
        for position, done in enumerate(_read(house, stale.values(), options), start=1):
            job, product = stale[done.name], f"packages/{done.name}"
            target = house.package(job.registration)
            if done.error is None:
                versions.settle(house.versions, target, job.folder)
                whole.put_in_place(target)
                memory.learn(product, job.made_from, contents(target))
            else:
                errors.append(done.error)
                whole.discard(target)
                memory.forget(product)
            say(f"[{position}/{len(stale)}] {done.name}: {'refused' if done.error else 'made'}")
        for folder in _unregistered(house, registers.reports, errors):
            say(f"note: {folder.relative_to(root)} is not in data/reports.csv; delete it if it is no longer wanted")
        write_across(house, registers, memory)
    return errors


@dataclass(frozen=True, slots=True)
class ReportJob:
    """A report to be read, where its new package and its pictures are made, and a digest of what they are made from."""

    READS: ClassVar[tuple[str, ...]] = ("source",)
    MAKES: ClassVar[tuple[str, ...]] = ("folder", "pictures")

    registration: Registration
    department: Department
    corrections: Sequence[Correction]
    known_issues: Sequence[KnownIssue]
    source: Path
    folder: Path
    pictures: Path
    made_from: str = ""

    @property
    def name(self) -> str:
        return self.registration.name


def make_package(job: ReportJob, progress: Progress | None = None) -> None:
    """One report, from its source file to its package with findings in a new folder; of a PDF also pictures.

    Raises InputError for a source that cannot be read as the report it is registered as."""
    from build_site.extract import report as reports

    document, report = reports.read(job.source, job.registration, progress)
    report = apply(report, job.corrections)
    write_package(job.source, document, report, job.registration, job.department, job.known_issues, job.folder)
    reports.draw(job.source, job.registration, document, report, job.pictures)


def write_package(
    source: Path,
    document: Document,
    report: Report,
    registration: Registration,
    department: Department,
    known_issues: Sequence[KnownIssue],
    folder: Path,
) -> tuple[Finding, ...]:
    """Write what was read as a package with findings into a new folder. A difference on a PDF's page that a second
    parser reads otherwise is a doubt of ours, not a finding about the report."""
    from build_site import package
    from build_site.extract.report import second_opinion
    from build_site.package.check import check
    from build_site.reconcile import audit

    folder.mkdir(parents=True)
    package.write(report, registration, department, folder)
    found = audit(folder, known_issues)
    doubted = second_opinion(source, document, report, found.findings)
    if doubted is not report:
        shutil.rmtree(folder)
        folder.mkdir()
        package.write(doubted, registration, department, folder)
        found = audit(folder, known_issues)
    package.complete(folder, found.findings, found.matched)
    check(folder, registration.source_path)
    return found.findings


READERS = (
    "build_site.pipeline:make_package",
    "build_site.pipeline:write_package",
    "build_site.extract.report",
    "build_site.extract.parse.pdf",
    "build_site.extract.recognise",
    "build_site.package.check",
    "build_site.package.write",
    "build_site.reconcile",
)
"""What a package is made by."""


def _reports(
    house: House,
    registers: Registers,
    options: Options,
    memory: Memory,
    errors: list[InputError],
) -> Iterator[ReportJob]:
    """The reports whose package is not what it would be made from now."""
    by = code(*READERS)
    for registration in registers.reports:
        if options.only and registration.name not in options.only:
            continue
        try:
            department = registers.department(registration)
            registration = sources.hashed(registration, house.root)
        except InputError as error:
            errors.append(error)
            continue
        target = house.package(registration)
        known = (
            registration,
            department,
            registers.corrections.get(registration.name, ()),
            registers.issues(registration),
        )
        made = made_from(by, *known)
        if options.force or not memory.knows(f"packages/{registration.name}", made, contents(target)):
            source, places = house.root / registration.source_path, (whole.fresh(target), house.pictures(registration))
            yield ReportJob(*known, source, *places, made)


def _read(house: House, jobs: Iterable[ReportJob], options: Options) -> Iterator[Done]:
    """Make every package in its new folder: on this machine, or on a Dask cluster."""
    if not jobs:  # nothing to start a cluster for
        return
    unfetched: list[Done] = []
    crew = Crew(options.workers, options.limits, makers=READERS, progress=options.progress, scheduler=options.scheduler)
    do = cluster.run if options.scheduler else workers.run
    for done in do(make_package, _fetched(house, jobs, unfetched), crew):
        yield done
        while unfetched:
            yield unfetched.pop(0)
    yield from unfetched


def _fetched(house: House, jobs: Iterable[ReportJob], unfetched: list[Done]) -> Iterator[ReportJob]:
    """The jobs with their sources at hand."""
    for job, source in sources.ahead(jobs, lambda job: sources.at_hand(job.registration, house.root)):
        try:
            yield replace(job, source=source.result())
        except InputError as error:
            unfetched.append(Done(job.name, error=error))


def _unregistered(house: House, registrations: Sequence[Registration], errors: Sequence[InputError]) -> Iterator[Path]:
    if errors:  # a package may belong to a row that could not be read
        return
    known = {house.package(registration) for registration in registrations}
    yield from sorted(path for path in house.packages.glob("*/*") if path.is_dir() and path not in known)


def pages(root: Path, say: Say, options: Options = DEFAULTS, registers: Registers | None = None) -> list[InputError]:
    """The site's Markdown and data files, each report's workbook and the collection, from the packages alone; nothing with
    personal contact data is left there. What has not changed is left alone; a report that cannot be published is returned
    as an error, and the others are published."""
    from build_site.package import versions
    from build_site.package.collection import Source, collect
    from build_site.registers.codelists import FOLDER as CODELISTS
    from build_site.render import render
    from build_site.site import assets, privacy

    assets.provide(root)
    house = House(root)
    registers, errors = registers or read_registers(root), list[InputError]()
    published = [each for each in registers.reports if (house.package(each) / "datapackage.json").is_file()]
    shares: dict[str, Source] = {}
    for each in published:
        versions.begin(house.versions, house.package(each))
        try:
            shares[each.name] = Source(house.package(each), each, registers.department(each))
        except InputError as error:
            errors.append(error)
    versions.retire(house.versions, house.packages)
    with Memory(root) as memory:

        def write(reports: Iterable[Job]) -> Iterator[str]:
            yield from _write(house, list(reports), shares, memory, say, options, errors)
            say(f"collection: {len(shares)} reports")
            parts, target = house.collection / "parts", house.collection / "current"
            errors.extend(collect(list(shares.values()), CODELISTS, parts, target, house.across))
            say("pages above the reports")

        if not render(root, write, memory):
            say("pages: up to date")
    own = [house.docs / name / each.slug / str(each.year) for each in published for name in _OWN]
    # a report's own files, and its share of the collection, were looked at when they were made
    privacy.require_none(house.docs, but=[*own, house.docs / "data" / "collection"])
    return errors


_OWN = ("departments", "data", "en/departments")
"""Where a report has folders of its own below docs/."""


@dataclass(frozen=True, slots=True)
class PagesJob:
    """A report whose pages are to be written, with its workbook, if that is to be made, and its share of the collection."""

    pages: Job
    workbook: Path | None
    share: Source | None
    parts: Path

    @property
    def name(self) -> str:
        return self.pages.name


def write_pages(job: PagesJob, progress: Progress) -> None:
    """One report's workbook, share of the collection, pages and files. Runs in a worker process."""
    from build_site.package.collection import share
    from build_site.package.workbook import write_workbook
    from build_site.registers.codelists import FOLDER as CODELISTS
    from build_site.render.report import write_report
    from build_site.site import privacy

    if job.workbook is not None:
        write_workbook(job.pages.report.folder, job.workbook)
    if job.share is not None:
        share(job.share, CODELISTS, job.parts)
        privacy.require_none(job.parts / job.name)
    progress(1, 2)
    write_report(job.pages)
    privacy.require_none(job.pages.fresh)


WRITERS = ("build_site.render.report", "build_site.package.workbook", "build_site.package.collection", "xlsxwriter")
"""What loads with a writing process."""


def _write(
    house: House,
    reports: Sequence[Job],
    shares: dict[str, Source],
    memory: Memory,
    say: Say,
    options: Options,
    errors: list[InputError],
) -> Iterator[str]:
    """Write these reports' pages; yields the names of those that were. The others' errors are added to `errors`, and they
    are taken out of `shares`: what is not published has no share of the collection either."""
    say(f"pages: {len(reports)} reports to write")
    parts, by, books = house.collection / "parts", code("build_site.package.workbook"), {}
    jobs = []
    for each in reports:
        place, made = house.workbook(each.registration), made_from(by, house.package(each.registration))
        if not memory.knows(f"workbooks/{each.name}", made, listing(place)):
            books[each.name] = place, made
        jobs.append(PagesJob(each, place if each.name in books else None, shares.get(each.name), parts))
    crew = Crew(options.workers, renew=False, makers=WRITERS)
    for position, done in enumerate(workers.run(write_pages, jobs, crew), start=1):
        if done.error is None:
            if done.name in books:
                place, made = books[done.name]
                memory.learn(f"workbooks/{done.name}", made, listing(place))
            yield done.name
        else:
            errors.append(done.error)
            shares.pop(done.name, None)
            shutil.rmtree(parts / done.name, ignore_errors=True)
        say(f"[{position}/{len(jobs)}] {done.name}: {'not published' if done.error else 'written'}")


def check(root: Path, package: Path | None = None) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    """The audit of every published package, or of one anywhere, run again on its CSVs, one after another. Nothing is
    written."""
    from build_site.reconcile import audit

    house = House(root)
    known = read_known_issues(house.known_issues)
    found = sorted(path.parent for path in house.packages.glob("*/*/datapackage.json"))
    folders = found if package is None else [package.resolve()]
    for path in folders:
        yield f"{path.parent.name}-{path.name}", audit(path, known).findings
