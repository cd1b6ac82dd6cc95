"""What of a PDF is handed on: its pages and links, and nothing else that a file can carry; no picture of a signature."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from build_site.extract.parse.pdf.clean import clean_copy
from build_site.extract.parse.pdf.pictures import draw
from tests.factory.hostile_pdf import hostile_pdfs


def make(path: Path, *, image: bool = False, strokes: bool = False, text: str = "Budget") -> None:
    canvas = Canvas(str(path), invariant=1)
    canvas.setAuthor("Somebody")
    canvas.setTitle("Final accounts")
    canvas.drawString(72, 700, text)
    canvas.linkURL("https://example.org/", (72, 690, 200, 710))
    if image:
        picture = path.with_suffix(".png")
        Image.new("RGB", (60, 30), "blue").save(picture)
        canvas.drawImage(str(picture), 100, 100)
    if strokes:
        for x in range(40):
            canvas.bezier(x, 100, x + 5, 120, x + 9, 90, x + 14, 110)
    canvas.save()


def test_a_clean_copy_has_pages_title_and_links_only(tmp_path: Path) -> None:
    source, dirty = tmp_path / "a.pdf", tmp_path / "dirty.pdf"
    make(source)
    with pikepdf.open(source) as pdf:
        pdf.attachments["secret.txt"] = b"secret inside"
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([]))
        note = pikepdf.Dictionary(Subtype=pikepdf.Name.Text, Contents="private note", Rect=[0, 0, 9, 9])
        pdf.pages[0].Annots.append(pdf.make_indirect(note))
        pdf.pages[0].AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="x()"))
        with pdf.open_metadata() as data:
            data["dc:title"] = "Final accounts"
            data["dc:creator"] = ["Somebody"]
        pdf.save(dirty)
    copies = [tmp_path / "1.pdf", tmp_path / "2.pdf"]
    for copy in copies:
        assert clean_copy(dirty, copy, 1)
    assert copies[0].read_bytes() == copies[1].read_bytes()
    with pikepdf.open(copies[0]) as pdf:
        everything = b"".join(each.unparse() for each in pdf.objects) + pdf.trailer.unparse()
        for word in (
            b"JavaScript",
            b"secret",
            b"Somebody",
            b"private note",
            b"AcroForm",
            b"Metadata",
            b"/AA",
            b"Author",
        ):
            assert word not in everything
        assert (str(pdf.docinfo["/Title"]), len(pdf.attachments)) == ("Final accounts", 0)
        assert [str(each.A.URI) for each in pdf.pages[0].Annots] == ["https://example.org/"]


@pytest.mark.parametrize("name", "flipped-14.pdf locked-r6.pdf kids-catalog.pdf".split())
def test_of_a_damaged_or_locked_file_there_is_no_copy_and_nothing_half_written(tmp_path: Path, name: str) -> None:
    ((_, content),) = hostile_pdfs([name])
    (tmp_path / name).write_bytes(content)
    assert not clean_copy(tmp_path / name, tmp_path / "copy.pdf", 7)
    assert not (tmp_path / "copy.pdf").exists()


@pytest.mark.parametrize(
    ("page", "drawn"),
    [({}, True), ({"image": True}, False), ({"strokes": True}, False), ({"text": "Tel: 138 1234 " + "5678"}, False)],
)
def test_a_page_with_pasted_ink_or_a_number_in_its_text_layer_is_not_drawn(
    page: dict[str, object], drawn: bool, tmp_path: Path
) -> None:
    make(tmp_path / "a.pdf", **page)  # type: ignore[arg-type]
    draw(tmp_path / "a.pdf", [1], tmp_path / "pictures")
    assert (tmp_path / "pictures" / "p1.png").exists() is drawn
