"""`make bench-gold`: the audit's `differs` on real reports against what an accountant judged, one by one.

The lists stand in ../shared/reports/gold (`<report>-judged.csv`, `<report>-defects.csv`); a report whose source is not
there is named and left out. Nothing is written but a throw-away root under build/gold (or `--root`).
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from pathlib import Path

from bench import claims, demo
from build_site import pipeline
from build_site.reconcile import audit
from build_site.registers.reports import DEPARTMENT_FIELDS, REPORT_FIELDS

GOLD = demo.SHARED / "gold"
SOURCES = (demo.SHARED, demo.SHARED.parent / "cases" / "reports")
VERDICTS = ("true", "repeat", "trivial", "false", "unjudged")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def key(finding_id: str) -> str:
    """A finding's id without what reading or wording may move: a group's name, the place of a sentence in its section."""
    rule, _, scope = finding_id.partition(":")
    parts = [part for part in scope.split("/") if part not in ("personnel", "non-personnel")]
    if rule == "L-REASON-SIGN":
        parts = parts[:1]
    return f"{rule}:{'/'.join(parts)}"


def _prepare(root: Path, names: list[str]) -> list[str]:
    """Registers and sources of the reports that are there, in `root`; their names."""
    demo.prepare(root, real=False)
    reports, departments, found = [], [], []
    for name in names:
        source = next((folder / f"{name}.pdf" for folder in SOURCES if (folder / f"{name}.pdf").is_file()), None)
        if source is None:
            print(f"{name}: its PDF is not there")
            continue
        slug, _, year = name.rpartition("-")
        path = root / "data" / "sources" / slug / year / "report.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.read_bytes())
        shared = {"slug": slug, "division_code": slug[:6]}
        place = path.relative_to(root).as_posix()
        reports.append({**shared, "year": year, "title": name, "department": slug, "source_path": place})
        departments.append({**shared, "name": slug})
        found.append(name)
    demo.write(root / "data" / "reports.csv", REPORT_FIELDS, reports)
    demo.write(root / "data" / "departments.csv", DEPARTMENT_FIELDS, departments)
    return found


def _measure(root: Path, name: str) -> None:
    slug, _, year = name.rpartition("-")
    judged = {
        key(r["finding_id"]): r["verdict"] for r in _rows(GOLD / f"{name}-judged.csv") if r["outcome"] == "differs"
    }
    found = [f for f in audit(root / "data" / "packages" / slug / year).findings if f.outcome == "differs"]
    table: dict[str, Counter[str]] = {}
    for finding in found:
        table.setdefault(finding.rule_id, Counter())[judged.get(key(finding.finding_id), "unjudged")] += 1
    there = {key(f.finding_id) for f in found}
    lost = [each for each, verdict in judged.items() if verdict == "true" and each not in there]
    defects = [r for r in _rows(GOLD / f"{name}-defects.csv") if r["class"] == "defect"]
    told = [r["defect_id"] for r in defects if key(r["product_finding"]) in there]
    total = sum(table.values(), Counter())
    print(f"{name}: {', '.join(f'{v} {total[v]}' for v in VERDICTS)}; defects found {len(told)} of {len(defects)}")
    for rule, counts in sorted(table.items()):
        print(f"  {rule}: {', '.join(f'{v} {counts[v]}' for v in VERDICTS if counts[v])}")
    print(*(f"  true, no longer told: {each}" for each in lost), sep="\n", end="\n" if lost else "")


def main() -> int:
    parser = argparse.ArgumentParser(description="The audit on real reports against what was judged.")
    parser.add_argument("--root", type=Path, default=demo.ROOT / "build" / "gold")
    parser.add_argument("--packages", action="store_true", help="audit the packages that stand in the root already")
    arguments = parser.parse_args()
    names = sorted(path.name.removesuffix("-judged.csv") for path in GOLD.glob("*-judged.csv"))
    if not names:
        print("../shared/reports/gold is not there")
        return 0
    if not arguments.packages:
        names = _prepare(arguments.root, names)
        for error in pipeline.extract(arguments.root, print):
            print(f"refused: {error}", file=sys.stderr)
    for name in names:
        _measure(arguments.root, name)
    claims.measure(arguments.root, names)
    return 0


if __name__ == "__main__":
    sys.exit(main())
