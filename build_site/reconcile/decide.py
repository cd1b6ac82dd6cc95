"""What every finding has in common, whichever rule made it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from build_site.model import Finding


def numbered(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, a scope that a rule has come to before numbered (`scope#2`): ids are unique by construction, so
    that no slip of ours can ever refuse a report."""
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.finding_id] += 1
        times = seen[finding.finding_id]
        if times == 1:
            yield finding
        else:
            yield replace(finding, finding_id=f"{finding.finding_id}#{times}", scope=f"{finding.scope}#{times}")
