"""The last gate before publication: no file under docs/ holds a person's contact data or account number.

What the reading rooms mask (extract/parse/withhold.py) should never come this far; this scan trusts none of it and
looks at the finished files, into workbooks, archives and databases too. Parquet files are not opened: each is written
from a CSV that is scanned.
"""

from __future__ import annotations

import csv
import io
import os
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from build_site.model import InputError
from build_site.registers.personal import announces, kinds

_TEXTS = frozenset(".bib .csv .html .json .jsonld .md .txt .xml .yml".split())
_ARCHIVES = frozenset((".xlsx", ".zip"))
_DATABASES = frozenset((".sqlite",))
_PASSED_OVER = "vendor"
"""A folder of libraries, which have addresses of their own makers and nothing of reports."""

_NUMBERS = re.compile(r"<v>[^<]*</v>")
"""A workbook's numbers, which are amounts and places of its texts: whatever a report prints as text is written as text."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that looks like personal data. The text itself is not repeated."""

    file: Path
    place: str
    kind: str


def require_none(folder: Path, but: Iterable[Path] = ()) -> None:
    """Raise InputError at the first file to be published that holds such data. `but`: folders that were looked at."""
    for hit in scan(folder, but):
        raise InputError(
            f"{hit.file.relative_to(folder.parent)}{hit.place}",
            "no personal contact data in a file to be published",
            f"a {hit.kind}",
            "Add its label to data/personal-data.csv (or its shape to build_site/registers/personal.py), then build again.",
        )


def scan(folder: Path, but: Iterable[Path] = ()) -> Iterator[Hit]:
    """Every hit in every file below the folder, in the order of their names."""
    passed = set(but)
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != _PASSED_OVER and Path(place, name) not in passed)
        for path in (Path(place, name) for name in sorted(files)):
            for where, text in _texts(path):
                for kind in kinds(text):
                    yield Hit(path, where, kind)


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    """The file's texts with where each stands."""
    if path.suffix in _TEXTS:
        text = path.read_text("utf-8-sig")
        for number, line in enumerate(text.split("\n"), start=1):
            yield f":{number}", line
        if path.suffix == ".csv" and announces(text):
            rows = csv.reader(io.StringIO(text, newline=""))
            # a label in one cell announces what stands in the next
            yield from ((f":{rows.line_num}", joined) for row in rows if announces(joined := "\n".join(row)))
    elif path.suffix in _ARCHIVES:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if Path(name).suffix in _TEXTS:
                    text = archive.read(name).decode("utf-8-sig")
                    if path.suffix == ".xlsx":
                        text = _NUMBERS.sub("", text)
                    # a workbook's markup is cut at its tags, so that neighbours are not read as one
                    yield from ((f" ({name})", part) for part in re.split(r"[<>\n]", text))
    elif path.suffix in _DATABASES:
        yield from _of_database(path)


def _of_database(path: Path) -> Iterator[tuple[str, str]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
        for (name,) in names.fetchall():
            for row in database.execute(f'SELECT * FROM "{name}"'):  # noqa: S608  # a table's own name
                yield from ((f" ({name})", value) for value in row if isinstance(value, str))
