"""What two states of a package differ in: numbers one by one, other tables by how many rows."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from build_site.model import Form
from build_site.package.read import Package

_KEYS: Mapping[str, Sequence[str]] = {
    **{form: form.key for form in Form},
    "budget-execution": ("functional_code", "level", "name"),
    "disclosures": ("key", "label", "fiscal_year"),
    "performance-projects": ("project_id",),
    "performance-indicators": ("indicator_id",),
}
"""What names a row for a person, whatever its number. The numbers of these tables are compared one by one."""


AUDIT, _MATCHED = ("findings", "passes", "defects"), "matched"
"""What the rules make of the data: tables, and a column of the claims. No rule makes or moves data."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row of changes.csv. kind: added, corrected, removed; fact, of what the register says of the report; column, that came
    or went; or rows, where only the numbers of rows that went (old) and came (new) are told."""

    version: str
    resource: str
    row: str
    field: str
    kind: str
    old: str
    new: str


Numbers = Mapping[tuple[str, str, str], str]


@dataclass(frozen=True, slots=True)
class Content:
    """A package's data without its descriptions, and apart from them its audit."""

    source: str  # sha256 of the report
    digest: str  # of the data
    facts: Mapping[str, str]  # what the register says of the report
    columns: Mapping[str, tuple[tuple[str, str], ...]]  # resource → (name, type) of its fields
    rows: Mapping[str, int]
    numbers: Numbers
    other: Mapping[str, Sequence[tuple[str, ...]]]  # resource → its lines
    audit: str  # digest of the findings and of what the claims were matched with
    findings: Mapping[str, str]  # finding_id → its line
    by_hand: str  # digest of what people entered: the register's facts and the corrections
    withheld: int  # pieces of contact data that are not shown


def content(folder: Path) -> Content:
    """Read a published package."""
    package = Package(folder)
    facts = _facts(package)
    digest = hashlib.sha256(repr(sorted(facts.items())).encode())
    columns: dict[str, tuple[tuple[str, str], ...]] = {}
    rows: dict[str, int] = {}
    numbers: dict[tuple[str, str, str], str] = {}
    other: dict[str, list[tuple[str, ...]]] = {}
    for name in package.resources:
        if name in AUDIT:
            continue
        fields = tuple((each["name"], each["type"]) for each in package.fields(name) if each["name"] != _MATCHED)
        records = [{field: record[field] for field, _ in fields} for record in package.table(name)]
        lines = ["\x1f".join(record.values()) for record in records]
        digest.update(f"{name}{fields}".encode() + "\x1e".join(lines).encode())
        columns[name], rows[name] = fields, len(records)
        if name in _KEYS:
            numbers |= dict(_numbers(name, [field for field, kind in fields if kind == "number"], records))
        else:
            other[name] = [tuple(record.values()) for record in records]
    findings = dict(_findings(package))
    matched = [row.get(_MATCHED, "") for row in package.table("claims")]
    audit = hashlib.sha256(f"{list(findings.values())}{matched}".encode()).hexdigest()
    corrections = [list(row.values()) for row in package.table("corrections")]
    return Content(
        source=package.sha256,
        digest=digest.hexdigest(),
        facts=facts,
        columns=columns,
        rows=rows,
        numbers=numbers,
        other=other,
        audit=audit,
        findings=findings,
        by_hand=repr((sorted((name, fact) for name, fact in facts.items() if " " not in name), corrections)),
        withheld=int(package.descriptor.get("withheld") or 0),
    )


def _findings(package: Package) -> Iterator[tuple[str, str]]:
    """Each check by its id with what is told of it: of one that passed, how it ended."""
    for row, _ in package.checks:
        ended = f"{row['outcome']} {row['reason_code']}"
        if "scopes" in row:
            yield from ((f"{row['rule_id']}:{scope}", ended) for scope in row["scopes"].split())
        elif row["outcome"] in ("exact", "not-applicable") and row["reason_code"] != "information":  # of an older build
            yield row["finding_id"], ended
        else:
            yield row["finding_id"], "\x1f".join(row.values())


def _facts(package: Package) -> dict[str, str]:
    """The report's row of the register, as far as the package repeats it."""
    source = package.source
    return {
        "标题": str(source.get("title", "")),
        "部门": package.department,
        "网址": str(source.get("path", "")),
        "发布日期": str(source.get("published", "")),
        "原文件校验值": package.sha256,
        **{f"金额单位 {name}": package.money(name).printed for name in Form if name in package.resources},
    }


def _numbers(
    name: str, fields: Sequence[str], records: Sequence[Mapping[str, str]]
) -> Iterator[tuple[tuple[str, str, str], str]]:
    seen: Counter[str] = Counter()
    for record in records:
        key = " ".join(record[part] for part in _KEYS[name] if record.get(part))
        seen[key] += 1
        label = key if seen[key] == 1 else f"{key} #{seen[key]}"
        for field in fields:
            if record[field]:
                yield (name, label, field), record[field]


def _lines(of: Content, name: str, columns: Collection[str]) -> Counter[tuple[str, ...]]:
    """The lines of a table in these of its columns."""
    at = [place for place, (column, _) in enumerate(of.columns.get(name, ())) if column in columns]
    return Counter(tuple(line[place] for place in at) for line in of.other.get(name, ()))


def changes(old: Content, new: Content) -> list[Change]:
    """Every number that came, went or changed, then the columns, the tables of text whose rows differ in the columns of both,
    and what the register says."""
    found = []
    for place in sorted(old.numbers.keys() | new.numbers.keys()):
        before, after = old.numbers.get(place, ""), new.numbers.get(place, "")
        if before != after:
            kind = "added" if not before else "removed" if not after else "corrected"
            found.append(Change("", *place, kind, before, after))
    for name in sorted(old.columns.keys() | new.columns.keys()):
        had, has = (dict(each.columns.get(name, ())) for each in (old, new))
        moved = sorted(had.keys() ^ has.keys()) if had and has else ()
        found += [Change("", name, "", each, "column", had.get(each, ""), has.get(each, "")) for each in moved]
        both = had.keys() & has.keys() or had.keys() | has.keys()
        before_rows, after_rows = (_lines(each, name, both) for each in (old, new))
        went, came = (before_rows - after_rows).total(), (after_rows - before_rows).total()
        if went or came:
            found.append(Change("", name, "", "", "rows", str(went), str(came)))
    for fact, told in new.facts.items():
        if told != old.facts[fact]:
            found.append(Change("", "", fact, "", "fact", old.facts[fact], told))
    return found
