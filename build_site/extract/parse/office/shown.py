"""A number of a workbook as its format shows it: what a reader of the sheet sees is what counts as printed."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

_ASIDE = re.compile(r"\[[^\]]*\]|_.|\*.")
_LITERAL = re.compile(r"\"([^\"]*)\"|[\\!](.)")
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_HOLDS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_OTHER = re.compile(r"\[DBNum|[0#?]E[+-]|[0#?]\s*/\s*[0#?\d]", re.IGNORECASE)
_CURRENCY = re.compile(r"\[\$([^\]\-]+)(?:-[^\]]*)?\]")
_UNIT = re.compile("[百千万亿$€£]|元|[A-Z]{3}")
_BETWEEN = re.compile(r"[0#?](?:\"[^\"]+\"|[\\\\!].)[0#?.]")
_LONGEST = 20  # digits; no amount has more
_GENERAL = 10
"""Digits that Excel shows of a number without a format: 0.00999999999990 is 0.01."""
_DIGITS = re.compile(r"[0#][0#?,]*(?:\.[0#?]*)?,*")


def shown(value: float | Decimal, pattern: str) -> str:
    """The number as the format shows it: decimals, grouping, thousands left off (`0.00,`, `0!.0,`), a percent sign, a dash
    or nothing for zero. A format without digits (a date's) shows the number itself; digits that are no decimal number
    (1.2E+03, 1/2, 壹佰) stand behind the format's name, which nobody takes for an amount."""
    number = Decimal(repr(value)) if isinstance(value, int) else Decimal(format(value, ".15g"))
    if not number.is_finite() or number.adjusted() > _LONGEST:
        return str(value)
    sections = pattern.split(";")
    at = _section(number, sections)
    if _OTHER.search(sections[at]):
        return f"{_plain(number)} [{sections[at]}]"
    section = _ASIDE.sub("", _CURRENCY.sub(r'"\1"', sections[at]))
    if "General" in section or (section in ("", "@") and len(sections) == 1):
        return _plain(round(number, max(_GENERAL - len(f"{abs(number):.0f}"), 0)))
    pointed = re.search(r"[0#](?:\"\.\"|[\\!]\.)([0#]+)", section)
    if not pointed and _BETWEEN.search(section):
        return f"{_plain(number)} [{section}]"  # something else is drawn among the digits
    unit = "".join(literal for found in _LITERAL.findall(section) if _UNIT.search(literal := "".join(found)))
    bare = _LITERAL.sub("", section)
    digits = _DIGITS.search(bare)
    if digits is None:
        return _LITERAL.sub(lambda found: found[1] or found[2] or "", section).replace("?", "").strip()
    body = digits[0]
    thousands = len(body) - len(body.rstrip(","))
    number = abs(number).scaleb(-3 * thousands + 2 * bare.count("%"))
    places = len(body.rstrip(",").partition(".")[2])
    if pointed:  # 0!.0, : the last digits of the thousands, behind a point that is only drawn
        places = len(pointed[1])
        number = number.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-places)
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    sign = "-" if value < 0 and rounded else ""
    return sign + format(rounded, ",f" if "," in body.rstrip(",") else "f") + "%" * bare.count("%") + unit


def _section(number: Decimal, sections: Sequence[str]) -> int:
    """Which part of a format is for a number: by its sign, or by the conditions that it states."""
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for at, found in enumerate(conditions):
            if found is None or _HOLDS[found[1]](number, Decimal(found[2])):
                return at
        return len(sections) - 1
    return 2 if number == 0 and len(sections) > 2 else 1 if number < 0 and len(sections) > 1 else 0


def _plain(number: Decimal) -> str:
    return format(number.to_integral_value() if number == number.to_integral_value() else number.normalize(), "f")
