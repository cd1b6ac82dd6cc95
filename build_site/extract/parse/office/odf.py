"""Reads OpenDocument files: workbooks (ODS), whose cells keep the text that they show, and texts (ODT)."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from lxml import etree

from build_site.extract.parse.marks import INK, mark
from build_site.extract.parse.office.formulas import BLANK
from build_site.extract.parse.office.parts import Parts
from build_site.extract.parse.office.sheets import Raw, Sheet, document
from build_site.extract.parse.office.word import chinese
from build_site.extract.parse.rows import Cell, Writer, arranges
from build_site.extract.parse.words import MOST_CELLS, too_many_cells
from build_site.model import PARAGRAPH, Document, column_letters
from build_site.text import number

Element = Any  # of lxml, which has no types
_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _TABLE, _TEXT, _STYLE, _DRAW = (_NS % name for name in ("office", "table", "text", "style", "drawing"))
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_WIDEST = 1000  # columns of a table
_BLANK = 50  # cells of a row that stand for thousands of equal ones
_GONE = ("collapse", "filter")
_SIDES = ("left", "right", "top", "bottom")
_ASIDE = {
    f"{_OFFICE}annotation", f"{_OFFICE}annotation-end", f"{_OFFICE}forms", f"{_TEXT}tracked-changes", f"{_TEXT}note",
    f"{_TEXT}hidden-text", f"{_TEXT}hidden-paragraph", f"{_TEXT}ruby-text",
}  # fmt: skip
"""What is no text of the document: notes, and what was deleted with changes tracked."""


def _content(parts: Parts) -> Element:
    root = etree.fromstring(parts["content.xml"], etree.XMLParser(resolve_entities=False, no_network=True))
    looks = {each.getparent().get(f"{_STYLE}name"): each for each in root.iter(f"{_STYLE}text-properties")}
    for each in root.iter(f"{_TEXT}span", f"{_TEXT}p", f"{_TABLE}table-cell"):
        name = each.get(f"{_TABLE}style-name") if each.tag == f"{_TABLE}table-cell" else each.get(f"{_TEXT}style-name")
        look = looks.get(name)
        if look is None:
            continue
        if look.get(f"{_TEXT}display") == "none" and each.tag != f"{_TABLE}table-cell":
            each.clear(keep_tail=True)
            continue
        raised = (look.get(f"{_STYLE}text-position") or "").startswith("su") and not len(each)
        struck = any(look.get(f"{_STYLE}text-line-through-{kind}") not in (None, "none") for kind in ("style", "type"))
        if struck or raised:
            mark(each, struck=struck, raised=raised)
    return root


def read_ods(parts: Parts, name: str) -> Document:
    """The Document of an ODS, whose cells keep the text that they show."""
    root = _content(parts)
    styles = {each.get(f"{_STYLE}name"): each for each in root.iter(f"{_STYLE}style")}
    framed = {key for key, style in styles.items() if _is_framed(style)}
    tables = (each for each in root.iter(f"{_TABLE}table") if next(each.iterancestors(f"{_TABLE}table"), None) is None)
    return document((_sheet(table, styles, framed, name) for table in tables), name, "ods")


def _is_framed(style: Element) -> bool:
    for each in style.iter(f"{_STYLE}table-cell-properties"):
        borders: list[str | None] = [each.get(f"{_FO}border")] * 4 if each.get(f"{_FO}border") else []
        borders += [each.get(f"{_FO}border-{side}") for side in _SIDES]
        return sum(border not in (None, "", "none") for border in borders) > 1
    return False


def _sheet(table: Element, styles: Mapping[str | None, Element], framed: set[str | None], name: str) -> Sheet:
    style = styles.get(table.get(f"{_TABLE}style-name"))
    shown = [each.get(f"{_TABLE}display") for each in (style if style is not None else ())]
    found = Sheet(table.get(f"{_TABLE}name") or "", unseen="false" in shown)
    usual: dict[int, str | None] = {}
    column = 1
    for each in table.iter(f"{_TABLE}table-column"):
        count = _count(each, "number-columns-repeated")
        for at in range(column, column + min(count, 1000)):
            usual[at] = each.get(f"{_TABLE}default-cell-style-name")
            if each.get(f"{_TABLE}visibility") in _GONE:
                found.hidden[1].add(at)
        column += count
    row = 1
    for line in table.iter(f"{_TABLE}table-row"):
        if next(line.iterancestors(f"{_TABLE}table")) is not table:
            continue
        times = _count(line, "number-rows-repeated")
        cells = [
            each._replace(framed=(style or usual.get(each.column)) in framed)
            for each, style in _cells(line, row, found)
        ]
        repeated = min(times, MOST_CELLS) if any(each.text for each in cells) else 1
        area = sum((bottom - top + 1) * (right - left + 1) for (top, left), (bottom, right) in found.merged.items())
        if len(found.raw) + repeated * len(cells) > MOST_CELLS or area > 5 * MOST_CELLS:
            raise too_many_cells(name, found.title)
        for at in range(row, row + repeated):
            if line.get(f"{_TABLE}visibility") in _GONE:
                found.hidden[0].add(at)
            found.raw += [each._replace(row=at) for each in cells]
        row += times
    return found


def _cells(line: Element, row: int, sheet: Sheet) -> Iterator[tuple[Raw, str | None]]:
    """Each cell of a row, and its style; of many equal ones without text the first."""
    column = 1
    for cell in line.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        times = _count(cell, "number-columns-repeated")
        depth, width = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if depth * width > 1:
            sheet.merged[row, column] = (row + min(depth, 10_000) - 1, column + min(width, 1000) - 1)
        said = ["".join(_words(each)) for each in cell.iterchildren(f"{_TEXT}p", f"{_TEXT}h")]
        value = cell.get(f"{_OFFICE}value") or ""
        text = ("\n".join(said) if said else value) if cell.tag == f"{_TABLE}table-cell" else ""
        if formula := cell.get(f"{_TABLE}formula"):
            kept = value or text or (None if cell.get(f"{_OFFICE}value-type") is None else BLANK)
            sheet.formulas[row, column] = _formula(formula), Decimal(value) if number(value) == 0 else kept
        unshown = bool(said) and not text and bool(value.strip("-0."))
        for at in range(column, column + min(times, 1000 if text else _BLANK)):
            yield Raw(row, at, text, framed=False, unshown=unshown), cell.get(f"{_TABLE}style-name")
        column += times


def _formula(words: str) -> str:
    """As other workbooks have it: `of:=SUM([.C7:.C8];['甲'.A1])` is =SUM(C7:C8,'甲'!A1)."""
    words = re.sub(r"\[\.|\]|(?<=:)\.", "", words.partition("=")[2])
    return "=" + re.sub(r"\[\$?((?:'[^']*'|[^.'\[]*))\.", r"\1!", words).replace(";", ",")


def _count(element: Element, name: str) -> int:
    text = element.get(f"{_TABLE}{name}") or "1"
    return max(int(text[:9]), 1) if text.isdecimal() else 1


def _words(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * min(int(child.get(f"{_TEXT}c") or 1), 100)
        elif child.tag == f"{_TEXT}tab":
            yield " "
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag == f"{_DRAW}frame":
            yield INK
        elif isinstance(child.tag, str) and child.tag not in _ASIDE:
            yield from _words(child)
        yield child.tail or ""


def read_odt(parts: Parts, name: str) -> Document:
    """The text and tables of an ODT, in order; what was deleted with changes tracked is left out."""
    root = _content(parts)
    text = _Text(Writer(name, PARAGRAPH), root)
    for body in root.iter(f"{_OFFICE}text"):
        text.walk(body)
    return text.writer.document(name, "odt")


class _Text:
    def __init__(self, writer: Writer, root: Element) -> None:
        self.writer = writer
        self._levels = {
            (style.get(f"{_STYLE}name"), int(level.get(f"{_TEXT}level") or 1)): level
            for style in root.iter(f"{_TEXT}list-style")
            for level in style.iterchildren(f"{_TEXT}list-level-style-number")
        }
        self._counts: dict[str, int] = {}

    def walk(self, element: Element) -> None:
        for child in element:
            if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                self._paragraph(child)
            elif child.tag == f"{_TEXT}list":
                self._list(child, child.get(f"{_TEXT}style-name") or "", 1)
            elif child.tag == f"{_TABLE}table" and not arranges(child, f"{_TABLE}table", f"{_TABLE}table-cell"):
                self.writer.table(_rows(child, self.writer.next_table()))
            elif isinstance(child.tag, str) and child.tag not in _ASIDE:
                self.walk(child)

    def _paragraph(self, element: Element, mark: str = "") -> None:
        self.writer.line(mark + "".join(_words(element)))
        for frame in element.iter(f"{_DRAW}frame"):
            self.walk(frame)

    def _list(self, element: Element, style: str, depth: int) -> None:
        if element.get(f"{_TEXT}continue-numbering") != "true":
            self._counts[f"{style}/{depth}"] = 0
        for item in element.iterchildren(f"{_TEXT}list-item"):
            mark = self._mark(style, depth)
            for child in item:
                if child.tag == f"{_TEXT}list":
                    self._list(child, child.get(f"{_TEXT}style-name") or style, depth + 1)
                elif child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                    self._paragraph(child, mark)
                    mark = ""

    def _mark(self, style: str, depth: int) -> str:
        """The number that is printed before an item: 一、 or (1)."""
        level = self._levels.get((style, depth))
        if level is None or not (kind := level.get(f"{_STYLE}num-format")):
            return ""
        count = self._counts[f"{style}/{depth}"] = self._counts.get(f"{style}/{depth}", 0) + 1
        number = chinese(count) if kind.startswith(("一", "壹", "甲")) else str(count)
        return (level.get(f"{_STYLE}num-prefix") or "") + number + (level.get(f"{_STYLE}num-suffix") or "")


def _rows(table: Element, name: str) -> Iterator[list[Cell]]:
    number = 0
    taken: dict[int, int] = {}  # column → the last row that a cell over it reaches, for who writes no covered cells
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table")) is not table:
            continue  # of a table inside a cell
        number += 1
        cells: list[Cell] = []
        column = 0
        for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            if cell.tag == f"{_TABLE}table-cell":
                while taken.get(column, 0) >= number and column < _WIDEST:
                    column += 1
                paragraphs = ("".join(_words(each)) for each in cell.iter(f"{_TEXT}p", f"{_TEXT}h"))
                span = min(_count(cell, "number-columns-spanned"), 200)
                own = f"{name}!{column_letters(len(cells) + 1)}{number}"
                depth = _count(cell, "number-rows-spanned")
                cells.append(Cell("\n".join(paragraphs).strip(), column, span, name=own, depth=depth))
                taken |= dict.fromkeys(range(column + (depth == 1), column + span), number + depth - 1)
            column += _count(cell, "number-columns-repeated")
        yield cells
