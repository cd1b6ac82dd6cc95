"""The report's text as it was read, with an anchor for every line of a text or page of a PDF."""

from __future__ import annotations

from build_site.render.pages.frame import report_page
from build_site.render.published import Published
from build_site.render.template import fill


def source_page(report: Published) -> str:
    """Every line, personal contact data masked as in the published data."""
    lines = report.table("lines")
    paged = any(line["page"] for line in lines)
    body = fill(
        "source",
        report=report,
        withheld=int(report.descriptor.get("withheld", 0) or 0),
        paged=paged,
        lines=lines,
        data=f"../../../../data/{report.slug}/{report.year}/",
    )
    return report_page(report, "source", "报告原文", [body], search=False, toc=paged)
