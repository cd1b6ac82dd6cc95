"""Answers the maintainer's browser, and nobody else: this machine only, by its own name, with a token for each run."""

from __future__ import annotations

import http.server
import re
import secrets
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

from build_site.desk.review.desk import Change, Desk
from build_site.desk.review.page import page
from build_site.desk.review.record import Entry
from build_site.desk.review.view import View, view
from build_site.model import InputError

_HERE = Path(__file__).parent
_ADDRESS = "127.0.0.1"
_PICTURE = re.compile(r"/page/([1-9]\d{0,4})\.webp")
_FILES = {"/review.css": "text/css; charset=utf-8", "/review.js": "text/javascript; charset=utf-8"}
_MOST_BYTES = 64 * 1024
_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def review(root: Path, name: str, port: int, *, browser: bool) -> None:
    """Show the report SLUG/YEAR until interrupted. Raises InputError where that cannot be."""
    try:
        server = Server(port)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"port {port}", "a free port", reason, "Choose another: --port N, or 0 for any.") from error
    with server:
        server.desk = Desk(root, name)
        try:
            print(f"{server.address} shows {name}; stop with Ctrl+C", flush=True)
            if browser:
                webbrowser.open(server.address)
            server.serve_forever()
        except KeyboardInterrupt:
            print()


@contextmanager
def background(desk: Desk) -> Iterator[Server]:
    """The server of a desk while the block runs, on a port of its own."""
    with Server(0) as server:
        server.desk = desk
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class Server(http.server.ThreadingHTTPServer):
    """One desk behind one token."""

    daemon_threads = True
    desk: Desk

    def __init__(self, port: int) -> None:
        super().__init__((_ADDRESS, port), _Handler)
        self.token = secrets.token_urlsafe(32)
        self.change: Change | None = None  # to be told once, on the page after a correction

    @property
    def hosts(self) -> tuple[str, str]:
        """The names by which a browser on this machine may ask."""
        return f"{_ADDRESS}:{self.server_port}", f"localhost:{self.server_port}"

    @property
    def address(self) -> str:
        return f"http://{self.hosts[0]}/"

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002  # the base class's names
        """A browser that went away is no error; of ours, one line."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            print(f"error: {type(error).__name__}: {error}", file=sys.stderr)


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Server
    timeout = 30
    server_version, sys_version = "review", ""

    def do_GET(self) -> None:
        if not self._ours():
            return
        asked = urlsplit(self.path)
        picture = _PICTURE.fullmatch(asked.path)
        if asked.path == "/":
            self._page(dict(parse_qsl(asked.query)))
        elif asked.path in _FILES:
            self._answer(HTTPStatus.OK, (_HERE / asked.path[1:]).read_bytes(), _FILES[asked.path])
        elif picture:
            self._picture(int(picture[1]))
        elif asked.path == "/favicon.ico":
            self._answer(HTTPStatus.NO_CONTENT)
        else:
            self._say(HTTPStatus.NOT_FOUND, "没有这一页 No such page")

    def do_POST(self) -> None:
        if not self._ours():
            return
        entered = self._entered()
        if entered is None:
            return
        if not secrets.compare_digest(entered.get("token", "").encode(), self.server.token.encode()):
            self._say(HTTPStatus.FORBIDDEN, "本页已过期，重新打开 The page is of another run: open it again")
        elif self.path == "/correct":
            self._change(entered)
        elif self.path == "/remove":
            self._change(entered, remove=True)
        else:
            self._say(HTTPStatus.NOT_FOUND, "没有这一页 No such page")

    def _page(self, asked: dict[str, str]) -> None:
        with self.server.desk.lock:
            shown = view(asked, self.server.desk.reading)
            change, self.server.change = self.server.change, None
            content = page(self.server.desk, shown, self.server.token, change=change)
        self._html(HTTPStatus.OK, content)

    def _picture(self, number: int) -> None:
        with self.server.desk.lock:
            content = self.server.desk.pictures.page(number)
        if content:
            self._answer(HTTPStatus.OK, content, "image/webp")
        else:
            self._say(HTTPStatus.NOT_FOUND, "没有这一页的图像 No picture of this page")

    def _change(self, entered: dict[str, str], *, remove: bool = False) -> None:
        """Correct, then show the new outcomes by a redirect, so that a reload sends nothing twice."""
        desk = self.server.desk
        with desk.lock:
            asked = {
                "page": entered.get("leaf", ""),
                "at": entered.get("cell", ""),
                "finding": entered.get("finding", ""),
            }
            try:
                self.server.change = desk.remove(asked["at"]) if remove else self._correct(entered)
            except (InputError, OSError) as error:
                content = self._refused(error, view(asked, desk.reading), entered)
                self._html(HTTPStatus.UNPROCESSABLE_ENTITY, content)
                return
            shown = view(asked, desk.reading)
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", shown.href())
        self._end(0)

    def _correct(self, entered: dict[str, str]) -> Change:
        desk, cell = self.server.desk, entered.get("cell", "")
        printed = desk.reading.cells.get(cell, {}).get("printed", "")
        words = (entered.get(name, "") for name in ("corrected", "reason", "page"))
        return desk.correct(Entry(desk.registration.name, cell, printed, *words), blank="blank" in entered)

    def _refused(self, error: InputError | OSError, shown: View, entered: dict[str, str]) -> str:
        if isinstance(error, OSError):
            error = InputError("data/", "a folder that can be written", str(error.strerror), "Free it and try again.")
        return page(self.server.desk, shown, self.server.token, refused=error, entered=entered)

    def _ours(self) -> bool:
        """Whether the request names this server (not another name that was pointed here) and comes from its page."""
        host, origin = self.headers.get("Host", ""), self.headers.get("Origin")
        if host in self.server.hosts and (origin is None or origin == f"http://{host}"):
            return True
        self._say(HTTPStatus.FORBIDDEN, "只供本机使用 For this machine only")
        return False

    def _entered(self) -> dict[str, str] | None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or int(length) > _MOST_BYTES:
            self._say(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "太长 Too much")
            return None
        try:
            fields = parse_qsl(self.rfile.read(int(length)).decode(), keep_blank_values=True, max_num_fields=20)
        except ValueError:
            self._say(HTTPStatus.BAD_REQUEST, "不是表单 Not a form")
            return None
        return dict(fields)

    def _html(self, status: HTTPStatus, content: str) -> None:
        self._answer(status, content.encode(), "text/html; charset=utf-8")

    def _say(self, status: HTTPStatus, words: str) -> None:
        self._answer(status, f"{words}\n".encode(), "text/plain; charset=utf-8")

    def _answer(self, status: HTTPStatus, content: bytes = b"", kind: str = "") -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        self._end(len(content))
        self.wfile.write(content)

    def _end(self, length: int) -> None:
        self.send_header("Content-Length", str(length))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """The base class's own refusals, with our headers and nothing of the request."""
        self._say(HTTPStatus(code), HTTPStatus(code).phrase)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # the base class names it so
        """Nothing: the terminal is for the report."""
