"""Units of money and the exact way from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

FACTORS: Mapping[str, int] = {
    "元": 1,
    "百元": 100,
    "千元": 1_000,
    "万元": 10_000,
    "百万元": 1_000_000,
    "千万元": 10_000_000,
    "亿元": 100_000_000,
    "万亿元": 1_000_000_000_000,
}
"""How many yuan one of each unit is."""


def converted(value: Decimal, unit: str, to: str) -> Decimal:
    """The same amount in another unit, exactly: every factor is a power of ten; yuan with two decimals or more. KeyError
    for no unit of money.

    >>> converted(Decimal("113.21"), "万元", "元"), converted(Decimal("9600"), "元", "万元")
    (Decimal('1132100.00'), Decimal('0.9600'))
    """
    shifted = value.scaleb(len(str(FACTORS[unit])) - len(str(FACTORS[to])))
    decimals = 2 if to == "元" else 0
    return shifted if int(shifted.as_tuple().exponent) <= -decimals else shifted.quantize(Decimal(1).scaleb(-decimals))


@dataclass(frozen=True, slots=True)
class Money:
    """The unit of a table's amounts: 万元 has factor 10000; `decimals` printed at least as a rule."""

    printed: str
    factor: int
    decimals: int
