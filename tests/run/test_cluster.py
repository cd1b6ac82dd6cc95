"""Reports read on a Dask cluster: the same bytes as on this machine, whatever becomes of the workers."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import dask
import psutil
import pytest
from distributed import LocalCluster

from build_site import pipeline
from build_site.model import InputError, Place, Said
from build_site.pipeline import ReportJob, make_package
from build_site.run import cluster
from build_site.run.workers import Crew, Progress
from tests.factory.corpus import corpus
from tests.houses import files

MARKS = "TEST_CLUSTER_MARKS"  # a folder that the test, the workers and their readers know
REPORTS = 3


def _kill_my_worker() -> None:
    """A reader is the child of a fork server, and that of the worker."""
    os.kill(psutil.Process().parents()[1].pid, signal.SIGKILL)
    signal.pause()


def lose_the_worker_once(job: ReportJob, progress: Progress) -> None:
    """As make_package, but that the first reader of all loses its worker."""
    try:
        (Path(os.environ[MARKS]) / "lost").touch(exist_ok=False)
    except FileExistsError:
        make_package(job, progress)
    else:
        _kill_my_worker()


def lose_every_worker(job: ReportJob, progress: Progress) -> None:
    """As make_package, but that one report loses every worker."""
    if job.name == (Path(os.environ[MARKS]) / "poison").read_text():
        _kill_my_worker()
    make_package(job, progress)


@dataclass(frozen=True)
class Copy:
    """A folder that holds a copy of the source file."""

    READS: ClassVar = ("source",)
    MAKES: ClassVar = ("folder",)

    name: str
    source: Path
    folder: Path


def copy(job: Copy, progress: Progress) -> None:
    job.folder.mkdir()
    shutil.copy(job.source, job.folder / "copy.txt")


@pytest.fixture(scope="module")
def marks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("marks")
        patch.setenv(MARKS, str(folder))
        yield folder


@pytest.fixture(scope="module")
def address(marks: Path) -> Iterator[str]:
    """A cluster of two processes that nannies watch, as `dask worker` starts them."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, memory_limit=0, dashboard_address="127.0.0.1:0", silence_logs="CRITICAL"
    ) as running:
        yield running.scheduler_address


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    assert len(list(corpus(folder, REPORTS))) == REPORTS
    return folder


@pytest.fixture(scope="module")
def here(written: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports as this machine reads them."""
    folder = tmp_path_factory.mktemp("here") / "house"
    shutil.copytree(written, folder)
    assert extract(folder, "") == []
    return folder


@pytest.fixture
def house(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "house"))


def extract(house: Path, scheduler: str) -> list[str]:
    options = pipeline.Options(workers=2, scheduler=scheduler)
    return [str(error) for error in pipeline.extract(house, [].append, options)]


def _made(content: bytes) -> dict[str, str]:
    """What build/made.json knows, but for what was read of this disk alone."""
    return {name: mark for name, mark in json.loads(content).items() if not name.startswith("contents of ")}


def packages(of: dict[str, bytes]) -> int:
    return sum(name.startswith("data/packages/") and name.endswith("/datapackage.json") for name in of)


def test_a_cluster_that_loses_a_worker_while_it_reads_gives_the_bytes_of_this_machine(
    house: Path, here: Path, address: str, marks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "make_package", lose_the_worker_once)
    assert extract(house, address) == []
    assert (marks / "lost").is_file()
    found, expected = files(house), files(here)
    assert packages(expected) == REPORTS
    assert any(name.startswith("build/pictures/") and name.endswith(".png") for name in expected)
    made, known = (_made(of.pop("build/made.json")) for of in (found, expected))
    assert found == expected
    assert made == known


def test_a_report_that_loses_every_worker_stops_no_other(
    house: Path, here: Path, marks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the first lost worker Dask gives up all that it had been sent: the others are read all the same."""
    poison = sorted(here.glob("data/packages/*/*"))[1]
    (marks / "poison").write_text(f"{poison.parent.name}-{poison.name}")
    monkeypatch.setattr(pipeline, "make_package", lose_every_worker)
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}):
        (error,) = extract(house, "local")
    assert error.startswith(f"{poison.parent.name}-{poison.name}: 应为：工作进程读得完的报告；")
    found, expected = files(house / "data/packages"), files(here / "data/packages")
    other = poison.relative_to(here / "data/packages").as_posix()
    assert found == {name: content for name, content in expected.items() if not name.startswith(f"{other}/")}


def test_a_refused_report_is_refused_in_the_same_words(house: Path, here: Path, address: str) -> None:
    text = next(house.glob("data/sources/*/*/report.txt"))
    text.write_text("床前明月光\n疑是地上霜\n", "utf-8")
    shutil.copytree(here / "data/packages", house / "data/packages")
    said = extract(house, address)
    assert len(said) == 1
    assert text.relative_to(house).as_posix() in said[0]
    assert extract(house, "") == said


def test_an_error_names_the_files_of_this_machine() -> None:
    here, there = "/worker/job-1/source/report.txt", "/laptop/report.txt"
    error = cluster.at_home(
        InputError(
            here, Said(f"完整的 {here}", f"{here} whole"), f"half of {here}", Said("请看。", "Look."), Place(line=3)
        ),
        {here: there},
    )
    said = f"{there}:3: 应为：完整的 {there}；实际：half of {there}。请看。"
    assert str(error) == f"{said} (expected {there} whole; found half of {there}. Look.)"


def test_few_jobs_lie_in_memory_at_once(tmp_path: Path, address: str) -> None:
    source, taken = tmp_path / "report.txt", []
    source.write_text("report", "utf-8")

    def jobs() -> Iterator[Copy]:
        for number in range(20):
            taken.append(number)
            yield Copy(f"office-{number}", source, tmp_path / f"{number}")

    names = []
    for done in cluster.run(copy, jobs(), Crew(scheduler=address)):
        assert done.error is None
        assert len(taken) - len(names) <= 8  # four for each of two threads
        names.append(done.name)
    assert sorted(names) == sorted(f"office-{number}" for number in range(20))
    assert (tmp_path / "7" / "copy.txt").read_text("utf-8") == "report"


def refused(scheduler: str, tmp_path: Path) -> str:
    with pytest.raises(InputError) as refusal:
        list(cluster.run(copy, [Copy("office", tmp_path, tmp_path / "copy")], Crew(scheduler=scheduler)))
    return str(refusal.value)


@pytest.mark.parametrize("listens", [False, True], ids=["nobody", "somebody else"])
def test_an_address_without_a_scheduler_is_said_so(
    listens: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        if listens:
            other.listen()
        address = f"tcp://127.0.0.1:{other.getsockname()[1]}"
        error = refused(address, tmp_path)
    assert error.startswith(f"--scheduler {address}: 应为：有应答的 Dask 调度器；实际：")
    assert "`dask scheduler` runs there" in error


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("nowhere", "found missing port number in address 'nowhere'. Check the address"),
        ("tls://127.0.0.1:9", "found TLS expects a `ssl_context` argument"),
    ],
)
def test_an_address_that_is_none_or_asks_for_certificates_is_said_so(tmp_path: Path, address: str, found: str) -> None:
    assert found in refused(address, tmp_path)


def test_a_scheduler_without_workers_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0", silence_logs="CRITICAL") as running:
        error = refused(running.scheduler_address, tmp_path)
    assert "expected a worker that reads; found none for 0.5 seconds. Start some" in error


def test_workers_with_other_code_are_refused(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster.code.cache_clear()
    monkeypatch.setattr(cluster, "version", "{} 0.0".format)  # here, not in the workers
    error = refused(address, tmp_path)
    cluster.code.cache_clear()
    assert "expected workers with this machine's code; found tcp://" in error
    assert "instead of pdfplumber 0.0" in error
    assert "Check out the same commit there" in error


def test_without_dask_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert 'Install it: pip install "build_site[dask]"' in refused("local", tmp_path)


def interruptible() -> bool:
    return signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such mask")
def test_a_cluster_of_this_machine_is_for_the_build_alone(root: Path) -> None:
    """Interrupts are the build's, connections are encrypted and from here. In a new process, as the command line is one:
    what it starts first matters."""
    code = (
        "from build_site.run import cluster; from build_site.run.workers import Crew; from tests.run.test_cluster import interruptible\n"
        "with cluster.connected(Crew(scheduler='local')) as client:\n"
        "    print(client.run(interruptible).values(), interruptible(), client.scheduler.address.rpartition(':')[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "dict_values([False]) True tls://127.0.0.1"


def test_nothing_to_read_starts_no_cluster(here: Path) -> None:
    assert extract(here, "tcp://127.0.0.1:1") == []
