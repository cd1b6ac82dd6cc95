"""The last gate before publication: no file under docs/ holds a person's contact data or account number.

What the reading rooms mask (extract/parse/withhold.py) should never come this far; this scan trusts none of it and
looks at the finished files, into workbooks, archives and databases too. What is written from a CSV that is scanned is not
opened again: Parquet, packed tables, the twins of a table.
"""

import csv
import hashlib
import io
import os
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from build_site.model import InputError
from build_site.registers.personal import pieces, suspects
from build_site.run.memory import Marks, Memory, Product, code

_TEXTS = frozenset(".bib .csv .html .json .jsonld .md .txt .xml .yml".split())
_ARCHIVES = frozenset((".xlsx", ".zip"))
_DATABASES = frozenset((".sqlite",))
_PASSED_OVER = "vendor"
"""A folder of libraries, which have addresses of their own makers and nothing of reports."""

_TWIN = re.compile(r"(-excel\.csv|\.json)$")
"""The end of a file that has the rows of the CSV beside it again."""
_MARKUP = ".xlsx"
_CLEAN = "nothing personal in "
_TAGS, _STOP = re.compile("[<>]"), "\x1e"
_KEYWORDS = re.compile(r'"@[a-z]+":')
"""JSON-LD's own, each of which would be taken for part of an address."""
_NUMBERS = re.compile(r"<v>[^<]*</v>")
"""A workbook's numbers, which are amounts and places of its texts: whatever a report prints as text is written as text."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that looks like personal data, in a file or another place. The text itself is for finding its origin and is
    never told."""

    file: Path
    place: str
    kind: str
    text: str = field(default="", repr=False)

    def error(self, start: str = "") -> InputError:
        """What is told of it. `start`: what stands before the file's name."""
        return InputError.of("site.personal-data", f"{start}{self.file.as_posix()}{self.place}", kind=self.kind)


def require_none(folder: Path, start: str = "") -> None:
    """Raise InputError at the first file to be published that holds such data."""
    for hit in scan(folder):
        raise hit.error(start)


def hits(file: Path, place: str, text: str) -> Iterator[Hit]:
    """What is personal in a text."""
    yield from (Hit(file, place, kind, piece) for kind, piece in pieces(text))


def scan(folder: Path, but: Iterable[Path] = (), memory: Memory | None = None) -> Iterator[Hit]:
    """Every hit in every file below the folder, in the order of their names, which begin with the folder's own. `but`: folders
    that were looked at. With a memory, files that were looked at when nothing was found in any are not looked at again until
    they change, and then only in the lines that no file had before."""
    passed, seen, clean_parts = set(but), set[bytes](), set[bytes]()  # a file of one line is that line: two sets
    looked_at, stopped = list[Product](), False
    by = code("build_site.site.privacy") if memory else ""
    lines = memory.marks("lines", by) if memory else None
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != _PASSED_OVER and Path(place, name) not in passed)
        own = [name for name in sorted(files) if _TWIN.sub(".csv", name) not in {*files} - {name}]
        for path in (Path(place, name) for name in own):
            name = path.relative_to(folder.parent)
            clean = Product(f"{_CLEAN}{name.as_posix()}", by, (path,))
            if memory and memory.has(clean):
                continue
            looked_at.append(clean)
            for where, text in _texts(path, seen, lines):
                if (mark := _mark(text.encode())) in clean_parts:  # the same rows and sentences stand in several files
                    continue
                found = list(hits(name, where, text))
                stopped = stopped or bool(found)
                yield from found
                clean_parts.update(() if found else (mark,))
    if memory and lines and not stopped:
        for each in looked_at:
            memory.learn(each)
        lines.write()


def _is_new(content: bytes, seen: set[bytes]) -> bool:
    """Whether no file with this content was looked at: archives hold the files beside them."""
    mark = _mark(content)
    if mark in seen:
        return False
    seen.add(mark)
    return True


def _mark(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


def _texts(path: Path, seen: set[bytes], clean: Marks | None) -> Iterator[tuple[str, str]]:
    """The file's texts that may hold something personal, with where each stands."""
    if path.suffix in _TEXTS:
        if _is_new(content := path.read_bytes(), seen):
            yield from ((f":{number}", part) for number, part in _parts(path.suffix, content, clean))
    elif path.suffix in _ARCHIVES:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                suffix = _MARKUP if path.suffix == ".xlsx" else Path(name).suffix
                if Path(name).suffix in _TEXTS and _is_new(content := archive.read(name), seen):
                    yield from ((f" ({name})", part) for _, part in _parts(suffix, content))
    elif path.suffix in _DATABASES:
        yield from _of_database(path)


def _parts(kind: str, content: bytes, clean: Marks | None = None) -> Iterator[tuple[int, str]]:
    """The parts of a text that need be looked at, with their line: lines; of a CSV its rows, their cells one below the other,
    as a label in one announces what stands in the next; of a workbook's markup what stands between its tags. `clean`: parts
    that need not."""
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    stop = _STOP if kind == ".csv" else "\n"
    if kind == ".csv":
        rows = csv.reader(io.StringIO(text, newline=""))
        parts = [(rows.line_num, "\n".join(_said(row)).replace(_STOP, " ")) for row in rows]
    else:
        text = _KEYWORDS.sub("", text) if kind == ".jsonld" else text
        text = _TAGS.sub("\n", _NUMBERS.sub("", text)) if kind == _MARKUP else text
        parts = [*enumerate(text.split("\n"), start=1)]
    parts = [each for each in parts if clean.add(each[1])] if clean else parts
    yield from ((parts[number - 1][0], part) for number, part in suspects(stop.join(part for _, part in parts), stop))


def _said(row: Sequence[str]) -> list[str]:
    """The cells of a row without an amount in fen behind the same amount in yuan: 130 to 199 million yuan are eleven digits
    in fen, as a mobile number is."""
    known = set(row)
    return [cell for cell in row if not (cell.isdecimal() and f"{cell[:-2]}.{cell[-2:]}" in known)]


def _of_database(path: Path) -> Iterator[tuple[str, str]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
        for (name,) in names.fetchall():
            rows = database.execute(f'SELECT * FROM "{name}"')  # noqa: S608  # a table's own name
            while some := rows.fetchmany(10_000):
                text = _STOP.join(value for row in some for value in row if isinstance(value, str))
                yield from ((f" ({name})", value) for _, value in suspects(text, _STOP))
