"""What a printed amount says: its value, a blank, or neither. Pure reading of one cell's text, in every way that
reports print numbers; what is no number stays unread."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from build_site.model import State
from build_site.text import squeeze

MOST_DIGITS = 15
"""Digits before the point; more than any account of a state has."""

_DASH = "-\u2010-\u2015\u2212\u2500\u2501\ufe58\uff0d"
_BLANK = re.compile(rf"[{_DASH}~_/\\…·.]+|无|空|nil|n/a|不适用", re.IGNORECASE)
_FOOTNOTE = "[\u2070\u00b9\u00b2\u00b3\u2074-\u2079\u2080-\u2089\u2460-\u2487\u24ea\u24f5-\u24ff*※★☆#†‡]"
_MARK = re.compile(rf"(?:{_FOOTNOTE}|[\[〔【]注?\d{{1,2}}[\]〕】]|\(?注\d{{0,2}}\)?)+$|^{_FOOTNOTE}+")
_PARTED = re.compile(r"(?<=[\d.])\s+(?=\d)")
_CURRENCY = re.compile(r"^(?:人民币|RMB|CNY|¥)+", re.IGNORECASE)
UNIT = "(?:百万|千万|[百千万亿])?[元圆]"
_UNIT = re.compile(rf"({UNIT})(?:人民币|整)?$")
_MINUS = re.compile(rf"^(?:[{_DASH}△▲▽▼\u2206\u0394]|负)|[{_DASH}]$")
_VALUES = (
    (re.compile(r"\d+(?:\.\d+)?|\.\d+"), ""),
    (re.compile(r"\d{1,3}(?:([,'‘’`])\d{3})(?:\1\d{3})*(?:\.\d+)?"), ",'‘’`"),
    (re.compile(r"\d{1,4}(?:([,'‘’`])\d{4})(?:\1\d{4})*(?:\.\d+)?"), ",'‘’`"),
    (re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d{1,2}"), "."),
)


class Token(NamedTuple):
    """An amount cell's text read: `unit` where one is printed behind the number."""

    value: Decimal | None
    state: State
    unit: str = ""


@lru_cache(maxsize=8192)
def token(text: str) -> Token:
    """The text as an amount: VALUE or ZERO with its value, BLANK, or NOT_READ where it is none of these."""
    return Token(None, State.NOT_READ) if _is_two(text) else _token(squeeze(text))


def _is_two(text: str) -> bool:
    """Whether white space parts two numbers ("5 107447.56"), not the thousands or the single digits of one."""
    first, *rest = _PARTED.split(text.strip())
    if rest and re.match(r"0\d", squeeze(text)):  # "0 0 0": several nils, not one
        return True
    if not rest or all(len(squeeze(part)) < 3 for part in (first, *rest)):
        return False
    sizes = {len(re.match(r"\d+", part)[0]) for part in rest}  # type: ignore[index]
    whole = len(re.sub(r"\D", "", first.replace(",", "")))
    grouped = sizes == {3} or (sizes == {4} and len(rest) > 1)  # "1 4184.40" is a column's number and an amount
    return "." in first or not grouped or whole > max(sizes)


def _token(text: str) -> Token:
    if not text or _BLANK.fullmatch(text):
        return Token(None, State.BLANK)
    bare = _MARK.sub("", _MARK.sub("", text))
    unit = _UNIT.search(bare)
    if unit:
        bare = _MARK.sub("", bare[: unit.start()])
    value = _signed(_CURRENCY.sub("", bare))
    if value is None:
        return Token(None, State.NOT_READ)
    return Token(value, State.VALUE if value else State.ZERO, unit[1].replace("圆", "元") if unit else "")


def _signed(text: str) -> Decimal | None:
    """The value with its sign, printed before, behind or as brackets; once only."""
    if text[:1] == "(" and text[-1:] == ")":
        value = _value(_CURRENCY.sub("", text[1:-1]))
        return None if value is None else -value
    sign = _MINUS.search(text)
    if sign is None:
        return _value(text.removeprefix("+"))
    value = _value(_CURRENCY.sub("", text[: sign.start()] + text[sign.end() :]))
    return None if value is None else -value


def _value(text: str) -> Decimal | None:
    for pattern, separators in _VALUES:
        if pattern.fullmatch(text):
            plain = re.sub(f"[{re.escape(separators)}]", "", text) if separators else text
            return Decimal(plain.replace(",", "."))
    return None


def is_amount(text: str) -> bool:
    """Whether a cell holds a number, however printed."""
    return token(text).value is not None


def any_amount(texts: Iterable[str]) -> bool:
    """Whether one of the texts is a number with decimals: an amount, no code and no count."""
    return any("." in text and is_amount(text) for text in map(squeeze, texts))


def is_too_wide(text: str) -> bool:
    """Whether signs stand for a number that was wider than its column."""
    return bool(text) and not squeeze(text).strip("#")


def looks_printed(text: str) -> bool:
    """Whether a text is a number or what is left of one: digits and the signs round them, no word."""
    text = squeeze(text)
    return is_too_wide(text) or (
        any(char.isdigit() for char in text)
        and (is_amount(text) or not re.search(r"[^\W\d_]", _UNIT.sub("", _CURRENCY.sub("", text))))
    )
