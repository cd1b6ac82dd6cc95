"""Looking things up in what is published beside the forms: numbers of an annex, sections, lines, pieces of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from build_site.model import NOWHERE, Place
from build_site.package.read import line_place
from build_site.reconcile.case import Case
from build_site.text import number

Record = Mapping[str, str]


def value(printed: str) -> Decimal | None:
    """A number as printed in an annex: "98%", "0.4万元" or "100分" is its number."""
    text = printed.strip()
    for unit in ("%", "％", "万元", "元", "分", "个", "人次", "次", "人", "项", "批", "家", "台", "份", "场", "期"):
        text = text.removesuffix(unit)
    return number(text)


def half(*numbers: Decimal, decimals: int = 0) -> Decimal:
    """What rounding of all these printed numbers can do together: half of each one's last digit. `decimals`: as many
    at least, where trailing zeros are not printed (amounts, scores)."""
    total = Decimal(0)
    for each in numbers:
        exponent = each.as_tuple().exponent
        total += Decimal(5).scaleb(-max(-exponent if isinstance(exponent, int) else 0, decimals) - 1)
    return total


def sections(case: Case) -> Sequence[Record]:
    """The outline, cover and contents left out."""
    return [s for s in case.resource("sections") if s.get("section_id") not in ("", None, "cover", "contents")]


def text_of(case: Case, section_id: str) -> str:
    """The text of one section, of the cover or the contents."""
    return next((s.get("text", "") for s in case.resource("sections") if s.get("section_id") == section_id), "")


def find(case: Case, quote: str) -> Place:
    """The place of the first line of the report that has this text."""
    return next((line_place(line) for line in case.resource("lines") if quote in line["text"]), NOWHERE)
