from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from build_site.model import Form
from build_site.package.read import Package
from build_site.package.workbook import write_workbook
from build_site.registers.dictionary import read
from tests.houses import rows
from tests.package.collected import FIRST, copied

HOSTILE = ("=1+1", "+1", "-1+2", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "http://example.org/")  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("book") / "report.xlsx"
    write_workbook(Package(FIRST), path)
    return load_workbook(path)


def values(sheet: Any) -> list[Any]:
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_every_sheet_is_there_in_order(book: Any) -> None:
    names = book.sheetnames
    assert names[:2] == ["封面", "说明"]
    assert [name[0] for name in names[2:11]] == [str(number) for number in range(1, 10)]
    assert names[11:14] == ["文字中的数", "问题清单", "核对结果"]
    assert {"重点工作完成情况", "名词解释"} <= set(names[14:])


@pytest.mark.parametrize(("at", "form"), list(enumerate(Form, start=2)))
def test_a_form_has_every_printed_amount_and_no_other(book: Any, at: int, form: Form) -> None:
    """As numbers that look as printed; a blank cell stays blank."""
    sheet = book.worksheets[at]
    numbers = sorted(Decimal(str(value)) for value in values(sheet) if isinstance(value, int | float))
    fields = [field.name for field in read()[form].fields if field.type == "number"]
    printed = sorted(Decimal(row[field]) for row in rows(FIRST / f"{form}.csv") for field in fields if row[field])
    assert numbers == printed
    if not printed:
        assert any("本表无数据" in str(value) for value in values(sheet))


def test_codes_are_text_and_amounts_show_their_decimals(book: Any) -> None:
    sheet = book.worksheets[4]
    codes = [cell for cell in sheet["A"] if cell.value == "2013750"]
    assert codes[0].data_type == "s"
    total = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 173.61)
    assert total.number_format == "#,##0.00"


def test_a_long_text_has_a_row_as_high_as_itself(book: Any) -> None:
    """LibreOffice does not fit rows when it opens a file: a wrapped text would show its first line only."""
    cover, claims = book.worksheets[0], book.worksheets[11]
    (about,) = [row for row in cover.iter_rows() if row[0].value == "说明"]
    assert cover.row_dimensions[about[0].row].height >= 15 * (len(about[1].value) * 2 // 90)
    longest = max(range(2, claims.max_row + 1), key=lambda at: len(claims.cell(at, 2).value))
    assert claims.row_dimensions[longest].height >= 15 * (len(claims.cell(longest, 2).value) * 2 // 70)
    assert claims.print_title_rows == "$1:$1"


def test_heads_stand_above_their_numbers(book: Any) -> None:
    heads = {cell.value: cell.alignment.horizontal for cell in book.worksheets[4][4] if cell.value}
    assert (heads["科目名称"], heads["基本支出"]) == ("left", "right")


def test_a_year_has_no_comma(book: Any) -> None:
    claims = book.worksheets[11].iter_rows(min_row=2)
    formats = {(row[4].value, row[3].number_format) for row in claims if row[3].value is not None}
    assert {shown for unit, shown in formats if unit == "year"} == {"0"}
    assert "#,##0.00" in {shown for unit, shown in formats if unit == "万元"}


def test_both_sides_of_the_summary_stand_side_by_side(book: Any) -> None:
    sheet = book.worksheets[2]
    lines = {
        cell.value: (cell.row, cell.column) for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)
    }
    assert lines["一、一般公共预算财政拨款收入"][0] == lines["一、一般公共服务支出"][0]
    assert lines["一、一般公共预算财政拨款收入"][1] < lines["一、一般公共服务支出"][1]


def test_texts_are_never_formulas_or_links(tmp_path: Path) -> None:
    package = copied(tmp_path / "package")
    path = package / "claims.csv"
    table = rows(path)
    text = path.read_text("utf-8").splitlines(keepends=True)
    for at, hostile in enumerate(HOSTILE):
        quoted = '"' + hostile.replace('"', '""') + '"'
        row = table[at]
        text[at + 1] = ",".join([row["claim_id"], row["section_id"], quoted, *["" for _ in range(len(row) - 3)]]) + "\n"
    path.write_text("".join(text), "utf-8")
    write_workbook(Package(package), tmp_path / "report.xlsx")
    cells = {
        cell.value: cell for row in load_workbook(tmp_path / "report.xlsx")["文字中的数"].iter_rows() for cell in row
    }
    for hostile in HOSTILE:
        assert cells[hostile].data_type == "s"
        assert cells[hostile].hyperlink is None


def test_a_number_that_excel_would_round_stays_text(tmp_path: Path) -> None:
    package = copied(tmp_path / "package")
    path = package / "expenditure.csv"
    path.write_text(path.read_text("utf-8").replace("173.61", "12345678901234567.89", 1), "utf-8")
    write_workbook(Package(package), tmp_path / "report.xlsx")
    assert "12345678901234567.89" in values(load_workbook(tmp_path / "report.xlsx").worksheets[4])
