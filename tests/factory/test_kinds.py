"""Every kind of report that readers fail on is read right or told, never wrong in silence; bench/reading.py draws thousands."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import InputError, Report
from tests.factory import text
from tests.factory.accounts import Accounts
from tests.factory.invent import random_accounts
from tests.factory.kinds import KINDS, allowed, draw, outcome, undoubted
from tests.factory.layouts import Layout
from tests.factory.variants import combination

FULL = random_accounts(1045, items=3)


HEADED_OTHERWISE = "two columns under one head"  # where one of them is blank, the other is what its head says


def _check(name: str, accounts: Accounts, layout: Layout, seed: int, path: Path) -> None:
    printed = draw(KINDS[name], accounts, layout, random.Random(seed))  # noqa: S311 - no secret is made here
    text.write(printed, path)
    read: Report | InputError
    try:
        read = recognise(parse(path))
    except InputError as error:
        read = error
    found, wrong = outcome(read, printed)
    assert allowed(KINDS[name], found), (found, wrong[:3])
    if isinstance(read, Report) and name != HEADED_OTHERWISE:
        assert not undoubted(read, printed)  # what is told is no finding against the report


@pytest.mark.parametrize("name", KINDS)
def test_kind(name: str, tmp_path: Path) -> None:
    _check(name, FULL, Layout(), 0, tmp_path / "report.txt")


@pytest.mark.parametrize("seed", range(12))
def test_kind_in_a_random_layout(seed: int, tmp_path: Path) -> None:
    free = [name for name, kind in KINDS.items() if kind.expect == "right" and not kind.layout]
    _check(free[seed * 5 % len(free)], FULL, combination(seed)[0], seed, tmp_path / "report.txt")
