"""What is personal in a text: numbers by their shape, and what stands in the place that a label gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from build_site.registers.personal import labels, shapes
from build_site.registers.personal.fold import folded, small

Piece = tuple[int, int, str]
"""Where it stands in the text, from and to, and what it is: a name, mobile number, …"""

_HAN = r"[\u4e00-\u9fff]"
_SEPARATOR = re.compile(
    r"(?: ?\([^()\t]{0,10}\))?(?: ?(?:签字|签名|签章|盖章|姓名|信息))?(?: ?\([^()\n\t]{0,10}\))?"
    r"(?P<with> ?(?:及|和|与|、|/|,|\+) ?(?:其)?[\u4e00-\u9fff]{0,4}(?:电话|方式|手机|号码|座机|传真|tel))?(?: ?\([^()\n\t]{0,10}\))?"
    r"(?P<blank>[ \n\t]*)(?P<mark>[:;|=_]+|-{1,2}|[是为](?=[ \u4e00-\u9fff0-9\"])|)[ \n\t_:\"]*",
    re.IGNORECASE,
)
_NEXT_NAME = re.compile(r"[ ]*[、,/;和及与 \n][ ]*")
_NEXT_NUMBER = re.compile(r"[ ]*(?:[、,/;或\n]|转|分机| )[ ]*")
_OPENS = re.compile(r" ?[(:]?")
_REMARK, _SPACES = re.compile(r" ?\([^()\n\t]{0,10}\) ?$"), re.compile(r'[ \n\t_:"]*')
_NAMED_BESIDE = re.compile(r" ?\(| {1,3}")
_VALUE = re.compile(shapes.LABELLED)
_SHORT_VALUE = re.compile(r"[0-9A-Za-z](?:[-. ·*]?[0-9A-Za-z*]){5,30}|[0-9A-Za-z_.#-]{5,30}")
_BANK = re.compile(r"[^\d\n\t。;]{1,24}(?=[\d*])")
"""What may stand between 账号 and the number: the bank's name."""
_HOME = re.compile(r"[^,;。\n\t█]{4,60}")
_AMOUNT_BEHIND = re.compile(r" ?(?:[百千万亿]?元|[%‰]|[万亿]|人次|户|笔|\d*[.,]\d\d(?!\d)| ?年)")
_BOUNDARY = re.compile(r"$|[ \n\t,;。、():/|\d+\"<&█’'\]等]")
_OFFICES = (*"科室处局股办部组委院所队会司站厅", "中心", "公司", "学校", "单位")
_FIRST = re.compile(r"(?:^|[ \n\t,;。:|、)\"])$")


@cache
def _names() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A name by its surname, and whatever stands in a name's place behind a colon."""
    single, *compound = labels.words("surname")
    gap = "[ \u3000]{0,4}"
    parts = rf"{_HAN}{{1,8}}(?:[·.]{_HAN}{{1,10}}){{1,3}}"
    own = rf"(?:(?:{'|'.join(compound)})|[{single}]){gap}{_HAN}(?:{gap}{_HAN})?"
    sure = rf"(?:{parts}|{own}|[A-Z][a-z]+(?: [A-Z][a-z]+){{1,2}}|[A-Z]{{2,}} [A-Z][A-Za-z]+)"
    odd = rf"{_HAN}{{2,4}}|{_HAN} {{1,4}}{_HAN}(?: {{1,4}}{_HAN})?|[A-Za-z]{{2,20}}(?: [A-Za-z]{{2,20}}){{0,2}}"
    return re.compile(sure), re.compile(f"{sure}|{odd}")


@cache
def endings() -> re.Pattern[str]:
    """The colon behind any word that means a person: 撰写人：, 评价组成员（签字）: Looked for from the colon, which is quick."""
    last = "".join(sorted({word[-1] for word in labels.words("ending")}))
    return re.compile(rf":(?:(?<=[{last}]:)|(?<=[{last}] :)|(?<=\):))")


def find(text: str, *, strict: bool = False) -> list[Piece]:
    """The pieces of a text that are personal, in its order, none over another; lines and cells of a row are parted by line
    ends and tabs. `strict`: a file of ours, with codes and digests."""
    plain = folded(text)
    found = sorted([*shapes.numbers(plain, strict=strict), *_labelled(plain), *_of_any_person(plain)])
    kept: list[Piece] = []
    for start, end, kind in found:
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]), kept[-1][2])
        elif any(character not in "█ \n\t" for character in text[start:end]):
            kept.append((start, end, kind))
    return kept


def _of_any_person(text: str) -> Iterator[Piece]:
    """Names with known surnames behind any word that means a person, in the table or not."""
    for colon in endings().finditer(text):
        word = text[max(0, colon.start() - 16) : colon.start()]
        if _REMARK.sub("", word).rstrip().endswith(labels.words("ending")):
            yield from _names_from(text, _SPACES.match(text, colon.end()).end(), sure=True)  # type: ignore[union-attr]


def _labelled(text: str) -> Iterator[Piece]:
    lower, at = small(text), 0
    while match := labels.pattern().search(lower, at):
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
        elif label.kind == "number":
            yield from _numbers(text, separator.end(), "telephone of a labelled field")
        else:
            yield from _codes(text, separator, label.kind)


def _persons(text: str, start: int, separator: re.Match[str], label: labels.Label) -> Iterator[Piece]:
    """The names behind a label of persons, and the numbers behind these."""
    mark, lines = separator["mark"], "\n" in separator[0]
    at = separator.end()
    sure = lines or not (mark[:1] in (":", "=", "|") or "\t" in separator["blank"])
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
    end = name_at(text, at, sure=sure)
    while end:
        yield at, end, "name"
        numbered = _NEXT_NUMBER.match(text, end) or _OPENS.match(text, end)
        if numbered and (value := _VALUE.match(text, numbered.end())) and not _AMOUNT_BEHIND.match(text, value.end()):
            yield from _numbers(text, numbered.end(), "telephone of a labelled field")
        more = _NEXT_NAME.match(text, end)
        at = more.end() if more else end
        end = name_at(text, at, sure=True) if more else None


def _announces(text: str, start: int, separator: re.Match[str], label: labels.Label) -> bool:
    """Whether a name may follow a label without a colon."""
    if separator["mark"] in ("是", "为"):
        return label.kind != "title"
    if not separator["mark"] and not separator["blank"] and not separator["with"]:
        return "joined" in label.places
    if label.kind == "title":
        return _stands_for_itself(text, start, separator.end())
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


def _stands_for_itself(text: str, start: int, at: int) -> bool:
    """Whether the line is a label, a name and nothing else but more of them; prose that names an office's holder stays."""
    begin = max(text.rfind("\n", 0, start), text.rfind("\t", 0, start)) + 1
    ends = [place for stop in "\n\t" if (place := text.find(stop, at)) >= 0]
    line = text[begin : min(ends, default=len(text))]
    return (
        len(line) <= 40
        and not re.search(r"[，。；,;]", line)
        and start - begin <= 10
        and _rest_is_labels(line[at - begin :])
    )


def _rest_is_labels(rest: str) -> bool:
    end = name_at(rest, 0, sure=True)
    if end is None:
        return False
    tail = rest[end:].strip()
    return not tail or bool(labels.pattern().search(tail.lower())) or bool(re.match(r"[\d(+]", tail))


def name_at(text: str, at: int, *, sure: bool) -> int | None:
    """Where the name that begins at a place ends; None where none does. `sure`: only one with a known surname."""
    match = _names()[0 if sure else 1].match(text, at)
    if not match:
        return None
    word = match[0].replace(" ", "")
    if word.startswith(labels.no_names()) or (not sure and len(word) > 2 and word.endswith(_OFFICES)):
        return None
    if labels.pattern().match(word.lower()):
        return None
    ends = (end for end in range(match.end(), at + 1, -1) if text[end - 1] != " " and _ends(text, end))
    return next((end for end in ends if _names()[0 if sure else 1].fullmatch(text, at, end)), None)


def _ends(text: str, end: int) -> bool:
    if _BOUNDARY.match(text, end):
        return True
    rest = text[end : end + 8].lower()
    return bool(labels.pattern().match(rest)) or rest.startswith(("联系", "电话", "填", "日期", "同志", "先生", "女士"))


def _numbers(text: str, at: int, kind: str) -> Iterator[Piece]:
    """The numbers that follow a label one after the other, and a name beside them."""
    beside = name_at(text, at, sure=True)
    gap = (_NEXT_NUMBER.match(text, beside) or _OPENS.match(text, beside)) if beside else None
    if beside and gap and _VALUE.match(text, gap.end()):
        yield at, beside, "name"
        at = gap.end()
    while match := _VALUE.match(text, at):
        end = match.end()
        if shapes.is_date(match[0]) or _AMOUNT_BEHIND.match(text, end):
            return
        yield at, end, kind
        if (opened := _NAMED_BESIDE.match(text, end)) and (name := name_at(text, opened.end(), sure=True)):
            yield opened.end(), name, "name"
            end = name + 1
        more = _NEXT_NUMBER.match(text, end)
        if not more:
            return
        at = more.end()


def _codes(text: str, separator: re.Match[str], kind: str) -> Iterator[Piece]:
    if kind in ("address", "home") and not (separator["mark"] or separator["blank"]):
        return
    at = separator.end()
    if kind == "home":
        if match := _HOME.match(text, at):
            yield at, match.end(), "home address"
        return
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
