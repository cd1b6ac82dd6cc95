"""Killed at any moment, or run beside another, a build leaves every finished thing whole, and the last one ends with the
same bytes.

KILLS sets how many times (`make bench-kill`: 50)."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.houses import SOURCE, copied, files, registered, with_site

KILLS = int(os.environ.get("KILLS", "4"))
REPORTS = 2
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


def start(house: Path, step: str = "extract") -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "build_site", "--root", str(house), step, "--workers", "2"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def finished(house: Path) -> dict[str, bytes]:
    """The packages that are in place: hidden folders are still being made."""
    found = files(house / "data/packages") if (house / "data/packages").is_dir() else {}
    return {name: content for name, content in found.items() if "/." not in name}


def site(house: Path) -> dict[str, bytes]:
    """The built site, but for its search index, whose bytes may differ."""
    found = files(house / "site") if (house / "site").is_dir() else {}
    return {name: content for name, content in found.items() if not name.startswith("pagefind/")}


def killed(house: Path, step: str, times: int, seconds: float, after: Callable[[], None]) -> int:
    """How many runs were killed before their end, of so many, or of more until a third were; `after` looks at what each
    left. One that ended by itself had less to do, or the machine is less busy than it was: the next is killed sooner."""
    chance, hit, runs = random.Random(times), 0, 0  # noqa: S311  # to be repeatable
    while runs < times or (hit <= times // 3 and runs < 5 * times):
        runs += 1
        running = start(house, step)
        try:
            running.wait(chance.uniform(0.1, seconds))
            seconds /= 2
        except subprocess.TimeoutExpired:
            hit += 1
        running.kill()
        running.wait()
        after()
    return hit


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The first report, registered as that of several departments."""
    return copied(registered(tmp_path, *[{"source_path": SOURCE}] * REPORTS), "sources")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """A house whose reports one run has read, and how long it took."""
    house = copied(registered(tmp_path_factory.mktemp("whole"), *[{"source_path": SOURCE}] * REPORTS), "sources")
    begun = time.monotonic()
    assert start(house).wait() == 0
    return house, time.monotonic() - begun


def test_a_reading_killed_at_random_points_loses_nothing(house: Path, whole: tuple[Path, float]) -> None:
    packages, seconds = finished(whole[0]), whole[1]

    def after() -> None:
        made = finished(house)
        slugs = {name.split("/")[0] for name in made}
        assert made == {name: content for name, content in packages.items() if name.split("/")[0] in slugs}
        if len(made) == len(packages):  # all of it is there: begin again
            shutil.rmtree(house / "data/packages")

    assert killed(house, "extract", KILLS, seconds, after) > KILLS // 3
    assert start(house).wait() == 0
    assert files(house / "data") == files(whole[0] / "data")


@pytest.mark.skipif(KILLS <= 4, reason="whole builds, one after another: make bench-kill")
def test_a_build_killed_in_any_step_leaves_the_site_that_was_there(house: Path) -> None:
    with_site(house)
    begun = time.monotonic()
    assert start(house, "all").wait() == 0
    seconds = time.monotonic() - begun
    whole, expected = site(house), files(house / "data")
    assert whole

    def after() -> None:
        assert site(house) == whole
        (house / "build/made.json").unlink(missing_ok=True)  # the next one makes everything again

    after()
    times = max(2, KILLS // 5)
    assert killed(house, "all", times, seconds, after) >= times // 3
    assert start(house, "all").wait() == 0
    assert (site(house), files(house / "data")) == (whole, expected)
    left = [path.name for path in house.rglob("*") if path.name.startswith(".") and "~" in path.name]
    assert left == []


def test_two_runs_at_once_end_with_the_bytes_of_one(house: Path, whole: tuple[Path, float]) -> None:
    for _ in range(max(1, (KILLS - 4) // 2)):
        shutil.rmtree(house / "data/packages", ignore_errors=True)
        both = [start(house), start(house)]
        assert [each.wait() for each in both] == [0, 0]
        assert files(house / "data") == files(whole[0] / "data")
