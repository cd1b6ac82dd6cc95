"""Whatever is wrong with a source or a register is one error that names file, line, what was expected, what was found and what
to do, and stops no other report."""

import os
import subprocess
import sys
from pathlib import Path
from sqlite3 import OperationalError

import pytest

from build_site.__main__ import main
from build_site.pipeline import Options, extract
from build_site.registers.reports import read_reports
from build_site.run.machine import refusal, told
from tests.houses import FIRST as GOOD
from tests.houses import ROOT, SOURCE, copied, files, registered, write_rows

BAD = "420116-other-office"
FILE = f"data/sources/{BAD}/2023/report.txt"
REPORT = (ROOT / SOURCE).read_text("utf-8")
BUDGET = "某局2023年部门预算\n\n收支预算总表\n\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n一、财政拨款\t1.00\t一、外交支出\t1.00\n"


def line_of(start: str) -> int:
    """The first line of the first report that begins so, from 1."""
    return next(number for number, line in enumerate(REPORT.split("\n"), start=1) if line.startswith(start))


ROW = line_of("2080505\t")
LONG = REPORT.replace("15.79", "1" * 20, 1)
CUT = REPORT.split("\n")[:ROW]


def house(folder: Path, content: bytes | None, **changes: str) -> Path:
    """The first report and, before it, another one with this content and register row."""
    bad = {"slug": BAD, "source_path": FILE, "sha256": "", **changes}
    root = copied(registered(folder, bad, {"slug": GOOD}), f"sources/{GOOD}")
    if content is not None:
        (root / FILE).parent.mkdir(parents=True)
        (root / FILE).write_bytes(content)
    return root


def refused(root: Path) -> str:
    """What is said of the bad report when it alone is read."""
    (error,) = extract(root, [].append, Options(only=frozenset((f"{BAD}-2023", f"{BAD}-2022"))))
    assert not (root / "data/packages" / BAD).exists()
    return str(error)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", ["an empty file"]),
        (b"\x89PNG\r\n\x1a\n\x00\x00", ["a binary file"]),
        ("部门决算\n支出".encode() + b"\xff\xfe\xff", ["report.txt:2:", "UTF-8 or GB18030"]),
        ("2023年度某局部门决算\n\n今年工作顺利。\n".encode(), ["none of their titles"]),
        (BUDGET.encode(), ["a budget: "]),
        ("\n".join(CUT).encode(), [f"report.txt:{ROW}:", "收入决算表", "2080505"]),
        ("\n".join([*CUT[:-1], "2080505\t机关事业"]).encode(), [f"report.txt:{ROW}:", "收入决算表"]),
        (LONG.encode(), ["report.txt:", "at most 15 digits", "one of 20"]),
    ],
    ids="empty binary encoding no-form budget cut-form cut-row long-number".split(),
)
def test_a_source_that_is_no_report(tmp_path: Path, content: bytes, said: list[str]) -> None:
    error = refused(house(tmp_path, content))
    assert error.startswith(FILE)
    assert [words for words in said if words not in error] == []


def test_another_year_than_registered(tmp_path: Path) -> None:
    error = refused(house(tmp_path, REPORT.encode(), year="2022"))
    assert "the final accounts of 2022" in error
    assert "those of 2023" in error


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"slug": "Bad Slug"}, "Bad Slug"),
        ({"year": "23"}, "23"),
        ({"source_path": "../../etc/passwd"}, "../../etc/passwd"),
        ({"source_path": "/etc/passwd"}, "/etc/passwd"),
        ({"source_path": "data/sources/../reports.csv"}, "data/sources/../reports.csv"),
        ({"source_path": "data/sources"}, "“data/sources”"),
        ({"source_path": "data/reports.csv"}, "a path below data/sources"),
        ({"slug": "４２０１１６-wide-digits"}, "４２０１１６-wide-digits"),
        ({"year": "２０２３"}, "２０２３"),
        ({"year": "2099"}, "a year that is over as year; found 2099"),
        ({"published": "2023-02-30"}, "as published; found “2023-02-30”"),
        ({"published": "2024-1-1"}, "as published; found “2024-1-1”"),
        ({"retrieved": "2097-01-01"}, "not to come (2024-10-11), or nothing as retrieved; found “2097-01-01”"),
        ({"url": "javascript:alert(1)"}, "http:// or https://, or nothing, as url; found “javascript:alert(1)”"),
        ({"url": "https://name:word@example.org/"}, "as url"),
        ({"url": "https://example.org/a b"}, "as url"),
        ({"division_code": "110101"}, "as division_code; found 110101"),
        ({"sha256": "12"}, "as sha256; found “12”"),
        ({"title": "x" * 5000}, "at most 4,000 characters as title; found 5,000"),
        ({"title": "two\tcolumns"}, "one line of text as title; found U+0009"),
        ({"department": "改\u202e名"}, "one line of text as department; found U+202E"),
        ({"publish_file": "perhaps"}, "yes, no or nothing (which is no) as publish_file; found “perhaps”"),
        ({"slug": GOOD}, f"each report once; found {GOOD} 2023 again"),
    ],
)
def test_a_bad_row_of_the_register(tmp_path: Path, changes: dict[str, str], found: str) -> None:
    registered(tmp_path, {"slug": GOOD}, {"slug": BAD, **changes})
    read = read_reports(tmp_path / "data/reports.csv")
    assert [each.slug for each in read.items] == [GOOD]
    (refused,) = read.refused
    assert str(refused.error).startswith("data/reports.csv:3: ")
    assert found in str(refused.error)


def test_the_others_are_made_and_a_failing_report_keeps_the_package_it_had(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    root = house(tmp_path, None)
    assert main(["--root", str(root), "extract"]) == 1
    (error,) = [line for line in capsys.readouterr().err.splitlines() if line.startswith("错误 error: ")]
    assert "no file" in error
    assert [path.name for path in (root / "data/packages").iterdir()] == [GOOD]
    (root / FILE).parent.mkdir(parents=True)
    (root / FILE).write_text(REPORT, "utf-8")
    assert main(["--root", str(root), "extract"]) == 0
    before = files(root / "data/packages")
    (root / FILE).write_bytes(b"\x00")
    assert main(["--root", str(root), "extract"]) == 1
    assert files(root / "data/packages") == before


def test_wrong_usage_is_status_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["nonsense"])
    assert left.value.code == 2
    assert "usage: build-site" in capsys.readouterr().err


def test_another_reports_bad_correction_stops_that_report_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = house(tmp_path, REPORT.encode())
    columns = ("report", "form", "cell", "printed", "corrected", "reason", "page")
    row = {"report": f"{BAD}-2023", "form": "revenue", "cell": "2/total", "corrected": "two", "reason": "misprint"}
    write_rows(root / "data/corrections.csv", columns, [row])
    assert main(["--root", str(root), "extract"]) == 1
    assert "data/corrections.csv:2: 应为：corrected" in capsys.readouterr().err
    assert [path.name for path in (root / "data/packages").iterdir()] == [GOOD]


HELD = """
import ctypes, os, resource, sys
what, amount = sys.argv[1], int(sys.argv[2])
if what == "rights":  # the system's own user, who may everything, may not pass over those of a file
    for right in (1, 2):
        ctypes.CDLL(None).prctl(24, right)
elif what:
    resource.setrlimit(getattr(resource, what), (amount, amount))
os.execv(sys.executable, [sys.executable, "-m", "build_site", *sys.argv[3:]])
"""
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
NOWHERE = {"HOME": "/nonexistent", "TMPDIR": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent"}


@pytest.mark.skipif(sys.platform != "linux", reason="the rights of Linux")
@pytest.mark.parametrize(
    ("held", "amount", "closed", "environment", "said"),
    [
        ("RLIMIT_FSIZE", 20_000, "", {}, ["文件超过允许的大小", "File too large", "请腾出空间再运行"]),
        ("RLIMIT_AS", 60 * 2**20, "", {}, ["每个进程至少 200 MB 内存", "限为 60 MB"]),
        ("RLIMIT_NOFILE", 12, "", {}, ["打开的文件太多"]),
        ("rights", 0, "data", {}, ["data/packages", "没有权限", "Permission denied", "请让这个用户能读写那里"]),
        ("rights", 0, ".", {}, ["build", "没有权限"]),
        ("rights", 0, SOURCE, {}, [SOURCE, "没有权限"]),
        ("", 0, "", {**ASCII, **NOWHERE}, []),
    ],
    ids="full-disk memory open-files read-only-data read-only-house unreadable-source ascii-locale-and-no-home".split(),
)  # fmt: skip
def test_what_the_machine_refuses_is_said_and_leaves_nothing_half_written(
    tmp_path: Path, held: str, amount: int, closed: str, environment: dict[str, str], said: list[str]
) -> None:
    root = copied(registered(tmp_path, {"slug": GOOD}), f"sources/{GOOD}")
    if closed:
        (root / closed).chmod(0o555 if (root / closed).is_dir() else 0)
    command = [sys.executable, "-c", HELD, held, str(amount), "--root", str(root), "extract", "--workers", "1"]
    bare = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}  # Python itself leaves half a .pyc on a full disk
    own = {**os.environ, **bare, **environment}
    done = subprocess.run(command, capture_output=True, env=own, check=False)
    if closed:
        (root / closed).chmod(0o755)
    out, errors = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert done.returncode == bool(said), errors
    assert [words for words in said if words not in errors] == []
    assert "Traceback" not in errors
    assert said or "做成" in out + errors
    assert not [name for name in files(root / "data") if "~" in name]
    assert main(["--root", str(root), "extract"]) == 0
    assert [path.name for path in (root / "data/packages").iterdir()] == [GOOD]


def test_a_report_that_cannot_be_removed_whole_stays_whole(tmp_path: Path) -> None:
    root = copied(registered(tmp_path, {"slug": GOOD}), f"sources/{GOOD}")
    assert main(["--root", str(root), "extract"]) == 0
    before = files(root / "data")
    (root / "data").chmod(0o555)
    command = [sys.executable, "-c", HELD, "rights", "0", "--root", str(root), "remove", f"{GOOD}/2023"]
    done = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    (root / "data").chmod(0o755)
    assert done.returncode == 1
    assert "没有权限" in done.stderr.decode("utf-8")
    assert files(root / "data") == before


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
@pytest.mark.parametrize("name", ["report.txt", "data/reports.csv", "data/corrections.csv", SOURCE])
def test_a_pipe_is_no_file_and_nobody_waits_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    root = copied(registered(tmp_path, {"slug": GOOD}), f"sources/{GOOD}")
    (root / name).unlink(missing_ok=True)
    os.mkfifo(root / name)
    asked = ["check", str(root / name)] if name == "report.txt" else ["extract"]
    assert main(["--root", str(root), *asked]) == 1
    assert name.rpartition("/")[2] in capsys.readouterr().err
    assert not (root / "data/packages").exists() or name != SOURCE


def test_a_module_that_a_full_disk_cut_short_is_told() -> None:
    assert "__pycache__" in str(refusal(EOFError("marshal data too short")))
    assert refusal(EOFError("Ran out of input")) is None


def test_a_database_on_a_full_disk_is_one_too() -> None:
    refused = refusal(OperationalError("database or disk is full"))
    assert "磁盘满了" in str(refused)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("OSError: [Errno 28] No space left on device: 'a'", "磁盘满了"),
        ("MemoryError", "不够"),
        ("WARNING - a link", ""),
    ],
)
def test_what_another_program_was_refused_is_told_as_what_it_is(words: str, found: str) -> None:
    refused = told(words)
    assert found in str(refused) if found else refused is None
