"""The nine forms on one page: real tables in the printed order, every amount leading to its place in the report."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial, reduce

from build_site.model import Form, State
from build_site.model.forms import CONCEPTS, GROUPS, ITEMS, SIDES
from build_site.render import links
from build_site.render.charts import palette
from build_site.render.html import share
from build_site.render.measures import cells
from build_site.render.overview import sentences
from build_site.render.overview.sources import printed_at
from build_site.render.pages.frame import Here, report_page
from build_site.render.published import Cell, Published, Record
from build_site.render.template import fill
from build_site.render.terms import explained
from build_site.render.words import name_en

_SUMMARY = ("revenue-and-expenditure", "fiscal-appropriation")
_BARS = (
    "revenue",
    "expenditure",
    "general-public-budget",
    "basic-expenditure",
    "government-fund-budget",
    "state-capital-budget",
)
"""Forms whose first amount has a bar and a share of the whole beside it."""
_FEW = 3
"""Columns of amounts that stand whole though they are blank: that 决算数 is blank is what “三公” has to say."""
_NAMING = ("findings", "defects", "claims")
_ORDINAL = re.compile("^[一二三四五六七八九十]+、")
_NO_PART = re.compile("^total|-balance:")
"""Sums of a summary's side, and parts of its balances."""
_CELL = re.compile(r"([a-z-]+)/(\d+)/(\w+)")


_SHORTER = (
    ("收入支出", "收支"),
    ("一般公共预算财政拨款基本", "基本"),
    ("预算财政拨款", "预算"),
    ("财政拨款“", "“"),
    ("决算", ""),
)


def forms_page(here: Here) -> str:
    """All forms; one declared empty keeps its heads and says in the report's own words that it is."""
    report = here.report
    named = _named(report)
    body = fill(
        "forms", t=here.t, here=here, report=report, forms=[_form(here, form, named) for form in report.forms()],
        pdf=links.pdf(report, here.data),
    )  # fmt: skip
    description = here.t("{title}：九张决算公开表，每个数可查到原文的位置。", title=here.title)
    return report_page(here, explained(report, body, here.base), description=description)


def _named(report: Published) -> frozenset[str]:
    """The ids of the blank cells that a page of the site leads to: the headline measures' and those that a finding names.
    The other blanks, most cells of a form, are found by their row."""
    found = {cell.anchor for cell in cells(report).values() if cell}
    for row in (each for name in _NAMING for each in (*report.table(name), *report.beyond.get(name, ()))):
        found |= {f"{form}-r{at}-{field}" for form, at, field in _CELL.findall(" ".join(row.values()))}
    for form in _SUMMARY:  # the next year's report is checked against this one's end
        rows = [row for row in report.table(form) if row["concept"] == "closing-balance"]
        found |= {report.cell(form, row, field).anchor for row in rows for field, _ in report.amount_fields(form)}
    return frozenset(found)


def _form(here: Here, form: str, named: frozenset[str]) -> dict[str, object]:
    """What the template shows of one form. `named`: the blank cells with an id of their own."""
    report = here.report
    section = next((each for each in report.table("sections") if each["form"] == form), None)
    panels = SIDES if form in _SUMMARY else GROUPS if form == "basic-expenditure" else {}
    parts, note = _parts(report, form, panels), report.note(form)
    return {
        "name": form, "lead": sentences.form(here.t, report.unit_of(form), list(_sums(report, form))), "title": report.title(form), "short": _short(report.title(form)), "state": report.state(form), "note": note,
        "printed": str(report.resources.get(form, {}).get("formTitle", "")), "unit": report.unit_of(form), "where": printed_at(here, form),
        "kind": "lines" if form in _SUMMARY else "items" if form == "three-public-expenses" else "codes",
        "parts": parts, "section": section, "notes": [line for line in form_notes(section) if not (note and note in line)] if section else [],
        "row_en": partial(row_en, form), "named": named, "vacant": [words for name, words in report.amount_fields(form) if any(part.rows for part in parts) and all(name in part.vacant for part in parts if part.rows)],
        "data": f"{here.data}{form}", "english": [Form(form).en, *(report.column_en(form, name) for name, _ in report.amount_fields(form))],
    }  # fmt: skip


def row_en(form: str, row: Record) -> str:
    """What a row is called in English; empty where we have no translation of it."""
    if form == "three-public-expenses":
        return ITEMS[row["item"]].en.capitalize()
    if form in _SUMMARY:
        return name_en(_ORDINAL.sub("", row["label"])) or name_en(CONCEPTS.get(row["concept"], ""))
    return name_en(row["name"])


def _sums(report: Published, form: str) -> Iterator[tuple[str, Decimal, list[tuple[str, Decimal]]]]:
    """What the form adds up to, each with its parts by name; a sum that it does not print is not told."""
    rows, titles = report.table(form), dict(report.amount_fields(form))
    field = "final" if form == "three-public-expenses" else "amount" if "amount" in titles else "total"

    def sum_(
        name: str, whole: Record | None, field: str, parts: Sequence[tuple[str, Mapping[str, str], str]]
    ) -> Iterator[tuple[str, Decimal, list[tuple[str, Decimal]]]]:
        cell = report.cell(form, whole, field) if whole else None
        if cell and cell.value is not None:
            found = [(words, report.cell(form, row, at).value) for words, row, at in parts]
            yield name, cell.value, [(words, value) for words, value in found if value is not None]

    if form in _SUMMARY:
        for side, words in SIDES.items():
            own = [row for row in rows if row["side"] == side and not _NO_PART.search(row["concept"])]
            parts = [(_ORDINAL.sub("", row["label"]), row, field) for row in own]
            yield from sum_(f"{words}总计", report.row(form, side=side, concept="total"), field, parts)
    elif form == "three-public-expenses":
        whole = report.row(form, item="total")
        items = {name: item.zh for name, item in ITEMS.items() if item.parent == "total"}
        yield from sum_("预算", whole, "budget", [])
        yield from sum_(
            "决算", whole, field, [(items[row["item"]], row, field) for row in rows if row["item"] in items]
        )
    else:
        whole = report.row(form, level="total")
        if form == "basic-expenditure":
            groups = [(GROUPS[row["group"]], row, field) for row in rows if row["level"] == "subtotal"]
            for words, row, _ in [] if whole else groups:
                yield from sum_(words, row, field, [])
            yield from sum_("合计", whole, field, groups)
            return
        kinds = [(titles[each], whole, each) for each in Form(form).measures["total"] if whole and each in titles]
        yield from sum_("合计", whole, field, kinds)
        yield from sum_("", whole, field, [(row["name"], row, field) for row in rows if row["level"] == "class"])


def _short(title: str) -> str:
    """A form's title for the choice of forms: without the words that most of them have."""
    return reduce(lambda words, each: words.replace(*each), _SHORTER, title)


@dataclass(frozen=True, slots=True)
class Part:
    """A table of the page: its columns of amounts with the numbers printed above them, and rows with level, cells and bar.
    `vacant`: the columns without an amount in any row, which are folded where there are more than a few."""

    caption: str
    fields: Sequence[tuple[str, str]]
    numbers: Mapping[str, str]
    rows: Sequence[tuple[Record, str, list[Cell], tuple[str, str, str]]]
    vacant: frozenset[str]

    def folded(self, shared: object) -> str:
        """The classes that fold its vacant columns; `shared`: there is a column of shares after the first amount."""
        places = (at for at, (name, _) in enumerate(self.fields, 2) if name in self.vacant)
        return "".join(f" v{at + bool(shared)}" for at in places)

    def choice(self, shared: object) -> list[tuple[str, str]]:
        """The columns that a phone shows one at a time, with their places in a row; the shares go with the first amount. None
        where all fit."""
        shown = [(at, name, words) for at, (name, words) in enumerate(self.fields) if name not in self.vacant]
        if not self.rows or len(shown) + bool(shared) < 3:
            return []
        ahead = 2 + bool(shared)
        return [(str(at + ahead) if at else "2 3" if shared else "2", words) for at, _, words in shown]

    @staticmethod
    def reached(cells: Sequence[Cell], named: frozenset[str]) -> bool:
        """Whether a cell of the row has an id, so that the row needs none."""
        return any(each.value is not None or each.state is not State.BLANK or each.anchor in named for each in cells)


def _parts(report: Published, form: str, panels: Mapping[str, str]) -> list[Part]:
    """The form in one table, or in two side by side where there is room, as it is printed."""
    rows, title = report.table(form), report.title(form)
    if not panels:
        return [_part(report, form, rows, title)]
    field = "side" if form in _SUMMARY else "group"
    return [
        _part(report, form, [row for row in rows if row[field] == value], f"{title}：{words}")
        for value, words in panels.items()
    ]


def _part(report: Published, form: str, rows: Sequence[Record], caption: str) -> Part:
    fields = report.amount_fields(form)
    if form in _SUMMARY and rows and rows[0]["side"] == "revenue":  # printed with one column of amounts
        fields = [each for each in fields if any(report.has_cell(form, row, each[0]) for row in rows)] or fields[:1]
    cells = [[report.cell(form, row, name) for name, _ in fields] for row in rows]
    whole = _whole(report, form) if form in _BARS else None
    told = [(row, _level(row), own, _bar(row, own, whole)) for row, own in zip(rows, cells, strict=True)]
    vacant = frozenset(
        name
        for at, (name, _) in enumerate(fields)
        if at
        and rows
        and len(fields) > _FEW
        and all(own[at].value is None and own[at].state is State.BLANK for own in cells)
    )
    return Part(caption, fields, _column_numbers(report, form, rows), told, vacant)


def _whole(report: Published, form: str) -> Decimal | None:
    """The form's own total, which its rows are shares of."""
    field = "amount" if form == "basic-expenditure" else "total"
    total = report.find(form, field, level="total")
    return total.value if total and total.value and total.value > 0 else None


def _bar(row: Record, cells: Sequence[Cell], whole: Decimal | None) -> tuple[str, str, str]:
    """Width, colour and share in words of a row's first amount; empty where there is no whole."""
    value = cells[0].value if cells else None
    if whole is None or value is None or value < 0:
        return "", "", ""
    code = row.get("functional_code") or ""
    of_group = palette.PERSONNEL if row.get("group") == "personnel" else palette.NON_PERSONNEL
    colour = palette.of_class(code) if code else of_group
    total = _level(row) in ("total", "subtotal")
    return "" if total else f"{min(value / whole, Decimal(1)) * 100:.1f}", colour, share(value, whole)


def _level(row: Record) -> str:
    """How the style sheet shows the row: 类, 款, 项 by indentation, totals in bold."""
    return row.get("level", "") or ("total" if row.get("concept", "") in ("total", "total-for-year") else "")


def _column_numbers(report: Published, form: str, rows: Sequence[Record]) -> dict[str, str]:
    """Field → the column number (栏次) printed above it. In two panels a field has a number on each side."""
    printed: dict[str, list[str]] = {}
    for number, field in report.resources.get(form, {}).get("columnNumbers", {}).items():
        printed.setdefault(field, []).append(number)
    if form in _SUMMARY and rows:
        place = 0 if rows[0]["side"] == "revenue" else -1
        return {field: numbers[place] for field, numbers in printed.items()}
    return {field: numbers[0] for field, numbers in printed.items() if len(numbers) == 1}


def form_notes(section: Record) -> list[str]:
    """The notes in a form's section; what stands before them is the form's own head (title, number, unit)."""
    printed = [line for line in section["text"].split("\n") if line]
    first = next((index for index, line in enumerate(printed) if line.startswith("注")), len(printed))
    return printed[first:]
