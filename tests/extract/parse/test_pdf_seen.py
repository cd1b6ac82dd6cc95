"""What is seen is what is read: unseen text, text over tables, fields, pictures, and rules that lie about rows."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfdoc

from build_site.extract.parse import pdf
from build_site.model import Document, Grid, InputError, Line
from tests.extract.parse import drawn
from tests.extract.parse.drawn import HEADER, ROW_HEIGHT, ROWS, SIDES, Page

BODY = [list(row) for row in ROWS]
SIZE = 10.5


def grids(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in block.rows] for block in document.blocks if isinstance(block, Grid)]


def doubts(document: Document) -> list[str]:
    cells = (cell for block in document.blocks if isinstance(block, Grid) for row in block.rows for cell in row)
    return [cell.doubt for cell in cells if cell.doubt]


def read(tmp_path: Path, *pages: Callable[[Page], object]) -> Document:
    return pdf.read(drawn.pdf(tmp_path / "drawn.pdf", *pages))


def _white_zeros(page: Page) -> None:
    page.canvas.setFillGray(1)
    page.text(430, 100 + 4.7 * ROW_HEIGHT, "0.00", SIZE, "Helvetica")
    page.text(360, 100 + 6.7 * ROW_HEIGHT, "0.00", SIZE, "Helvetica")


def _covered(page: Page) -> None:
    page.text(430, 100 + 4.7 * ROW_HEIGHT, "77.00", SIZE, "Helvetica")
    page.canvas.setFillGray(1)
    page.rect(423, 100 + 4.1 * ROW_HEIGHT, 501, 100 + 4.9 * ROW_HEIGHT)


def _transparent(page: Page) -> None:
    page.canvas.setFillAlpha(0)
    page.text(430, 100 + 4.7 * ROW_HEIGHT, "77.00", SIZE, "Helvetica")


def _tiny(page: Page) -> None:
    page.text(430, 100 + 4.7 * ROW_HEIGHT, "77.00", 0.2, "Helvetica")


def _invisible(page: Page) -> None:
    text = page.canvas.beginText(430, page.height - 100 - 4.7 * ROW_HEIGHT)
    text.setFont("Helvetica", SIZE)
    text.setTextRenderMode(3)
    text.textOut("77.00")
    page.canvas.drawText(text)


def _clipped(page: Page) -> None:
    path = page.canvas.beginPath()
    path.rect(20, 20, 10, 10)
    page.canvas.clipPath(path, stroke=0)
    page.text(430, 100 + 4.7 * ROW_HEIGHT, "77.00", SIZE, "Helvetica")
    page.text(SIDES[2] + 1, 100 + ROW_HEIGHT + 15, "9", SIZE, "Helvetica")


def _clipped_round_a_hole(page: Page) -> None:
    path = page.canvas.beginPath()
    path.rect(0, 0, page.width, page.height)
    path.rect(SIDES[4], page.height - 300, 90, 300)
    page.canvas.clipPath(path, stroke=0, fillMode=0)
    page.text(430, 100 + 4.7 * ROW_HEIGHT, "77.00", SIZE, "Helvetica")


def _squeezed(page: Page) -> None:
    text = page.canvas.beginText(430, page.height - 100 - 4.7 * ROW_HEIGHT)
    text.setFont("Helvetica", SIZE)
    text.setHorizScale(1)
    text.textOut("77.00")
    page.canvas.drawText(text)


def _pale_words(page: Page) -> None:
    page.canvas.setFillGray(0.85)
    for line in range(4):
        page.text(100, 120 + line * 47, "2024 CONFIDENTIAL 99.00 DRAFT", 22, "Helvetica")


def _pale_letters(page: Page) -> None:
    page.canvas.setFillGray(0.8)
    for number, letter in enumerate("COPY 2 0 2 4"):
        page.text(100 + 34 * number, 120 + 12 * number, letter, 26, "Helvetica")


def _slanted(page: Page) -> None:
    page.canvas.saveState()
    page.canvas.translate(150, 620)
    page.canvas.rotate(17)
    page.text(0, page.height, "SAMPLE 123.45", 30, "Helvetica")
    page.canvas.restoreState()


def _red_stamp(page: Page) -> None:
    page.canvas.setFillColorRGB(0.8, 0, 0)
    page.canvas.setStrokeColorRGB(0.8, 0, 0)
    page.canvas.circle(400, page.height - 190, 60, stroke=1, fill=0)
    page.line(350, 187, 450, 187)
    page.line(350, 213, 450, 213)
    for number, text in enumerate(("RECEIVED", "4201160001234", "2024.08.30")):
        page.text(352, 178 + number * 15, text, 12, "Helvetica")


@pytest.mark.parametrize(
    "over",
    [
        _white_zeros,
        _covered,
        _transparent,
        _tiny,
        _invisible,
        _clipped,
        _clipped_round_a_hole,
        _squeezed,
        _pale_words,
        _pale_letters,
        _slanted,
        _red_stamp,
    ],
)
@pytest.mark.parametrize("first", [True, False], ids=["below", "over"])
def test_what_nobody_sees_and_what_lies_over_a_table_is_not_in_its_cells(
    tmp_path: Path, over: Callable[[Page], None], first: bool
) -> None:
    if first and over in (_covered, _invisible):
        pytest.skip("drawn before, it covers nothing; the invisible mode would not end")

    def page(canvas: Page) -> None:
        def stamp() -> None:
            canvas.canvas.saveState()
            over(canvas)
            canvas.canvas.restoreState()

        if first:
            stamp()
        _latin_table(canvas)
        if not first:
            stamp()

    assert grids(read(tmp_path, page)) == [LATIN]


@pytest.mark.parametrize("other", ["", "7"], ids=["the same", "others"])
def test_digits_that_nobody_sees_take_none_away_that_stand_in_their_place(tmp_path: Path, other: str) -> None:
    def page(canvas: Page) -> None:
        canvas.table()
        canvas.canvas.setFillAlpha(0)
        canvas.cells([[text.replace("6", other or "6") for text in row] for row in ROWS])

    assert grids(read(tmp_path, page)) == [[list(row) for row in ROWS]]


def test_a_seal_without_a_collision_is_no_amount_and_red_amounts_stay(tmp_path: Path) -> None:
    def sealed(canvas: Page) -> None:
        _latin_table(canvas)
        canvas.canvas.setFillColorRGB(0.8, 0, 0)
        for number, text in enumerate(("RECEIVED", "4201160001234", "2024.08.30")):
            canvas.text(352, 178 + number * 15, text, SIZE, "Helvetica")

    def beside(canvas: Page) -> None:
        canvas.text(72, 80, "2", SIZE, "Helvetica")
        _latin_table(canvas)
        canvas.canvas.setFillColorRGB(0.8, 0, 0)
        canvas.text(430, 100 + 4.7 * ROW_HEIGHT, "4201160001234", SIZE, "Helvetica")
        canvas.text(430, 100 + 6.7 * ROW_HEIGHT, "12.34", SIZE, "Helvetica")

    found = grids(read(tmp_path, sealed, beside))
    assert found[0] == LATIN
    assert [row[4] for row in found[1]][4:] == ["", "", "12.34"]


LATIN = [
    [("C" if column == 1 else "") + text if text.isascii() else f"W{column}" for column, text in enumerate(row)]
    for row in ROWS
]


def _latin_table(page: Page, room: float = 3) -> None:
    page.grid()
    for number, row in enumerate(LATIN):
        for column, text in enumerate(row):
            page.text(SIDES[column] + room, 100 + number * ROW_HEIGHT + 15, text, SIZE, "Helvetica")


def test_a_number_in_a_field_or_a_note_is_read(tmp_path: Path) -> None:
    def page(canvas: Page) -> None:
        canvas.table()
        x, y = 425, canvas.height - 100 - 4 * ROW_HEIGHT - 20
        canvas.canvas.acroForm.textfield(value="12.34", x=x, y=y, width=70, height=18, borderWidth=0, fontSize=9)
        canvas.canvas.freeTextAnnotation(
            "56.78", "/Helv 9 Tf 0 g", Rect=[345, y - 2 * ROW_HEIGHT, 400, y - 2 * ROW_HEIGHT + 18], relative=0
        )

    rows = grids(read(tmp_path, page))[0]
    assert rows[4][4] == "12.34"
    assert rows[6][3] == "56.78"


_X, _Y = SIDES[2] + 12, 100 + ROW_HEIGHT + 15  # where the first amount stands


def _white(page: Page, x0: float, y0: float, x1: float, y1: float) -> None:
    page.canvas.setFillGray(1)
    page.rect(x0, y0, x1, y1)


def _cut_by_its_clip(page: Page) -> None:
    _white(page, _X, _Y - 9, SIDES[3] - 1, _Y + 2)
    path = page.canvas.beginPath()
    path.rect(_X + 8, 0, 100, page.height)
    page.canvas.clipPath(path, stroke=0)
    page.canvas.setFillGray(0)
    page.text(_X, _Y, "2,946.25", SIZE, "Helvetica")


def _corrected(page: Page) -> None:
    """Covered, and another in its place of which pdfium tells only what is not the covered one's."""
    _white(page, _X - 2, _Y - 9, SIDES[3] - 1, _Y + 2)
    page.canvas.setFillGray(0)
    page.text(_X, _Y, "2,946.75", SIZE, "Helvetica")


def _annotated(kind: str, content: str) -> Callable[[Page], None]:
    def over(page: Page) -> None:
        document = page.canvas._doc
        look = pdfdoc.PDFStream(pdfdoc.PDFDictionary({"Type": "/XObject", "Subtype": "/Form"}), content)
        look.dictionary["BBox"] = pdfdoc.PDFArray([0, 0, 60, 14])
        rect = [_X - 2, page.height - _Y - 4, _X + 58, page.height - _Y + 10]
        fields = {"Type": "/Annot", "Subtype": f"/{kind}", "F": 4, "Rect": pdfdoc.PDFArray(rect)}
        fields["AP"] = pdfdoc.PDFDictionary({"N": document.Reference(look)})
        page.canvas._addAnnotation(pdfdoc.PDFDictionary(fields))

    return over


@pytest.mark.parametrize(
    ("over", "why"),
    [
        pytest.param(lambda page: page.text(_X - 6, _Y, "1", SIZE, "Helvetica"), "overprint", id="a digit before it"),
        pytest.param(lambda page: page.text(_X - 4, _Y, "-", SIZE, "Helvetica"), "overprint", id="a minus before it"),
        pytest.param(lambda page: page.line(_X - 5, _Y - 4, _X - 1, _Y - 4), "ink", id="a minus as a line"),
        pytest.param(lambda page: page.rect(_X - 4, _Y - 4.5, _X - 1, _Y - 3.8), "ink", id="a minus as a box"),
        pytest.param(lambda page: page.rect(_X - 3, _Y - 8, _X - 2, _Y), "ink", id="a one as a box"),
        pytest.param(lambda page: page.line(_X - 2, _Y - 4, _X + 40, _Y - 4), "ink", id="struck out"),
        pytest.param(lambda page: page.line(_X - 2, _Y, _X + 40, _Y - 9), "ink", id="struck out aslant"),
        pytest.param(
            lambda page: _white(page, _X - 2, _Y - 9, _X + 8, _Y + 2), "unseen", id="its first digits covered"
        ),
        pytest.param(lambda page: _white(page, _X - 2, _Y - 9, _X + 50, _Y - 4), "unseen", id="its upper half covered"),
        pytest.param(lambda page: _white(page, _X + 26.5, _Y - 2, _X + 29, _Y + 1), "unseen", id="its point covered"),
        pytest.param(_cut_by_its_clip, "unseen", id="its first digits clipped"),
        pytest.param(_corrected, "unseen", id="covered and corrected"),
        pytest.param(
            lambda page: page.canvas.circle(_X - 3, page.height - _Y + 1, 0.5, stroke=0, fill=1), "ink", id="a point"
        ),
        pytest.param(
            lambda page: page.text(_X + 35.2, _Y - 2, "3", SIZE, "Helvetica"),
            "overprint",
            id="a raised digit behind it",
        ),
        pytest.param(_annotated("Stamp", "1 g 0 0 60 14 re f 0 g 5 3 9 8 re f"), "unseen", id="a stamp over it"),
        pytest.param(_annotated("Square", "1 g 0 0 60 14 re f"), "unseen", id="a square over it"),
        pytest.param(_annotated("StrikeOut", "1 0 0 RG 1 w 0 7 m 60 7 l S"), "unseen", id="struck out in a note"),
    ],
)
def test_what_lies_over_or_beside_a_number_makes_it_doubtful(
    tmp_path: Path, over: Callable[[Page], None], why: str
) -> None:
    def page(canvas: Page) -> None:
        _latin_table(canvas, room=12)
        over(canvas)

    document = read(tmp_path, page)
    cells = [cell for block in document.blocks if isinstance(block, Grid) for row in block.rows for cell in row]
    assert [(cell.text != "", cell.doubt) for cell in cells if cell.doubt] == [(True, why)]


def test_numbers_over_their_white_halo_are_read_and_not_doubtful(tmp_path: Path) -> None:
    """pdfium takes the same text drawn again at the same place for one, the first: the halo."""

    def page(canvas: Page) -> None:
        canvas.grid()
        for number, row in enumerate(LATIN):
            for column, text in enumerate(row):
                for grey, moved in ((1, -0.5), (1, 0.5), (0, 0.0)):
                    canvas.canvas.setFillGray(grey)
                    x = SIDES[column] + 12 + moved
                    for character in text:  # one by one, as browsers do
                        x = canvas.text(x, 100 + number * ROW_HEIGHT + 15, character, SIZE, "Helvetica")

    document = read(tmp_path, page)
    assert grids(document) == [[list(row) for row in LATIN]]
    assert not doubts(document)


def test_an_underlined_number_is_not_doubtful(tmp_path: Path) -> None:
    def page(canvas: Page) -> None:
        _latin_table(canvas, room=12)
        canvas.line(_X, _Y + 1.5, _X + 40, _Y + 1.5)

    assert not doubts(read(tmp_path, page))


_BLANK = 430, 100 + 4.5 * ROW_HEIGHT  # in a cell without text


def _drawn(*, filled: bool) -> Callable[[Page], None]:
    """Digits turned into shapes, or written by hand."""

    def draw(page: Page) -> None:
        path = page.canvas.beginPath()
        for x in range(_BLANK[0], _BLANK[0] + 40, 8):
            path.circle(x, page.height - _BLANK[1], 3)
        page.canvas.drawPath(path, stroke=not filled, fill=filled)

    return draw


def _askew(page: Page) -> None:
    page.canvas.translate(_BLANK[0], page.height - _BLANK[1])
    page.canvas.rotate(6)
    page.canvas.setFont("Helvetica", SIZE)
    page.canvas.drawString(0, 0, "9.87")


@pytest.mark.parametrize(
    "draw", [_drawn(filled=True), _drawn(filled=False), _askew], ids=["filled", "stroked", "askew"]
)
def test_ink_without_text_makes_the_cell_doubtful(tmp_path: Path, draw: Callable[[Page], None]) -> None:
    def page(canvas: Page) -> None:
        canvas.table()
        draw(canvas)

    document = read(tmp_path, page)
    assert grids(document) == [[list(row) for row in ROWS]]
    assert set(doubts(document)) == {"ink"}


def test_two_numbers_in_a_cell_are_not_one_that_was_wrapped(tmp_path: Path) -> None:
    def page(canvas: Page) -> None:
        _latin_table(canvas, room=12)
        canvas.text(SIDES[3] - 12, _Y - 11, "0", SIZE, "Helvetica")

    assert "0 2,946.25" in [text for row in grids(read(tmp_path, page))[0] for text in row]


@pytest.mark.parametrize("heads", [("合计", "因公出国费", "公务接待费"), ("1", "2", "3")])
def test_without_the_rule_between_heads_and_numbers_they_are_cells_of_their_own(
    tmp_path: Path, heads: tuple[str, ...]
) -> None:
    amounts = "4184.40", "4.28", "468.56"
    sides = 80, 220, 360, 500

    def page(canvas: Page) -> None:
        for y in (100, 120, 160):
            canvas.line(sides[0], y, sides[-1], y)
        for x in sides:
            canvas.line(x, 100, x, 160)
        for x, head, amount in zip(sides, heads, amounts, strict=False):
            canvas.text(x + 20, 114, "预算数")
            canvas.text(x + 60, 134, head)
            canvas.text(x + 60, 152, amount)

    assert grids(read(tmp_path, page))[0][1:] == [list(heads), list(amounts)]


def test_numbers_of_lines_in_the_margin_are_no_text(tmp_path: Path) -> None:
    def page(canvas: Page) -> None:
        canvas.text(200, 80, "收入支出决算总表")
        canvas.table()
        for number in range(1, 30):
            canvas.text(SIDES[0] - 20, 44 + 18 * number, str(number), 8, "Helvetica")

    document = read(tmp_path, page)
    assert grids(document) == [[list(row) for row in ROWS]]
    assert [block.text for block in document.blocks if not isinstance(block, Grid)] == ["收入支出决算总表"]


@pytest.mark.parametrize("below", [True, False], ids=["the row below", "the next column"])
def test_a_number_that_goes_on_in_another_cell_is_doubtful(tmp_path: Path, below: bool) -> None:
    """As Word prints it where rows have an exact height: the second line reaches over the next row's top; or over a side."""
    rows = [[f"2{row}", f"项{row}", f"{row}11.20", f"{row}10.20"] for row in range(1, 6)]
    rows[2][2:] = ["1557.", "1"] if below else ["", ""]

    def page(page: Page) -> None:
        page.table(rows, 100, SIDES[:5])
        if below:
            page.text(SIDES[3] - 20, 100 + 3 * ROW_HEIGHT + 5, "26", 9)
        else:
            page.text(SIDES[3] - 0.3 - 2 * 5.4, 100 + 2 * ROW_HEIGHT + 15, "52", 9, "Courier")
            page.text(SIDES[3] - 0.3, 100 + 2 * ROW_HEIGHT + 15, "3.36", 9, "Courier")

    assert doubts(read(tmp_path, page)) == ["place", "place"]


def test_words_of_two_rows_that_run_over_the_rule_between_them_are_doubtful(tmp_path: Path) -> None:
    """As a sheet prints them whose rows are too low, where the order of drawing does not tell whose line it is."""
    rows = [[f"2{row}", f"项目{row}", f"{row}11.20", f"{row}10.20"] for row in range(1, 6)]
    rows[1][1] = rows[2][1] = ""

    def page(page: Page) -> None:
        page.table(rows, 100, SIDES[:5])
        for line, names in enumerate((("一般公共", "社会保障"), ("服务", "和就业"), ("支出", "支出"))):
            for row, name in enumerate(names, 1):
                page.text(SIDES[1] + 4, 100 + (row + 0.5) * ROW_HEIGHT + 9 * (line - 0.5), name, 9)

    assert doubts(read(tmp_path, page)) == ["edge", "edge"]


def test_a_number_alone_in_its_column_that_stands_otherwise_than_all_is_doubtful_and_the_blanks_round_it(
    tmp_path: Path,
) -> None:
    rows = [[f"2{row:02}", f"项{row}", f"{row}11.20", ""] for row in range(1, 11)]

    def page(page: Page) -> None:
        page.table(rows, 100, SIDES[:5])
        page.text(SIDES[3] + 20, 100 + 4 * ROW_HEIGHT + 15, "77.00", SIZE, "Helvetica")

    document = read(tmp_path, page)
    cells = [cell for block in document.blocks if isinstance(block, Grid) for row in block.rows for cell in row]
    assert [cell.text for cell in cells if cell.doubt] == ["", "77.00", ""]


def test_two_numbers_over_each_other_make_the_cell_doubtful(tmp_path: Path) -> None:
    def page(canvas: Page) -> None:
        canvas.table()
        canvas.text(455, 100 + ROW_HEIGHT + 16, "777.77")

    assert "overprint" in doubts(read(tmp_path, page))


def _without(rows: tuple[int, ...] = (), sides: tuple[int, ...] = ()) -> Callable[[Page], None]:
    def page(canvas: Page) -> None:
        canvas.grid(without=rows, open_at=sides)
        canvas.cells()

    return page


@pytest.mark.parametrize(
    "gone", [(7,), (0,), (0, 7), (2,), (2, 3), (3,), (2, 7)], ids=lambda gone: "-".join(map(str, gone))
)
def test_rows_whose_rules_are_missing(tmp_path: Path, gone: tuple[int, ...]) -> None:
    assert grids(read(tmp_path, _without(gone))) == [BODY]


def _dashed(on: float, off: float, dot: bool = False) -> Callable[[Page], None]:
    def page(canvas: Page) -> None:
        def line(x0: float, y0: float, x1: float, y1: float) -> None:
            length = x1 - x0 + y1 - y0
            dx, dy = (x1 - x0) / length, (y1 - y0) / length
            at = 0.0
            while at < length:
                end = min(at + on, length)
                x, y = x0 + dx * at, y0 + dy * at
                if dot:
                    canvas.rect(x - 0.4, y - 0.4, x + 0.4, y + 0.4)
                else:
                    canvas.line(x, y, x0 + dx * end, y0 + dy * end)
                at += on + off

        canvas.grid(line=line)
        canvas.cells()

    return page


def _bare_last_row(canvas: Page) -> None:
    canvas.grid(len(ROWS) - 1)
    canvas.cells()


def _filled_cells(canvas: Page) -> None:
    canvas.canvas.setFillGray(0.9)
    for row in range(len(ROWS)):
        for x0, x1 in pairwise(SIDES):
            canvas.rect(x0 + 0.5, 100.5 + row * ROW_HEIGHT, x1 - 0.5, 99.5 + (row + 1) * ROW_HEIGHT)
    canvas.canvas.setFillGray(0)
    canvas.cells()


def _striped(canvas: Page) -> None:
    canvas.canvas.setFillGray(0.93)
    for row in range(1, len(ROWS), 2):
        canvas.rect(SIDES[0], 100 + row * ROW_HEIGHT, SIDES[-1], 100 + (row + 1) * ROW_HEIGHT)
    canvas.canvas.setFillGray(0)
    canvas.cells()


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(_dashed(6, 6), id="long dashes"),
        pytest.param(_dashed(0.1, 4, dot=True), id="dots"),
        *(pytest.param(_without(sides=(side,)), id=f"without side {side}") for side in range(len(SIDES))),
        pytest.param(_bare_last_row, id="last row without rules"),
        pytest.param(_filled_cells, id="coloured cells"),
        pytest.param(_striped, id="coloured rows"),
    ],
)
def test_tables_whose_rules_are_odd(tmp_path: Path, page: Callable[[Page], None]) -> None:
    assert grids(read(tmp_path, page)) == [BODY]


def test_the_groups_of_numbers_are_no_columns(tmp_path: Path) -> None:
    def page(canvas: Page) -> None:
        canvas.table(
            [[*HEADER[:4], ""], *([f"20{n}", "名称", "8.00", "", "500.87" if n < 5 else ""] for n in range(1, 8))]
        )
        for n in range(1, 5):
            canvas.text(SIDES[-1] - 60, 100 + n * ROW_HEIGHT + 15, "115", SIZE)

    assert [row[4] for row in grids(read(tmp_path, page))[0]] == ["", *["115 500.87"] * 4, "", "", ""]


def test_two_pages_on_a_sheet(tmp_path: Path) -> None:
    def sheet(left: int, right: int) -> Callable[[Page], None]:
        def page(canvas: Page) -> None:
            for number, x in ((left, 0), (right, 421)):
                canvas.text(x + 40, 60, f"{number}号表")
                sides = [x + 40, x + 90, x + 200, x + 260, x + 320, x + 380]
                canvas.table([HEADER, (f"20{number}", "名称", "1.00", f"{number}.00", "")], sides=sides)

        return page

    path = drawn.pdf(tmp_path / "two.pdf", sheet(1, 2), sheet(3, 4), size=(842, 595))
    document = pdf.read(path)
    assert [rows[1][3] for rows in grids(document)] == ["1.00", "2.00", "3.00", "4.00"]
    assert [b.text for b in document.blocks if isinstance(b, Line)] == [f"{n}号表" for n in range(1, 5)]
    assert [b.place.page for b in document.blocks if isinstance(b, Grid)] == [1, 1, 2, 2]
    boxes = [b.place.box for b in document.blocks if isinstance(b, Grid)]
    assert [box and round(box[0]) for box in boxes] == [40, 461, 40, 461]


def test_a_sheet_made_of_pages_has_all_its_characters_in_their_places(tmp_path: Path) -> None:
    def sheet(page: Page) -> None:
        page.canvas.beginForm("page", 0, 0, 420, 595)
        for row in range(4):
            page.canvas.setFont("Helvetica", 12)
            page.canvas.drawString(60, 400 - 30 * row, "x")
            page.canvas._code.append(
                "/Span <</ActualText (y)>> BDC"
            )  # as browsers write where a font names another character
            page.canvas.drawString(66, 400 - 30 * row, "w")
            page.canvas._code.append("EMC")
            page.canvas.drawString(75, 400 - 30 * row, "z")
        page.canvas.endForm()
        for x, scale in ((0, 1.0), (421, 0.5)):
            page.canvas.saveState()
            page.canvas.transform(scale, 0, 0, scale, x, 0)
            page.canvas.doForm("page")
            page.canvas.restoreState()

    read = pdf.read(drawn.pdf(tmp_path / "sheet.pdf", sheet, size=(842, 595)))
    assert [line.text.replace(" ", "") for line in read.transcript].count("xyz") == 8


@pytest.mark.parametrize(
    "above", ["续表", "（续上页）", "2024年度部门决算公开", "第 3 页 公开", "上报稿", "支出决算表（续）"]
)
@pytest.mark.parametrize("heads", [True, False], ids=["heads", "no heads"])
def test_lines_between_the_parts_of_a_table(tmp_path: Path, above: str, heads: bool) -> None:
    rest = [("211", "节能环保支出", "5.00", "5.00", ""), ("213", "农林水支出", "6.00", "", "6.00")]

    def one(page: Page) -> None:
        page.text(72, 80, "支出决算表")
        page.table(ROWS[:-1])

    def two(page: Page) -> None:
        page.text(90, 80, above)
        page.table([HEADER, *rest] if heads else rest)

    assert grids(read(tmp_path, one, two)) == [[list(row) for row in (*ROWS[:-1], *rest)]]


def test_another_title_or_the_first_label_again_begins_another_table(tmp_path: Path) -> None:
    def page(title: str, rows: list[tuple[str, ...]]) -> Callable[[Page], None]:
        def draw(canvas: Page) -> None:
            canvas.text(72, 80, title)
            canvas.table([HEADER, *rows])

        return draw

    other = [("212", "城乡社区支出", "5.00", "5.00", "")]
    assert len(grids(read(tmp_path, page("支出决算表", list(ROWS[1:6])), page("项目支出表", other)))) == 2
    assert len(grids(read(tmp_path, page("支出决算表", list(ROWS[1:6])), page("上报稿", list(ROWS[1:3]))))) == 2


def test_a_text_higher_than_its_cell_stays_whole(tmp_path: Path) -> None:
    def page(canvas: Page) -> None:
        canvas.grid(5)
        for number in (0, 1, 3, 4):
            canvas.text(135, 100 + number * ROW_HEIGHT + 15, f"项目{number}")
        for line, text in enumerate(("很长的一个科目名称写不", "下而超出了单元格上", "下两边的边线")):
            canvas.text(135, 100 + 2.5 * ROW_HEIGHT - 10 + line * 13, text)

    rows = grids(read(tmp_path, page))[0]
    assert [row[1] for row in rows] == [
        "项目0",
        "项目1",
        "很长的一个科目名称写不下而超出了单元格上下两边的边线",
        "项目3",
        "项目4",
    ]


def test_numbers_without_rules_in_no_columns_are_refused_with_the_reason(tmp_path: Path) -> None:
    """Each row begins further right than the one above: amounts of several columns stand over each other."""

    def page(canvas: Page) -> None:
        for number in range(6):
            for column, text in enumerate(("项目", "12.34", "56.78", "90.12")):
                canvas.text(100 + 25 * number + 60 * column, 100 + number * ROW_HEIGHT, text)

    with pytest.raises(InputError, match="没有表格线") as error:
        read(tmp_path, page)
    assert error.value.place is not None
    assert error.value.place.page == 1


def test_a_table_without_rules_has_columns_by_its_numbers_and_says_so(tmp_path: Path) -> None:
    def page(canvas: Page) -> None:
        canvas.text(100, 60, "这一页的表没有线，上面的这句话不是表里的一行。")
        canvas.cells()

    document = read(tmp_path, page)
    assert grids(document) == [[list(row) for row in ROWS]]
    assert any("没有竖线" in said.zh for said, _ in document.remarks)


def test_sentences_and_lists_of_amounts_are_no_table(tmp_path: Path) -> None:
    def page(canvas: Page) -> None:
        canvas.cells()
        canvas.text(70, 320, "2024年度收入合计1234.56万元，其中：财政拨款收入")
        canvas.text(70, 345, "1000.00 万元 占 81.00%，事业收入 234.56 万元，占")
        canvas.text(70, 370, "19.00%。")
        for number, amount in enumerate(("12.30", "4.56", "789.01")):
            canvas.text(70, 400 + 25 * number, f"（{number + 1}）基本支出{amount}万元")

    assert len(grids(read(tmp_path, page))) == 1


def test_large_names_that_are_higher_than_their_rows_are_words_of_the_table_on_all_pages(tmp_path: Path) -> None:
    def names(canvas: Page, rows: range, room: float) -> None:
        canvas.table([row if at == 0 else (row[0], "", *row[2:]) for at, row in enumerate(ROWS)])
        for row in rows:
            for line, word in enumerate(("事", "业")):
                canvas.text(SIDES[1] + 3, 100 + row * ROW_HEIGHT + room + 17 * line, word, 16)

    found = grids(read(tmp_path, lambda page: names(page, range(2, 3), 12), lambda page: names(page, range(1, 6), 6)))
    assert "".join(text for grid in found for row in grid for text in row).count("事") == 1 + 5


def test_a_line_in_the_next_row_goes_to_the_name_that_it_ends(tmp_path: Path) -> None:
    def page(canvas: Page) -> None:
        canvas.grid()
        for at, row in enumerate(ROWS):
            for column, text in enumerate(row):
                parts = (text[:3], text[3:]) if column == 1 and at in (1, 4) else (text,)
                for line, part in enumerate(parts):
                    x = SIDES[column] + (45 if column == 1 and at in (2, 5) else 3)
                    canvas.text(x, 100 + at * ROW_HEIGHT + 15 + 18 * line, part, SIZE)

    assert [row[1] for row in grids(read(tmp_path, page))[0]] == [row[1] for row in ROWS]


@pytest.mark.parametrize(
    ("lines", "x", "rows"),
    [
        (("社会保障和就业支出", "卫生健康支出"), (3, 3), 2),  # the first left room for more
        (("一、社会保障和就业", "二、卫生健康"), (3, 3), 2),
        (("社会保障和就业支出及其他一", "卫生健康"), (3, 3), 1),  # no room: one name, over two lines
        (("社会保障和就业支出及其他", "本年合计"), (3, 50), 2),  # the second begins elsewhere
        (("社会保障和就业支出及其他", "合计"), (3, 53), 2),
    ],
)
def test_names_in_one_cell_without_amounts_are_two_rows_where_no_name_would_break(
    lines: tuple[str, str], x: tuple[float, float], rows: int, tmp_path: Path
) -> None:
    def page(canvas: Page) -> None:
        canvas.grid(without={5})
        canvas.cells(ROWS[:4])
        canvas.cells(ROWS[6:], 100 + 6 * ROW_HEIGHT)
        for at, (left, text) in enumerate(zip(x, lines, strict=True)):
            canvas.text(SIDES[1] + left, 100 + (4 + at) * ROW_HEIGHT + 15, text, SIZE)

    names = [row[1] for row in grids(read(tmp_path, page))[0]]
    assert names[4:-1] == (list(lines) if rows == 2 else ["".join(lines)])


@pytest.mark.parametrize(
    ("lines", "beside", "rows"),
    [
        (("基本支出", "其中：人员经费"), ("208", "", "12.00"), 1),
        (("一、按时完成", "二、质量达标"), ("", "", "12.00"), 1),
        (("行政单位离退休", "（款）"), ("20805", "", ""), 1),
        (("行政单位离退休", "（款）"), ("", "", ""), 1),
        (("三、公共安全支出", "四、教育支出"), ("", "", "12.00"), 2),  # as the column counts
    ],
)
def test_a_name_s_own_lines_are_one_row_where_all_else_stands_at_the_first(
    lines: tuple[str, str], beside: tuple[str, ...], rows: int, tmp_path: Path
) -> None:
    """A word processor puts a row's code and amounts at the top, and lines that its writer broke far apart."""

    def page(canvas: Page) -> None:
        canvas.grid(without={5})
        canvas.cells([*ROWS[:3], ("2010601", "二、国防支出", *ROWS[3][2:]), (beside[0], lines[0], *beside[1:])])
        canvas.cells([("", lines[1])], 100 + 5 * ROW_HEIGHT)
        canvas.cells(ROWS[6:], 100 + 6 * ROW_HEIGHT)

    names = [row[1] for row in grids(read(tmp_path, page))[0]]
    assert names[4:-1] == (list(lines) if rows == 2 else ["".join(lines)])


@pytest.mark.parametrize("column", [1, 2])
def test_a_letter_that_was_drawn_over_a_cell_is_a_doubt(tmp_path: Path, column: int) -> None:
    def page(canvas: Page) -> None:
        canvas.text(300, 80, "A", 7, "Helvetica")
        canvas.table()
        canvas.text(SIDES[column] + (30 if column == 1 else 40), 100 + ROW_HEIGHT + 15, "A", 7, "Helvetica")

    assert set(doubts(read(tmp_path, page))) == {"overprint"}


@pytest.mark.parametrize("colours", [(0.95, 0.95), (0.2, 0.2), (1.0, None)], ids=["pale", "dark", "white"])
def test_a_blank_with_a_number_that_nobody_sees_is_doubtful_but_not_one_with_a_nil(
    tmp_path: Path, colours: tuple[float, float | None]
) -> None:
    def page(canvas: Page) -> None:
        _latin_table(canvas)
        text, ground = colours
        for row, number in ((4, "77.00"), (5, "0.00")):
            y = 100 + row * ROW_HEIGHT
            if ground is not None:
                canvas.canvas.setFillGray(ground)
                canvas.rect(SIDES[4] + 4, y + 3, SIDES[5] - 4, y + ROW_HEIGHT - 3)
            canvas.canvas.setFillGray(text)
            canvas.text(430, y + 15, number, SIZE, "Helvetica")

    document = read(tmp_path, page)
    assert grids(document) == [LATIN]
    assert doubts(document) == ["unseen"]
    assert [place.page for place in document.unseen] == [1]
