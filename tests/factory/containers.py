"""Puts a report into the containers that offices have: workbooks, Word files, web page, Markdown, and several files."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from html import escape
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import xlwt
from docx import Document
from openpyxl import Workbook
from openpyxl.styles import Border, Side

from tests.factory import drawing, reportlab_pdf
from tests.factory.printed import Block, Cell, NewPage, Printed, Sides, Table, Words
from tests.factory.text import typeset

_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d+")
_FRAME = Border(**{side: Side("thin") for side in ("left", "right", "top", "bottom")})
Sheet = Sequence[tuple[Cell, bool]]
"""Cells of a sheet, and whether they are framed."""


def _lines(block: Words | Sides) -> list[str]:
    return [block.text] if isinstance(block, Words) else [block.left, block.right]


def _pages(blocks: Sequence[Block]) -> list[list[Block]]:
    pages: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, NewPage):
            pages.append([])
        else:
            pages[-1].append(block)
    return pages


def _sheet(blocks: Sequence[Block]) -> Sheet:
    """Framed tables, the lines over and under them in column A."""
    cells: list[tuple[Cell, bool]] = []
    row = 0
    for block in blocks:
        if isinstance(block, Table):
            cells += [(cell._replace(row=cell.row + row), True) for cell in block.cells]
            row += block.depth
        elif not isinstance(block, NewPage):
            for words in _lines(block):
                cells.append((Cell(row, 0, words), False))
                row += 1
    return cells


def _format(amount: str) -> str:
    decimals = len(amount.partition(".")[2])
    return ("#,##0" if "," in amount else "0") + "." * bool(decimals) + "0" * decimals


def workbook(printed: Printed, path: Path) -> None:
    """Framed tables; each on a sheet of its own with the lines over it, all text before and after on one."""
    book = Workbook()
    for number, blocks in enumerate(_pages(printed.blocks)):
        sheet = book.create_sheet(f"GK{number:02}") if number else book.active
        for cell, framed in _sheet(blocks):
            for at in range(cell.rows * cell.columns if framed else 0):
                place = sheet.cell(cell.row + at // cell.columns + 1, cell.column + at % cell.columns + 1)
                place.border = _FRAME
            target = sheet.cell(cell.row + 1, cell.column + 1)
            if framed and _AMOUNT.fullmatch(cell.text):
                target.value, target.number_format = float(cell.text.replace(",", "")), _format(cell.text)
            else:
                target.value = cell.text or None
            if cell.rows * cell.columns > 1:
                end = {"end_row": cell.row + cell.rows, "end_column": cell.column + cell.columns}
                sheet.merge_cells(start_row=cell.row + 1, start_column=cell.column + 1, **end)
    book.save(path)


def old_workbook(printed: Printed, path: Path) -> None:
    """The same as an XLS."""
    _xls(_pages(printed.blocks)).save(str(path))


def _xls(pages: Sequence[Sequence[Block]], name: str = "GK{:02}") -> Any:
    book = xlwt.Workbook(encoding="utf-8")
    lines = "borders: left thin, right thin, top thin, bottom thin"
    plain, styles = xlwt.easyxf(""), {}
    for number, blocks in enumerate(pages):
        sheet = book.add_sheet(name.format(number), cell_overwrite_ok=True)
        for cell, framed in _sheet(blocks):
            amount = bool(framed and _AMOUNT.fullmatch(cell.text))
            pattern = _format(cell.text) if amount else "General"
            style = styles.setdefault(pattern, xlwt.easyxf(lines, pattern)) if framed else plain
            value = float(cell.text.replace(",", "")) if amount else cell.text
            last = (cell.row + cell.rows - 1, cell.column + cell.columns - 1)
            if last == (cell.row, cell.column):
                sheet.write(*last, value, style)
            else:
                sheet.write_merge(cell.row, last[0], cell.column, last[1], value, style)
    return book


_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("draw", "drawing"),
    )
)


def odf(path: Path, kind: str, styles: str, body: str) -> None:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr(ZipInfo("mimetype"), f"application/vnd.oasis.opendocument.{kind}")
        content = f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>{body}</office:body>"
        archive.writestr("content.xml", f"<office:document-content {_ODF}>{content}</office:document-content>")


def _odf_table(cells: Sequence[tuple[Cell, bool]], name: str, *, numbers: bool) -> str:
    depth = max((cell.row + cell.rows for cell, _ in cells), default=0)
    width = max((cell.column + cell.columns for cell, _ in cells), default=0)
    grid = [["<table:table-cell/>"] * width for _ in range(depth)]
    for cell, framed in cells:
        for at in range(cell.rows * cell.columns):
            grid[cell.row + at // cell.columns][cell.column + at % cell.columns] = "<table:covered-table-cell/>"
        span = f' table:number-rows-spanned="{cell.rows}" table:number-columns-spanned="{cell.columns}"'
        value = ""
        if numbers and framed and _AMOUNT.fullmatch(cell.text):
            grouped = "g" if "," in cell.text else "n"
            amount = cell.text.replace(",", "")
            value = f' office:value-type="float" office:value="{float(amount)!r}" table:style-name="{grouped}{len(amount.partition(".")[2])}"'
        content = f"<text:p>{escape(cell.text)}</text:p>" if cell.text else ""
        grid[cell.row][cell.column] = f"<table:table-cell{span}{value}>{content}</table:table-cell>"
    rows = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in grid)
    return f'<table:table table:name="{name}">{rows}</table:table>'


def open_workbook(printed: Printed, path: Path) -> None:
    """The same as an ODS."""
    styles = "".join(
        f'<number:number-style style:name="N{g}{d}"><number:number number:decimal-places="{d}" number:min-integer-digits="1"'
        f' number:grouping="{str(g == "g").lower()}"/></number:number-style>'
        f'<style:style style:name="{g}{d}" style:family="table-cell" style:data-style-name="N{g}{d}"/>'
        for g in "gn"
        for d in range(1, 7)
    )
    tables = (_odf_table(_sheet(page), f"GK{n:02}", numbers=True) for n, page in enumerate(_pages(printed.blocks)))
    odf(path, "spreadsheet", styles, f"<office:spreadsheet>{''.join(tables)}</office:spreadsheet>")


def open_text(printed: Printed, path: Path) -> None:
    """The report as an ODT."""
    parts = []
    for block in printed.blocks:
        if isinstance(block, Table):
            parts.append(_odf_table([(cell, True) for cell in block.cells], "t", numbers=False))
        elif not isinstance(block, NewPage):
            parts += [f"<text:p>{escape(words)}</text:p>" for words in _lines(block)]
    odf(path, "text", "", f"<office:text>{''.join(parts)}</office:text>")


def aligned(printed: Printed, path: Path) -> None:
    """Text as `pdftotext -layout` has it: cells under each other by blanks."""
    made: list[str] = []
    for block in typeset(printed).split("\n\n"):
        rows = [line.split("\t") for line in block.split("\n")]
        widths = [max(map(_columns, column)) for column in zip_longest(*rows, fillvalue="")]
        for row in rows:
            cells = (cell + " " * (width - _columns(cell) + 2) for cell, width in zip(row, widths, strict=False))
            made.append("".join(cells).rstrip())
        made.append("")
    path.write_text("\n".join(made), "utf-8")


def _columns(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in words)


def parts(printed: Printed) -> Iterator[tuple[str, bytes]]:
    """The narrative as a web page that links a workbook for each form, and these workbooks: their names and contents."""
    said: list[Block] = []
    books: list[list[Block]] = []
    for blocks in _pages(printed.blocks):
        last = max((at for at, block in enumerate(blocks) if isinstance(block, Table)), default=-1)
        while 0 <= last < len(blocks) - 1 and isinstance(after := blocks[last + 1], Words) and after.kind == "note":
            last += 1
        books += [blocks[: last + 1]] if last >= 0 else []
        said += blocks[last + 1 :]
    names = [f"{number:02}.xls" for number in range(1, len(books) + 1)]
    links = "".join(f'<p><a href="./W0/{name}">附件{name}</a></p>' for name in names)
    yield "narrative.html", _page(said, links).encode("gb18030")
    for name, blocks in zip(names, books, strict=True):
        target = BytesIO()
        _xls([blocks], "Sheet1").save(target)
        yield name, target.getvalue()


def packed(printed: Printed, path: Path) -> None:
    """The parts in a ZIP as Windows packs them: in a folder, its name in GB18030 without the mark of UTF-8."""
    pack({f"决算公开/{name}": content for name, content in parts(printed)}, path)


def pack(contents: dict[str, bytes], path: Path, encoding: str = "gb18030") -> None:
    """A ZIP whose names are written in this encoding, without saying so."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(contents.items()):
            archive.writestr(_Raw(f"{number}", name.encode(encoding)), content)


class _Raw(ZipInfo):
    """An entry with its name as bytes."""

    def __init__(self, filename: str, raw: bytes) -> None:
        super().__init__(filename, (2024, 9, 1, 0, 0, 0))
        self.raw = raw
        self.compress_type = ZIP_DEFLATED

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802  # as zipfile calls it
        return self.raw, self.flag_bits & ~0x800


def pdf(printed: Printed, path: Path) -> None:
    reportlab_pdf.write(printed, drawing.Drawing(), path)


def word(printed: Printed, path: Path) -> None:
    document = Document()
    for block in printed.blocks:
        if isinstance(block, Table):
            table = document.add_table(block.depth, len(block.widths), "Table Grid")
            grid = [row.cells for row in table.rows]  # looked up once
            for cell in block.cells:
                first, last = (
                    grid[cell.row][cell.column],
                    grid[cell.row + cell.rows - 1][cell.column + cell.columns - 1],
                )
                (first.merge(last) if first is not last else first).text = cell.text
        elif isinstance(block, NewPage):
            document.add_page_break()
        else:
            for text in _lines(block):
                document.add_paragraph(text)
    document.save(str(path))


def page(printed: Printed, path: Path) -> None:
    """The article of a site in GB18030, with a menu over it and a foot under it."""
    path.write_text(_page(printed.blocks), "gb18030")


def _page(blocks: Sequence[Block], links: str = "") -> str:
    menu = "<div><ul><li><a href='/'>首页</a></li><li><a href='/2023/'>2023年度部门决算</a></li></ul></div>"
    parts = [f"<!DOCTYPE html><html><head><meta charset=gb2312><title>公开</title></head><body>{menu}<div>"]
    for block in blocks:
        if isinstance(block, Table):
            parts.append("<table>")
            for row in range(block.depth):
                cells = sorted((cell for cell in block.cells if cell.row == row), key=lambda cell: cell.column)
                own = (f"<td rowspan={c.rows} colspan='{c.columns}'><p>{escape(c.text)}</p></td>" for c in cells)
                parts.append(f"<tr>{''.join(own)}</tr>")
            parts.append("</table>")
        elif not isinstance(block, NewPage):
            parts += [f"<p>{escape(words)}</p>" for words in _lines(block)]
    foot = "</div><footer>版权所有 网站标识码 4201160001</footer></body></html>"
    return "\n".join(parts) + links + foot


def markdown(printed: Printed, path: Path) -> None:
    path.write_text("\n\n".join(_markdown(printed)) + "\n", "utf-8")


def _markdown(printed: Printed) -> Iterator[str]:
    for block in printed.blocks:
        if isinstance(block, Table):
            texts = [[""] * len(block.widths) for _ in range(block.depth)]
            for cell in block.cells:
                texts[cell.row][cell.column] = cell.text
            rows = ["| " + " | ".join(row) + " |" for row in texts if any(row)]
            yield "\n".join([rows[0], "|" + "---|" * len(block.widths), *rows[1:]])
        elif not isinstance(block, NewPage):
            yield from _lines(block)


CONTAINERS: dict[str, Callable[[Printed, Path], None]] = {
    "report.xlsx": workbook,
    "report.xls": old_workbook,
    "report.ods": open_workbook,
    "report.docx": word,
    "report.odt": open_text,
    "report.html": page,
    "report.md": markdown,
    "layout.txt": aligned,
    "report.zip": packed,
}
