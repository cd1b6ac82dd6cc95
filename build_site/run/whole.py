"""Whole or not at all: a file or a folder is made beside its place and put there when it is finished.

What is being made carries the run that makes it (machine, process, the process's start) in its hidden name, so that a
run clears away what dead runs left and never what a live one is making.
"""

import contextlib
import csv
import io
import json
import os
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from platform import node
from typing import Any

_FRESH, _OLD = ".new", ".old"
_SCRATCH = ".build-site-"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_LOST = 24 * 3600.0  # seconds; what another machine makes, whose processes cannot be seen, is not older


def write(path: Path, content: bytes | str) -> None:
    """Write a file with its folders; whoever reads it sees the old content or the new. One that holds it already is left
    alone."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    recover(path.parent, path.name)
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = _beside(path, _FRESH)
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def second_name(source: str | Path, target: str | Path) -> None:
    """A second name for a file that is never changed in place; a copy where the disk has no such thing."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def csv_bytes(
    columns: Sequence[str], records: Iterable[Mapping[str, str] | Sequence[str]], *, header: bool = True
) -> bytes:
    """A CSV as this program writes all of them: RFC 4180 with LF, UTF-8 without BOM, quotes only where needed; a record's
    column that is missing is empty."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    if header:
        writer.writerow(columns)
    writer.writerows(
        [record.get(name, "") for name in columns] if isinstance(record, Mapping) else record for record in records
    )
    return buffer.getvalue().encode("utf-8")


def write_zip(target: Path, files: Iterable[Path], extra: Mapping[str, str] | None = None) -> None:
    """A ZIP, the same bytes for the same files: `files` by their names and `extra` texts, sorted, all dated as early as a zip can be."""
    content = {path.name: path.read_bytes() for path in files}
    content |= {name: text.encode() for name, text in (extra or {}).items()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(content):
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(info, content[name])


def read_json(path: Path) -> dict[str, Any]:
    """An object that a run has written for the next; an empty one where there is none, or it is damaged."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def seal(path: Path, content: bytes) -> None:
    """Write what spares the next run work, a seal before it; where the program may not write, it stays undone."""
    with contextlib.suppress(OSError):
        write(path, _seal(path, content) + content)


def sealed(path: Path) -> bytes:
    """What was sealed there; nothing of what is another file's, damaged, or half written, as a full disk leaves it."""
    try:
        found = path.read_bytes()
    except OSError:
        return b""
    return found[32:] if _seal(path, found[32:]) == found[:32] else b""


def _seal(path: Path, content: bytes) -> bytes:
    return sha256(f"{path.name}\0".encode() + content).digest()


def fresh(target: Path) -> Path:
    """Where this run makes a folder that shall stand at `target`. It is not there yet."""
    recover(target.parent, target.name)
    made = _beside(target, _FRESH)
    shutil.rmtree(made, ignore_errors=True)
    return made


def put_in_place(made: Path, target: Path, before: Path | None = None) -> None:
    """A finished folder takes the place of the old one, which goes to `before`, or is deleted; an interruption between the
    two steps is mended by `recover`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    recover(target.parent, target.name)
    old = _beside(target, _OLD)
    for last in (False, False, True):
        shutil.rmtree(old, ignore_errors=True)
        with contextlib.suppress(FileNotFoundError):
            target.rename(old)
        try:
            made.rename(target)
            break
        except OSError:
            if last or not target.exists():  # else another run has just put its own there
                raise
    if before:
        move(old, before)
    shutil.rmtree(old, ignore_errors=True)


def move(folder: Path, target: Path) -> None:
    """A folder that spares the next run work goes to a place, if it is there; where it cannot, it is deleted."""
    if folder.is_dir():
        recover(target.parent, target.name)
        with contextlib.suppress(FileNotFoundError):
            remove(target)  # aside first: another run that takes it now would go on losing what is deleted here
        target.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(OSError):
            folder.rename(target)
    shutil.rmtree(folder, ignore_errors=True)


def remove(path: Path) -> None:
    """Take a file or a folder away, and the folders above it that are left empty: moved aside first, so that whoever
    looks sees all of it or nothing."""
    gone = _beside(path, _FRESH)  # which no later run brings back
    path.rename(gone)
    if gone.is_dir():
        shutil.rmtree(gone, ignore_errors=True)
    else:
        gone.unlink()
    for folder in list(path.parents)[:2]:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def discard(made: Path) -> None:
    """Nothing stays of a folder that was not finished."""
    shutil.rmtree(made, ignore_errors=True)
    if made.parent.is_dir() and not any(made.parent.iterdir()):
        made.parent.rmdir()


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder for what is needed on the way, below that of temporary files; those of dead runs are cleared away."""
    top = Path(tempfile.gettempdir())
    for path in top.glob(f"{_SCRATCH}*{_FRESH}"):
        if not _lives(path.name.removesuffix(_FRESH).partition("~")[2], path):
            shutil.rmtree(path, ignore_errors=True)
    mark = f"~{_machine()}~{os.getpid()}~{_started(os.getpid())}{_FRESH}"
    with tempfile.TemporaryDirectory(mark, _SCRATCH, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def recover(folder: Path, name: str = "") -> None:
    """Clear away what dead runs left in this folder, or of one thing in it: what was moved aside comes back, what was
    unfinished goes."""
    for path in sorted(folder.glob(f".{name}*")):
        own, _, run = path.name[1:].removesuffix(path.suffix).partition("~")
        if path.suffix not in (_OLD, _FRESH) or name not in ("", own) or _lives(run, path):
            continue
        target = path.with_name(own)
        if path.suffix == _OLD and not target.exists():
            path.rename(target)
        elif path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _beside(target: Path, kind: str) -> Path:
    return target.with_name(f".{target.name}~{_machine()}~{os.getpid()}~{_started(os.getpid())}{kind}")


def _machine() -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in node()) or "unknown"


def _lives(run: str, path: Path) -> bool:
    """Whether the run that made this is still at work; of another machine's, whether it can be."""
    machine, _, process = run.partition("~")
    number, _, started = process.partition("~")
    if not number.isdecimal():
        return False
    if machine == _machine() and os.name == "posix":
        return _exists(int(number)) and _started(int(number)) == started
    try:
        return time.time() - path.stat().st_mtime < _LOST
    except FileNotFoundError:
        return True  # just put in place


def _exists(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # another user's
    return True


def _started(process: int) -> str:
    """When a process began, so that another one of the same number is not taken for it; empty where the system does not say."""
    if sys.platform != "linux":
        return ""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
