"""The stacked tables as Parquet: exact decimals, codes as categories, row groups that a range request can fetch alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from build_site.package.collection.stack import Stacked

ROW_GROUP = 20_000
"""Rows are sorted by department and year, so a reader that asks for one department fetches one or two groups."""
_PRECISION, _SCALE = 28, 8
"""Wide enough for any printed number; a longer one is refused rather than rounded."""


def write_parquet(table: Stacked, path: Path) -> None:
    """The CSV's rows in the same order; a blank is null. Snappy, which readers in the browser know too."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from pyarrow import csv

    types = {name: _type(pa, kind) for name, kind in table.fields}
    content = csv.read_csv(
        table.path,
        read_options=csv.ReadOptions(use_threads=False),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=types,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            true_values=["true"],
            false_values=["false"],
        ),
    )
    for at, (name, _) in enumerate(table.fields):
        if name in table.coded:
            content = content.set_column(at, name, content.column(name).combine_chunks().dictionary_encode())
    pq.write_table(
        content,
        path,
        compression="snappy",
        row_group_size=ROW_GROUP,
        write_page_index=True,
        store_decimal_as_integer=False,
    )


def _type(pa: Any, kind: str) -> Any:
    types = {"integer": pa.int64(), "number": pa.decimal128(_PRECISION, _SCALE), "boolean": pa.bool_()}
    return types.get(kind, pa.string())
