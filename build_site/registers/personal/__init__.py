"""What personal data look like: the labels in data/personal-data.csv with the places they announce, and the shapes of
numbers and addresses.

Reading masks them (extract/parse/withhold.py), the audit and the last gate before publication look whether any is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from build_site.registers.personal.find import Piece, find, name_at
from build_site.registers.personal.fold import folded
from build_site.registers.personal.labels import kinds_of, pattern, words
from build_site.registers.personal.shapes import is_account
from build_site.registers.personal.tables import Cell, find_in_table

__all__ = [
    "MASK",
    "Cell",
    "Piece",
    "announces",
    "find",
    "find_in_table",
    "folded",
    "is_account",
    "kinds",
    "kinds_of",
    "mask",
    "masked",
    "name_at",
    "words",
]

MASK = "█"
_FEN = re.compile(r",[百千万亿]*元,\d+,(?:-?[\d.]+,)?-?\d+(?=,)")
"""An amount of amounts.csv in 分 behind its unit and factor: 1.5 亿元 in 分 has as many digits as a mobile number."""


def kinds(text: str) -> Iterator[str]:
    """What kinds of personal data stand in a text to be published."""
    yield from dict.fromkeys(kind for _, _, kind in find(_FEN.sub(",", text), strict=True))


def announces(text: str) -> bool:
    """Whether a label of something personal stands in a text."""
    return bool(pattern().search(text))


def mask(text: str) -> tuple[str, int]:
    """The text with what is personal replaced by as many █, and how many pieces were replaced."""
    pieces = find(text)
    return masked(text, pieces), len(pieces)


def masked(text: str, pieces: list[Piece]) -> str:
    """The text with the pieces blackened; tabs and line ends stay."""
    for start, end, _ in pieces:
        text = text[:start] + re.sub(r"[^\n\t]", MASK, text[start:end]) + text[end:]
    return text
