"""The laws of the house that a machine can check, from the imports themselves."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("model", "registers", "run", "extract", "package", "reconcile", "render", "site", "desk")
"""In the order in which the data travels; each may import those before it."""
OPEN = {"model", "text", "registers", "run"}
"""What every room may import; they themselves import only what stands before them."""
TOP = {"__init__.py", "__main__.py", "pipeline.py", "text.py"}
ALLOWED = {
    "text": set(),
    "model": {"model", "text"},
    "registers": {"registers", "model", "text"},
    "run": {"run", "registers", "model", "text"},
    **{
        room: {*OPEN, *ROOMS[: place + 1]} - ({"extract"} if room == "render" else set())
        for place, room in enumerate(ROOMS)
        if place > 2
    },
    "pipeline": {*ROOMS, "text"} - {"desk"},
    "__main__": {*ROOMS, "text", "pipeline"},
}
ALLOWED["desk"] |= {"pipeline"}
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
    "jinja2",
    "pagefind",
)


@cache
def imported(path: Path) -> frozenset[str]:
    """The dotted modules (or names of modules) that a file imports, whole, those inside functions too."""
    return frozenset(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = list(package[: len(package) - node.level + 1]) if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def room_of(path: Path) -> str:
    return path.relative_to(ROOT / "build_site").parts[0].removesuffix(".py")


def modules() -> list[Path]:
    return sorted((ROOT / "build_site").rglob("*.py"))


def test_only_the_table_of_contents_stands_beside_the_rooms() -> None:
    here = {path.name for path in (ROOT / "build_site").iterdir() if path.name != "__pycache__"}
    assert here == TOP | set(ROOMS)


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_imports_only_what_stands_before_it(room: str) -> None:
    wrong = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules()
        if room_of(path) == room
        for name in imported(path)
        if name.startswith("build_site.") and name.split(".")[1] not in ALLOWED[room]
    }
    assert wrong == set()


def test_no_module_imports_itself_by_a_circle() -> None:
    known = {_dotted(path): path for path in modules()}
    arrows = {
        name: {target for each in imported(path) for target in _targets(each, known)} - {name}
        for name, path in known.items()
    }
    assert _circle(arrows) == []


def _dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _targets(name: str, known: dict[str, Path]) -> set[str]:
    """The module that an imported name is, or stands in."""
    return {name} & known.keys() or {name.rpartition(".")[0]} & known.keys()


def _circle(arrows: dict[str, set[str]]) -> list[str]:
    """One circle of imports, or nothing."""
    done: set[str] = set()

    def walk(name: str, way: list[str]) -> list[str]:
        if name in way:
            return [*way[way.index(name) :], name]
        if name in done:
            return []
        for target in sorted(arrows[name]):
            if found := walk(target, [*way, name]):
                return found
        done.add(name)
        return []

    for name in sorted(arrows):
        if found := walk(name, []):
            return found
    return []


def test_a_circle_is_seen() -> None:
    assert _circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert _circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_the_import_reader_sees_every_way_to_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    path = tmp_path / "build_site" / "render" / "pages.py"
    path.parent.mkdir(parents=True)
    path.write_text(
        "import build_site.extract.parse\nfrom build_site import package\nfrom .. import reconcile\n"
        "from ..pipeline import all\nfrom . import charts\ndef later():\n    from .charts import draw\nimport json\n"
    )
    assert imported(path) == {
        "build_site.extract.parse",
        "build_site.package",
        "build_site.reconcile",
        "build_site.pipeline.all",
        "build_site.render.charts",
        "build_site.render.charts.draw",
        "json",
    }


def test_no_module_is_longer_than_400_lines() -> None:
    lines = {path.relative_to(ROOT).as_posix(): path.read_bytes().count(b"\n") for path in modules()}
    assert {name: count for name, count in lines.items() if count > 400} == {}


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
