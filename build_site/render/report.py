"""Everything that the site has of one report: its pages, its files in every form, and its digest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from build_site.package.versions import LOGS
from build_site.render import digest, records
from build_site.render.charts.engine import Engine
from build_site.render.charts.markup import Beside
from build_site.render.job import Job
from build_site.render.pages.audit import audit_page
from build_site.render.pages.changes import report_changes_page
from build_site.render.pages.english import english_report
from build_site.render.pages.form import form_page, forms_page
from build_site.render.pages.lists import Sizes, downloads_page, glossary_page
from build_site.render.pages.narrative import narrative_page
from build_site.render.pages.performance import performance_page
from build_site.render.pages.report import report_index
from build_site.render.pages.source import source_page
from build_site.render.publish import gate, publish, schema_org
from build_site.render.publish.cite import citation
from build_site.render.publish.facts import dataset_of, log_of
from build_site.render.published import Published

_engine = cache(Engine)  # one in a process, as it takes a tenth of a second to load


def write_report(job: Job) -> None:
    """Write the report's folders below `job.fresh`, its digest and its search records."""
    report = job.report
    shutil.rmtree(job.folder, ignore_errors=True)
    pages_folder, data, english = (job.fresh / part for part in job.parts)
    sizes = publish(report, data)
    dataset = dataset_of(job.root, report, data, job.place)
    blockers = gate.blockers(dataset, report.descriptor.get("licenses", ()))
    beside = Beside()
    pages = _pages(job, report, sizes, data, beside)
    if not blockers:
        cite = citation(report.descriptor, dataset.page, dataset.modified)
        pages["index.md"] = schema_org.append(pages["index.md"], schema_org.dataset(dataset, cite))
    _write(pages_folder, pages)
    beside.write(pages_folder)
    _write(english, {"index.md": english_report(report, job.department)})
    digest.keep(digest.digest_of(report, sizes, dataset, blockers), job.digest)
    job.records.write_text(json.dumps(list(records.of_report(report, job.place)), ensure_ascii=False), "utf-8")


def _pages(job: Job, report: Published, sizes: Sizes, data: Path, beside: Beside) -> dict[str, str]:
    """Every Chinese page of the report by its path below the report's folder."""
    kept = [path.name for path in (data / "v").iterdir()] if (data / "v").is_dir() else []
    log, changes, audits = (log_of(job.root, report.slug, report.year, name) for name in LOGS)
    pages = {f"{form}.md": form_page(report, form) for form in report.forms()}
    return pages | {
        "index.md": report_index(report, _engine(job.root), sizes, beside),
        "forms.md": forms_page(report),
        "narrative.md": narrative_page(report),
        "audit.md": audit_page(report),
        "performance.md": performance_page(report),
        "glossary.md": glossary_page(report),
        "source.md": source_page(report),
        "downloads.md": downloads_page(report, sizes),
        "changes.md": report_changes_page(report, log, changes, audits, kept),
    }


def _write(folder: Path, pages: Mapping[str, str]) -> None:
    folder.mkdir(parents=True)
    for name, page in pages.items():
        (folder / name).write_text(page, encoding="utf-8")
