"""The downloads page of the whole site: what there is, where it will always be, how to load it, what it may be used for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from build_site.render.html import columns, link, page, size, tag, text
from build_site.render.html import items as html_items
from build_site.render.html import table as html_table
from build_site.render.large import ONLY_PARQUET
from build_site.render.pages.frame import MANY, breadcrumbs
from build_site.render.publish.facts import Dataset, File, site_url
from build_site.render.publish.recipes import NEEDS, RECIPES
from build_site.render.publish.whole import CODELISTS, Whole

_LISTS = {
    "functional": "支出功能分类科目",
    "economic": "部门预算支出经济分类科目",
    "divisions": "行政区划代码（GB/T 2260）",
    "cofog": "功能分类类级科目与 COFOG 对照（附可信程度）",
}
_BLOCKERS = {
    "missing_title": "缺名称",
    "missing_description": "缺说明",
    "missing_license": "缺许可",
    "missing_source": "缺来源",
    "missing_version": "缺版本",
    "missing_date": "缺日期",
    "missing_distribution": "缺数据文件",
}


def site_downloads_page(whole: Whole) -> str:
    """The page as Markdown."""
    blocks = [breadcrumbs([("../", "首页"), ("", "下载")]), "# 下载"]
    blocks += ["## 每份报告 {#reports}", _reports(whole)]
    if whole.collection:
        blocks += _collection(whole.collection, whole.descriptor)
    blocks += [
        "## 科目和代码表 {#codelists}",
        html_items(
            link(f"../data/codelists/{name}/{name}.csv", text(_LISTS[name]), download=True)
            + " "
            + link(f"../data/codelists/{name}/datapackage.json", "说明", aria_label=f"{_LISTS[name]}的说明")
            for name in CODELISTS
        ),
        "## 地址规则 {#addresses}",
        tag("p", "以下地址长期不变："),
        _addresses(),
        "## 用程序读取 {#recipes}",
        tag("p", "三个例子得出同一结果：每份报告的支出合计（元）。它们每次改动都经自动测试执行。"),
    ]
    site = site_url()
    for name, code in RECIPES.items():
        blocks.append(f"### {name} {{#recipe-{name.lower()}}}")
        blocks.append(tag("p", f"安装：<code>pip install {NEEDS[name]}</code>"))
        blocks.append(_code(code.format(site=site, amounts=_path(whole, "amounts"))))
    blocks += [
        "## 目录、订阅与质量 {#catalogue}",
        html_items(
            (
                link("../dictionary/", "数据字典") + "：每张表、每一列、每个取值的含义",
                link("../sql/", "在网页上用 SQL 查询") + "：不用安装任何软件",
                link("../changes/", "数据变更记录") + "，"
                + link("../feed.xml", "Atom 订阅", rel="alternate", type="application/atom+xml"),
                link("../catalog.jsonld", "DCAT 3 目录（catalog.jsonld）"),
                link("../data/publish-gate.json", "发布检查结果") + "：" + _gate(whole),
                link("../terms/", "使用条款"),
            )
        ),
    ]  # fmt: skip
    return page(
        "下载", blocks, description="全部数据的下载：CSV、Excel、JSON、Parquet、SQLite，附地址规则、行数和校验值"
    )


def _collection(collection: Dataset, descriptor: Mapping[str, Any]) -> list[str]:
    files = {file.name: file for file in collection.files}
    head = columns("表", "行数", "CSV", "Parquet", "SHA-256（CSV）")
    rows = []
    for resource in descriptor["resources"]:
        name = resource["name"]
        cells = [
            tag("th", text(resource["title"]) + tag("span", text(name), class_="resource-name", lang="en"), scope="row")
        ]
        cells.append(tag("td", str(resource["rowCount"]), class_="amount"))
        for file in (resource["path"], f"{name}.parquet"):
            words = text(size(files[file].size))
            cells.append(
                tag("td", link(f"../data/collection/{file}", words, download=True, aria_label=f"{file}（{words}）"))
            )
        cells.append(tag("td", tag("code", str(resource["hash"])[7:23] + "…", title=resource["hash"], class_="digest")))
        rows.append(tag("tr", "".join(cells)))
    alone = [
        tag(
            "li",
            link(
                f"../data/collection/{name}.parquet",
                f"{name}.parquet（{size(files[f'{name}.parquet'].size)}）",
                download=True,
            )
            + "：只有 Parquet",
        )
        for name in sorted(ONLY_PARQUET)
        if f"{name}.csv" not in files and f"{name}.parquet" in files
    ]
    package = files["datapackage.json"]
    return [
        "## 汇总数据 {#collection}",
        tag(
            "p",
            "全部报告的同名表上下相接，外加一张长表 <code>amounts</code>：每个印出的金额一行，各维度齐全。"
            "求和时先选定一张表（<code>form</code>）、方向和阶段，只取 <code>is_leaf</code> 为真的行，就不会重复计算。",
        ),
        html_items(
            (
                *_sqlite(files),
                link("../data/collection/datapackage.json", f"数据包说明（{size(package.size)}）", download=True)
                + "：Data Package 2.0，全部 CSV 的列说明、行数、大小和校验值",
            ),
            class_="downloads",
        ),
        html_table(head, rows, "汇总数据的文件", class_="figures files"),
        *([tag("ul", "".join(alone))] if alone else []),
    ]


def _sqlite(files: Mapping[str, File]) -> tuple[str, ...]:
    """A large site has none: it would be as large as all the rest."""
    file = files.get("collection.sqlite")
    if file is None:
        return ()
    words = f"SQLite 数据库（{size(file.size)}）"
    return (
        link("../data/collection/collection.sqlite", words, download=True)
        + "：全部表，附索引、常用视图和全文检索；金额为文本，精确求和用 <code>amount_fen</code>（分）",
    )


def _path(whole: Whole, name: str) -> str:
    """Where a table of the collection is, below its folder."""
    resources = whole.descriptor["resources"] if whole.collection else []
    return next((str(each["path"]) for each in resources if each["name"] == name), f"{name}.csv")


def _reports(whole: Whole) -> str:
    reports = whole.reports
    if not reports:
        return tag("p", "还没有收录报告。", class_="notice")
    if len(reports) > MANY:
        return tag(
            "p",
            f"{len(reports)} 份报告，每份的“下载”页列有它的全部文件；地址规则见下，部门和年度见{link('../data/collection/reports.csv', 'reports.csv', download=True)}。",
        )
    titles = ("报告", "Excel 工作簿", "全部文件", "说明文件", "版本")
    head = columns(*titles)
    rows = []
    for report in reports:
        own = report.sizes
        label = f"{report.department} {report.year}年度"
        here, folder = f"../departments/{report.slug}/{report.year}/", f"../data/{report.slug}/{report.year}/"
        cells = [tag("th", link(f"{here}downloads/", text(label)), scope="row")]
        for file in ("report.xlsx", "report.zip", "datapackage.json"):
            words = text(f"{file}（{size(own[file])}）") if file in own else ""
            saved = f"{report.department}{report.year}年度决算.xlsx" if file == "report.xlsx" else None
            named = link(folder + file, words, aria_label=f"{label} {file}", download=saved) if words else ""
            cells.append(tag("td", named))
        cells.append(tag("td", link(f"{here}changes/", text(report.version))))
        rows.append(tag("tr", "".join(cells)))
    return html_table(head, rows, "全部报告的数据包", class_="figures files")


def _addresses() -> str:
    rules = (
        ("/departments/<部门>/<年度>/", "报告的网页"),
        ("/data/<部门>/<年度>/datapackage.json", "报告的数据包说明"),
        ("/data/<部门>/<年度>/<资源>.csv", "一张表；UTF-8，无 BOM"),
        ("/data/<部门>/<年度>/<资源>-excel.csv", "同一张表，供 Excel 直接打开；UTF-8，有 BOM"),
        ("/data/<部门>/<年度>/<资源>.json", "同样的行，JSON"),
        ("/data/<部门>/<年度>/report.xlsx", "Excel 工作簿：封面、说明、九张表、文字中的数、核对结果"),
        ("/data/<部门>/<年度>/report.zip", "以上全部，附读我文件"),
        ("/data/<部门>/<年度>/v/<版本>/", "报告重新发布以前的数据包"),
        ("/data/collection/<资源>.csv 或 .parquet", "汇总数据"),
        ("/data/collection/collection.sqlite", "汇总数据的 SQLite 数据库"),
        ("/data/codelists/<名称>/", "科目和代码表"),
    )
    head = columns("地址", "内容")
    rows = [tag("tr", tag("th", tag("code", text(path)), scope="row") + tag("td", words)) for path, words in rules]
    return html_table(head, rows, "地址规则", class_="figures")


def _code(code: str) -> str:
    """Code on one source line, as Markdown must not see its line ends."""
    return tag("pre", tag("code", "&#10;".join(text(line) for line in code.rstrip("\n").split("\n"))))


def _gate(whole: Whole) -> str:
    blocked = {name: found for name, found in whole.blockers.items() if found}
    if not blocked:
        return f"{len(whole.blockers)} 个数据集全部通过"
    parts = (f"{text(name)}（{'、'.join(_BLOCKERS[each] for each in found)}）" for name, found in blocked.items())
    return f"{len(blocked)} 个数据集未进目录：" + "；".join(parts)
