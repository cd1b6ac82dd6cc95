"""From rulings to the cells they enclose: pdfplumber's TableFinder, fed with pdfium's rulings."""

from __future__ import annotations

import importlib.util
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from types import ModuleType, SimpleNamespace
from typing import Any

from build_site.extract.parse.pdf.page import Ruling
from build_site.extract.parse.pdf.rulings import NEAR
from build_site.model import Box

_MOST_CROSSINGS = 5_000  # of rulings on one page: beyond, it is a drawing, and would take minutes


def cell_groups(rulings: list[Ruling]) -> list[list[Box]]:
    """The cells of each table, as boxes; a box that stands alone is a group of its own."""
    across = [ruling for ruling in rulings if not ruling.vertical]
    down = [ruling for ruling in rulings if ruling.vertical]
    if len(across) < 2 or not down or len(across) * len(down) > 100 * _MOST_CROSSINGS:
        return []
    down = down + _open_sides(across, down)
    if len(across) * len(down) > _MOST_CROSSINGS and _crossings(across, down) > _MOST_CROSSINGS:
        return []
    page = SimpleNamespace(edges=[_edge(ruling) for ruling in across + down], chars=[])
    finder = _table_finder()(page)
    groups = [list(table.cells) for table in finder.tables]
    grouped = {cell for group in groups for cell in group}
    return groups + [[cell] for cell in finder.cells if cell not in grouped]


def _crossings(across: list[Ruling], down: list[Ruling]) -> int:
    return sum(
        h.start - NEAR <= v.at <= h.end + NEAR and v.start - NEAR <= h.at <= v.end + NEAR for h in across for v in down
    )


@cache
def _table_finder() -> Any:
    """pdfplumber's TableFinder with its slowest step, the search for cells, done by `_cells`."""
    table = _table_module()

    class Finder(table.TableFinder):  # type: ignore[misc, name-defined]
        def __init__(self, page: Any) -> None:
            self.page = page
            self.settings = table.TableSettings(edge_min_length_prefilter=0)
            self.edges = self.get_edges()
            self.intersections = table.edges_to_intersections(self.edges, NEAR, NEAR)
            self.cells = _cells(self.intersections)
            self.tables = [table.Table(page, group) for group in table.cells_to_tables(self.cells)]

    return Finder


def _table_module() -> Any:
    """pdfplumber.table without the rest of pdfplumber, whose import takes as long as reading ten pages.

    The package is stood in for while its module is loaded, and left for others to import whole."""
    if "pdfplumber" not in sys.modules:
        found = importlib.util.find_spec("pdfplumber")
        package = ModuleType("pdfplumber")
        package.__path__ = list(found.submodule_search_locations or ()) if found else []
        sys.modules["pdfplumber"] = package
        try:
            return importlib.import_module("pdfplumber.table")
        finally:
            del sys.modules["pdfplumber"]
    return importlib.import_module("pdfplumber.table")


def _cells(crossings: dict[tuple[float, float], dict[str, list[dict[str, Any]]]]) -> list[Box]:
    """The smallest cell that hangs from each crossing: what pdfplumber's intersections_to_cells finds, much faster."""
    down = {point: set(map(id, edges["v"])) for point, edges in crossings.items()}
    across = {point: set(map(id, edges["h"])) for point, edges in crossings.items()}
    by_column, by_row = defaultdict(list), defaultdict(list)
    for x, y in sorted(crossings):
        by_column[x].append(y)
        by_row[y].append(x)

    def cell(x: float, y: float) -> Box | None:
        here, column, row = (x, y), by_column[x], by_row[y]
        rights = [right for right in row[bisect_right(row, x) :] if not across[here].isdisjoint(across[right, y])]
        for below in column[bisect_right(column, y) :] if rights else ():
            if down[here].isdisjoint(down[x, below]):
                continue
            for right in rights:
                corner = right, below
                if (
                    corner in crossings
                    and not down[corner].isdisjoint(down[right, y])
                    and not across[corner].isdisjoint(across[x, below])
                ):
                    return x, y, right, below
        return None

    return [found for x, y in sorted(crossings) if (found := cell(x, y))]


def _edge(ruling: Ruling) -> dict[str, Any]:
    """A ruling as pdfplumber's edge."""
    x0, x1, top, bottom = ruling.at, ruling.at, ruling.start, ruling.end
    if not ruling.vertical:
        x0, x1, top, bottom = ruling.start, ruling.end, ruling.at, ruling.at
    sides = {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0, "height": bottom - top}
    return {**sides, "orientation": "v" if ruling.vertical else "h"}


def _open_sides(across: list[Ruling], down: list[Ruling]) -> list[Ruling]:
    """Sides of tables printed without them (左右不封口): drawn where rows end without a vertical ruling.

    A pair of horizontal rulings bounds a row of a table if some vertical ruling runs from one to the other."""
    sides: list[Ruling] = []
    for end in (0, 1):
        for group in _aligned(across, end):
            at = (group[0].start, group[0].end)[end]
            top: float | None = None
            for above, below in pairwise(group):
                if not _is_open(above, below, at, down):  # also what lies between two tables of a page
                    top = None
                    continue
                if top is not None:
                    sides.pop()
                top = above.at if top is None else top
                sides.append(Ruling(True, at, top, below.at))
    return sides


def _aligned(across: list[Ruling], end: int) -> Iterable[list[Ruling]]:
    """Horizontal rulings in groups that begin (end 0) or stop (end 1) at the same x, each top to bottom."""
    group: list[Ruling] = []
    for ruling in sorted(across, key=lambda ruling: (ruling.start, ruling.end)[end]):
        if group and (ruling.start, ruling.end)[end] - (group[-1].start, group[-1].end)[end] > NEAR:
            yield sorted(group, key=lambda ruling: ruling.at)
            group = []
        group.append(ruling)
    yield sorted(group, key=lambda ruling: ruling.at)


def _is_open(above: Ruling, below: Ruling, at: float, down: list[Ruling]) -> bool:
    spanning = [ruling.at for ruling in down if ruling.start <= above.at + NEAR and ruling.end >= below.at - NEAR]
    if any(abs(x - at) <= 2 * NEAR for x in spanning):
        return False
    left, right = max(above.start, below.start), min(above.end, below.end)
    return any(left + NEAR < x < right - NEAR for x in spanning)
