"""Typesets a report as a web page and has Chromium print it: a layout engine and fonts of its own, embedded."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser_setup import REMEDY, find_browser
from tests.factory.drawing import Drawing, Ink, Place
from tests.factory.printed import Block, Cell, NewPage, Printed, Sides, Table, Words

if TYPE_CHECKING:
    from playwright.sync_api import Page, Playwright

_STYLE = """
@page { size: A4; margin: 22mm 20mm }
@page wide { size: A4 landscape; margin: 22mm 20mm }
* { box-sizing: border-box }
body { margin: 0; font: 14pt/1.7 FONTS; text-align: justify; color: #000 }
.page { break-before: page }
.wide { page: wide }
p { margin: 0 }
.cover { font-size: 26pt; text-align: center; margin-top: 40pt }
.part, .contents-title, .title { font-size: 17pt; text-align: center }
.chapter, .section, .paragraph { text-indent: 2em }
.chapter { font-size: 15pt }
.left, .right, .note, .contents, .sides { font-size: 10.5pt; text-align: left }
.contents { display: flex }
.contents i { flex: 1; overflow: hidden; white-space: nowrap; font-style: normal }
.right { text-align: right }
.sides { display: flex; justify-content: space-between }
table { border-collapse: collapse; width: 100%; table-layout: fixed; font-size: SIZEpt; line-height: 1.25; text-align: center }
td { border: 0.75pt solid #000; padding: 2pt 3pt; text-align: inherit; overflow-wrap: anywhere }
.a-left { text-align: left } .a-right { text-align: right }
tr { break-inside: avoid }
.d { position: relative; top: DROPem }
.mark { position: fixed; top: 45%; left: 15%; font-size: 60pt; color: #ddd; transform: rotate(-45deg) }
"""
_RULES = {
    "segments": "table { border-collapse: separate; border-spacing: 0 }",
    "boxes": "td { border-width: 1pt }",
    "open": "td:first-child { border-left: 0 } td.end { border-right: 0 }",
    "grey": "td { border: 0.5pt solid #999 }",
    "heavy": "table { border: 2pt solid #000 }",
    "across": "td { border-left: 0; border-right: 0 }",
    "three": "td { border: 0 } table { border: 0.75pt solid #000; border-width: 0.75pt 0 }"
    "tr.first td { border-top: 0.75pt solid #000 }",
    "two": "td { border: 0 } table { border-bottom: 0.75pt solid #000 } tr.first td { border-top: 0.75pt solid #000 }",
    "none": "td { border: 0 }",
}
_DIGITS = re.compile(r"[\x21-\x7e]+")
_LATIN = {
    "": "",
    "Times-Roman": "'Liberation Serif', 'DejaVu Serif', ",
    "Helvetica": "'Liberation Sans', 'DejaVu Sans', ",
}
_FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


@contextmanager
def printer(playwright: Playwright) -> Iterator[Page]:
    """A page of Chromium to print one report after another with: a new one for each loads its fonts anew. Raises RuntimeError,
    with what to do, where there is none."""
    path = find_browser()
    if path is None:
        raise RuntimeError(f"no Chromium or Chrome was found\n{REMEDY}")
    browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
    yield browser.new_page()
    browser.close()


def write(printed: Printed, drawing: Drawing, path: Path, page: Page) -> None:
    """Print the report on this page."""
    page.set_content(document(printed, drawing))
    page.pdf(
        path=path,
        prefer_css_page_size=True,
        print_background=True,
        display_header_footer=bool(drawing.running_head or drawing.page_number),
        header_template=_furniture(printed.accounts.department if drawing.running_head else ""),
        footer_template=_furniture(_NUMBERS[drawing.page_number]),
    )


_NUMBERS = {
    "": "",
    "plain": "<b class=pageNumber></b>",
    "dashes": "— <b class=pageNumber></b> —",
    "of": "第<b class=pageNumber></b>页 共<b class=totalPages></b>页",
}


def _furniture(text: str) -> str:
    return f"<div style='font-size:9pt;width:100%;text-align:center'>{text}</div>"


def document(printed: Printed, drawing: Drawing) -> str:
    """The report as HTML."""
    style = _STYLE.replace("FONTS", _LATIN.get(drawing.digits, "") + "'Noto Serif CJK SC', 'Noto Sans CJK SC', serif")
    style = style.replace("SIZE", str(drawing.table_size)).replace("DROP", str(drawing.drop))
    style += _RULES.get(drawing.rules, "")
    if drawing.white_boxes:
        style += "td, p { background: #fff }"
    if drawing.shaded:
        style += "tr.head td { background: #ddd }"
    if drawing.striped:
        style += "tr:nth-child(even) td { background: #eee }"
    if drawing.low:
        style += "td { vertical-align: top } td.a-right { vertical-align: bottom }"
    body = ["<div>", *(_block(block, drawing) for block in printed.blocks), "</div>"]
    if drawing.watermark:
        body.append("<div class=mark>内部资料</div>")
    return f"<!doctype html><html lang=zh-CN><meta charset=utf-8><style>{style}</style>{''.join(body)}"


def _block(block: Block, drawing: Drawing) -> str:
    if isinstance(block, NewPage):
        return f"</div><div class='page{' wide' if block.landscape else ''}'>"
    if isinstance(block, Table):
        return _table(block, drawing)
    if isinstance(block, Sides):
        return f"<div class=sides><span>{_text(block.left, drawing)}</span><span>{_text(block.right, drawing)}</span></div>"
    return _words(block, drawing)


def _words(block: Words, drawing: Drawing) -> str:
    text = _text(block.text, drawing)
    if block.kind == "contents":
        text += f"<i>{'…' * 60}</i>{len(block.text)}"
    return f"<p class={block.kind}>{text}</p>"


def _text(text: str, drawing: Drawing) -> str:
    escaped = html.escape(text, quote=False)
    if not drawing.drop:
        return escaped
    return _DIGITS.sub(r"<span class=d>\g<0></span>", escaped)


def _table(table: Table, drawing: Drawing) -> str:
    whole = sum(table.widths)
    columns = "".join(f"<col style='width:{width / whole:.4%}'>" for width in table.widths)
    rows: list[list[str]] = [[] for _ in range(table.depth)]
    wrong, inked = _wrong(table, drawing), drawing.faults.inked(table)
    for cell in table.cells:
        if cell.text.startswith("-") and not inked.get((cell.row, cell.column), Ink()).signed:
            cell = cell._replace(text=cell.text[1:])
        rows[cell.row].append(_cell(cell, len(table.widths), drawing, *wrong.get((cell.row, cell.column), ("", ""))))
    head = "".join(f"<tr class=head>{''.join(row)}</tr>" for row in rows[: table.heads])
    later = " class=first"
    body = "".join(f"<tr{later * (not at)}>{''.join(row)}</tr>" for at, row in enumerate(rows[table.heads :]))
    if drawing.repeat in ("heads", "all"):  # Chromium repeats a thead on every page
        return f"<table>{columns}<thead>{head}</thead><tbody>{body}</tbody></table>"
    return f"<table>{columns}<tbody>{head}{body}</tbody></table>"


def _wrong(table: Table, drawing: Drawing) -> dict[Place, tuple[str, str]]:
    """The styles of faulty cells and of the texts in them."""
    faults = drawing.faults
    moved, turned, bare = faults.moved(table), faults.turned(table), faults.unruled(table)
    inked = faults.inked(table)
    below = [(c.row + c.rows, c.column + n) for c in table.cells if (c.row, c.column) in bare for n in range(c.columns)]
    found = {}
    for cell in table.cells:
        place = cell.row, cell.column
        style = ";border-bottom:none" * (place in bare) + ";border-top:none" * (place in below)
        right, down = moved.get(place, (0.0, 0.0))
        text = f"display:inline-block;position:relative;left:{right}em;top:{down}em" if right or down else ""
        if place in turned:
            text = (
                "position:absolute;white-space:nowrap;transform-origin:0 100%;transform:translateX(1em) rotate(-90deg)"
            )
        if ink := inked.get(place):
            text += f";color:{ink.colour};font-size:{ink.size}em;letter-spacing:{ink.apart or 0}em;white-space:nowrap"
            if ink.under:
                text += f";text-shadow:{ink.under[1]}pt {ink.under[1]}pt {ink.under[0]}"
        found[place] = style, text
    return found


def _cell(cell: Cell, width: int, drawing: Drawing, style: str = "", text_style: str = "") -> str:
    spans = f" rowspan={cell.rows}" * (cell.rows > 1) + f" colspan={cell.columns}" * (cell.columns > 1)
    end = " end" if cell.column + cell.columns == width else ""
    text = _text(cell.text, drawing) or "&nbsp;"
    if text_style:
        text = f"<span style='{text_style}'>{text}</span>"
    return f"<td class='a-{cell.align}{end}'{spans} style='{style}'>{text}</td>"
