"""Reports and their packages: the first report, as it is read, and what is made of it."""

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import (
    Amount,
    Department,
    Finding,
    Form,
    FormState,
    Outcome,
    Place,
    Registration,
    Report,
    Row,
    State,
    Statement,
)
from build_site.package import write
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
    return recognise(parse(SOURCE))


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
