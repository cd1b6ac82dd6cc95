"""The pages above the reports: home, departments, sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

from build_site.model import Outcome
from build_site.render.digest import Digest
from build_site.render.html import page
from build_site.render.pages.frame import MANY
from build_site.render.template import fill

_LATEST = 8
SITE = "决算开放数据"
PURPOSE = "把政府部门每年公开的决算报告，变成人人能看、能查、能算的数据；每个数都能点回它在报告里的位置。"


def home_page(reports: Sequence[Digest], divisions: Mapping[str, str]) -> str:
    """Purpose, three doors, what is covered, what came last, and one number followed to its line."""
    years = sorted({report.year for report in reports}, reverse=True)
    departments = len({report.slug for report in reports})
    newest = sorted(
        reports, key=lambda each: (each.registration.retrieved, each.registration.published, each.slug), reverse=True
    )
    totals = ((each, each.cells["expenditure"]) for each in reports)
    example, total = next((pair for pair in totals if pair[1]), (None, None))
    blocks = fill(
        "home",
        site=SITE,
        purpose=PURPOSE,
        reports=reports,
        departments=departments,
        findings=sum(sum(report.outcomes.values()) for report in reports),
        years=[f"{year}年度" for year in years],
        provinces=_provinces(reports, years, divisions) if departments > MANY else [],
        rows=_coverage(reports, years, divisions),
        checked=_checked,
        latest=newest[:_LATEST],
        example=example,
        total=total,
    )
    return page("", [blocks], description=PURPOSE, toc=False)


def _coverage(
    reports: Sequence[Digest], years: Sequence[int], divisions: Mapping[str, str]
) -> list[tuple[Digest, str, list[Digest | None]]]:
    """Department × year: its newest report, its place, and the report of each year."""
    rows = []
    for _, group in groupby(reports, key=lambda report: report.slug):
        found = {report.year: report for report in group}
        newest = found[max(found)]
        place = place_name(newest.registration.division_code, divisions)
        rows.append((newest, place, [found.get(year) for year in years]))
    return rows


def _provinces(
    reports: Sequence[Digest], years: Sequence[int], divisions: Mapping[str, str]
) -> list[tuple[str, str, list[int]]]:
    """Province × year: so many reports are in."""
    counts = Counter((report.registration.division_code[:2], report.year) for report in reports)
    return [
        (province, place_name(f"{province}0000", divisions), [counts[province, year] for year in years])
        for province in sorted({province for province, _ in counts})
    ]


def _checked(report: Digest) -> str:
    """How its checks ended, in short."""
    counts = report.outcomes
    words = "、".join(
        f"{each.zh} {counts[each]}" for each in (Outcome.DIFFERS, Outcome.NOT_CHECKABLE) if each in counts
    )
    return (words or "核对无不一致") if counts else "尚未核对"


def place_name(code: str, divisions: Mapping[str, str]) -> str:
    """A division's name, else its code."""
    return divisions.get(code, code)


def departments_page(reports: Sequence[Digest], divisions: Mapping[str, str]) -> str:
    """All departments by place."""
    by_place = sorted(reports, key=lambda each: (each.registration.division_code, each.slug, -each.year))
    places, province = [], ""
    for code, group in groupby(by_place, key=lambda each: each.registration.division_code):
        departments = [(slug, list(own)) for slug, own in groupby(group, key=lambda each: each.slug)]
        listed = [(slug, own[0].department, [each.year for each in own]) for slug, own in departments]
        places.append((code, place_name(code, divisions), listed, code[:2] if code[:2] != province else ""))
        province = code[:2]
    return page("部门", [fill("departments", places=places)], description="按地区列出的全部部门", toc=False)


def sources_page(reports: Sequence[Digest]) -> str:
    """The register of sources: publisher, dates, address, hash."""
    names = {each.slug: each.department for each in reports} if len(reports) > MANY else {}
    return page("来源", [fill("sources", reports=reports, names=names)], description="收录报告的来源登记", toc=False)
