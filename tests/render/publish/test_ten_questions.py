"""Ten questions that a researcher asks, put to each format as its own reader understands it: numbers are numbers everywhere."""

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from build_site.model import Form
from build_site.registers.dictionary import read
from tests.render.conftest import SLUG, YEAR
from tests.render.publish.conftest import twin_of, unpacked

TABLE = Form.EXPENDITURE
WHERE = f"FROM expenditure WHERE slug = '{SLUG}' AND fiscal_year = {YEAR}"
Answer = object


@cache
def csv(docs: Path) -> pd.DataFrame:
    return pd.read_csv(docs / f"data/{SLUG}/{YEAR}/{TABLE}.csv", dtype={"functional_code": str})


@cache
def collection_csv(docs: Path) -> pd.DataFrame:
    return pd.read_csv(docs / f"data/collection/latest/{TABLE}.csv", dtype={"functional_code": str})


@cache
def json_(docs: Path) -> pd.DataFrame:
    path = docs / f"data/{SLUG}/{YEAR}/{TABLE}.json"
    assert all(isinstance(row["total"], int | float) for row in twin_of(path))
    return pd.read_json(path, orient="split", dtype=False, precise_float=True)


@cache
def parquet(docs: Path) -> pd.DataFrame:
    path = docs / f"data/collection/latest/{TABLE}.parquet"
    assert str(pq.read_schema(path).field("total").type) == "decimal128(28, 2)"
    assert str(pq.read_schema(path).field("amount_yuan").type) == "decimal128(28, 2)"
    frame = pd.read_parquet(path)
    return frame.assign(**{name: frame[name].astype(float) for name in TABLE.fields})


@cache
def xlsx(docs: Path) -> pd.DataFrame:
    path, texts = docs / f"data/{SLUG}/{YEAR}/report.xlsx", {"功能分类科目编码": str}
    sheet = pd.read_excel(path, sheet_name=3 + 1, header=3, dtype=texts, engine="openpyxl")
    heads = {field.title.zh: field.name for field in read()[TABLE].fields}
    return sheet.rename(columns=heads)


QUESTIONS: dict[str, tuple[Callable[[pd.DataFrame], Answer], str]] = {
    "how many rows": (len, "count(*)"),
    "the largest amount": (lambda f: f["total"].max(), "max(total)"),
    "the smallest amount": (lambda f: f["total"].min(), "min(total)"),
    "rows above 100": (lambda f: int((f["total"] > 100).sum()), "sum(total > 100)"),
    "rows below 9.5": (lambda f: int((f["total"] < 9.5).sum()), "sum(total < 9.5)"),
    "sum of the classes": (
        lambda f: round(f[f["functional_code"].str.len() == 3]["total"].sum(), 2),
        "round(sum(CASE WHEN length(functional_code) = 3 THEN total END), 2)",
    ),
    "mean of the items": (
        lambda f: round(f[f["functional_code"].str.len() == 7]["total"].mean(), 4),
        "round(avg(CASE WHEN length(functional_code) = 7 THEN total END), 4)",
    ),
    "names by size": (
        lambda f: "/".join(f[f["functional_code"].str.len() == 7].sort_values("total", ascending=False)["name"]),
        f"(SELECT group_concat(name, '/') FROM (SELECT name {WHERE} AND length(functional_code) = 7 ORDER BY total DESC))",  # noqa: S608
    ),
    "the largest project": (
        lambda f: f.loc[f["project"].fillna(0).where(f["functional_code"].notna()).idxmax(), "name"],
        "(SELECT name FROM expenditure WHERE functional_code IS NOT NULL ORDER BY project DESC LIMIT 1)",
    ),
    "blanks": (lambda f: int(f["project"].isna().sum()), "sum(project IS NULL)"),
}
"""Question → what a data frame answers, and SQL."""
EXPECTED = {
    "how many rows": 14, "the largest amount": 173.61, "the smallest amount": 1.41, "rows above 100": 4, "rows below 9.5": 4,
}  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    "reader", [csv, collection_csv, json_, parquet, xlsx], ids=lambda each: each.__name__.strip("_")
)
def test_each_format_answers_alike(question: str, reader: Callable[[Path], pd.DataFrame], docs: Path) -> None:
    ask, sql = QUESTIONS[question]
    with unpacked(docs / "data/collection/latest/collection.sqlite.gz") as database:
        (expected,) = database.execute(f"SELECT {sql} {WHERE}").fetchone()  # our own text
    found = ask(reader(docs))
    assert found == expected
    assert found == EXPECTED.get(question, found)


def test_sqlite_sorts_and_compares_every_amount_as_a_number(docs: Path) -> None:
    """As text, 9.8 is above 1000."""
    with unpacked(docs / "data/collection/latest/collection.sqlite.gz") as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%NUMERIC%'")]
        assert len(tables) > 12
        for table in tables:
            for _, name, kind, *_ in database.execute(f"PRAGMA table_info({table})").fetchall():
                if kind == "NUMERIC":
                    kinds = database.execute(f'SELECT DISTINCT typeof("{name}") FROM {table}').fetchall()  # noqa: S608
                    assert {each for (each,) in kinds} <= {"integer", "real", "null"}, (table, name)


def test_the_workbooks_amounts_are_numbers_with_their_decimals(docs: Path) -> None:
    from openpyxl import load_workbook

    sheet = load_workbook(docs / f"data/{SLUG}/{YEAR}/report.xlsx").worksheets[4]
    column = next(cell.column for cell in sheet[4] if cell.value == "本年支出合计")
    cells = [sheet.cell(row, column) for row in range(5, sheet.max_row + 1)]
    assert {cell.data_type for cell in cells} == {"n"}
    assert {cell.number_format for cell in cells} == {"#,##0.00"}
    assert max(Decimal(str(cell.value)) for cell in cells) == Decimal("173.61")
