"""What has to be written anew: a report's pages and files are made again only when something that they are made from has
changed, so that one report added to a thousand costs one report."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from build_site.model import Registration
from build_site.package.read import read_csv
from build_site.render import catalogue, large
from build_site.render.publish.facts import site_url
from build_site.render.published import Published, Record

_CODE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Job:
    """One report to be written, and all that its pages say which its package does not: the register's row of its
    department, the name of its place, its findings that need another report."""

    root: Path
    registration: Registration
    department: Record
    place: str
    beyond: Sequence[Record]
    large: bool

    @property
    def name(self) -> str:
        return self.registration.name

    @property
    def report(self) -> Published:
        known = self.registration
        pictures = self.root / "build" / "pictures" / known.slug / str(known.year)
        folder = self.root / "data" / "packages" / known.slug / str(known.year)
        return Published(folder, known, pictures, self.beyond, large=self.large)

    @property
    def folder(self) -> Path:
        """Where the report's files are made, and what is remembered of them."""
        return self.root / "build" / "pages" / self.name

    @property
    def fresh(self) -> Path:
        return self.folder / "new"

    @property
    def digest(self) -> Path:
        return self.folder / "digest.pickle"

    @property
    def records(self) -> Path:
        """What search finds of the report."""
        return self.folder / "records.json"

    @property
    def parts(self) -> tuple[Path, ...]:
        """The report's folders below docs/."""
        own = Path(self.registration.slug, str(self.registration.year))
        return Path("departments") / own, Path("data") / own, Path("en", "departments") / own


def jobs(root: Path, reports: Sequence[Published], divisions: Mapping[str, str]) -> list[Job]:
    """A job for every report that has a package."""
    beyond = catalogue.across(root)
    path = root / "data" / "departments.csv"
    departments = {row["slug"]: row for row in read_csv(path)} if path.is_file() else {}
    return [
        Job(
            root,
            each.registration,
            departments.get(each.slug, {}),
            divisions.get(each.registration.division_code, each.registration.division_code),
            beyond.get((each.slug, str(each.year)), ()),
            len(reports) > large.LARGE,
        )
        for each in reports
    ]


def key(job: Job, code: str) -> str:
    """A digest of all that the report's pages are made from. `code`: that of the program."""
    known = job.registration
    total = hashlib.sha256(
        f"{code}{known!r}{job.department}{job.place}{list(job.beyond)}{job.large}{site_url()}".encode()
    )
    own = Path(known.slug, str(known.year))
    for start in ("data/packages", "data/versions", "build/pictures"):
        for path in below(job.root / start / own):
            total.update(f"{path.name}\0".encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def code_digest(root: Path) -> str:
    """Of the program, the rules and the chart library."""
    total = hashlib.sha256()
    rules = (catalogue.RULES, catalogue.MEASURED, root / "docs/assets/vendor/echarts.esm.min.js")
    for path in (*below(_CODE), *(each for each in rules if each.is_file())):
        total.update(f"{path.name}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def is_current(job: Job, made_from: str) -> bool:
    """Whether the report's files below docs/ are those that were made from this."""
    return job.digest.is_file() and read(job.folder / "stamp") == _stamp(job, made_from)


def put_in_place(job: Job, made_from: str) -> None:
    """The fresh folders take the places of the old ones."""
    (job.folder / "stamp").unlink(missing_ok=True)
    for part in job.parts:
        target = job.root / "docs" / part
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(target, ignore_errors=True)
        (job.fresh / part).rename(target)
    shutil.rmtree(job.fresh)
    (job.folder / "stamp").write_text(_stamp(job, made_from), "utf-8")


def _stamp(job: Job, made_from: str) -> str:
    docs = job.root / "docs"
    return f"{made_from} {listing(docs, (path for part in job.parts for path in below(docs / part)))}"


def listing(root: Path, files: Iterable[Path]) -> str:
    """A digest of the names and sizes of files: a file that was deleted or edited by hand is seen."""
    total = hashlib.sha256()
    for path in files:
        total.update(f"{path.relative_to(root).as_posix()} {path.stat().st_size}\n".encode())
    return total.hexdigest()


def below(folder: Path) -> Iterator[Path]:
    """Every file below a folder, by name; compiled Python left out."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        yield from (Path(place, name) for name in sorted(files) if not name.endswith(".pyc"))


def read(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""
