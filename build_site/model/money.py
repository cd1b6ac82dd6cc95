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
    """The same amount in another unit, exactly: every factor is a power of ten. KeyError for no unit of money.

    >>> converted(Decimal("113.21"), "万元", "元"), converted(Decimal("9600"), "元", "万元")
    (Decimal('1132100'), Decimal('0.9600'))
    """
    places = len(str(FACTORS[unit])) - len(str(FACTORS[to]))
    shifted = value.scaleb(places)
    return shifted.quantize(Decimal(1)) if places > 0 and int(shifted.as_tuple().exponent) > 0 else shifted


@dataclass(frozen=True, slots=True)
class Money:
    """The unit of a table's amounts: 万元 has factor 10000; `decimals` printed at least as a rule."""

    printed: str
    factor: int
    decimals: int
