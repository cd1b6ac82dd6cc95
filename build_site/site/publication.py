"""What is published of one report: its workbook, its share of the collection, its pages and files; nothing with personal
contact data."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from build_site.model import InputError
from build_site.package.collection import Source, share, share_of
from build_site.package.workbook import write_workbook
from build_site.render.job import Job
from build_site.render.report import write_report
from build_site.run.house import House
from build_site.run.memory import Memory, Product, code, contents, made_from
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
    package = contents(house.package(job.registration))
    made, place = made_from(code("build_site.package.workbook"), package), house.workbook(job.registration)
    share = [share_of(source, house.shares, package)] if source else []
    products = [Product(f"workbooks/{job.name}", made, (place,)), *share, job.product(package)]
    return Publication(job, source, products, [each for each in products if not memory.has(each)])


def publish(job: Publication, progress: Progress) -> None:
    """Make what is stale of one report. Runs in a worker process; only pages remain to be put in place.

    Raises InputError for personal data in what would be published."""
    stale = {product.name.partition("/")[0]: product.places[0] for product in job.stale}
    if "workbooks" in stale:
        write_workbook(job.pages.report.folder, stale["workbooks"])
    if "shares" in stale and job.source:
        shutil.rmtree(stale["shares"], ignore_errors=True)
        with suppress(InputError):  # the collection says it
            share(job.source, stale["shares"])
        privacy.require_none(stale["shares"])
    progress(1, 2)
    if "pages" in stale:
        write_report(job.pages)
        privacy.require_none(job.pages.fresh)
