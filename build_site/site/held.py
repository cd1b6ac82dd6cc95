"""Long lines of HTML in a page, which MkDocs would parse twice only to leave them as they are, two thirds of its time: it is
given a mark for each, and the finished page has the line in its place."""

import re
from collections.abc import Iterator
from pathlib import Path

from build_site.model import InputError

_LEAST = 200
"""Characters of a line that is worth a mark."""
_PART = re.compile(
    rf"^(?P<fence>```|~~~).*?^(?P=fence)[ ]*$"
    rf"|^<(?P<name>article|details|div|dl|figure|nav|ol|p|section|table|ul)\b[^\n]{{{_LEAST},}}</(?P=name)>$",
    re.MULTILINE | re.DOTALL,
)
_MARK = re.compile(r'<div data-held="(\d+)"></div>')


def without(page: str, *, named: bool) -> str:
    """The Markdown page with a mark for each long line that is one element. `named`: those with ids, too, to which no
    Markdown link leads, as MkDocs checks where links lead."""
    lines = {line: f'<div data-held="{number}"></div>' for number, line in enumerate(_held(page, named=named))}
    return _PART.sub(lambda part: lines.get(part[0], part[0]), page)


def put_back(finished: Path, page: str, *, named: bool) -> None:
    """The lines of the Markdown page stand in the finished one again. Raises InputError where one has no place there."""
    lines = list(_held(page, named=named))
    if not lines:
        return
    text = finished.read_text("utf-8")
    marks = sorted({int(mark) for mark in _MARK.findall(text)})
    if marks != list(range(len(lines))):
        raise InputError.of("site.held-back", finished.as_posix(), pieces=len(lines), marks=len(marks))
    finished.write_text(_MARK.sub(lambda mark: lines[int(mark[1])], text), "utf-8", newline="\n")


def _held(page: str, *, named: bool) -> Iterator[str]:
    """Each such line once."""
    for line, name in dict.fromkeys((part[0], part["name"]) for part in _PART.finditer(page) if part["name"]):
        if (named or ' id="' not in line) and "<h1" not in line and _is_one(line, name):  # the theme looks for a title
            yield line


def _is_one(line: str, name: str) -> bool:
    """Whether the element that begins the line ends with it."""
    depth = 0
    for tag in re.finditer(rf"<(/?){name}\b[^>]*>", line):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.end() == len(line)
    return False
