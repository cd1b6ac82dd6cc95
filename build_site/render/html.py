"""HTML out of report text: everything is escaped here, once, and nothing is left for Markdown to interpret.

Pages are Markdown files whose body is raw HTML blocks: Python-Markdown passes them through untouched as long as
they start at a line's beginning with a block element and hold no blank line. `text` guarantees the latter.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Container, Iterable, Mapping
from decimal import Decimal

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")  # also the STX/ETX that Python-Markdown keeps for itself
_SPECIAL = re.compile(r"[<>&\\`*_{}\[\]()#+\-.!|~^:=$@\"'/]")  # to HTML or to Markdown
_VOID = frozenset(("img", "input", "br"))
_UNSAFE_ID = re.compile(r"[^0-9A-Za-z_.-]+")


def one_line(value: object) -> str:
    """`value` without line breaks and control characters."""
    return _CONTROL.sub(" ", str(value))


def text(value: object) -> str:
    """`value` as HTML text on one line; safe inside elements and quoted attributes."""
    return html.escape(one_line(value), quote=True)


def identifier(value: str) -> str:
    """`value` as an element id that needs no escaping in a link: "I-ROW:revenue/1" is "I-ROW-revenue-1"."""
    safe = _UNSAFE_ID.sub("-", value).strip("-")
    # Chinese in a scope is all dashes: without this two of them would share one id.
    return safe if value.isascii() else f"{safe}-{hashlib.sha256(value.encode()).hexdigest()[:8]}"


def tag(name: str, content: str = "", /, **attributes: object) -> str:
    """An element around `content` (HTML already). `class_` is `class`, `data_x` is `data-x`; None and False leave out."""
    start = f"<{name}{_attributes(attributes)}>"
    return start if name in _VOID else f"{start}{content}</{name}>"


def _attributes(attributes: Mapping[str, object]) -> str:
    parts = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        name = key.rstrip("_").replace("_", "-")
        parts.append(f" {name}" if value is True else f" {name}={_quoted(text(value))}")
    return "".join(parts)


def _quoted(escaped: str) -> str:
    """An attribute's value in the quotes of which it holds fewer: JSON in double ones would weigh half as much again."""
    if "&quot;" in escaped:
        return "'" + escaped.replace("&quot;", '"') + "'"
    return f'"{escaped}"'


def link(href: str, content: str, **attributes: object) -> str:
    return tag("a", content, href=href, **attributes)


def hidden(words: str) -> str:
    """Words for screen readers where the eye sees a sign."""
    return tag("span", text(words), class_="visually-hidden")


def items(entries: Iterable[str], **attributes: object) -> str:
    return tag("ul", "".join(tag("li", entry) for entry in entries), **attributes)


def description_list(pairs: Iterable[tuple[str, str]], **attributes: object) -> str:
    """Pairs of term (plain words) and description (HTML)."""
    rows = "".join(tag("div", tag("dt", text(term)) + tag("dd", entry)) for term, entry in pairs if entry)
    return tag("dl", rows, **attributes)


def columns(*titles: str, amounts: Container[int] = ()) -> str:
    """The head row of a table; `amounts`: the places of columns that hold numbers."""
    cells = (
        tag("th", words, scope="col", class_="amount" if at in amounts else None) for at, words in enumerate(titles)
    )
    return tag("tr", "".join(cells))


def table(head: str, body: Iterable[str], caption: str, **attributes: object) -> str:
    """A table in a region that scrolls by itself and can be focused. `head` and `body` are HTML rows."""
    label = re.sub(r"<[^>]+>", "", caption)
    inner = tag("caption", caption) + tag("thead", head) + tag("tbody", "".join(body))
    region = f'<div class="table-region" role="region" tabindex="0" aria-label="{label}">'
    return f"{region}{tag('table', inner, **attributes)}</div>"


def heading(level: int, title: str, anchor: str | None = None) -> str:
    """A Markdown heading (so that the table of contents knows it) with every special character neutral."""
    words = _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", _CONTROL.sub(" ", title))
    return f"{'#' * level} {words}" + (f" {{#{anchor}}}" if anchor else "")


def page(title: str, blocks: Iterable[str], *, description: str = "", search: bool = True, toc: bool = True) -> str:
    """A whole Markdown page: front matter and blocks. Without a title the site's name stands alone. `search=False` keeps it out of the search index."""
    meta = {"title": text(title), "description": text(description)}  # the theme puts both into the head as they are
    front = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in meta.items() if value]
    front += ["hide:", "  - navigation", *([] if toc else ["  - toc"])]
    if not search:
        front += ["search:", "  exclude: true"]
    body = "\n\n".join(block for block in blocks if block)
    return "\n".join(["---", *front, "---", "", body, ""])


def grouped(value: Decimal) -> str:
    """An amount for reading: digits as printed, thousands separated."""
    return f"{value:,f}"


def signed(difference: str) -> str:
    """A difference for reading, with its sign."""
    value = Decimal(difference)
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{grouped(abs(value))}"


def share(part: Decimal, whole: Decimal) -> str:
    """`part` of `whole` in per cent, two decimals as the reports have them; empty for a whole of 0."""
    return f"{(part / whole * 100).quantize(Decimal('0.01'))}%" if whole else ""


def size(count: int) -> str:
    """A file size for people: 512 B, 12.3 KB."""
    if count < 1024:
        return f"{count} B"
    return f"{count / 1024:.1f} KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MB"
