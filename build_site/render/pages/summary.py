"""“一分钟看懂”: what its sentences are made of, in Chinese (templates/sentences.md) and in English."""

from __future__ import annotations

from decimal import Decimal

from markupsafe import Markup

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
    kinds = {field: report.find("expenditure", field, level="total") for field in ("basic", "project")}
    classes = [
        (row, report.cell("expenditure", row, "total"))
        for row in report.table("expenditure")
        if row["level"] == "class" and row["total"]
    ]
    known = [row for row in report.table("budget-execution") if row["approved"] and row["final"]]
    gaps = [Decimal(row["final"]) - Decimal(row["approved"]) for row in known]
    return {
        "income": report.find("revenue-and-expenditure", "amount", side="revenue", concept="total"),
        "spending": report.find("revenue-and-expenditure", "amount", side="expenditure", concept="total"),
        "change": change if change and change["direction"] in ("increase", "decrease") else None,
        "change_rate": report.claim("revenue-and-expenditure-total:change-rate"),
        "revenue": report.find("revenue", "total", level="total"),
        "fiscal": report.find("revenue", "fiscal_appropriation", level="total"),
        "spent": report.find("expenditure", "total", level="total"),
        "kinds": {field: cell for field, cell in kinds.items() if cell},
        "largest": max(classes, key=lambda each: each[1].amount, default=None),
        "classes": len(classes),
        "planned": report.claim("general-public-budget-expenditure", "approved"),
        "rate": report.claim("general-public-budget-expenditure:completion-rate"),
        "final": report.find("general-public-budget", "total", level="total"),
        "listed": len(known),
        "below": sum(gap < 0 for gap in gaps),
        "above": sum(gap > 0 for gap in gaps),
        "three_budget": report.find("three-public-expenses", "budget", item="total"),
        "three_final": report.find("three-public-expenses", "final", item="total"),
        "outcomes": outcome_counts(report.findings),
    }
