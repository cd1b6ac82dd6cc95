"""The words of the pages in both languages. A page says them in Chinese; `words.csv` has the English beside each.

A designer changes words in the templates or in that file; tests/render/test_words.py finds what has no English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

from build_site.model import Form
from build_site.model.money import FACTORS, converted
from build_site.registers.table import read_table
from build_site.render.html import grouped, signed

CATALOGUE = Path(__file__).with_name("words.csv")
_YI = Decimal(100_000_000)
_PRINTED = re.compile(rf"(-?[\d,]+(?:\.\d+)?) ?({'|'.join(sorted(FACTORS, key=len, reverse=True))})")
_HAN = re.compile("([\u3400-\u9fff](?:[\u3400-\u9fff“”（）、]*[\u3400-\u9fff）])?)")
_COUNTED = re.compile(r"(\{(\w+)\} (?:final accounts |Chinese )?[a-z]+)s\b")
"""English counts of something: of one, the word loses its s."""


@cache
def _translated(zh: str) -> str:
    """A name that is made of a form's title and words of the catalogue, one behind the other; empty where it is not."""
    known = {**english(), **{form.zh: form.en for form in Form}}
    if zh in known:
        return known[zh]
    for end in range(len(zh) - 1, 1, -1):
        if zh[:end] in known and (rest := _translated(zh[end:])):
            return f"{known[zh[:end]]}, {rest}"
    return ""


@cache
def english() -> Mapping[str, str]:
    """The catalogue: Chinese → English."""
    return {row["zh"]: row["en"] for row in read_table(CATALOGUE, ("zh", "en"))}


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language of a page, and where it stands: `root` leads to the site's root (to /en/ it is one step less)."""

    lang: str
    root: str = ""

    @property
    def english(self) -> bool:
        return self.lang == "en"

    @property
    def home(self) -> str:
        """The way to the home page in this language."""
        return f"{self.root}en/" if self.english else self.root

    def below(self, path: str) -> str:
        """Where a page of this language lies below docs/."""
        return f"en/{path}" if self.english else path

    def __call__(self, words: str, /, **values: object) -> Markup:
        """The words in this language with the values in their places. KeyError for words that the catalogue lacks."""
        said = words
        if self.english:
            said = _COUNTED.sub(lambda each: each[1] if str(values.get(each[2])) == "1" else each[0], english()[words])
        return Markup(said).format(**values) if values else Markup(said)  # noqa: S704 - our own words; format escapes

    # --- Money: one unit per language, converted exactly, shown with two decimals ------------------------------------

    @property
    def unit(self) -> str:
        return "million yuan" if self.english else "万元"

    def drawn(self, yuan: Decimal) -> Decimal:
        """An amount in the language's unit, exactly, as charts have it."""
        return yuan.scaleb(-6 if self.english else -4)

    def money(self, yuan: Decimal) -> str:
        """An amount in the language's unit; in English one below 0.05 million with two decimals more."""
        if self.english:
            return _rounded(self.drawn(yuan), 4 if 0 < abs(yuan) < 50_000 else 2)
        return _rounded(self.drawn(yuan))

    def exact(self, yuan: Decimal) -> str:
        """An amount in the language's unit with all its digits, two decimals at least: for what is told apart."""
        value = self.drawn(yuan).normalize()
        return _rounded(value, max(2, -int(value.as_tuple().exponent)))

    def printed(self, words: str) -> tuple[str, str]:
        """A number as a report prints it, an amount in the language's unit; and as it is printed, where that is another."""
        found = _PRINTED.fullmatch(words)
        if found is None or found[2] == self.unit:
            return self.given(words) if _HAN.search(words) else words, ""
        yuan = converted(Decimal(found[1].replace(",", "")), found[2], "元")
        return f"{self.exact(yuan)} {self.unit}", words

    def amount(self, yuan: Decimal) -> tuple[str, str]:
        """A large amount and its unit: 亿元 from one on."""
        if not self.english and abs(yuan) >= _YI:
            return _rounded(yuan / _YI), "亿元"
        return self.money(yuan), self.unit

    def pair(self, first: Decimal, second: Decimal) -> tuple[str, str, str]:
        """Two amounts in one unit, that of the larger."""
        larger = max(abs(first), abs(second))
        if not self.english and larger >= _YI:
            return _rounded(first / _YI), _rounded(second / _YI), "亿元"
        return self.money(first), self.money(second), self.unit

    def brief(self, yuan: Decimal) -> str:
        """An amount for a chart's label: without decimals from a thousand on."""
        shown = self.money(yuan)
        if len(shown.partition(".")[0]) <= 4:
            return shown
        return _rounded(self.drawn(yuan), 0)

    def told(self, yuan: Decimal) -> str:
        """An amount with its unit, for sentences."""
        number, unit = self.amount(yuan)
        return f"{number} {unit}"

    def spread(self, amounts: Sequence[Decimal]) -> str:
        """From where to where amounts lie, the least first, and what half of them do not exceed."""
        low, middle, high = (self.told(amounts[at]) for at in (0, (len(amounts) - 1) // 2, -1))
        return self(
            "{n} 份报告从 {low}到 {high}，一半不超过 {middle}", n=len(amounts), low=low, high=high, middle=middle
        )

    def change(self, yuan: Decimal) -> str:
        """A difference with its sign."""
        return f"{'+' if yuan > 0 else '−' if yuan < 0 else ''}{self.money(abs(yuan))}"

    def named(self, zh: str, en: str) -> Markup:
        """A name in this language; one that has no English stays Chinese and says so to the reader's machine."""
        if not self.english:
            return escape(zh)
        return escape(en) if en else Markup('<span lang="zh">{}</span>').format(zh)

    def glossed(self, words: str) -> Markup:
        """English words that name things of a report in Chinese: what we have translated in English, the Chinese behind it."""
        said = Markup()
        for at, part in enumerate(_HAN.split(words)):
            whole = _translated(part) if at % 2 else ""
            mark = Markup('<span lang="zh">{}</span>').format(part) if at % 2 else escape(part)
            said += Markup("{} ({})").format(whole if said else whole[:1].upper() + whole[1:], mark) if whole else mark
        return said

    def given(self, zh: str) -> Markup:
        """A name of the reports, which stays Chinese where we have no translation of it."""
        return self.named(zh, english().get(zh, ""))


def rate(part: Decimal, whole: Decimal) -> str:
    """A signed change in per cent; empty for a base of 0."""
    if not whole:
        return ""
    return f"{signed((part / whole * 100).quantize(Decimal('0.01')))}%"


def english_name(slug: str, given: str, place: str) -> str:
    """A department's English name: the register's, else the words of its address, with its place where that has one.

    >>> english_name("310107-finance-bureau", "", "普陀区")
    'Finance Bureau, Putuo'
    """
    words = " ".join(each.capitalize() for each in slug.split("-")[1:])
    return given or ", ".join(filter(None, (words, english().get(place, ""))))


def _rounded(value: Decimal, decimals: int = 2) -> str:
    return grouped(value.quantize(Decimal(1).scaleb(-decimals))).replace("-", "−")
