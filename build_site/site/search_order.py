"""Pagefind writes the values of a filter in an order of chance: here they are put in order, so that the same records
give the same bytes. Every file but the filters, and the one that names them, has an order of its own already."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

_MARK = b"pagefind_dcd"
"""What Pagefind's own reader looks for in front of the CBOR of each file."""


def settle(folder: Path) -> None:
    """Put the index in order, each file named after what is in it. Raises ValueError where it is no index we know."""
    entry = folder / "pagefind-entry.json"
    about: dict[str, Any] = json.loads(entry.read_text("utf-8"))
    for language, own in sorted(about["languages"].items()):
        meta = folder / f"pagefind.{own['hash']}.pf_meta"
        # version, fragments, index parts, filters, sorted fields, names of metadata
        content = _read(meta)
        if len(content) != 6 or not all(len(each) == 2 for each in content[3]):
            raise ValueError(f"{meta.name} is not laid out as Pagefind 1.5 does")
        content[3] = sorted([name, _in_order(folder / "filter", language, hashed)] for name, hashed in content[3])
        meta.unlink()
        own["hash"] = _write(folder, "pagefind.", language, ".pf_meta", content, 10)
    about["languages"] = dict(sorted(about["languages"].items()))
    entry.write_text(json.dumps(about, ensure_ascii=False, separators=(",", ":")), "utf-8")


def _in_order(folder: Path, language: str, hashed: str) -> str:
    """The filter with its values in order; the new name it has."""
    path = folder / f"{hashed}.pf_filter"
    name, values = _read(path)
    path.unlink()
    return _write(folder, "", language, ".pf_filter", [name, sorted(values)], 7)


def _read(path: Path) -> Any:
    import cbor2

    data = gzip.decompress(path.read_bytes())
    if not data.startswith(_MARK):
        raise ValueError(f"{path.name} is not laid out as Pagefind 1.5 does")
    return cbor2.loads(data.removeprefix(_MARK))


def _write(folder: Path, before: str, language: str, after: str, content: Any, length: int) -> str:
    import cbor2

    data = _MARK + cbor2.dumps(content)
    name = f"{language}_{hashlib.sha256(data).hexdigest()[:length]}"
    (folder / f"{before}{name}{after}").write_bytes(gzip.compress(data, mtime=0))
    return name
