"""What can be told of a report from its cover: the division its department belongs to, and a slug."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from build_site.model import Said
from build_site.registers.codelists import rows
from build_site.text import squeeze

_ENDINGS = "省市区县盟旗州"


@dataclass(frozen=True, slots=True)
class Division:
    """A row of the code list of divisions; `names` are those that reports may print, longest first."""

    code: str
    name: str
    parent: str
    names: tuple[str, ...]
    first_year: int
    last_year: int

    def existed(self, year: int) -> bool:
        return self.first_year <= year <= self.last_year


@dataclass(frozen=True, slots=True)
class Guess:
    """The division that a department's name begins with, what is left of the name, and why it is this one."""

    division: Division
    rest: str
    reason: str


Divisions = Mapping[str, Division]
"""Divisions by code."""


@cache
def read_divisions() -> Divisions:
    """Every division of the code list."""
    return {row["code"]: _division(row) for row in rows("divisions")}


def _division(row: dict[str, str]) -> Division:
    names = {row["name"], *filter(None, re.split("[;；]", row["other_names"]))}
    ordered = tuple(sorted(names, key=lambda name: (-len(name), name)))
    return Division(
        row["code"], row["name"], row["parent"], ordered, int(row["first_year"] or 0), int(row["last_year"] or 9999)
    )


def guess_division(department: str, year: int, text: Iterable[str], divisions: Divisions) -> list[Guess]:
    """The divisions that the name may begin with: one, none, or several that the report's text cannot tell apart.

    The longest chain of place names counts (武汉市黄陂区 before 武汉市). A district without its city is told from those
    of the same name by what the report's text calls the places above it."""
    name = re.sub("^(?:中共|中国共产党)", "", squeeze(department))
    name = re.sub("^(.{2,12}?[省市区县旗州])委(?=[^员])", r"\1", name)  # 区委社会工作部: the place is the 区
    alive = [division for division in divisions.values() if division.existed(year)]
    ends = list(_chains(name, None, alive, divisions)) or list(_short(name, alive))
    if not ends:
        return []
    shortest = min(len(rest) for _, rest in ends)
    best = [(division, rest) for division, rest in ends if len(rest) == shortest]
    if len(best) == 1:
        begins = name[: len(name) - shortest]
        return [Guess(*best[0], Said(f"名称以“{begins}”开头", f"the name begins with “{begins}”"))]
    return _told_apart(best, text, divisions)


def _chains(
    name: str, above: Division | None, divisions: Sequence[Division], known: Divisions
) -> Iterator[tuple[Division, str]]:
    for division in divisions:
        if above is not None and above.code not in ancestors(division, known):
            continue
        for printed in division.names:
            if name.startswith(printed) and len(name) > len(printed):
                rest = name[len(printed) :]
                yield division, rest
                yield from _chains(rest, division, divisions, known)


def _short(name: str, divisions: Sequence[Division]) -> Iterator[tuple[Division, str]]:
    """Places printed without their kind (“湖北武汉…” is rare, “上海海事局” is not): only whole provinces and cities."""
    for division in divisions:
        bare = division.name.rstrip(_ENDINGS)
        if division.code.endswith("00") and len(bare) > 1 and name.startswith(bare):
            yield division, name[len(bare) :]


def ancestors(division: Division, known: Divisions) -> list[str]:
    """The codes of the divisions above, nearest first."""
    found = []
    while division.parent and division.parent in known:
        division = known[division.parent]
        found.append(division.code)
    return found


def full_name(code: str, known: Divisions) -> str:
    """A division's name behind those of the divisions above; empty for a code that is not known."""
    division = known.get(code)
    return "".join(known[each].name for each in (*reversed(ancestors(division, known)), code)) if division else ""


def _told_apart(best: Sequence[tuple[Division, str]], text: Iterable[str], known: Divisions) -> list[Guess]:
    words = "\n".join(text)
    named = {
        division.code: sum(words.count(known[code].name) for code in ancestors(division, known)) for division, _ in best
    }
    most = max(named.values())
    first = [(division, rest) for division, rest in best if most and named[division.code] == most]
    if len(first) == 1:
        division, rest = first[0]
        above = full_name(division.parent, known)
        reason = Said(
            f"{len(best)} 个地方同名，报告里 {most} 次提到{above}",
            f"{len(best)} places have this name; the report names {above} {most} times",
        )
        return [Guess(division, rest, reason)]
    reason = Said("几个地方同名", "several places have this name")
    return [Guess(division, rest, reason) for division, rest in best]


def ascii_name(words: str) -> str:
    """English words as a slug's second part: lower case, hyphens; empty where nothing ASCII is left."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("'", "")).strip("-")


def pinyin(name: str) -> str:
    """A Chinese name as a slug's second part, syllable by syllable."""
    from pypinyin import lazy_pinyin

    return ascii_name("-".join(lazy_pinyin(re.sub(r"\W+", "", name), errors="default")))
