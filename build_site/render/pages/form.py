"""The nine forms as pages: real tables in the printed order, every amount linked to its place in the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from build_site.model import FormState
from build_site.model.forms import GROUPS, ITEMS, LEVELS, SIDES
from build_site.render.large import PACKED
from build_site.render.pages.frame import report_page
from build_site.render.published import Cell, Published, Record
from build_site.render.template import fill
from build_site.render.terms import explained

BASE = "../"
_SUMMARY = ("revenue-and-expenditure", "fiscal-appropriation")


def form_page(report: Published, form: str) -> str:
    """One form. A form declared empty keeps its headers and says in the report's own words that it is."""
    forms = report.forms()
    at = forms.index(form)
    state, title = report.state(form), report.title(form)
    section = next((each for each in report.table("sections") if each["form"] == form), None)
    panels = SIDES if form in _SUMMARY else GROUPS if form == "basic-expenditure" else {}
    body = fill(
        "form",
        report=report,
        form=form,
        title=title,
        printed_title=str(report.resources.get(form, {}).get("formTitle", "")),
        unit=report.unit_of(form),
        data=f"{BASE}../../../data/{report.slug}/{report.year}/",
        packed=PACKED if report.large else "",
        state=state,
        empty=state is FormState.EMPTY,
        missing=state is FormState.MISSING,
        kind="lines" if form in _SUMMARY else "items" if form == "three-public-expenses" else "codes",
        labels=_label_columns(form),
        levels=LEVELS,
        item_label=three_public_label,
        panels=panels,
        parts_of=_parts(report, form, panels),
        section=section,
        notes=form_notes(section) if section else [],
        before=forms[at - 1] if at else "",
        after=forms[at + 1] if at + 1 < len(forms) else "",
    )
    return report_page(report, form, title, [explained(report, body, BASE)], search=False, toc=False)


def forms_page(report: Published) -> str:
    """The list of the nine forms with what each holds."""
    body = fill("forms", report=report, forms=listed(report))
    return report_page(report, "forms", "九张表", [body], toc=False)


def listed(report: Published) -> list[tuple[str, str, FormState, str, str]]:
    """Each form: id, title, state, the state in words, and the number of its rows where it has any."""
    found = []
    for form in report.forms():
        state = report.state(form)
        rows = str(len(report.table(form))) if state is FormState.FOUND else ""
        found.append((form, report.title(form), state, state.zh, rows))
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """A table of the page: its columns of amounts with the numbers printed above them, and rows with level and cells."""

    caption: str
    fields: Sequence[tuple[str, str]]
    numbers: Mapping[str, str]
    rows: Sequence[tuple[Record, str, list[Cell]]]


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
    told = [(row, _level(row), [report.cell(form, row, name) for name, _ in fields]) for row in rows]
    return Part(caption, fields, _column_numbers(report, form, rows), told)


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


def _label_columns(form: str) -> list[tuple[str, str]]:
    if form in _SUMMARY:
        return [("line", "行次"), ("name", "项目")]
    if form == "three-public-expenses":
        return [("name", "项目")]
    return [("code", "科目编码"), ("level", "级"), ("name", "科目名称")]


def three_public_label(row: Record) -> str:
    """A row's printed label; a bare 小计 says of what."""
    name = ITEMS[row["item"]].zh
    return f"{name}（{row['label']}）" if row["label"] == "小计" else row["label"] or name


def form_notes(section: Record) -> list[str]:
    """The notes in a form's section; what stands before them is the form's own head (title, number, unit)."""
    printed = [line for line in section["text"].split("\n") if line]
    first = next((index for index, line in enumerate(printed) if line.startswith("注")), len(printed))
    return printed[first:]
