"""Whether all pages of a form are there, in their order: codes that go on, and sums, tell where no printed number does."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from build_site.model import Form, Place, Row, Said, State
from build_site.model.forms import Measures
from build_site.registers.codelists import codelist

_CLASS = 3  # digits of its code
_FEWEST_PAIRS = 4  # rows that follow each other on a page: what they skip is what the form skips
_SKIPPED = 2  # codes more than those skip: a form may leave them out
_SAME_X = 6.0  # points


class _Listed(NamedTuple):
    """The rows of a form's list with their codes, the row of their total and how many stand before it, and the amounts that
    are summed up."""

    codes: Sequence[str]
    rows: Sequence[Row]
    total: Row | None
    before: int
    measures: Measures


def lost(form: Form, rows: Sequence[Row], below: Place | None) -> Iterator[tuple[Said, Place]]:
    """Where a page of a form may be missing or in another's place, and why. `below`: where a note stands under the table,
    which ends on that page.

    What only one amount speaks for is the office's mistake; of several pages, what stands between two."""
    listed = _listed(form, rows)
    if len(listed.codes) > 1 and len({*listed.codes}) == len(listed.codes):
        yield from _Whole(listed, below).told()


def _listed(form: Form, rows: Sequence[Row]) -> _Listed:
    found: list[tuple[str, Row]] = []
    total, before = None, 0
    for row in rows:
        texts = row.texts
        concept = texts.get("concept", "")
        code = texts.get("functional_code", "") + texts.get("economic_code", "") + concept.partition("class:")[2]
        if code:
            found.append((code, row))
        elif "functional_code" in texts or (concept == "total-for-year" and texts["side"] == "expenditure"):
            total, before = (total, before) if total else (row, len(found))
    return _Listed([code for code, _ in found], [row for _, row in found], total, before, form.measures)


class _Whole:
    def __init__(self, listed: _Listed, below: Place | None) -> None:
        self.codes, self.rows, self.total, self.before, self.measures = listed
        self.known = frozenset(self.codes)
        self.paged = self.rows[0].place.page is not None
        self.text = not self.paged and not (self.rows[0].place.cell or self.rows[0].place.sheet)
        pages = [row.place.page or 0 for row in self.rows]
        self.ends = [at for at in range(1, len(pages)) if pages[at - 1] < pages[at] and self._is_under(at)]
        last = max([*pages, self.total.place.page or 0] if self.total else pages)
        if pages[-1] < last:
            self.ends.append(len(pages))
        self.wrong = False  # whether amounts do not add up otherwise than by rows that are missing
        self.closed = below is not None and below.page == (last or None)

    def told(self) -> Iterator[tuple[Said, Place]]:
        back = [at for at, (a, b) in enumerate(pairwise(self.codes), 1) if b < a and self._is_under(at)]
        orphans = [at for at, code in enumerate(self.codes) if len(code) > _CLASS and code[:-2] not in self.known]
        for at in self.ends:
            why = self._turned(at, back) or self._orphaned(at, orphans) or self._skipped(at) or self._short(at)
            if why:
                yield self._said(at, why), self.rows[at - 1].place
        at = len(self.codes)
        if self.text and (why := self._orphaned(min(orphans, default=at), orphans) or self._short_anywhere()):
            yield Said(f"{why.zh}：可能缺行或缺页", f"{why}: rows or a page may be missing"), self.rows[0].place
        elif (
            self.paged and not self.closed and at not in self.ends and (why := self._short(at) or self._without_total())
        ):
            yield self._said(at, why), self.rows[-1].place

    def _is_under(self, at: int) -> bool:
        """Whether a row stands in the same column of the form as the one before it."""
        one, other = self.rows[at - 1].place.box, self.rows[at].place.box
        return one is None or other is None or abs(one[0] - other[0]) < _SAME_X

    def _said(self, at: int, why: Said) -> Said:
        page = self.rows[at - 1].place.page
        return Said(
            f"第 {page} 页之后可能缺页或错页：{why.zh}",
            f"a page may be missing or out of order behind page {page}: {why}",
        )

    def _turned(self, at: int, back: Sequence[int]) -> Said | None:
        """The codes go back at ends of pages, and nowhere else; those within a class, where the classes have their own order."""
        if self.total and at == self.before < len(self.codes):
            return Said("合计印在各行中间", "the total stands between the rows")
        if at not in back:
            return None
        one, other = self.codes[at - 1], self.codes[at]
        alike = {each for each in back if len(self.codes[each]) > _CLASS or len(other) == _CLASS}
        if not alike <= {*self.ends}:
            return None
        return Said(f"编码从 {one} 回到 {other}", f"the codes go back from {one} to {other}")

    def _orphaned(self, at: int, orphans: Sequence[int]) -> Said | None:
        """The first row of a page has no class or section, as all others have."""
        if at not in orphans or any(self.codes[each][:-2] != self.codes[at][:-2] for each in orphans):
            return None
        code = self.codes[at]
        return Said(f"{code} 的上级科目 {code[:-2]} 没有印出", f"{code[:-2]}, the parent of {code}, is not printed")

    @cached_property
    def _steps(self) -> dict[int, int]:
        """How many codes of their list that stand nowhere in the form two rows leave out, by the second one's place; in a form
        of classes and their parts those of their own classes: others are often left out."""
        longest = max(map(len, self.codes))
        of = codelist("economic" if "economic_code" in self.rows[0].texts else "functional")
        seen = [code for code in of if len(code) == _CLASS or of[code]["reports"] != "0"]  # the others no form lists
        left_out = [code for code in seen if len(code) <= longest and code not in self.known]
        return {
            at: sum(
                a < code < b and (longest == _CLASS or code[:_CLASS] in (a[:_CLASS], b[:_CLASS])) for code in left_out
            )
            for at, (a, b) in enumerate(pairwise(self.codes), 1)
            if a < b
        }

    def _skipped(self, at: int) -> Said | None:
        """A form that has nearly all codes leaves out many at the end of a page."""
        usual = [step for index, step in self._steps.items() if index not in self.ends]
        dense = len(usual) >= _FEWEST_PAIRS and not median(usual)
        if not dense or self._steps.get(at, 0) <= max(usual) + _SKIPPED:
            return None
        one, other = self.codes[at - 1], self.codes[at]
        return Said(f"编码从 {one} 直接到 {other}", f"the code after {one} is {other}")

    def _short(self, at: int) -> Said | None:
        """What is still open at the end of a page is more than its parts, and all that is not, is their sum."""
        open_here = {self.codes[at - 1][:size] for size in (3, 5, 7)} | {""}
        open_anywhere = {self.codes[end - 1][:size] for end in (*self.ends, len(self.codes)) for size in (3, 5, 7)}
        alone = not any(self.measures.values()) and not self._steps.get(at, 1)  # one amount, and no code left out
        if alone or {*self._missing} - open_anywhere - {""}:
            return None
        return self._saying({code: gap for code, gap in self._missing.items() if code in open_here})

    def _without_total(self) -> Said | None:
        functional = "functional_code" in self.rows[0].texts and not self.total
        return Said("没有读到合计那一行", "the row of the total was not read") if functional else None

    def _short_anywhere(self) -> Said | None:
        """In a text: where one gap explains all sums that are not those of their parts."""
        missing = self._missing
        short = sorted(filter(None, missing), key=len)
        if (
            self.wrong
            or not any(self.measures.values())
            or any(not long.startswith(code) for code, long in pairwise(short))
        ):
            return None
        return self._saying(self._missing)

    @staticmethod
    def _saying(missing: Mapping[str, Decimal]) -> Said | None:
        if not missing:
            return None
        code, gap = max(missing.items(), key=lambda each: len(each[0]))
        zh, en = (f"{code} ", code) if code else ("合计", "the total")
        return Said(f"{zh}比各下级之和多 {gap}", f"{en} is {gap} more than its parts")

    @cached_property
    def _missing(self) -> dict[str, Decimal]:
        """How much more a row is than those under it, in all amounts that make it up; "" is the total."""
        parts: dict[str, list[Row]] = defaultdict(list)
        for code, row in zip(self.codes, self.rows, strict=True):
            parent = next((code[:size] for size in (5, 3) if size < len(code) and code[:size] in self.known), "")
            if parent or len(code) == _CLASS or self.total:
                parts[parent].append(row)
        sums = dict(zip(self.codes, self.rows, strict=True)) | ({"": self.total} if self.total else {})
        bare = [code for code in self.codes if len(code) < max(map(len, self.codes)) and code not in parts]
        if len(bare) == 1:
            parts[bare[0]] = []  # the only one without parts: they are not there
        return {code: gap for code in parts if code in sums and (gap := self._gap(sums[code], parts[code]))}

    def _gap(self, whole: Row, parts: Sequence[Row]) -> Decimal:
        """By how much the parts fall short in each amount, where those of the whole's own sum do alike; else 0."""
        if any(a.doubt or a.state is State.NOT_READ for row in (whole, *parts) for a in row.amounts.values()):
            self.wrong = True
            return Decimal(0)
        short = {
            name: (amount.value or Decimal(0)) - sum(_value(row, name) for row in parts)
            for name, amount in whole.amounts.items()
        }
        places = [-int(a.value.as_tuple().exponent) for a in whole.amounts.values() if a.value]
        rough = Decimal(len(parts) + 2).scaleb(-min(places, default=0))
        for name, of in self.measures.items():
            own = short.get(name, Decimal(0))
            known = [short[part] for part in of if part in short]
            if any(_value(row, name) < 0 for row in parts):
                break  # a sign that the report has wrong is as likely
            if own > rough and (abs(own - sum(known)) <= rough if known else not any(self.measures.values())):
                return own
        self.wrong = self.wrong or any(abs(gap) > rough for gap in short.values())
        return Decimal(0)


def _value(row: Row, name: str) -> Decimal:
    amount = row.amounts.get(name)
    return (amount.value if amount else None) or Decimal(0)
