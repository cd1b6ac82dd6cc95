"""The SQL console: nothing is fetched before the first query; then table, bars and CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from build_site.render.pages.downloads import QUESTIONS
from tests.browser.waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import OpenPage

pytestmark = pytest.mark.browser


def ask(page: Page, sql: str) -> str:
    """Run a query; the status line."""
    page.locator(".sql-text").fill(sql)
    page.locator(".sql-run").click()
    page.locator(".sql-run:not([disabled])").wait_for(timeout=60_000)
    return page.locator(".sql-status").inner_text()


def test_the_database_is_fetched_only_when_asked(open_page: OpenPage) -> None:
    fetched: list[str] = []
    page = open_page("sql/")
    page.on("request", lambda request: fetched.append(request.url.rpartition("/")[2]))
    assert page.locator(".sql-question option").count() == len(QUESTIONS)
    page.locator(".sql-question").select_option("1")
    until(page, "(sql) => document.querySelector('.sql-text').value === sql", QUESTIONS[1][1])
    files = {"console.sqlite.gz", "sql-wasm.wasm", "worker.sql-wasm.js"}
    assert files.isdisjoint(fetched)
    assert ask(page, "SELECT count(*) AS n FROM reports") == "1 行"
    assert files <= set(fetched)


def test_a_result_is_a_table_bars_and_a_csv(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("sql/")
    status = ask(page, QUESTIONS[1][1])
    rows = page.locator(".sql-result tbody tr").count()
    assert status == f"{rows} 行"
    assert page.locator(".sql-chart rect").count() == rows
    assert page.locator(".sql-chart svg").get_attribute("aria-label")
    page.set_viewport_size({"width": 360, "height": 800})
    ask(page, QUESTIONS[1][1])
    assert page.locator(".sql-chart svg text").first.evaluate("each => each.getBoundingClientRect().height") > 12
    with page.expect_download() as waiting:
        page.locator(".sql-save").click()
    waiting.value.save_as(tmp_path / "query.csv")
    raw = (tmp_path / "query.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    found = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert found[0] == ["科目", "支出", "报告数"]
    assert len(found) == rows + 1
    page.goto(f"{page.url.partition('#')[0]}&figure=figure-sql")  # in a frame of another site
    page.locator("figure.chosen svg").wait_for(timeout=60_000)
    assert page.locator("figure.chosen h2").inner_text() == QUESTIONS[1][0]
    assert page.locator(".sql-text").is_hidden()


def test_bars_of_one_department_in_two_years_are_told_apart(open_page: OpenPage) -> None:
    page = open_page("sql/")
    ask(page, "SELECT '某局' AS 部门, 2023 AS 年度, 5 AS 支出 UNION SELECT '某局', 2024, 7 ORDER BY 2")
    assert page.locator(".sql-chart svg text").all_text_contents()[::2] == ["某局 2023", "某局 2024"]


def test_text_is_shown_as_text_and_leaves_as_no_formula_and_a_mistake_is_named(
    open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page("sql/")
    assert "no such table: absent" in ask(page, "SELECT * FROM absent")
    assert page.locator(".sql-save").is_disabled()
    ask(page, "SELECT '<img src=x onerror=alert(1)>' AS a, '=1+1' AS b, -5 AS c, 98760388.73 - 146165375.32 AS d")
    assert page.locator(".sql-result td").all_inner_texts() == [
        "<img src=x onerror=alert(1)>",
        "=1+1",
        "−5",
        "−47,404,986.59",
    ]
    with page.expect_download() as waiting:
        page.locator(".sql-save").click()
    waiting.value.save_as(tmp_path / "query.csv")
    assert "'=1+1,-5" in (tmp_path / "query.csv").read_text("utf-8-sig")
