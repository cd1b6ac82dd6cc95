"""The SQL console: the collection's SQLite file queried in the reader's own browser (docs/assets/sql.js)."""

from __future__ import annotations

from pathlib import Path

from build_site.render.html import link, page, size, tag, text
from build_site.render.pages.frame import breadcrumbs
from build_site.render.publish.whole import Whole

_FILE = Path(__file__).with_name("questions.sql")


def _questions() -> tuple[tuple[str, str], ...]:
    parts = (part.partition("\n") for part in _FILE.read_text("utf-8").strip().split("\n\n"))
    return tuple((title.removeprefix("-- "), sql) for title, _, sql in parts)


QUESTIONS = _questions()
"""Ready questions: what they ask and the SQL that answers it."""


def sql_page(whole: Whole) -> str:
    """The page; without a collection it says that there is nothing to query."""
    blocks = [breadcrumbs([("../", "首页"), ("../downloads/", "下载"), ("", "用 SQL 查询")]), "# 用 SQL 查询"]
    file = (
        next((each for each in whole.collection.files if each.name == "console.sqlite"), None)
        if whole.collection
        else None
    )
    if file is None:
        words = "报告太多，数据库放不进网页；请在本机查询" if whole.collection else "还没有汇总数据"
        where = (
            f"{link('../downloads/', '下载页')}的 Parquet（例子见{link('../downloads/#recipe-duckdb', 'DuckDB')}）"
            if whole.collection
            else ""
        )
        blocks.append(tag("p", f"{words}{where}。", class_="notice"))
        return page("用 SQL 查询", blocks, toc=False)
    options = "".join(tag("option", text(title), value=str(at)) for at, (title, _) in enumerate(QUESTIONS))
    queries = "".join(tag("li", _lines(sql)) for _, sql in QUESTIONS)
    blocks += [
        tag("p", f"在这个网页里直接查询全部数据（SQLite），查询只在您的浏览器里进行。第一次运行时下载数据库（{size(file.size)}）和查询程序（0.7 MB）。"),
        tag(
            "div",
            tag("p", tag("label", "现成的问题 " + tag("select", options, class_="sql-question")))
            + tag("ol", queries, class_="sql-queries", hidden=True)
            + tag("p", tag("label", "SQL 语句" + tag("textarea", _lines(QUESTIONS[0][1]), class_="sql-text", rows="7", spellcheck="false")))
            + tag("p", tag("button", "运行", type="button", class_="md-button sql-run", disabled=True) + " " + tag("button", "下载结果 CSV", type="button", class_="md-button sql-save", disabled=True))
            + tag("p", "", class_="sql-status", role="status", aria_live="polite")
            + tag("div", "", class_="sql-chart")
            + tag("div", "", class_="sql-result"),
            data_sql="../data/collection/console.sqlite",
            class_="sql-console",
        ),
        "## 有哪些表 {#tables}",
        tag("p", f"这里的数据库是为网页缩小的：报告目录 <code>reports</code>、全部金额 <code>amounts</code>、预算执行 <code>budget_execution</code>、其他公开事项 <code>disclosures</code>、正文 <code>sections</code>、科目表 <code>functional</code> <code>economic</code> <code>cofog</code>，和各规则的核对项数 <code>rule_outcomes</code>；全部表在<a href=\"../downloads/\">下载页</a>的 collection.sqlite。常用视图：<code>totals</code>、<code>expenditure_by_item</code>、<code>basic_by_economic</code>、<code>budget_and_final</code>、<code>leaf_amounts</code>。各表的列见{link('../dictionary/', '数据字典')}。"),
        tag("p", "金额列是文本，照录印出的数；求和、排序请用 <code>amounts.amount_fen</code>（分，整数）。求和前先选定 <code>form</code>，并只取 <code>is_leaf</code>。全文检索表 <code>sections_search</code>（三个字以上）、<code>sections_pairs</code>（两个字的词）供下载后在 sqlite3 或 Datasette 中使用；网页上请用 <code>LIKE</code>。"),
        tag("noscript", tag("p", "查询需要 JavaScript；也可以下载 SQLite 文件在本机查询。")),
    ]  # fmt: skip
    return page("用 SQL 查询", blocks, description="在网页上用 SQL 查询全部部门决算数据", toc=False)


def _lines(sql: str) -> str:
    return "&#10;".join(text(line) for line in sql.split("\n"))
