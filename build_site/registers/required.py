"""data/required-chapters.csv: what the narrative of a published 部门决算 has to speak of."""

import re
from dataclasses import dataclass
from functools import cache

from build_site.registers.table import DATA, read_table


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter by its id and names; `pattern`: the words of a heading by which it is known; `measures`: what the text
    states that speaks of it; `since`: its first fiscal year; `spender`: the item that only those spend on that it is of."""

    id: str
    zh: str
    en: str
    pattern: re.Pattern[str]
    measures: re.Pattern[str] | None
    since: int
    spender: str


@cache
def required_chapters() -> tuple[Chapter, ...]:
    """Every required chapter in the order in which a report is written."""
    columns = ("chapter", "title", "title_en", "pattern", "measures", "first_year", "spender")
    return tuple(
        Chapter(
            row["chapter"],
            row["title"],
            row["title_en"],
            re.compile(row["pattern"]),
            re.compile(row["measures"]) if row["measures"] else None,
            int(row["first_year"] or 0),
            row["spender"],
        )
        for row in read_table(DATA / "required-chapters.csv", columns)
    )
