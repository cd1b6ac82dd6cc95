"""The one way to read a CSV that people write below data/: strict, and every mistake said with file, line and remedy."""

import csv
import errno
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from build_site.model import InputError, Place, Said

DATA = Path(__file__).resolve().parents[2] / "data"
"""What ships with the program: forms, code lists, dictionary, rules, required contents, labels of personal data."""
_MOST = 50_000
"""Rows of a register: those of a province are some thousands."""
_LONGEST = 4_000
csv.field_size_limit(1 << 30)  # a field that is too long is told with its row, and the others are read
"""Characters of a field of a register."""
_NO_TEXT = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
"""Unicode categories of what is no visible letter; a byte that is no UTF-8 is read as one of Cs."""

_Item = TypeVar("_Item")


_CORRECT = Said("请改正这一行。", "Correct the row.")


class Row(dict[str, str]):
    """One line of a register: its fields by name, and where it stands."""

    def __init__(self, file: str, line: int, fields: Iterable[tuple[str, str]]) -> None:
        super().__init__(fields)
        self.file, self.place = file, Place(line=line)

    @property
    def report(self) -> str:
        """The report (slug-year) that the line is about, where it says so."""
        return self.get("report") or (f"{self['slug']}-{self['year']}" if {"slug", "year"} <= self.keys() else "")

    def wrong(self, expected: Said, found: str, remedy: Said = _CORRECT) -> InputError:
        """What is wrong with this line."""
        return InputError(self.file, expected, found, remedy, self.place)

    def fault(self, why: str, found: str = "", **told: object) -> InputError:
        """The same in the words of refusals.toml."""
        return InputError.of(why, self.file, found, self.place, **told)

    def require(self, name: str, pattern: re.Pattern[str], expected: Said) -> None:
        """Raises InputError where the field is not what it has to be."""
        if not pattern.fullmatch(self[name]):
            raise self.wrong(Said(f"{name} 是{expected.zh}", f"{expected} as {name}"), f"“{self[name]}”")

    def require_text(self) -> None:
        """Raises InputError for a field that is not one line of text of bearable length."""
        for name, value in self.items():
            if len(value) > _LONGEST:
                raise self.fault("table.too-long", f"{len(value):,}", name=name, longest=_LONGEST)
            for letter in value:
                if (kind := unicodedata.category(letter)) in _NO_TEXT:
                    code = f"U+{ord(letter):04X}"
                    found = Said(f"其中有 {code}", f"{code} in it")
                    if kind == "Cs":
                        found = Said("不是 UTF-8 的字节", "a byte that is no UTF-8")
                    raise self.fault("table.no-line", found, name=name)


@dataclass(frozen=True, slots=True)
class Refused:
    """What is wrong with a line of a register, and the report (slug-year) that it is about, where that can be told."""

    error: InputError
    report: str = ""


@dataclass(frozen=True, slots=True)
class Register(Generic[_Item]):
    """What people have written in a register: what its usable rows say, and what is wrong with the others."""

    items: tuple[_Item, ...]
    refused: tuple[Refused, ...]


def read_register(
    path: Path, fields: Sequence[str], make: Callable[[Row], _Item], *, optional: bool = False
) -> Register[_Item]:
    """What a register's rows say, each by `make`; a row for which that raises InputError never stops the others.

    Raises InputError where no row can be told from another: no file, no text in UTF-8, a column that is missing."""
    items: list[_Item] = []
    refused: list[Refused] = []
    for row in _rows(path, fields, optional, refused):
        try:
            row.require_text()
            items.append(make(row))
        except InputError as error:
            refused.append(Refused(error, row.report))
    return Register(tuple(items), tuple(refused))


def read_table(path: Path, fields: Sequence[str]) -> list[Row]:
    """The rows of a table that ships with the program or that it has made. UTF-8, with or without a byte order mark.

    Raises InputError for a file that cannot be read, and as `parse_table` does."""
    return _rows(path, fields, optional=False, refused=None)


def _rows(path: Path, fields: Sequence[str], optional: bool, refused: list[Refused] | None) -> list[Row]:
    below = DATA.parent if DATA in path.parents else path.parent.parent
    file = path.relative_to(below).as_posix()
    if optional and not path.exists():
        return []
    try:
        if path.exists() and not path.is_file():  # a pipe waits for ever
            raise OSError(errno.EINVAL, "no regular file")
        with path.open(
            encoding="utf-8-sig", errors="surrogateescape" if refused is not None else None, newline=""
        ) as lines:
            return parse_table(lines, file, fields, refused)
    except UnicodeDecodeError as error:
        raise InputError.of("table.no-utf-8", file, str(error)) from error
    except OSError as error:
        raise InputError.of("table.unreadable", file, str(error.strerror or error)) from error


def parse_table(
    lines: Iterable[str], file: str, fields: Sequence[str], refused: list[Refused] | None = None
) -> list[Row]:
    """The rows of a table, blank lines left out. Of a table of ours the header begins with `fields`. A register, where
    `refused` takes what is wrong with a line, has just these columns.

    Raises InputError for another header; where nothing takes them, for a row with too few or too many fields, or a quote
    that is not closed."""
    rows: list[Row] = []
    every = list(lines)
    reader = csv.reader(every, strict=True)
    before = 0  # lines that stand before the reader's first
    header: list[str] | None = None
    while True:
        begun = before + reader.line_num + 1
        if refused is not None and len(rows) + len(refused) > _MOST:
            raise InputError.of("table.too-many-rows", file, most=_MOST)
        try:
            values = next(reader, None)
        except csv.Error as broken:
            error = InputError.of("table.no-csv", file, str(broken), place=Place(line=begun))
            if refused is None or header is None:
                raise error from broken
            refused.append(Refused(error, Row(file, 0, zip(header, every[begun - 1].split(","), strict=False)).report))
            before = begun  # a quote that is not closed takes no line behind its own with it
            reader = csv.reader((every[line] for line in range(begun, len(every))), strict=True)
            continue
        if header is None:
            header = values or []
            _require_header(header, fields, file, refused)
        elif values is None:
            return rows
        elif len(values) == len(header):
            rows += [Row(file, before + reader.line_num, zip(header, values, strict=True))] if any(values) else []
        elif any(values):
            error = InputError.of(
                "table.other-fields",
                file,
                str(len(values)),
                place=Place(line=before + reader.line_num),
                fields=len(header),
            )
            if refused is None:
                raise error
            refused.append(Refused(error, Row(file, 0, zip(header, values, strict=False)).report))


def without(path: Path, field: str, value: str) -> tuple[bytes, int]:
    """A register's bytes without the lines that have this value in this field (`report`: that are about this report),
    and how many those were. All others stay as they are, those that cannot be used too."""
    if not path.is_file():
        return b"", 0
    lines = path.read_bytes().splitlines(keepends=True)
    header = next(csv.reader([lines[0].decode("utf-8-sig")])) if lines else []

    def named(line: bytes) -> bool:
        values = next(csv.reader([line.decode("utf-8", "replace")]), [])
        row = Row("", 0, zip(header, values, strict=False))
        return (row.report if field == "report" else row.get(field)) == value

    kept = [line for line in lines[1:] if not named(line)]
    return b"".join(lines[:1] + kept), len(lines) - 1 - len(kept)


def _require_header(header: Sequence[str], fields: Sequence[str], file: str, refused: list[Refused] | None) -> None:
    if refused is None and tuple(header[: len(fields)]) == tuple(fields) and len(set(header)) == len(header):
        return
    if refused is not None and tuple(header) == tuple(fields):
        return
    faults = {
        "missing": [name for name in fields if name not in header],
        "unknown": [name for name in header if name not in fields],
        "twice": [name for name in dict.fromkeys(header) if header.count(name) > 1],
    }
    told = "; ".join(f"{fault}: {','.join(names)}" for fault, names in faults.items() if names)
    found = ",".join(header)[:200].encode("utf-8", "replace").decode() + (f" ({told})" if told else "")
    raise InputError.of("table.header", file, found, place=Place(line=1), fields=",".join(fields))
