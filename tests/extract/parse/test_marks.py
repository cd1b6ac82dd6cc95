"""What a cell or line does not mean, though it is written there: words that are struck out, footnotes' marks, the 0 of a
formula that nobody has calculated; alike in every container."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlwt
from docx import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from xlwt import Formula

from build_site.extract.parse import parse
from build_site.model import Document, Grid
from tests.factory.containers import odf

STRUCK_STYLE = (
    '<style:style style:name="s" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="r" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>'
)


def span(style: str, words: str) -> str:
    return f'<text:span text:style-name="{style}">{words}</text:span>'


def xlsx(path: Path) -> None:
    book = Workbook()
    sheet = book.active
    struck, raised = InlineFont(strike=True), InlineFont(vertAlign="superscript")
    sheet.append(["项目", "甲", "乙", "丙"])
    sheet.append(["一"])
    sheet["B2"] = CellRichText(TextBlock(struck, "11.00"), "12.00")
    sheet["C2"] = CellRichText("12.00", TextBlock(raised, "1"))
    sheet["D2"], sheet["D2"].font = "9.00", Font(strike=True)
    book.save(path)


def xls(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    struck, raised = xlwt.easyfont("struck_out true"), xlwt.easyfont("escapement superscript")
    for column, words in enumerate(["项目", "甲", "乙", "丙"]):
        sheet.write(0, column, words)
    sheet.write(1, 0, "一")
    sheet.write_rich_text(1, 1, [("11.00", struck), "12.00"])
    sheet.write_rich_text(1, 2, ["12.00", ("1", raised)])
    sheet.write(1, 3, "9.00", xlwt.easyxf("font: struck_out true"))
    book.save(str(path))


def ods(path: Path) -> None:
    odf(path, "spreadsheet", STRUCK_STYLE, f"<office:spreadsheet>{table()}</office:spreadsheet>")


def odt(path: Path) -> None:
    odf(path, "text", STRUCK_STYLE, f"<office:text>{table()}</office:text>")


def table() -> str:
    cells = [
        ["项目", "甲", "乙", "丙"],
        ["一", span("s", "11.00") + "12.00", "12.00" + span("r", "1"), span("s", "9.00")],
    ]
    made = ("".join(f"<table:table-cell><text:p>{each}</text:p></table:table-cell>" for each in row) for row in cells)
    rows = "".join(f"<table:table-row>{each}</table:table-row>" for each in made)
    return f'<table:table table:name="t">{rows}</table:table>'


def docx(path: Path) -> None:
    word = Word()
    rows = word.add_table(2, 4).rows
    for cell, words in zip(rows[0].cells, ["项目", "甲", "乙", "丙"], strict=True):
        cell.text = words
    first, *others = (cell.paragraphs[0] for cell in rows[1].cells)
    first.add_run("一")
    others[0].add_run("11.00").font.strike = True
    others[0].add_run("12.00")
    others[1].add_run("12.00")
    others[1].add_run("1").font.superscript = True
    others[2].add_run("9.00").font.double_strike = True
    word.save(str(path))


def html(path: Path) -> None:
    path.write_text(
        "<html><style>.off{text-decoration:line-through}</style><table><tr><td>项目<td>甲<td>乙<td>丙</tr>"
        "<tr><td>一<td><s>11.00</s>12.00<td>12.00<sup>1</sup><td class='off'><p>9.00</p></tr></table></html>",
        "utf-8",
    )


@pytest.mark.parametrize("write", [xlsx, xls, ods, odt, docx, html])
def test_struck_words_are_told_and_marks_stand_apart(tmp_path: Path, write: object) -> None:
    assert callable(write)
    write(tmp_path / "report")
    document = parse(tmp_path / "report")
    grid = document.blocks[-1]
    assert isinstance(grid, Grid)
    assert [(cell.text, cell.doubt) for cell in grid.rows[1]] == [
        ("一", ""), ("12.00", ""), ("12.00[1]", ""), ("9.00", "struck"),
    ]  # fmt: skip
    places = [grid.rows[1][at].place for at in (1, 3)]
    assert [place for words, place in document.remarks if "struck out" in words] == places


@pytest.mark.parametrize("kind", ["docx", "odt", "html"])
def test_a_picture_in_a_cell_is_no_blank(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "report"
    if kind == "docx":
        word = Word()
        table_of_two = word.add_table(2, 2)
        for cell, words in zip(
            (c for row in table_of_two.rows for c in row.cells), ["项目", "甲", "一", ""], strict=True
        ):
            cell.paragraphs[0].add_run(words)
        run = table_of_two.rows[1].cells[1].paragraphs[0].runs[0]._r
        run.append(parse_xml(f"<w:sym {nsdecls('w')} w:char='F0FC'/>"))
        word.save(str(path))
    elif kind == "odt":
        body = table().replace(span("s", "9.00"), "<draw:frame/>")
        odf(path, "text", STRUCK_STYLE, f"<office:text>{body}</office:text>")
    else:
        path.write_text(
            "<html><table><tr><td>项目<td>甲</tr><tr><td>一<td><img src=a.png></tr></table></html>", "utf-8"
        )
    grid = parse(path).blocks[-1]
    assert isinstance(grid, Grid)
    assert (grid.rows[1][-1].text, grid.rows[1][-1].doubt) == ("", "ink")


def test_words_hidden_by_a_style_are_not_read(tmp_path: Path) -> None:
    word = Word()
    word.styles.add_style("Hid", WD_STYLE_TYPE.CHARACTER).font.hidden = True
    paragraph = word.add_paragraph("面积12")
    paragraph.add_run("9", style="Hid")
    paragraph.add_run("8", style="Hid")
    paragraph.add_run("m")
    paragraph.add_run("2").font.superscript = True
    word.save(str(tmp_path / "report.docx"))
    assert [line.text for line in parse(tmp_path / "report.docx").transcript] == ["面积12m2"]


def test_a_struck_line_is_not_said(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><p>一、<del>旧的</del>新的</p><p><s>全部作废</s></p></html>", "utf-8")
    document = parse(tmp_path / "a.html")
    assert [line.text for line in document.transcript] == ["一、新的"]
    assert len(document.remarks) == 2


def calculated_nowhere(kind: str, path: Path, kept: str = "0") -> None:
    """Two numbers, their sum, the sum's double and the sum on another sheet, with 0 or nothing kept of the formulas."""
    formulas = ["SUM(B2:C60000)", "B4*2", "'甲 表'!B4"]
    if kind == "xls":
        book = xlwt.Workbook()
        for sheet in (book.add_sheet("甲 表"), book.add_sheet("乙")):
            for row, value in enumerate(["决算数", 5, 7]):
                sheet.write(row, 0, "项目")
                sheet.write(row, 1, value)
            for row, words in enumerate(formulas, start=3):
                sheet.write(row, 0, "合计")
                sheet.write(row, 1, Formula(words))
        book.save(str(path))
    elif kind == "xlsx":
        book = Workbook()
        for sheet in (book.active, book.create_sheet("乙")):
            for words in [["项目", "决算数"], ["甲", 5], ["乙", 7], *(["合计", f"={each}"] for each in formulas)]:
                sheet.append(words)
        book.active.title = "甲 表"
        book.save(base := BytesIO())
        with ZipFile(base) as parts, ZipFile(path, "w") as made:
            for part in parts.namelist():
                made.writestr(
                    part,
                    parts.read(part)
                    .replace(b"<v></v>", f"<v>{kept}</v>".encode())
                    .replace(b"<v />", f"<v>{kept}</v>".encode()),
                )
    else:
        made = "".join(
            f"<table:table-row><table:table-cell><text:p>项目</text:p></table:table-cell><table:table-cell {each}</table:table-row>"
            for each in (
                "><text:p>决算数</text:p></table:table-cell>",
                'office:value="5"><text:p>5</text:p></table:table-cell>',
                *(
                    f'table:formula="of:={words}" office:value-type="float" office:value="{kept}"><text:p>{kept}</text:p></table:table-cell>'
                    for words in ("SUM([.B2:.B2])", "[.B3]*2", "[$'t'.B3]")
                ),
            )
        )
        odf(
            path,
            "spreadsheet",
            "",
            f'<office:spreadsheet><table:table table:name="t">{made}</table:table></office:spreadsheet>',
        )


def last(document: Document) -> list[str]:
    (grid, *_) = [block for block in document.blocks if isinstance(block, Grid)]
    return [row[-1].text for row in grid.rows[-3:]]


@pytest.mark.parametrize("kind", ["xls", "xlsx", "ods"])
def test_the_0_of_a_formula_that_nobody_calculated_is_no_value(tmp_path: Path, kind: str) -> None:
    calculated_nowhere(kind, tmp_path / "book")
    assert all(words.startswith("=") for words in last(parse(tmp_path / "book")))


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_calculated_value_is_read(tmp_path: Path, kind: str) -> None:
    calculated_nowhere(kind, tmp_path / "book", kept="12")
    assert last(parse(tmp_path / "book")) == ["12"] * 3
