"""What has to be written anew: a report's pages and files are made again only when something that they are made from has
changed, so that one report added to a thousand costs one report."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from build_site.model import Department, Registration
from build_site.package.read import DESCRIPTOR
from build_site.registers.codelists import place_name
from build_site.render import catalogue
from build_site.render.charts import LIBRARY, STYLES, THEME
from build_site.render.publish.facts import site_url
from build_site.render.published import Published, Record
from build_site.render.words import english_name, place_en
from build_site.run import whole
from build_site.run.house import House
from build_site.run.memory import Memory, Product, code

DRAWN_WITH = (LIBRARY, THEME, STYLES)
"""What drawings are made with, below the repository's root."""


@dataclass(frozen=True, slots=True)
class Job:
    """One report to be written, and all that its pages say which its package does not: the register's row of its
    department, its findings that need another report."""

    root: Path
    registration: Registration
    department: Department | None
    beyond: Mapping[str, Sequence[Record]]

    @property
    def name(self) -> str:
        return self.registration.name

    @property
    def name_en(self) -> str:
        given = self.department.name_en if self.department else ""
        own = self.registration
        return english_name(own.slug, given, own.division_code, own.department)

    @property
    def place(self) -> tuple[str, str]:
        """Its place in Chinese and in English."""
        zh = place_name(self.registration.division_code)
        return zh, place_en(self.registration.division_code) or zh

    @property
    def report(self) -> Published:
        known = self.registration
        pictures = self.root / "build" / "pictures" / known.slug / str(known.year)
        packages = self.root / "data" / "packages" / known.slug
        report = Published(packages / str(known.year), known, pictures, self.beyond)
        if (before := packages / str(known.year - 1)).joinpath(DESCRIPTOR).is_file():
            report.earlier = Published(before, replace(known, year=known.year - 1))
        return report

    @property
    def folder(self) -> Path:
        """Where the report's files are made, and what is remembered of them."""
        return House(self.root).digests / self.name

    @property
    def fresh(self) -> Path:
        """Where the report's folders below docs/ are made."""
        return self.folder / "new"

    @property
    def digest(self) -> Path:
        return self.folder / "digest.pickle"

    @property
    def records(self) -> Path:
        """What search finds of the report: a record a line, then a number a line."""
        return self.folder / "records.jsonl"

    @property
    def parts(self) -> tuple[Path, ...]:
        """The report's folders below docs/."""
        own = Path(self.registration.slug, str(self.registration.year))
        return Path("departments") / own, Path("data") / own, Path("en", "departments") / own

    def product(self, memory: Memory) -> Product:
        """The report's pages, and what they are made from."""
        own = Path(self.registration.slug, str(self.registration.year))
        by = code("build_site.render.report", "build_site.package.workbook"), *(self.root / path for path in DRAWN_WITH)
        said = self.registration, self.department, self.beyond, site_url()
        folders = (self.root / start / own for start in ("data/packages", "data/versions", "build/pictures"))
        before = self.root / "data/packages" / own.with_name(str(self.registration.year - 1))
        made = memory.made_from(*by, *said, *folders, before)
        return Product(
            f"pages/{self.name}", made, (*(self.root / "docs" / part for part in self.parts), self.digest, self.records)
        )

    def put_in_place(self) -> None:
        """The fresh folders, if there are any, take the places of the old ones."""
        if not self.fresh.is_dir():
            return
        for part in self.parts:
            whole.put_in_place(self.fresh / part, self.root / "docs" / part)
        shutil.rmtree(self.fresh)


def jobs(root: Path, registrations: Iterable[Registration], departments: Mapping[str, Department]) -> list[Job]:
    """A job for every report that has a package, by slug and year (newest first)."""
    beyond = catalogue.across(root)
    return [
        Job(root, each, departments.get(each.slug), beyond.get((each.slug, str(each.year)), {}))
        for each in sorted(registrations, key=lambda each: (each.slug, -each.year))
    ]
