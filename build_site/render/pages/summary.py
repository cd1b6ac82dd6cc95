"""“一分钟看懂”: what its sentences are made of, in Chinese (templates/sentences.md) and in English."""

from __future__ import annotations

from decimal import Decimal

from markupsafe import Markup

from build_site.render.measures import cells
from build_site.render.pages.frame import outcome_counts
from build_site.render.published import Published
from build_site.render.template import part

_SENTENCES = ("totals", "revenue", "kinds", "largest", "plan", "three_public", "checks")


def sentences(report: Published) -> list[Markup]:
    """As many sentences as the data can fill."""
    facts = told(report)
    made = (part("sentences", name, report, facts) for name in _SENTENCES)
    return [each for each in made if each]


def plan_sentence(report: Published) -> Markup:
    """The whole plan as the narrative states it, else how many items stayed below theirs."""
    return part("sentences", "plan", report, told(report))


def told(report: Published) -> dict[str, object]:
    """The cells and claims that the sentences name; None where the report does not have one."""
    change = report.claim("revenue-and-expenditure-total:change-amount")
    classes = [
        (row, report.cell("expenditure", row, "total"))
        for row in report.table("expenditure")
        if row["level"] == "class" and row["total"]
    ]
    known = [
        row for row in report.table("budget-execution") if row["level"] != "total" and row["approved"] and row["final"]
    ]
    gaps = [Decimal(row["final"]) - Decimal(row["approved"]) for row in known]
    return {
        "cells": cells(report),
        "change": change if change and change["direction"] in ("increase", "decrease") else None,
        "change_rate": report.claim("revenue-and-expenditure-total:change-rate"),
        "largest": max(classes, key=lambda each: each[1].amount, default=None),
        "classes": len(classes),
        "planned": report.claim("general-public-budget-expenditure", "approved"),
        "rate": report.claim("general-public-budget-expenditure:completion-rate"),
        "listed": len(known),
        "below": sum(gap < 0 for gap in gaps),
        "above": sum(gap > 0 for gap in gaps),
        "outcomes": outcome_counts(report.findings),
    }
