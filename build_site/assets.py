"""The front-end files that are served with the site but not kept in the repository: ECharts and its licence texts.

ECharts comes from a wheel pinned in requirements/assets.lock; of that wheel only the one file is taken, and its own
hash is asserted, since the wheel is a third party's. Its bytes are those of dist/echarts.esm.min.mjs in npm's echarts.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from build_site.model import InputError

ECHARTS_VERSION = "6.1.0"
ECHARTS_SHA256 = "28515f26aa57f87eb1e4ed4eb446927eaf329b5f5e02b4bfd4b0264fea40d1da"
VENDOR = Path("docs/assets/vendor")
ECHARTS = VENDOR / "echarts.esm.min.js"
LICENCE = VENDOR / "echarts.LICENSE.txt"
NOTICE = VENDOR / "echarts.NOTICE.txt"
LOCK = Path("requirements/assets.lock")
_IN_WHEEL = Path("instaui_echarts/static/echarts.esm.min.js")
_NOTICE_SOURCE = Path(__file__).with_name("echarts-notice.txt")


def provide(root: Path) -> None:
    """Put ECharts with licence and notice under docs/assets/vendor, downloading it only when it is not there yet.

    Raises InputError when it cannot be downloaded or is not the file that was asked for.
    """
    if not _is_echarts(root / ECHARTS):
        print(f"Fetching ECharts {ECHARTS_VERSION} …", flush=True)
        _write(root / ECHARTS, _download(root / LOCK))
    _write(root / LICENCE, _apache_licence())
    _write(root / NOTICE, _NOTICE_SOURCE.read_bytes())


def _is_echarts(path: Path) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == ECHARTS_SHA256


def _download(lock: Path) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        # The wheel's own dependencies and its range of Python versions concern its Python code, which is not used.
        options = ["--no-deps", "--ignore-requires-python", "--require-hashes", "--only-binary", ":all:"]
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command = [*pip, *options, "--target", folder, "--requirement", str(lock)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        found = Path(folder) / _IN_WHEEL
        if done.returncode or not found.is_file():
            raise InputError(
                lock.as_posix(),
                f"pip to download ECharts {ECHARTS_VERSION}",
                (done.stderr.strip().splitlines() or ["a package without the file"])[-1],
                "Check the connection to the Python package index and run the same command again.",
            )
        content = found.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != ECHARTS_SHA256:
        raise InputError(
            lock.as_posix(),
            f"an echarts.esm.min.js with sha256 {ECHARTS_SHA256}",
            f"sha256 {digest}",
            "The package is not the one that was reviewed: do not use it, restore requirements/assets.lock.",
        )
    return content


def _apache_licence() -> bytes:
    """The Apache License 2.0 from the installed `packaging`, which carries its text; the wheel above does not."""
    expected = "the text of the Apache License 2.0"
    try:
        files = distribution("packaging").files or []
    except PackageNotFoundError:
        files = []
    paths = [path.locate() for path in files if path.name == "LICENSE.APACHE"]
    text = Path(str(paths[0])).read_bytes() if paths else b""
    if b"Apache License" not in text[:200] or b"END OF TERMS AND CONDITIONS" not in text:
        found = "another text" if paths else "no such file"
        raise InputError("packaging/LICENSE.APACHE", expected, found, "Install the packages again: make clean setup.")
    return text


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all; left alone when it holds these bytes already."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
