"""A package as the review page needs it: what is to be looked at, and where each number stands in the source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from build_site.model import Box, Correction, Outcome, Place, State
from build_site.package.read import place_of
from build_site.registers import reasons
from build_site.render.links import anchor
from build_site.render.published import Published, Record

DOUBTS = {key: zh for key, (zh, _) in reasons.DOUBTS.items()} | {"not-read": "印有内容，没有读成数"}
_OPERANDS = frozenset(
    "duplicate-row extraction-doubtful form-missing formula-operand-missing not-read ocr operand-ambiguous "
    "operand-missing part-missing parts-incomplete reading row-unknown".split()
)
SIDES = ("left_claim", "left_cell", "right_claim", "right_cell")
_MARKED = (Outcome.DIFFERS, Outcome.ROUNDING)


@dataclass(frozen=True, slots=True)
class Spot:
    """A number of the report: its id, what is printed, and where."""

    id: str
    printed: str
    place: Place
    box: Box | None = None

    @property
    def line(self) -> str:
        """The id of its line."""
        return line_id(self.place)

    @property
    def page(self) -> str:
        return str(self.place.page or "")

    @property
    def where(self) -> str:
        return self.place.zh or "全文"


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be looked at. kind: differs, not-checkable, doubt. `spots`: the numbers it is about, cells first."""

    kind: str
    words: str
    words_en: str
    finding: str
    place: Spot
    spots: tuple[Spot, ...]


class Reading:
    """One package and the corrections that are registered for it."""

    def __init__(self, published: Published, corrections: Sequence[Correction]) -> None:
        self.published = published
        self.is_text = published.read_by not in ("pdf", "ocr")
        self.corrections = {correction.cell_id: correction for correction in corrections}
        self.cells = published.cells
        self.findings = {row["finding_id"]: row for row in published.table("findings")}

    @cached_property
    def spots(self) -> dict[str, Spot]:
        """Cells and numbers of the narrative by their ids."""
        claims = {row["claim_id"]: row for row in self.published.table("claims")}
        return {name: _spot(name, row) for name, row in {**claims, **self.cells}.items()}

    def of_cell(self, name: str) -> list[Record]:
        """The findings that a cell enters, as the report has them."""
        return [self.findings[each] for each in self._entered.get(name, ())]

    def doubt(self, name: str) -> str:
        """Why the reading of a cell is doubtful; "" where it is not."""
        cell = self.cells[name]
        return cell.get("doubt") or ("not-read" if cell["state"] == State.NOT_READ else "")

    def marks(self, name: str) -> Iterator[str]:
        """What is to be seen of a cell: doubt, corrected; differs and rounding, or the same with -part for a term."""
        if self.doubt(name):
            yield "doubt"
        if name in self.corrections:
            yield "corrected"
        for outcome in _MARKED:
            found = [row for row in self.of_cell(name) if row["outcome"] == outcome]
            if any(name in (row[side] for side in SIDES) for row in found):
                yield str(outcome)
            elif found and self.cells[name]["state"] != State.BLANK:
                yield f"{outcome}-part"

    @cached_property
    def tasks(self) -> list[Task]:
        """Differences, then checks that want an operand, then doubtful cells; each in the report's order."""
        rows = self.findings.values()
        differing = [self._of_finding(row) for row in rows if row["outcome"] == Outcome.DIFFERS]
        unchecked = [
            self._of_finding(row)
            for row in rows
            if row["outcome"] == Outcome.NOT_CHECKABLE and row["reason_code"] in _OPERANDS
        ]
        doubts = [self._of_cell(name) for name in self.cells if self.doubt(name)]
        return [*sorted(differing, key=self._order), *sorted(unchecked, key=self._order), *doubts]

    @cached_property
    def _entered(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in self.findings.values():
            for name in _operands(row):
                found.setdefault(name, []).append(row["finding_id"])
        return found

    def _order(self, task: Task) -> tuple[tuple[int, int], str]:
        return self.published.order(task.place.place), task.finding

    def _of_finding(self, row: Record) -> Task:
        known = [self.spots[name] for name in _operands(row) if name in self.spots]
        spots = sorted((spot for spot in known if spot.printed), key=lambda spot: spot.id not in self.cells)
        place = next(iter(spots), _spot("", row))
        return Task(row["outcome"], row["message_zh"], row["message_en"], row["finding_id"], place, tuple(spots))

    def _of_cell(self, name: str) -> Task:
        why, spot = self.doubt(name), self.spots[name]
        title = self.published.title(self.cells[name]["form"])
        words = f"《{title}》{name} 印出“{spot.printed}”：{DOUBTS.get(why, why)}"
        return Task("doubt", words, f"{name} “{spot.printed}”: {why}", "", spot, (spot,))


def _operands(row: Record) -> list[str]:
    """The cells and numbers that enter a finding, each once, its two sides first."""
    return list(dict.fromkeys(name for name in (*(row[side] for side in SIDES), *row["terms"].split()) if name))


def _spot(name: str, row: Record) -> Spot:
    corners = [row.get(corner, "") for corner in ("x0", "top", "x1", "bottom")]
    x0, top, x1, bottom = (float(corner or 0) for corner in corners)
    box = (x0, top, x1, bottom) if all(corners) else None
    return Spot(name, row.get("printed", ""), place_of(row), box)


def line_id(place: Place) -> str:
    """Of a line or of a sheet's row, as an element's id."""
    return anchor(replace(place, cell=str(place.row)) if place.sheet else place)
