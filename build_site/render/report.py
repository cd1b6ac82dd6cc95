"""Everything that the site has of one report: its pages, its files in every form, and its digest."""

import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from build_site.package.versions import LOGS
from build_site.render import digest, numbers, records
from build_site.render.charts.engine import Engine
from build_site.render.charts.markup import Pen
from build_site.render.job import Job
from build_site.render.links import told_chinese
from build_site.render.pages.audit import audit_page
from build_site.render.pages.changes import versions
from build_site.render.pages.forms import forms_page
from build_site.render.pages.frame import SHARED_PICTURE, Here
from build_site.render.pages.report import Sizes, downloads_page, performance_page, report_index
from build_site.render.pages.text import text_page
from build_site.render.picture import picture
from build_site.render.publish import facts, publish, schema_org
from build_site.render.publish.cite import citation
from build_site.render.publish.facts import dataset_of, log_of
from build_site.render.published import Published

_engine = cache(Engine)  # one in a process, as it takes a tenth of a second to load


def write_report(job: Job, report: Published) -> None:
    """Write the folders of the job's report below `job.fresh`, its digest and its search records."""
    shutil.rmtree(job.folder, ignore_errors=True)
    pages_folder, data, english = (job.fresh / part for part in job.parts)
    sizes = publish(report, data)
    dataset = dataset_of(job.root, report, data)
    blockers = facts.blockers(dataset, report.descriptor.get("licenses", ()))
    (data / SHARED_PICTURE).write_bytes(picture(Here(report, "")))
    pen = Pen(_engine(job.root))
    pages = _pages(job, report, sizes, data, pen)
    if not blockers:
        cite = citation(report.descriptor, dataset.page, dataset.modified)
        pages["index.md"] = schema_org.append(pages["index.md"], schema_org.dataset(dataset, cite))
    _write(pages_folder, pages)
    pen.put_down(pages_folder)
    _write(english, _english(job, report, sizes, pen))
    pen.put_down(english)
    digest.keep(digest.digest_of(report, sizes, dataset, blockers), job.digest)
    with job.records.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(map(records.line, records.of_report(report, job.name_en, job.place)))
        file.writelines(f"{numbers.line(each)}\n" for each in numbers.of_report(report))


def _pages(job: Job, report: Published, sizes: Sizes, data: Path, pen: Pen) -> dict[str, str]:
    """The six Chinese pages of the report by their path below its folder."""
    kept = [path.name for path in (data / "v").iterdir()] if (data / "v").is_dir() else []
    log, changes, audits = (log_of(job.root, report.slug, report.year, name) for name in LOGS)
    return {
        "index.md": report_index(Here(report, ""), pen, sizes),
        "forms/index.md": forms_page(Here(report, "forms")),
        "text/index.md": text_page(Here(report, "text")),
        "audit/index.md": audit_page(Here(report, "audit")),
        "performance/index.md": performance_page(Here(report, "performance")),
        "downloads/index.md": downloads_page(
            Here(report, "downloads"), sizes, versions(report, log, changes, audits, kept)
        ),
    }


def _english(job: Job, report: Published, sizes: Sizes, pen: Pen) -> dict[str, str]:
    """The report and its audit for readers of English."""
    overview, audit = (Here(report, page, english=True, name_en=job.name_en) for page in ("", "audit"))
    pages = {"index.md": report_index(overview, pen, sizes), "audit/index.md": audit_page(audit)}
    return {each: told_chinese(page, f"{job.parts[2]}/{each}") for each, page in pages.items()}


def _write(folder: Path, pages: Mapping[str, str]) -> None:
    for name, page in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(page, encoding="utf-8")
