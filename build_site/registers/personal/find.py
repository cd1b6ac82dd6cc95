"""What is personal in a text: numbers by their shape, and what stands in the place that a label gives it."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from string import ascii_uppercase

from build_site.registers.personal import known, labels, shapes, unlabelled
from build_site.registers.personal.fold import folded, small
from build_site.registers.personal.unlabelled import HAN, Piece

_SEPARATOR = re.compile(
    r"\.?(?: ?\([^()\t]{0,10}\))?(?: ?(?:签字|签名|签章|盖章|姓名|信息))?(?: ?\([^()\n\t]{0,10}\))?"
    r"(?P<with> ?(?:及|和|与|、|/|,|\+) ?(?:其)?[\u4e00-\u9fff]{0,4}(?:电话|方式|手机|号码|座机|传真|tel))?(?: ?\([^()\n\t]{0,10}\))?"
    r"(?P<blank>[ \n\t]*)(?P<mark>[:;|=_]+|-{1,2}|\):?|[是为]:?(?=[ \u4e00-\u9fff0-9(\"])|)[ \n\t_:\"]*(?:<(?=[\u4e00-\u9fff]))?",
    re.IGNORECASE,
)
_NEXT_NAME = re.compile(r"[ ]*[、,/;和及与 \n][ ]*")
_NEXT_NUMBER = re.compile(r"[ ]*(?:[、,/;或\n]|转|分机| )[ ]*")
_OPENS = re.compile(r" ?[(:]?")
_REMARK, _SPACES = re.compile(r" ?\([^()\n\t]{0,10}\) ?$"), re.compile(r'[ \n\t_:"]*')
_NAMED_BESIDE = re.compile(r" ?\(| {1,3}")
_VALUE = re.compile(shapes.LABELLED)
_TOKEN = re.compile(r"@[^\s,;。]{2,20}|(?=[A-Za-z_-]*\d)[A-Za-z][\w-]{4,}|[1-9]\d{4,}")
"""What is an address of a messenger though it stands right behind its name."""
_SHORT_VALUE = re.compile(r"[0-9A-Za-z](?:[-. ·*]?[0-9A-Za-z*]){5,30}|[0-9A-Za-z_.#-]{5,30}")
_BANK = re.compile(r"[^\d\n\t。;]{1,24}(?=[\d*])")
"""What may stand between 账号 and the number: the bank's name."""
_SERIAL = re.compile(r"[\u4e00-\u9fff]{0,2}第(?=\d)")
_HOME = re.compile(r"[^,;。\n\t█]{4,60}")
_AMOUNT_BEHIND = re.compile(r" ?(?:[百千万亿]?元|[%‰]|[万亿]|人次|户|笔|\d*[.,]\d\d(?!\d)| ?年)")
_BOUNDARY = re.compile(r"$|[ \n\t,;。、():/|\d+\"<>&█’'\[\]等-]")
_CALLED = ("联系", "电话", "填", "日期", "同志", "先生", "女士", "老师", "提供", "家庭")
"""What may stand behind a name without anything between."""
_A_LINE = 40
_AGAIN = " \n\t,;、:(/-"
_DECIMALS = re.compile(r"\d+[.,]\d{1,2}")
_ALSO = re.compile(r" ?(?:[\u4e00-\u9fff]{1,4}[:(]|\([\u4e00-\u9fff]{1,4}\)) ?(?=[\d+(])")
_OFFICE_FIRST = re.compile(r"(?P<office>[\u4e00-\u9fff]{2,10})[ 、,/]")
_IN_WORDS = re.compile(r" ?\((?P<what>[^()\n\t]{2,8})\)(?=[、,; \n\t]|$)")
"""What somebody is, behind the name: 张三（组长）、李四（签字）"""
_LOOKS = re.compile("[\ufe00-\ufe0f\u20e3]")
"""What makes a picture of the character before it: 1️⃣."""
CELL = 24
"""So many characters at most, a text is looked up before it is looked through."""
_FIRST = re.compile(r"(?:^|[ \n\t,;。:|、)\"])$")


@cache
def _names() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A name by its surname, and whatever stands in a name's place behind a colon."""
    single, compound = labels.surnames()
    gap = "[ \u3000]{0,4}"
    parts = rf"{HAN}{{1,8}}(?:[·.]{HAN}{{1,10}}){{1,3}}"
    own = rf"(?:(?:{'|'.join(compound)})|[{single}]){gap}{HAN}(?:{gap}{HAN})?"
    sure = rf"(?:{parts}|{own}|[A-Z][a-z]+(?: [A-Z][a-z]+){{1,2}}|[A-Z]{{2,}} [A-Z][A-Za-z]+)"
    odd = rf"{HAN}{{2,4}}|{HAN} {{1,4}}{HAN}(?: {{1,4}}{HAN})?|[A-Za-z]{{2,20}}(?: [A-Za-z]{{2,20}}){{0,2}}"
    return re.compile(sure), re.compile(f"{sure}|{odd}")


@cache
def endings() -> re.Pattern[str]:
    """The colon behind any word that means a person: 撰写人：, 评价组成员（签字）: Looked for from the colon, which is quick."""
    last = "".join(sorted({word[-1] for word in labels.words("ending")}))
    return re.compile(rf":(?:(?<=[{last}]:)|(?<=[{last}] :)|(?<=\):))")


def find(text: str, *, strict: bool = False) -> list[Piece]:
    """The pieces of a text that are personal, in its order, none over another; lines and cells of a row are parted by line
    ends and tabs. `strict`: a file of ours, with codes and digests."""
    if not _LOOKS.search(text):
        return list((_in_cell if len(text) <= CELL else _find)(text, strict))
    places = [each.start() for each in re.finditer(f"(?s).{_LOOKS.pattern}*", text)]
    ends = [*places[1:], len(text)]
    return [(places[start], ends[end - 1], kind) for start, end, kind in _find(_LOOKS.sub("", text), strict)]


def _find(text: str, strict: bool) -> list[Piece]:
    plain = folded(text)
    named = [*_labelled(plain), *_of_any_person(plain, strict=strict), *_with_words(plain)]
    if not strict:
        named += [*unlabelled.of_persons(plain), *unlabelled.in_words(plain), *unlabelled.in_latin(plain)]
    named += [
        more for _, end, kind in named if not strict and kind == "name" for more in unlabelled.listed_after(plain, end)
    ]
    found = [*shapes.numbers(plain, strict=strict), *shapes.of_a_life(plain), *named]
    found += () if strict else unlabelled.alone_in(plain)
    found += [name for start, _, kind in found if kind != "name" and (name := _before_number(plain, start))]
    found += [number for _, end, kind in found if kind == "name" and (number := _behind_name(plain, end))]
    kept: list[Piece] = []
    for start, end, kind in sorted(found):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]), kept[-1][2])
        elif any(character not in "█ \n\t" for character in text[start:end]):
            kept.append((start, end, kind))
    return kept


_in_cell = lru_cache(maxsize=4096)(_find)
"""Most cells say what many others say: 0.00, 合计, nothing."""


def _of_any_person(text: str, *, strict: bool) -> Iterator[Piece]:
    """Names with known surnames behind any word that means a person, in the table or not."""
    for colon in endings().finditer(text):
        word = text[max(0, colon.start() - 16) : colon.start()]
        if _REMARK.sub("", word).rstrip().endswith(labels.words("ending")):
            at = _SPACES.match(text, colon.end()).end()  # type: ignore[union-attr]
            named = list(_names_from(text, at, sure=True))
            run = known.run_around(text, at)[1]
            if not named and not strict and run[:1] in labels.surnames()[0] and (end := known.listed(text, at)):
                named = [(at, end, "name")]
            yield from named


def _with_words(text: str) -> Iterator[Piece]:
    """The names before what they are, in brackets."""
    for words in _IN_WORDS.finditer(text):
        if words["what"].endswith((*labels.of_persons(), *labels.words("ending"))) and (
            name := _name_before(text, words.start())
        ):
            yield name


def _before_number(text: str, at: int) -> Piece | None:
    """The name that stands right before a number of a person, what it is called and the number's label between: 张三局长（手机 …）."""
    begin = max(0, at - 60)
    lower, end = small(text[begin:at]), at - begin
    for words in (labels.of_numbers(), _CALLED, labels.words("title")):
        plain = lower[:end].rstrip(_AGAIN)
        end = len(plain) - max((len(word) for word in words if plain.endswith(word)), default=0)
    return _name_before(text, begin + len(lower[:end].rstrip(_AGAIN)))


def _behind_name(text: str, end: int) -> Piece | None:
    """The number right behind a name."""
    gap = _NEXT_NUMBER.match(text, end) or _OPENS.match(text, end)
    value = gap and _VALUE.match(text, gap.end())
    if not value or _AMOUNT_BEHIND.match(text, value.end()) or shapes.is_date(value[0]):
        return None
    return value.start(), value.end(), "telephone of a labelled field"


def _name_before(text: str, end: int) -> Piece | None:
    """The name that ends here and begins behind a stop, a label or an office."""
    begin = max(0, end - 32)
    head = text[begin:end]
    surnames = (
        "" if "·" in head else "".join(labels.surnames()[1]) + labels.surnames()[0] + ascii_uppercase
    )  # quick to look at
    for start in range(max(0, len(head) - 24), len(head) - 1):
        if (
            (not surnames or head[start] in surnames)
            and _may_begin(head, start)
            and name_at(head, start, sure=True) == len(head)
            and not _of_office(head[start:])
        ):
            return begin + start, begin + len(head), "name"
    return None


def _may_begin(text: str, at: int) -> bool:
    """Whether what begins here follows a stop, a label of persons, an office, or a word that persons follow."""
    return not at or bool(_BOUNDARY.match(text, at - 1)) or text.endswith(labels.before_names(), 0, at)


def _of_office(name: str) -> bool:
    return name.endswith((*labels.words("office"), *labels.words("place")))


def _labelled(text: str) -> Iterator[Piece]:
    lower = small(text)
    for match in labels.each_in(lower):
        at = match.end()
        label = labels.named(match[0])
        if (
            match[0][0].isascii()
            and match.start()
            and lower[match.start() - 1].isascii()
            and lower[match.start() - 1].isalpha()
        ):
            continue
        separator = _SEPARATOR.match(text, at)
        if separator is None or "█" in separator[0]:  # what it announces was withheld
            continue
        if label.kind in labels.OF_PERSONS:
            yield from _persons(text, match.start(), separator, label)
            if label.kind == "title":
                yield from _holder(text, match.start(), at)
        elif label.kind == "number":
            yield from _numbers(text, separator.end(), "telephone of a labelled field")
        else:
            yield from _codes(text, separator, label)


def _persons(text: str, start: int, separator: re.Match[str], label: labels.Label) -> Iterator[Piece]:
    """The names behind a label of persons, and the numbers behind these."""
    mark, lines = separator["mark"], "\n" in separator[0]
    at = separator.end()
    sure = lines or not (mark[:1] in (":", "=", "|") or "\t" in separator["blank"])
    if mark.startswith(")") and "(" not in text[max(0, start - 8) : start]:
        return
    if (lines and not _alone(text, start)) or (sure and not _announces(text, start, separator, label)):
        return
    for opened in re.finditer(r"\(", separator[0]):
        inside = separator.start() + opened.end()
        if (end := name_at(text, inside, sure=True)) and text[end] == ")":
            yield inside, end, "name"
    named = list(_names_from(text, at, sure=sure))
    yield from named
    if separator["with"] and not named:
        yield from _numbers(text, at, "telephone of a labelled field")


def _names_from(text: str, at: int, *, sure: bool) -> Iterator[Piece]:
    """Names one after the other, and the numbers behind each."""
    at += text.startswith(("(", '"'), at)
    if (
        (office := _OFFICE_FIRST.match(text, at))
        and _of_office(office["office"])
        and name_at(text, office.end(), sure=True)
    ):
        at, sure = office.end(), True
    end = name_at(text, at, sure=sure)
    while end:
        yield at, end, "name"
        numbered = _NEXT_NUMBER.match(text, end) or _OPENS.match(text, end)
        if numbered and (value := _VALUE.match(text, numbered.end())) and not _AMOUNT_BEHIND.match(text, value.end()):
            for piece in _numbers(text, numbered.end(), "telephone of a labelled field"):
                yield piece
                end = piece[1]
        if text.startswith("(", end) and (closed := text.find(")", end, end + 24)) > 0:  # 张三（局长）、李四
            end = closed
        end += text.startswith(")", end)
        more = _NEXT_NAME.match(text, end)
        at = more.end() if more else end
        end = name_at(text, at, sure=True) if more else None


def _announces(text: str, start: int, separator: re.Match[str], label: labels.Label) -> bool:
    """Whether a name may follow a label without a colon."""
    if separator["mark"][:1] in ("是", "为"):
        return label.kind != "title"
    if label.kind == "title":
        return _stands_for_itself(text, start, separator.end(), joined=not separator[0])
    if not separator["mark"] and not separator["blank"] and not separator["with"]:
        return "joined" in label.places or separator[0].endswith(")")
    return bool(separator["mark"] or _FIRST.search(text[max(0, start - 1) : start]) or _prefixed(text, start))


def _alone(text: str, start: int) -> bool:
    """Whether a label has its line for itself."""
    line = text.rfind("\n", 0, start) + 1
    head = text[line:start]
    return len(head.strip()) <= 8 and not re.search("[，。；,;]", head)


def _prefixed(text: str, start: int) -> bool:
    """Whether only a few characters, none a stop, stand before the label in its line: 项目 before 联系人."""
    line = max(text.rfind(stop, 0, start) for stop in "\n\t ,;。:") + 1
    return start - line <= 6


def _holder(text: str, start: int, at: int) -> Iterator[Piece]:
    """The name before a title, where the two are all of a line or cell but for labels and numbers: 张三局长 6512345."""
    begin, line = _line(text, start, at)
    name, rest = text[begin:start].rstrip(" "), line[at - begin :]
    if len(name) > 2 and name_at(name, 0, sure=True) == len(name) and not _of_office(name) and _only_labels(rest):
        yield begin, begin + len(name), "name"
        yield from _numbers(text, at + len(rest) - len(rest.lstrip()), "telephone of a labelled field")


def _line(text: str, start: int, at: int) -> tuple[int, str]:
    """Where the line or cell begins that something stands in from `start` to `at`, and itself; of a long one what is near."""
    low, high = max(0, start - _A_LINE), at + _A_LINE
    begin = max(low - 1, text.rfind("\n", low, start), text.rfind("\t", low, start)) + 1
    ends = [place for stop in "\n\t" if (place := text.find(stop, at, high)) >= 0]
    return begin, text[begin : min(ends, default=high)]


def _stands_for_itself(text: str, start: int, at: int, *, joined: bool) -> bool:
    """Whether the line is a label, a name and nothing else but more of them; prose that names an office's holder stays.
    `joined`: nothing stands between the two, so that a word of two characters (院长 查房) is none."""
    begin, line = _line(text, start, at)
    if len(line) > _A_LINE or re.search(r"[，。；,;]", line) or start - begin > 10:
        return False
    rest = line[at - begin :]
    end = name_at(rest, 0, sure=True)
    if end is None or (joined and (end < 3 or _of_office(rest[:end]))):
        return False
    return _only_labels(rest[end:])


def _only_labels(tail: str) -> bool:
    tail = tail.strip()
    return not tail or bool(labels.pattern().search(tail.lower())) or bool(re.match(r"[\d(+]", tail))


def name_at(text: str, at: int, *, sure: bool) -> int | None:
    """Where the name that begins at a place ends; None where none does. `sure`: only one with a known surname."""
    match = _names()[0 if sure else 1].match(text, at)
    if not match:
        return None
    word = match[0].replace(" ", "")
    if word.startswith(labels.no_names()) or (not sure and len(word) > 2 and word.endswith(labels.words("office"))):
        return None
    if labels.pattern().match(word.lower()):
        return None
    ends = (end for end in range(match.end(), at + 1, -1) if text[end - 1] != " " and _ends(text, end))
    return next((end for end in ends if _names()[0 if sure else 1].fullmatch(text, at, end)), None)


def _ends(text: str, end: int) -> bool:
    if _BOUNDARY.match(text, end):
        return True
    rest = text[end : end + 8].lower()
    return bool(labels.pattern().match(rest)) or rest.startswith(_CALLED)


def _behind_office(text: str, at: int) -> int:
    """Where a number begins that an office's name stands before: 办公室 8234567; else the place itself."""
    office = _OFFICE_FIRST.match(text, at)
    return office.end() if office and _of_office(office["office"]) else at


def _numbers(text: str, at: int, kind: str) -> Iterator[Piece]:
    """The numbers that follow a label one after the other, and a name beside them."""
    beside = name_at(text, at, sure=True)
    gap = (_NEXT_NUMBER.match(text, beside) or _OPENS.match(text, beside)) if beside else None
    if beside and gap and _VALUE.match(text, gap.end()):
        yield at, beside, "name"
        at = gap.end()
    while match := _VALUE.match(text, at := _behind_office(text, at)):
        end = match.end()
        if shapes.is_date(match[0]) or _DECIMALS.fullmatch(match[0]) or _AMOUNT_BEHIND.match(text, end):
            return
        yield at, end, kind
        if (opened := _NAMED_BESIDE.match(text, end)) and (name := name_at(text, opened.end(), sure=True)):
            yield opened.end(), name, "name"
            end = name + 1
        more = _ALSO.match(text, end) or _NEXT_NUMBER.match(text, end)
        if not more:
            return
        at = more.end()


def _codes(text: str, separator: re.Match[str], label: labels.Label) -> Iterator[Piece]:
    kind = label.kind
    apart = separator["mark"] or "joined" in label.places or (separator["blank"] and "cell" in label.places)
    at = separator.end()
    if kind == "birth" or (kind in ("address", "home") and not apart and not _TOKEN.match(text, at)):
        return
    if kind == "home":
        if match := _HOME.match(text, at):
            yield at, match.end(), "home address"
        return
    if kind == "identity" and (serial := _SERIAL.match(text, at)):
        at = serial.end()
    match = _SHORT_VALUE.match(text, at)
    if not match and kind != "address" and (bank := _BANK.match(text, at)):
        at = bank.end()
        match = _SHORT_VALUE.match(text, at)
        if match and sum(map(str.isdigit, match[0])) < 12:
            return
    if not match or _AMOUNT_BEHIND.match(text, match.end()) or shapes.is_date(match[0]):
        return
    if kind == "address" or sum(character.isdigit() for character in match[0]) >= 6:
        words = {"identity": "ID number", "account": "bank account", "address": "address"}
        yield at, match.end(), words[kind]
