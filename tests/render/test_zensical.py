"""The way out of the engine: Zensical builds the same tree, same pages and same data."""

import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

from tests.render.conftest import SLUG, YEAR
from tests.render.links import broken

REPORT = f"departments/{SLUG}/{YEAR}"


class _Text(HTMLParser):
    """The words of a page's content, without the theme's."""

    def __init__(self) -> None:
        super().__init__()
        self.depth, self.words = 0, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  (the base class's signature)
        self.depth += tag == "article"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "article" and self.depth > 0

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.words.append(data)


def _numbers(path: Path) -> list[str]:
    page = _Text()
    page.feed(path.read_text("utf-8"))
    words = " ".join(page.words).split()
    return [word for word in words if any(sign.isdigit() for sign in word)]


def test_zensical_builds_the_same_pages_and_data(root: Path, repository: Path, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    shutil.copytree(repository / "docs", tree / "docs")
    shutil.copyfile(root / "mkdocs.yml", tree / "mkdocs.yml")
    shutil.copytree(root / "overrides", tree / "overrides")
    command = [sys.executable, "-m", "zensical", "build", "--clean"]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    theirs = tree / "site"
    ours = tmp_path / "ours"
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(ours)], cwd=tree, check=True)
    pages = {path.relative_to(ours) for path in ours.rglob("index.html")}
    assert pages == {path.relative_to(theirs) for path in theirs.rglob("index.html")}
    assert broken(theirs) == broken(ours) == []
    for path in sorted((ours / "data").rglob("*")):
        if path.is_file():
            assert (theirs / path.relative_to(ours)).read_bytes() == path.read_bytes()
    for page in (f"{REPORT}/index.html", f"{REPORT}/forms/index.html", f"{REPORT}/text/index.html"):
        assert _numbers(ours / page) == _numbers(theirs / page) != []
        assert 'assets/site.js"' in (theirs / page).read_text("utf-8")
