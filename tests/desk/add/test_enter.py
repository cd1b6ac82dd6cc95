"""A new report: whole or not at all, nothing guessed silently."""

import re
import shutil
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from build_site.__main__ import main
from build_site.desk.add.enter import enter
from build_site.desk.add.rows import Answers
from build_site.model import InputError, Said
from build_site.registers.reports import read_reports
from tests.houses import FIRST, ROOT, copied, files, registered
from tests.houses import SOURCE as SEED

NAME = "武汉市黄陂区数据资源服务中心"
ENGLISH = "Data Resource Service Center of Huangpi District, Wuhan"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A repository without any report."""
    return copied(registered(tmp_path), "codelists")


@pytest.fixture
def report(tmp_path: Path, root: Path) -> Path:
    path = tmp_path / "download (1).txt"
    shutil.copy(root / SEED, path)
    return path


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A repository to which the first report was added, and what was said of it."""
    house = copied(registered(tmp_path_factory.mktemp("added")), "codelists")
    command = ["--root", str(house), "add", str(ROOT / SEED), "--slug", FIRST, "--name-en", ENGLISH]
    with redirect_stdout(StringIO()) as said:
        assert main(command) == 0
    return house, said.getvalue()


def test_a_new_report_is_registered_read_and_checked(added: tuple[Path, str]) -> None:
    house, said = added
    for name in ("data/reports.csv", "data/departments.csv", SEED):
        assert (house / name).read_bytes() == (ROOT / name).read_bytes()
    made = files(house / "data/packages" / FIRST / "2023")
    assert made.keys() == files(ROOT / "data/packages" / FIRST / "2023").keys()
    assert "forms: 6 张有数据 found，3 张本表无数据 empty，0 张" in said
    assert "defects: " in said
    assert "personal data withheld: " in said


def test_the_list_says_how_to_go_back(added: tuple[Path, str]) -> None:
    house, said = added
    undo = said.rpartition("rm -r ")[2].split()
    assert len(undo) == 3
    assert all((house / each).is_dir() for each in undo)
    lines = [int(line) for line in re.findall(r"^    [A-Z]-\S+ \(第 (\d+) 行\): ", said, re.MULTILINE)]
    assert lines == sorted(lines) != []


@pytest.mark.parametrize(
    ("more", "said"),
    [("", "the very file of"), ("\n更正说明\n", r"re-issued.*in the old one's place")],  # the second: issued again
)
def test_a_report_that_is_there_is_refused(added: tuple[Path, str], report: Path, more: str, said: str) -> None:
    house, _ = added
    before = files(house)
    report.write_text(report.read_text("utf-8") + more, "utf-8")
    with pytest.raises(InputError, match=said):
        enter(house, report, Answers(), [].append)
    assert files(house) == before


@pytest.mark.parametrize("failure", [InputError("a", Said("b", "b"), "c", Said("d", "d")), KeyboardInterrupt()])
def test_whatever_goes_wrong_nothing_is_left(
    house: Path, report: Path, failure: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr("build_site.desk.add.enter.extract", fail)
    before = files(house)
    with pytest.raises(type(failure)):
        enter(house, report, Answers(), [].append)
    assert files(house) == before
    assert not (house / "data/sources").exists() or not list((house / "data/sources").iterdir())


def test_the_inbox_is_emptied_of_what_was_added(house: Path, report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inbox = house / "data/inbox"
    inbox.mkdir()
    report.rename(inbox / "2023.txt")
    (inbox / "README.md").write_text("x", "utf-8")
    (inbox / "broken.txt").write_text("不是决算", "utf-8")
    assert main(["--root", str(house), "add", "--inbox"]) == 1
    assert sorted(path.name for path in inbox.iterdir()) == ["README.md", "broken.txt"]
    out, err = capsys.readouterr()
    assert NAME in out
    assert "broken.txt" in err


@pytest.mark.parametrize(
    ("options", "column", "told"), [([], "", "not published"), (["--publish-file"], "yes", "published as a clean copy")]
)
def test_a_pdf_itself_is_published_only_where_that_is_asked_for(
    house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], column: str, told: str
) -> None:
    from tests.extract.test_report import draw

    draw(tmp_path / "new.pdf")
    answers = ["--slug", "420116-office", "--name", "某某局"]
    assert main(["--root", str(house), "add", str(tmp_path / "new.pdf"), *answers, *options]) == 0
    read = read_reports(house / "data/reports.csv")
    (row,), problems = read.items, read.refused
    assert (row.publish_file, problems) == (column, ())
    assert re.search(rf"原件 file .*{told}", capsys.readouterr().out)
    assert (house / "build/pictures/420116-office/2023/report.pdf").exists() == bool(column)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda text: re.sub(r"(?<=\t)\d[\d,]*\.\d\d(?=[\t\n])", "", text), "not one amount in its forms"),
        (lambda text: text.replace(NAME, "XX市XX局"), "a template's: “XX市XX局”"),
    ],
    ids=["no amounts", "no name"],
)
def test_a_template_that_nobody_has_filled_in_is_refused(
    house: Path, report: Path, edit: Callable[[str], str], said: str
) -> None:
    report.write_text(edit(report.read_text("utf-8")), "utf-8")
    before = files(house)
    with pytest.raises(InputError, match=said):
        enter(house, report, Answers(), [].append)
    assert files(house) == before
