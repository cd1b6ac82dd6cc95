"""data/required-chapters.csv: what the narrative of a published 部门决算 has to speak of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from build_site.registers.table import DATA, read_table


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter by its id and names; `pattern`: the words of a heading by which it is known; `since`: its first fiscal year."""

    id: str
    zh: str
    en: str
    pattern: re.Pattern[str]
    since: int


@cache
def required_chapters() -> tuple[Chapter, ...]:
    """Every required chapter in the order in which a report is written."""
    rows = read_table(DATA / "required-chapters.csv", ("chapter", "title", "title_en", "pattern", "first_year"))
    return tuple(
        Chapter(row["chapter"], row["title"], row["title_en"], re.compile(row["pattern"]), int(row["first_year"] or 0))
        for row in rows
    )
