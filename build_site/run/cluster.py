"""Reports read on a Dask cluster: `build-site extract --scheduler ADDRESS`.

The machines of a cluster need not share files: a task brings the source's bytes and gives back the package's. On its
worker the report is read as on one machine, in a process of its own that limits can stop.
"""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import platform
import shutil
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from multiprocessing import resource_tracker
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from build_site import pipeline
from build_site.make import ReportJob
from build_site.model import InputError
from build_site.run import workers
from build_site.run.workers import Done, Limits, Task

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

LOCAL = "local"
PATIENCE = 30.0  # seconds for a scheduler, and for its first worker, to answer
_AHEAD = 4  # reports sent for each thread of the cluster; so many lie in memory at once
_LIBRARIES = ("pypdfium2", "pdfplumber", "pdfminer.six", "pillow", "rapidocr", "onnxruntime")
"""What reads and draws a report: another version may give other bytes."""

Files = Mapping[str, bytes]
_Job = tuple[str, ReportJob]


@dataclass(frozen=True, slots=True)
class _Order:
    """What a worker needs to make one report's package, beside the code."""

    name: str
    task: Task
    job: ReportJob  # with the client's paths
    source: bytes
    known_issues: bytes | None
    limits: Limits
    preload: Sequence[str]
    code: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Made:
    """Files by name; a report that is not a PDF has no pictures."""

    package: Files
    pictures: Files | None


def run(
    task: Task,
    jobs: Iterable[_Job],
    *,
    scheduler: str,
    workers: int,
    limits: Limits,
    preload: Sequence[str] = (),
) -> Iterator[Done]:
    """As `workers.run`, of `make_package`, on the cluster at an address; `local`: a cluster of so many processes on this
    machine. Each finished package and its pictures are in the job's folders when it is yielded.

    Raises InputError where there is no cluster or its workers have other code; a report's own error is in its Done."""
    with _connected(scheduler, workers) as client:
        _require_same_code(client, scheduler)
        yield from _Errand(client, task, limits, preload).run(jobs)


@contextmanager
def _connected(scheduler: str, processes: int) -> Iterator[Client]:
    try:
        import dask
        import distributed
    except ImportError as error:
        raise InputError(
            f"--scheduler {scheduler}",
            "Dask on this machine",
            f"no module {error.name}",
            'Install it: pip install "build_site[dask]"',
        ) from error
    settings = {"distributed.admin.large-graph-warning-threshold": "1GB"}  # a report in a task is what we want
    with dask.config.set(settings), distributed.utils.silence_logging_cmgr("CRITICAL"):
        if scheduler != LOCAL:
            with _client(scheduler) as client:
                yield client
            return
        with _local(processes) as cluster, distributed.Client(cluster, timeout=PATIENCE) as client:
            yield client


def _local(processes: int) -> LocalCluster:
    from distributed import LocalCluster

    with _interrupts_for_us_alone():
        return LocalCluster(
            n_workers=max(1, processes),
            threads_per_worker=1,
            memory_limit=0,  # each report has its own
            dashboard_address="127.0.0.1:0",
            silence_logs="CRITICAL",
        )


@contextmanager
def _interrupts_for_us_alone() -> Iterator[None]:
    """Ctrl-C reaches every process of a terminal. Those started here leave it to this one, which ends them."""
    if sys.platform == "win32":  # which has no such mask
        yield
        return
    resource_tracker.ensure_running()  # later, its start would let interrupts in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _client(address: str) -> Iterator[Client]:
    from distributed import Client

    try:
        with ThreadPoolExecutor(1) as aside:  # the caller may have an event loop of its own
            aside.submit(asyncio.run, _greet(address)).result()
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError, ImportError) as error:  # ImportError: Dask's word for versions that do not fit
        raise InputError(
            f"--scheduler {address}",
            "a Dask scheduler that answers",
            " ".join(str(error).split()) or f"none within {PATIENCE:g} seconds",
            "Check the address (tcp://host:8786) and that `dask scheduler` runs there; or leave --scheduler out.",
        ) from error
    with client:
        yield client


async def _greet(address: str) -> None:
    """Dask's client waits for ever where something else than Dask has the port."""
    from distributed import Security
    from distributed.comm.core import connect

    arguments = Security().get_connection_args("client")
    comm = await asyncio.wait_for(connect(address, timeout=PATIENCE, **arguments), PATIENCE + 1)
    await comm.close()


def _require_same_code(client: Client, scheduler: str) -> None:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        raise _no_worker(f"--scheduler {scheduler}") from error
    answers = client.run(code, on_error="return")
    strange = [f"{address}: {why}" for address, answer in sorted(answers.items()) if (why := _other(answer))]
    if strange:
        more = f" and {len(strange) - 3} more" if len(strange) > 3 else ""
        raise _other_code(f"--scheduler {scheduler}", "; ".join(strange[:3]) + more)


def _no_worker(file: str) -> InputError:
    return InputError(
        file,
        "a worker that reads",
        f"none for {PATIENCE:g} seconds",
        "Start some (`dask worker ADDRESS --nthreads 1`), then run again: what was finished stays.",
    )


def _other_code(file: str, found: str) -> InputError:
    return InputError(
        file,
        "workers with this machine's code",
        found,
        "Check out the same commit there, install its requirements/site.lock and start the workers again.",
    )


@cache
def code() -> dict[str, str]:
    """What this process makes packages with; as of its first report."""
    digest = hashlib.sha256(pipeline.ingredients().encode() + Path(__file__).read_bytes())
    return {
        "build_site": digest.hexdigest()[:12],
        "Python": ".".join(platform.python_version_tuple()[:2]),
        **{name: _version(name) for name in _LIBRARIES},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _other(answer: Any) -> str:
    """How a worker's code differs; an exception of one that has no such code at all."""
    if not isinstance(answer, dict):
        return f"{type(answer).__name__}: {answer}"
    ours = code()
    return ", ".join(
        f"{name} {answer.get(name)} instead of {ours[name]}" for name in ours if answer.get(name) != ours[name]
    )


@dataclass(slots=True)
class _Errand:
    """Reports on their way to the cluster and back."""

    client: Client
    task: Task
    limits: Limits
    preload: Sequence[str]

    def run(self, jobs: Iterable[_Job]) -> Iterator[Done]:
        """Dask blames every report that a lost worker had been sent. So those that it gives up are sent once more, each
        with no other beside it."""
        blamed: list[_Job] = []
        yield from self._fly(jobs, blamed)
        for job in blamed:
            yield from self._fly([job], None)

    def _fly(self, jobs: Iterable[_Job], blamed: list[_Job] | None) -> Iterator[Done]:
        from distributed import CancelledError, KilledWorker

        waiting = iter(jobs)
        flying: dict[Future[Any], _Job] = {}
        try:
            while True:
                for name, job in islice(waiting, max(0, self._room() - len(flying))):
                    flying[self._send(name, job)] = (name, job)
                if not flying:
                    return
                for future in self._landed(flying):
                    name, job = flying.pop(future)
                    error = future.exception()
                    if isinstance(error, KilledWorker) and blamed is not None:
                        blamed.append((name, job))
                    else:
                        yield Done(name, error=_failed(name, error)) if error else _received(name, job, future.result())
        except CancelledError as error:  # by Dask, of all of them, when it has lost the scheduler
            raise _no_scheduler() from error
        finally:
            self.client.cancel(list(flying))

    def _room(self) -> int:
        return _AHEAD * max(1, self._threads())

    def _threads(self) -> int:
        try:
            threads: dict[str, int] = self.client.nthreads()
        except OSError as error:
            raise _no_scheduler() from error
        return sum(threads.values())

    def _send(self, name: str, job: ReportJob) -> Future[Any]:
        known_issues = job[4].read_bytes() if job[4].is_file() else None
        order = _Order(name, self.task, job, job[0].read_bytes(), known_issues, self.limits, self.preload, code())
        return self.client.submit(_make, order, key=f"{name}-{uuid4()}", pure=False, retries=2)

    def _landed(self, flying: Iterable[Future[Any]]) -> list[Future[Any]]:
        """Those that ended, as soon as there are some. Raises InputError when no worker is left."""
        from distributed import wait

        deserted: float | None = None
        while True:
            try:
                landed = wait(list(flying), timeout=1, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                deserted = None if self._threads() else deserted or monotonic()
                if deserted and monotonic() - deserted > PATIENCE:
                    raise _no_worker("--scheduler") from None
                continue
            return list(landed)


def _no_scheduler() -> InputError:
    remedy = "Start it again, then run again: what was finished stays."
    return InputError("--scheduler", "a scheduler until the end", "none any more", remedy)


def _failed(name: str, error: BaseException) -> InputError:
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return InputError(
            name,
            "a report that a Dask worker survives",
            "each worker that read it ended",
            "Give the workers more memory, or read it on one machine: build-site extract without --scheduler.",
        )
    return InputError(
        name, "a report that the cluster can read", f"{type(error).__name__}: {error}", "Look at the workers' logs."
    )


def _received(name: str, job: ReportJob, answer: _Made | InputError) -> Done:
    if isinstance(answer, InputError):
        return Done(name, error=answer)
    folder, pictures = job[5], job[6]
    _write(folder, answer.package)
    shutil.rmtree(pictures, ignore_errors=True)
    if answer.pictures is not None:
        _write(pictures, answer.pictures)
    return Done(name)


def _write(folder: Path, files: Files) -> None:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _files(folder: Path) -> Files:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def _make(order: _Order) -> _Made | InputError:
    """On a worker: the package's files, or why there are none."""
    if other := _other(order.code):
        return _other_code(order.name, other)
    from distributed import get_worker

    with TemporaryDirectory(dir=get_worker().local_directory, prefix="report-") as name:
        return _make_in(Path(name), order)


def _make_in(folder: Path, order: _Order) -> _Made | InputError:
    source, known_issues, package, pictures = (folder / name for name in ("source", "issues", "package", "pictures"))
    given, registration, department, corrections, given_issues, *_ = order.job
    source, known_issues = source / given.name, known_issues / given_issues.name
    for path, content in ((source, order.source), (known_issues, order.known_issues)):
        path.parent.mkdir()
        if content is not None:
            path.write_bytes(content)
    job = (source, registration, department, corrections, known_issues, package, pictures)
    _allow_children()
    (done,) = workers.run(order.task, [(order.name, job)], workers=1, limits=order.limits, preload=order.preload)
    if done.error:
        return _at_home(done.error, known_issues, given_issues)
    return _Made(_files(package), _files(pictures) if pictures.is_dir() else None)


def _allow_children() -> None:
    """A worker that a nanny watches is a daemon, which Python forbids to have children: they could outlive it. Ours end
    with it of themselves."""
    multiprocessing.current_process().daemon = False


def _at_home(error: InputError, here: Path, there: Path) -> InputError:
    """The error with the client's path of a file, not the worker's."""
    file, expected, found, remedy = (
        text.replace(str(here), str(there)) for text in (error.file, error.expected, error.found, error.remedy)
    )
    return InputError(file, expected, found, remedy, error.place)
