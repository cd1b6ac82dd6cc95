"""The rows of the registers that people write: reports, departments, budgets, known issues."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Department:
    """A row of data/departments.csv. slug: GB/T 2260 code + ASCII name, e.g. `420116-data-resource-center`; predecessor: the
    department that it follows after a reorganisation, several separated by spaces where it follows several."""

    slug: str
    name: str
    name_en: str
    division_code: str
    parent: str
    predecessor: str

    @property
    def predecessors(self) -> tuple[str, ...]:
        return tuple(self.predecessor.split())


@dataclass(frozen=True, slots=True)
class Registration:
    """A row of data/reports.csv: one published report."""

    slug: str
    year: int
    title: str
    department: str
    division_code: str
    source_path: str
    url: str
    sha256: str
    published: str
    retrieved: str
    publish_file: str = ""
    """`yes`: the file itself, a PDF, is published beside its data; else only pictures of its forms' pages are."""
    pages: str = ""
    """Where the file holds several reports: the first and last page of this one, such as 1-33 (of a text: its lines)."""

    @property
    def name(self) -> str:
        return f"{self.slug}-{self.year}"


@dataclass(frozen=True, slots=True)
class Planned:
    """A row of data/budgets.csv: one amount of a published budget (部门预算), of an item or, with a blank code, of
    一般公共预算财政拨款支出 in all; in `unit`, as published in `source`."""

    functional_code: str
    amount: Decimal
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class KnownIssue:
    """A row of data/known-issues.csv: why a check of a report differs."""

    slug: str
    year: int
    rule_id: str
    scope: str
    reason: str
    reason_en: str
    page: str
    decided_by: str
    decided_on: str
