"""How heavy a page may be."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from build_site.site.policy import lean
from tests.render.links import read

LIMIT = 60 * 1024
"""Bytes of a page's HTML, compressed."""


def test_pages_are_light(hostile_site: Path) -> None:
    sizes = {path: len(gzip.compress(path.read_bytes(), 6)) for path in hostile_site.rglob("*.html")}
    heavy = {str(path.relative_to(hostile_site)): size for path, size in sizes.items() if size > LIMIT}
    assert heavy == {}


def test_nothing_foreign_and_no_plain_script_holds_up_a_page(hostile_site: Path) -> None:
    for path in hostile_site.rglob("*.html"):
        for tag, attributes in read(path).tags:
            address = (
                attributes.get("src") or (attributes.get("href") if attributes.get("rel") == "stylesheet" else "") or ""
            )
            if tag in ("script", "link", "img", "iframe"):
                assert not address.startswith(("http:", "https:", "//")), f"{path.name}: {address}"
            if tag == "img":
                assert attributes.get("loading") == "lazy", f"{path.name}: {address}"


@pytest.mark.parametrize("name", ["charts.js", "tables.js", "compare.js", "terms.js"])
def test_scripts_are_loaded_where_they_are_used_only(hostile_site: Path, name: str) -> None:
    assert (hostile_site / "assets" / name).is_file()
    assert not [path for path in hostile_site.rglob("*.html") if f"assets/{name}" in path.read_text("utf-8")]


REPORT_LIMIT = 600 * 1024
"""Bytes of HTML of all pages of one report together, as they lie on the disk."""


def test_the_pages_of_one_report_are_light_together(site_folder: Path) -> None:
    reports = list(site_folder.glob("departments/*/2*/"))
    assert reports
    for report in reports:
        assert sum(path.stat().st_size for path in report.rglob("*.html")) < REPORT_LIMIT, report.name


def test_attributes_keep_the_quotes_that_they_need() -> None:
    page = '<a class="number" href="../audit/" title="a b" data-x=\'{"y": 1}\' id="r1-total">a="b" x</a>'
    assert lean(page) == '<a class=number href="../audit/" title="a b" data-x=\'{"y": 1}\' id=r1-total>a="b" x</a>'


def test_pages_carry_no_indentation_but_keep_what_shows_white_space(site_folder: Path) -> None:
    pages = list(site_folder.glob("departments/*/2*/changes/index.html"))
    assert pages
    for path in pages:
        assert "\n " not in path.read_text("utf-8")
    assert lean("<ul>\n\n   <li>a\n  b</li>\n</ul><pre>\n  x\n\n  y</pre>\n  <p>") == (
        "<ul><li>a\nb</li></ul><pre>\n  x\n\n  y</pre>\n<p>"
    )
