"""The kinds of reports that readers fail on, each as a property of a drawn report: how amounts, codes, units and years are
printed, how tables go on, other places' forms, and defects that cannot be read but must be told.

A kind changes the accounts before they are laid out, or the blocks after; `expect` says what must come of it."""

from collections.abc import Mapping

from tests.factory.kinds import arranged, defects, drawn, printing
from tests.factory.kinds.kind import Kind, allowed, draw, outcome, undoubted

KINDS: Mapping[str, Kind] = {**printing.KINDS, **arranged.KINDS, **defects.KINDS}
DRAWN: Mapping[str, Kind] = drawn.KINDS

__all__ = ["DRAWN", "KINDS", "Kind", "allowed", "draw", "outcome", "undoubted"]
