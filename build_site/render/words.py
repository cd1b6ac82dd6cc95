"""The words of the pages in both languages. A page says them in Chinese; `words.csv` has the English beside each.

A designer changes words in the templates or in that file; tests/render/test_words.py finds what has no English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

from build_site.registers.table import read_table
from build_site.render.html import grouped

CATALOGUE = Path(__file__).with_name("words.csv")
_YI = Decimal(100_000_000)
_COUNTED = re.compile(r"(\{(\w+)\} (?:final accounts |Chinese )?[a-z]+)s\b")
"""English counts of something: of one, the word loses its s."""


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

    def money(self, yuan: Decimal) -> str:
        """An amount in the language's unit; in English one below 0.05 million in plain yuan, which says so."""
        if self.english:
            small = 0 < abs(yuan) < 50_000
            return f"{grouped(yuan.quantize(Decimal(1)))} yuan" if small else _two(yuan / 1_000_000)
        return _two(yuan / 10_000)

    def amount(self, yuan: Decimal) -> tuple[str, str]:
        """A large amount and its unit: 亿元 from one on."""
        if not self.english and abs(yuan) >= _YI:
            return _two(yuan / _YI), "亿元"
        shown = self.money(yuan)
        return (shown.removesuffix(" yuan"), "yuan") if shown.endswith(" yuan") else (shown, self.unit)

    def pair(self, first: Decimal, second: Decimal) -> tuple[str, str, str]:
        """Two amounts in one unit, that of the larger."""
        larger = max(abs(first), abs(second))
        if not self.english and larger >= _YI:
            return _two(first / _YI), _two(second / _YI), "亿元"
        return self.money(first), self.money(second), self.unit

    def brief(self, yuan: Decimal) -> str:
        """An amount for a chart's label: without decimals from a thousand on."""
        shown = self.money(yuan)
        if shown.endswith("yuan") or len(shown.partition(".")[0]) <= 4:
            return shown
        return grouped((yuan / (1_000_000 if self.english else 10_000)).quantize(Decimal(1))).replace("-", "−")

    def told(self, yuan: Decimal) -> str:
        """An amount with its unit, for sentences."""
        number, unit = self.amount(yuan)
        return f"{number} {unit}"

    def change(self, yuan: Decimal) -> str:
        """A difference with its sign."""
        return f"{'+' if yuan > 0 else '−' if yuan < 0 else ''}{self.money(abs(yuan))}"

    def named(self, zh: str, en: str) -> Markup:
        """A name in this language; one that has no English stays Chinese and says so to the reader's machine."""
        if not self.english:
            return escape(zh)
        return escape(en) if en else Markup('<span lang="zh">{}</span>').format(zh)

    def given(self, zh: str) -> Markup:
        """A name of the reports, which stays Chinese where we have no translation of it."""
        return self.named(zh, english().get(zh, ""))


def rate(part: Decimal, whole: Decimal) -> str:
    """A signed change in per cent; empty for a base of 0."""
    if not whole:
        return ""
    moved = (part / whole * 100).quantize(Decimal("0.01"))
    return f"{'+' if moved > 0 else '−' if moved < 0 else ''}{abs(moved)}%"


def _two(value: Decimal) -> str:
    return grouped(value.quantize(Decimal("0.01"))).replace("-", "−")
