"""The defects of a report as pages tell them: findings of one cause together, both sides with the words at issue marked,
weighed by the share of the year's expenditure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from markupsafe import Markup, escape

from build_site.model.outcomes import INFORMATION, NEUTRAL
from build_site.render import catalogue
from build_site.render.html import identifier, one_line
from build_site.render.published import Published, Record

_CLAIM = re.compile(r"[\d,]+(?:\.\d+)?\s*%?")
_BRIEF = 36
"""Characters of a side in a line."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side: where it stands in words, what is said there, its number as printed, the cell or claim that it is."""

    words: str
    value: str
    reference: str

    @property
    def shown(self) -> str:
        """The number as a reader reads it."""
        return f"{Decimal(self.value):,f}" if self.value else ""

    @property
    def brief(self) -> str:
        """The words, cut where a line of a table ends."""
        words = one_line(self.words)
        return words if len(words) <= _BRIEF else f"{words[:_BRIEF]}…"

    @property
    def marked(self) -> Markup:
        """The words with the number at issue marked where it stands in them, else behind them."""
        return marked(self.words, self.value)


@dataclass(frozen=True, slots=True)
class Defect:
    """`share`: of the year's expenditure, None where it concerns no amount; `amount` in `unit`."""

    defect_id: str
    statement_zh: str
    statement_en: str
    sides: Sequence[Side]
    suggestion_zh: str
    suggestion_en: str
    share: Decimal | None
    amount: Decimal | None
    unit: str
    findings: Sequence[Record]
    place: Record

    @property
    def anchor(self) -> str:
        return identifier(self.defect_id)

    @property
    def weight(self) -> str:
        """The share in per cent, with as many digits as tell something: 93.7, 0.8, 0.01."""
        if self.share is None:
            return ""
        per_cent = self.share * 100
        places = "0.1" if per_cent >= 1 else "0.01"
        return f"{per_cent.quantize(Decimal(places)):f}%" if per_cent >= Decimal("0.01") else "<0.01%"

    @property
    def meter(self) -> str:
        """The share's bar in per cent of its room."""
        return f"{min(self.share or Decimal(0), Decimal(1)) * 100:.1f}"

    @property
    def difference(self) -> str:
        """The largest difference of its findings, as they print it."""
        known = [each["difference"] for each in self.findings if each["difference"]]
        return max(known, key=lambda each: abs(Decimal(each)), default="")

    def statement(self, *, english: bool) -> str:
        return (self.statement_en or self.statement_zh) if english else self.statement_zh

    def suggestion(self, *, english: bool) -> str:
        return (self.suggestion_en or self.suggestion_zh) if english else self.suggestion_zh


def defects(report: Published) -> Sequence[Defect]:
    """The report's defects, the heaviest first, those of other years among them."""
    by_id = {each["finding_id"]: each for each in report.findings}
    found = [_defect(row, by_id) for row in report.table("defects")]
    told = {finding["finding_id"] for each in found for finding in each.findings}
    rest = [each for each in report.findings if each["outcome"] == "differs" and each["finding_id"] not in told]
    found += [_together(list(group)) for _, group in groupby(sorted(rest, key=_cause), key=_cause)]
    return sorted(found, key=lambda each: (each.share is None, -(each.share or 0), not each.difference))


def _defect(row: Record, by_id: dict[str, Record]) -> Defect:
    findings = [by_id[name] for name in row["findings"].split() if name in by_id]
    first = findings[0] if findings else {}
    sides = []
    for side in ("left", "right"):
        if row[f"{side}_text"]:
            value, reference = first.get(f"{side}_value", ""), _reference(first, side)
            sides.append(Side(row[f"{side}_text"], value, reference))
    return Defect(
        row["defect_id"], row["statement_zh"], row["statement_en"], sides, row["suggestion_zh"], row["suggestion_en"],
        Decimal(row["share"]) if row["share"] else None, Decimal(row["amount"]) if row["amount"] else None, row["unit"],
        findings, row,
    )  # fmt: skip


def _cause(finding: Record) -> str:
    return _reference(finding, "left") or finding["finding_id"]


def _together(findings: Sequence[Record]) -> Defect:
    """Findings that no defect names (those across reports, and all of a package without defects): one for a cell."""
    finding = findings[0]
    sides = [
        Side(finding[f"{side}_text"], finding[f"{side}_value"], _reference(finding, side))
        for side in ("left", "right")
        if finding[f"{side}_text"] or finding[f"{side}_value"]
    ]
    zh = finding["message_zh"].removesuffix(NEUTRAL[0]).removesuffix(INFORMATION[0])
    en = finding["message_en"].removesuffix(NEUTRAL[1]).removesuffix(INFORMATION[1])
    title = catalogue.title(finding["rule_id"])
    english = catalogue.rules().get(finding["rule_id"], {}).get("title_en", "")
    return Defect(finding["finding_id"], title, english, sides, zh, en, None, None, "", findings, finding)


def _reference(finding: Record, side: str) -> str:
    return finding.get(f"{side}_claim") or finding.get(f"{side}_cell") or ""


def marked(words: str, value: str) -> Markup:
    """`words` with the number of this value marked, whatever way it is printed; without the number it follows."""
    words = one_line(words)
    if not value:
        return escape(words)
    wanted = Decimal(value)
    for found in _CLAIM.finditer(words):
        digits = found[0].strip().rstrip("%").strip().replace(",", "")
        before = words[found.start() - 1 : found.start()]
        if digits and digits != "." and Decimal(digits) == abs(wanted) and before not in {".", "c"}:
            end = found.end()
            unit = re.match(r"\s*(?:[百千万亿]*元|%|个百分点)", words[end:])
            end += unit.end() if unit else 0
            start, stop = escape(words[: found.start()]), escape(words[end:])
            return Markup("{}<mark>{}</mark>{}").format(start, words[found.start() : end].strip(), stop)
    return Markup("{} <mark>{}</mark>").format(words, f"{wanted:,f}")
