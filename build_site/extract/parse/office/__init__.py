"""Office files: what a file is by its content, what must not be opened, and who reads it."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from build_site.extract.parse.rows import MOST_CELLS
from build_site.model import Document, InputError, Place

MOST_BYTES = 64 * 2**20
"""Of a file's parts, unpacked: a report's have a few MB; more are a bomb, or a million rows."""
_RATIO = 400
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DTD = tuple(words.encode(code) for words in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le", "utf-16-be"))
_AREA = re.compile(rb"<mergeCell ref=\"([A-Z]+)(\d+):([A-Z]+)(\d+)\"")
_SECONDS = 120
BROKEN = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
"""What zipfile raises for a file that is no whole ZIP, or a locked one."""


def read(data: bytes, name: str) -> Document | None:
    """The Document of a workbook or Word file; None for what is no office file.

    Raises InputError, one for each reason, for what cannot be read or must not be opened, with how to convert it."""
    if data.startswith(b"PK\x03\x04"):
        return _of_zip(data, name)
    if data.startswith(b"PK\x05\x06"):
        raise InputError(name, "a report", "an empty ZIP", "Fetch the report again.（空压缩包）")
    if data.startswith(_OLE):
        return _of_ole(data, name)
    if data.startswith(b"{\\rtf"):
        return _converted(data, name, "rtf", "docx")
    for mark, what in _OTHER.items():
        if mark in data[:2048]:
            raise InputError(name, _KINDS, what, "Save it as PDF, XLSX or DOCX.（请另存为 PDF、XLSX 或 DOCX）")
    return None


_KINDS = "a PDF, a workbook (XLSX, XLS, ODS), a Word file (DOCX), a web page or a text"
_OTHER = {
    b"urn:schemas-microsoft-com:office:spreadsheet": "an XML spreadsheet of Excel 2003",
    b"http://schemas.microsoft.com/office/word/2003/wordml": "an XML document of Word 2003",
    b"Content-Type: multipart/related": "a web archive (MHT)",
    b"Rar!\x1a": "a RAR archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
}


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP of files, not an office file."""
    try:
        with path.open("rb") as handle:
            if handle.read(4) != b"PK\x03\x04":
                return False
        with ZipFile(path) as archive:
            return _kind(archive, {each.filename: each for each in archive.infolist()}) == "zip"
    except BROKEN:
        return False  # whoever reads it says what is wrong


def _of_zip(data: bytes, name: str) -> Document | None:
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = {each.filename: each for each in archive.infolist()}
            _refuse_bomb(names, len(data), name)
            kind = _kind(archive, names)
            if kind in ("xlsx", "docx", "ods", "odt"):
                _refuse_harm(archive, names, name)
    except BROKEN as error:
        if "password" in str(error) or "encrypted" in str(error):
            raise _encrypted(name) from error
        raise _damaged(name, str(error)) from error
    document = _by_kind(data, name, kind)
    if any(each.endswith("vbaProject.bin") for each in names):
        from dataclasses import replace

        document = replace(document, remarks=(*document.remarks, ("Macros in the file are not run", Place())))
    return document


def _kind(archive: ZipFile, names: dict[str, ZipInfo]) -> str:
    mimetype = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
    for part, kind in (("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb"), ("word/document.xml", "docx")):
        if part in names:
            return kind
    if "opendocument.spreadsheet" in mimetype:
        return "ods"
    if "opendocument.text" in mimetype:
        return "odt"
    return "ofd" if any(each.upper().endswith("OFD.XML") for each in names) else "zip"


def _by_kind(data: bytes, name: str, kind: str) -> Document:
    if kind == "ofd":
        raise InputError(
            name,
            _KINDS,
            "an OFD file",
            "Open it in an OFD reader (数科, 福昕, WPS) and save it as PDF.（OFD 版式文件：请用 OFD 阅读器另存为 PDF）",
        )
    return _guarded(kind, data, name)


def _guarded(kind: str, data: bytes, name: str) -> Document:
    """The reading of a file that its library may find damaged."""
    from build_site.extract.parse.office import odf, sheets, word

    readers: dict[str, Callable[[bytes, str], Document]] = {
        "xlsx": sheets.read_xlsx,
        "xls": sheets.read_xls,
        "docx": word.read_docx,
        "ods": odf.read_ods,
        "odt": odf.read_odt,
    }
    try:
        if kind in readers:
            return readers[kind](data, name)
        return sheets.read_calamine(data, name, kind)
    except (InputError, MemoryError):
        raise
    except Exception as error:
        if "password" in str(error).lower() or "encrypted" in str(error).lower():
            raise _encrypted(name) from error
        raise _damaged(name, f"{type(error).__name__}: {error}") from error


def _refuse_bomb(names: dict[str, ZipInfo], size: int, name: str) -> None:
    unpacked = sum(each.file_size for each in names.values())
    if unpacked > MOST_BYTES or (unpacked > 10 * 2**20 and unpacked > _RATIO * size) or len(names) > 10_000:
        raise InputError(
            name,
            f"a file of at most {MOST_BYTES >> 20} MB unpacked, and {_RATIO} times its size",
            f"{unpacked >> 20:,} MB in {len(names):,} parts, packed into {size:,} bytes",
            "Keep only the report's own sheets and text; blank rows to the sheet's end count too.（解压后过大：请只保留决算内容）",
        )


def _refuse_harm(archive: ZipFile, names: dict[str, ZipInfo], name: str) -> None:
    """Entities may grow without end, merged areas cover a sheet of billions of cells: neither stands in an honest file."""
    cells = 0
    for part in names:
        if not part.lower().endswith((".xml", ".rels")):
            continue
        content = archive.read(part)
        cells += content.count(b"<c ") + content.count(b"<c>")
        if any(mark in content for mark in _DTD):
            raise InputError(
                name,
                "an office file without XML entities",
                f"a DOCTYPE in {part}",
                "Save the file again with Excel, Word or WPS.（文件含 XML 实体声明，不予打开，请重新另存）",
            )
        if sum(_area(found) for found in _AREA.findall(content)) > 1_000_000:
            raise InputError(
                name,
                "merged areas of a report's size",
                f"millions of merged cells in {part}",
                "Undo the merging of whole rows or columns.（合并区域过大，请取消整行整列的合并）",
            )
    if cells > MOST_CELLS:
        raise InputError(
            name,
            f"at most {MOST_CELLS:,} cells",
            f"{cells:,}",
            "Leave only the report's forms in the file.（单元格过多，请只保留决算表）",
        )


def _area(found: tuple[bytes, ...]) -> int:
    def column(letters: bytes) -> int:
        number = 0
        for letter in letters:
            number = number * 26 + letter - 64
        return number

    left, top, right, bottom = found
    return (abs(column(right) - column(left)) + 1) * (abs(int(bottom[:9]) - int(top[:9])) + 1)


def _of_ole(data: bytes, name: str) -> Document:
    """The files of Office up to 2003, and of WPS (ET, WPS), which are such."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise _encrypted(name)
    if "WordDocument".encode("utf-16-le") in data:
        return _converted(data, name, "doc", "docx")
    if any(each.encode("utf-16-le") in data for each in ("Workbook", "Book")):
        return _guarded("xls", data, name)
    raise InputError(
        name,
        _KINDS,
        "an old office file of another kind",
        "Save it as PDF, XLSX or DOCX.（请另存为 PDF、XLSX 或 DOCX）",
    )


def _converted(data: bytes, name: str, kind: str, target: str) -> Document:
    """The Document of what LibreOffice makes of a file; its macros are not run."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    how = f"Save it as {target.upper()} with Word, WPS or LibreOffice.（{kind.upper()} 文件：请用 Word 或 WPS 另存为 {target.upper()}）"
    if program is None:
        raise InputError(name, _KINDS, f"a {kind.upper()} file, and no LibreOffice here to convert it", how)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"report.{kind}")
        source.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", target, "--outdir", folder, str(source)]
        try:
            nothing = subprocess.DEVNULL  # a pipe would be waited for as long as a program of its own holds it
            subprocess.run(command, stdout=nothing, stderr=nothing, timeout=_SECONDS, check=True)
            made = Path(folder, f"report.{target}").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise InputError(name, _KINDS, f"a {kind.upper()} file that LibreOffice cannot convert", how) from error
    document = _of_zip(made, name)
    if document is None:
        raise _damaged(name, "nothing after conversion")
    return document


def _encrypted(name: str) -> InputError:
    return InputError(
        name,
        "a file without a password",
        "an encrypted one",
        "Save it without a password.（文件已加密，请取消密码后另存）",
    )


def _damaged(name: str, what: str) -> InputError:
    return InputError(
        name,
        "a whole office file",
        f"a damaged or truncated one ({what[:120]})",
        "Fetch it again, or open it in Office and save it again.（文件损坏或不完整，请重新下载或另存）",
    )
