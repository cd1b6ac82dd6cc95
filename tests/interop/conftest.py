"""The first report published whole, for others' tools; or any built site: INTEROP_DOCS=build/demo/docs make interop.
Where a tool is missing, its test says so and is skipped."""

import os
from pathlib import Path

import pytest

from tests.render.publish.conftest import docs as first  # noqa: F401  # the fixture


@pytest.fixture(scope="session")
def docs(request: pytest.FixtureRequest) -> Path:
    other = os.environ.get("INTEROP_DOCS")
    if other:
        return Path(other).resolve()
    made: Path = request.getfixturevalue("first")
    return made
