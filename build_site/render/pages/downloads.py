"""The pages of the data as a whole: its downloads (what there is, where it will always be, how to load it, what it may be used
for), its dictionary, its SQL console (docs/assets/sql.js), and what of them is written for itself in English."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build_site.model import Outcome
from build_site.registers.codelists import NAMES as CODELISTS
from build_site.render.collected import Collected
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
    return page("下载", body, description=description, toc=True)


_FILE = Path(__file__).with_name("questions.sql")


def _questions() -> tuple[tuple[str, str], ...]:
    parts = (part.partition("\n") for part in _FILE.read_text("utf-8").strip().split("\n\n"))
    return tuple((title.removeprefix("-- "), sql) for title, _, sql in parts)


QUESTIONS = _questions()
"""Ready questions: what they ask and the SQL that answers it."""


def sql_page(whole: Whole) -> str:
    """The page; without a collection it says that there is nothing to query."""
    files = whole.collection.files if whole.collection else ()
    file = next((each for each in files if each.name == "console.sqlite.gz"), None)
    description = "在网页上用 SQL 查询全部部门决算数据" if file else ""
    body = fill("sql", file=file, questions=QUESTIONS)
    return page("用 SQL 查询", body, description=description)


_TYPES = {"string": "文本", "integer": "整数", "number": "小数（十进制）", "boolean": "真假"}


def dictionary_page(whole: Whole) -> str:
    """The page; without a collection there is nothing to explain."""
    body = fill("dictionary", resources=whole.resources, types=_TYPES, keys=_keys)
    return page("数据字典", body, description="每张表、每一列、每个取值的含义", toc=True)


def english_dictionary(whole: Whole) -> str:
    """The same in English, for /en/dictionary/: of a description the second paragraph."""
    body = fill("en/dictionary", resources=whole.resources)
    return page("Data dictionary", body, description="Every table and every field of the data", toc=True)


def _keys(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What a table's rows refer to in other tables."""
    return [key for key in schema.get("foreignKeys", ()) if key["reference"].get("resource")]


def english_pages(all_: Collected) -> dict[str, str]:
    """The English pages that are written for themselves: path below en/ → page."""
    return {
        "downloads/index.md": _page(
            "Downloads",
            fill(
                "en/downloads",
                reports=all_.reports[:MANY],
                first=first_lines(FIRST),
                names={slug: all_.english(office) for slug, office in all_.offices.items()},
            ),
            "Data files of the final accounts",
        ),
        "method/index.md": _page("Method", fill("en/method", outcomes=Outcome), "How the data are read and checked"),
    }


def _page(title: str, body: str, description: str) -> str:
    return page(title, body, description=description)
