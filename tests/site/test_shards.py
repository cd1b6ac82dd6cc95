"""MkDocs in parts gives what MkDocs as a whole gives, and does only what is needed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from build_site.site import build as site
from build_site.site import shards
from build_site.site.policy import protect

CONFIG = """site_name: x
site_url: https://example.org/
theme: mkdocs
plugins: []
nav: [{首页: index.md}, {部门: departments/index.md}]
not_in_nav: |
  /departments/*/**
  /method.md
validation: {links: {anchors: warn}}
"""


_LONG = "<b>数</b>" * 40
HTML = f"""<div><div>{_LONG}</div>&amp; {_LONG}</div>
<div>{_LONG}</div><div>{_LONG}</div>
文字 <div>{_LONG}</div>
<p>{_LONG}<br><input>{_LONG}</p> 后面

<section>
<p>{_LONG}</p>

    <p>{_LONG}</p>
</section>
<figure><div>{_LONG}</figure>

<p>{_LONG}</p>
{{: .note}}

```html
<div>{_LONG}</div>
```

<ul><li>*不是强调*{_LONG}</ul>
## 又一节
<p>{_LONG}</p>
<p id="there">{_LONG}</p>

[那里](#there)
"""
"""Long lines that are one element, several, or less than one; in a text, a section and a fence; one that is linked."""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    pages = {
        "index.md": "# 首页\n\n[法](method.md)\n",
        "method.md": f"# 方法\n{HTML}",
        "departments/index.md": "# 部门\n",
    }
    for number in range(45):
        pages[f"departments/d{number:02}/index.md"] = f"# 部门 {number}\n\n<a href='2023/'>2023</a>\n"
        pages[f"departments/d{number:02}/2023/index.md"] = (
            f"# 报告 {number}\n\n## 一\n{HTML.replace('[那里](#there)', '') if number < 3 else ''}"
        )
    for name, words in pages.items():
        path = tmp_path / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, "utf-8")
    (tmp_path / "docs" / "data.csv").write_text("a\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text(CONFIG, "utf-8")
    return tmp_path


def html(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.html")}


def test_parts_give_the_same_pages_as_the_whole(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")  # this theme prints the time of the build
    assert site.build(house, house / "site", crew=2)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(house / "whole")]
    subprocess.run(command, cwd=house, check=True, env={"NO_MKDOCS_2_WARNING": "1", **os.environ})
    protect(house / "whole")
    whole, parts = html(house / "whole"), html(house / "site")
    assert len(parts) == 94  # 93 pages and the one for addresses that are not there
    assert parts == whole
    assert (house / "site/data.csv").read_text("utf-8") == "a\n"


def test_one_new_report_is_one_page(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site.build(house, house / "site", crew=2)
    before = html(house / "site")
    new = house / "docs/departments/d07/2024/index.md"
    new.parent.mkdir()
    new.write_text("# 新报告\n", "utf-8")
    shutil.rmtree(house / "docs/departments/d09")
    built: list[list[str]] = []
    real = shards.build
    monkeypatch.setattr(
        shards,
        "build",
        lambda root, made, *rest: (built.extend(list(map(str, each.pages)) for each in made), real(root, made, *rest)),
    )
    assert site.build(house, house / "site", crew=2)
    assert built == [["departments/d07/2024/index.md"]]
    after = html(house / "site")
    assert set(after) - set(before) == {"departments/d07/2024/index.html"}
    assert set(before) - set(after) == {"departments/d09/index.html", "departments/d09/2023/index.html"}
    assert all(after[name] == page for name, page in before.items() if name in after)
    assert "departments/d07/2024/" in (house / "site/sitemap.xml").read_text("utf-8")
    assert not (house / "site/departments/d09").exists()


def test_an_interrupted_build_starts_anew(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site.build(house, house / "site")
    (house / "docs/method.md").write_text("# 新方法\n", "utf-8")
    monkeypatch.setattr(site.sitemap, "write", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        site.build(house, house / "site")
    monkeypatch.undo()
    assert site.build(house, house / "site")
    assert "新方法" in (house / "site/method/index.html").read_text("utf-8")
    assert not site.build(house, house / "site")


@pytest.mark.parametrize(
    ("page", "core", "output"),
    [
        ("index.md", True, "index.html"),
        ("method.md", True, "method/index.html"),
        ("departments/index.md", True, "departments/index.html"),
        ("departments/d/index.md", False, "departments/d/index.html"),
        ("departments/d/2023/audit/index.md", False, "departments/d/2023/audit/index.html"),
        ("en/index.md", True, "en/index.html"),
        ("en/departments/d/2023/index.md", False, "en/departments/d/2023/index.html"),
        ("codes/index.md", True, "codes/index.html"),
        ("codes/201/index.md", False, "codes/201/index.html"),
        ("en/topics/three-public/2023/index.md", False, "en/topics/three-public/2023/index.html"),
    ],
)
def test_which_pages_are_built_together_and_where_they_go(page: str, *, core: bool, output: str) -> None:
    assert shards.is_core(PurePosixPath(page)) is core
    assert str(shards.output(PurePosixPath(page))) == output
