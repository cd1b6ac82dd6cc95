"""A wrong sum is the report's only where two parsers read the same; where they do not, nobody is accused."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from build_site.model import Department, Finding, KnownIssue, Outcome, Registration
from build_site.pipeline import ReportJob, make_package
from build_site.registers.reports import sha256_of

SLUG = "420116-made-up-office"
LINES = [
    ("收入", "", "支出", ""),
    ("项目", "决算数", "项目", "决算数"),
    ("一、一般公共预算财政拨款收入", "100.00", "一、一般公共服务支出", "100.00"),
    ("本年收入合计", "200.00", "本年支出合计", "100.00"),
    ("总计", "200.00", "总计", "100.00"),
]


SOUND = [tuple(text.replace("200.00", "100.00") for text in line) for line in LINES]


def draw(path: Path, below: str = "", lines: list[tuple[str, ...]] = LINES) -> None:
    """One page with 收入支出决算总表 whose revenue does not add up, and a line of text below it."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    canvas.setFont("STSong-Light", 12)
    for text, y in (("某某局2023年度部门决算", 800), ("收入支出决算总表", 760), ("单位：万元", 740)):
        canvas.drawString(60, y, text)
    xs = (40, 250, 310, 480, 540)
    for x in xs:
        canvas.line(x, 720, x, 720 - 24 * len(lines))
    for number, cells in enumerate([*lines, None]):
        y = 720 - 24 * number
        canvas.line(xs[0], y, xs[-1], y)
        for x, text in zip(xs, cells or (), strict=False):
            canvas.drawString(x + 3, y - 16, text)
    canvas.drawString(60, 500, below)
    canvas.save()


def findings(folder: Path, rule: str) -> list[dict[str, str]]:
    with (folder / "findings.csv").open(encoding="utf-8", newline="") as handle:
        return [row for row in csv.DictReader(handle) if row["rule_id"] == rule]


def make(folder: Path, publish_file: str = "", below: str = "", lines: list[tuple[str, ...]] = LINES) -> Path:
    source = folder / "report.pdf"
    draw(source, below, lines)
    sha256 = sha256_of(source)
    registration = Registration(SLUG, 2023, "t", "某某局", "420116", "report.pdf", "", sha256, "", "", publish_file)
    made = folder / "package"
    department = Department(SLUG, "某某局", "", "420116", "", "")
    make_package(ReportJob(registration, department, (), (), source, made, folder / "pictures"))
    return made


def test_a_wrong_sum_that_both_parsers_read_differs(tmp_path: Path) -> None:
    (finding,) = findings(make(tmp_path), "I-RE-REVENUE-SUM")
    assert (finding["outcome"], finding["difference"]) == ("differs", "100.00")


@pytest.mark.parametrize(("lines", "pages"), [(LINES, [1]), (SOUND, [])])
def test_the_second_parser_reads_only_pages_whose_cells_may_explain_a_difference(
    lines: list[tuple[str, ...]], pages: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number of the text differs from a cell in both; where the form's sums hold, that cell was read well."""
    from build_site import reconcile
    from build_site.extract.parse.pdf import second

    audit = reconcile.audit

    def and_text(folder: Path, issues: Sequence[KnownIssue], examined: tuple[Finding, ...]) -> reconcile.Audit:
        found = audit(folder, issues, examined)
        exact = next(each for each in found.findings if each.outcome is Outcome.EXACT and each.right_cell)
        differing = replace(exact, outcome=Outcome.DIFFERS, finding_id="f", left_claim="c0001", left_cell="", terms="")
        return replace(found, findings=(*found.findings, differing))

    asked: list[int] = []
    monkeypatch.setattr(reconcile, "audit", and_text)
    monkeypatch.setattr(second, "second_reading", lambda _, pages: asked.extend(pages) or {})
    make(tmp_path, lines=lines)
    assert asked == pages


@pytest.mark.parametrize(
    ("publish_file", "below", "published"),
    [
        ("", "", ["p1.png"]),
        ("no", "", ["p1.png"]),
        ("yes", "", ["p1.png", "report.pdf"]),
        (
            "yes",
            "填报人：张三 联系电话：1380013" + "8000",
            [],
        ),  # personal data: neither the page's picture nor the file
    ],
)
def test_a_pdf_leaves_pictures_of_its_form_pages_and_itself_where_the_register_says_so(
    tmp_path: Path, publish_file: str, below: str, published: list[str]
) -> None:
    from PIL import Image

    make(tmp_path, publish_file, below)
    pictures = tmp_path / "pictures"
    assert sorted(path.name for path in pictures.glob("*")) == published
    if published:
        with Image.open(pictures / "p1.png") as picture:
            assert picture.size == (744, 1053)  # the page's 595 × 842 points at 90 dots per inch


def test_a_wrong_sum_that_the_second_parser_reads_otherwise_is_not_checkable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from build_site.extract.parse.pdf import second

    plain = second.second_reading

    def otherwise(path: Path, pages: object) -> object:
        """Plain pdfplumber, but the 200.00 of this page comes out as 100.00."""
        return {
            page: tuple(
                replace(
                    grid,
                    rows=tuple(
                        tuple(cell._replace(text=cell.text.replace("200.00", "100.00")) for cell in row)
                        for row in grid.rows
                    ),
                )
                for grid in grids
            )
            for page, grids in plain(path, pages).items()  # type: ignore[arg-type]
        }

    monkeypatch.setattr(second, "second_reading", otherwise)
    made = make(tmp_path)
    (finding,) = findings(made, "I-RE-REVENUE-SUM")
    assert (finding["outcome"], finding["reason_code"]) == ("not-checkable", "reading")
    with (made / "cells.csv").open(encoding="utf-8", newline="") as handle:
        assert {row["printed"] for row in csv.DictReader(handle) if row["doubt"] == "second-reading"} == {"200.00"}
