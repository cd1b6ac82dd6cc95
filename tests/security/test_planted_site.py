"""Two reports full of invented persons, as text and as PDF, through the whole build: every published file is opened, and
none of them holds one of the names and numbers. The same reports give the same bytes of packages and site wherever, whenever
and however they are built; only the search index is its program's own."""

import csv
import gzip
import io
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.factory import reportlab_pdf, text
from tests.factory.drawing import Drawing
from tests.houses import ROOT, copied, copy, files, registered, with_site
from tests.security.planted import FORMULAS, GIVEN, KEPT, SURNAMES, planted

COUNT = 200
REGISTERS = ("reports.csv", "departments.csv", "known-issues.csv")
OFFICES = {"420116-office-text": "=1+1.txt", "420116-office-pdf": "report.pdf"}


SHIFTED = """
import time
_time, _monotonic = time.time, time.monotonic
time.time = lambda: _time() + 40_000_000
time.monotonic = lambda: 7 * _monotonic()
"""
"""A clock that is a year ahead and runs seven times as fast, in every Python process."""


def build(root: Path, workers: int, **environment: str) -> None:
    command = [sys.executable, "-m", "build_site", "--root", str(root), "all", "--workers", str(workers)]
    own = {"PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1700000000", **environment}
    done = subprocess.run(command, env={**os.environ, **own}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def published(root: Path) -> dict[str, bytes]:
    found = {f"{part}/{name}": each for part in ("data", "docs", "site") for name, each in files(root / part).items()}
    return {name: content for name, content in found.items() if not name.startswith("site/pagefind/")}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The house after a whole build; what was planted."""
    root, secrets = tmp_path_factory.mktemp("planted"), []
    rows = []
    for seed, (slug, name) in enumerate(OFFICES.items(), 1):
        printed, own = planted(seed, COUNT if seed == 1 else 40)
        secrets += own
        path = root / f"data/sources/{slug}/2023/{name}"
        path.parent.mkdir(parents=True)
        if name.endswith("pdf"):
            reportlab_pdf.write(printed, Drawing(), path)
        else:
            text.write(printed, path)
        year, department = printed.accounts.year, printed.accounts.department
        rows.append({
            "slug": slug, "year": str(year), "department": department, "sha256": "", "title": f"{year}年度{department}部门决算",
            "source_path": path.relative_to(root).as_posix(), "name": f"{FORMULAS[seed]}局", "name_en": f"{FORMULAS[seed]} Office",
        })  # fmt: skip
    registered(copied(root, "codelists", "forms"), *rows)
    with_site(root)
    build(root, 1, PYTHONHASHSEED="1", LC_ALL="C.UTF-8", TZ="UTC")
    return root, secrets


def test_clock_speed_place_hashes_language_zone_rights_and_workers_change_nothing(
    built: tuple[Path, list[str]], tmp_path: Path
) -> None:
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock/sitecustomize.py").write_text(SHIFTED, "utf-8")
    other = tmp_path / "another place 别处" / ("x" * 40)
    before = os.umask(0o077)
    try:
        for part in ("data/sources", *(f"data/{name}" for name in REGISTERS)):
            copy(built[0] / part, other / part)
        with_site(copied(other, "codelists", "forms"))
        build(
            other, 3, PYTHONHASHSEED="2", LC_ALL="C", TZ="Pacific/Auckland",
            PYTHONPATH=os.pathsep.join((str(tmp_path / "clock"), str(ROOT))), HOME=str(tmp_path / "nobody"),
        )  # fmt: skip
    finally:
        os.umask(before)
    one, two = published(built[0]), published(other)
    differing = sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))
    assert sum(name.startswith("site/data/") and name.endswith("/report.xlsx") for name in one) == len(OFFICES)
    assert differing == []


def opened(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Every text in a file, archives and databases opened."""
    ending = name.rpartition(".")[2]
    if ending in ("zip", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.namelist():
                yield from opened(f"{name}/{part}", archive.read(part))
    elif content[:2] == b"\x1f\x8b":
        yield name.removesuffix(".gz"), gzip.decompress(content).decode("utf-8", "replace")
    elif ending == "parquet":
        yield name, "\n".join(str(row) for row in pq.read_table(io.BytesIO(content)).to_pylist())
    elif ending == "sqlite":
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(content)
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in tables:
                yield name, "\n".join(map(str, database.execute(f'SELECT * FROM "{table}"')))  # noqa: S608  # its own
    elif ending not in ("png", "wasm", "woff2"):
        yield name, content.decode("utf-8")


def everything(root: Path) -> dict[str, str]:
    """All files of the site and of the packages, as texts; not those that have nothing of reports."""
    paths = [*(root / "site").rglob("*"), *(root / "docs").rglob("*.md"), *(root / "data/packages").rglob("*")]
    found: dict[str, str] = {}
    for path in paths:
        if path.is_file() and "assets" not in path.relative_to(root).parts:
            for name, content in opened(path.relative_to(root).as_posix(), path.read_bytes()):
                found[name] = found.get(name, "") + content
    return found


@pytest.fixture(scope="module")
def texts(built: tuple[Path, list[str]]) -> dict[str, str]:
    return everything(built[0])


def test_every_kind_of_file_was_opened(texts: dict[str, str]) -> None:
    endings = {name.rpartition(".")[2] for name in texts}
    assert {"csv", "json", "md", "xml", "parquet", "sqlite", "jsonld"} <= endings
    assert any(".xlsx/" in name for name in texts)
    assert any(".zip/" in name for name in texts)


def test_no_published_file_holds_a_name_or_number(built: tuple[Path, list[str]], texts: dict[str, str]) -> None:
    secrets = {bare(each) for each in built[1]}
    assert len(secrets) > COUNT
    held: dict[str, set[str]] = {}
    others = [each for each in built[1] if not _LIKE_ONE.fullmatch(each)]
    for name, content in texts.items():
        for each in (each for each in others if each in content):
            held.setdefault(each, set()).add(name)
        for each in _LIKE_ONE.findall(content):
            if bare(each) in secrets or bare(each)[-11:] in secrets:
                held.setdefault(each, set()).add(name)
    assert held == {}


_LIKE_ONE = re.compile(rf"[{SURNAMES}][ \u3000]*[{GIVEN}][ \u3000]*[{GIVEN}]|\d(?:[-–. ()（）]{{0,2}}\d){{7,13}}")


def bare(secret: str) -> str:
    """A secret in one run: a name without blanks, a number's digits without the country's."""
    plain = re.sub(r"[ \u3000]", "", secret)
    return re.sub(r"\D", "", plain.removeprefix("+86")) if plain[-1].isdigit() else plain


_PLAIN = re.compile(r"-?[\d.,]+%?")


def test_nothing_is_a_formula_in_a_spreadsheet(texts: dict[str, str]) -> None:
    """In CSV for Excel no cell begins as a formula does; in workbooks there are no formulas, links or names, all is text."""
    begun, books = set(), 0
    for name, content in texts.items():
        if name.endswith("-excel.csv"):
            cells = {cell for row in csv.reader(io.StringIO(content.lstrip("\ufeff"), newline="")) for cell in row}
            assert not [
                each for each in cells if each.startswith(tuple("=+-@\t\r＝＋－＠")) and not _PLAIN.fullmatch(each)
            ]
            begun |= {each for each in FORMULAS if any(cell.startswith(f"'{each}") for cell in cells)}
        elif ".xlsx/" in name:
            books += 1
            assert not re.search(r"<f>|<f |<hyperlink|<ddeLink|externalLink", content), name
            assert not re.search(r'<sheet name="[=+\-@]', content), name
    assert begun >= set(FORMULAS[1:3])
    assert books > 20


@pytest.mark.parametrize("slug", OFFICES)
def test_projects_and_duties_stay(texts: dict[str, str], slug: str) -> None:
    own = [content for name, content in texts.items() if slug in name]
    assert [kept for kept in KEPT if not any(kept in content for content in own)] == []
