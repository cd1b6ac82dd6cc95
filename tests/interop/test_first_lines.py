"""The first line of code in each tool, run as the pages show it, over HTTP: `make interop`."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from build_site.render.publish.recipes import FIRST, FIRST_OF_REPORT, first_lines
from build_site.site import serve
from tests.interop.programs import with_readr
from tests.render.conftest import SLUG, YEAR
from tests.render.publish.conftest import duckdb_over_http

pytest.importorskip("polars", reason="others' readers were not tried: run `make interop`")


@pytest.fixture
def data(docs: Path) -> Iterator[str]:
    """The address of data/, served."""
    with serve.background(docs, "/final-accounts/") as port:
        yield f"http://127.0.0.1:{port}/final-accounts/data"


@pytest.mark.parametrize("name", ["pandas", "polars", "DuckDB"])
def test_python(name: str, data: str) -> None:
    if name == "DuckDB":
        duckdb_over_http()
    found: dict[str, Any] = {}
    exec(first_lines(FIRST, f"{data}/collection/latest/")[name], found)  # noqa: S102  # what the page shows
    assert "expenditure_yuan" in found["df"].columns
    exec(first_lines(FIRST_OF_REPORT, f"{data}/{SLUG}/{YEAR}/")[name], found)  # noqa: S102
    assert float(found["df"]["total"].max()) == 173.61


def test_r(data: str) -> None:
    program = with_readr()
    code = [
        first_lines(FIRST, f"{data}/collection/latest/")["R"],
        "stopifnot(is.numeric(df$expenditure_yuan), is.character(df$division_code))",
        first_lines(FIRST_OF_REPORT, f"{data}/{SLUG}/{YEAR}/")["R"],
        "stopifnot(is.character(df$functional_code), max(df$total) == 173.61)",
    ]
    subprocess.run([program, "--vanilla", "-e", "\n".join(code)], check=True)


def test_excel(docs: Path) -> None:
    """The files that the line names: numbers are numbers, heads are readable."""
    from openpyxl import load_workbook

    path = Path(first_lines(FIRST_OF_REPORT, f"{docs}/data/{SLUG}/{YEAR}/")["Excel"])
    assert load_workbook(path).sheetnames
    path = Path(first_lines(FIRST, f"{docs}/data/collection/latest/")["Excel"])
    assert path.read_text("utf-8-sig").startswith("部门代码 slug,")
