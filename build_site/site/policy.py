"""A Content-Security-Policy in every page: nothing runs and nothing is loaded but the site's own files.

Written into the finished pages, whatever made them, because the theme's small inline scripts have to be named by their
hashes. Which scripts are the theme's is read from 404.html, a page without any report's text: an inline script that is
not among them is refused here, and would be by the browser.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from build_site.model import InputError

_DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval' {hashes}",  # WebAssembly: the search index, the SQL console
    "style-src 'self' 'unsafe-inline'",  # chart drawings and tooltips carry style attributes
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
)
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_DATA = re.compile(r"""\btype=["']?application/(?:ld\+)?json\b""", re.IGNORECASE)
_BASE = re.compile(r'(?:(?<=^__md_scope=new URL\()|(?<=^var base_url = ))"[\w./~%-]*"')
_CHARSET = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<=>)[ \t]*\n\s*(?=<)|\n\s*(?=\n)|(?<=\n)[ \t]+")
_TAG = re.compile(
    r"<script\b.*?</script\s*>|<[a-z][^<>]*>|</(?:td|th|tr|li|dd|dt|thead|tbody)>(?=<)", re.DOTALL | re.IGNORECASE
)
_QUOTED = re.compile(r"""="([^\s"'=<>`]+)"(?=[\s>])""")
_NEEDLESS = re.compile(
    r"""<div data-md-component="announce">\s*</div>|<div class="md-dialog"[^>]*>\s*<div[^>]*></div>\s*</div>|(?<=data-md-component="top" hidden>)\s*<svg.*?</svg>\s*""",
    re.DOTALL,
)
"""What the theme has on every page and this site has no use for: an empty banner, the box of a copied line; an arrow, which
the style sheet draws."""
_MARK = 'http-equiv="Content-Security-Policy"'


def protect(site: Path) -> None:
    """Put the policy into every page of a built site.

    Raises InputError for a page with an inline script that is not the theme's, or without a place for the policy."""
    missing = site / "404.html"
    known = {_shape(script) for script in _inline(_lean(missing.read_text("utf-8")))} if missing.is_file() else set()
    for path in sorted(site.rglob("*.html")):
        page = path.read_text("utf-8")
        if _MARK not in page:
            path.write_text(_protected(_lean(page), known, path.relative_to(site).as_posix()), "utf-8", newline="\n")


def _protected(page: str, known: set[str], name: str) -> str:
    scripts = list(_inline(page))
    strange = next((script for script in scripts if _shape(script) not in known), None)
    if strange is not None:
        raise InputError.of("site.inline-script", name, f"“{strange.strip()[:60]}”")
    charset = _CHARSET.search(page)
    if charset is None:
        raise InputError.of("site.no-charset", name)
    meta = f'<meta {_MARK} content="{policy(scripts)}">'
    return f"{page[: charset.end()]}{meta}{page[charset.end() :]}"


def _lean(page: str) -> str:
    """The page without what HTML can do without: quotes around words, the ends of cells, rows and items, and the lines and
    indents of the theme's own templates around a page's content."""
    begin, end = page.find("<article"), page.rfind("</article>")
    if begin >= 0:
        begin = page.find(">", begin) + 1
        above, below = (_BETWEEN.sub("", _NEEDLESS.sub("", part)) for part in (page[:begin], page[end:]))
        page = f"{above}{page[begin:end].strip()}{below}"
    return _TAG.sub(_short, page)


def _short(tag: re.Match[str]) -> str:
    if tag[0].startswith("</"):
        return ""
    return tag[0] if tag[0].endswith("</script>") else _QUOTED.sub(r"=\1", tag[0])


def policy(scripts: list[str]) -> str:
    """The policy of a page with these inline scripts."""
    hashes = " ".join(dict.fromkeys(map(hashed, scripts)))
    return "; ".join(directive.replace(" {hashes}", f" {hashes}" if hashes else "") for directive in _DIRECTIVES)


def _inline(page: str) -> Iterator[str]:
    """The scripts in the page that a browser would run."""
    for attributes, script in _SCRIPT.findall(page):
        if not re.search(r"\bsrc=", attributes) and not _DATA.search(attributes) and script:
            yield script


def _shape(script: str) -> str:
    """A theme's script without the one thing in which pages differ: the way back to the site's root."""
    return _BASE.sub("", script.strip())


def hashed(content: str) -> str:
    """A script or style as a policy names it."""
    digest = base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"
