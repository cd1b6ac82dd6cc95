"""The first report's numbers of the accounts, bound as a person binds them who reads the text (checked by hand)."""

from __future__ import annotations

from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import Report

# line | printed | unit | measure | subject | year | phase | direction | base
GOLD = """\
367|2023|year|fiscal-year||2023|||period
367|173.61|万元|revenue-and-expenditure-total||2023|executed||
367|2022|year|fiscal-year||2022|||comparison
367|25.64|万元|revenue-and-expenditure-total:change-amount||2023|executed|decrease|prior
367|12.87|%|revenue-and-expenditure-total:change-rate||2023|executed|decrease|prior
376|2023|year|fiscal-year||2023|||period
376|173.61|万元|revenue-for-year||2023|executed||
376|2022|year|fiscal-year||2022|||comparison
376|25.64|万元|revenue-for-year:change-amount||2023|executed|decrease|prior
376|12.87|%|revenue-for-year:change-rate||2023|executed|decrease|prior
378|173.61|万元|fiscal-appropriation-revenue||2023|executed||
378|100|%|fiscal-appropriation-revenue:share||2023|executed||revenue-for-year
387|2023|year|fiscal-year||2023|||period
387|173.61|万元|expenditure-for-year||2023|executed||
387|2022|year|fiscal-year||2022|||comparison
387|25.64|万元|revenue-for-year:change-amount||2023|executed|decrease|prior
387|12.87|%|revenue-for-year:change-rate||2023|executed|decrease|prior
389|162.61|万元|basic-expenditure||2023|executed||
389|93.66|%|basic-expenditure:share||2023|executed||expenditure-for-year
389|11|万元|project-expenditure||2023|executed||
389|6.34|%|project-expenditure:share||2023|executed||expenditure-for-year
398|2023|year|fiscal-year||2023|||period
398|173.61|万元|fiscal-appropriation-total||2023|executed||
398|2022|year|fiscal-year||2022|||comparison
398|25.64|万元|fiscal-appropriation-total:change-amount||2023|executed|decrease|prior
398|12.87|%|fiscal-appropriation-total:change-rate||2023|executed|decrease|prior
400|2023|year|fiscal-year||2023|||period
400|173.61|万元|general-public-budget-revenue||2023|executed||
400|2022|year|fiscal-year||2022|||comparison
400|25.64|万元|general-public-budget-revenue:change-amount||2023|executed|decrease|prior
410|2023|year|fiscal-year||2023|||period
410|173.61|万元|general-public-budget-expenditure||2023|executed||
410|100|%|general-public-budget-expenditure:share||2023|executed||expenditure-for-year
410|2022|year|fiscal-year||2022|||comparison
410|25.64|万元|general-public-budget-expenditure:change-amount||2023|executed|decrease|prior
410|12.87|%|general-public-budget-expenditure:change-rate||2023|executed|decrease|prior
414|2023|year|fiscal-year||2023|||period
414|173.61|万元|general-public-budget-expenditure||2023|executed||
416|132.37|万元|general-public-budget-expenditure|一般公共服务(类)支出|2023|executed||
416|76.25|%|general-public-budget-expenditure:share|一般公共服务(类)支出|2023|executed||general-public-budget-expenditure
418|15.52|万元|general-public-budget-expenditure|社会保障和就业(类)支出|2023|executed||
418|8.94|%|general-public-budget-expenditure:share|社会保障和就业(类)支出|2023|executed||general-public-budget-expenditure
422|8.52|万元|general-public-budget-expenditure|卫生健康支出(类)支出|2023|executed||
422|4.91|%|general-public-budget-expenditure:share|卫生健康支出(类)支出|2023|executed||general-public-budget-expenditure
424|17.2|万元|general-public-budget-expenditure|住房保障支出(类)支出|2023|executed||
424|9.91|%|general-public-budget-expenditure:share|住房保障支出(类)支出|2023|executed||general-public-budget-expenditure
428|2023|year|fiscal-year||2023|||period
428|223.24|万元|general-public-budget-expenditure||2023|approved||
428|173.61|万元|general-public-budget-expenditure||2023|executed||
428|77.77|%|general-public-budget-expenditure:completion-rate||2023|executed||approved
428|162.61|万元|general-public-budget-basic-expenditure||2023|executed||
428|11|万元|general-public-budget-project-expenditure||2023|executed||
430|113.21|万元|general-public-budget-expenditure|一般公共服务支出(类)网信事务(款)事业运行(项)|2023|approved||
430|96.31|万元|general-public-budget-expenditure|一般公共服务支出(类)网信事务(款)事业运行(项)|2023|executed|less|approved
430|85.07|%|general-public-budget-expenditure:completion-rate|一般公共服务支出(类)网信事务(款)事业运行(项)|2023|executed||approved
432|15.52|万元|general-public-budget-expenditure|社会保障和就业支出(类)行政事业单位养老支出(款)机关事业单位基本养老保险缴费支出(项)|2023|approved||
432|15.52|万元|general-public-budget-expenditure|社会保障和就业支出(类)行政事业单位养老支出(款)机关事业单位基本养老保险缴费支出(项)|2023|executed||
432|100|%|general-public-budget-expenditure:completion-rate|社会保障和就业支出(类)行政事业单位养老支出(款)机关事业单位基本养老保险缴费支出(项)|2023|executed||approved
434|11.44|万元|general-public-budget-expenditure|卫生健康支出(类)行政事业单位医疗(款)事业单位医疗(项)|2023|approved||
434|8.52|万元|general-public-budget-expenditure|卫生健康支出(类)行政事业单位医疗(款)事业单位医疗(项)|2023|executed||
434|74.48|%|general-public-budget-expenditure:completion-rate|卫生健康支出(类)行政事业单位医疗(款)事业单位医疗(项)|2023|executed||approved
436|15.79|万元|general-public-budget-expenditure|住房保障支出(类)住房改革支出(款)住房公积金(项)|2023|approved||
436|15.79|万元|general-public-budget-expenditure|住房保障支出(类)住房改革支出(款)住房公积金(项)|2023|executed||
436|100|%|general-public-budget-expenditure:completion-rate|住房保障支出(类)住房改革支出(款)住房公积金(项)|2023|executed||approved
440|3.17|万元|general-public-budget-expenditure|住房保障支出(类)住房改革支出(款)提租补贴(项)|2023|approved||
440|1.41|万元|general-public-budget-expenditure|住房保障支出(类)住房改革支出(款)提租补贴(项)|2023|executed||
440|44.48|%|general-public-budget-expenditure:completion-rate|住房保障支出(类)住房改革支出(款)提租补贴(项)|2023|executed||approved
444|2023|year|fiscal-year||2023|||period
444|162.61|万元|general-public-budget-basic-expenditure||2023|executed||
446|153.88|万元|personnel||2023|executed||
448|8.72|万元|non-personnel||2023|executed||
472|2022|year|fiscal-year||2022|||period
472|11|万元|running-costs||2022|prior||
486|2023|year|fiscal-year||2023|||period
486|1|个|performance-projects||2023|executed||
486|11|万元|performance-amount||2023|executed||
486|100|%|performance-amount:share||2023|executed||general-public-budget-project-expenditure
490|1|个|performance-units||2023|executed||
490|11|万元|performance-unit-amount||2023|executed||
494|2023|year|fiscal-year||2023|||period
494|1|个|performance-projects-level-1||2023|executed||
496|11|万元|performance-project-amount||2023|adjusted||
496|11|万元|performance-project-amount||2023|executed||
496|100|%|performance-project-amount:completion-rate||2023|executed||adjusted
"""


@pytest.fixture(scope="module")
def report(root: Path) -> Report:
    return recognise(parse(root / "data/sources/420116-data-resource-center/2023/report.txt"))


def test_the_account_chapters_are_bound_as_read_by_hand(report: Report) -> None:
    read = [
        "|".join(
            str(part if part is not None else "")
            for part in (
                c.place.line,
                c.printed,
                c.unit,
                c.measure,
                c.subject,
                c.fiscal_year,
                c.phase,
                c.direction,
                c.base,
            )
        )
        for c in report.claims
        if c.section_id.startswith("3.")
    ]
    assert read == GOLD.splitlines()


def test_every_claim_stands_in_its_sentence_and_on_its_line(report: Report) -> None:
    lines = {line.place.line: line.text for line in report.lines}
    for claim in report.claims:
        assert claim.printed in claim.sentence
        assert claim.printed.replace(" ", "") in lines[claim.place.line].replace(" ", ""), claim


def test_ids_count_up_in_reading_order(report: Report) -> None:
    assert [c.claim_id for c in report.claims] == [f"c{i:04}" for i in range(1, len(report.claims) + 1)]
    places = [c.place.line or 0 for c in report.claims]
    assert places == sorted(places)


def test_what_the_forms_do_not_tell_stays_unbound(report: Report) -> None:
    unbound = [(c.printed, c.unit) for c in report.claims if not c.measure]
    assert unbound == [("16", "个"), ("6", "万元")]  # departments in a list; a sum of the key work


def test_execution_of_the_five_items_and_the_break_between_heading_and_figures(report: Report) -> None:
    read = {row.name: row for row in report.budget_execution if row.level != "total"}
    assert list(read) == ["事业运行", "机关事业单位基本养老保险缴费支出", "事业单位医疗", "住房公积金", "提租补贴"]
    assert [str(read["事业运行"].approved), str(read["事业运行"].final)] == ["113.21", "96.31"]
    assert read["事业运行"].reason == "部分项目已完结"
    late = read["提租补贴"]
    assert late.path == "住房保障支出/住房改革支出/提租补贴"
    assert [str(late.approved), str(late.final), str(late.completion_rate)] == ["3.17", "1.41", "44.48"]


def test_disclosures(report: Report) -> None:
    by_key = {d.key: d for d in report.disclosures}
    costs = by_key["running-costs"]
    assert (str(costs.value), costs.unit, costs.fiscal_year, costs.state) == ("11", "万元", 2022, "value")
    assert {key for key, d in by_key.items() if d.state == "none"} == {
        "government-fund", "state-capital", "three-public-total", "overseas-visits", "vehicles", "procurement", "state-assets",
    }  # fmt: skip
    assert str(by_key["performance-projects"].value) == "1"
    assert len(by_key) == len(report.disclosures)
