"""Facts beside the forms, and statements that there is none."""

from __future__ import annotations

from build_site.extract.recognise.claims import bind
from build_site.extract.recognise.disclosures import extract
from build_site.model import Disclosure, Paragraph, Place


def disclosed(heading: str, *texts: str) -> list[Disclosure]:
    paragraphs = [
        Paragraph("3.9", ("决算情况说明", heading), text, tuple(Place(line=n) for _ in text))
        for n, text in enumerate(texts, 1)
    ]
    return list(extract(paragraphs, bind(paragraphs, 2023, "某某局"), 2023))


def test_values_with_their_unit_year_and_label() -> None:
    rows = disclosed(
        "机关运行经费支出说明", "机关运行经费支出184.65万元，比2022年度增加2.55万元，增长1.40%。上年决算数为182.1万元。"
    )
    assert [(r.key, r.label, str(r.value), r.unit, r.fiscal_year) for r in rows] == [
        ("running-costs", "机关运行经费", "184.65", "万元", 2023),
        ("running-costs:change-amount", "机关运行经费增减额", "2.55", "万元", 2023),
        ("running-costs:change-rate", "机关运行经费增减率", "1.40", "%", 2023),
        ("running-costs", "机关运行经费", "182.1", "万元", 2022),
    ]


def test_budgets_are_told_apart_from_results() -> None:
    rows = disclosed("预算绩效情况说明", "巡查项目绩效自评综述：项目全年预算数为5万元，执行数为4万元，完成预算的80%。")
    assert [r.key for r in rows] == [
        "performance-project-amount:adjusted",
        "performance-project-amount",
        "performance-project-amount:completion-rate",
    ]
    assert rows[0].label == "项目资金全年预算数"


def test_nothing_is_a_fact_with_a_state_of_its_own() -> None:
    rows = disclosed(
        "财政拨款“三公”经费支出决算情况说明",
        "1.本单位当年无因公出国（境）费。2.本单位没有公务用车购置及运行维护费支出。3.公务接待费支出0.00万元，接待0批次、0人次。",
    )
    assert [(r.key, r.state) for r in rows] == [
        ("hospitality-batches", "value"),
        ("hospitality-persons", "value"),
        ("overseas-visits", "none"),
        ("vehicles", "none"),
    ]
    assert rows[2].place.line == 1
    (none,) = disclosed("专项支出、转移支付支出情况说明", "本单位2023年度无专项支出、转移支付支出。")
    assert (none.key, none.state, none.value) == ("special-transfers", "none", None)


def test_a_number_left_blank_is_blank_not_zero() -> None:
    (row,) = disclosed("政府采购支出说明", "2023年度政府采购支出总额万元。")
    assert (row.key, row.value, row.state) == ("procurement", None, "blank")


def test_amounts_of_the_forms_are_no_disclosures() -> None:
    assert disclosed("财政拨款“三公”经费支出决算情况说明", "公务接待费支出决算为3万元，完成预算的60%。") == []


def test_a_change_against_a_budget_has_a_key_of_its_own() -> None:
    rows = disclosed("机关运行经费支出说明", "机关运行经费支出184.65万元，比年初预算190.00万元减少5.35万元。")
    assert [(r.key, r.label) for r in rows if "change" in r.key] == [
        ("running-costs:change-amount:approved", "机关运行经费比年初预算数增减额")
    ]


def counted(heading: str, text: str, prefix: str) -> list[tuple[str, str]]:
    return [(r.key.removeprefix(prefix), str(r.value)) for r in disclosed(heading, text) if r.key.startswith(prefix)]


def test_staff_is_counted_by_the_words_right_before_each_number() -> None:
    text = "年末编制人数68人，其中行政编制40人、事业编制28人；在职人员60人（行政38人、事业22人），离休1人，退休4人。另有遗属补助2人。在职人员减少3人。"
    assert counted("机构设置", text, "staff-") == [
        ("established", "68"),
        ("established-of-kind", "40"),
        ("established-of-kind", "28"),
        ("actual", "60"),
        ("actual-of-kind", "38"),
        ("actual-of-kind", "22"),
        ("retired-of-kind", "1"),
        ("retired-of-kind", "4"),
    ]


def test_grades_are_counted_without_quotes_too() -> None:
    grades = [("excellent", "11"), ("good", "1"), ("qualified", "0"), ("unqualified", "0")]
    text = "对12个项目开展了绩效自评，其中：优11个、良1个、中0个、差0个。"
    assert counted("预算绩效情况说明", text, "performance-grade-") == grades


def test_intangible_assets_are_not_none_of_assets() -> None:
    rows = disclosed("国有资产占用情况说明", "资产总额5,432.10万元，其中固定资产4,000.00万元、无形资产432.10万元。")
    assert all(row.state != "none" for row in rows)
