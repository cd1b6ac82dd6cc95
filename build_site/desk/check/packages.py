"""The audit of published packages, run again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from build_site.reconcile import Audit, audit
from build_site.registers.known_issues import read_known_issues
from build_site.run.house import House


def audited(root: Path, package: Path | None = None) -> Iterator[tuple[str, Audit]]:
    """The audit of every published package, or of one anywhere, run again on its CSVs, one after another. Nothing is
    written."""
    house = House(root)
    known = read_known_issues(house.known_issues).items
    found = sorted(path.parent for path in house.packages.glob("*/*/datapackage.json"))
    folders = found if package is None else [package.resolve()]
    for path in folders:
        yield f"{path.parent.name}-{path.name}", audit(path, known)
