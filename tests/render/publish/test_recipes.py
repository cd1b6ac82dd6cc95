"""The three examples of the downloads page, run as they stand there, against our own server; and the console's SQL."""

import html
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from build_site.render.pages.downloads import QUESTIONS
from build_site.render.publish.recipes import RECIPES
from build_site.site import serve
from tests.render.conftest import SLUG, YEAR
from tests.render.publish.conftest import SITE, duckdb_over_http, unpacked

YUAN = 1_736_100  # 本年支出合计 173.61 万元


@pytest.fixture
def ranges(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The Range headers that the server is asked with."""
    asked: list[str] = []
    parse = BaseHTTPRequestHandler.parse_request

    def parse_request(self: BaseHTTPRequestHandler) -> bool:
        held = parse(self)
        asked.append(self.headers.get("Range", ""))
        return held

    monkeypatch.setattr(BaseHTTPRequestHandler, "parse_request", parse_request)
    return asked


def run(name: str, docs: Path) -> Any:
    names: dict[str, Any] = {}
    with serve.background(docs, "/final-accounts/") as port:
        exec(RECIPES[name].format(site=f"http://127.0.0.1:{port}/final-accounts/", amounts="amounts.csv.gz"), names)  # noqa: S102  # what the page shows
    return names["result"]


def test_pandas(docs: Path) -> None:
    assert run("pandas", docs).to_dict() == {(SLUG, YEAR): YUAN}


def test_frictionless(docs: Path) -> None:
    assert run("frictionless", docs) == {(SLUG, YEAR): YUAN}


def test_duckdb_fetches_ranges_of_the_parquet_file(docs: Path, ranges: list[str]) -> None:
    duckdb_over_http()
    assert run("DuckDB", docs) == [(SLUG, YEAR, YUAN)]
    assert [each for each in ranges if each.startswith("bytes=")]


@pytest.mark.parametrize("name", RECIPES)
def test_the_page_shows_what_is_run(name: str, docs: Path) -> None:
    page = html.unescape((docs / "downloads/index.md").read_text("utf-8"))
    assert RECIPES[name].format(site=SITE, amounts="amounts.csv.gz").strip() in page


def test_there_are_ten_questions_and_each_has_an_answer(docs: Path) -> None:
    assert len(QUESTIONS) == 10
    with unpacked(docs / "data/collection/latest/console.sqlite.gz") as database:
        for title, sql in QUESTIONS:
            rows = database.execute(sql).fetchall()
            # the first report declares its “三公” form empty
            assert rows or "三公" in title, title
