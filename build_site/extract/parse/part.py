"""A part of a document: one of the reports that a file holds, by its pages (of a text: its lines)."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from build_site.model import Document, InputError, Place, Said

PAGES = re.compile(r"(\d{1,6})-(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Asked:
    """A file that a person asks to have read: which pages of it, and what is known of the report before it is read."""

    path: Path
    pages: str = ""
    division: str = ""
    year: int | None = None

    @property
    def name(self) -> str:
        return self.path.name


def part(document: Document, pages: str) -> Document:
    """The document between two pages, both included (“34-66”); whole where none are named.

    Raises InputError for what is no such range, or one with nothing in it."""
    if not pages:
        return document
    if document.files:
        remedy = Said("请不要用 --pages，或只给那一个文件。", "Leave it out, or give the one file.")
        raise InputError("--pages", Said("一个文件", "one file"), Said("几个文件", "several"), remedy)
    found = PAGES.fullmatch(pages)
    first, last = (int(found[1]), int(found[2])) if found else (1, 0)

    def inside(place: Place) -> bool:
        return first <= (place.page or place.line or 0) <= last

    blocks = tuple(block for block in document.blocks if inside(block.place))
    if not blocks:
        expected = Said(
            "文件里有的首页和末页，例如 1-33（文本是行号）",
            "the first and last page of a part that is there, such as 1-33 (of a text: its lines)",
        )
        raise InputError("--pages", expected, f"“{pages}”", Said("请改正页码。", "Correct the pages."))
    return replace(
        document,
        blocks=blocks,
        transcript=tuple(line for line in document.transcript if inside(line.place)),
        remarks=tuple(remark for remark in document.remarks if inside(remark[1])),
    )
