"""A font whose text map names other digits than it draws is told; ordinary fonts are not accused."""

from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas

from build_site.extract.parse import parse
from build_site.extract.parse.pdf import faces
from build_site.model import Document, Grid


def _written(path: Path, font: str, crop: tuple[float, float, float, float] | None = None) -> Document:
    canvas = Canvas(str(path), invariant=1)
    if crop:
        canvas.setCropBox(crop)
    canvas.setFont(font, 10)
    rows = [("208", "1234567.89"), ("210", "20.35"), ("221", "0.48")]
    for index, (code, amount) in enumerate(rows):
        y = 700 - 20 * index
        canvas.drawString(105, y, code)
        canvas.drawRightString(295, y, amount)
    for y in (714, 694, 674, 654):
        canvas.line(100, y, 300, y)
    for x in (100, 200, 300):
        canvas.line(x, 654, x, 714)
    canvas.showPage()
    canvas.setFont(font, 10)
    canvas.drawString(100, 700, "in all 1,588.24, of it 0.40; 3 parts")
    canvas.save()
    return parse(path)


def _doubts(document: Document) -> dict[str, str]:
    return {c.text: c.doubt for block in document.blocks if isinstance(block, Grid) for row in block.rows for c in row}


def _lie(monkeypatch: pytest.MonkeyPatch, swap: str) -> None:
    """Let the map of the font Vera take two digits for each other."""
    honest = ttfonts.makeToUnicodeCMap
    lies = {ord(swap[0]): ord(swap[1]), ord(swap[1]): ord(swap[0])}
    monkeypatch.setattr(
        ttfonts, "makeToUnicodeCMap", lambda name, subset: honest(name, [lies.get(code, code) for code in subset])
    )
    pdfmetrics.registerFont(ttfonts.TTFont("Vera", "Vera.ttf"))


@pytest.mark.parametrize("swap", ["38", "69", "17", "25"])
def test_a_map_that_lies_makes_its_digits_doubtful(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swap: str) -> None:
    _lie(monkeypatch, swap)
    document = _written(tmp_path / "lying.pdf", "Vera")
    told = _doubts(document)
    assert len(told) == 6
    assert all(doubt == ("glyphs" if set(text) & set(swap) else "") for text, doubt in told.items())
    assert any("draw" in words for words, _ in document.remarks)


def test_amounts_of_a_sentence_whose_font_lies_are_not_taken_for_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lie(monkeypatch, "38")
    document = _written(tmp_path / "lying.pdf", "Vera")
    said = [line.text for line in document.transcript]
    assert "in all 〓,〓〓〓.〓〓, of it 0.40; 8 parts" in said


@pytest.mark.parametrize("font", ["Helvetica", "Times-Italic", "Courier-Bold", "VeraBd"])
def test_ordinary_fonts_are_not_doubted(tmp_path: Path, font: str) -> None:
    if font == "VeraBd":
        pdfmetrics.registerFont(ttfonts.TTFont("VeraBd", "VeraBd.ttf"))
    assert not any(_doubts(_written(tmp_path / "plain.pdf", font)).values())


def test_a_page_box_that_cuts_a_table_is_no_fault_of_a_font_without_outlines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faces, "_told_by", lambda *_: None)  # as of the Type 3 fonts of browsers
    document = _written(tmp_path / "a.pdf", "Helvetica", crop=(130, 600, 595, 842))
    assert "1234567.89" in _doubts(document)
    assert "glyphs" not in _doubts(document).values()
    assert any("页面框截断了表格" in said.zh for said, _ in document.remarks)
