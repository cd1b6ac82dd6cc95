"""Every page type fits its window; axe-core on each, light and dark; the keyboard alone; reduced motion; print."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.test_site import PHONE, REPORT, WIDE, overflow

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import OpenPage

pytestmark = pytest.mark.browser

PAGES = {
    "home": "", "departments": "departments/", "department": "departments/420116-data-resource-center/", "report": REPORT,
    "forms": f"{REPORT}forms/", "text": f"{REPORT}text/", "audit": f"{REPORT}audit/", "report downloads": f"{REPORT}downloads/",
    "english report": f"en/{REPORT}", "english audit": f"en/{REPORT}audit/", "downloads": "downloads/",
    "performance": f"{REPORT}performance/", "compare": "compare/?r=420116-data-resource-center-2023", "codes": "codes/", "code": "codes/20805/",
    "place": "places/420116/", "places": "places/", "topics": "topics/", "topic": "topics/three-public/", "all checks": "audit/", "rule": "audit/D-NAME/",
    "english home": "en/", "english place": "en/places/420116/", "english topic": "en/topics/three-public/", "english code": "en/codes/20805/",
    "english compare": "en/compare/?r=420116-data-resource-center-2023", "english checks": "en/audit/",
    "sql": "sql/", "changes": "changes/", "missing page": "404.html", "dictionary": "dictionary/",
    "sources": "sources/", "method": "method/", "glossary": "glossary/", "about": "about/",
}  # fmt: skip

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
_QUICK = {"resultTypes": ["violations"], "selectors": False, "preload": False, "iframes": False}
"""What axe need not do: a fifth of its time."""


_FEWER = """() => {
  const shapes = new Map(), told = /^(class|style|role|lang|scope)$/;
  const shape = each => {
    const own = each.getAttributeNames().map(name => name + (told.test(name) ? each.getAttribute(name) : !each.getAttribute(name)));
    const parts = [...each.childNodes].map(part => part instanceof Element ? shape(part) : part.data?.trim() && 'text');
    shapes.set(each, [each.tagName, ...own, '(', ...new Set(parts), ')'].join(' '));
    return shapes.get(each);
  };
  shape(document.body);
  const within = each => each ? `${within(each.parentElement)} ${each.tagName}.${each.className}` : '';
  const alike = Map.groupBy(shapes.keys(), each => `${within(each.parentElement)} ${shapes.get(each)}`);
  const whole = 'td, th, a, button, label, summary, h1, h2, h3, h4, svg';  // of these no part goes
  for (const each of alike.values()) each.slice(3, -1).forEach(one => one.closest(whole) || one.remove());
}"""
"""Of elements that are made alike down to their innermost parts and stand in places alike (rows, paragraphs), the first three
and the last stay: axe looks at each with every rule."""


_HEADS = r"""() => {
  const number = /^[+\u2212-]?[\d,]+(\.\d+)?( ?%)?$/, side = each => ({ start: 'left', end: 'right' })[getComputedStyle(each).textAlign] ?? getComputedStyle(each).textAlign;
  const wrong = [];
  for (const table of document.querySelectorAll('article table:not(.matrix)')) {
    const head = [...(table.tHead?.rows ?? [])].at(-1)?.cells ?? [];
    const rows = [...table.tBodies].flatMap(body => [...body.rows]).filter(row => row.cells.length === head.length && row.offsetParent);
    for (const [at, name] of [...head].entries()) {
      const amounts = rows.map(row => row.cells[at]).filter(cell => cell.tagName === 'TD' && number.test(cell.innerText.trim()) && side(cell) === 'right');
      if (amounts.length && name.offsetParent && side(name) !== 'right') wrong.push(`head left over numbers right: ${name.innerText}`);
    }
  }
  return wrong;
}"""
"""Columns of numbers whose head stands at the other side."""


def violations(page: Page, only: list[str] = _RULES, *, within: str = "", **options: object) -> list[str]:
    """What axe finds in the page, or in the elements that a selector names."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    page.evaluate(_FEWER)
    asked = json.dumps({**_QUICK, "runOnly": only, **options})
    of = json.dumps(within) if within else "document"
    found: list[dict[str, Any]] = page.evaluate(f"axe.run({of}, {asked}).then(found => found.violations)")
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"][:3]]


def _too_wide_opened(page: Page) -> list[str]:
    """What has to be slid on the narrowest phone when all that is folded is open; the forms of a report may."""
    page.set_viewport_size({"width": 320, "height": 800})
    folded = page.locator("details:not([open])")
    folded.evaluate_all("all => all.forEach(each => { each.open = true; each.dataset.opened = '' })")
    found: list[str] = page.locator(".table-region:not(:has(table.form)), .tabs").evaluate_all(
        "all => all.filter(each => each.scrollWidth > each.clientWidth + 1).map(each => `${each.ariaLabel} is slid`)"
    )
    found += ["wider than 320 px, all open"] if overflow(page) > 0 else []
    page.locator("[data-opened]").evaluate_all("all => all.forEach(each => { each.open = false })")
    return found


def _wrong(page: Page, name: str) -> list[str]:
    found = [] if page.locator("h1").count() == 1 else ["not one heading of the first rank"]
    if page.locator("html").get_attribute("lang") != ("en" if name.startswith("english") else "zh"):
        found.append("another language")
    if name == "compare":
        page.locator("table.cmp").wait_for()
    found += [f"wider than {WIDE} px"] if overflow(page) > 0 else []
    found += page.evaluate(_HEADS)
    found += _too_wide_opened(page)
    page.set_viewport_size({"width": PHONE, "height": 800})
    found += [f"wider than {PHONE} px"] if overflow(page) > 0 else []
    if not name.startswith("english") or name == "english home":
        page.emulate_media(color_scheme="dark")
        page.locator("body[data-md-color-scheme=slate]").wait_for()
        found += violations(page, COLOURS)  # of what only a phone shows, too
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": WIDE, "height": 800})
        page.locator("body[data-md-color-scheme=default]").wait_for()
        found += violations(page)
    return found


def test_pages_fit_wide_and_on_a_phone_and_axe_finds_nothing(open_page: OpenPage) -> None:
    """English pages have the templates of the Chinese ones: axe looks at each template once. Of all that it knows only colours
    depend on the scheme. One page of the browser goes from one to the next: a new one would compile axe anew."""
    page = open_page()
    home = page.url
    page.emulate_media(reduced_motion="reduce")  # colours change at once
    wrong = {}
    for name, path in PAGES.items():
        page.set_viewport_size({"width": WIDE, "height": 800})
        page.goto(home + path)
        wrong[name] = _wrong(page, name)
    page.emulate_media(reduced_motion="no-preference")
    assert {name: found for name, found in wrong.items() if found} == {}


def _violations_with(page: Page, opened: str) -> list[str]:
    """Opening changes no colours but those of what opens."""
    others = violations(page, rules={each: {"enabled": False} for each in COLOURS})
    return others + violations(page, COLOURS, within=opened)


@pytest.mark.parametrize("dark", [True, False], ids=["dark", "light"])
def test_the_button_of_a_query_can_be_read_while_it_is_pointed_at(open_page: OpenPage, dark: bool) -> None:
    page = open_page("sql/", dark=dark)
    for act in (page.locator(".sql-run").hover, page.locator(".sql-run").focus):
        act()
        page.evaluate("Promise.all(document.getAnimations().map(each => each.finished.catch(() => null)))")
        assert violations(page, ["color-contrast"]) == []


def test_axe_finds_nothing_in_what_opens(open_page: OpenPage) -> None:
    page = open_page(f"{REPORT}forms/")
    page.locator(".table-tools").first.wait_for()  # the script is there
    page.locator("td > a.n").first.click()
    page.locator(".place-card").wait_for(state="visible")
    assert _violations_with(page, ".place-card") == []
    page.keyboard.press("Escape")
    page.locator(".site-search").click()
    page.locator(".search-dialog input").fill("支出")
    page.locator(".found li").first.wait_for()
    assert _violations_with(page, ".search-dialog") == []


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
