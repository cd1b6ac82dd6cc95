"""The code lists of the collection: the maintained lists, extended by what the reports themselves print."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from build_site.package import classify
from build_site.package.collection.parts import LISTS, PRINTED, Part
from build_site.package.read import Json, Record, read_csv
from build_site.registers import codelists

_ADDED = "报告中出现，尚未列入 data/codelists"
_JOIN = " | "


NAMES = "code-names"
_COFOG = "cofog"


@dataclass(slots=True)
class _Seen:
    """What the reports print of a code."""

    names: Counter[str] = field(default_factory=Counter)
    reports: set[tuple[str, str]] = field(default_factory=set)
    under: dict[str, set[tuple[str, str]]] = field(default_factory=dict)  # name → the reports that print it


@dataclass(frozen=True, slots=True)
class CodeLists:
    """`lists`: each with the resource descriptor that says what its fields are; `names`: the rows of code-names."""

    lists: Sequence[tuple[Json, Sequence[Record]]]
    names: Sequence[Record]


def code_lists(parts: Iterable[Part]) -> CodeLists:
    """Every list; a code that a report uses is always in it, so that the collection's foreign keys hold."""
    seen = _seen(parts)
    rows = {name: _extended(name, seen[name]) for name in codelists.NAMES}
    rows[_COFOG] = list(_targets(((row["code"], row["name"]) for row in rows["functional"]), codelists.rows(_COFOG)))
    lists = [(_described(name), rows[name]) for name in codelists.NAMES]
    return CodeLists(lists, [name for each in LISTS for name in _names(each, seen[each], rows[each])])


def _described(name: str) -> Json:
    described = dict(codelists.descriptor(name))
    if name == _COFOG:
        key = {"fields": ["functional_code"], "reference": {"resource": "functional", "fields": ["code"]}}
        described["schema"] = {**described["schema"], "foreignKeys": [key]}
    return described


def _targets(codes: Iterable[tuple[str, str]], crosswalk: Sequence[Record]) -> Iterator[Record]:
    """One row for every code: its own target, else that of the nearest code above it."""
    known = {row["functional_code"]: row for row in crosswalk}
    for code, name in codes:
        above = next((each for each in (code, code[:5], code[:3]) if each in known), "")
        if above:
            level = classify.functional_level(code)
            yield {
                **known[above],
                "functional_code": code,
                "functional_name": name,
                "level": level,
                "mapped_from": above,
            }


def _names(name: str, seen: Mapping[str, _Seen], rows: Sequence[Record]) -> Iterator[Record]:
    listed = {row["code"]: row["name"] for row in rows}
    for code, each in sorted(seen.items()):
        for printed, reports in sorted(each.under.items()):
            years = sorted(year for _, year in reports)
            yield {
                "list": name,
                "code": code,
                "name": printed,
                "first_year": years[0],
                "last_year": years[-1],
                "reports": str(len(reports)),
                "listed": "true" if printed == listed[code] else "false",
            }


def _extended(name: str, seen: Mapping[str, _Seen]) -> Sequence[Record]:
    if not seen:
        return codelists.rows(name)
    found: dict[str, Record] = {row["code"]: dict(row) for row in codelists.rows(name)}
    for code in classify.with_parents(seen):
        blank = dict.fromkeys(codelists.columns(name), "")
        row = found.setdefault(code, {**blank, **_new(name, code, seen.get(code))})
        if code in seen and "first_year_seen" in row:
            _add(row, seen[code])
    return [found[code] for code in sorted(found)]


def _new(name: str, code: str, seen: _Seen | None) -> Record:
    label = seen.names.most_common(1)[0][0] if seen and seen.names else code
    row = {"code": code, "name": label, "parent": classify.parent(code), "note": _ADDED}
    if name == "economic":
        return {**row, "level": classify.economic_level(code), "group": classify.economic_group(code)}
    return {**row, "level": classify.functional_level(code)}


def _add(row: Record, seen: _Seen) -> None:
    """First and last year, number of reports of this collection, and names that differ from the list's."""
    years = sorted({year for _, year in seen.reports} | {row["first_year_seen"], row["last_year_seen"]} - {""})
    row["first_year_seen"], row["last_year_seen"] = years[0], years[-1]
    row["reports"] = str(max(len(seen.reports), int(row["reports"] or 0)))
    known = [name for name in row["other_names"].split(_JOIN) if name]
    row["other_names"] = _JOIN.join(dict.fromkeys([*known, *sorted(set(seen.names) - {row["name"]})]))


def _seen(parts: Iterable[Part]) -> dict[str, dict[str, _Seen]]:
    """List → code → what the reports print of it."""
    found: dict[str, dict[str, _Seen]] = {name: {} for name in codelists.NAMES}
    for each in parts:
        for row in read_csv(each.folder / f"{PRINTED}.csv"):
            entry = found[row["list"]].setdefault(row["code"], _Seen())
            entry.reports.add(each.report)
            if row["name"]:
                entry.names[row["name"]] += int(row["times"])
                entry.under.setdefault(row["name"], set()).add(each.report)
    return found
