"""The built site in a browser that knows no other host: `open_page` fails a test on any error or foreign request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import OpenPage

pytestmark = pytest.mark.browser

REPORT = "departments/420116-data-resource-center/2023/"
WIDE, PHONE = 1280, 360


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def _paint_all(page: Page) -> int:
    """Scroll to every chart; the number of charts that ECharts has drawn."""
    boxes = page.locator(".chart-box:not(.drawn)")
    for index in range(boxes.count()):
        boxes.nth(index).scroll_into_view_if_needed()
        boxes.nth(index).locator(".chart-live svg text").first.wait_for(state="visible")
    return boxes.count()


def money_bottom(page: Page) -> float:
    return float(page.locator(".tile .big").first.evaluate("each => each.getBoundingClientRect().bottom"))


def test_a_phone_has_the_money_first_and_strips_instead_of_the_flows(open_page: OpenPage) -> None:
    page = open_page(REPORT, width=PHONE)
    assert money_bottom(page) < 500
    page.locator(".strips").scroll_into_view_if_needed()
    assert page.locator(".strips .strip").first.is_visible()
    assert page.locator(".still.wide").is_hidden()


def _shown(page: Page) -> None:
    """Wait until every chart is painted in the colours of the scheme."""
    assert _paint_all(page) == page.locator(".chart-box[data-painted]").count() == 1
    assert overflow(page) <= 0
    until(
        page,
        "() => { const box = document.querySelector('.chart-live').innerHTML;"
        " return box.includes(getComputedStyle(document.body).getPropertyValue('--c201').trim())"
        " && !box.includes('var(--') }",
    )


def test_charts_are_painted_when_scrolled_to_and_change_with_scheme_and_window(open_page: OpenPage) -> None:
    page = open_page(REPORT, width=WIDE)
    assert money_bottom(page) < 500
    _shown(page)
    for label in page.locator(".chart-live").evaluate_all("boxes => boxes.map(box => box.getAttribute('aria-label'))"):
        assert "2023年度部门决算" in label
    before = page.evaluate("getComputedStyle(document.body).getPropertyValue('--c201')")
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    until(page, "before => getComputedStyle(document.body).getPropertyValue('--c201') !== before", before)
    _shown(page)
    page.set_viewport_size({"width": 900, "height": 800})
    until(page, "document.querySelector('.chart-live svg').getAttribute('width') <= 900")
    assert overflow(page) <= 0


def test_without_javascript_the_static_drawings_stand(open_page: OpenPage) -> None:
    for width, shown in ((WIDE, ".still.wide[role=img] > svg"), (PHONE, ".strips .strip")):
        page = open_page(REPORT, width=width, java_script_enabled=False)
        assert page.locator(shown).first.is_visible()
        for bars in (".rows .hb", "table.diff"):
            assert page.locator(bars).first.is_visible()


def test_without_javascript_english_leads_to_english_and_figures_can_be_taken_along(open_page: OpenPage) -> None:
    page = open_page(f"en/{REPORT}", java_script_enabled=False)
    assert page.locator("html").get_attribute("lang") == "en"
    tabs = page.locator(".md-tabs__link")
    assert tabs.all_inner_texts() == ["Departments", "Places", "Topics", "Compare", "Audit", "Data", "Method"]
    figure = page.locator("#figure-plan")
    figure.locator("noscript summary").click()
    figure.locator("noscript a").first.click()
    assert page.url.endswith("/#figure-plan")
    own = figure.locator("noscript a[download]").evaluate("each => each.href")
    assert own.endswith("/data/420116-data-resource-center/2023/budget-execution.csv")
    figure.locator("noscript a").last.click()
    page.wait_for_url("**/en/downloads/")
    for href in tabs.evaluate_all("all => all.map(each => each.href)"):
        assert "/en/" in href
        answer = page.goto(href)
        assert answer
        assert answer.ok


def test_a_dark_page_is_printed_with_the_static_drawing_in_light_colours(open_page: OpenPage) -> None:
    page = open_page(REPORT, dark=True)
    _shown(page)
    page.emulate_media(media="print")
    assert page.locator(".chart-live").first.is_hidden()
    assert page.locator(".still.paper").is_visible()  # its words are of a size for paper
    assert page.locator(".still.wide").is_hidden()
    background = page.evaluate("getComputedStyle(document.body).getPropertyValue('--bg').trim()")
    assert background == "#ffffff"


def test_a_number_leads_from_tile_to_cell_to_line(open_page: OpenPage) -> None:
    page = open_page(REPORT)
    number = page.locator(".tile a.n").first
    words = number.inner_text()
    number.click()
    page.wait_for_url(re.compile(r"/forms/#expenditure-r\d+-total$"))
    assert page.locator(":target a").inner_text().strip() == words
    page.locator(".place-card .btn.p").click()
    page.wait_for_url(re.compile(r"/text/#L\d+$"))
    assert words in page.locator(":target").inner_text()
    page.locator(":target").wait_for(state="visible")  # the lines are folded until one is asked for


def test_the_contents_mark_the_section_that_an_address_leads_to(open_page: OpenPage) -> None:
    page = open_page("dictionary/")
    for name in ("t-amounts", "t-department-years"):
        page.goto(f"{page.url.partition('#')[0]}#{name}")
        until(
            page,
            f"[...document.querySelectorAll('.md-nav--secondary .md-nav__link--active')].at(-1)?.hash === '#{name}'",
        )


def test_lines_below_numbers_of_the_text_are_those_of_its_legend(open_page: OpenPage) -> None:
    page = open_page(f"{REPORT}text/")
    drawn = "each => { const style = getComputedStyle(each); return [style.textDecorationStyle, style.textDecorationColor]; }"
    for state in ("matched", "differs"):
        told, said = (page.locator(f"{where} .claim.{state}").first.evaluate(drawn) for where in (".key", ".src"))
        assert said == told


_TABLE = "section:has(#expenditure) .table-region"


def _columns(page: Page) -> list[str]:
    """The columns that a reader sees of a wide form, in its head and in its first row."""
    heads = page.locator(f"{_TABLE} thead th:visible").evaluate_all("all => all.map(each => each.cellIndex)")
    assert page.locator(f"{_TABLE} tbody tr:first-child > :visible:is(th, td)").count() == len(heads)
    return [str(at) for at in heads]


@pytest.mark.parametrize("script", [True, False])
def test_a_phone_shows_one_column_of_a_wide_form_and_every_column_when_asked(
    open_page: OpenPage, *, script: bool
) -> None:
    page = open_page(f"{REPORT}forms/", width=320, java_script_enabled=script)
    choice = page.locator(f"{_TABLE} .cols")
    assert _columns(page) == ["0", "1", "2"]  # what is spent and its share of the whole
    choice.locator(":checked").focus()
    page.keyboard.press("ArrowRight")
    assert _columns(page) == ["0", "3"]
    assert not page.locator(_TABLE).evaluate("box => box.scrollWidth > box.clientWidth")
    choice.get_by_text("全部栏").click()
    assert _columns(page)[:5] == list("01234")
    assert (len(_columns(page)) > 5) is not script  # blank columns are folded by the script that unfolds them
    page.locator(_TABLE).focus()
    page.keyboard.press("ArrowRight")
    until(page, f"document.querySelector('{_TABLE}').scrollLeft > 0")
    page.emulate_media(media="print")
    choice.locator(":checked").wait_for(state="hidden")
    assert _columns(page)[:5] == list("01234")


def test_tables_of_few_words_do_not_scroll_on_the_narrowest_phone(open_page: OpenPage) -> None:
    page = open_page(width=320)
    home = page.url
    for path in ("en/places/", "audit/", "en/audit/", "identities/", "method/"):
        page.goto(home + path)
        page.evaluate("for (const each of document.querySelectorAll('details.family')) each.open = true")
        boxes = page.locator(".table-region:visible, .md-typeset__scrollwrap:visible")
        assert boxes.evaluate_all("all => all.filter(each => each.scrollWidth > each.clientWidth).length") == 0, path
        assert boxes.count(), path


@pytest.mark.parametrize("script", [True, False])
def test_an_address_of_a_cell_is_seen_on_a_phone_whatever_column_was_shown(
    open_page: OpenPage, *, script: bool
) -> None:
    page = open_page(f"{REPORT}forms/#expenditure-r1-project", width=PHONE, java_script_enabled=script)
    page.locator(":target").wait_for(state="visible")
    assert "4" in _columns(page)
    if script:
        page.locator(".place-card", has_text="项目支出").wait_for()


def test_a_figure_has_its_tabs_and_is_shown_alone_in_a_frame(open_page: OpenPage) -> None:
    page = open_page(REPORT)
    figure = page.locator("#figure-plan")
    figure.get_by_role("tab", name="表").click()
    assert figure.locator("details[open] table.figures").is_visible()
    assert figure.locator(".g").is_hidden()
    figure.get_by_role("tab", name="分享").click()
    frame = figure.locator("textarea").nth(1).input_value()
    assert "?figure=figure-plan" in frame
    page.goto(f"{page.url.split('#')[0]}?figure=figure-plan")
    page.locator("body.framed").wait_for()
    assert page.locator("figure.fig:visible").count() == 1
    assert "部门决算" in page.locator("figure.chosen a[target=_top]").inner_text()  # whose it is, and the way there
    assert page.locator(".md-header").is_hidden()
    page.goto(f"{page.url.partition('departments/')[0]}compare/?figure=figure-compare")
    page.locator("figure.chosen").wait_for()
    assert [page.locator(each).is_hidden() for each in (".pick", "table.cmp", "h1")] == [True] * 3


_LINES = """h1 => { // what stands on each line of a title
  const lines = []; let last = null;
  const walker = document.createTreeWalker(h1, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest('.headerlink')) continue;
    for (let at = 0; at < node.length; at += 1) {
      const range = document.createRange(); range.setStart(node, at); range.setEnd(node, at + 1);
      const box = range.getBoundingClientRect();
      if (!box.width) continue;
      if (last === null || box.top > last + 8) { lines.push(''); last = box.top; }
      lines[lines.length - 1] += node.data[at];
    }
  }
  return lines.map(each => each.trim()); }"""


def test_titles_are_broken_between_words_on_the_narrowest_phone(open_page: OpenPage) -> None:
    page = open_page(width=320)
    home = page.url
    wanted = {
        "departments/420116-data-resource-center/": ["武汉市黄陂区", "数据资源服务中心"],
        REPORT: ["武汉市黄陂区", "数据资源服务中心"],
        f"{REPORT}forms/": ["九张表", "武汉市黄陂区数据资源服务中心", "2023年度部门决算"],
        "codes/2080505/": ["2080505 机关事业单位", "基本养老保险缴费支出"],
    }
    for path, lines in wanted.items():
        page.goto(home + path)
        assert page.locator("h1").evaluate(_LINES)[: len(lines)] == lines
        assert overflow(page) <= 0
