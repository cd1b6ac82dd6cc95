import gzip
import re
import shutil
from pathlib import Path, PurePosixPath

import pytest

from build_site.model import InputError
from build_site.site import build as site
from build_site.site import sitemap
from tests.houses import files


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# 首页\n\n[法](method.md)\n", "utf-8")
    (tmp_path / "docs" / "method.md").write_text("# 方法\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: x\nsite_url: !ENV [SITE_URL, 'https://example.org/']\ntheme: mkdocs\nplugins: []\n", "utf-8"
    )
    return tmp_path


def test_a_second_build_does_nothing_until_something_changes(house: Path) -> None:
    folder = house / "site"
    assert site.build(house, folder) is True
    assert "首页" in (folder / "index.html").read_text("utf-8")
    assert site.build(house, folder) is False
    (house / "docs" / "index.md").write_text("# 新首页\n", "utf-8")
    assert site.build(house, folder) is True
    assert "新首页" in (folder / "index.html").read_text("utf-8")


@pytest.mark.parametrize("change", ["removed page", "removed site", "other address"])
def test_what_else_makes_it_build_again(house: Path, change: str) -> None:
    folder = house / "site"
    (house / "docs" / "index.md").write_text("# 首页\n", "utf-8")
    site.build(house, folder)
    if change == "removed page":
        (house / "docs" / "method.md").unlink()
    if change == "removed site":
        shutil.rmtree(folder)
    assert site.build(house, folder, "http://here.test/below/" if change == "other address" else "") is True
    assert (folder / "method").exists() is (change != "removed page")


def test_a_broken_link_fails_and_leaves_the_former_site(house: Path) -> None:
    folder = house / "site"
    site.build(house, folder)
    (house / "docs" / "method.md").unlink()
    with pytest.raises(InputError, match="mkdocs"):
        site.build(house, folder)
    assert (folder / "method" / "index.html").is_file()
    assert sorted(path.name for path in house.iterdir()) == ["build", "docs", "mkdocs.yml", "site"]
    with pytest.raises(InputError):  # and it is not taken for up to date
        site.build(house, folder)


def test_a_site_that_came_by_steps_is_as_one_made_at_once(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")  # which the pages of MkDocs' own theme tell
    folder, docs = house / "site", house / "docs"
    place = docs / "data" / "more"
    place.parent.mkdir()
    place.write_text("a\n", "utf-8")
    site.build(house, folder)
    place.unlink()
    place.mkdir()
    (place / "one.csv").write_text("a\n", "utf-8")
    (docs / "new.md").write_text("# 新\n", "utf-8")
    site.build(house, folder)
    (place / "one.csv").write_text("b\n", "utf-8")
    (place / "two.csv").write_text("c\n", "utf-8")
    site.build(house, folder)
    shutil.rmtree(place)
    (docs / "new.md").unlink()
    site.build(house, folder)
    site.build(house, house / "at once")
    assert files(folder) == files(house / "at once")
    place.write_text("a\n", "utf-8")
    (docs / "new.md").write_text("# 新\n", "utf-8")
    site.build(house, folder)
    site.build(house, house / "once more")
    assert files(folder) == files(house / "once more")


def test_a_file_a_folder_and_a_page_take_each_others_places(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    folder, before = house / "site", house / "docs" / "page.md"
    for number, name in enumerate(("place", "place/one.csv", "place", "place.md", "place", "assets/gone.js", "other")):
        before.unlink(missing_ok=True)
        if before.parent != house / "docs":
            before.parent.rmdir()
        before = house / "docs" / name
        before.parent.mkdir(exist_ok=True)
        before.write_text(f"# {number}\n", "utf-8")
        site.build(house, folder)
        site.build(house, house / f"at once {number}")
        assert files(folder) == files(house / f"at once {number}")


def test_a_site_that_is_not_finished_is_never_seen(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever happens to a run in its last step, the former site stands there whole, and the next run makes the new one."""
    folder = house / "site"
    site.build(house, folder)
    before = files(folder)
    (house / "docs" / "index.md").write_text("# 新首页\n\n[法](method.md)\n", "utf-8")
    (house / "docs" / "data.csv").write_text("a\n", "utf-8")
    for step in ("_copy", "_drop", "sitemap.write"):
        with monkeypatch.context() as patched:
            patched.setattr(f"build_site.site.build.{step}", interrupted)
            with pytest.raises(KeyboardInterrupt):
                site.build(house, folder)
        assert files(folder) == before
    assert site.build(house, folder) is True
    assert "新首页" in (folder / "index.html").read_text("utf-8")
    assert files(folder).keys() - before.keys() == {"data.csv"}


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_another_address_takes_the_place_of_the_configured_one(house: Path) -> None:
    site.build(house, house / "site", "http://here.test/below/")
    assert "http://here.test/below/method/" in (house / "site" / "sitemap.xml").read_text("utf-8")


def test_the_real_site_takes_its_address_from_the_environment() -> None:
    config = (Path(__file__).parents[2] / "mkdocs.yml").read_text("utf-8")
    assert "site_url: !ENV [SITE_URL, " in config


def test_the_sitemap_has_the_datas_dates_and_no_others(tmp_path: Path) -> None:
    named = ("", "about/", "departments/d/2023/audit/", "en/departments/d/2023/")
    pages = [PurePosixPath(f"{name}index.html") for name in named]
    (tmp_path / "data").mkdir()
    (tmp_path / "data/dates.json").write_text('{"departments/d/2023/": "2024-10-11"}', "utf-8")
    assert sitemap.write(tmp_path, pages, "https://a/x")
    assert not sitemap.write(tmp_path, pages, "https://a/x/")  # the same again
    assert re.findall(r"<url>(.*)</url>", (tmp_path / "sitemap.xml").read_text("utf-8")) == [
        "<loc>https://a/x/about/</loc>",
        "<loc>https://a/x/departments/d/2023/audit/</loc><lastmod>2024-10-11</lastmod>",
        "<loc>https://a/x/en/departments/d/2023/</loc><lastmod>2024-10-11</lastmod>",
        "<loc>https://a/x/</loc>",
    ]
    assert gzip.decompress((tmp_path / "sitemap.xml.gz").read_bytes()) == (tmp_path / "sitemap.xml").read_bytes()
