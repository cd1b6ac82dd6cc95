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
