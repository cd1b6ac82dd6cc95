import shutil
from pathlib import Path

import pytest

from build_site import pipeline
from build_site.desk.remove import remove
from build_site.site import assets
from tests.houses import FIRST as GOOD
from tests.houses import copied, files, registered


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A house whose reports are read, and what was said of it."""
    house, said = tmp_path_factory.mktemp("house"), list[str]()
    copied(house, "sources", "versions", "reports.csv", "departments.csv", "known-issues.csv")
    assert pipeline.extract(house, said.append) == []
    return house, said


@pytest.fixture
def house(read: tuple[Path, list[str]], tmp_path: Path) -> Path:
    """The same in another place."""
    return Path(shutil.copytree(read[0], tmp_path / "house"))


def test_the_committed_packages_are_what_the_sources_give(root: Path, house: Path) -> None:
    """Also the proof that two builds give the same bytes: one made these files, this one makes them again."""
    made, committed = files(house / "data/packages"), files(root / "data/packages")
    assert made
    stale = sorted(name for name in made.keys() | committed.keys() if made.get(name) != committed.get(name))
    assert stale == [], "run `make site` and commit data/packages"


def test_an_unchanged_report_is_not_read_again(read: tuple[Path, list[str]], house: Path) -> None:
    said: list[str] = []
    pipeline.extract(house, said.append)
    reports = len(list((house / "data/packages").glob("*/*")))
    assert read[1][0] == f"reports: {reports} registered, {reports} to read"
    assert said == [f"reports: {reports} registered, 0 to read"]


def test_a_damaged_package_is_made_again(house: Path) -> None:
    package = house / "data/packages" / GOOD / "2023"
    whole = files(package)
    (package / "revenue.csv").write_text("row\n", "utf-8")
    (package / "cells.csv").unlink()
    pipeline.extract(house, [].append)
    assert files(package) == whole


def test_an_interrupted_exchange_is_mended(house: Path) -> None:
    package = house / "data/packages" / GOOD / "2023"
    whole = files(package)
    package.rename(package.with_name(".2023.old"))
    package.with_name(".2023.new").mkdir()
    pipeline.extract(house, [].append)
    assert files(package) == whole
    assert [path.name for path in package.parent.iterdir()] == ["2023"]


def test_pages_are_written_once_until_something_changes(house: Path, root: Path) -> None:
    assets.provide(root)  # the chart library is not committed: in a fresh clone nobody has fetched it yet
    shutil.copytree(root / "docs" / "assets", house / "docs" / "assets")
    shutil.copytree(root / "data" / "codelists", house / "data" / "codelists")

    def said() -> list[str]:
        lines: list[str] = []
        assert pipeline.pages(house, lines.append) == []
        return lines

    assert f"[1/1] {GOOD}-2023: written" in said()
    assert said()[-1] == "pages: up to date"
    stale = house / "docs/departments/999999-gone/2020/index.md"
    stale.parent.mkdir(parents=True)
    stale.write_text("# gone\n", "utf-8")
    older = [
        house / "docs" / name for name in ("compare.md", "en/compare.md", "codes/201.md")
    ]  # as versions before wrote them
    for path in older:
        path.write_text("# older\n", "utf-8")
    (house / "docs" / "index.md").unlink()
    assert "pages: 0 reports to write" in (again := said())
    assert again[-1] != "pages: up to date"
    assert (house / "docs" / "index.md").is_file()
    assert not any(path.exists() for path in (stale, *older))
    departments = house / "data" / "departments.csv"
    departments.write_text(departments.read_text("utf-8").replace("Data Resource", "Data Resources"), "utf-8")
    assert f"[1/1] {GOOD}-2023: written" in said()
    remove(house, f"{GOOD}/2023", [].append)
    said()
    assert not [name for name in files(house / "build") if GOOD in name]
    known = (house / "build/made.json").read_text("utf-8")
    assert f"{GOOD}-2023" not in known
    assert f"across/{GOOD}" not in known


def test_what_is_damaged_of_one_report_is_told_and_the_others_are_published(tmp_path: Path, root: Path) -> None:
    assets.provide(root)
    years = ("2021", "2022", "2023")
    shutil.copytree(root / "docs" / "assets", tmp_path / "docs" / "assets")
    house = registered(tmp_path, *({"slug": GOOD, "year": year} for year in years))
    for year in years:
        for kind in ("packages", "versions"):
            shutil.copytree(root / f"data/{kind}/{GOOD}/2023", house / f"data/{kind}/{GOOD}/{year}")
    (house / f"data/versions/{GOOD}/2021/versions.csv").write_bytes(b"\x00\xff")
    (house / f"data/packages/{GOOD}/2022/cells.csv").write_bytes(b"")
    errors = pipeline.pages(house, [].append)
    told = [error.file.removeprefix(f"{house}/") for error in errors]
    assert told == [f"data/versions/{GOOD}/2021/versions.csv", f"data/packages/{GOOD}/2022/cells.csv"]
    pages = {year: (house / f"docs/departments/{GOOD}/{year}/index.md").exists() for year in years}
    assert pages == {"2021": False, "2022": False, "2023": True}
