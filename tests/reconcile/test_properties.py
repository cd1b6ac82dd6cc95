"""Consistent accounts, however they are rounded, never give a difference."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from build_site.model import Finding, Outcome
from tests.reconcile.exact import ACCOUNTS, Exact, accounts
from tests.reconcile.made import OF_FORMS, findings

CODES = ("2010101", "2010102", "2010350", "2080505", "2080506", "2101102", "2210201", "2210202", "2299999")
ECONOMIC = (
    "30101",
    "30102",
    "30113",
    "30199",
    "30201",
    "30212",
    "30217",
    "30231",
    "30299",
    "30302",
    "31002",
    "31013",
    "39906",
)
LIMITED = {
    "30212": "overseas-visits",
    "30217": "hospitality",
    "30231": "vehicle-operation",
    "31013": "vehicle-purchase",
}


@st.composite
def exact_accounts(draw: st.DrawFn, places: int) -> Exact:
    """Accounts kept in 10^-places 万元: 2 as printed, 4 whole yuan."""

    def amount(top: int = 2_000) -> st.SearchStrategy[Decimal]:
        return st.integers(0, top * 10**places).map(lambda n: Decimal(n).scaleb(-places))

    def some() -> st.SearchStrategy[Decimal]:
        return st.one_of(st.just(Decimal(0)), amount(3), amount())

    items = {
        account: draw(st.dictionaries(st.sampled_from(CODES), st.tuples(some(), some()), max_size=6))
        for account in ACCOUNTS
    }
    basic = sum((b for b, _ in items["general-public-budget"].values()), Decimal(0))
    economic = draw(split(basic, places))
    extra = st.tuples(*[some() for _ in LIMITED])
    three = {
        item: economic.get(code, Decimal(0)) + more
        for (code, item), more in zip(LIMITED.items(), draw(extra), strict=True)
    }
    balances = st.fixed_dictionaries({account: some() for account in ACCOUNTS})
    opening, closing = draw(balances), draw(balances)
    if not items["government-fund-budget"]:  # a fund without spending has nothing to carry its balances
        opening["government-fund-budget"] = closing["government-fund-budget"] = Decimal(0)
    if not items["state-capital-budget"]:
        opening["state-capital-budget"] = closing["state-capital-budget"] = Decimal(0)
    return Exact(items, economic, draw(some()), opening, closing, three)


@st.composite
def split(draw: st.DrawFn, whole: Decimal, places: int) -> dict[str, Decimal]:
    """The whole, cut at random into economic codes."""
    units = int(whole.scaleb(places))
    codes = draw(st.lists(st.sampled_from(ECONOMIC), unique=True, min_size=1))
    cuts = sorted(draw(st.lists(st.integers(0, units), min_size=len(codes) - 1, max_size=len(codes) - 1)))
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, units], strict=True)]
    return {code: Decimal(part).scaleb(-places) for code, part in zip(codes, parts, strict=True)}


def audited(exact: Exact) -> Mapping[str, Finding]:
    with tempfile.TemporaryDirectory() as folder:
        return findings(accounts(exact), Path(folder))


def wrong(found: Mapping[str, Finding], *outcomes: Outcome) -> list[str]:
    return [f"{f.finding_id}: {f.message_zh}" for f in found.values() if f.outcome in outcomes]


QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(exact_accounts(places=2))
def test_accounts_kept_in_printed_digits_agree_exactly(exact: Exact) -> None:
    found = audited(exact)
    assert wrong(found, Outcome.DIFFERS, Outcome.ROUNDING, Outcome.NOT_CHECKABLE) == []
    assert {f.rule_id for f in found.values()} == OF_FORMS


@QUICK
@given(exact_accounts(places=4))
def test_accounts_kept_in_yuan_and_printed_rounded_never_differ(exact: Exact) -> None:
    assert wrong(audited(exact), Outcome.DIFFERS, Outcome.NOT_CHECKABLE) == []


@QUICK
@given(exact_accounts(places=2), st.data())
def test_an_error_beyond_the_envelope_is_found(exact: Exact, data: st.DataObject) -> None:
    package = accounts(exact)
    amounts = package.amounts()
    with tempfile.TemporaryDirectory() as folder:
        clean = findings(package, Path(folder))
        touched = sorted(
            {c for f in clean.values() if f.outcome is Outcome.EXACT for c in f.terms.split()} & set(amounts)
        )
        if not touched:
            return
        cell = data.draw(st.sampled_from(touched))
        # more than the widest envelope of the checks that the cell enters, and above what ≤ rules leave free
        size = max(f.envelope for f in clean.values() if f.envelope is not None and cell in f.terms.split())
        changed = package.set(cell, format(amounts[cell] + size + Decimal("10000.01"), "f"))
        assert wrong(findings(changed, Path(folder)), Outcome.DIFFERS), cell
