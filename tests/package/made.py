"""Reports made by hand, for tests that need a package without the extractor.

`sample_report` has the nine forms of the first report as its package publishes them, and one row of every other resource.
`sample_package(folder)` writes it.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from build_site.model import (
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

SOURCE = Path(__file__).resolve().parents[2] / "data/sources/420116-data-resource-center/2023/report.txt"
FIRST = SOURCE.parents[3] / "packages/420116-data-resource-center/2023"
NAME = "武汉市黄陂区数据资源服务中心"


def amount(printed: str, place: Place) -> Amount:
    """An amount cell with this text."""
    value = Decimal(printed) if printed else None
    state = State.BLANK if value is None else State.ZERO if value == 0 else State.VALUE
    return Amount(printed, value, state, place)


def department() -> Department:
    return Department(
        slug="420116-data-resource-center",
        name=NAME,
        name_en="Huangpi District Data Resource Service Centre, Wuhan",
        division_code="420116",
        parent="",
        predecessor="",
    )


def registration() -> Registration:
    return Registration(
        slug="420116-data-resource-center",
        year=2023,
        title="2023年度武汉市黄陂区数据资源服务中心部门决算公开",
        department=NAME,
        division_code="420116",
        source_path="data/sources/420116-data-resource-center/2023/report.txt",
        url="",
        sha256=hashlib.sha256(SOURCE.read_bytes()).hexdigest(),
        published="2024-10-11",
        retrieved="",
    )


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
    return replace(sample_report(), statements=tuple(statements), claims=(), extra_tables=())


def sample_report() -> Report:
    """The first report: its nine forms in full, of the rest one or two rows each."""
    lines = SOURCE.read_text(encoding="utf-8").splitlines()
    published = Package(FIRST)
    report = Report(
        title="2023年度武汉市黄陂区数据资源服务中心部门决算公开",
        department=NAME,
        fiscal_year=2023,
        published=None,
        unit=Unit(),
        statements=tuple(_statement(form, published) for form in Form),
        extra_tables=(),
        sections=(),
        claims=(),
        budget_execution=(),
        disclosures=(),
        key_work=(),
        performance_projects=(),
        performance_indicators=(),
        glossary=(),
        organisation=(),
        lines=tuple(Line(_masked(text), Place(line=n)) for n, text in enumerate(lines, 1)),
        withheld=2,
    )
    return _with_narrative(report)


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
        left_cell="revenue-and-expenditure/9/amount",
        right_text="各项收入之和",
        right_value=Decimal("173.6"),
        right_cell="",
        difference=Decimal("0.01"),
        envelope=Decimal("0.045"),
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
    derived = {"row", "level", "group", "source_page", "source_line", *form.fields}
    rows = tuple(
        Row({name: text for name, text in row.items() if name not in derived}, cells[row["row"]], place_of(row))
        for row in published.table(form)
    )
    return Statement(form, published.state(form), rows=rows, note=published.note(form))


# --- One or two rows of everything else ------------------------------------------------------------------------------


def _with_narrative(report: Report) -> Report:
    sentence = "2023年度收、支总计均为173.61万元。"
    year = Claim(
        claim_id="c0001",
        section_id="3.1",
        sentence=sentence,
        printed="2023",
        value=Decimal(2023),
        unit="年度",
        measure="",
        subject="",
        fiscal_year=2023,
        phase="",
        direction="",
        base="",
        matched="",
        place=Place(line=384),
    )
    total = replace(
        year,
        claim_id="c0002",
        printed="173.61",
        value=Decimal("173.61"),
        unit="万元",
        measure="amount",
        subject="收、支总计",
        phase="executed",
    )
    project = replace(
        total, claim_id="c0003", sentence="项目支出11万元。", printed="11", value=Decimal(11), subject="项目支出"
    )
    sheet = PerformanceProject(
        project_id="p1",
        scope="project",
        title="2023年度社区工作平台及系统项目自评表",
        name="社区工作平台及系统",
        department=NAME,
        implementer=NAME,
        category="部门预算项目",
        attribute="持续性项目",
        duration="常年性项目",
        goal="保障单位正常运行",
        budget=Decimal("0.4"),
        executed=Decimal("0.4"),
        execution_rate=Decimal(100),
        execution_score=Decimal(20),
        score=Decimal(100),
        unit="万元",
        deviation="目标已完成",
        improvement="",
        completed="2024年7月10日",
        place=Place(line=690),
    )
    indicator = PerformanceIndicator(
        indicator_id="p1.1",
        project_id="p1",
        goal="保障单位正常运行",
        level1="成本指标",
        level2="经济成本指标",
        level3="安全运行",
        year_before_last="",
        last_year="",
        target="98%",
        actual="98%",
        score=Decimal("6.67"),
        full_score=None,
        basis="",
        reason="",
        place=Place(line=700),
    )
    subsidy = BudgetExecution(
        functional_code="2210202",
        name="提租补贴",
        approved=Decimal("3.17"),
        adjusted=None,
        final=Decimal("1.41"),
        unit="万元",
        completion_rate=Decimal("44.48"),
        reason="",
        place=Place(line=440),
    )
    procurement = Disclosure(
        key="procurement",
        label="政府采购支出",
        value=None,
        unit="万元",
        fiscal_year=2023,
        state="none",
        sentence="本单位当年无政府采购支出。",
        place=Place(line=474),
    )
    term = Term("（一）", "", "一般公共预算财政拨款收入", "指市级财政一般公共预算当年拨付的资金。", Place(line=610))
    return replace(
        report,
        sections=(
            Section("3", "第三部分", "2023年度部门决算情况说明", 1, "", "", Place(line=380)),
            Section("3.1", "一、", "收入支出决算总体情况说明", 2, "", sentence, Place(line=382)),
        ),
        claims=(year, total, project),
        budget_execution=(subsidy,),
        disclosures=(procurement,),
        key_work=(KeyWork("1", "全面加强党的建设", "一是…\n二是…", "1. 加强…", "完成", Place(line=512)),),
        performance_projects=(sheet,),
        performance_indicators=(indicator,),
        glossary=(term,),
        organisation=(Organisation("duty", "", "", "负责协调推进全区政务数据开放共享。", Place(line=52)),),
    )
