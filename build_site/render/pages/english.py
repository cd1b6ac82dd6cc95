"""The English pages under /en/: home, department, report. Labels and sentences are ours, numbers come from the same cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from build_site.model import Department, Form, Outcome
from build_site.render.digest import Digest
from build_site.render.html import grouped, page
from build_site.render.pages.frame import MANY, outcome_counts
from build_site.render.published import Cell, Published, Record
from build_site.render.template import fill

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
        rows = [(each, _totals(each), _unit(each)) for each in own]
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


def _unit(report: Published | Digest) -> str:
    """As a factor, so that “173.61 × 10,000 yuan” reads as one amount."""
    name = _UNITS.get(report.unit, report.unit)
    return f"{'× ' if name[:1].isdigit() else ''}{name} ({report.unit})"


def _totals(report: Published | Digest) -> list[Cell | None]:
    sides = [
        report.find("revenue-and-expenditure", "amount", side=side, concept="total")
        for side in ("revenue", "expenditure")
    ]
    return [*sides, *(report.find("expenditure", field, level="total") for field in ("basic", "project"))]


def english_report(report: Published, department: Department | None) -> str:
    """A report's page; of its sentences those that the tables alone can fill."""
    base = "../../../../"
    title = f"{(department and department.name_en) or report.department}: final accounts {report.year}"
    income, spending, basic, project = _totals(report)
    body = fill(
        "en/report",
        report=report,
        title=title,
        here=f"{base}departments/{report.slug}/{report.year}/",
        data=f"{base}data/{report.slug}/{report.year}/",
        unit=_unit(report),
        income=income,
        spending=spending,
        basic=basic,
        project=project,
        revenue=report.find("revenue", "total", level="total"),
        fiscal=report.find("revenue", "fiscal_appropriation", level="total"),
        spent=report.find("expenditure", "total", level="total"),
        largest=_largest(report),
        forms=[(Form(form), report.state(form).en) for form in report.forms()],
        outcomes=outcome_counts(report.findings),
        **_plan(report),
    )
    return _page(title, body, title)


def _largest(report: Published) -> tuple[Record, Cell] | None:
    """The class on which most was spent."""
    rows = [row for row in report.table("expenditure") if row["level"] == "class"]
    known = [(row, cell) for row in rows if (cell := report.cell("expenditure", row, "total")).value is not None]
    return max(known, key=lambda pair: pair[1].amount, default=None)


def _plan(report: Published) -> dict[str, object]:
    """The budget at the start of the year as the narrative states it, against the final amount."""
    planned = report.claim("general-public-budget-expenditure", "approved")
    final = report.find("general-public-budget", "total", level="total")
    if not planned or not final or planned["unit"] != report.unit:
        return {"planned": None}
    rate = report.claim("general-public-budget-expenditure:completion-rate")
    return {"planned": planned, "planned_words": grouped(Decimal(planned["value"])), "final": final, "rate": rate}
