"""The self-evaluations of a report: what each was given, spent and scored, and its indicators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from build_site.render.html import share
from build_site.render.pages.frame import report_page
from build_site.render.published import Published, Record
from build_site.render.template import fill

Evaluation = tuple[Record, Sequence[Record], dict[str, object]]
"""A self-evaluation, its indicators, and what is computed from them."""


def performance_page(report: Published) -> str:
    """All self-evaluations in full."""
    return report_page(report, "performance", "绩效自评", [fill("performance", projects=evaluations(report))])


def evaluations(report: Published) -> list[Evaluation]:
    """Every self-evaluation of the report, in its order."""
    found: list[Evaluation] = []
    for each in report.table("performance-projects"):
        indicators = [row for row in report.table("performance-indicators") if row["project_id"] == each["project_id"]]
        kinds = Counter(row["level1"] for row in indicators if row["level1"])
        known = each["budget"] and each["executed"]
        sums: dict[str, object] = {
            "rate": share(Decimal(each["executed"]), Decimal(each["budget"])) if known else "",
            "scores": _sum_of_scores(each, indicators),
            "kinds": sorted(kinds.items()),
        }
        found.append((each, indicators, sums))
    return found


def _sum_of_scores(project: Record, indicators: Sequence[Record]) -> str:
    """Scores of the indicators, with that of the execution rate where it is printed beside them."""
    scores = [Decimal(row["score"]) for row in indicators if row["score"]]
    return f"{sum(scores, Decimal(project['execution_score'] or 0)):f}" if scores else ""
