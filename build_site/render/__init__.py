"""render: packages → charts, pages and downloads under docs/, before the site engine runs.

Reads the published packages and the two registers only: no PDF, no source file. Nothing here is known to MkDocs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from build_site.run.memory import Memory

if TYPE_CHECKING:
    from build_site.render.job import Job

Writer = Callable[[Iterable["Job"]], Iterator[str]]
"""Writes reports, each by `report.write_report`, and yields the names of those that were written."""


def render(root: Path, writer: Writer | None = None, memory: Memory | None = None) -> bool:
    """Bring every generated page and data file under `root/docs` up to date; stale ones are removed.

    Without a `writer` the reports are written one after another by this process. Returns whether anything was written.
    Raises `model.InputError` where a package, a register or the chart library cannot be read.
    """
    from build_site.registers.codelists import codelist
    from build_site.render.above import write_above
    from build_site.render.job import code_of, jobs
    from build_site.render.published import published

    names, by = {code: row["name"] for code, row in codelist("divisions").items()}, code_of(root)
    every = {job.name: job for job in jobs(root, published(root), names)}
    made = {name: job.made_from(by) for name, job in every.items()}
    with memory or Memory(root) as known:
        stale = [job for name, job in every.items() if not known.knows(f"pages/{name}", made[name], job.state)]
        for name in (writer or _one_by_one)(stale):
            every[name].put_in_place()
            known.learn(f"pages/{name}", made[name], every[name].state)
        there = {name: job for name, job in every.items() if known.knows(f"pages/{name}", made[name], job.state)}
        return write_above(root, list(there.values()), names, [by, *map(made.get, there)], known) or bool(stale)


def _one_by_one(jobs: Iterable[Job]) -> Iterator[str]:
    from build_site.render.report import (
        write_report,  # pyecharts and the chart engine are loaded only when pages are written
    )

    for job in jobs:
        write_report(job)
        yield job.name
