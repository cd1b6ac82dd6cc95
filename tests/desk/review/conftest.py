"""A throw-away repository with the first report, its package as committed, and a desk on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from build_site.desk.review.desk import Desk
from build_site.desk.review.server import Server, background

NAME = "420116-data-resource-center/2023"
_COPIED = "sources packages versions reports.csv departments.csv known-issues.csv corrections.csv".split()


@pytest.fixture
def house(tmp_path: Path, root: Path) -> Path:
    for name in _COPIED:
        source, target = root / "data" / name, tmp_path / "data" / name
        target.parent.mkdir(exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    return tmp_path


@pytest.fixture
def desk(house: Path) -> Desk:
    return Desk(house, NAME, [].append)


@pytest.fixture
def server(desk: Desk) -> Iterator[Server]:
    with background(desk) as running:
        yield running
