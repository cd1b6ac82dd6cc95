"""The checks that need more than one report, written beside the packages: data/findings-across.csv.

A package's own findings.csv depends on that package alone, so what two years (or a department and its units) say
together stands in a file of its own, each row under the report that it is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from build_site.model import Planned
from build_site.run import whole
from build_site.run.house import House
from build_site.run.memory import Memory, Product, code, made_from

if TYPE_CHECKING:
    from build_site.registers import Registers


def write_across(
    house: House,
    registers: Registers,
    memory: Memory,
) -> None:
    """Write the findings across all published packages; without packages there is no file. Each department's rows are
    kept below build/across/ and made again only when one of its reports has changed."""
    from build_site.package.tables import findings_table

    own: dict[str, list[Path]] = {}
    for path in sorted(house.packages.glob("*/[0-9]*/datapackage.json")):
        own.setdefault(path.parent.parent.name, []).append(path.parent)
    parents = {slug: department.parent for slug, department in registers.departments.items()}
    by, rows = code("build_site.reconcile.years", "build_site.reconcile"), []
    for slug, reports in own.items():
        folders = [
            *reports,
            *(each for unit, parent in parents.items() if parent == slug for each in own.get(unit, ())),
        ]
        plan = {name: each for name, each in registers.budgets.items() if name.startswith(f"{slug}/")}
        # a package by its descriptor, which carries the digest of every table
        made = made_from(by, plan, *(part for each in folders for part in (each.parts[-2:], each / "datapackage.json")))
        kept = house.root / "build" / "across" / f"{slug}.csv"
        product = Product(f"across/{slug}", made, (kept,), committed=True)
        if not memory.has(product):
            whole.write(kept, _rows(slug, folders, parents, plan))
            memory.learn(product)
        rows.append(kept.read_bytes())
    if own:
        header = whole.csv_bytes(("slug", "fiscal_year", *findings_table(()).entry.columns), ())
        whole.write(house.across, header + b"".join(rows))
    else:
        house.across.unlink(missing_ok=True)


def _rows(
    slug: str, folders: Sequence[Path], parents: Mapping[str, str], plans: Mapping[str, Sequence[Planned]]
) -> bytes:
    """The department's rows, without a header."""
    from build_site.package.tables import findings_table
    from build_site.reconcile import chain

    rows = bytearray()
    for name, findings in chain(folders, parents, plans).items():
        if name.startswith(f"{slug}/"):
            table, about = findings_table(findings), {"slug": slug, "fiscal_year": name.partition("/")[2]}
            columns = (*about, *table.entry.columns)
            rows += whole.csv_bytes(columns, ({**record, **about} for record in table.records), header=False)
    return bytes(rows)
