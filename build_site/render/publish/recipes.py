"""Three ways to load the collection from a program. The downloads page shows them and the tests run them."""

from __future__ import annotations

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
