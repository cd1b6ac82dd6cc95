"""data/known-issues.csv: the only way to mark a differing check as explained."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

from build_site.model import Finding, KnownIssue, Outcome
from build_site.registers.reports import SLUG
from build_site.registers.table import read_table

FIELDS = tuple(field.name for field in fields(KnownIssue))
_NEEDED = ("rule_id", "scope", "reason", "reason_en")


def read_known_issues(path: Path) -> tuple[KnownIssue, ...]:
    """Every known issue. Raises InputError for a malformed row."""
    found = []
    for row in read_table(path, FIELDS, optional=True):
        row.require("slug", SLUG, "a department's slug")
        row.require("year", re.compile(r"\d{4}"), "a fiscal year (2023)")
        for name in _NEEDED:
            row.require(name, re.compile(".+"), "something")
        values = {name: row[name] for name in FIELDS}
        found.append(KnownIssue(**{**values, "year": int(row["year"])}))  # type: ignore[arg-type]  # the others are text
    return tuple(found)


def explained(findings: Sequence[Finding], issues: Sequence[KnownIssue]) -> tuple[Finding, ...]:
    """The findings of a report, those listed turned from differs into explained, with the reason behind the message.
    Only a difference can be explained: a listed check that agrees, or did not run, keeps its outcome."""
    known = {(issue.rule_id, issue.scope): issue for issue in issues}

    def judge(finding: Finding) -> Finding:
        issue = known.get((finding.rule_id, finding.scope))
        if issue is None or finding.outcome is not Outcome.DIFFERS:
            return finding
        page = f"（见第 {issue.page} 页）" if issue.page else ""
        return replace(
            finding,
            outcome=Outcome.EXPLAINED,
            reason_code="known-issue",
            message_zh=f"{finding.message_zh}已说明：{issue.reason}{page}",
            message_en=f"{finding.message_en} Explained: {issue.reason_en}",
            explanations=issue.reason,
        )

    return tuple(judge(finding) for finding in findings)
