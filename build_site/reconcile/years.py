"""The checks that need more than one report, written beside the packages: data/findings-across.csv.

A package's own findings.csv depends on that package alone, so what two years (or a department and its units) say
together stands in a file of its own, each row under the report that it is about.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from build_site.model import Planned
from build_site.registers.budgets import read_budgets

FILE = Path("data") / "findings-across.csv"
BUDGETS = Path("data") / "budgets.csv"
Rows = Sequence[Sequence[str]]


def compare(root: Path) -> None:
    """Write the findings across all published packages; without packages there is no file."""
    from build_site.package.tables import findings_table
    from build_site.registers.reports import read_departments

    folders = sorted(path.parent for path in (root / "data" / "packages").glob("*/[0-9]*/datapackage.json"))
    target = root / FILE
    if not folders:
        target.unlink(missing_ok=True)
        return
    departments = read_departments(root / "data" / "departments.csv")
    parents = {slug: department.parent for slug, department in departments.items()}
    columns = findings_table(()).entry.columns
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["slug", "fiscal_year", *columns])
    for rows in _by_department(root, folders, parents, read_budgets(root / "data" / "budgets.csv")):
        writer.writerows(rows)
    part = target.with_name(f".{target.name}.new")
    part.write_text(buffer.getvalue(), encoding="utf-8", newline="\n")
    part.replace(target)  # whole or not at all


def _by_department(
    root: Path, folders: Sequence[Path], parents: Mapping[str, str], plans: Mapping[str, Sequence[Planned]]
) -> Iterator[Rows]:
    """Each department's rows; those of a department whose reports have not changed are remembered."""
    memory = root / "build" / "across.json"
    try:
        known: dict[str, tuple[str, Rows]] = json.loads(memory.read_text("utf-8"))
    except (OSError, ValueError):
        known = {}
    own = {slug: list(group) for slug, group in groupby(folders, key=lambda folder: folder.parent.name)}
    found: dict[str, tuple[str, Rows]] = {}
    code = _code()
    for slug, reports in own.items():
        units = [folder for unit, parent in parents.items() if parent == slug for folder in own.get(unit, ())]
        plan = {name: plans[name] for name in plans if name.startswith(f"{slug}/")}
        made_from = _digest(code, [*reports, *units], plan)
        remembered = known.get(slug)
        if remembered and remembered[0] == made_from:
            found[slug] = remembered
        else:
            found[slug] = made_from, _rows(slug, [*reports, *units], parents, plan)
        yield found[slug][1]
    memory.parent.mkdir(parents=True, exist_ok=True)
    fresh = memory.with_suffix(".new")
    fresh.write_text(json.dumps(found, ensure_ascii=False), "utf-8")
    fresh.replace(memory)


def _rows(
    slug: str, folders: Sequence[Path], parents: Mapping[str, str], plans: Mapping[str, Sequence[Planned]]
) -> Rows:
    from build_site.package.tables import findings_table
    from build_site.reconcile import chain

    rows = []
    for name, findings in chain(folders, parents, plans).items():
        if name.startswith(f"{slug}/"):
            table = findings_table(findings)
            rows += [
                [slug, name.partition("/")[2], *(record[column] for column in table.entry.columns)]
                for record in table.records
            ]
    return rows


def _code() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _digest(code: str, folders: Iterable[Path], plan: object) -> str:
    """Of the packages by their descriptors, which carry the digest of every table."""
    digest = hashlib.sha256(f"{code}{plan!r}".encode())
    for folder in folders:
        digest.update(f"{folder.parent.name}/{folder.name}\0".encode())
        digest.update((folder / "datapackage.json").read_bytes())
    return digest.hexdigest()
