"""The first report published whole, for others' tools. Where a tool is missing, its test says so and is skipped."""

from __future__ import annotations

from tests.render.publish.conftest import docs  # noqa: F401  # the fixture
