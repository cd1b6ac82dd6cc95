"""Finds links of a built site that lead nowhere."""

from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.append((tag, known))
        if identifier := known.get("id"):
            self.ids[identifier] += 1
        for name in ("href", "src"):
            if address := known.get(name):
                self.links.append(address)


@cache
def read(path: Path) -> _Page:
    """What a page of a site that is built and stays has."""
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def broken(site: Path) -> list[str]:
    """Every internal link without a target, as `page: link`; a fragment has to be an id of its page."""
    pages = {path: read(path) for path in site.rglob("*.html") if path.name != "404.html"}
    found = []
    for path, page in pages.items():
        for address in page.links:
            if urlsplit(address).scheme or address.startswith("//"):
                continue
            where, fragment = urldefrag(address)
            where = where.partition("?")[0]
            target = (path.parent / unquote(where)).resolve() if where else path
            target = target / "index.html" if target.is_dir() else target
            leads = (
                [each["content"] for _, each in pages[target].tags if each.get("http-equiv") == "refresh"]
                if target in pages
                else []
            )
            for each in leads:  # a page that only leads to another takes the fragment along
                target = (target.parent / (each or "").partition("url=")[2] / "index.html").resolve()
            missing = not target.is_file() or (
                fragment and target in pages and unquote(fragment) not in pages[target].ids
            )
            if missing:
                found.append(f"{path.relative_to(site)}: {address}")
    return sorted(set(found))
