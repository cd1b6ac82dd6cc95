"""Evaluates one check: two sides of the published tables against each other, ending in exactly one outcome.

The envelope is what rounding alone can do: every printed number that enters may be off by half of its last printed
digit, so a total against n addends may differ by h × (n + 1), two printed copies of one number by 2h.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from build_site.model import NOWHERE, Finding, Outcome, Place, State
from build_site.reconcile import messages
from build_site.reconcile.tables import Cell, Gap, Operand
from build_site.registers.rules import rule_version


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a check: signed operands, and a text where the operands' own names would be too long."""

    operands: tuple[tuple[int, Operand], ...]
    zh: str = ""
    en: str = ""

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(operand for _, operand in self.operands if isinstance(operand, Cell))

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(operand for _, operand in self.operands if isinstance(operand, Gap))

    @property
    def place(self) -> Place:
        return self.cells[0].place if self.cells else NOWHERE


def cell(operand: Operand) -> Side:
    return Side(((1, operand),))


def total(operands: Sequence[Operand], zh: str = "", en: str = "") -> Side:
    """The sum of operands. A sum of nothing is not zero: give the operands, or say why there are none."""
    return Side(tuple((1, operand) for operand in operands), zh, en)


@dataclass(frozen=True, slots=True)
class Check:
    """One rule at one scope. relation "=" or "<="; `doubts` are reasons why a difference would prove nothing;
    `zh`/`en` stand before the message (the printed formula, say)."""

    rule_id: str
    scope: str
    left: Side
    right: Side
    relation: str = "="
    doubts: tuple[str, ...] = ()
    zh: str = ""
    en: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Sum:
    """A side's value in the check's unit. `value` None: every operand is printed blank."""

    value: Decimal | None
    envelope: Decimal


def add(side: Side, factor: int) -> Sum:
    """Add a side's cells up, in units of `factor`. A blank addend counts as nothing and adds no rounding."""
    value, envelope, printed = Decimal(0), Decimal(0), 0
    for sign, operand in side.operands:
        if isinstance(operand, Cell) and operand.value is not None:
            rate = Decimal(operand.money.factor) / factor
            value += sign * operand.value * rate
            envelope += operand.half * rate
            printed += 1
    if printed:
        return Sum(value, envelope)
    first = side.cells[0]
    return Sum(None, first.half * Decimal(first.money.factor) / factor)


def prove(check: Check) -> Finding:
    """Evaluate a check. Blank on both sides: not applicable. An operand missing or unread: not checkable."""
    trouble = _trouble(check)
    if trouble:
        return _finding(check, Outcome.NOT_CHECKABLE, trouble)
    money = check.left.cells[0].money
    left, right = add(check.left, money.factor), add(check.right, money.factor)
    if left.value is None and right.value is None:
        return _finding(check, Outcome.NOT_APPLICABLE, "both-blank")
    difference = (left.value or Decimal(0)) - (right.value or Decimal(0))
    if check.relation == "<=":
        difference = max(difference, difference * 0)
    envelope = left.envelope + right.envelope
    reason = "blank-against-value" if difference and None in (left.value, right.value) else ""
    outcome = Outcome.DIFFERS
    if abs(difference) <= envelope:
        outcome = Outcome.ROUNDING if difference else Outcome.EXACT
    elif check.doubts:
        outcome, reason = Outcome.NOT_CHECKABLE, check.doubts[0]
    return _finding(check, outcome, reason, left, right, difference, envelope)


def _trouble(check: Check) -> str:
    operands = (*check.left.operands, *check.right.operands)
    gaps = [operand.reason for _, operand in operands if isinstance(operand, Gap)]
    if gaps:
        return gaps[0]
    if any(isinstance(o, Cell) and o.state is State.NOT_READ for _, o in operands):
        return "not-read"
    if not check.left.operands or not check.right.operands:
        return "operand-missing"
    return ""


def _finding(
    check: Check,
    outcome: Outcome,
    reason: str,
    left: Sum | None = None,
    right: Sum | None = None,
    difference: Decimal | None = None,
    envelope: Decimal | None = None,
) -> Finding:
    cells = (*check.left.cells, *check.right.cells)
    money = cells[0].money if cells else None
    compared = messages.Compared(
        outcome=outcome,
        reason=reason,
        relation=check.relation,
        left=messages.Told(_text(check.left, "zh"), _text(check.left, "en"), left.value if left else None),
        right=messages.Told(_text(check.right, "zh"), _text(check.right, "en"), right.value if right else None),
        unit=money.printed if money else "",
        difference=difference,
        envelope=envelope,
        operands=sum(1 for c in cells if c.value is not None),
        gap=next((g for g in (*check.left.gaps, *check.right.gaps)), None),
        prefix=(check.zh, check.en),
        terms=tuple((c.zh, c.en, c.value) for c in cells if c.value is not None),
        converted=len({c.money.factor for c in cells}) > 1,
    )
    zh, en = messages.compare(compared)
    place = check.left.place if check.left.cells else check.place
    return Finding(
        finding_id=f"{check.rule_id}:{check.scope}",
        rule_id=check.rule_id,
        rule_version=rule_version(check.rule_id),
        outcome=outcome,
        reason_code=reason,
        scope=check.scope,
        left_text=compared.left.zh,
        left_value=left.value if left else None,
        left_cell=_only_cell(check.left),
        right_text=compared.right.zh,
        right_value=right.value if right else None,
        right_cell=_only_cell(check.right),
        difference=difference,
        envelope=envelope,
        terms="" if outcome is Outcome.NOT_APPLICABLE else " ".join(c.cell_id for c in cells),
        message_zh=zh,
        message_en=en,
        explanations=messages.explain(compared) if outcome in (Outcome.DIFFERS, Outcome.ROUNDING) else "",
        place=place if place != NOWHERE else check.place,
    )


def _only_cell(side: Side) -> str:
    return side.cells[0].cell_id if len(side.operands) == 1 and side.cells else ""


def _text(side: Side, language: str) -> str:
    """A side in words: one cell's own name, the text given, or the operands with their amounts and signs."""
    given = side.zh if language == "zh" else side.en
    if given:
        return given
    if len(side.operands) == 1:
        operand = side.operands[0][1]
        return operand.zh if language == "zh" else operand.en
    words = "".join((" + " if sign > 0 else " − ") + _term(operand, language) for sign, operand in side.operands)
    words = words.removeprefix(" + ").strip()
    form = side.cells[0].form if side.cells else None
    if form is None or any(c.form is not form for c in side.cells):
        return words
    return f"《{side.cells[0].form_zh}》{words}" if language == "zh" else f"{words} in the form “{form.en}”"


def _term(operand: Operand, language: str) -> str:
    if isinstance(operand, Gap):
        return operand.zh if language == "zh" else operand.en
    if language == "zh":
        return f"{operand.short_zh}（{messages.plain(operand.value) or '空白'}）"
    return f"{operand.short_en.removesuffix(',')} ({messages.plain(operand.value) or 'blank'})"


def stated(
    rule_id: str,
    scope: str,
    outcome: Outcome,
    reason: str,
    zh: str,
    en: str,
    place: Place = NOWHERE,
    cells: Sequence[Cell] = (),
    texts: tuple[str, str] = ("", ""),
    explanations: str = "",
) -> Finding:
    """A finding about presence rather than about two amounts. `cells`: the evidence, the first is the left cell."""
    return Finding(
        finding_id=f"{rule_id}:{scope}",
        rule_id=rule_id,
        rule_version=rule_version(rule_id),
        outcome=outcome,
        reason_code=reason,
        scope=scope,
        left_text=texts[0],
        left_value=cells[0].value if cells else None,
        left_cell=cells[0].cell_id if cells else "",
        right_text=texts[1],
        right_value=None,
        right_cell="",
        difference=None,
        envelope=None,
        terms=" ".join(c.cell_id for c in cells),
        message_zh=zh,
        message_en=en,
        explanations=explanations,
        place=place if place != NOWHERE else (cells[0].place if cells else NOWHERE),
    )
