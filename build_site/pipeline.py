"""The whole build on one page: registers → reports → packages → findings → findings across → pages → site."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar

from build_site.model import (
    Correction,
    Department,
    Document,
    Finding,
    InputError,
    KnownIssue,
    Registration,
    Report,
    Said,
)
from build_site.registers import Registers, read_registers
from build_site.registers.corrections import apply
from build_site.run import sources, whole, workers
from build_site.run.house import House
from build_site.run.memory import Memory, Product, code, made_from
from build_site.run.workers import Crew, Done, Limits, Progress

if TYPE_CHECKING:  # a worker that only writes pages loads no rules
    from build_site.package.collection import Source
    from build_site.reconcile import Audit
    from build_site.site.publication import Publication

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
    """Everything, from the registers to site/. A refused report never stops the others; returns what was refused."""
    registers = read_registers(root)
    errors = extract(root, say, options, registers)
    errors += pages(root, say, options, registers)
    return errors + site(root, say, options)


def extract(root: Path, say: Say, options: Options = DEFAULTS, registers: Registers | None = None) -> list[InputError]:
    """Bring every registered report's package up to date, and the findings across them.

    Reports are read in parallel worker processes that a limit can stop; each finished package is put in place whole."""
    from build_site.package import versions
    from build_site.reconcile.years import write_across

    house = House(root)
    registers = registers or read_registers(root)
    errors = [each.error for each in registers.refused if not options.only or each.report in options.only]
    for folder in house.packages.glob("*"):
        whole.recover(folder)
    with Memory(root) as memory:
        stale = {job.name: (job, product) for job, product in _reports(house, registers, options, memory, errors)}
        all_of_them, new = len(registers.reports), len(stale)
        say(Said(f"登记 {all_of_them} 份报告，要读 {new} 份", f"reports: {all_of_them} registered, {new} to read"))
        try:
            for position, done in enumerate(_read(house, [job for job, _ in stale.values()], options), start=1):
                job, package = stale[done.name]
                (target,) = package.places
                if done.error is None:
                    versions.settle(house.versions, target, job.folder)
                    whole.put_in_place(job.folder, target)
                    memory.learn(package)
                else:
                    errors.append(done.error)
                    memory.forget(package.name)
                zh, en = ("不收", "refused") if done.error else ("做成", "made")
                at = f"[{position}/{len(stale)}] {done.name}"
                say(Said(f"{at}：{zh}", f"{at}: {en}"))
        finally:
            for job, _ in stale.values():
                whole.discard(job.folder)
        for folder in _unregistered(house, registers.reports, errors):
            own = folder.relative_to(root)
            said = f"note: {own} is not in data/reports.csv; delete it if it is no longer wanted"
            say(Said(f"注意：{own} 没有登记在 data/reports.csv；不要了就删去", said))
        write_across(house, registers, memory)
    return errors


@dataclass(frozen=True, slots=True)
class ReportJob:
    """A report to be read, and where its new package and its pictures are made."""

    READS: ClassVar[tuple[str, ...]] = ("source",)
    MAKES: ClassVar[tuple[str, ...]] = ("folder", "pictures")

    registration: Registration
    department: Department
    corrections: Sequence[Correction]
    known_issues: Sequence[KnownIssue]
    source: Path
    folder: Path
    pictures: Path

    @property
    def name(self) -> str:
        return self.registration.name


def make_package(job: ReportJob, progress: Progress | None = None) -> None:
    """One report, from its source file to its package with findings in a new folder; of a PDF also pictures.

    Raises InputError for a source that cannot be read as the report it is registered as."""
    from build_site.extract import report as reports

    document, report = reports.read(job.source, job.registration, progress)
    with TemporaryDirectory() as room:
        copy = Path(room, "report.pdf")
        report = reports.with_copy(job.source, job.registration, apply(report, job.corrections), copy)
        write_package(job, document, report)
        reports.draw(job.source, document, report, job.pictures, copy)


def write_package(job: ReportJob, document: Document, report: Report) -> "Audit":
    """Write what was read as a package with findings into the job's new folder. A difference on a PDF's page that a second
    parser reads otherwise is a doubt of ours, not a finding about the report."""
    from build_site import package
    from build_site.extract.report import second_opinion
    from build_site.package.check import check
    from build_site.reconcile import audit

    def written(read: Report, examined: tuple[Finding, ...] = ()) -> "Audit":
        job.folder.mkdir(parents=True)
        package.write(read, job.registration, job.department, job.folder)
        return audit(job.folder, job.known_issues, examined)

    found = written(report)
    doubted = second_opinion(job.source, document, report, found.findings)
    if doubted is not report:
        shutil.rmtree(job.folder)
        found = written(doubted, found.examined if doubted.statements is report.statements else ())
    package.complete(job.folder, found.findings, found.defects, found.matched)
    check(job.folder, job.registration.source_path)
    return found


READERS = (
    "build_site.pipeline:make_package",
    "build_site.pipeline:write_package",
    "build_site.extract.report",
    "build_site.extract.warm",
    "build_site.extract.parse.pdf",
    "build_site.extract.parse.several",
    "build_site.extract.parse.pdf.reading",
    "build_site.extract.parse.pdf.join",
    "PIL.Image",
    "numpy",
    "build_site.extract.recognise",
    "build_site.registers.corrections",
    "build_site.package.check",
    "build_site.package.write",
    "build_site.reconcile",
)
"""What a package is made by, loaded once for all workers."""


def _reports(
    house: House, registers: Registers, options: Options, memory: Memory, errors: list[InputError]
) -> Iterator[tuple[ReportJob, Product]]:
    """The reports whose package is not what it would be made from now, with what that is."""
    by = code(*READERS)
    for registration in registers.reports:
        if (options.only and registration.name not in options.only) or registers.held(registration):
            continue
        try:
            department = registers.department(registration)
            registration = sources.hashed(registration, house.root)
        except InputError as error:
            errors.append(error)
            continue
        corrections, issues = registers.corrections.get(registration.name, ()), registers.issues(registration)
        known, target = (registration, department, corrections, issues), house.package(registration)
        package = Product(f"packages/{registration.name}", made_from(by, *known), (target,), committed=True)
        if options.force or not memory.has(package):
            source, pictures = house.root / registration.source_path, house.pictures(registration)
            yield ReportJob(*known, source, whole.fresh(target), pictures), package


def _read(house: House, jobs: Iterable[ReportJob], options: Options) -> Iterator[Done]:
    """Make every package in its new folder: on this machine, or on a Dask cluster."""
    if not jobs:  # nothing to start a cluster for
        return
    from build_site.run import cluster

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
    from build_site.package.collection import Source
    from build_site.render.job import jobs
    from build_site.site import assets
    from build_site.site.publication import publication, publish

    assets.provide(root)
    house = House(root)
    registers = registers or read_registers(root)
    published = [each for each in registers.reports if (house.package(each) / "datapackage.json").is_file()]
    versions.retire(house.versions, house.packages)
    shares: dict[str, Source] = {}
    errors: list[InputError] = []
    for each in published:
        try:
            versions.begin(house.versions, house.package(each))
            shares[each.name] = Source(house.package(each), each, registers.department(each))
        except InputError as error:
            errors.append(error)
    kept = {folder for each in published for folder in (house.workbook(each).parent, house.digests / each.name)}
    for gone in {*house.workbooks.glob("*/*"), *house.digests.glob("*")} - kept:
        shutil.rmtree(gone)
    with Memory(root) as memory:
        publications = [
            publication(house, job, shares.get(job.name), memory)
            for job in jobs(root, [each for each in published if each.name in shares], registers.departments)
        ]
        stale = {each.name: each for each in publications if each.stale}
        say(f"pages: {len(stale)} reports to write")
        crew = Crew(options.workers, renew=False)
        for position, done in enumerate(workers.run(publish, stale.values(), crew), start=1):
            job = stale[done.name]
            if done.error is None:
                job.pages.put_in_place()
                for product in job.stale:
                    memory.learn(product)
            else:  # what is not published has no share of the collection either
                errors.append(done.error)
                shares.pop(done.name, None)
                shutil.rmtree(house.shares / done.name, ignore_errors=True)
            say(f"[{position}/{len(stale)}] {done.name}: {'not published' if done.error else 'written'}")
        errors += _above(root, house, registers, publications, shares, memory, say, options.workers)
    return errors


def _above(
    root: Path, house: House, registers: Registers, publications: "Sequence[Publication]", shares: "dict[str, Source]",
    memory: Memory, say: Say, processes: int,
) -> list[InputError]:  # fmt: skip
    """The collection and the pages above the reports, of those that are published. A report that brings personal data
    there is returned as an error, and all is made again without it; data that none has brought raise InputError."""
    from build_site.package import versions
    from build_site.package.collection import collect
    from build_site.package.collection.dated import collect_days
    from build_site.render.above import write_above
    from build_site.render.publish.whole import packed_up
    from build_site.site import privacy
    from build_site.site.publication import origins

    errors: list[InputError] = []
    followed = {slug: each.predecessors for slug, each in registers.departments.items() if each.predecessor}
    while True:
        say(f"collection: {len(shares)} reports")
        version = max(versions.days(house.versions), default="")
        of = list(shares.values())

        def collected(version: str = version, of: "Sequence[Source]" = of) -> list[InputError]:
            lists = house.across.parent, house.places
            found = collect(of, house.shares, house.collection, memory, *lists, version, followed, processes)
            collect_days(of, house.versions, house.shares, house.dated, memory, followed)
            packed_up(root, memory)
            return found

        there = {page.made_from: each.pages for each in publications if memory.has(page := each.products[-1])}
        anew = any(each.products[-1] in each.stale for each in publications if each.products[-1].made_from in there)
        with ThreadPoolExecutor(1) as beside:  # the collection is made by processes of its own
            collecting = beside.submit(collected)
            if not anew:
                collecting.result()
            say("pages above the reports")
            written = write_above(root, there, registers.departments, memory, collecting.result, anew=anew)
        unstacked = collecting.result()
        if not written and not any(p.stale for p in publications):
            say("pages: up to date")
        # a report's own files, and its share of the collection, were looked at when they were made
        own = [house.docs / part for job in there.values() for part in job.parts]
        apart = [*own, *(house.docs / "data" / name for name in ("collection", "places"))]
        found = list(privacy.scan(house.docs, apart, memory))
        held = origins(found, there.values()) if found else {}
        for name, hit in held.items():
            errors.append(hit.error(f"{name}: "))
            memory.forget(f"pages/{name}")
            shares.pop(name, None)
            shutil.rmtree(house.shares / name, ignore_errors=True)
            say(f"{name}: not published")
        if not held:
            break
    for hit in found:
        raise hit.error()
    return errors + unstacked


def site(root: Path, say: Say, options: Options = DEFAULTS) -> list[InputError]:
    """The pages as HTML in site/, for the address in the environment's SITE_URL; why there are none."""
    from build_site.site.build import build as build_html

    try:
        built = build_html(root, root / "site", os.environ.get("SITE_URL", ""), options.workers)
    except InputError as error:
        return [error]
    count = sum(1 for _ in (root / "site").rglob("*.html"))
    say(f"site/: {count} pages, {'built' if built else 'up to date'}")
    return []
