"""All generated files of the site, gathered first and written together."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from . import catalogue
from .charts.engine import Engine
from .codes import gather
from .codes import names as code_names
from .compare import write_compare
from .pages import home
from .pages.audit import audit_page
from .pages.changes import changes_page, report_changes_page
from .pages.codes import code_page, codes_index
from .pages.compare import compare_page
from .pages.department import department_page
from .pages.dictionary import dictionary_page
from .pages.downloads import site_downloads_page
from .pages.english import english_pages
from .pages.form import form_page, forms_page
from .pages.lists import Sizes, downloads_page, glossary_page
from .pages.narrative import narrative_page
from .pages.performance import performance_page
from .pages.report import report_index
from .pages.rules import Beyond, rule_pages
from .pages.source import source_page
from .pages.sql import sql_page
from .places import publish_places
from .publish import Whole, publish
from .publish.whole import ROOT_FILES
from .published import Published, Record, published, read_csv
from .search import write_records

FOLDERS = ("departments", "data", "codes", "audit", "en")
"""Folders under docs/ that hold generated files only; they are replaced as a whole."""
PAGES = ("index.md", "downloads.md", "sources.md", "compare.md", "dictionary.md", "changes.md", "sql.md", *ROOT_FILES)
"""Generated pages beside the hand-written ones, and the files for catalogues and feed readers."""


def write_site(root: Path) -> None:
    """Write pages and data into a temporary folder, then put them in place."""
    reports = published(root)
    divisions = _divisions(root)
    engine = Engine(root)
    docs = root / "docs"
    docs.mkdir(exist_ok=True)
    (root / "build").mkdir(exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="pages-", dir=root / "build"))
    try:
        sizes = {each.registration.name: publish(each, fresh / "data" / each.slug / str(each.year)) for each in reports}
        for each in reports:
            publish_places(each, fresh / "data" / each.slug / str(each.year))
        codes = gather(root, reports)
        write_compare(reports, divisions, fresh / "data" / "compare")
        pages = _site_pages(root, reports, divisions, engine)
        pages |= {f"codes/{code}.md": code_page(entry, codes, engine) for code, entry in codes.items()}
        pages |= {"codes/index.md": codes_index(codes), "compare.md": compare_page(reports)}
        beyond = catalogue.across(root)
        pages |= rule_pages(reports, beyond)
        catalogue.publish(root, fresh / "data")
        for report in reports:
            folder = f"departments/{report.slug}/{report.year}"
            made = _report_pages(report, engine, sizes[report.registration.name], beyond)
            pages |= {f"{folder}/{name}": page for name, page in made.items()}
        pages = _product_pages(Whole(root, reports, divisions, fresh), pages, sizes)
        departments = {row["slug"]: row for row in read_csv(root / "data" / "departments.csv")}
        pages |= {f"en/{name}": page for name, page in english_pages(reports, departments).items()}
        for name, page in pages.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page, encoding="utf-8")
        _put_in_place(fresh, docs)
        write_records(root, reports, divisions, code_names(codes))
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _product_pages(whole: Whole, pages: dict[str, str], sizes: Mapping[str, Sizes]) -> dict[str, str]:
    """All pages with those about the data as a product, and with their metadata; the files for both are written."""
    whole.write()
    pages |= {
        "downloads.md": site_downloads_page(whole, sizes),
        "dictionary.md": dictionary_page(whole),
        "changes.md": changes_page(whole),
        "sql.md": sql_page(whole),
    }
    for report in whole.reports:
        pages[f"departments/{report.slug}/{report.year}/changes.md"] = report_changes_page(whole, report)
    return whole.with_metadata(pages)


def _report_pages(report: Published, engine: Engine, sizes: Sizes, beyond: Beyond) -> dict[str, str]:
    """Every page of one report by its path below the report's folder."""
    pages = {f"{form}.md": form_page(report, form) for form in report.forms()}
    return pages | {
        "index.md": report_index(report, engine, sizes),
        "forms.md": forms_page(report),
        "narrative.md": narrative_page(report),
        "audit.md": audit_page(report, beyond),
        "performance.md": performance_page(report),
        "glossary.md": glossary_page(report),
        "source.md": source_page(report),
        "downloads.md": downloads_page(report, sizes),
    }


def _site_pages(root: Path, reports: list[Published], divisions: dict[str, str], engine: Engine) -> dict[str, str]:
    pages = {
        "index.md": home.home_page(reports, divisions),
        "sources.md": home.sources_page(reports),
        "departments/index.md": home.departments_page(reports, divisions),
    }
    known: dict[str, Record] = {row["slug"]: row for row in read_csv(root / "data" / "departments.csv")}
    names = {each.slug: each.department for each in reports}
    for slug, group in groupby(reports, key=lambda each: each.slug):
        own = list(group)
        row = known.get(slug) or _department(own[0])
        place = home.place_name(row["division_code"], divisions)
        pages[f"departments/{slug}/index.md"] = department_page(row, own, place, engine, names)
    return pages


def _department(report: Published) -> Record:
    """What the registration alone says of a department that departments.csv does not list."""
    known = report.registration
    fields = {"slug": known.slug, "name": known.department, "division_code": known.division_code}
    return fields | {"name_en": "", "parent": "", "predecessor": ""}


def _divisions(root: Path) -> dict[str, str]:
    """Code → name from data/codelists, where it is there."""
    path = root / "data" / "codelists" / "divisions" / "divisions.csv"
    return {row["code"]: row["name"] for row in read_csv(path)} if path.is_file() else {}


def _put_in_place(fresh: Path, docs: Path) -> None:
    """Replace the generated folders and pages; a folder's old content goes away as a whole."""
    for name in FOLDERS:
        (fresh / name).mkdir(exist_ok=True)
        old = fresh / f"old-{name}"
        if (docs / name).exists():
            (docs / name).rename(old)
        (fresh / name).rename(docs / name)
    for name in PAGES:
        (fresh / name).replace(docs / name)
