"""The first report published whole: pages, exports, collection and everything for catalogues."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from build_site import pipeline
from tests.houses import once
from tests.render.conftest import copy_repository

SITE = "https://site.test/final-accounts/"


def publish(root: Path, target: Path) -> Path:
    """docs/ of a repository with the first report, made as `build-site pages` makes it for SITE."""
    copy_repository(root, target)
    shutil.copytree(root / "data/versions", target / "data/versions")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITE_URL", SITE)
        assert pipeline.pages(target, lambda _: None) == []
    return target / "docs"


@pytest.fixture(scope="session")
def docs(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "published", lambda target: publish(root, target)) / "docs"
