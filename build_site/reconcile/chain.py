"""The findings that need more than one report: two years of a department, a department and its units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from build_site.model import Finding, Planned
from build_site.reconcile.decide import numbered
from build_site.reconcile.rules.succession import carried, last_year, planned, rolled_up
from build_site.reconcile.tables import Row, Tables, read

Plans = Mapping[str, Sequence[Planned]]
"""Report (`slug/year`) → the budget that was published for its year."""


def chain(
    folders: Iterable[Path], parents: Mapping[str, str], plans: Plans = MappingProxyType({})
) -> dict[str, tuple[Finding, ...]]:
    """The findings of each report by its package's folder (`slug/year`). `parents`: slug → slug of the superior.

    Packages are read as they are needed and not kept, so that memory does not grow with their number."""
    places = {f"{folder.parent.name}/{folder.name}": folder for folder in sorted(folders)}
    fetch = lru_cache(maxsize=16)(lambda name: read(places[name]))
    units: dict[str, list[str]] = {}
    for name in places:
        units.setdefault(parents.get(name.partition("/")[0], ""), []).append(name)

    def of(name: str) -> Iterator[Finding]:
        slug, _, year = name.partition("/")
        earlier = f"{slug}/{int(year) - 1}"
        before = _elsewhere(earlier, fetch(earlier)) if earlier in places else None
        own = [_elsewhere(other, fetch(other)) for other in units.get(slug, ()) if other.endswith(f"/{year}")]
        for rule in (carried, last_year):
            yield from rule.check(rule, before, fetch(name))
        yield from planned.check(planned, fetch(name), plans.get(name))
        yield from rolled_up.check(rolled_up, fetch(name), own)

    return {name: tuple(numbered(of(name))) for name in places}


def _elsewhere(report: str, tables: Tables) -> Tables:
    """The tables of another report (slug/year) than the one that a finding is about: its cells say which."""

    def named(row: Row) -> Row:
        cells = {name: replace(cell, cell_id=f"{report}/{cell.cell_id}") for name, cell in row.cells.items()}
        return replace(row, cells=cells)

    forms = {form: replace(table, rows=tuple(map(named, table.rows))) for form, table in tables.forms.items()}
    cells = {cell.cell_id: cell for table in forms.values() for row in table.rows for cell in row.cells.values()}
    return replace(tables, forms=forms, cells=cells)
