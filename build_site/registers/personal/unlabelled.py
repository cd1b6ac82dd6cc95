"""Names without a label: between stops, behind a word that means a person, in a list of names; known by what no word explains."""

import re
from collections.abc import Collection, Iterator
from functools import cache

from build_site.registers.codelists import codelist
from build_site.registers.personal import known, labels, weighed
from build_site.registers.personal.known import RUN
from build_site.registers.personal.shapes import DATE

Piece = tuple[int, int, str]
"""Where it stands in the text, from and to, and what it is: a name, mobile number, …"""

HAN = r"[\u4e00-\u9fff]"
_AND = re.compile(r"(?: ?\([^()\n]{1,12}\))? ?[、,和与及] ?")
_NEXT_NAME = re.compile(r"[ ]*[、,/;和及与 \n][ ]*")


def of_persons(text: str) -> Iterator[Piece]:
    """Names that no known word explains behind a word that means a person or what is done to one (由, 向), and before what
    follows persons (同志, 家庭)."""
    persons, titles, acts = labels.words("ending"), labels.words("title"), labels.words("act")
    for at in (found.start() for found in _glued().finditer(text)):
        begin, run = known.run_around(text, at)
        end = begin + known.name_in(run, at - begin)
        of_person = text.endswith(persons, 0, at) and not text.endswith(titles, 0, at)
        if end > at and (
            of_person or (end - at > 2 and text.endswith(acts, 0, at) and not known.touches(text[at + 1 : end]))
        ):
            yield at, end, "name"
    for person in _THEN.finditer(text):
        if (
            text.endswith(persons, 0, person.start())
            and not text.endswith(titles, 0, person.start())
            and (end := known.listed(text, person.end()))
        ):
            yield person.end(), end, "name"
    for beside in _beside().finditer(text):
        if name := known.name_before(text, beside.start()):
            yield name, beside.start(), "name"


def in_words(text: str, likelier: float = weighed.LIKELIER) -> Iterator[Piece]:
    """Names in whatever words, by weight. The holder of an office may be named."""
    titles = labels.words("title")
    for begin, end in weighed.names(text, likelier):
        if not text[:begin].rstrip(" ").endswith(titles) and not text.startswith(titles, end):
            yield begin, end, "name"


def in_latin(text: str) -> Iterator[Piece]:
    """Names in Latin letters among Chinese ones: two words and more with capitals, or the syllables of a Chinese name."""
    for found in _LATIN.finditer(text):
        words = re.findall(r"[A-Za-z'-]+", found[0])
        chinese = all(_SYLLABLES.fullmatch(word.lower()) for word in words) and len(words) < 4
        if len(words) == 1:
            is_name = chinese and bool(_JOINED.fullmatch(found[0]))
        else:
            capital = all(map(_CAPITAL.fullmatch, words)) and ("," not in found[0] or not found[0].isupper())
            is_name = capital or (chinese and _in_chinese(text, *found.span()))
        if is_name and not {word.lower() for word in words} & {*labels.words("latin")}:
            yield *found.span(), "name"
    yield from ((*found.span(), "address") for found in _ID.finditer(text) if _in_chinese(text, *found.span()))


def _in_chinese(text: str, begin: int, end: int) -> bool:
    return any(map(known.is_han, text[max(0, begin - 2) : begin] + text[end : end + 1]))


_ID = re.compile(r"(?<![A-Za-z0-9@/.:_-])(?=[\w.-]{6})[a-z]{1,12}[._-]?[a-z]*\d{3,}[a-z\d_-]*")
"""What somebody calls himself at a messenger: li.8923ab."""
_JOINED, _CAPITAL = (
    re.compile("(?:[A-Z][a-z]+){2,}(?:-[A-Z][a-z]+)?"),
    re.compile("[A-Z]|[A-Z][a-z'-]+[A-Za-z'-]*|(?=.*[AEIOUY])[A-Z'-]{2,}"),
)
_LATIN = re.compile(
    r"(?<![A-Za-z0-9@._/-])[A-Za-z][A-Za-z'-]+(?:,? (?:[A-Z]\.|[A-Za-z]['A-Za-z-]+)){0,3}(?![A-Za-z0-9@_/-])"
)
_SYLLABLES = re.compile(
    "(?:(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?-?(?:iang|uang|iong|ang|eng|ing|ong|ian|uan|uai|iao|yu|van|ai|ei|ao|ou|an|en|in|un|ia|ie"
    "|iu|ua|uo|ui|ue|ve|er|[aoeiuv]))-?){1,4}"
)


def alone_in(text: str) -> Iterator[Piece]:
    """Names that no known word explains between stops, in no list of words; of two characters only beside another. The holder
    of an office may be named: 局长 张三 主持全面工作."""
    titles = labels.words("title")
    last = -1
    waiting: list[tuple[int, int]] = []
    for run in sorted((*_alone_pattern().finditer(text), *_SPACED.finditer(text)), key=lambda run: run.start()):
        plain, (start, end) = run[0].replace(" ", ""), run.span()
        if not known.is_name(plain) or text.endswith(titles, 0, len(text[:start].rstrip(" "))):
            continue
        waiting = [each for each in waiting if _NEXT_NAME.fullmatch(text, each[1], start)]
        listed = bool(_NEXT_NAME.fullmatch(text, last, start))
        if (len(plain) == 2 and not listed) or _among_words(text, start, end):
            waiting.append((start, end))
            continue
        yield from ((*each, "name") for each in waiting if len(plain) > 2)
        waiting, last = [], end
        yield start, end, "name"


_ITEM_BEFORE, _ITEM_BEHIND = re.compile(rf"(?<!{HAN})({HAN}{{2,4}})、$"), re.compile(rf"、({HAN}{{2,4}})(?!{HAN})")


def _among_words(text: str, start: int, end: int) -> bool:
    """Whether what is listed beside it are words."""
    beside = (_ITEM_BEFORE.search(text, max(0, start - 6), start), _ITEM_BEHIND.match(text, end))
    return any(item and known.touches(item[1]) and not known.is_name(item[1]) for item in beside)


@cache
def _alone_pattern() -> re.Pattern[str]:
    single, compound = labels.surnames()
    own = rf"[{single}]{HAN}{{1,2}}|(?:{'|'.join(compound)}){HAN}{{1,2}}|{HAN}{{1,8}}(?:·{HAN}{{1,10}}){{1,3}}"
    return re.compile(rf"(?<![\d%\u4e00-\u9fff])(?<!{HAN}\n)(?:{own})(?!\n?{HAN}| ?[\[(]?(?:19|20)\d\d[\])])")


_SPACED = re.compile(rf"(?<!{HAN})(?<!{HAN} ){HAN} {{1,4}}{HAN}(?: {{1,4}}{HAN})?(?! ?{HAN})")


_THEN = re.compile(
    r"(?<=[\u4e00-\u9fff])(?: {1,3}(?=[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff]))| ?[(\[](?=[\u4e00-\u9fff]{2,4}[、,)\]]))"
)


@cache
def _glued() -> re.Pattern[str]:
    single, compound = labels.surnames()
    last = "".join(sorted({word[-1] for word in (*labels.words("ending"), *labels.words("act"))}))
    return re.compile(rf"(?<=[{last}])(?:[{single}]|{'|'.join(compound)})(?={HAN})")


@cache
def _beside() -> re.Pattern[str]:
    return re.compile(
        rf"(?<={HAN})(?<![的了]) ?(?:{'|'.join(labels.words('beside'))}|等\d+[人名户])"
    )  # 多了一行 is no group


def listed_after(text: str, end: int) -> Iterator[Piece]:
    """The names that go on with a list of names."""
    while (more := _AND.match(text, end)) and (end := known.listed(text, more.end())):
        yield more.end(), end, "name"


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
