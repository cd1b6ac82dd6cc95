"""The source files of registered reports. One that data/reports.csv names by an address (https://, s3://, zip://…::https://
and all else that fsspec knows) is fetched when its report is to be read, and kept in build/sources/ under the hash that the
row registers.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from build_site.model import InputError, Registration
from build_site.registers.reports import is_address, sha256_of

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_AT_ONCE = 4  # files being fetched
_CONNECT, _SILENT = 30, 60  # seconds to reach a web server, and between two pieces of its answer

_Each = TypeVar("_Each")


def hashed(registration: Registration, root: Path) -> Registration:
    """The registration with its file's hash. That of an address is registered: the file is not fetched for it.

    Raises InputError where there is no file, or it is not the registered one."""
    if is_address(registration.source_path):
        return registration
    source = root / registration.source_path
    if not source.is_file():
        raise InputError(
            registration.source_path,
            f"the source file of {registration.name}",
            "no file",
            "Put the report there, or correct source_path in data/reports.csv.",
        )
    digest = sha256_of(source)
    if registration.sha256 and registration.sha256 != digest:
        raise InputError(
            registration.source_path,
            f"the registered file (sha256 {registration.sha256[:12]}…)",
            f"another one (sha256 {digest[:12]}…)",
            "Restore the file; if the report was re-issued, put its sha256 and date in data/reports.csv.",
        )
    return replace(registration, sha256=digest)


def at_hand(registration: Registration, root: Path) -> Path:
    """The report's file; of an address it is fetched. Raises InputError where it cannot be had."""
    if is_address(registration.source_path):
        return fetched(registration, root / "build" / "sources")
    return root / registration.source_path


def fetched(registration: Registration, folder: Path) -> Path:
    """The file of a registered address, from the folder if it is there.

    Raises InputError where it cannot be had, or is not the registered one."""
    address = registration.source_path
    target = folder / f"{registration.sha256}{_suffix(address)}"
    if target.is_file() and sha256_of(target) == registration.sha256:
        return target
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".") as beside:
        fresh = Path(beside) / target.name
        digest = _fetch(registration, fresh)
        if digest != registration.sha256:
            raise InputError(
                address,
                f"the registered file of {registration.name} (sha256 {registration.sha256[:12]}…)",
                f"another one (sha256 {digest[:12]}…)",
                "If the report was re-issued, put its sha256 and date in data/reports.csv; else correct the address.",
            )
        fresh.replace(target)
    return target


def ahead(items: Iterable[_Each], get: Callable[[_Each], Path]) -> Iterator[tuple[_Each, Future[Path]]]:
    """Each item with its file, in their order; a few are fetched ahead of the one that is asked for, never all."""
    coming = iter(items)
    pool = ThreadPoolExecutor(_AT_ONCE)
    begun = deque((item, pool.submit(get, item)) for item in islice(coming, _AT_ONCE))
    try:
        while begun:
            yield begun.popleft()
            begun.extend((item, pool.submit(get, item)) for item in islice(coming, 1))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _suffix(address: str) -> str:
    """That of the file itself, which in zip://report.pdf::https://… comes first."""
    found = _SUFFIX.search(re.split(r"::|[?#]", address)[0])
    return found.group().lower() if found else ""


def _fetch(registration: Registration, target: Path) -> str:
    """Write the file; returns its hash."""
    try:
        from fsspec.core import url_to_fs

        system, path = url_to_fs(registration.source_path, **_options(registration.source_path))
        system.get_file(path, str(target))
        return sha256_of(target)
    except Exception as error:  # each kind of storage has errors of its own
        remedy = "Check the address in data/reports.csv and the connection, then run again."
        if isinstance(error, ImportError):
            remedy = "Install the package that reads such an address (s3:// needs s3fs), then run again."
        words = " ".join(str(error).split())[:200]
        found = f"none ({type(error).__name__}{': ' if words else ''}{words})"
        raise InputError(registration.source_path, f"the source file of {registration.name}", found, remedy) from error


def _options(address: str) -> dict[str, Any]:
    """A web server that does not answer must not hold up the others for long."""
    protocols = {part.partition("://")[0] for part in address.split("::")} & {"http", "https"}
    if not protocols:
        return {}
    from aiohttp import ClientTimeout

    timeout = ClientTimeout(total=None, sock_connect=_CONNECT, sock_read=_SILENT)
    return {protocol: {"client_kwargs": {"timeout": timeout}} for protocol in protocols}
