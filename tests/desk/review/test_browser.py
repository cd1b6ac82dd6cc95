"""A maintainer's way through the page: a finding, its cell, a correction, the new outcome."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser_setup import find_browser
from tests.conftest import FLAGS

if TYPE_CHECKING:
    from playwright.sync_api import Page, Playwright

    from build_site.desk.review.server import Server

pytestmark = pytest.mark.browser

CELL = "general-public-budget/4/total"
FINDING = "N-AMOUNT:c0054"


@pytest.fixture
def page(playwright: Playwright, server: Server) -> Iterator[Page]:
    """The review page in a browser that knows this machine only; nothing foreign asked, no error logged."""
    path = find_browser()
    assert path is not None, "no Chromium or Chrome was found: run `make test`, which looks for one"
    alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, alone])
    opened = browser.new_page(viewport={"width": 1400, "height": 900}, locale="zh-CN")
    asked: list[str] = []
    errors: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(server.address)
    yield opened
    browser.close()
    assert [url for url in asked if not url.startswith(server.address)] == []
    assert [error for error in errors if "422" not in error] == []


def _choose(page: Page) -> None:
    page.locator(f'.tasks a[href*="{FINDING.replace(":", "%3A")}"]').click()
    page.wait_for_load_state()


def test_a_finding_is_followed_corrected_and_settled(page: Page, house: Path) -> None:
    _choose(page)
    for place in (page.locator(".lines tr.chosen"), page.locator("td.chosen .cell")):
        assert "132.37" in place.inner_text()
        assert place.evaluate(
            "e => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight; }"
        )
    assert page.locator("td.chosen .cell").get_attribute("id") == f"c-{CELL}"
    assert page.locator("#finding .outcome").inner_text() == "不一致"

    page.locator("#corrected").fill("不是数")
    page.locator("#reason").fill("看原文")
    page.locator(".submit button").click()
    page.wait_for_selector(".said.refused")
    assert "“不是数”" in page.locator("#said").inner_text()
    assert page.locator("#reason").input_value() == "看原文"

    page.locator("#corrected").fill("96.31")
    page.locator(".submit button").click()
    page.wait_for_selector(".said.done", timeout=120_000)
    assert page.locator("#finding .outcome").inner_text() == "一致"
    assert f"{FINDING} 不一致 → 一致" in page.locator("#said").inner_text()
    assert page.locator("td.chosen .old").inner_text() == "132.37"
    assert page.locator("td.chosen .value").inner_text() == "96.31"
    assert ",96.31,看原文,第245行\n" in (house / "data/corrections.csv").read_text("utf-8")


def test_the_keys_turn_pages_and_go_from_one_place_to_the_next(page: Page) -> None:
    first = page.locator("#page").input_value()
    with page.expect_navigation():
        page.keyboard.press("ArrowRight")
    assert int(page.locator("#page").input_value()) == int(first) + 1
    with page.expect_navigation():
        page.keyboard.press("n")
    assert page.locator(".tasks li").first.locator("[aria-current]").count() == 1
    with page.expect_navigation():
        page.keyboard.press("n")
    assert page.locator(".tasks li").nth(1).locator("[aria-current]").count() == 1
    _choose(page)
    page.keyboard.press("e")
    page.keyboard.type("n1")
    assert page.locator("#corrected").input_value() == "n1"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible(page: Page, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    _choose(page)
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
