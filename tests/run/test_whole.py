"""Whole or not at all, and nothing of a live run is cleared away."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from build_site.run import whole

LIVE = "import sys, pathlib; from build_site.run import whole; p = whole.fresh(pathlib.Path(sys.argv[1])); p.mkdir(); print(p, flush=True); input()"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def put(target: Path, words: str) -> None:
    made = whole.fresh(target)
    made.mkdir(parents=True)
    (made / "words").write_text(words, "utf-8")
    whole.put_in_place(made, target)


def test_a_file_is_written_whole_and_left_alone_when_it_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file.csv"
    whole.write(path, "a\n")
    first = path.stat().st_mtime_ns
    whole.write(path, b"a\n")
    assert path.stat().st_mtime_ns == first
    whole.write(path, "决算\n")
    assert path.read_bytes() == "决算\n".encode()
    assert names(path.parent) == ["file.csv"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    whole.write(path, "old")

    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="disk full"):
        whole.write(path, "new")
    assert path.read_text("utf-8") == "old"
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize("kept", [0, 1, 32, 40, -1, None])
def test_what_is_kept_to_spare_work_is_nothing_once_it_is_damaged_or_anothers(tmp_path: Path, kept: int | None) -> None:
    path, other = tmp_path / "a", tmp_path / "b"
    whole.seal(path, b"compiled " * 9)
    assert whole.sealed(path) == b"compiled " * 9
    found = path.read_bytes()
    path.write_bytes(found[:kept] if kept is not None else found[:50] + b"X" + found[51:])
    other.write_bytes(found)
    assert [whole.sealed(each) for each in (path, other, tmp_path, tmp_path / "none")] == [b""] * 4
    whole.seal(tmp_path, b"not writable")  # a folder stands there: nothing is kept, and nobody stopped


def test_a_folder_takes_the_place_of_another_whole(tmp_path: Path) -> None:
    for words in ("one", "two"):
        put(tmp_path / "2023", words)
        assert (tmp_path / "2023/words").read_text("utf-8") == words
        assert names(tmp_path) == ["2023"]


def test_a_folder_is_put_aside_before_it_is_deleted_for_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that takes it in the meantime, by its name, has all of it or none."""
    for name in ("kept", "next"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "words").write_text(name, "utf-8")
    delete, seen = shutil.rmtree, list[Path]()

    def seen_deleting(path: Path, *, ignore_errors: bool = False) -> None:
        seen.append(path)
        delete(path, ignore_errors=ignore_errors)

    monkeypatch.setattr(shutil, "rmtree", seen_deleting)
    whole.move(tmp_path / "next", tmp_path / "kept")
    assert tmp_path / "kept" not in seen
    assert names(tmp_path) == ["kept"]
    assert (tmp_path / "kept" / "words").read_text("utf-8") == "next"


def test_nothing_stays_of_what_was_not_finished(tmp_path: Path) -> None:
    made = whole.fresh(tmp_path / "office" / "2023")
    made.mkdir(parents=True)
    whole.discard(made)
    assert names(tmp_path) == []


@pytest.mark.parametrize("run", ["", "~elsewhere~1~2", "~{machine}~999999999~1"], ids=["of old", "long ago", "dead"])
def test_what_dead_runs_left_is_cleared_away(tmp_path: Path, run: str) -> None:
    import os

    _, machine, *_ = whole.fresh(tmp_path).name.split("~")
    run = run.format(machine=machine)
    aside, unfinished = tmp_path / f".2023{run}.old", tmp_path / f".2024{run}.new"
    for folder in (aside, unfinished):
        folder.mkdir()
        os.utime(folder, (0, 0))
    whole.recover(tmp_path)
    assert names(tmp_path) == ["2023"]  # moved aside by a run that was killed before the new one stood there


def test_the_unfinished_folder_of_a_live_run_is_left_alone(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LIVE, str(tmp_path / "2023")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin
        assert other.stdout
        theirs = Path(other.stdout.readline().strip())
        whole.recover(tmp_path)
        put(tmp_path / "2023", "ours")
        assert theirs.is_dir()
        other.communicate("\n")
    whole.recover(tmp_path)
    assert names(tmp_path) == ["2023"]


def test_a_process_of_the_same_number_that_began_later_is_another_run(tmp_path: Path) -> None:
    made = whole.fresh(tmp_path / "2023")
    machine, number, _ = made.name.removesuffix(".new").split("~")[1:]
    left = tmp_path / f".2023~{machine}~{number}~1.new"
    left.mkdir()
    made.mkdir()
    whole.recover(tmp_path)
    assert names(tmp_path) == [made.name]


def test_a_csv_is_written_as_all_are() -> None:
    rows = [{"a": "1", "b": 'say "x"'}, {"b": "甲,乙"}]
    assert whole.csv_bytes(("a", "b"), rows) == 'a,b\n1,"say ""x"""\n,"甲,乙"\n'.encode()
    assert whole.csv_bytes(("a", "b"), [("1", "2")], header=False) == b"1,2\n"
