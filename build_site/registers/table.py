"""The one way to read a CSV that people write below data/: strict, and every mistake said with file, line and remedy."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from build_site.model import InputError, Place

DATA = Path(__file__).resolve().parents[2] / "data"
"""What ships with the program: forms, code lists, dictionary, rules, required contents, labels of personal data."""


class Row(dict[str, str]):
    """One line of a register: its fields by name, and where it stands."""

    def __init__(self, file: str, line: int, fields: Iterable[tuple[str, str]]) -> None:
        super().__init__(fields)
        self.file, self.place = file, Place(line=line)

    def wrong(self, expected: str, found: str, remedy: str = "Correct the row.") -> InputError:
        """What is wrong with this line."""
        return InputError(self.file, expected, found, remedy, self.place)

    def require(self, name: str, pattern: re.Pattern[str], expected: str) -> None:
        """Raises InputError where the field is not what it has to be."""
        if not pattern.fullmatch(self[name]):
            raise self.wrong(f"{expected} as {name}", f"“{self[name]}”")


def read_table(path: Path, fields: Sequence[str], *, optional: bool = False) -> list[Row]:
    """The rows of a table; none of a file that is not there, if it is `optional`. UTF-8, with or without a byte order mark.

    Raises InputError for a file that cannot be read, and as `parse_table` does."""
    file = f"{path.parent.name}/{path.name}"
    if optional and not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            return parse_table(handle, file, fields)
    except UnicodeDecodeError as error:
        raise InputError(file, "text in UTF-8", str(error), "Save the file as “CSV UTF-8”.") from error
    except OSError as error:
        raise InputError(file, "a CSV file", str(error.strerror or error), "Restore it from git.") from error


def parse_table(lines: Iterable[str], file: str, fields: Sequence[str]) -> list[Row]:
    """The rows of a table, blank lines left out. The header begins with `fields`; further columns are the writer's own.

    Raises InputError for another header, a row with too few or too many fields, a quote that is not closed."""
    rows, reader = [], csv.reader(lines, strict=True)
    try:
        header = next(reader, [])
        if tuple(header[: len(fields)]) != tuple(fields) or len(set(header)) < len(header):
            expected, found = f"the header {','.join(fields)}", ",".join(header)
            raise InputError(file, expected, found, "Correct the first line.", Place(line=1))
        for values in reader:
            if len(values) != len(header) and any(values):
                expected, found = f"{len(header)} fields", str(len(values))
                remedy = "Check for a missing comma or quote."
                raise InputError(file, expected, found, remedy, Place(line=reader.line_num))
            if any(values):
                rows.append(Row(file, reader.line_num, zip(header, values, strict=True)))
    except csv.Error as error:
        place = Place(line=reader.line_num)
        raise InputError(file, "a CSV file", str(error), "Check for a missing or single quote.", place) from error
    return rows
