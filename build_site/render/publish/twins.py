"""The same rows again for two kinds of readers: JSON for programs, and a CSV that Excel opens without garbling.

JSON has the names of the columns once, then the rows: `pandas.read_json(address, orient="split", dtype=False, precise_float=True)` reads it.
Amounts are number literals with the digits as printed; a blank is null, as it is missing in the CSV.
What programs read and nobody opens by hand is packed: gzip, which pandas, polars, DuckDB, R and frictionless read as it is.
"""

import csv
import gzip
import hashlib
import io
import json
import os
import re
import shutil
import zlib
from collections.abc import Iterable, Iterator, Mapping
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any, BinaryIO

from build_site.render.numbers import line
from build_site.run import whole

LONGEST = 32_767
"""Characters that a cell of a spreadsheet can hold."""
_LARGE, _TOGETHER = 4 << 20, 8
"""Bytes of a table that is packed in pieces, and of how many departments about."""
_ROW, _NEAR, _MOST = re.compile(rb"\n([^,\n]+),[0-9]{4},"), 1 << 15, 1 << 8
"""Where a row begins, with slug and year; so many bytes are looked back for it; those of a slug at most."""
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


def pack(path: Path, kept: Path | None = None) -> Path:
    """The file packed, in its place; the same bytes for the same content. A large table is packed in pieces, of which those
    that stand in the folder `kept` are not packed again."""
    target = path.with_name(f"{path.name}.gz")
    with path.open("rb") as content, target.open("wb") as file:
        if path.suffix == ".csv" and path.stat().st_size > _LARGE:
            _pack_pieces(content, file, kept)
        else:
            with gzip.GzipFile("", "wb", 6, file, 0) as stream:
                shutil.copyfileobj(content, stream)
    path.unlink()
    return target


def _pack_pieces(content: BinaryIO, file: BinaryIO, kept: Path | None) -> None:
    """One gzip member, each piece of which can be unpacked without those before it, so that it says nothing of them."""
    total = size = 0
    used = set[str]()
    file.write(b"\x1f\x8b\x08" + bytes(6) + b"\xff")
    for piece in _pieces(content):
        total, size = zlib.crc32(piece, total), size + len(piece)
        name = hashlib.blake2b(piece, digest_size=16).hexdigest()
        packed = whole.sealed(kept / name) if kept else b""
        if not packed:
            stream = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
            packed = stream.compress(piece) + stream.flush(zlib.Z_FULL_FLUSH)
            if kept:
                whole.seal(kept / name, packed)
        used.add(name)
        file.write(packed)
    file.write(b"\x03\x00" + total.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little"))
    for gone in kept.glob("[0-9a-f]*") if kept else ():
        if gone.name not in used:
            gone.unlink(missing_ok=True)  # another run may be here too


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    """A table in pieces of some departments each, which begin at the same departments whatever stands before them."""
    start, at, size = 0, 0, content.seek(0, os.SEEK_END)
    while at < size:
        at = _next(content, at, size)
        if at == size or not zlib.crc32(_line_at(content, at)[1]) % _TOGETHER:
            content.seek(start)
            yield content.read(at - start)
            start = at


def _next(content: BinaryIO, at: int, size: int) -> int:
    """Where the rows of the department end that begin at a place."""
    low, step, slug = at, 1 << 12, _line_at(content, at)[1]
    while low + step < size and _line_at(content, low + step)[1] == slug:
        low, step = low + step, step * 2
    high = min(low + step, size)
    while high - low > 1:
        start, found = _line_at(content, (low + high) // 2)
        low, high = ((low + high) // 2, high) if found == slug or start <= low else (low, start)
    return high


def _line_at(content: BinaryIO, at: int) -> tuple[int, bytes]:
    """Where the row begins that a place is in, and the department that it begins with."""
    begin = max(0, at - _NEAR)
    content.seek(begin)
    near = content.read(at - begin + _MOST)
    end = at - begin
    while end > 0 and (end := near.rfind(b"\n", 0, end)) >= 0:
        if row := _ROW.match(near, end):
            return begin + end + 1, row[1]
    return begin, b""


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
    with path.open("rb") as content:  # the whole database would be 28 MB of memory with a thousand reports
        digest = f"sha256:{hashlib.file_digest(content, 'sha256').hexdigest()}"
    return {**resource, "path": path.name, "compression": "gz", "bytes": path.stat().st_size, "hash": digest}
