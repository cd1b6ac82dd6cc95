"""Every CSV that people write below data/, read once per build and handed down as values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from build_site.model import Correction, Department, InputError, KnownIssue, Planned, Registration
from build_site.registers.table import Refused

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Registers:
    """What people have written of the reports. `refused`: the rows that cannot be used, and why."""

    reports: tuple[Registration, ...]
    refused: tuple[Refused, ...]
    departments: Mapping[str, Department]  # by slug
    corrections: Mapping[str, tuple[Correction, ...]]  # by report (slug-year)
    known_issues: tuple[KnownIssue, ...]
    budgets: Mapping[str, tuple[Planned, ...]]  # by report (slug/year)

    def department(self, registration: Registration) -> Department:
        """The registration's department. Raises InputError where data/departments.csv has no row for it."""
        if registration.slug in self.departments:
            return self.departments[registration.slug]
        raise InputError.of("registers.no-department", "data/departments.csv", slug=registration.slug)

    def held(self, registration: Registration) -> bool:
        """Whether a row about the report cannot be used: it is not read without what people have said of it."""
        return any(each.report == registration.name for each in self.refused)

    def issues(self, registration: Registration) -> tuple[KnownIssue, ...]:
        """The known issues of one report."""
        about = registration.slug, registration.year
        return tuple(each for each in self.known_issues if (each.slug, each.year) == about)


def read_registers(root: Path) -> Registers:
    """All registers below a repository's root. A bad row never stops the other reports. Raises InputError for a register
    of which no row can be read."""
    from build_site.registers.budgets import read_budgets
    from build_site.registers.corrections import read_corrections
    from build_site.registers.known_issues import read_known_issues
    from build_site.registers.reports import read_departments, read_reports

    data = root / "data"
    reports, departments = read_reports(data / "reports.csv"), read_departments(data / "departments.csv")
    corrections, issues = read_corrections(data / "corrections.csv"), read_known_issues(data / "known-issues.csv")
    budgets = read_budgets(data / "budgets.csv")
    return Registers(
        reports.items,
        reports.refused + departments.refused + corrections.refused + issues.refused + budgets.refused,
        departments={each.slug: each for each in departments.items},
        corrections=_by_report(corrections.items),
        known_issues=issues.items,
        budgets=_by_report(budgets.items),
    )


def _by_report(items: Iterable[tuple[str, _Item]]) -> dict[str, tuple[_Item, ...]]:
    found: dict[str, list[_Item]] = {}
    for report, item in items:
        found.setdefault(report, []).append(item)
    return {report: tuple(each) for report, each in found.items()}
