"""The English pages under /en/ above the reports. Labels and sentences are ours, numbers come from the same cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from build_site.model import Department, Outcome
from build_site.render.digest import Digest
from build_site.render.html import page
from build_site.render.pages.frame import MANY
from build_site.render.template import fill

_COLUMNS = ("revenue-total", "expenditure-total", "basic", "project")
_UNITS = {"万元": "10,000 yuan", "元": "yuan", "亿元": "100 million yuan"}


def english_pages(reports: Sequence[Digest], departments: Mapping[str, Department]) -> dict[str, str]:
    """The pages above the reports: path below en/ → page."""
    named = [(each, *_name(each, departments)) for each in reports]
    home = fill("en/home", reports=named, many=MANY)
    pages = {
        "index.md": _page("Open Final Accounts", home, "Chinese departmental final accounts as open data"),
        "downloads.md": _page(
            "Downloads", fill("en/downloads", reports=reports[:MANY]), "Data files of the final accounts"
        ),
        "method.md": _page("Method", fill("en/method", outcomes=Outcome), "How the data are read and checked"),
    }
    for slug, group in groupby(reports, key=lambda each: each.slug):
        own = list(group)
        name = _name(own[0], departments)[0]
        rows = [(each, [each.cells[name] for name in _COLUMNS], _unit(each)) for each in own]
        body = fill("en/department", slug=slug, name=name, chinese=own[0].department, rows=rows)
        pages[f"departments/{slug}/index.md"] = _page(name, body, f"Final accounts of {name}")
    return pages


def _page(title: str, body: str, description: str) -> str:
    return page(title, [body], description=description, toc=False)


def _name(report: Digest, departments: Mapping[str, Department]) -> tuple[str, bool]:
    """The department's name in English where there is one, and whether there is."""
    known = departments.get(report.slug)
    english = known.name_en if known else ""
    return english or report.department, bool(english)


def _unit(report: Digest) -> str:
    """As a factor, so that “173.61 × 10,000 yuan” reads as one amount."""
    name = _UNITS.get(report.unit, report.unit)
    return f"{'× ' if name[:1].isdigit() else ''}{name} ({report.unit})"
