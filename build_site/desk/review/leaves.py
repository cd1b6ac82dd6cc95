"""The source as the page shows it: the pages of a PDF as pictures, else its lines.

A page on which something personal was withheld is never drawn: its lines, masked as they are published, stand for it."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from build_site.desk.review.reading import Reading, Spot
from build_site.extract.parse.withhold import MASK
from build_site.model import InputError, Registration
from build_site.model.document import PICTURE
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
    return Picture("data:image/webp;base64," + base64.b64encode(content).decode(), width, height)
