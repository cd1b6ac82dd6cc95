"""A number of the narrative as the audit reads it from claims.csv, as one side of a comparison."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from build_site.model import Finding, Place
from build_site.model.money import FACTORS
from build_site.reconcile.decide import Side, Verdict, Words, with_unit
from build_site.reconcile.declare import Rule
from build_site.reconcile.tables import Cell, place_of
from build_site.text import excerpt, paired

_OF_TIME = {"date": "", "year": "年"}
"""Units of claims that are printed otherwise, or not."""
OF_NO_YEAR = ("date", "fiscal-year", "name", "threshold", "functional-code")
"""Measures of numbers that state nothing of a year: they name it, or draw a line."""
_ADDENDS = 4
"""So many are named."""
PLANS = ("approved", "adjusted", "budget")
PHASES: Mapping[str, tuple[str, str]] = {
    "approved": ("年初预算", "initial budget"),
    "adjusted": ("全年预算", "adjusted budget"),
    "budget": ("预算", "budget"),
    "executed": ("决算", "final amount"),
    "prior": ("上年决算", "last year's final amount"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One claim. `bare` is the measure without its aspect (`aspect`: share, completion-rate, change-amount …)."""

    claim_id: str
    section: str
    sentence: str
    printed: str
    value: Decimal | None
    unit: str
    bare: str
    aspect: str
    subject: str
    year: int | None
    phase: str
    direction: str
    base: str
    place: Place
    nth: int = 0  # which of the sentence's numbers that are printed alike it is

    @property
    def key(self) -> tuple[str, str]:
        """What it speaks of."""
        return self.bare, self.subject

    @property
    def is_money(self) -> bool:
        return self.unit in FACTORS or (not self.unit and self.value == 0 and bool(self.phase))  # 预算为 0

    @property
    def is_level(self) -> bool:
        """An amount itself, no share, rate or change of one."""
        return bool(self.bare) and not self.aspect and self.is_money

    @property
    def decimals(self) -> int:
        """Decimals as printed."""
        exponent = self.value.as_tuple().exponent if self.value is not None else 0
        return max(-exponent if isinstance(exponent, int) else 0, 0)

    @property
    def half(self) -> Decimal:
        """Half of the last digit. Prose drops trailing zeros ("11 万元"), so 万元 count as printed to two decimals."""
        usual = 2 if self.unit == "万元" else 0
        return Decimal(5).scaleb(-max(self.decimals, usual) - 1)

    @property
    def side(self) -> Side:
        """The number as one side of a comparison."""
        fact = f"文中写 {self.figure}（“{self.short}”）", f"The text says {self.figure} (“{self.short}”)"
        if not self.printed:
            fact = f"文中的数空着没有写（“{self.short}”）", f"The text leaves the number blank (“{self.short}”)"
        return Side(f"文中“{self.short}”", f"the narrative's “{self.short}”", self.value, self.claim_id, fact)

    def in_unit(self, cell: Cell) -> Decimal | None:
        """A cell's value in the unit of the text, digits kept where the units are the same."""
        factor = FACTORS.get(self.unit, cell.money.factor)
        if cell.value is None or factor == cell.money.factor:
            return cell.value
        return cell.value * cell.money.factor / factor

    def half_of(self, cell: Cell) -> Decimal:
        """Half of the cell's last printed digit, in the unit of the text."""
        factor = FACTORS.get(self.unit, cell.money.factor)
        return cell.half if factor == cell.money.factor else cell.half * cell.money.factor / factor

    def against(self, cell: Cell) -> Side:
        """A cell as the other side."""
        return Side(cell.zh, cell.en, self.in_unit(cell), cell.cell_id)

    @property
    def short(self) -> str:
        """The sentence round the number, cut to a readable length."""
        if len(self.sentence) <= 60:
            return paired(self.sentence)
        start, end = self.span
        return excerpt(self.sentence, start, end, 30, 8)

    @property
    def span(self) -> tuple[int, int]:
        """Where in its sentence the number stands: itself, not part of a longer one nor another printed alike."""
        own = rf"(?<![\d.,]){re.escape(self.printed)}(?![\d]|[.,]\d)"
        found = [match.span() for match in re.finditer(own, self.sentence)] if self.printed else []
        at = max(self.sentence.find(self.printed), 0)
        return found[min(self.nth, len(found) - 1)] if found else (at, at + len(self.printed))

    @property
    def ahead(self) -> str:
        """Its clause up to it."""
        return re.split(r"[，；;。]|,(?!\d)", self.sentence[: self.span[0]])[-1]

    @property
    def behind(self) -> str:
        """The rest of its clause."""
        return re.split(r"[，；;。]|,(?!\d)", self.sentence[self.span[1] :])[0]

    @property
    def gap(self) -> str:
        """Why there is no value: nothing is printed, a template's placeholder, or what is printed is no number."""
        if not self.printed:
            return "both-blank"
        return "placeholder" if re.fullmatch("[XxＸｘ×○〇*_＿]+", self.printed) else "number-not-read"

    @property
    def figure(self) -> str:
        return figure(self.printed or "（空缺）", self.unit)


def figure(printed: str, unit: str) -> str:
    """A number of the text with its unit; a date has it inside."""
    return with_unit(printed, _OF_TIME.get(unit, unit))


def read_all(records: Iterable[Mapping[str, str]]) -> list[Said]:
    """Every number in order; of those that a sentence prints alike, the first is 0."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for record in records:
        alike = tuple(record[name] for name in ("section_id", "sentence", "printed"))
        found.append(replace(read(record), nth=seen[alike]))
        seen[alike] += 1
    return found


def read(record: Mapping[str, str]) -> Said:
    bare, _, aspect = record["measure"].partition(":")
    value, year = record.get("value", ""), record.get("fiscal_year", "")
    if record["direction"] == "decrease" and aspect.startswith("change"):
        value = value.removeprefix("-")  # 减少-3 万元: the sign and the word say the same
    return Said(
        claim_id=record["claim_id"],
        section=record["section_id"],
        sentence=record["sentence"],
        printed=record["printed"],
        value=Decimal(value) if value else None,
        unit=record["unit"],
        bare=bare,
        aspect=aspect,
        subject=record["subject"],
        year=int(year) if year else None,
        phase=record["phase"],
        direction=record["direction"],
        base=record["base"],
        place=place_of(record),
    )


def about(
    rule: Rule, said: Said, against: Side, verdict: Verdict, *, terms: Iterable[str] = (), unit: str = "",
    limit: bool = False, why: Sequence[str] = (), scope: str = "", left: Side | None = None,
) -> Finding:  # fmt: skip
    """The finding of a rule about one claim against something else. `left`: what is compared, where that is made of more
    claims than this one."""
    ids = [said.claim_id, *filter(None, [against.id]), *terms]
    return rule.compared(
        scope or said.claim_id, left or said.side, against, verdict, unit=unit or said.unit, limit=limit, terms=ids,
        place=said.place, why=why,
    )  # fmt: skip


def summed(parts: Sequence[str], joint: str = " + ") -> Words:
    """What was added up, in brackets: beyond a few addends the first of them and how many there are."""
    if len(parts) <= _ADDENDS:
        return f"（{joint.join(parts)}）", f" ({joint.join(parts)})"
    first = joint.join(parts[:_ADDENDS])
    return f"（{first} 等 {len(parts)} 项）", f" ({first} … {len(parts)} in all)"
