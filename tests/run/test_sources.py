"""Sources that the register names by an address: fetched once, when their report is to be read."""

import hashlib
import shutil
import socket
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import fsspec
import pytest

from build_site import pipeline
from build_site.model import InputError, Said
from build_site.registers.reports import read_reports
from build_site.run import sources
from build_site.site import serve
from tests.houses import registered

GOOD = "420116-data-resource-center"


@pytest.fixture(autouse=True)
def _own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' sources are this machine's own."""
    monkeypatch.setenv(sources.ALLOW, "yes")


@pytest.fixture
def report(root: Path) -> bytes:
    return (root / f"data/sources/{GOOD}/2023/report.txt").read_bytes()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return tmp_path / "house"


def extract(house: Path, scheduler: str = "") -> list[str]:
    options = pipeline.Options(workers=2, scheduler=scheduler)
    return [str(error) for error in pipeline.extract(house, [].append, options)]


def made(house: Path) -> list[str]:
    return sorted(path.parent.parent.name for path in house.glob("data/packages/*/*/datapackage.json"))


@pytest.fixture
def memory() -> Iterator[fsspec.AbstractFileSystem]:
    system = fsspec.filesystem("memory")
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


def test_reports_are_read_from_every_kind_of_address(
    house: Path, root: Path, report: bytes, memory: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    there.mkdir()
    with serve.background(there) as port:
        web = f"http://127.0.0.1:{port}"
        addresses = [
            "memory://reports/0.txt",
            f"file://{there}/决算 1.txt",
            f"{web}/决算 2.txt",
            f"{web}/%E5%86%B3%E7%AE%97%203.txt?download=1",
            f"zip://2023/4.txt::{web}/all.zip",
        ]
        contents = [report + b"\n" * number for number in range(len(addresses))]  # none is had for another's sake
        memory.pipe("/reports/0.txt", contents[0])
        for number in (1, 2, 3):
            (there / f"决算 {number}.txt").write_bytes(contents[number])
        with zipfile.ZipFile(there / "all.zip", "w") as archive:
            archive.writestr("2023/4.txt", contents[4])
        rows = zip(addresses, map(digest, contents), strict=True)
        registered(house, *({"source_path": address, "sha256": sha256} for address, sha256 in rows))
        assert extract(house) == []
    assert len(made(house)) == len(addresses)
    assert {path.name for path in (house / "build/sources").iterdir()} == {f"{digest(each)}.txt" for each in contents}
    committed = {path.name: path.read_bytes() for path in (root / f"data/packages/{GOOD}/2023").glob("*.csv")}
    for package in house.glob("data/packages/*/*"):
        slug = package.parent.name.encode()  # stands in the addresses of findings
        files = {path.name: path.read_bytes() for path in package.glob("*.csv")}
        assert {name: content.replace(slug, GOOD.encode()) for name, content in files.items()} == committed


def test_what_was_fetched_is_not_fetched_again_and_an_unchanged_report_needs_no_source(
    house: Path, root: Path, report: bytes, memory: fsspec.AbstractFileSystem
) -> None:
    registered(house, {"source_path": "memory://one.txt"})
    memory.pipe("/one.txt", report)
    assert extract(house) == []
    memory.rm("/one.txt")
    said: list[str] = []
    assert pipeline.extract(house, said.append) == []
    assert said == ["reports: 1 registered, 0 to read"]
    assert pipeline.extract(house, said.append, pipeline.Options(force=True)) == []
    assert said[-1] == "[1/1] 420116-office-0-2023: made"
    shutil.rmtree(house / "build/sources")
    assert extract(house) == []
    assert not (house / "build/sources").exists()


def test_a_damaged_copy_is_fetched_again(
    house: Path, root: Path, report: bytes, memory: fsspec.AbstractFileSystem
) -> None:
    registered(house, {"source_path": "memory://one.txt"})
    memory.pipe("/one.txt", report)
    copy = house / "build/sources" / f"{digest(report)}.txt"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(report[:100])
    assert extract(house) == []
    assert copy.read_bytes() == report


def test_a_source_that_cannot_be_had_stops_no_other(
    house: Path, root: Path, report: bytes, memory: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    memory.pipe("/one.txt", report)
    memory.pipe("/other.txt", b"another report")
    (tmp_path / "empty").mkdir()
    with serve.background(tmp_path / "empty") as port, socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        wrong = {
            f"http://127.0.0.1:{port}/none.pdf": "FileNotFoundError",
            f"http://127.0.0.1:{silent.getsockname()[1]}/report.pdf": "ClientConnectorError",
            "memory://none.txt": "FileNotFoundError",
            (tmp_path / "empty").as_uri(): "IsADirectoryError",
            "nothing-such://host/report.pdf": "ValueError",
            "oss://bucket/report.pdf": "ImportError",
            "memory://other.txt": f"another one (sha256 {digest(b'another report')[:12]}…)",
        }
        rows = [{"source_path": address, "sha256": digest(address.encode())} for address in wrong]
        registered(house, *rows, {"source_path": "memory://one.txt"})
        errors = extract(house)
    assert made(house) == [f"420116-office-{len(wrong)}"]
    assert len(errors) == len(wrong)
    for number, (address, found) in enumerate(wrong.items()):
        (error,) = (each for each in errors if each.startswith(f"{address}: "))
        assert f" of 420116-office-{number}-2023" in error
        assert found in error
    assert "put its sha256 and date in data/reports.csv; else correct the address" in str(errors)
    assert "Install the package that reads such an address (s3:// needs s3fs)" in str(errors)
    assert [path.name for path in (house / "build/sources").iterdir()] == [f"{digest(report)}.txt"]


def test_a_cluster_reads_what_this_machine_fetched(
    house: Path, root: Path, report: bytes, memory: fsspec.AbstractFileSystem
) -> None:
    memory.pipe("/one.txt", report)
    other = {"source_path": "memory://none.txt", "sha256": digest(b"none")}
    registered(house, {"source_path": "memory://one.txt"}, other)
    (error,) = extract(house, "local")
    assert "expected the source file of 420116-office-1-2023; found none (" in error
    assert made(house) == ["420116-office-0"]


def problems(house: Path, root: Path, **row: str) -> str:
    registered(house, row)
    read = read_reports(house / "data/reports.csv")
    found, errors = read.items, [each.error for each in read.refused]
    assert len(found) + len(errors) == 1
    return " ".join(map(str, errors))


@pytest.mark.parametrize("sha256", ["", "abc", "../" * 21 + "a", "A" * 64])
def test_an_address_needs_the_hash_of_its_file(house: Path, root: Path, sha256: str) -> None:
    error = problems(house, root, source_path="https://example.org/report.pdf", sha256=sha256)
    assert "expected the file's sha256" in error
    assert "beside the address https://example.org/report.pdf" in error


@pytest.mark.parametrize(
    "address",
    [
        "https://someone:secret@example.org/report.pdf",
        "https://someone:sec/ret@example.org/report.pdf",
        "https://:secret@example.org/report.pdf",
        "zip://report.pdf::https://someone:secret@example.org:443/all.zip",
    ],
)
def test_a_password_is_refused_and_not_repeated(house: Path, root: Path, address: str) -> None:
    error = problems(house, root, source_path=address)
    assert "expected an address without a password" in error
    assert "sec" not in error
    assert "example" not in error


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org:8443/a@b:c@d.pdf",
        "https://example.org/决算@2023.pdf?v=1:2@3",
        "sftp://reader@example.org/report.pdf",
        "zip://2023.pdf::https://example.org:80/a@b.zip",
    ],
)
def test_other_colons_are_no_password(house: Path, root: Path, address: str) -> None:
    assert problems(house, root, source_path=address) == ""


@pytest.mark.parametrize("path", ["/etc/passwd", "data/../../passwd", ""])
def test_a_path_stays_below_the_house(house: Path, root: Path, path: str) -> None:
    assert "expected a path below data/sources, or an address" in problems(house, root, source_path=path)


def test_only_a_few_files_are_fetched_ahead() -> None:
    taken: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    coming = sources.ahead(numbers(), lambda number: Path(str(number)))
    seen = []
    for number, path in coming:
        seen.append(number)
        assert path.result() == Path(str(number))
        assert len(taken) - len(seen) < 4
    assert seen == list(range(100))


def test_a_run_that_ends_early_fetches_no_more() -> None:
    def refuse(number: int) -> Path:
        raise InputError(str(number), Said("", ""), "", Said("", ""))

    taken = iter(range(100))
    coming = sources.ahead(taken, refuse)
    next(coming)
    coming.close()
    assert next(taken) == 4


def fetched(house: Path, address: str, content: bytes) -> str:
    """Why there is no source at an address."""
    registered(house, {"source_path": address, "sha256": digest(content)})
    (registration,) = read_reports(house / "data/reports.csv").items
    with pytest.raises(InputError) as refused:
        sources.fetched(registration, house / "build/sources")
    assert list((house / "build/sources").iterdir()) == []
    return str(refused.value)


@pytest.mark.parametrize(
    "kind",
    [
        "file://{folder}/a.txt",
        "memory://a.txt",
        "zip://a.txt::file://{folder}/all.zip",
        "{web}/a.txt",
        "ftp://127.0.0.1/a.txt",
        "webhdfs://127.0.0.1:1/a.txt",
    ],
)
def test_what_is_this_machines_own_is_only_read_where_that_is_allowed(
    house: Path, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(sources.ALLOW)
    (tmp_path / "a.txt").write_text("secret", "utf-8")
    with serve.background(tmp_path) as port:
        said = fetched(house, kind.format(folder=tmp_path, web=f"http://127.0.0.1:{port}"), b"secret")
    assert f"{sources.ALLOW}=yes in the environment allows it" in said


@pytest.mark.parametrize(
    ("limit", "content", "said"),
    [(1000, b"x" * 1001, "more than 0 MB"), (2**30, b"\0" * 2**21, "bytes that unpack to 2,097,152")],
    ids=["size", "ratio"],
)
def test_more_than_a_report_can_be_is_not_fetched(
    house: Path, tmp_path: Path, limit: int, content: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_MOST", limit)
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", content)
    assert said in fetched(house, f"zip://a.txt::file://{tmp_path}/all.zip", content)


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("8.8.8.8", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.1.1.1", False), ("169.254.169.254", False), ("0.0.0.0", False),  # noqa: S104  # asked, not listened on
        ("100.64.0.1", False), ("224.0.0.1", False), ("::1", False), ("fe80::1%eth0", False), ("::ffff:127.0.0.1", False), ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False),
    ],
)  # fmt: skip
def test_addresses_behind_which_a_neighbour_may_be_are_none_of_the_internet(host: str, public: bool) -> None:
    assert sources.is_public(host) is public


def test_a_server_that_sends_one_round_in_circles_is_left(house: Path) -> None:
    class Circle(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", "/again")
            self.end_headers()

        do_HEAD = do_GET  # noqa: N815  # the base class's own

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Circle) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        said = fetched(house, f"http://127.0.0.1:{server.server_port}/a.txt", b"")
        server.shutdown()
    assert "TooManyRedirects" in said
