"""Bad input: one clear error each, the other reports still built, nothing half-written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from build_site.__main__ import main

GOOD = "420116-data-resource-center"
BAD = "420116-other-office"
REPORTS = "slug,year,title,department,division_code,source_path,url,sha256,published,retrieved,publish_file\n"
DEPARTMENTS = "slug,name,name_en,division_code,parent,predecessor\n"


def row(slug: str, year: int = 2023, source: str = "") -> str:
    source = source or f"data/sources/{slug}/{year}/report.txt"
    return f"{slug},{year},{year}年度部门决算,某局,420116,{source},,,,,\n"


@pytest.fixture
def house(tmp_path: Path, root: Path) -> Path:
    """A small repository: the first report and a place for a bad one."""
    for slug in (GOOD, BAD):
        (tmp_path / "data/sources" / slug / "2023").mkdir(parents=True)
    shutil.copy(root / f"data/sources/{GOOD}/2023/report.txt", tmp_path / f"data/sources/{GOOD}/2023/report.txt")
    (tmp_path / "data/reports.csv").write_text(REPORTS + row(BAD) + row(GOOD), "utf-8")
    (tmp_path / "data/departments.csv").write_text(
        DEPARTMENTS + f"{BAD},某局,,420116,,\n{GOOD},某中心,,420116,,\n", "utf-8"
    )
    shutil.copy(root / "data/known-issues.csv", tmp_path / "data")
    return tmp_path


Extract = Callable[[Path], tuple[int, list[str]]]


@pytest.fixture
def extract(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Extract:
    """`build-site extract` in a folder: its exit status and its error lines. A traceback fails the test by itself."""
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)

    def run(house: Path) -> tuple[int, list[str]]:
        status = main(["--root", str(house), "extract"])
        return status, [line for line in capsys.readouterr().err.splitlines() if line.startswith("error: ")]

    return run


def first_report(root: Path) -> list[str]:
    return (root / f"data/sources/{GOOD}/2023/report.txt").read_text("utf-8").split("\n")


def line_of(lines: list[str], start: str) -> int:
    return next(number for number, line in enumerate(lines, start=1) if line.startswith(start))


def made(house: Path) -> list[str]:
    return sorted(
        path.relative_to(house / "data/packages").as_posix() for path in (house / "data/packages").glob("*/*")
    )


Refuse = Callable[..., None]


@pytest.fixture
def refuse(house: Path, extract: Extract) -> Refuse:
    """Shows that a content is refused with one error that says all of `expected`, and the other report is made."""

    def run(content: bytes, *expected: str) -> None:
        (house / f"data/sources/{BAD}/2023/report.txt").write_bytes(content)
        status, errors = extract(house)
        assert status == 1
        (error,) = errors
        assert error.startswith(f"error: data/sources/{BAD}/2023/report.txt")
        assert [text for text in expected if text not in error] == []
        assert made(house) == [f"{GOOD}/2023"]

    return run


def test_an_empty_file(house: Path, root: Path, extract: Extract, refuse: Refuse) -> None:
    refuse(b"", "an empty file")


def test_a_binary_file(house: Path, root: Path, extract: Extract, refuse: Refuse) -> None:
    refuse(b"\x89PNG\r\n\x1a\n\x00\x00", "a binary file")


def test_a_wrong_encoding(house: Path, root: Path, extract: Extract, refuse: Refuse) -> None:
    refuse("部门决算\n支出".encode() + b"\xff\xfe\xff", "report.txt:2:", "UTF-8 or GB18030")


def test_a_text_without_a_form(house: Path, root: Path, extract: Extract, refuse: Refuse) -> None:
    refuse("2023年度某局部门决算\n\n今年工作顺利。\n".encode(), "none of their titles")


def test_a_form_cut_off_in_the_middle(house: Path, root: Path, extract: Extract, refuse: Refuse) -> None:
    lines = first_report(root)
    last = line_of(lines, "2080505\t")
    refuse("\n".join(lines[:last]).encode(), f"report.txt:{last}:", "收入决算表", "2080505")


def test_a_form_cut_off_in_the_middle_of_a_row(house: Path, root: Path, extract: Extract, refuse: Refuse) -> None:
    lines = first_report(root)
    last = line_of(lines, "2080505\t")
    cut = "\n".join(lines[: last - 1]) + "\n2080505\t机关事业"
    refuse(cut.encode(), f"report.txt:{last}:", "收入决算表")


def test_a_number_that_is_none(house: Path, root: Path, extract: Extract, refuse: Refuse) -> None:
    lines = first_report(root)
    line = line_of(lines, "2210201\t")
    lines[line - 1] = lines[line - 1].replace("15.79", "1５.7l", 1)
    refuse("\n".join(lines).encode(), f"report.txt:{line}:", "5.7l")


def test_a_budget(house: Path, root: Path, extract: Extract, refuse: Refuse) -> None:
    text = "某局2023年部门预算\n\n收支预算总表\n\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n一、财政拨款\t1.00\t一、外交支出\t1.00\n"
    refuse(text.encode(), "a budget (预算)")


def test_another_year_than_registered(house: Path, root: Path, extract: Extract, refuse: Refuse) -> None:
    (house / "data/reports.csv").write_text(
        REPORTS + row(BAD, 2022, f"data/sources/{BAD}/2023/report.txt") + row(GOOD), "utf-8"
    )
    refuse("\n".join(first_report(root)).encode(), "the final accounts of 2022", "those of 2023")


def test_a_report_registered_twice(house: Path, root: Path, extract: Extract, refuse: Refuse) -> None:
    (house / "data/reports.csv").write_text(REPORTS + row(GOOD) + row(GOOD), "utf-8")
    status, errors = extract(house)
    assert status == 1
    (error,) = errors
    assert error.startswith("error: data/reports.csv:3: expected each report once")
    assert made(house) == [f"{GOOD}/2023"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Bad Slug,2023,t,某局,420116,data/x.txt,,,,,\n", "Bad Slug"),
        (f"{BAD},23,t,某局,420116,data/x.txt,,,,,\n", "23"),
        (f"{BAD},2023,t,某局,420116,../../etc/passwd,,,,,\n", "../../etc/passwd"),
        (f"{BAD},2023,t,某局,420116,/etc/passwd,,,,,\n", "/etc/passwd"),
        (
            f"{BAD},2023,t,某局,420116,data/x.txt,,,,,perhaps\n",
            "yes, no or nothing (which is no) as publish_file; found “perhaps”",
        ),
    ],
)
def test_a_bad_row_of_the_register(
    house: Path, root: Path, extract: Extract, refuse: Refuse, line: str, found: str
) -> None:
    (house / "data/reports.csv").write_text(REPORTS + line + row(GOOD), "utf-8")
    status, errors = extract(house)
    assert status == 1
    (error,) = errors
    assert error.startswith("error: data/reports.csv:2: ")
    assert found in error
    assert made(house) == [f"{GOOD}/2023"]


def test_a_source_that_is_not_there(house: Path, root: Path, extract: Extract, refuse: Refuse) -> None:
    status, errors = extract(house)
    assert status == 1
    assert "no file" in errors[0]
    assert made(house) == [f"{GOOD}/2023"]


def test_a_failing_report_keeps_the_package_it_had(house: Path, root: Path, extract: Extract, refuse: Refuse) -> None:
    source = house / f"data/sources/{BAD}/2023/report.txt"
    source.write_text("\n".join(first_report(root)), "utf-8")
    assert extract(house)[0] == 0
    package = house / "data/packages" / BAD / "2023"
    before = {path.name: path.read_bytes() for path in package.iterdir()}
    source.write_bytes(b"\x00")
    assert extract(house)[0] == 1
    assert {path.name: path.read_bytes() for path in package.iterdir()} == before


def test_wrong_usage_is_status_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["nonsense"])
    assert left.value.code == 2
    assert "usage: build-site" in capsys.readouterr().err
