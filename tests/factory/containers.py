"""Puts a report into the containers that offices have: workbook, Word file, web page, Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

from docx import Document
from openpyxl import Workbook
from openpyxl.styles import Border, Side

from tests.factory.printed import NewPage, Printed, Sides, Table, Words

_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d+")
_FRAME = Border(**{side: Side("thin") for side in ("left", "right", "top", "bottom")})


def _lines(block: Words | Sides) -> list[str]:
    return [block.text] if isinstance(block, Words) else [block.left, block.right]


def workbook(printed: Printed, path: Path) -> None:
    """Framed tables; each on a sheet of its own with the lines over it, all text before and after on one."""
    book = Workbook()
    sheet = book.active
    row = 0
    for block in printed.blocks:
        if isinstance(block, NewPage):
            sheet, row = book.create_sheet(f"GK{len(book.worksheets):02}"), 0
        elif isinstance(block, Table):
            for cell in block.cells:
                for at in range(cell.rows * cell.columns):
                    each = sheet.cell(row + cell.row + at // cell.columns + 1, cell.column + at % cell.columns + 1)
                    each.border = _FRAME
                target = sheet.cell(row + cell.row + 1, cell.column + 1)
                if _AMOUNT.fullmatch(cell.text):
                    decimals = len(cell.text.partition(".")[2])
                    target.value = float(cell.text.replace(",", ""))
                    target.number_format = (
                        ("#,##0" if "," in cell.text else "0") + "." * bool(decimals) + "0" * decimals
                    )
                else:
                    target.value = cell.text or None
                if cell.rows * cell.columns > 1:
                    sheet.merge_cells(
                        start_row=row + cell.row + 1,
                        start_column=cell.column + 1,
                        end_row=row + cell.row + cell.rows,
                        end_column=cell.column + cell.columns,
                    )
            row += block.depth
        else:
            for text in _lines(block):
                row += 1
                sheet.cell(row, 1, text)
    book.save(path)


def word(printed: Printed, path: Path) -> None:
    document = Document()
    for block in printed.blocks:
        if isinstance(block, Table):
            table = document.add_table(block.depth, len(block.widths))
            for cell in block.cells:
                end = table.cell(cell.row + cell.rows - 1, cell.column + cell.columns - 1)
                table.cell(cell.row, cell.column).merge(end).text = cell.text
        elif isinstance(block, NewPage):
            document.add_page_break()
        else:
            for text in _lines(block):
                document.add_paragraph(text)
    document.save(str(path))


def page(printed: Printed, path: Path) -> None:
    """The article of a site in GB18030, with a menu over it and a foot under it."""
    menu = "<div><ul><li><a href='/'>首页</a></li><li><a href='/2023/'>2023年度部门决算</a></li></ul></div>"
    parts = [f"<!DOCTYPE html><html><head><meta charset=gb2312><title>公开</title></head><body>{menu}<div>"]
    for block in printed.blocks:
        if isinstance(block, Table):
            parts.append("<table>")
            for row in range(block.depth):
                cells = sorted((cell for cell in block.cells if cell.row == row), key=lambda cell: cell.column)
                own = (f"<td rowspan={c.rows} colspan='{c.columns}'><p>{escape(c.text)}</p></td>" for c in cells)
                parts.append(f"<tr>{''.join(own)}</tr>")
            parts.append("</table>")
        elif not isinstance(block, NewPage):
            parts += [f"<p>{escape(text)}</p>" for text in _lines(block)]
    foot = "</div><footer>版权所有 网站标识码 4201160001</footer></body></html>"
    path.write_text("\n".join(parts) + foot, "gb18030")


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
    "report.docx": word,
    "report.html": page,
    "report.md": markdown,
}
