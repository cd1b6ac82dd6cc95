"""A throw-away repository with the first report and its package as committed."""

from pathlib import Path

import pytest

from tests.houses import copied

NAME = "420116-data-resource-center/2023"
_COPIED = "sources packages versions reports.csv departments.csv known-issues.csv corrections.csv".split()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return copied(tmp_path, *_COPIED)
