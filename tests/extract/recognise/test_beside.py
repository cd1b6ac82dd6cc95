"""What stands beside a form's tables, or in one cell of them, and belongs into their rows: the form is not whole."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import Document, Form, Grid, GridCell, Line, Place, Statement
from tests.factory import text
from tests.factory.invent import random_accounts
from tests.factory.layouts import Layout, lay_out

SUMMARY, EXPENDITURE, BASIC = Form.REVENUE_AND_EXPENDITURE, Form.EXPENDITURE, Form.BASIC_EXPENDITURE


@pytest.fixture
def document(tmp_path: Path) -> Document:
    """A report whose forms stand each on a page of its own."""
    path = tmp_path / "report.txt"
    text.write(lay_out(random_accounts(1045, items=3, unit="万元"), Layout()), path)
    read = parse(path)
    page, blocks = 1, []
    for block in read.blocks:
        if isinstance(block, Line):
            page += block.text.startswith("公开0")
            blocks.append(replace(block, place=Place(page=page)))
        else:
            rows = tuple(tuple(cell._replace(place=Place(page=page)) for cell in row) for row in block.rows)
            blocks.append(replace(block, rows=rows, place=Place(page=page)))
    return replace(read, blocks=tuple(blocks), read_by="pdf")


def where(document: Document, form: Form) -> int:
    """The index of the form's table."""
    grids = [at for at, block in enumerate(document.blocks) if isinstance(block, Grid)]
    return grids[list(Form).index(form)]


def found(document: Document, form: Form) -> Statement:
    return next(each for each in recognise(document).statements if each.form is form)


def test_an_undisturbed_report_is_whole(document: Document) -> None:
    assert not any(each.unplaced for each in recognise(document).statements)


@pytest.mark.parametrize(
    ("form", "lines"),
    [
        (SUMMARY, ["二十二、灾害防治及应急管理支出"]),
        (SUMMARY, ["二十一、国", "有资本经营预算支出"]),
        (SUMMARY, ["二、政府性基金预算财政拨款收入 0.00二、外交支出 0.00"]),
        (SUMMARY, ["7031 5927 1261"]),
        (EXPENDITURE, ["2080505 机关事业单位基本养老保险缴费支出 12.50 12.50"]),
        (BASIC, ["30101 基本工资 3.50"]),
        (SUMMARY, ["16 金融支出 46"]),
        (BASIC, ["公用经费合计"]),
    ],
)
def test_rows_that_fell_out_of_a_table(document: Document, form: Form, lines: Sequence[str]) -> None:
    at = where(document, form)
    place = document.blocks[at].place
    fallen = tuple(Line(each, place) for each in lines)
    blocks = (*document.blocks[: at + 1], *fallen, *document.blocks[at + 1 :])
    assert found(replace(document, blocks=blocks), form).unplaced == 1


def test_a_row_without_amounts_on_the_page_behind(document: Document) -> None:
    at = where(document, BASIC)
    behind = Place(page=(document.blocks[at].place.page or 0) + 1)
    row = Grid(((GridCell("人员经费合计", behind, 0), GridCell("", behind, 1)),), 2, measured=True, place=behind)
    blocks = (*document.blocks[: at + 1], row, *document.blocks[at + 1 :])
    assert found(replace(document, blocks=blocks), BASIC).unplaced == 1


@pytest.mark.parametrize("words", ["二、政府性基金决算情况说明", "2080505 机关事业单位基本养老保险缴费支出", "5"])
def test_what_is_no_row_leaves_a_form_whole(document: Document, words: str) -> None:
    at = where(document, SUMMARY)
    line = Line(words, document.blocks[at].place)
    blocks = (*document.blocks[: at + 1], line, *document.blocks[at + 1 :])
    assert found(replace(document, blocks=blocks), SUMMARY).unplaced == 0


@pytest.mark.parametrize(
    ("form", "old", "new"),
    [
        (SUMMARY, "五、教育支出", "支出五、教育支出"),
        (SUMMARY, "五、教育支出", "四、公共安全支出五、教育支出"),
        (SUMMARY, "一、一般公共预算财政拨款收入", "一、一般公共预算财政"),
        (SUMMARY, "本年支出合计", ""),
        (SUMMARY, "本年支出合计", "29.16本年支出合计"),
        (BASIC, "基本工资", "基本工资30201办公费"),
        (BASIC, "基本工资", "基本工资津贴补贴"),
        (BASIC, "30101", "助30240税金及附加1.50费用30299其他商品和2.50"),
        (BASIC, "房屋建筑物购建", ""),
    ],
)
def test_a_label_that_is_none_or_those_of_several_rows(document: Document, form: Form, old: str, new: str) -> None:
    at = where(document, form)
    grid = document.blocks[at]
    assert isinstance(grid, Grid)

    def changed(cell: GridCell) -> GridCell:
        return cell._replace(text=new) if cell.text == old else cell

    rows = tuple(tuple(map(changed, row)) for row in grid.rows)
    assert rows != grid.rows
    blocks = (*document.blocks[:at], replace(grid, rows=rows), *document.blocks[at + 1 :])
    assert found(replace(document, blocks=blocks), form).unplaced
