"""The same reports give the same bytes of packages and site wherever, whenever and however they are built; only the search
index is its program's own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.extract.test_report import draw
from tests.houses import FIRST, ROOT, copied, files, registered, with_site

SHIFTED = """
import time
_time, _monotonic = time.time, time.monotonic
time.time = lambda: _time() + 40_000_000
time.monotonic = lambda: 7 * _monotonic()
"""
"""A clock that is a year ahead and runs seven times as fast, in every Python process."""


def built(root: Path, workers: int, **environment: str) -> dict[str, bytes]:
    """What a whole build below `root` makes of a text and a PDF."""
    registered(root, {"slug": FIRST}, {"source_path": "data/sources/new.pdf", "sha256": ""})
    copied(root, "codelists", f"sources/{FIRST}", f"versions/{FIRST}")
    draw(root / "data/sources/new.pdf", "负责人：张三")
    with_site(root)
    command = [sys.executable, "-m", "build_site", "--root", str(root), "all", "--workers", str(workers)]
    own = {"PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1700000000", **environment}
    done = subprocess.run(command, env={**os.environ, **own}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = {f"{part}/{name}": each for part in ("data", "docs", "site") for name, each in files(root / part).items()}
    return {name: content for name, content in made.items() if not name.startswith("site/pagefind/")}


def test_clock_speed_place_hashes_language_zone_rights_and_workers_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock/sitecustomize.py").write_text(SHIFTED, "utf-8")
    one = built(tmp_path / "one", 1, PYTHONHASHSEED="1", LC_ALL="C.UTF-8", TZ="UTC")
    before = os.umask(0o077)
    try:
        other = built(
            tmp_path / "another place 别处" / ("x" * 40), 3, PYTHONHASHSEED="2", LC_ALL="C", TZ="Pacific/Auckland",
            PYTHONPATH=os.pathsep.join((str(tmp_path / "clock"), str(ROOT))), HOME=str(tmp_path / "nobody"),
        )  # fmt: skip
    finally:
        os.umask(before)
    differing = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    assert f"site/data/{FIRST}/2023/report.xlsx" in one
    assert differing == []
