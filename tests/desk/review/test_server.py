from __future__ import annotations

import http.client
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from PIL import Image

from build_site.__main__ import main
from build_site.desk.review.desk import Desk
from build_site.desk.review.server import Server, background
from tests.desk.review.conftest import NAME
from tests.factory.corpus import corpus
from tests.render.conftest import change

CELL = "general-public-budget/4/total"
FINDING = "N-AMOUNT:c0054"
NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'`{{ x }}{% x %}</textarea>--><!--"


def ask(
    server: Server, path: str, fields: dict[str, str] | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=120)
    body = None if fields is None else urlencode(fields)
    connection.request("GET" if fields is None else "POST", path, body, headers)
    answer = connection.getresponse()
    found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return found


def entered(server: Server, **changes: str) -> dict[str, str]:
    fields = {"token": server.token, "cell": CELL, "corrected": "96.31", "reason": "误读 misread", "page": "7"}
    return {**fields, "finding": FINDING, **changes}


def register(house: Path) -> str:
    return (house / "data/corrections.csv").read_text("utf-8")


def test_the_page_forbids_all_that_is_not_its_own(server: Server) -> None:
    status, headers, body = ask(server, "/")
    assert status == 200
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["cache-control"] == "no-store"
    assert b"<style" not in body
    assert b"style=" not in body


@pytest.mark.parametrize("path", ["/review.css", "/review.js"])
def test_its_own_script_and_style_are_files(server: Server, path: str) -> None:
    status, headers, body = ask(server, path)
    assert (status, headers["x-content-type-options"]) == (200, "nosniff")
    assert len(body) > 500


@pytest.mark.parametrize(
    "path",
    ["/server.py", "/../server.py", "/%2e%2e/desk.py", "/review.css/../server.py", "/page/../../x.webp", "/page/1.webp",
     "/page/0.webp", "/page/99999999.webp", "//etc/passwd"],
)  # fmt: skip
def test_nothing_else_is_to_be_had(server: Server, path: str) -> None:
    assert ask(server, path)[0] == 404


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1", "127.0.0.1:1", "evil.test:80@127.0.0.1", ""])
def test_another_host_name_is_refused(server: Server, host: str) -> None:
    for path in ("/", "/review.js"):
        assert ask(server, path, Host=host)[0] == 403
    assert ask(server, "/correct", entered(server), Host=host)[0] == 403


def test_localhost_is_ours(server: Server) -> None:
    assert ask(server, "/", Host=f"localhost:{server.server_port}")[0] == 200


@pytest.mark.parametrize("token", ["", "wrong", "中"])
@pytest.mark.parametrize("path", ["/correct", "/remove"])
def test_without_the_runs_token_nothing_is_written(server: Server, house: Path, path: str, token: str) -> None:
    before = register(house)
    assert ask(server, path, entered(server, token=token))[0] == 403
    assert register(house) == before


def test_another_sites_form_is_refused_though_it_knew_the_token(server: Server, house: Path) -> None:
    before = register(house)
    assert ask(server, "/correct", entered(server), Origin="http://evil.test")[0] == 403
    assert ask(server, "/correct", entered(server), Origin="null")[0] == 403
    assert register(house) == before


def test_each_run_has_its_own_token(desk: Desk) -> None:
    with background(desk) as first, background(desk) as second:
        assert first.token != second.token


def test_too_much_is_refused(server: Server) -> None:
    assert ask(server, "/correct", entered(server, reason="x" * 70_000))[0] == 413


def test_a_correction_is_written_told_replaced_and_removed(server: Server, house: Path) -> None:
    before, row = register(house), f"{NAME.replace('/', '-')},general-public-budget,4/total,132.37"
    status, headers, _ = ask(server, "/correct", entered(server))
    assert status == 303
    assert register(house) == f"{before}{row},96.31,误读 misread,7\n"
    assert server.desk.reading.findings[FINDING]["outcome"] == "exact"
    told = ask(server, headers["location"])[2].decode()
    assert FINDING in told[told.index('id="said"') : told.index("要看的地方")]
    assert 'id="said"' not in ask(server, headers["location"])[2].decode()
    assert ask(server, "/correct", entered(server, corrected="", blank="on"))[0] == 303
    assert register(house) == f"{before}{row},,误读 misread,7\n"
    assert server.desk.reading.value(server.desk.reading.cells[CELL]) == ""
    assert ask(server, "/remove", entered(server))[0] == 303
    assert register(house) == before
    assert server.desk.reading.findings[FINDING]["outcome"] == "differs"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"corrected": "96,3x"}, "“96,3x”"),
        ({"corrected": NASTY}, "一个数"),
        ({"reason": ""}, "原因"),
        ({"cell": "revenue/99/total"}, "没有"),
        ({"cell": "../../x"}, "没有"),
    ],
)
def test_a_refused_correction_says_why_and_writes_nothing(
    server: Server, house: Path, wrong: dict[str, str], said: str
) -> None:
    before = register(house)
    status, _, body = ask(server, "/correct", entered(server, **wrong))
    assert status == 422
    told = body.decode()
    assert said in told[told.index('role="alert"') :][:600]
    assert "<script>alert" not in told
    assert register(house) == before


def test_what_was_typed_stays_in_a_refused_form(server: Server) -> None:
    told = ask(server, "/correct", entered(server, corrected="96,3x", reason="a <b>reason</b>"))[2].decode()
    assert 'value="96,3x"' in told
    assert "a &lt;b&gt;reason&lt;/b&gt;" in told


def test_when_the_report_cannot_be_made_again_the_row_is_taken_back(server: Server, house: Path) -> None:
    before = register(house)
    (house / server.desk.registration.source_path).unlink()
    status, _, body = ask(server, "/correct", entered(server))
    assert status == 422
    assert "Put the report there" in body.decode()
    assert register(house) == before


class Elements(HTMLParser):
    """The elements that a browser would make of the page, with scripts and handlers apart."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str | None] = []
        self.handlers: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.scripts += [names.get("src")] if tag in ("script", "img", "iframe") else []
        self.handlers += [name for name in names if name.startswith("on") or name == "style"]
        self.handlers += [name for name, value in attrs if (value or "").startswith("javascript:")]

    def handle_data(self, data: str) -> None:
        self.words += data


def test_a_hostile_report_stays_text(house: Path) -> None:
    package = house / "data/packages" / NAME

    def poison(files: tuple[str, ...], fields: tuple[str, ...]) -> None:
        for path in (package / name for name in files):
            change(path, lambda row: row.update({name: row[name] + NASTY for name in fields if row.get(name)}))

    for files, fields in (
        (("cells.csv",), ("printed", "doubt")),
        (("findings.csv",), ("message_zh", "message_en", "finding_id")),
        (("lines.csv",), ("text",)),
        (("claims.csv",), ("printed",)),
        (("revenue.csv", "general-public-budget.csv"), ("name",)),
    ):
        poison(files, fields)
    change(house / "data/reports.csv", lambda row: row.update(department=row["department"] + NASTY))
    desk = Desk(house, NAME, [].append)
    with background(desk) as server:
        for query in (
            {"at": CELL, "finding": FINDING + NASTY},
            {"at": "c0054"},
            {"at": NASTY, "finding": NASTY, "page": NASTY},
        ):
            found = Elements()
            found.feed(ask(server, "/?" + urlencode(query))[2].decode())
            assert found.scripts == ["/review.js"]
            assert found.handlers == []
            assert found.words.count(NASTY) > 20


@pytest.mark.parametrize("page", ["0", "-1", "99999", "999999999", "x", "²"])
def test_a_page_that_is_not_there_shows_the_first_thing_to_look_at(server: Server, page: str) -> None:
    first = str(server.desk.reading.tasks[0].leaf)
    assert f'id="page" name="page" value="{first}"' in ask(server, f"/?{urlencode({'page': page})}")[2].decode()


def test_a_finding_leads_to_its_line_and_its_cell(server: Server) -> None:
    task = next(task for task in server.desk.reading.tasks if task.finding == FINDING)
    assert task.at == CELL
    told = ask(server, "/?" + urlencode({"page": task.leaf, "at": task.at, "finding": FINDING}))[2].decode()
    line = server.desk.reading.cells[CELL]["source_line"]
    assert f'<tr class="chosen" id="l-{line}">' in told
    assert told.count('class="amount differs chosen"') == 1


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A PDF of the layout factory; its package is made when the desk opens."""
    root = tmp_path_factory.mktemp("drawn")
    (path,) = corpus(root, 1, seed=3, pdf_share=1)
    assert not (root / "data/packages").exists()
    desk = Desk(root, "/".join(path.parts[-3:-1]), [].append)
    with background(desk) as server:
        yield server


def test_a_page_of_a_pdf_is_drawn_with_its_cells_marked(drawn: Server) -> None:
    reading = drawn.desk.reading
    spot = next(spot for spot in reading.spots.values() if spot.id in reading.cells and spot.box)
    assert spot.box is not None
    told = ask(drawn, "/?" + urlencode({"at": spot.id}))[2].decode()
    frame = f'x="{spot.box[0] - 2:.1f}" y="{spot.box[1] - 2:.1f}"'
    assert f'chosen" rx="1.5" {frame}' in told
    status, headers, body = ask(drawn, f"/page/{spot.leaf}.webp")
    assert (status, headers["content-type"]) == (200, "image/webp")
    size = drawn.desk.pictures.size(spot.leaf)
    assert size is not None
    with Image.open(BytesIO(body)) as picture:
        assert abs(picture.width / picture.height - size[0] / size[1]) < 0.01
        assert picture.convert("L").getextrema()[0] < 100
    assert spot.box[2] < size[0]
    assert spot.box[3] < size[1]
    assert ask(drawn, f"/page/{drawn.desk.pictures.count + 1}.webp")[0] == 404


def test_without_the_file_the_tables_are_there_and_the_page_says_so(drawn: Server) -> None:
    root = drawn.desk.house.root
    source = root / drawn.desk.registration.source_path
    source.rename(source.with_suffix(".away"))
    try:
        desk = Desk(root, f"{drawn.desk.registration.slug}/{drawn.desk.registration.year}", [].append)
        with background(desk) as server:
            told = ask(server, "/")[2].decode()
    finally:
        source.with_suffix(".away").rename(source)
    assert "看不到这一页的图像" in told
    assert "Put the report there to see its pages." in told
    assert 'class="cell"' in told


def test_an_unknown_report_is_told_which_there_are(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(house), "review", "nobody/2023", "--port", "0", "--no-browser"]) == 1
    errors = capsys.readouterr().err
    assert NAME in errors
    assert "Traceback" not in errors


def test_a_taken_port_is_said(server: Server, house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(house), "review", NAME, "--port", str(server.server_port), "--no-browser"]) == 1
    assert f"port {server.server_port}: expected a free port" in capsys.readouterr().err
    assert main(["--root", str(house), "review", NAME, "--port", "99999", "--no-browser"]) == 1
