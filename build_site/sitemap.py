"""The finished site's sitemap.xml with the data's own dates: MkDocs would put the day of the build on every page."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

_URL = re.compile(r"<url>\s*<loc>(?P<loc>[^<]*)</loc>.*?</url>", re.DOTALL)


def date(folder: Path) -> None:
    """Rewrite the sitemap in a built site: `lastmod` for a report's pages only, from data/dates.json."""
    path, dates = folder / "sitemap.xml", folder / "data" / "dates.json"
    if not path.is_file():
        return
    known: dict[str, str] = json.loads(dates.read_text("utf-8")) if dates.is_file() else {}
    text = _URL.sub(lambda found: _url(found["loc"], known), path.read_text("utf-8"))
    path.write_text(text, encoding="utf-8", newline="\n")
    path.with_suffix(".xml.gz").write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))


def _url(address: str, dates: dict[str, str]) -> str:
    page = urlsplit(address).path
    day = next((day for path, day in dates.items() if f"/{path}" in page), "")
    return f"<url><loc>{address}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
