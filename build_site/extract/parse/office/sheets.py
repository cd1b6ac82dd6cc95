"""Reads workbooks, XLSX (openpyxl) and XLS (xlrd): what their reader sees, by number formats, frames and what is hidden."""

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import ZipFile

from lxml import etree

from build_site.extract.parse.marks import marked
from build_site.extract.parse.office.formulas import BLANK, Formulas, of_xls, uncalculated
from build_site.extract.parse.office.parts import Parts
from build_site.extract.parse.rows import Cell, Writer
from build_site.extract.parse.rows import hidden as hidden_row
from build_site.extract.parse.withhold import alone
from build_site.extract.parse.words import MOST_CELLS, MOST_CHARACTERS, too_long, too_many_cells
from build_site.model import Document, Place, Said, column_letters
from build_site.text import squeeze

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet
import operator
from collections.abc import Callable
from decimal import ROUND_HALF_UP

_NOT_SHOWN = Said("格式不显示这一格的数，当作空白", "A format hides this cell's number: read as blank")
_KEPT = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|xl/(?:_rels/)?[^/]+|xl/(?:worksheets|theme)/[^/]+\.xml")
_OF_CELLS = ("sheetViews", "sheetFormatPr", "cols", "sheetData", "mergeCells")
_BLANKS = (0, 6)  # kinds of cells of an XLS
_WHITE = 9  # of the colours of an XLS
LONGEST_NAME = 31
"""Excel cuts a sheet's name there."""


class Raw(NamedTuple):
    """A cell as it is displayed. `unshown`: it holds a number that its format shows nothing of; `unseen`: its
    letters are white on white."""

    row: int
    column: int
    text: str
    framed: bool
    unshown: bool = False
    unseen: bool = False


@dataclass(slots=True)
class Sheet:
    """A sheet as its file has it. `merged`: first cells → last ones; `hidden`: rows and columns; `formulas`: of the cells
    that have one."""

    title: str
    raw: list[Raw] = field(default_factory=list)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    hidden: tuple[set[int], set[int]] = field(default_factory=lambda: (set(), set()))
    formulas: Formulas = field(default_factory=dict)
    unseen: bool = False


def document(sheets: Iterable[Sheet], name: str, kind: str) -> Document:
    """The visible sheets of a workbook; what is hidden is left out and told. A formula without a kept value stands as the
    formula: no amount."""
    read: list[Sheet] = []
    for sheet in sheets:
        read.append(sheet)
        if sum(len(each.raw) for each in read) > MOST_CELLS:
            raise too_many_cells(name, sheet.title)
        if sum(len(cell.text) for each in read for cell in each.raw) > MOST_CHARACTERS:
            raise too_long(name)
    texts = {(each.title, cell.row, cell.column): cell.text for each in read for cell in each.raw}
    never = {each[:3]: each[3] for each in uncalculated({one.title: one.formulas for one in read}, texts)}
    writer = Writer(name)
    for sheet in read:
        if sheet.unseen:
            words = Said(
                f"隐藏的工作表“{sheet.title}”没有读", f"The sheet “{sheet.title}” is hidden in the file: not read"
            )
            writer.remarks.append((words, Place()))
            continue
        writer.sheet = alone(sheet.title)  # which stands in every place
        sheet.raw = [cell._replace(text=never.get((sheet.title, *cell[:2]), cell.text)) for cell in sheet.raw]
        _say_sheet(writer, list(_rows(sheet, writer)))
    return writer.document(name, kind)


def read_xlsx(parts: Parts, name: str) -> Document:
    """The Document of an XLSX."""
    import openpyxl

    lean = BytesIO()
    with ZipFile(lean, "w") as archive:
        for part, content in parts.items():
            if _KEPT.fullmatch(part):
                archive.writestr(part, _cells_alone(content) if part.startswith("xl/worksheets/") else content)
    computed = any(b"<f" in content for part, content in parts.items() if part.startswith("xl/worksheets/"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is not read: it holds no cells
        book = openpyxl.load_workbook(lean, data_only=True, keep_links=False, rich_text=True)
        formulas = openpyxl.load_workbook(lean, keep_links=False) if computed else None
    return document((_of_xlsx(sheet, formulas) for sheet in book.worksheets), name, "xlsx")


def _cells_alone(sheet: bytes) -> bytes:
    """A sheet without links, pictures, filters and rules for what may be typed, on which openpyxl may fail."""
    root = etree.fromstring(sheet, etree.XMLParser(resolve_entities=False, no_network=True))
    for child in list(root):
        if isinstance(child.tag, str) and etree.QName(child).localname not in _OF_CELLS:
            root.remove(child)
    return bytes(etree.tostring(root))


def _of_xlsx(sheet: "Worksheet", book: "Workbook | None") -> Sheet:
    found = Sheet(sheet.title, unseen=sheet.sheet_state != "visible")
    found.hidden[0].update(row for row, each in sheet.row_dimensions.items() if each.hidden or each.height == 0)
    for each in sheet.column_dimensions.values():
        if (each.hidden or each.width == 0) and each.min and each.max:
            found.hidden[1].update(range(each.min, min(each.max, 1000) + 1))
    found.merged = {(area.min_row, area.min_col): (area.max_row, area.max_col) for area in sheet.merged_cells.ranges}
    zeros = sheet.sheet_view.showZeros is not False
    # only cells that are there: a far-off one makes no million blank rows
    for (row, column), cell in sheet._cells.items():
        text = _rich(cell.value) if isinstance(cell.value, list) else _text(cell.value, cell.number_format)
        if cell.value == 0 and not zeros:
            text = ""
        if cell.has_style and cell.font.strike:
            text = marked(text, struck=True)
        sides = (getattr(cell.border, side) for side in ("left", "right", "top", "bottom"))
        framed = sum(bool(side and side.style) for side in sides) > 1
        unseen = cell.has_style and not cell.fill.patternType and _is_white(cell.font.color)
        found.raw.append(Raw(row, column, text, framed, _is_unshown(cell.value, text), unseen))
        formula = book[sheet.title].cell(row, column) if book else None
        if formula is not None and formula.data_type == "f":
            words = getattr(formula.value, "text", None) or str(formula.value)
            kept = cell.value if cell.value is not None or cell.data_type != "str" else BLANK
            found.formulas[row, column] = f"={words.removeprefix('=')}", kept
    return found


def _is_white(color: Any) -> bool:
    return color is not None and (
        color.rgb == "FFFFFFFF" if color.type == "rgb" else color.type == "theme" and color.theme == 0
    )


def _rich(value: Sequence[Any]) -> str:
    """The runs of a cell: what is struck out, and a footnote's mark, are no part of the number beside them."""
    parts = []
    for run in value:
        font = getattr(run, "font", None)
        raised = font is not None and font.vertAlign in ("superscript", "subscript")
        parts.append(marked(str(getattr(run, "text", run)), struck=bool(font and font.strike), raised=raised))
    return "".join(parts)


def read_xls(data: bytes, name: str) -> Document:
    """The Document of an XLS."""
    import xlrd

    book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=StringIO(), on_demand=True)
    return document((_of_xls(book, number) for number in range(book.nsheets)), name, "xls")


def _of_xls(book: Any, number: int) -> Sheet:
    import xlrd

    sheet = book.get_sheet(number)
    found = Sheet(sheet.name, unseen=bool(sheet.visibility))
    found.merged = {(top + 1, left + 1): (bottom, right) for top, bottom, left, right in sheet.merged_cells}
    for hidden, infos, size in zip(
        found.hidden, (sheet.rowinfo_map, sheet.colinfo_map), ("height", "width"), strict=True
    ):
        hidden.update(at + 1 for at, each in infos.items() if each.hidden or getattr(each, size) == 0)
    formulas = of_xls(book, number)
    for row in range(sheet.nrows):
        cells = sheet.row(row)
        for column, cell in enumerate(cells if any(cell.ctype not in _BLANKS for cell in cells) else ()):
            style = book.xf_list[cell.xf_index]
            value = cell.value
            if cell.ctype == xlrd.XL_CELL_ERROR:
                value = xlrd.error_text_from_code.get(value, "#ERROR")
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                value = bool(value)
            elif cell.ctype == xlrd.XL_CELL_DATE:
                value = xlrd.xldate_as_datetime(value, book.datemode)
            if runs := sheet.rich_text_runlist_map.get((row, column)):
                text = _of_runs(value, style.font_index, runs, book.font_list)
            else:
                pattern = book.format_map[style.format_key].format_str
                text = "" if value == 0 and not sheet.show_zero_values else _text(value, pattern)
                if book.font_list[style.font_index].struck_out:
                    text = marked(text, struck=True)
            lines = (getattr(style.border, f"{side}_line_style") for side in ("left", "right", "top", "bottom"))
            unseen = book.font_list[style.font_index].colour_index == _WHITE and not style.background.fill_pattern
            own = Raw(row + 1, column + 1, text, sum(map(bool, lines)) > 1, _is_unshown(value, text), unseen)
            found.raw.append(own)
            if formula := formulas.get(own[:2]):
                found.formulas[own[:2]] = formula, value
    return found


def _of_runs(text: str, font: int, runs: Sequence[tuple[int, int]], fonts: Sequence[Any]) -> str:
    starts = [(0, font), *runs, (len(text), 0)]
    return "".join(
        marked(text[at:end], struck=bool(fonts[own].struck_out), raised=fonts[own].escapement > 0)
        for (at, own), (end, _) in pairwise(starts)
    )


def _rows(sheet: Sheet, writer: Writer) -> Iterator[list[Cell]]:
    """The visible rows of a sheet; what is hidden and not blank is told."""
    covered = {
        (row, column)
        for (top, left), (bottom, right) in sheet.merged.items()
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - set(sheet.merged)
    framed = sum(each.framed and bool(each.text) for each in sheet.raw) > 3
    by_row: dict[int, list[Cell]] = {}
    unseen: set[tuple[int, str]] = set()
    for row, column, text, own, unshown, white in sorted(sheet.raw):
        name = f"{column_letters(column)}{row}"
        if row in sheet.hidden[0] or column in sheet.hidden[1]:
            if text:
                unseen.add((row, "") if row in sheet.hidden[0] else (0, column_letters(column)))
                if any(map(str.isdecimal, text)):
                    writer.unseen.append(Place(sheet=writer.sheet, cell=name))
        elif (row, column) not in covered:
            last = sheet.merged.get((row, column), (row, column))
            cell = Cell(text, column, last[1] - column + 1, own if framed else None, name, last[0] - row + 1, white)
            by_row.setdefault(row, []).append(cell)
            if unshown:
                writer.remarks.append((_NOT_SHOWN, Place(sheet=writer.sheet, cell=name)))
    writer.remarks += [(hidden_row(*each), Place(sheet=writer.sheet)) for each in sorted(unseen)[:20]]
    for part in _side_by_side(by_row):
        yield []
        yield from _gapless(part)


_TITLE = re.compile(r"\D{3,}表")
_NO_TITLE = re.compile(r"(?:[A-Za-z]*|工作表)[\d ().（）-]*")


def _side_by_side(by_row: Mapping[int, list[Cell]]) -> list[Mapping[int, list[Cell]]]:
    """The rows, in parts where tables stand beside each other: blank columns between them, and each under its title."""
    taken = {
        at
        for cells in by_row.values()
        for cell in cells
        if cell.text.strip()
        for at in range(cell.column, cell.column + cell.span)
    }
    starts = sorted(column for column in taken if column - 1 not in taken)
    parts: list[Mapping[int, list[Cell]]] = []
    if len(starts) < 2:
        return [by_row]
    for first, end in zip(starts, [*starts[1:], 10**6], strict=True):
        own = {row: [cell for cell in cells if first <= cell.column < end] for row, cells in by_row.items()}
        top = next(filled for cells in own.values() if (filled := [cell for cell in cells if cell.text.strip()]))
        if len(top) > 1 or not _TITLE.search(squeeze(top[0].text)):
            return [by_row]
        parts.append(own)
    return parts


def _gapless(by_row: Mapping[int, list[Cell]]) -> Iterator[list[Cell]]:
    """The rows in order; for any number of missing ones a blank one."""
    before = 0
    for row in sorted(by_row):
        if row > before + 1:
            yield []
        yield by_row[row]
        before = row


def _say_sheet(writer: Writer, rows: Sequence[list[Cell]]) -> None:
    """The sheet; its name as a title where no title stands over its table."""
    filled = [[cell for cell in row if cell.text.strip()] for row in rows]
    heads = next((at for at, cells in enumerate(filled) if len(cells) > 1), len(filled))
    said = squeeze("".join(cell.text for cells in filled[:heads] for cell in cells))
    titled = writer.sheet.endswith("表") or len(writer.sheet) >= LONGEST_NAME
    lacks = squeeze(writer.sheet) not in said if titled else heads < len(filled) and not said
    if lacks and any(filled) and not _NO_TITLE.fullmatch(writer.sheet):
        writer.line(writer.sheet, cell="A1")
    writer.table(rows)


def _is_unshown(value: object, text: str) -> bool:
    """Whether a number's format hides it (;;;)."""
    return not text and bool(value) and isinstance(value, int | float | Decimal)


def _text(value: object, pattern: str) -> str:
    """The value as its cell displays it."""
    if value is None:
        return ""
    if isinstance(value, bool | str):
        return re.sub(r"_x000D_", "", str(value))
    if isinstance(value, int | float | Decimal):
        return shown(value, pattern)
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value)


_ASIDE = re.compile(r"\[[^\]]*\]|_.|\*.")
_LITERAL = re.compile(r"\"([^\"]*)\"|[\\!](.)")
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_HOLDS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_OTHER = re.compile(r"\[DBNum|[0#?]E[+-]|[0#?]\s*/\s*[0#?\d]", re.IGNORECASE)
_CURRENCY = re.compile(r"\[\$([^\]\-]+)(?:-[^\]]*)?\]")
_UNIT = re.compile("[百千万亿$€£]|元|[A-Z]{3}")
_BETWEEN = re.compile(r"[0#?](?:\"[^\"]+\"|[\\\\!].)[0#?.]")
_LONGEST = 20  # digits; no amount has more
_GENERAL = 10
"""Digits that Excel shows of a number without a format: 0.00999999999990 is 0.01."""
_DIGITS = re.compile(r"[0#][0#?,]*(?:\.[0#?]*)?,*")


def shown(value: float | Decimal, pattern: str) -> str:
    """The number as the format shows it: decimals, grouping, thousands left off (`0.00,`, `0!.0,`), a percent sign, a dash
    or nothing for zero. A format without digits (a date's) shows the number itself; digits that are no decimal number
    (1.2E+03, 1/2, 壹佰) stand behind the format's name, which nobody takes for an amount."""
    number = Decimal(repr(value)) if isinstance(value, int) else Decimal(format(value, ".15g"))
    if not number.is_finite() or number.adjusted() > _LONGEST:
        return str(value)
    sections = pattern.split(";")
    at = _section(number, sections)
    if _OTHER.search(sections[at]):
        return f"{_plain(number)} [{sections[at]}]"
    section = _ASIDE.sub("", _CURRENCY.sub(r'"\1"', sections[at]))
    if "General" in section or (section in ("", "@") and len(sections) == 1):
        return _plain(round(number, max(_GENERAL - len(f"{abs(number):.0f}"), 0)))
    pointed = re.search(r"[0#](?:\"\.\"|[\\!]\.)([0#]+)", section)
    if not pointed and _BETWEEN.search(section):
        return f"{_plain(number)} [{section}]"  # something else is drawn among the digits
    unit = "".join(literal for found in _LITERAL.findall(section) if _UNIT.search(literal := "".join(found)))
    bare = _LITERAL.sub("", section)
    digits = _DIGITS.search(bare)
    if digits is None:
        return _LITERAL.sub(lambda found: found[1] or found[2] or "", section).replace("?", "").strip()
    body = digits[0]
    thousands = len(body) - len(body.rstrip(","))
    number = abs(number).scaleb(-3 * thousands + 2 * bare.count("%"))
    places = len(body.rstrip(",").partition(".")[2])
    if pointed:  # 0!.0, : the last digits of the thousands, behind a point that is only drawn
        places = len(pointed[1])
        number = number.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-places)
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    sign = "-" if value < 0 and rounded else ""
    return sign + format(rounded, ",f" if "," in body.rstrip(",") else "f") + "%" * bare.count("%") + unit


def _section(number: Decimal, sections: Sequence[str]) -> int:
    """Which part of a format is for a number: by its sign, or by the conditions that it states."""
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for at, found in enumerate(conditions):
            if found is None or _HOLDS[found[1]](number, Decimal(found[2])):
                return at
        return len(sections) - 1
    return 2 if number == 0 and len(sections) > 2 else 1 if number < 0 and len(sections) > 1 else 0


def _plain(number: Decimal) -> str:
    return format(number.to_integral_value() if number == number.to_integral_value() else number.normalize(), "f")
