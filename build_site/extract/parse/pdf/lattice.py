"""From rulings to the cells they enclose, and what text tells where rulings are missing."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from build_site.extract.parse.pdf.page import Ruling, grouped
from build_site.extract.parse.pdf.rulings import NEAR
from build_site.model import Box

_MOST_CROSSINGS = 5_000  # of rulings on one page: beyond, it is a drawing, and would take minutes
_AS_HIGH = 1.2  # times a table's usual row

Point = tuple[float, float]
Crossings = dict[Point, tuple[int, int]]
"""Where rulings meet: a bit for each of the vertical ones, and for each of the horizontal ones."""


def cell_groups(rulings: list[Ruling]) -> list[list[Box]]:
    """The cells of each table, as boxes; a box that stands alone is a group of its own."""
    across = [ruling for ruling in rulings if not ruling.vertical]
    down = [ruling for ruling in rulings if ruling.vertical]
    if not down or len(across) * len(down) > 100 * _MOST_CROSSINGS:
        return []
    across = across + _open_ends(across, down)
    down = down + _open_sides(across, down)
    down = [*down, *_open_rows(across, down)]
    if len(across) < 2:
        return []
    crossings = _crossings(across, down)
    return _grouped(_cells(crossings)) if crossings else []


def _crossings(across: list[Ruling], down: list[Ruling]) -> Crossings:
    """Where rulings meet; nothing for a drawing."""
    found: Crossings = {}
    levels = sorted(range(len(across)), key=lambda index: across[index].at)
    ats = [across[index].at for index in levels]
    for number, (_, x, top, bottom) in enumerate(down):
        for index in levels[bisect_right(ats, top - NEAR) : bisect_right(ats, bottom + NEAR)]:
            _, y, start, end = across[index]
            if start - NEAR <= x <= end + NEAR:
                downs, acrosses = found.get((x, y), (0, 0))
                found[x, y] = downs | 1 << number, acrosses | 1 << index
        if len(found) > _MOST_CROSSINGS:
            return {}
    return found


def _cells(crossings: Crossings) -> list[Box]:
    """The smallest cell that hangs from each crossing."""
    ordered = sorted(crossings)
    by_column, by_row = defaultdict(list), defaultdict(list)
    for x, y in ordered:
        by_column[x].append(y)
        by_row[y].append(x)

    def cell(x: float, y: float) -> Box | None:
        column, row = by_column[x], by_row[y]
        down, across = crossings[x, y]
        rights = row[bisect_right(row, x) :]
        for below in column[bisect_right(column, y) :] if rights else ():
            left_down, left_across = crossings[x, below]
            if not down & left_down:
                continue
            for right in rights:
                opposite = crossings.get((right, below))
                if opposite and left_across & opposite[1]:
                    right_down, right_across = crossings[right, y]
                    if across & right_across and right_down & opposite[0]:
                        return x, y, right, below
        return None

    return [found for x, y in ordered if (found := cell(x, y))]


def _grouped(cells: Sequence[Box]) -> list[list[Box]]:
    """Cells that share a corner belong together. Tables top to bottom, then the cells that stand alone."""
    leader = list(range(len(cells)))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = index = leader[leader[index]]
        return index

    first: dict[Point, int] = {}
    for index, (x0, top, x1, bottom) in enumerate(cells):
        for corner in ((x0, top), (x0, bottom), (x1, top), (x1, bottom)):
            other = first.setdefault(corner, index)
            if leader[other] != leader[index]:
                leader[find(other)] = find(index)
    groups: dict[int, list[Box]] = defaultdict(list)
    for index, cell in enumerate(cells):
        groups[find(index)].append(cell)
    tables = [group for group in groups.values() if len(group) > 1]
    tables.sort(key=lambda group: min((cell[1], cell[0]) for cell in group))
    return tables + [group for group in groups.values() if len(group) == 1]


def _open_ends(across: list[Ruling], down: list[Ruling]) -> list[Ruling]:
    """The closing rules of tables that are cut off without one at a page's end or start: drawn where at least three
    vertical rulings stop together beyond the last horizontal one that they meet."""
    ends: list[Ruling] = []
    for end, sign in ((1, 1), (0, -1)):  # their lower ends, their upper ends
        for group in aligned(down, end):
            if len(group) > 2:
                ends += _closing(group, 2 + end, sign, across)
    return ends


def _closing(group: list[Ruling], end: int, sign: int, across: list[Ruling]) -> Iterable[Ruling]:
    left, right = min(v.at for v in group), max(v.at for v in group)
    level = sum(v[end] for v in group) / len(group)
    met = [h for h in across if h.end > left + NEAR and h.start < right - NEAR]
    if any(abs(h.at - level) <= 2 * NEAR for h in met):
        return
    within = [h for h in met if all(v.start - NEAR <= h.at <= v.end + NEAR for v in group)]
    if within and min(sign * (level - h.at) for h in within) > 2 * NEAR:
        yield Ruling(False, level, left, right)


def _open_sides(across: list[Ruling], down: list[Ruling]) -> list[Ruling]:
    """Sides of tables printed without them (左右不封口): drawn where rows end without a vertical ruling.

    A pair of horizontal rulings bounds a row of a table if some vertical ruling runs from one to the other."""
    sides: list[Ruling] = []
    for end in (0, 1):
        for group in aligned(across, end):
            at = (group[0].start, group[0].end)[end]
            near = [ruling for ruling in down if abs(ruling.at - at) <= 2 * NEAR]
            top: float | None = None
            for above, below in pairwise(group):
                if _spanning(near, above, below) or not _is_open(
                    above, below, at, down
                ):  # also what lies between two tables
                    top = None
                    continue
                if top is not None:
                    sides.pop()
                top = above.at if top is None else top
                sides.append(Ruling(True, at, top, below.at))
    return sides


def _open_rows(across: list[Ruling], down: list[Ruling]) -> Iterator[Ruling]:
    """Both sides of a row that a page shows from a cell's middle (columns go on on other pages): of a table's first or last row,
    or of one between rows of the same columns. It is no higher than others; text between two tables needs more room."""
    for same in aligned(across, 0):
        for group in aligned(same, 1):
            steps = sorted(below.at - above.at for above, below in pairwise(group))
            left, right = group[0].start, group[0].end
            inside = [v for v in down if left - 2 * NEAR <= v.at <= right + 2 * NEAR] if len(steps) > 2 else []
            for above, below in pairwise(group) if inside else ():
                if below.at - above.at > _AS_HIGH * steps[len(steps) // 2] or any(
                    v.start < below.at - NEAR and v.end > above.at + NEAR for v in inside
                ):
                    continue
                over = sorted(v.at for v in inside if abs(v.end - above.at) <= NEAR)
                under = sorted(v.at for v in inside if abs(v.start - below.at) <= NEAR)
                sides = over or under
                if len(sides) > 2 and (not over or not under or _same(over, under)):
                    yield Ruling(True, sides[0] if sides[0] - left <= NEAR else left, above.at, below.at)
                    yield Ruling(True, sides[-1] if right - sides[-1] <= NEAR else right, above.at, below.at)


def _same(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) <= NEAR for a, b in zip(one, other, strict=True))


def aligned(rulings: Iterable[Ruling], end: int) -> Iterator[list[Ruling]]:
    """Parallel rulings in groups that begin (end 0) or stop (end 1) at the same place, each in the order of their lines."""
    ordered = sorted(rulings, key=lambda ruling: ruling[2 + end])
    for group in grouped(ordered, lambda one, other: other[2 + end] - one[2 + end] <= NEAR):
        yield sorted(group, key=lambda ruling: ruling.at)


def _spanning(down: Iterable[Ruling], above: Ruling, below: Ruling) -> list[float]:
    """Where vertical rulings run from one horizontal one to the other."""
    low, high = above.at + NEAR, below.at - NEAR
    return [at for _, at, start, end in down if start <= low and end >= high]


def _is_open(above: Ruling, below: Ruling, at: float, down: list[Ruling]) -> bool:
    spanning = _spanning(down, above, below)
    left, right = max(above.start, below.start), min(above.end, below.end)
    outermost = not any((x < at) if at < right - NEAR else (x > at) for x in spanning)
    reach = NEAR if outermost else -NEAR  # beside a shorter rule, its other end may be all that is closed
    return any(left - reach <= x <= right + reach for x in spanning)
