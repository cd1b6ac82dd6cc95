"""One department over the years: who it is, its totals by year, and whether one year leads on to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from build_site.model import Outcome
from build_site.render import links
from build_site.render.charts import palette
from build_site.render.charts.engine import Engine
from build_site.render.charts.markup import Figure, figure
from build_site.render.charts.options import Bars, horizontal_bars
from build_site.render.digest import Digest
from build_site.render.html import columns, description_list, grouped, heading, link, page, tag, text
from build_site.render.html import items as html_items
from build_site.render.html import table as html_table
from build_site.render.pages.frame import breadcrumbs
from build_site.render.published import Cell, Record

_SUMMARY = "revenue-and-expenditure"
_COLUMNS = (  # title, form, field, conditions
    ("收入总计", _SUMMARY, "amount", {"side": "revenue", "concept": "total"}),
    ("支出总计", _SUMMARY, "amount", {"side": "expenditure", "concept": "total"}),
    ("基本支出", "expenditure", "basic", {"level": "total"}),
    ("项目支出", "expenditure", "project", {"level": "total"}),
    ("“三公”经费", "three-public-expenses", "final", {"item": "total"}),
)


def department_page(
    department: Record, reports: Sequence[Digest], place: str, engine: Engine, others: Mapping[str, str]
) -> str:
    """`others`: slug → name of all departments, to name the one before it and the one above it."""
    name = department["name"]
    units = reports[0].budget_units
    facts = [
        ("英文名", tag("span", text(department["name_en"]), lang="en") if department["name_en"] else ""),
        ("地区", text(place)),
        ("上级部门", _named(department["parent"], others)),
        ("前身", _named(department["predecessor"], others)),
        (f"{reports[0].year}年度决算单位", "、".join(text(unit) for unit in units)),
        ("固定代码", tag("code", text(department["slug"]))),
    ]
    blocks = [
        breadcrumbs([("../../", "首页"), ("../", "部门"), ("", name)]),
        heading(1, name),
        description_list(facts, class_="facts-list"),
        "## 历年决算",
        _years(reports),
        *_charts(reports, engine),
        *_continuity(reports),
        "## 报告",
        html_items((link(f"{each.year}/", text(each.registration.title)) for each in reports), class_="latest"),
        tag("p", link(f"../../compare/?r={','.join(each.registration.name for each in reports[:6])}", "并排比较各年度")) if len(reports) > 1 else "",
    ]  # fmt: skip
    return page(name, blocks, description=f"{name}历年部门决算", toc=False)


def _named(slug: str, others: Mapping[str, str]) -> str:
    return link(f"../{slug}/", text(others[slug])) if slug in others else text(slug)


def _cells(report: Digest) -> list[Cell | None]:
    return [report.find(form, field, **conditions) for _, form, field, conditions in _COLUMNS]


def _years(reports: Sequence[Digest]) -> str:
    titles = ("年度", *(title for title, *_ in _COLUMNS), "单位", "核对")
    head = columns(*titles, amounts=range(1, 6))
    rows = []
    for report in reports:
        base = f"{report.year}/"
        amounts = "".join(tag("td", links.number(base, cell), class_="amount") for cell in _cells(report))
        counts = report.outcomes
        words = "、".join(
            f"{Outcome(outcome).zh} {count}" for outcome, count in counts.items() if outcome != "not-applicable"
        )
        checks = link(f"{base}audit/", words) if words else "尚未核对"
        year = tag("th", link(base, f"{report.year}年度"), scope="row")
        rows.append(tag("tr", year + amounts + tag("td", text(report.unit)) + tag("td", checks)))
    return html_table(head, rows, "历年收支（当年价格）", class_="figures")


def _charts(reports: Sequence[Digest], engine: Engine) -> list[str]:
    """Totals and kinds by year, for the years that are in one unit; a missing year stays a gap."""
    unit = reports[0].unit
    by_year = {each.year: each for each in reports if each.unit == unit}
    if len(by_year) < 2:
        return []
    years = range(min(by_year), max(by_year) + 1)
    drawn = []
    for figure_id, title, places, colours, stacked in (
        ("figure-years-total", "历年收支总计", (0, 1), (palette.REVENUE, palette.EXPENDITURE), False),
        ("figure-years-kinds", "历年基本支出与项目支出", (2, 3), (palette.BASIC, palette.PROJECT), True),
    ):
        cells = {year: _cells(by_year[year]) if year in by_year else [None] * len(_COLUMNS) for year in years}
        series = []
        for column, colour in zip(places, colours, strict=True):
            values = [cell.value if (cell := cells[year][column]) else None for year in years]
            series.append(
                Bars(
                    _COLUMNS[column][0],
                    colour,
                    values,
                    [grouped(value) if value is not None else "" for value in values],
                )
            )
        rows = [(f"{year}年度", *[links.number(f"{year}/", cells[year][each]) for each in places]) for year in years]
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


def _continuity(reports: Sequence[Digest]) -> list[str]:
    """Last year's 年末结转 beside this year's 年初结转, for years that follow each other."""
    by_year = {each.year: each for each in reports}
    rows = []
    for year in sorted(by_year, reverse=True):
        if year - 1 not in by_year or by_year[year].unit != by_year[year - 1].unit:
            continue
        closing = by_year[year - 1].find(_SUMMARY, "amount", side="expenditure", concept="closing-balance")
        opening = by_year[year].find(_SUMMARY, "amount", side="revenue", concept="opening-balance")
        gap = f"{opening.amount - closing.amount:+,f}" if opening and closing else ""
        known = (f"{year - 1}年末 → {year}年初", f"{year - 1}/", closing), (f"{year}/", opening)
        cells = tag("td", links.number(known[0][1], closing), class_="amount") + tag(
            "td", links.number(known[1][0], opening), class_="amount"
        )
        same = "相同" if gap and Decimal(gap.replace(",", "")) == 0 else gap
        rows.append(
            tag("tr", tag("th", known[0][0], scope="row") + cells + tag("td", same or "无法比较", class_="amount"))
        )
    if not rows:
        return []
    titles = ("衔接", "上年年末结转和结余", "本年年初结转和结余", "差额（本站计算）")
    head = columns(*titles, amounts=range(1, len(titles)))
    said = tag("p", "年初数与上年年末数不同，可能是调整、合并或口径变化，本身不说明有错。", class_="legend")
    return ["## 年度衔接", html_table(head, rows, "上年年末与本年年初", class_="figures") + said]
