import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from build_site.model import InputError, Said
from build_site.run import workers
from build_site.run.workers import Crew, Done, Limits, Progress, run, run_one
from tests.houses import ROOT


@dataclass(frozen=True)
class Job:
    name: str
    number: float = 0


NUMBERS = [Job(str(number), number) for number in range(7)]
TWO = Crew(processes=2)


def double(job: Job, progress: Progress) -> float:
    progress(1, 2)
    progress(2, 2)
    return job.number * 2


def misbehave(job: Job, progress: Progress) -> str:
    how = job.name
    if how == "refuse":
        raise InputError("a.pdf", Said("报告", "a report"), "a poem", Said("请再看。", "Look again."))
    if how == "fail":
        raise KeyError("oops")
    if how == "crash":
        os._exit(11)
    if how == "sleep":
        time.sleep(60)
    if how == "eat":
        return str(len(bytearray(4 * 2**30)))
    return how


def outcomes(jobs: list[str], limits: Limits) -> dict[str, Done]:
    return {done.name: done for done in run(misbehave, map(Job, jobs), Crew(2, limits))}


@pytest.mark.parametrize("renew", [True, False], ids=["a process for each", "processes that are kept"])
def test_every_job_is_done_once_and_tells_its_progress(renew: bool) -> None:
    told: list[tuple[str, int, int]] = []
    crew = Crew(2, renew=renew, progress=lambda *word: told.append(word))
    done = run(double, NUMBERS, crew)
    assert sorted((each.name, each.result) for each in done) == [(str(n), 2 * n) for n in range(7)]
    assert sorted(told) == sorted((str(n), step, 2) for n in range(7) for step in (1, 2))


def test_one_report_that_misbehaves_never_stops_the_others() -> None:
    jobs = ["good", "refuse", "fail", "crash", "fine", "well"]
    done = outcomes(jobs, Limits())
    assert {name for name, each in done.items() if each.error is None} == {"good", "fine", "well"}
    assert "a poem" in str(done["refuse"].error)
    assert "an error of ours: KeyError: 'oops' (test_workers.py:" in str(done["fail"].error)
    assert "its reader ended (status 11)" in str(done["crash"].error)


def test_a_report_that_takes_too_long_is_stopped() -> None:
    done = outcomes(["sleep", "good"], Limits(seconds=3))
    assert "no result after 3 seconds" in str(done["sleep"].error)
    assert done["good"].result == "good"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Crew:
    """One process; a clock that goes on three seconds with each word of progress, and never else."""
    clock = [0.0]
    monkeypatch.setattr(workers, "monotonic", lambda: clock[0])
    return Crew(1, Limits(seconds=4), progress=lambda *_: clock.append(clock.pop() + 3))


def start_a_program(job: Job, progress: Progress) -> None:
    program = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
    Path(job.name).write_text(str(program.pid), "utf-8")
    progress(1, 2)
    program.wait()


def _runs(process: int) -> bool:
    """Whether a process is there and has not ended (one that nobody has asked for its end is still listed)."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
def test_a_reader_that_is_stopped_leaves_no_program_of_its_own_behind(tmp_path: Path, told: Crew) -> None:
    path = tmp_path / "process"
    late = replace(told, limits=Limits(seconds=2))
    assert [each.error for each in run(start_a_program, [Job(str(path))], late)] != [None]
    process = int(path.read_text("utf-8"))
    for _ in range(600):
        if not _runs(process):
            return
        time.sleep(0.1)
    os.kill(process, 9)
    pytest.fail("the program still runs")


def slow(job: Job, progress: Progress) -> str:
    """So many words of progress, and a moment after each."""
    for step in range(int(job.number)):
        progress(step, 100)
        time.sleep(0.05)
    return "read"


def test_a_report_that_goes_on_telling_its_progress_is_given_more_time_but_not_for_ever(
    monkeypatch: pytest.MonkeyPatch, told: Crew
) -> None:
    monkeypatch.setattr(workers, "_IN_ALL", 2.5)
    scan, endless = run(slow, [Job("scan", 3), Job("endless", 600)], told)
    assert scan.result == "read"  # after nine seconds
    assert re.search(r"no result after \d\d+ seconds", str(endless.error))  # ten are its end


def test_one_job_alone_gives_its_result_or_raises_its_error() -> None:
    assert run_one(double, Job("four", 4)) == 8
    with pytest.raises(InputError, match="a poem"):
        run_one(misbehave, Job("refuse"))


def test_a_report_that_needs_too_much_memory_is_refused() -> None:
    done = outcomes(["eat", "good"], Limits(memory=2**30))
    assert "more than 1024 MB of memory needed" in str(done["eat"].error)
    assert done["good"].result == "good"


def test_a_module_that_lacks_its_table_says_so_and_not_that_memory_is_short(tmp_path: Path) -> None:
    table = "from build_site.registers import table\ntable.read_table(table.DATA / 'words/none.csv', ['word'])"
    (tmp_path / "lacking.py").write_text(table, "utf-8")
    asked = "from build_site.run.workers import Crew, run_one\nrun_one(print, print, Crew(makers=['lacking']))"
    path = {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, env={**os.environ, **path}, check=False)
    assert "InputError: data/words/none.csv: " in done.stderr.decode().splitlines()[-1]


def test_no_job_is_no_work() -> None:
    assert outcomes([], Limits()) == {}


def test_a_job_is_asked_for_when_a_process_is_free() -> None:
    taken: list[Job] = []

    def jobs() -> Iterator[Job]:
        for job in NUMBERS:
            taken.append(job)
            yield job

    done = 0
    for _ in run(double, jobs(), TWO):
        assert len(taken) <= done + 2
        done += 1
    assert done == 7


def test_a_reader_that_ends_with_something_unread_is_said_to_have_ended() -> None:
    """The system then says that the connection was reset, not that it ended."""

    def reset() -> None:
        raise ConnectionResetError

    worker: Any = SimpleNamespace(
        job=Job("a"),
        pipe=SimpleNamespace(poll=lambda: True, recv=reset),
        process=SimpleNamespace(join=lambda: None, exitcode=7),
    )
    done = workers._receive(worker, None)
    assert done
    assert "its reader ended (status 7)" in str(done.error)
