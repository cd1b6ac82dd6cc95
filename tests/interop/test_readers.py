"""Others' readers get the same values as Python's csv module: `make interop`."""

import csv
import gzip
import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.interop.programs import with_readr
from tests.render.conftest import SLUG, YEAR

pytest.importorskip("polars", reason="others' readers were not tried: run `make interop`")

Rows = list[list[str]]


def tables(docs: Path) -> Iterator[tuple[Path, list[str], Rows, dict[str, str]]]:
    """Every CSV of every package, the collection's and the code lists' too: header, rows, types by column."""
    for folder in sorted(path.parent for path in (docs / "data").glob("**/datapackage.json") if "v" not in path.parts):
        for resource in json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]:
            if "://" in resource["path"]:
                continue  # the collection of this version leads to the files of the latest
            opened = gzip.open if resource.get("compression") else open
            with opened(folder / resource["path"], "rt", encoding="utf-8", newline="") as handle:
                header, *rows = csv.reader(handle, strict=True)
            yield (
                folder / resource["path"],
                header,
                rows,
                {each["name"]: each["type"] for each in resource["schema"]["fields"]},
            )


def parquet(path: Path) -> Path:
    """Of a table's CSV, packed or not."""
    return path.with_name(f"{path.name.partition('.')[0]}.parquet")


def plain(value: object, kind: str) -> str:
    """A value as text, so that 11, 11.0 and 11.00 are the same number and nothing is "" however it is spelled."""
    if value is None or value == "" or value != value:  # noqa: PLR0124  # NaN
        return ""
    if kind in ("number", "integer"):
        return format(Decimal(str(value)).normalize(), "f")
    return str(value).lower() if kind == "boolean" else str(value)


def compare(
    path: Path, header: Sequence[str], rows: Rows, types: dict[str, str], found: Sequence[Sequence[Any]]
) -> None:
    kinds = [types[name] for name in header]
    expected = [[plain(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in rows]
    assert [[plain(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in found] == expected, (
        path.name
    )


def test_pandas(docs: Path) -> None:
    import pandas as pd

    for path, header, rows, types in tables(docs):
        texts = {name: str for name, kind in types.items() if kind in ("string", "number")}
        frame = pd.read_csv(
            path, dtype=texts, keep_default_na=False, na_values={n: [""] for n, k in types.items() if k == "integer"}
        )
        compare(path, header, rows, types, frame.astype(object).values.tolist())


def test_polars_reads_csv_and_parquet(docs: Path) -> None:
    import polars as pl

    for path, header, rows, types in tables(docs):
        frame = pl.read_csv(
            path,
            schema_overrides={n: pl.String for n, k in types.items() if k in ("string", "number")},
            infer_schema_length=None,
        )
        compare(path, header, rows, types, frame.rows())
        if parquet(path).is_file():
            compare(path, header, rows, types, pl.read_parquet(parquet(path)).rows())


def test_duckdb_reads_csv_and_parquet(docs: Path) -> None:
    import duckdb

    for path, header, rows, types in tables(docs):
        names = {
            name: {"string": "VARCHAR", "number": "DECIMAL(28,8)", "integer": "BIGINT", "boolean": "BOOLEAN"}[kind]
            for name, kind in types.items()
        }
        relation = duckdb.read_csv(str(path), dtype=names, header=True, strict_mode=True)
        compare(path, header, rows, types, relation.fetchall())
        if parquet(path).is_file():
            compare(path, header, rows, types, duckdb.read_parquet(str(parquet(path))).fetchall())


def test_r_reads_the_csv(docs: Path, tmp_path: Path) -> None:
    """readr, which reads what is packed as it is; each table written back and compared."""
    program = with_readr()
    listed = list(tables(docs))
    lines = []
    for at, (path, header, _, types) in enumerate(listed):
        kinds = "".join("i" if types[n] == "integer" and n != "amount_fen" else "c" for n in header)
        lines.append(
            f"d <- readr::read_csv('{path}', col_types='{kinds}', na='', trim_ws=FALSE)\n"
            f"stopifnot(nrow(readr::problems(d)) == 0)\n"
            f"readr::write_csv(d, '{tmp_path / str(at)}.csv', na='')"
        )
    (tmp_path / "read.R").write_text("\n".join(lines), "utf-8")
    subprocess.run(
        [program, "--vanilla", str(tmp_path / "read.R")], check=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    )
    for at, (path, header, rows, types) in enumerate(listed):
        with (tmp_path / f"{at}.csv").open(encoding="utf-8", newline="") as handle:
            compare(path, header, rows, types, list(csv.reader(handle))[1:])


def test_libreoffice_opens_the_workbook(docs: Path, tmp_path: Path) -> None:
    """Converted headlessly to the format of another program and read back: every cell has the same value."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (Debian: apt-get install libreoffice-calc-nogui): it was not tried")
    from openpyxl import load_workbook

    workbook = docs / "data" / SLUG / str(YEAR) / "report.xlsx"
    home = f"-env:UserInstallation=file://{tmp_path / 'home'}"
    for target in ("ods", "xlsx"):
        source = workbook if target == "ods" else tmp_path / "ods" / "report.ods"
        command = [program, home, "--headless", "--convert-to", target, "--outdir", str(tmp_path / target), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    before, after = load_workbook(workbook), load_workbook(tmp_path / "xlsx" / "report.xlsx")
    assert after.sheetnames == before.sheetnames
    count = 0
    for sheet in before:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    again = after[sheet.title][cell.coordinate]
                    assert again.value == cell.value, (sheet.title, cell.coordinate)
                    assert again.data_type == cell.data_type
                    count += 1
    assert count > 1000


def test_libreoffice_opens_the_csv_for_excel(docs: Path, tmp_path: Path) -> None:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (Debian: apt-get install libreoffice-calc-nogui): it was not tried")
    from openpyxl import load_workbook

    source = docs / "data" / SLUG / str(YEAR) / "expenditure-excel.csv"
    home = f"-env:UserInstallation=file://{tmp_path / 'home'}"
    command = [
        program,
        home,
        "--headless",
        "--infilter=CSV:44,34,76",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    sheet = load_workbook(tmp_path / "expenditure-excel.xlsx").worksheets[0]
    with source.open(encoding="utf-8-sig", newline="") as handle:
        header, *rows = csv.reader(handle)
    found = [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]
    assert found[0] == header
    name, total = (
        next(at for at, head in enumerate(header) if head.endswith(f" {each}")) for each in ("name", "total")
    )
    assert [row[name] for row in found[1:]] == [row[name] for row in rows]
    assert [Decimal(str(row[total])) for row in found[1:]] == [Decimal(row[total]) for row in rows]


def test_datasette_serves_the_database(docs: Path, tmp_path: Path) -> None:
    database = tmp_path / "collection.sqlite"
    database.write_bytes(gzip.decompress((docs / "data/collection/latest/collection.sqlite.gz").read_bytes()))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "datasette",
        "serve",
        str(database),
        "--port",
        str(port),
        "--setting",
        "default_page_size",
        "1000",
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            page = fetch(f"http://127.0.0.1:{port}/collection/department_years.json?_shape=array")
            first = {(row["slug"], row["fiscal_year"]): row for row in json.loads(page)}[SLUG, YEAR]
            assert (first["revenue_yuan"], first["project_yuan"]) == (1736100.0, 110000.0)
            chosen = f"slug={SLUG}&fiscal_year={YEAR}&form__exact=expenditure&is_leaf=1"
            table = json.loads(fetch(f"http://127.0.0.1:{port}/collection/amounts.json?_shape=array&{chosen}"))
            assert sum(row["amount_fen"] for row in table) == 173_610_000
            found = json.loads(
                fetch(f"http://127.0.0.1:{port}/collection/sections.json?_shape=array&_search={quote('公务接待')}")
            )
            assert found
            assert all("公务接待" in f"{row['title']}{row['text']}" for row in found)
            assert "173.61" in fetch(f"http://127.0.0.1:{port}/collection/revenue")
        finally:
            process.terminate()


def fetch(address: str) -> str:
    """The page, once the server has started."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(address) as answer:
                return str(answer.read().decode("utf-8"))
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
            time.sleep(0.2)
    raise AssertionError("the server did not start")
