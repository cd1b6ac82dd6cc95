"""What the pages of a report have in common: the way back, the report's own navigation, small parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from build_site.model import Outcome
from build_site.model.outcomes import SHOWN
from build_site.render.html import page
from build_site.render.published import Published
from build_site.render.template import fill

_TABS = (
    ("", "概览"), ("forms", "九张表"), ("narrative", "报告正文"), ("audit", "核对结果"),
    ("performance", "绩效"), ("glossary", "名词解释"), ("source", "原文"), ("downloads", "下载"),
)  # fmt: skip
MANY = 100
"""Rows from which on a table above the reports would be too long a page; the whole is in the collection."""


def report_page(
    report: Published,
    current: str,
    title: str,
    blocks: Iterable[str],
    *,
    description: str = "",
    search: bool = True,
    toc: bool = True,
) -> str:
    """A page of a report. `current` is its folder below the report's own, empty for the report page itself."""
    base = "../" if current else ""
    top = f"{base}../../../"
    crumbs = [(top, "首页"), (f"{top}departments/", "部门"), (f"{base}../", report.department)]
    crumbs += [(base, f"{report.year}年度"), ("", title)] if current else [("", f"{report.year}年度")]
    tabs = fill(
        "tabs", report=report, tabs=_TABS, way=crumbs, base=base, top=top, current=current,
        within="forms" if current in report.forms() else current,
    )  # fmt: skip
    return page(
        title, [tabs, *blocks],
        description=description or f"{report.registration.title}：{title}", search=search, toc=toc,
    )  # fmt: skip


def outcome_counts(findings: Iterable[Mapping[str, str]]) -> dict[Outcome, int]:
    """How many checks ended in each outcome, in the order in which they are shown."""
    counted = Counter(each["outcome"] for each in findings)
    return {outcome: counted[outcome] for outcome in SHOWN if counted[outcome]}
