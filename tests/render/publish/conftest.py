"""The first report published whole: pages, exports, collection and everything for catalogues."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from build_site import pipeline
from tests.render.conftest import copy_repository

SITE = "https://site.test/final-accounts/"


def publish(root: Path, target: Path) -> Path:
    """docs/ of a repository with the first report, made as `build-site pages` makes it."""
    copy_repository(root, target)
    shutil.copytree(root / "data/versions", target / "data/versions")
    assert pipeline.pages(target, lambda _: None) == []
    return target / "docs"


@pytest.fixture(scope="session")
def docs(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    before = os.environ.get("SITE_URL")
    os.environ["SITE_URL"] = SITE
    try:
        yield publish(root, tmp_path_factory.mktemp("published"))
    finally:
        if before is None:
            del os.environ["SITE_URL"]
        else:
            os.environ["SITE_URL"] = before
