"""The smaller pages of a report: its glossary and its downloads."""

from __future__ import annotations

from collections.abc import Mapping

from build_site.render import links
from build_site.render.html import columns, identifier, link, size, tag, text
from build_site.render.html import table as html_table
from build_site.render.pages.cite import citation_block
from build_site.render.pages.frame import report_page
from build_site.render.published import Published

BASE = "../"
_PACKED = "很长的技术表只有压缩的 CSV（.csv.gz），pandas、DuckDB、frictionless 可直接读。"
Sizes = Mapping[str, int]
"""Bytes of every published file of a report, by file name."""


def glossary_page(report: Published) -> str:
    """The report's own 名词解释; where it has none, the page says so."""
    blocks = [
        "# 名词解释",
        tag("p", "以下解释照录报告，不是本站的解释。" if report.table("glossary") else "报告没有名词解释。"),
    ]
    entries = [
        tag("div", tag("dt", text(each["term"])) + tag("dd", f"{text(each['definition'])} {links.source(BASE, each)}"),
            id=f"t{identifier(str(index))}", class_="sub" if each["parent"] else None)
        for index, each in enumerate(report.table("glossary"), 1)
    ]  # fmt: skip
    if entries:
        blocks.append(tag("dl", "".join(entries), class_="glossary"))
    return report_page(report, "glossary", "名词解释", blocks, toc=False)


def downloads_page(report: Published, sizes: Sizes) -> str:
    """Every file of the package: what it holds, how many rows, how large."""
    folder = f"{BASE}../../../data/{report.slug}/{report.year}/"
    blocks = [
        "# 下载",
        tag("p", f"CSV 为 UTF-8（无 BOM）、逗号分隔；科目编码请按文本导入。Excel 请用工作簿，或文件名带 -excel 的 CSV（有 BOM；以 = + - @ 开头的文字前加了撇号）。JSON 是同样的行。{_PACKED if report.large else ''}金额单位见 datapackage.json 的 amountUnit。"),
        files_table(report, sizes, folder),
        "## 引用 {#cite}",
        citation_block(report, BASE),
        "## 用程序读取",
        tag("pre", tag("code", text(_recipe(report)).replace("⏎", "&#10;"))),
        tag("p", "地址规则：<code>/data/&lt;部门&gt;/&lt;年度&gt;/&lt;资源&gt;.csv</code>，同名 <code>.json</code>；说明文件是 <code>datapackage.json</code>（Data Package 2.0）。"),
    ]  # fmt: skip
    return report_page(report, "downloads", "下载", blocks)


def workbook_name(report: Published) -> str:
    """What the workbook is called once it is saved."""
    return f"{report.department}{report.year}年度决算.xlsx"


_OTHERS = {
    "datapackage.json": "数据包说明（Data Package 2.0）",
    "report.xlsx": "Excel 工作簿：封面、说明、九张表、文字中的数、核对结果",
    "report.zip": "全部文件，附读我文件",
}


def files_table(report: Published, sizes: Sizes, folder: str) -> str:
    """The package's files with names that say what they are."""
    head = columns("内容", "行数", "CSV", "CSV（供 Excel）", "JSON")
    rows = []
    for name in report.resources:
        path = report.file(name)
        cells = [
            tag(
                "th", text(report.title(name)) + tag("span", text(name), class_="resource-name", lang="en"), scope="row"
            )
        ]
        cells.append(tag("td", str(len(report.table(name))), class_="amount"))
        for file in (path, f"{name}-excel.csv", f"{name}.json"):
            words = text(size(sizes[file])) if file in sizes else ""
            label = f"{file}（{words}）"
            cells.append(tag("td", link(folder + file, words, download=True, aria_label=label) if words else ""))
        rows.append(tag("tr", "".join(cells)))
    others = sorted(
        set(sizes)
        - {report.file(name) for name in report.resources}
        - {f"{name}{ending}" for name in report.resources for ending in (".json", "-excel.csv")}
    )
    first = []
    for file in sorted(others, key=lambda each: each != "report.xlsx"):  # what most readers come for
        words = _OTHERS.get(file, file)
        listed = tag(
            "td",
            link(
                folder + file,
                text(f"{file}（{size(sizes[file])}）"),
                download=workbook_name(report) if file == "report.xlsx" else True,
            ),
            colspan="3",
        )
        first.append(tag("tr", tag("th", text(words), scope="row") + tag("td", "") + listed))
    return html_table(head, first + rows, "本报告的数据文件", class_="figures files")


def _recipe(report: Published) -> str:
    path = f"data/{report.slug}/{report.year}"
    return "⏎".join(
        (
            "# pandas：科目编码按文本读",
            "import pandas as pd",
            f'pd.read_csv("{path}/expenditure.csv", dtype={{"functional_code": str}})',
            "",
            "# 命令行：按说明文件逐列校验",
            f"frictionless validate {path}/datapackage.json",
        )
    )
