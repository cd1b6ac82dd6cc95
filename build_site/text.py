"""One way to normalise printed Chinese text and to read a printed number.

Used by every room, knows none of them.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import zip_longest

# CJK radical look-alikes that NFKC leaves alone (the CJK Radicals Supplement block, U+2E80…);
# NFKC itself folds the Kangxi block (U+2F00…). PDF producers put both in place of the ideograph.
_LOOK_ALIKES = (
    "⺁厂⺄乙⺅亻⺆冂⺉刂⺋㔾⺏尣⺓幺⺔彑⺖忄⺗心⺘扌⺙攵⺛旡⺝月⺞歺⺠民⺡氵⺢氺⺣灬"
    "⺤爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺶羊⺷羊⺹老⺺聿⺼月⺾艹⺿艹⻀艹"
    "⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻍辶⻏阝⻑長⻓长⻔门⻖阝⻘青⻙韦⻚页⻛风"
    "⻜飞⻝食⻞食⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻯竜⻰龙⻱龜⻲亀"
    "⻳龟"
)
RADICALS = dict(zip(_LOOK_ALIKES[::2], _LOOK_ALIKES[1::2], strict=True)) | {
    chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
}
"""Radical → the ideograph that it looks like."""
_RADICALS = {ord(radical): ideograph for radical, ideograph in RADICALS.items()}
_QUOTES = str.maketrans({"\u201f": "“", "\u301d": "“", "\u301e": "”", "\uff02": '"', "\u2018": "‘", "\u2019": "’"})
_PUNCTUATION = "，。：；（）！？～、…"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_PAIRED = re.compile(r'"([^"\n]*)"')
# Footnote marks: NFKC would make digits of them ("48.33①" → "48.331").
_MARKS = re.compile("([\u2070\u00b9\u00b2\u00b3\u2074-\u2079\u2080-\u2089\u2460-\u2487\u24ea\u24f5-\u24ff]+)")

_LABEL = 48
"""The same short texts are compared again and again; longer ones are not kept."""
_NUMBER = re.compile(r"[-−–]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|[-−–]?\d+(?:\.\d+)?|[-−–]?\.\d+")


def _fold(text: str) -> str:
    if text.isascii():
        return text
    text = _INVISIBLE.sub("", text)
    if _MARKS.search(text):
        parts = _MARKS.split(text)
        text = "".join(part if i % 2 else unicodedata.normalize("NFKC", part) for i, part in enumerate(parts))
    else:
        text = unicodedata.normalize("NFKC", text)
    return text.translate(_RADICALS).translate(_QUOTES)


def fold(text: str) -> str:
    """The text with full-width forms, radicals, invisible characters and straight quotes folded; spaces kept."""
    return _PAIRED.sub(r"“\1”", _fold(text))


def clean(text: str) -> str:
    """`fold` for publishing: Chinese punctuation keeps its width; digits, letters, radicals, quotes are folded."""
    kept = re.split(f"([{_PUNCTUATION}]+)", text)
    folded = "".join(part if i % 2 else _fold(part) for i, part in enumerate(kept))
    return _PAIRED.sub(r"“\1”", folded)


def squeeze(text: str) -> str:
    """`fold` without any white space: "收 入" is "收入". For comparing labels, never for publishing prose."""
    return _squeezed(text) if len(text) <= _LABEL else "".join(fold(text).split())


@lru_cache(maxsize=8192)
def _squeezed(text: str) -> str:
    return "".join(fold(text).split())


def tidy(text: str) -> str:
    """Prose as published: white space between or beside Chinese characters dropped, elsewhere one space.

    >>> tidy("收、支总计均为 173.61 万元")
    '收、支总计均为173.61万元'
    """
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)


_NUMERALS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_YEAR, _NUMERAL = r"(?P<y>(?:19|20)\d\d|二[〇零○][〇零○一二三四五六七八九]{2})", r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_DAY = re.compile(rf"{_YEAR}[年./-](?P<m>{_NUMERAL})[月./-](?P<d>{_NUMERAL})(?:日|(?<=\d)(?:(?!\d)|(?=\d\d:\d\d)))")
_MONTH = re.compile(rf"{_YEAR}年(?:{_NUMERAL})月(?:印制?|编制?)?")
_TIME = re.compile(r"(?<=\d)\s+(?=\d{1,2}[:：]\d\d)")
_PREPARED = re.compile("(?:编制|填[报表写]|编报|报送|批复|打印|制表)(?!单位|部门)|截[至止]")
_PREPARED_BEHIND = re.compile("[(（]?(?:编制|填[报表写]|编报|报送|批复|制表)(?!单位|部门|日期|时间)")
_PUBLISHED = re.compile("公[开布示]|发布|印发")


def days(text: str) -> Iterator[tuple[int, int, date]]:
    """The days that a squeezed text prints (2024年8月25日, 2024-08-25, 二〇二四年八月二十五日): where they begin and end."""
    for found in _DAY.finditer(text):
        with suppress(ValueError):
            yield *found.span(), date(*(_in_digits(found[part]) for part in "ymd"))


def day(text: str) -> date | None:
    """The first day that a text prints."""
    return next((found for _, _, found in days(squeeze(text))), None)


def is_date(text: str) -> bool:
    """Whether a squeezed text is a day, or a month of a year, and nothing else."""
    return bool(_DAY.fullmatch(text) or _MONTH.fullmatch(text))


def _in_digits(numeral: str) -> int:
    """A year's digits, or a number below a hundred: 二〇二四, 二十五."""
    tens, ten, ones = numeral.translate(_NUMERALS).rpartition("十")
    return int(tens or 1) * 10 + int(ones or 0) if ten else int(ones)


PRINTED_YEAR = (
    r"(?:(?:19|20)\d{2}|(?:二[〇零○oO0]|一九)[〇零○oO0一二三四五六七八九]{2})"  # in digits or in Chinese ones (二○二四)
)
_YEAR_LINE = re.compile(PRINTED_YEAR + "年?度?")
_NOT_IN_TITLE = re.compile(r"\d{1,3}|(?:目录|[•·▪●◆■›»]).*")
"""A page, and signs before an entry of a list: a web page's way to itself, printed above the report, is no cover."""
_LABEL_IN_TITLE = re.compile(
    r"^(?:附件(?:(?:\d{1,2}(?=\D|(?:19|20)\d\d)|[一二三四五六七八九十]+(?=[:：.、]))?(?:[:：.、]|(?=.*决算))|.*$)"
    "|(?:公告|通知|(?:文件|信息)?(?:标题|名称)|(?:部门|单位)(?:名称)?|预算(?:单位)?代码)[:：])"
)
_ENDS_NAME = 4


def title_on(lines: Iterable[str], department: str) -> str:
    """The title on a cover: its lines up to the one that says 决算; where there are several such, the first that names the
    department, without what stands before it (a site's way to the page, a template's own title)."""
    core = re.sub(r"[（(][^（()）]*[)）]$", "", squeeze(department))
    titles, parts, name = list[str](), list[str](), core[-_ENDS_NAME:]
    for part in (_LABEL_IN_TITLE.sub("", squeeze(line)) for line in lines):
        if not part or is_date(part) or _NOT_IN_TITLE.fullmatch(part):
            continue
        parts.append(part)
        if "决算" not in part:
            continue
        if len(name) == _ENDS_NAME and name in "".join(parts) and "。" not in part:
            at = len(parts) - 1
            while at and name not in "".join(parts[at:]):
                at -= 1
            while at and (above := _YEAR_LINE.sub("", parts[at - 1])) in core and name not in above:
                at -= 1  # the name goes over lines, with or without the year
            own = "".join(parts[at:])
            earlier = next(filter(_YEAR_LINE.search, reversed(titles)), own)
            return own if _YEAR_LINE.search(own) else earlier
        titles.append("".join(parts))
        parts = []
    return next(iter(titles), "")


def publication(lines: Iterable[str]) -> date | None:
    """The day of publication that a cover prints: of several the one that says so, never one on which something was filled in."""
    dated = list[tuple[str, date]]()  # each with what stands before it
    squeezed = [squeeze(_TIME.sub("T", line)) for line in lines]
    for line, below in zip_longest(squeezed, squeezed[1:], fillvalue=""):
        end, printed = 0, {start: (behind, found) for start, behind, found in days(line)}
        for start, behind, found in days(
            line + below
        ):  # one that goes on below, where no other day and no number stands
            if (
                start < len(line) < behind
                and not day(below)
                and ((line + below)[behind - 1] == "日" or line.endswith(("-", ".", "/")))
            ):
                printed[start] = behind, found
        for start, (behind, found) in printed.items():
            before, end = line[end:start], behind
            if not _PREPARED.search(before) and not _PREPARED_BEHIND.match(line, end):
                dated.append((before, found))
    return next((found for before, found in dated if _PUBLISHED.search(before)), next((d for _, d in dated), None))


_FIELD_CODES = re.compile(
    r"HYPERLINK\s*(?:\\?l)?\s*[\"“]?_?Toc\d+[\"”]?|PAGEREF\s*_?Toc\d+(?:\s*\\?[hpz](?![a-z]))*|TOC\s*\\o\s*[\"“][\d-]+[\"”](?:\s*\\[a-z])*"
)
_PAGE_BEHIND = re.compile(
    r"(?:[-—–(（\[【<〈]\s*)?(?<!\d)(?:第|[Pp]\.?)?\d+\s*页?(?:[-~—]\d+\s*页?)?(?:\s*[-—–)）\]】>〉])?$"
)
_PAGE_LENGTH = 16
_LEADERS = " \t\u3000.．·•・‥…⋯_~～—―─－-"


def without_fields(text: str) -> str:
    """A line without the field codes that a word processor's contents list leaves in a text (PAGEREF _Toc123)."""
    return _FIELD_CODES.sub("", text).strip() if "Toc" in text or "TOC" in text else text


def without_page(text: str) -> str:
    """The title that a line of a contents list has, without the dots and the page behind it, however the page is dressed.

    >>> [without_page(text) for text in ("一、收入……3", "二、支出 - 4 -", "三、资产—— P5")]
    ['一、收入', '二、支出', '三、资产']
    """
    text = text.rstrip()
    page = _PAGE_BEHIND.search(text[-_PAGE_LENGTH:])
    return (text[: -len(page[0])] if page else text).rstrip(_LEADERS)


def harmless(text: str) -> str:
    """One line for a terminal: whatever would steer it becomes a space; none that GitHub's runner takes for a command, which are
    those with `##[` anywhere, and with `::` behind nothing but blanks."""
    line = "".join(char if char.isprintable() else " " for char in text).replace("##[", "## [")
    return line.replace("::", ": :", 1) if line.lstrip().startswith("::") else line


def number(printed: str) -> Decimal | None:
    """The value of a printed amount, digits as printed (`11.00` keeps its zeros); None for anything else.

    Thousands separators, a leading minus in any dash, and accounting parentheses are read.
    """
    text = re.sub(r"\s+", "", fold(printed))
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    if not _NUMBER.fullmatch(text):
        return None
    text = re.sub("[,，]", "", text)
    try:
        return Decimal(re.sub("^[−–]", "-", text))
    except InvalidOperation:  # pragma: no cover - the pattern admits only decimals
        return None


_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}


def chinese_number(text: str) -> int | None:
    """The value of a Chinese ordinal up to 99: "二十六" is 26. None where it is not one."""
    if not text or any(c not in "〇零一二三四五六七八九十两" for c in text):
        return None
    if "十" not in text:
        return int("".join(str(_DIGITS[c]) for c in text))
    tens, _, units = text.partition("十")
    if len(tens) > 1 or len(units) > 1 or units == "十":
        return None
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[units] if units else 0)


_STOPS = "，。；：！？、\n"
_MORE = 20


def excerpt(text: str, start: int, end: int, before: int, after: int) -> str:
    """A readable piece of the text round `start` to `end`: from and to a stop where one is near, never through a number.

    >>> excerpt("甲、2023年支出合计173.61万元，比上年减少25.64万元，减少12.87%。", 28, 29, 3, 1)
    '…比上年减少25.64万元…'
    """
    first, last = max(0, start - before), min(len(text), end + after)
    stop = next((at for at in range(first, max(0, first - _MORE), -1) if text[at - 1] in _STOPS), None)
    first = 0 if first < _MORE and stop is None else first if stop is None else stop
    stop = next((at for at in range(last, min(len(text), last + _MORE)) if text[at] in _STOPS), None)
    last = len(text) if len(text) - last < _MORE and stop is None else last if stop is None else stop
    while 0 < first < start and _in_number(text, first):
        first -= 1
    while end < last < len(text) and _in_number(text, last):
        last += 1
    return ("…" if first else "") + paired(text[first:last]) + ("…" if last < len(text) else "")


def paired(text: str) -> str:
    """A piece of text to be quoted, without the quotation marks whose other half is not in it.

    >>> paired("三公”经费：“会议费”5万元，“培训")
    '三公经费：“会议费”5万元，培训'
    """
    opened: list[int] = []
    alone: set[int] = set()
    for at, each in enumerate(text):
        if each == "“":
            opened.append(at)
        elif each == "”" and opened:
            opened.pop()
        elif each == "”":
            alone.add(at)
    alone.update(opened)
    return "".join(each for at, each in enumerate(text) if at not in alone) if alone else text


def _in_number(text: str, at: int) -> bool:
    """Whether a cut before this character would go through a number."""
    return text[at - 1] in "0123456789." and text[at] in "0123456789.%"
