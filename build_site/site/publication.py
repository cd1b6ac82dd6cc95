"""What is published of one report: its workbook, its share of the collection, its pages and files; nothing with personal
contact data."""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

from build_site.model import InputError
from build_site.package.collection import Source, share, share_of
from build_site.package.workbook import write_workbook
from build_site.registers.personal import suspects
from build_site.render.digest import kept
from build_site.render.job import Job
from build_site.render.measures import Known
from build_site.render.published import Cell
from build_site.render.records import joined
from build_site.render.report import write_report
from build_site.run.house import House
from build_site.run.memory import Memory, Product, code
from build_site.run.workers import Progress
from build_site.site import privacy


@dataclass(frozen=True, slots=True)
class Publication:
    """What is made of one package: its workbook, its share of the collection, its pages; and which of them are `stale`."""

    pages: Job
    source: Source | None
    products: Sequence[Product]
    stale: Sequence[Product]

    @property
    def name(self) -> str:
        return self.pages.name


def publication(house: House, job: Job, source: Source | None, memory: Memory) -> Publication:
    """What is to be made of a report's package now."""
    package, place = house.package(job.registration), house.workbook(job.registration)
    made = memory.made_from(code("build_site.package.workbook"), package)
    share = [share_of(source, house.shares, memory)] if source else []
    products = [Product(f"workbooks/{job.name}", made, (place,)), *share, job.product(memory)]
    return Publication(job, source, products, [each for each in products if not memory.has(each)])


def publish(job: Publication, progress: Progress) -> None:
    """Make what is stale of one report. Runs in a worker process; only pages remain to be put in place.

    Raises InputError for personal data in what would be published."""
    report = job.pages.report  # each of its tables is read once
    alone = report.alone()  # what other reports say of it changes neither workbook nor share
    stale = {product.name.partition("/")[0]: product.places[0] for product in job.stale}
    if "workbooks" in stale:
        write_workbook(alone, stale["workbooks"])
    if "shares" in stale and job.source:
        shutil.rmtree(stale["shares"], ignore_errors=True)
        with suppress(InputError):  # the collection says it
            share(job.source, stale["shares"], alone)
        privacy.require_none(stale["shares"])
    progress(1, 2)
    if "pages" in stale:
        write_report(job.pages, report)
        privacy.require_none(job.pages.fresh, start=f"{job.name}: ")
        for hit in _said_above(job.pages):
            raise hit.error(f"{job.name}: ")


def origins(found: Iterable[privacy.Hit], jobs: Iterable[Job]) -> dict[str, privacy.Hit]:
    """The reports, by name, that have what was found above them in a text of theirs; with the first that was found."""
    texts = {job.name: [text for _, text in _texts_above(job)] for job in jobs}
    held: dict[str, privacy.Hit] = {}
    for hit in found:
        for name, said in texts.items():
            if any(hit.text in text for text in said):
                held.setdefault(name, hit)
    return held


def _said_above(job: Job) -> Iterator[privacy.Hit]:
    """What is personal in the texts that pages above the reports take from this one."""
    texts: dict[str, list[str]] = {}
    first: dict[str, str] = {}  # where each text stands first: codes and names stand in hundreds of places
    for place, text in _texts_above(job):
        if text not in first:
            first[text] = place
            texts.setdefault(place, []).append(text)
    for place, found in texts.items():
        for _, line in suspects("\n".join(found)):
            yield from privacy.hits(Path(place), "", line)


def _texts_above(job: Job) -> Iterator[tuple[str, str]]:
    """Every text that pages above the reports take from this one: its rows of the registers, its digest, what search finds
    of it, its log; each with where it stands."""
    yield from _texts("data/departments.csv", job.department)
    yield from _texts("data/reports.csv", job.registration)
    yield from _texts("digest", kept(job.digest))
    with job.records.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield from ((place, joined(text)) for place, text in _texts("search", json.loads(line)))
    log = job.root / "data" / "versions" / job.registration.slug / str(job.registration.year)
    for path in sorted(log.glob("*.csv")):
        yield path.relative_to(job.root).as_posix(), path.read_text("utf-8")


def _texts(place: str, value: object) -> Iterator[tuple[str, str]]:
    """The texts in a value, however deep."""
    if isinstance(value, Known | Cell):  # amounts and their places, which the report's own files have as well
        return
    if isinstance(value, str):
        yield place, value
    elif is_dataclass(value):
        for each in fields(value):
            yield from _texts(f"{place}, {each.name}", getattr(value, each.name))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _texts(place, key)
            yield from _texts(f"{place}, {key}", each)
    elif isinstance(value, Iterable) and not isinstance(value, bytes):
        for each in value:
            yield from _texts(place, each)
