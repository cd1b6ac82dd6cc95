"""What a person should look at before a new report is committed, as lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from build_site.desk.add.enter import Entered
from build_site.model import FormState, Outcome, Place, Report, State
from build_site.package.read import Package, Record, place_of
from build_site.text import harmless

_MOST = 15


def checklist(entered: Entered, root: Path) -> str:
    """Proposals; forms found, empty, missing; doubts; what the audit says; unbound numbers; withheld personal data."""
    name = f"{entered.registration.slug} {entered.registration.year}"
    parts = [f"ADDED {name}", *(f"  {line}" for line in entered.proposals), *_read(entered.report)]
    parts += _audited(entered.package)
    source, package = entered.registration.source_path, entered.package.relative_to(root).as_posix()
    log = f"data/versions/{entered.registration.slug}/{entered.registration.year}"
    parts += [f"To see it beside its pages: build-site review {name.replace(' ', '/')}"]
    parts += ["To commit:", f"  git add data/*.csv {source} {package} data/versions/{entered.registration.slug}"]
    parts += ["To undo:", f"  git restore data/*.csv && rm -r {Path(source).parent.as_posix()} {package} {log}"]
    return "\n".join(map(harmless, parts))


def _read(report: Report) -> Iterator[str]:
    counts = Counter(statement.state for statement in report.statements)
    where = f"{report.pages} pages" if report.pages else f"{len(report.lines)} lines"
    yield f"READ ({report.read_by}, {where}, amounts in {report.unit.printed})"
    yield "  forms: " + ", ".join(f"{counts[state]} {state}" for state in FormState)
    for statement in report.statements:
        if statement.state is not FormState.FOUND:
            yield f"  {statement.state}: {statement.form}" + (f" — “{statement.note}”" if statement.note else "")
    units = sum(each.kind == "unit" for each in report.organisation)
    scope = "单位决算" if "单位决算" in report.title else "部门决算"
    yield f"  scope: {scope} by its title, {units} units named in it"
    yield from _some("notices", (f"{each.text}{_at(each.place)}" for each in report.notices))
    doubtful = [
        f"{statement.form}/{position}/{name} “{amount.printed}”: {amount.doubt or amount.state}{_at(amount.place)}"
        for statement in report.statements
        for position, row in enumerate(statement.rows, start=1)
        for name, amount in row.amounts.items()
        if amount.doubt or amount.state is State.NOT_READ
    ]
    yield from _some("doubtful cells", doubtful)


def _audited(folder: Path) -> Iterator[str]:
    package = Package(folder)
    claims = package.table("claims")
    yield "AUDIT"
    yield "  " + ", ".join(f"{package.outcomes[outcome]} {outcome}" for outcome in Outcome)
    defects = sorted(package.table("defects"), key=lambda row: package.order(place_of(row)))
    told = (
        f"{row['findings'].split()[0]}{_row_at(row)}: {row['title_zh']}。{row['statement_zh']}{row['suggestion_zh']}"
        for row in defects
    )
    yield from _some("defects", told)
    doubted = (f"{row['cell_id']} “{row['printed']}”: a second parser reads otherwise{_row_at(row)}"
               for row in package.table("cells") if row.get("doubt") == "second-reading")  # fmt: skip
    yield from _some("read differently", doubted)
    unbound = [row for row in claims if not row["measure"]]
    yield from _some(
        f"numbers of the narrative: {len(claims)}, unbound",
        (f"“{row['printed']}” in “{row['sentence'][:50]}”{_row_at(row)}" for row in unbound),
    )
    unrecognised = package.descriptor.get("withheldUnrecognised", 0)
    yield f"  personal data withheld: {package.descriptor.get('withheld', 0)}, unrecognised cells: {unrecognised}"


def _some(title: str, entries: Iterable[str]) -> Iterator[str]:
    listed = list(entries)
    yield f"  {title}: {len(listed)}"
    yield from (f"    {entry}" for entry in listed[:_MOST])
    if len(listed) > _MOST:
        yield f"    … and {len(listed) - _MOST} more"


def _at(place: Place) -> str:
    return f" ({place.en})" if place.en else ""


def _row_at(row: Record) -> str:
    return _at(place_of(row))
