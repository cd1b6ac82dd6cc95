"""Text in a font that the file does not embed: the same on every machine, whatever fonts it has."""

from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from build_site.extract.parse import parse
from build_site.extract.parse.pdf import borrowed
from build_site.extract.parse.pdf.content import Content

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def drawn(path: Path, rotate: int = 0) -> Path:
    """“2023年决算” with every run an object of its own, as word processors write it."""
    canvas = Canvas(str(path), pagesize=(400, 300))
    if rotate:
        canvas.setPageRotation(rotate)
        canvas.translate(400, 0)
        canvas.rotate(90)
    x = 40.0
    for font, words in (("Times-Roman", "2023"), ("STSong-Light", "年"), ("STSong-Light", "决算")):
        canvas.setFont(font, 12)
        canvas.drawString(x, 100, words)
        x += canvas.stringWidth(words, font, 12)
    canvas.save()
    return path


@pytest.mark.parametrize("rotate", [0, 90])
def test_no_character_is_lost_and_places_come_from_the_file(tmp_path: Path, rotate: int) -> None:
    document = parse(drawn(tmp_path / "report.pdf", rotate))
    (line,) = document.transcript
    assert line.text == "2023年决算"
    assert line.place.box is not None
    x0, top, x1, bottom = line.place.box
    assert (x0, x1) == (40, 40 + 4 * 6 + 3 * 12)  # the widths that the file gives
    height = 400 if rotate else 300
    assert top < height - 100 < bottom


def test_a_page_that_cannot_be_borrowed_takes_no_other_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pikepdf.open(drawn(tmp_path / "report.pdf", 90)) as pdf:
        pdf.pages.append(pdf.pages[0])
        pdf.pages[1].obj.MediaBox = pikepdf.Array([0, 0, 400])
        pdf.save(tmp_path / "broken.pdf")
    mined, read = borrowed.mined, []

    def watched(*asked: Any) -> Any:
        read.append((found := mined(*asked)) is not asked[-1])
        return found

    monkeypatch.setattr(borrowed, "mined", watched)
    parse(tmp_path / "broken.pdf")
    assert read == [True, False]  # the other page is read with the fonts of this machine


def test_a_font_that_pdfium_brings_along_is_not_borrowed(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "plain.pdf"))
    canvas.drawString(40, 100, "173.61")
    canvas.save()
    found = []
    for path in (tmp_path / "plain.pdf", drawn(tmp_path / "chinese.pdf")):
        with pypdfium2.PdfDocument(path) as document:
            page = document[0]
            text_page = page.get_textpage()
            content = Content(page.raw)
            found.append(borrowed.is_borrowed(content.texts, content.fonts(), text_page.raw))
    assert found == [False, True]
