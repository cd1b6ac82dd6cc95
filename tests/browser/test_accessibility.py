"""axe-core on every page type, light and dark; the keyboard alone; reduced motion; print."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.test_site import PAGES, REPORT

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import OpenPage

pytestmark = pytest.mark.browser

_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def _violations(page: Page, rules: object = _RULES) -> list[str]:
    if not page.evaluate("'axe' in window"):  # past the page's own policy
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        f"axe.run(document, {json.dumps(rules)}).then(found => found.violations)"
    )
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"][:3]]


_TYPES = [
    name for name in PAGES if name in ("english home", "english report", "english audit") or "english" not in name
]
"""English pages above the reports have the templates of the Chinese ones."""


@pytest.mark.parametrize("name", _TYPES)
def test_axe_finds_nothing(open_page: OpenPage, name: str) -> None:
    """Of all that axe knows only colours depend on the scheme."""
    page = open_page(PAGES[name], bypass_csp=True)
    if name == "compare":
        page.locator("table.cmp").wait_for()
    assert _violations(page) == []
    page.emulate_media(color_scheme="dark")
    page.locator("body[data-md-color-scheme=slate]").wait_for()
    page.evaluate("Promise.all(document.getAnimations().map(each => each.finished.catch(() => null)))")
    assert _violations(page, {"runOnly": ["color-contrast", "link-in-text-block"]}) == []


def test_axe_finds_nothing_in_what_opens(open_page: OpenPage) -> None:
    page = open_page(f"{REPORT}forms/", bypass_csp=True)
    page.locator(".table-tools").first.wait_for()  # the script is there
    page.locator("td > a.n").first.click()
    page.locator(".place-card").wait_for(state="visible")
    assert _violations(page) == []
    page.keyboard.press("Escape")
    page.locator(".site-search").click()
    page.locator(".search-dialog input").fill("支出")
    page.locator(".found li").first.wait_for()
    assert _violations(page) == []


def test_the_keyboard_alone_leads_from_the_report_to_a_sorted_table(open_page: OpenPage) -> None:
    page = open_page(REPORT)
    wanted = page.locator(".sub a", has_text="九张表")
    for _ in range(60):
        page.keyboard.press("Tab")
        shown = page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
        assert shown, "the focus is out of sight"
        if wanted.evaluate("each => each === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/forms/")
    page.locator(".choice a").nth(2).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/forms/#expenditure")
    page.locator(".table-tools input").first.wait_for()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('sort')"):
            break
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort]").count() == 1


def test_reduced_motion_is_respected(open_page: OpenPage) -> None:
    page = open_page(REPORT, reduced_motion="reduce")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(each => Number.parseFloat(getComputedStyle(each).transitionDuration) > 0.01"
        " || getComputedStyle(each).animationName !== 'none' && Number.parseFloat(getComputedStyle(each).animationDuration) > 0.01).map(each => each.className)"
    )
    assert moving == []


def test_print_leaves_out_what_is_only_for_the_screen(open_page: OpenPage) -> None:
    page = open_page(REPORT)
    page.emulate_media(media="print")
    for selector in (".md-header", ".sub", ".tabs", ".site-search"):
        assert page.locator(selector).first.is_hidden(), selector
    assert page.locator("h1").is_visible()
