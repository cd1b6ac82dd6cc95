"""A report as an Excel workbook for people: cover, notes, the nine forms laid out as on paper, claims, audit.

Texts are written as texts: a cell that begins with "=" stays what the report prints, codes keep their digits.
Nothing in the file depends on when or where it is written.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any

from build_site.model import PLACE_FIELDS, Form, FormState, Outcome, State
from build_site.model.forms import LEVELS
from build_site.model.outcomes import SHOWN, Kind
from build_site.package.read import Package, place_of
from build_site.package.tables import Record
from build_site.registers.dictionary import Field, read

MADE = datetime(2000, 1, 1)  # noqa: DTZ001  # a fixed date, so that the same data give the same bytes
LONGEST = 32_767  # characters that a cell can hold
_WIDEST = 44  # characters of a column of names
_LINE, _HIGHEST = 16.0, 409.0  # points
DIGITS = 15  # that Excel keeps of a number
_TITLE = {"bold": True, "font_size": 14}
_HEAD = {"bold": True, "bottom": 1, "bg_color": "#EEF2F6"}
_NOTES = (
    ("空白格", "报告此处未印数，与印出的 0.00 不同。"),
    ("未读出", "报告此处印有内容，但未能读出。"),
    ("编码", "科目编码是文本，不是数。"),
    ("金额", "照录报告印出的数和小数位数，未换算；单位写在各表标题下面。"),
    ("单元格的位置", "每张表最右一列是原报告的页码或行号。"),
    ("层级", "合计、类、款、项互相包含：求和时只取一个层级。"),
    ("核对", "“不一致”只说明两处对不上，无法判断哪一处正确。"),
    ("许可", "整理和说明：CC BY 4.0；报告中的数字属于其发布单位，一切以原报告为准。"),
)


def write_workbook(package: Package, target: Path) -> None:
    """The workbook of a published package."""
    import xlsxwriter

    target.parent.mkdir(parents=True, exist_ok=True)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with closing(xlsxwriter.Workbook(str(target), options)) as book:
        book.set_properties({"title": package.descriptor["title"], "created": MADE, "comments": package.version})
        _Book(book, package).write()


class _Book:
    """What the sheets share: formats and the package."""

    def __init__(self, book: Any, package: Package) -> None:
        self.book, self.package, self.descriptor = book, package, package.descriptor
        self.unread = {name for name, cell in package.cells.items() if cell["state"] == State.NOT_READ}
        self._formats: dict[str, Any] = {}

    def format(self, **properties: object) -> Any:
        key = repr(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"valign": "top", **properties})
        return self._formats[key]

    def _sheet(self, name: str) -> Any:
        """A sheet that prints on A4 across, as many pages long as it needs."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def write(self) -> None:
        self._pairs("封面", self.descriptor["title"], self._cover())
        self._pairs("说明", "怎样读这个工作簿", self._notes())
        for number, form in enumerate(Form, start=1):
            self._form(number, form)
        self._list("文字中的数", "claims", _CLAIMS, self.package.table("claims"))
        self._list("问题清单", "defects", _DEFECTS, self.package.table("defects"))
        self._list("核对结果", "findings", _FINDINGS, self._open())
        for name in _OTHERS:
            if rows := self.package.table(name):
                columns = [field.name for field in read()[name].fields if field.name not in PLACE_FIELDS]
                widths = {column: 40 if column in _WORDS else 14 for column in columns}
                self._list(str(self.package.resources[name]["title"]), name, widths, rows)

    def _open(self) -> list[Record]:
        """The checks that a reader has to look at, the differences first."""
        return sorted(self.package.table("findings"), key=lambda row: SHOWN.index(Outcome(row["outcome"])))

    def _passed(self) -> str:
        counts: Counter[str] = Counter()
        for row in self.package.table("passes"):
            counts[row["outcome"]] += int(row["checks"])
        others = "、".join(f"{counts[outcome]} 项{outcome.zh}" for outcome in (Outcome.EXACT, Outcome.NOT_APPLICABLE))
        return f"列出不一致、无法核对、已有说明、有尾差的和提示；另有{others}，按规则列在 passes.csv 里。"

    def _cover(self) -> Iterator[tuple[str, str]]:
        known, source = self.package, self.package.source
        yield "部门", known.department
        yield "年度", str(known.year)
        yield "金额单位", known.money().printed
        yield "原报告", source.get("title", "")
        yield "发布日期", source.get("published", "")
        yield "网址", source.get("path", "")
        yield "原文件校验值", source.get("hash", "")
        yield "数据包", f"{self.descriptor['name']} {known.version}"
        yield "说明", self.descriptor["description"].split("\n\n")[0]

    def _notes(self) -> Iterator[tuple[str, str]]:
        yield from _NOTES
        yield "核对结果", self._passed()
        for form in Form:
            resource = self.package.resources[form]
            for section in self.package.table("sections"):
                if section["form"] == form and section["text"]:
                    yield resource["title"], section["text"]

    def _pairs(self, name: str, title: str, pairs: Iterator[tuple[str, str]]) -> None:
        sheet = self._sheet(name)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 90)
        self._text(sheet, 0, 0, title, **_TITLE)
        for at, (key, value) in enumerate(((key, value) for key, value in pairs if value), start=2):
            self._text(sheet, at, 0, key, bold=True, text_wrap=True)
            self._text(sheet, at, 1, value, text_wrap=True)
            _fit(sheet, at, {key: 24, value: 90})

    def _text(self, sheet: Any, row: int, column: int, text: str, **properties: object) -> None:
        shown = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        if shown:
            sheet.write_string(row, column, shown, self.format(**properties))

    def _head(self, sheet: Any, row: int, column: int, field: Field) -> None:
        """A column's head, above its numbers where they stand on the right."""
        side = "right" if field.type == "number" else "left"
        self._text(sheet, row, column, field.title.zh, **_HEAD, text_wrap=True, align=side)

    def _places(self, sheet: Any, head: int, column: int, rows: Sequence[Record]) -> None:
        """The last column: where each row stands in the report."""
        self._text(sheet, head, column, "原文位置", **_HEAD)
        for at, row in enumerate(rows, start=head + 1):
            self._text(sheet, at, column, place_of(row).zh.replace(" ", ""), font_color="#888888", indent=1)

    def _form(self, number: int, form: Form) -> None:
        resource = self.package.resources[form]
        title = resource.get("formTitle") or resource["title"]
        sheet = self._sheet(_sheet_name(f"{number} {resource['title']}"))
        self._text(sheet, 0, 0, title, **_TITLE)
        unit = self.package.money(form).printed
        self._text(sheet, 1, 0, f"{self.package.department}　{self.package.year}年度　单位：{unit}")
        rows = self.package.table(form)
        if not rows:
            note = resource.get("formNote") or {
                FormState.EMPTY: "报告印有此表，表中无数，也没有说明。",
                FormState.MISSING: f"{FormState.MISSING.zh}。",
                FormState.NOT_READ: f"报告印有此表，但{FormState.NOT_READ.zh}。",
            }.get(self.package.state(form), "")
            self._text(sheet, 3, 0, f"{FormState.EMPTY.zh}。{note}")
            return
        left = 0
        panels = _panels(form, rows)
        for panel in panels:
            left = self._panel(sheet, form, panel, left)
        for at, beside in enumerate(zip_longest(*panels), start=4):
            labels = {row.get("label") or row.get("name") or "": _WIDEST for row in beside if row}
            _fit(sheet, at, labels)
        sheet.freeze_panes(4, 0)
        sheet.repeat_rows(3)

    def _panel(self, sheet: Any, form: Form, rows: Sequence[Record], left: int) -> int:
        """One list of the form from column `left` on; returns the first free column behind it."""
        fields = [field for field in read()[form].fields if self._shown(form, field, rows)]
        for column, field in enumerate(fields, start=left):
            self._head(sheet, 3, column, field)
            sheet.set_column(column, column, _width(field, rows))
            for at, row in enumerate(rows, start=4):
                self._cell(sheet, at, column, field, row, form)
        place = left + len(fields)
        self._places(sheet, 3, place, rows)
        sheet.set_column(place, place, 11)
        return place + 2

    def _shown(self, form: Form, field: Field, rows: Sequence[Record]) -> bool:
        """Ids for programs stay out, and so do columns that this side of the form does not have."""
        if field.name in ("row", "side", "concept", "group", "item", *PLACE_FIELDS):
            return False
        printed = any(row[field.name] or f"{form}/{row['row']}/{field.name}" in self.unread for row in rows)
        return printed or (bool(field.normalize) and form is not Form.FISCAL_APPROPRIATION)

    def _cell(self, sheet: Any, at: int, column: int, field: Field, row: Record, form: str = "") -> None:
        bold = row.get("level") in ("total", "subtotal", "class") or row.get("concept") in ("total", "total-for-year")
        if f"{form}/{row.get('row')}/{field.name}" in self.unread:
            self._text(sheet, at, column, State.NOT_READ.sign, font_color="#B00020")
        elif field.type == "number":
            self._number(sheet, at, column, row[field.name], bold=bold, grouped=row.get("unit") != "year")
        else:
            value = row[field.name]
            self._text(
                sheet,
                at,
                column,
                _NAMES.get(field.name, {}).get(value, value),
                bold=bold,
                text_wrap=True,
                num_format="@",
            )

    def _number(
        self, sheet: Any, row: int, column: int, printed: str, *, bold: bool = False, grouped: bool = True
    ) -> None:
        """A number that looks as printed, a year without a comma; one with more digits than Excel keeps stays text."""
        if not printed:
            return
        digits = len(Decimal(printed).as_tuple().digits)
        decimals = len(printed.partition(".")[2])
        if digits > DIGITS:
            self._text(sheet, row, column, printed, align="right", num_format="@", bold=bold)
        else:
            shown = ("#,##0" if grouped else "0") + ("." + "0" * decimals if decimals else "")
            sheet.write_number(row, column, float(printed), self.format(num_format=shown, bold=bold))

    def _list(self, name: str, table: str, wanted: Mapping[str, int], rows: Sequence[Record]) -> None:
        sheet = self._sheet(name)
        fields = {field.name: field for field in read()[table].fields}
        for column, (field, width) in enumerate(wanted.items()):
            self._head(sheet, 0, column, fields[field])
            sheet.set_column(column, column, width)
        for at, row in enumerate(rows, start=1):
            for column, field in enumerate(wanted):
                self._cell(sheet, at, column, fields[field], row)
            _fit(sheet, at, {row[field]: width for field, width in wanted.items() if fields[field].type == "string"})
        self._places(sheet, 0, len(wanted), rows)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(1, len(rows)), len(wanted))


_NAMES: Mapping[str, Mapping[str, str]] = {
    "level": LEVELS,
    "outcome": {each: each.zh for each in Outcome},
    "kind": {each: each.zh for each in Kind},
}
"""Codes that people are shown by their names."""
_OTHERS = (
    "budget-execution", "disclosures", "key-work", "performance-projects", "performance-indicators", "glossary", "organisation",
)  # fmt: skip
"""The other tables, each a sheet where it has rows."""
_WORDS = frozenset(
    "sentence text title content summary definition reason goal path deviation improvement target actual basis".split()
)
"""Their columns of running text."""
_CLAIMS = {
    "claim_id": 9, "sentence": 70, "printed": 12, "value": 12, "unit": 8, "measure": 28, "subject": 24,
    "fiscal_year": 8, "matched": 34,
}  # fmt: skip
"""The columns of a sheet and their widths."""
_DEFECTS = {
    "order": 6, "kind": 16, "title_zh": 36, "statement_zh": 90, "suggestion_zh": 40, "share": 12, "amount": 14, "unit": 8, "explanations": 40,
}  # fmt: skip
_FINDINGS = {
    "outcome": 10, "message_zh": 90, "left_text": 36, "left_value": 14, "right_text": 36, "right_value": 14,
    "difference": 12, "envelope": 12, "explanations": 30, "rule_id": 22, "scope": 40,
}  # fmt: skip
_PANELS = {
    Form.REVENUE_AND_EXPENDITURE: ("side", "revenue"),
    Form.FISCAL_APPROPRIATION: ("side", "revenue"),
    Form.BASIC_EXPENDITURE: ("group", "personnel"),
}
"""Forms of two lists that stand side by side on paper: what the rows of the left one say of themselves."""


def _panels(form: Form, rows: Sequence[Record]) -> list[list[Record]]:
    """The form's lists from left to right."""
    if form not in _PANELS:
        return [list(rows)]
    field, left = _PANELS[form]
    sides = ([row for row in rows if (row[field] == left) is first] for first in (True, False))
    return [side for side in sides if side]


def _sheet_name(name: str) -> str:
    """At most 31 characters, none of those that Excel forbids."""
    return "".join(character for character in name if character not in "[]:*?/\\")[:31]


def _width(field: Field, rows: Sequence[Record]) -> float:
    if field.name in ("label", "name"):
        return float(min(_WIDEST, 4 + 2 * max(len(row[field.name]) for row in rows)))
    return 16.0 if field.type == "number" else 10.0


def _fit(sheet: Any, row: int, texts: Mapping[str, int]) -> None:
    """Make a row as high as its longest text (text → width of its column): LibreOffice shows one line otherwise."""
    lines = max((_lines(text, width) for text, width in texts.items()), default=1)
    if lines > 1:
        sheet.set_row(row, min(lines * _LINE, _HIGHEST))


def _lines(text: str, width: int) -> int:
    """Lines that a text takes when wrapped; a Chinese character is two wide."""
    wide = (sum(2 if ord(character) > 0x2E7F else 1 for character in line) for line in text.split("\n"))
    return sum(max(1, -(-characters // (width - 1))) for characters in wide)
