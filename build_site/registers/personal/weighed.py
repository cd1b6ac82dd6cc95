"""Names inside sentences, by weight: where a surname with one or two more characters is likelier than the words that a dictionary
has for the same characters.

The dictionary with how often each word is used is jieba's, which rjieba (MIT) brings; our own known words are added to it."""

import math
import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import accumulate, takewhile
from types import ModuleType

from build_site.registers.personal import known, labels

_ALL = math.log(60_101_967)
"""Of so many words the dictionary counts its own."""
_OWN = 1000
"""How often a known word of ours counts at least."""
_NAME, _SURNAME, _COMPOUND, _WEAK, _GIVEN, _ODD = 4.0, 5.0, 6.0, 2.0, 6.0, 3.0
"""What a name, its surname and each further character weigh, as minus the logarithm of how often: one word in 55 is a name,
one name in 150 has a certain surname. `_ODD`: more for what is usual in no given name."""
_SOUND, _SYLLABLE = 6.0, 5.7
"""The same of a name written by its sound, and of each character of it."""
LIKELIER, _SPACED, _ANNOUNCED, _SHORT = 0.5, -6.0, -3.0, 3.25
"""By how much a name must be likelier than the words; one whose three characters stand apart; one behind what is done to persons."""
_SMALL = frozenset("中本各该等及第年月日")
"""What may stand between words and is hardly of a name."""
_OFFICE, _INSIDE = 4.0, 3.5
"""The same of a name that ends as offices do: 党星会; of one whose surname ends a known word: 购置费."""
_LONGEST_WORD, _LONGEST_OWN = 5, 6
_RUN = re.compile("[\u4e00-\u9fff](?:(?: {0,4}|\n)[\u4e00-\u9fff])*")
_REFERENCE = re.compile(r"[\u4e00-\u9fff]{0,3} ?[\[(](?:19|20)\d\d")
"""What follows the sign of a document: 鄂财函〔2023〕5号."""
_DOT = re.compile("(?<=[\u4e00-\u9fff])·(?=[\u4e00-\u9fff])")
_APART = re.compile("[\u4e00-\u9fff](?: {1,4}[\u4e00-\u9fff]){1,3}")


def names(text: str, likelier: float = LIKELIER) -> Iterator[tuple[int, int]]:
    """Where names stand in a folded text, blanks between all of their characters allowed; not the names of places. A word may
    go on in the next line, a name not."""
    for run in _RUN.finditer(text):
        places = [at for at, character in enumerate(run[0], run.start()) if character not in " \n"]
        for gain, begin, end in _in_run(re.sub("[ \n]", "", run[0])):
            start, stop = places[begin], places[end - 1] + 1
            apart = bool(_APART.fullmatch(text, start, stop))
            announced = text.endswith(_announcing(), 0, start)
            short = (end - begin == 2) * _SHORT
            enough = _SPACED if apart and end - begin > 2 else _ANNOUNCED if announced else likelier + short
            if _REFERENCE.match(text, stop):
                continue
            sure = gain > LIKELIER or apart or not (known.touches(text[start:stop]) or _is_word(text[start:stop]))
            if sure and gain > enough and (apart or stop - start == end - begin):
                yield start, stop
    for dot in _DOT.finditer(text):
        before, behind = sounds(text, dot.start(), -1), sounds(text, dot.end())
        if before and behind > 1:
            yield dot.start() - before, dot.end() + behind


def is_worded(run: str) -> bool:
    """Whether a run is words of two characters and more."""
    return all(len(word) > 1 or word in _SMALL for word in dictionary().cut(run, False))


@lru_cache(maxsize=8192)
def _in_run(run: str) -> tuple[tuple[float, int, int], ...]:
    """The likeliest names in a run of Chinese characters, none over another, each with by how much it is likelier than words."""
    single, compound = _surnames()
    found: list[tuple[float, int, int]] = []
    words = dictionary().cut(run, False)
    starts = [0, *accumulate(map(len, words))]
    for begin in starts[:-1]:
        width = 2 if run[begin : begin + 2] in compound else int(run[begin] in single)
        likely = [(end, _name(run[begin:end], width)) for end in (begin + width + 1, begin + width + 2) if width]
        likely += [
            (end, _SOUND + _SYLLABLE * (end - begin)) for end in range(begin + 3, begin + sounds(run, begin) + 1)
        ]
        for end, weight in (each for each in likely if each[0] <= len(run)):
            until = starts[bisect_left(starts, end)]
            gain = _words(run[begin:until]) - weight - _words(run[end:until])
            ends = run[begin + 1 : end].endswith
            enough = math.inf if ends(labels.words("place")) else _OFFICE if ends(_hard_ends()) else _SPACED
            if begin and run[begin - 1 : begin + 1] in known.pairs():
                enough = max(enough, _INSIDE)
            if gain > enough and not known.goes_on_as_place(run, end):
                found.append((gain, begin, end))
    chosen: list[tuple[float, int, int]] = []
    for name in sorted(found, reverse=True):
        if all(name[2] <= other[1] or other[2] <= name[1] for other in chosen):
            chosen.append(name)
    return tuple(chosen)


@cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    """Those of one character, rare ones too, and those of two."""
    single, compound = labels.surnames()
    return frozenset(single).union(*labels.words("rare")), frozenset(compound)


@cache
def _hard_ends() -> tuple[str, ...]:
    return *labels.words("office"), *known.THINGS


@cache
def _announcing() -> tuple[str, ...]:
    return *labels.words("act"), *labels.words("ending")


def sounds(run: str, begin: int, step: int = 1) -> int:
    """How many characters from a place on, eight at most, may write a name by its sound."""
    written = takewhile(
        _sounds().__contains__, run[begin : begin + 8] if step > 0 else run[max(0, begin - 8) : begin][::-1]
    )
    return sum(1 for _ in written)


@cache
def _sounds() -> frozenset[str]:
    return frozenset("".join(labels.words("translit")))


@lru_cache(maxsize=65536)
def _name(name: str, width: int) -> float:
    given = name[width:]
    if known.NEVER & {*given} or given in known.sites() or name == 2 * name[0]:
        return math.inf
    weak = name[0] in known.weak() or name[0] in "".join(labels.words("rare")) or given[:1] in known.sites()
    surname = _COMPOUND if width == 2 else _SURNAME + _WEAK * weak
    odd = sum(each not in _given() for each in given)
    return _NAME + surname + _GIVEN * len(given) + _ODD * odd


@cache
def _given() -> frozenset[str]:
    return frozenset("".join(labels.words("given")))


@lru_cache(maxsize=65536)
def _words(run: str) -> float:
    """What the likeliest words for a short run weigh."""
    weights = [0.0]
    for end in range(1, len(run) + 1):
        begins = range(max(0, end - _LONGEST_WORD), end)
        weights.append(min(weights[begin] + _word(run[begin:end]) for begin in begins))
    return weights[-1]


@lru_cache(maxsize=65536)
def _word(word: str) -> float:
    return _ALL - math.log(dictionary().suggest_freq(word)) if len(word) == 1 or _is_word(word) else math.inf


def _is_word(run: str) -> bool:
    return bool(dictionary().has_word(run))


@cache
def dictionary() -> ModuleType:
    """The words and how often each is used, our own known words among them."""
    import rjieba  # 35 MB and 0.1 s, only where names are looked for

    for run in sorted(known.runs()):
        if 1 < len(run) <= _LONGEST_OWN and not (rjieba.has_word(run) and rjieba.suggest_freq(run) > _OWN):
            rjieba.add_word(run, _OWN, None)
    return rjieba
