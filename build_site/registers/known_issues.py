"""data/known-issues.csv: the only way to mark a differing check as explained."""

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

from build_site.model import Finding, KnownIssue, Outcome, Said
from build_site.registers.reports import A_SLUG, A_YEAR, SLUG, YEAR, require_day
from build_site.registers.table import Register, Row, read_register

FIELDS = tuple(field.name for field in fields(KnownIssue))
_NEEDED = ("rule_id", "scope", "reason", "reason_en")


def read_known_issues(path: Path) -> Register[KnownIssue]:
    """Every known issue."""
    return read_register(path, FIELDS, _known_issue, optional=True)


def _known_issue(row: Row) -> KnownIssue:
    row.require("slug", SLUG, A_SLUG)
    row.require("year", YEAR, A_YEAR)
    for name in _NEEDED:
        row.require(name, re.compile(".+"), Said("填写的内容", "something"))
    require_day(row, "decided_on")
    return KnownIssue(**{**row, "year": int(row["year"])})  # type: ignore[arg-type]  # the others are text


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
