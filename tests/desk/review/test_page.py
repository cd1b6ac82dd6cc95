"""What the review page of a report holds, and what it never does."""

import base64
import hashlib
import re
import shutil
import subprocess
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from build_site.__main__ import main
from build_site.desk.review.write import changed_since, page
from build_site.extract.parse.withhold import MASK
from build_site.pipeline import House
from build_site.registers.reports import read_reports
from tests.desk.review.conftest import NAME
from tests.factory.corpus import corpus
from tests.houses import change

CELL = "general-public-budget/4/total"
FINDING = "N-AMOUNT:c0054"
NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'`{{ x }}{% x %}</textarea>--><!--"


class Elements(HTMLParser):
    """The elements that a browser would make of a page: their names and attributes, and what stands in scripts."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.inside: dict[str, list[str]] = {}
        self._open = ""
        self.feed(words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        self._open = tag

    def handle_data(self, data: str) -> None:
        self.inside.setdefault(self._open, []).append(data)

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        return [each for name, each in self.found if name == tag and wanted.items() <= each.items()]


def shown(root: Path) -> Elements:
    registration = read_reports(root / "data/reports.csv").items[0]
    return Elements(page(House(root), registration))


def test_the_page_runs_its_own_script_alone_and_asks_for_nothing(house: Path) -> None:
    found = shown(house)
    (policy,) = found.all("meta", **{"http-equiv": "Content-Security-Policy"})
    rules = dict(rule.split(" ", 1) for rule in policy["content"].split("; "))
    assert (rules["default-src"], rules["img-src"]) == ("'none'", "data:")
    for kind in ("script", "style"):
        (content,) = found.inside[kind][:1]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert rules[f"{kind}-src"] == f"'sha256-{digest}'"
    addresses = [value for _, each in found.found for name, value in each.items() if name in ("src", "href", "action")]
    assert [each for each in addresses if not each.startswith(("data:", "#"))] == []


def test_a_finding_leads_to_its_line_and_its_cell(house: Path) -> None:
    found = shown(house)
    (task,) = found.all("button", **{"class": "task", "data-finding": FINDING})
    (cell,) = found.all("input", **{"data-at": CELL})
    assert task["data-at"] == CELL
    assert (cell["value"], cell["data-printed"]) == ("132.37", "132.37")
    assert found.all("tr", id=f"l-{cell['data-line']}")
    assert found.all("td", **{"class": "amount differs"})


def test_a_registered_correction_is_shown_with_both_values_and_its_line(house: Path) -> None:
    form, _, cell = CELL.partition("/")
    with (house / "data/corrections.csv").open("a", encoding="utf-8") as register:
        register.write(f"{NAME.replace('/', '-')},{form},{cell},132.37,96.31,误读,第245行\n")
    values = house / f"data/packages/{NAME}/{form}.csv"
    change(values, lambda row: row.update(total="96.31") if row["row"] == "4" else None)
    found = shown(house)
    (corrected,) = found.all("input", **{"data-at": CELL})
    assert (corrected["value"], corrected["data-printed"], corrected["data-registered"]) == ("96.31", "132.37", "2")
    assert "132.37" in found.inside["span"]
    assert found.all("i", **{"class": "sign corrected"})


def test_a_hostile_report_stays_text(house: Path) -> None:
    poisoned = {
        "cells.csv": ("printed", "doubt"),
        "findings.csv": ("message_zh", "message_en", "finding_id"),
        "lines.csv": ("text",),
        "claims.csv": ("printed",),
        "revenue.csv": ("name",),
    }
    for name, fields in poisoned.items():
        path = house / "data/packages" / NAME / name
        change(path, lambda row, fields=fields: row.update({f: row[f] + NASTY for f in fields if row.get(f)}))  # type: ignore[misc]
    change(house / "data/reports.csv", lambda row: row.update(department=row["department"] + NASTY))
    found = shown(house)
    assert (len(found.all("script")), found.all("img")) == (1, [])
    assert [name for _, each in found.found for name in each if name.startswith("on") or name == "style"] == []
    assert sum("".join(words).count(NASTY) for words in found.inside.values()) > 20


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with one PDF of the layout factory and its package."""
    root = tmp_path_factory.mktemp("drawn")
    list(corpus(root, 1, seed=3, pdf_share=1))
    assert main(["--root", str(root), "extract"]) == 0
    return root


def test_the_pages_of_a_pdf_are_pictures_with_its_cells_marked(drawn: Path) -> None:
    found = shown(drawn)
    rects = {each["data-at"]: each for each in found.all("rect")}
    cells = found.all("input", **{"class": "cell"})
    assert {each["data-at"] for each in cells} == rects.keys() != set()
    pictures = found.all("img")
    assert len(pictures) >= len({each["data-page"] for each in cells})
    kind, _, content = pictures[0]["src"].partition(",")
    assert kind == "data:image/png;base64"
    with Image.open(BytesIO(base64.b64decode(content))) as picture:
        assert abs(picture.width / picture.height - int(pictures[0]["width"]) / int(pictures[0]["height"])) < 0.01
        assert picture.convert("L").getextrema()[0] < 100


def test_a_page_with_something_personal_is_not_drawn(drawn: Path, tmp_path: Path) -> None:
    root = shutil.copytree(drawn, tmp_path / "house")
    (lines,) = root.glob("data/packages/*/*/lines.csv")
    before = shown(root)
    page_of = before.all("input", **{"class": "cell"})[0]["data-page"]
    change(lines, lambda row: row.update(text=row["text"] + MASK) if row["page"] == page_of else None)
    after = shown(root)
    assert f"第 {page_of} 页 page {page_of}" in {each["alt"] for each in before.all("img")}
    assert f"第 {page_of} 页 page {page_of}" not in {each["alt"] for each in after.all("img")}
    assert len(after.all("img")) == len(before.all("img")) - 1
    assert any(MASK in words for words in after.inside["td"])


@pytest.mark.parametrize(("content", "why"), [(None, "Put the report there"), (b"%PDF-1.7", "Restore the file")])
def test_without_the_registered_file_the_tables_are_there_and_the_page_says_so(
    drawn: Path, tmp_path: Path, content: bytes | None, why: str
) -> None:
    root = shutil.copytree(drawn, tmp_path / "house")
    (source,) = root.glob("data/sources/*/*/*.pdf")
    source.unlink()
    if content:
        source.write_bytes(content)
        change(root / "data/reports.csv", lambda row: row.update(sha256="0" * 64))
    found = shown(root)
    assert found.all("img") == []
    assert why in "".join(found.inside["small"])
    assert found.all("input", **{"class": "cell"})


def test_the_command_names_the_page_it_wrote(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(house), "review", NAME]) == 0
    path = house / "build/review" / f"{NAME.replace('/', '-')}.html"
    assert capsys.readouterr().out == f"{path}\n"
    assert Elements(path.read_text("utf-8")).all("input", **{"data-at": CELL})


@pytest.mark.parametrize(
    ("asked", "said"), [(["nobody/2023"], NAME), ([], "SLUG/YEAR"), (["--since", "nowhere"], "--since")]
)
def test_what_is_not_there_cannot_be_reviewed(
    house: Path, asked: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(house), "review", *asked]) == 1
    errors = capsys.readouterr().err
    assert re.search(f"^错误 error: .*{said}", errors)


def test_the_reports_whose_data_changed_since_a_commit(house: Path) -> None:
    for command in ("init -q", "add .", "-c user.name=t -c user.email=t@example.org commit -qm one"):
        subprocess.run(["git", *command.split()], cwd=house, check=True)
    assert changed_since(house, "HEAD") == []
    change(house / f"data/packages/{NAME}/findings.csv", lambda row: row.update(outcome="exact"))
    new = house / "data/packages/420116-new/2023/datapackage.json"
    new.parent.mkdir(parents=True)
    new.write_text("{}", "utf-8")
    subprocess.run(["git", "add", "--intent-to-add", "data"], cwd=house, check=True)  # as .github/inbox.sh does
    assert changed_since(house, "HEAD") == [NAME, "420116-new/2023"]
    shutil.rmtree(new.parent)
    assert changed_since(house, "HEAD") == [NAME]
