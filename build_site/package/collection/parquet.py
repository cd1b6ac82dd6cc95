"""A stacked table as frames of typed columns (Arrow: exact decimals), and these as Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from build_site.package.collection.parts import DIGITS
from build_site.package.collection.stack import Stacked

ROW_GROUP = 20_000
"""Rows are sorted by department and year, so a reader that asks for one department fetches one or two groups."""
_TYPED = ("integer", "number", "boolean")
_TEXT = pd.ArrowDtype(pa.string())
_TYPES = {"integer": pa.int64(), "boolean": pa.bool_()}
_LEAST = 2
"""Decimals of a column of amounts at least."""


def frames(table: Stacked, columns: list[str] | None = None) -> Iterator[pd.DataFrame]:
    """The table as text, a blank missing, ROW_GROUP rows at a time: memory does not grow with the number of reports."""
    yield from pd.read_csv(
        table.path, dtype=_TEXT, keep_default_na=False, na_values=[""], chunksize=ROW_GROUP, usecols=columns
    )


class Writer:
    """Writes a table's frames, each as a row group. Codes are categories."""

    def __init__(self, table: Stacked, file: pq.ParquetWriter, schema: pa.Schema) -> None:
        self._table, self._file, self._schema = table, file, schema

    def write(self, frame: pd.DataFrame) -> None:
        types = {each.name: pd.ArrowDtype(each.type) for each in self._schema if self._table.types[each.name] in _TYPED}
        typed = pa.Table.from_pandas(frame.astype(types), preserve_index=False, nthreads=1)
        self._file.write_table(typed.replace_schema_metadata().cast(self._schema), row_group_size=ROW_GROUP)


def _amounts(table: Stacked) -> Iterator[tuple[str, pa.DataType]]:
    """The columns of numbers, each with as many decimals as it has: 0 of eight decimals would be shown as 0E-8."""
    names = [name for name, kind in table.types.items() if kind == "number"]
    most = dict.fromkeys(names, _LEAST)
    for frame in frames(table, names) if names else ():
        for name in names:
            decimals = frame[name].str.split(".", n=1, expand=True, regex=False).get(1)
            most[name] = max(most[name], 0 if decimals is None else int(decimals.str.len().max() or 0))
    return ((name, pa.decimal128(DIGITS, scale)) for name, scale in most.items())


@contextmanager
def writing(table: Stacked, path: Path, *, brief: bool = False) -> Iterator[Writer]:
    """The table's Parquet file, open. `brief`: what readers of a large one skip rows by, half of a small one, is left out."""
    category = pa.dictionary(pa.int32(), pa.string())
    types = {name: _TYPES.get(kind, pa.string()) for name, kind in table.types.items()} | dict(_amounts(table))
    schema = pa.schema({**types, **dict.fromkeys(table.coded & types.keys(), category)})
    helps = dict.fromkeys(("write_page_index", "write_statistics", "use_dictionary", "store_schema"), not brief)
    with pq.ParquetWriter(
        path, schema, compression="zstd", compression_level=9, store_decimal_as_integer=False, **helps
    ) as file:
        yield Writer(table, file, schema)
