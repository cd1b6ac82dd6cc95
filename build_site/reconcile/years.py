"""The checks that need more than one report, written beside the packages: data/findings-across.csv and defects-across.csv.

A package's own findings.csv depends on that package alone, so what two years (or a department and its units) say
together stands in files of their own, each row under the report that it is about.
"""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from build_site.package.tables import Table, defects_table, findings_table
from build_site.reconcile import across
from build_site.reconcile.chain import Chain, followers, related
from build_site.run import whole
from build_site.run.house import House
from build_site.run.memory import Memory, Product, code, made_from

if TYPE_CHECKING:
    from build_site.registers import Registers


def write_across(house: House, registers: "Registers", memory: Memory) -> None:
    """Write the findings across all published packages and the defects that are theirs; without packages there are no
    files. Each department's rows are kept below build/across/ and made again only when one of its reports has changed."""
    own: dict[str, list[Path]] = {}
    for path in sorted(house.packages.glob("*/[0-9]*/datapackage.json")):
        own.setdefault(path.parent.parent.name, []).append(path.parent)
    departments, by = registers.departments, code("build_site.reconcile.years", "build_site.reconcile")
    files, empty = (house.across, house.defects_across), (findings_table(()), defects_table(()))
    rows = [bytearray(_csv("", 0, table, header=True)) for table in empty]
    for slug, reports in own.items():
        beside = related(departments, slug)
        folders = [*reports, *(each for other in beside for each in own.get(other, ()))]
        plan = {name: each for name, each in registers.budgets.items() if name.startswith(f"{slug}/")}
        issues = [each for each in registers.known_issues if each.slug == slug]
        followed = departments[slug].predecessors if slug in departments else ()
        parts = {each: followers(departments, each) for each in followed}
        # a package by its descriptor, which carries the digest of every table
        made = made_from(by, plan, parts, issues, beside, *(p for each in folders for p in (each.parts[-2:], each / "datapackage.json")))  # fmt: skip
        kept = tuple(house.of_department / slug / file.name for file in files)
        product = Product(f"across/{slug}", made, kept, committed=True)
        if not memory.has(product):
            chain = Chain(slug, folders, departments, plan)
            for part, content in zip(kept, _rows(chain, registers), strict=True):
                whole.write(part, content)
            memory.learn(product)
        for all_, part in zip(rows, kept, strict=True):
            all_ += part.read_bytes()
    for gone in {*house.of_department.glob("*")} - {house.of_department / slug for slug in own}:
        shutil.rmtree(gone)
    for file, all_ in zip(files, rows, strict=True):
        if own:
            whole.write(file, bytes(all_))
        else:
            file.unlink(missing_ok=True)


def _rows(chain: Chain, registers: "Registers") -> tuple[bytes, bytes]:
    """The department's findings and defects, without headers."""
    findings, defects = bytearray(), bytearray()
    for name in chain.reports:
        slug, year = name.split("/")
        issues = [each for each in registers.known_issues if (each.slug, each.year) == (slug, int(year))]
        found = across(chain, name, issues)
        findings += _csv(slug, int(year), findings_table(found.findings))
        defects += _csv(slug, int(year), defects_table(found.defects))
    return bytes(findings), bytes(defects)


def _csv(slug: str, year: int, table: Table, *, header: bool = False) -> bytes:
    about = {"slug": slug, "fiscal_year": str(year)}
    return whole.csv_bytes((*about, *table.entry.columns), ({**each, **about} for each in table.records), header=header)
