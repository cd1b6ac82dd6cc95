"""data/corrections.csv: the only way to override an extracted cell, with reason and page; both values are published."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from build_site import model
from build_site.model import Amount, Correction, Form, InputError, Report, Said, State, Statement
from build_site.registers.reports import REPORT
from build_site.registers.table import Register, Row, read_register
from build_site.text import number

FILE = "data/corrections.csv"
FIELDS = ("report", "form", "cell", "printed", "corrected", "reason", "page")
_CELL = re.compile(r"([0-9]{1,6})/([a-z_]+)")
_DIGITS = 24


def read_corrections(path: Path) -> Register[tuple[str, Correction]]:
    """The corrections, each with its report (slug-year). `cell` is row/field, e.g. 2/total. A cell that two rows correct alike
    is corrected once; where they contradict each other, the report waits for people to agree."""
    seen: dict[tuple[str, str], Row] = {}

    def correction(row: Row) -> tuple[str, Correction]:
        row.require(
            "report",
            REPORT,
            Said(
                "报告的短名和年度（420116-data-resource-center-2023）",
                "a report's slug and year (420116-data-resource-center-2023)",
            ),
        )
        if row["form"] not in set(Form):
            forms = ", ".join(Form)
            raise row.fault("corrections.no-form", f"“{row['form']}”", forms=forms)
        row.require("cell", _CELL, Said("行/字段，例如 2/total", "row/field, such as 2/total,"))
        if row["corrected"] and (number(row["corrected"]) is None or len(row["corrected"]) > _DIGITS):
            raise row.fault("corrections.no-amount", f"“{row['corrected'][:40]}”", digits=_DIGITS)
        if not row["reason"].strip():
            raise row.fault("corrections.no-reason")
        cell_id = f"{row['form']}/{row['cell']}"
        other = seen.setdefault((row["report"], cell_id), row)
        if (other["printed"], other["corrected"]) != (row["printed"], row["corrected"]):
            line, value = other.place.line, other["corrected"]
            raise row.fault(
                "corrections.contradiction", f"“{row['corrected']}”", cell_id=cell_id, line=line, value=value
            )
        made = Correction(cell_id, row["printed"], row["corrected"], row["reason"], row["page"], row.place)
        return row["report"], made

    read = read_register(path, FIELDS, correction, optional=True)
    once = {(report, each.cell_id): (report, each) for report, each in reversed(read.items)}
    return Register(tuple(reversed(once.values())), read.refused)


def apply(report: Report, corrections: Sequence[Correction]) -> Report:
    """The report with the corrected values; what is printed stays beside them.

    Raises InputError where a correction no longer matches what is printed, so that none outlives its reason."""
    if not corrections:
        return report
    by_cell = {correction.cell_id: correction for correction in corrections}
    statements = tuple(_corrected(statement, by_cell) for statement in report.statements)
    if by_cell:
        missing = next(iter(by_cell.values()))
        raise InputError.of("corrections.no-cell", FILE, place=missing.place, cell_id=missing.cell_id)
    places = {
        f"{statement.form}/{position}/{name}": amount.place
        for statement in statements
        for position, row in enumerate(statement.rows, start=1)
        for name, amount in row.amounts.items()
    }
    applied = tuple(replace(correction, place=places[correction.cell_id]) for correction in corrections)
    return replace(report, statements=statements, corrections=applied)


def _corrected(statement: Statement, by_cell: dict[str, Correction]) -> Statement:
    rows = []
    for position, row in enumerate(statement.rows, start=1):
        amounts: Mapping[str, Amount] = {
            name: _value(amount, by_cell.pop(f"{statement.form}/{position}/{name}", None))
            for name, amount in row.amounts.items()
        }
        rows.append(model.Row(row.texts, amounts, row.place))
    return replace(statement, rows=tuple(rows))


def _value(amount: Amount, correction: Correction | None) -> Amount:
    if correction is None:
        return amount
    if correction.printed != amount.printed:
        raise InputError.of(
            "corrections.printed-otherwise",
            FILE,
            f"“{amount.printed}”",
            place=correction.place,
            cell_id=correction.cell_id,
            printed=correction.printed,
        )
    value: Decimal | None = number(correction.corrected) if correction.corrected else None
    state = State.BLANK if value is None else State.VALUE if value else State.ZERO
    return replace(amount, value=value, state=state, doubt="")
