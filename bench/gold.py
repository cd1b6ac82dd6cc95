"""`make bench-gold`: the audit's `differs` on real reports against what an accountant judged, one by one.

The lists stand in ../shared/reports/gold (`<report>-judged.csv`, `<report>-defects.csv`); a report whose source is not
there is named and left out. Differences that came later are judged in bench/judged.csv. Nothing is written but a throw-away
root under build/gold (or `--root`), with `--write` also the table of docs/method.md and data/measured.csv.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import claims, demo
from bench.page import put
from build_site import pipeline
from build_site.reconcile import audit, catalogue
from build_site.registers.reports import DEPARTMENT_FIELDS, REPORT_FIELDS
from tests.houses import write_rows

GOLD = demo.SHARED / "gold"
SOURCES = (demo.SHARED, demo.SHARED.parent / "cases" / "reports")
JUDGED = Path(__file__).parent / "judged.csv"
MEASURED = demo.ROOT / "data" / "measured.csv"
MEASURES = (
    "rule_id",
    "detected",
    "false",
    "precision",
    "compared",
    "recall",
    "real_reports",
    "real_true",
    "real_false",
)
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
    write_rows(root / "data" / "reports.csv", REPORT_FIELDS, reports)
    write_rows(root / "data" / "departments.csv", DEPARTMENT_FIELDS, departments)
    return found


@dataclass
class Told:
    """What the audit says of one report against what a reader objected to."""

    name: str
    rules: dict[str, Counter[str]]  # rule → verdicts of its differences
    defects: int  # of ours
    twice: dict[str, int]  # listed defects that more than one of ours is about
    mixed: list[tuple[str, set[str]]]  # ours that are about more than one listed
    missed: list[str]  # listed defects of class `defect` that are not told
    listed: int
    unjudged: list[tuple[str, str]]
    lost: list[str]

    @property
    def verdicts(self) -> Counter[str]:
        return sum(self.rules.values(), Counter())


def _judgements(name: str) -> tuple[dict[str, str], dict[str, str]]:
    """Of findings by their keys: the verdict, and the listed defect that each is about. What has been judged since the lists
    were made stands in bench/judged.csv."""
    listed, own = _rows(GOLD / f"{name}-judged.csv"), [r for r in _rows(JUDGED) if r["report"] == name]
    rows = [r for r in listed if r["outcome"] == "differs" or r["defect_id"]] + own
    verdicts = {key(r["finding_id"]): r["verdict"] for r in rows if r["verdict"] in VERDICTS}
    about = {key(r["finding_id"]): r["defect_id"] for r in rows if r["defect_id"]}
    for row in _rows(GOLD / f"{name}-defects.csv"):
        if row["product_finding"]:
            about.setdefault(key(row["product_finding"]), row["defect_id"])
    return verdicts, about


def _measure(root: Path, name: str) -> Told:
    slug, _, year = name.rpartition("-")
    verdicts, about = _judgements(name)
    found = audit(root / "data" / "packages" / slug / year)
    differing = {f.finding_id: f for f in found.findings if f.outcome == "differs"}
    rules: dict[str, Counter[str]] = {}
    unjudged = []
    for finding in differing.values():
        own = key(finding.finding_id)
        verdict = verdicts.get(own, "true" if own in about else "unjudged")  # missed then, told now
        rules.setdefault(finding.rule_id, Counter())[verdict] += 1
        if verdict == "unjudged":
            unjudged.append((finding.finding_id, finding.message_zh))
    times: Counter[str] = Counter()
    mixed = []
    for defect in found.defects:
        gold = {about[k] for each in defect.findings.split() if (k := key(each)) in about}
        times.update(gold)
        if len(gold) > 1:
            mixed.append((defect.findings, gold))
    there = {key(each) for each in differing}
    listed = [r["defect_id"] for r in _rows(GOLD / f"{name}-defects.csv") if r["class"] == "defect"]
    return Told(
        name, rules, len(found.defects), {gold: n for gold, n in times.items() if n > 1}, mixed,
        [each for each in listed if not times[each]], len(listed), unjudged,
        [each for each, verdict in verdicts.items() if verdict == "true" and each not in there and not times[about.get(each, "")]],
    )  # fmt: skip


def _say(told: Told) -> None:
    total = told.verdicts
    print(f"{told.name}: {', '.join(f'{v} {total[v]}' for v in VERDICTS)}; told as {told.defects} defects; "
          f"listed defects found {told.listed - len(told.missed)} of {told.listed}")  # fmt: skip
    for rule, counts in sorted(told.rules.items()):
        print(f"  {rule}: {', '.join(f'{v} {counts[v]}' for v in VERDICTS if counts[v])}")
    for gold, times in told.twice.items():
        print(f"  told {times} times: {gold}")
    for findings, golds in told.mixed:
        print(f"  one defect of ours about {' and '.join(sorted(golds))}: {findings}")
    print(*(f"  not told: {each}" for each in told.missed), sep="\n", end="\n" if told.missed else "")
    for finding, message in told.unjudged:
        print(f"  unjudged: {finding}: {message}")
    print(*(f"  true, no longer told: {each}" for each in told.lost), sep="\n", end="\n" if told.lost else "")


def _table(measured: Sequence[Told]) -> Iterator[str]:
    """For docs/method.md: per report, then per rule."""
    good = ("true", "repeat")
    yield f"{len(measured)} 份真实报告，逐条由人判断：不一致 {sum(sum(t.verdicts.values()) for t in measured)} 项，归为 {sum(t.defects for t in measured)} 处问题。"
    yield ""
    yield "| 报告 | 不一致 | 其中属实 | 无关紧要 | 误报 | 未判断 | 归为几处问题 | 细心读者列出的问题 | 查出 |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for told in measured:
        v = told.verdicts
        found = told.listed - len(told.missed)
        yield f"| {told.name} | {sum(v.values())} | {sum(v[g] for g in good)} | {v['trivial']} | {v['false']} | {v['unjudged']} | {told.defects} | {told.listed} | {found} |"
    yield ""
    yield "| 规则 | 报告数 | 不一致 | 其中属实 | 误报 |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for rule, (reports, counts) in by_rule(measured).items():
        yield f"| {rule} | {reports} | {sum(counts.values())} | {sum(counts[g] for g in good)} | {counts['false']} |"


def by_rule(measured: Sequence[Told]) -> dict[str, tuple[int, Counter[str]]]:
    """In how many reports a rule found something that differs, and how that was judged."""
    found: dict[str, tuple[int, Counter[str]]] = {}
    for told in measured:
        for rule, counts in told.rules.items():
            reports, total = found.get(rule, (0, Counter()))
            found[rule] = reports + 1, total + counts
    return {rule: found[rule] for rule in catalogue() if rule in found}


def _write(measured: Sequence[Told]) -> None:
    put(demo.ROOT / "docs" / "method.md", "bench-gold", "\n".join(_table(measured)))
    judged = by_rule(measured)
    rows = {row["rule_id"]: row for row in _rows(MEASURED)}
    for rule in judged:
        rows.setdefault(rule, {"rule_id": rule})
    for rule, row in rows.items():
        counts = judged.get(rule, (0, Counter[str]()))[1]
        row |= {"real_reports": str(len(measured)), "real_true": str(counts["true"] + counts["repeat"]), "real_false": str(counts["false"])}  # fmt: skip
    write_rows(MEASURED, MEASURES, [rows[rule] for rule in catalogue() if rule in rows])


def main() -> int:
    parser = argparse.ArgumentParser(description="The audit on real reports against what was judged.")
    parser.add_argument("--root", type=Path, default=demo.ROOT / "build" / "gold")
    parser.add_argument("--packages", action="store_true", help="audit the packages that stand in the root already")
    parser.add_argument("--write", action="store_true", help="write docs/method.md and data/measured.csv")
    arguments = parser.parse_args()
    names = sorted(path.name.removesuffix("-judged.csv") for path in GOLD.glob("*-judged.csv"))
    if not names:
        print("../shared/reports/gold is not there")
        return 0
    if not arguments.packages:
        names = _prepare(arguments.root, names)
        for error in pipeline.extract(arguments.root, print):
            print(f"refused: {error}", file=sys.stderr)
    measured = [_measure(arguments.root, name) for name in names]
    for told in measured:
        _say(told)
    claims.measure(arguments.root, names)
    if arguments.write:
        _write(measured)
    return 0


if __name__ == "__main__":
    sys.exit(main())
