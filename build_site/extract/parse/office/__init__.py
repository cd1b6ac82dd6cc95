"""Office files: what a file is by its content, what must not be opened, and who reads it."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from lxml import etree

from build_site.extract.parse.office import parts
from build_site.extract.parse.office.parts import BROKEN
from build_site.model import Document, InputError, Place, Said

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE = b"\xff\xff\xff\xff"
_SECONDS = 60


def read(data: bytes, name: str) -> Document | None:
    """The Document of a workbook or Word file; None for what is no office file.

    Raises InputError, one for each reason, for what cannot be read or must not be opened, with how to convert it."""
    if data.startswith(b"PK\x03\x04"):
        return _of_zip(data, name)
    if data.startswith(b"PK\x05\x06"):
        raise InputError.of("file.empty-zip", name)
    if data.startswith(_OLE):
        return _of_ole(data, name)
    if data.startswith(b"{\\rtf"):
        return _converted(data, name, "rtf", "docx")
    for mark, what in _OTHER.items():
        if mark in data[:2048]:
            raise InputError.of("office.other-kind", name, what)
    return None


_OTHER = {
    b"urn:schemas-microsoft-com:office:spreadsheet": Said("Excel 2003 的 XML 表格", "an XML spreadsheet of Excel 2003"),
    b"http://schemas.microsoft.com/office/word/2003/wordml": Said(
        "Word 2003 的 XML 文件", "an XML document of Word 2003"
    ),
    b"http://schemas.microsoft.com/office/2006/xmlPackage": Said("Word 的单个 XML 文件", "a flat XML document of Word"),
    b"<office:document ": Said("OpenDocument 的单个 XML 文件", "a flat XML document of OpenDocument"),
    b"Content-Type: multipart/related": Said("单个文件网页（MHT）", "a web archive (MHT)"),
    b"Rar!\x1a": Said("RAR 压缩包", "a RAR archive"),
    b"7z\xbc\xaf\x27\x1c": Said("7z 压缩包", "a 7z archive"),
}


def _of_zip(data: bytes, name: str, *, again: bool = True) -> Document:
    """`again`: what the library cannot read may be read as LibreOffice writes it."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts.refuse_bomb(archive.infolist(), len(data), name)
            kind, main = parts.kind_of(archive)
            if kind == "broken":
                raise BadZipFile("its main part is missing")
            if kind in _NOT_READ:
                raise InputError.of(_NOT_READ[kind], name)
            read = parts.read(archive, name) if kind != "xlsb" else {}
            macros = parts.has_macros(archive)
    except BROKEN as error:
        if "password" in str(error) or "encrypted" in str(error):
            raise InputError.of("office.encrypted", name) from error
        raise _damaged(name, str(error)) from error
    if kind == "xlsb":
        document = _converted(data, name, kind, "xlsx")
    else:
        from build_site.extract.parse.office import odf, sheets, word  # openpyxl is loaded when a workbook comes

        readers: dict[str, Callable[[parts.Parts, str], Document]] = {
            "xlsx": sheets.read_xlsx,
            "docx": partial(word.read_docx, main=main),
            "ods": odf.read_ods,
            "odt": odf.read_odt,
        }
        whole = again and kind == "xlsx" and all(map(_is_xml, read.values()))
        instead = partial(_converted, data, name, kind, kind) if whole and _program() else None
        document = _guarded(partial(readers[kind], read, name), name, instead)
    if macros:
        words = Said("文件里的宏没有运行", "Macros in the file are not run")
        document = replace(document, remarks=(*document.remarks, (words, Place())))
    return document


_NOT_READ = {"ofd": "office.ofd", "pptx": "office.presentation", "other": "office.other-zip"}


def _is_xml(content: bytes) -> bool:
    try:
        etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return False
    return True


def _guarded(read: Callable[[], Document], name: str, instead: Callable[[], Document] | None = None) -> Document:
    """The reading of a file that its library may find damaged; one that is whole all the same is read otherwise."""
    try:
        return read()
    except (InputError, MemoryError):
        raise
    except Exception as error:
        if "password" in str(error).lower() or "encrypted" in str(error).lower():
            raise InputError.of("office.encrypted", name) from error
        if instead:
            with contextlib.suppress(InputError):
                return instead()
        raise _damaged(name, f"{type(error).__name__}: {error}") from error


def _of_ole(data: bytes, name: str) -> Document:
    """The files of Office up to 2003, and of WPS (ET, WPS), which are such."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise InputError.of("office.encrypted", name)
    if not _is_whole(data):
        raise _damaged(name, "its end is missing")
    if "WordDocument".encode("utf-16-le") in data:
        return _converted(data, name, "doc", "docx")
    if any(each.encode("utf-16-le") in data for each in ("Workbook", "Book")):
        from build_site.extract.parse.office import sheets

        return _guarded(partial(sheets.read_xls, data, name), name)
    raise InputError.of("office.old-kind", name)


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
    program = _program()
    old, new = kind.upper(), target.upper()
    if program is None:
        raise InputError.of("office.no-libreoffice", name, old=old, new=new)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"given.{kind}")
        source.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [
            program,
            profile,
            "--headless",
            "--convert-to",
            target,
            "--outdir",
            str(Path(folder, "made")),
            str(source),
        ]
        try:
            _run(command)
            made = Path(folder, "made", f"given.{target}").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise InputError.of("office.not-converted", name, old=old, new=new) from error
    return _of_zip(made, name, again=False)


def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


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


def _damaged(name: str, what: str) -> InputError:
    return InputError.of("office.damaged", name, cause=what[:120])
