"""What is published beside the pages: the packages' files in every form, and what catalogues and feed readers fetch.

twins (JSON, Excel-CSV) · archive (report.zip) · facts (what catalogues say) · index (for programs that read) · schema_org, dcat, feed, cite · gate (what
may be catalogued) · whole (the collection, the code lists and the files at the site's root).
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from build_site.package.versions import CHANGES, HISTORY, VERSIONS, history
from build_site.render import large
from build_site.render.publish.archive import read_me
from build_site.render.publish.facts import site_url
from build_site.render.publish.twins import excel_twin, json_twin
from build_site.render.publish.whole import Whole
from build_site.render.published import Published
from build_site.run.archive import write_zip
from build_site.run.whole import csv_bytes

__all__ = ["Whole", "publish"]
PACKED = "package.zip"


def publish(report: Published, folder: Path) -> dict[str, int]:
    """Copy a package into `folder` (which must not exist) and add its other forms. Returns each file's size in bytes.

    On a large site the technical tables are packed, few tables have twins, and there is no report.zip."""
    folder.mkdir(parents=True)
    for path in sorted(report.folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            shutil.copyfile(path, folder / path.name)
    for name, resource in report.resources.items():
        types = {str(each["name"]): str(each.get("type", "string")) for each in report.fields(name)}
        titles = {str(each["name"]): str(each.get("title", "")) for each in report.fields(name)}
        if report.large and name in large.TECHNICAL:
            large.pack(folder / resource["path"])
        if report.large and name not in large.TWINS:
            continue
        (folder / f"{name}.json").write_text(json_twin(report.table(name), types), encoding="utf-8")
        (folder / f"{name}-excel.csv").write_bytes(excel_twin(report.table(name), types, titles))
    workbook = _root(report) / "build" / "exports" / report.slug / str(report.year) / "report.xlsx"
    if workbook.is_file():
        shutil.copyfile(workbook, folder / workbook.name)
    _publish_log(report, folder)
    if report.large:
        large.describe(large.brief(report.descriptor), folder)
    else:
        _archive(report, folder)
    sizes = {path.name: path.stat().st_size for path in sorted(folder.iterdir())}
    _publish_pictures(report, folder)
    _publish_versions(report, folder)
    return sizes


def _archive(report: Published, folder: Path) -> None:
    """report.zip with every file so far."""
    address = f"{site_url()}departments/{report.slug}/{report.year}/"
    files = [path for path in sorted(folder.iterdir()) if path.is_file()]
    write_zip(folder / "report.zip", files, {"README.txt": read_me(report.descriptor, address)})


def _root(report: Published) -> Path:
    return report.folder.parents[3]


def _publish_log(report: Published, folder: Path) -> None:
    """What each version changed, and which numbers."""
    (folder / VERSIONS).write_bytes(csv_bytes(HISTORY, history(_log(report))))
    if (_log(report) / CHANGES).is_file():
        shutil.copyfile(_log(report) / CHANGES, folder / CHANGES)


def _publish_versions(report: Published, folder: Path) -> None:
    """Each version below v/<version>/ as package.zip; earlier ones unpacked beside it, unless the site is large."""
    current = folder / "v" / str(report.descriptor.get("version", ""))
    if not report.large:
        current.mkdir(parents=True)
        write_zip(current / PACKED, (path for path in report.folder.iterdir() if path.is_file()))
    for kept in sorted(_log(report).glob("*.zip")):
        target = folder / "v" / kept.stem
        if target == current:
            continue
        target.mkdir(parents=True)
        shutil.copyfile(kept, target / PACKED)
        if not report.large:
            with zipfile.ZipFile(kept) as archive:
                archive.extractall(target)


def _log(report: Published) -> Path:
    return _root(report) / "data" / "versions" / report.slug / str(report.year)


def _publish_pictures(report: Published, folder: Path) -> None:
    """Of a PDF: pages/p<page>.png and, where the pipeline kept one, report.pdf."""
    for page in sorted(report.pictured):
        (folder / "pages").mkdir(exist_ok=True)
        shutil.copyfile(report.pictures / f"p{page}.png", folder / "pages" / f"p{page}.png")
    if report.has_pdf:
        shutil.copyfile(report.pictures / "report.pdf", folder / "report.pdf")
