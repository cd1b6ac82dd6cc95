"""Make the virtual environment and fill it from a hash-pinned lock file. Needs nothing but Python itself.

python3 requirements/install.py .venv requirements/site.lock
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036  # any Python may be what runs this file
        return fail(f"Python 3.11 or newer is needed; {sys.executable} is {sys.version.split()[0]}.")
    if len(arguments) != 2:
        return fail("usage: install.py ENVIRONMENT LOCK", 2)
    environment, lock = Path(arguments[0]).absolute(), Path(arguments[1]).absolute()
    try:
        python = make_environment(environment)
    except subprocess.CalledProcessError:
        return fail(
            f"{sys.executable} could not make a virtual environment in {environment}. "
            "On Debian or Ubuntu: apt-get install python3-venv. Or choose another Python: make PYTHON=/path/to/python3 …"
        )
    pinned = sum("==" in line and not line.startswith("#") for line in lock.read_text("utf-8").splitlines())
    print(f"Installing up to {pinned} packages of {lock.name} into {environment.name}", flush=True)
    started = time.monotonic()
    hashed = ["--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    if not by_uv(python, hashed) and pip(python, hashed):
        return fail(
            "pip could not install the packages (its last lines are above). "
            "Check the connection to the package index, then run the same command again."
        )
    if pip(python, ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]):
        return fail("pip could not install this project itself (its last lines are above).")
    print(f"Environment ready in {time.monotonic() - started:.0f} s", flush=True)
    return 0


def make_environment(folder: Path) -> Path:
    """The environment's Python; made anew when the Python it was made from is gone or another one."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not runs_here(python):
        print(f"Making {folder} with Python {sys.version.split()[0]}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    return python


def runs_here(python: Path) -> bool:
    """Whether that Python starts, has pip and is of our version."""
    if not python.exists():
        return False
    code = "import pip, sys; print(*sys.version_info[:2])"
    found = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=False)
    return found.stdout.split() == [str(part) for part in sys.version_info[:2]]


def by_uv(python: Path, options: list[str]) -> bool:
    """Whether uv, in the version of dev.lock, installed it: a tenth of pip's time. It knows nothing of pip's settings (an
    index or a certificate of one's own), so where it fails pip tries."""
    pinned = re.search(r"^uv==(?:.*\\\n)*.*\n", (ROOT / "requirements" / "dev.lock").read_text("utf-8"), re.MULTILINE)
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "uv.lock"
        own.write_text(pinned[0] if pinned else "", "utf-8")
        if pip(python, ["--require-hashes", "--only-binary", ":all:", "-r", str(own)]):
            return False
    command = [str(python), "-m", "uv", "pip", "install", "--quiet", "--python", str(python), *options]
    quick = {"UV_HTTP_TIMEOUT": "20", "UV_HTTP_RETRIES": "1", "UV_LINK_MODE": "copy"}
    return subprocess.run(command, env=quick | os.environ, stderr=subprocess.DEVNULL, check=False).returncode == 0


def pip(python: Path, options: list[str]) -> int:
    """Run pip, one short line for each package; on failure the last of its own output."""
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off", *options]
    tail: list[str] = []
    count = 0
    on_terminal = sys.stdout.isatty()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT) as process:
        for line in process.stdout or ():
            tail = [*tail[-19:], line.rstrip()]
            if line.startswith("Collecting "):
                count += 1
                show(f"  {count} {line.split()[1]}", on_terminal, every=count % 20 == 0)
            elif line.startswith(("Installing", "Building")):
                show(f"  {line.split()[0]} …", on_terminal, every=True)
    if on_terminal:
        print("\r\033[K", end="", flush=True)
    if process.returncode:
        print("\n".join(tail), file=sys.stderr)
    return process.returncode


def show(text: str, on_terminal: bool, *, every: bool) -> None:
    """Progress: rewritten in place on a terminal, now and then a line in a log."""
    if on_terminal:
        print(f"\r\033[K{text[:100]}", end="", flush=True)
    elif every:
        print(text[:100], flush=True)


def fail(message: str, status: int = 1) -> int:
    print(f"error: {message}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
