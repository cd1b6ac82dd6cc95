import subprocess
from pathlib import Path

import pytest

from build_site.desk.summary import main, summary

HEAD = "finding_id,rule_id,outcome\n"


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def write(folder: Path, report: str, rows: str) -> None:
    path = folder / "data" / "packages" / report / "findings.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + rows, "utf-8")


@pytest.fixture
def base(tmp_path: Path) -> str:
    git(tmp_path, "init", "-q")
    write(tmp_path, "420116-one/2023", "A:total,A,exact\nB:total,B,differs\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    return git(tmp_path, "rev-parse", "HEAD")


def test_nothing_changed(tmp_path: Path, base: str) -> None:
    text = summary(tmp_path, base)
    assert "| 420116-one/2023 | 1 | 0 | 1 | 0 | 0 | 0 | 2 |" in text
    assert "No data changed" in text


def test_a_changed_outcome_and_a_new_report_are_named(tmp_path: Path, base: str) -> None:
    write(tmp_path, "420116-one/2023", "A:total,A,exact\nB:total,B,explained\n")
    write(tmp_path, "420116-two/2024", "A:total,A,not-checkable\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "two")
    text = summary(tmp_path, base)
    assert "| 420116-one/2023 | 1 | 0 | 0 (-1) | 1 (+1) | 0 | 0 | 2 |" in text
    assert "- 420116-one/2023 `B:total`: `differs` → `explained`" in text
    assert "- 420116-two/2024: 新报告 new" in text
    assert "data/packages" in text
    assert "2 files changed" in text


def test_without_a_base_only_the_counts(tmp_path: Path, base: str) -> None:
    text = summary(tmp_path)
    assert "| 420116-one/2023 | 1 | 0 | 1 |" in text
    assert "Changed data" not in text


def test_what_a_stranger_wrote_is_neither_a_command_nor_markdown(tmp_path: Path, base: str) -> None:
    write(tmp_path, "420116-one/2023", 'A:total,A,exact\n"`B\n# x","B","\n::error::x\n# `x"\n')
    write(tmp_path, "x|<img>\n# x/2023", "A:total,A,exact\n")
    write(tmp_path, "420116-two/2023", '"\n::error::x')
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "two")
    lines = summary(tmp_path, base).splitlines()
    assert not [line for line in lines if line.lstrip().startswith(("::", "# "))]
    assert "- 420116-one/2023 `´B # x`: `—` → ` : :error::x # ´x`" in lines
    assert [line for line in lines if line.startswith("| ")][2:] == [
        "| 420116-one/2023 | 1 | 0 | 0 (-1) | 0 | 0 | 0 | 2 |",
        "| 420116-two/2023 | 0 | 0 | 0 | 0 | 0 | 0 | 1 (+1) |",
    ]


def test_an_unknown_base_is_an_error(
    tmp_path: Path, base: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["nowhere"]) == 1
    assert "nowhere" in capsys.readouterr().err
