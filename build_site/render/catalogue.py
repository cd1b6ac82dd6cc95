"""The rule book as the site shows it: every rule of the audit, how well each does (data/measured.csv), and the findings
that need two reports, with their defects (data/findings-across.csv, defects-across.csv)."""

import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from build_site.package.read import read_csv
from build_site.reconcile import catalogue
from build_site.render.published import Record
from build_site.run import whole

ACROSS = ("findings", "defects")
"""What of more reports than one stands beside the packages, as `<name>-across.csv`."""
MEASURED = Path(__file__).parents[2] / "data" / "measured.csv"


@cache
def rules() -> Mapping[str, Record]:
    """Every rule by its id, in catalogue order."""
    return {rule_id: rule.record for rule_id, rule in catalogue().items()}


@cache
def measured() -> Mapping[str, Record]:
    """What the planted defects showed of each rule; empty before the first `make bench-audit`."""
    return {row["rule_id"]: row for row in read_csv(MEASURED)} if MEASURED.is_file() else {}


def publish(root: Path, folder: Path) -> None:
    """The rule book, its measures and the findings across reports, beside the reports' own data."""
    whole.write(folder / "rules.csv", whole.csv_bytes(list(next(iter(rules().values()))), rules().values()))
    for path in (MEASURED, *(root / "data" / f"{name}-across.csv" for name in ACROSS)):
        if path.is_file():
            shutil.copyfile(path, folder / path.name)


def across(root: Path) -> Mapping[tuple[str, str], Mapping[str, list[Record]]]:
    """The findings and the defects across reports, by slug and year of the report that they are about."""
    found: dict[tuple[str, str], dict[str, list[Record]]] = {}
    for name in ACROSS:
        path = root / "data" / f"{name}-across.csv"
        for row in read_csv(path) if path.is_file() else []:
            found.setdefault((row["slug"], row["fiscal_year"]), {}).setdefault(name, []).append(row)
    return found


def kind(finding: Record) -> str:
    """How a check ended, remarks apart."""
    return "information" if is_information(finding) else finding["outcome"]


def is_information(finding: Record) -> bool:
    """A remark: nothing that could differ."""
    return finding["reason_code"] == "information"
