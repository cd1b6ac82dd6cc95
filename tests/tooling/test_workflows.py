"""What zizmor and the schema (run by `make lint`) do not ask of the workflows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PATHS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def jobs(path: Path) -> dict[str, Any]:
    workflow: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {}
    return workflow["jobs"]


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in jobs(path).values() for step in job["steps"]]


def test_there_is_one_for_pull_requests_and_one_that_publishes() -> None:
    assert [path.stem for path in PATHS] == ["publish", "pull-request"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_each_job_ends_by_itself_and_takes_only_what_it_needs(path: Path) -> None:
    for title, job in jobs(path).items():
        assert job["timeout-minutes"] <= 60
        writes = {key for key, access in job["permissions"].items() if access == "write"}
        assert writes == ({"pages", "id-token"} if title == "deploy" else set())


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_commit_with_their_version_beside(path: Path) -> None:
    used = re.findall(r"uses: (.*)", path.read_text("utf-8"))
    assert used
    assert [line for line in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)] == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_they_test_and_build_with_the_commands_of_the_makefile(path: Path) -> None:
    commands = [word for step in steps(path) for word in re.findall(r"make ([\w-]+)", step.get("run", ""))]
    assert {"test", "site"} <= set(commands) <= TARGETS


def test_a_site_that_failed_its_tests_is_not_deployed() -> None:
    publish = ROOT / ".github" / "workflows" / "publish.yml"
    assert jobs(publish)["deploy"]["needs"] == "build"
    assert [step["name"] for step in steps(publish) if "if" in step] == []


def test_a_pull_request_is_told_what_changed() -> None:
    text = (ROOT / ".github" / "workflows" / "pull-request.yml").read_text("utf-8")
    assert 'build_site.desk.summary "$BASE" >> "$GITHUB_STEP_SUMMARY"' in text
    assert "pull_request_target" not in text
