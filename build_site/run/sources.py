"""The source files of registered reports. One that data/reports.csv names by an address (https://, s3://, zip://…::https://
and all else that fsspec knows) is fetched when its report is to be read, and kept in build/sources/ under the hash that the
row registers.
"""

import os
import re
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Network, ip_address
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from build_site.model import InputError, Registration
from build_site.registers.reports import is_address, sha256_of

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}$")
ALLOW = "PRIVATE_SOURCES"
"""The environment variable that allows, by `yes`, sources of this machine and of its own network."""
_PUBLIC = frozenset(("http", "https", "zip", "s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "oss", "hf"))
"""Web servers, which are looked at when connected to, archives and public clouds: whatever else fsspec knows, now or later,
may be this machine or its neighbour."""
_ANYWHERE = IPv6Network("2000::/3")
_AT_ONCE = 4  # files being fetched
_CONNECT, _SILENT, _IN_ALL = 30, 60, 600  # seconds to reach a web server, between two pieces of its answer, and in all
_REDIRECTS = 5
_MOST = 200 * 2**20  # bytes; a report has 2, with pictures 60
_SMALL, _RATIO = 2**20, 200  # what is larger than this does not unpack to more than so many times its size

_Each = TypeVar("_Each")


def hashed(registration: Registration, root: Path) -> Registration:
    """The registration with its file's hash. That of an address is registered: the file is not fetched for it.

    Raises InputError where there is no file, or it is not the registered one."""
    if is_address(registration.source_path):
        return registration
    source = root / registration.source_path
    if not source.is_file() and not source.is_dir():
        raise InputError.of("sources.no-file", registration.source_path, name=registration.name)
    digest = sha256_of(source)
    if registration.sha256 and registration.sha256 != digest:
        raise InputError.of(
            "sources.other-file", registration.source_path, registered=registration.sha256[:12], digest=digest[:12]
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
            raise InputError.of(
                "sources.other-download",
                address,
                name=registration.name,
                registered=registration.sha256[:12],
                digest=digest[:12],
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
    address = registration.source_path
    try:
        _require_public(address)
        from fsspec.core import url_to_fs

        system, path = url_to_fs(address, **_options(address))
        details = system.info(path) if address.startswith("zip://") else {}
        if details.get("size", 0) > max(_SMALL, _RATIO * details.get("compress_size", _MOST)):
            raise _TooMuchError(f"{details['compress_size']:,} bytes that unpack to {details['size']:,}")
        system.get_file(path, str(target), callback=_counter())
        if target.is_dir():
            raise IsADirectoryError(address)  # said below like all else
        return sha256_of(target)
    except Exception as error:  # each kind of storage has errors of its own
        within = error.__cause__ if isinstance(error.__cause__, PermissionError) else error  # aiohttp wraps it
        words, name = " ".join(str(within).split())[:200], registration.name
        if isinstance(error, _TooMuchError):
            raise InputError.of("sources.too-much", address, words, name=name) from error
        told = f"{type(error).__name__}{': ' if words else ''}{words}"
        if isinstance(error, ImportError):
            raise InputError.of("sources.no-package", address, name=name, told=told) from error
        raise InputError.of("sources.not-fetched", address, name=name, told=told) from error


class _TooMuchError(Exception):
    """More than a report can be."""


def _counter() -> Any:
    """Counts what comes, and stops it: a server or an archive may say less than it sends."""
    from fsspec.callbacks import Callback

    class Counter(Callback):  # type: ignore[misc]  # fsspec has no types
        def call(self, *_: object, **__: object) -> None:
            if max(self.value, self.size or 0) > _MOST:
                raise _TooMuchError(f"more than {_MOST // 2**20} MB")

    return Counter()


def _require_public(address: str) -> None:
    """A register may come from a stranger's pull request: it names no file of the machine that builds."""
    kinds = [part.partition("://")[0] for part in address.split("::")]
    if os.environ.get(ALLOW) != "yes" and (own := [kind for kind in kinds if kind not in _PUBLIC]):
        raise PermissionError(
            f"{own[0]}:// may be this machine's own or near it; {ALLOW}=yes in the environment allows it"
        )


def _options(address: str) -> dict[str, Any]:
    """A web server that does not answer must not hold up the others for long, nor lead to this machine's neighbours."""
    protocols = {part.partition("://")[0] for part in address.split("::")} & {"http", "https"}
    if not protocols:
        return {}
    from aiohttp import ClientTimeout

    timeout = ClientTimeout(total=_IN_ALL, sock_connect=_CONNECT, sock_read=_SILENT)
    how = {"client_kwargs": {"timeout": timeout}, "get_client": _client, "max_redirects": _REDIRECTS}
    return dict.fromkeys(protocols, how)


async def answers(address: str) -> str:
    """Why a web address does not answer with a page or file; empty where it does."""
    from aiohttp import ClientError, ClientTimeout

    timeout = ClientTimeout(total=_SILENT, sock_connect=_CONNECT)
    try:
        async with await _client(timeout=timeout) as client, client.get(address, max_redirects=_REDIRECTS) as answer:
            return "" if answer.status < 400 else f"{answer.status} {answer.reason}"
    except (ClientError, OSError, ValueError) as error:
        return f"{type(error).__name__} {error}".strip()


def is_public(host: str) -> bool:
    """Whether an address is one of the open internet, itself and what a relay makes of it."""
    address = ip_address(host.partition("%")[0])
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    return address.is_global and address in _ANYWHERE and not address.sixtofour and not address.teredo


async def _client(**settings: Any) -> Any:
    """A web client that connects to public addresses alone, wherever a name or a redirection leads."""
    from aiohttp import ClientSession, TCPConnector

    def connected(address: Any) -> socket.socket:
        family, kind, protocol, _, host = address
        if os.environ.get(ALLOW) != "yes" and not is_public(host[0]):
            raise PermissionError(f"{host[0]} is no public address; {ALLOW}=yes in the environment allows it")
        return socket.socket(family, kind, protocol)

    return ClientSession(connector=TCPConnector(socket_factory=connected), **settings)
