"""The first report, read the whole way: what a person finds in it by eye."""

from decimal import Decimal
from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import Form, FormState, Report, State
from tests.houses import ROOT, rows

GOLD = ROOT / "tests/reports/420116-data-resource-center-2023/gold.csv"
SOURCE = "data/sources/420116-data-resource-center/2023/report.txt"


@pytest.fixture(scope="module")
def report(root: Path) -> Report:
    return recognise(parse(root / SOURCE))


def test_cover(report: Report) -> None:
    assert (report.department, report.fiscal_year, str(report.published)) == (
        "武汉市黄陂区数据资源服务中心",
        2023,
        "2024-10-11",
    )


def test_all_nine_forms_are_found_and_three_are_empty_with_their_note(report: Report) -> None:
    states = {statement.form: statement.state for statement in report.statements}
    empty = {Form.GOVERNMENT_FUND_BUDGET, Form.STATE_CAPITAL_BUDGET, Form.THREE_PUBLIC_EXPENSES}
    assert states == {form: FormState.EMPTY if form in empty else FormState.FOUND for form in Form}
    notes = {statement.form: statement.note for statement in report.statements if statement.note}
    assert set(notes) == empty
    assert all("没有" in note for note in notes.values())


def test_every_amount_of_the_golden_file_and_no_other(root: Path, report: Report) -> None:
    gold = {(row["form"], row["key"], row["field"]): row["value"] for row in rows(GOLD)}
    read = {
        (statement.form.value, _key(row.texts), name): amount.printed
        for statement in report.statements
        for row in statement.rows
        for name, amount in row.amounts.items()
        if amount.state is not State.BLANK
    }
    assert read == gold
    assert len(gold) == 132


def _key(texts: dict[str, str]) -> str:
    if "side" in texts:
        label = texts["label"]
        return f"{texts['side']}|{label.partition('、')[2] or label}"
    return texts.get("functional_code") or texts.get("economic_code") or texts["name"]


def test_the_golden_file_adds_up(root: Path) -> None:
    """The transcription itself is proved by its sums, to the hundredths that the report rounds away."""
    gold = {(row["form"], row["key"], row["field"]): Decimal(row["value"]) for row in rows(GOLD)}
    for form in ("expenditure", "general-public-budget"):
        assert gold[form, "合计", "total"] == gold[form, "合计", "basic"] + gold[form, "合计", "project"]
        assert gold[form, "合计", "total"] == sum(gold[form, c, "total"] for c in ("201", "208", "210", "221"))
    economic = {key: value for (form, key, _), value in gold.items() if form == "basic-expenditure"}
    assert economic["302"] == sum(value for key, value in economic.items() if key.startswith("302") and len(key) == 5)
    assert abs(economic["301"] - sum(v for k, v in economic.items() if k.startswith("301") and len(k) == 5)) <= Decimal(
        "0.01"
    )


def test_printed_column_numbers_name_their_fields(report: Report) -> None:
    columns = {statement.form: dict(statement.columns) for statement in report.statements}
    assert columns[Form.GENERAL_PUBLIC_BUDGET] == {"1": "total", "2": "basic", "3": "project"}
    assert columns[Form.REVENUE]["7"] == "other_revenue"
    assert columns[Form.FISCAL_APPROPRIATION]["5"] == "state_capital"
    three = columns[Form.THREE_PUBLIC_EXPENSES]
    assert len(three) == 12
    assert (three["1"], three["9"], three["12"]) == ("total/budget", "vehicles/final", "hospitality/final")


def test_every_cell_knows_its_line(report: Report, root: Path) -> None:
    lines = (root / SOURCE).read_text("utf-8").split("\n")
    for statement in report.statements:
        for row in statement.rows:
            for amount in row.amounts.values():
                assert amount.place.line is not None
                if amount.printed:
                    assert amount.printed in lines[amount.place.line - 1].split("\t")


def test_outline(report: Report) -> None:
    parts = [section.title for section in report.sections if section.level == 1 and section.number]
    assert parts == [
        "武汉市黄陂区数据资源服务中心概况",
        "2023年度部门决算表",
        "2023年度部门决算情况说明",
        "2023年重点工作完成情况",
        "名词解释",
        "附件",
    ]
    assert {section.form for section in report.sections if section.form} == {form.value for form in Form}
    narrative = next(section for section in report.sections if section.section_id == "3.5.2")
    assert "机关事业单位基本养老保险缴费支出" in narrative.text  # broken by a page end in the file


def test_key_work(report: Report) -> None:
    assert [item.number for item in report.key_work] == [str(number) for number in range(1, 12)]
    assert all(item.title and item.content and item.summary and item.status == "完成" for item in report.key_work)


def test_glossary(report: Report) -> None:
    assert sum(term.parent == "" for term in report.glossary) == 17
    assert [term.term for term in report.glossary if term.parent == "十"] == [
        "信息安全事务",
        "事业运行",
        "机关事业单位基本养老保险缴费支出",
        "事业单位医疗",
        "住房公积金",
        "提租补贴",
    ]
    assert all(term.definition or term.number == "十" for term in report.glossary)


def test_performance_annexes(report: Report) -> None:
    whole, project = report.performance_projects
    assert (whole.scope, whole.department) == ("department", "武汉市黄陂区大数据中心")
    assert (project.name, project.category, project.attribute, project.duration) == (
        "社区工作平台及系统",
        "部门预算项目",
        "持续性项目",
        "常年性项目",
    )
    assert [str(v) for v in (project.budget, project.executed, project.execution_rate, project.score)] == [
        "0.4",
        "0.4",
        "100",
        "100",
    ]
    own = [item for item in report.performance_indicators if item.project_id == project.project_id]
    assert len(own) == 10
    assert {item.level1 for item in own} == {"成本指标", "产出指标", "效益指标", "满意度指标"}
    assert {(item.target, item.actual) for item in own} == {("98%", "98%")}
    yearly = [item for item in report.performance_indicators if item.year_before_last]
    assert len(yearly) == 4
    assert {item.basis for item in yearly} == {"行业标准"}


def test_nobody_is_named(report: Report, root: Path) -> None:
    line = next(text for text in (root / SOURCE).read_text("utf-8").split("\n") if text.startswith("填报人"))
    _, name, _, telephone, *_ = line.split("\t")
    assert report.withheld == 2
    assert name not in repr(report)
    assert telephone not in repr(report)
