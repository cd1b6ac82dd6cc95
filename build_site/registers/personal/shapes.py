"""Numbers and addresses of a person by their shape alone, and what of such a shape is none. All texts are folded."""

import re
from collections.abc import Iterator
from functools import cache

_ABROAD = r"(?:\(?(?:\+|00)86\)?[- .]{0,2}|86[- ])?"
_GAP = r"(?:[-._/·\n]| {1,2}| [-·] )"
_FIRST = r"1[3-9]\d"
MOBILE = (
    rf"{_ABROAD}(?:{_FIRST}\d{{8}}|{_FIRST}(?P<gap>{_GAP})\d{{4}}(?P=gap)\d{{4}}|{_FIRST}(?P<gap3>{_GAP})\d{{3}}(?P=gap3)\d{{5}}"
    rf"|{_FIRST}\d(?P<gap4>{_GAP})\d{{3}}(?P=gap4)\d{{4}}|{_FIRST}{_GAP}\d{{8}}|{_FIRST}\d{{4}}[-·. ]\d{{4}}|{_FIRST}-\d{{4}} \d{{4}}"
    rf"|\({_FIRST}\) ?\d{{4}}[- ]?\d{{4}}|(?<=[\u4e00-\u9fff:\"(])1[3-9](?: \d\d){{4}} \d)"
)
_AREA = r"(?:10|2\d|[3-9]\d\d)"
_EXTENSION = r"(?: ?(?:转|分机|-|#|ext\.? ?) ?\d{1,5}(?!\d))?"
_LOCAL = r"[2-8]\d{2,3}(?:[-. ·\n]| - )?\d{4}"
LANDLINE = rf"(?:\(?0{_AREA}\)?[-. ·/_]{{0,3}}{_LOCAL}|\( ?0?{_AREA} ?\) ?{_LOCAL}|(?:\+|00)86[- ]{{0,2}}\(?{_AREA}\)?[- ]{{0,2}}{_LOCAL}){_EXTENSION}"
SERVICE = r"[48]00(?:(?P<gap400>[-. ·])\d{3,4}(?P=gap400)\d{3,4}|[-. ·]\d{7}|\d{7}|[-·]\d{3,4}[- ]?\d{3,4})"
LONG = r"[1-9](?:[- ]?\d){13,18}(?:[- ]?[Xx])?"
_CARD = re.compile(r"[3-9]\d{3}(?:([- ]?)\d{4})(?:\1\d{4}){1,2}\1\d{1,7}")
"""An identity or card number, if its digits check."""
EMAIL = r"[A-Za-z0-9_.+-]+ ?(?:@|[(\[] ?at ?[)\]]) ?[a-zA-Z0-9-]+(?:(?:\.| ?[(\[] ?dot ?[)\]] ?)[a-zA-Z0-9-]+)+"
LABELLED = r"(?:\+?(?:\d|\([\doO]|[oOlI](?=\d))(?:[-. ·()/*。]{0,3}\d){6,}(?: ?(?:转|分机|#|ext\.?) ?\d{1,8})?|\d{3,6} ?转 ?\d{4,8}|[2-8]\d{4}(?!\d))"
"""A number that is one of a person's only behind a label."""
_DAY = r"(?:19|20)\d\d ?[-年./] ?\d{1,2}(?: ?[-月./] ?(?:\d{1,2} ?日?)?)?"
_NUMERAL = "[\\d一二三四五六七八九十]"
_OF_A_LIFE = re.compile(
    rf"(?P<home>(?<![入常暂借留寄])住(?:址|所)?[在于: ]{{0,2}}(?![房院宿户宅建保改培人])[^,;。\n\t█]{{0,24}}?{_NUMERAL}+ ?(?:号|栋|幢|单元|室|组|弄|楼|-\d)[^,;。\n\t的█]{{0,12}}"
    r"|[^\s,;。:█]{0,12}\d ?[栋幢][^,;。\n\t█]{0,4}单元[^,;。\n\t的█]{0,8})"
    rf"|(?P<birth>(?:出生(?:日期|年月日?|时间)?[于为在: ]{{0,2}}|生于 ?){_DAY}|{_DAY} ?出生)"
    r"|(?P<plate>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][· -]?(?=[A-Z]{0,3}\d)[A-HJ-NP-Z\d]{5,6}(?![A-Za-z\d]))"
)
_MARKS = re.compile(r"住|出生|生于|单元|(?<=[\u4e00-\u9fff][A-Z])[· -]?[A-Z]{0,3}\d")
"""Where somebody lives, when they were born, a car's number plate; and what none of these is without."""
_AMOUNT = r"(?! ?(?:[百千万亿]?元|[%‰]|[万亿]|人次|平方|公里|吨|户|笔))"
_UNIT = '<span class="u">| million'
"""What our pages put behind an amount: 197.16323868 million yuan are digits as a mobile number's."""
_LOOSE = r"(?<![0-9A-Za-z])(?<!\d[.,])", rf"(?![0-9A-Za-z])(?![.,]\d){_AMOUNT}"
_STRICT = r"(?<![0-9A-Za-z._%/#-])", rf"(?![0-9A-Za-z_-]|[.,][0-9]|{_UNIT}){_AMOUNT}"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
DATE = r"(?:19|20)\d\d[-./ ]{0,2}(?:0?[1-9]|1[0-2])[-./ ]{0,2}(?:0?[1-9]|[12]\d|3[01])"
_IS_DATE = re.compile(DATE)
SUSPECT = re.compile(r"@|[(\[ ] ?at ?[)\] ]|#(?=[a-z\d])|\d(?<!\d\d)(?:[-. ·_/()\n]{0,3}\d){9,}")
"""What a text must have to hold any of these; cheap to look for."""
STRICT_SUSPECT = re.compile(SUSPECT.pattern.replace(r"\n", ""))
"""The same in a file of ours, where none goes on in the next cell: places and amounts side by side are none."""
_AROUND = 80
"""How many characters around that one of these may reach."""
_BEHIND = 16
"""How many characters behind a number say that it is an amount."""


@cache
def _shapes(strict: bool) -> re.Pattern[str]:
    before, after = _STRICT if strict else _LOOSE
    kinds = {"mobile": MOBILE, "landline": LANDLINE, "service": SERVICE, "long": LONG}
    numbers = "|".join(f"(?P<{kind}>{shape})" for kind, shape in kinds.items())
    numbers = numbers.replace(r"\n", "") if strict else numbers  # which parts the cells of a row there
    address = EMAIL if strict else EMAIL.replace("(?:@|", r"(?:@| at |#(?=[a-z\d-]+\.[a-z])|")
    return re.compile(rf"{before}(?:{numbers}){after}|(?<![A-Za-z0-9_.+-])(?P<email>{address})", re.IGNORECASE)


_NAMES = {
    "mobile": "mobile number",
    "landline": "landline number",
    "service": "service number",
    "email": "e-mail address",
}
_LIFE = {"home": "home address", "birth": "date of birth", "plate": "number plate"}


def numbers(text: str, *, strict: bool = False) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of each number that is a person's by its shape. `strict`: in a file of ours, where codes,
    digests and paths stand beside them."""
    pattern, at = _shapes(strict), 0
    for suspect in (STRICT_SUSPECT if strict else SUSPECT).finditer(text):
        at, end = max(at, suspect.start() - _AROUND), suspect.end() + _AROUND
        while found := pattern.search(text, at, end):
            if (
                end - _BEHIND < found.end()
                and end < len(text)
                and not (found := pattern.match(text, at := found.start()))
            ):
                at += 1  # a longer number, a digest or an amount among them, that this view cut
                continue
            kind = found.lastgroup or ""
            kind = next(name for name in ("mobile", "landline", "service", "long", "email") if found[name])
            what = _NAMES.get(kind) or _long(found[0], strict=strict)
            if what:
                yield found.start(), found.end(), what
            at = found.end() if what else found.start() + 1


def of_a_life(text: str) -> Iterator[tuple[int, int, str]]:
    """Homes, dates of birth and number plates."""
    at = 0
    for mark in _MARKS.finditer(text):
        for found in _OF_A_LIFE.finditer(text, max(at, mark.start() - 24), mark.end() + 48):
            at = found.end()
            yield found.start(), at, _LIFE[found.lastgroup or ""]


def _long(text: str, *, strict: bool) -> str:
    """What a long number is: an identity or an account number; empty for any other."""
    digits = re.sub(r"[^0-9Xx]", "", text)
    if len(digits) == 18 and _DATE.match(digits, 6) and (_id_checks(digits) or not strict):
        return "ID number"
    if len(digits) == 15 and digits.isdigit() and not strict and _DATE.match(f"19{digits[6:12]}") and digits[0] < "7":
        return "ID number"
    return "bank account" if _CARD.fullmatch(text) and is_account(digits) else ""


def _id_checks(text: str) -> bool:
    """ISO 7064 MOD 11-2, as GB 11643 has it."""
    total = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == text[-1].upper()


def is_account(text: str) -> bool:
    """Whether the digits of a long number check as a bank card's do."""
    digits = [int(character) for character in reversed(text) if character.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return 16 <= len(digits) <= 19 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def is_date(text: str) -> bool:
    return bool(_IS_DATE.fullmatch(text.strip()))
