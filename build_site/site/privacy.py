"""The last gate before publication: no file under docs/ holds a person's contact data or account number.

What the reading rooms mask (extract/parse/withhold.py) should never come this far; this scan trusts none of it and
looks at the finished files, into workbooks, archives and databases too. Parquet files are not opened: each is written
from a CSV that is scanned.
"""

from __future__ import annotations

import os
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from build_site.model import InputError

_TEXTS = frozenset(".bib .csv .html .json .jsonld .md .txt .xml .yml".split())
_ARCHIVES = frozenset((".xlsx", ".zip"))
_DATABASES = frozenset((".sqlite",))
_PASSED_OVER = "vendor"
"""A folder of libraries, which have addresses of their own makers and nothing of reports."""

_EDGE, _END = r"(?<![0-9A-Za-z._%/#-])", r"(?![0-9A-Za-z_-]|\.[0-9])"
_PATTERNS = {
    "mobile number": re.compile(rf"{_EDGE}(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{{4}}){{2}}{_END}"),
    "landline number": re.compile(rf"{_EDGE}[(（]?0(?:10|2\d|[3-9]\d\d)[)）]?[-— ]?[2-8]\d{{6,7}}{_END}"),
    "ID number": re.compile(rf"{_EDGE}[1-9]\d{{5}}(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d{{4}}[\dXx]{_END}"),
    "e-mail address": re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "bank account": re.compile(rf"{_EDGE}[3-9]\d{{3}}(?:[ ]?\d{{4}}){{2,3}}[ ]?\d{{1,7}}{_END}"),
    "telephone of a labelled field": re.compile(
        r"(?:联系电话|联系方式|办公电话|手机号码?|电话|传真)[\s\"':：,，]{0,4}\+?\d[\d\-— ()（）]{5,}\d"
    ),
}
_SUSPECT = re.compile(r"@|\d(?:[-— ]?\d){6}|电话|手机|传真|联系方式")
"""What every pattern needs; looking for it first takes a tenth of the time of trying them all."""
_FEN = re.compile(r",[百千万亿]?元,\d+,-?\d+(?=,)")
"""An amount of amounts.csv in 分 behind its unit and factor: 1.5 亿元 in 分 has as many digits as a mobile number."""
_NUMBERS = re.compile(r"<v>[^<]*</v>")
"""A workbook's numbers, which are amounts and places of its texts: whatever a report prints as text is written as text."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


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
            "Extend build_site/extract/parse/withhold.py so that it is masked when the report is read, then build again.",
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


def kinds(text: str) -> Iterator[str]:
    """What kinds of personal data stand in a text."""
    if not _SUSPECT.search(text):
        return
    text = _FEN.sub(",", text)
    for kind, pattern in _PATTERNS.items():
        if any(_is(kind, found[0]) for found in pattern.finditer(text)):
            yield kind


def _is(kind: str, text: str) -> bool:
    if kind == "ID number":
        return _id_checks(text)
    return _luhn(text) if kind == "bank account" else True


def _id_checks(text: str) -> bool:
    """ISO 7064 MOD 11-2, as GB 11643 has it."""
    total = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == text[-1].upper()


def _luhn(text: str) -> bool:
    digits = [int(character) for character in reversed(text) if character.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return 16 <= len(digits) <= 19 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    """The file's texts with where each stands."""
    if path.suffix in _TEXTS:
        for number, line in enumerate(path.read_text("utf-8-sig").split("\n"), start=1):
            yield f":{number}", line
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
