"""Files that programs read and nobody opens by hand, packed: gzip, which pandas, polars, DuckDB, R and frictionless read as
they are."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any


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
    resources = (_line({n: v for n, v in each.items() if n != "bytes" or "compression" not in each}) for each in said)
    first = _line({name: value for name, value in descriptor.items() if name != "resources"})
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


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def packed(resource: Mapping[str, Any], folder: Path) -> Mapping[str, Any]:
    """A file's description: of one that lies packed in the folder, with what it is there."""
    path = folder / f"{resource['path']}.gz"
    if not path.is_file():
        return resource
    content = path.read_bytes()
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return {**resource, "path": path.name, "compression": "gz", "bytes": len(content), "hash": digest}
