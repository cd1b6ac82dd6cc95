"""The measures that pages tell of a report, and by which reports can be compared.

A measure of a report is either a value with the place it comes from, or the reason why it has none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from build_site.model import Form, FormState, State
from build_site.model.forms import CONCEPTS
from build_site.package.measures import CELLS
from build_site.render.published import Cell, Published

MEASURES: Mapping[str, str] = {
    "revenue-total": "收入总计",
    "revenue": "本年收入",
    "fiscal": "　其中：财政拨款收入",
    "expenditure": "本年支出",
    "basic": "　基本支出",
    "project": "　项目支出",
    "general-public": Form.GENERAL_PUBLIC_BUDGET.covers,
    "personnel": "　人员经费",
    "non-personnel": "　公用经费",
    "opening-balance": CONCEPTS["opening-balance"],
    "closing-balance": CONCEPTS["closing-balance"],
    "three-public-budget": "“三公”经费预算数",
    "three-public": "“三公”经费决算数",
}
"""Those that reports are compared by, with their titles; a part of the one above is indented."""
_REASONS = {
    FormState.EMPTY: State.NO_DATA.zh,
    FormState.MISSING: FormState.MISSING.zh,
    FormState.NOT_READ: FormState.NOT_READ.zh,
}


def figures(report: Published) -> dict[str, Any]:
    """The report's unit and measures, and its expenditure by functional class."""
    found = {name: _measure(report, name) for name in MEASURES}
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


def cells(report: Published) -> dict[str, Cell | None]:
    """Every measure's cell; None where the report has no amount there."""
    return {name: report.find(form, field, **said) for name, (form, field, said) in CELLS.items()}


def _measure(report: Published, name: str) -> dict[str, str]:
    form, field, said = CELLS[name]
    cell = report.find(form, field, **said)
    if cell is None:
        return {"reason": _REASONS.get(report.state(form), State.BLANK.zh)}
    if report.unit_of(form) != report.unit:
        return {"reason": f"口径不同：本表单位为{report.unit_of(form)}"}
    return {"value": str(cell.value), "at": f"{form}/#{cell.anchor}"}
