"""What two people corrected at the same time is merged by row; where they contradict each other, it is said."""

import subprocess
from pathlib import Path

import pytest

from build_site.__main__ import main
from build_site.registers.corrections import FIELDS, read_corrections
from tests.houses import ROOT

REPORT = "420116-data-resource-center-2023"
HEAD = ",".join(FIELDS) + "\n"


def row(cell: str, corrected: str, reason: str = "misprint") -> str:
    return f"{REPORT},revenue,{cell}/total,1.00,{corrected},{reason},7\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/corrections.csv").write_text(HEAD + row("2", "2.00"), "utf-8")
    return tmp_path


@pytest.mark.parametrize("head", ["", HEAD, "\ufeff" + HEAD])
def test_new_rows_are_added_and_known_ones_passed_over(root: Path, head: str) -> None:
    page = root / "page.csv"
    page.write_text(head + row("2", "2.00", "smudge") + row("3", "3.00"), "utf-8")
    for _ in range(2):
        assert main(["--root", str(root), "review", "--take", str(page)]) == 0
        assert (root / "data/corrections.csv").read_text("utf-8") == HEAD + row("2", "2.00") + row("3", "3.00")


def test_a_row_that_contradicts_another_is_told_and_the_others_are_taken(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = root / "page.csv"
    page.write_text(row("2", "9.00") + row("4", "x") + row("3", "3.00"), "utf-8")
    assert main(["--root", str(root), "review", "--take", str(page)]) == 1
    assert (root / "data/corrections.csv").read_text("utf-8") == HEAD + row("2", "2.00") + row("3", "3.00")
    said = capsys.readouterr()
    assert "1 new rows, 2 refused" in said.out
    assert "page.csv:1: " in said.err
    assert "what line 2 of data/corrections.csv says, “2.00”; found “9.00”" in said.err


def test_git_keeps_the_rows_of_both_branches_and_a_contradiction_is_told_by_line(root: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=root, check=True, capture_output=True
        )

    register = root / "data/corrections.csv"
    (root / ".gitattributes").write_bytes((ROOT / ".gitattributes").read_bytes())
    git("init", "-b", "main")
    git("add", ".")
    git("commit", "-m", "both have this")
    for branch, values in (("one", ("3.00", "4.00")), ("other", ("3.00", "5.00"))):
        git("checkout", "-b", branch, "main")
        register.write_text(HEAD + row("2", "2.00") + row("3", values[0], branch) + row("4", values[1]), "utf-8")
        git("commit", "-am", branch)
    git("merge", "one")
    read = read_corrections(register)
    assert {each.cell_id: each.corrected for _, each in read.items}.keys() == {f"revenue/{n}/total" for n in (2, 3, 4)}
    (refused,) = read.refused
    assert refused.report == REPORT
    assert "of revenue/4/total what line" in str(refused.error)
