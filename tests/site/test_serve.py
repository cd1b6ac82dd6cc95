import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from build_site.model import InputError
from build_site.site import serve

BYTES = bytes(range(200))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    (folder / "index.html").write_text("<p>首页</p>", "utf-8")
    (folder / "404.html").write_text("<p>没有此页</p>", "utf-8")
    (folder / "all.parquet").write_bytes(BYTES)
    outside = tmp_path_factory.mktemp("outside") / "secret.txt"
    outside.write_text("secret", "utf-8")
    (folder / "link.txt").symlink_to(outside)
    (folder / "linked").symlink_to(outside.parent)
    (folder / "empty").mkdir()
    (folder / "表.csv").write_text("a\n", "utf-8")
    with serve.background(folder, "/data/") as port:
        yield f"http://127.0.0.1:{port}"


def lowered(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("", 421),
    ],
)
def test_a_page_elsewhere_cannot_ask_for_ours(address: str, host: str, status: int) -> None:
    assert get(address + "/data/", Host=host)[0] == status


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"\r\n\r\n", b"\x16\x03\x01\x00", b"GET /" + b"a" * 70_000])
def test_odd_requests_and_those_who_leave_stop_nobody(
    address: str, sent: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    port = int(address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent)
    assert get(address + "/data/")[0] == 200
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize(("limit", "says"), [("timeout", b""), ("_LONGEST", b"GET / HTTP/1.1\r\nX-Slow: ")])
def test_who_says_nothing_or_never_ends_is_hung_up_on(
    tmp_path: Path, limit: str, says: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve._Handler if limit == "timeout" else serve, limit, 0.1)
    (tmp_path / "index.html").write_text("x", "utf-8")
    with serve.background(tmp_path) as port, socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(says)
        assert connection.recv(1) == b""


def get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, lowered(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, lowered(error.headers), error.read()


def test_a_page_comes_whole_and_says_that_ranges_are_understood(address: str) -> None:
    status, headers, body = get(address + "/data/")
    assert (status, body.decode()) == (200, "<p>首页</p>")
    assert headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "expected", "part"),
    [
        ("bytes=0-9", "bytes 0-9/200", BYTES[:10]),
        ("bytes=190-", "bytes 190-199/200", BYTES[190:]),
        ("bytes=-5", "bytes 195-199/200", BYTES[195:]),
        ("bytes=190-999", "bytes 190-199/200", BYTES[190:]),
        ("bytes=-999", "bytes 0-199/200", BYTES),
    ],
)
def test_a_range_is_answered_with_that_part(address: str, asked: str, expected: str, part: bytes) -> None:
    status, headers, body = get(address + "/data/all.parquet", Range=asked)
    assert (status, headers["content-range"], body) == (206, expected, part)
    assert headers["content-type"] == "application/vnd.apache.parquet"


def test_a_range_behind_the_end_is_refused(address: str) -> None:
    status, headers, body = get(address + "/data/all.parquet", Range="bytes=200-")
    assert (status, headers["content-range"], body) == (416, "bytes */200", b"")


@pytest.mark.parametrize("odd", ["bytes=-", "bytes=0-1,5-6", "lines=1-2", f"bytes=0-{'9' * 5000}"])
def test_a_range_that_is_not_one_is_ignored(address: str, odd: str) -> None:
    status, _, body = get(address + "/data/all.parquet", Range=odd)
    assert (status, body) == (200, BYTES)


def test_csv_says_its_encoding(address: str) -> None:
    _, headers, body = get(address + "/data/%E8%A1%A8.csv")
    assert (headers["content-type"], body) == ("text/csv; charset=utf-8", b"a\n")


@pytest.mark.parametrize(
    "path",
    [
        "/data/none/",
        "/",
        "/dataset/",
        "/data/%2e%2e/%2e%2e/etc/passwd",
        "/data/../../etc/passwd",
        "/data//etc/passwd",
        "/data/link.txt",
        "/data/linked/secret.txt",
        "/data/empty/",
        "/data/a%00b",
        "/data/" + "a" * 5000,
    ],
)
def test_what_is_not_in_the_site_is_answered_with_its_404_page(address: str, path: str) -> None:
    status, _, body = get(address + path)
    assert (status, body.decode()) == (404, "<p>没有此页</p>")


def test_without_a_site_the_message_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Run `make site` first"):
        serve.serve(tmp_path)


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("x", "utf-8")
    with serve.background(tmp_path) as port, pytest.raises(InputError, match=f"port {port}.*PORT="):
        serve.serve(tmp_path, port)
