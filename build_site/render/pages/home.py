"""The pages above the reports: home, departments, downloads, sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

from build_site.model import Outcome
from build_site.render import links
from build_site.render.digest import Digest
from build_site.render.html import columns, description_list, heading, link, page, tag, text
from build_site.render.html import items as html_items
from build_site.render.html import table as html_table
from build_site.render.pages.frame import MANY, breadcrumbs

_LATEST = 8
SITE = "决算开放数据"
PURPOSE = "把政府部门每年公开的决算报告，变成人人能看、能查、能算的数据；每个数都能点回它在报告里的位置。"


def home_page(reports: Sequence[Digest], divisions: Mapping[str, str]) -> str:
    """Purpose, three doors, what is covered, what came last, and one number followed to its line."""
    findings = sum(sum(report.outcomes.values()) for report in reports)
    departments = len({report.slug for report in reports})
    doors = [
        ("departments/", "看一个部门", "收支总额、钱用在什么上、预算执行、“三公”经费，一页看完。"),
        ("compare/", "并排比较", "选最多六份报告，同一口径的数放在一起看，口径不同的写明原因。"),
        ("downloads/", "下载数据", "CSV、JSON 和说明文件，Excel、pandas、DuckDB 都能直接读。"),
        ("method/", "看怎样核对", "哪些数对得上，哪些对不上，哪些无法核对，规则全部公开。"),
    ]
    cards = "".join(tag("li", link(href, tag("strong", words)) + tag("p", more)) for href, words, more in doors)
    blocks = [
        f"# {SITE}",
        tag("p", PURPOSE, class_="lead"),
        tag("p", f"现有 {tag('b', str(departments))} 个部门的 {tag('b', str(len(reports)))} 份报告，{tag('b', str(findings))} 项核对。", class_="counts"),
        tag("button", "搜索部门、科目编码、名词、项目", type="button", class_="search-open", data_search=True, hidden=True),
        tag("ul", cards, class_="doors"),
        "## 收录范围 {#coverage}",
        _coverage(reports, divisions),
        "## 最近收录 {#latest}",
        _latest(reports),
        *_example(reports),
    ]  # fmt: skip
    return page("", blocks, description=PURPOSE, toc=False)


def _coverage(reports: Sequence[Digest], divisions: Mapping[str, str]) -> str:
    """Department × year: what is in, and how its checks ended."""
    if not reports:
        return tag("p", "还没有收录报告。", class_="notice")
    years = sorted({report.year for report in reports}, reverse=True)
    head = columns("部门", "地区", *(f"{year}年度" for year in years))
    if len({report.slug for report in reports}) > MANY:
        return _provinces(reports, years, divisions)
    rows = []
    for slug, group in groupby(reports, key=lambda report: report.slug):
        found = {report.year: report for report in group}
        newest = found[max(found)]
        cells = [tag("th", link(f"departments/{slug}/", text(newest.department)), scope="row")]
        cells.append(tag("td", text(place_name(newest.registration.division_code, divisions))))
        cells += [
            tag("td", _status(found[year]) if year in found else tag("span", "未收录", class_="no-data"))
            for year in years
        ]
        rows.append(tag("tr", "".join(cells)))
    return html_table(head, rows, "各部门已收录的年度", class_="figures coverage")


def _provinces(reports: Sequence[Digest], years: Sequence[int], divisions: Mapping[str, str]) -> str:
    """Province × year: so many reports are in."""
    counts = Counter((report.registration.division_code[:2], report.year) for report in reports)
    head = columns("地区", *(f"{year}年度" for year in years))
    rows = [
        tag(
            "tr",
            tag("th", link(f"departments/#p{province}", text(place_name(f"{province}0000", divisions))), scope="row")
            + "".join(
                tag("td", f"{counts[province, year]} 份" if counts[province, year] else "", class_="amount")
                for year in years
            ),
        )
        for province in sorted({province for province, _ in counts})
    ]
    return html_table(head, rows, "各地区已收录的报告", class_="figures coverage")


def _status(report: Digest) -> str:
    forms, counts = report.forms_found, report.outcomes
    words = "、".join(
        f"{Outcome(outcome).zh} {counts[outcome]}" for outcome in ("differs", "not-checkable") if outcome in counts
    )
    more = tag(
        "span", f"{forms} 张表；{words or '核对无不一致'}" if counts else f"{forms} 张表；尚未核对", class_="aside"
    )
    return link(f"departments/{report.slug}/{report.year}/", "已收录") + more


def _latest(reports: Sequence[Digest]) -> str:
    newest = sorted(
        reports, key=lambda each: (each.registration.retrieved, each.registration.published, each.slug), reverse=True
    )
    return html_items(
        (link(f"departments/{each.slug}/{each.year}/", text(each.registration.title)) + tag("span", f"{text(each.registration.retrieved)} 收录" if each.registration.retrieved else "", class_="aside")
         for each in newest[:_LATEST]), class_="latest",
    )  # fmt: skip


def _example(reports: Sequence[Digest]) -> list[str]:
    """One number from sentence to cell to line."""
    for report in reports:
        cell = report.find("expenditure", "total", level="total")
        if cell:
            base = f"departments/{report.slug}/{report.year}/"
            steps = [
                f"一句话：{text(report.department)}{report.year}年度本年支出 {links.number(base, cell)} {text(report.unit)}。",
                f"点数字，到{link(links.cell(base, cell), '支出决算表的那一格')}。",
                f"再点，到{link(links.place(base, cell.page, cell.line), f'报告原文{links.place_words(cell.page, cell.line)}')}。",
            ]
            return [
                "## 一个数怎样追到原文 {#example}",
                tag("ol", "".join(tag("li", step) for step in steps), class_="steps"),
            ]
    return []


def place_name(code: str, divisions: Mapping[str, str]) -> str:
    """A division's name, else its code."""
    return divisions.get(code, code)


def departments_page(reports: Sequence[Digest], divisions: Mapping[str, str]) -> str:
    """All departments by place."""
    blocks = [breadcrumbs([("../", "首页"), ("", "部门")]), "# 部门"]
    by_place = sorted(reports, key=lambda each: (each.registration.division_code, each.slug, -each.year))
    provinces: set[str] = set()
    for code, group in groupby(by_place, key=lambda each: each.registration.division_code):
        if code[:2] not in provinces:
            provinces.add(code[:2])
            blocks.append(tag("div", "", id=f"p{code[:2]}"))
        blocks.append(heading(2, place_name(code, divisions), f"d{code}"))
        entries = []
        for slug, own in groupby(group, key=lambda each: each.slug):
            listed = list(own)
            years = "".join(tag("li", link(f"{slug}/{each.year}/", f"{each.year}年度")) for each in listed)
            entries.append(link(f"{slug}/", text(listed[0].department)) + tag("ul", years, class_="years"))
        blocks.append(html_items(entries, class_="departments"))
    return page("部门", blocks, description="按地区列出的全部部门", toc=False)


def sources_page(reports: Sequence[Digest]) -> str:
    """The register of sources: publisher, dates, address, hash."""
    blocks = [
        breadcrumbs([("../", "首页"), ("", "来源")]),
        "# 来源",
        tag("p", "收录的每份报告、它的发布者和文件校验值。报告中的数字属于发布单位。"),
    ]
    if len(reports) > MANY:
        blocks.append(
            tag(
                "p",
                f"收录 {len(reports)} 份。全部来源的登记（网址、日期、校验值）见{link('../data/collection/reports.csv', 'reports.csv', download=True)}；每份报告的“原文”页写有它自己的来源。",
            )
        )
        names = {each.slug: each.department for each in reports}
        blocks.append(
            html_items(
                (link(f"../departments/{slug}/", text(name)) for slug, name in names.items()), class_="departments"
            )
        )
        reports = ()
    for report in reports:
        blocks.append(heading(2, f"{report.department} {report.year}年度", report.registration.name))
        facts = [*report.provenance, ("原文", link(f"../departments/{report.slug}/{report.year}/source/", "逐行查看"))]
        blocks.append(description_list(facts, class_="facts-list"))
    return page("来源", blocks, description="收录报告的来源登记", toc=False)
