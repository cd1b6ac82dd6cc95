"""The figures that the comparison page fetches: one JSON per year, and the list of reports.

A measure of a report is either a value with the place it comes from, or the reason why it has none."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build_site.model import FormState
from build_site.render.published import Published

if TYPE_CHECKING:
    from build_site.render.digest import Digest

_T1, _T4, _T6, _T9 = "revenue-and-expenditure", "fiscal-appropriation", "basic-expenditure", "three-public-expenses"
MEASURES: Mapping[str, tuple[str, str, str, Mapping[str, str]]] = {  # title, form, field, conditions
    "revenue-total": ("收入总计", _T1, "amount", {"side": "revenue", "concept": "total"}),
    "revenue": ("本年收入", "revenue", "total", {"level": "total"}),
    "fiscal": ("　其中：财政拨款收入", "revenue", "fiscal_appropriation", {"level": "total"}),
    "expenditure": ("本年支出", "expenditure", "total", {"level": "total"}),
    "basic": ("　基本支出", "expenditure", "basic", {"level": "total"}),
    "project": ("　项目支出", "expenditure", "project", {"level": "total"}),
    "general-public": ("一般公共预算财政拨款支出", "general-public-budget", "total", {"level": "total"}),
    "personnel": ("　人员经费", _T6, "amount", {"level": "subtotal", "group": "personnel"}),
    "non-personnel": ("　公用经费", _T6, "amount", {"level": "subtotal", "group": "non-personnel"}),
    "opening-balance": ("年初结转和结余", _T1, "amount", {"side": "revenue", "concept": "opening-balance"}),
    "closing-balance": ("年末结转和结余", _T1, "amount", {"side": "expenditure", "concept": "closing-balance"}),
    "three-public-budget": ("“三公”经费预算数", _T9, "budget", {"item": "total"}),
    "three-public": ("“三公”经费决算数", _T9, "final", {"item": "total"}),
}
_REASONS = {FormState.EMPTY: "报告说明本表无数据", FormState.MISSING: "报告中没有此表"}


def write_compare(reports: Sequence[Digest], divisions: Mapping[str, str], folder: Path) -> None:
    """index.json (all reports) and <year>.json (their figures)."""
    folder.mkdir(parents=True)
    listed = [
        {"id": each.registration.name, "slug": each.slug, "year": each.year, "department": each.department,
         "place": divisions.get(each.registration.division_code, each.registration.division_code)}
        for each in reports
    ]  # fmt: skip
    titles = [[name, title.strip("　"), title.startswith("　")] for name, (title, *_) in MEASURES.items()]
    _write(folder / "index.json", {"measures": titles, "reports": listed})
    for year, group in groupby(sorted(reports, key=lambda each: (-each.year, each.slug)), key=lambda each: each.year):
        _write(folder / f"{year}.json", {each.registration.name: each.figures for each in group})


def figures(report: Published) -> dict[str, Any]:
    """The report's unit and measures, and its expenditure by functional class."""
    found = {name: _measure(report, form, field, conditions) for name, (_, form, field, conditions) in MEASURES.items()}
    classes = {}
    for row in report.table("expenditure"):
        cell = report.cell("expenditure", row, "total")
        if row["level"] == "class" and cell.value is not None:
            classes[row["functional_code"]] = {
                "name": row["name"],
                "value": str(cell.value),
                "at": f"expenditure/#{cell.anchor}",
            }
    return {"unit": report.unit, "measures": found, "classes": classes}


def _measure(report: Published, form: str, field: str, conditions: Mapping[str, str]) -> dict[str, str]:
    cell = report.find(form, field, **conditions)
    if cell is None or cell.value is None:
        return {"reason": _REASONS.get(report.state(form), "原表空白")}
    if report.unit_of(form) != report.unit:
        return {"reason": f"口径不同：本表单位为{report.unit_of(form)}"}
    return {"value": str(cell.value), "at": f"{form}/#{cell.anchor}"}


def _write(path: Path, content: object) -> None:
    words = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_text(words + "\n", encoding="utf-8")
