"""The SQL console: the collection's SQLite file queried in the reader's own browser (docs/assets/sql.js)."""

from __future__ import annotations

from pathlib import Path

from build_site.render.html import page
from build_site.render.publish.whole import Whole
from build_site.render.template import fill

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
    return page("用 SQL 查询", [body], description=description, toc=False)
