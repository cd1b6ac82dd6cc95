"""Workbooks, Word files and web pages with everything that such files do, and those that must not be opened."""

import os
import select
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import xlwt
from docx import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook
from openpyxl.styles import Border, Side

from build_site.extract.parse import office, parse
from build_site.extract.parse.office import parts
from build_site.extract.parse.office.sheets import shown
from build_site.model import Document, Grid, InputError, Line

FRAME = Border(**{side: Side("thin") for side in ("left", "right", "top", "bottom")})


def texts(document: Document) -> list[object]:
    return [b.text if isinstance(b, Line) else [[cell.text for cell in row] for row in b.rows] for b in document.blocks]


def read(folder: Path, data: bytes | str, name: str = "report.bin") -> Document:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return parse(path)


def saved(book: Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def packed(**parts: str | bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("value", "pattern", "as_shown"),
    [
        (12000, "[>=10000]0.0,;0.00", "12.0"),
        (9, "[>=10000]0.0,;0.00", "9.00"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1234.5, "0.00", "1234.50"),
        (26538.470000000001, "General", "26538.47"),
        (208.0, "General", "208"),
        (-1234.567, "#,##0.00_);(#,##0.00)", "-1,234.57"),
        (-0.001, "0.00", "0.00"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (0, "0.00;-0.00;", ""),
        (123456.0, "0.00,", "123.46"),
        (123456.0, "0!.0,", "12.3"),
        (0.985, "0.0%", "98.5%"),
        (1e308, "0.00", "1e+308"),
        (float("inf"), "0.00", "inf"),
        (12, "[$¥-804]0.00", "12.00"),
        (12, "[$USD-409]0.00", "12.00USD"),
        (0.00999999999999091, "General", "0.01"),
        (1234.5, '[Red]#,##0.00"元"', "1,234.50元"),
        (1234.5, r"0\!.0000", r"1234.5 [0\!.0000]"),
        (1234.5, ";;;", ""),
    ],
)
def test_a_number_is_what_its_format_shows(value: float, pattern: str, as_shown: str) -> None:
    assert shown(value, pattern) == as_shown


def test_a_workbook_with_everything(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "GK01"
    sheet["C5"], sheet["C6"], sheet["E6"] = "收入支出决算总表", "部门：某局", "金额单位：万元"
    rows = [
        ["收入", None, "支出"], ["项目", "决算数", "项目"], ["一、收入", 12.5, "乙"],
        ["二、收入", "7.00", "=SUM(D9:D10)"], ["三、收入", "#REF!", "丙"], ["隐", 99, "丁"],
    ]  # fmt: skip
    for at, row in enumerate(rows, start=7):
        for column, value in enumerate(row, start=3):
            cell = sheet.cell(at, column, value)
            cell.border, cell.number_format = FRAME, "0.00"
    sheet.merge_cells("C7:D7")
    sheet["C13"], sheet["C15"], sheet["F9"] = "注：本表反映收支。", "收入决算表", "不看"
    sheet.row_dimensions[12].hidden = sheet.column_dimensions["F"].hidden = True
    secret = book.create_sheet("底稿")
    secret["A1"], secret.sheet_state = "123.45", "hidden"
    document = read(tmp_path, saved(book), "决算.pdf")
    assert document.read_by == "xlsx"
    assert texts(document) == [
        "收入支出决算总表",
        "部门：某局",
        "金额单位：万元",
        [["收入", "支出"], ["项目", "决算数", "项目"], ["一、收入", "12.50", "乙"], ["二、收入", "7.00", "=SUM(D9:D10)"], ["三、收入", "#REF!", "丙"]],
        "注：本表反映收支。",
        "收入决算表",
    ]  # fmt: skip
    grid = document.blocks[3]
    assert isinstance(grid, Grid)
    assert grid.measured
    assert (grid.rows[2][1].place.sheet, grid.rows[2][1].place.cell, grid.rows[0][0].span) == ("GK01", "D9", 2)
    told = [text for text, _ in document.remarks]
    assert [text.split(" is hidden")[0] for text in told] == ["Column F", "Row 12", "The sheet “底稿”"]


def test_an_xls_keeps_formats_frames_and_what_is_hidden(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Z02")
    framed = xlwt.easyxf("borders: left thin, right thin, top thin, bottom thin", "#,##0.00")
    sheet.write(0, 0, "收入决算表")
    sheet.write(1, 1, "单位：元")
    sheet.write_merge(2, 2, 0, 1, "项目", framed)
    sheet.write(2, 2, "说明", framed)
    for row, values in enumerate([["甲", 1234.5, "子"], ["乙", -7, "丑"], ["隐", 9.0]], start=3):
        for column, value in enumerate(values):
            sheet.write(row, column, value, framed)
    sheet.row(5).hidden = True
    book.add_sheet("底稿").visibility = 1
    target = BytesIO()
    book.save(target)
    document = read(tmp_path, target.getvalue(), "决算.xlsx")
    assert document.read_by == "xls"
    assert texts(document)[:2] == ["收入决算表", "单位：元"]
    assert texts(document)[2] == [["项目", "说明"], ["甲", "1,234.50", "子"], ["乙", "-7.00", "丑"]]
    assert [text for text, _ in document.remarks] == [
        f"{each} is hidden in the file: not read" for each in ("Row 6", "The sheet “底稿”")
    ]


def test_a_word_file_with_everything(tmp_path: Path) -> None:
    word = Word()
    word.add_paragraph("一、收入").add_run("123")
    body = word.element.body
    head = f"<w:p {nsdecls('w')}>"
    for xml in (
        "<w:r><w:t>支出</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins></w:p>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r></w:p>",
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
    ):
        body.insert(len(body) - 1, parse_xml(head + xml))
    table = word.add_table(3, 3)
    for at, text in enumerate("项目 合计 其中 甲 1.00 2.00 乙 3.00 4.00".split()):
        table.cell(at // 3, at % 3).text = text
    table.cell(1, 0).merge(table.cell(2, 0)).text = "甲乙"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "合计"
    path = tmp_path / "x.doc"
    word.save(str(path))
    assert texts(parse(path)) == [
        "一、收入123", "支出新", "甲", "乙", "框中",
        [["项目", "合计"], ["甲乙", "1.00", "2.00"], ["3.00", "4.00"]],
    ]  # fmt: skip


def test_a_page_with_everything(tmp_path: Path) -> None:
    page = """<!DOCTYPE html><html><head><meta charset="gbk"><title>站名</title><style>p{}</style></head><body>
    <header>政府网</header><ul><li><a href="/a">首页</a><li><a href="/b">公开</a></ul><script>var a=1</script>
    <div><table><tr><td><h1>某局<br>2023年度部门决算</h1><div>来源：某局 发布时间：2024-09-10 【字体：<a>大</a> <a>中</a> <a>小</a>】 打印</div><p>正文<b>甲<i>乙</i>丙</b>丁</p>
    <table><tr><th rowspan=2>项目<th colspan=2>合计</tr><tr><td>甲<td>乙</tr><tr><td>一<td>1.00<td>2.00</table>
    </td></tr></table><p style="display:none">藏</p><div>分享到：<span>微信</span> QQ空间</div><p>上一篇：某局2022年度部门决算</p><p>【关闭窗口】</p></div><footer>备案号</footer></body></html>"""
    document = read(tmp_path, page.encode("gbk"), "report.txt")
    assert texts(document) == [
        "某局", "2023年度部门决算", "正文甲乙丙丁", [["项目", "合计"], ["甲", "乙"], ["一", "1.00", "2.00"]],
    ]  # fmt: skip


def test_markdown_and_commas(tmp_path: Path) -> None:
    meant = [[["项目", "决算数"], ["甲", "1,234.00"]], "完"]
    assert texts(read(tmp_path, "| 项目 | 决算数 |\n|---|---:|\n| 甲 | 1,234.00 |\n\n**完**\n")) == meant
    assert texts(read(tmp_path, '项目,决算数\n甲,"1,234.00"\n完,\n')) == meant


def old_book() -> bytes:
    book, target = xlwt.Workbook(), BytesIO()
    book.add_sheet("a").write(0, 0, "收入" * 3000)
    book.save(target)
    return target.getvalue()


def test_a_program_that_does_not_end_ends_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "alive")
    alive = os.open(tmp_path / "alive", os.O_RDONLY | os.O_NONBLOCK)  # ends when nothing that holds it is left

    class Begun(subprocess.Popen[bytes]):
        def wait(self, timeout: float | None = None) -> int:
            select.select([alive], [], [], timeout and 60)  # the time runs once the child has: machines may be busy
            return super().wait(timeout)

    (tmp_path / "soffice").write_text('#!/bin/sh\n"$0.child" & wait\n')
    (tmp_path / "soffice.child").write_text(f"#!/bin/sh\nexec 3>{tmp_path}/alive\necho begun >&3\nexec sleep 600\n")
    for name in ("soffice", "soffice.child"):
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(office, "_SECONDS", 0.1)
    monkeypatch.setattr(subprocess, "Popen", Begun)
    with pytest.raises(InputError, match="转换不了"):
        read(tmp_path, b"{\\rtf1 x}")
    assert os.read(alive, 99) == b"begun\n"
    assert select.select([alive], [], [], 60)[0], "the child still runs"
    assert os.read(alive, 99) == b""
    os.close(alive)


SHEET = '<?xml version="1.0"?>'
CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22) + b"\t" + bytes(600)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (saved(Workbook())[:3000], "损坏"),
        (b"PK\x05\x06" + bytes(18), "空压缩包"),
        (packed(xl__workbook_xml="<x/>"), "损坏"),
        (packed(word__document_xml="<x"), "损坏"),
        (packed(word__document_xml=SHEET + '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "实体"),
        (packed(xl__workbook_xml=(SHEET + "<!DOCTYPE x>").encode("utf-16-le")), "实体"),
        (packed(xl__workbook_xml="<x/>", xl__worksheets__a_xml='<mergeCell ref="A1:XFD1048576"/>'), "合并区域"),
        (packed(xl__workbook_xml="<x/>", xl__worksheets__a_xml=bytes(parts.MOST_BYTES)), "解压后至多 64 MB"),
        (packed(xl__workbook_xml="<x/>", xl__worksheets__a_xml='<c r="A1"/>' * 200_001), "至多 200,000 个单元格"),
        (packed(OFD_xml="<x/>"), "OFD"),
        (
            packed(
                xl__workbook_xml="<x/>", xl___rels__w_xml='<Relationship Type="r/worksheet" Target="worksheets/s.xml"/>'
            ),
            "s.xml is missing",
        ),
        (packed(**{"[Content_Types]_xml": "<x/>"}), "its main part is missing"),
        (packed(mimetype="application/epub+zip"), "EPUB"),
        ("<html>" + "<p>" * 500_001, "至多 500,000 个标记"),
        (packed(**{"a.png": "x"}), "没有可读的文件"),
        (CFB + "EncryptedPackage".encode("utf-16-le"), "加密"),
        (CFB + "Workbook".encode("utf-16-le"), "损坏"),
        (old_book()[:5000], "损坏或不完整"),
        (CFB + "VisioDocument".encode("utf-16-le"), "另存为"),
        (b"Rar!\x1a\x07\x00" + bytes(20), "另存为"),
        ('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "另存为"),
        ("<html><body></body></html>", "没有文字"),
        (saved(Workbook()), "没有文字"),
    ],
)
def test_what_is_not_read_says_why_and_what_to_do(tmp_path: Path, data: bytes | str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(tmp_path, data)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (CFB + "WordDocument".encode("utf-16-le"), "DOCX"),
        (b"{\\rtf1 x}", "DOCX"),
        (packed(**{"xl__workbook.bin": "x"}), "XLSX"),
    ],
)
def test_without_libreoffice_other_files_say_how_to_convert(
    tmp_path: Path, data: bytes, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InputError, match=f"另存为 {kind}"):
        read(tmp_path, data)
