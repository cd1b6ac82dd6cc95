"""The search index of the site: Pagefind makes it from the records that `render` wrote, as files without a server."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from build_site.model import InputError

RECORDS = Path("build/search.json")
FOLDER = "pagefind"
_KEPT = (".js", ".json", ".pf_index", ".pf_meta", ".pf_filter", ".pf_fragment", ".pagefind")
_INTERFACE = ("pagefind-ui", "pagefind-modular", "pagefind-component", "pagefind-highlight")


def add_search(root: Path, site: Path) -> int:
    """Write the index into the built site; the number of its records. A site without records has no index."""
    path = root / RECORDS
    if not path.is_file():
        return 0
    records: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    try:
        # In a thread of its own: whoever calls may have an event loop running in this one.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(lambda: asyncio.run(_index(records, site / FOLDER))).result()
    except (OSError, RuntimeError, TimeoutError) as error:
        raise InputError("pagefind", "a search index", str(error), "Run `make setup` again.") from error
    for file in sorted((site / FOLDER).rglob("*")):  # its ready-made interfaces are not used
        if file.is_file() and (file.name.startswith(_INTERFACE) or not file.name.endswith(_KEPT)):
            file.unlink()
    return len(records)


async def _index(records: list[dict[str, Any]], folder: Path) -> None:
    from pagefind.index import IndexConfig, PagefindIndex

    async with PagefindIndex(config=IndexConfig(output_path=str(folder), force_language="zh")) as index:
        for each in records:
            await index.add_custom_record(
                url=each["url"], content=each["content"], language="zh", meta=each["meta"], filters=each["filters"]
            )
