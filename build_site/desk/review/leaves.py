"""What the page shows: the source (the pages of a PDF as pictures, else its lines) and the forms as read, every amount as
printed and as value, marked by what is known of it.

A page on which something personal was withheld is never drawn: its lines, masked as they are published, stand for it."""

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from build_site.desk.review.reading import DOUBTS, Reading, Spot
from build_site.extract.parse.withhold import MASK
from build_site.model import Correction, InputError, Outcome, Registration, State
from build_site.model.document import PICTURE
from build_site.model.forms import GROUPS, SIDES
from build_site.render.published import Record
from build_site.run import sources, workers
from build_site.run.workers import Crew, Progress

DPI = 150


@dataclass(frozen=True, slots=True)
class Picture:
    """A page's picture as a data: address, with the page's size in PDF points, in which boxes are given."""

    address: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of the source, or the whole of a text ("")."""

    page: str
    picture: Picture | None
    spots: list[Spot]
    lines: list[Record]


def leaves(reading: Reading, root: Path, registration: Registration) -> tuple[list[Leaf], str]:
    """The source's leaves in order, and why there are no pictures where there should be some."""
    lines = reading.published.table("lines")
    if reading.is_text:
        return [Leaf("", None, [], list(lines))], ""
    masked = {line["page"] for line in lines if MASK in line["text"]}
    boxed: dict[str, list[Spot]] = {}
    for name in reading.cells:
        spot = reading.spots[name]
        if spot.box:
            boxed.setdefault(spot.page, []).append(spot)
    wanted = {*boxed, *(spot.page for task in reading.tasks for spot in (task.place, *task.spots))} - masked - {""}
    pictures, why = _pictures(root, registration, map(int, wanted))
    pages = sorted({*boxed, *wanted, *(line["page"] for line in lines)} - {""}, key=int)
    return [
        Leaf(page, pictures.get(page), boxed.get(page, []), [line for line in lines if line["page"] == page])
        for page in pages
    ], why


def _pictures(root: Path, registration: Registration, pages: Iterable[int]) -> tuple[dict[str, Picture], str]:
    """Pictures by page, drawn in a process that limits stop; else why there are none."""
    try:
        source = sources.at_hand(sources.hashed(registration, root), root)
        with TemporaryDirectory(prefix="review-") as folder:
            job = _Drawing(registration.source_path, source, sorted(pages), Path(folder))
            workers.run_one(draw_pages, job, Crew(makers=("build_site.extract.parse.pdf",)))
            return {path.stem[1:]: _picture(path.read_bytes()) for path in Path(folder).glob(PICTURE.format("*"))}, ""
    except InputError as error:
        return {}, str(error)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Pages of a source to be drawn into a folder; the name is the source's in the register."""

    name: str
    source: Path
    pages: list[int]
    folder: Path


def draw_pages(job: _Drawing, progress: Progress) -> None:
    """The pictures of these pages in the folder. For worker processes."""
    from build_site.extract.parse.pdf import draw

    progress(0, len(job.pages))
    draw(job.source, job.pages, job.folder, dpi=DPI)


def _picture(content: bytes) -> Picture:
    from PIL import Image

    with Image.open(BytesIO(content)) as drawn:
        width, height = drawn.width * 72 / DPI, drawn.height * 72 / DPI
    return Picture("data:image/png;base64," + base64.b64encode(content).decode(), width, height)


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
