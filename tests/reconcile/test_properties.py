"""Invented accounts that add up, however they are rounded and told, never give a difference; one wrong number does."""

import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from build_site.model import Finding, Outcome
from build_site.reconcile.tables import Tables, read
from tests.factory.accounts import Accounts
from tests.factory.invent import random_accounts
from tests.reconcile.made import OF_FORMS, Package, check, findings, invented, told

QUICK = settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])


def accounts(unit: str) -> st.SearchStrategy[Accounts]:
    """In 元 every printed number is exact; in 万元 each is rounded on its own, as a real report does."""
    return st.builds(
        random_accounts, st.integers(0, 2**32 - 1), items=st.integers(1, 6), unit=st.just(unit), year=st.just(2023)
    )


def audited(package: Package) -> Mapping[str, Finding]:
    with tempfile.TemporaryDirectory() as folder:
        return findings(package, Path(folder))


def wrong(found: Iterable[Finding], *outcomes: Outcome) -> dict[str, str]:
    return {f.finding_id: f.message_zh for f in found if f.outcome in outcomes}


# --- The forms ----------------------------------------------------------------------------------------------------


@QUICK
@given(accounts("元"))
def test_accounts_kept_in_printed_digits_agree_exactly(made: Accounts) -> None:
    found = audited(invented(made)).values()
    assert wrong(found, Outcome.DIFFERS, Outcome.ROUNDING, Outcome.NOT_CHECKABLE) == {}
    assert {f.rule_id for f in found} == OF_FORMS


@QUICK
@given(accounts("万元"))
def test_accounts_kept_in_yuan_and_printed_rounded_never_differ(made: Accounts) -> None:
    assert wrong(audited(invented(made)).values(), Outcome.DIFFERS, Outcome.NOT_CHECKABLE) == {}


@QUICK
@given(accounts("元"), st.data())
def test_an_error_beyond_the_envelope_is_found(made: Accounts, data: st.DataObject) -> None:
    package = invented(made)
    amounts = package.amounts()
    exact = [f for f in audited(package).values() if f.outcome is Outcome.EXACT]
    cell = data.draw(st.sampled_from(sorted({c for f in exact for c in f.terms.split()} & set(amounts))))
    # more than the widest envelope of the checks that the cell enters, and above what ≤ rules leave free
    size = max(f.envelope for f in exact if f.envelope is not None and cell in f.terms.split())
    changed = package.set(cell, format(amounts[cell] + size + Decimal("1E12"), "f"))
    assert wrong(audited(changed).values(), Outcome.DIFFERS), cell


# --- The narrative ------------------------------------------------------------------------------------------------


def trimmed(text: str) -> str:
    """As some provinces print: 11万元 for 11.00万元."""
    return re.sub(r"(\.\d*?)0+(?=万元|元|%)", lambda zeros: zeros[1].rstrip("."), text)


STYLES = pytest.mark.parametrize("style", [str, trimmed])


def tables_of(made: Accounts) -> Tables:
    with tempfile.TemporaryDirectory() as folder:
        return read(invented(made).write(Path(folder) / "package"))


@STYLES
@QUICK
@given(made=st.one_of(accounts("元"), accounts("万元")))
def test_a_consistent_narrative_never_differs(style: Callable[[str], str], made: Accounts) -> None:
    said = told(made, style)
    assert all(row["measure"] for row in said)
    found, _ = check(tables_of(made), said)
    assert wrong(found, Outcome.DIFFERS) == {}
    assert len({f.finding_id for f in found}) == len(found)


@STYLES
@QUICK
@given(made=accounts("万元"), data=st.data())
def test_an_altered_amount_is_found(style: Callable[[str], str], made: Accounts, data: st.DataObject) -> None:
    tables, said = tables_of(made), told(made, style)
    _, matched = check(tables, said)
    row = data.draw(st.sampled_from([row for row in said if row["claim_id"] in matched and row["value"]]))
    cents = data.draw(st.integers(3, 10**6).filter(lambda n: n % 100))  # whole yuan in 万元 would print fewer digits
    altered = str(Decimal(row["value"]) + Decimal(cents).scaleb(-2))
    changed = [{**r, "value": altered, "printed": altered} if r is row else r for r in said]
    assert f"N-AMOUNT:{row['claim_id']}" in wrong(check(tables, changed)[0], Outcome.DIFFERS)


@QUICK
@given(accounts("万元"), st.data())
def test_a_reversed_word_is_found(made: Accounts, data: st.DataObject) -> None:
    tables, said = tables_of(made), told(made)
    opposite = {"increase": "decrease", "decrease": "increase", "less": "greater", "greater": "less"}
    known = {f.left_claim for f in check(tables, said)[0] if f.rule_id == "L-DIRECTION"}
    worded = [row for row in said if row["claim_id"] in known and row["direction"] in opposite]
    assume(worded)
    row = data.draw(st.sampled_from(worded))
    changed = [{**r, "direction": opposite[r["direction"]]} if r is row else r for r in said]
    assert f"L-DIRECTION:{row['claim_id']}" in wrong(check(tables, changed)[0], Outcome.DIFFERS)
