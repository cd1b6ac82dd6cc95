"""A new report: whole or not at all, nothing guessed silently."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from build_site.__main__ import main
from build_site.desk.add.enter import Answers, enter
from build_site.model import InputError
from build_site.registers.reports import read_reports
from tests.houses import SOURCE as SEED
from tests.houses import copied, files, registered

NAME = "武汉市黄陂区数据资源服务中心"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A repository without any report."""
    return copied(registered(tmp_path), "codelists")


@pytest.fixture
def report(tmp_path: Path, root: Path) -> Path:
    path = tmp_path / "download (1).txt"
    shutil.copy(root / SEED, path)
    return path


def test_a_new_report_is_registered_read_and_checked(
    house: Path, report: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    english = "Data Resource Service Center of Huangpi District, Wuhan"
    slug = "420116-data-resource-center"
    assert main(["--root", str(house), "add", str(report), "--slug", slug, "--name-en", english]) == 0
    for name in ("reports.csv", "departments.csv"):
        assert (house / "data" / name).read_bytes() == (root / "data" / name).read_bytes()
    assert (house / SEED).read_bytes() == report.read_bytes()
    made = files(house / "data/packages" / slug / "2023")
    assert made.keys() == files(root / "data/packages" / slug / "2023").keys()
    said = capsys.readouterr().out
    assert "forms: 6 found, 3 empty, 0 missing" in said
    assert "differs: " in said
    assert "personal data withheld: " in said


def test_without_answers_everything_is_proposed_and_said(house: Path, report: Path) -> None:
    entered = enter(house, report, Answers(), [].append)
    assert entered.registration.slug == "420116-shu-ju-zi-yuan-fu-wu-zhong-xin"
    assert entered.registration.published == "2024-10-11"
    said = "\n".join(entered.proposals)
    assert re.search(r"division +420116 湖北省武汉市黄陂区 +\(proposed: .*武汉市黄陂区", said)
    assert re.search(r"slug .*\(proposed, pinyin", said)


def test_a_file_named_by_its_slug_gets_it(house: Path, report: Path) -> None:
    named = report.rename(report.with_name("420116-data-centre-2023.txt"))
    assert enter(house, named, Answers(), [].append).registration.slug == "420116-data-centre"


def test_a_number_that_is_no_place_is_not_taken_for_a_slug(house: Path, report: Path) -> None:
    named = report.rename(report.with_name("999999-report.txt"))
    assert enter(house, named, Answers(), [].append).registration.division_code == "420116"


def test_the_same_file_again_is_refused(house: Path, report: Path) -> None:
    enter(house, report, Answers(), [].append)
    before = files(house)
    with pytest.raises(InputError, match="the very file of"):
        enter(house, report, Answers(), [].append)
    assert files(house) == before


def test_a_re_issued_report_is_refused_with_the_way_to_replace_it(house: Path, report: Path) -> None:
    enter(house, report, Answers(), [].append)
    before = files(house / "data")
    report.write_text(report.read_text("utf-8") + "\n更正说明\n", "utf-8")
    with pytest.raises(InputError, match=r"re-issued.*in the old one's place"):
        enter(house, report, Answers(), [].append)
    assert files(house / "data") == before


@pytest.mark.parametrize("failure", [InputError("a", "b", "c", "d"), KeyboardInterrupt()])
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


@pytest.mark.parametrize(
    "answers",
    [
        Answers(slug="../../etc/420116-x"),
        Answers(slug="420116-x/../../y"),
        Answers(slug="420116-Ä"),
        Answers(slug="999999-nowhere"),
        Answers(division="1"),
        Answers(division="999999"),
        Answers(url="javascript:alert(1)"),
        Answers(published="yesterday"),
        Answers(year=2022),
        Answers(slug="310107-finance-bureau"),  # the name begins with another place
        Answers(division="310107"),
        Answers(slug="420116-data-centre", division="420100"),
        Answers(publish_file=True),  # a text has no file that its lines are not
    ],
)
def test_a_wrong_answer_is_refused_before_anything_is_written(house: Path, report: Path, answers: Answers) -> None:
    before = files(house)
    with pytest.raises(InputError):
        enter(house, report, answers, [].append)
    assert files(house) == before


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


def test_a_slug_of_another_department_is_refused_until_the_name_is_confirmed(house: Path, report: Path) -> None:
    with (house / "data/departments.csv").open("a", encoding="utf-8") as register:
        register.write("420116-finance-bureau,武汉市黄陂区财政局,,420116,,\n")
    before = files(house)
    with pytest.raises(InputError, match="武汉市黄陂区财政局"):
        enter(house, report, Answers(slug="420116-finance-bureau"), [].append)
    assert files(house) == before
    entered = enter(house, report, Answers(slug="420116-finance-bureau", name=NAME), [].append)
    assert entered.registration.department == NAME


def test_the_list_says_how_to_go_back(house: Path, report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(house), "add", str(report), "--slug", "420116-data-centre"]) == 0
    said = capsys.readouterr().out
    undo = said.rpartition("rm -r ")[2].split()
    assert len(undo) == 3
    assert all((house / each).is_dir() for each in undo)
    lines = [int(line) for line in re.findall(r"^    [A-Z]-\S+ \(line (\d+)\): ", said, re.MULTILINE)]
    assert lines == sorted(lines) != []


@pytest.mark.parametrize(
    ("options", "column", "told"), [([], "", "not published"), (["--publish-file"], "yes", "published as it is")]
)
def test_a_pdf_itself_is_published_only_where_that_is_asked_for(
    house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], column: str, told: str
) -> None:
    from tests.test_make import draw

    draw(tmp_path / "new.pdf")
    answers = ["--slug", "420116-office", "--name", "某某局"]
    assert main(["--root", str(house), "add", str(tmp_path / "new.pdf"), *answers, *options]) == 0
    ((row,), problems) = read_reports(house / "data/reports.csv")
    assert (row.publish_file, problems) == (column, ())
    assert re.search(rf"file +{told}", capsys.readouterr().out)
    assert (house / "build/pictures/420116-office/2023/report.pdf").exists() == bool(column)
