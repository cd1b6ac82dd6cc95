"""The same rows again for two kinds of readers: JSON for programs, and a CSV that Excel opens without garbling.

JSON has the names of the columns once, then the rows: `pandas.read_json(address, orient="split", dtype=False, precise_float=True)` reads it.
Amounts are number literals with the digits as printed; a blank is null, as it is missing in the CSV.
What programs read and nobody opens by hand is packed: gzip, which pandas, polars, DuckDB, R and frictionless read as it is.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import shutil
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

from build_site.render.numbers import line

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


def pack(path: Path) -> Path:
    """The file packed, in its place; the same bytes for the same content."""
    target = path.with_name(f"{path.name}.gz")
    with path.open("rb") as content, target.open("wb") as file, gzip.GzipFile("", "wb", 6, file, 0) as stream:
        shutil.copyfileobj(content, stream)
    path.unlink()
    return target


def describe(descriptor: Mapping[str, Any], folder: Path) -> None:
    """Write datapackage.json, which says of the resources that lie packed in the folder their path and hash: not their bytes,
    which frictionless misses where it reads a packed file from an address."""
    said = (packed(each, folder) for each in descriptor["resources"])
    resources = (line({n: v for n, v in each.items() if n != "bytes" or "compression" not in each}) for each in said)
    first = line({name: value for name, value in descriptor.items() if name != "resources"})
    lines = ",\n".join(resources)
    (folder / "datapackage.json").write_text(f'{first[:-1]},\n"resources":[\n{lines}\n]}}\n', "utf-8")


def brief(descriptor: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without the second, English, description of each table and field: it is in report.zip, in the collection's descriptor
    and the codebook, and would be a quarter of the file."""
    return {**descriptor, "resources": [_in_short(each) for each in descriptor["resources"]]}


def _in_short(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    schema = resource["schema"]
    fields = [{**each, "description": each["description"].partition("\n\n")[0]} for each in schema["fields"]]
    words = str(resource["description"]).partition("\n\n")[0]
    return {**resource, "description": words, "schema": {**schema, "fields": fields}}


def packed(resource: Mapping[str, Any], folder: Path) -> Mapping[str, Any]:
    """A file's description: of one that lies packed in the folder, with what it is there."""
    path = folder / f"{resource['path']}.gz"
    if not path.is_file():
        return resource
    content = path.read_bytes()
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return {**resource, "path": path.name, "compression": "gz", "bytes": len(content), "hash": digest}
