"""Finds every number of a paragraph: amounts, rates, counts, years, dates, blanks before a unit, placeholders.

Numbers that only number things (a list's "1.", "图 2", "附件 1") are no statements and are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from build_site import text as reading
from build_site.registers.vocabulary import units

WIDTHS = str.maketrans("（）：；", "():;")
"""Brackets, colons and semicolons in one width; every character keeps its position."""


class Kind(StrEnum):
    AMOUNT = "amount"  # money
    RATE = "rate"  # per cent, percentage points
    COUNT = "count"  # anything else that is counted or measured
    YEAR = "year"
    DATE = "date"  # a day or a month
    NAME = "name"  # part of a title, a code, a document number
    NAMED = "named"  # a count that is part of a name: a house number, 610经费


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a text. `printed` is empty where a unit stands without its number; `end` stands behind the unit."""

    start: int
    figure_end: int
    end: int
    printed: str
    value: Decimal | None
    unit: str
    kind: Kind
    iso: str = ""  # dates: 2024-12-31, 2024-12, --07-13


_FIGURE = r"\d+(?:[,.]\d+)*"
_UNIT = re.compile(
    r"\s*(?P<some>[余多来])?(?P<scale>[十百千]?[万亿]|[百千](?=[万元]))?(?:[余多])?(?P<unit>"
    + "|".join(re.escape(u) for u in sorted(units(), key=len, reverse=True))
    + ")?"
)
_DATE = re.compile(
    r"(?<![\d.])(?P<y>(?:19|20)\d\d)\s*(?P<dot>[.\-/])(?P<m2>\d{1,2})(?P=dot)(?P<d2>\d{1,2})(?![\d.])"
    r"|(?<!\d)(?P<year>(?:19|20)\d\d)\s*年\s*(?:(?P<m>\d{1,2})\s*月(?!份?内)\s*(?:(?P<d>\d{1,2})\s*日)?)"
    r"|(?<!\d)(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日(?!内)"
)
_YEAR = re.compile(r"(?<![\d.])(?P<year>(?:19|20)\d\d)(?:\s*年度?|(?=\s*[-—–~至到、和]\s*(?:19|20)\d\d\s*年))")
_NUMBERING = re.compile(
    r"(?:(?<=^)|(?<=[。;:!?]))\s*[((]?\d{1,2}(?:\s*[、))](?!\d)|、(?=\d)|\.(?!\d)|\.(?=(?:19|20)\d\d\s*年))"  # 1. 1、 (1) 1)
    r"|(?:图|(?<!代)表|附件|附表|附图|目标|专栏|注)\s*\d+(?:[-—]\d+)?(?=\s*(?:[:、.。)(]|$)| )|公开\d+表"
)
_BLANK = re.compile(
    r"(?<=[\u4e00-\u9fff)”])(?<![一二三四五六七八九十百千万亿几数位以])(?<![十百千万][余多])(?<!单位:)(?:万元|亿元)(?!为单位|以上|以下|/)"
    r"|(?<=[占的为率长降少加成约比])%"
    r"|(?<=[为共计组])(?:个|辆|台|批次|人次)(?=[,，。;、()])"
)
_PLACEHOLDER = re.compile(r"[Xx×○*]{1,8}(?=\s*(?:万元|亿元|元|%|个|辆|台|批次|人次|人|项|分))")
_LETTER = re.compile(r"[A-Za-z]")
_BAD_FIGURE = re.compile(r"[A-Za-z]{1,2}(?=\s*(?:万元|亿元|元|%))")
_PLACE = re.compile(r"(?<=[路街道巷弄号幢栋村])\d+(?=[弄号室幢栋楼])")
_DAMAGED_NUMBERING = re.compile(r"(?:^|[。;]\s*)(\d{1,2})[“\"]\s*[.、]")  # 11“.灾害防治
_PART_OF_A_WORD = re.compile(
    r"(?<![为是共计达约出入数额有了到至年\d.])\d{2,5}(?=[\u4e00-\u9fff])(?![的至和及或与其比年月日])"
)  # 610经费
_QUOTED = re.compile(r"“[^“”。；;]*[^“”\d。；;]”")  # “2025年15分钟社区生活圈规划”: a name, whatever is counted in it
_NAMES = re.compile(r"《[^《》]*》|[〔\[]\d{4}[〕\]]\s*第?\s*\d+\s*号|(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)")


def numbers(text: str) -> list[Number]:
    """All numbers of `text`, in reading order. `text` has passed through `WIDTHS`."""
    taken = [m.span() for m in _NUMBERING.finditer(text)]
    found = [n for n in _dates(text) if not _inside(n.start, taken)]
    taken += [(n.start, n.end) for n in found]
    found += [_figure(text, m) for m in re.finditer(_FIGURE, text) if not _inside(m.start(), taken)]
    taken += [(n.start, n.end) for n in found]
    for pattern in (_PLACEHOLDER, _BLANK):
        matches = (m for m in pattern.finditer(text) if not _inside(m.start(), taken))
        found += [_without_value(text, match, blank=pattern is _BLANK) for match in matches]
    titles = [m.span() for m in _NAMES.finditer(text)]
    found = [_named(n) if _inside(n.start, titles) else n for n in found]
    quoted = [m.span() for m in _QUOTED.finditer(text)]
    named = {m.start() for pattern in (_PLACE, _PART_OF_A_WORD) for m in pattern.finditer(text)}
    named |= {m.start(1) for m in _DAMAGED_NUMBERING.finditer(text)}
    return sorted((_in_name(n, n.start in named, quoted) for n in found), key=lambda n: n.start)


def _inside(position: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in spans)


def _named(number: Number) -> Number:
    """A number inside a title (《…》, 〔2015〕127号) states nothing about the year or the money."""
    unit = number.unit if number.kind in (Kind.YEAR, Kind.DATE) else ""
    return replace(number, unit=unit, kind=Kind.NAME)


def _in_name(number: Number, named: bool, quoted: list[tuple[int, int]]) -> Number:
    """A count that is part of a name: a house number, 610经费, “15分钟社区生活圈”."""
    if number.kind is not Kind.COUNT or not number.printed:
        return number
    if (named and (not number.unit or number.unit in ("号", "楼", "室"))) or _inside(number.start, quoted):
        return replace(number, kind=Kind.NAMED)
    return number


def _dates(text: str) -> Iterator[Number]:
    end = -1
    for match in _DATE.finditer(text):
        group = match.groupdict()
        year = group["y"] or group["year"] or "-"
        month, day = group["m2"] or group["m"] or group["month"], group["d2"] or group["d"] or group["day"]
        if not 1 <= int(month) <= 12 or (day and not 1 <= int(day) <= 31):
            continue
        iso = f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")
        end = match.end()
        yield Number(match.start(), end, end, match[0], None, "date", Kind.DATE, iso)
    spans = [m.span() for m in _DATE.finditer(text)] if end >= 0 else []
    for match in _YEAR.finditer(text):
        if not _inside(match.start(), spans):
            value = Decimal(match["year"])
            yield Number(
                match.start(), match.end("year"), match.end(), match["year"], value, "year", Kind.YEAR, match["year"]
            )


def _figure(text: str, match: re.Match[str]) -> Number:
    start, figure_end = match.span()
    bad = _BAD_FIGURE.match(text, figure_end)
    if bad:  # "13.6l万元": something stands there that is no number
        figure_end = bad.end()
    before = text[start - 1 : start]
    if before in ("-", "−", "–") and not re.match(r"[\d%元A-Za-z]", text[start - 2 : start - 1]):
        start -= 1
    printed = text[start:figure_end]
    unit, kind, end = _unit(text, figure_end)
    if kind is Kind.COUNT and not bad and (_LETTER.match(before) or (not unit and _LETTER.match(text, figure_end))):
        unit, kind, end = "", Kind.NAME, figure_end
    return Number(start, figure_end, end, printed, reading.number(printed), unit, kind)


def _without_value(text: str, match: re.Match[str], blank: bool) -> Number:
    start = match.start()
    figure_end = start if blank else match.end()
    unit, kind, end = _unit(text, figure_end)
    return Number(start, figure_end, end, text[start:figure_end], None, unit, kind)


def _unit(text: str, figure_end: int) -> tuple[str, Kind, int]:
    """The unit behind a figure (万条, 万元; empty if none), what it makes of the number, and where it ends."""
    match = _UNIT.match(text, figure_end)
    scale, name = (match["scale"] or "", match["unit"] or "") if match else ("", "")
    kind = Kind(units()[name][0]) if name else Kind.COUNT
    return scale + name, kind, match.end() if match and scale + name else figure_end
