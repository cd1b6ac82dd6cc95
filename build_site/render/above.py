"""The pages above the reports: made of the reports' digests, and put in place file by file where they have changed."""

import filecmp
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from build_site.model import Department
from build_site.render import catalogue, numbers
from build_site.render.charts.engine import Engine
from build_site.render.charts.markup import OPTIONS, Pen
from build_site.render.codes import Code, gather
from build_site.render.codes import names as code_names
from build_site.render.collected import Collected
from build_site.render.digest import kept
from build_site.render.job import DRAWN_WITH, Job
from build_site.render.links import told_chinese
from build_site.render.pages import home
from build_site.render.pages.changes import changes_page
from build_site.render.pages.codes import code_pages
from build_site.render.pages.compare import compare_page, write_compare
from build_site.render.pages.department import department_pages
from build_site.render.pages.downloads import (
    dictionary_page,
    english_dictionary,
    english_pages,
    site_downloads_page,
    sql_page,
)
from build_site.render.pages.places import place_pages
from build_site.render.pages.rules import rule_pages
from build_site.render.pages.topics import TOPICS, topic_pages, write_topics
from build_site.render.publish import Whole
from build_site.render.publish.archive import lead
from build_site.render.publish.facts import site_url
from build_site.render.publish.whole import ROOT_FILES
from build_site.render.records import write_records
from build_site.render.shelf import Shelf
from build_site.run.house import FOLDERS, PAGES
from build_site.run.memory import Memory, Product, code, made_from

Departments = Mapping[str, Department]
"""By slug."""
AT_ROOT = ("index.md", OPTIONS, *ROOT_FILES)
"""Generated files beside the hand-written pages: the home page, and what catalogues and feed readers read."""
_READ = (
    "data/findings-across.csv",
    "data/defects-across.csv",
    "data/versions",
    "data/codelists",
)
_COLLECTED = "build/collection/**/datapackage.json"
"""What the collection is now, of each place and of earlier days."""


def write_above(
    root: Path, reports: Mapping[str, Job], departments: Departments, memory: Memory,
    collected: Callable[[], object] = tuple, *, anew: bool = False,
) -> bool:  # fmt: skip
    """Write the pages above the reports, whose own are there; False where nothing had changed. `reports`: by a digest of
    what the report's pages are made from; `collected`: waits until the collection is there; `anew`: what had changed is known."""
    docs, jobs = root / "docs", list(reports.values())
    made_so = {job.name: made for made, job in reports.items()}
    own = {docs / part for job in jobs for part in job.parts}
    _drop(docs, own)
    hand_written = (path for path in sorted(docs.glob("*.md")) if path.name not in AT_ROOT)  # search finds them
    read = *(root / name for name in (*DRAWN_WITH, *_READ)), *hand_written
    by = made_from(code("build_site.render.above"), site_url(), *(root / name for name in DRAWN_WITH))

    def made() -> Product:
        of = made_from(by, *reports, departments, *read, *sorted(root.glob(_COLLECTED)))
        return Product("pages above", of, tuple(_shared(docs, own)))

    if not anew and memory.has(made()):
        return False
    (root / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pages-above-", dir=root / "build") as folder:
        shelf = Shelf(docs, Path(folder), memory, by, made_so)
        all_ = Collected([kept(job.digest) for job in jobs], departments)
        named = [
            (job.registration.slug, job.registration.year, job.registration.department, job.name_en, *job.place)
            for job in jobs
        ]
        numbers.write(named, (job.records for job in jobs), Path(folder) / "data" / "search")
        codes = _write(root, all_, shelf, memory, collected)
        _put_in_place(Path(folder), docs, own)
    shelf.learn()
    write_records(root, all_, (job.records for job in jobs), codes)
    memory.learn(made())
    return True


def _write(
    root: Path, all_: Collected, shelf: Shelf, memory: Memory, collected: Callable[[], object]
) -> dict[str, str]:
    """Every page and file above the reports, below the shelf's `fresh`. Returns each code's name."""
    pen = Pen(Engine(root, root / "build" / "drawings"))
    reports, fresh = all_.reports, shelf.fresh
    write_compare(all_, fresh / "data" / "compare")
    write_topics(all_, fresh / "data" / "topics")
    catalogue.publish(root, fresh / "data")
    codes = gather(each.uses for each in reports)
    whole = Whole(root, reports, fresh, memory)

    def put(pages: Iterable[tuple[str, str]], about: Callable[[str, str], str]) -> None:
        for name, page in pages:  # one at a time: all at once would fill the memory
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            said = told_chinese(page, name) if name.startswith("en/") else page
            path.write_text(about(name, said), encoding="utf-8")
            pen.put_down(path.parent)

    for lang in ("zh", "en"):
        put(_alone(all_, codes, lang, pen, shelf), lambda _, page: page)
    collected()
    whole.write()
    put(_pages(all_, whole, pen, shelf), whole.with_metadata)
    for lang in ("", "en/"):
        topics = ((f"topics/{topic.id}", all_.offices.values(), topic.measure) for topic in TOPICS)
        places = ((f"places/{each}", own, "") for each, own in all_.divisions.items())
        for matter, offices, measure in (*topics, *places):
            if len(all_.years_of(offices)) > 1:
                lead(fresh / lang / matter / str(all_.main_year(offices, measure)), "../")
    return code_names(codes)


def _pages(all_: Collected, whole: Whole, pen: Pen, shelf: Shelf) -> Iterator[tuple[str, str]]:
    """Every page that says something of the collection, too, by path below docs/."""
    yield "sources/index.md", home.sources_page(all_.reports)
    yield "downloads/index.md", site_downloads_page(whole)
    yield "dictionary/index.md", dictionary_page(whole)
    yield "en/dictionary/index.md", english_dictionary(whole)
    yield "changes/index.md", changes_page(whole)
    yield "sql/index.md", sql_page(whole)
    yield from ((f"en/{name}", page) for name, page in english_pages(all_).items())
    for lang, folder in (("zh", ""), ("en", "en/")):
        yield f"{folder}index.md", home.home_page(all_, lang, pen)
        places = place_pages(all_, lang, pen, shelf.fresh / "data" / "places", shelf)
        yield from ((f"{folder}{name}", page) for name, page in places)


def _alone(
    all_: Collected, codes: Mapping[str, Code], lang: str, pen: Pen, shelf: Shelf
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """The pages that are made of the reports alone, by path below docs/."""

    def pages() -> Iterator[tuple[str, str]]:
        yield "departments/index.md", home.departments_page(all_, lang)
        yield "compare/index.md", compare_page(all_, lang)
        yield from department_pages(all_, lang, pen, shelf)
        yield from topic_pages(all_, lang, pen, shelf)
        yield from code_pages(all_, codes, lang, pen, shelf)
        yield from rule_pages(all_, lang, pen, shelf)

    return ((f"{'' if lang == 'zh' else 'en/'}{name}", page) for name, page in pages())


def _shared(docs: Path, own: Iterable[Path]) -> Iterator[Path]:
    """Every generated file under docs/ that is no report's."""
    reports = set(own)
    for name in FOLDERS:
        for place, folders, files in os.walk(docs / name):
            folders[:] = sorted(each for each in folders if Path(place, each) not in reports)
            yield from (Path(place, file) for file in sorted(files))
    yield from (docs / name for name in AT_ROOT if (docs / name).is_file())


def _drop(docs: Path, own: Iterable[Path]) -> None:
    """Reports that are gone, and an older version's pages, leave nothing behind."""
    reports = set(own)
    for base in ("departments", "data", "en/departments"):
        for path in sorted((docs / base).glob("[0-9]*-*/[0-9]*")):  # by slug and year
            if path.is_dir() and path not in reports:
                shutil.rmtree(path)
    for name in PAGES:
        (docs / f"{name}.md").unlink(missing_ok=True)  # where older versions wrote it


def _put_in_place(fresh: Path, docs: Path, own: Iterable[Path]) -> None:
    """Files that are new or other take their places; what is no longer made goes, and empty folders with it."""
    made = {path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file()}
    for path in list(_shared(docs, own)):
        if path.relative_to(docs) not in made:
            path.unlink()
            for folder in path.relative_to(docs).parents[:-1]:
                if any((docs / folder).iterdir()):
                    break
                (docs / folder).rmdir()
    for name in sorted(made):
        target = docs / name
        if target.is_file() and (target.samefile(fresh / name) or filecmp.cmp(fresh / name, target, shallow=False)):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        (fresh / name).replace(target)
