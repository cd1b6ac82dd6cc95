"""data/known-issues.csv: the only way to mark a differing check as explained."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from build_site.model import Finding, InputError, Outcome, Place

FIELDS = ("slug", "year", "rule_id", "scope", "reason", "reason_en", "page", "decided_by", "decided_on")


def explained(findings: Sequence[Finding], known_issues: Path, slug: str, year: int) -> tuple[Finding, ...]:
    """The findings, those listed for this report turned from differs into explained, with the reason behind the
    message. Only a difference can be explained: a listed check that agrees, or did not run, keeps its outcome."""
    known = _read(known_issues, slug, year)

    def judge(finding: Finding) -> Finding:
        issue = known.get((finding.rule_id, finding.scope))
        if issue is None or finding.outcome is not Outcome.DIFFERS:
            return finding
        page = f"（见第 {issue['page']} 页）" if issue["page"] else ""
        return replace(
            finding,
            outcome=Outcome.EXPLAINED,
            reason_code="known-issue",
            message_zh=f"{finding.message_zh}已说明：{issue['reason']}{page}",
            message_en=f"{finding.message_en} Explained: {issue['reason_en']}",
            explanations=issue["reason"],
        )

    return tuple(judge(finding) for finding in findings)


def _read(path: Path, slug: str, year: int) -> Mapping[tuple[str, str], Mapping[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            header, records = tuple(reader.fieldnames or ()), list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(str(path), "the list of known issues", str(error), "Restore the file.") from error
    if header != FIELDS:
        raise InputError(str(path), f"the header {','.join(FIELDS)}", ",".join(header), "Restore the header.")
    known: dict[tuple[str, str], Mapping[str, str]] = {}
    for line, record in enumerate(records, 2):
        if None in record.values() or not all(
            record[f] for f in ("slug", "year", "rule_id", "scope", "reason", "reason_en")
        ):
            found = "a row with an empty one"
            raise InputError(
                str(path),
                "slug, year, rule_id, scope, reason, reason_en in every row",
                found,
                "Fill it in.",
                Place(line=line),
            )
        if (record["slug"], record["year"]) == (slug, str(year)):
            known[record["rule_id"], record["scope"]] = record
    return known
