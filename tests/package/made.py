"""Reports made by hand, for tests that need a package without the extractor.

`sample_report` is the first report as its package publishes it; `sample_package(folder)` writes it again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import fields, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from build_site.model import (
    PLACE_FIELDS,
    Amount,
    BudgetExecution,
    Claim,
    Department,
    Disclosure,
    Finding,
    Form,
    FormState,
    KeyWork,
    Line,
    Organisation,
    Outcome,
    PerformanceIndicator,
    PerformanceProject,
    Place,
    Registration,
    Report,
    Row,
    Section,
    State,
    Statement,
    Term,
    Unit,
)
from build_site.package import write
from build_site.package.read import Package, place_of
from build_site.registers import read_registers
from tests.houses import ROOT

SOURCE = ROOT / "data/sources/420116-data-resource-center/2023/report.txt"
FIRST = SOURCE.parents[3] / "packages/420116-data-resource-center/2023"
NAME = "武汉市黄陂区数据资源服务中心"


def amount(printed: str, place: Place) -> Amount:
    """An amount cell with this text."""
    value = Decimal(printed) if printed else None
    state = State.BLANK if value is None else State.ZERO if value == 0 else State.VALUE
    return Amount(printed, value, state, place)


def department() -> Department:
    return read_registers(ROOT).department(registration())


def registration() -> Registration:
    return read_registers(ROOT).reports[0]


def packaged(report: Report, folder: Path, slug: str = "420116-made") -> Path:
    """A report that was read as a package in this folder, which is made; not audited."""
    code, name = slug[:6], report.department
    known = Registration(slug, report.fiscal_year, "t", name, code, "report.txt", "", "0" * 64, "", "")
    folder.mkdir(parents=True)
    write(report, known, Department(slug, name, "", code, "", ""), folder)
    return folder


def sample_package(folder: Path) -> Path:
    """The sample report as a package in `folder` (made if it is not there)."""
    folder.mkdir(parents=True, exist_ok=True)
    write(sample_report(), registration(), department(), folder)
    return folder


def small_report(*rows: Row) -> Report:
    """A report whose only content is these rows of the form 支出决算表; the other eight forms are missing."""
    missing = [Statement(form, FormState.MISSING) for form in Form]
    statements = [
        replace(statement, state=FormState.FOUND, rows=rows) if statement.form is Form.EXPENDITURE else statement
        for statement in missing
    ]
    return replace(sample_report(), statements=tuple(statements), claims=(), budget_execution=())


@cache
def sample_report() -> Report:
    """The first report."""
    lines = SOURCE.read_text(encoding="utf-8").splitlines()
    published = Package(FIRST)
    return Report(
        title="2023年度武汉市黄陂区数据资源服务中心部门决算公开",
        department=NAME,
        fiscal_year=2023,
        published=None,
        unit=Unit(),
        statements=tuple(_statement(form, published) for form in Form),
        extra_tables=(),
        sections=_items(Section, published, "sections"),
        claims=_items(Claim, published, "claims", matched=""),
        budget_execution=_items(BudgetExecution, published, "budget-execution"),
        disclosures=_items(Disclosure, published, "disclosures"),
        key_work=_items(KeyWork, published, "key-work"),
        performance_projects=_items(PerformanceProject, published, "performance-projects"),
        performance_indicators=_items(PerformanceIndicator, published, "performance-indicators"),
        glossary=_items(Term, published, "glossary"),
        organisation=_items(Organisation, published, "organisation"),
        lines=tuple(Line(_masked(text), Place(line=n)) for n, text in enumerate(lines, 1)),
        withheld=2,
    )


def finding(rule: str = "R1", outcome: Outcome = Outcome.EXACT) -> Finding:
    """One finding of the sample report: total revenue against the sum of its parts."""
    return Finding(
        finding_id=f"{rule}:revenue-and-expenditure",
        rule_id=rule,
        rule_version="1",
        outcome=outcome,
        reason_code="",
        scope="revenue-and-expenditure",
        left_text="本年收入合计",
        left_value=Decimal("173.61"),
        left_claim="",
        left_cell="revenue-and-expenditure/9/amount",
        right_text="各项收入之和",
        right_value=Decimal("173.6"),
        right_claim="",
        right_cell="",
        difference=Decimal("0.01"),
        envelope=Decimal("0.045"),
        unit="万元",
        terms="revenue-and-expenditure/1/amount revenue-and-expenditure/2/amount",
        message_zh="本年收入合计等于各项收入之和。",
        message_en="Total revenue is the sum of its parts.",
        explanations="",
        place=Place(line=112),
    )


# --- The forms, as they are published --------------------------------------------------------------------------------


def _masked(text: str) -> str:
    return re.sub("(填报人\t|联系电话\t)[^\t]*", r"\1***", text)


def _statement(form: Form, published: Package) -> Statement:
    cells: dict[str, dict[str, Amount]] = defaultdict(dict)
    for cell in published.table("cells"):
        if cell["form"] == form:
            cells[cell["row"]][cell["field"]] = amount(cell["printed"], place_of(cell))
    derived = {"row", "level", "group", *PLACE_FIELDS, *form.fields}
    rows = tuple(
        Row({name: text for name, text in row.items() if name not in derived}, cells[row["row"]], place_of(row))
        for row in published.table(form)
    )
    return Statement(form, published.state(form), rows=rows, note=published.note(form))


# --- Everything else -------------------------------------------------------------------------------------------------


def _items(kind: Any, published: Package, resource: str, **changed: str) -> tuple[Any, ...]:
    """A resource's rows as the model's records; `changed` for fields that the reading leaves otherwise."""
    known = [field for field in fields(kind) if field.name != "place"]
    return tuple(
        kind(**{field.name: _typed(str(field.type), row[field.name]) for field in known} | changed, place=place_of(row))
        for row in published.table(resource)
    )


def _typed(kind: str, text: str) -> Any:
    if kind == "str":
        return text
    return (Decimal if "Decimal" in kind else int)(text) if text else None
