"""What is published beside the pages: the packages' files in every form, and what catalogues and feed readers fetch.

twins (JSON, Excel-CSV, packed) · archive (report.zip) · facts (what catalogues say) · index (for programs that read) · schema_org, dcat, feed, cite · gate (what
may be catalogued) · whole (the collection, the code lists and the files at the site's root).
"""

import shutil
from pathlib import Path

from build_site.model import Form
from build_site.package.versions import CHANGES, HISTORY, VERSIONS, history
from build_site.render.publish.archive import lead, read_me
from build_site.render.publish.facts import site_url
from build_site.render.publish.twins import brief, describe, excel_twin, json_twin, pack
from build_site.render.publish.whole import Whole
from build_site.render.published import PACKED, Published
from build_site.run.whole import csv_bytes, write_zip

__all__ = ["Whole", "publish"]
_EXCEL = frozenset((*Form, "budget-execution"))
"""The tables that are there for Excel too; the workbook has all that people read."""


def publish(report: Published, folder: Path) -> dict[str, int]:
    """Copy a package into `folder` (which must not exist) and add its other forms. Returns each file's size in bytes.

    The tables of PACKED are packed, as CSV and as JSON; the forms, which people open by hand, are there for Excel too."""
    folder.mkdir(parents=True)
    package = [path for path in sorted(report.folder.iterdir()) if path.is_file() and not path.name.startswith(".")]
    for path in package:
        shutil.copyfile(path, folder / path.name)
    for name, resource in report.resources.items():
        rows, fields = report.table(name), report.fields(name)
        types = {str(each["name"]): str(each.get("type", "string")) for each in fields}
        twin = folder / f"{name}.json"
        twin.write_text(json_twin(rows, types), encoding="utf-8")
        if name in PACKED:
            pack(folder / resource["path"])
            pack(twin)
        if name in _EXCEL:
            titles = {str(each["name"]): str(each.get("title", "")) for each in fields}
            (folder / f"{name}-excel.csv").write_bytes(excel_twin(rows, types, titles))
    describe(brief(report.descriptor), folder)
    workbook = _root(report) / "build" / "exports" / report.slug / str(report.year) / "report.xlsx"
    if workbook.is_file():
        shutil.copyfile(workbook, folder / workbook.name)
    _publish_log(report, folder)
    address = f"{site_url()}departments/{report.slug}/{report.year}/"
    write_zip(folder / "report.zip", package, {"README.txt": read_me(report.descriptor, address)})
    sizes = {path.name: path.stat().st_size for path in sorted(folder.iterdir())}
    _publish_pictures(report, folder)
    _publish_versions(report, folder)
    lead(folder, f"../../../departments/{report.slug}/{report.year}/downloads/")
    return sizes


def _root(report: Published) -> Path:
    return report.folder.parents[3]


def _publish_log(report: Published, folder: Path) -> None:
    """What each version changed, and which numbers."""
    (folder / VERSIONS).write_bytes(csv_bytes(HISTORY, history(_log(report))))
    if (_log(report) / CHANGES).is_file():
        shutil.copyfile(_log(report) / CHANGES, folder / CHANGES)


def _publish_versions(report: Published, folder: Path) -> None:
    """Each version below v/<version>/, whose own address leads to it: an earlier one is package.zip, this one report.zip until the
    next one follows it."""
    current = str(report.descriptor.get("version", ""))
    for name in {current, *(path.stem for path in _log(report).glob("*.zip"))}:
        (folder / "v" / name).mkdir(parents=True)
        lead(folder / "v" / name, "../../report.zip" if name == current else "package.zip")
        if name != current:
            shutil.copyfile(_log(report) / f"{name}.zip", folder / "v" / name / "package.zip")


def _log(report: Published) -> Path:
    return _root(report) / "data" / "versions" / report.slug / str(report.year)


def _publish_pictures(report: Published, folder: Path) -> None:
    """Of a PDF: its pages and, where the pipeline kept one, report.pdf."""
    for page in sorted(report.pictured):
        (folder / "pages").mkdir(exist_ok=True)
        shutil.copyfile(report.pictures / report.picture(page), folder / "pages" / report.picture(page))
    if report.has_pdf:
        shutil.copyfile(report.pictures / "report.pdf", folder / "report.pdf")
