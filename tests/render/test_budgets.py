"""How heavy a page may be."""

import gzip
from pathlib import Path

import pytest

from tests.render.links import read

LIMIT = 60 * 1024
"""Bytes of a page's HTML, compressed."""


def test_pages_are_light(hostile_site: Path) -> None:
    sizes = {path: len(gzip.compress(path.read_bytes(), 6)) for path in hostile_site.rglob("*.html")}
    heavy = {str(path.relative_to(hostile_site)): size for path, size in sizes.items() if size > LIMIT}
    assert heavy == {}


def test_pictures_wait_until_they_are_scrolled_to(hostile_site: Path) -> None:
    for path in hostile_site.rglob("*.html"):
        pictures = [attributes for tag, attributes in read(path).tags if tag == "img"]
        assert {each.get("loading") for each in pictures} <= {"lazy"}, path.name


@pytest.mark.parametrize("name", ["charts.js", "tables.js", "compare.js", "terms.js"])
def test_scripts_are_loaded_where_they_are_used_only(hostile_site: Path, name: str) -> None:
    assert (hostile_site / "assets" / name).is_file()
    assert not [path for path in hostile_site.rglob("*.html") if f"assets/{name}" in path.read_text("utf-8")]
