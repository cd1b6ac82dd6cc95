"""The report under review: opened, corrected, made again at once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from build_site.desk.review import record
from build_site.desk.review.pictures import Pictures
from build_site.desk.review.reading import Reading
from build_site.model import InputError, Registration
from build_site.pipeline import House, Options, extract
from build_site.registers.reports import read_reports

_MOST = 12
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Change:
    """What a correction did: the checks that end otherwise, with their outcomes before and after ("" for none)."""

    cell: str
    removed: bool
    outcomes: tuple[tuple[str, str, str], ...]


class Desk:
    """One report of a repository. Use under `lock`: a package is put in place while nobody reads it."""

    def __init__(self, root: Path, name: str, say: Say | None = None) -> None:
        self.house, self.lock, self._say = House(root), RLock(), say or _to_stderr
        self.registration = _registered(self.house, name)
        self.folder = self.house.package(self.registration)
        if not (self.folder / "datapackage.json").is_file():
            self._make()
        self.pictures = Pictures(root / self.registration.source_path, self.registration)
        self.reading = self._read()

    def correct(self, entry: record.Entry, *, blank: bool) -> Change:
        """Write the correction and make the package again. Raises InputError, and then nothing has changed."""
        if entry.cell not in self.reading.cells:
            raise InputError(
                entry.cell, "本报告的一个格子 a cell of the report", "没有 none", "重新打开。 Open it again."
            )
        good = record.checked(entry, blank=blank)
        return self._changed(good.cell, lambda: record.write(self.house.corrections, good), removed=False)

    def remove(self, cell: str) -> Change:
        """Take the cell's correction back. Raises InputError, and then nothing has changed."""
        return self._changed(
            cell, lambda: record.remove(self.house.corrections, self.registration.name, cell), removed=True
        )

    def _changed(self, cell: str, write: Callable[[], None], *, removed: bool) -> Change:
        path = self.house.corrections
        before, content = self.reading, path.read_bytes() if path.exists() else None
        try:
            write()
            self._make()
        except (InputError, OSError):
            _restore(path, content)
            raise
        self.reading = self._read()
        old, new = before.findings, self.reading.findings
        pairs = (
            (name, old.get(name, {}).get("outcome", ""), new.get(name, {}).get("outcome", ""))
            for name in {**old, **new}
        )
        return Change(cell, removed, tuple(pair for pair in pairs if pair[1] != pair[2]))

    def _make(self) -> None:
        name = self.registration.name
        errors = extract(self.house.root, self._say, Options(only=frozenset((name,))))
        if errors:
            raise errors[0]

    def _read(self) -> Reading:
        return Reading(self.folder, self.registration, self.house.corrections, self.pictures.count)


def _registered(house: House, name: str) -> Registration:
    registrations, _ = read_reports(house.reports)
    for each in registrations:
        if f"{each.slug}/{each.year}" == name.strip("/"):
            return each
    listed = [f"{each.slug}/{each.year}" for each in registrations]
    more = f" … and {len(listed) - _MOST} more" if len(listed) > _MOST else ""
    raise InputError(
        "data/reports.csv",
        "a registered report as SLUG/YEAR",
        f"“{name}”",
        "Registered: " + ((", ".join(listed[:_MOST]) + more) or "none; `build-site add FILE` adds one") + ".",
    )


def _restore(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    elif path.read_bytes() != content:
        record.replace_file(path, content)


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
