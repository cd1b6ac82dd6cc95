"""Files that no honest office sends, drawn by name: bombs, halves, locks, endless things, names that lie."""

import random
import struct
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import xlwt
from docx import Document
from openpyxl import Workbook

CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Files = dict[str, bytes]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    "</Types>"
)
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
_OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def packed(parts: dict[str, str | bytes], *, stored: bool = False) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_STORED if stored else ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def sheet(body: str, head: str = "", book: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    """An XLSX with one sheet of this content."""
    return packed({
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{head}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>{book}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{_RELATED}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{_MAIN}">{body}</worksheet>',
        **(more or {}),
    })  # fmt: skip


def word(body: str, head: str = "") -> bytes:
    return packed({"word/document.xml": f'{head}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'})


def odf(kind: str, body: str, head: str = "") -> bytes:
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    content = f"{head}<office:document-content {spaces}><office:body>{body}</office:body></office:document-content>"
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content})


def _saved(book: Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _xls(write: Callable[[xlwt.Worksheet], None]) -> bytes:
    book, target = xlwt.Workbook(), BytesIO()
    write(book.add_sheet("S"))
    book.save(target)
    return target.getvalue()


def _docx() -> bytes:
    target = BytesIO()
    Document().save(target)
    return target.getvalue()


def _many_rows(count: int) -> str:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}.5</v></c><c r="B{n}"><v>1</v></c></row>' for n in range(1, count + 1)
    )
    return f"<sheetData>{rows}</sheetData>"


def _flipped(content: bytes, seed: int) -> bytes:
    chance, data = random.Random(seed), bytearray(content)  # noqa: S311  # to be repeatable
    for _ in range(40):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _sized(content: bytes, size: int) -> bytes:
    """A ZIP whose directory says that its first part has this size."""
    data, at = bytearray(content), content.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(data)


def _encrypted_zip(content: bytes) -> bytes:
    data = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(mark)
        data[at + offset] |= 1
    return bytes(data)


def _nested(depth: int) -> bytes:
    content = b"x"
    for level in range(depth):
        content = packed({"a.zip" if level else "a.txt": content})
    return content


def hostile() -> Iterator[tuple[str, bytes]]:  # noqa: PLR0915  # a list, one thing a line
    """Each file by a name that says what is wrong with it."""
    xlsx, docx = _saved(Workbook()), _docx()
    full = Workbook()
    for row in range(200):
        full.active.append([f"行{row}", row + 0.5, "x" * 50])
    whole, xls = _saved(full), _xls(lambda s: [s.write(r, c, "一" * 20) for r in range(100) for c in range(20)])
    # halves and damage
    for name, content in (("xlsx", whole), ("docx", docx), ("xls", xls)):
        yield f"half.{name}", content[: len(content) // 2]
        yield f"without-end.{name}", content[:-200]
        yield f"first-bytes.{name}", content[:600]
        for seed in range(3):
            yield f"flipped-{seed}.{name}", _flipped(content, seed)
    # wrong endings, other things
    yield "workbook.pdf", whole
    yield "word.xls", docx
    yield "text-as.xlsx", "这不是工作簿，只是一行字。".encode()
    yield "html-as.xls", "<html><body><table><tr><td>不是决算</td><td>1</td></tr></table></body></html>".encode()
    yield "picture.docx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
    yield "program.xlsx", b"MZ" + bytes(2000)
    yield "nulls.doc", bytes(5000)
    yield "cfb-of-nothing.xls", CFB + bytes(5000)
    yield "visio.doc", CFB + bytes(504) + "VisioDocument".encode("utf-16-le") + bytes(2000)
    yield "rar.zip", b"Rar!\x1a\x07\x00" + bytes(300)
    yield "seven.zip", b"7z\xbc\xaf\x27\x1c" + bytes(300)
    yield "mht.doc", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    yield "ofd.ofd", packed({"OFD.xml": "<ofd/>", "Doc_0/Document.xml": "<d/>"})
    yield (
        "word2003.xml",
        b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>',
    )
    # empty
    yield "empty.xlsx", b""
    yield "blank.docx", b" \r\n\t" * 100
    yield "no-cells.xlsx", xlsx
    yield "no-words.docx", docx
    yield "no-parts.zip", packed({})
    yield "no-sheet.xlsx", packed({"xl/workbook.xml": "<workbook/>"})
    # locks
    yield "encrypted.xlsx", CFB + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)
    yield "encrypted.zip", _encrypted_zip(packed({"a.txt": "密码" * 50}))
    # entities
    for name, head in (("bomb", _BOMB), ("outside", _OUTSIDE)):
        yield f"entity-{name}.xlsx", sheet("<sheetData><row><c><v>&a;</v></c></row></sheetData>", head)
        yield f"entity-{name}.docx", word("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", head)
        yield f"entity-{name}.ods", odf("spreadsheet", "<office:spreadsheet/>", head)
        yield f"entity-{name}.odt", odf("text", "<office:text><text:p>&a;</text:p></office:text>", head)
        yield (
            f"entity-{name}.html",
            f"{head}<html><body><p>&a;</p></body></html>".replace("DOCTYPE x", "DOCTYPE html").encode(),
        )
    # bombs
    yield "zeros.zip", packed({"a.txt": bytes(60 * 2**20)})
    yield "zeros.xlsx", sheet("<sheetData/>", more={"xl/media/a.bin": bytes(60 * 2**20)})
    yield "zeros.docx", packed({"word/document.xml": b"<x>" + b" " * (60 * 2**20)})
    yield "says-less.zip", _sized(packed({"a.txt": bytes(20 * 2**20)}), 100)
    yield "says-more.zip", _sized(packed({"a.txt": b"x"}), 2**32 - 10)
    yield "nested-9.zip", _nested(9)
    yield "many.zip", packed({f"{n}.txt": b"x" for n in range(2000)})
    yield "many-parts.xlsx", sheet("<sheetData/>", more={f"xl/media/{n}.bin": b"x" for n in range(11_000)})
    # endless
    yield "rows.xlsx", sheet(_many_rows(101_000))
    yield "far-cell.xlsx", sheet('<sheetData><row r="1048576"><c r="XFD1048576"><v>1.5</v></c></row></sheetData>')
    yield "merged-all.xlsx", sheet('<sheetData/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    yield "columns.xlsx", sheet("<sheetData><row>" + "<c><v>1</v></c>" * 250_000 + "</row></sheetData>")
    yield (
        "long-cell.xlsx",
        sheet(f'<sheetData><row><c t="inlineStr"><is><t>{"长" * 100_000}</t></is></c></row></sheetData>'),
    )
    yield (
        "deep-formula.xlsx",
        sheet(f'<sheetData><row><c r="A1"><f>{"(" * 50_000}1{")" * 50_000}</f></c></row></sheetData>'),
    )
    yield "cyclic.xlsx", sheet('<sheetData><row><c r="A1"><f>B1</f></c><c r="B1"><f>A1</f></c></row></sheetData>')
    yield "rows.xls", _xls(lambda s: [s.write(r, c, 1.5) for r in range(2010) for c in range(100)])
    table = '<table:table table:name="S">{}</table:table>'
    row = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell></table:table-row>'
    yield "repeated.ods", odf("spreadsheet", f"<office:spreadsheet>{table.format(row)}</office:spreadsheet>")
    cell = '<table:table-cell table:number-columns-spanned="999999999" table:number-rows-spanned="999999999"><text:p>1</text:p></table:table-cell>'
    yield (
        "spanned.ods",
        odf(
            "spreadsheet",
            f"<office:spreadsheet>{table.format(f'<table:table-row>{cell}</table:table-row>' * 50)}</office:spreadsheet>",
        ),
    )
    row = f'<table:table-row table:number-rows-repeated="190000"><table:table-cell><text:p>{"收入" * 9000}</text:p></table:table-cell></table:table-row>'
    yield "repeated-words.ods", odf("spreadsheet", f"<office:spreadsheet>{table.format(row)}</office:spreadsheet>")
    areas = "".join(f'<mergeCell ref="A{n}:J{n}"/>' for n in range(1, 90_000))
    yield "merged-rows.xlsx", sheet(f"<sheetData/><mergeCells>{areas}</mergeCells>")
    yield "spaces.odt", odf("text", '<office:text><text:p>a<text:s text:c="999999999"/>b</text:p></office:text>')
    yield (
        "deep.odt",
        odf("text", "<office:text>" + "<text:section>" * 5000 + "</text:section>" * 5000 + "</office:text>"),
    )
    yield "deep.docx", word("<w:tbl><w:tr><w:tc>" * 3000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 3000)
    yield (
        "grid-span.docx",
        word(
            "<w:tbl>"
            + '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr>'
            * 9
            + "</w:tbl>"
        ),
    )
    yield (
        "grid-before.docx",
        word('<w:tbl><w:tr><w:trPr><w:gridBefore w:val="x"/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>'),
    )
    yield (
        "cells.docx",
        word(
            "<w:tbl>"
            "<w:tr>"
            + "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>" * 100
            + "</w:tr>" * 1
            + "</w:tbl>"
            + "<w:p><w:r><w:t>字</w:t></w:r></w:p>" * 30_000
        ),
    )
    yield "deep.html", ("<html><body>" + "<div>" * 50_000 + "字" + "</div>" * 50_000).encode()
    yield "deep-tables.html", ("<html><body>" + "<table><tr><td>" * 3000 + "字").encode()
    yield (
        "colspan.html",
        (
            "<html><body><table>"
            "<tr>"
            + '<td colspan="1000" rowspan="65534">1</td>' * 300
            + "</tr>" * 1
            + "<tr><td>2</td></tr>" * 3000
            + "</table>"
        ).encode(),
    )
    yield "cells.html", ("<html><body><table>" + ("<tr>" + "<td>1</td>" * 500 + "</tr>") * 600 + "</table>").encode()
    yield "unclosed.html", ("<html><body>" + "<b><i><td><tr>" * 5_000).encode()
    yield "attributes.html", ("<html><p " + " ".join(f'a{n}="x"' for n in range(200_000)) + ">决算</p></html>").encode()
    yield "wide-lines.txt", ("决算收入\n" + ("项目" + " " * 9000 + "1.00\n") * 1000).encode()
    yield "wide.csv", ("决算," * 900 + "\n" + ("1.00," * 900 + "\n") * 300).encode()
    yield "one-line.txt", ("收入支出决算总表" + "1" * 5_000_000).encode()
    yield "tabs.txt", ("决算\n" + "\t" * 3_000_000).encode()
    yield "pipes.md", ("| 决算 |\n|---|\n" + "|" * 500_000 + "\n").encode()
    yield "quotes.csv", ("决算,收入\n" + '"' * 300_001 + ",1\n").encode()
    # outward
    links = {
        "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{_MAIN}"><externalBook xmlns:r="{_RELATED}" r:id="r1"/></externalLink>'
    }
    links["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="x" Target="http://127.0.0.1:9/x.xlsx" TargetMode="External"/></Relationships>'
    )
    yield "external.xlsx", sheet('<sheetData><row><c r="A1"><f>[1]S!A1</f></c></row></sheetData>', more=dict(links))
    yield "macros.xlsm", sheet("<sheetData/>", more={"xl/vbaProject.bin": CFB + bytes(600)})
    yield (
        "frames.html",
        b'<html><body><iframe src="file:///etc/passwd"></iframe><img src="http://127.0.0.1:9/x"><object data="http://127.0.0.1:9/"></object></body></html>',
    )
    yield "escape.zip", packed({"../../../up/out.txt": "x"})


def write(folder: Path) -> list[Path]:
    """All of them, in a folder."""
    paths = []
    for name, content in hostile():
        (folder / name).write_bytes(content)
        paths.append(folder / name)
    return paths
