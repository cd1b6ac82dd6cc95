"""Where things stand below a repository's root."""

from pathlib import Path

from build_site.model import Registration

PAGES = ("downloads", "sources", "compare", "dictionary", "changes", "sql")
"""Generated pages beside the hand-written ones: each in a folder of its own, as Zensical reads a link from the file's folder."""
FOLDERS = ("departments", "places", "topics", "data", "codes", "audit", "en", *PAGES)
"""Folders under docs/ that hold generated files only."""


RECORDS = Path("build/search.jsonl")
"""What the pages leave for the site's search."""


class House:
    """A repository: what people write below data/, the packages beside it, and what is never committed below build/."""

    def __init__(self, root: Path) -> None:
        self.root = root
        data, build = root / "data", root / "build"
        self.reports = data / "reports.csv"
        self.departments = data / "departments.csv"
        self.known_issues = data / "known-issues.csv"
        self.corrections = data / "corrections.csv"
        self.budgets = data / "budgets.csv"
        self.packages = data / "packages"
        self.versions = data / "versions"  # the log of each package's versions and changed numbers
        self.across = data / "findings-across.csv"  # the findings that need more than one report
        self.defects_across = data / "defects-across.csv"  # the defects that are theirs alone
        self.of_department = build / "across"  # the same of each department
        self.docs = root / "docs"  # what the site engine makes the site from
        self.shares = build / "collection" / "parts"  # what each report adds to the collection
        self.collection = build / "collection" / "current"
        self.dated = build / "collection" / "dated"  # the collection of earlier days
        self.places = build / "collection" / "places"  # the same of each place
        self.digests = build / "pages"  # what is remembered of each report's pages
        self.workbooks = build / "exports"  # each package as a workbook, made for the site

    def package(self, registration: Registration) -> Path:
        return self.packages / registration.slug / str(registration.year)

    def pictures(self, registration: Registration) -> Path:
        """Pictures of a PDF's form pages, for the site. Made with the package."""
        return self.root / "build" / "pictures" / registration.slug / str(registration.year)

    def workbook(self, registration: Registration) -> Path:
        return self.workbooks / registration.slug / str(registration.year) / "report.xlsx"
