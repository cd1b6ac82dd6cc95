"""The stacked tables as Parquet: exact decimals, codes as categories, row groups that a range request can fetch alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from build_site.package.collection.stack import Stacked

ROW_GROUP = 20_000
"""Rows are sorted by department and year, so a reader that asks for one department fetches one or two groups."""
_BLOCK = 8 << 20  # bytes of CSV read at once; no row is longer
_PRECISION, _SCALE = 28, 8
"""Wide enough for any printed number; a longer one is refused rather than rounded."""


def write_parquet(table: Stacked, path: Path) -> None:
    """The CSV's rows in the same order; a blank is null. Snappy, which readers in the browser know too.

    One row group at a time: what is held in memory does not grow with the number of reports."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    coded = pa.dictionary(pa.int32(), pa.string())
    schema = pa.schema([(name, coded if name in table.coded else _type(pa, kind)) for name, kind in table.fields])
    with pq.ParquetWriter(
        path, schema, compression="snappy", write_page_index=True, store_decimal_as_integer=False
    ) as writer:
        for group in _groups(table, pa):
            columns = [
                group.column(name).combine_chunks().dictionary_encode() if name in table.coded else group.column(name)
                for name in schema.names
            ]
            writer.write_table(pa.table(columns, schema=schema), row_group_size=ROW_GROUP)


def _groups(table: Stacked, pa: Any) -> Iterator[Any]:
    """The CSV as tables of ROW_GROUP rows, the last one shorter; an empty one where there is no row."""
    from pyarrow import csv

    reader = csv.open_csv(
        table.path,
        read_options=csv.ReadOptions(use_threads=False, block_size=_BLOCK),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types={name: _type(pa, kind) for name, kind in table.fields},
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            true_values=["true"],
            false_values=["false"],
        ),
    )
    waiting = reader.schema.empty_table()
    written = False
    for batch in reader:
        waiting = pa.concat_tables([waiting, pa.Table.from_batches([batch])])
        while waiting.num_rows >= ROW_GROUP:
            yield waiting.slice(0, ROW_GROUP)
            waiting, written = waiting.slice(ROW_GROUP), True
    if waiting.num_rows or not written:
        yield waiting


def _type(pa: Any, kind: str) -> Any:
    types = {"integer": pa.int64(), "number": pa.decimal128(_PRECISION, _SCALE), "boolean": pa.bool_()}
    return types.get(kind, pa.string())
