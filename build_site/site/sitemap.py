"""The finished site's sitemap.xml with the data's own dates: MkDocs would put the day of the build on every page."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from urllib.parse import quote
from xml.sax.saxutils import escape

from build_site.run import whole


def write(folder: Path, pages: Iterable[PurePosixPath], site_url: str) -> bool:
    """Write the map of `pages` (paths of HTML files); `lastmod` for a report's pages only, from data/dates.json. Without
    the site's address there is none. Whether the map is another than before."""
    dates = folder / "data" / "dates.json"
    known: dict[str, str] = json.loads(dates.read_text("utf-8")) if dates.is_file() else {}
    base = site_url.rstrip("/") + "/"
    entries = "".join(_entry(base, page, known) for page in sorted(pages)) if site_url else ""
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )
    path = folder / "sitemap.xml"
    if path.is_file() and path.read_text("utf-8") == text:
        return False
    whole.write(path, text)
    whole.write(path.with_suffix(".xml.gz"), gzip.compress(text.encode("utf-8"), mtime=0))
    return True


def _entry(base: str, page: PurePosixPath, known: dict[str, str]) -> str:
    parts = page.parts[:-1]
    of = parts[1:] if parts[:1] == ("en",) else parts
    day = known.get("/".join(of[:3]) + "/", "")
    address = base + "".join(f"{quote(part)}/" for part in parts)
    return f"<url><loc>{escape(address)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n"
