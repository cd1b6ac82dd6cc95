"""Worker processes that can be stopped: one report each, with limits on time and memory.

A report is untrusted input. Whatever it does to its reader, the reader's process ends and the others go on.
Processes, not threads: PDFium must not be called from two threads. And a fresh process for each report: PDFium keeps
substitutes for fonts that a file does not embed, so that one report's glyphs would depend on those read before it.
"""

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from itertools import islice
from multiprocessing.connection import Connection, wait
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

from build_site.model import InputError, Said
from build_site.run import machine, whole

Progress = Callable[[int, int], None]
"""Called with how much of a job is done, and how much there is in all."""
Task = Callable[[Any, Progress], Any]
"""A module-level function that does one job."""
_IN_ALL = 6


class Job(Protocol):
    """What a task is given: a value with a name, by which progress and result are known."""

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What one report may take: so long until it is done or tells of progress, and six times that in all. A scan of many
    pages takes long without being stuck."""

    seconds: float = 300
    memory: int = 3 * 2**30  # bytes of address space


@dataclass(frozen=True, slots=True)
class Crew:
    """Who does the jobs: so many processes, within limits, each renewed for every job or kept for the next. `makers`:
    what the task works with (`memory.code`); its modules are loaded once for all processes, where the system can.
    `progress` is called with the job's name and how much of it is done. `scheduler`: the Dask cluster that does the jobs
    (`cluster.run`)."""

    processes: int = 1
    limits: Limits = field(default_factory=Limits)
    renew: bool = True
    makers: Sequence[str] = ()
    progress: Callable[[str, int, int], None] | None = None
    scheduler: str = ""


ONE = Crew()
"""A process of this machine, with the usual limits."""


@dataclass(frozen=True, slots=True)
class Done:
    """One finished job: its name and its result, or why there is none."""

    name: str
    result: Any = None
    error: InputError | None = None


@dataclass(slots=True)
class _Worker:
    process: Any
    pipe: Connection
    job: Job
    limits: Limits
    started: float
    heard: float = 0.0  # when it last told of progress

    @property
    def remaining(self) -> float:
        """Seconds that it still has."""
        quiet = self.limits.seconds - (monotonic() - max(self.started, self.heard))
        return min(quiet, _IN_ALL * self.limits.seconds - (monotonic() - self.started))

    def stop(self) -> None:
        self.kill()
        self.process.join()
        self.pipe.close()

    def kill(self) -> None:
        """End it, with the programs that it has started."""
        if sys.platform != "win32" and self.process.is_alive():
            with contextlib.suppress(ProcessLookupError):  # it has no group of its own yet, and no programs
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()


def run(task: Task, jobs: Iterable[Job], crew: Crew = ONE) -> Iterator[Done]:
    """Run `task(job, progress)` for each job, yielding as they finish. A job is asked for when a process is free for it.

    An InputError of the task is that job's error; so is a crash, a limit passed, or an error of ours (with its place,
    so that it can be reported)."""
    with whole.scratch() as room:  # where a reader that is killed leaves nothing behind
        yield from _run(task, iter(jobs), crew, {**os.environ, "TMPDIR": str(room)})


def _run(task: Task, waiting: Iterator[Job], crew: Crew, environment: dict[str, str]) -> Iterator[Done]:
    busy: list[_Worker] = []
    modules = [task.__module__, *(maker for maker in crew.makers if ":" not in maker)]
    context = _context(modules)
    try:
        while True:
            free = max(1, crew.processes) - len(busy)
            busy.extend(_hire(context, modules, task, job, crew.limits, environment) for job in islice(waiting, free))
            if not busy:
                return
            for worker in _ready(busy):
                done = _receive(worker, crew.progress)
                if done is None:
                    continue
                again = None if crew.renew or not worker.process.is_alive() else next(waiting, None)
                if again:
                    worker.job = again
                    _begin(worker)
                else:
                    busy.remove(worker)
                    worker.stop()
                yield done
    finally:
        for worker in busy:
            worker.stop()


def run_one(task: Task, job: Job, crew: Crew = ONE) -> Any:
    """One job's result. Raises its error."""
    (done,) = run(task, [job], crew)
    if done.error is not None:
        raise done.error
    return done.result


def _context(preload: Sequence[str]) -> Any:
    """Clean processes: nothing of ours is shared but the pipe. Forked from a server that has loaded the modules, where
    the system has such a thing; that server never reads a report."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return context


def _hire(
    context: Any, modules: Sequence[str], task: Task, job: Job, limits: Limits, environment: dict[str, str]
) -> _Worker:
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(task, theirs, limits, environment), daemon=True)
    try:
        process.start()
    except (EOFError, OSError) as error:  # the server that forks it could not be started, or has ended
        if refused := machine.refusal(error):
            raise refused from error
        for module in modules:  # one that does not load, for want of one of its tables, says so itself
            import_module(module)
        raise machine.refusal(MemoryError()) or error from error
    theirs.close()
    return _Worker(process, ours, job, limits, monotonic())


def _begin(worker: _Worker) -> None:
    worker.started = monotonic()
    with contextlib.suppress(ConnectionError):  # it has ended: said when it is listened to
        worker.pipe.send(worker.job)


def _ready(busy: list[_Worker]) -> list[_Worker]:
    """The workers with something to say, and those that are over their time."""
    spoken = wait([worker.pipe for worker in busy], timeout=max(0.0, min(worker.remaining for worker in busy)))
    late = [worker for worker in busy if worker.remaining < 0]
    return [worker for worker in busy if worker.pipe in spoken or worker in late]


def _receive(worker: _Worker, progress: Callable[[str, int, int], None] | None) -> Done | None:
    """The job's end, or None for a word of progress."""
    name = worker.job.name
    if not worker.pipe.poll():
        worker.kill()
        spent = f"{monotonic() - worker.started:.0f}"
        return Done(name, error=_stopped(name, Said(f"{spent} 秒没有结果", f"no result after {spent} seconds")))
    try:
        message: Done | tuple[int, int] | None = worker.pipe.recv()
    except (EOFError, ConnectionError):  # it may have ended with something unread
        worker.process.join()
        return Done(name, error=_ended(name, worker.process.exitcode))
    if isinstance(message, Done):
        return message
    if message is None:  # ready: it will end with us from now on, so only now has it something to do
        _begin(worker)
        return None
    worker.heard = monotonic()
    if progress:
        progress(name, *message)
    return None


def _stopped(name: str, found: str) -> InputError:
    expected = Said("在限度内读得完的报告", "a report that can be read within the limits")
    remedy = Said("请看一下文件：是否损坏，或过大。", "Look at the file: is it damaged or huge?")
    return InputError(name, expected, found, remedy)


def _ended(name: str, status: int) -> InputError:
    """A reader that has ended without a word: it crashed on the file, or the system ended it for its memory."""
    if status == -signal.SIGKILL:
        said = "its reader was ended by the system, which does that where memory runs out"
        return _stopped(name, Said("读它的进程被系统终止，多半是内存不够", said))
    return _stopped(name, Said(f"读它的进程中断（状态 {status}）", f"its reader ended (status {status})"))


def _work(task: Task, pipe: Connection, limits: Limits, environment: dict[str, str]) -> None:
    os.environ.update(environment)  # the server that this was forked from has that of its own start
    tempfile.tempdir = environment["TMPDIR"]
    _end_with_parent()
    if sys.platform != "win32":
        os.setpgid(0, 0)  # what ends it ends the programs that it starts, LibreOffice for one
    allowed = replace(limits, memory=_limit_memory(limits.memory))
    with contextlib.suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        pipe.send(None)  # ready
        while True:
            job, done = pipe.recv(), threading.Event()
            watch = threading.Thread(target=_end_without, args=(pipe, done), daemon=True)
            watch.start()
            outcome = _outcome(task, job, pipe, limits, allowed)
            done.set()
            watch.join()
            pipe.send(outcome)


def _outcome(task: Task, job: Job, pipe: Connection, limits: Limits, allowed: Limits) -> Done:
    name = job.name
    most = allowed.memory // 2**20
    too_much = Said(f"要用 {most} MB 以上内存", f"more than {most} MB of memory needed")  # said while there is some
    full = Done(name, error=_stopped(name, too_much) if allowed == limits else machine.refusal(MemoryError()))
    try:
        return Done(name, task(job, lambda done, total: pipe.send((done, total))))
    except InputError as error:
        return Done(name, error=error)
    except MemoryError:
        return full
    except Exception as error:  # noqa: BLE001  # a fault of ours in one report must not stop the others
        if refused := machine.refusal(error):
            return Done(name, error=refused)
        last = traceback.extract_tb(error.__traceback__)[-1]
        fault = f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"
        found = Said(f"程序自己的错误：{fault}", f"an error of ours: {fault}")
        expected = Said("程序能读的报告", "a report that we can read")
        remedy = Said("请连同文件告诉我们。", "Please report it with the file.")
        return Done(name, error=InputError(name, expected, found, remedy))


def _end_without(pipe: Connection, done: threading.Event) -> None:
    """End this process when the one that gave it the report is gone: while it reads, nothing else comes by the pipe. The
    server that it was forked from notices too, but only after it has put its own things away."""
    while not done.wait(0.05):
        if pipe.poll():
            if sys.platform != "win32" and os.getpgrp() == os.getpid():
                os.killpg(0, signal.SIGKILL)
            os._exit(1)


def _end_with_parent() -> None:
    """A killed build leaves no reader behind that goes on writing (Linux; elsewhere it ends with its report)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _limit_memory(memory: int) -> int:
    """Take no more than this; returns how much that is, which may be less where the system allows less."""
    try:
        import resource
    except ImportError:  # not on Windows: there only the time is limited
        return memory
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    return most
