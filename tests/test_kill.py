"""Killed at any moment, a build leaves every finished package whole, and the next one ends with the same bytes.

KILLS sets how many times (`make bench-kill`: 50)."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.houses import SOURCE, copied, files, registered

KILLS = int(os.environ.get("KILLS", "10"))
REPORTS = 3
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


def start(house: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "build_site", "--root", str(house), "extract", "--workers", "2"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def finished(house: Path) -> dict[str, bytes]:
    """The packages that are in place: hidden folders are still being made."""
    found = files(house / "data/packages") if (house / "data/packages").is_dir() else {}
    return {name: content for name, content in found.items() if "/." not in name}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The first report, registered as that of several departments."""
    return copied(registered(tmp_path, *[{"source_path": SOURCE}] * REPORTS), "sources")


def test_a_build_killed_at_random_points_loses_nothing(house: Path) -> None:
    begun = time.monotonic()
    assert start(house).wait() == 0
    seconds = time.monotonic() - begun
    whole, expected = finished(house), files(house / "data")
    shutil.rmtree(house / "data/packages")
    shutil.rmtree(house / "build")
    chance = random.Random(KILLS)  # noqa: S311  # to be repeatable
    killed = 0
    for _ in range(KILLS):
        running = start(house)
        time.sleep(chance.uniform(0.1, seconds))
        killed += running.poll() is None
        running.kill()
        running.wait()
        made = finished(house)
        assert made == {
            name: content for name, content in whole.items() if name.split("/")[0] in {m.split("/")[0] for m in made}
        }
        if len(made) == len(whole):  # all of it is there: begin again
            shutil.rmtree(house / "data/packages")
    assert killed > KILLS // 3
    assert start(house).wait() == 0
    assert files(house / "data") == expected
