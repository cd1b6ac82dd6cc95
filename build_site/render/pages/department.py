"""One department over the years: who it is, its totals by year, and whether one year leads on to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from build_site.model import Department, Outcome
from build_site.render import links
from build_site.render.charts import palette
from build_site.render.charts.engine import Engine
from build_site.render.charts.markup import Figure, figure
from build_site.render.charts.options import Bars, horizontal_bars
from build_site.render.digest import Digest
from build_site.render.html import grouped, page
from build_site.render.published import Cell
from build_site.render.template import fill

_COLUMNS = {
    "revenue-total": "收入总计",
    "expenditure-total": "支出总计",
    "basic": "基本支出",
    "project": "项目支出",
    "three-public": "“三公”经费",
}
"""Measures of the overview by year."""


def department_page(
    department: Department, reports: Sequence[Digest], place: str, engine: Engine, others: Mapping[str, str]
) -> str:
    """`others`: slug → name of all departments, to name the one before it and the one above it."""
    name = department.name
    body = fill(
        "department",
        department=department,
        reports=reports,
        place=place,
        others=others,
        titles=list(_COLUMNS.values()),
        years=[(each, [each.cells[name] for name in _COLUMNS], _checks(each)) for each in reports],
        charts=_charts(reports, engine),
        joints=_joints(reports),
    )
    return page(name, [body], description=f"{name}历年部门决算", toc=False)


def _checks(report: Digest) -> str:
    """How the report's checks ended, in words."""
    counts = {outcome: count for outcome, count in report.outcomes.items() if outcome != "not-applicable"}
    return "、".join(f"{Outcome(outcome).zh} {count}" for outcome, count in counts.items())


def _charts(reports: Sequence[Digest], engine: Engine) -> list[Markup]:
    """Totals and kinds by year, for the years that are in one unit; a missing year stays a gap."""
    unit = reports[0].unit
    by_year = {each.year: each for each in reports if each.unit == unit}
    if len(by_year) < 2:
        return []
    years = range(min(by_year), max(by_year) + 1)
    drawn = []
    for figure_id, title, colours, stacked in (
        (
            "figure-years-total", "历年收支总计",
            {"revenue-total": palette.REVENUE, "expenditure-total": palette.EXPENDITURE}, False,
        ),
        ("figure-years-kinds", "历年基本支出与项目支出", {"basic": palette.BASIC, "project": palette.PROJECT}, True),
    ):  # fmt: skip
        series, columns = [], []
        for name, colour in colours.items():
            cells = [by_year[year].cells[name] if year in by_year else None for year in years]
            words = [grouped(cell.amount) if cell else "" for cell in cells]
            series.append(Bars(_COLUMNS[name], colour, [cell.value if cell else None for cell in cells], words))
            columns.append([links.number(f"{year}/", cell) for year, cell in zip(years, cells, strict=True)])
        rows = [(f"{year}年度", *numbers) for year, *numbers in zip(years, *columns, strict=True)]
        labels = [f"{year}年度" + ("" if year in by_year else "（未收录）") for year in years]
        spoken = "；".join(
            f"{bars.name}："
            + "，".join(f"{label}{words or '无'}" for label, words in zip(labels, bars.labels, strict=True))
            for bars in series
        )
        description = f"{title}，单位{unit}。{spoken}。"
        drawing = horizontal_bars(figure_id, labels, series, unit, description, stacked=stacked)
        head = ["年度", *[bars.name for bars in series]]
        chart = Figure(figure_id, title, f"单位：{unit} · 按当年价格", description, drawing, head, rows, "各年度决算表")
        drawn.append(figure(chart, engine))
    return drawn


def _joints(reports: Sequence[Digest]) -> list[tuple[int, Cell | None, Cell | None, str]]:
    """Last year's 年末结转 beside this year's 年初结转 and what lies between, for years that follow each other."""
    by_year = {each.year: each for each in reports}
    rows = []
    for year in sorted(by_year, reverse=True):
        if year - 1 not in by_year or by_year[year].unit != by_year[year - 1].unit:
            continue
        closing, opening = by_year[year - 1].cells["closing-balance"], by_year[year].cells["opening-balance"]
        gap = opening.amount - closing.amount if opening and closing else None
        rows.append((year, closing, opening, "无法比较" if gap is None else f"{gap:+,f}" if gap else "相同"))
    return rows
