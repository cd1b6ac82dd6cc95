"""One table, drawn in odd ways: its cells must come back, each in its column. The ways of office programs are those of
the factory's drawings (tests/extract/test_layouts.py)."""

from collections.abc import Callable
from itertools import pairwise, product
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics

from build_site.extract.parse import pdf
from build_site.model import Document, Grid, GridCell
from tests.extract.parse import drawn
from tests.extract.parse.drawn import FONT, HEIGHT, ROW_HEIGHT, ROWS, SIDES, WIDTH, Page


def grids(path: Path) -> list[Grid]:
    return [block for block in pdf.read(path).blocks if isinstance(block, Grid)]


def texts(grid: Grid) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(cell.text for cell in row) for row in grid.rows)


def only(path: Path) -> Grid:
    found = grids(path)
    assert len(found) == 1
    return found[0]


def plain(page: Page) -> None:
    page.table()


def one_path(page: Page) -> None:
    """All rulings as one path of many segments."""
    path = page.canvas.beginPath()

    def segment(x0: float, y0: float, x1: float, y1: float) -> None:
        path.moveTo(x0, page.height - y0)
        path.lineTo(x1, page.height - y1)

    page.grid(line=segment)
    page.canvas.drawPath(path)
    page.cells()


def without_sides(page: Page) -> None:
    page.grid(open_at=(0, len(SIDES) - 1))
    page.cells()


def double_frame(page: Page) -> None:
    page.rect(SIDES[0] - 2, 98, SIDES[-1] + 2, 102 + len(ROWS) * ROW_HEIGHT, stroke=1, fill=0)
    page.table()


def bands(page: Page) -> None:
    """As Word's banded styles have them: sides of columns in every other row of the body alone."""
    bottom = 100 + len(ROWS) * ROW_HEIGHT
    for number in range(len(ROWS) + 1):
        page.line(SIDES[0], 100 + number * ROW_HEIGHT, SIDES[-1], 100 + number * ROW_HEIGHT)
        for side in SIDES[1:-1] if number % 2 == 0 and number < len(ROWS) else ():
            page.line(side, 100 + number * ROW_HEIGHT, side, 100 + (number + 1) * ROW_HEIGHT)
    for side in (SIDES[0], SIDES[-1]):
        page.line(side, 100, side, bottom)
    page.cells()


def page_border(page: Page) -> None:
    page.rect(20, 20, WIDTH - 20, HEIGHT - 20, stroke=1, fill=0)
    page.table()


def form_object(page: Page) -> None:
    """Everything inside a form object that is placed elsewhere."""
    page.canvas.beginForm("table")
    page.table()
    page.canvas.endForm()
    page.canvas.translate(10, -20)
    page.canvas.doForm("table")


def upside_down(page: Page) -> None:
    page.canvas.translate(WIDTH, HEIGHT)
    page.canvas.rotate(180)
    page.table()


def sideways(page: Page) -> None:
    """A landscape table drawn on a portrait page."""
    page.canvas.translate(WIDTH, 0)
    page.canvas.rotate(90)
    page.height = WIDTH
    page.table()


def pictures(page: Page) -> None:
    """Each rule a picture of a few black pixels."""
    black = ImageReader(Image.new("RGB", (4, 4)))

    def image(x0: float, y0: float, x1: float, y1: float) -> None:
        wide, high = max(x1 - x0, 0.8), max(y1 - y0, 0.8)
        page.canvas.drawImage(black, x0, page.height - y0 - high, wide, high)

    page.grid(line=image)
    page.cells()


def dark_ground(page: Page) -> None:
    """As old web pages are printed: white cells over a dark ground, which is left between them as rules."""
    page.canvas.setFillGray(0.2)
    page.rect(SIDES[0] - 1, 99, SIDES[-1] + 1, 101 + len(ROWS) * ROW_HEIGHT)
    page.canvas.setFillGray(1)
    for (left, right), number in product(pairwise(SIDES), range(len(ROWS))):
        top = 100 + number * ROW_HEIGHT
        page.rect(left + 0.4, top + 0.4, right - 0.4, top + ROW_HEIGHT - 0.4)
    page.canvas.setFillGray(0)
    page.cells()


WAYS = (
    plain,
    pictures,
    dark_ground,
    one_path,
    without_sides,
    double_frame,
    bands,
    page_border,
    form_object,
    upside_down,
    sideways,
)


@pytest.mark.parametrize("draw", WAYS, ids=lambda draw: draw.__name__)
def test_every_way_of_drawing_gives_the_same_cells(tmp_path: Path, draw: Callable[[Page], None]) -> None:
    grid = only(drawn.pdf(tmp_path / "a.pdf", draw))
    read = tuple(tuple(text.replace(" ", "") for text in row) for row in texts(grid))
    assert read == ROWS
    assert grid.width == 5
    assert grid.measured


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_shown_turned_is_read_as_shown(tmp_path: Path, turn: int) -> None:
    def draw(page: Page) -> None:
        page.canvas.setPageRotation(turn)
        page.canvas.translate(*{0: (0, 0), 90: (HEIGHT, 0), 180: (WIDTH, HEIGHT), 270: (0, WIDTH)}[turn])
        page.canvas.rotate(turn)  # ReportLab lays a page down itself when it is to be shown turned
        page.table()

    grid = only(drawn.pdf(tmp_path / "a.pdf", draw))
    assert texts(grid) == ROWS
    box = grid.rows[0][0].place.box
    assert box == pytest.approx((72, 100, 132, 122), abs=0.5)


def test_a_cropped_page_is_measured_from_its_visible_corner(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.canvas.setCropBox((20, 30, WIDTH - 20, HEIGHT - 40))
        page.table()

    grid = only(drawn.pdf(tmp_path / "a.pdf", draw))
    assert texts(grid) == ROWS
    assert grid.rows[0][0].place.box == pytest.approx((52, 60, 112, 82), abs=0.5)


def test_a_hatched_page_is_not_searched_for_tables(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        for step in range(130):
            page.line(50, 50 + 4 * step, 570, 50 + 4 * step)
            page.line(50 + 4 * step, 50, 50 + 4 * step, 570)

    assert not grids(drawn.pdf(tmp_path / "a.pdf", draw))


def test_a_cell_knows_where_it_stands(tmp_path: Path) -> None:
    grid = only(drawn.pdf(tmp_path / "a.pdf", plain))
    place = grid.rows[1][2].place
    assert place.page == 1
    assert place.box == pytest.approx((262, 122, 342, 144), abs=0.5)


def test_places_on_a_sideways_page_are_those_of_the_page_as_displayed(tmp_path: Path) -> None:
    grid = only(drawn.pdf(tmp_path / "a.pdf", sideways))
    box = grid.rows[0][0].place.box
    assert box == pytest.approx((100, HEIGHT - 132, 122, HEIGHT - 72), abs=0.5)


@pytest.mark.parametrize("overhang", [1.0, 2.0, 3.5])
def test_a_number_wider_than_its_cell_stays_whole(tmp_path: Path, overhang: float) -> None:
    def draw(page: Page) -> None:
        page.grid(2)
        for column, text in enumerate(("2,946.25", "336.91", "12,345,609.34"), 2):
            width = page.canvas.stringWidth(text, drawn.FONT, 10.5)
            page.text(SIDES[column + 1] + overhang - width, 115, text)

    grid = only(drawn.pdf(tmp_path / "a.pdf", draw))
    assert texts(grid)[0] == ("", "", "2,946.25", "336.91", "12,345,609.34")


@pytest.mark.parametrize("right", [False, True], ids=["over the left", "over the right"])
@pytest.mark.parametrize("size", [11.0, 12.5, 13.0, 13.75, 14.0, 14.25, 15.0])
def test_amounts_printed_over_their_neighbours_are_read_as_they_are_or_doubtful(
    tmp_path: Path, size: float, right: bool
) -> None:
    amounts = "2254500.31", "1514500.31", "490600.42"
    sides = 72.0, 132.0, 262.0, 312.0, 362.0, 412.0

    def draw(page: Page) -> None:
        page.table([("2010601", "行政运行", "", "", "")] * 6, sides=sides)
        for row, (column, text) in product(range(6), enumerate(amounts, 2)):
            width = page.canvas.stringWidth(text, drawn.FONT, size)
            x = sides[column] + 3 if right else sides[column + 1] - 3 - width
            page.text(x, 115 + row * ROW_HEIGHT, text, size)

    grid = only(drawn.pdf(tmp_path / "a.pdf", draw))
    for row in grid.rows:
        assert not [cell for cell, text in zip(row[2:], amounts, strict=False) if cell.text != text and not cell.doubt]


@pytest.mark.parametrize("x", [310.0, 332.0, 336.0])
def test_an_amount_whose_digits_are_set_apart_over_a_cells_side_is_doubtful_in_both(tmp_path: Path, x: float) -> None:
    """2106.66 was 21 and 06.66."""

    def page(page: Page) -> None:
        rows = [[*row] for row in ROWS]
        rows[2][2:4] = "", ""
        page.table(rows)
        end = x
        for character in "2106.66":
            end = page.text(end, 100 + 2 * ROW_HEIGHT + 15, character) + 1

    row = only(drawn.pdf(tmp_path / "table.pdf", page)).rows[2]
    assert "".join(cell.text for cell in row[2:4]) == "2106.66"
    assert [cell.doubt for cell in row[2:4]] == ["place", "place"]


def test_rules_of_two_rows_that_just_miss_each_other_make_no_column(tmp_path: Path) -> None:
    def page(page: Page) -> None:
        middle = 100 + 3 * ROW_HEIGHT
        for number in range(len(ROWS) + 1):
            page.line(SIDES[0], 100 + number * ROW_HEIGHT, SIDES[-1], 100 + number * ROW_HEIGHT)
        for side in SIDES:
            moved = 3.5 if side == SIDES[2] else 0.0
            page.line(side, 100, side, middle)
            page.line(side + moved, middle, side + moved, 100 + len(ROWS) * ROW_HEIGHT)
        page.cells()

    grid = only(drawn.pdf(tmp_path / "table.pdf", page))
    assert grid.width == len(ROWS[0])
    assert texts(grid) == ROWS


def test_a_text_cut_off_at_its_cells_side_is_not_joined_with_the_next_cells(tmp_path: Path) -> None:
    """A sheet shows of a text that is too long what fits; the rest of its last character lies under the next text."""

    def draw(page: Page) -> None:
        page.table((("", "", "", "", ""), *ROWS[1:]))
        page.text(SIDES[3] - 9 * 5.5, 115, "上缴上级支", 9)
        page.text(SIDES[3] + 0.5, 115, "经营支出", 9)

    grid = only(drawn.pdf(tmp_path / "a.pdf", draw))
    assert [text.replace(" ", "") for text in texts(grid)[0]][2:4] == ["上缴上级支", "经营支出"]


def test_codes_in_narrow_columns_are_not_taken_for_one_number(tmp_path: Path) -> None:
    sides = (72.0, 90.5, 103.0, 115.5, 262.0)

    def draw(page: Page) -> None:
        page.grid(3, sides=sides)
        for number, row in enumerate(
            (("类", "款", "项", "名称"), ("201", "06", "01", "行政运行"), ("208", "05", "", "养老"))
        ):
            for column, text in enumerate(row):
                width = page.canvas.stringWidth(text, drawn.FONT, 10.5)
                page.text((sides[column] + sides[column + 1] - width) / 2, 115 + number * ROW_HEIGHT, text)

    assert texts(only(drawn.pdf(tmp_path / "a.pdf", draw)))[1] == ("201", "06", "01", "行政运行")


def test_merged_cells_span_columns_and_stand_in_their_first_row(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        for y in (100, 144, 166):
            page.line(72, y, 502, y)
        page.line(262, 122, 502, 122)
        for side in SIDES:
            page.line(side, 122 if side in (342.0, 422.0) else 100, side, 166)
        page.text(75, 125, "科目编码")
        page.text(135, 125, "科目名称")
        page.text(340, 115, "本年支出")
        for x, text in ((300, "小计"), (370, "基本支出"), (440, "项目支出")):
            page.text(x, 137, text)

    grid = only(drawn.pdf(tmp_path / "a.pdf", draw))
    shape = [[(cell.text, cell.column, cell.span) for cell in row] for row in grid.rows]
    assert shape == [
        [("科目编码", 0, 1), ("科目名称", 1, 1), ("本年支出", 2, 3)],
        [("", 0, 1), ("", 1, 1), ("小计", 2, 1), ("基本支出", 3, 1), ("项目支出", 4, 1)],
        [("", 0, 1), ("", 1, 1), ("", 2, 1), ("", 3, 1), ("", 4, 1)],
    ]
    assert grid.regular


def test_a_head_over_several_columns_without_sides_is_no_reason_to_join_them(tmp_path: Path) -> None:
    """An amount that ends left of the middle of all columns, under a head that ends where it begins."""
    heads = (
        *((224, 48, "预算数"), (216, 65, "公务用车购置及运行维护费"), (76, 84, "合计"), (119, 78, "因公出国（境"), (137, 91, "）费")),
        *((198, 92, "小计"), (242, 85, "公务用车购置"), (263, 98, "费"), (303, 85, "公务用车运行"), (316, 98, "维护费"), (368, 84, "接待费")),
    )  # fmt: skip
    rows = [("31.24", "", "16.12", "", "16.12", "15.12"), ("20.00", "", "10.00", "", "10.00", "10.00")]

    def draw(page: Page) -> None:
        page.text(330, 30, "单位：万元", 9)
        for x, y, text in heads:
            page.text(x, y, text, 8.7)
        for number, row in enumerate(rows):
            for end, amount in zip((114, 175, 236, 297, 358, 420), row, strict=True):
                page.text(end - len(amount) * 4.15, 116 + 16 * number, amount, 8.7)

    grid = only(drawn.pdf(tmp_path / "a.pdf", draw))
    assert texts(grid)[-2:] == tuple(rows)


def test_words_spread_over_the_width_of_merged_heads_are_whole(tmp_path: Path) -> None:
    """分散对齐: the characters begin and end where the texts of the columns below do."""
    sides, ends = (72.0, 172.0, 262.0, 362.0, 452.0), [100 + ROW_HEIGHT * at for at in range(6)]
    rows = [("项目", "决算数") * 2, *((f"{n}、项", f"{n}.50") * 2 for n in range(1, 4))]

    def draw(page: Page) -> None:
        for y in ends:
            page.line(sides[0], y, sides[-1], y)
        for at, x in enumerate(sides):
            page.line(x, 100 + ROW_HEIGHT * (at % 2), x, 100 + 5 * ROW_HEIGHT)
        for x, word in ((72.0, "收入"), (262.0, "支出")):
            page.text(x + 3, 115, word[0])
            page.text(x + 190 - 13.5, 115, word[1])
        for number, row in enumerate(rows, 1):
            for at, text in enumerate(row):
                width = pdfmetrics.stringWidth(text, FONT, 10.5)
                page.text(sides[at] + 3 if at % 2 == 0 else sides[at + 1] - 3 - width, 115 + ROW_HEIGHT * number, text)

    assert texts(only(drawn.pdf(tmp_path / "a.pdf", draw)))[:2] == (("收 入", "支 出"), rows[0])


def test_a_wrapped_label_is_joined_without_a_space_and_wrapped_words_with_one(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        for y in (100, 144, 188):
            page.line(72, y, 262, y)
        for x in (72, 132, 262):
            page.line(x, 100, x, 188)
        page.text(75, 115, "公务用车购")
        page.text(75, 130, "置费")
        page.text(135, 115, "Total of the")
        page.text(135, 130, "year")
        page.text(75, 160, "12,345,")
        page.text(75, 175, "678.90")

    assert texts(only(drawn.pdf(tmp_path / "a.pdf", draw))) == (
        ("公务用车购置费", "Total of the year"),
        ("12,345,678.90", ""),
    )


def test_open_sides_beside_a_rule_that_ends_under_its_head(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        top = 100 - ROW_HEIGHT
        page.line(SIDES[0], top, SIDES[-1], top)
        page.line(SIDES[0], 100, SIDES[2], 100)
        for number in range(1, len(ROWS) + 1):
            page.line(SIDES[0], 100 + number * ROW_HEIGHT, SIDES[-1], 100 + number * ROW_HEIGHT)
        for number, side in enumerate(SIDES[1:-1]):
            page.line(side, top if number else 100, side, 100 + len(ROWS) * ROW_HEIGHT)
        page.text(SIDES[0] + 5, 93, "项目")
        page.cells()

    grid = only(drawn.pdf(tmp_path / "a.pdf", draw))
    assert grid.regular
    assert grid.rows[0][0].text == "项目"
    assert grid.rows[0][0].span == 2


@pytest.mark.parametrize("turn", [90, 270])
def test_text_that_runs_up_or_down_is_read_in_its_own_order(tmp_path: Path, turn: int) -> None:
    def draw(page: Page) -> None:
        page.table((("", "科目名称", "合计", "基本支出", "项目支出"), *ROWS[1:]))
        page.canvas.saveState()
        page.canvas.translate(105, HEIGHT - (121 if turn == 90 else 101))
        page.canvas.rotate(turn)
        page.canvas.setFont(drawn.FONT, 5)
        page.canvas.drawString(0, 0, "编码")
        page.canvas.restoreState()

    assert texts(only(drawn.pdf(tmp_path / "a.pdf", draw)))[0][0] == "编码"


def test_a_number_upside_down_is_doubtful(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.table([*ROWS[:-1], (*ROWS[-1][:4], "")])
        page.canvas.saveState()
        page.canvas.translate(SIDES[5] - 5, HEIGHT - 100 - ROW_HEIGHT * (len(ROWS) - 1) - 8)
        page.canvas.rotate(180)
        page.canvas.drawString(0, 0, "68.90")
        page.canvas.restoreState()

    assert [cell.doubt for cell in only(drawn.pdf(tmp_path / "a.pdf", draw)).rows[-1]] == ["", "", "", "", "place"]


def test_a_frame_around_text_is_not_a_table(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.grid(3, sides=(72.0, 502.0))
        page.text(75, 115, "第一部分 概况")
        page.text(75, 137, "一、主要职能")

    document = pdf.read(drawn.pdf(tmp_path / "a.pdf", draw))
    assert [block.text for block in document.blocks if not isinstance(block, Grid)] == ["第一部分 概况", "一、主要职能"]
    assert len(document.blocks) == 2


def test_a_missing_ruling_makes_the_grid_irregular_and_loses_no_text(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.cells()
        page.grid(without=[len(ROWS)])
        page.line(72, 100 + len(ROWS) * ROW_HEIGHT, 342, 100 + len(ROWS) * ROW_HEIGHT)

    grid = only(drawn.pdf(tmp_path / "a.pdf", draw))
    joined = "".join(text for row in texts(grid) for text in row)
    assert not grid.regular
    assert sorted(joined) == sorted("".join(text for row in ROWS for text in row))


def test_numbers_of_another_font_in_lines_of_prose_are_no_table(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        x = 72.0
        for part in ("0.27%", "；项目支出", "104.10", "万元，占", "99.73%", "。"):
            digits = part[0].isdigit()
            x = page.text(x, 302.8 if digits else 300, part, 14, "Helvetica" if digits else drawn.FONT)
        page.text(100, 326, "四、财政拨款收入支出决算总体情况说明", 14)

    document = pdf.read(drawn.pdf(tmp_path / "a.pdf", draw))
    assert not [block for block in document.blocks if isinstance(block, Grid)]
    assert len(document.transcript) == 2


def test_lines_of_a_drawing_are_no_table(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        for step in range(0, 300, 10):
            page.line(72, 100 + step, 372, 100 + step)
        page.text(72, 500, "说明")

    assert not grids(drawn.pdf(tmp_path / "a.pdf", draw))


def test_plain_pdfplumber_agrees_and_its_disagreement_is_named(tmp_path: Path) -> None:
    path = drawn.pdf(tmp_path / "a.pdf", plain)
    document = pdf.read(path)
    assert pdf.disagreements(path, document, [1]) == ()
    path = drawn.pdf(tmp_path / "a.pdf", without_sides)
    doubted = pdf.disagreements(path, pdf.read(path), [1])
    assert "201" in {cell.text for cell in doubted}  # pdfplumber loses columns without sides


def test_plain_pdfplumber_agrees_on_a_page_whose_corner_is_elsewhere(tmp_path: Path) -> None:
    path, shifted = drawn.pdf(tmp_path / "a.pdf", plain), tmp_path / "b.pdf"
    with pypdfium2.PdfDocument(path) as document:
        left, bottom, right, top = document[0].get_mediabox()
        document[0].set_mediabox(left - 40, bottom - 25, right + 10, top + 30)
        document.save(str(shifted))
    document = pdf.read(shifted)
    assert [[cell.text for cell in row] for row in tables_of(document)] == [[*row] for row in ROWS]
    assert pdf.disagreements(shifted, document, [1]) == ()


def tables_of(document: Document) -> list[tuple[GridCell, ...]]:
    (grid,) = (block for block in document.blocks if isinstance(block, Grid))
    return list(grid.rows)


@pytest.mark.parametrize("top", [700.0, 30.0], ids=["under", "over"])
def test_a_legend_on_each_page_is_no_table_and_parts_none(tmp_path: Path, top: float) -> None:
    def page(number: int) -> Callable[[Page], None]:
        def draw(canvas: Page) -> None:
            canvas.text(72, 95, "甲乙丙丁"[number - 1] + "表")
            canvas.table()
            canvas.table([("图例", "实数 1"), ("未审", "估数 2")], top=top, sides=(72.0, 150.0, 240.0))

        return draw

    document = pdf.read(drawn.pdf(tmp_path / "legend.pdf", *map(page, range(1, 5))))
    assert [len(block.rows) for block in document.blocks if isinstance(block, Grid)] == 4 * [len(drawn.ROWS)]


def test_a_head_that_stands_apart_on_each_page_of_a_long_form_is_no_legend(tmp_path: Path) -> None:
    sides = (72.0, 150.0, 240.0, 330.0, 420.0)

    def page(number: int) -> Callable[[Page], None]:
        def draw(canvas: Page) -> None:
            canvas.table([("科目编码", "科目名称", "合计", "基本支出")], top=80.0, sides=sides)
            rows = [(f"{20100 + 10 * number + at}", "甲乙丙丁戊"[at] + "项", "1.00", "1.00") for at in range(4)]
            canvas.table(rows, top=140.0, sides=sides)

        return draw

    found = grids(drawn.pdf(tmp_path / "long.pdf", *map(page, range(1, 5))))
    assert "科目编码" in [row[0] for grid in found for row in texts(grid)]
