"""What a site of very many reports leaves out or packs, so that it fits where sites are published (GitHub Pages: 1 GB).

docs/scale.md says what a report costs and what is where then.
"""

from __future__ import annotations

import copy
import gzip
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build_site.model import Form

LARGE = 300
"""Reports from which on a site is large."""
TECHNICAL = frozenset(("cells", "claims", "findings", "lines", "sections"))
"""Long tables that programs read: where each number stands, the text, every check."""
TWINS = frozenset((*Form, "glossary"))
"""Tables that have twins in JSON and for Excel: people open them, and pages read the glossary."""
PACKED = ".gz"
ONLY_PARQUET = frozenset(("findings",))
"""Of the collection: as CSV, even packed, it would be a third of it."""


def pack(path: Path) -> Path:
    """The file packed, in its place; the same bytes for the same content."""
    target = path.with_name(path.name + PACKED)
    target.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    path.unlink()
    return target


def describe(descriptor: Mapping[str, Any], folder: Path) -> None:
    """Write datapackage.json, which says which of its resources lie packed in the folder: their path, bytes and hash."""
    found = copy.deepcopy(dict(descriptor))
    for resource in found["resources"]:
        path = folder / f"{resource['path']}{PACKED}"
        if path.is_file():
            content = path.read_bytes()
            resource["path"] = path.name
            resource["compression"] = PACKED.removeprefix(".")
            resource["bytes"] = len(content)
            resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    words = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    (folder / "datapackage.json").write_text(f"{words}\n", "utf-8")


def brief(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """A report's descriptor without what is the same in every report's: what tables and fields are is in the dictionary
    and in the collection's descriptor."""
    found = copy.deepcopy(dict(descriptor))
    for resource in found["resources"]:
        resource.pop("description", None)
        for field in resource["schema"]["fields"]:
            field.pop("description", None)
    return found
