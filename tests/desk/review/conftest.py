"""A throw-away repository with the first report and its package as committed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

NAME = "420116-data-resource-center/2023"
_COPIED = "sources packages versions reports.csv departments.csv known-issues.csv corrections.csv".split()


@pytest.fixture
def house(tmp_path: Path, root: Path) -> Path:
    for name in _COPIED:
        source, target = root / "data" / name, tmp_path / "data" / name
        target.parent.mkdir(exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    return tmp_path
