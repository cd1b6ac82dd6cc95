"""What is personal in a table: beside a label, in the cells below it, and in each cell by itself."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from build_site.registers.personal import labels
from build_site.registers.personal.find import CELL, find, name_at
from build_site.registers.personal.fold import folded
from build_site.registers.personal.shapes import is_date
from build_site.registers.personal.unlabelled import Piece, in_words

_DIGITS = re.compile(r"\d")
_NOTHING = re.compile(r"[-—/\\无]*|\(.*\)|[☐☑□√■ ]*|[\d.,]{1,6}%?")
_AMOUNT = re.compile(r"-?[\d,]+\.\d{1,2}(?:[百千万亿]?元)?")
_DAY = re.compile(r"(?:19|20)?\d\d ?年")
_SHORT = re.compile(r"[2-9]\d{4,5}")
"""A short number, as an office's exchange has."""
_LONGEST_NAME = 12
_NAME_OR_WORDS = -1.5
"""How much likelier words may be than a name in a cell."""
_NUMBERED = ("number", "identity", "account", "address", "home")


class Cell(NamedTuple):
    """A cell's text, its column and how many it spans."""

    text: str
    column: int
    span: int = 1


def find_in_table(rows: Sequence[Sequence[Cell]]) -> dict[tuple[int, int], list[Piece]]:
    """The pieces by row and position of their cell; a cell that is personal as a whole is one piece."""
    found: dict[tuple[int, int], list[Piece]] = {}
    kinds = [[labels.kinds_of(cell.text) for cell in row] for row in rows]
    for at, row in enumerate(rows):
        for index, cell in enumerate(row):
            if (at, index) not in found and (pieces := (_often if len(cell.text) <= CELL else _find)(cell.text)):
                found[at, index] = list(pieces)
        if any(each - {"neutral"} for each in kinds[at]):
            for place, what in _beside(rows, kinds, at):
                text = rows[place[0]][place[1]].text
                found[place] = [(0, len(text), what)]
    return found


def _find(text: str) -> list[Piece]:
    """The pieces of a cell; its lines are read as one too, as a narrow cell breaks a name or number anywhere."""
    pieces = find(text)
    named = in_words(folded(text), _NAME_OR_WORDS)
    pieces += [name for name in named if not any(name[0] < end and start < name[1] for start, end, _ in pieces)]
    if "\n" not in text:
        return sorted(pieces)
    places = [at for at, character in enumerate(text) if character != "\n"]
    whole = ((places[start], places[end - 1] + 1, kind) for start, end, kind in find(text.replace("\n", "")))
    return sorted({*pieces, *(piece for piece in whole if "\n" in text[piece[0] : piece[1]])})


_often = lru_cache(maxsize=4096)(_find)
"""Most cells say what many others say."""


def _beside(
    rows: Sequence[Sequence[Cell]], kinds: Sequence[Sequence[frozenset[str]]], at: int
) -> Iterator[tuple[tuple[int, int], str]]:
    """The cells that the labels of a row announce: those to the right up to the next label, else those below."""
    for index, own in enumerate(kinds[at]):
        wanted = own - {"neutral"}
        if not wanted:
            continue

        def fitting(
            places: Iterable[tuple[int, int]], *, sure: bool, wanted: frozenset[str] = wanted
        ) -> list[tuple[int, int]]:
            return [(r, c) for r, c in places if _fits(rows[r][c].text, wanted, sure=sure)]

        unlabelled = takewhile(lambda other: not kinds[at][other], range(index + 1, len(rows[at])))
        right = [(at, other) for other in unlabelled if rows[at][other].text.strip()]
        below = list(_below(rows, kinds, at, rows[at][index]))
        found: list[tuple[int, int]] = []
        if right and (fitting(right[:1], sure=True) or not fitting(below, sure=True)):
            found = fitting(right, sure=False) + fitting(_further(rows, at, index, right), sure=True)
        elif wanted != {"title"}:
            found = fitting(below, sure=False)
        yield from ((place, _word(rows[place[0]][place[1]].text)) for place in found)


def _further(
    rows: Sequence[Sequence[Cell]], at: int, label: int, right: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The cells under those to the right of a label, as long as nothing stands under the label itself."""
    columns = {rows[at][index].column for _, index in right}
    for row in range(at + 1, len(rows)):
        if any(cell.column == rows[at][label].column and cell.text.strip() for cell in rows[row]):
            return
        yield from ((row, index) for index, cell in enumerate(rows[row]) if cell.column in columns)


def _below(
    rows: Sequence[Sequence[Cell]], kinds: Sequence[Sequence[frozenset[str]]], at: int, label: Cell
) -> Iterator[tuple[int, int]]:
    """The cells under a label, as far as no other label stands there."""
    for row in range(at + 1, len(rows)):
        for index, cell in enumerate(rows[row]):
            if cell.column < label.column + label.span and label.column < cell.column + cell.span:
                if kinds[row][index]:
                    return
                if cell.text.strip() and cell.column + cell.span <= label.column + label.span + 1:
                    yield row, index


def _fits(text: str, kinds: frozenset[str], *, sure: bool) -> bool:
    """Whether a cell may hold what labels of these kinds announce."""
    plain = folded(text).strip()
    if not plain or is_date(plain) or _AMOUNT.fullmatch(plain) or _DAY.match(plain):
        return bool(plain and "birth" in kinds)
    digits = len(_DIGITS.findall(plain))
    written = kinds & {"address", "home"} and len(plain) > 4 and (plain.isdigit() or not _NOTHING.fullmatch(plain))
    if written or (
        kinds & set(_NUMBERED) and (digits >= 7 or "@" in plain or ("number" in kinds and _SHORT.fullmatch(plain)))
    ):
        return True
    if _NOTHING.fullmatch(plain) or not kinds & {*labels.OF_PERSONS, "ending"}:
        return False
    sure = sure or kinds == {"ending"}
    name = name_at(plain, 0, sure=True)
    if name and len(plain) - name <= (_LONGEST_NAME if sure else 30) and not re.search("[。；;]", plain):
        return True
    if sure or len(plain) > _LONGEST_NAME or plain.startswith(labels.no_names()):
        return False
    bare = plain.replace(" ", "")
    return bool(name_at(bare, 0, sure=False) == len(bare) or digits >= 7 or re.fullmatch(r"[A-Za-z. ]+", plain))


def _word(text: str) -> str:
    return "telephone of a labelled field" if len(_DIGITS.findall(text)) >= 7 else "name"
