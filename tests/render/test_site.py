"""The generated pages once MkDocs has built them."""

import gzip
import json
import re
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import lxml.html
import openpyxl
import pytest

from build_site.render.pages.frame import Here
from build_site.render.picture import picture
from tests.render.conftest import HOSTILE, SLUG, YEAR, copy_repository, package_of, published, render
from tests.render.links import broken, read

REPORT = f"departments/{SLUG}/{YEAR}"


@pytest.fixture(scope="module")
def pages(hostile_site: Path) -> dict[str, str]:
    return {str(path.relative_to(hostile_site)): path.read_text("utf-8") for path in hostile_site.rglob("*.html")}


def test_every_link_and_anchor_leads_somewhere(hostile_site: Path) -> None:
    assert broken(hostile_site) == []


def test_ids_are_unique_on_every_page(hostile_site: Path) -> None:
    for path in hostile_site.rglob("*.html"):
        twice = [name for name, count in read(path).ids.items() if count > 1]
        assert not twice, f"{path.relative_to(hostile_site)}: {twice[:5]}"


def test_an_english_page_marks_what_it_says_in_chinese(hostile_site: Path) -> None:
    """All but the data dictionary, which names the forms’ words one by one; a drawing says in its figure what it is."""
    for path in (hostile_site / "en").rglob("index.html"):
        if path.parent.name == "dictionary":
            continue
        texts = lxml.html.parse(path).xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::svg)]")
        chinese = [each for each in texts if re.search("[\u3400-\u9fff]{3}", each)]
        unmarked = [each for each in chinese if not each.getparent().xpath("ancestor-or-self::*[@lang][1][@lang='zh']")]
        assert not unmarked, f"{path.relative_to(hostile_site)}: {unmarked[:3]}"


def test_a_missing_page_says_so_in_both_languages_and_leads_on(hostile_site: Path) -> None:
    (said,) = lxml.html.parse(hostile_site / "404.html").xpath("//article")
    assert said.xpath("h1/text()") == ["没有这一页"]
    assert "This page does not exist." in said.xpath("p[@lang='en']")[0].text_content()
    ways = said.xpath(".//a/@href")  # from the root: a missing address may lie anywhere
    assert len(ways) == 6
    assert all(each.startswith("/") and (hostile_site / each[1:] / "index.html").is_file() for each in ways)


def test_text_of_a_report_is_never_markup(hostile_site: Path) -> None:
    for path in hostile_site.rglob("*.html"):
        for tag, attributes in read(path).tags:
            assert not [name for name in attributes if name.startswith("on")], f"{path.name}: {tag} {attributes}"
            links = [attributes.get(name) or "" for name in ("href", "src")]
            assert not [each for each in links if each == "x" or each.startswith("javascript:")], (
                f"{path.name}: {links}"
            )
    assert "<script>alert" not in "".join(path.read_text("utf-8") for path in hostile_site.rglob("*.html"))


@pytest.mark.parametrize("page", ["", "text/", "forms/", "audit/"])
def test_text_of_a_report_is_shown_as_printed(pages: dict[str, str], page: str) -> None:
    assert HOSTILE in unescape(pages[f"{REPORT}/{page}index.html"])


def test_headings_from_a_report_are_shown_as_printed(hostile_site: Path, pages: dict[str, str]) -> None:
    words = pages[f"{REPORT}/text/index.html"]
    start = words.index("id=s1")
    assert HOSTILE in unescape(words[start : start + 600])


def test_the_themes_unused_files_are_not_published(hostile_site: Path) -> None:
    assert [*hostile_site.rglob("*.map"), *hostile_site.glob("assets/javascripts/*/")] == []
    assert list(hostile_site.glob("assets/javascripts/bundle.*.js"))


def test_no_page_asks_another_host(hostile_site: Path) -> None:
    for path in hostile_site.rglob("*.html"):
        for tag, attributes in read(path).tags:
            if tag != "a":
                address = attributes.get("src") or (attributes.get("href") if tag == "link" else "") or ""
                assert not address.startswith(("http:", "https:", "//")) or "site.test" in address, (
                    f"{path.name} {address}"
                )


def test_published_data_is_the_package_and_a_json_twin(repository: Path) -> None:
    folder = repository / "docs" / "data" / SLUG / str(YEAR)
    package = package_of(repository)
    for path in package.glob("*-*.csv"):
        assert (folder / path.name).read_bytes() == path.read_bytes()
    twin = json.loads((folder / "expenditure.json").read_text("utf-8"), parse_float=str)
    rows = [dict(zip(twin["columns"], row, strict=True)) for row in twin["data"]]
    assert rows[0]["total"] == "173.61"
    assert rows[0]["project"] == "11.00"  # digits as printed
    assert rows[0]["operating"] is None
    assert rows[1]["functional_code"] == "201"
    assert rows[0]["functional_code"] is None


def test_a_repository_without_reports_still_has_a_home_page(tmp_path: Path) -> None:
    empty = copy_repository(tmp_path)
    reports = empty / "data" / "reports.csv"
    reports.write_text(reports.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    render(empty)
    for name in ("index.md", "topics/three-public/index.md"):
        assert "还没有收录报告" in (empty / "docs" / name).read_text("utf-8"), name
    assert not list((empty / "docs" / "departments").glob("*/*"))


def test_text_of_a_report_is_text_in_every_download(hostile_site: Path) -> None:
    twins, workbooks = sorted(hostile_site.rglob("data/**/*.json")), sorted(hostile_site.rglob("data/**/*.xlsx"))
    assert twins
    assert workbooks
    for path in [*twins, *hostile_site.rglob("*.jsonld")]:
        json.loads(path.read_text("utf-8"))
    for path in hostile_site.rglob("*.xml"):
        ET.parse(path)  # noqa: S314  # our own file
    for path in workbooks:
        cells = (cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row)
        assert not [cell for cell in cells if cell.data_type == "f" and HOSTILE in str(cell.value)], path.name


def test_files_beside_a_page_carry_hostile_text_as_text(hostile_site: Path) -> None:
    options = json.loads(gzip.decompress((hostile_site / REPORT / "charts.json.gz").read_bytes()))
    assert options.keys() >= {"figure-money", "figure-purposes"}
    for option in options.values():
        base = json.loads(option)["baseOption"]
        assert base["aria"]["enabled"] is True
        shown = (item["tooltip"] for series in base["series"] for item in series["data"] if "tooltip" in item)
        assert not [each for each in shown if "<" in str(each.get("formatter", "")).replace("<br>", "")]


def test_the_shared_picture_is_small_and_the_same_every_time(repository: Path) -> None:
    path = repository / "docs" / "data" / SLUG / str(YEAR) / "share.png"
    again = picture(Here(published(repository)[0], ""))
    assert path.read_bytes() == again
    assert again.startswith(b"\x89PNG")
    assert len(again) < 40_000


def test_every_page_of_a_report_names_department_and_year(pages: dict[str, str]) -> None:
    for page in ("", "forms/", "text/", "audit/", "performance/", "downloads/"):
        made = pages[f"{REPORT}/{page}index.html"]
        title = made.partition("<title>")[2].partition("</title>")[0]
        head = re.sub("<[^>]+>", "", made.partition("<h1")[2].partition("</h1>")[0])
        for words in (title, head):
            assert "数据资源服务中心" in words
            assert str(YEAR) in words
        assert f"property=og:image content=http://site.test/data/{SLUG}/{YEAR}/share.png>" in made
