"""What has to be written anew: a report's pages and files are made again only when something that they are made from has
changed, so that one report added to a thousand costs one report."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from build_site.model import Registration
from build_site.package.read import read_csv
from build_site.render import catalogue, large
from build_site.render.charts import LIBRARY, STYLES, THEME
from build_site.render.publish.facts import site_url
from build_site.render.published import Published, Record
from build_site.run.memory import code, listing, made_from

CHARTS = (LIBRARY, THEME, STYLES)


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

    def made_from(self, by: str) -> str:
        """A digest of all that the report's pages are made from; `by`: what all pages are made by."""
        own = Path(self.registration.slug, str(self.registration.year))
        read = (self.root / start / own for start in ("data/packages", "data/versions", "build/pictures"))
        said = (self.registration, self.department, self.place, self.beyond, self.large, site_url())
        return made_from(by, *said, *read)

    @property
    def state(self) -> str:
        """What there is of it now; empty where it is not whole."""
        own = [self.digest, self.records, *(self.root / "docs" / part for part in self.parts)]
        return listing(*own) if all(each.exists() for each in own) else ""

    def put_in_place(self) -> None:
        """The fresh folders take the places of the old ones."""
        for part in self.parts:
            target = self.root / "docs" / part
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(target, ignore_errors=True)
            (self.fresh / part).rename(target)
        shutil.rmtree(self.fresh)


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


def code_of(root: Path) -> str:
    """A digest of what all pages are made by: the program, the chart library, how charts look."""
    return made_from(code("build_site.render.report", "build_site.render.above"), *(root / each for each in CHARTS))
