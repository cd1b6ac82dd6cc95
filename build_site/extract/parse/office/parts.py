"""The parts of an office file that is a ZIP: which kind of file it is, and what must not be opened."""

import re
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from build_site.extract.parse.words import MOST_CELLS, too_many_cells
from build_site.model import InputError, column_number

MOST_BYTES = 64 * 2**20
"""Of a file's parts, unpacked: a report's have a few MB; more are a bomb, or a million rows."""
_RATIO = 400
_MOST_AREAS = 20_000
_DTD = tuple(words.encode(code) for words in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le", "utf-16-be"))
_AREA = re.compile(rb"<(?:\w+:)?mergeCell ref=\"([A-Z]+)(\d+):([A-Z]+)(\d+)\"")
_BLANK_ROWS = re.compile(rb"<row\b[^<>]*>(?:\s*<c\b[^<>]*(?:/>|></c>))*\s*</row>|<row\b[^<>]*/>")
_CELLS = re.compile(rb"<(?:\w+:)?(?:c|tc|table-cell)[ >/]")
_MAIN = re.compile(rb"<Relationship\b[^>]*/officeDocument[\"'][^>]*>")
_SHEET = re.compile(rb"<Relationship\b[^>]*/worksheet[\"'][^>]*>")
_TARGET = re.compile(rb"Target=[\"']/?([^\"']+)")
_KINDS = {"xl": "xlsx", "word": "docx", "ppt": "pptx"}
_MACROS = ("Basic/", "Scripts/")  # of an open document
_STRICT = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/": b"http://schemas.openxmlformats.org/officeDocument/2006/",
}
"""Namespaces of files saved as “Strict Open XML”, and those of all others."""
BROKEN = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
"""What zipfile raises for a file that is no whole ZIP, or a locked one."""
Parts = Mapping[str, bytes]
"""The XML of a file by the names of its parts."""


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP of files, not an office file."""
    try:
        with path.open("rb") as handle:
            if handle.read(4) != b"PK\x03\x04":
                return False
        with ZipFile(path) as archive:
            return kind_of(archive)[0] == "zip"
    except BROKEN:
        return False  # whoever reads it says what is wrong


def kind_of(archive: ZipFile) -> tuple[str, str]:
    """What kind of file it is, and its main part."""
    names = {_slashed(each): each for each in archive.namelist()}
    mimetype = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
    for kind in ("spreadsheet", "text"):
        if f"opendocument.{kind}" in mimetype:
            return "ods" if kind == "spreadsheet" else "odt", "content.xml"
    told = _MAIN.search(archive.read(names["_rels/.rels"])) if "_rels/.rels" in names else None
    target = _TARGET.search(told[0]) if told else None
    usual = ("xl/workbook.xml", "xl/workbook.bin", "word/document.xml")
    main = target[1].decode("utf-8", "replace") if target else next(filter(names.__contains__, usual), "")
    if main in names:
        return "xlsb" if main.endswith(".bin") else _KINDS.get(main.partition("/")[0], "other"), main
    if any(each.upper().endswith("OFD.XML") for each in names):
        return "ofd", ""
    return "other" if mimetype else "broken" if "[Content_Types].xml" in names else "zip", ""


def has_macros(archive: ZipFile) -> bool:
    """Whether programs stand in the file."""
    return any(each.endswith("vbaProject.bin") or each.startswith(_MACROS) for each in archive.namelist())


def _slashed(name: str) -> str:
    return name.replace("\\", "/")


def read(archive: ZipFile, name: str) -> Parts:
    """The XML of an office file. Raises InputError for entities, which may grow without end, for more cells than a report
    has, and for merged areas that cover a sheet of billions of cells: none stands in an honest file."""
    found: dict[str, bytes] = {}
    cells = 0
    for entry in archive.infolist():
        part = _slashed(entry.filename)
        if not part.lower().endswith((".xml", ".rels")):
            continue
        content = archive.read(entry)
        if part.startswith("xl/worksheets/"):
            content = _BLANK_ROWS.sub(b"", content)  # formats down to a sheet's end
        cells += len(_CELLS.findall(content))
        if any(mark in content for mark in _DTD):
            raise InputError.of("office.entities", name, part=part)
        areas = [_area(found) for found in _AREA.findall(content)]
        if sum(areas) > 1_000_000 or len(areas) > _MOST_AREAS:
            raise InputError.of("office.merged-areas", name, part=part)
        for strict, usual in _STRICT.items():
            content = content.replace(strict, usual)
        found[part] = content
    if cells > MOST_CELLS:
        raise too_many_cells(name, count=cells)
    for part in (each for each in found if each.startswith("xl/_rels/")):
        sheets = (_TARGET.search(relation) for relation in _SHEET.findall(found[part]))
        for sheet in (target[1].decode("utf-8", "replace") for target in sheets if target):
            if sheet not in found and f"xl/{sheet}" not in found:
                raise BadZipFile(f"{sheet} is missing")  # openpyxl and LibreOffice pass over it
    return found


def refuse_bomb(entries: Iterable[ZipInfo], size: int, name: str) -> None:
    """Raises InputError for what unpacks to more than a report can be."""
    sizes = [each.file_size for each in entries]
    unpacked = sum(sizes)
    if unpacked > MOST_BYTES or (unpacked > 10 * 2**20 and unpacked > _RATIO * size) or len(sizes) > 10_000:
        most, unpacked = MOST_BYTES >> 20, unpacked >> 20
        raise InputError.of(
            "office.bomb", name, most=most, ratio=_RATIO, packed=size, unpacked=unpacked, parts=len(sizes)
        )


def _area(found: tuple[bytes, ...]) -> int:
    left, top, right, bottom = found
    width = abs(column_number(right.decode()) - column_number(left.decode())) + 1
    return width * (abs(int(bottom[:9]) - int(top[:9])) + 1)
