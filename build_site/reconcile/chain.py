"""The findings that need more than one report: a department's year and the one before it, its own or that of those whom it
follows; a department and its units."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from build_site.model import Department, Finding, Planned
from build_site.reconcile.decide import doubted, numbered
from build_site.reconcile.rules.succession import Before, carried, last_year, planned, rolled_up
from build_site.reconcile.tables import Row, Tables, apart, read

Plans = Mapping[str, Sequence[Planned]]
"""Report (`slug/year`) → the budget that was published for its year."""


class Chain:
    """One department's reports beside those that they are compared with.

    Packages are read as they are needed (`own`) and few are kept, so that memory does not grow with their number."""

    def __init__(self, slug: str, folders: Iterable[Path], departments: Mapping[str, Department], plans: Plans = MappingProxyType({})) -> None:  # fmt: skip
        """`folders`: the department's packages, those of its units and of those that it follows (`related`)."""
        self.slug, self.departments, self.plans = slug, departments, plans
        self._places = {f"{folder.parent.name}/{folder.name}": folder for folder in sorted(folders)}
        self.own: Callable[[str], Tables] = lru_cache(maxsize=16)(lambda name: read(self._places[name]))
        self._elsewhere: Callable[[str], Tables] = lru_cache(maxsize=16)(self._named)

    @property
    def reports(self) -> dict[str, Path]:
        """The department's own, by name (`slug/year`)."""
        return {name: folder for name, folder in self._places.items() if name.partition("/")[0] == self.slug}

    def findings(self, name: str) -> tuple[Finding, ...]:
        """Those of one report. What may have been misread on either side is no finding."""
        return tuple(self._without_doubt(name, each) for each in numbered(self._findings(name)))

    def tables(self, name: str) -> Tables:
        """The report's, with the cells of every other report that stands beside it."""
        others = [*self._before(name).reports, *self._units(name)]
        cells = {cell_id: cell for each in others for cell_id, cell in each.cells.items()}
        return replace(self.own(name), cells={**self.own(name).cells, **cells})

    def _findings(self, name: str) -> Iterator[Finding]:
        own, before = self.own(name), self._before(name)
        for rule in (carried, last_year):
            yield from rule.check(rule, before, own)
        yield from planned.check(planned, own, self.plans.get(name))
        yield from rolled_up.check(rolled_up, own, self._units(name))

    def _before(self, name: str) -> Before:
        """The year before: the department's own report, else those of all whom it follows; why there is nothing."""
        year = int(name.partition("/")[2])
        if (own := f"{self.slug}/{year - 1}") in self._places:
            return Before((self._elsewhere(own),))
        followed = self.departments[self.slug].predecessors if self.slug in self.departments else ()
        there = [report for each in followed if (report := f"{each}/{year - 1}") in self._places]
        if not there:
            return Before(missing="other-year-missing")
        if len(there) < len(followed):
            return Before(missing="predecessors-missing")
        if any(followers(self.departments, each) > 1 or f"{each}/{year}" in self._places for each in followed):
            return Before(missing="divided")
        return Before(tuple(map(self._elsewhere, there)), succeeded=True)

    def _units(self, name: str) -> list[Tables]:
        year = name.partition("/")[2]
        slugs = sorted(slug for slug, each in self.departments.items() if each.parent == self.slug)
        return [self._elsewhere(unit) for slug in slugs if (unit := f"{slug}/{year}") in self._places]

    def _named(self, report: str) -> Tables:
        """The tables of another report (slug/year) than the one that a finding is about: its cells say which."""
        tables = self.own(report)

        def named(row: Row) -> Row:
            cells = {name: replace(cell, cell_id=f"{report}/{cell.cell_id}") for name, cell in row.cells.items()}
            return replace(row, cells=cells)

        forms = {form: replace(table, rows=tuple(map(named, table.rows))) for form, table in tables.forms.items()}
        cells = {cell.cell_id: cell for table in forms.values() for row in table.rows for cell in row.cells.values()}
        return replace(tables, forms=forms, cells=cells)

    def _without_doubt(self, name: str, finding: Finding) -> Finding:
        entered: dict[str, list[str]] = {name: [finding.scope]}
        for each in finding.entered:
            report, own = apart(each)
            entered.setdefault(report or name, []).append(own)
        doubts = (self.own(report).doubt(names) for report, names in entered.items())
        return next((doubted(finding, doubt) for doubt in doubts if doubt), finding)


def followers(departments: Mapping[str, Department], slug: str) -> int:
    """How many departments follow one."""
    return sum(slug in each.predecessors for each in departments.values())


def related(departments: Mapping[str, Department], slug: str) -> tuple[str, ...]:
    """The departments whose reports a department's are compared with: whom it follows, and its units."""
    followed = departments[slug].predecessors if slug in departments else ()
    return (*followed, *(unit for unit, each in departments.items() if each.parent == slug))
