"""Units of money and the exact way from one to another."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

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


def half(*numbers: Decimal, decimals: int = 0) -> Decimal:
    """What rounding of all these printed numbers can do together: half of each one's last digit. `decimals`: as many
    at least, where trailing zeros are not printed (amounts, scores)."""
    total = Decimal(0)
    for each in numbers:
        exponent = each.as_tuple().exponent
        total += Decimal(5).scaleb(-max(-exponent if isinstance(exponent, int) else 0, decimals) - 1)
    return total


_MILLION = 1_000_000


def shown(value: Decimal, beside: Iterable[Decimal] = ()) -> Decimal:
    """An amount in a page's unit as a reader is shown it, in either language: with two decimals; below 0.1 with as many as tell
    two of its digits, where it has them, so that no amount looks like a printed zero. With as many as those `beside` it.

    >>> [str(shown(Decimal(each))) for each in ("1.7361", "0.0142", "0.0300", "0.000033", "0")]
    ['1.74', '0.014', '0.03', '0.000033', '0.00']
    """
    decimals = (
        min(1 - each.adjusted(), -int(each.normalize().as_tuple().exponent)) for each in (value, *beside) if each
    )
    return value.quantize(Decimal(1).scaleb(-max((2, *decimals))))


_UNIT = f"(?:{'|'.join(sorted(FACTORS, key=len, reverse=True))})"
_COUNTED = {"人": "people", "人次": "visits", "个": "", "项": "items", "分": "points", "辆": "vehicles", "台": "machines", "家": "units", "批次": "batches", "批": "batches", "年": "", "次": "times"}  # fmt: skip
_NUMBER = r"-?\d[\d,]*(?:\.\d+)?"
_WORDS = re.compile(
    rf"“(?:[^“”]|“[^”]*”)*”|(?<![^\s(（])(?P<amount>{_NUMBER}) (?:(?P<unit>{_UNIT})|(?P<counted>{'|'.join(sorted(_COUNTED, key=len, reverse=True))}))(?![^\s).,;:）])"
    rf"|\((?P<bare>{_NUMBER}(?: [+−-] {_NUMBER})*)(?P<more> … \d+ in all)?\)|(?<= )(?P<alone>{_UNIT})(?![^\s).,;:])"
)
"""What is quoted from a report, an amount, amounts without a unit in brackets, a unit by itself."""


def told_in_english(yuan: Decimal) -> tuple[str, str]:
    """An amount, exactly, and its unit in words that a reader of English knows: millions where two decimals tell all of it.

    >>> told_in_english(Decimal("29610000")), told_in_english(Decimal("29616800")), told_in_english(Decimal("-3000.00"))
    (('29.61', 'million yuan'), ('29,616,800', 'yuan'), ('-3,000', 'yuan'))
    """
    millions = yuan.scaleb(-6)
    if abs(yuan) >= _MILLION and shown(millions) == millions:
        return f"{shown(millions):,f}", "million yuan"
    whole = yuan == yuan.to_integral()
    return f"{yuan.quantize(Decimal(1)) if whole else yuan.normalize() + Decimal('0.00'):,f}", "yuan"


@lru_cache(4096)
def in_english(words: str) -> str:
    """An English sentence with its amounts in words that its readers know; what is quoted of a report stays as printed.

    >>> in_english("The text says 11 万元 (“资金11万元”); the parts: 0.4 万元 (0.1 + 0.3). The form is in 千元.")
    'The text says 110,000 yuan (“资金11万元”); the parts: 4,000 yuan (in yuan: 1,000 + 3,000). The form is in 1,000 yuan (千元).'
    """
    unit = next((found["unit"] for found in _WORDS.finditer(words) if found["unit"]), "")

    def said(found: re.Match[str]) -> str:
        if found["counted"]:
            return f"{found['amount']} {_COUNTED[found['counted']]}".rstrip()
        if found["amount"]:
            return " ".join(told_in_english(_yuan(found["amount"], found["unit"])))
        if found["bare"] and unit:
            parts = re.sub(_NUMBER, lambda each: f"{_yuan(each[0], unit).normalize():,f}", found["bare"])
            return f"(in yuan: {parts}{found['more'] or ''})"
        if found["alone"]:
            factor = FACTORS[found["alone"]]
            return f"{f'{factor:,} yuan' if factor > 1 else 'yuan'} ({found['alone']})"
        return found[0]

    return _WORDS.sub(said, words)


def _yuan(printed: str, unit: str) -> Decimal:
    return converted(Decimal(printed.replace(",", "")), unit, "元")


@dataclass(frozen=True, slots=True)
class Money:
    """The unit of a table's amounts: 万元 has factor 10000; `decimals` printed at least as a rule."""

    printed: str
    factor: int
    decimals: int
