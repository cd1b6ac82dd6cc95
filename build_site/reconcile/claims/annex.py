"""V-PROJECT, V-WHOLE, X-PROC: performance and procurement sums against the annex, the forms and each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from build_site.model import Finding, Form, Outcome
from build_site.model.money import FACTORS
from build_site.reconcile.claims.amounts import half_in_unit, in_unit
from build_site.reconcile.claims.numbers import of_said
from build_site.reconcile.claims.said import Said
from build_site.reconcile.claims.tell import Against, Result, finding, within
from build_site.reconcile.tables import Cell, Tables
from build_site.text import number

_COUNTS = ("performance-self-evaluated-projects", "performance-projects")


def check(tables: Tables, claims: Sequence[Said]) -> Iterator[Finding]:
    yield from _projects(tables, claims)
    yield from _whole(tables, claims)
    yield from _procurement(claims)


def _projects(tables: Tables, claims: Sequence[Said]) -> Iterator[Finding]:
    """Number of projects and their money; nothing where the annex has no project sheet."""
    sheets = [row for row in tables.resource("performance-projects") if row.get("scope") == "project"]
    if not sheets:
        return
    count = _first(claims, _COUNTS)
    if count is not None:
        yield _number(count, sheets)
    money = _first(claims, ("performance-amount",))
    if money is not None:
        yield _money(money, sheets, complete=count is None or count.value == len(sheets))


def _first(claims: Sequence[Said], measures: tuple[str, ...]) -> Said | None:
    found = [c for c in claims if c.bare in measures and not c.aspect and c.value is not None]
    return min(found, key=lambda c: measures.index(c.bare), default=None)


def _number(said: Said, sheets: Sequence[Mapping[str, str]]) -> Finding:
    printed = Decimal(len(sheets))
    against = Against("附件中的项目自评表", "the project sheets in the annex", printed)
    difference = (said.value or Decimal(0)) - printed
    result = Result(within(difference, Decimal(0)), "", difference, Decimal(0))
    if result.outcome is Outcome.DIFFERS and difference > 0:  # reports may annex a selection
        result = Result(Outcome.NOT_CHECKABLE, "parts-incomplete", difference, Decimal(0))
    return finding("V-PROJECT", said, against, result)


def _money(said: Said, sheets: Sequence[Mapping[str, str]], *, complete: bool) -> Finding:
    sums = [_sum(said, sheets, field) for field in ("budget", "executed")]
    known = [value for value in sums if value is not None]
    if not known:
        return finding("V-PROJECT", said, Against("", "", None), Result(Outcome.NOT_CHECKABLE, "part-missing"))
    nearest = min(known, key=lambda value: abs((said.value or Decimal(0)) - value))
    difference = (said.value or Decimal(0)) - nearest
    envelope = said.half * (len(sheets) + 1)
    result = Result(within(difference, envelope), "", difference, envelope)
    if result.outcome is Outcome.DIFFERS and not complete:
        result = Result(Outcome.NOT_CHECKABLE, "parts-incomplete", difference, envelope)
    against = Against("附件项目自评表的金额合计", "the amounts of the annexed project sheets", nearest)
    why = ["附件只列出部分项目", "附件的金额单位或口径不同"]
    return finding("V-PROJECT", said, against, result, explanations=why if result.outcome is Outcome.DIFFERS else [])


def _sum(said: Said, sheets: Sequence[Mapping[str, str]], field: str) -> Decimal | None:
    """The sheets' amounts in the unit of the text; None where one of them has none."""
    total = Decimal(0)
    for sheet in sheets:
        value = number(sheet.get(field, ""))
        if value is None:
            return None
        total += value * FACTORS.get(sheet.get("unit") or "万元", 10_000) / FACTORS.get(said.unit, 10_000)
    return total


def _whole(tables: Tables, claims: Sequence[Said]) -> Iterator[Finding]:
    """整体支出绩效自评 is about all expenditure: its money should not be that of the projects only."""
    said = _first(claims, ("performance-unit-amount",))
    total, project = tables[Form.EXPENDITURE].total("total"), tables[Form.EXPENDITURE].total("project")
    if said is None or not isinstance(total, Cell) or not isinstance(project, Cell) or total.value is None:
        return
    difference = (said.value or Decimal(0)) - (in_unit(total, said) or Decimal(0))
    envelope = said.half + half_in_unit(total, said)
    result = Result(within(difference, envelope), "", difference, envelope)
    of_projects = (
        project.value is not None and abs((said.value or Decimal(0)) - (in_unit(project, said) or 0)) <= envelope
    )
    if result.outcome is Outcome.DIFFERS and not of_projects:
        result = Result(Outcome.NOT_CHECKABLE, "base-unknown")
    against = Against(total.zh, total.en, in_unit(total, said), total.cell_id)
    why = ["这里写的恰好是项目支出的数"] if result.outcome is Outcome.DIFFERS else []
    yield finding("V-WHOLE", said, against, result, explanations=why)


_NOT_ABOVE: tuple[tuple[tuple[str, ...], str], ...] = (
    (("procurement-sme",), "procurement"),
    (("procurement-small-micro",), "procurement-sme"),
    (("procurement-awarded-sme", "procurement-awarded-other"), "procurement"),
    (("procurement-awarded-small-micro",), "procurement"),
    (("procurement-goods-sme",), "procurement-goods"),
    (("procurement-works-sme",), "procurement-works"),
    (("procurement-services-sme",), "procurement-services"),
)
"""Sums of procurement that cannot be above another: contracts awarded, and all there are."""


def _procurement(claims: Sequence[Said]) -> Iterator[Finding]:
    for parts, whole in _NOT_ABOVE:
        limit = _first(claims, (whole,))
        smaller = [said for part in parts if (said := _first(claims, (part,))) is not None]
        if limit is None or len(smaller) != len(parts):
            continue
        factor = Decimal(FACTORS.get(smaller[0].unit, 1))
        numbers = [number for said in smaller if (number := of_said(said)) is not None]
        most = of_said(limit) or numbers[0]
        total = sum((n.value for n in numbers), Decimal(0)) / factor
        excess = max(total - most.value / factor, Decimal(0))
        envelope = (most.half + sum((n.half for n in numbers), Decimal(0))) / factor
        sums = " + ".join(c.printed for c in smaller)
        against = Against(
            f"按理不应超过（{limit.short}）",
            f"which should not be above the amount in “{limit.short}”",
            limit.value if limit.unit == smaller[0].unit else most.value / factor,
            limit.claim_id,
        )
        note = (f"（{sums} = {total}）", f" ({sums} = {total})") if len(smaller) > 1 else ("", "")
        terms = [c.claim_id for c in smaller]
        result = Result(within(excess, envelope), "", excess, envelope)
        yield finding("X-PROC", smaller[0], against, result, terms=terms, note=note)
