"""Reports made by hand, for tests that need a package without the extractor.

`sample_report` transcribes the nine forms of the first real report by the shape of its lines (it knows that report
and no other), and adds one row of every other resource. `sample_package(folder)` writes it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
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
from build_site.text import chinese_number

SOURCE = Path(__file__).resolve().parents[2] / "data/sources/420116-data-resource-center/2023/report.txt"
NAME = "武汉市黄陂区数据资源服务中心"

REVENUE = (
    "total",
    "fiscal_appropriation",
    "from_superior_unit",
    "public_service_revenue",
    "operating_revenue",
    "from_subsidiary_units",
    "other_revenue",
)
EXPENDITURE = ("total", "basic", "project", "to_superior_unit", "operating", "to_subsidiary_units")
_CODES = "201 202 203 204 205 206 207 208 210 211 212 213 214 215 216 217 219 220 221 222 223 224 229 231 232 234"
_ACCOUNTS = {
    "一般公共预算财政拨款": "general-public-budget",
    "政府性基金预算财政拨款": "government-fund-budget",
    "国有资本经营预算财政拨款": "state-capital-budget",
}
_CONCEPTS = {
    **{f"{account}收入": concept for account, concept in _ACCOUNTS.items()},
    **_ACCOUNTS,
    "上级补助收入": "from-superior-unit",
    "事业收入": "public-service-revenue",
    "经营收入": "operating-revenue",
    "附属单位上缴收入": "from-subsidiary-units",
    "其他收入": "other-revenue",
    "本年收入合计": "total-for-year",
    "本年支出合计": "total-for-year",
    "使用非财政拨款结余": "non-appropriated-balance-used",
    "结余分配": "surplus-distribution",
    "年初结转和结余": "opening-balance",
    "年初财政拨款结转和结余": "opening-balance",
    "年末结转和结余": "closing-balance",
    "年末财政拨款结转和结余": "closing-balance",
    "总计": "total",
}


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
    tables = {form: _table(lines, number) for number, form in enumerate(Form, start=1)}
    found = {
        Form.REVENUE_AND_EXPENDITURE: _summary(tables[Form.REVENUE_AND_EXPENDITURE], ("amount",)),
        Form.REVENUE: _functional(tables[Form.REVENUE], REVENUE, "revenue"),
        Form.EXPENDITURE: _functional(tables[Form.EXPENDITURE], EXPENDITURE, "expenditure"),
        Form.FISCAL_APPROPRIATION: _summary(
            tables[Form.FISCAL_APPROPRIATION], ("total", "general_public_budget", "government_fund", "state_capital")
        ),
        Form.GENERAL_PUBLIC_BUDGET: _functional(
            tables[Form.GENERAL_PUBLIC_BUDGET], ("total", "basic", "project"), "general-public-budget"
        ),
        Form.BASIC_EXPENDITURE: _economic(tables[Form.BASIC_EXPENDITURE]),
    }
    report = Report(
        title="2023年度武汉市黄陂区数据资源服务中心部门决算公开",
        department=NAME,
        fiscal_year=2023,
        published=None,
        unit=Unit(),
        statements=tuple(_statement(form, found.get(form, ()), tables[form]) for form in Form),
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


# --- The forms, by the shape of their lines --------------------------------------------------------------------------


def _masked(text: str) -> str:
    return re.sub("(填报人\t|联系电话\t)[^\t]*", r"\1***", text)


def _table(lines: list[str], number: int) -> list[tuple[int, str]]:
    """The numbered lines from 公开0nX表 to the next form or part."""
    start = next(i for i, text in enumerate(lines) if text.strip() == f"公开{number:02}表")
    ends = (i for i in range(start + 1, len(lines)) if re.match("公开[0-9]{2}表|第三部分", lines[i]))
    return [(i + 1, lines[i]) for i in range(start, next(ends))]


def _statement(form: Form, rows: tuple[Row, ...], table: list[tuple[int, str]]) -> Statement:
    notes = tuple(text for _, text in table if re.match("注：|[0-9]+[栏行]", text))
    note = next((text.removeprefix("注：") for text in notes if "没有" in text), "")
    state = FormState.FOUND if rows else FormState.EMPTY
    return Statement(form, state, rows=rows, note=note, notes=notes, place=Place(line=table[0][0]))


def _cells(table: list[tuple[int, str]]) -> Iterator[tuple[Place, list[str]]]:
    for line, text in table:
        if "\t" in text:
            yield Place(line=line), [re.sub(r"\s+", "", cell) for cell in text.split("\t")]


def _functional(table: list[tuple[int, str]], fields: tuple[str, ...], form: str) -> tuple[Row, ...]:
    rows = []
    for place, cells in _cells(table):
        code = cells[0] if re.fullmatch("[0-9]{3,7}", cells[0]) else ""
        if not code and "合计" not in cells:
            continue
        name = next(cell for cell in cells[bool(code) :] if cell)
        width = 4 if form == "general-public-budget" else 2
        texts = {"functional_code": code, "name": name}
        start = len(cells) - len(fields) if width == 4 else len(cells) - _gap(cells, len(fields))
        rows.append(Row(texts, _amounts(fields, cells[start:], place), place))
    return tuple(rows)


def _gap(cells: list[str], count: int) -> int:
    """How many amount cells end a row of forms 02 and 03: their header has one column more than their rows."""
    first = next(i for i, cell in enumerate(cells) if re.fullmatch(r"[0-9]+\.[0-9]+", cell))
    return min(count, len(cells) - first)


def _amounts(fields: tuple[str, ...], cells: list[str], place: Place) -> dict[str, Amount]:
    padded = [*cells, *[""] * len(fields)]
    return {field: amount(cell, place) for field, cell in zip(fields, padded, strict=False)}


def _summary(table: list[tuple[int, str]], fields: tuple[str, ...]) -> tuple[Row, ...]:
    left, right = [], []
    for place, cells in _cells(table):
        if len(cells) < 5 or not re.fullmatch("[0-9]+", cells[1]):
            continue
        left.append(("revenue", cells[0], cells[1], cells[2:3], place))
        right.append(("expenditure", cells[3], cells[4], cells[5:], place))
    rows, opening = [], False
    for side, label, line, amounts, place in left + right:
        if not label:
            continue
        plain = re.sub("^[一二三四五六七八九十]+、", "", label)
        concept = _concept(side, label, plain)
        opening = opening and plain in _ACCOUNTS
        texts = {"side": side, "line": line, "label": label}
        texts["concept"] = f"opening-balance:{concept}" if opening else concept
        opening = opening or concept == "opening-balance"
        rows.append(Row(texts, _amounts(fields[:1] if side == "revenue" else fields, amounts, place), place))
    return tuple(rows)


def _concept(side: str, label: str, plain: str) -> str:
    if side == "expenditure" and "、" in label:
        number = chinese_number(label.partition("、")[0])
        assert number
        return "class:" + _CODES.split()[number - 1]
    return _CONCEPTS[plain]


def _economic(table: list[tuple[int, str]]) -> tuple[Row, ...]:
    blocks: list[list[Row]] = [[], [], []]
    for place, cells in _cells(table):
        for block, start in zip(blocks, (0, 3, 6), strict=True):
            code, name, printed = [*cells[start : start + 3], "", "", ""][:3]
            if re.fullmatch("[0-9]{3,5}", code):
                block.append(Row({"economic_code": code, "name": name}, {"amount": amount(printed, place)}, place))
        for total, block in (("人员经费合计", blocks[0]), ("公用经费合计", blocks[2])):
            if total in cells:
                printed = next(cell for cell in cells[cells.index(total) + 1 :] if cell)
                block.append(Row({"economic_code": "", "name": total}, {"amount": amount(printed, place)}, place))
    return tuple(row for block in blocks for row in block)


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
