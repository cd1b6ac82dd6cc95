"""Tables and paragraphs over page ends. Heads, titles and blank rows printed again are drawn by the factory
(tests/extract/test_layouts.py)."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from build_site.extract.parse import pdf
from build_site.model import Document, Grid, Line
from tests.extract.parse import drawn
from tests.extract.parse.drawn import HEADER, HEIGHT, ROW_HEIGHT, ROWS, SIDES, WIDTH, Draw, Page


def read(tmp_path: Path, *pages: Draw) -> Document:
    return pdf.read(drawn.pdf(tmp_path / "a.pdf", *pages))


def tables(document: Document) -> list[list[tuple[str, ...]]]:
    return [
        [tuple(cell.text for cell in row) for row in block.rows] for block in document.blocks if isinstance(block, Grid)
    ]


def lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Line)]


def part(rows: Sequence[Sequence[str]], *above: str, number: int | None = None, top: float = 100) -> Draw:
    """A page with lines of text, a table below them, and perhaps a page number."""

    def draw(page: Page) -> None:
        for index, text in enumerate(above):
            page.text(200, 50 + 16 * index, text)
        page.table(rows, top)
        if number is not None:
            page.text(290, 810, f"— {number} —", 9)

    return draw


def test_a_table_goes_on_over_page_ends_and_its_cells_keep_their_pages(tmp_path: Path) -> None:
    document = read(
        tmp_path, part(ROWS[:3], "收入决算表", number=1), part(ROWS[3:5], number=2), part(ROWS[5:], number=3)
    )
    assert tables(document) == [list(ROWS)]
    grid = next(block for block in document.blocks if isinstance(block, Grid))
    assert [row[0].place.page for row in grid.rows] == [1, 1, 1, 2, 2, 3, 3]
    assert lines(document) == ["收入决算表"]
    assert document.pages == 3


def test_a_new_title_begins_a_new_table_on_the_same_columns(tmp_path: Path) -> None:
    document = read(tmp_path, part(ROWS, "收入决算表", "单位：万元"), part(ROWS, "支出决算表", "单位：万元"))
    assert tables(document) == [list(ROWS), list(ROWS)]


def test_text_below_a_table_ends_it(tmp_path: Path) -> None:
    def noted(page: Page) -> None:
        bottom = page.table(ROWS)
        page.text(72, bottom + 20, "注：本表反映收入情况。")

    assert tables(read(tmp_path, noted, part(ROWS))) == [list(ROWS), list(ROWS)]


def test_blank_rows_elsewhere_are_kept(tmp_path: Path) -> None:
    blank = ("",) * 5
    rows = [*ROWS[:2], blank, *ROWS[2:], blank]
    assert tables(read(tmp_path, part(rows, "表"))) == [rows]


def test_pages_that_hold_nothing_but_their_number_and_a_blank_row_do_not_part_a_table(tmp_path: Path) -> None:
    document = read(tmp_path, part(ROWS[:3], "表", number=1), part([("",) * 5], number=2), part(ROWS[3:], number=3))
    assert tables(document) == [list(ROWS)]


@pytest.mark.parametrize(("order", "kept"), [("ABAB", 2), ("ABBB", 2), ("ABCABC", 3), ("AAA", 1)])
def test_a_sheet_that_was_put_in_again_is_read_once_on_all_its_pages(order: str, kept: int, tmp_path: Path) -> None:
    """A title stands on its first page alone."""

    def page(letter: str) -> Draw:
        at = "ABC".index(letter)
        rows = [(f"{number}{at}", name, f"{at}{total}", *rest) for number, name, total, *rest in ROWS[1:]]
        return part([HEADER, *rows] if letter == "A" else rows, *(["收入决算表"] if letter == "A" and kept > 1 else []))

    assert [len(table) for table in tables(read(tmp_path, *map(page, order)))] == [1 + kept * len(ROWS[1:])]


def test_mirrored_margins_do_not_part_a_table(tmp_path: Path) -> None:
    def shifted(page: Page) -> None:
        page.table(ROWS[4:], sides=[side + 28 for side in SIDES])

    document = read(tmp_path, part(ROWS[:4], "表"), shifted)
    grid = next(block for block in document.blocks if isinstance(block, Grid))
    assert tables(document) == [list(ROWS)]
    assert [cell.column for cell in grid.rows[-1]] == [0, 1, 2, 3, 4]
    assert grid.rows[-1][0].place.box
    assert grid.rows[-1][0].place.box[0] == 100.0
    assert grid.width == 5


def test_a_line_close_above_a_table_stands_before_it(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.text(440, 99, "单位：万元")
        page.table(ROWS)

    assert isinstance(read(tmp_path, draw).blocks[0], Line)


def test_a_total_row_alone_on_its_page_keeps_its_columns(tmp_path: Path) -> None:
    def total(page: Page) -> None:
        for y in (100, 122):
            page.line(72, y, 502, y)
        for side in (72, 262, 342, 422, 502):
            page.line(side, 100, side, 122)
        page.text(150, 115, "合计")
        page.text(290, 115, "2,995.39")

    document = read(tmp_path, part(ROWS[:6], "支出决算表"), total)
    grid = next(block for block in document.blocks if isinstance(block, Grid))
    assert [(cell.text, cell.column, cell.span) for cell in grid.rows[-1]] == [
        ("合计", 0, 2),
        ("2,995.39", 2, 1),
        ("", 3, 1),
        ("", 4, 1),
    ]
    assert grid.width == 5
    assert grid.regular


def test_another_form_on_the_next_page_with_the_same_labels_is_not_a_continuation(tmp_path: Path) -> None:
    """Forms that carry their title inside follow each other, one a page, on the same columns."""
    labels = ("项目名称", "主管部门", "执行数", "得分")

    def form(name: str, amount: str) -> Draw:
        entries = (name, "财政局", amount, "98")
        rows = [
            ("绩效自评表", "", "", "", ""),
            *((label, entry, "", "", "") for label, entry in zip(labels, entries, strict=True)),
        ]
        return part(rows)

    assert len(tables(read(tmp_path, form("信息化", "135.25"), form("宣传", "10.00")))) == 2


def test_a_label_column_that_begins_elsewhere_widens_the_grid_and_marks_it(tmp_path: Path) -> None:
    other = (72.0, 132.0, 262.0, 302.0, 422.0, 502.0)

    def second(page: Page) -> None:
        page.table(ROWS[4:], sides=other)

    document = read(tmp_path, part(ROWS[:4], "表"), second)
    grid = next(block for block in document.blocks if isinstance(block, Grid))
    assert grid.width == 6
    assert not grid.regular
    assert [cell.column for cell in grid.rows[-1]] == [0, 1, 2, 3, 5]


def test_a_wider_table_without_a_title_is_another_table(tmp_path: Path) -> None:
    def second(page: Page) -> None:
        page.table(ROWS[:2], sides=[side * 1.1 for side in SIDES])

    assert len(tables(read(tmp_path, part(ROWS, "表"), second))) == 2


@pytest.mark.parametrize("merged", [False, True])
def test_a_sheet_wider_than_its_paper_goes_on_beside_in_the_same_rows(merged: bool, tmp_path: Path) -> None:
    """A second row of heads may be merged with the first on one of the pages; a note may stand under the first."""
    heads = ("项目", ""), ("科目编码", "科目名称")
    names = (*heads, *(row[:2] for row in ROWS[1:]))
    amounts = (HEADER[2:], *(() if merged else (("", "", ""),)), *(row[2:] for row in ROWS[1:]))

    def first(page: Page) -> None:
        page.text(200, 50, "支出决算表")
        page.table(names, 100, SIDES[:3])
        page.text(72, 320, "注：本表反映支出情况。")

    def second(page: Page) -> None:
        sides = [side - 190 for side in SIDES[2:]]
        ys = [100 + ROW_HEIGHT * at for at in range(len(names) + 1) if not (merged and at == 1)]
        for y in ys:
            page.line(sides[0], y, sides[-1], y)
        for x in sides:
            page.line(x, ys[0], x, ys[-1])
        for y, row in zip(ys, amounts, strict=False):
            for x, text in zip(sides, row, strict=False):
                page.text(x + 3, y + 15, text, 9)

    (found,) = tables(read(tmp_path, first, second))
    assert found[-len(ROWS) + 1 :] == list(ROWS[1:])
    assert [text for text in found[0] if text] == ["项目", *HEADER[2:]]


def test_columns_with_names_of_their_own_go_on_beside_where_the_rows_are_many(tmp_path: Path) -> None:
    """As of 基本支出's blocks of code, name and amount; and one column alone, whose page shows no grid."""
    signs = "甲乙丙丁戊己庚辛壬癸"
    codes = (("科目编码", "科目名称"), *((f"301{at:02}", f"项目{sign}") for at, sign in enumerate(signs, 1)))
    names = (("科目名称", "决算数"), *((f"支出{sign}", f"{at}.50") for at, sign in enumerate(signs)))
    amounts = tuple(row[1:] for row in names)
    for rows in (names, amounts):
        sides = [72.0, 202.0, 282.0][: len(rows[0]) + 1]
        pages = (
            lambda page: page.table(codes, 100, SIDES[:3]),
            lambda page, rows=rows, sides=sides: page.table(rows, 100, sides),
        )
        (found,) = tables(read(tmp_path, *pages))
        assert found == [(*left, *right) for left, right in zip(codes, rows, strict=True)]


@pytest.mark.parametrize(
    ("under", "labels"), [("收入决算表", False), ("", True)], ids=["a title under the first", "labels of its own"]
)
def test_another_table_in_the_same_rows_does_not_go_on_beside(under: str, labels: bool, tmp_path: Path) -> None:
    names = tuple(("项目", "行次") if at == 0 else (f"第{'一二三四五六'[at - 1]}项", str(at)) for at in range(7))

    def first(page: Page) -> None:
        page.table(names, 100, SIDES[:3])
        page.text(72, 320, under)

    def second(page: Page) -> None:
        rows = tuple((f"其他{'甲乙丙丁戊己庚'[at]}" if labels else f"{at}.00", f"{at}.50", "") for at in range(7))
        page.table(rows, 100, [side + 0.5 * at for at, side in enumerate(SIDES[:4])])

    assert len(tables(read(tmp_path, first, second))) == 2


def test_a_sheet_with_the_same_labels_under_another_title_is_another_form(tmp_path: Path) -> None:
    """Under the same title it goes on beside: the factory's kinds draw such sheets."""

    def page(rows: Sequence[Sequence[str]], sides: Sequence[float], above: str) -> Draw:
        def draw(canvas: Page) -> None:
            canvas.text(200, 50, above)
            canvas.table(rows, 100, sides)

        return draw

    left, right = [row[:4] for row in ROWS], [(*row[:2], row[4]) for row in ROWS]
    document = read(tmp_path, page(left, SIDES[:5], "收入决算表"), page(right, SIDES[:4], "支出决算表"))
    assert tables(document) == [left, right]
    assert lines(document) == ["收入决算表", "支出决算表"]


def test_a_title_over_a_whole_sheet_is_one_and_the_unit_of_a_further_page_stands_over_the_table(tmp_path: Path) -> None:
    def first(page: Page) -> None:
        page.text(SIDES[3] - 4 * 10.5, 60, "年度收入")
        page.table([row[:3] for row in ROWS], 100, SIDES[:4])

    def second(page: Page) -> None:
        page.text(SIDES[0], 60, "支出决算表")
        page.text(170, 85, "单位：万元")
        page.table([row[3:] for row in ROWS], 100, [72.0, 160.0, 240.0])

    document = read(tmp_path, first, second)
    assert tables(document) == [list(ROWS)]
    assert lines(document) == ["年度收入支出决算表", "单位：万元"]


def test_halves_of_one_form_as_wide_as_each_other_go_on_beside_under_its_title_on_both_pages(tmp_path: Path) -> None:
    """As LibreOffice prints a title over all columns: whole on each page, cut off where that ends."""
    signs = "甲乙丙丁戊己庚辛壬癸"
    halves = [
        (side, *((f"{n}、{side}{sign}", f"{n}.50") for n, sign in enumerate(signs, 1)), ("总计", "99.00"))
        for side in ("收入", "支出")
    ]

    def half(at: int) -> Draw:
        def draw(page: Page) -> None:
            page.text((SIDES[2] - 40, SIDES[0] - 20)[at], 60, "收入支出决算总表", 14)
            page.table([(halves[at][0], "决算数"), *halves[at][1:]], 100, SIDES[:3])

        return draw

    (found,) = tables(read(tmp_path, half(0), half(1)))
    assert found[0] == ("收入", "决算数", "支出", "决算数")
    assert found[-1] == ("总计", "99.00", "总计", "99.00")


def test_two_forms_beside_each_other_on_the_only_wide_sheet_are_two_tables(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        for left, title in ((0.0, "收入决算表"), (WIDTH, "支出决算表")):
            page.text(left + 200, 60, title)
            page.table(ROWS, 100, [side + left for side in SIDES])

    path = drawn.pdf(
        tmp_path / "a.pdf", lambda page: page.text(100, 100, "第二部分 部门决算表" * 12), draw, size=(2 * WIDTH, HEIGHT)
    )
    document = pdf.read(path)
    assert tables(document) == [list(ROWS), list(ROWS)]
    assert lines(document)[-2:] == ["收入决算表", "支出决算表"]


def test_heads_in_another_order_on_the_next_page_do_not_go_on_in_these_columns(tmp_path: Path) -> None:
    swapped = [(*row[:2], row[3], row[2], row[4]) for row in (ROWS[0], *ROWS[4:])]
    assert len(tables(read(tmp_path, part(ROWS[:4], "支出决算表"), part(swapped)))) == 2


def paragraph(*texts: str, top: float = 100, number: int | None = None) -> Draw:
    """Lines 20 points apart; a line that begins with two ideographic spaces is indented."""

    def draw(page: Page) -> None:
        for index, text in enumerate(texts):
            indent = 2 if text.startswith("　　") else 0
            page.text(72 + 12 * indent, top + 20 * index, text[indent:], 12)
        if number is not None:
            page.text(294, 800, str(number), 9)

    return draw


LONG = "本单位贯彻落实有关方针政策和决策部署并在履行职责过程中坚持和加强统一领导各项"  # fills a line: 38 characters


def test_a_paragraph_goes_on_over_a_page_end(tmp_path: Path) -> None:
    first = paragraph("　　" + LONG[:36], LONG, LONG, number=1)
    second = paragraph(LONG[:20] + "。", "　　" + LONG[:36], LONG[:10] + "。", number=2)
    document = read(tmp_path, first, second)
    starts = [(block.place.page, block.starts) for block in document.blocks if isinstance(block, Line)]
    assert starts == [(1, True), (1, False), (1, False), (2, False), (2, True), (2, False)]


def test_a_short_line_ends_its_paragraph_where_nothing_is_indented(tmp_path: Path) -> None:
    document = read(tmp_path, paragraph(LONG, LONG[:12] + "。", LONG, LONG, LONG[:9] + "。"))
    assert [block.starts for block in document.blocks if isinstance(block, Line)] == [True, False, True, False, False]


def test_a_line_broken_before_a_word_that_did_not_fit_goes_on(tmp_path: Path) -> None:
    document = read(tmp_path, paragraph("　　" + LONG[:36], LONG, LONG[:34], "123,456.78万元，" + LONG[:20], LONG))
    assert [block.starts for block in document.blocks if isinstance(block, Line)][:4] == [True, False, False, False]


def test_page_numbers_and_running_heads_leave_the_text_but_not_the_transcript(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        def draw(page: Page) -> None:
            page.text(230, 40, "财政局2023年度部门决算公开", 9)
            page.text(72, 100, f"第{'一二三四'[number - 1]}节正文")
            page.text(280, HEIGHT - 30, f"第 {number} 页", 9)

        return draw

    document = read(tmp_path, *(page(number) for number in range(1, 5)))
    assert lines(document) == [f"第{number}节正文" for number in "一二三四"]
    assert [line.text for line in document.transcript][:3] == ["财政局2023年度部门决算公开", "第一节正文", "第 1 页"]


@pytest.mark.parametrize(
    "head",
    [
        lambda number: f"打印日期：2024-08-{number:02} 10:{number:02}:33",
        lambda number: ("财政局决算公开", "第二部分")[number % 2],
        lambda number: ("概况", "决算表", "说明")[number % 3],
    ],
)
def test_running_heads_that_change_leave_the_text(tmp_path: Path, head: Callable[[int], str]) -> None:
    def page(number: int) -> Draw:
        def draw(page: Page) -> None:
            page.text(230, 40, head(number), 9)
            page.text(72, 100, f"正文{'一二三四五六七八九'[number]}")

        return draw

    assert lines(read(tmp_path, *map(page, range(9)))) == [f"正文{number}" for number in "一二三四五六七八九"]


def test_a_title_that_goes_on_over_its_forms_pages_is_no_running_head(tmp_path: Path) -> None:
    titles = [title for title in ("收入决算表", "支出决算表", "总表") for _ in range(3)]
    document = read(tmp_path, *(part(ROWS, title, top=130) for title in titles))
    assert lines(document).count("收入决算表") > 0


def test_titles_of_the_forms_of_several_reports_are_no_running_heads(tmp_path: Path) -> None:
    titles = [f"{title}决算表" for title in ("收入", "支出", "基本支出", "项目支出", "基金")] * 3
    document = read(
        tmp_path, *(part([HEADER, ("201", "名称", f"{at}.00", "", "")], t, top=130) for at, t in enumerate(titles))
    )
    assert lines(document) == titles


def test_a_heading_below_a_heading_begins_its_own_paragraph(tmp_path: Path) -> None:
    def chapter(page: Page) -> None:
        page.text(225, 100, "第一部分 部门概况", 16)
        page.text(72, 130, "一、主要职能", 12)
        page.text(96, 150, "负责全区档案的收集。", 12)

    document = read(tmp_path, chapter)
    assert [block.starts for block in document.blocks if isinstance(block, Line)] == [True, True, True]


def test_margins_are_those_of_the_text_not_of_captions_over_wide_tables(tmp_path: Path) -> None:
    def wide(page: Page) -> None:
        page.text(20, 80, "单位：青岚县档案馆，本表由本单位编制并公开")
        page.text(440, 80, "公开表，金额单位为万元，保留两位小数")
        page.table()

    document = read(tmp_path, wide, wide, wide, paragraph("　　" + LONG[:34] + "8", "81.15万元，" + LONG[:9] + "。"))
    assert [block.starts for block in document.blocks if isinstance(block, Line)][-2:] == [True, False]


def test_a_unit_that_stands_above_every_table_is_no_running_head(tmp_path: Path) -> None:
    titles = ("收入决算表", "支出决算表", "总表", "三公")
    document = read(tmp_path, *(part(ROWS, title, "单位：万元", top=130) for title in titles))
    assert lines(document).count("单位：万元") == 4


def test_the_transcript_has_a_tables_rows_with_tabs(tmp_path: Path) -> None:
    document = read(tmp_path, part(ROWS[:2], "收入决算表"))
    assert [line.text for line in document.transcript] == [
        "收入决算表",
        "\t".join(HEADER),
        "201\t一般公共服务支出\t2,946.25\t2,336.91\t609.34",
    ]
    place = document.transcript[1].place
    assert place.page == 1
    assert place.box
    assert place.box[3] - place.box[1] < ROW_HEIGHT + 1


def test_progress_is_told_after_each_page(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = drawn.pdf(tmp_path / "a.pdf", paragraph("一"), paragraph("二"))
    pdf.read(path, lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]
