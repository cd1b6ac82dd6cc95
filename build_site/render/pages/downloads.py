"""The downloads page of the whole site: what there is, where it will always be, how to load it, what it may be used for."""

from __future__ import annotations

from build_site.registers.codelists import NAMES as CODELISTS
from build_site.render.html import page
from build_site.render.pages.frame import MANY
from build_site.render.publish.facts import site_url
from build_site.render.publish.recipes import FIRST, NEEDS, RECIPES, first_lines
from build_site.render.publish.whole import Whole
from build_site.render.template import fill

_LISTS = {
    "functional": "支出功能分类科目",
    "economic": "部门预算支出经济分类科目",
    "divisions": "行政区划代码（GB/T 2260）",
    "cofog": "功能分类科目与 COFOG 对照（一个科目一个主要去向，附可信程度）",
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
    files = {file.name: file for file in whole.collection.files} if whole.collection else {}
    tables = whole.descriptor["resources"] if whole.collection else []
    amounts = next((str(each["path"]) for each in tables if each["name"] == "amounts"), "amounts.csv")
    body = fill(
        "downloads",
        reports=whole.reports,
        many=MANY,
        first=first_lines(FIRST),
        files=files,
        days=[(day, each["resources"][0]["rowCount"], each.get("lacking", ())) for day, each in whole.days.items()],
        tables=tables,
        lists={name: _LISTS[name] for name in CODELISTS},
        recipes=[(name, NEEDS[name], code.format(site=site_url(), amounts=amounts)) for name, code in RECIPES.items()],
        datasets=len(whole.blockers),
        blocked={name: [_BLOCKERS[each] for each in found] for name, found in whole.blockers.items() if found},
    )
    description = "全部数据的下载：CSV、Excel、JSON、Parquet、SQLite，附地址规则、行数和校验值"
    return page("下载", [body], description=description)
