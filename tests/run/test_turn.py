"""Two runs on one repository take turns, and a run that was killed keeps nobody waiting."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from build_site.run.turn import turn

HOLD = """
import sys
from pathlib import Path
from build_site.run.turn import turn
with turn(Path(sys.argv[1]), print):
    print("mine", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another run, at work below the same root until its input ends."""
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "mine\n"
        yield process
        process.kill()


@pytest.mark.parametrize("ends", ["done", "killed"])
def test_another_run_is_named_and_waited_for(tmp_path: Path, other: subprocess.Popen[str], ends: str) -> None:
    said: list[str] = []

    def let_go(line: str) -> None:
        said.append(line)
        if ends == "killed":
            os.kill(other.pid, signal.SIGKILL)
        else:
            assert other.stdin
            other.stdin.close()

    with turn(tmp_path, let_go):
        assert other.wait() == (-signal.SIGKILL if ends == "killed" else 0)
    assert f"waiting: process {other.pid} on " in said[0]


def test_a_turn_of_ones_own_says_nothing(tmp_path: Path) -> None:
    said: list[str] = []
    for _ in range(2):
        with turn(tmp_path, said.append):
            assert said == []
