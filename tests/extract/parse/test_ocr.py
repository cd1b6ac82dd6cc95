"""Scanned pages: refused by name without the extra `ocr`; with it, every number in its cell.

The extra is large and optional, so its own tests are skipped, visibly, where it is not installed."""

import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw

from build_site.extract.parse import pdf
from build_site.extract.parse.pdf import ocr
from build_site.extract.parse.pdf.page import PageRead, TextLine
from build_site.extract.recognise.forms.table import Reading
from build_site.model import Document, Grid, GridCell, InputError, Line, Place, State
from build_site.text import squeeze
from tests.extract.parse import drawn
from tests.extract.parse.drawn import ROWS, Page
from tests.factory import raster

PROSE = (
    "　　2023年度一般公共预算财政拨款支出年初预算为2,946.25万元，支出决",
    "算为2,940.05万元，完成年初预算的99.79%。其中：",
    "　　1.一般公共服务支出（类）2106.66万元，占71.65%；",
)
needs_ocr = pytest.mark.skipif(
    not ocr.available(), reason="the optional extra `ocr` is not installed: reading scans was not tested"
)


def form(page: Page) -> None:
    """A ruled table under its title, and prose below it."""
    page.text(220, 70, "一般公共预算财政拨款支出决算表", 14)
    page.text(420, 92, "金额单位：万元")
    bottom = page.cells(ROWS)
    lines(page, bottom)
    for number, text in enumerate(PROSE):
        page.text(72, bottom + 40 + 24 * number, text, 14 if page.width > 700 else 12)


def lines(page: Page, bottom: float) -> None:
    for x in drawn.SIDES:
        page.line(x, 100, x, bottom)
    for number in range(len(ROWS) + 1):
        y = 100 + number * drawn.ROW_HEIGHT
        page.line(drawn.SIDES[0], y, drawn.SIDES[-1], y)


def text(page: Page) -> None:
    page.text(72, 100, "正文若干字，足够说明这一页有文字可读，不是图片。")


def photo(page: Page) -> None:
    page.canvas.drawInlineImage(Image.new("L", (60, 80), 200), 0, 0, page.width, page.height)


def scanned(folder: Path, *pages: Callable[[Page], None], turn: float = 0.0) -> Path:
    raster.scan(drawn.pdf(folder / "drawn.pdf", *pages), folder / "scan.pdf", turn=turn)
    return folder / "scan.pdf"


def picture(path: Path) -> Image.Image:
    with pypdfium2.PdfDocument(path) as source:
        return source[0].render(scale=150 / 72).to_pil().convert("RGB")


def grid(document: Document) -> Grid:
    (found,) = (block for block in document.blocks if isinstance(block, Grid))
    return found


def prose(document: Document) -> list[tuple[str, bool | None]]:
    return [(squeeze(block.text), block.starts) for block in document.blocks if isinstance(block, Line)]


def texts(found: Grid) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row) for row in found.rows]


# --- without the extra ------------------------------------------------------------------------------------------------


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)


@pytest.mark.usefixtures("without")
def test_a_partly_scanned_report_is_refused_by_its_pages(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        pdf.read(drawn.pdf(tmp_path / "a.pdf", text, photo, photo, text, photo))
    assert "pages 2–3, 5" in caught.value.found
    assert "pip install 'build_site[ocr]'" in caught.value.remedy
    assert caught.value.place == Place(page=2)


@pytest.mark.usefixtures("without")
def test_a_scan_in_strips_is_a_scan(tmp_path: Path) -> None:
    def strips(page: Page) -> None:
        for number in range(10):
            page.canvas.drawInlineImage(
                Image.new("L", (60, 8), 200), 0, number * page.height / 10, page.width, page.height / 10
            )

    with pytest.raises(InputError, match="page 1 without readable text"):
        pdf.read(drawn.pdf(tmp_path / "a.pdf", strips))


@pytest.mark.usefixtures("without")
def test_invisible_text_over_a_scan_is_not_taken_for_the_print(tmp_path: Path) -> None:
    def searchable(page: Page) -> None:
        photo(page)
        page.canvas.setFont(drawn.FONT, 12)
        page.canvas.drawString(72, 700, "扫描仪自己认出的文字，看不见，也不知道对不对，但是很多。", mode=3)

    with pytest.raises(InputError, match="page 1 without readable text"):
        pdf.read(drawn.pdf(tmp_path / "a.pdf", searchable))


@pytest.mark.usefixtures("without")
def test_characters_turned_into_drawings_are_no_text(tmp_path: Path) -> None:
    def outlines(page: Page) -> None:
        for number in range(150):
            x, y = 72 + number % 30 * 14, 700 - number // 30 * 20
            path = page.canvas.beginPath()
            path.moveTo(x, y)
            for corner in range(1, 15):
                path.lineTo(x + 5 + 5 * math.cos(corner), y + 5 + 5 * math.sin(corner))
            path.close()
            page.canvas.drawPath(path, stroke=0, fill=1)

    with pytest.raises(InputError, match="page 1 without readable text"):
        pdf.read(drawn.pdf(tmp_path / "a.pdf", outlines))


def test_pictures_go_to_ocr_and_the_document_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = TextLine("认出的文字", (72.0, 82.0, 92.0, 102.0, 112.0, 122.0), 90.0, 102.0, 10.0)
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(
        ocr, "page", lambda _, index: PageRead(index + 1, 595.0, 842.0, lines=[line], glyphs=5, ocr=True)
    )
    seen: list[tuple[int, int]] = []
    mixed = pdf.read(drawn.pdf(tmp_path / "a.pdf", text, photo), lambda *done: seen.append(done))
    assert (mixed.read_by, mixed.ocr_pages) == ("pdf", (2,))
    assert seen == [(1, 2), (2, 2)]
    whole = pdf.read(drawn.pdf(tmp_path / "b.pdf", photo, lambda _: None, photo))
    assert (whole.read_by, whole.ocr_pages) == ("ocr", (1, 3))
    assert [line.text for line in whole.transcript] == ["认出的文字"] * 2


def test_an_amount_from_a_picture_is_marked() -> None:
    reading = Reading("a.pdf", 2023, refuse=False, ocr_pages=frozenset({3}))
    printed = {"1.00": State.VALUE, "0.00": State.ZERO, "": State.BLANK, "1.0.0": State.NOT_READ}
    for shown, state in printed.items():
        amount = reading.amount(GridCell(shown, Place(page=3), 0))
        assert (amount.state, amount.doubt) == (state, "ocr")
        assert reading.amount(GridCell(shown, Place(page=2), 0)).doubt == ""


def test_a_box_is_put_back_on_the_page_as_it_lies() -> None:
    page = PageRead(1, 842.0, 595.0, to_page=(0.0, -2.0, 2.0, 0.0, 0.0, 1684.0))  # sideways, at twice the size
    assert page.display((10.0, 20.0, 30.0, 25.0)) == (40.0, 1624.0, 50.0, 1664.0)


# --- with the extra ---------------------------------------------------------------------------------------------------


@needs_ocr
def test_every_number_of_a_scan_is_in_its_cell(tmp_path: Path) -> None:
    document = pdf.read(scanned(tmp_path, form))
    assert (document.read_by, document.ocr_pages, document.pages) == ("ocr", (1,), 1)
    assert texts(grid(document)) == list(ROWS)
    drawn_as = pdf.read(tmp_path / "drawn.pdf")
    assert prose(document) == prose(drawn_as)
    assert [text for text, _ in prose(document)][-3:] == [squeeze(text) for text in PROSE]


@needs_ocr
@pytest.mark.parametrize("turn", [1.3, 90.4, 180.0, 270.0])
def test_a_page_laid_on_the_scanner_askew_is_straightened(tmp_path: Path, turn: float) -> None:
    straight = picture(scanned(tmp_path, form))
    straight.rotate(turn, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC).save(
        tmp_path / "turned.pdf", "PDF", resolution=150
    )
    found = grid(pdf.read(tmp_path / "turned.pdf"))
    assert texts(found) == list(ROWS)
    # The middle of 2,336.91's cell, from the page's middle, before the page was turned anticlockwise.
    x, y = 382.0 - drawn.WIDTH / 2, 133.0 - drawn.HEIGHT / 2
    sine, cosine = math.sin(math.radians(turn)), math.cos(math.radians(turn))
    wide, high = (
        drawn.WIDTH * abs(cosine) + drawn.HEIGHT * abs(sine),
        drawn.WIDTH * abs(sine) + drawn.HEIGHT * abs(cosine),
    )
    box = found.rows[1][3].place.box
    assert box
    assert abs((box[0] + box[2] - wide) / 2 - (cosine * x + sine * y)) < 3
    assert abs((box[1] + box[3] - high) / 2 - (cosine * y - sine * x)) < 3


@needs_ocr
def test_a_red_seal_hides_nothing(tmp_path: Path) -> None:
    page = picture(scanned(tmp_path, form))
    seal = Image.new("RGB", page.size, "white")
    ImageDraw.Draw(seal).ellipse((640, 280, 860, 500), outline=(235, 60, 60), width=8)
    ImageChops.multiply(page, seal).save(tmp_path / "sealed.pdf", "PDF", resolution=150)
    assert texts(grid(pdf.read(tmp_path / "sealed.pdf"))) == list(ROWS)


@needs_ocr
def test_a_scan_of_unknown_resolution_and_a_page_without_text_are_read(tmp_path: Path) -> None:
    page = picture(scanned(tmp_path, form))
    blank = Image.new("RGB", page.size, "lightgrey")
    ImageDraw.Draw(blank).ellipse((100, 100, 900, 900), fill="grey")
    page.save(tmp_path / "huge.pdf", "PDF", resolution=72, save_all=True, append_images=[blank])
    document = pdf.read(tmp_path / "huge.pdf")
    assert document.ocr_pages == (1, 2)
    assert texts(grid(document)) == list(ROWS)
    box = grid(document).place.box
    assert box
    assert abs(box[0] - drawn.SIDES[0] * 150 / 72) < 3  # points of the page as it claims to be


@needs_ocr
@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("2.995.39", "2,995.39"),
        ("1,234.567.89", "1,234,567.89"),
        ("2,336.91.", "2,336.91"),
        ("占71.65%；1.500.00元", "占71.65%；1,500.00元"),
        ("支出（类)2.5", "支出（类）2.5"),
        ("(三）", "（三）"),
        ("部内收入决算表", "部门收入决算表"),
        ("宣传部内设机构", "宣传部内设机构"),
        ("1.5", "1.5"),
        ("0.123", "0.123"),
        ("1.", "1."),
    ],
)
def test_only_impossible_readings_are_mended(read: str, meant: str) -> None:
    from build_site.extract.parse.pdf.ocr import words

    assert words.mended(read) == meant


def coloured(page: Page) -> None:
    """The table with a dark head whose words are white, and amounts that are grey on grey."""
    form(page)
    bottom, canvas = 100 + drawn.ROW_HEIGHT, page.canvas
    canvas.setFillColorRGB(0.1, 0.2, 0.5)
    page.rect(drawn.SIDES[0], 100, drawn.SIDES[-1], bottom)
    canvas.setFillColorRGB(0.78, 0.8, 0.82)
    page.rect(drawn.SIDES[2], bottom, drawn.SIDES[-1], bottom + 2 * drawn.ROW_HEIGHT)
    canvas.setFillColorRGB(1, 1, 1)
    page.cells(ROWS[:1])
    canvas.setFillColorRGB(0.45, 0.45, 0.45)
    page.cells([("", "", *row[2:]) for row in ROWS[1:3]], bottom)


@needs_ocr
@pytest.mark.parametrize("page", [form, coloured])
def test_the_digits_of_a_published_picture_are_read_back(page: Callable[[Page], None], tmp_path: Path) -> None:
    pdf.draw(drawn.pdf(tmp_path / "a.pdf", page), [1], tmp_path)
    with Image.open(tmp_path / "p1.png") as shown:
        assert shown.mode == "P"
        assert len(shown.getcolors() or ()) <= (16 if page is coloured else 4)
        shown.convert("L").save(tmp_path / "picture.pdf", "PDF", resolution=110)
    assert digits(texts(grid(pdf.read(tmp_path / "picture.pdf")))) == digits(ROWS)


def digits(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    return [found for row in rows if (found := [text for text in row if text[:1].isdigit()])]
