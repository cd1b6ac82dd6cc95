"""The laws of the house that a machine can check."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("extract", "package", "reconcile", "render")
COMMON = {"model", "codelists", "text"}
HEAVY = (
    "pandas",
    "frictionless",
    "pyecharts",
    "pdfplumber",
    "pypdfium2",
    "pyarrow",
    "mkdocs",
    "quickjs",
    "distributed",
    "fsspec",
)


def imported(path: Path) -> set[str]:
    """The modules of build_site, by their first name, that a file imports."""
    package = path.relative_to(ROOT).parent.parts
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = list(package[: len(package) - node.level + 1]) if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return {name.split(".")[1] for name in names if name.startswith("build_site.")}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_the_nouns_and_itself(room: str) -> None:
    for path in (ROOT / "build_site" / room).rglob("*.py"):
        assert imported(path) <= COMMON | {room}, path.relative_to(ROOT)


@pytest.mark.parametrize("name", ["model/__init__.py", "text.py", "codelists.py"])
def test_the_nouns_import_no_room(name: str) -> None:
    path = ROOT / "build_site" / name
    for each in path.parent.glob("*.py") if path.name == "__init__.py" else [path]:
        assert imported(each) <= COMMON


def test_the_import_reader_sees_every_way_to_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    path = tmp_path / "build_site" / "render" / "pages.py"
    path.parent.mkdir(parents=True)
    path.write_text(
        "import build_site.extract.parse\nfrom build_site import package\nfrom .. import reconcile\n"
        "from ..pipeline import all\nfrom . import charts\nfrom .charts import draw\nimport json\n"
    )
    assert imported(path) == {"extract", "package", "reconcile", "pipeline", "render"}


def test_no_module_is_longer_than_450_lines() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in (ROOT / "build_site").rglob("*.py")
        if (lines := path.read_text("utf-8").count("\n")) > 450
    }
    assert long == {}


def test_the_command_line_starts_without_heavy_libraries() -> None:
    code = f"import sys, build_site.__main__; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_nothing_of_a_machine_or_a_person_is_in_the_repository() -> None:
    patterns = [
        "/(work|root|home/[a-z]+)/",  # a path of a machine
        r"https?:[^ ]*/(simple|packages)/",  # a package registry
        r"(^|[^0-9.])1[3-9][0-9]{9}([^0-9]|$)",  # a mobile phone number
    ]
    command = ["git", "grep", "-nIE", "|".join(patterns), "--", ".", ":!data/sources", ":!requirements/*.lock"]
    command.append(":!tests/tooling/test_house.py")  # these very patterns
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout or done.stderr  # 1: nothing found
