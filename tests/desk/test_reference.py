"""The reference pages say what the code and the data say."""

import re
from pathlib import Path

import pytest

from build_site.__main__ import main
from build_site.desk import reference

PAGES = ("docs/cli.md", "docs/forms.md", "docs/identities.md")


def words(text: str) -> str:
    """Without the layout, in which argparse of different Pythons differ."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_page_is_what_is_made_now(root: Path, name: str) -> None:
    made = reference.pages()
    assert set(made) == set(PAGES)
    assert words((root / name).read_text("utf-8")) == words(made[name]), "run: python -m build_site.desk.reference"


@pytest.mark.parametrize("command", ["", "add", "all", "extract", "check", "pages", "serve"])
def test_help_is_covered(root: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([*command.split(), "--help"])
    assert end.value.code == 0
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    assert options <= set(re.findall(r"--[a-z-]+", (root / "docs/cli.md").read_text("utf-8")))
    assert "--help" in options


def test_every_decision_is_dated_and_listed(root: Path) -> None:
    folder = root / "docs/decisions"
    notes = sorted(path.name for path in folder.glob("2*.md"))
    listed = re.findall(r"\]\((2[^)]+)\)", (folder / "index.md").read_text("utf-8"))
    assert sorted(listed) == notes
    for name in notes:
        assert re.match(r"\d{4}-\d\d-\d\d-", name)
        assert name[:10] in (folder / name).read_text("utf-8")


def test_architecture_names_what_is_there(root: Path) -> None:
    text = (root / "docs/architecture.md").read_text("utf-8")
    named = set(re.findall(r"`([\w.-]+/[\w/.-]*)`", text)) - {"site/"}
    assert len(named) > 15
    assert [each for each in named if not (root / each).exists() and not (root / "build_site" / each).exists()] == []
