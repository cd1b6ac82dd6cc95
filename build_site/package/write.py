"""Write a data package: every CSV and datapackage.json, the same bytes for the same report."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from build_site.model import Defect, Department, Finding, InputError, Registration, Report, Said
from build_site.package import describe
from build_site.package.codes import used_codes
from build_site.package.read import Package, write_descriptor
from build_site.package.tables import Record, Table, audit_tables, tables
from build_site.registers.dictionary import read
from build_site.run.whole import csv_bytes


def write(report: Report, registration: Registration, department: Department, folder: Path) -> None:
    """Write the report's package into `folder`, which exists and is empty; the tables of the audit have their headers only.

    InputError for what no table of the data dictionary can hold. Whether the package is valid, `check.check` says when
    the audit is in it; until then it stands where nobody looks for it.
    """
    try:
        content = tables(report)
    except InputError as error:
        expected = Said(f"{error.expected.zh}（{error.file}）", f"{error.expected} ({error.file})")
        raise InputError(registration.source_path, expected, error.found, error.remedy, error.place) from error
    content += used_codes(content)
    statements = {statement.form.value: statement for statement in report.statements}
    titles = {f"extra-{n}": table.title or table.name for n, table in enumerate(report.extra_tables, start=1)}
    resources = []
    for table in content:
        name = table.entry.name
        data = csv_bytes(table.entry.columns, table.records)
        (folder / f"{name}.csv").write_bytes(data)
        descriptor = describe.resource(table, data, report, registration, statements.get(name))
        resources.append({**descriptor, **({"title": titles[name]} if titles.get(name) else {})})
    write_descriptor(folder, describe.package(report, registration, department, resources))


def complete(folder: Path, findings: Sequence[Finding], defects: Sequence[Defect], matched: Mapping[str, str]) -> None:
    """Enter the audit into a written package: findings.csv, passes.csv, defects.csv, claims.matched, and what datapackage.json
    says of them.

    `matched`: claim id → the cell or claim that it was checked against. Raises InputError for an unknown claim, before
    anything is changed.
    """
    entry = read()["claims"]
    package = Package(folder)
    claims = Table(entry, tuple(_matched(package.table("claims"), matched)))
    for table in (claims, *audit_tables(findings, defects)):
        data = csv_bytes(table.entry.columns, table.records)
        (folder / f"{table.entry.name}.csv").write_bytes(data)
        package.resources[table.entry.name] |= describe.measured(data, len(table.records))
    listed = package.descriptor.pop("resources")
    package.descriptor["outcomes"] = describe.outcomes(findings)
    write_descriptor(folder, {**package.descriptor, "resources": listed})


def _matched(claims: Sequence[Record], matched: Mapping[str, str]) -> list[Record]:
    unknown = sorted(matched.keys() - {claim["claim_id"] for claim in claims})
    if unknown:
        raise InputError.of("package.unknown-claim", "claims.csv", " ".join(unknown))
    return [{**claim, "matched": matched.get(claim["claim_id"], "")} for claim in claims]
