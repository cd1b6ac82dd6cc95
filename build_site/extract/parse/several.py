"""A report of several files, a folder or a ZIP of them: each is read for itself, together they are one Document.

Names in a ZIP lead nowhere: its files are unpacked under names of ours, within limits, and links are refused."""

import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import ZipFile, ZipInfo

from build_site.extract.parse.office.parts import BROKEN, is_archive
from build_site.extract.parse.words import require_file, unreadable
from build_site.model import Block, Document, Grid, InputError, Line, Place, Said
from build_site.text import squeeze

MOST_FILES = 300
MOST_BYTES = 256 * 2**20
"""Of all files of a report, unpacked."""
_RATIO, _SMALL = 200, 10 * 2**20
_DEPTH = 2  # a ZIP in a ZIP
_NO_REPORT = re.compile(r"(?:^|/)(?:\.|__MACOSX/|~\$|Thumbs\.db$|desktop\.ini$|README\.md$)", re.IGNORECASE)
_BESIDE = re.compile(
    r"\.(?:css|js|json|png|jpe?g|gif|webp|svg|ico|bmp|tiff?|woff2?|ttf|mp[34]|exe|url|lnk)(?:\.download|\.下载)?$",
    re.IGNORECASE,
)
_SAVED = re.compile(r"(.*)(?:_files|\.files)/")
"""What a program has put beside a web page that it saved: frames and pictures, and the sheets of a workbook."""
_NO_NAME = re.compile(r"[\x00-\x1f\x7f\"<>|*?:\\]")
_NUMBERED = re.compile(r"^[\d\s_.、（）()-]+")


def is_several(source: Path) -> bool:
    """Whether a report's source is a folder or a ZIP of files."""
    return source.is_dir() or is_archive(source)


@contextmanager
def gathered(paths: Sequence[Path]) -> Iterator[Path]:
    """Files that make one report, as one source: the file itself, or a folder that is gone afterwards."""
    if len(paths) == 1:
        yield paths[0]
        return
    with TemporaryDirectory(prefix="report-") as name:
        folder = Path(name, _safe(f"{paths[0].name}等{len(paths)}个文件"))
        folder.mkdir()
        for path in paths:
            target = folder / path.name
            if target.exists():
                raise InputError.of("files.same-name", path.name)
            copy(path, target)
        yield folder


def copy(source: Path, target: Path) -> None:
    """A file, or a folder as it is (its links refused). Raises InputError for what cannot be read."""
    require_file(source)
    try:
        if source.is_dir():
            list(_listed(source, source.name))
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)
    except OSError as error:
        raise unreadable(source, error) from error


@contextmanager
def files(source: Path) -> Iterator[Mapping[str, Path]]:
    """The files of a report by their names within it; of a single file the empty name. Those of a ZIP are gone
    afterwards. Raises InputError for what is too much, leads out, or is locked."""
    if not is_several(source):
        yield {"": source}
        return
    with TemporaryDirectory(prefix="report-") as folder:
        found = dict(sorted(_Unpacking(source.name, Path(folder)).members(source), key=lambda each: _natural(each[0])))
        if not any(not _BESIDE.search(name) for name in found):
            raise InputError.of("files.none", source.name)
        top = {name.partition("/")[0] for name in found if "/" in name}
        if len(top) == 1 and all("/" in name for name in found):
            found = {name.partition("/")[2]: path for name, path in found.items()}
        yield {"": next(iter(found.values()))} if len(found) == 1 else found


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name)]


def _listed(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        own = _meant(os.fsencode(path.relative_to(folder).as_posix()))
        if path.is_symlink():
            raise InputError.of("files.link", f"{name}/{own}")
        if path.is_file() and not _NO_REPORT.search(own):
            yield own, path


@dataclass(slots=True)
class _Unpacking:
    """What is unpacked so far, of one report."""

    name: str
    folder: Path
    count: int = 0
    size: int = 0

    def members(self, source: Path, within: str = "", depth: int = 0) -> Iterator[tuple[str, Path]]:
        """Every file with its name in the report; those of a ZIP inside come with its name before theirs."""
        for name, path in self._folder(source) if source.is_dir() else self._zip(source, within):
            if not is_archive(path):
                yield within + name, path
            elif depth < _DEPTH - 1:
                yield from self.members(path, f"{within}{name.removesuffix('.zip')}/", depth + 1)
            else:
                raise InputError.of("files.zip-in-zip", self._path(within + name))

    def _folder(self, folder: Path) -> Iterator[tuple[str, Path]]:
        for name, path in _listed(folder, self.name):
            self._count(name, path.stat().st_size)
            yield name, path

    def _zip(self, source: Path, within: str) -> Iterator[tuple[str, Path]]:
        try:
            with ZipFile(source) as archive:
                packed = source.stat().st_size
                unpacked = sum(entry.file_size for entry in archive.infolist())
                if unpacked > _SMALL and unpacked > _RATIO * packed:
                    file, parts = self._path(within), len(archive.infolist())
                    raise InputError.of("files.bomb", file, packed=packed, unpacked=unpacked >> 20, parts=parts)
                for entry in archive.infolist():
                    name = _name(entry)
                    self._check(within + name, entry)
                    if entry.is_dir() or _NO_REPORT.search(name):
                        continue
                    self._count(within + name, entry.file_size)
                    target = self.folder / str(self.count) / _safe(name)
                    target.parent.mkdir()
                    with archive.open(entry) as packed_file, target.open("wb") as out:
                        shutil.copyfileobj(packed_file, out)
                    yield name, target
        except BROKEN as error:
            if "password" in str(error) or "encrypted" in str(error):
                raise InputError.of("files.zip-encrypted", self._path(within)) from error
            raise InputError.of("files.zip-damaged", self._path(within), cause=str(error)[:100]) from error

    def _check(self, name: str, entry: ZipInfo) -> None:
        parts = PurePosixPath(name.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or re.match("[A-Za-z]:", name):
            raise InputError.of("files.zip-leads-out", self._path(name))
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise InputError.of("files.link", self._path(name))

    def _count(self, name: str, size: int) -> None:
        self.count += 1
        self.size += size
        if self.count > MOST_FILES or self.size > MOST_BYTES:
            most, size = MOST_BYTES >> 20, self.size >> 20
            raise InputError.of(
                "files.too-many", self._path(name), files=MOST_FILES, most=most, count=self.count, size=size
            )

    def _path(self, name: str) -> str:
        return f"{self.name}/{name}" if name else self.name


def _name(entry: ZipInfo) -> str:
    """As whoever packed it meant it: names without the mark of UTF-8 are in the code page of their machine."""
    if entry.flag_bits & 0x800:
        return entry.filename
    return _meant(entry.orig_filename.encode("cp437", "replace"), entry.filename).partition("\0")[0]


def _meant(raw: bytes, otherwise: str = "") -> str:
    """A name from another machine: a ZIP packed on a Chinese Windows, or a folder unpacked from one."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return otherwise or raw.decode("utf-8", "replace")


def _safe(name: str) -> str:
    last = _NO_NAME.sub("_", PurePosixPath(name.replace("\\", "/")).name) or "_"
    stem, dot, kind = last.rpartition(".")
    return last if len(last.encode()) < 200 else f"{(stem or kind)[:40]}{dot}{kind[:10]}"


def read(source: Path, one: Callable[[Path], Document], progress: Callable[[int, int], None] | None = None) -> Document:
    """The Document of a folder or ZIP; `one` reads a file. What is no text, pictures and the like, is left out and told."""
    documents: list[Document] = []
    remarks: list[tuple[Said, Place]] = []
    with files(source) as members:
        pages = {found[1] for found in map(_SAVED.match, members) if found}
        for number, (name, path) in enumerate(members.items(), start=1):
            document = None
            try:
                document = None if _BESIDE.search(name) else one(path)
            except InputError as error:
                if not _SAVED.match(name) and name.rpartition(".")[0] not in pages:
                    file = f"{source.name}/{name}" if name else source.name
                    raise InputError(file, error.expected, error.found, error.remedy, error.place) from error
            if document is None or (_SAVED.match(name) and not any(map(_is_table, document.blocks))):
                words = Said("这个文件里没有报告的文字，没有读", "No text of a report is in the file: it is not read")
                remarks.append((words, Place(file=name)))
            else:
                documents.append(_named(document, name))
            if progress:
                progress(number, len(members))
    if not documents:
        raise InputError.of("files.none", source.name)
    first = documents[0]
    if len(documents) == 1 and not remarks:
        return replace(first, file=source.name)
    kinds = sorted({each.read_by for each in documents})
    return Document(
        file=source.name,
        blocks=tuple(block for each in documents for block in each.blocks),
        transcript=tuple(line for each in documents for line in each.transcript),
        withheld=sum(each.withheld for each in documents),
        read_by="+".join(kinds if len(kinds) > 1 else kinds * 2),
        ocr_pages=tuple(page for each in documents for page in each.ocr_pages),
        title=next((each.title for each in documents if each.title), ""),
        unread=tuple(place for each in documents for place in each.unread),
        remarks=(*remarks, *(remark for each in documents for remark in each.remarks)),
        attached=tuple(each for document in documents for each in document.attached),
        unseen=tuple(place for each in documents for place in each.unseen),
        files=tuple(members),
    )


def _is_table(block: Block) -> bool:
    return isinstance(block, Grid) and len(block.rows) > 1


def without_given(document: Document) -> Document:
    """The document with only those attachments that are missing, which are told."""
    given = {_key(each) for each in document.files}
    missing = tuple(names for names in document.attached if not {_key(name) for name in names} & given)
    words = "；".join(names[-1] for names in missing[:20]) + "……" * (len(missing) > 20)
    found = Said(
        f"网页链接的 {len(missing)} 个附件没有给出：{words}",
        f"The page links {len(missing)} attachments that were not given: {words}",
    )
    remarks = ((found, Place()),) if missing else ()
    return replace(document, attached=missing, remarks=(*document.remarks, *remarks))


def _key(name: str) -> str:
    """A file's name without folder and ending, for comparing."""
    return squeeze(re.sub(r"\.[A-Za-z]{2,5}$", "", name.rpartition("/")[2]))


def _named(document: Document, name: str) -> Document:
    """The document with its file's name in every place. A name that ends with 表 is a title that the file may lack."""
    if not name:
        return document
    blocks = [_placed(block, name) for block in document.blocks]
    title = _NUMBERED.sub("", _key(name))
    first = blocks[0]
    said = "\n".join(squeeze(block.text) for block in blocks if isinstance(block, Line))
    if title.endswith("表") and title not in said:
        blocks.insert(0, Line(title, first.place, starts=True))
    return replace(
        document,
        blocks=tuple(blocks),
        transcript=tuple(replace(line, place=replace(line.place, file=name)) for line in document.transcript),
        remarks=tuple((words, replace(place, file=name)) for words, place in document.remarks),
        unseen=tuple(replace(place, file=name) for place in document.unseen),
        unread=tuple(replace(place, file=name) for place in document.unread),
    )


def _placed(block: Block, name: str) -> Block:
    place = replace(block.place, file=name)
    if isinstance(block, Line):
        return replace(block, place=place)
    rows = (tuple(cell._replace(place=replace(cell.place, file=name)) for cell in row) for row in block.rows)
    return replace(block, place=place, rows=tuple(rows))
