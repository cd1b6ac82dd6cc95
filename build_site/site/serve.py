"""A static web server for the built site: what `make serve` shows and what the browser tests open.

It answers Range requests like the hosts that the site is published on (Parquet readers in the browser need them),
shows 404.html for a missing page, and listens on this machine only.
"""

from __future__ import annotations

import http.server
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import BinaryIO
from urllib.parse import urlsplit

from build_site.model import InputError

_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".jsonld": "application/ld+json; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".sqlite": "application/vnd.sqlite3",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".xml": "application/xml; charset=utf-8",
}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def serve(folder: Path, port: int = 8000) -> None:
    """Serve the folder until interrupted. Raises InputError when there is no site or the port is taken."""
    if not (folder / "index.html").is_file():
        raise InputError(folder.as_posix(), "a built site with index.html", "none", "Run `make site` first.")
    try:
        server = _Server(folder, port, quiet=False)
    except OSError as error:
        raise InputError(
            f"port {port}", "a free port", error.strerror or str(error), "Choose another: make serve PORT=8001"
        ) from error
    with server:
        print(f"http://localhost:{server.server_port}/ shows {folder}; stop with Ctrl+C", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


@contextmanager
def background(folder: Path, prefix: str = "/") -> Iterator[int]:
    """Serve the folder under a path prefix while the block runs, on a port of its own, which is yielded."""
    with _Server(folder, 0, prefix=prefix) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, folder: Path, port: int, prefix: str = "/", *, quiet: bool = True) -> None:
        handler = partial(_Handler, directory=str(folder), prefix=prefix, quiet=quiet)
        super().__init__(("127.0.0.1", port), handler)


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | _TYPES

    def __init__(self, *arguments: object, directory: str, prefix: str, quiet: bool) -> None:
        self._prefix, self._quiet = prefix, quiet
        super().__init__(*arguments, directory=directory)  # type: ignore[arg-type]  # the server hands them through

    def translate_path(self, path: str) -> str:
        """The file for a request path; outside the prefix there is nothing."""
        if not urlsplit(path).path.startswith(self._prefix):
            return str(Path(self.directory) / ".outside-the-prefix")
        return super().translate_path("/" + path.removeprefix(self._prefix))

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Headers, and the whole file or the part of it that a Range header asks for (one range only)."""
        asked = _RANGE.fullmatch(self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if not asked or asked.group() == "bytes=-" or not path.is_file():
            return super().send_head()
        content = path.read_bytes()
        first, last = _bounds(asked[1], asked[2], len(content))
        if first > last:
            self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            self.send_header("Content-Range", f"bytes */{len(content)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        self.send_response(HTTPStatus.PARTIAL_CONTENT)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(content)}")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        return BytesIO(content[first : last + 1])

    def end_headers(self) -> None:
        """Two more headers for every answer."""
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """A missing page is answered with the site's own 404.html."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # the base class names it so
        """Errors only."""
        if not self._quiet and len(arguments) > 1 and str(arguments[1]) >= "400":
            super().log_message(format, *arguments)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """First and last byte of `first-last`, `first-` or `-length`; first > last when there is no such byte.

    >>> _bounds("0", "9", 100), _bounds("90", "", 100), _bounds("", "10", 100), _bounds("100", "", 100)
    ((0, 9), (90, 99), (90, 99), (100, 99))
    """
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1
