"""One report, from its source file to its package with findings. Runs in a worker process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from build_site.extract.parse.withhold import MASK
from build_site.model import (
    Correction,
    Department,
    Document,
    Finding,
    InputError,
    Outcome,
    Place,
    Registration,
    Report,
    Statement,
)
from build_site.registers.corrections import apply

ReportJob = tuple[Path, Registration, Department, Sequence[Correction], Path, Path, Path]
"""The arguments of `make_package`, but for its progress."""


def make_package(
    source: Path,
    registration: Registration,
    department: Department,
    corrections: Sequence[Correction],
    known_issues: Path,
    folder: Path,
    pictures: Path,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Read the source and write its package, findings included, into a new folder; of a PDF also `pictures`.

    Raises InputError for a source that cannot be read as the report it is registered as."""
    from build_site.extract.parse import parse
    from build_site.extract.recognise import recognise

    try:
        document = parse(source, progress)
        report = recognise(document)
    except InputError as error:
        error.file = registration.source_path  # the rooms know the file's name, not where it stands
        raise
    if report.fiscal_year != registration.year:
        raise InputError(
            registration.source_path,
            f"the final accounts of {registration.year}, as registered in data/reports.csv",
            f"those of {report.fiscal_year}: “{report.title}”",
            "Correct the year in data/reports.csv, or the file.",
        )
    report = apply(report, corrections)
    write_package(source, document, report, registration, department, known_issues, folder)
    _draw(source, registration, document, report, pictures)


def write_package(
    source: Path,
    document: Document,
    report: Report,
    registration: Registration,
    department: Department,
    known_issues: Path,
    folder: Path,
) -> tuple[Finding, ...]:
    """Write what was read as a package with findings into a new folder. A difference on a PDF's page that a second
    parser reads otherwise is a doubt of ours, not a finding about the report."""
    from build_site.package.check import check

    findings = _write(report, registration, department, known_issues, folder)
    doubted = _second_opinion(source, document, report, findings)
    if doubted is not None:
        shutil.rmtree(folder)
        findings = _write(doubted, registration, department, known_issues, folder)
    check(folder, registration.source_path)
    return findings


def _write(
    report: Report, registration: Registration, department: Department, known_issues: Path, folder: Path
) -> tuple[Finding, ...]:
    from build_site import package
    from build_site.reconcile import audit

    folder.mkdir(parents=True)
    package.write(report, registration, department, folder)
    found = audit(folder, known_issues)
    package.complete(folder, found.findings, found.matched)
    return found.findings


def _draw(source: Path, registration: Registration, document: Document, report: Report, folder: Path) -> None:
    """Pictures of the forms' pages, but for those with personal data; and the PDF itself where the register
    says that it is to be published and it has no personal data either."""
    shutil.rmtree(folder, ignore_errors=True)
    if document.read_by == "text":
        return
    from build_site.extract.parse.pdf import draw

    masked = {line.place.page for line in document.transcript if MASK in line.text}
    amounts = (amount for s in report.statements for row in s.rows for amount in row.amounts.values())
    pages = {amount.place.page for amount in amounts} - masked
    draw(source, (page for page in pages if page is not None), folder)
    if registration.publish_file == "yes" and not document.withheld:
        shutil.copyfile(source, folder / "report.pdf")


def _second_opinion(source: Path, document: Document, report: Report, findings: Sequence[Finding]) -> Report | None:
    """The report with doubt on the cells that plain pdfplumber reads otherwise; None where it agrees with all.

    Asked only about the forms' pages on which a sum does not come out: it takes five times as long as our own reading."""
    if report.read_by != "pdf":
        return None
    forms = {cell.partition("/")[0] for f in findings if f.outcome is Outcome.DIFFERS for cell in _cells(f)}
    statements = [statement for statement in report.statements if statement.form in forms]
    amounts = [amount for s in statements for row in s.rows for amount in row.amounts.values()]
    pages = {amount.place.page for amount in amounts if amount.doubt != "ocr"} - {
        None
    }  # pictures have no second reading
    if not pages:
        return None
    from build_site.extract.parse.pdf import disagreements

    places = {cell.place for cell in disagreements(source, document, (page for page in pages if page))}
    if not places:
        return None
    return replace(report, statements=tuple(_doubted(statement, places) for statement in report.statements))


def _cells(finding: Finding) -> list[str]:
    return [cell for cell in (finding.left_cell, finding.right_cell, *finding.terms.split()) if cell]


def _doubted(statement: Statement, places: set[Place]) -> Statement:
    rows = tuple(
        replace(
            row,
            amounts={
                name: replace(amount, doubt="second-reading") if amount.place in places else amount
                for name, amount in row.amounts.items()
            },
        )
        for row in statement.rows
    )
    return replace(statement, rows=rows)
