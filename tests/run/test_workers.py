from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

from build_site.model import InputError
from build_site.run.workers import Done, Limits, run

Progress = Callable[[int, int], None]


def double(number: int, progress: Progress) -> int:
    progress(1, 2)
    progress(2, 2)
    return number * 2


def misbehave(how: str, progress: Progress) -> str:
    if how == "refuse":
        raise InputError("a.pdf", "a report", "a poem", "Look again.")
    if how == "fail":
        raise KeyError("oops")
    if how == "crash":
        os._exit(11)
    if how == "sleep":
        time.sleep(60)
    if how == "eat":
        return str(len(bytearray(4 * 2**30)))
    return how


def outcomes(jobs: list[str], limits: Limits, workers: int = 2) -> dict[str, Done]:
    return {done.name: done for done in run(misbehave, ((job, (job,)) for job in jobs), workers=workers, limits=limits)}


def test_every_job_is_done_once_and_tells_its_progress() -> None:
    told: list[tuple[str, int, int]] = []
    jobs = [(str(number), (number,)) for number in range(7)]
    done = run(double, jobs, workers=2, limits=Limits(), progress=lambda *word: told.append(word))
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
    begun = time.monotonic()
    done = outcomes(["sleep", "good"], Limits(seconds=3))
    assert time.monotonic() - begun < 30  # far less than it would have slept
    assert "no result after 3 seconds" in str(done["sleep"].error)
    assert done["good"].result == "good"


def slow(seconds: float, progress: Progress) -> str:
    """So long in all, with a word of progress every half second."""
    for step in range(int(seconds * 2)):
        time.sleep(0.5)
        progress(step, 100)
    return "read"


def test_a_report_that_goes_on_telling_its_progress_is_given_more_time_but_not_for_ever() -> None:
    done = {
        each.name: each
        for each in run(slow, [("scan", (3,)), ("endless", (60,))], workers=2, limits=Limits(seconds=1.5))
    }
    assert done["scan"].result == "read"
    assert "no result after 9 seconds" in str(done["endless"].error)


def test_processes_that_are_kept_do_every_job_once() -> None:
    jobs = [(str(number), (number,)) for number in range(7)]
    done = run(double, jobs, workers=2, limits=Limits(), renew=False)
    assert sorted((each.name, each.result) for each in done) == [(str(n), 2 * n) for n in range(7)]


def test_a_report_that_needs_too_much_memory_is_refused() -> None:
    done = outcomes(["eat", "good"], Limits(memory=2**30))
    assert "more than 1024 MB of memory needed" in str(done["eat"].error)
    assert done["good"].result == "good"


def test_no_job_is_no_work() -> None:
    assert outcomes([], Limits()) == {}


def test_a_job_is_asked_for_when_a_process_is_free() -> None:
    taken: list[int] = []

    def jobs() -> Iterator[tuple[str, tuple[int]]]:
        for number in range(7):
            taken.append(number)
            yield str(number), (number,)

    done = 0
    for _ in run(double, jobs(), workers=2, limits=Limits()):
        assert len(taken) <= done + 2
        done += 1
    assert done == 7
