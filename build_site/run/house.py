"""Where things stand below a repository's root."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from build_site.model import Registration


@dataclass(frozen=True, slots=True)
class House:
    """A repository: what people write below data/, the packages beside it, and what is never committed below build/."""

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
    def budgets(self) -> Path:
        return self.root / "data" / "budgets.csv"

    @property
    def packages(self) -> Path:
        return self.root / "data" / "packages"

    @property
    def versions(self) -> Path:
        """The log of each package's versions and changed numbers."""
        return self.root / "data" / "versions"

    @property
    def across(self) -> Path:
        """The findings that need more than one report."""
        return self.root / "data" / "findings-across.csv"

    @property
    def docs(self) -> Path:
        """What the site engine makes the site from."""
        return self.root / "docs"

    @property
    def shares(self) -> Path:
        """What each report adds to the collection."""
        return self.root / "build" / "collection" / "parts"

    @property
    def collection(self) -> Path:
        return self.root / "build" / "collection" / "current"

    def package(self, registration: Registration) -> Path:
        return self.packages / registration.slug / str(registration.year)

    def pictures(self, registration: Registration) -> Path:
        """Pictures of a PDF's form pages, for the site. Made with the package."""
        return self.root / "build" / "pictures" / registration.slug / str(registration.year)

    def workbook(self, registration: Registration) -> Path:
        """The package as a workbook. Made for the site."""
        return self.root / "build" / "exports" / registration.slug / str(registration.year) / "report.xlsx"
