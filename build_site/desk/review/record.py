"""One row of data/corrections.csv set or taken out; every other byte of the file stays as it is."""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from build_site.model import InputError, Place
from build_site.registers.corrections import FIELDS
from build_site.text import harmless, number

_NAME = "data/corrections.csv"
_LONGEST = 500
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Entry:
    """A correction as a maintainer enters it. `cell` is form/row/field; nothing as `corrected` is a blank."""

    report: str
    cell: str
    printed: str
    corrected: str
    reason: str
    page: str

    @property
    def key(self) -> tuple[str, str, str]:
        form, _, cell = self.cell.partition("/")
        return self.report, form, cell


def checked(entry: Entry, *, blank: bool) -> Entry:
    """The entry with one-line texts, nothing as its value if it is to be blank. Raises InputError for one that
    data/corrections.csv could not hold."""
    corrected, reason, page = (
        " ".join(harmless(words).split()) for words in (entry.corrected, entry.reason, entry.page)
    )
    if blank and corrected:
        raise _refused(
            "更正值和“留空”二选一 a value or “blank”, not both", f"“{corrected[:40]}”", "去掉一个。 Drop one."
        )
    if not blank and number(corrected) is None:
        found = f"“{corrected[:40]}”" if corrected else "没有填 nothing"
        raise _refused(
            "更正值是一个数，如 1,234.56 a number", found, "改正它；原表空白的勾选“留空”。 Correct it, or tick “blank”."
        )
    if not reason:
        raise _refused("原因 a reason", "没有填 none", "写明为什么改。 Say why.")
    if max(len(reason), len(page), len(corrected)) > _LONGEST:
        raise _refused(f"至多 {_LONGEST} 字 at most {_LONGEST} characters", "更长 more", "写短些。 Shorten it.")
    return Entry(entry.report, entry.cell, entry.printed, corrected, reason, page)


def write(path: Path, entry: Entry) -> None:
    """Put the entry's row in the place of the one of the same cell, else at the end."""
    form, cell = entry.key[1:]
    row = dict(
        zip(FIELDS, (entry.report, form, cell, entry.printed, entry.corrected, entry.reason, entry.page), strict=True)
    )
    _change(path, entry.key, row)


def remove(path: Path, report: str, cell: str) -> None:
    """Take the cell's row out. Raises InputError where there is none."""
    key = Entry(report, cell, "", "", "", "").key
    if not _change(path, key, None):
        raise _refused(f"{cell} 的更正 its correction", "没有 none", "重新打开本页。 Open the page again.")


def replace_file(path: Path, content: bytes) -> None:
    """The file with this content, whole at every moment."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    fresh.write_bytes(content)
    if path.exists():
        shutil.copymode(path, fresh)
    fresh.replace(path)


def _change(path: Path, key: tuple[str, str, str], row: dict[str, str] | None) -> bool:
    """Whether the file had a row of the key."""
    content = path.read_bytes().decode("utf-8") if path.exists() else ",".join(FIELDS) + "\n"
    mark, text = (_BOM, content[1:]) if content.startswith(_BOM) else ("", content)
    records = list(_records(text))
    header = records[0][0] if records else []
    if tuple(header[: len(FIELDS)]) != FIELDS:
        raise InputError(_NAME, "the header " + ",".join(FIELDS), ",".join(header), "Correct it.", Place(line=1))
    ending = "\r\n" if records[0][1].endswith("\r\n") else "\n"
    kept, found = [records[0][1]], False
    for values, raw in records[1:]:
        if tuple(values[:3]) != key:
            kept.append(raw)
        elif row is not None and not found:
            kept.append(_line(header, row, values, ending))
        found = found or tuple(values[:3]) == key
    if row is not None and not found:
        kept.append(_line(header, row, [], ending))
    if row is not None or found:
        replace_file(path, (mark + _joined(kept, ending, closed=text.endswith("\n"))).encode())
    return found


def _records(text: str) -> Iterator[tuple[list[str], str]]:
    """Each record's values and its very text, which a quoted line break may spread over lines."""
    lines = list(io.StringIO(text, newline=""))
    reader, start = csv.reader(lines), 0
    for values in reader:
        yield values, "".join(lines[start : reader.line_num])
        start = reader.line_num


def _line(header: list[str], row: dict[str, str], old: list[str], ending: str) -> str:
    """The row as CSV; columns that are not ours keep what the old row had."""
    before = dict(zip(header, old, strict=False))
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=ending).writerow([row.get(name, before.get(name, "")) for name in header])
    return out.getvalue()


def _joined(records: list[str], ending: str, *, closed: bool) -> str:
    """The records, each but perhaps the last one ended."""
    whole = [record if record.endswith(("\n", "\r")) else record + ending for record in records]
    if not closed:
        whole[-1] = whole[-1].rstrip("\r\n")
    return "".join(whole)


def _refused(expected: str, found: str, remedy: str) -> InputError:
    return InputError(_NAME, expected, found, remedy)
