"""What README and CONTRIBUTING say is there, is there."""

import json
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
DOCS = [
    path.relative_to(ROOT).as_posix() for folder in ("docs", "docs/decisions") for path in (ROOT / folder).glob("*.md")
]
MADE = {"site/", "build/made.json", "build/site.before", "data/packages/", "build/review/"}  # by make site or a command


def text(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


@pytest.fixture(scope="module")
def targets() -> set[str]:
    """What make itself has rules for."""
    done = subprocess.run(["make", "-pRrq", ":"], cwd=ROOT, capture_output=True, text=True, check=False)
    return set(re.findall(r"^([a-z-]+):(?!=)", done.stdout, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES)
def test_every_make_command_exists(page: str, targets: set[str]) -> None:
    assert set(re.findall(r"\bmake ([a-z-]+)\b(?=[ `\n])", text(page))) - targets - {"help"} == set()


def test_the_two_commands_stand_on_the_first_screen() -> None:
    first_screen = text("README.md").splitlines()[:12]
    assert [line.split()[1] for line in first_screen if line.startswith("make ")] == ["site", "test"]


@pytest.mark.parametrize("page", PAGES)
def test_every_build_site_command_exists(page: str) -> None:
    named = set(re.findall(r"\bbuild-site ([a-z]+)", text(page)))
    command = [sys.executable, "-m", "build_site", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert named - set(re.findall(r"^    ([a-z]+)  ", done.stdout, re.MULTILINE)) == set()


@pytest.mark.parametrize("page", [page for page in DOCS if text(page).startswith("#")])
def test_no_line_breaks_between_chinese_characters(page: str) -> None:
    """A browser shows it as a blank in the middle of a sentence."""
    words = re.sub(r"^```.*?^```$", "", text(page), flags=re.DOTALL | re.MULTILINE)
    assert (
        re.findall(r"[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e”’]\n *[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e“‘]", words)
        == []
    )


@pytest.mark.parametrize("page", PAGES)
def test_every_link_and_every_path_leads_somewhere(page: str) -> None:
    links = [target for target in re.findall(r"\]\(([^)#]+)\)", text(page)) if "://" not in target]
    paths = [path for path in re.findall(r"`([\w.-]+/[\w./-]*)`", text(page)) if path not in MADE]
    assert [path for path in links + paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", DOCS)
def test_what_a_page_says_of_the_program_is_there(page: str) -> None:
    paths = re.findall(r"(?:build_site|tests|bench)/(?:[\w/]|\.\w)+", text(page))
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_link_within_the_page_has_its_heading(page: str) -> None:
    headings = {
        re.sub(r"\W+", "-", line).strip("-").lower() for line in re.findall(r"^#+ (.*)", text(page), re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text(page))) <= headings


def test_help_names_every_command(targets: set[str]) -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {line.split()[1] for line in done.stdout.splitlines() if line.startswith("make ")} == targets


def test_the_citation_file_and_the_package_agree() -> None:
    citation = yaml.safe_load(text("CITATION.cff"))
    assert f'version = "{citation["version"]}"' in text("pyproject.toml")
    assert (citation["type"], citation["license"]) == ("dataset", ["CC-BY-4.0", "MIT"])
    archived = json.loads(text(".zenodo.json"))
    assert (archived["upload_type"], archived["license"]) == ("dataset", "cc-by-4.0")
    assert (archived["version"], archived["publication_date"]) == (citation["version"], citation["date-released"])


def test_a_release_holds_the_collection_with_its_version_and_address(tmp_path: Path) -> None:
    for name in ("CITATION.cff", ".zenodo.json", ".github/release.sh"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for name in (
        "collection/latest/collection.sqlite.gz",
        "collection/latest/datapackage.json",
        "collection/2026.11.27/datapackage.json",
        "collection/2026.11.28/datapackage.json",
        "codebook.csv",
        "versions.csv",
    ):
        path = tmp_path / "site/data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, "utf-8")
    done = subprocess.run(
        [".github/release.sh", "https://a.test/"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "2026.11.28"
    with tarfile.open(tmp_path / "dist/final-accounts-2026.11.28.tar.gz") as archive:
        names = {Path(name).name for name in archive.getnames()}
        assert {"datapackage.json", "collection.sqlite.gz", "codebook.csv", "versions.csv"} <= names
        assert {"CITATION.cff", ".zenodo.json"} <= names
        archive.extractall(tmp_path / "out", filter="data")
    folder = tmp_path / "out/final-accounts-2026.11.28"
    citation = yaml.safe_load((folder / "CITATION.cff").read_text("utf-8"))
    assert (citation["version"], citation["url"]) == ("2026.11.28", "https://a.test/")
    assert str(citation["date-released"]) == "2026-11-28"
    assert json.loads((folder / ".zenodo.json").read_text("utf-8"))["version"] == "2026.11.28"


def test_the_example_reads_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (example,) = re.findall(r"^import pandas as pd;.*$", text("README.md"), re.MULTILINE)
    names: dict[str, Any] = {}
    exec(example, names)  # noqa: S102  # our own page
    assert len(names["df"]) > 1
    assert set(names["df"]["functional_code"].dropna().str.len()) <= {3, 5, 7}
