"""The first report published whole: pages, exports, collection and everything for catalogues."""

import csv
import gzip
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any

import pytest

from build_site import pipeline
from tests.houses import copied, once
from tests.render.conftest import copy_repository

SITE = "https://site.test/final-accounts/"


def publish(target: Path) -> Path:
    """docs/ of a repository with the first report, made as `build-site pages` makes it for SITE."""
    copied(copy_repository(target), "versions")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITE_URL", SITE)
        assert pipeline.pages(target, lambda _: None) == []
    return target / "docs"


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a published CSV, packed or not."""
    with (
        gzip.open(path, "rt", encoding="utf-8", newline="")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8", newline="") as handle
    ):
        return list(csv.DictReader(handle))


def twin_of(path: Path, **numbers: Any) -> list[dict[str, Any]]:
    """The rows of a published JSON table, packed or not."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    table = json.loads(content, **numbers)
    return [dict(zip(table["columns"], row, strict=True)) for row in table["data"]]


@contextmanager
def unpacked(path: Path) -> Iterator[sqlite3.Connection]:
    """A published SQLite file, open."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(gzip.decompress(path.read_bytes()))
        yield database


def valid(folder: Path, address: str = "") -> tuple[bool, str]:
    """What the stock command says of the package in the folder, or at the address, in a process of its own: frictionless leaves
    packed files open."""
    frictionless = Path(sys.executable).with_name("frictionless")
    command = [frictionless, "validate", f"{address}datapackage.json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return done.returncode == 0, done.stdout.decode()


def duckdb_over_http() -> None:
    """Let DuckDB read over HTTP: elsewhere it fetches its reader by itself, here that comes from the locked package."""
    import duckdb

    try:
        packaged = [path for path in files("duckdb-extension-httpfs") or () if path.name == "httpfs.duckdb_extension"]
    except PackageNotFoundError:
        pytest.skip("no package with DuckDB's HTTP reader for this kind of machine: the example was not run")
    duckdb.execute(f"LOAD '{packaged[0].locate()}'")


@pytest.fixture(scope="session")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "published", publish) / "docs"
