"""Office files: what a file is by its content, what must not be opened, and who reads it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from build_site.extract.parse.words import (
    A_REPORT,
    FETCH_AGAIN,
    MOST_CELLS,
    READABLE,
    SAVE_AS,
    too_large,
    too_many_cells,
)
from build_site.model import Document, InputError, Place, Said, column_number

MOST_BYTES = 64 * 2**20
"""Of a file's parts, unpacked: a report's have a few MB; more are a bomb, or a million rows."""
_RATIO = 400
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DTD = tuple(words.encode(code) for words in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le", "utf-16-be"))
_AREA = re.compile(rb"<mergeCell ref=\"([A-Z]+)(\d+):([A-Z]+)(\d+)\"")
_FREE = b"\xff\xff\xff\xff"
_SECONDS = 120
BROKEN = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
"""What zipfile raises for a file that is no whole ZIP, or a locked one."""


def read(data: bytes, name: str) -> Document | None:
    """The Document of a workbook or Word file; None for what is no office file.

    Raises InputError, one for each reason, for what cannot be read or must not be opened, with how to convert it."""
    if data.startswith(b"PK\x03\x04"):
        return _of_zip(data, name)
    if data.startswith(b"PK\x05\x06"):
        raise InputError(name, A_REPORT, Said("空压缩包", "an empty ZIP"), FETCH_AGAIN)
    if data.startswith(_OLE):
        return _of_ole(data, name)
    if data.startswith(b"{\\rtf"):
        return _converted(data, name, "rtf", "docx")
    for mark, what in _OTHER.items():
        if mark in data[:2048]:
            raise InputError(name, READABLE, what, SAVE_AS)
    return None


_OTHER = {
    b"urn:schemas-microsoft-com:office:spreadsheet": Said("Excel 2003 的 XML 表格", "an XML spreadsheet of Excel 2003"),
    b"http://schemas.microsoft.com/office/word/2003/wordml": Said(
        "Word 2003 的 XML 文件", "an XML document of Word 2003"
    ),
    b"Content-Type: multipart/related": Said("单个文件网页（MHT）", "a web archive (MHT)"),
    b"Rar!\x1a": Said("RAR 压缩包", "a RAR archive"),
    b"7z\xbc\xaf\x27\x1c": Said("7z 压缩包", "a 7z archive"),
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
        words = Said("文件里的宏没有运行", "Macros in the file are not run")
        document = replace(document, remarks=(*document.remarks, (words, Place())))
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
        remedy = Said(
            "请用 OFD 阅读器（数科、福昕、WPS）另存为 PDF。",
            "Open it in an OFD reader (数科, 福昕, WPS) and save it as PDF.",
        )
        raise InputError(name, READABLE, Said("OFD 版式文件", "an OFD file"), remedy)
    return _converted(data, name, kind, "xlsx") if kind == "xlsb" else _guarded(kind, data, name)


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
        return readers[kind](data, name)
    except (InputError, MemoryError):
        raise
    except Exception as error:
        if "password" in str(error).lower() or "encrypted" in str(error).lower():
            raise _encrypted(name) from error
        raise _damaged(name, f"{type(error).__name__}: {error}") from error


def _refuse_bomb(names: dict[str, ZipInfo], size: int, name: str) -> None:
    unpacked = sum(each.file_size for each in names.values())
    if unpacked > MOST_BYTES or (unpacked > 10 * 2**20 and unpacked > _RATIO * size) or len(names) > 10_000:
        expected = Said(
            f"解压后至多 {MOST_BYTES >> 20} MB、且不过文件 {_RATIO} 倍的文件",
            f"a file of at most {MOST_BYTES >> 20} MB unpacked, and {_RATIO} times its size",
        )
        raise too_large(name, expected, unpacked, size, len(names))


def _refuse_harm(archive: ZipFile, names: dict[str, ZipInfo], name: str) -> None:
    """Entities may grow without end, merged areas cover a sheet of billions of cells: neither stands in an honest file."""
    cells = 0
    for part in names:
        if not part.lower().endswith((".xml", ".rels")):
            continue
        content = archive.read(part)
        cells += sum(map(content.count, (b"<c ", b"<c>", b"<w:tc>", b"<w:tc ", b"<table:table-cell")))
        if any(mark in content for mark in _DTD):
            expected = Said("没有 XML 实体的文件", "an office file without XML entities")
            remedy = Said("请用 Excel、Word 或 WPS 重新另存。", "Save the file again with Excel, Word or WPS.")
            found = Said(f"{part} 里的 DOCTYPE 声明（实体，不予打开）", f"a DOCTYPE in {part}")
            raise InputError(name, expected, found, remedy)
        if sum(_area(found) for found in _AREA.findall(content)) > 1_000_000:
            expected = Said("一份报告那样大小的合并区域", "merged areas of a report's size")
            remedy = Said("请取消整行整列的合并。", "Undo the merging of whole rows or columns.")
            big = Said(f"{part} 里有几百万个合并的单元格", f"millions of merged cells in {part}")
            raise InputError(name, expected, big, remedy)
    if cells > MOST_CELLS:
        raise too_many_cells(name, count=cells)


def _area(found: tuple[bytes, ...]) -> int:
    left, top, right, bottom = found
    width = abs(column_number(right.decode()) - column_number(left.decode())) + 1
    return width * (abs(int(bottom[:9]) - int(top[:9])) + 1)


def _of_ole(data: bytes, name: str) -> Document:
    """The files of Office up to 2003, and of WPS (ET, WPS), which are such."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise _encrypted(name)
    if not _is_whole(data):
        raise _damaged(name, "its end is missing")
    if "WordDocument".encode("utf-16-le") in data:
        return _converted(data, name, "doc", "docx")
    if any(each.encode("utf-16-le") in data for each in ("Workbook", "Book")):
        return _guarded("xls", data, name)
    raise InputError(name, READABLE, Said("另一种旧的 Office 文件", "an old office file of another kind"), SAVE_AS)


def _is_whole(data: bytes) -> bool:
    """Whether all sectors are there that the file's own table (FAT) counts."""
    size, count = 1 << int.from_bytes(data[30:32], "little"), int.from_bytes(data[44:48], "little")
    tables = [int.from_bytes(data[at : at + 4], "little") for at in range(76, 76 + 4 * min(count, 109), 4)]
    there = -(-len(data) // size) - 1  # sectors behind the header
    last = max(tables, default=0)
    for number, sector in enumerate(tables):
        table = data[(sector + 1) * size : (sector + 2) * size]
        used = (at for at in range(len(table) // 4) if table[4 * at : 4 * at + 4] != _FREE)
        last = max(last, number * (size // 4) + max(used, default=0))
    return size >= 512 and last < there


def _converted(data: bytes, name: str, kind: str, target: str) -> Document:
    """The Document of what LibreOffice makes of a file; its macros are not run."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    old, new = kind.upper(), target.upper()
    how = Said(f"请用 Office 或 WPS 另存为 {new}。", f"Save it as {new} with Office, WPS or LibreOffice.")
    if program is None:
        found = Said(f"{old} 文件，本机没有 LibreOffice 来转换", f"a {old} file, and no LibreOffice here to convert it")
        raise InputError(name, READABLE, found, how)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"report.{kind}")
        source.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", target, "--outdir", folder, str(source)]
        try:
            _run(command)
            made = Path(folder, f"report.{target}").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            found = Said(f"LibreOffice 转换不了的 {old} 文件", f"a {old} file that LibreOffice cannot convert")
            raise InputError(name, READABLE, found, how) from error
    document = _of_zip(made, name)
    if document is None:
        raise _damaged(name, "nothing after conversion")
    return document


def _run(command: list[str]) -> None:
    """Run a program; when its time is over it ends with all that it has started, within the group of our own process, which
    whoever ends us ends too. Raises what subprocess raises for what fails."""
    nothing = subprocess.DEVNULL  # a pipe would be waited for as long as a program of its own holds it
    with subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing) as started:
        try:
            if started.wait(_SECONDS):
                raise subprocess.CalledProcessError(started.returncode, command)
        finally:
            for each in _family(started.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(each, signal.SIGKILL)


def _family(process: int) -> list[int]:
    """A process that runs and those that it and its own have started (Linux; elsewhere LibreOffice is one process)."""
    started = (path.read_text() for path in Path(f"/proc/{process}/task").glob("*/children"))
    return [process, *(each for words in started for child in words.split() for each in _family(int(child)))]


def _encrypted(name: str) -> InputError:
    remedy = Said("请取消密码后另存。", "Save it without a password.")
    return InputError(
        name, Said("没有密码的文件", "a file without a password"), Said("加密的文件", "an encrypted one"), remedy
    )


def _damaged(name: str, what: str) -> InputError:
    return InputError(
        name,
        Said("完整的 Office 文件", "a whole office file"),
        Said("损坏或不完整的文件", f"a damaged or truncated one ({what[:120]})"),
        Said("请重新下载，或用 Office 打开后另存。", "Fetch it again, or open it in Office and save it again."),
    )
