"""What known words explain in a run of Chinese characters, and the names that none explains.

Known are the words of our own registers (labels, codes, measures, rules) and those of everyday official texts in
data/personal-data.csv, by two characters that stand side by side. A surname that begins no known word, with what follows it,
is a name, whoever wrote it and in whatever words around it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import pairwise

from build_site.registers.codelists import codelist
from build_site.registers.personal import labels
from build_site.registers.personal.shapes import DATE
from build_site.registers.table import DATA

_HAN = "[\u4e00-\u9fff]"
RUN = re.compile(f"{_HAN}+")
_REGISTERS = ("codelists", "forms", "rules", "words")
_LONGEST_NAME, _REACH = 4, 12
_SHORT = 4
_FOREIGN = re.compile(
    r"[A-Za-z][A-Za-z.'_-]*[A-Za-z](?: [A-Z][A-Za-z.'-]+)*|[A-Za-z0-9_.-]*(?:[A-Za-z_][0-9]|[0-9_][A-Za-z])[A-Za-z0-9_.-]{4,}"
)
_SIGN = re.compile(r"[A-Z]{1,6}|[A-Za-z]{2}")
_LONG_NUMBER = re.compile(r"(?<![\d.,A-Za-z])\d(?:[-. ·/]{0,2}\d){4,}(?![\d.,]| ?[百千万亿元%‰人次户个平亩吨])")
_NUMBER_IN_PROSE = re.compile(
    r"(?<![\d.,A-Za-z_(\[-])\d{7,}(?![\d.,A-Za-z_)\]-]| ?[百千万亿元%‰人次户个平亩吨号条件篇份张辆台套家公])"
)
_NUMERAL = re.compile("[一二三四五六七八九十百]{1,4}")
_YEARS = re.compile(r"(?:19|20)\d\d(?:[-/ ]{1,2}(?:19|20)\d\d)*")
_DATED = re.compile(rf"{DATE}(?: ?\d{{1,2}})?")
_COUNTED = frozenset("费款率数量度额类项级期次户人员者长个些种批份表")
"""What may end a known word of two characters."""
_THINGS = frozenset("病鱼虾柜机器药车虫菜酒剧戏费税款案犬苗疫炎山河湖江岛溪沟洲")
"""What ends the names of things and waters, and hardly one of a person that stands in prose."""
_NEVER = frozenset("的了是在已未把将被或及其这那与到和")
"""What stands in no name."""


@cache
def pairs() -> frozenset[str]:
    """Every two characters that stand side by side in known words."""
    return frozenset(pair for run in _runs() for pair in map("".join, pairwise(run)))


@cache
def _begun() -> frozenset[str]:
    """The first two characters of known words, by which a surname is none."""
    return frozenset(run[:2] for run in _runs())


@cache
def _runs() -> frozenset[str]:
    texts = [file.read_text("utf-8") for part in _REGISTERS for file in sorted((DATA / part).rglob("*.csv"))]
    return frozenset(run for text in (*texts, *labels.table(), *labels.words("word")) for run in RUN.findall(text))


def explained(run: str) -> bool:
    """Whether every character of a run stands in a known word, or ends one."""
    known = pairs()
    covered = [False] * len(run)
    for at, pair in enumerate(map("".join, pairwise(run))):
        if pair in known:
            covered[at] = covered[at + 1] = True
    return all(each or (at and run[at] in _COUNTED and covered[at - 1]) for at, each in enumerate(covered))


def name_in(run: str, at: int) -> int:
    """Where the name ends that begins at a place in a run of Chinese characters; 0 where none does, or a word explains it, or
    it is a place's or an office's."""
    known, (single, compound) = pairs(), labels.surnames()
    width = 2 if run[at : at + 2] in compound else 1
    given = at + width
    if given >= len(run):
        return 0
    weak = run[at] in _weak()
    of_person = run.endswith(_before(), 0, at)
    site = run[given] in _sites() and not of_person
    word = width == 1 and (run[at] not in single or run[at : at + 2] in _begun() or site)
    inside = at > 0 and run[at - 1 : at + 1] in known and not of_person
    goes_on = run[given : given + 2] in known and (weak or given + 2 < len(run))
    if word or inside or goes_on or run[given] in _NEVER:
        return 0
    end = (
        given + 1 + (given + 1 < len(run) and run[given + 1 : given + 3] not in known and run[given + 1] not in _NEVER)
    )
    place = (run.startswith((*_ends(), *labels.words("site")), end) and run[end : end + 2] not in _begun()) or run[
        given:end
    ].endswith(_ends())
    return 0 if place or (weak and (end < given + 2 or run[end - 1] in _sites())) else end


def is_name(run: str) -> bool:
    """Whether a run that stands alone is a name: no known word explains it."""
    return "·" in run or (name_in(run, 0) == len(run) and run[-1] not in _THINGS)


def touches(run: str) -> bool:
    """Whether any two characters of a run stand side by side in a known word."""
    return any(pair in pairs() for pair in map("".join, pairwise(run)))


def unknown(text: str, own: Collection[str] = ()) -> Iterator[tuple[int, int]]:
    """What no known word explains in a folded line that is no sentence: short runs, the holders of offices, words in foreign
    letters, long numbers that are no amount, date or year. `own`: runs that the report says of itself."""
    for run in RUN.finditer(text):
        word = run[0]
        if len(word) == 1 or _NUMERAL.fullmatch(word) or any(word in each for each in own):
            continue
        if len(word) <= _SHORT:
            if is_name(word) or _odd(word) or not (touches(word) or word.endswith(_ends())):
                yield run.span()
            continue
        if not touches(word):
            yield run.span()
        for title in re.finditer("|".join(labels.words("title")), word):
            if end := name_in(word, title.end()):
                yield run.start() + title.end(), run.start() + end
    yield from (each.span() for each in _FOREIGN.finditer(text) if not _SIGN.fullmatch(each[0]))
    yield from (
        each.span()
        for each in _LONG_NUMBER.finditer(text)
        if not _YEARS.fullmatch(each[0]) and not _DATED.fullmatch(each[0])
    )


def long_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Numbers of seven digits and more in a folded sentence that are no amount, count, date or code."""
    for each in _NUMBER_IN_PROSE.finditer(text):
        if each[0] not in _codes() and not _DATED.fullmatch(each[0]):
            yield each.span()


@cache
def _codes() -> frozenset[str]:
    return frozenset(codelist("functional"))


def _odd(run: str) -> bool:
    """Whether a surname begins a run as a word does, and the rest is explained by none: 方向明."""
    own = len(run) == 3 and run[0] in labels.surnames()[0] and run[0] not in _weak() and run[1] not in _sites()
    return (
        own
        and not _NEVER & {*run}
        and run[2] not in {*_sites(), *_THINGS}
        and not explained(run)
        and not run.endswith(_ends())
    )


@cache
def _before() -> tuple[str, ...]:
    """What a name follows for sure, though the characters side by side may be a word: 老人寿镜吾."""
    return (*labels.before_names(), *(word for word in labels.words("ending") if len(word) > 1))


@cache
def _sites() -> frozenset[str]:
    """What follows a surname in the names of places: 张家湾, 李集."""
    return frozenset(("家", *(word for word in labels.words("site") if len(word) == 1)))


@cache
def _weak() -> frozenset[str]:
    return frozenset("".join(labels.words("weak")))


def name_before(text: str, end: int) -> int | None:
    """Where the name begins that ends at a place in a text."""
    begin, run = run_around(text, end - 1)
    if 2 < end - begin <= _SHORT and not touches(run[: end - begin]):
        return begin
    for start in range(max(0, end - begin - _LONGEST_NAME), end - begin - 1):
        if name_in(run[: end - begin], start) == end - begin:
            return begin + start
    return None


def listed(text: str, at: int) -> int:
    """Where a name ends that begins at a place in a list of names; one without a known surname holds no known word."""
    run = RUN.match(text, at)
    if not run:
        return 0
    if end := name_in(run[0], 0):
        return at + end
    odd = 1 < len(run[0]) <= _SHORT and not touches(run[0]) and not run[0].endswith(_ends())
    return run.end() if odd else 0


def run_around(text: str, at: int) -> tuple[int, str]:
    """The run of Chinese characters around a place, as far as names and their words reach, and where it begins."""
    begin, end = at, at
    while begin > max(0, at - _REACH) and is_han(text[begin - 1]):
        begin -= 1
    while end < min(len(text), at + _REACH) and is_han(text[end]):
        end += 1
    return begin, text[begin:end]


def is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


@cache
def _ends() -> tuple[str, ...]:
    return (*labels.words("office"), *labels.words("place"))
