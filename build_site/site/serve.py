"""A static web server for the built site: what `make serve` shows and what the browser tests open.

It answers Range requests like the hosts that the site is published on (Parquet readers in the browser need them),
shows 404.html for a missing page, and listens on this machine only.
"""

import http.server
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from socket import SHUT_RDWR
from threading import BoundedSemaphore, Thread, Timer
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from build_site.model import InputError

_TEXTS = {".csv": "text/csv", ".js": "text/javascript", ".json": "application/json", ".txt": "text/plain"}
_RANGE = re.compile(r"bytes=([0-9]{1,18})-([0-9]{0,18})|bytes=-([0-9]{1,18})")
_HOST = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)
_SILENT = 30  # seconds that a connection may say nothing
_LONGEST = 300  # seconds that a connection may last, however little it says at a time
_AT_ONCE = 64  # connections


def serve(folder: Path, port: int = 8000) -> None:
    """Serve the folder until interrupted. Raises InputError when there is no site or the port is taken."""
    if not (folder / "index.html").is_file():
        raise InputError.of("site.not-built-to-serve", folder.as_posix())
    try:
        server = _Server(folder, port)
    except OSError as error:
        raise InputError.of("site.port-taken", f"port {port}", error.strerror or str(error)) from error
    with server, suppress(KeyboardInterrupt):
        print(f"http://localhost:{server.server_port}/ shows {folder}; stop with Ctrl+C", flush=True)
        server.serve_forever()


@contextmanager
def background(folder: Path, prefix: str = "/", host: str = "localhost") -> Iterator[int]:
    """Serve the folder under a path prefix while the block runs, on a port of its own, which is yielded. `host`: a name
    that the server answers to beside its own."""
    with _Server(folder, 0, prefix, host) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def _hang_up(request: Any) -> None:
    with suppress(OSError):  # it has ended by itself
        request.shutdown(SHUT_RDWR)


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, folder: Path, port: int, prefix: str = "/", host: str = "localhost") -> None:
        super().__init__(("127.0.0.1", port), partial(_Handler, directory=str(folder)))
        self.host = host
        self.prefix, self._free = prefix, BoundedSemaphore(_AT_ONCE)

    def process_request(self, request: Any, client_address: Any) -> None:
        """A connection too many is closed, so that none waits for ever."""
        if self._free.acquire(timeout=1):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        end = Timer(_LONGEST, partial(_hang_up, request))
        end.daemon = True
        end.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            end.cancel()
            self._free.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader who leaves early is no error."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # handed through


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _SILENT
    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
        **{ending: f"{kind}; charset=utf-8" for ending, kind in _TEXTS.items()},
        ".parquet": "application/vnd.apache.parquet",
        ".wasm": "application/wasm",
    }
    server: _Server

    def translate_path(self, path: str) -> str:
        """The file for a request's path; outside the prefix, or where a link leads out of the folder, there is nothing."""
        prefix, nothing = self.server.prefix, str(Path(self.directory, ".nothing"))
        if not urlsplit(path).path.startswith(prefix):
            return nothing
        found = super().translate_path("/" + path.removeprefix(prefix))
        try:
            inside = Path(found).resolve().is_relative_to(Path(self.directory).resolve())
        except (OSError, ValueError):  # a name that no file can have
            inside = False
        return found if inside else nothing

    def parse_request(self) -> bool:
        """A name of another host is a page elsewhere that asks for ours (DNS rebinding)."""
        if not super().parse_request():
            return False
        if all(_HOST.fullmatch(asked) or asked == self.server.host for asked in self.headers.get_all("Host", [])):
            return True
        self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        return False

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Headers, and the whole file or the one part of it that a Range header asks for."""
        asked = _RANGE.fullmatch(self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if not asked or not path.is_file():
            return super().send_head()
        size = path.stat().st_size
        first, last = int(asked[1] or max(0, size - int(asked[3] or 0))), min(int(asked[2] or size), size - 1)
        with path.open("rb") as file:
            file.seek(first)
            part = file.read(max(0, last - first + 1))
        there = first <= last
        self.send_response(HTTPStatus.PARTIAL_CONTENT if there else HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(part)))
        self.send_header("Content-Range", f"bytes {first}-{last}/{size}" if there else f"bytes */{size}")
        self.end_headers()
        return BytesIO(part)

    def end_headers(self) -> None:
        """Two more headers for every answer."""
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def list_directory(self, path: object) -> None:  # noqa: ARG002  # the base class's own
        """No listing: the site's pages lead to what there is."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """A missing page is answered with the site's own 404.html."""
        page = Path(self.directory, "404.html")
        if code == HTTPStatus.NOT_FOUND and page.is_file():
            self.error_message_format = page.read_text("utf-8").replace("%", "%%")
        super().send_error(code, message, explain)

    def log_error(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's own
        """Nothing of a reader who stays silent or leaves; what was refused is said."""
        if not any(isinstance(each, OSError) for each in args):
            super().log_error(format, *args)

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Nothing of what went well."""
