"""Put a report into the house: its file, its rows in the two registers, its package. All of it or nothing."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from pathlib import Path

from build_site.desk.add.rows import Answers, rows
from build_site.extract.parse.part import Asked, part
from build_site.extract.parse.several import copy
from build_site.model import Department, InputError, Registration, Report, Said, State
from build_site.pipeline import READERS, Options, Say, extract
from build_site.registers.reports import read_departments, read_reports
from build_site.run import whole, workers
from build_site.run.house import House
from build_site.run.workers import Crew, Limits

INBOX = Path("data/inbox")


@dataclass(slots=True)
class Entered:
    """An added report: its row, what was read, its package, and how each proposal was arrived at."""

    registration: Registration
    report: Report
    package: Path
    proposals: list[str] = field(default_factory=list)


def waiting(root: Path) -> list[Path]:
    """The files, and folders of files, dropped into data/inbox, by name: each is a report."""
    folder = root / INBOX
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if path.name != "README.md" and path.name[0] != ".")


def enter(root: Path, path: Path, answers: Answers, say: Say, limits: Limits | None = None) -> Entered:
    """Register the report in `path`, a file, folder or ZIP, make and check its package.

    Raises InputError, with nothing changed, for a file that cannot be read, an answer that is missing or wrong, or a
    report that is there already. Lines of progress go to `say`."""
    limits = limits or Limits()
    say(Said(f"正在读 {path.name}", f"reading {path.name}"))
    asked = Asked(path, answers.pages, answers.division or answers.slug[:6], answers.year)
    report: Report = workers.run_one(look, asked, Crew(limits=limits, makers=READERS))
    _refuse_blank(path, report)
    house = House(root)
    departments = {each.slug: each for each in read_departments(house.departments).items}
    made = rows(departments, path, report, answers)
    registration = made.registration
    _refuse_twice(house, path, registration)
    with _undoing(house, registration) as target:
        target.parent.mkdir(parents=True, exist_ok=True)
        copy(path, target)
        if registration.slug not in departments:
            _append(house.departments, made.department)
        _append(house.reports, registration)
        problems = extract(root, say, Options(limits=limits, only=frozenset((registration.name,))))
        if problems:
            raise problems[0]
    return Entered(registration, report, house.package(registration), made.proposals)


def look(asked: Asked, progress: Callable[[int, int], None]) -> Report:
    """Read one file, or the pages of it that are asked for, as a report. For worker processes."""
    from build_site.extract.parse import parse
    from build_site.extract.recognise import recognise

    return recognise(part(parse(asked.path, progress), asked.pages), asked.division, asked.year)


def _refuse_blank(path: Path, report: Report) -> None:
    """A template that nobody has filled in yet is no report."""
    amounts = (each for statement in report.statements for row in statement.rows for each in row.amounts.values())
    if not any(each.value or each.state is State.NOT_READ for each in amounts):
        raise InputError.of("add.blank", path.name)


def _refuse_twice(house: House, path: Path, registration: Registration) -> None:
    for known in read_reports(house.reports).items:
        if known.sha256 == registration.sha256 and known.pages == registration.pages:
            raise InputError.of("add.known-file", path.name, slug=known.slug, year=known.year)
        if known.name == registration.name:
            raise InputError.of(
                "add.known-report",
                path.name,
                slug=known.slug,
                year=known.year,
                published=known.published or Said("没有日期", "without date"),
            )


@contextmanager
def _undoing(house: House, registration: Registration) -> Iterator[Path]:
    """The place of the source file; whatever goes wrong inside (Ctrl-C too), registers, file and package are as before."""
    target = house.root / registration.source_path
    if target.exists():
        raise InputError.of("add.place-taken", registration.source_path)
    before = {path: path.read_bytes() for path in (house.reports, house.departments)}
    try:
        yield target
    except BaseException:
        for path, content in before.items():
            whole.write(path, content)
        if target.exists():
            whole.remove(target)
        shutil.rmtree(house.package(registration), ignore_errors=True)
        shutil.rmtree(house.pictures(registration), ignore_errors=True)
        log = house.versions / registration.slug / str(registration.year)
        shutil.rmtree(log, ignore_errors=True)
        for folder in (target.parent, target.parent.parent, house.package(registration).parent, log.parent):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        raise


def _append(path: Path, row: Registration | Department) -> None:
    """One more row in a register; the rows before it stay byte for byte."""
    content = path.read_bytes()
    if content and not content.endswith(b"\n"):
        content += b"\n"
    whole.write(path, content + whole.csv_bytes((), [[str(value) for value in astuple(row)]], header=False))
