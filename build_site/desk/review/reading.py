"""A package as the review page needs it: what is to be looked at, and where each number stands in the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from build_site.model import Box, Outcome, Registration, State
from build_site.registers.corrections import FIELDS
from build_site.registers.table import read_table
from build_site.render.published import Published, Record

LINES_A_LEAF = 100
"""Lines of a text report that are shown together: what a page is of a PDF."""
_OPERANDS = frozenset(
    "duplicate-row extraction-doubtful form-missing formula-operand-missing not-read ocr operand-ambiguous "
    "operand-missing part-missing parts-incomplete row-unknown second-reading".split()
)
_SHOWN = (Outcome.DIFFERS, Outcome.ROUNDING)


@dataclass(frozen=True, slots=True)
class Spot:
    """A number of the report: its id, what is printed, and where. `leaf` is its page, or a text's portion of lines."""

    id: str
    printed: str
    leaf: int
    page: str
    line: str
    box: Box | None


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be looked at. kind: differs, not-checkable, doubt."""

    kind: str
    words: str
    words_en: str
    at: str
    leaf: int
    finding: str = ""


class Reading:
    """One package, read once; made anew after each correction."""

    def __init__(self, folder: Path, registration: Registration, corrections: Path, pages: int) -> None:
        self.published = Published(folder, registration)
        self.is_text = self.published.place_word == "行"
        self.name = registration.name
        rows = read_table(corrections, FIELDS, optional=True)
        own = [row for row in rows if row["report"] == registration.name]
        self.corrections = {f"{row['form']}/{row['cell']}": row for row in own}
        self.cells = {row["cell_id"]: row for row in self.published.table("cells")}
        self.findings = {row["finding_id"]: row for row in self.published.table("findings")}
        self.leaves = max([pages, 1, *(self.leaf(row) for row in self.published.table("lines"))])

    def leaf(self, row: Record) -> int:
        """Where a row of the package is to be seen; 0 where that is not known."""
        page, line = (row.get(f"source_{name}", row.get(name, "")) for name in ("page", "line"))
        if page:
            return int(page)
        return (int(line) - 1) // LINES_A_LEAF + 1 if self.is_text and line else 0

    @cached_property
    def outcomes(self) -> Counter[str]:
        return Counter(row["outcome"] for row in self.findings.values())

    @cached_property
    def spots(self) -> dict[str, Spot]:
        """Cells and numbers of the narrative by their ids."""
        claims = {row["claim_id"]: row for row in self.published.table("claims")}
        return {name: self._spot(name, row) for name, row in {**claims, **self.cells}.items()}

    def _spot(self, name: str, row: Record) -> Spot:
        corners = [row.get(corner, "") for corner in ("x0", "top", "x1", "bottom")]
        x0, top, x1, bottom = (float(corner or 0) for corner in corners)
        box = (x0, top, x1, bottom) if all(corners) else None
        return Spot(name, row["printed"], self.leaf(row), row["source_page"], row["source_line"], box)

    def value(self, cell: Record) -> str:
        """What a cell was read as, after corrections, as the form's own table has it."""
        return self._values.get(cell["cell_id"], "")

    @cached_property
    def _values(self) -> dict[str, str]:
        found = {}
        for cell in self.cells.values():
            row = self._rows[cell["form"]].get(cell["row"])
            found[cell["cell_id"]] = row.get(cell["field"], "") if row else ""
        return found

    @cached_property
    def _rows(self) -> dict[str, dict[str, Record]]:
        return {form: {row["row"]: row for row in self.published.table(form)} for form in self.published.forms()}

    def forms(self, leaf: int) -> list[tuple[str, bool]]:
        """Every form that has rows, those with a cell on this leaf (True) first."""
        here = {cell["form"] for cell in self.cells.values() if self.leaf(cell) == leaf}
        named = [form for form in self.published.forms() if self._rows[form]]
        return [(form, True) for form in named if form in here] + [(form, False) for form in named if form not in here]

    def of_cell(self, name: str) -> list[Record]:
        """The findings that a cell enters, those to be looked at first, without the ones that say nothing of it."""
        order = ("differs", "not-checkable", "explained", "rounding")
        found = [self.findings[each] for each in self._entered.get(name, ())]
        return sorted((row for row in found if row["outcome"] in order), key=lambda row: order.index(row["outcome"]))

    def marks(self, name: str) -> Iterator[str]:
        """What is to be seen of a cell: doubt, corrected; differs and rounding, or the same with -part for a term."""
        cell = self.cells[name]
        if cell.get("doubt") or cell["state"] == State.NOT_READ:
            yield "doubt"
        if name in self.corrections:
            yield "corrected"
        for outcome in _SHOWN:
            found = [self.findings[each] for each in self._entered.get(name, ())]
            sides = [name in (row["left_cell"], row["right_cell"]) for row in found if row["outcome"] == outcome]
            if any(sides):
                yield str(outcome)
            elif sides and cell["state"] != State.BLANK:
                yield f"{outcome}-part"

    @cached_property
    def _entered(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in self.findings.values():
            for name in operands(row):
                found.setdefault(name, []).append(row["finding_id"])
        return found

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
        doubts = [self._of_cell(name) for name in self.cells if "doubt" in self.marks(name)]
        return [*sorted(differing, key=_order), *sorted(unchecked, key=_order), *doubts]

    def _of_finding(self, row: Record) -> Task:
        known = [self.spots[name] for name in operands(row) if name in self.spots]
        spot = next((spot for spot in known if spot.id in self.cells), known[0] if known else None)
        at, leaf = (spot.id, spot.leaf) if spot else ("", self.leaf(row))
        return Task(row["outcome"], row["message_zh"], row["message_en"], at, leaf, row["finding_id"])

    def _of_cell(self, name: str) -> Task:
        cell = self.cells[name]
        why = cell.get("doubt") or cell["state"]
        words = f"《{self.published.title(cell['form'])}》{name} 印出“{cell['printed']}”：{DOUBTS.get(why, why)}"
        return Task("doubt", words, f"{name} “{cell['printed']}”: {why}", name, self.leaf(cell))

    def lines(self, leaf: int) -> Sequence[Record]:
        return [row for row in self.published.table("lines") if self.leaf(row) == leaf]


DOUBTS = {
    "ocr": "由图像识别读得，可能读错",
    "second-reading": "另一程序读得不同",
    "not-read": "印有内容，没有读成数",
}


def operands(row: Record) -> list[str]:
    """The cells and numbers that enter a finding, each once, its two sides first."""
    return list(dict.fromkeys(name for name in (row["left_cell"], row["right_cell"], *row["terms"].split()) if name))


def _order(task: Task) -> tuple[int, str]:
    return task.leaf or 10**6, task.finding
