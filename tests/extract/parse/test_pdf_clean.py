"""What of a PDF is handed on: its pages and links, and nothing else that a file can carry; no picture of a signature."""

from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from build_site.extract.parse.pdf.clean import clean_copy
from build_site.extract.parse.pdf.pictures import draw
from tests.factory.hostile_pdf import hostile_pdfs


def make(path: Path, *, image: bool = False, deep: int = 0, strokes: str = "", text: str = "Budget") -> None:
    canvas = Canvas(str(path), invariant=1)
    canvas.setAuthor("Somebody")
    canvas.setTitle("Final accounts")
    canvas.drawString(72, 700, text)
    canvas.linkURL("https://example.org/", (72, 690, 200, 710))
    if image:
        picture = path.with_suffix(".png")
        Image.new("RGB", (60, 30), "blue").save(picture)
        for depth in range(deep):
            canvas.beginForm(f"form{depth}")
            canvas.doForm(f"form{depth - 1}") if depth else canvas.drawImage(str(picture), 100, 100)
            canvas.endForm()
        canvas.doForm(f"form{deep - 1}") if deep else canvas.drawImage(str(picture), 100, 100)
    for x in range(80):
        y = 100 + 7 * x % 20
        if strokes == "curves":
            canvas.bezier(100 + 4 * x, 100, 105 + 4 * x, 120, 109 + 4 * x, 90, 114 + 4 * x, 110)
        elif strokes == "lines":
            canvas.line(100 + x, y, 102 + x, 100 + 11 * x % 20)
        elif strokes == "dots":
            canvas.rect(100 + x, y, 1.2, 1.2, stroke=0, fill=1)
        elif strokes == "tiles":
            picture = path.with_suffix(f".{x}.png")
            Image.new("L", (1, 1), 0).save(picture)
            canvas.drawImage(str(picture), 100 + x, y, 2, 2)
        elif strokes == "rules":
            canvas.setDash(3, 3)
            canvas.line(100, 100 + 20 * (x % 9), 400, 100 + 20 * (x % 9))
            canvas.line(100 + 50 * (x % 7), 100, 100 + 50 * (x % 7), 260)
    canvas.save()


def test_a_title_or_words_for_a_picture_that_name_somebody_do_not_stay(tmp_path: Path) -> None:
    make(tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        pdf.docinfo["/Title"] = "贺骞涛2023年度决算"
        pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(Alt="经办人贺骞涛"))
        pdf.pages[0].Annots[0].Contents = pikepdf.String("贺骞涛")
        pdf.save(tmp_path / "b.pdf")
    assert clean_copy(tmp_path / "b.pdf", tmp_path / "c.pdf", 1)
    with pikepdf.open(tmp_path / "c.pdf") as pdf:
        assert "/Title" not in pdf.docinfo
        assert "/Alt" not in pdf.Root.StructTreeRoot
        assert "/Contents" not in pdf.pages[0].Annots[0]


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
    [
        ({}, True),
        ({"image": True}, False),
        ({"image": True, "deep": 12}, False),
        *(({"strokes": kind}, kind == "rules") for kind in ("curves", "lines", "dots", "tiles", "rules")),
        ({"text": "Tel: 138 1234 " + "5678"}, False),
    ],
)
def test_a_page_with_pasted_ink_or_a_number_in_its_text_layer_is_not_drawn(
    page: dict[str, object], drawn: bool, tmp_path: Path
) -> None:
    make(tmp_path / "a.pdf", **page)  # type: ignore[arg-type]
    draw(tmp_path / "a.pdf", [1], tmp_path / "pictures")
    assert (tmp_path / "pictures" / "p1.png").exists() is drawn
