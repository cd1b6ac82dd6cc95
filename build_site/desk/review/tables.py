"""The forms as read: every amount as printed and as value, marked by what is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from build_site.desk.review.reading import DOUBTS, Reading, Spot
from build_site.model import Correction, Outcome, State
from build_site.model.forms import GROUPS, SIDES
from build_site.render.published import Record

SIGNS = {  # mark → sign, Chinese, English
    "differs": ("≠", Outcome.DIFFERS.zh, Outcome.DIFFERS.en),
    "differs-part": ("≠", "不一致的一项", "term of a difference"),
    "rounding": ("≈", Outcome.ROUNDING.zh, Outcome.ROUNDING.en),
    "rounding-part": ("≈", "尾差的一项", "term of a rounding"),
    "doubt": ("?", "可能读错", "doubt"),
    "corrected": ("✎", "已更正", "corrected"),
}
_LABELS = ("functional_code", "economic_code", "label", "name")
_MOST_SAID = 3


@dataclass(frozen=True, slots=True)
class CellView:
    """An amount of a table. `value`: as read, after corrections, as printed where that is the same; `hint`: what stands in
    its place where there is none."""

    spot: Spot
    value: str
    hint: str
    doubt: str
    marks: list[str]
    said: str
    correction: Correction | None

    @property
    def printed_otherwise(self) -> bool:
        return self.spot.printed not in ("", self.value)


@dataclass(frozen=True, slots=True)
class RowView:
    """A row: its number, its words, its cells in the order of the columns; None where the form prints none."""

    number: str
    words: str
    cells: list[CellView | None]


@dataclass(frozen=True, slots=True)
class TableView:
    """A form, or one side of it."""

    form: str
    title: str
    unit: str
    side: str
    heads: list[str]
    rows: list[RowView]


def tables(reading: Reading) -> list[TableView]:
    """Every form with rows, in the forms' order; one table for each side where it has sides."""
    return [table for form in reading.published.forms() for table in _form(reading, form)]


def _form(reading: Reading, form: str) -> Iterator[TableView]:
    sides: dict[str, list[Record]] = {}
    for row in reading.published.table(form):
        sides.setdefault(row.get("side") or row.get("group") or "", []).append(row)
    title, unit = reading.published.title(form), reading.published.unit_of(form)
    for side, rows in sides.items():
        fields = [
            (name, head)
            for name, head in reading.published.amount_fields(form)
            if any(f"{form}/{row['row']}/{name}" in reading.cells for row in rows)
        ]
        body = [_row(reading, form, row, [name for name, _ in fields]) for row in rows]
        yield TableView(
            form, title, unit, SIDES.get(side) or GROUPS.get(side) or side, [head for _, head in fields], body
        )


def _row(reading: Reading, form: str, row: Record, fields: list[str]) -> RowView:
    words = " ".join(row[name] for name in _LABELS if row.get(name))
    cells = [_cell(reading, f"{form}/{row['row']}/{name}", row.get(name, "")) for name in fields]
    return RowView(row.get("line") or row["row"], words, cells)


def _cell(reading: Reading, name: str, value: str) -> CellView | None:
    cell = reading.cells.get(name)
    if cell is None:
        return None
    messages = [row["message_zh"] for row in reading.of_cell(name) if row["outcome"] in ("differs", "rounding")]
    doubt = reading.doubt(name)
    printed = cell["printed"]
    return CellView(
        reading.spots[name],
        printed if printed.replace(",", "") == value else value,
        State(cell["state"]).sign,
        DOUBTS.get(doubt, doubt),
        list(reading.marks(name)),
        "；".join(messages[:_MOST_SAID]),
        reading.corrections.get(name),
    )
