"""The smaller pages of a report: its glossary and its downloads."""

from __future__ import annotations

from collections.abc import Mapping

from build_site.render.pages.frame import report_page
from build_site.render.publish.cite import cited
from build_site.render.publish.facts import site_url
from build_site.render.publish.recipes import FIRST_OF_REPORT, first_lines
from build_site.render.published import Published
from build_site.render.template import fill

Sizes = Mapping[str, int]
"""Bytes of every published file of a report, by file name."""
_OTHERS = {
    "datapackage.json": "数据包说明（Data Package 2.0）",
    "report.xlsx": "Excel 工作簿：封面、说明、九张表、文字中的数、核对结果",
    "report.zip": "全部文件，附读我文件",
}


def glossary_page(report: Published) -> str:
    """The report's own 名词解释; where it has none, the page says so."""
    return report_page(report, "glossary", "名词解释", [fill("glossary", entries=report.table("glossary"))], toc=False)


def downloads_page(report: Published, sizes: Sizes) -> str:
    """Every file of the package: what it holds, how many rows, how large."""
    tables = {report.file(name) for name in report.resources}
    forms = {f"{name}{ending}" for name in report.resources for ending in (".json", "-excel.csv")}
    others = sorted(set(sizes) - tables - forms, key=lambda each: (each != "report.xlsx", each))  # what most come for
    path = f"data/{report.slug}/{report.year}"
    body = fill(
        "report-downloads",
        report=report,
        sizes=sizes,
        folder=f"../../../../{path}/",
        others=[
            (file, _OTHERS.get(file, file), workbook_name(report) if file == "report.xlsx" else "") for file in others
        ],
        citation=cited(report),
        recipe=_recipe(f"{site_url()}{path}/"),
    )
    return report_page(report, "downloads", "下载", [body])


def _recipe(address: str) -> str:
    """The first line of code in each tool, and the line that validates the package."""
    lines = [f"# {name}\n{code}" for name, code in first_lines(FIRST_OF_REPORT, address).items()]
    return "\n\n".join([*lines, f"# 按说明文件逐列校验\nfrictionless validate {address}datapackage.json"])


def workbook_name(report: Published) -> str:
    """What the workbook is called once it is saved."""
    return f"{report.department}{report.year}年度决算.xlsx"
