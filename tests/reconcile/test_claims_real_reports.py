"""What a careful reader objects to in real reports, found on their packages; and nothing else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from build_site import package
from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import Department, Finding, Outcome, Registration
from build_site.reconcile import audit

SLUG = "420116-made"
NARRATIVE = ("N-", "L-", "V-", "X-RUNCOST", "X-PROC")


def audited(source: Path, folder: Path) -> tuple[list[Finding], dict[str, str]]:
    report = recognise(parse(source))
    registration = Registration(SLUG, report.fiscal_year, report.title, report.department, "420116", "", "", "", "", "")
    folder.mkdir()
    package.write(report, registration, Department(SLUG, report.department, "", "420116", "", ""), folder)
    found = audit(folder)
    return [f for f in found.findings if f.rule_id.startswith(NARRATIVE)], dict(found.matched)


def objections(found: list[Finding]) -> list[tuple[str, str, str]]:
    """Rule, number of the text, and the other side of what differs."""
    return [
        (f.rule_id, str(f.left_value or ""), str(f.right_value or "")) for f in found if f.outcome is Outcome.DIFFERS
    ]


@pytest.fixture(scope="module")
def first(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Finding], dict[str, str]]:
    source = root / "data/sources/420116-data-resource-center/2023/report.txt"
    return audited(source, tmp_path_factory.mktemp("first") / "package")


def test_the_first_report_as_a_sharp_reader_sees_it(first: tuple[list[Finding], dict[str, str]]) -> None:
    found, _ = first
    listed = [
        o for o in objections(found) if o[0] not in ("N-ITEMS", "L-SUBJECT", "L-REASON-SIGN", "N-GLOSSARY", "N-NAMED")
    ]
    assert sorted(listed) == [
        ("N-AMOUNT", "96.31", "132.37"),  # the final amount of 事业运行 in its paragraph
        ("N-PARTS", "1361656", "1360956"),  # inhabitants: settled, floating and absent ones
        ("N-PARTS", "173.61", "137.55"),  # items against their total, for the same 36.06
        ("N-PARTS", "223.24", "159.13"),  # the items' budgets against the whole budget
        ("N-YEAR", "2022", "2023"),  # running costs of "2022"
        ("V-PROJECT", "11", "0.4"),  # project money in text and annex
        ("V-WHOLE", "11", "173.61"),  # "整体支出" evaluated with the projects' money
        ("X-RUNCOST", "11", "8.72"),
    ]
    words = {f.rule_id: f.message_zh for f in found if f.outcome is Outcome.DIFFERS}
    assert "收入合计减少25.64万元" in words["L-SUBJECT"]  # in the section on expenditure
    assert "增加主要原因" in words["L-REASON-SIGN"]  # after a decrease
    items = {f.left_cell.split("/")[0]: 0 for f in found if f.rule_id == "N-ITEMS" and f.outcome is Outcome.DIFFERS}
    assert set(items) == {"basic-expenditure"}
    assert sum(f.rule_id == "N-ITEMS" and f.outcome is Outcome.DIFFERS for f in found) == 8


def test_printed_rates_of_the_first_report_that_are_right_are_exact(
    first: tuple[list[Finding], dict[str, str]],
) -> None:
    found, matched = first
    rates = Counter(
        (f.rule_id, f.outcome) for f in found if f.rule_id in ("N-SHARE", "N-COMPLETION", "N-CHANGE") and f.difference is not None
    )  # fmt: skip
    assert {outcome for _, outcome in rates} == {Outcome.EXACT}
    (whole,) = [f for f in found if f.rule_id == "N-SHARE-SUM" and str(f.left_value) == "100.01"]
    assert whole.outcome is Outcome.ROUNDING  # four shares add up to 100.01
    assert rates["N-SHARE", Outcome.EXACT] == 9
    assert rates["N-COMPLETION", Outcome.EXACT] == 7
    assert rates["N-CHANGE", Outcome.EXACT] == 5
    assert len(matched) == 25


def test_each_bound_number_has_its_finding(first: tuple[list[Finding], dict[str, str]]) -> None:
    found, _ = first
    claims = [f.left_claim for f in found if f.rule_id in ("N-AMOUNT", "N-SHARE", "N-COMPLETION", "N-CHANGE")]
    assert len(claims) == len(set(claims)) == 63
    assert all(f.message_zh and f.message_en for f in found)
    assert all(f.place.line for f in found if f.left_claim in claims)


@pytest.fixture(scope="module")
def reports(root: Path) -> Path:
    folder = root.parent / "shared" / "reports"
    if not folder.is_dir():
        pytest.skip("the real reports are not beside the repository (../shared/reports)")
    return folder


def test_planted_errors(reports: Path, tmp_path: Path) -> None:
    found, _ = audited(reports / "310107-finance-bureau-2024-planted-errors.pdf", tmp_path / "package")
    listed = objections(found)
    assert ("N-AMOUNT", "", "2995.39") in [(r, left if left != "0" else "", right) for r, left, right in listed]
    assert [left for rule, left, _ in listed if rule == "L-DIRECTION"] == ["1511.89", "80.38", "60.99"]
    assert [right for rule, _, right in listed if rule == "N-YEAR"] == ["2024"]
