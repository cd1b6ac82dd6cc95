"""The downloads of a report: every file, how to cite it, how programs read it, and its versions."""

from __future__ import annotations

from collections.abc import Mapping

from build_site.render.pages.frame import Here, report_page
from build_site.render.publish.cite import cited
from build_site.render.publish.facts import site_url
from build_site.render.publish.recipes import FIRST_OF_REPORT, first_lines
from build_site.render.published import Published
from build_site.render.template import fill

Sizes = Mapping[str, int]
"""Bytes of every published file of a report, by file name."""
_OTHERS = {
    "changes.csv": "版本之间改过的每个数",
    "datapackage.json": "数据包说明（Data Package 2.0）",
    "report.xlsx": "Excel 工作簿：封面、说明、九张表、文字中的数、核对结果和其他各表",
    "report.zip": "全部文件，附读我文件",
    "versions.csv": "这份数据的各个版本",
}


def downloads_page(here: Here, sizes: Sizes, changes: Mapping[str, object]) -> str:
    """Every file of the package: what it holds, how many rows, how large. `changes`: as `pages.changes.versions` tells."""
    report = here.report
    files = [report.file(name) for name in report.resources]
    tables = {*files, *(each.replace(".csv", ".json") for each in files)}
    forms = {f"{name}-excel.csv" for name in report.resources}
    others = sorted(set(sizes) - tables - forms, key=lambda each: (each != "report.xlsx", each))  # what most come for
    body = fill(
        "report-downloads", t=here.t, here=here, report=report, sizes=sizes, citation=cited(report),
        others=[(file, _OTHERS.get(file, file), workbook_name(report) if file == "report.xlsx" else "") for file in others],
        recipe=_recipe(f"{site_url()}data/{report.slug}/{report.year}/"), **changes,
    )  # fmt: skip
    return report_page(here, [body], description=here.t("{title}：数据文件、引用格式、版本与更正。", title=here.title))


def _recipe(address: str) -> str:
    """The first line of code in each tool, and the line that validates the package."""
    lines = [f"# {name}\n{code}" for name, code in first_lines(FIRST_OF_REPORT, address).items()]
    return "\n\n".join([*lines, f"# 按说明文件逐列校验\nfrictionless validate {address}datapackage.json"])


def workbook_name(report: Published) -> str:
    """What the workbook is called once it is saved."""
    return f"{report.department}{report.year}年度决算.xlsx"
