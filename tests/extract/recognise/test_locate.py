"""Which tables are a form's: what stands behind one joins it only in its own columns."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.extract.recognise.locate import Located, apart, locate
from build_site.model import Document, Form, FormState, Grid, Line, Notice
from tests.factory import text
from tests.factory.invent import random_accounts
from tests.factory.kinds.kind import under_titles
from tests.factory.layouts import Layout, lay_out


@pytest.fixture
def document(tmp_path: Path) -> Document:
    """A report whose tables say nothing of a container's columns, as those of a PDF."""
    path = tmp_path / "report.txt"
    text.write(lay_out(random_accounts(1045, items=3), Layout()), path)
    read = parse(path)
    return replace(
        read,
        blocks=tuple(replace(block, columns=()) if isinstance(block, Grid) else block for block in read.blocks),
    )


def located(document: Document, notices: list[Notice]) -> Located:
    return next(each for each in locate(document, range(0), notices) if each.form is Form.EXPENDITURE)


def expenditure(document: Document) -> tuple[int, Grid]:
    """Where the last block of the form stands, and the form's table."""
    form = located(document, [])
    assert form.grid
    return max(form.grids), form.grid


def test_the_rows_again_with_other_columns_under_the_same_title_are_no_second_report(document: Document) -> None:
    """A sheet wider than its paper prints its labels on each page: read are the first columns, the others told."""
    index, whole = expenditure(document)
    first = replace(whole, rows=tuple(row[:3] for row in whole.rows), width=3)
    rest = replace(whole, rows=tuple((*row[:2], *row[3:]) for row in whole.rows))
    title = document.blocks[located(document, []).title_index]
    blocks = (*document.blocks[:index], first, title, rest, *document.blocks[index + 1 :])
    form = located(replace(document, blocks=blocks), [])
    assert not form.repeats
    assert form.apart > 0


def test_one_form_printed_three_times_is_told_and_no_three_reports(document: Document) -> None:
    _, whole = expenditure(document)
    again = document.blocks[located(document, []).title_index], whole
    read = recognise(replace(document, blocks=(*document.blocks, *again, *again)))
    assert sum("又印了一次" in notice.text.zh for notice in read.notices) == 2


@pytest.mark.parametrize(("cut", "joined"), [(0, True), (1, False), (3, False)])
def test_a_table_behind_a_form_goes_on_with_it_in_as_many_columns_alone(
    document: Document, cut: int, joined: bool
) -> None:
    index, whole = expenditure(document)
    rest = replace(
        whole,
        rows=tuple(row[: len(row) - cut] for row in whole.rows[-2:]),
        width=whole.width - cut,
    )
    blocks = (
        *document.blocks[:index],
        replace(whole, rows=whole.rows[:-2]),
        rest,
        *document.blocks[index + 1 :],
    )
    notices: list[Notice] = []
    found = located(replace(document, blocks=blocks), notices)
    assert found.grid
    assert (len(found.grid.rows) == len(whole.rows)) is joined
    assert bool(notices) is not joined
    assert bool(found.apart) is not joined


@pytest.mark.parametrize(
    ("kept", "doubted"),
    [
        (slice(2, None), True),  # columns of amounts alone: whose they are stands elsewhere
        (slice(0, None), False),  # the same once more: nothing is missing from the form
    ],
)
def test_amounts_that_could_not_be_joined_make_a_form_doubtful_but_not_where_it_has_them(
    document: Document, kept: slice, doubted: bool
) -> None:
    index, whole = expenditure(document)
    changed = tuple(
        tuple(
            cell._replace(text=cell.text.replace(".", "1.") if doubted else cell.text, column=at)
            for at, cell in enumerate(row[kept])
        )
        for row in whole.rows
    )
    rest = replace(whole, rows=changed, width=max(map(len, changed)))
    blocks = (*document.blocks[: index + 1], rest, *document.blocks[index + 1 :])
    notices: list[Notice] = []
    found = located(replace(document, blocks=blocks), notices)
    assert bool(found.apart) is doubted
    assert notices


def test_columns_of_a_form_that_stand_elsewhere_without_a_title_make_it_doubtful(document: Document) -> None:
    index, whole = expenditure(document)
    cut = whole.width - 2
    left, right = (
        replace(whole, rows=tuple(tuple(c for c in row if (c.column < cut) is first) for row in whole.rows))
        for first in (True, False)
    )
    heading = Line("二、其他情况", whole.place)
    blocks = (*document.blocks[:index], replace(left, width=cut), heading, right, *document.blocks[index + 1 :])
    notices: list[Notice] = []
    assert located(replace(document, blocks=blocks), notices).apart
    assert notices


def test_two_tables_in_one_grid_are_parted_at_the_title_between_them(document: Document) -> None:
    index, whole = expenditure(document)
    title = (whole.rows[0][0]._replace(text="2024年度财政拨款收入支出决算总表"),)
    both = replace(whole, rows=(*whole.rows, title, *whole.rows[:3]))
    found = apart(replace(document, blocks=(*document.blocks[:index], both, *document.blocks[index + 1 :])))
    parts = [block for block in found.blocks[index : index + 2] if isinstance(block, Grid)]
    assert [part.rows for part in parts] == [whole.rows, (title, *whole.rows[:3])]


def test_a_form_under_a_title_that_nobody_knows_is_told_and_not_missing(tmp_path: Path) -> None:
    printed = lay_out(random_accounts(1045, items=3), Layout(title="plain"))
    path = tmp_path / "report.txt"
    text.write(under_titles({Form.EXPENDITURE: "各项开支明细一览表"})(printed, random.Random(0)), path)  # noqa: S311 - no secret
    report = recognise(parse(path))
    states = {statement.form: statement.state for statement in report.statements}
    assert states[Form.EXPENDITURE] is FormState.NOT_READ
    assert any("各项开支明细一览表》像是支出决算表" in notice.text.zh for notice in report.notices)


def test_forms_that_are_not_found_may_be_the_table_without_a_title_among_the_others(document: Document) -> None:
    absent = replace(
        document, blocks=tuple(b for b in document.blocks if not isinstance(b, Line) or "支出决算表" not in b.text)
    )
    index, grid = next(
        (i, b) for i, b in enumerate(absent.blocks) if isinstance(b, Grid) and "经营支出" in str(b.rows[0])
    )
    odd = replace(grid, rows=tuple(row[: grid.width - 3] for row in grid.rows[3:]), width=grid.width - 3)
    report = recognise(replace(absent, blocks=(*absent.blocks[:index], odd, *absent.blocks[index + 1 :])))
    states = {statement.form: statement.state for statement in report.statements}
    assert states[Form.EXPENDITURE] is FormState.NOT_READ


def test_the_note_of_an_empty_form_is_found_before_its_title(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    text.write(lay_out(random_accounts(1040, items=2), Layout()), path)
    document = parse(path)
    note = next(b for b in document.blocks if isinstance(b, Line) and "国有资本经营预算财政拨款支出，故" in b.text)
    own = [block for block in document.blocks if block is not note]
    at = next(
        i
        for i, b in enumerate(own)
        if isinstance(b, Line) and b.text.endswith("、国有资本经营预算财政拨款支出决算表") and i > 60
    )
    for blocks, expected in ((own, ""), ([*own[:at], note, *own[at:]], note.text)):
        report = recognise(replace(document, blocks=tuple(blocks)))
        form = next(each for each in report.statements if each.form is Form.STATE_CAPITAL_BUDGET)
        assert (form.state, form.note) == (FormState.EMPTY, expected)


def test_a_balance_whose_first_part_is_lost_is_told(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    text.write(lay_out(random_accounts(1040, items=2), Layout(lines=False, ordinals=True, balances="ordinals")), path)
    document = parse(path)
    index, grid = next(
        (i, b) for i, b in enumerate(document.blocks) if isinstance(b, Grid) and "年初财政拨款结转和结余" in str(b.rows)
    )
    at = next(i for i, row in enumerate(grid.rows) if row[0].text.startswith("年初财政拨款结转和结余")) + 1
    assert grid.rows[at][0].text.startswith("一、")
    for lost, whole in ((at, False), (at + 2, True)):
        less = replace(grid, rows=(*grid.rows[:lost], *grid.rows[lost + 1 :]))
        report = recognise(replace(document, blocks=(*document.blocks[:index], less, *document.blocks[index + 1 :])))
        form = next(each for each in report.statements if each.form is Form.FISCAL_APPROPRIATION)
        assert (form.unplaced == 0) is whole
        assert any("的上一行" in notice.text.zh for notice in report.notices) is not whole
