"""What is known of each number that entered a check: its value, its copies, and how many checks it stands up to."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from build_site.model import Finding, Outcome
from build_site.model.money import FACTORS
from build_site.reconcile.said import figure
from build_site.reconcile.tables import Cell, Tables, apart

BLANK = "空白"
_SHOWN = 4
"""Of so many forms and columns the rows with one mistake are named."""
_AGREES = (Outcome.EXACT, Outcome.ROUNDING)


class Evidence:
    """The findings of a report by the numbers that entered them. A number that is printed in several places that agree
    (a row in three forms, the sentence that quotes it) is one number here: a `node`."""

    def __init__(self, tables: Tables, findings: Sequence[Finding]) -> None:
        self.tables, self.findings = tables, findings

    @cached_property
    def claims(self) -> Mapping[str, Mapping[str, str]]:
        return {row["claim_id"]: row for row in self.tables.resource("claims")}

    def sentence(self, claim_id: str) -> tuple[str, str]:
        """A claim's section and sentence."""
        claim = self.claims.get(claim_id, {})
        return claim.get("section_id", ""), claim.get("sentence", "")

    def heading(self, claim_id: str, scope: str) -> str:
        """The heading over a claim, else over the section that a scope begins with; without its number."""
        section = self.sentence(claim_id)[0] or scope.partition("/")[0]
        return next((s["title"] for s in self.tables.resource("sections") if s["section_id"] == section), "")

    @cached_property
    def _copies(self) -> Mapping[str, str]:
        """Each number that agrees with another to the digit → one that stands for all of them."""
        parent: dict[str, str] = {}

        def root(name: str) -> str:
            while parent.setdefault(name, name) != name:
                name = parent[name]
            return name

        for finding in self.findings:
            if finding.outcome is not Outcome.EXACT or finding.limit or not finding.left_value:
                continue
            filled = [name for name in finding.entered if self.value(name)]
            if len(filled) == 2 and finding.left_value == finding.right_value:
                one, other = map(root, filled)
                parent[max(one, other)] = min(one, other)
        return {name: root(name) for name in list(parent)}

    def node(self, name: str) -> str:
        """Of another report's numbers those of one amount are one: they are that report's copies, not checked here."""
        if (report := apart(name)[0]) and (value := self.value(name)):
            return f"{report}={value.normalize()}"
        return self._copies.get(name, name)

    def nodes(self, finding: Finding) -> frozenset[str]:
        """The numbers that entered it; a printed blank of many is none."""
        return frozenset(map(self.node, finding.entered))

    @cached_property
    def _holding(self) -> Mapping[str, int]:
        counted: dict[str, int] = {}
        for finding in self.findings:
            compared = finding.outcome in _AGREES and finding.difference is not None and not finding.limit
            nodes = {self.node(name) for name in finding.entered if self.value(name)} if compared else set()
            if len(nodes) > 1:  # copies of one number do not bear each other out
                for name in nodes:
                    counted[name] = counted.get(name, 0) + 1
        return counted

    def holding(self, name: str) -> int:
        """In how many checks with other numbers, and which agree, a number or a copy of it enters."""
        return self._holding.get(self.node(name), 0)

    def cell(self, name: str) -> Cell | None:
        return self.tables.cells.get(name)

    def names(self, name: str) -> str:
        """The cells that print this number with the same mistake, those of a form's columns together: 《form》rows, columns."""
        rows: dict[tuple[str, str], dict[str, None]] = {}
        for other in self._copied.get(self.node(name), (name,)):
            cell = self.cell(other)
            if cell is not None:
                rows.setdefault((cell.form_zh, cell.row_zh), {})[cell.column_zh] = None
        alike: dict[tuple[str, str], list[str]] = {}
        for (form, row), columns in rows.items():
            alike.setdefault((form, "、".join(filter(None, columns))), []).append(f"“{row}”")
        shown = [
            f"《{form}》{''.join(own)}{'各行' if len(own) > 1 else ''}{columns}"
            for (form, columns), own in alike.items()
        ]
        return "、".join(shown[:_SHOWN]) + (f"等 {len(rows)} 行" if len(shown) > _SHOWN else "")

    @cached_property
    def _copied(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, root in self._copies.items():
            found.setdefault(root, []).append(name)
        return found

    def printed(self, name: str) -> str:
        """The number as printed, with its unit."""
        claim = self.claims.get(name)
        if claim is not None:
            return figure(claim["printed"], claim["unit"])
        cell = self.cell(name)
        if cell is None:
            return ""
        shown = self._as_printed.get(name, "") or (BLANK if cell.value is None else format(cell.value, ",f"))
        return f"{shown} {cell.money.printed}" if cell.value is not None else shown

    @cached_property
    def _as_printed(self) -> Mapping[str, str]:
        return {row["cell_id"]: row["printed"].strip() for row in self.tables.resource("cells")}

    def value(self, name: str) -> Decimal | None:
        """In yuan, or as counted."""
        cell = self.cell(name)
        if cell is not None:
            return (cell.value or Decimal(0)) * cell.money.factor
        claim = self.claims.get(name, {})
        return Decimal(claim["value"]) * FACTORS.get(claim["unit"], 1) if claim.get("value") else None
