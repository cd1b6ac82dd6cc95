"""What a rule is given of a report: its published tables, and the numbers of its narrative in order."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from build_site.model import NOWHERE, Form, Place
from build_site.model.money import FACTORS
from build_site.package.read import line_place
from build_site.reconcile import where
from build_site.reconcile.decide import told
from build_site.reconcile.said import PHASES, Said, read_all
from build_site.reconcile.tables import Cell, Row, Table, Tables
from build_site.text import number

Key = tuple[str, str]
GENERAL, ALL_BUDGETS = "general-public-budget-expenditure", "fiscal-appropriation-expenditure"
_OF_ALL = re.compile("占(?:本年度?|当年|全部)*财政拨款支出")
_ALL = 100
_ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Num:
    """A number in yuan (or as counted) with half of its last digit, and where it stands."""

    value: Decimal
    half: Decimal
    zh: str
    en: str
    id: str


def of_said(said: Said) -> Num | None:
    if said.value is None:
        return None
    factor = FACTORS.get(said.unit, 1)
    phase_zh, phase_en = PHASES.get(said.phase, ("", ""))
    amount = told(said.value, said.unit)
    of = amount if said.is_money or said.unit in ("", "%") else f"“{amount}”"
    zh, en = f"文中{phase_zh} {amount}", f"the text's {phase_en or 'amount'} of {of}"
    return Num(said.value * factor, said.half * factor, zh, en, said.claim_id)


def of_cell(cell: Cell) -> Num | None:
    """A form's cell; a printed blank is nothing, so zero."""
    value = cell.value if cell.value is not None else Decimal(0)
    factor = cell.money.factor
    amount = told(value, cell.money.printed)
    return Num(value * factor, cell.half * factor, f"{cell.zh} {amount}", f"{cell.en} {amount}", cell.cell_id)


def wholes_of(said: Said) -> list[Key]:
    """What a share may be a share of: 财政拨款支出 in the chapter on the general public budget means that or all budgets."""
    measure, _, subject = said.base.partition(" ")
    names = where.AMBIGUOUS.get(measure, (measure,))
    if measure == GENERAL and _OF_ALL.search(said.sentence):
        names = (GENERAL, ALL_BUDGETS)
    if (
        measure in ("basic-expenditure", "project-expenditure") and not subject
    ):  # of all money, or of the appropriations
        names += f"fiscal-appropriation-{measure}", f"general-public-budget-{measure}"
    return [(name, subject) for name in names]


def chapter(said: Said) -> str:
    """The chapter of its section: 3.2 of 3.2.1."""
    return ".".join(said.section.split(".")[:2])


def _of_all(said: Said) -> Said:
    """What is said of the general public budget, said of all three."""
    bare = ALL_BUDGETS if said.bare == GENERAL else said.bare
    return replace(said, bare=bare, base=re.sub(f"^{GENERAL}", ALL_BUDGETS, said.base))


class Case:
    """A report as the rules see it, and the way from one number of its narrative to another that it builds on."""

    def __init__(self, tables: Tables) -> None:
        self.tables, self.year = tables, tables.year

    def __getitem__(self, form: Form) -> Table:
        return self.tables[form]

    def resource(self, name: str) -> Sequence[Mapping[str, str]]:
        """The rows of any other resource, empty where the package has none of that name."""
        return self.tables.resource(name)

    @cached_property
    def claims(self) -> Sequence[Said]:
        """In order; where a chapter that is called after the general public budget speaks of 财政拨款支出 and states the sum
        of all three budgets, of all of them."""
        read = read_all(self.resource("claims"))
        wide = {chapter(said) for said in read if self._all_budgets(said)}
        narrow = {chapter(said) for said in read if said.key == (GENERAL, "") and said.phase == "executed" and said.is_level and not self._all_budgets(said)}  # fmt: skip
        return [_of_all(said) if chapter(said) in wide - narrow else said for said in read]

    @cached_property
    def narrative(self) -> frozenset[str]:
        """The parts of the report that explain its accounts: those that state several amounts."""
        amounts = Counter(said.section.partition(".")[0] for said in self.claims if said.is_level)
        return frozenset(part for part, times in amounts.items() if times >= _ENOUGH)

    def _all_budgets(self, said: Said) -> bool:
        """Whether an amount called 财政拨款支出 is that of the three budgets together, and not that of the first."""
        if said.key != (GENERAL, "") or not said.is_level or said.phase != "executed" or said.value is None:
            return False
        together = self.tables[Form.FISCAL_APPROPRIATION].concept("expenditure", "total-for-year", "total")
        first = self.tables[Form.GENERAL_PUBLIC_BUDGET].total("total")
        return (
            isinstance(together, Cell)
            and isinstance(first, Cell)
            and said.value == said.in_unit(together) != said.in_unit(first)
            and f"公共预算财政拨款支出{said.printed}" not in said.sentence
        )

    @cached_property
    def carried(self) -> frozenset[str]:
        """The claims of which words further before say what they measure, and shares and changes of other years, whose
        amounts no form has: they may agree, and accuse nobody."""
        rows = self.resource("claims")
        own = ("", str(self.year))
        others = (row for row in rows if ":" in row["measure"] and row["fiscal_year"] not in own)
        return frozenset(
            row["claim_id"] for row in (*others, *(row for row in rows if row.get("binding") == "carried"))
        )

    @cached_property
    def amounts(self) -> frozenset[Decimal]:
        """Every amount of the forms and the narrative, as printed."""
        said = (each.value for each in self.claims if each.is_money)
        values = (*(cell.value for cell in self.tables.cells.values()), *said)
        return frozenset(abs(value) for value in values if value is not None)

    @cached_property
    def named(self) -> Mapping[str, Sequence[Row]]:
        """The rows of the forms by what a classification calls them."""
        found = defaultdict[str, list[Row]](list)
        for form in Form:
            for row in self.tables[form].coded:
                found[where.name_key(row.texts.get("name", ""))].append(row)
        return found

    @cached_property
    def order(self) -> Mapping[str, int]:
        return {said.claim_id: i for i, said in enumerate(self.claims)}

    def decimals(self, rate: Said) -> int:
        """To how many decimals a rate is printed. A bare 100% has dropped its zeros where every other rate has decimals."""
        return rate.decimals or (self._usual_decimals if rate.value == _ALL else 0)

    @cached_property
    def _usual_decimals(self) -> int:
        others = [c.decimals for c in self.claims if c.unit == "%" and c.aspect and c.value not in (None, 0, _ALL)]
        return min(others) if len(others) > 1 else 0

    @cached_property
    def _levels(self) -> Mapping[Key, Sequence[Said]]:
        """The amounts that are named where they stand, in order."""
        found = defaultdict[Key, list[Said]](list)
        for said in self.claims:
            if said.is_level and said.value is not None and said.claim_id not in self.carried:
                found[said.key].append(said)
        return found

    def level(self, key: Key, phases: tuple[str, ...], near: Said, *, anywhere: bool = True) -> Num | None:
        """The amount of `key` in one of the phases said nearest before `near`, in its section first; else after it."""
        at = self.order[near.claim_id]
        said = [c for c in self._levels.get(key, ()) if c.phase in phases]
        here = [c for c in said if c.section == near.section]
        if key[0].startswith("performance-") and not key[1]:  # of whichever project its sentence is about
            here, anywhere = [c for c in here if c.sentence == near.sentence], False
        for candidates in (here, said) if anywhere else (here,):
            before = [c for c in candidates if self.order[c.claim_id] < at]
            chosen = before[-1:] or candidates[:1]
            if chosen:
                return of_said(chosen[0])
        return None

    def form(self, key: Key, phase: str, near: Said) -> Num | None:
        """The amount of `key` in the forms."""
        probe = replace(near, bare=key[0], subject=key[1], aspect="", phase=phase, unit="万元")
        for operand in where.operands(self.tables, probe):
            if isinstance(operand, Cell):
                return of_cell(operand)
        return None

    def final(self, near: Said) -> Num | None:
        """The year's final amount of what `near` speaks of."""
        return self.level(near.key, ("executed",), near) or self.form(near.key, "executed", near)

    def plan(self, near: Said, base: str) -> tuple[Num | None, str]:
        """The budget that `base` names and its phase. A bare 预算 is the one that the section names, else the form's."""
        wanted = (base,) if base != "budget" else ("budget", "adjusted", "approved")
        for phase in wanted:
            found = self.level(near.key, (phase,), near, anywhere=False)
            if found is not None:
                return found, phase
        return (self.form(near.key, "budget", near) if base != "approved" else None), "budget"

    def prior(self, near: Said) -> Num | None:
        """Last year's amount where the section prints it."""
        return self.level(near.key, ("prior",), near, anywhere=False)

    def change(self, near: Said) -> Said | None:
        """The change amount that a change rate belongs to: same topic and base, said before it in its section."""
        at = self.order[near.claim_id]
        for said in reversed(self.claims[:at]):
            if said.section != near.section:
                return None
            if said.aspect == "change-amount" and said.key == near.key and said.base == near.base:
                return said
        return None


Record = Mapping[str, str]


def value(printed: str) -> Decimal | None:
    """A number as printed in an annex: "98%", "0.4万元" or "100分" is its number."""
    text = printed.strip()
    for unit in ("%", "％", "万元", "元", "分", "个", "人次", "次", "人", "项", "批", "家", "台", "份", "场", "期"):
        text = text.removesuffix(unit)
    return number(text)


def sections(case: Case) -> Sequence[Record]:
    """The outline, cover and contents left out."""
    return [s for s in case.resource("sections") if s.get("section_id") not in ("", None, "cover", "contents")]


def text_of(case: Case, section_id: str) -> str:
    """The text of one section, of the cover or the contents."""
    return next((s.get("text", "") for s in case.resource("sections") if s.get("section_id") == section_id), "")


def find(case: Case, quote: str) -> Place:
    """The place of the first line of the report that has this text."""
    return next((line_place(line) for line in case.resource("lines") if quote in line["text"]), NOWHERE)
