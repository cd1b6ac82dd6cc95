"""The first report's numbers of the accounts, bound as a person binds them who reads the text (checked by hand)."""

from operator import attrgetter
from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import Report
from tests.houses import ROOT, SOURCE

GOLD = ROOT / "tests/reports/420116-data-resource-center-2023/claims.csv"


told = attrgetter("printed", "unit", "measure", "subject", "fiscal_year", "phase", "direction", "base")


@pytest.fixture(scope="module")
def report(root: Path) -> Report:
    return recognise(parse(root / SOURCE))


def test_the_account_chapters_are_bound_as_read_by_hand(report: Report) -> None:
    read = [
        "|".join("" if part is None else str(part) for part in (c.place.line, *told(c)))
        for c in report.claims
        if c.section_id.startswith("3.")
    ]
    assert read == GOLD.read_text("utf-8").splitlines()[1:]


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
