"""Characters become lines with their digits in place, whatever the fonts and the order in the file."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from build_site.extract.parse import pdf
from build_site.extract.parse.pdf.lines import line_of, rows
from build_site.extract.parse.pdf.page import Glyph
from build_site.model import Line
from tests.extract.parse import drawn
from tests.extract.parse.drawn import Draw, Page


def lines(tmp_path: Path, draw: Draw) -> list[Line]:
    blocks = pdf.read(drawn.pdf(tmp_path / "a.pdf", draw)).blocks
    return [block for block in blocks if isinstance(block, Line)]


def mixed(page: Page, y: float, drop: float, size: float = 12) -> None:
    """A sentence whose digits stand lower than its Chinese characters, all digits drawn last."""
    pieces = ("年初预算为", "1560.05", "万元，支出决算为", "1511.89", "万元。")
    x, digits = 72.0, []
    for piece in pieces:
        if piece[0].isdigit():
            digits.append((x, piece))
            x += page.canvas.stringWidth(piece, "Times-Roman", size)
        else:
            x = page.text(x, y, piece, size)
    for left, piece in digits:
        page.text(left, y + drop, piece, size, "Times-Roman")


def test_digits_below_their_line_stay_in_their_sentence(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        for number in range(6):
            mixed(page, 100 + 14 * number, 4.8)

    assert [line.text for line in lines(tmp_path, draw)] == ["年初预算为1560.05万元，支出决算为1511.89万元。"] * 6


def test_lines_are_read_top_to_bottom_whatever_their_order_in_the_file(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.text(72, 140, "第二行")
        page.text(72, 120, "第一行")

    assert [line.text for line in lines(tmp_path, draw)] == ["第一行", "第二行"]


def test_a_superscript_stays_on_its_line(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        x = page.text(72, 100, "总面积100平方米", 12)
        x = page.text(x, 95.5, "2", 7)
        page.text(x, 100, "以上", 12)

    assert [line.text for line in lines(tmp_path, draw)] == ["总面积100平方米2以上"]


def test_gaps_become_spaces_and_words_keep_theirs(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.text(72, 100, "部门：财政局")
        page.text(400, 100, "单位：万元")
        page.text(72, 130, "Final Accounts of 2023", font="Times-Roman")

    assert [line.text for line in lines(tmp_path, draw)] == ["部门：财政局 单位：万元", "Final Accounts of 2023"]


def test_text_off_the_page_is_not_read(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.text(72, -50, "上一页的文字")
        page.text(72, 100, "正文")

    assert [line.text for line in lines(tmp_path, draw)] == ["正文"]


def test_each_character_has_its_place(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.text(72, 100, "共12.50万元", 10)

    line = lines(tmp_path, draw)[0]
    assert len(line.edges) == len(line.text) + 1
    assert list(line.edges) == sorted(line.edges)
    assert line.edges[0] == 72.0
    assert abs(line.edges[1] - 82.0) < 0.1
    assert line.place.box
    assert line.place.box[::2] == (line.edges[0], line.edges[-1])


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.lists(st.sampled_from("一二三万元12.,"), min_size=1, max_size=12).map("".join), min_size=1, max_size=6),
    st.floats(0, 0.4),
    st.floats(1.15, 2.0),
    st.randoms(use_true_random=False),
)
def test_lines_come_back_from_shuffled_glyphs(texts: list[str], drop: float, pitch: float, order: object) -> None:
    """Digits up to 0.4 em lower than the rest, at any line pitch from 1.15 em."""
    size = 12.0
    glyphs = []
    for number, text in enumerate(texts):
        x, y = 72.0, 100 + number * pitch * size
        has_chinese = any(not character.isascii() for character in text)
        for character in text:
            advance = size / 2 if character.isascii() else size
            low = drop * size if character.isascii() and has_chinese else 0.0
            glyphs.append(Glyph(character, x, x + advance, y + low, size))
            x += advance
    order.shuffle(glyphs)  # type: ignore[attr-defined]
    assert [line_of(row).text for row in rows(glyphs)] == texts
