"""The measures by which reports can be compared.

A measure of a report is either a value with the place it comes from, or the reason why it has none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from build_site.model import Form, FormState, State
from build_site.model.forms import CONCEPTS
from build_site.render.published import Published

_T1, _T4, _T6, _T9 = "revenue-and-expenditure", "fiscal-appropriation", "basic-expenditure", "three-public-expenses"
MEASURES: Mapping[str, tuple[str, str, str, Mapping[str, str]]] = {  # title, form, field, conditions
    "revenue-total": ("收入总计", _T1, "amount", {"side": "revenue", "concept": "total"}),
    "revenue": ("本年收入", "revenue", "total", {"level": "total"}),
    "fiscal": ("　其中：财政拨款收入", "revenue", "fiscal_appropriation", {"level": "total"}),
    "expenditure": ("本年支出", "expenditure", "total", {"level": "total"}),
    "basic": ("　基本支出", "expenditure", "basic", {"level": "total"}),
    "project": ("　项目支出", "expenditure", "project", {"level": "total"}),
    "general-public": (Form.GENERAL_PUBLIC_BUDGET.covers, "general-public-budget", "total", {"level": "total"}),
    "personnel": ("　人员经费", _T6, "amount", {"level": "subtotal", "group": "personnel"}),
    "non-personnel": ("　公用经费", _T6, "amount", {"level": "subtotal", "group": "non-personnel"}),
    "opening-balance": (CONCEPTS["opening-balance"], _T1, "amount", {"side": "revenue", "concept": "opening-balance"}),
    "closing-balance": (
        CONCEPTS["closing-balance"],
        _T1,
        "amount",
        {"side": "expenditure", "concept": "closing-balance"},
    ),
    "three-public-budget": ("“三公”经费预算数", _T9, "budget", {"item": "total"}),
    "three-public": ("“三公”经费决算数", _T9, "final", {"item": "total"}),
}
_REASONS = {
    FormState.EMPTY: State.NO_DATA.zh,
    FormState.MISSING: FormState.MISSING.zh,
    FormState.NOT_READ: FormState.NOT_READ.zh,
}


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
        return {"reason": _REASONS.get(report.state(form), State.BLANK.zh)}
    if report.unit_of(form) != report.unit:
        return {"reason": f"口径不同：本表单位为{report.unit_of(form)}"}
    return {"value": str(cell.value), "at": f"{form}/#{cell.anchor}"}
