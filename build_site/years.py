"""The checks that need more than one report, written beside the packages: data/findings-across.csv.

A package's own findings.csv depends on that package alone, so what two years (or a department and its units) say
together stands in a file of its own, each row under the report that it is about.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

FILE = Path("data") / "findings-across.csv"


def compare(root: Path) -> None:
    """Write the findings across all published packages; without packages there is no file."""
    from build_site.package.tables import findings_table
    from build_site.reconcile import chain
    from build_site.register import read_departments

    folders = sorted(path.parent for path in (root / "data" / "packages").glob("*/[0-9]*/datapackage.json"))
    target = root / FILE
    if not folders:
        target.unlink(missing_ok=True)
        return
    departments = read_departments(root / "data" / "departments.csv")
    found = chain(folders, {slug: department.parent for slug, department in departments.items()})
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    columns = findings_table(()).entry.columns
    writer.writerow(["slug", "fiscal_year", *columns])
    for name, findings in found.items():
        slug, _, year = name.partition("/")
        for record in findings_table(findings).records:
            writer.writerow([slug, year, *(record[column] for column in columns)])
    part = target.with_name(f".{target.name}.new")
    part.write_text(buffer.getvalue(), encoding="utf-8", newline="\n")
    part.replace(target)  # whole or not at all
