"""Reads Word files (DOCX): paragraphs, tables with merged cells, text boxes; tracked changes as accepted."""

import copy
from collections.abc import Iterator
from typing import Any

from lxml import etree

from build_site.extract.parse.marks import INK, marked
from build_site.extract.parse.office.parts import Parts
from build_site.extract.parse.rows import Cell, Writer, arranges, hidden
from build_site.model import PARAGRAPH, Document, Place, Said, column_letters

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = {
    f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "pPr", "rPr", "sdtPr", "tblPr", "tblGrid", "rt")
} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # a text box once more, for older programs
}
_MARKS = ("del", "moveFrom")
_DRAWN = {f"{_W}{name}" for name in ("drawing", "pict", "object", "sym")}
_INSERTED = {f"{_W}altChunk", f"{_W}subDoc"}
_NOT_INSERTED = Said("这里插入的另一个文件没有读", "Another file is inserted here: not read")
_OF_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_SLIVER = 40  # twips, 0.7 mm
Element = Any  # of lxml, which has no types


def read_docx(parts: Parts, name: str, main: str) -> Document:
    """The text and tables of a DOCX, in order. What was deleted with changes tracked, or is hidden text, is left out."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    body, marks = etree.fromstring(parts[main], parser), _Marks(parts, parser)
    if "word/styles.xml" in parts:
        styles = {each.get(f"{_W}styleId"): each for each in etree.fromstring(parts["word/styles.xml"], parser)}
        for named in body.iter(f"{_W}rStyle"):  # what the run itself says stands before it
            style = styles.get(named.get(f"{_W}val"))
            if style is not None:
                named.getparent().extend(
                    each for look in style.findall(f"{_W}rPr") for each in list(copy.deepcopy(look))
                )
    writer = Writer(name, PARAGRAPH)
    _walk(body, writer, marks)
    return writer.document(name, "docx")


class _Marks:
    """The numbers that Word prints before paragraphs of a list: 一、 （一） 1. as far as a format says them plainly."""

    def __init__(self, parts: Parts, parser: Any) -> None:
        self._levels: dict[str, dict[str, tuple[str, str]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if "word/numbering.xml" not in parts:
            return
        root = etree.fromstring(parts["word/numbering.xml"], parser)
        kinds = {each.get(f"{_W}abstractNumId"): each for each in root.iter(f"{_W}abstractNum")}
        for number in root.iter(f"{_W}num"):
            kind = kinds.get(_value(number, "abstractNumId"))
            levels = kind.iter(f"{_W}lvl") if kind is not None else ()
            self._levels[number.get(f"{_W}numId")] = {
                each.get(f"{_W}ilvl"): (_value(each, "numFmt"), _value(each, "lvlText")) for each in levels
            }

    def before(self, paragraph: Element) -> str:
        properties = paragraph.find(f"{_W}pPr/{_W}numPr")
        if properties is None:
            return ""
        number, level = _value(properties, "numId"), _value(properties, "ilvl") or "0"
        kind, pattern = self._levels.get(number, {}).get(level, ("", ""))
        counts = self._counts.setdefault(number, {})
        counts[int(level)] = counts.get(int(level), 0) + 1
        for deeper in [each for each in counts if each > int(level)]:
            del counts[deeper]
        if kind == "bullet" or not kind:
            return ""
        for at, count in counts.items():
            in_chinese = kind.startswith(("chinese", "japanese", "ideograph", "taiwanese"))
            pattern = pattern.replace(f"%{at + 1}", chinese(count) if in_chinese else str(count))
        return pattern


def chinese(number: int) -> str:
    """12 → 十二."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    return (("" if tens < 2 else digits[tens]) + "十" if tens else "") + (digits[ones] if ones or not tens else "")


def _value(element: Element, name: str) -> str:
    found = element.find(f"{_W}{name}")
    return str(found.get(f"{_W}val", "")) if found is not None else ""


def _on(properties: Element | None, name: str) -> bool:
    """Whether a property that is on or off is there and on."""
    found = properties.find(f"{_W}{name}") if properties is not None else None
    return found is not None and found.get(f"{_W}val") not in ("0", "false", "off")


def _walk(element: Element, writer: Writer, marks: _Marks) -> None:
    held = ""  # of paragraphs whose end was deleted with changes tracked: the next one goes on in them
    for child in element:
        if child.tag == f"{_W}p":
            held += marks.before(child) + "".join(_text(child))
            end = child.find(f"{_W}pPr/{_W}rPr")
            if end is None or all(end.find(f"{_W}{name}") is None for name in _MARKS):
                writer.line(held)
                held = ""
            for box in _boxes(child):
                _walk(box, writer, marks)
        elif child.tag == f"{_W}tbl" and not arranges(child, f"{_W}tbl", f"{_W}tc"):
            writer.table(_rows(child, writer.next_table(), writer))
        elif child.tag in _INSERTED:
            writer.remarks.append((_NOT_INSERTED, writer.place()))
        elif child.tag not in _GONE and isinstance(child.tag, str):
            _walk(child, writer, marks)
    writer.line(held)


def _boxes(element: Element) -> Iterator[Element]:
    """The text boxes anchored in a paragraph."""
    for child in element:
        if child.tag == f"{_W}txbxContent":
            yield child
        elif child.tag not in _GONE:
            yield from _boxes(child)


def _text(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag in (f"{_W}t", _OF_MATHS):
            yield child.text or ""
        elif child.tag in _DRAWN:
            yield INK
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif child.tag == f"{_W}tab":
            yield " "
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif child.tag == f"{_W}r":
            look = child.find(f"{_W}rPr")
            struck = _on(look, "strike") or _on(look, "dstrike")
            raised = look is not None and _value(look, "vertAlign") in ("superscript", "subscript")
            if not _on(look, "vanish"):
                yield marked("".join(_text(child)), struck=struck, raised=raised)
        elif child.tag not in _GONE and child.tag != f"{_W}txbxContent":
            yield from _text(child)


def _formula(cell: Element) -> str:
    """A field that has no result yet: no amount."""
    words = "".join(each.text or "" for each in cell.iter(f"{_W}instrText"))
    words = words or "".join(each.get(f"{_W}instr") or "" for each in cell.iter(f"{_W}fldSimple"))
    return words.strip() if words.strip().startswith("=") else ""


def _is_white(cell: Element) -> bool:
    """Whether all letters of a cell are white."""
    runs = (run.find(f"{_W}rPr") for run in cell.iter(f"{_W}r") if run.find(f"{_W}t") is not None)
    colors = {"" if look is None else _value(look, "color").upper() for look in runs}
    return colors == {"FFFFFF"}


def _edges(table: Element) -> list[int]:
    """Which side of the table's columns each side of its grid is: a grid may have columns that nobody sees, a twip wide."""
    widths = [each.get(f"{_W}w") or "" for each in table.iterfind(f"{_W}tblGrid/{_W}gridCol")]
    edges = [0]
    for width in widths:
        edges.append(edges[-1] + (not width.isdecimal() or int(width) >= _SLIVER))
    return edges


def _rows(table: Element, name: str, writer: Writer) -> Iterator[list[Cell]]:
    edges, number = _edges(table), 0

    def side(at: int) -> int:
        return edges[at] if at < len(edges) else edges[-1] + at - len(edges) + 1

    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl")) is not table or row.find(f"{_W}trPr/{_W}del") is not None:
            continue  # of a table inside a cell, or deleted
        number += 1
        if _on(row.find(f"{_W}trPr"), "hidden"):
            writer.remarks.append((hidden(number), Place(cell=f"{name}!A{number}")))
            continue
        column, at = int(_value(row, "trPr/" + _W + "gridBefore") or 0), 0
        cells = []
        for cell in row.iter(f"{_W}tc"):
            if next(cell.iterancestors(f"{_W}tr")) is not row:
                continue
            at += 1
            properties = cell.find(f"{_W}tcPr")
            if properties is not None and properties.find(f"{_W}cellDel") is not None:
                continue
            span = min(int(_value(properties, "gridSpan") or 1), 200) if properties is not None else 1
            merge = properties.find(f"{_W}vMerge") if properties is not None else None
            if merge is None or merge.get(f"{_W}val") == "restart":
                words = "\n".join("".join(_text(each)) for each in cell.iter(f"{_W}p")).strip() or _formula(cell)
                first, width = side(column), side(column + span) - side(column)
                if width or words:
                    own = f"{name}!{column_letters(at)}{number}"
                    depth = 1 if merge is None else 2  # or more
                    unseen = properties is not None and properties.find(f"{_W}shd") is None and _is_white(cell)
                    cells.append(Cell(words, first, max(width, 1), name=own, depth=depth, unseen=unseen))
            column += span
        yield cells
