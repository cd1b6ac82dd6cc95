"""The pages above the reports: made of the reports' digests, and put in place file by file where they have changed."""

from __future__ import annotations

import filecmp
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from build_site.package.read import read_csv
from build_site.render import catalogue
from build_site.render.charts.engine import Engine
from build_site.render.codes import gather
from build_site.render.codes import names as code_names
from build_site.render.digest import Digest, kept
from build_site.render.job import Job, below, key, listing, read
from build_site.render.pages import home
from build_site.render.pages.changes import changes_page
from build_site.render.pages.codes import code_page, codes_index
from build_site.render.pages.compare import compare_page, write_compare
from build_site.render.pages.department import department_page
from build_site.render.pages.dictionary import dictionary_page, english_dictionary
from build_site.render.pages.downloads import site_downloads_page
from build_site.render.pages.english import english_pages
from build_site.render.pages.rules import rule_pages
from build_site.render.pages.sql import sql_page
from build_site.render.publish import Whole
from build_site.render.publish.facts import site_url
from build_site.render.publish.whole import ROOT_FILES
from build_site.render.published import Record
from build_site.render.records import write_records

FOLDERS = ("departments", "data", "codes", "audit", "en")
"""Folders under docs/ that hold generated files only."""
PAGES = ("index.md", "downloads.md", "sources.md", "compare.md", "dictionary.md", "changes.md", "sql.md", *ROOT_FILES)
"""Generated pages beside the hand-written ones, and the files for catalogues and feed readers."""
_READ = (
    "data/departments.csv",
    "data/findings-across.csv",
    "data/versions",
    "data/codelists",
    "build/collection/current/datapackage.json",
)


def write_site(root: Path, reports: Sequence[Job], places: Mapping[str, str], code: str) -> bool:
    """Write the pages above the reports, whose own are there; False where nothing had changed."""
    docs = root / "docs"
    own = {docs / part for job in reports for part in job.parts}
    _drop(docs, own)
    stamp, made_from = root / "build" / "site-pages", _made_from(root, reports, code)
    if read(stamp) == f"{made_from} {_listing(docs, own)}":
        return False
    stamp.unlink(missing_ok=True)
    (root / "build").mkdir(exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="site-pages-", dir=root / "build"))
    try:
        codes = _write(root, [kept(job.digest) for job in reports], places, fresh)
        _put_in_place(fresh, docs, own)
        departments = {
            slug: [(job.registration.department, job.place, job.registration.year) for job in group]
            for slug, group in groupby(reports, key=lambda job: job.registration.slug)
        }
        write_records(root, departments, (json.loads(job.records.read_text("utf-8")) for job in reports), codes)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    stamp.write_text(f"{made_from} {_listing(docs, own)}", "utf-8")
    return True


def _write(root: Path, reports: Sequence[Digest], places: Mapping[str, str], fresh: Path) -> dict[str, str]:
    """Every page and file above the reports, below `fresh`. Returns each code's name."""
    engine = Engine(root, root / "build" / "drawings")
    write_compare(reports, places, fresh / "data" / "compare")
    catalogue.publish(root, fresh / "data")
    codes = gather(each.uses for each in reports)
    whole = Whole(root, reports, places, fresh)
    whole.write()
    departments = {row["slug"]: row for row in read_csv(root / "data" / "departments.csv")}
    pages = {
        "index.md": home.home_page(reports, places),
        "sources.md": home.sources_page(reports),
        "departments/index.md": home.departments_page(reports, places),
        "codes/index.md": codes_index(codes),
        "compare.md": compare_page(reports),
        "downloads.md": site_downloads_page(whole),
        "dictionary.md": dictionary_page(whole),
        "en/dictionary.md": english_dictionary(whole),
        "changes.md": changes_page(whole),
        "sql.md": sql_page(whole),
        **dict(_department_pages(reports, departments, places, engine)),
        **{f"codes/{code}.md": code_page(entry, codes, engine) for code, entry in codes.items()},
        **rule_pages(reports),
        **{f"en/{name}": page for name, page in english_pages(reports, departments).items()},
    }
    for name, page in whole.with_metadata(pages).items():
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    return code_names(codes)


def _department_pages(
    reports: Sequence[Digest], known: Mapping[str, Record], places: Mapping[str, str], engine: Engine
) -> Iterator[tuple[str, str]]:
    names = {each.slug: each.department for each in reports}
    for slug, group in groupby(reports, key=lambda each: each.slug):
        own = list(group)
        row = known.get(slug) or _department(own[0])
        place = home.place_name(row["division_code"], places)
        yield f"departments/{slug}/index.md", department_page(row, own, place, engine, names)


def _department(report: Digest) -> Record:
    """What the registration alone says of a department that departments.csv does not list."""
    known = report.registration
    fields = {"slug": known.slug, "name": known.department, "division_code": known.division_code}
    return fields | {"name_en": "", "parent": "", "predecessor": ""}


def _made_from(root: Path, reports: Sequence[Job], code: str) -> str:
    """A digest of what these pages are made from: the reports, the registers, the hand-written pages (for search)."""
    total = hashlib.sha256(f"{code}{site_url()}".encode())
    total.update("".join(key(job, code) for job in reports).encode())
    hand_written = [path for path in sorted((root / "docs").glob("*.md")) if path.name not in PAGES]
    for path in [*(part for name in _READ for part in _files(root / name)), *hand_written]:
        total.update(f"{path.relative_to(root).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    else:
        yield from below(path)


def _shared(docs: Path, own: Iterable[Path]) -> Iterator[Path]:
    """Every generated file under docs/ that is no report's."""
    reports = set(own)
    for name in FOLDERS:
        for place, folders, files in os.walk(docs / name):
            folders[:] = sorted(each for each in folders if Path(place, each) not in reports)
            yield from (Path(place, file) for file in sorted(files))
    yield from (docs / name for name in PAGES if (docs / name).is_file())


def _listing(docs: Path, own: Iterable[Path]) -> str:
    return listing(docs, _shared(docs, own))


def _drop(docs: Path, own: Iterable[Path]) -> None:
    """Reports that are gone leave nothing behind."""
    reports = set(own)
    for base in ("departments", "data", "en/departments"):
        for path in sorted((docs / base).glob("*/[0-9]*")):
            if path.is_dir() and path not in reports:
                shutil.rmtree(path)


def _put_in_place(fresh: Path, docs: Path, own: Iterable[Path]) -> None:
    """Files that are new or other take their places; what is no longer made goes, and empty folders with it."""
    made = {path.relative_to(fresh) for path in below(fresh)}
    for path in list(_shared(docs, own)):
        if path.relative_to(docs) not in made:
            path.unlink()
            for folder in path.relative_to(docs).parents[:-1]:
                if any((docs / folder).iterdir()):
                    break
                (docs / folder).rmdir()
    for name in sorted(made):
        target = docs / name
        if target.is_file() and filecmp.cmp(fresh / name, target, shallow=False):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        (fresh / name).replace(target)
