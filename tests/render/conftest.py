"""A small repository to render: the first report's package, as it is or with hostile text in every part."""

from pathlib import Path

import pytest

from build_site import pipeline
from build_site.registers import Registers, read_registers
from build_site.render.above import write_above
from build_site.render.job import Job, jobs
from build_site.render.published import Published
from build_site.render.report import write_report
from build_site.run.memory import Memory
from build_site.site import build as site
from tests.houses import change, copied, once, with_site

SLUG, YEAR = "420116-data-resource-center", 2023
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>&amp;*_`{{ x }}{% x %}`_*[a](javascript:b){#c}\"'|{:onclick=x}]]>--><!--${x}"
"""Text that HTML, Markdown, attribute lists, templates or CSV would each like to interpret."""


def copy_repository(target: Path) -> Path:
    """What `render` and MkDocs read, without generated pages."""
    return with_site(copied(target, "reports.csv", "departments.csv", "packages", "codelists"))


def _jobs(root: Path, registers: Registers) -> list[Job]:
    return jobs(root, registers.reports, registers.departments)


def published(root: Path) -> list[Published]:
    """The reports as pages see them."""
    return [job.report for job in _jobs(root, read_registers(root))]


def render(root: Path) -> None:
    """The pages alone, one report after another in this process."""
    registers = read_registers(root)
    reports = _jobs(root, registers)
    for job in reports:
        write_report(job, job.report)
        job.put_in_place()
    with Memory(root) as memory:
        write_above(root, {job.name: job for job in reports}, registers.departments, memory)


def package_of(root: Path) -> Path:
    return root / "data" / "packages" / SLUG / str(YEAR)


def _poison(target: Path) -> None:
    """Put the hostile text behind every printed text of the package and the registers."""
    texts = "title name label term definition sentence reason text content summary status message_zh left_text explanations goal"
    for path in [*package_of(target).glob("*.csv"), target / "data/reports.csv", target / "data/departments.csv"]:
        change(path, lambda row: row.update({key: row[key] + HOSTILE for key in texts.split() if row.get(key)}))


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first report, rendered."""
    return once(tmp_path_factory, "repository", lambda target: render(copy_repository(target)))


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same report with hostile text, published whole and built by MkDocs in strict mode."""

    def make(target: Path) -> None:
        copy_repository(target)
        _poison(target)
        assert pipeline.pages(target, [].append) == []
        site.build(target, target / "build" / "site", "http://site.test/")

    return once(tmp_path_factory, "hostile", make) / "build" / "site"
