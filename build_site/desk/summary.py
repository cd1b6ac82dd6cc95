"""What a change did to the data, as Markdown for a pull request: outcomes of the audit and changed files.

Run as a program: `python -m build_site.desk.summary [BASE]`, where BASE is the commit to compare with.
"""

import io
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from build_site.model import InputError, Outcome
from build_site.registers.reports import SLUG, YEAR
from build_site.registers.table import parse_table
from build_site.text import harmless

_PACKAGES = "data/packages"
_FINDINGS = re.compile(f"{_PACKAGES}/({SLUG.pattern}/{YEAR.pattern})/findings\\.csv")
"""A stranger's pull request may bring a folder of any name."""
_AUDIT = {"findings.csv": "finding_id", "passes.csv": "rule_id"}
"""The files that say how the checks of a report ended, each with its first column."""
_MOST_LISTED = 50

Outcomes = dict[str, str]
"""finding_id: outcome, of one report"""


def summary(root: Path, base: str = "") -> str:
    """Per report the counts of outcomes; with a base commit also each outcome that changed and the changed files."""
    now = _reports_now(root)
    before = _reports_at(root, base) if base else now
    reports = sorted(now.keys() | before.keys())
    parts = ["## 核对结果 Audit", _table(reports, now, before)]
    if base:
        parts += ["## 数据变化 Changed data", *_changed_outcomes(reports, now, before), _changed_files(root, base)]
    return "\n\n".join(parts) + "\n"


def _table(reports: list[str], now: dict[str, Outcomes], before: dict[str, Outcomes]) -> str:
    head = ["报告", *(outcome.zh for outcome in Outcome), "合计"]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for report in reports:
        new, old = Counter(now.get(report, {}).values()), Counter(before.get(report, {}).values())
        counts = [_count(new[outcome], old[outcome]) for outcome in Outcome]
        rows.append([report, *counts, _count(new.total(), old.total())])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _count(new: int, old: int) -> str:
    return str(new) if new == old else f"{new} ({new - old:+d})"


def _changed_outcomes(reports: list[str], now: dict[str, Outcomes], before: dict[str, Outcomes]) -> list[str]:
    lines = []
    for report in reports:
        new, old = now.get(report, {}), before.get(report, {})
        if not old or not new:
            lines.append(f"- {report}: {'新报告 new' if new else '已删除 removed'}")
            continue
        lines += [
            f"- {report} {_code(finding)}: {_code(old.get(finding, '—'))} → {_code(new.get(finding, '—'))}"
            for finding in sorted(new.keys() | old.keys())
            if new.get(finding) != old.get(finding)
        ]
    if len(lines) > _MOST_LISTED:
        lines = [*lines[:_MOST_LISTED], f"- … 另有 {len(lines) - _MOST_LISTED} 项"]
    return ["\n".join(lines)] if lines else []


def _code(words: str) -> str:
    """What a stranger may have written, as a span of code: no Markdown, on one line."""
    return f"`{harmless(words[:300]).replace('`', '´')}`"


def _changed_files(root: Path, base: str) -> str:
    changed = _git(root, "diff", "--stat=120", f"{base}...", "--", "data").rstrip()
    return f"```text\n{changed}\n```" if changed else "数据没有变化。No data changed."


def _reports_now(root: Path) -> dict[str, Outcomes]:
    listed = [path.relative_to(root).as_posix() for path in sorted((root / _PACKAGES).glob("*/*/*.csv"))]
    return _reports(listed, lambda path: (root / path).read_text("utf-8", "replace"))


def _reports_at(root: Path, commit: str) -> dict[str, Outcomes]:
    listed = _git(root, "ls-tree", "-r", "-z", "--name-only", commit, "--", _PACKAGES).split("\0")
    return _reports(listed, lambda path: _git(root, "show", f"{commit}:{path}"))


def _reports(listed: list[str], text: Callable[[str], str]) -> dict[str, Outcomes]:
    there = set(listed)
    found: dict[str, Outcomes] = {}
    for report in filter(None, map(_FINDINGS.fullmatch, listed)):
        beside = [report[0].replace("findings.csv", name) for name in _AUDIT]
        found[report[1]] = _outcomes(text(path) for path in beside if path in there)
    return found


def _outcomes(texts: Iterable[str]) -> Outcomes:
    """Of findings.csv and passes.csv, which an older package does not have; of one that cannot be read, that it cannot."""
    found: Outcomes = {}
    for text, (name, first) in zip(texts, _AUDIT.items(), strict=False):
        try:
            rows = parse_table(io.StringIO(text, newline=""), name, (first,))
        except InputError as error:
            found[name] = str(error)
            continue
        for row in rows:
            passed = (f"{row['rule_id']}:{scope}" for scope in row.get("scopes", "").split())
            found |= dict.fromkeys(passed if "scopes" in row else (row[first],), row.get("outcome", "?"))
    return found


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, encoding="utf-8", errors="replace", check=True
    )
    return done.stdout


def main(arguments: list[str]) -> int:
    try:
        print(summary(Path.cwd(), arguments[0] if arguments else ""), end="")
    except subprocess.CalledProcessError as error:
        print(f"error: {harmless(error.stderr)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
