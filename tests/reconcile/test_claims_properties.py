"""Narratives written from made accounts: consistent ones never differ, an altered number is found."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from build_site.model import Finding, Outcome
from build_site.reconcile.tables import Tables, read
from tests.reconcile.exact import Exact
from tests.reconcile.made import check
from tests.reconcile.narrator import HUBEI, SHANGHAI, Style, claims, package, record
from tests.reconcile.test_properties import exact_accounts

QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
STYLES = pytest.mark.parametrize("style", [HUBEI, SHANGHAI], ids=["hubei", "shanghai"])


def tables_of(exact: Exact) -> Tables:
    with tempfile.TemporaryDirectory() as folder:
        return read(package(exact).write(Path(folder) / "package"))


def differing(found: list[Finding]) -> dict[str, str]:
    return {f.finding_id: f.message_zh for f in found if f.outcome is Outcome.DIFFERS}


@STYLES
@QUICK
@given(st.one_of(exact_accounts(places=2), exact_accounts(places=4)))
def test_a_consistent_narrative_never_differs(style: Style, exact: Exact) -> None:
    said = [record(claim) for claim in claims(exact, style)]
    assert all(row["measure"] for row in said)
    found, _ = check(tables_of(exact), said)
    assert differing(found) == {}
    assert len({f.finding_id for f in found}) == len(found)


@STYLES
@QUICK
@given(exact_accounts(places=2), st.data())
def test_an_altered_amount_is_found(style: Style, exact: Exact, data: st.DataObject) -> None:
    tables = tables_of(exact)
    said = [record(claim) for claim in claims(exact, style)]
    _, matched = check(tables, said)
    stated = [row for row in said if row["claim_id"] in matched and row["value"]]
    assume(stated)
    row = data.draw(st.sampled_from(stated))
    cents = data.draw(st.integers(3, 10**6).filter(lambda n: n % 100))  # whole yuan in 万元 would print fewer digits
    altered = str(Decimal(row["value"]) + Decimal(cents).scaleb(-2))
    changed = [{**r, "value": altered, "printed": altered} if r is row else r for r in said]
    assert f"N-AMOUNT:{row['claim_id']}" in differing(check(tables, changed)[0])


@QUICK
@given(exact_accounts(places=2).filter(lambda exact: bool(exact.items["general-public-budget"])), st.data())
def test_a_reversed_word_is_found(exact: Exact, data: st.DataObject) -> None:
    tables = tables_of(exact)
    said = [record(claim) for claim in claims(exact, SHANGHAI)]
    opposite = {"increase": "decrease", "decrease": "increase", "less": "greater", "greater": "less"}
    known = {f.left_cell for f in check(tables, said)[0] if f.rule_id == "L-DIRECTION"}
    worded = [row for row in said if row["claim_id"] in known and row["direction"] in opposite]
    assume(worded)
    row = data.draw(st.sampled_from(worded))
    changed = [{**r, "direction": opposite[r["direction"]]} if r is row else r for r in said]
    assert f"L-DIRECTION:{row['claim_id']}" in differing(check(tables, changed)[0])
