"""The cells that rulings enclose: our faster search finds what pdfplumber's own finds."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pdfplumber.table import TableFinder, intersections_to_cells

from build_site.extract.parse.pdf.finder import _cells, _edge
from build_site.extract.parse.pdf.page import Ruling
from build_site.extract.parse.pdf.rulings import merge

_STEPS = st.integers(0, 8).map(lambda step: 40.0 + 30 * step)
_RULINGS = st.builds(
    lambda vertical, at, ends: Ruling(vertical, at, min(ends), max(ends)),
    st.booleans(),
    _STEPS,
    st.tuples(_STEPS, _STEPS).filter(lambda ends: ends[0] != ends[1]),
)


@settings(max_examples=300)
@given(st.lists(_RULINGS, min_size=4, max_size=40))
def test_cells_are_those_that_pdfplumber_finds(rulings: list[Ruling]) -> None:
    page: Any = SimpleNamespace(edges=[_edge(ruling) for ruling in merge(rulings)], chars=[])
    crossings = TableFinder(page).intersections
    assert _cells(crossings) == intersections_to_cells(crossings)
