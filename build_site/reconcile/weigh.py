"""Cells of the forms added up and set against each other, each check ending in exactly one outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from build_site.model import NOWHERE, Finding, Form, FormState, Outcome, Place, State
from build_site.reconcile.decide import (
    Side,
    Verdict,
    Words,
    concluded,
    doubted,
    irrelevant,
    judge,
    stated,
    unproven,
    without,
)
from build_site.reconcile.tables import Cell, Gap, Operand, Tables


@dataclass(frozen=True)
class Sum:
    """Signed operands, and a name where their own names would be too long. (No slots: what is asked often is kept.)"""

    operands: tuple[tuple[int, Operand], ...]
    zh: str = ""
    en: str = ""

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(operand for _, operand in self.operands if isinstance(operand, Cell))

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(operand for _, operand in self.operands if isinstance(operand, Gap))

    @property
    def name(self) -> Words:
        """The name given, one cell's own name, or the operands with their amounts and signs."""
        if self.zh:
            return self.zh, self.en
        if len(self.operands) == 1:
            operand = self.operands[0][1]
            return operand.zh, operand.en
        zh, en = (
            "".join(f"{' + ' if sign > 0 else ' − '}{_term(o)[at]}" for sign, o in self.operands)
            .removeprefix(" + ")
            .strip()
            for at in (0, 1)
        )
        form = self.cells[0].form if self.cells else None
        if form is None or any(c.form is not form for c in self.cells):
            return zh, en
        return f"《{self.cells[0].form_zh}》{zh}", f"{en} in the form “{form.en}”"

    def value(self, factor: int) -> Decimal | None:
        """In units of `factor`; a blank addend counts as nothing. None: every operand is printed blank."""
        signed = [(sign, o) for sign, o in self.operands if isinstance(o, Cell)]
        found = [sign * c.value * (Decimal(c.money.factor) / factor) for sign, c in signed if c.value is not None]
        return sum(found, Decimal(0)) if found else None

    def envelope(self, factor: int) -> Decimal:
        """What rounding can do: half the last digit of each printed number, of a blank side that of its first cell."""
        printed = [c for c in self.cells if c.value is not None] or self.cells[:1]
        return sum((c.half * Decimal(c.money.factor) / factor for c in printed), Decimal(0))


def _term(operand: Operand) -> Words:
    if isinstance(operand, Gap):
        return operand.zh, operand.en
    zh, en = ("空白", "blank") if operand.value is None else (f"{operand.value:,f}",) * 2
    return f"{operand.short_zh}（{zh}）", f"{operand.short_en.removesuffix(',')} ({en})"


def one(operand: Operand) -> Sum:
    return Sum(((1, operand),))


def total(operands: Sequence[Operand], zh: str = "", en: str = "") -> Sum:
    """The sum of operands. A sum of nothing is not zero: give the operands, or say why there are none."""
    return Sum(tuple((1, operand) for operand in operands), zh, en)


def weigh(
    rule: tuple[str, str], scope: str, left: Sum, right: Sum, *,
    limit: bool = False, doubts: Sequence[str] = (), prefix: Words = ("", ""), place: Place = NOWHERE,
    why: Sequence[str] = (),
) -> Finding:  # fmt: skip
    """One check of cells. Blank on both sides: not applicable. An operand missing or unread: not checkable. `doubts`:
    reasons why a difference would prove nothing; `why`: what could explain it; `prefix` stands before the message (the printed formula, say)."""
    cells = (*left.cells, *right.cells)
    if left.cells and left.cells[0].place != NOWHERE:
        place = left.cells[0].place
    trouble, unit = _trouble(left, right), ""
    values: tuple[Decimal | None, Decimal | None] = None, None
    verdict = (irrelevant if trouble == "head-instead" else unproven)(trouble)
    if not trouble:
        factor, unit = left.cells[0].money.factor, left.cells[0].money.printed
        values = left.value(factor), right.value(factor)
        verdict = judge(*values, left.envelope(factor) + right.envelope(factor), limit=limit)
    a, b = (Side(*side.name, value, _only(side)) for side, value in zip((left, right), values, strict=True))
    mixed = not trouble and len({c.money.factor for c in cells}) > 1
    made = concluded(
        rule, scope, a, b, verdict, unit=unit, limit=limit,
        terms=() if verdict.outcome is Outcome.NOT_APPLICABLE else [c.cell_id for c in cells],
        addends=[(c.zh, c.value) for c in cells if c.value is not None][1:],
        prefix=prefix,
        suffix=(f"（两表金额单位不同，均按{unit}折算。）", f" (Units differ; both taken in {unit}.)") if mixed else ("", ""),
        missing=next(((g.zh, g.en) for g in (*left.gaps, *right.gaps)), ("", "")),
        place=place,
        why=why,
    )  # fmt: skip
    return doubted(made, doubts[0]) if doubts else made


def _only(side: Sum) -> str:
    return side.cells[0].cell_id if len(side.operands) == 1 and side.cells else ""


def _trouble(left: Sum, right: Sum) -> str:
    gaps = [gap.reason for gap in (*left.gaps, *right.gaps)]
    if gaps:
        return gaps[0]
    unread = [c for c in (*left.cells, *right.cells) if c.state is State.NOT_READ]
    if unread:
        return "head-instead" if all(c.head for c in unread) else "not-read"
    return "" if left.operands and right.operands else "operand-missing"


def closed(
    rule: tuple[str, str], scope: str, tables: Tables, needed: Sequence[Form], optional: Sequence[Form] = ()
) -> Finding | None:
    """The one finding that stands for the whole rule where a form is missing (not checkable) or empty (not applicable);
    None where every needed form is filled in, and every optional one there."""
    for state, outcome, reason, forms in (
        (FormState.MISSING, Outcome.NOT_CHECKABLE, "form-missing", needed),
        (FormState.EMPTY, Outcome.NOT_APPLICABLE, "form-empty", needed),
        (FormState.MISSING, Outcome.NOT_CHECKABLE, "form-missing", optional),
    ):
        for form in forms:
            table = tables[form]
            if table.state is state:
                zh, en = without(reason, (f"《{table.title}》", f"The form “{form.en}”"), outcome)
                if table.note and reason == "form-empty":
                    zh = zh.replace("，此项", f"（报告注明：{table.note}），此项")
                return stated(rule, scope, Verdict(outcome, reason), (zh, en))
    return None


def doubts(tables: Tables, *forms: Form) -> tuple[str, ...]:
    """Why a difference in these forms would prove nothing about the report."""
    misread = any(tables[form].numbers_read_as_amounts for form in forms)
    return (*(["ocr"] if tables.read_by == "ocr" else []), *(["extraction-doubtful"] if misread else []))
