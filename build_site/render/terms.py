"""The report's own 名词解释, explained where the words stand: the first time each occurs in a piece of a page."""

import re

from build_site.render import links
from build_site.render.html import text
from build_site.render.published import Published

_TAG = re.compile(r"(<[^>]+>)")
_SKIPPED = re.compile(r"<(/?)(a|button|label|summary|h[1-6]|svg|code|figure)\b")
_SHORTEST = 3
_NAMES = {
    "functional-codes": "name",
    "economic-codes": "name",
    "revenue-and-expenditure": "label",
    "fiscal-appropriation": "label",
}
"""Where longer names stand: those that have a term in them mean something else (行政事业单位医疗 is not 事业单位医疗)."""
_NUMBER = re.compile(r"^.*[、：]")


def explained(report: Published, body: str, base: str) -> str:
    """The page with links to the glossary; headings, links, charts and code stay as they are."""
    waiting: dict[str, str] = {
        text(row["term"]): links.term(base, index)
        for index, row in enumerate(report.table("glossary"), 1)
        if len(row["term"]) >= _SHORTEST and row["definition"]
    }
    names = {_NUMBER.sub("", text(row[column])) for name, column in _NAMES.items() for row in report.table(name)}
    waiting |= {name: "" for name in names - waiting.keys() if any(term in name for term in waiting)}
    blocks = body.split("\n\n")
    return "\n\n".join(block if block.startswith("#") else _mark(block, waiting) for block in blocks)


def _mark(block: str, waiting: dict[str, str]) -> str:
    parts = _TAG.split(block)
    depth = 0
    for place, part in enumerate(parts):
        if place % 2:
            if found := _SKIPPED.match(part):
                depth += -1 if found[1] else 1
        elif depth == 0 and part.strip() and any(waiting.values()):
            parts[place] = _first(part, waiting)
    return "".join(parts)


def _first(words: str, waiting: dict[str, str]) -> str:
    pattern = re.compile("|".join(re.escape(term) for term in sorted(waiting, key=len, reverse=True)))

    def link(found: re.Match[str]) -> str:
        if not waiting.get(found[0]):
            return found[0]
        return f'<a class="term" href="{waiting.pop(found[0])}">{found[0]}</a>'

    return pattern.sub(link, words)
