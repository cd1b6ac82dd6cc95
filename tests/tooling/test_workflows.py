"""What zizmor and the schema (run by `make lint`) do not ask of the workflows, and the script that one of them runs."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PATHS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def workflow(path: Path) -> dict[str, Any]:
    read: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    return {str(key): value for key, value in read.items()}


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in workflow(path)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_each_job_ends_by_itself_and_takes_only_what_it_needs(path: Path) -> None:
    assert workflow(path)["permissions"] == {}
    for title, job in workflow(path)["jobs"].items():
        assert job["timeout-minutes"] <= 60
        writes = {key for key, access in job["permissions"].items() if access == "write"}
        assert writes == {"deploy": {"pages", "id-token"}, "release": {"contents"}}.get(title, set())


@pytest.mark.parametrize(
    ("repository", "variable", "address"),
    [
        ("someone/open-accounts", "", "https://someone.github.io/open-accounts/"),
        ("Someone/Someone.GitHub.io", "", "https://someone.github.io/"),
        ("someone/someone.github.io", "https://data.example.org/", "https://data.example.org/"),
    ],
)
def test_the_address_that_the_site_is_published_under(repository: str, variable: str, address: str) -> None:
    environment = {**os.environ, "GITHUB_REPOSITORY": repository, "SITE_URL": variable}
    done = subprocess.run([ROOT / ".github/address.sh"], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == f"{address}\n"


@pytest.mark.parametrize("path", [path for path in PATHS if path.stem != "watch"], ids=lambda path: path.stem)
def test_every_command_of_make_is_there(path: Path) -> None:
    commands = {word for step in steps(path) for word in re.findall(r"\bmake ([\w-]+)", step.get("run", ""))}
    assert {"test", "site"} <= commands
    done = subprocess.run(["make", "-n", *sorted(commands)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_site_that_failed_its_tests_is_not_deployed() -> None:
    (publish,) = (path for path in PATHS if path.stem == "publish")
    assert workflow(publish)["jobs"]["deploy"]["needs"] == "build"
    assert [step for step in steps(publish) if "if" in step] == []


@pytest.mark.parametrize("status", [0, 1])
def test_what_lies_in_the_inbox_is_added_told_and_made_a_patch(tmp_path: Path, status: int) -> None:
    program = tmp_path / ".venv/bin/build-site"
    program.parent.mkdir(parents=True)
    program.write_text(
        f"#!/bin/sh\ntest \"$*\" = 'add --inbox' || exit 9\n"
        f"echo ADDED office; echo '::set-env name=PATH::/tmp'; echo 'a ##[add-mask]office'; echo 'error: broken.pdf' >&2; echo row > data/reports.csv; echo new > data/made.csv; exit {status}\n",
        "utf-8",
    )
    program.chmod(0o755)
    (tmp_path / "data").mkdir()
    (tmp_path / "data/reports.csv").write_text("header\n", "utf-8")
    (tmp_path / ".gitignore").write_text(".venv\nbuild\n", "utf-8")
    for command in ("init -q", "add .", "-c user.name=t -c user.email=t@example.org commit -qm one"):
        subprocess.run(["git", *command.split()], cwd=tmp_path, check=True)
    environment = {**os.environ, "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    done = subprocess.run([ROOT / ".github/inbox.sh"], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode == status
    printed = done.stdout.decode().splitlines()
    assert not [line for line in printed if line.lstrip().startswith("::") or "##[" in line]  # no command to the runner
    summary = (tmp_path / "summary.md").read_text("utf-8")
    assert "ADDED office" in summary
    assert "error: broken.pdf" in summary
    for command in ("reset -q --hard", "clean -qfd", "apply build/added.patch"):
        subprocess.run(["git", *command.split()], cwd=tmp_path, check=True)
    found = {path.name: path.read_text("utf-8") for path in (tmp_path / "data").iterdir()}
    assert found == {"reports.csv": "row\n", "made.csv": "new\n"}


@pytest.mark.parametrize(
    ("there", "asked", "told"),
    [
        (
            "",
            "release create data-2026.11.29 --draft --target abc --title data 2026.11.29 --notes",
            "drafted data-2026.11.29",
        ),
        ("true", "release upload data-2026.11.29 --clobber dist/final-accounts-2026.11.29.tar.gz", "is drafted"),
        ("false", "release view", "is published: left alone"),
        ("nothing built", "run download", "no collection was built"),
    ],
)
def test_the_release_of_the_collection_is_drafted_once(there: str, asked: str, told: str, tmp_path: Path) -> None:
    """The step as the runner runs it, with a `gh` that notes what it is asked."""
    (publish,) = (path for path in PATHS if path.stem == "publish")
    (step,) = workflow(publish)["jobs"]["release"]["steps"]
    gh = tmp_path / "bin/gh"
    gh.parent.mkdir()
    gh.write_text(
        '#!/bin/sh\necho "$@" >> asked\n'
        f'case "$1 $2" in\n  "run download") test "$3 $7" = "77 dist" -a "{there}" != "nothing built" || exit 1\n'
        "    mkdir dist; touch dist/final-accounts-2026.11.29.tar.gz ;;\n"
        f'  "release view") test -n "{there}" && echo "{there}" ;;\nesac\n'
    )
    gh.chmod(0o755)
    own = {"RUN": "77", "GH_TOKEN": "t", "GH_REPO": "a/b", "GITHUB_SHA": "abc", "GITHUB_STEP_SUMMARY": "summary"}
    assert own.keys() - step["env"].keys() == {"GITHUB_SHA", "GITHUB_STEP_SUMMARY"}  # which every run has
    environment = {**os.environ, **own, "PATH": f"{gh.parent}:{os.environ['PATH']}"}
    runner = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    subprocess.run(runner, cwd=tmp_path, env=environment, check=True)
    *_, last = (tmp_path / "asked").read_text("utf-8").splitlines()
    assert last.startswith(asked)
    assert not asked.startswith("release create") or last.endswith(" dist/final-accounts-2026.11.29.tar.gz")
    assert told in (tmp_path / "summary").read_text("utf-8")
