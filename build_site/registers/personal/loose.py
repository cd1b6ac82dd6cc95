"""What of a line that is no sentence, and of a sentence's long numbers, is not published: what no known word explains."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from build_site.registers.codelists import codelist
from build_site.registers.personal import known, weighed
from build_site.registers.personal.known import RUN
from build_site.registers.personal.shapes import DATE

_FOREIGN = re.compile(
    r"[A-Za-z][A-Za-z.'_-]*[A-Za-z](?: [A-Z][A-Za-z.'-]+)*|[A-Za-z0-9_.-]*(?:[A-Za-z_][0-9]|[0-9_][A-Za-z])[A-Za-z0-9_.-]{4,}"
)
_SIGN = re.compile(r"[A-Z]{1,6}|[A-Za-z]{2}")
_LONG_NUMBER = re.compile(r"(?<![\d.,A-Za-z])\d(?:[-. ·/]{0,2}\d){4,}(?![\d.,]| ?[百千万亿元%‰人次户个平亩吨])")
_NUMBER_IN_PROSE = re.compile(
    r"(?<![\d.,A-Za-z_(\[-])\d{7,}(?![\d.,A-Za-z_)\]-]| ?[百千万亿元%‰人次户个平亩吨号条件篇份张辆台套家公])"
)
_NUMERAL = re.compile("[一二三四五六七八九十百]{1,4}")
_YEARS = re.compile(r"(?:\d{1,2}\. ?)?(?:19|20)\d\d(?:[-/ ]{1,2}(?:19|20)\d\d)*")
_AMOUNTS = re.compile(r"(?=.*\.\d)\d{1,6}(?:\.\d\d?)?(?: {1,2}\d{1,6}(?:\.\d\d?)?)*")
_DATED = re.compile(rf"{DATE}(?: ?\d{{1,2}})?")
_NAME_OR_WORDS = -3.0
"""How much likelier words may be than a name in such a line."""


def unknown(text: str, own: Collection[str] = ()) -> Iterator[tuple[int, int]]:
    """What no known word explains in a folded line that is no sentence: short runs, names even where words are
    somewhat likelier, words in foreign letters, long numbers that are no amount, date or year. `own`: runs that the report says of itself."""
    for run in RUN.finditer(text):
        word = run[0]
        if len(word) == 1 or _NUMERAL.fullmatch(word) or any(word in each for each in own):
            continue
        if not (_is_known(word) if len(word) <= known.SHORT else known.touches(word)):
            yield run.span()
    yield from weighed.names(text, _NAME_OR_WORDS)
    yield from (each.span() for each in _FOREIGN.finditer(text) if not _SIGN.fullmatch(each[0]))
    yield from (
        each.span()
        for each in _LONG_NUMBER.finditer(text)
        if each[0] not in _codes() and not any(shape.fullmatch(each[0]) for shape in (_YEARS, _DATED, _AMOUNTS))
    )


def _is_known(run: str) -> bool:
    """Whether a short run is known words, or what an office or place is called."""
    words = known.explained(run) or (known.touches(run) and weighed.is_worded(run))
    return not known.is_name(run) and (words or run.endswith(known.ends()))


def long_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Numbers of seven digits and more in a folded sentence that are no amount, count, date or code."""
    for each in _NUMBER_IN_PROSE.finditer(text):
        if each[0] not in _codes() and not _DATED.fullmatch(each[0]):
            yield each.span()


@cache
def _codes() -> frozenset[str]:
    return frozenset((*codelist("functional"), *codelist("economic")))
