"""Printed classification codes: whole, in the cells of 类, 款 and 项, with dashes, dots, quotes or brackets."""

import re
from functools import cache
from itertools import chain, pairwise

from build_site.extract.recognise.amounts import is_amount
from build_site.model import GridCell
from build_site.registers.codelists import former_names, rows
from build_site.registers.forms import bare
from build_site.registers.vocabulary import labels
from build_site.text import squeeze

_OPEN, _CLOSE = "['‘’`\"“”([{<【〔《]*", "['‘’`\"“”)\\]}>】〕》:.、,*]*"
_CODE_PART = re.compile(
    rf"{_OPEN}(\d{{2,7}}|\d{{3}}(?:\d\d){{0,2}}\.00?|\d{{3}}([-./·_\u2010-\u2015])\d{{2}}(?:\2\d{{2}})?){_CLOSE}"
)
_CODE_AND_NAME = re.compile(
    rf"{_OPEN}(\d{{7}}|\d{{5}}|\d{{3}}(?:[-./·_\u2010-\u2015]\d{{2}}){{0,2}}){_CLOSE}[-\u2010-\u2015]?([^\W\d_a-zA-Z].+)"
)
_CODE_LENGTHS = (3, 5, 7)
_CODE_INSIDE = re.compile(r"[^\W\d]\d{5}")
_NOTE = re.compile(r"\(?(?:注?\d{1,2}|[a-zA-Z①-⑳*※])\)?$")
_LETTERS = re.compile("[a-zA-Z]")
_SHORTEST = 2  # characters of a name
_AMOUNT_BEHIND = re.compile(r"[^\W\d_]\)?-?\d[\d,]*\.\d\d$")


def code_and_name(cells: list[GridCell]) -> tuple[str, GridCell, int] | None:
    """The code at the start of a row, whole or in 类/款/项 cells, with dashes, dots, quotes or brackets or without; the
    name cell behind it, and how many cells the code takes."""
    parts: list[str] = []
    for position, cell in enumerate(cells):
        text = squeeze(cell.text)
        part = _CODE_PART.fullmatch(text)
        if part:
            parts.append(re.sub(r"\D", "", part[1]))
            continue
        code = join_code(parts)
        if code and not is_amount(text):
            return code, cell, position
        whole = _CODE_AND_NAME.fullmatch(text)
        if not parts and whole and not is_amount(text):  # code and name in one cell
            return join_code([re.sub(r"\D", "", whole[1])]), cell, 0
        return None
    return None


def doubt_of_code(cells: list[GridCell], taken: int) -> str:
    """Why the code at the start of these cells may be another, and the row another's; nothing if it may not."""
    return next((cell.doubt for cell in cells[: max(taken, 1)] if cell.doubt), "")


def is_total(text: str) -> bool:
    """Whether a label is that of a form's total (合计)."""
    return bare(text) in labels("total")


def bare_name(text: str) -> str:
    """A name without the code that stands in its cell, and without a note's mark behind, or letters over, what is known as a
    name."""
    coded = _CODE_AND_NAME.fullmatch(squeeze(text))
    name = coded[2] if coded else re.sub(r"^\d+", "", squeeze(text))
    plain = without_note(name), _LETTERS.sub("", name)
    return next((each for each in plain if each in known_names()), name)


def without_note(name: str) -> str:
    """A name without the number of a note behind it."""
    return _NOTE.sub("", name)


def is_several(name: str) -> bool:
    """Whether a name holds the names of several rows, a code or an amount: the rule between them is missing."""
    known = known_names()
    cuts = range(_SHORTEST, len(name) - _SHORTEST + 1) if name not in known else ()
    return bool(_CODE_INSIDE.search(name) or _AMOUNT_BEHIND.search(name)) or any(
        name[:at] in known and name[at:] in known for at in cuts
    )


@cache
def known_names() -> frozenset[str]:
    """What codes of the classifications are and were called."""
    listed = chain(rows("functional"), rows("economic"))
    return frozenset(squeeze(name) for row in listed for name in (row["name"], *former_names(row)))


def join_code(parts: list[str]) -> str:
    """“201”, “06”, “01” → 2010601; cells that repeat the longer code (“201”, “20106”) → the longest. Else empty."""
    if not parts:
        return ""
    nested = all(after.startswith(before) for before, after in pairwise(parts))
    code = parts[-1] if nested else "".join(parts)
    code = re.sub(r"(?:00)+$", "", code)  # 2120000, or 212.00 in a sheet: a class filled up; no 款 or 项 is 00
    return code if len(code) in _CODE_LENGTHS else ""
