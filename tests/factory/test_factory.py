"""The factory's own promises: corpora that are the same every time, scans without text, accounts of every kind (that they add up:
tests/reconcile/test_properties.py)."""

from collections import Counter
from itertools import chain
from pathlib import Path

import pypdfium2
import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import Form, Outcome
from build_site.reconcile import audit
from build_site.registers.reports import read_departments, read_reports
from tests.factory import reportlab_pdf, text
from tests.factory.corpus import corpus
from tests.factory.drawing import Drawing, page_breaks, wrap
from tests.factory.invent import random_accounts
from tests.factory.layouts import Layout, lay_out
from tests.factory.raster import scan
from tests.houses import files
from tests.package.made import packaged


def test_seeds_reach_every_kind_of_accounts() -> None:
    drawn = [random_accounts(seed, items=2) for seed in range(60)]
    assert {accounts.unit for accounts in drawn} == {"元", "万元"}
    for form in (Form.GOVERNMENT_FUND_BUDGET, Form.STATE_CAPITAL_BUDGET, Form.THREE_PUBLIC_EXPENSES):
        assert {bool(accounts.forms[form]) for accounts in drawn} == {True, False}
    concepts = Counter(
        entry.key for accounts in drawn for entry in accounts.forms[Form.REVENUE_AND_EXPENDITURE] if entry.amounts
    )
    balances = "non-appropriated-balance-used opening-balance surplus-distribution closing-balance"
    assert {"from-superior-unit", *balances.split()} <= set(concepts)


@pytest.mark.parametrize("seed", range(6))
def test_the_audit_finds_nothing_wrong_with_accounts_that_add_up(seed: int, tmp_path: Path) -> None:
    accounts = random_accounts(seed, items=4)
    source = tmp_path / "report.txt"
    text.write(lay_out(accounts, Layout()), source)
    found = audit(packaged(recognise(parse(source)), tmp_path / "package")).findings
    assert [finding.message_zh for finding in found if finding.outcome is Outcome.DIFFERS] == []
    assert sum(finding.outcome is Outcome.EXACT for finding in found) > 100


def test_a_corpus_is_the_same_every_time_and_registered_whole(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert len(list(corpus(tmp_path / name, 4, seed=2, workers=1 + (name == "two")))) == 4
    assert files(tmp_path / "one") == files(tmp_path / "two")
    read = read_reports(tmp_path / "one/data/reports.csv")
    registrations = read.items
    assert (len(registrations), read.refused) == (4, ())
    departments = read_departments(tmp_path / "one/data/departments.csv")
    assert {r.slug for r in registrations} == {each.slug for each in departments.items}
    assert {Path(r.source_path).suffix for r in registrations} == {".pdf", ".txt"}
    for registration in registrations:
        report = recognise(parse(tmp_path / "one" / registration.source_path))
        assert (report.department, report.fiscal_year) == (registration.department, registration.year)


def test_a_scan_shows_the_same_pages_without_a_character(tmp_path: Path) -> None:
    reportlab_pdf.write(lay_out(random_accounts(1, items=1), Layout()), Drawing(), tmp_path / "report.pdf")
    assert scan(tmp_path / "report.pdf", tmp_path / "scan.pdf", pages=[1, 5], dots=60, turn=0.4) == 2
    scanned = pypdfium2.PdfDocument(tmp_path / "scan.pdf")
    try:
        assert [scanned[n].get_textpage().get_text_bounded() for n in range(len(scanned))] == ["", ""]
        assert scanned[0].get_size() == pytest.approx((595, 842), abs=2)
    finally:
        scanned.close()


def test_every_row_stands_on_one_page() -> None:
    for most in (0, 3):
        pages = page_breaks([20.0] * 30, heads=2, first=100, later=250, most=most)
        assert list(chain.from_iterable(pages)) == list(range(30))
        assert len(pages[0]) == (most or 5)


def test_lines_break_between_characters_but_not_in_numbers_nor_before_a_stop() -> None:
    lines = wrap("支出决算为173.61万元，完成。", 8, len)
    assert lines == ["支出决算为", "173.61万", "元，完成。"]
    assert "".join(lines) == "支出决算为173.61万元，完成。"
