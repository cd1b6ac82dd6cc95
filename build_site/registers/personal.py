"""What personal data look like: the labels in data/personal-data.csv, and the shapes of numbers and addresses.

Reading masks them (extract/parse/withhold.py), the audit and the last gate before publication look whether any is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from build_site.registers.table import DATA, read_table

MOBILE = r"(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}"
ID_NUMBER = r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d{4}[\dXx]"
EMAIL = r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
ACCOUNT = r"[3-9]\d{3}(?: ?\d{4}){2,3} ?\d{1,7}"
LABELLED = r"\+?\d[\d\-— ()（）]{5,}\d"
"""A number that is one of a person's only behind a label."""
_LANDLINE = r"[(（]?0(?:10|2\d|[3-9]\d\d)[)）]?[-— ]?[2-8]\d{6,7}"
_EDGE, _END = r"(?<![0-9A-Za-z._%/#-])", r"(?![0-9A-Za-z_-]|\.[0-9])"
_FEN = re.compile(r",[百千万亿]*元,\d+,(?:-?[\d.]+,)?-?\d+(?=,)")
"""An amount of amounts.csv in 分 behind its unit, factor and yuan: 1.5 亿元 in 分 has as many digits as a mobile number."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@cache
def labels(kind: str) -> str:
    """The labels of a kind as alternatives of a pattern: `role` (of whom a name follows), `number` (of a telephone), or
    `no-name` (what follows a role and is no name)."""
    words = [row["word"] for row in read_table(DATA / "personal-data.csv", ("kind", "word")) if row["kind"] == kind]
    return "|".join(sorted(words, key=len, reverse=True))


def kinds(text: str) -> Iterator[str]:
    """What kinds of personal data stand in a text to be published."""
    suspect, patterns = _patterns()
    if not suspect.search(text):
        return
    text = _FEN.sub(",", text)
    for kind, pattern in patterns.items():
        if any(_is(kind, found[0]) for found in pattern.finditer(text)):
            yield kind


@cache
def _patterns() -> tuple[re.Pattern[str], dict[str, re.Pattern[str]]]:
    """What every pattern needs, which is looked for first because that takes a tenth of the time; and the patterns."""
    shapes = {"mobile number": MOBILE, "landline number": _LANDLINE, "ID number": ID_NUMBER, "bank account": ACCOUNT}
    patterns = {kind: re.compile(f"{_EDGE}{shape}{_END}") for kind, shape in shapes.items()}
    patterns["e-mail address"] = re.compile(EMAIL)
    patterns["telephone of a labelled field"] = re.compile(rf"(?:{labels('number')})[\s\"':：,，]{{0,4}}{LABELLED}")
    return re.compile(rf"@|\d(?:[-— ]?\d){{6}}|{labels('number')}"), patterns


def _is(kind: str, text: str) -> bool:
    if kind == "ID number":
        return _id_checks(text)
    return is_account(text) if kind == "bank account" else True


def _id_checks(text: str) -> bool:
    """ISO 7064 MOD 11-2, as GB 11643 has it."""
    total = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == text[-1].upper()


def is_account(text: str) -> bool:
    """Whether the digits of a long number check as a bank card's do."""
    digits = [int(character) for character in reversed(text) if character.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return 16 <= len(digits) <= 19 and (sum(digits[::2]) + sum(doubled)) % 10 == 0
