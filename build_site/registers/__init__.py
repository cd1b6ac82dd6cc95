"""Every CSV that people write below data/, read once per build and handed down as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from build_site.model import Correction, Department, InputError, KnownIssue, Planned, Registration


@dataclass(frozen=True, slots=True)
class Registers:
    """What people have written of the reports. `refused`: rows of reports.csv that cannot be used, and why."""

    reports: tuple[Registration, ...]
    refused: tuple[InputError, ...]
    departments: Mapping[str, Department]  # by slug
    corrections: Mapping[str, tuple[Correction, ...]]  # by report (slug-year)
    known_issues: tuple[KnownIssue, ...]
    budgets: Mapping[str, tuple[Planned, ...]]  # by report (slug/year)

    def department(self, registration: Registration) -> Department:
        """The registration's department. Raises InputError where data/departments.csv has no row for it."""
        if registration.slug in self.departments:
            return self.departments[registration.slug]
        expected, remedy = f"a row for {registration.slug}", "Add the department that data/reports.csv names."
        raise InputError("data/departments.csv", expected, "none", remedy)

    def issues(self, registration: Registration) -> tuple[KnownIssue, ...]:
        """The known issues of one report."""
        about = registration.slug, registration.year
        return tuple(each for each in self.known_issues if (each.slug, each.year) == about)


def read_registers(root: Path) -> Registers:
    """All registers below a repository's root. Raises InputError for one that cannot be read; only a bad row of
    reports.csv is kept in `refused`, so that it never stops the other reports."""
    from build_site.registers.budgets import read_budgets
    from build_site.registers.corrections import read_corrections
    from build_site.registers.known_issues import read_known_issues
    from build_site.registers.reports import read_departments, read_reports

    data = root / "data"
    return Registers(
        *read_reports(data / "reports.csv"),
        departments=read_departments(data / "departments.csv"),
        corrections=read_corrections(data / "corrections.csv"),
        known_issues=read_known_issues(data / "known-issues.csv"),
        budgets=read_budgets(data / "budgets.csv"),
    )
