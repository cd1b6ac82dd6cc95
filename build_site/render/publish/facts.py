"""What catalogues say of a report, gathered once: addresses, dates, version, files."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build_site.package.versions import VERSIONS, read_log
from build_site.registers.codelists import place_name
from build_site.render.published import Published, Record

LATEST = "collection/latest"
"""Where the collection stands below data/; its versions stand beside it."""
_SHORTEST, _LONGEST = 50, 5000  # characters of a description, as Google asks
_DEFAULT = "http://127.0.0.1:8000/"
_FORMATS = {"csv": "CSV", "gz": "GZIP", "json": "JSON", "parquet": "PARQUET", "xlsx": "XLSX", "zip": "ZIP"}
_MEDIA = {
    ".csv": "text/csv",
    ".gz": "application/gzip",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".sqlite": "application/vnd.sqlite3",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


def site_url() -> str:
    """Where the site will stand, as mkdocs.yml has it: the environment variable SITE_URL."""
    return (os.environ.get("SITE_URL") or _DEFAULT).rstrip("/") + "/"


def home() -> str:
    """Where citations say that the site stands: nothing while it is not known, never an address of this machine."""
    return "" if site_url() == _DEFAULT else site_url()


@dataclass(frozen=True, slots=True)
class File:
    """One published file."""

    name: str
    url: str
    media: str
    size: int
    sha256: str
    title: str = ""

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def format(self) -> str:
        """The file type in the vocabulary of DCAT-AP; empty where it has none for it."""
        return _FORMATS.get(self.extension, "")


@dataclass(frozen=True, slots=True)
class Dataset:
    """A report as others catalogue it, or the collection of all."""

    name: str
    title: str
    title_en: str
    description: str
    page: str
    version: str
    issued: str  # dates of the data's log, empty where nothing is logged
    modified: str
    keywords: Sequence[str]
    files: Sequence[File]
    creator: str = ""
    source_title: str = ""
    source_url: str = ""
    years: tuple[int, int] | None = None
    place: str = ""
    division_code: str = ""
    measures: Sequence[tuple[str, str]] = ()  # title, unit
    series: str = ""

    @property
    def id(self) -> str:
        return f"{self.page}#dataset"


def log_of(root: Path, slug: str, year: int | str, name: str = VERSIONS) -> Sequence[Record]:
    """A report's logged versions, changes of numbers or revisions of its audit, oldest first."""
    return read_log(root / "data" / "versions" / slug / str(year), name)


def file_facts(path: Path, url: str, title: str = "") -> File:
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    return File(path.name, url, _MEDIA.get(path.suffix, "application/octet-stream"), path.stat().st_size, digest, title)


def dataset_of(root: Path, report: Published, folder: Path) -> Dataset:
    """The facts of one report whose files lie in `folder`."""
    site, descriptor, division = site_url(), report.descriptor, report.registration.division_code
    place = place_name(division, whole=False)
    log = log_of(root, report.slug, report.year)
    source = (descriptor.get("sources") or [{}])[0]
    base = f"{site}data/{report.slug}/{report.year}/"
    titles = {report.file(name): str(each["title"]) for name, each in report.resources.items()}
    titles |= {"report.xlsx": "Excel 工作簿", "report.zip": "全部文件", "datapackage.json": "数据包说明"}
    files = [
        file_facts(folder / name, base + name, words) for name, words in titles.items() if (folder / name).is_file()
    ]
    return Dataset(
        name=descriptor["name"],
        title=descriptor.get("title", ""),
        title_en=descriptor.get("title_en", ""),
        description=descriptor.get("description", ""),
        page=f"{site}departments/{report.slug}/{report.year}/",
        version=str(descriptor.get("version", "")),
        issued=log[0]["date"] if log else "",
        modified=log[-1]["date"] if log else "",
        keywords=descriptor.get("keywords", ()),
        files=files,
        creator=report.department,
        source_title=str(source.get("title", "")),
        source_url=report.registration.url,
        years=(report.year, report.year),
        place=place if place != division else "",
        division_code=division,
        measures=_measures(report),
        series=f"{site}departments/{report.slug}/#series",
    )


def collection_of(descriptor: Mapping[str, Any], folder: Path, reports: Sequence[Dataset]) -> Dataset:
    """The facts of the collection whose files lie in `folder`."""
    site = site_url()
    dates = sorted(each.modified for each in reports if each.modified)
    years = sorted(each.years[0] for each in reports if each.years)
    titles = {str(each["path"]): str(each["title"]) for each in descriptor["resources"]}
    paths = [path for path in sorted(folder.iterdir()) if path.suffix != ".html"]
    return Dataset(
        name=descriptor["name"],
        title=descriptor["title"],
        title_en=descriptor["title_en"],
        description=descriptor["description"],
        page=f"{site}downloads/",
        version=str(descriptor.get("version", "")),
        issued=dates[0] if dates else "",
        modified=dates[-1] if dates else "",
        keywords=descriptor["keywords"],
        files=[
            file_facts(path, f"{site}data/{LATEST}/{path.name}", titles.get(f"{path.name.split('.')[0]}.csv", ""))
            for path in paths
        ],
        source_title="各部门公开的部门决算报告",
        years=(years[0], years[-1]) if years else None,
    )


def _measures(report: Published) -> list[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {}
    for form in report.forms():
        for _, title in report.amount_fields(form):
            found[(title, report.unit_of(form))] = None
    return list(found)[:100]


def blockers(dataset: Dataset, licences: Sequence[object]) -> list[str]:
    """The publish gate: what keeps a dataset out of the catalogue; nothing is ever made up to fill a gap."""
    found = {
        "missing_title": not dataset.title,
        "missing_description": not _SHORTEST <= len(dataset.description) <= _LONGEST,
        "missing_license": not licences,
        "missing_source": not dataset.source_title,
        "missing_version": not dataset.version and bool(dataset.creator),
        "missing_date": not dataset.modified,
        "missing_distribution": not any(file.extension == "csv" for file in dataset.files),
    }
    return [name for name, is_missing in found.items() if is_missing]


def gate_report(found: dict[str, list[str]]) -> str:
    """The gate's result for every dataset, as published at /data/publish-gate.json."""
    content = {name: {"published": not names, "blockers": names} for name, names in sorted(found.items())}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
