"""The headings of the contents list and of the body, and which of them are the same."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from build_site.model import NOWHERE, Form, Place
from build_site.model.forms import CONCEPTS
from build_site.reconcile.case import Case, Record, sections
from build_site.reconcile.tables import place_of
from build_site.registers import codelists
from build_site.registers.forms import form_layouts, title_alone
from build_site.text import chinese_number, squeeze, without_page

_ENTRY = re.compile(
    r"^[^\w（(]*(?:第(?P<part>[一二三四五六七八九十]+|\d{1,2})(?:部分|章|篇)|(?P<chapter>[一二三四五六七八九十]+)[、.．，,:：]|[(（](?P<section>[一二三四五六七八九十]+)[)）])[】\]]?(?P<title>.*)$"
)
_NUMBERED = re.compile(r"第[一二三四五六七八九十]+(?:部分|章|篇)|(?<![一二三四五六七八九十])[一二三四五六七八九十]+、")
_TOGETHER = 4
"""So many numbers in one line of the contents begin an entry each."""
_COUNTED = re.compile(r"^(?:\d{1,2}[、.．)）]|[（(]\d{1,2}[)）])\s*(?!\d)")
_NOT_THE_REST = re.compile(rf"附?[表件图]\s*[\d一二三四五六七八九十]+\s*[：:、.．\s]|\d+$|{_COUNTED.pattern}")
"""What is no second line of a title in the contents: a form's own number, a page, an entry that is counted in digits."""
_NUMERALS = "(?:第?[一二三四五六七八九十]{1,3}|第?\\d{1,2})?(?:部分|章|篇)?"
_BEGINNING, _SHORTEST = 80, 4
"""Characters of a line that can have a title, of a title."""
_FEW = 2
"""Entries without a Chinese number that a list of numbered ones may have."""
_ASIDE = re.compile("[(（](?:详?见附[件表][^()（）]{0,8}|附[后表件]|另附|略|空表)[)）]$")
"""What contents say of where a part is published."""
_CUT, _LABEL = 3, 6  # characters of a label that is cut off, of one that is joined to the next


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the contents list or of the body. parent: the position of its part among the parts, from 1."""

    key: str  # its line in the contents, or its section id
    level: int
    number: int
    title: str
    part: str  # the part's compared title
    printed: str
    place: Place = NOWHERE


def _bare(text: str) -> str:
    return re.sub(r"20\d\d年度?|\W", "", squeeze(text))


@lru_cache(maxsize=4096)
def plain_title(title: str) -> str:
    """A heading for comparing: without year, page dots and the words that reports add to it or leave out."""
    text = _ASIDE.sub("", without_page(squeeze(title)))
    text = _bare(text)
    return re.sub(r"(?:的?情况)?(?:的?说明)?$|的", "", text)


def _same(a: Heading, b: Heading) -> bool:
    """Whether two headings name the same: equal, or one of two with the same number has a name before the other's."""
    short, long = sorted((plain_title(a.title), plain_title(b.title)), key=len)
    if short == long:
        return True
    enough = len(short) >= (2 if a.level == 1 else _SHORTEST) and a.number == b.number
    return enough and (long.endswith(short) or (a.level == 1 and long.startswith(short)))


def listed(case: Case) -> list[Heading]:
    contents = _contents(case)
    found: list[Heading] = []
    part = ""
    lines = [entry.strip() for line in contents.get("text", "").split("\n") for entry in _entries(line)]
    titles = {plain_title(row.get("title", "")) for row in sections(case)} - {""}
    alone = titles | {words for line in _lines(case) if len(words := _alone(line)) >= _SHORTEST}
    bare = {line for line in lines if not _ENTRY.match(line) and plain_title(_COUNTED.sub("", line)) in alone}
    for at, line in enumerate(lines, 1):
        match = _ENTRY.match(line)
        whole = plain_title(found[-1].title + line) in titles if found else False
        if (
            line in bare and not whole
        ):  # printed without the number that the body gives it, or with another kind of number
            found.append(Heading(str(at), 3, 0, _COUNTED.sub("", line), part, line, place_of(contents)))
            continue
        if match is None:
            if found and _is_rest(found[-1], line, titles, numbered=len(bare) < _FEW):
                found[-1] = _joined(found[-1], line)
            continue
        level = 1 if match["part"] else 2 if match["chapter"] else 3
        printed = match["part"] or match["chapter"] or match["section"]
        number = int(printed) if printed.isdigit() else chinese_number(printed) or 0
        if level == 1:
            part = plain_title(match["title"])
        place = place_of(contents)
        found.append(Heading(str(at), level, number, match["title"], part, line, place))
    return found


def _is_rest(before: Heading, line: str, titles: Collection[str], *, numbered: bool) -> bool:
    """Whether a line of the contents is the rest of the title before it: it completes one of the body, or begins no entry of
    its own in a list whose entries are `numbered`."""
    if not line or _has_page(before.printed) or _NOT_THE_REST.match(line):
        return False
    return numbered or plain_title(before.title + line) in titles


def _has_page(printed: str) -> bool:
    """Whether a line of the contents ends with its page: digits behind dots or a blank, or in brackets."""
    behind = printed[len(without_page(printed)) :]
    return bool(behind) and not behind.isdecimal()


def _entries(line: str) -> Sequence[str]:
    """A line of the contents; of a list in one cell of a workbook each of its entries."""
    starts = [at.start() for at in _NUMBERED.finditer(line)]
    if len(starts) < _TOGETHER:
        return [line]
    return [line[start:end].strip() for start, end in pairwise([*starts, len(line)])]


def _joined(heading: Heading, rest: str) -> Heading:
    title = heading.title + rest
    part = plain_title(title) if heading.level == 1 else heading.part
    return Heading(heading.key, heading.level, heading.number, title, part, heading.printed + rest, heading.place)


def body(case: Case) -> list[Heading]:
    """The headings, but for those that may be rows of a form that was not read whole: what stands on its pages (or sheets),
    or is called as its rows are, and is in no contents list."""
    found: list[Heading] = []
    part = ""
    rows = (row for form in case.tables.unsure for row in case[Form(form)].rows)
    loose = {(row.place.file, row.place.page or row.place.sheet) for row in rows if row.place.page or row.place.sheet}
    entries = listed(case) if case.tables.unsure else []
    for row in sections(case):
        level = int(row.get("level") or 0)
        ordinal = re.sub(r"[第部分章篇、.．()（）\s]", "", row.get("number", ""))
        if level == 1:
            part = plain_title(row.get("title", ""))
        printed = f"{row.get('number', '')}{row.get('title', '')}"
        number = chinese_number(ordinal) or (int(ordinal) if ordinal.isdigit() else 0)
        heading = Heading(row["section_id"], level, number, row.get("title", ""), part, printed, place_of(row))
        where = heading.place.file, heading.place.page or heading.place.sheet
        of_form = where in loose or (bool(case.tables.unsure) and _is_label(heading.title))
        if not of_form or any(_same(heading, entry) for entry in entries):
            found.append(heading)
    return found


@cache
def _labels() -> Collection[str]:
    """What the rows of the summary forms are called."""
    classes = [row for row in codelists.rows("functional") if row["level"] == "class"]
    return {*CONCEPTS.values(), *(name for row in classes for name in (row["name"], *codelists.former_names(row)))}


def _is_label(title: str) -> bool:
    """Whether a heading begins as such a row does, which may be cut off in its cell."""
    text = squeeze(title)
    return len(text) >= _CUT and any(text.startswith(label[:_LABEL]) or label.startswith(text) for label in _labels())


def positions(entries: Sequence[Heading], headings: Sequence[Heading]) -> Mapping[str, int]:
    """Of each line of the contents, its heading in the body."""
    found: dict[str, int] = {}
    for entry in entries:
        at = _find(entry, headings, {headings[i].key for i in found.values()})
        if at is not None:
            found[entry.key] = at
    return found


def form_of(entry: Heading) -> Form | None:
    """The form that a line of the contents names, whatever its own heading in the body looks like."""
    title = plain_title(title_alone(entry.title))
    return next((form for form, each in form_layouts().items() if title in {plain_title(t) for t in each.titles}), None)


def stands(title: str, case: Case) -> bool:
    """Whether a line of the body is this title or begins with all of it, whatever number or mark stands before it."""
    begins = re.compile(_NUMERALS + re.escape(_bare(without_page(title))))
    return any(begins.match(_bare(line)) or _alone(line) == plain_title(title) for line in _lines(case))


def _alone(line: str) -> str:
    return plain_title(re.sub(rf"^\W*(?:{_NUMERALS}[、.．，,:：\s)）】\]]+)?", "", line))


def stands_in_contents(heading: Heading, entries: Sequence[Heading], case: Case) -> bool:
    """Whether the contents have this title somewhere, also where it was not read as an entry of its own or text goes on
    behind it in its line."""
    words = plain_title(heading.title)
    begins = (plain_title(entry.title) for entry in entries if entry.number == heading.number)
    if any(len(title) >= _SHORTEST and words.startswith(title) for title in begins):
        return True
    return len(words) >= _SHORTEST and words in _bare(_contents(case).get("text", ""))


def _contents(case: Case) -> Record:
    return next((row for row in case.resource("sections") if row.get("section_id") == "contents"), {})


def _lines(case: Case) -> Iterator[str]:
    """The beginnings of all lines of the body."""
    for row in case.resource("sections"):
        if row.get("section_id") != "contents":
            yield from (line[:_BEGINNING] for line in (row.get("title", ""), *row.get("text", "").split("\n")))


def _find(entry: Heading, headings: Sequence[Heading], taken: set[str]) -> int | None:
    """The body's heading of that title: of its level and part first, then of any (a part's heading may be unread)."""
    fitting = [
        i
        for i, h in enumerate(headings)
        if h.key not in taken and _same(h, entry) and (h.level == 1) == (entry.level == 1)
    ]
    chosen = [i for i in fitting if headings[i].part == entry.part]
    return next(iter(chosen or fitting), None)
