"""The data's own history: a package's version moves when its data move, and what moved is written down beside it.

data/versions/<slug>/<year>/versions.csv has one row a version, changes.csv one row for each changed number; the package
of a report that was issued anew stays below <old version>/. What the rules make of the data has a count of its own:
audits.csv has one row a revision of the audit, which a new rule or better words move, and never the version.
The log is committed: a build that finds the data as logged changes nothing, so only a version's first build has a date
of its own (SOURCE_DATE_EPOCH, else that day).
"""

import io
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import MISSING, astuple, dataclass, fields, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from build_site.model import InputError
from build_site.package.read import DESCRIPTOR, Package, Record, read_csv, write_descriptor
from build_site.package.versions.difference import Change, Content, changes, content
from build_site.run.whole import csv_bytes, write_zip

VERSIONS, CHANGES, AUDITS = LOGS = "versions.csv", "changes.csv", "audits.csv"
FIRST = "1.0.0"


@dataclass(frozen=True, slots=True)
class Version:
    """A row of versions.csv. kind: added, re-read (the program reads it otherwise), corrected (a row of data/corrections.csv or
    of the register), re-issued (the department published another file), removed."""

    version: str
    date: str
    kind: str
    source_sha256: str
    digest: str
    numbers_added: str
    numbers_corrected: str
    numbers_removed: str

    @property
    def day(self) -> str:
        """The version of the collection that it came with: 2026.11.28."""
        return self.date.replace("-", ".")


@dataclass(frozen=True, slots=True)
class Revision:
    """A row of audits.csv: a state of the audit of the data of `version`, with the findings that came, changed or went.
    cause: data (that version brought it) or rules; blank in logs of before, where the day has to tell."""

    revision: str
    date: str
    version: str
    digest: str
    findings_added: str
    findings_changed: str
    findings_removed: str
    cause: str = ""


_ROWS: dict[str, type[Any]] = {VERSIONS: Version, CHANGES: Change, AUDITS: Revision}
"""What a row of each log is."""


def settle(log: Path, target: Path, fresh: Path) -> str:
    """Give the package in `fresh`, which is to replace `target` (<slug>/<year>), its version and the revision of its
    audit; returns the version.

    `log` is data/versions. Where the data differ from the last version, a new one is logged with its changes; so is a
    revision where the findings differ. What is committed counts as the last version: building again before a commit
    rewrites the new entry, it does not add one."""
    name = Path(target.parent.name) / target.name
    new = content(fresh)
    if not _is_logged(log / name, new):
        with committed(log.parent.parent, [log / name, target]) as before:
            if before is not None:
                log_before, package = before
                _restore(log_before, log / name)
            else:
                package = target
            _log(log / name, package, fresh, new)
    version, revision = read_versions(log / name)[-1].version, read_audits(log / name)[-1].revision
    descriptor = Package(fresh).descriptor
    settled = {**descriptor, "version": version, "auditRevision": int(revision)}
    if settled != descriptor:
        write_descriptor(fresh, settled)
    return version


def begin(log: Path, package: Path) -> None:
    """A package in place that has no version yet gets its first."""
    if not read_versions(log / package.parent.name / package.name):
        settle(log, package, package)


def _is_logged(folder: Path, new: Content) -> bool:
    """Whether the last entries are about these data and this audit."""
    history, audits = read_versions(folder), read_audits(folder)
    known = bool(history) and history[-1].digest == new.digest and history[-1].kind != "removed"
    return known and bool(audits) and audits[-1].digest == new.audit


def _log(folder: Path, package: Path, fresh: Path, new: Content) -> None:
    """Add what is new after the entries in `folder`, whose last ones are about `package`: a version where the data differ,
    a revision where the audit does."""
    history, audits = read_versions(folder), read_audits(folder)
    old = content(package) if history and (package / DESCRIPTOR).is_file() and package != fresh else None
    last = history[-1] if history else None
    # the digest of an older build may be of other things: then the data themselves say whether they moved
    cause = "rules"
    if not last or last.kind == "removed" or new.digest not in (last.digest, old and old.digest):
        last, cause = _entered(folder, history, package, old, new), "data"
    elif last.digest != new.digest:
        names = [field.name for field in fields(Version)]
        renewed = [*history[:-1], replace(last, digest=new.digest)]
        (folder / VERSIONS).write_bytes(csv_bytes(names, map(astuple, renewed)))
    if not audits or audits[-1].digest != new.audit:
        came, changed, went = map(str, _compared(old.findings, new.findings) if old else (0, 0, 0))
        revision = Revision(str(len(audits) + 1), _today(), last.version, new.audit, came, changed, went, cause)
        _append(folder / AUDITS, Revision, [revision])


def _entered(folder: Path, history: Sequence[Version], package: Path, old: Content | None, new: Content) -> Version:
    """Log the version after those logged with its changes, and keep the package that it follows."""
    last = history[-1] if history else None
    found = changes(old, new) if old else []
    version = _next(history, old, new, found) if history else FIRST
    kind = "corrected" if old and old.by_hand != new.by_hand else "re-read"
    if not last or last.kind == "removed":
        kind = "added"
    elif last.source_sha256 != new.source:
        kind = "re-issued"
    if old and last:
        _keep(package, folder, last.version, withheld=new.withheld > old.withheld)
    counts = [str(sum(each.kind == what for each in found)) for what in ("added", "corrected", "removed")]
    entry = Version(version, _today(), kind, new.source, new.digest, *counts)
    _append(folder / VERSIONS, Version, [entry])
    _append(folder / CHANGES, Change, [replace(each, version=version) for each in found])
    return entry


def _compared(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[int, int, int]:
    """How many findings came, changed, went."""
    changed = sum(old[name] != new[name] for name in old.keys() & new.keys())
    return len(new.keys() - old.keys()), changed, len(old.keys() - new.keys())


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
    for kept in folder.glob("*.zip"):
        if not (before / kept.name).is_file():
            kept.unlink()
    for name in LOGS:
        (folder / name).unlink(missing_ok=True)
        if (before / name).is_file():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(before / name, folder / name)


def retire(log: Path, packages: Path) -> list[str]:
    """Log that a report is no longer published, for every logged one without a package; returns their names."""
    gone = []
    for folder, entries in logged(log):
        slug, year, last = folder.parent.name, folder.name, entries[-1]
        if last.kind != "removed" and not (packages / slug / year / DESCRIPTOR).is_file():
            entry = Version(last.version, _today(), "removed", last.source_sha256, last.digest, "0", "0", "0")
            _append(folder / VERSIONS, Version, [entry])
            for kept in folder.glob("*.zip"):
                kept.unlink()
            gone.append(f"{slug}-{year}")
    return gone


def read_log(folder: Path, name: str) -> list[Record]:
    """One log (of LOGS) of a report, oldest row first; none where nothing is logged yet."""
    path = folder / name
    if not path.is_file():
        return []
    seen = path.stat()
    return _rows_of(path, seen.st_mtime_ns, seen.st_size)


@lru_cache(8_000)
def _rows_of(path: Path, _time: int, _size: int) -> list[Record]:
    """Its rows, which one run asks for several times."""
    return read_csv(path, [field.name for field in fields(_ROWS[path.name]) if field.default is MISSING])


def read_versions(folder: Path) -> list[Version]:
    """The versions of one report, oldest first."""
    return [Version(*list(row.values())[: len(fields(Version))]) for row in read_log(folder, VERSIONS)]


def read_audits(folder: Path) -> list[Revision]:
    """The revisions of one report's audit, oldest first."""
    return [Revision(*list(row.values())[: len(fields(Revision))]) for row in read_log(folder, AUDITS)]


def logged(log: Path) -> Iterator[tuple[Path, list[Version]]]:
    """Every report's log that has versions; one that is damaged is told where its package is looked at."""
    for path in sorted(log.glob(f"*/*/{VERSIONS}")):
        with suppress(InputError):
            entries, _ = read_versions(path.parent), read_audits(path.parent)
            if entries:
                yield path.parent, entries


def days(log: Path) -> list[str]:
    """Every day that has an entry of a report, oldest first, as the collection's version: 2026.11.28."""
    return sorted({each.day for _, entries in logged(log) for each in entries})


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


def _keep(package: Path, folder: Path, version: str, *, withheld: bool) -> None:
    """The package as <version>.zip. `withheld`: contact data are withheld that earlier versions show, which then go."""
    if withheld:
        for old in folder.glob("*.zip"):
            old.unlink()
        return
    folder.mkdir(parents=True, exist_ok=True)
    write_zip(folder / f"{version}.zip", (path for path in package.iterdir() if path.is_file()))


def history(folder: Path) -> list[Record]:
    """The log of one report for readers, oldest first: each version, and each revision of its audit that no version brought
    (`what` is then rules), with how many values and findings changed."""
    found: list[Record] = []
    audits = read_audits(folder)
    for each in read_versions(folder):
        own = next((audit for audit in audits if audit.version == each.version and _brought(each, audit)), None)
        found.append({"date": each.date, "what": each.kind, **_counts(each), **_counts(own), "version": each.version})
        found += [
            {"date": audit.date, "what": "rules", **_counts(audit), "version": each.version}
            for audit in audits
            if audit.version == each.version and audit is not own and each.kind != "removed"
        ]
    return found


def _brought(version: Version, audit: Revision) -> bool:
    """Whether a revision came with its version, not with a rule."""
    return audit.cause == "data" if audit.cause else audit.date == version.date


HISTORY = (
    "date", "version", "audit_revision", "what", "values_added", "values_corrected", "values_removed",
    "findings_added", "findings_changed", "findings_removed",
)  # fmt: skip


def _counts(entry: Version | Revision | None) -> Record:
    if isinstance(entry, Version):
        return {f"values_{name}": str(getattr(entry, f"numbers_{name}")) for name in ("added", "corrected", "removed")}
    if entry is None:
        return {}
    counts = {f"findings_{name}": str(getattr(entry, f"findings_{name}")) for name in ("added", "changed", "removed")}
    return {"audit_revision": entry.revision, **counts}


def _today() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.date().isoformat()


def _append(path: Path, kind: type[Any], rows: Iterable[Any]) -> None:
    """Rows behind those of a log; one of before is written anew with the columns that came since."""
    path.parent.mkdir(parents=True, exist_ok=True)
    names = [field.name for field in fields(kind)]
    known = read_csv(path) if path.is_file() else []
    if known and [*known[0]] != names:
        path.write_bytes(csv_bytes(names, ({name: row.get(name, "") for name in names} for row in known)))
    with path.open("ab") as handle:
        handle.write(csv_bytes(names, map(astuple, rows), header=handle.tell() == 0))
