"""年初预算 / 全年预算 / 决算 by item, from paragraphs of several styles."""

from __future__ import annotations

from decimal import Decimal

from build_site.extract.recognise.claims import bind
from build_site.extract.recognise.execution import extract, path
from build_site.model import BudgetExecution, Paragraph, Place

HEADINGS = ("决算情况说明", "一般公共预算财政拨款支出决算情况说明", "一般公共预算财政拨款支出决算具体情况")


def executed(*texts: str) -> list[BudgetExecution]:
    paragraphs = [
        Paragraph("3.5.3", HEADINGS, text, tuple(Place(line=n) for _ in text)) for n, text in enumerate(texts, 1)
    ]
    return list(extract(paragraphs, bind(paragraphs, 2023, "某某局")))


def test_an_item_with_its_figures_in_the_next_paragraph_and_its_reason() -> None:
    (row,) = executed(
        "2、住房保障支出（类）住房改革支出（款）提租补贴（项）。",
        "年初预算为3.17万元，支出决算为1.41万元，完成年初预算的44.48%。决算数小于预算数的主要原因是：人员调出，减少支出。",
    )
    assert (row.name, row.path) == ("提租补贴", "住房保障支出/住房改革支出/提租补贴")
    assert (row.approved, row.adjusted, row.final) == (Decimal("3.17"), None, Decimal("1.41"))
    assert row.completion_rate == Decimal("44.48")
    assert row.reason == "人员调出，减少支出"
    assert row.place.line == 2


def test_several_items_in_one_paragraph_keep_their_own_reasons() -> None:
    rows = executed(
        "1.教育支出(类)普通教育(款)小学教育(项)。年初预算为5万元，全年预算为6万元，支出决算为6万元，主要原因是扩班。"
        "2.教育支出(类)普通教育(款)初中教育(项)。全年预算为3万元，支出决算为2万元，完成全年预算的66.67%。"
    )
    assert [(r.name[-4:], r.approved, r.adjusted, r.final, r.reason) for r in rows] == [
        ("小学教育", Decimal(5), Decimal(6), Decimal(6), "扩班"),
        ("初中教育", None, Decimal(3), Decimal(2), ""),
    ]


def test_a_rate_alone_is_execution_and_a_bare_budget_is_neither_initial_nor_adjusted() -> None:
    rate, bare = executed(
        "1.教育（类）普通教育（款）小学教育（项）：支出决算为150万元，完成预算100%，决算数等于预算数。",
        "2.教育（类）普通教育（款）初中教育（项）：预算数为8万元，支出决算为7万元。",
    )
    assert (rate.adjusted, rate.final, rate.completion_rate) == (None, Decimal(150), Decimal(100))
    assert (bare.approved, bare.adjusted, bare.budget) == (None, None, Decimal(8))


def test_an_item_says_its_own_unit_and_a_second_one_is_converted_to_it() -> None:
    mixed, unknown = executed(
        "1.教育（类）普通教育（款）小学教育（项）：年初预算为8.5万元，支出决算为70000元，完成预算82.35%。",
        "2.教育（类）普通教育（款）初中教育（项）：年初预算为1500元，支出决算为1500元。",
    )
    assert (mixed.unit, mixed.approved, mixed.final) == ("万元", Decimal("8.5"), Decimal(7))
    assert (unknown.unit, unknown.approved, unknown.final) == ("元", Decimal(1500), Decimal(1500))


def test_the_whole_plan_is_the_total_and_the_structure_is_no_item() -> None:
    (row,) = executed(
        "一般公共预算财政拨款支出年初预算为9万元，支出决算为8万元，完成年初预算的88.89%。",
        "教育支出（类）8万元，占100%。",
    )
    assert (row.level, row.name, row.path) == ("total", "合计", "")
    assert (row.approved, row.final, row.completion_rate) == (Decimal(9), Decimal(8), Decimal("88.89"))


def test_a_path_loses_its_marks_and_codes() -> None:
    assert path("“教育支出”(205类)普通教育(02款)小学教育(02项)") == "教育支出/普通教育/小学教育"
