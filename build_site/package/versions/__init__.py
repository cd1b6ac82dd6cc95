"""The data's own history: a package's version moves when its data move, and what moved is written down beside it.

data/versions/<slug>/<year>/versions.csv has one row a version, changes.csv one row for each changed number; the package
of a report that was issued anew stays below <old version>/. The log is committed: a build that finds the data as
logged changes nothing, so only a version's first build has a date of its own (SOURCE_DATE_EPOCH, else that day).
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from build_site.package.layout import write_descriptor
from build_site.package.read import DESCRIPTOR, Package, read_csv
from build_site.package.versions.difference import Change, Content, changes, content

VERSIONS, CHANGES = "versions.csv", "changes.csv"


@dataclass(frozen=True, slots=True)
class Version:
    """A row of versions.csv. kind: added, corrected (our reading or a metadata-bearing field), re-issued (the
    department published another file), removed."""

    version: str
    date: str
    kind: str
    source_sha256: str
    digest: str
    numbers_added: str
    numbers_corrected: str
    numbers_removed: str


def settle(log: Path, target: Path, fresh: Path) -> str:
    """Give the package in `fresh`, which is to replace `target` (<slug>/<year>), its version; returns it.

    `log` is data/versions. Where the data differ from the last version, a new one is logged with its changes. What is
    committed counts as the last version: building again before a commit rewrites the new entry, it does not add one."""
    name = Path(target.parent.name) / target.name
    new = content(fresh)
    history = read_versions(log / name)
    if history and history[-1].digest == new.digest and history[-1].kind != "removed":
        _set_version(fresh, history[-1].version)
        return history[-1].version
    with committed(log.parent.parent, [log / name, target]) as before:
        if before is not None:
            log_before, package = before
            _restore(log_before, log / name)
        else:
            package = target
        version = _logged(log / name, package, fresh, new)
    _set_version(fresh, version)
    return version


def begin(log: Path, package: Path) -> None:
    """A package in place that has no version yet gets its first."""
    if not read_versions(log / package.parent.name / package.name):
        settle(log, package, package)


def _logged(folder: Path, package: Path, fresh: Path, new: Content) -> str:
    """The version after those logged in `folder`, whose last one is `package`; an entry is added if the data differ."""
    history = read_versions(folder)
    if history and history[-1].digest == new.digest and history[-1].kind != "removed":
        return history[-1].version
    old = content(package) if history and (package / DESCRIPTOR).is_file() and package != fresh else None
    found = changes(old, new) if old else []
    version = _next(history, old, new, found) if history else Package(fresh).version
    kind = "added" if not history or history[-1].kind == "removed" else "corrected"
    if kind == "corrected" and history[-1].source_sha256 != new.source:
        kind = "re-issued"
        if old:
            _keep(package, folder / history[-1].version)
    counts = [str(sum(each.kind == what for each in found)) for what in ("added", "corrected", "removed")]
    _append(folder / VERSIONS, Version, [Version(version, _today(), kind, new.source, new.digest, *counts)])
    _append(folder / CHANGES, Change, [replace(each, version=version) for each in found])
    return version


@contextmanager
def committed(root: Path, folders: Sequence[Path]) -> Iterator[list[Path] | None]:
    """The folders as git has them at HEAD, in a temporary place while the block runs (one that is not committed does
    not exist there); None where `root` is no repository."""
    top = _git(root, "rev-parse", "--show-toplevel")
    if top is None or Path(top.decode().strip()) != root.resolve():
        yield None
        return
    with tempfile.TemporaryDirectory() as place:
        names = [folder.resolve().relative_to(root.resolve()) for folder in folders]
        for name in names:
            archive = _git(root, "archive", "HEAD", "--", name.as_posix())
            if archive is not None:
                with tarfile.open(fileobj=io.BytesIO(archive)) as content_:
                    content_.extractall(place, filter="data")
        yield [Path(place) / name for name in names]


def _git(root: Path, *arguments: str) -> bytes | None:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return None if done.returncode else done.stdout


def _restore(before: Path, folder: Path) -> None:
    """The log as it was; entries of builds that were never committed go."""
    for name in (VERSIONS, CHANGES):
        (folder / name).unlink(missing_ok=True)
        if (before / name).is_file():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(before / name, folder / name)


def retire(log: Path, packages: Path) -> list[str]:
    """Log that a report is no longer published, for every logged one without a package; returns their names."""
    gone = []
    for path in sorted(log.glob(f"*/*/{VERSIONS}")):
        slug, year = path.parent.parent.name, path.parent.name
        last = read_versions(path.parent)[-1]
        if last.kind != "removed" and not (packages / slug / year / DESCRIPTOR).is_file():
            entry = Version(last.version, _today(), "removed", last.source_sha256, last.digest, "0", "0", "0")
            _append(path, Version, [entry])
            gone.append(f"{slug}-{year}")
    return gone


def read_versions(folder: Path) -> list[Version]:
    """The versions of one report, oldest first; none where nothing is logged yet."""
    path = folder / VERSIONS
    return [Version(**row) for row in read_csv(path)] if path.is_file() else []


def _next(history: Sequence[Version], old: Content | None, new: Content, found: Sequence[Change]) -> str:
    """MAJOR: a column renamed, moved, retyped or gone. MINOR: rows, columns or tables more, rows fewer. PATCH: a value."""
    major, minor, patch = (int(part) for part in history[-1].version.split("."))
    if old and not _compatible(old, new):
        return f"{major + 1}.0.0"
    if (
        not old
        or (old.rows, old.columns) != (new.rows, new.columns)
        or any(each.kind != "corrected" for each in found if each.field)
    ):
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def _compatible(old: Content, new: Content) -> bool:
    """Every old table is still there with its columns in their order; new ones may stand between them."""
    return all(
        columns == tuple(each for each in new.columns.get(name, ()) if each in columns)
        for name, columns in old.columns.items()
    )


def _keep(package: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(package, folder)


def _set_version(folder: Path, version: str) -> None:
    package = Package(folder)
    if package.version != version:
        write_descriptor(folder, {**package.descriptor, "version": version})


def _today() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.date().isoformat()


def _append(path: Path, kind: type[Any], rows: Iterable[Any]) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    if not path.is_file():
        writer.writerow(field.name for field in fields(kind))
    writer.writerows(astuple(row) for row in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="") as handle:
        handle.write(buffer.getvalue())


def read_changes(folder: Path) -> list[Mapping[str, str]]:
    """Every logged change of one report, oldest first."""
    path = folder / CHANGES
    return list(read_csv(path)) if path.is_file() else []
