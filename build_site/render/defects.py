"""The defects of a report as pages tell them: both sides with the number at issue marked, weighed by the share of the
year's expenditure, the checks behind them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup, escape

from build_site.model.money import FACTORS, converted
from build_site.model.outcomes import NEUTRAL, Kind
from build_site.render.html import identifier, one_line, signed
from build_site.render.published import Published, Record
from build_site.render.words import Tongue

_NUMBER = re.compile(r"(?<![\d.])(\d[\d,]*(?:\.\d+)?)\s*(?:[百千万亿]*元|%|个百分点)?")
_FACTS = re.compile(r"(?:[^。.“]|\.(?! |$)|“[^”]*”)*(?:。|\.(?: |$))")
"""The first sentence, whatever is quoted in it."""
_WHOLE = (Kind.SHIFT, Kind.SWAP, Kind.SIGN, Kind.UNIT, Kind.WORDS)
"""Kinds whose statement says more than the two sides do."""
POINTS = {"%": "个百分点"}
"""What differences of a unit are told in, where it is another."""
_BRIEF = 44
"""Characters of a side in a line."""
_SENTENCE = re.compile("“(?:[^“”]|“[^”]*”)*”")


@dataclass(frozen=True, slots=True)
class Side:
    """One side: where it stands in words, its number as printed with its unit and as a value, the cell or claim that it is,
    whether the report's text says it; `english`: the words and the number in English."""

    words: str
    shown: str
    value: str
    reference: str
    said: bool = False
    english: tuple[str, str] = ("", "")

    def brief(self, t: Tongue) -> Markup:
        """The words, cut where a line of a table ends, but in no number."""
        if t.english and not self._quoted:
            return t.quoted(self.english[0])
        words = one_line(self.words)
        cut = words if len(words) <= _BRIEF else f"{words[:_BRIEF].rstrip('0123456789.,')}…"
        return t.named(cut, "")

    def marked(self, t: Tongue) -> Markup:
        """The words with the number at issue marked where it stands in them, else behind them."""
        if t.english and not self._quoted:
            return Markup("{} <mark>{}</mark>").format(*map(t.quoted, self.english))
        found = marked(self.words, self.value, self.shown)
        return Markup('<span lang="zh">{}</span>').format(found) if t.english else found

    @property
    def _quoted(self) -> bool:
        """Whether it is a sentence of the report and nothing else, or we have no English of it."""
        return not any(self.english) or _SENTENCE.fullmatch(self.words or self.shown) is not None


@dataclass(frozen=True, slots=True)
class Defect:
    """`share`: of the year's expenditure, None where it concerns no amount; `amount` in `unit`."""

    defect_id: str
    title_zh: str
    title_en: str
    statement_zh: str
    statement_en: str
    sides: Sequence[Side]
    suggestion_zh: str
    suggestion_en: str
    explanations: str
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
        return weight(self.share)

    @property
    def meter(self) -> str:
        return meter(self.share)

    @property
    def difference(self) -> tuple[str, str]:
        """That of the finding that says most, and its unit; years, which have none, are told without."""
        found = next((each for each in self.findings if each["difference"]), None)
        return (found["difference"], POINTS.get(found["unit"], found["unit"])) if found and found["unit"] else ("", "")

    @property
    def gap(self) -> Decimal:
        """The difference in yuan; 0 where it is of no amounts."""
        gap, unit = self.difference
        return converted(Decimal(gap), unit, "元") if unit in FACTORS else Decimal(0)

    def statement(self, t: Tongue) -> Markup:
        """What it is in one sentence, without what the page says once of all."""
        return t.quoted(self._said(t))

    def further(self, t: Tongue) -> Markup:
        """What the statement says beside the two sides; all of it where these do not say enough."""
        words = self._said(t)
        facts = None if self.place["kind"] in _WHOLE else _FACTS.match(words)
        return t.quoted(words[facts.end() :].strip() if facts else words)

    def suggestion(self, t: Tongue) -> Markup:
        return t.quoted((self.suggestion_en or self.suggestion_zh) if t.english else self.suggestion_zh)

    def _said(self, t: Tongue) -> str:
        return plainly((self.statement_en or self.statement_zh) if t.english else self.statement_zh)

    def title(self, t: Tongue) -> Markup:
        """What and where in a few words."""
        return t.glossed(self.title_en) if t.english else escape(self.title_zh)

    def apart(self, t: Tongue) -> tuple[str, str]:
        """The difference with its sign, and its unit; the amount that was left out or should not be there, where there is none."""
        gap, unit = self.difference
        if gap and unit in FACTORS:
            number, unit = t.apart(self.gap, self.gap)
            return f"{'+' if self.gap > 0 else ''}{number}", unit
        # what a word says has no difference in money
        if gap or self.amount is None or self.place["kind"] == Kind.WORDS:
            return (signed(gap), t.given(unit)) if gap else ("", "")
        yuan = converted(self.amount, self.unit, "元")
        return t.apart(yuan, yuan)

    def concerned(self, t: Tongue) -> str:
        """The amount that it concerns, with its unit."""
        return "" if self.amount is None else t.told(converted(self.amount, self.unit, "元"))


def defects(report: Published) -> Sequence[Defect]:
    """The report's defects, the heaviest first; differences to other years' reports are among them."""
    beyond = report.beyond.get("findings", ())
    by_id = {each["finding_id"]: each for each in report.findings}
    found = []
    for row in report.defects:
        ids = [*row["findings"].split(), *(f["finding_id"] for f in beyond if f["defect_id"] == row["defect_id"])]
        found.append(_defect(row, [by_id[name] for name in dict.fromkeys(ids) if name in by_id]))
    return sorted(found, key=lambda each: (each.share is None, -(each.share or 0), len(each.sides) < 2))


def plainly(words: str) -> str:
    """A statement without the ending that a page says once of all."""
    for ending in NEUTRAL:
        words = words.removesuffix(ending)
    return words


def _defect(row: Record, findings: Sequence[Record]) -> Defect:
    first: Record = findings[0] if findings else {}
    both = [
        side(row[f"{name}_text"], first.get(f"{name}_value", ""), _reference(first, name), row.get(f"{name}_en", ""))
        for name in ("left", "right")
    ]
    return Defect(
        row["defect_id"], row["title_zh"], row["title_en"], row["statement_zh"], row["statement_en"], [each for each in both if each], row["suggestion_zh"], row["suggestion_en"],
        row["explanations"], Decimal(row["share"] or 0) or None, Decimal(row["amount"] or 0) or None,
        row["unit"], findings, row,
    )  # fmt: skip


def weight(share: Decimal | None) -> str:
    """A share in per cent, with as many digits as tell something: 93.7, 0.8, 0.01."""
    if share is None:
        return ""
    per_cent = share * 100
    places = "0.1" if per_cent >= 1 else "0.01"
    return f"{per_cent.quantize(Decimal(places)):f}%" if per_cent >= Decimal("0.01") else "<0.01%"


def meter(share: Decimal | None) -> str:
    """A share's bar in per cent of its room."""
    return f"{min(share or Decimal(0), Decimal(1)) * 100:.1f}"


def side(words: str, value: str, reference: str = "", english: str = "") -> Side | None:
    """A side out of its words in defects.csv, "where：what"; None where nothing is quoted."""
    where, _, shown = words.rpartition("：")
    at, _, en = english.rpartition(": ")
    said = where.startswith("文中")
    return Side(where.removeprefix("文中"), shown, value, reference, said, (at, en)) if where else None


def _reference(finding: Record, side: str) -> str:
    """A wording of the text that is compared with one cell stands on the left, whatever the finding calls its left cell."""
    told = finding.get("left_cell") and not finding.get("right_cell") and not finding.get("difference")
    if told and finding.get("rule_id", "")[:1] == "N":
        return finding["left_cell"] if side == "right" else finding["scope"].partition("/")[0]
    return finding.get(f"{side}_claim") or finding.get(f"{side}_cell") or ""


def marked(words: str, value: str, shown: str = "") -> Markup:
    """`words` with the number of this value marked, whatever way it is printed; as shown where there is none; else it follows."""
    words = one_line(words)
    for each in _NUMBER.finditer(words) if value else ():
        if Decimal(each[1].replace(",", "")) == abs(Decimal(value)):
            shown = each[0]
            before, after = words[: each.start()], words[each.end() :]
            break
    else:
        if not shown:
            return escape(words)
        before, found, after = words.partition(shown)
        before = before if found else f"{words} "
    return Markup("{}<mark>{}</mark>{}").format(before, shown, after)
