"""A stacked table as Parquet: typed columns (Arrow: exact decimals), codes as categories."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from build_site.package.collection.parts import DIGITS
from build_site.package.collection.stack import Stacked

ROW_GROUP = 20_000
"""Rows are sorted by department and year, so a reader that asks for one department fetches one or two groups."""
_TYPES = {"integer": pa.int64(), "boolean": pa.bool_()}
_LEAST = 2
"""Decimals of a column of amounts at least."""
_BLOCK = 1 << 22  # bytes that are read at once


def write(table: Stacked, path: Path, *, brief: bool = False) -> None:
    """The table's Parquet file. `brief`: what readers of a large one skip rows by, half of a small one, is left out."""
    try:
        _write(table, path, brief, _BLOCK)
    except pa.ArrowInvalid:  # a row that is longer than a block
        _write(table, path, brief, table.path.stat().st_size)


def _write(table: Stacked, path: Path, brief: bool, block: int) -> None:
    category = pa.dictionary(pa.int32(), pa.string())
    types = {name: _TYPES.get(kind, pa.string()) for name, kind in table.types.items()} | dict(_amounts(table, block))
    schema = pa.schema({**types, **dict.fromkeys(table.coded & types.keys(), category)})
    helps = dict.fromkeys(("write_page_index", "write_statistics", "use_dictionary", "store_schema"), not brief)
    with pq.ParquetWriter(
        path, schema, compression="zstd", compression_level=9, store_decimal_as_integer=False, **helps
    ) as file:
        for frame in _frames(table, types, block):
            file.write_table(frame.combine_chunks().cast(schema), row_group_size=ROW_GROUP)


def _frames(table: Stacked, types: Mapping[str, pa.DataType], block: int) -> Iterator[pa.Table]:
    """These columns of the table, a blank missing, ROW_GROUP rows at a time: memory does not grow with the number of reports."""
    convert = csv.ConvertOptions(
        column_types=dict(types), include_columns=list(types), null_values=[""], strings_can_be_null=True,
        true_values=["true"], false_values=["false"],
    )  # fmt: skip
    waiting, first = pa.schema(types).empty_table(), True
    options = csv.ReadOptions(use_threads=False, block_size=block), csv.ParseOptions(newlines_in_values=True)
    with csv.open_csv(table.path, *options, convert) as batches:
        for batch in batches:
            waiting = pa.concat_tables([waiting, pa.Table.from_batches([batch])])
            while waiting.num_rows > ROW_GROUP:
                yield waiting.slice(0, ROW_GROUP)
                waiting, first = waiting.slice(ROW_GROUP), False
    if waiting.num_rows or first:
        yield waiting


def _amounts(table: Stacked, block: int) -> Iterator[tuple[str, pa.DataType]]:
    """The columns of numbers, each with as many decimals as it has: 0 of eight decimals would be shown as 0E-8."""
    most = {name: _LEAST for name, kind in table.types.items() if kind == "number"}
    for frame in _frames(table, dict.fromkeys(most, pa.string()), block) if most else ():
        for name, known in most.items():
            decimals = pc.replace_substring_regex(frame[name], r"^[^.]*\.?", "")
            most[name] = max(known, pc.max(pc.binary_length(decimals)).as_py() or 0)
    return ((name, pa.decimal128(DIGITS, scale)) for name, scale in most.items())
