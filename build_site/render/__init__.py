"""render: packages → charts, pages and downloads under docs/, before the site engine runs.

Reads the published packages and the two registers only: no PDF, no source file. Nothing here is known to MkDocs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from build_site.render.job import Job

Writer = Callable[[Iterable["Job"]], Iterator[str]]
"""Writes reports, each by `report.write_report`, and yields the names of those that were written."""


def render(root: Path, writer: Writer | None = None) -> bool:
    """Bring every generated page and data file under `root/docs` up to date; stale ones are removed.

    Without a `writer` the reports are written one after another by this process. Returns whether anything was written.
    Raises `model.InputError` where a package, a register or the chart library cannot be read.
    """
    from build_site.registers.codelists import codelist
    from build_site.render.above import write_site
    from build_site.render.job import code_digest, is_current, jobs, key, put_in_place
    from build_site.render.published import published

    names = {code: row["name"] for code, row in codelist("divisions").items()}
    every, code = jobs(root, published(root), names), code_digest(root)
    keys = {job.name: key(job, code) for job in every}
    stale = {job.name: job for job in every if not is_current(job, keys[job.name])}
    for name in (writer or _one_by_one)(stale.values()):
        put_in_place(stale[name], keys[name])
    there = [job for job in every if is_current(job, keys[job.name])]
    return write_site(root, there, names, code) or bool(stale)


def _one_by_one(jobs: Iterable[Job]) -> Iterator[str]:
    from build_site.render.report import (
        write_report,  # pyecharts and the chart engine are loaded only when pages are written
    )

    for job in jobs:
        write_report(job)
        yield job.name
