"""What the scripts add: search, table tools, the place of a number, terms, comparison, taking charts along."""

from __future__ import annotations

import gzip
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from build_site.package.read import Package
from build_site.render.charts.engine import Engine
from build_site.render.charts.markup import Pen
from build_site.render.html import identifier
from build_site.render.pages import topics
from tests.browser.waiting import until
from tests.render.test_above import collected, known, report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.conftest import OpenPage

pytestmark = pytest.mark.browser

REPORT = "departments/420116-data-resource-center/2023/"
ID = "420116-data-resource-center-2023"


def _search(page: Page, query: str) -> tuple[str, list[str]]:
    """The status and the first page of results."""
    if page.locator(".search-dialog").is_hidden():
        page.locator(".site-search").click()
    page.locator(".search-dialog input").fill("")  # forgets what was found before
    until(page, "!document.querySelector('.search-dialog .status').textContent")
    page.locator(".search-dialog input").fill(query)
    until(page, "document.querySelector('.search-dialog .status').textContent")
    return page.locator(".search-dialog .status").inner_text(), page.locator(".found li").all_inner_texts()


def test_search_finds_parts_of_names_codes_and_numbers_and_nothing_for_nonsense(open_page: OpenPage) -> None:
    wanted = {
        "数据资源服务": "数据资源服务中心",  # inside a name
        "源服": "数据资源服务中心",  # across what a segmenter would call words
        "社会保障 210": "",  # words that never stand together still may
        "住房公积金": "住房公积金",
        "20805": "20805",
        "勾稽": "说明",  # in the text of a hand-written page
    }
    page = open_page("method/")
    for query, first in wanted.items():
        status, found = _search(page, query)
        assert status.startswith("找到"), query
        assert first in found[0]
    for query in ("鱷鱷鱷", "源数务据", "qwertz"):
        assert _search(page, query) == ("没有找到。", [])
    # a number in every spelling leads to its row
    for query in ("１７３．６１", "173.610", "223.24"):
        status, found = _search(page, query)
        assert status.startswith("找到"), query
        assert "数据资源服务中心 2023" in found[0]
    page.locator(".found a").first.click()
    page.wait_for_url(re.compile(r"/2023/(forms|text)/#"))
    assert page.evaluate("Boolean(document.getElementById(decodeURIComponent(location.hash.slice(1))))")


def test_english_search_finds_english_pages(open_page: OpenPage) -> None:
    page = open_page("en/")
    for query, first in (
        ("wuhan", "Wuhan"),
        ("housing", "221 Housing security"),
        ("173.61", "1.74 million yuan (173.61 万元)"),
    ):
        assert first in _search(page, query)[1][0]
        assert "million" in first or "/en/" in page.locator(".found a").first.get_attribute("href")
        assert "all" in page.locator(".filters").inner_text()
    assert "Summary of revenue and expenditure" in page.locator(".found .aside").first.inner_text()
    unmarked = "[...document.querySelectorAll('.found .aside')].flatMap((each) => [...each.childNodes]).filter((each) => each.nodeType === 3 && /[一-鿿]/.test(each.data)).length"
    assert page.evaluate(unmarked) == 0
    assert _search(page, "zzzzq")[0] == "Nothing was found."


@pytest.mark.parametrize(("path", "word"), [("en/", "pension"), ("", "养老")])
def test_what_money_is_for_is_found_before_what_it_buys(open_page: OpenPage, path: str, word: str) -> None:
    found = [re.search(r"\b\d{3,7}\b", each) for each in _search(open_page(path), word)[1][:4]]
    codes = [each[0] for each in found if each]
    assert codes[:2] == ["20805", "2080505"]
    assert codes[2].startswith("30")


def test_search_is_filtered_by_kind_and_leads_to_the_page(open_page: OpenPage) -> None:
    page = open_page(width=360)
    _search(page, "数据资源")
    page.locator(".filters select").first.select_option("表")
    until(page, "[...document.querySelectorAll('.found .kind')].every(each => each.textContent === '表')")
    page.locator(".search-dialog input").press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/2023/forms/#[a-z-]+$"))


def test_search_is_loaded_only_when_it_is_opened(open_page: OpenPage) -> None:
    page = open_page(REPORT)
    assert not page.evaluate("performance.getEntriesByType('resource').some(each => each.name.includes('pagefind'))")
    page.locator("button.site-search").wait_for()  # its script is there
    page.keyboard.press("/")
    until(page, "performance.getEntriesByType('resource').some(each => each.name.includes('pagefind'))")
    page.keyboard.press("Escape")
    assert page.locator(".search-dialog").is_hidden()


_FORM = "section:has(#expenditure) "


def test_a_table_is_sorted_within_its_tree_and_put_back(open_page: OpenPage) -> None:
    page = open_page(f"{REPORT}forms/")
    head = page.locator(f"{_FORM}th.r", has=page.locator(".sort")).first
    rows = page.locator(f"{_FORM}tbody tr")
    printed = rows.all_inner_texts()
    head.locator(".sort").press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    classes = page.locator(f"{_FORM}tbody tr.class td:nth-child(2)").all_inner_texts()
    values = [float(words.replace(",", "")) for words in classes]
    assert values == sorted(values, reverse=True)
    codes = page.locator(f"{_FORM}tbody tr:not(.total) .code").all_inner_texts()
    assert all(
        code.startswith(before[:3]) or len(code) == 3 for before, code in pairwise(codes)
    )  # parts stay below their class
    assert rows.all_inner_texts()[0] == printed[0]  # the total stays on top
    head.locator(".sort").click()
    assert head.get_attribute("aria-sort") == "ascending"
    head.locator(".sort").click()
    assert head.get_attribute("aria-sort") is None
    assert rows.all_inner_texts() == printed


@pytest.mark.parametrize("width", [1280, 360])
def test_a_table_is_filtered_and_copied_for_excel_with_every_column(open_page: OpenPage, width: int) -> None:
    page = open_page(f"{REPORT}forms/", width=width, permissions=["clipboard-read", "clipboard-write"])
    chosen = page.locator(f"{_FORM}.cols input").evaluate_all("all => all.findIndex(each => each.checked)")
    page.locator(f"{_FORM}.levels").get_by_role("button", name="只看类").click()
    codes = page.locator(f"{_FORM}tbody tr:visible .code").all_inner_texts()
    assert {len(code) for code in codes} == {0, 3}
    page.locator(f"{_FORM}.table-tools input").fill("卫生")
    assert page.locator(f"{_FORM}tbody tr:visible").count() == 1
    page.locator(f"{_FORM}.copy").click()
    page.locator(f"{_FORM}.table-tools output", has_text="已复制").wait_for()
    rows = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert len(rows) == 2
    assert rows[1].split("\t")[:3] == ["210", "卫生健康支出", "8.52"]
    assert rows[1].endswith("\t")  # blanks stay empty
    assert len(rows[0].split("\t")) == len(rows[1].split("\t")) == 6  # code, name; a phone shows four by turns
    assert page.locator(f"{_FORM}.cols input").nth(chosen).is_checked()


def test_a_number_shows_its_line_and_its_checks(open_page: OpenPage) -> None:
    page = open_page(f"{REPORT}forms/")
    link = page.locator(f"{_FORM}td > a.n", has_text="11.00").first
    page.locator(".table-tools").first.wait_for()  # the script is there
    link.press("Enter")
    card = page.locator(".place-card")
    card.wait_for(state="visible")
    until(page, "document.activeElement.className.includes('place-card')")  # its buttons are next to come
    assert "11.00" in card.locator(".line").inner_text()
    assert "一致" in card.inner_text()
    card.locator("summary").click()
    card.locator("li a").first.wait_for(state="visible")
    assert re.search("audit/#?I-", card.locator("li a").first.get_attribute("href") or "")
    page.keyboard.press("Escape")
    card.wait_for(state="hidden")
    assert link.evaluate("each => each === document.activeElement")


def test_the_form_being_read_and_the_tab_above_a_page_are_marked(open_page: OpenPage) -> None:
    page = open_page(f"{REPORT}forms/")
    current = page.locator(".choice a[aria-current]")
    for where, nth in (("0", 0), ("document.body.scrollHeight", -1), ("0", 0)):
        page.evaluate(f"scrollTo(0, {where})")
        page.locator(".choice a").nth(nth).and_(current).wait_for()
        assert current.count() == 1
    page.goto(page.url.partition("departments/")[0] + "sql/")
    assert page.locator(".md-tabs__link[aria-current]").inner_text() == "数据"


def test_a_tap_shows_the_place_before_it_leads_there(open_page: OpenPage) -> None:
    page = open_page(f"{REPORT}forms/", width=360, has_touch=True)
    page.locator(".table-tools").first.wait_for()  # the script is there
    page.locator("td > a.n").first.tap()
    page.locator(".place-card").wait_for(state="visible")
    assert page.url.endswith("/forms/")
    page.locator(".place-card .btn.p").tap()
    page.wait_for_url(re.compile(r"/text/#L\d+$"))


def test_who_comes_from_an_english_page_reads_the_rows_in_english(open_page: OpenPage) -> None:
    page = open_page(f"en/{REPORT}")
    page.locator("a.n[href*='forms/#expenditure']").first.click()
    shown = "getComputedStyle(document.querySelector('#expenditure-r1-total').parentElement.querySelector('th'), '::after').content"
    until(page, f"{shown} === '\"Total\"'")
    until(page, "document.querySelector('.place-card')?.textContent.includes('Total')")
    page.get_by_label("Names of rows in English").uncheck()
    assert page.evaluate(shown) == "none"


def test_a_term_is_explained_where_it_stands(open_page: OpenPage) -> None:
    page = open_page(REPORT)
    term = page.locator("a.term").first
    term.scroll_into_view_if_needed()
    term.hover()
    box = page.locator(".term-box")
    box.wait_for(state="visible")
    assert term.inner_text() in box.inner_text()
    assert len(box.inner_text()) > 20
    page.keyboard.press("Escape")
    box.wait_for(state="hidden")


def test_comparison_is_chosen_by_name_kept_in_the_address_and_taken_along(open_page: OpenPage) -> None:
    page = open_page("compare/")
    page.locator("table.cmp").wait_for()  # it does not begin empty
    assert "完成 77.77%" in page.locator("table.cmp").inner_text()
    assert page.locator("table.cmp tr", has_text="比上年").inner_text().split()[1:] == ["−12.87%", "报告自述"]
    assert f"r={ID}" in page.url  # and what it begins with can be cited
    page.get_by_role("button", name=re.compile("移去")).click()
    picker = page.get_by_role("combobox")
    picker.fill("数据资源 2023")
    page.get_by_role("option").first.wait_for()
    assert picker.evaluate("each => each === document.activeElement")  # who took a report out goes on without the mouse
    picker.press("Enter")
    page.locator("table.cmp").wait_for()
    until(page, "document.activeElement.role === 'combobox' && document.activeElement.ariaExpanded === 'false'")
    assert "比较 1 份报告" in page.get_by_role("status").all_inner_texts()
    assert f"r={ID}" in page.url
    assert page.locator("#figure-compare h2").inner_text() == "每 100 元支出，76 元用于一般公共服务"
    assert page.locator(".cstrips .axis").inner_text().split() == ["0", "25", "50", "75", "100", "本年支出，万元"]
    page.get_by_role("button", name="金额", exact=True).click()
    assert "b=amount" in page.url
    assert "报告称无" in page.locator("table.cmp").inner_text()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    words = Path(waiting.value.path()).read_text("utf-8-sig")
    assert '"本年支出","173.61"' in words
    figure = page.locator("#figure-compare")
    figure.get_by_role("tab", name="下载").click()
    with page.expect_download() as waiting:
        figure.get_by_role("button", name=re.compile("^PNG")).click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")
    page.reload()
    page.locator("table.cmp").wait_for()
    page.get_by_role("button", name=re.compile("移去")).click()
    page.locator("table.cmp").wait_for(state="detached")
    page.go_back()
    page.locator("table.cmp a.n", has_text="173.61").first.click()
    page.wait_for_url(re.compile(r"/forms/#[a-z-]+-r\d+-[a-z_]+$"))


def test_a_chart_can_be_taken_along(open_page: OpenPage) -> None:
    page = open_page(REPORT)
    figure = page.locator("#figure-money")
    figure.get_by_role("tabpanel", name="图", exact=True).wait_for()  # the script makes tabs of the parts
    figure.get_by_role("tab", name="图").press("End")
    figure.get_by_role("tab", name="分享", selected=True).press("ArrowLeft")
    assert (
        figure.get_by_role("tabpanel").all_inner_texts()
        == figure.get_by_role("tabpanel", name="下载").all_inner_texts()
    )
    taken: dict[str, bytes] = {}
    for kind, start in (("SVG", b"<svg"), ("PNG", b"\x89PNG"), ("CSV", b"\xef\xbb\xbf")):
        with page.expect_download() as waiting:
            figure.get_by_role("button", name=re.compile(f"^{kind}")).click()
        assert waiting.value.suggested_filename.endswith(f"2023-figure-money.{kind.lower()}")
        taken[kind] = waiting.value.path().read_bytes()
        assert taken[kind].startswith(start)
    for words in ("每 100 元支出里", "武汉市黄陂区数据资源服务中心 2023年度部门决算", "支出决算表"):
        assert words.encode() in taken["SVG"]
    assert b"parsererror" not in taken["SVG"]
    assert b"var(--" not in taken["SVG"]
    assert (
        "收支总计,一般公共服务,132.37,万元".encode() in taken["CSV"]
    )  # plain numbers, the unit in a column of its own
    page.goto(f"{page.url.partition('departments/')[0]}places/420116/")
    cited = page.locator("#figure-classes textarea").last
    cited.wait_for(state="attached")
    assert cited.input_value().startswith("湖北省武汉市黄陂区 420116 · 2023年度：每 100 元支出里")
    cited = open_page("en/").locator("#figure-map textarea").last
    cited.wait_for(state="attached")
    assert re.search(r"Sources: Expenditure form of each department\. Open Final", cited.input_value())
    cited = open_page("en/places/420116/").locator("#figure-classes textarea").last
    cited.wait_for(state="attached")
    assert ": Of every 100 yuan" in cited.input_value()


def _package(root: Path) -> Package:
    return Package(root / "data/packages" / ID.rpartition("-")[0] / ID.rpartition("-")[2])


def _passed(root: Path) -> list[str]:
    """The ids of the checks that agree."""
    agreed = (each for each in _package(root).table("passes") if each["outcome"] == "exact")
    return [f"{each['rule_id']}:{scope}" for each in agreed for scope in each["scopes"].split()]


def test_a_passed_check_is_found_where_its_address_says(open_page: OpenPage, root: Path) -> None:
    passed = _passed(root)
    plain = next(each for each in passed if each.startswith("I-EXP-TOTAL:expenditure/1/"))
    page = open_page(f"{REPORT}audit/#{identifier(plain)}")
    line = page.locator(f"#{identifier(plain)}".replace(".", "\\."))
    line.wait_for(state="visible")
    assert "支出决算表 · 1" in line.inner_text()
    assert line.locator("a").get_attribute("href").endswith("/forms/#expenditure-r1-total")
    assert page.locator("details[data-passes] li").count() == len(passed)


def test_an_address_with_chinese_in_it_is_found_too(open_page: OpenPage, root: Path) -> None:
    wanted = identifier(next(each for each in _passed(root) if not each.isascii()))
    page = open_page(f"{REPORT}audit/#{wanted}")
    page.locator(f"[id='{wanted}']").wait_for(state="visible")


def test_blank_columns_and_what_sums_leave_over_are_shown_when_asked(open_page: OpenPage, root: Path) -> None:
    told = [each for each in _package(root).table("findings") if each["rule_id"].startswith("I-")]
    cells = {each["left_cell"] for each in told if each["difference"] and each["left_cell"].startswith("expenditure/")}
    passed = (each.rpartition(":")[2] for each in _passed(root) if each.startswith("I-"))
    cells |= {scope for scope in passed if re.fullmatch(r"expenditure/\d+/\w+", scope)}
    page = open_page(f"{REPORT}forms/")
    heads = page.locator(f"{_FORM}th:visible")
    folded = heads.count()
    page.locator(f"{_FORM}.vacancies").click()
    assert heads.count() == folded + 3
    cell = page.locator("#expenditure-r1-total")
    before = cell.inner_text()
    button = page.locator(f"{_FORM}button.residuals")
    button.click()
    page.locator(f"{_FORM}.residual").first.wait_for(state="visible")
    assert page.locator(f"{_FORM}td:has(.residual)").count() == len(cells)
    assert "0 为对得上" in page.locator(f"{_FORM}.table-tools output").inner_text()
    assert cell.locator(".residual").all_inner_texts() != []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    button.click()
    assert cell.inner_text() == before


_LARGEST, _GREW, _ELSEWHERE = "310107-largest", "310107-grew", "530111-elsewhere"


@pytest.fixture
def topic(open_page: OpenPage, root: Path, site_folder: Path) -> Iterator[Page]:
    """A topic of three departments in two places, in the frame of the site's own, which knows fewer."""
    pen = Pen(Engine(root))
    spent = {_LARGEST: ("90000", "70000"), _ELSEWHERE: ("60000", "50000"), _GREW: ("20000", "30000")}
    reports = [
        report(2024, "元", "10", slug, **{
            "three-public": known(final), "three-public-budget": known(plan),
            "vehicle-operation": known(plan), "vehicle-operation-budget": known(plan),
        })
        for slug, (plan, final) in spent.items()
    ]  # fmt: skip
    made = dict(topics.topic_pages(collected(*reports), "zh", pen))["topics/three-public/index.md"]
    body = made[made.index("<h1>") :]
    options = gzip.compress(json.dumps(pen.options).encode())

    frame = (site_folder / "topics/three-public/index.html").read_text("utf-8")
    whole = re.sub(r"(<article[^>]*>).*(</article>)", lambda found: found[1] + body + found[2], frame, flags=re.DOTALL)
    page = open_page("about/")
    page.route(
        re.compile(r"/topics/three-public/(\?.*)?$"),
        lambda route: route.fulfill(body=whole, content_type="text/html; charset=utf-8"),
    )
    page.route("**/three-public/charts.json.gz", lambda route: route.fulfill(body=options))
    yield page
    page.unroute_all()


_DRAWN = """[...document.querySelectorAll(".one-of > figure")].filter(each => each.checkVisibility()).map((each, _, all) => [
    all.length, each.id, ...[...each.querySelectorAll("tbody a")].map(link => link.getAttribute("href").split("/").at(-3)),
    [...each.querySelectorAll(".chart-live text")].filter(words => words.textContent === "某局").length].join(" ")).join()"""
"""How many figures show, which, its rows in their order, and how many of them are drawn."""


def test_part_place_and_order_of_a_topic_are_chosen_and_kept_in_its_address(topic: Page) -> None:
    home = topic.url.partition("about/")[0]

    def shows(*wanted: str) -> None:
        until(topic, f"() => ({_DRAWN}) === {' '.join(('1', *wanted, str(len(wanted) - 1)))!r}")

    topic.goto(f"{home}topics/three-public/")
    shows("figure-three-public", _LARGEST, _ELSEWHERE, _GREW)
    topic.get_by_role("button", name="按相差").press("Enter")
    shows("figure-three-public", _GREW, _ELSEWHERE, _LARGEST)
    topic.get_by_role("link", name="公务用车运行").press("Enter")
    topic.get_by_label("地区").select_option("310107")
    shows("figure-vehicle-operation", _LARGEST, _GREW)
    rows = topic.locator("table.topic tbody tr:visible")
    assert rows.count() == 2
    figure = topic.locator("#figure-vehicle-operation")
    assert figure.locator("h2").inner_text().endswith("：2 份报告")
    assert topic.url == f"{home}topics/three-public/?order=apart&place=310107#figure-vehicle-operation"
    until(topic, "document.querySelector('#figure-vehicle-operation textarea').value === location.href")
    printed = figure.locator(".still.wide text").all_text_contents()
    assert printed.count("某局") == 2
    topic.reload()  # as one finds it who is sent the address
    shows("figure-vehicle-operation", _LARGEST, _GREW)
    assert topic.locator(".choose [aria-current]").inner_text() == "公务用车运行"
    topic.get_by_label("地区").select_option("")
    topic.get_by_role("button", name="按数额").click()
    topic.get_by_role("link", name="合计").click()
    shows("figure-three-public", _LARGEST, _ELSEWHERE, _GREW)
    title = topic.locator("#figure-three-public h2").inner_text().replace("\xa0", " ")
    assert title == "3 个预算和决算都有数的部门里，2 个不超过预算，1 个超过预算"
