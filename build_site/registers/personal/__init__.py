"""What personal data look like: the labels in data/personal-data.csv with the places they announce, and the shapes of
numbers and addresses.

Reading masks them (extract/parse/withhold.py), the audit and the last gate before publication look whether any is left.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from build_site.registers.personal.find import endings, find, name_at
from build_site.registers.personal.fold import folded, small
from build_site.registers.personal.known import RUN
from build_site.registers.personal.labels import WHAT, apart, kinds_of, named, pattern, words
from build_site.registers.personal.shapes import STRICT_SUSPECT, is_account
from build_site.registers.personal.tables import Cell, find_in_table
from build_site.registers.personal.unlabelled import Piece, long_numbers, unknown

__all__ = [
    "MASK",
    "RUN",
    "Cell",
    "Piece",
    "find",
    "find_in_table",
    "folded",
    "is_account",
    "kinds",
    "kinds_of",
    "mask",
    "masked",
    "name_at",
    "pieces",
    "suspects",
    "withheld",
    "without_unknown",
    "words",
]

MASK = "█"
_UNLABELLED = "没有标签的号码或姓名，或附表中没有认出是什么的文字"
_FEN = re.compile(r",[百千万亿]*元,\d+,(?:-?[\d.]+,)?-?\d+(?=,)")
"""An amount of amounts.csv in 分 behind its unit and factor: 1.5 亿元 in 分 has as many digits as a mobile number."""


def kinds(text: str) -> Iterator[str]:
    """What kinds of personal data stand in a text to be published."""
    yield from dict.fromkeys(kind for kind, _ in pieces(text))


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """What is personal in a text to be published: its kind and itself."""
    text = _FEN.sub(",", text)
    yield from ((kind, text[start:end]) for start, end, kind in find(text, strict=True))


def suspects(text: str, stop: str = "\n") -> Iterator[tuple[int, str]]:
    """The parts of a long text to be published, between stops, that may hold something personal, each with its number from 1:
    what has digits enough, an address, a label or a word that means a person. Only these need be looked at."""
    plain = small(folded(text)).replace(
        stop, "\0"
    )  # a label over a line's end would hide one that begins the next line
    number, start, end = 1, 0, -1
    for at in sorted(
        {each.start() for shape in (STRICT_SUSPECT, *apart(), endings()) for each in shape.finditer(plain)}
    ):
        if at > end:
            begin = text.rfind(stop, 0, at) + 1
            number += text.count(stop, start, begin)
            start, end = begin, text.find(stop, at)
            end = len(text) if end < 0 else end
            yield number, text[start:end]


def mask(text: str) -> tuple[str, int]:
    """The text with what is personal replaced by as many █, and how many pieces were replaced."""
    pieces = find(text)
    return masked(text, pieces), len(pieces)


def without_unknown(text: str, own: Collection[str] = (), *, said: bool = False) -> str:
    """A line with what no known word explains blackened; of a sentence (`said`) its long numbers. `own`: runs that the report
    says of itself."""
    found = long_numbers(folded(text)) if said else unknown(folded(text), own)
    return masked(text, [(begin, end, "unknown") for begin, end in sorted(found)])


def withheld(text: str, above: Sequence[str] = ()) -> list[str]:
    """What the blackened parts of a line are, each once, by the label that stands before: “联系人”后的姓名; where there is none, by
    the head of its column, or the label that is the line before, in the lines above of the same page."""
    plain, start = small(folded(text)), 0
    found: list[str] = []
    for black in re.finditer(f"{MASK}+", plain):
        if before := list(pattern().finditer(plain, start, black.start())):
            label, start = before[-1], black.end()
            kind = named(label[0]).kind
            found.append(f"“{text[label.start() : label.end()]}”后的{WHAT[kind]}")
        else:
            head, kind = _head(above, plain.count("\t", 0, black.start()))
            found.append(f"“{head}”一栏的{WHAT[kind]}" if head else _UNLABELLED)
    return list(dict.fromkeys(found))


def _head(above: Sequence[str], column: int) -> tuple[str, str]:
    """The nearest label over a column, and its kind; empty where there is none."""
    for line in reversed(above):
        cells = line.split("\t")
        if column < len(cells) and (kinds := kinds_of(cells[column]) & WHAT.keys()):
            return cells[column].strip(), min(kinds)
    return "", ""


def masked(text: str, pieces: list[Piece]) -> str:
    """The text with the pieces blackened; tabs and line ends stay."""
    parts, at = list[str](), 0
    for start, end, _ in sorted(pieces):
        parts += [text[at:start], re.sub(r"[^\n\t]", MASK, text[max(at, start) : end])]
        at = max(at, end)
    return "".join((*parts, text[at:]))
