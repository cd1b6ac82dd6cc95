"""The codes of all reports gathered: under which name and with which amount each stands in which report."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from sys import intern

from build_site.model.money import converted
from build_site.package import classify
from build_site.registers.codelists import codelist
from build_site.render import links
from build_site.render.published import Published, Record, anchor

_FORMS = {  # form: its code field, the amount that stands for the code
    "expenditure": ("functional_code", "total"),
    "government-fund-budget": ("functional_code", "total"),
    "state-capital-budget": ("functional_code", "total"),
    "basic-expenditure": ("economic_code", "amount"),
}


@dataclass(frozen=True, slots=True)
class Use:
    """One report's row with a code: as it names it, the form, its unit and printed total, and the amount there."""

    slug: str
    year: int
    code: str
    form: str
    row: str
    name: str
    unit: str
    total: Decimal | None
    value: Decimal | None
    yuan: Decimal | None  # the same in yuan: pages sort thousands by it, again and again

    def __reduce__(self) -> tuple[object, ...]:
        """Words that thousands of rows share are kept once."""
        return _use, tuple(getattr(self, each) for each in self.__slots__ if each != "yuan")

    @property
    def economic(self) -> bool:
        return _FORMS[self.form][0] == "economic_code"

    @property
    def report(self) -> tuple[str, int]:
        return self.slug, self.year

    @property
    def at(self) -> str:
        """The amount's place below the report's folder."""
        return links.address("", "forms", anchor(self.form, self.row, _FORMS[self.form][1]))

    @property
    def printed(self) -> str:
        return f"{self.value:,f} {self.unit}"


def _use(
    slug: str, year: int, code: str, form: str, row: str, name: str, unit: str, total: Decimal | None, value: Decimal | None
) -> Use:  # fmt: skip
    yuan = None if value is None else converted(value, unit, "元")
    return Use(
        intern(slug), year, intern(code), intern(form), intern(row), intern(name), intern(unit), total, value, yuan
    )


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
        """class, section or item; empty for no such code."""
        return (classify.economic_level if self.economic else classify.functional_level)(self.code)


def uses(report: Published) -> Iterator[Use]:
    """Every row of a report that has a code."""
    for form, (name, amount) in _FORMS.items():
        total, unit = _whole(report, form, amount), report.unit_of(form)
        for row in report.table(form):
            code = row.get(name) or ""
            if code.isdigit():
                cell = report.cell(form, row, amount)
                yield _use(report.slug, report.year, code, form, cell.row, row["name"], unit, total, cell.value)


def _whole(report: Published, form: str, amount: str) -> Decimal | None:
    """What the form's amounts add up to: its total row, else its printed subtotals if there are both."""
    total = report.find(form, amount, level="total")
    if total:
        return total.value
    parts = [report.find(form, amount, level="subtotal", group=group) for group in ("personnel", "non-personnel")]
    known = [part.amount for part in parts if part]
    return sum(known, Decimal(0)) if len(known) == len(parts) else None


def gather(reports: Iterable[Sequence[Use]]) -> dict[str, Code]:
    """Every code that a report uses, and what it belongs to, by code."""
    listed = {**codelist("functional"), **codelist("economic")}
    found: dict[str, Code] = {}
    for own in reports:
        for use in own:
            entry = found.setdefault(use.code, Code(use.code, use.economic, listed.get(use.code, {})))
            entry.uses.append(use)
    for code in list(found):
        for length in (3, 5):
            above = code[:length]
            if length < len(code) and above not in found:
                found[above] = Code(above, found[code].economic, listed.get(above, {}))
    return dict(sorted(found.items()))


def names(codes: Mapping[str, Code]) -> dict[str, str]:
    return {code: entry.name for code, entry in codes.items()}
