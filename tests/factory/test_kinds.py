"""Every kind of report that readers fail on is read right or told, never wrong in silence; bench/reading.py draws thousands."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.reading import one
from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import Form, InputError, Report
from tests.factory import chromium_pdf, reportlab_pdf, text
from tests.factory.accounts import Accounts, brief
from tests.factory.drawing import Drawing
from tests.factory.invent import random_accounts
from tests.factory.kinds import DRAWN, KINDS, Kind, allowed, draw, outcome, undoubted
from tests.factory.kinds.kind import PLAIN, indexes, replaced
from tests.factory.layouts import Layout
from tests.factory.printed import Printed, Table
from tests.factory.variants import combination

if TYPE_CHECKING:
    from playwright.sync_api import Page

FULL = random_accounts(1045, items=3)


HEADED_OTHERWISE = "two columns under one head"  # where one of them is blank, the other is what its head says


def held(name: str, kind: Kind, printed: Printed, path: Path) -> Report | InputError:
    """The reading of the report at this path, against what is printed."""
    read: Report | InputError
    try:
        read = recognise(parse(path))
    except InputError as error:
        read = error
    found, wrong = outcome(read, printed)
    assert allowed(kind, found), (found, wrong[:3])
    if isinstance(read, Report) and name != HEADED_OTHERWISE:
        assert not undoubted(read, printed)  # what is told is no finding against the report
        assert kind.expect != "right" or not any("没有印单位" in notice.text.zh for notice in read.notices)
    return read


def checked(name: str, layout: Layout, seed: int, path: Path, source: Accounts = FULL) -> Report | InputError:
    printed = draw(KINDS[name], source, layout, random.Random(seed))  # noqa: S311 - no secret is made here
    text.write(printed, path)
    return held(name, KINDS[name], printed, path)


TOLD = [name for name, kind in KINDS.items() if kind.expect == "told"]
"""Their audits are looked at too, in tests/reconcile/test_doubt.py."""


@pytest.mark.parametrize("name", [name for name in KINDS if name not in TOLD])
def test_kind(name: str, tmp_path: Path) -> None:
    checked(name, Layout(), 0, tmp_path / "report.txt", brief(FULL))


@pytest.mark.parametrize("seed", range(12))
def test_kind_in_a_random_layout(seed: int, tmp_path: Path) -> None:
    free = [name for name, kind in KINDS.items() if kind.expect == "right" and not kind.layout]
    checked(free[seed * 5 % len(free)], combination(seed)[0], seed, tmp_path / "report.txt")


FEW = brief(FULL, passages=3)
SOME = Layout(
    missing=frozenset(
        {Form.REVENUE, Form.GENERAL_PUBLIC_BUDGET, Form.GOVERNMENT_FUND_BUDGET, Form.STATE_CAPITAL_BUDGET}
    )
)
DRAWINGS = (
    Drawing(),
    Drawing(digits="Times-Roman", drop=0.15, table_size=8),
    Drawing(rules="boxes", table_size=7.5),
    Drawing(digits="Helvetica", rules="grey", white_boxes=True),
    Drawing(shaded=True, table_size=8.5, page_rows=14, repeat="heads"),
)


@pytest.mark.parametrize("name", DRAWN)
def test_drawn_kind(name: str, tmp_path: Path, chromium: Page) -> None:
    """By both typesetters; of kinds alike one after another (numbers moved, rules missing), every second by Chromium."""
    kind, at = DRAWN[name], list(DRAWN).index(name)
    printed = draw(kind, FEW, SOME, random.Random(0))  # noqa: S311 - no secret is made here
    plain, other = (DRAWINGS[(at + more) % len(DRAWINGS)] for more in (0, 2))
    reportlab_pdf.write(printed, replace(plain, **kind.drawing), tmp_path / "reportlab.pdf")
    held(name, kind, printed, tmp_path / "reportlab.pdf")
    drawing = replace(other, **kind.drawing)
    if at % 2 or chromium_pdf.document(printed, drawing) == chromium_pdf.document(printed, other):
        return  # Chromium draws nothing of this kind
    chromium_pdf.write(printed, drawing, tmp_path / "chromium.pdf", chromium)
    held(name, kind, printed, tmp_path / "chromium.pdf")


UNRULED = {
    "三公 in pairs": (Layout(three_public="pairs"), Drawing(table_size=6.5)),
    "labels spread over their cells": (Layout(narrow=True), Drawing(spread=True)),
    "names shorter than their head is far": (
        Layout(codes="parts", total="heads", numbers=False, title="both"),
        Drawing(table_size=6.5),
    ),
    "heads on each page": (Layout(), Drawing(page_rows=12, repeat="heads", table_size=6.5)),
    "pages of labels alone": (
        Layout(lines=False, numbers=False, blocks=2),
        Drawing(page_rows=7, digits="Times-Roman", drop=0.3, table_size=6.5),
    ),
    "digits lower than the words beside them": (
        Layout(three_public="list"),
        Drawing(digits="Times-Roman", drop=0.3),
    ),
    "nils at the side of their cells": (
        Layout(nil="0", lines=False, numbers=False),
        Drawing(page_rows=9, table_size=8),
    ),
    "a ground behind the heads, tables one under another": (
        Layout(own_page=False, codes="parts", total="heads", lines=False, numbers=False),
        Drawing(shaded=True),
    ),
    "a ground behind the heads, labels spread": (
        Layout(caption="three", landscape="all"),
        Drawing(shaded=True, spread=True),
    ),
    "amounts over their columns' sides": (Layout(), Drawing(overhang=0.11)),
    "labels of few characters spread over wide cells": (
        Layout(landscape="all"),
        Drawing(spread=True, digits="Helvetica", drop=0.2),
    ),
    "the unit over each title, on each page": (Layout(title="inside", form_number=False), Drawing()),
}


@pytest.mark.parametrize("name", UNRULED)
def test_tables_without_rules_are_read(name: str, tmp_path: Path) -> None:
    layout, drawing = UNRULED[name]
    printed = draw(Kind("right"), FEW, layout, random.Random(0))  # noqa: S311 - no secret is made here
    reportlab_pdf.write(printed, replace(drawing, rules="none"), tmp_path / "report.pdf")
    held(name, Kind("right"), printed, tmp_path / "report.pdf")


@pytest.mark.parametrize(
    ("name", "seed"),
    [
        ("no rule over the last row", 9100),  # a nil's dash above an amount was its minus
        ("no rules in the lower half", 77264),  # “0 0 0 0 0” of five rows was one row's nil, the others' blanks
        ("no rule under the first row", 1707),  # names of two rows without amounts in one cell
        ("no rule between two rows, 三公 as a list", 1705),
        ("sheets on several pages, down first, both again", 91138),  # the next form's title, cut, begins alike
        ("sheets on several pages, over first", 820008),  # heads again on rows' further pages were another form's
        ("sheets on several pages, over first", 830018),  # rows further down, as many, were columns further right
        (
            "sheets on several pages, down first, both again",
            820010,
        ),  # labels again in lines that go on were a second print
    ],
)
def test_what_was_misread_once_is_read_right(name: str, seed: int) -> None:
    assert one((name, seed, 0.05))[2:] == ("right", [])


def test_a_form_whose_columns_of_amounts_stand_on_another_page_is_not_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong: list[str] = []
    monkeypatch.setattr("bench.reading.outcome", lambda r, p: (wrong.extend(undoubted(r, p)), outcome(r, p))[1])
    assert one(("sheets on several pages, down first, titles in the middle", 840003, 1.0))[2] == "told"
    assert wrong == []


def test_a_page_without_amounts_that_is_there_twice_is_told() -> None:
    assert one(("a page of a table twice", 1083, 0.03))[2] == "told"


@pytest.mark.parametrize("first", range(2, 5))
def test_rows_that_a_text_lost_are_told(first: int, tmp_path: Path) -> None:
    printed = draw(Kind("right", layout=PLAIN), FULL, Layout(), random.Random(0))  # noqa: S311 - no secret is made here
    table = printed.blocks[indexes(printed, Form.GENERAL_PUBLIC_BUDGET)[0]]
    assert isinstance(table, Table)
    gone = range(table.heads + first, table.heads + first + 2)
    kept = tuple(c._replace(row=c.row - 2 * (c.row >= gone.stop)) for c in table.cells if c.row not in gone)
    text.write(
        replaced(printed, Form.GENERAL_PUBLIC_BUDGET, replace(table, cells=kept, depth=table.depth - 2)),
        tmp_path / "report.txt",
    )
    held("rows lost", Kind("told"), printed, tmp_path / "report.txt")


def test_one_wrong_amount_is_no_page_that_is_missing(tmp_path: Path) -> None:
    """The office's own mistake at the end of a page stays a finding against its form."""
    form = Form.EXPENDITURE
    rows = tuple(
        entry._replace(amounts={**entry.amounts, "total": entry.amounts["total"] + 100}) if not entry.key else entry
        for entry in FEW.forms[form]
    )
    wrong = replace(FEW, forms={**FEW.forms, form: rows})
    printed = draw(Kind("right"), wrong, Layout(), random.Random(0))  # noqa: S311 - no secret is made here
    reportlab_pdf.write(printed, Drawing(page_rows=8), tmp_path / "report.pdf")
    held("one wrong amount", Kind("right"), printed, tmp_path / "report.pdf")
    assert not any("缺页" in notice.text.zh for notice in recognise(parse(tmp_path / "report.pdf")).notices)
