"""What a careful reader objects to in real reports, found on their packages; and nothing else."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import Finding, Outcome
from build_site.reconcile import Audit, audit
from tests.package.made import packaged
from tests.reconcile.made import FIRST

NARRATIVE = ("N-", "L-", "V-", "X-RUNCOST", "X-PROC")


@cache
def first() -> tuple[list[Finding], dict[str, str]]:
    return of_narrative(audit(FIRST))


def of_narrative(found: Audit) -> tuple[list[Finding], dict[str, str]]:
    return [f for f in found.findings if f.rule_id.startswith(NARRATIVE)], dict(found.matched)


def objections(found: list[Finding]) -> list[tuple[str, str, str]]:
    """Rule, number of the text, and the other side of what differs."""
    return [
        (f.rule_id, str(f.left_value or ""), str(f.right_value or "")) for f in found if f.outcome is Outcome.DIFFERS
    ]


def test_printed_rates_of_the_first_report_that_are_right_are_exact() -> None:
    """What differs: tests/reconcile/test_defects.py."""
    found, matched = first()
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


def test_each_bound_number_has_its_finding() -> None:
    found, _ = first()
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
    report = recognise(parse(reports / "310107-finance-bureau-2024-planted-errors.pdf"))
    found, _ = of_narrative(audit(packaged(report, tmp_path / "package")))
    listed = objections(found)
    assert ("N-AMOUNT", "", "2995.39") in [(r, left if left != "0" else "", right) for r, left, right in listed]
    assert [left for rule, left, _ in listed if rule == "L-DIRECTION"] == ["1511.89", "80.38", "60.99"]
    assert [right for rule, _, right in listed if rule == "N-YEAR"] == ["2024"]
