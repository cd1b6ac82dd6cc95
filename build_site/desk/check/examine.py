"""Read and audit one file without registering it, in a worker process with the usual limits; audit published packages again."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from build_site.desk.check.contents import Answer, Item, contents
from build_site.desk.check.fixes import Fix, fixes
from build_site.desk.check.readability import Readability, ahead, readability
from build_site.extract.parse.part import Asked, part
from build_site.extract.parse.words import require_file
from build_site.model import Department, InputError, Outcome, Registration
from build_site.reconcile import Audit, audit
from build_site.registers.known_issues import read_known_issues
from build_site.registers.reports import sha256_of
from build_site.run import workers
from build_site.run.house import House
from build_site.run.workers import Crew


@dataclass(frozen=True, slots=True)
class Examined:
    """What an office learns about its report. `refused`: why it could not be read, then there is nothing but
    `readability`."""

    file: str
    title: str = ""
    fixes: tuple[Fix, ...] = ()
    contents: tuple[Item, ...] = ()
    outcomes: tuple[tuple[str, int], ...] = ()
    readability: Readability | None = None
    refused: str = ""

    @property
    def clean(self) -> bool:
        """Nothing contradicts itself and nothing required is missing."""
        complete = all(item.answer is not Answer.NO for item in self.contents)
        return not self.refused and complete and not any(fix.certain for fix in self.fixes)


def examine(path: Path, pages: str = "") -> Examined:
    """Read and audit a report that is not published yet, or the one on these pages of a file with several. Raises
    InputError only where the file cannot be looked at."""
    from build_site.pipeline import READERS

    require_file(path)
    asked = Asked(path, pages)
    result: Examined = workers.run_one(examine_here, asked, Crew(makers=READERS))
    return result


def examine_here(asked: Asked, progress: Callable[[int, int], None]) -> Examined:
    """`examine` in this process. For worker processes."""
    from build_site.extract.parse import parse
    from build_site.extract.recognise import recognise
    from build_site.pipeline import ReportJob, write_package

    path = asked.path
    grade = _readability(path)
    try:
        document = part(parse(path, progress), asked.pages)
        report = recognise(document)
    except InputError as error:
        if grade is None:
            raise
        return Examined(path.name, readability=grade, refused=str(error))
    slug = "000000-not-published"
    registration = Registration(
        slug, report.fiscal_year, report.title, report.department, "000000", path.name, "", sha256_of(path), "", ""
    )
    department = Department(slug, report.department, "", "000000", "", "")
    with tempfile.TemporaryDirectory() as folder:
        job = ReportJob(registration, department, (), (), path, Path(folder, "package"), Path(folder, "pictures"))
        audit = write_package(job, document, report)
    counts = Counter(finding.outcome for finding in audit.findings)
    outcomes = tuple((outcome.value, counts[outcome]) for outcome in Outcome if counts[outcome])
    grade = grade or ahead(document)
    return Examined(
        path.name, report.title, fixes(report, audit.findings, audit.defects), contents(report), outcomes, grade
    )


def _readability(path: Path) -> Readability | None:
    """None for what is no PDF yet."""
    try:
        with path.open("rb") as handle:
            if b"%PDF-" not in handle.read(1024):
                return None
    except OSError:
        return None  # parse says what is wrong
    return readability(path)


def audited(root: Path, package: Path | None = None) -> Iterator[tuple[str, Audit]]:
    """The audit of every published package, or of one anywhere, run again on its CSVs, one after another. Nothing is
    written."""
    house = House(root)
    known = read_known_issues(house.known_issues).items
    found = sorted(path.parent for path in house.packages.glob("*/*/datapackage.json"))
    folders = found if package is None else [package.resolve()]
    for path in folders:
        yield f"{path.parent.name}-{path.name}", audit(path, known)
