"""A site of very many reports: what it packs can be read by others, and its pages lead to what is there."""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from build_site import pipeline
from build_site.model import Form
from build_site.render import large
from build_site.site import build as site
from build_site.site import serve
from tests.browser.waiting import until
from tests.browser_setup import find_browser
from tests.conftest import FLAGS
from tests.render.conftest import SLUG, YEAR, copy_repository
from tests.render.links import broken

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

DATA = f"data/{SLUG}/{YEAR}"


@pytest.fixture(scope="module")
def large_site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first report as one of very many."""
    target = copy_repository(root, tmp_path_factory.mktemp("large"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large, "LARGE", 0)
        assert pipeline.pages(target, lambda _: None) == []
    site.build(target, target / "site", "http://site.test/")
    return target / "site"


def test_the_technical_tables_are_packed_and_hold_the_same_rows(large_site: Path, root: Path) -> None:
    folder = large_site / DATA
    for name in large.TECHNICAL:
        canonical = (root / "data/packages" / SLUG / str(YEAR) / f"{name}.csv").read_bytes()
        assert gzip.decompress((folder / f"{name}.csv.gz").read_bytes()) == canonical
        assert not [*folder.glob(f"{name}.csv"), *folder.glob(f"{name}.json"), *folder.glob(f"{name}-excel.csv")]
    assert not (large_site / DATA / "report.zip").exists()
    assert not list(large_site.rglob("*.sqlite"))
    assert {path.stem for path in folder.glob("*.json")} == {*map(str, Form), "glossary", "datapackage"}


def valid(folder: Path) -> tuple[bool, str]:
    """What the stock command says, in a process of its own: frictionless leaves packed files open."""
    frictionless = Path(sys.executable).with_name("frictionless")
    done = subprocess.run([frictionless, "validate", "datapackage.json"], cwd=folder, capture_output=True, check=False)
    return done.returncode == 0, done.stdout.decode()


@pytest.mark.parametrize("folder", [DATA, "data/collection/latest"])
def test_frictionless_reads_what_is_packed(large_site: Path, folder: str) -> None:
    held, words = valid(large_site / folder)
    assert held, words
    assert "claims.csv.gz" in words


def test_frictionless_notices_a_changed_packed_table(large_site: Path, tmp_path: Path) -> None:
    for path in (large_site / DATA).iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    assert valid(tmp_path)[0]
    rows = gzip.decompress((tmp_path / "cells.csv.gz").read_bytes())
    (tmp_path / "cells.csv.gz").write_bytes(gzip.compress(rows + rows.splitlines(keepends=True)[-1], mtime=0))
    assert not valid(tmp_path)[0]


def test_pandas_reads_the_packed_collection(large_site: Path) -> None:
    import pandas as pd

    amounts = pd.read_csv(large_site / "data/collection/latest/amounts.csv.gz", dtype={"functional_code": str})
    assert (
        len(amounts)
        == json.loads((large_site / "data/collection/latest/datapackage.json").read_text("utf-8"))["resources"][1][
            "rowCount"
        ]
    )


def test_every_link_leads_somewhere(large_site: Path) -> None:
    assert broken(large_site) == []


def test_a_place_and_a_passed_check_are_shown_from_packed_tables(large_site: Path, playwright: Playwright) -> None:
    with serve.background(large_site) as port:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=[*FLAGS])
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}/departments/{SLUG}/{YEAR}/forms/")
        page.locator(".table-tools").first.wait_for()  # the script is there
        page.locator("td > a.n").first.click()
        page.locator(".place-card dl").wait_for(state="visible")
        page.goto(f"http://127.0.0.1:{port}/departments/{SLUG}/{YEAR}/audit/")
        page.locator("details[data-findings] > summary").click()
        until(page, "document.querySelectorAll('details[data-findings] li').length > 100")
        browser.close()


def test_packing_gives_the_same_bytes_again(tmp_path: Path) -> None:
    content = "a,b\n1,二\n".encode()
    packed = []
    for name in ("one", "two"):
        path = tmp_path / name / "table.csv"
        path.parent.mkdir()
        path.write_bytes(content)
        packed.append(large.pack(path).read_bytes())
        assert not path.exists()
    assert packed[0] == packed[1]
    assert list(csv.reader(gzip.decompress(packed[0]).decode().splitlines())) == [["a", "b"], ["1", "二"]]
