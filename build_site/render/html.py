"""HTML out of report text: everything is escaped here, once, and nothing is left for Markdown to interpret.

Pages are Markdown files whose body is raw HTML blocks: Python-Markdown passes them through untouched as long as
they start at a line's beginning with a block element and hold no blank line. `text` guarantees the latter.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from markupsafe import Markup, escape

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")  # also the STX/ETX that Python-Markdown keeps for itself
_SPECIAL = re.compile(r"[<>&\\`*_{}\[\]()#+\-.!|~^:=$@\"'/]")  # to HTML or to Markdown
_Words = TypeVar("_Words", bound=str)
_COUNTED = re.compile(r"(?<=[\d%]) (?=[\u4e00-\u9fff])")
_UNSAFE_ID = re.compile(r"[^0-9A-Za-z_.-]+")


def one_line(value: object) -> str:
    """`value` without line breaks and control characters."""
    return _CONTROL.sub(" ", str(value))


def text(value: object) -> Markup:
    """`value` as HTML text on one line; safe inside elements and quoted attributes."""
    return escape(one_line(value))


def identifier(value: str) -> str:
    """`value` as an element id that needs no escaping in a link: "I-ROW:revenue/1" is "I-ROW-revenue-1"."""
    safe = _UNSAFE_ID.sub("-", value).strip("-")
    # Chinese in a scope is all dashes: without this two of them would share one id.
    return safe if value.isascii() else f"{safe}-{hashlib.sha256(value.encode()).hexdigest()[:8]}"


def heading(level: int, title: str | Sequence[str], anchor: str | None = None, year: Sequence[str] = ()) -> Markup:
    """A Markdown heading (so that the table of contents knows it) with every special character neutral. `year`: what
    follows the title in lighter type. Between the pieces of either (lines.py) a line may end."""
    words = "<wbr>".join(map(_neutral, [title] if isinstance(title, str) else title))
    if year:
        words += f' <span class="y">{"<wbr>".join(map(_neutral, year))}</span>'
    made = f"{'#' * level} {words}" + (f" {{#{anchor}}}" if anchor else "")
    return Markup(made)  # noqa: S704 - nothing special is left in it


def _neutral(words: str) -> str:
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", _CONTROL.sub(" ", words))


def page(
    title: str, body: str, *, description: str = "", search: bool = True, toc: bool = False, image: str = ""
) -> str:
    """A whole Markdown page: front matter and body. Without a title the site's name stands alone. `search=False` keeps
    it out of the search index. `image`: the picture (below the site's root) that other sites show of the page."""
    # the theme puts them into the head as they are
    meta = {"title": text(title), "description": text(description), "image": text(image)}
    front = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in meta.items() if value]
    front += ["hide:", "  - navigation", *([] if toc else ["  - toc"])]
    if not search:
        front += ["search:", "  exclude: true"]
    return "\n".join(["---", *front, "---", "", body, ""])


def grouped(value: Decimal) -> str:
    """An amount for reading: digits as printed, thousands separated."""
    return f"{value:,f}"


def signed(difference: str | Decimal) -> str:
    """A difference for reading, with its sign."""
    value = Decimal(difference)
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{grouped(abs(value))}"


def share(part: Decimal, whole: Decimal) -> str:
    """`part` of `whole` in per cent, two decimals as the reports have them; empty for a whole of 0."""
    return f"{(part / whole * 100).quantize(Decimal('0.01'))}%" if whole else ""


def kept(words: _Words) -> _Words:
    """The words with each number and what it counts on one line."""
    return type(words)(_COUNTED.sub("\u00a0", words))


def size(count: int) -> str:
    """A file size for people, on one line: 512 B, 12.3 KB."""
    if count < 1024:
        return f"{count}\u00a0B"
    return f"{count / 1024:.1f}\u00a0KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f}\u00a0MB"
