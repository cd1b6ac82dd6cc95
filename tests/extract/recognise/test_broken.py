"""A row broken by a page's end is whole again where its words then say what is known, and told where they do not."""

from dataclasses import replace

import pytest

from build_site.extract.recognise.forms.broken import mended
from build_site.model import Form, Grid, GridCell, Notice, Place
from build_site.registers.forms import form_layouts

SUMMARY, BASIC = Form.REVENUE_AND_EXPENDITURE, Form.BASIC_EXPENDITURE


def grid(*rows: tuple[int, str]) -> Grid:
    """Rows of a table: the page that each stands on, and its cells."""
    cells = [
        tuple(GridCell(text, Place(page=page), at) for at, text in enumerate(row.split("|"))) for page, row in rows
    ]
    return Grid(tuple(cells), len(cells[0]), measured=True, place=Place(page=1))


@pytest.mark.parametrize(
    ("form", "above", "below", "whole"),
    [
        (SUMMARY, "|1||十六、金融|47|3.50", "|||支出||", "|1||十六、金融支出|47|3.50"),
        (SUMMARY, "六、经营|6|1.00|六、科学|37|", "收入|||技术支出||", "六、经营收入|6|1.00|六、科学技术支出|37|"),
        (SUMMARY, "|||二十二、灾害防治及应急||", "|||管理支出||", "|||二十二、灾害防治及应急管理支出||"),
        (BASIC, "30101|基本工资|5.00|30212|因公出国(境)|", "||||费用|", "30101|基本工资|5.00|30212|因公出国(境)费用|"),
        (BASIC, "303|对个人|1,112.|||", "|和家庭的补助|90|||", "303|对个人和家庭的补助|1,112.90|||"),
        (BASIC, "303|对个人|112.9|30214|租赁费|", "|和家庭的补助|0|||", "303|对个人和家庭的补助|112.90|30214|租赁费|"),
    ],
)
def test_what_stands_at_the_next_pages_top_goes_on_with_the_last_row(
    form: Form, above: str, below: str, whole: str
) -> None:
    notices: list[Notice] = []
    found = mended(grid((1, above), (2, below)), form_layouts()[form], notices)
    assert ["|".join(cell.text for cell in row) for row in found.rows] == [whole]
    assert notices == []


@pytest.mark.parametrize(
    ("form", "above", "below", "told"),
    [
        (SUMMARY, (1, "|1||十六、金融|47|3.50"), (1, "|||支出||"), False),  # of one page: as it is printed
        (SUMMARY, (1, "结余分配||||结余分配|"), (2, "年末结转和结余||||年末结转和结余|"), False),
        (SUMMARY, (1, "结余分配|||结余分配||"), (2, "总计|||总计||"), False),
        (BASIC, (1, "30101|基本工资|5.00|||"), (2, "30102|津贴补贴|6.00|||"), False),
        (BASIC, (1, "30101|基本工资|5.00|||"), (2, "|（含补发）||||"), True),
        (BASIC, (1, "30101|基本工资|5.00|||"), (2, "|||||"), False),
        (BASIC, (1, "30101|基本工资|5.00|||"), (2, "||0|||"), False),  # a number alone: told as one without a cell
        (SUMMARY, (1, "四、上级补助|4|1.5|||"), (2, "使用非财政拨款结余||0|||"), False),
        (BASIC, (1, "303|对个人||||"), (2, "|和家庭的补助|7.00|||"), False),
        (SUMMARY, (1, "|24|—|二十四、债务还本支出|54|—"), (2, "|25|—|二十五、债务付息支出|55|—"), False),
    ],
)
def test_other_rows_stay_rows(form: Form, above: tuple[int, str], below: tuple[int, str], told: bool) -> None:
    notices: list[Notice] = []
    before = grid(above, below)
    assert mended(before, form_layouts()[form], notices) == before
    assert [notice.place and notice.place.page for notice in notices] == ([2] if told else [])


def test_what_is_doubtful_below_is_so_in_the_whole_row_and_only_a_pages_first_row_is_asked() -> None:
    notices: list[Notice] = []
    table = grid((1, "303|对个人|112.9|||"), (2, "|和家庭的补助|0|||"), (2, "|（含补发）||||"))
    table = replace(
        table, rows=(table.rows[0], tuple(cell._replace(doubt="ink") for cell in table.rows[1]), table.rows[2], ())
    )
    found = mended(table, form_layouts()[BASIC], notices)
    assert [cell.doubt for cell in found.rows[0]] == ["", "ink", "ink", "", "", ""]
    assert found.rows[1:] == table.rows[2:]
    assert notices == []
