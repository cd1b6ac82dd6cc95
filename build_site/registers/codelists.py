"""data/codelists: what the codes of the classifications and of the places mean."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from build_site.registers.table import DATA, Row, read_table

FOLDER = DATA / "codelists"
_FORMER = re.compile(r"([^|]+?)（(\d*)—(\d*)）")
NAMES = ("functional", "economic", "divisions", "cofog")


@cache
def descriptor(name: str) -> Mapping[str, Any]:
    """What a list's own data package says of its table."""
    described: dict[str, Any] = json.loads((FOLDER / name / "datapackage.json").read_text("utf-8"))["resources"][0]
    return described


@cache
def columns(name: str) -> tuple[str, ...]:
    """A list's fields in column order."""
    return tuple(field["name"] for field in descriptor(name)["schema"]["fields"])


@cache
def rows(name: str) -> tuple[Row, ...]:
    """A list as it stands, in its order."""
    return tuple(read_table(FOLDER / name / f"{name}.csv", columns(name)))


def former_names(row: Mapping[str, str], year: int | None = None) -> list[str]:
    """The names that an entry had, or those that it had in that year."""
    found = []
    for name, first, last in _FORMER.findall(row["former_names"]):
        if year is None or int(first or 0) <= year <= int(last or 9999):
            found.append(name.strip())
    return found


@cache
def codelist(name: str) -> Mapping[str, Row]:
    """A list's rows by code."""
    return {row["code"]: row for row in rows(name)}


def place_name(code: str, *, whole: bool = True) -> str:
    """A place's name with those above it (上海市普陀区), or alone; its code where the list of places has none."""
    names = [codelist("divisions")[each]["name"] for each in divisions_of(code) if each in codelist("divisions")]
    if code not in codelist("divisions"):
        return code
    return "".join(reversed(names)) if whole else names[0]


def divisions_of(code: str) -> list[str]:
    """The place and those above it: 310107 → 310107, 310100, 310000 as far as the list of places knows them."""
    return list(
        dict.fromkeys((code, *(each for each in (f"{code[:4]}00", f"{code[:2]}0000") if each in codelist("divisions"))))
    )
