"""Jobs done on a Dask cluster: `build-site extract --scheduler ADDRESS`.

The machines of a cluster need not share files: a job brings the bytes of what it reads and takes back those of what it
makes. On its worker it is done as on one machine, in a process of its own that limits can stop.
"""

import asyncio
import multiprocessing
import platform
import shutil
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from itertools import islice
from multiprocessing import resource_tracker
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Protocol
from uuid import uuid4
from zipfile import ZipFile

from build_site.model import InputError, Said, in_chinese
from build_site.run import memory, workers
from build_site.run.workers import Crew, Done, Job, Task

if TYPE_CHECKING:
    from distributed import Client, Future

LOCAL = "local"
PATIENCE = 30.0  # seconds for a scheduler, and for its first worker, to answer
_AHEAD = 4  # jobs sent for each thread of the cluster; so many lie in memory at once
_LIBRARIES = ("pypdfium2", "pdfplumber", "pdfminer.six", "pillow", "rapidocr", "onnxruntime")
"""What reads and draws a report: another version may give other bytes."""

Files = Mapping[str, bytes]


class Sendable(Job, Protocol):
    """A job, a dataclass, that can be done elsewhere: it says which of its fields are paths of files that it reads, and
    which are folders that it makes, of files alone."""

    READS: ClassVar[tuple[str, ...]]
    MAKES: ClassVar[tuple[str, ...]]


def run(task: Task, jobs: Iterable[Sendable], crew: Crew) -> Iterator[Done]:
    """As `workers.run`, on the cluster at the crew's scheduler; `local`: on one of so many processes on this machine.
    What a job makes is in its folders when it is yielded. Progress is not told.

    Raises InputError where there is no cluster or its workers have other code; a job's own error is in its Done."""
    made_with = code(*crew.makers)
    with connected(crew) as client:
        _require_same_code(client, crew, made_with)
        blamed: list[Sendable] = []
        do = partial(_do, task, replace(crew, processes=1, scheduler="", progress=None), made_with)
        yield from _fly(client, do, jobs, blamed)
        # Dask blames every job that a lost worker had been sent: those are sent once more, each with no other beside it
        for job in blamed:
            yield from _fly(client, do, [job], None)


@contextmanager
def connected(crew: Crew) -> "Iterator[Client]":
    try:
        import dask
        import distributed
    except ImportError as error:
        raise InputError.of("cluster.no-dask", f"--scheduler {crew.scheduler}", name=error.name) from error
    settings = {"distributed.admin.large-graph-warning-threshold": "1GB"}  # a report in a task is what we want
    with dask.config.set(settings), distributed.utils.silence_logging_cmgr("CRITICAL"), ExitStack() as opened:
        if crew.scheduler != LOCAL:
            yield opened.enter_context(_client(crew.scheduler))
            return
        with _interrupts_for_us_alone():
            cluster = distributed.LocalCluster(
                n_workers=max(1, crew.processes),
                threads_per_worker=1,
                memory_limit=0,  # each job has its own
                host="127.0.0.1",
                security=True,  # certificates of its own: other users of this machine cannot give it work
                dashboard_address="127.0.0.1:0",  # none of two builds at once warns of the other
                silence_logs="CRITICAL",
            )
        yield opened.enter_context(distributed.Client(opened.enter_context(cluster), timeout=PATIENCE))


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


def _client(address: str) -> "Client":
    from distributed import Client

    try:
        with ThreadPoolExecutor(1) as aside:  # the caller may have an event loop of its own
            aside.submit(asyncio.run, _greet(address)).result()
        return Client(address, timeout=PATIENCE)
    except (OSError, ValueError, ImportError, TypeError) as error:  # Dask's words for other versions, no certificate
        raise InputError.of(
            "cluster.no-answer",
            f"--scheduler {address}",
            " ".join(str(error).split()) or Said(f"{PATIENCE:g} 秒内没有应答", f"none within {PATIENCE:g} seconds"),
        ) from error


async def _greet(address: str) -> None:
    """Dask's client waits for ever where something else than Dask has the port."""
    from distributed import Security
    from distributed.comm.core import connect

    arguments = Security().get_connection_args("client")
    comm = await asyncio.wait_for(connect(address, timeout=PATIENCE, **arguments), PATIENCE + 1)
    await comm.close()


@cache
def code(*makers: str) -> dict[str, str]:
    """What this process makes things with; as of its first job."""
    return {
        "build_site": memory.code(*makers, __name__)[:12],
        "Python": ".".join(platform.python_version_tuple()[:2]),
        **{name: _version(name) for name in _LIBRARIES},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _require_same_code(client: "Client", crew: Crew, ours: Mapping[str, str]) -> None:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        raise InputError.of("cluster.no-worker", f"--scheduler {crew.scheduler}", patience=PATIENCE) from error
    answers = client.run(code, *crew.makers, on_error="return")
    strange = [f"{address}: {why}" for address, answer in sorted(answers.items()) if (why := _other(answer, ours))]
    if strange:
        more = f" and {len(strange) - 3} more" if len(strange) > 3 else ""
        raise InputError.of("cluster.other-code", f"--scheduler {crew.scheduler}", "; ".join(strange[:3]) + more)


def _other(answer: Any, ours: Mapping[str, str]) -> str:
    """How a worker's code differs; an exception of one that has no such code at all."""
    if not isinstance(answer, dict):
        return f"{type(answer).__name__}: {answer}"
    return ", ".join(
        f"{name} {answer.get(name)} instead of {ours[name]}" for name in ours if answer.get(name) != ours[name]
    )


def _fly(
    client: "Client", do: Callable[..., Any], jobs: Iterable[Sendable], blamed: list[Sendable] | None
) -> Iterator[Done]:
    """Jobs on their way to the cluster and back; those of lost workers are put among the `blamed`, or have failed."""
    from distributed import CancelledError, KilledWorker

    waiting = iter(jobs)
    flying: dict[Future[Any], Sendable] = {}
    try:
        while True:
            for job in islice(waiting, max(0, _AHEAD * max(1, _threads(client)) - len(flying))):
                files = {name: packed(path) for name in job.READS if (path := getattr(job, name)).exists()}
                flying[client.submit(do, job, files, key=f"{job.name}-{uuid4()}", pure=False, retries=2)] = job
            if not flying:
                return
            for future in _landed(client, flying):
                job, error = flying.pop(future), future.exception()
                if isinstance(error, KilledWorker) and blamed is not None:
                    blamed.append(job)
                else:
                    yield Done(job.name, error=_failed(job.name, error)) if error else _received(job, future.result())
    except CancelledError as error:  # by Dask, of all of them, when it has lost the scheduler
        raise InputError.of("cluster.no-scheduler", "--scheduler") from error
    finally:
        client.cancel(list(flying))


def packed(source: Path) -> bytes:
    """A report's file; of a folder a ZIP, which is read alike."""
    if source.is_file():
        return source.read_bytes()
    content = BytesIO()
    with ZipFile(content, "w", strict_timestamps=False) as archive:
        for path in sorted(source.rglob("*")):
            archive.write(path, path.relative_to(source))
    return content.getvalue()


def _threads(client: "Client") -> int:
    try:
        threads: dict[str, int] = client.nthreads()
    except OSError as error:
        raise InputError.of("cluster.no-scheduler", "--scheduler") from error
    return sum(threads.values())


def _landed(client: "Client", flying: "Iterable[Future[Any]]") -> "list[Future[Any]]":
    """Those that ended, as soon as there are some. Raises InputError when no worker is left."""
    from distributed import wait

    deserted: float | None = None
    while True:
        try:
            return list(wait(list(flying), timeout=1, return_when="FIRST_COMPLETED").done)
        except TimeoutError:
            deserted = None if _threads(client) else deserted or monotonic()
            if deserted and monotonic() - deserted > PATIENCE:
                raise InputError.of("cluster.no-worker", "--scheduler", patience=PATIENCE) from None


def _received(job: Sendable, answer: Mapping[str, Files | None] | InputError) -> Done:
    """Put what the job has made into its folders."""
    if isinstance(answer, InputError):
        return Done(job.name, error=answer)
    for name, files in answer.items():
        folder: Path = getattr(job, name)
        shutil.rmtree(folder, ignore_errors=True)
        for file, content in (files or {}).items():
            folder.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(content)
    return Done(job.name)


def _do(
    task: Task, crew: Crew, made_with: Mapping[str, str], job: Any, files: Files
) -> Mapping[str, Files | None] | InputError:
    """On a worker: the files that the job makes, by field, or why there are none. `job` has the client's paths; `files`:
    what it reads, by field."""
    if other := _other(code(*crew.makers), made_with):
        return InputError.of("cluster.other-code", job.name, other)
    from distributed import get_worker

    with TemporaryDirectory(dir=get_worker().local_directory, prefix="job-") as name:
        here = {field: Path(name, field, getattr(job, field).name) for field in job.READS}
        for field, path in here.items():
            path.parent.mkdir()
            if field in files:
                path.write_bytes(files[field])
        made = {field: Path(name, field) for field in job.MAKES}
        # a worker that a nanny watches is a daemon, which Python forbids to have children: they could outlive it, but
        # ours end with it of themselves
        multiprocessing.current_process().daemon = False
        (done,) = workers.run(task, [replace(job, **here, **made)], crew)
        if done.error:
            return at_home(done.error, {str(path): str(getattr(job, field)) for field, path in here.items()})
        return {field: _files(folder) for field, folder in made.items()}


def _files(folder: Path) -> Files | None:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())} if folder.is_dir() else None


def at_home(error: InputError, paths: Mapping[str, str]) -> InputError:
    """The error with the client's paths, not the worker's."""

    def there(words: str) -> Said:
        zh, en = in_chinese(words), str(words)
        for here, own in paths.items():
            zh, en = zh.replace(here, own), en.replace(here, own)
        return Said(zh, en)

    return InputError(there(error.file), there(error.expected), there(error.found), there(error.remedy), error.place)


def _failed(name: str, error: BaseException) -> InputError:
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return InputError.of("cluster.worker-lost", name)
    return InputError.of("cluster.unreadable", name, f"{type(error).__name__}: {error}")
