"""The same rows again for two kinds of readers: JSON for programs, and a CSV that Excel opens without garbling.

JSON has the names of the columns once, then the rows: `pandas.read_json(address, orient="split", dtype=False, precise_float=True)` reads it.
Amounts are number literals with the digits as printed; a blank is null, as it is missing in the CSV.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring

LONGEST = 32_767
"""Characters that a cell of a spreadsheet can hold."""
_BARE = frozenset(("number", "integer", "boolean"))
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet takes for the start of a formula, in full width where its language is East Asian."""


def json_twin(rows: Iterable[Mapping[str, str]], types: Mapping[str, str]) -> str:
    """An object of `columns` and `data`, one row a line."""
    bare = [(name, kind in _BARE) for name, kind in types.items()]
    found = ("\n[" + ",".join([_value(row[name], is_bare) for name, is_bare in bare]) + "]" for row in rows)
    return f'{{"columns":{json.dumps(list(types), ensure_ascii=False)},\n"data":[{",".join(found)}\n]}}\n'


def excel_twin(rows: Iterable[Mapping[str, str]], types: Mapping[str, str], titles: Mapping[str, str]) -> bytes:
    """With a byte order mark and CRLF, heads that people and programs know (本年支出合计 total); a text that a spreadsheet would
    run as a formula gets an apostrophe in front, one that is longer than its cells is cut there."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(f"{titles.get(name, '')} {name}".strip() for name in types)
    for row in rows:
        writer.writerow(row[name] if kind in _BARE else _harmless(row[name]) for name, kind in types.items())
    return buffer.getvalue().encode("utf-8-sig")


def _harmless(value: str) -> str:
    text = f"'{value}" if value.startswith(_FORMULA) else value
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _value(value: str, bare: bool) -> str:
    if value == "":
        return "null"
    return value if bare else encode_basestring(value)
