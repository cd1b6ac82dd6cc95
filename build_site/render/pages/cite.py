"""How to cite a report's data, as its pages show it."""

from __future__ import annotations

from build_site.render.publish.cite import bibtex, citation
from build_site.render.publish.facts import log_of, site_url
from build_site.render.published import Published


def cited(report: Published) -> dict[str, str]:
    """The data in words (GB/T 7714) and as BibTeX, and the original report."""
    log = log_of(report.folder.parents[3], report.slug, report.year)
    modified = log[-1]["date"] if log else ""
    address = f"{site_url()}departments/{report.slug}/{report.year}/"
    known = report.registration
    return {
        "words": citation(report.descriptor, address, modified),
        "bibtex": bibtex(report.descriptor, address, modified),
        "original": f"{known.department}：《{known.title}》" + (f"，{known.published}发布" if known.published else ""),
    }
