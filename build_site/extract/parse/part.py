"""A part of a document: one of the reports that a file holds, by its pages (of a text: its lines)."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from build_site.model import Document, InputError, Place

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
        raise InputError.of("pages.several-files", "--pages")
    found = PAGES.fullmatch(pages)
    first, last = (int(found[1]), int(found[2])) if found else (1, 0)

    def inside(place: Place) -> bool:
        return first <= (place.page or place.line or 0) <= last

    blocks = tuple(block for block in document.blocks if inside(block.place))
    if not blocks:
        raise InputError.of("pages.none", "--pages", f"“{pages}”")
    return replace(
        document,
        blocks=blocks,
        transcript=tuple(line for line in document.transcript if inside(line.place)),
        remarks=tuple(remark for remark in document.remarks if inside(remark[1])),
    )
