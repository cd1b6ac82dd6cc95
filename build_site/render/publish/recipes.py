"""Ways to load the data from a program: one line each to begin with, and three longer examples. Pages and read-mes show them,
the tests run them."""

from collections.abc import Mapping

from build_site.render.publish.facts import LATEST, site_url

FIRST: Mapping[str, str] = {
    "pandas": 'import pandas as pd; df = pd.read_parquet("{folder}department-years.parquet")',
    "polars": 'import polars as pl; df = pl.read_parquet("{folder}department-years.parquet")',
    "DuckDB": """import duckdb; df = duckdb.sql("FROM '{folder}department-years.parquet'").df()""",
    "R": 'df <- readr::read_csv("{folder}department-years.csv", col_types = list(division_code = "c"))',
    "Excel": "{folder}department-years-excel.csv",
}
"""The collection in one line: name of the tool → code, with {folder} for where the files lie; of Excel, the file to open."""
FIRST_OF_REPORT: Mapping[str, str] = {
    "pandas": 'import pandas as pd; df = pd.read_csv("{folder}expenditure.csv", dtype={{"functional_code": str}})',
    "polars": 'import polars as pl; df = pl.read_csv("{folder}expenditure.csv", schema_overrides={{"functional_code": pl.String}})',
    "DuckDB": """import duckdb; df = duckdb.sql("FROM read_csv('{folder}expenditure.csv', types={{'functional_code': 'VARCHAR'}})").df()""",
    "R": 'df <- readr::read_csv("{folder}expenditure.csv", col_types = list(functional_code = "c"))',
    "Excel": "{folder}report.xlsx",
}
"""A report's 支出决算表 in one line."""


def first_lines(lines: Mapping[str, str], folder: str = "") -> dict[str, str]:
    """The lines for files in `folder` (an address or path that ends with a slash); without it, for the site's collection."""
    return {name: code.format(folder=folder or f"{site_url()}data/{LATEST}/") for name, code in lines.items()}


RECIPES = {
    "pandas": """\
import pandas as pd

amounts = pd.read_csv("{site}data/collection/latest/{amounts}",
                      dtype={{"functional_code": str, "economic_code": str}})
leaves = amounts[(amounts["form"] == "expenditure") & amounts["is_leaf"]]
result = leaves.groupby(["slug", "fiscal_year"])["amount_fen"].sum() / 100
print(result)
""",
    "DuckDB": """\
import duckdb

result = duckdb.sql(\"\"\"
    SELECT slug, fiscal_year, sum(amount_fen) / 100 AS yuan
    FROM read_parquet('{site}data/collection/latest/amounts.parquet')
    WHERE form = 'expenditure' AND is_leaf
    GROUP BY ALL ORDER BY ALL
\"\"\").fetchall()
print(result)
""",
    "frictionless": """\
from decimal import Decimal
from frictionless import Package

package = Package("{site}data/collection/latest/datapackage.json")
rows = package.get_resource("amounts").read_rows()
result = {{}}
for row in rows:
    if row["form"] == "expenditure" and row["is_leaf"]:
        key = row["slug"], row["fiscal_year"]
        result[key] = result.get(key, Decimal(0)) + row["amount"] * row["unit_factor"]
print(result)
""",
}
"""Name → Python code with {site} for the site's address and {amounts} for the file. Each leaves expenditure by report in `result`, in yuan."""
NEEDS = {"pandas": "pandas", "DuckDB": "duckdb", "frictionless": "frictionless"}
"""The package that each recipe has to be installed with."""
