"""The self-evaluations of a report: what each was given, spent and scored, and its indicators; the key work it lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from build_site.render.html import share
from build_site.render.pages.frame import Here, report_page
from build_site.render.published import Published, Record
from build_site.render.template import fill

Evaluation = tuple[Record, Sequence[Record], dict[str, object]]
"""A self-evaluation, its indicators, and what is computed from them."""


def performance_page(here: Here) -> str:
    """All self-evaluations in full, what the narrative says of them, and the key work."""
    report = here.report
    said = [row for row in report.table("disclosures") if row["key"].startswith("performance")]
    body = fill(
        "performance", t=here.t, here=here, report=report, projects=evaluations(report), said=said, key_work=report.table("key-work"),
    )  # fmt: skip
    return report_page(here, [body], description=here.t("{title}：绩效自评和重点工作。", title=here.title))


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
            "columns": [name for name in _COLUMNS if any(row[name] for row in indicators)],
        }
        found.append((each, indicators, sums))
    return found


_COLUMNS = ("target", "actual", "full_score", "score", "reason")
"""Columns of the indicators that a sheet may leave out."""


def _sum_of_scores(project: Record, indicators: Sequence[Record]) -> str:
    """Scores of the indicators, with that of the execution rate where it is printed beside them."""
    scores = [Decimal(row["score"]) for row in indicators if row["score"]]
    return f"{sum(scores, Decimal(project['execution_score'] or 0)):f}" if scores else ""
