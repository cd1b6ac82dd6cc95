"""A maintainer's way through the page: a finding, its cell, a correction, its row, the new outcome."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from build_site.__main__ import main
from tests.browser.test_accessibility import COLOURS, violations
from tests.browser_setup import find_browser
from tests.conftest import FLAGS
from tests.desk.review.conftest import NAME

if TYPE_CHECKING:
    from playwright.sync_api import Page, Playwright

pytestmark = pytest.mark.browser

CELL = "general-public-budget/4/total"
FINDING = "N-AMOUNT:c0054"


@pytest.fixture
def page(playwright: Playwright, house: Path, tmp_path: Path) -> Iterator[Page]:
    """The review page as a file in a browser that knows no other machine; nothing else asked for, no error logged."""
    path = find_browser()
    assert path is not None, "no Chromium or Chrome was found: run `make test`, which looks for one"
    assert main(["--root", str(house), "review", NAME, "--folder", str(tmp_path)]) == 0
    address = (tmp_path / f"{NAME.replace('/', '-')}.html").as_uri()
    browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, "--host-resolver-rules=MAP * ~NOTFOUND"])
    opened = browser.new_page(viewport={"width": 1400, "height": 900}, locale="zh-CN")
    asked: list[str] = []
    errors: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(address)
    yield opened
    browser.close()
    assert [url for url in asked if not url.startswith((address, "blob:"))] == []
    assert errors == []


def test_a_cell_is_edited_and_its_row_corrects_the_package(page: Page, house: Path) -> None:
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert page.locator(".task").nth(1).get_attribute("aria-current") == "true"
    page.locator(f'.task[data-finding="{FINDING}"]').click()
    cell = page.locator("input.cell.chosen")
    assert cell.get_attribute("data-at") == CELL
    for place in (page.locator(".lines tr.chosen"), cell):
        assert place.evaluate(
            "e => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight; }"
        )
    assert "132.37" in page.locator(".lines tr.chosen").inner_text()

    page.keyboard.press("e")
    page.keyboard.type("96,3x")
    page.keyboard.press("Enter")
    assert "不是数" in page.locator("#rows .wrong").inner_text()
    cell.fill("96.31")
    cell.press("Enter")
    assert page.locator("#output").input_value() == ""
    page.locator("#rows .reason").fill('看原文, "第7页"')
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, COLOURS) == []
    with page.expect_download() as download:
        page.locator("#download").click()
    row = Path(download.value.path()).read_text("utf-8")
    assert row == page.locator("#output").input_value()
    assert row == f'{NAME.replace("/", "-")},general-public-budget,4/total,132.37,96.31,"看原文, ""第7页""",第245行\n'

    with (house / "data/corrections.csv").open("a", encoding="utf-8") as register:
        register.write(row)
    assert main(["--root", str(house), "extract"]) == 0
    findings = (house / "data/packages" / NAME / "findings.csv").read_text("utf-8")
    assert f"\n{FINDING}," not in findings  # it passes
