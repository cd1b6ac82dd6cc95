"""Links of English pages that lead to pages in Chinese say so."""

import posixpath
import re

_LINK = re.compile(r'<a (?![^>]*hreflang)([^>]*?href="([^"#?:]+)[^"]*"[^>]*)>')


def told(page: str, path: str) -> str:
    """The page at `path` below the site's root (en/places/310107/index.md) with every link to a page in Chinese marked as such:
    the style sheet writes "(Chinese)" behind it, but for numbers, which it would crowd: of them every page's foot says it."""
    folder = posixpath.dirname(path)

    def mark(found: re.Match[str]) -> str:
        own, target = found[1], posixpath.normpath(posixpath.join(folder, found[2]))
        if target.split("/")[0] == "en" or "." in posixpath.basename(target):
            return found[0]
        return f'<a {own} hreflang="zh">'

    return _LINK.sub(mark, page)
