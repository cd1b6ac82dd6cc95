"""What known words explain in a run of Chinese characters, and the names that none explains.

Known are the words of our own registers (labels, codes, measures, rules) and those of everyday official texts in
data/personal-data.csv, by two characters that stand side by side. A surname that begins no known word, with what follows it,
is a name, whoever wrote it and in whatever words around it."""

import re
from functools import cache
from itertools import pairwise

from build_site.registers.personal import labels
from build_site.registers.table import DATA

_HAN = "[\u4e00-\u9fff]"
RUN = re.compile(f"{_HAN}+")
_REGISTERS = ("codelists", "forms", "rules", "words")
_LONGEST_NAME, _REACH = 4, 12
SHORT = 4
_COUNTED = frozenset("费款率数量度额类项级期次户人员者长个些种批份表")
"""What may end a known word of two characters."""
THINGS = frozenset("病鱼虾柜机器药车虫菜酒剧戏费税款案犬苗疫炎山河湖江岛溪沟洲坝")
"""What ends the names of things and waters, and hardly one of a person that stands in prose."""
NEVER = frozenset("等的了是在已未把将被或及其这那与到和")
"""What stands in no name."""


@cache
def pairs() -> frozenset[str]:
    """Every two characters that stand side by side in known words."""
    return frozenset(pair for run in runs() for pair in map("".join, pairwise(run)))


@cache
def _begun() -> frozenset[str]:
    """The first two characters of known words, by which a surname is none."""
    return frozenset(run[:2] for run in runs())


@cache
def runs() -> frozenset[str]:
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
    is_weak = run[at] in weak()
    of_person = run.endswith(_before(), 0, at)
    site = run[given] in sites() and not of_person
    word = width == 1 and (run[at] not in single or run[at : at + 2] in _begun() or site)
    inside = at > 0 and run[at - 1 : at + 1] in known and not of_person
    goes_on = run[given : given + 2] in known and (is_weak or given + 2 < len(run))
    if word or inside or goes_on or run[given] in NEVER:
        return 0
    end = given + 1 + (given + 1 < len(run) and run[given + 1 : given + 3] not in known and run[given + 1] not in NEVER)
    return 0 if is_place(run, at, end) or (is_weak and (end < given + 2 or run[end - 1] in sites())) else end


def is_place(run: str, begin: int, end: int) -> bool:
    """Whether what stands there in a run names a place or an office, or what follows makes it one."""
    return goes_on_as_place(run, end) or run[begin + 1 : end].endswith(ends())


def goes_on_as_place(run: str, end: int) -> bool:
    """Whether what follows makes a place or an office of it."""
    follows = run.startswith((*ends(), *labels.words("site")), end) and run[end : end + 2] not in _begun()
    return follows or run.startswith(_long_ends(), end) or run.startswith(_long_ends(), end - 1)


@cache
def _long_ends() -> tuple[str, ...]:
    return tuple(word for kind in ("place", "site") for word in labels.words(kind) if len(word) > 1)


def is_name(run: str) -> bool:
    """Whether a run that stands alone is a name: no known word explains it."""
    return ("·" in run and not NEVER & {*run}) or (name_in(run, 0) == len(run) and run[-1] not in THINGS)


def touches(run: str) -> bool:
    """Whether any two characters of a run stand side by side in a known word."""
    return any(pair in pairs() for pair in map("".join, pairwise(run)))


@cache
def _before() -> tuple[str, ...]:
    """What a name follows for sure, though the characters side by side may be a word: 老人寿镜吾."""
    return (*labels.before_names(), *(word for word in labels.words("ending") if len(word) > 1))


@cache
def sites() -> frozenset[str]:
    """What follows a surname in the names of places: 张家湾, 李集."""
    return frozenset(("家", *(word for word in labels.words("site") if len(word) == 1)))


@cache
def weak() -> frozenset[str]:
    return frozenset("".join(labels.words("weak")))


def name_before(text: str, end: int) -> int | None:
    """Where the name begins that ends at a place in a text."""
    begin, run = run_around(text, end - 1)
    if 2 < end - begin <= SHORT and not touches(run[: end - begin]):
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
    odd = 1 < len(run[0]) <= SHORT and not touches(run[0]) and not run[0].endswith(ends())
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
def ends() -> tuple[str, ...]:
    return (*labels.words("office"), *labels.words("place"))
