"""The codes of all reports gathered: under which name and with which amount each stands in which report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .published import Cell, Published, Record, read_csv

_FORMS = (  # form, its code field, the amount that stands for the code; the first form that has the code counts
    ("expenditure", "functional_code", "total"),
    ("government-fund-budget", "functional_code", "total"),
    ("state-capital-budget", "functional_code", "total"),
    ("basic-expenditure", "economic_code", "amount"),
)
LEVELS = {3: "类", 5: "款", 7: "项"}


@dataclass(frozen=True, slots=True)
class Use:
    """One report's row with a code: as it names it, the form, and the amount cell."""

    report: Published
    form: str
    name: str
    row: Record
    cell: Cell


@dataclass(slots=True)
class Code:
    """One code of the functional or economic classification. `listed` is our code list's row, if it has one."""

    code: str
    economic: bool
    listed: Record
    uses: list[Use] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.listed.get("name") or (self.uses[0].name if self.uses else "")

    @property
    def level(self) -> str:
        if self.economic:
            return "类" if len(self.code) == 3 else "款"
        return LEVELS.get(len(self.code), "")


def gather(root: Path, reports: Sequence[Published]) -> dict[str, Code]:
    """Every code that a report uses, and what it belongs to, by code."""
    listed = {**_listed(root, "functional"), **_listed(root, "economic")}
    found: dict[str, Code] = {}
    for report in reports:
        for form, name, amount in _FORMS:
            for row in report.table(form):
                code = row.get(name) or ""
                if not code.isdigit():
                    continue
                entry = found.setdefault(code, Code(code, name == "economic_code", listed.get(code, {})))
                cell = report.cell(form, row, amount)
                entry.uses.append(Use(report, form, row["name"], row, cell))
    for code in list(found):
        for length in (3, 5):
            above = code[:length]
            if length < len(code) and above not in found:
                found[above] = Code(above, found[code].economic, listed.get(above, {}))
    return dict(sorted(found.items()))


def names(codes: Mapping[str, Code]) -> dict[str, str]:
    return {code: entry.name for code, entry in codes.items()}


def _listed(root: Path, name: str) -> dict[str, Record]:
    path = root / "data" / "codelists" / name / f"{name}.csv"
    return {row["code"]: row for row in read_csv(path)} if path.is_file() else {}
