"""A corrected number and a report that was issued anew, as readers see them."""

import json
import re
import shutil
import zipfile
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pytest

from build_site import pipeline
from build_site.package import versions
from build_site.package.versions.difference import Change
from build_site.render.pages import changes
from tests.render.conftest import SLUG, YEAR, copy_repository, package_of, published
from tests.render.publish.conftest import valid


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """docs/ after the department issued its report anew with one other number."""
    target = copy_repository(tmp_path_factory.mktemp("changed"))
    package, log = package_of(target), target / "data/versions"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        versions.settle(log, package, package)
    fresh = package.with_name(".2023.new")
    shutil.copytree(package, fresh)
    descriptor = json.loads((fresh / "datapackage.json").read_text("utf-8"))
    descriptor["sources"][0]["hash"] = "sha256:" + "1" * 64
    (fresh / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False), "utf-8")
    text = (fresh / "expenditure.csv").read_text("utf-8")
    (fresh / "expenditure.csv").write_text(text.replace("132.37", "133.37", 1), "utf-8")
    audit = (fresh / "findings.csv").read_text("utf-8")
    (fresh / "findings.csv").write_text(audit.replace("两处不一致", "两处的数不相等"), "utf-8")
    versions.settle(log, package, fresh)
    shutil.rmtree(package)
    fresh.rename(package)
    assert pipeline.pages(target, lambda _: None) == []
    return target / "docs"


def test_the_reports_page_of_changes_has_old_and_new_value(changed: Path) -> None:
    page = (changed / f"departments/{SLUG}/{YEAR}/downloads/index.md").read_text("utf-8")
    assert "报告重新发布" in page
    assert re.search(r"<td[^>]*>132\.37</td><td[^>]*>133\.37</td>", page)
    assert "一般公共服务支出" in page
    assert re.search(r"：(本年支出合计|基本支出)</th><td[^>]*>132\.37</td>", page)


def test_an_audit_that_moves_alone_is_no_correction(changed: Path) -> None:
    page = (changed / f"departments/{SLUG}/{YEAR}/downloads/index.md").read_text("utf-8")
    revisions = page[page.index(">核对修订<") :]
    assert "<td>2</td>" in revisions
    assert "更正" not in revisions


def test_what_moved_in_tables_of_text_is_said_as_it_is(changed: Path) -> None:
    counts = dict.fromkeys(("numbers_added", "numbers_corrected", "numbers_removed"), "0")
    moved = [
        Change("1.1.0", "glossary", "", "", "rows", "1", "2"),
        Change("1.1.0", "claims", "", "binding", "column", "", "string"),
    ]
    log = [{"version": "1.1.0", "kind": "re-read", **counts}]
    told = changes.versions(published(changed.parent)[0], log, [asdict(each) for each in moved], [], [])["versions"]
    assert [(words, *map(tuple, rows)) for _, _, words, rows in told] == [
        (
            "重新读取，版本 1.1.0：逐个比较的数没有变化。",
            ("名词解释", "", "", "1 行只在原版", "2 行只在新版"),
            ("文字说明中的数", "栏", "所指依据", "", "有"),
        )
    ]


def test_rows_and_columns_are_named_as_the_report_does() -> None:
    for key, shown in (
        ("expenditure total-for-year 本年支出合计", "支出 本年支出合计"),
        ("2013750 事业运行", "2013750 事业运行"),
        ("vehicle-purchase", "vehicle-purchase"),
    ):
        assert changes.row_name(key) == shown


def test_the_earlier_issues_package_stays_where_the_page_says(changed: Path) -> None:
    now = json.loads((changed / f"data/{SLUG}/{YEAR}/datapackage.json").read_text("utf-8"))["version"]
    (kept,) = (path for path in (changed / f"data/{SLUG}/{YEAR}/v").iterdir() if path.name != now)
    with zipfile.ZipFile(kept / "package.zip") as archive:
        assert "132.37" in archive.read("expenditure.csv").decode()
    page = (changed / f"departments/{SLUG}/{YEAR}/downloads/index.md").read_text("utf-8")
    assert f"/data/{SLUG}/{YEAR}/v/{kept.name}/package.zip" in page
    assert "133.37" in (changed / f"data/{SLUG}/{YEAR}/expenditure.csv").read_text("utf-8")


def test_the_collection_of_the_day_before_it_stands_beside_the_latest(changed: Path) -> None:
    """Openable where its address, the index and the downloads page say, with the numbers of that day."""
    index = json.loads((changed / "data/index.json").read_text("utf-8"))
    assert list(index["collections"]) == [index["version"], "2023.11.14"]
    assert all((changed / address.partition("8000/")[2]).is_file() for address in index["collections"].values())
    spent = {}
    for name in ("latest", "2023.11.14"):
        folder = changed / "data/collection" / name
        amounts = pd.read_csv(folder / "amounts.csv.gz", dtype={"functional_code": str})
        own = amounts[(amounts["form"] == "expenditure") & (amounts["functional_code"] == "201")]
        spent[name] = own["amount"].tolist()
        assert pd.read_csv(folder / "department-years.csv")["slug"].tolist() == [SLUG]
    assert (spent["2023.11.14"][0], spent["latest"][0]) == (132.37, 133.37)
    held, words = valid(changed / "data/collection/2023.11.14")
    assert held, words
    assert "/data/collection/2023.11.14/amounts.csv.gz" in (changed / "downloads/index.md").read_text("utf-8")


def test_the_address_of_a_folder_leads_to_what_is_there(changed: Path) -> None:
    """A static server answers nothing else at /data/<slug>/<year>/v/<version>/ or /data/places/<division>/."""
    data = changed / "data"
    folders = [data / SLUG / str(YEAR), *(data / SLUG / str(YEAR) / "v").iterdir(), *(data / "collection").iterdir()]
    folders += [*(data / "places").iterdir(), *(each for each in (data / "codelists").iterdir() if each.is_dir())]
    assert len(folders) == 1 + 2 + 3 + 3 + 4
    for folder in folders:
        found = re.search('url=([^"#]+)', (folder / "index.html").read_text("utf-8"))
        assert found, folder
        target = (folder / found[1]).resolve()
        assert target.is_file() or (target / "index.md").is_file(), target


def test_feed_and_site_wide_page_tell_of_it(changed: Path) -> None:
    for name in ("feed.xml", "changes/index.md"):
        text = (changed / name).read_text("utf-8")
        assert "报告重新发布" in text
        assert "更正 1 个数" in text
        assert "新收录" in text
