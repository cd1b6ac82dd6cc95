"""Reads OpenDocument files: workbooks (ODS), whose cells keep the text that they show, and texts (ODT)."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree

from build_site.extract.parse.office.sheets import NOT_SHOWN, Raw, hidden_sheet, rows, say_name
from build_site.extract.parse.office.word import chinese
from build_site.extract.parse.rows import Cell, Writer, arranges
from build_site.extract.parse.words import MOST_CELLS, too_many_cells
from build_site.model import PARAGRAPH, Document, Place, column_letters

Element = Any  # of lxml, which has no types
_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _TABLE, _TEXT, _STYLE, _DRAW = (_NS % name for name in ("office", "table", "text", "style", "drawing"))
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_BLANK = 50  # cells of a row that stand for thousands of equal ones
_SIDES = ("left", "right", "top", "bottom")
_ASIDE = {
    f"{_OFFICE}annotation", f"{_OFFICE}annotation-end", f"{_OFFICE}forms", f"{_TEXT}tracked-changes", f"{_TEXT}note",
    f"{_TEXT}hidden-text", f"{_TEXT}hidden-paragraph", f"{_TEXT}ruby-text",
}  # fmt: skip
"""What is no text of the document: notes, and what was deleted with changes tracked."""


def _content(data: bytes) -> Element:
    with ZipFile(BytesIO(data)) as archive:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(archive.read("content.xml"), parser)
    looks = {each.getparent().get(f"{_STYLE}name"): each for each in root.iter(f"{_STYLE}text-properties")}
    for span in root.iter(f"{_TEXT}span"):
        look = looks.get(span.get(f"{_TEXT}style-name"))
        if look is None:
            continue
        if look.get(f"{_TEXT}display") == "none":
            span.clear(keep_tail=True)
        elif (look.get(f"{_STYLE}text-position") or "").startswith("super") and (span.text or "").strip().isdecimal():
            span.text = f"[{span.text.strip()}]"  # a footnote's mark is no part of the number before it
    return root


def read_ods(data: bytes, name: str) -> Document:
    """The visible sheets of an ODS, each cell as it is displayed; what is hidden is left out and told."""
    root = _content(data)
    styles = {each.get(f"{_STYLE}name"): each for each in root.iter(f"{_STYLE}style")}
    framed = {key for key, style in styles.items() if _is_framed(style)}
    writer = Writer(name)
    for table in root.iter(f"{_TABLE}table"):
        if next(table.iterancestors(f"{_TABLE}table"), None) is not None:
            continue  # the source of a chart, or a table inside a cell
        title = table.get(f"{_TABLE}name") or ""
        style = styles.get(table.get(f"{_TABLE}style-name"))
        shown = [each.get(f"{_TABLE}display") for each in (style if style is not None else ())]
        if "false" in shown:
            writer.remarks.append((hidden_sheet(title), Place()))
            continue
        writer.sheet = title
        say_name(writer, list(_sheet(table, framed, writer, name)))
    return writer.document(name, "ods")


def _is_framed(style: Element) -> bool:
    for each in style.iter(f"{_STYLE}table-cell-properties"):
        borders: list[str | None] = [each.get(f"{_FO}border")] * 4 if each.get(f"{_FO}border") else []
        borders += [each.get(f"{_FO}border-{side}") for side in _SIDES]
        return sum(border not in (None, "", "none") for border in borders) > 1
    return False


def _sheet(table: Element, framed: set[str | None], writer: Writer, name: str) -> Iterator[list[Cell]]:
    raw: list[Raw] = []
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    hidden: tuple[set[int], set[int]] = (set(), set())
    usual: dict[int, str | None] = {}
    column = 1
    for each in table.iter(f"{_TABLE}table-column"):
        count = _count(each, "number-columns-repeated")
        for at in range(column, column + min(count, 1000)):
            usual[at] = each.get(f"{_TABLE}default-cell-style-name")
            if each.get(f"{_TABLE}visibility") in ("collapse", "filter"):
                hidden[1].add(at)
        column += count
    row = 1
    for line in table.iter(f"{_TABLE}table-row"):
        if next(line.iterancestors(f"{_TABLE}table")) is not table:
            continue
        times = _count(line, "number-rows-repeated")
        cells = list(_cells(line, merged, row, writer))
        repeated = min(times, MOST_CELLS) if any(text for _, text, _ in cells) else 1
        area = sum((bottom - top + 1) * (right - left + 1) for (top, left), (bottom, right) in merged.items())
        if len(raw) + repeated * len(cells) > MOST_CELLS or area > 5 * MOST_CELLS:
            raise too_many_cells(name)
        for at in range(row, row + repeated):
            if line.get(f"{_TABLE}visibility") in ("collapse", "filter"):
                hidden[0].add(at)
            raw += [Raw(at, place, text, (style or usual.get(place)) in framed) for place, text, style in cells]
        row += times
    return rows(raw, merged, hidden, writer)


def _cells(
    line: Element, merged: dict[tuple[int, int], tuple[int, int]], row: int, writer: Writer
) -> Iterator[tuple[int, str, str | None]]:
    """Column, text and style of each cell; of many equal ones without text the first."""
    column = 1
    for cell in line.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        times = _count(cell, "number-columns-repeated")
        depth, width = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if depth * width > 1:
            merged[row, column] = (row + min(depth, 10_000) - 1, column + min(width, 1000) - 1)
        said = ["".join(_words(each)) for each in cell.iterchildren(f"{_TEXT}p", f"{_TEXT}h")]
        value = cell.get(f"{_OFFICE}value") or ""
        text = "\n".join(said) if said else value
        if said and not text and value.strip("-0."):
            writer.remarks.append((NOT_SHOWN, Place(sheet=writer.sheet, cell=f"{column_letters(column)}{row}")))
        for at in range(column, column + min(times, 1000 if text else _BLANK)):
            yield at, text if cell.tag == f"{_TABLE}table-cell" else "", cell.get(f"{_TABLE}style-name")
        column += times


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
        elif isinstance(child.tag, str) and child.tag not in _ASIDE and child.tag != f"{_DRAW}frame":
            yield from _words(child)
        yield child.tail or ""


# --- texts ------------------------------------------------------------------------------------------------------------


def read_odt(data: bytes, name: str) -> Document:
    """The text and tables of an ODT, in order; what was deleted with changes tracked is left out."""
    root = _content(data)
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
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table")) is not table:
            continue  # of a table inside a cell
        number += 1
        cells: list[Cell] = []
        column = 0
        for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            if cell.tag == f"{_TABLE}table-cell":
                paragraphs = ("".join(_words(each)) for each in cell.iter(f"{_TEXT}p", f"{_TEXT}h"))
                span = min(_count(cell, "number-columns-spanned"), 200)
                own = f"{name}!{column_letters(len(cells) + 1)}{number}"
                cells.append(Cell("\n".join(paragraphs).strip(), column, span, name=own))
            column += _count(cell, "number-columns-repeated")
        yield cells
