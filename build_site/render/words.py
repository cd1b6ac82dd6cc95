"""The words of the pages in both languages. A page says them in Chinese; `words.csv` has the English beside each.

A designer changes words in the templates or in that file; tests/render/test_words.py finds what has no English.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from markupsafe import Markup, escape

from build_site.model import Form
from build_site.model.money import FACTORS, converted, in_english, shown, told_in_english
from build_site.registers.codelists import divisions_of, place_name
from build_site.registers.table import DATA, read_table
from build_site.render.html import grouped, signed

CATALOGUE = Path(__file__).with_name("words.csv")
ITEMS, RULES, OFFICES, PLACES = (DATA / "english" / f"{name}.csv" for name in ("items", "rules", "offices", "places"))
"""Our translations of the names of the classifications, of what rules say, of kinds of departments, of places by their code."""
_WIDE = str.maketrans("()", "（）")
_EXPENDITURE, _OTHER = "支出", "其他"
_YI, _MILLION, _SEEN = Decimal(100_000_000), Decimal(1_000_000), Decimal("0.05")
"""From which amounts on a unit is used, and what two decimals of the language's unit show."""
_PRINTED = re.compile(rf"(-?[\d,]+(?:\.\d+)?) ?({'|'.join(sorted(FACTORS, key=len, reverse=True))})")
_HAN = re.compile("([\u3400-\u9fff](?:[\u3400-\u9fff“”（）、]*[\u3400-\u9fff）])?)")
_QUOTE, _CODE = re.compile("“(?=[^”]*[\u3400-\u9fff])(?:[^“”]|“[^”]*”)*”"), re.compile(r"^\d{3,7} ")
_ASIDE, _PARTY = re.compile("（本级）|[(]本级[)]|本级$"), re.compile("^(?:中国共产党|中共)(?:委员会|委)(?=.)")
_SYLLABLE = re.compile(
    "(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?(?:[aeiou]|ai|ei|ui|ao|ou|iu|ie|ue|ia|ua|uo|iao|uai|[aeiu]ng?|ong|ia?ng?|iong|uang?|er)"
)
"""A syllable of pinyin: a name spelt in it is no translation."""
_COUNTED = re.compile(r"(\{(\w+)\} (?:final accounts |Chinese |subordinate )?[a-z]+)s\b")
"""English counts of something: of one, the word loses its s."""


@cache
def _translated(zh: str) -> str:
    """A name that is made of a form's title and words of the catalogue, one behind the other; empty where it is not."""
    known = {form.zh: form.en for form in Form}
    if whole := known.get(zh) or name_en(zh):
        return whole
    for end in range(len(zh) - 1, 1, -1):
        if (first := known.get(zh[:end]) or name_en(zh[:end])) and (rest := _translated(zh[end:])):
            return f"{first}, {rest}"
    return ""


@cache
def english() -> Mapping[str, str]:
    """The catalogue: Chinese → English."""
    return {row["zh"]: row["en"] for row in read_table(CATALOGUE, ("zh", "en"))}


@cache
def _items() -> Mapping[str, str]:
    return {**english(), **{row["zh"]: row["en"] for path in (RULES, ITEMS) for row in read_table(path, ("zh", "en"))}}


@cache
def name_en(zh: str) -> str:
    """Our translation of a name that reports use; empty where we have none.

    >>> name_en("住房保障支出"), name_en("其他法院支出"), name_en("某某支出")
    ('Housing security', 'Other expenditure on courts', '')
    """
    wide = zh.translate(_WIDE)
    short = wide.removesuffix(_EXPENDITURE)
    for each in (zh, wide, short, f"{wide}{_EXPENDITURE}"):
        if each in _items():
            return _items()[each]
    rest = name_en(short.removeprefix(_OTHER)) if short.startswith(_OTHER) else ""
    if not rest:
        return ""
    rest = rest if rest[:2].isupper() else f"{rest[0].lower()}{rest[1:]}"
    return f"Other {'' if short == wide or rest.startswith('expenditure') else 'expenditure on '}{rest}"


@cache
def _places() -> Mapping[str, str]:
    return {row["code"]: row["en"] for row in read_table(PLACES, ("code", "en"))}


def place_en(code: str, *, whole: bool = True) -> str:
    """A place's English name, with those above it (`whole`); empty where it has none.

    >>> place_en("420116"), place_en("420116", whole=False), place_en("620000")
    ('Huangpi District, Wuhan, Hubei', 'Huangpi District', 'Gansu')
    """
    names = [_places().get(each, "") for each in divisions_of(code)[: None if whole else 1]]
    return ", ".join(filter(None, names)) if names[0] else ""


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

    @property
    def unit(self) -> str:
        return "million yuan" if self.english else "万元"

    def drawn(self, yuan: Decimal) -> Decimal:
        """An amount in the language's unit, exactly, as charts have it."""
        return yuan.scaleb(-6 if self.english else -4)

    def money(self, yuan: Decimal, beside: Iterable[Decimal] = ()) -> str:
        """An amount in the language's unit, in as many decimals as it and those beside it need."""
        return _told(shown(self.drawn(yuan), map(self.drawn, beside)))

    def apart(self, yuan: Decimal, gap: Decimal) -> tuple[str, str]:
        """An amount that is told apart from another, `gap` away, and its unit: with two decimals where these tell the
        gap, else with all its digits."""
        if abs(self.drawn(gap)) >= _SEEN:
            return self.own(yuan)
        if self.english:
            exact, unit = told_in_english(yuan)
            return exact.replace("-", "−"), unit
        value = self.drawn(yuan).normalize()
        return _told(value.quantize(Decimal(1).scaleb(min(-2, int(value.as_tuple().exponent))))), self.unit

    def said(self, unit: str) -> str:
        """A unit as reports print it, in words of this language."""
        return in_english(f" {unit}").strip() if self.english else unit

    def printed(self, words: str, gap: Decimal = Decimal(0)) -> tuple[str, str]:
        """A number as a report prints it, an amount in the language's unit; and as it is printed, where that is another."""
        found = _PRINTED.fullmatch(words)
        if found is None or found[2] == self.unit:
            return self.given(words) if _HAN.search(words) else words, ""
        return " ".join(self.apart(converted(Decimal(found[1].replace(",", "")), found[2], "元"), gap)), words

    def amount(self, yuan: Decimal) -> tuple[str, str]:
        """An amount and its unit: 亿元 from one on, in English yuan below a million."""
        number, _, unit = self.pair(yuan, Decimal(0))
        return number, unit

    def pair(self, first: Decimal, second: Decimal) -> tuple[str, str, str]:
        """Two amounts in one unit, that of the larger."""
        larger = max(abs(first), abs(second))
        if not self.english and larger >= _YI:
            return _told(shown(first / _YI)), _told(shown(second / _YI)), "亿元"
        if self.english and larger < _MILLION:
            one, other = (told_in_english(each)[0].replace("-", "−") for each in (first, second))
            return one, other, "yuan"
        return self.money(first), self.money(second), self.unit

    def small(self, *amounts: Decimal) -> bool:
        """Whether amounts are better told in yuan than in the language's unit."""
        return self.english and all(abs(each) < _MILLION for each in amounts)

    def brief(self, yuan: Decimal) -> str:
        """An amount for a chart's label: without decimals from a thousand on."""
        whole = self.drawn(yuan).quantize(Decimal(1))
        return _told(whole) if abs(whole) >= 1000 else self.money(yuan)

    def arrow(self, *shown: str) -> Markup:
        """Between two numbers that stand beside each other: `far` makes long ones smaller, so that they do."""
        far = sum(len(escape(each).striptags()) for each in shown) > (9 if self.english else 13)
        return Markup('<span class="ar{}">→</span><wbr>').format(" far" if far else "")

    def own(self, yuan: Decimal) -> tuple[str, str]:
        """An amount of one department and its unit: in Chinese that of its tables and charts, also from 亿元 on."""
        return self.amount(yuan) if self.english else (self.money(yuan), self.unit)

    def told(self, yuan: Decimal) -> str:
        """An amount of one department with its unit, for sentences."""
        return " ".join(self.own(yuan))

    def summed(self, yuan: Decimal) -> str:
        """A sum over departments, or one beside such sums, with its unit."""
        return " ".join(self.amount(yuan))

    def spread(self, amounts: Sequence[Decimal]) -> str:
        """From where to where amounts lie, the least first, and what half of them do not exceed where that says more."""
        low, middle, high = (self.summed(amounts[at]) for at in (0, (len(amounts) - 1) // 2, -1))
        if low == high:
            return self("{n} 份报告都是 {high}", n=len(amounts), high=high)
        said = self("{n} 份报告从 {low}到 {high}", n=len(amounts), low=low, high=high)
        return (
            said if len(amounts) < 4 or middle in (low, high) else said + self("，一半不超过 {middle}", middle=middle)
        )

    def change(self, yuan: Decimal, beside: Iterable[Decimal] = ()) -> str:
        """A difference with its sign, with as many decimals as those beside it.

        >>> Tongue("en").change(Decimal(-538_700), [Decimal(-13_000)]), Tongue("en").change(Decimal(-538_700))
        ('−0.539', '−0.54')
        """
        return f"{'+' if yuan > 0 else '−' if yuan < 0 else ''}{self.money(abs(yuan), beside)}"

    def named(self, zh: str, en: str) -> Markup:
        """A name in this language; one that has no English stays Chinese and says so to the reader's machine."""
        if not self.english:
            return escape(zh)
        return escape(en) if en and en != zh else Markup('<span lang="zh">{}</span>').format(zh)

    def place(self, code: str, *, whole: bool = True) -> Markup:
        """A place's name with those above it, or alone."""
        return self.named(place_name(code, whole=whole), place_en(code, whole=whole))

    def glossed(self, words: str) -> Markup:
        """English words that name things of a report in Chinese: what we have translated in English, the Chinese behind it."""
        said = Markup()
        for at, part in enumerate(_HAN.split(words)):
            whole = _translated(part) if at % 2 else ""
            mark = Markup('<span lang="zh">{}</span>').format(part) if at % 2 else escape(part)
            said += Markup("{} ({})").format(whole if said else whole[:1].upper() + whole[1:], mark) if whole else mark
        return said

    def marked(self, words: str) -> Markup:
        """Words of this language, in English marked where they are Chinese: an item's name that has no translation."""
        return self.glossed(words) if self.english and not isinstance(words, Markup) else escape(words)

    def both(self, zh: str) -> Markup:
        """A name of the reports as published, in English our translation before it."""
        own = self.named(zh, "")
        return Markup("{} {}").format(name_en(zh), own) if self.english and name_en(zh) else own

    def each(self, zh: str) -> Markup:
        """Words of ours that stand one behind the other, each in this language."""
        return self("；").join(self.given(part) for part in zh.split("；"))

    def quoted(self, words: str) -> Markup:
        """English words with what they quote of a report marked as Chinese; behind a name our translation of it."""
        if not self.english:
            return escape(words)
        said, at = Markup(), 0
        for found in _QUOTE.finditer(words):
            name = _translated(_CODE.sub("", found[0][1:-1]))
            said += self.glossed(words[at : found.start()]) + Markup('<span lang="zh">{}</span>').format(found[0])
            said += f" ({name})" if name else ""
            at = found.end()
        return said + self.glossed(words[at:])

    def given(self, zh: str) -> Markup:
        """A name of the reports, which stays Chinese where we have no translation of it."""
        return self.named(zh, name_en(zh))


def rate(part: Decimal, whole: Decimal) -> str:
    """A signed change in per cent; empty for a base of 0."""
    if not whole:
        return ""
    return f"{signed((part / whole * 100).quantize(Decimal('0.01')))}%"


def by_sign(gap: Decimal, above: Markup, below: Markup, same: Markup) -> Markup:
    """Of three sentences the one that a difference asks for."""
    return above if gap > 0 else below if gap < 0 else same


@cache
def _offices() -> Mapping[str, str]:
    return {row["zh"]: row["en"] for row in read_table(OFFICES, ("zh", "en"))}


def office_en(division: str, name: str) -> str:
    """What departments of a kind are called in English, without their place; empty where the register of kinds has none."""
    kind = _ASIDE.sub("", name)
    for code in divisions_of(division):
        kind = kind.replace(place_name(code, whole=False), "")
    return _offices().get(_PARTY.sub("", kind), "")


@lru_cache(4096)
def english_name(slug: str, given: str, division: str, name: str) -> str:
    """A department's English name: the register's, else what departments of its kind are called, else the words of its
    address, with its place where that has one; its own name where the address is its pinyin.

    >>> english_name("310107-a", "", "310107", "中共上海市普陀区委社会工作部（本级）"), english_name("310107-cai-wu", "", "310107", "普陀区财务")
    ('Social Work Department, Putuo District', '普陀区财务')
    """
    words = slug.split("-")[1:]
    spelt = "" if all(map(_SYLLABLE.fullmatch, words)) else " ".join(each.capitalize() for each in words)
    own = office_en(division, name) or spelt
    return given or (", ".join(filter(None, (own, place_en(division, whole=False)))) if own else name)


def _told(value: Decimal) -> str:
    return grouped(value).replace("-", "−")
