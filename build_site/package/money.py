"""Which columns of a table are amounts of money, and what one is in yuan."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal

from build_site.model import Form
from build_site.model.money import FACTORS, converted

AMOUNTS: Mapping[str, tuple[str, ...]] = {
    **{form: form.fields for form in Form},
    "budget-execution": ("approved", "adjusted", "budget", "final", "final_in_form"),
    "claims": ("value",),
    "disclosures": ("value",),
    "performance-projects": ("budget", "executed"),
    "findings": ("difference",),
    "defects": ("amount",),
}
"""The amounts of a table. A number in no unit of money (a share, a count) is none."""


def in_yuan(printed: str, unit: str) -> str:
    """The amount in yuan, exactly, with two decimals or more; empty where it is no amount of money.

    >>> in_yuan("173.61", "万元"), in_yuan("0.105", "元"), in_yuan("77.7", "%")
    ('1736100.00', '0.105', '')
    """
    if not printed or unit not in FACTORS:
        return ""
    return format(converted(Decimal(printed), unit, "元"), "f")


def decimals(amounts: Iterable[Decimal]) -> int:
    """How many decimals the amounts are printed with as a rule; two where nothing is printed."""
    exponents = Counter(int(amount.as_tuple().exponent) for amount in amounts)
    return -max(exponents, key=lambda exponent: (exponents[exponent], exponent), default=-2)
