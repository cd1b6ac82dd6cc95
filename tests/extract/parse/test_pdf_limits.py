"""What is not a readable report is refused with a reason."""

import importlib.util
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from build_site.extract.parse import pdf
from build_site.extract.parse.pdf import limits
from build_site.model import InputError
from tests.extract.parse import drawn
from tests.extract.parse.drawn import Page


def text(page: Page) -> None:
    page.text(72, 100, "正文若干字，足够说明这一页有文字可读，不是图片。")


def refused(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        pdf.read(path)
    return caught.value


def test_an_encrypted_pdf(tmp_path: Path) -> None:
    assert "encrypted" in refused(drawn.pdf(tmp_path / "a.pdf", text, encrypt="geheim")).found


def test_a_truncated_pdf(tmp_path: Path) -> None:
    path = drawn.pdf(tmp_path / "a.pdf", *[text] * 5)
    path.write_bytes(path.read_bytes()[:600])
    assert "truncated" in refused(path).found


def test_a_damaged_pdf(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4\nnothing of use\n%%EOF\n")
    assert "damaged" in refused(path).found


def test_a_pdf_without_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    document = pypdfium2.PdfDocument.new()
    document.save(path)
    document.close()
    assert "page" in refused(path).found


def test_more_pages_than_a_report_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PAGES", 2)
    error = refused(drawn.pdf(tmp_path / "a.pdf", text, text, text))
    assert error.expected.endswith("at most 2 pages")
    assert error.found == "3 pages"


@pytest.mark.skipif(importlib.util.find_spec("rapidocr") is not None, reason="the extra ocr is installed")
def test_pages_that_are_pictures_are_named(tmp_path: Path) -> None:
    picture = tmp_path / "scan.png"
    Image.new("L", (600, 800), 200).save(picture)

    def scan(page: Page) -> None:
        page.canvas.drawImage(str(picture), 0, 0, page.width, page.height)

    error = refused(drawn.pdf(tmp_path / "a.pdf", text, scan, scan, text, scan))
    assert "pages 2–3, 5" in error.found
    assert "build_site[ocr]" in error.remedy
    assert error.place
    assert error.place.page == 2


def test_a_picture_as_the_cover_is_let_pass(tmp_path: Path) -> None:
    picture = tmp_path / "cover.png"
    Image.new("L", (600, 800), 200).save(picture)

    def cover(page: Page) -> None:
        page.canvas.drawImage(str(picture), 0, 0, page.width, page.height)

    assert pdf.read(drawn.pdf(tmp_path / "a.pdf", cover, text, text)).pages == 3


def test_a_picture_beside_text_is_no_scan(tmp_path: Path) -> None:
    picture = tmp_path / "photo.png"
    Image.new("L", (600, 800), 200).save(picture)

    def photo(page: Page) -> None:
        page.canvas.drawImage(str(picture), 0, 0, page.width, page.height)
        text(page)

    assert pdf.read(drawn.pdf(tmp_path / "a.pdf", photo)).pages == 1


def test_an_empty_page_is_read_as_empty(tmp_path: Path) -> None:
    document = pdf.read(drawn.pdf(tmp_path / "a.pdf", text, lambda _: None))
    assert document.pages == 2
    assert len(document.blocks) == 1
