"""data/personal-data.csv: the labels behind which a person's data stand, where they stand, and what is no name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from build_site.model import Said
from build_site.registers.forms import performance_labels
from build_site.registers.personal.fold import folded
from build_site.registers.table import DATA, read_table

OF_PERSONS = ("role", "title")
"""Labels that a name follows; `title` is an office, whose holder prose may name. `ending`: how any other word ends that means
a person; only a name with a known surname counts behind it. `office`, `place`: how their
names end; a place is none behind a label of persons; `site`: how those end that names of persons may end with too. `act`, `beside`: what stands before and behind a person's name in prose; `word`: everyday words
that hold a surname; `weak`: surnames that are more often something else; `letter`: a letter of traditional script and the one of the table; `latin`: a word of
products in Latin letters, small, which no name holds;
`translit`: the characters of names that are written by their sound; `rare`: surnames that are
mostly something else and are only weighed; `given`: the characters of given names."""
_OF_NAMES = (
    "ending",
    "act",
    "beside",
    "office",
    "place",
    "site",
    "no-name",
    "word",
    "surname",
    "weak",
    "letter",
    "latin",
    "translit",
    "rare",
    "given",
)
KINDS = ("role", "title", "number", "identity", "account", "address", "home", "birth", "neutral", *_OF_NAMES)
WHAT = {
    "role": "姓名",
    "title": "姓名",
    "ending": "姓名",
    "number": "电话号码",
    "identity": "证件号码",
    "account": "账号",
    "address": "邮箱等地址",
    "home": "住址",
    "birth": "出生日期",
}
"""What stands behind a label of each kind."""
PLACES = ("same", "joined", "cell", "below", "line")
"""Where what is personal stands: in the label's own cell or line, there without anything between (联系人张三), in the cell
to its right, in the cells below, in the next line."""
_LONGEST = 14
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_TAIL = re.compile(r"(?:\([^()]*\)|[:*,;/ ]|签字|签名|签章|盖章)+$")


@dataclass(frozen=True, slots=True)
class Label:
    """A word of the table: its kind, and the places in which what it announces may stand."""

    kind: str
    places: frozenset[str]


@cache
def table() -> dict[str, Label]:
    """The labels by their words. Raises InputError for an unknown kind or place."""
    found = {}
    for row in read_table(DATA / "personal-data.csv", ("kind", "word", "places")):
        row.require("kind", re.compile("|".join(KINDS)), Said("、".join(KINDS) + " 之一", "one of " + ", ".join(KINDS)))
        row.require(
            "places",
            re.compile(f"(?:(?:{'|'.join(PLACES)}) ?)*"),
            Said("、".join(PLACES) + " 中的几个", "some of " + ", ".join(PLACES)),
        )
        if row["kind"] not in _OF_NAMES:
            found[row["word"]] = Label(row["kind"], frozenset(row["places"].split()))
    return found


@cache
def words(kind: str) -> tuple[str, ...]:
    """The words of a kind, the longest first."""
    rows = read_table(DATA / "personal-data.csv", ("kind", "word", "places"))
    return tuple(sorted((row["word"] for row in rows if row["kind"] == kind), key=len, reverse=True))


@cache
def pattern() -> re.Pattern[str]:
    """Any label of running text in a folded text of small letters, blanks and line ends between its characters allowed (电  话)."""
    return re.compile("|".join(each.pattern for each in apart()))


@cache
def apart() -> tuple[re.Pattern[str], ...]:
    """The labels in Latin letters, and all others: looked for apart, a long text takes a third of the time, as most of its
    letters begin a label and would be tried with each of the others."""
    named = sorted(
        (word for word, label in table().items() if "same" in label.places), key=lambda word: (word[0], -len(word))
    )
    found = []
    for latin in (True, False):
        by_first = groupby((word for word in named if word[0].isascii() is latin), key=lambda word: word[0])
        alike = (f"{re.escape(first)}(?:{'|'.join(map(_rest, words))})" for first, words in by_first)
        found.append(re.compile("|".join(alike)))
    return tuple(found)


def each_in(text: str) -> Iterator[re.Match[str]]:
    """Every label in a text, in its order, none over another."""
    ahead = [(shape, shape.search(text)) for shape in apart()]
    while found := min((match for _, match in ahead if match), key=lambda match: match.start(), default=None):
        yield found
        end = found.end()
        ahead = [(shape, shape.search(text, end) if match and match.start() < end else match) for shape, match in ahead]


def _rest(word: str) -> str:
    """A label behind its first character."""
    if word.isascii() and " " in word:
        return rf"{re.escape(word[1:])}(?![a-z])"
    gap, end = (" ?", "(?![a-z])") if word.isascii() else ("[ \\n]{0,4}", "")
    return "".join(gap + re.escape(character) for character in word[1:]) + end


def named(text: str) -> Label:
    """The label that `pattern` found."""
    return table()[text if text in table() else re.sub(r"\s", "", text)]


@cache
def of_persons() -> tuple[str, ...]:
    """The labels of persons, the longest first."""
    return tuple(word for kind in OF_PERSONS for word in words(kind))


@cache
def of_numbers() -> tuple[str, ...]:
    """The labels of a person's numbers and addresses."""
    return tuple(word for kind in ("number", "identity", "account", "address") for word in words(kind))


@cache
def before_names() -> tuple[str, ...]:
    """What a name may follow without anything between."""
    return (*of_persons(), *words("office"), *words("place"), *"由请找向")


@cache
def surnames() -> tuple[str, tuple[str, ...]]:
    """The surnames of one character, in one text, and those of two."""
    single, compound = words("surname")
    return single, tuple(compound.split("|"))


@cache
def no_names() -> tuple[str, ...]:
    """What may follow a label in a name's place and is none."""
    return words("no-name")


@cache
def kinds_of(cell: str) -> frozenset[str]:
    """The kinds of label that a table's cell is, with `neutral` for one that announces nothing personal; none for a value."""
    text = folded(cell).lower().replace(" ", "").replace("\n", "")
    ends = text.endswith(":")
    bare = _TAIL.sub("", text) or text.strip(":()")
    if not bare or (len(bare) > _LONGEST and not ends):
        return frozenset()
    kinds = {
        label.kind
        for word, label in table().items()
        if label.kind != "neutral" and bare.endswith(word.replace(" ", ""))
    }
    if kinds:  # 联系人及电话 announces both
        inside = (label.kind for word, label in table().items() if label.kind == "role" and word in bare)
        return frozenset({*kinds, *(inside if len(bare) <= _LONGEST else ())})
    if bare in _neutral():
        return frozenset(("neutral",))
    return frozenset(
        ("ending",) if 1 < len(bare) <= _LONGEST and _HAN.fullmatch(bare) and bare.endswith(words("ending")) else ()
    )


@cache
def _neutral() -> frozenset[str]:
    known = {word for part in performance_labels().values() for word in part}
    return frozenset({*known, *(word for word, label in table().items() if label.kind == "neutral")})
