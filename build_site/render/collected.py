"""All reports of the site in short, as the pages above them ask for them: by place, by department, by year."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from markupsafe import Markup

from build_site.model import Department
from build_site.registers.codelists import codelist, divisions_of
from build_site.render import catalogue
from build_site.render.digest import Digest
from build_site.render.measures import ABSENT, Known
from build_site.render.published import Record
from build_site.render.words import Tongue, english_name, rate


@dataclass(frozen=True)
class Office:
    """A department of the register with its reports, newest first."""

    department: Department
    reports: Sequence[Digest]

    @property
    def slug(self) -> str:
        return self.department.slug

    @property
    def newest(self) -> Digest:
        return self.reports[0]

    def of(self, year: int) -> Digest | None:
        return next((each for each in self.reports if each.year == year), None)

    def known(self, year: int, measure: str) -> Known:
        """A measure in a year, not collected where no report of it is here."""
        report = self.of(year)
        return report.measures[measure] if report else ABSENT

    def before(self, year: int, measure: str, stated: str = "") -> tuple[Known, bool]:
        """The measure a year earlier: of the report of that year, else as this year's report states the change; and
        whether it is only derived from such a statement."""
        if self.of(year - 1):
            return self.known(year - 1, measure), False
        derived = self.known(year, stated) if stated else ABSENT
        return (derived, True) if derived.yuan is not None else (ABSENT, False)

    def moved(self, year: int) -> tuple[str, str, bool]:
        """The change of its expenditure on the year before in per cent, empty where there is none; the state of that year's;
        whether it is only derived."""
        spent, (before, derived) = self.known(year, "expenditure"), self.before(year, "expenditure", "prior")
        told = rate(spent.yuan - before.yuan, before.yuan) if spent.yuan is not None and before.yuan else ""
        return told, before.state, derived and told != ""


class Collected:
    """Reports (by slug, newest first) and the register of departments (some without a report)."""

    def __init__(self, reports: Sequence[Digest], departments: Mapping[str, Department]) -> None:
        self.reports, self.known = reports, departments

    @cached_property
    def offices(self) -> Mapping[str, Office]:
        """Departments that have a report, by slug."""
        found: dict[str, list[Digest]] = {}
        for each in self.reports:
            found.setdefault(each.slug, []).append(each)
        return {slug: Office(self.known.get(slug) or _registered(own[0]), own) for slug, own in found.items()}

    @cached_property
    def missing(self) -> Sequence[Department]:
        """Departments of the register without any report here."""
        return [each for slug, each in self.known.items() if slug not in self.offices]

    @cached_property
    def years(self) -> list[int]:
        """Newest first."""
        return sorted({each.year for each in self.reports}, reverse=True)

    @cached_property
    def divisions(self) -> Mapping[str, list[Office]]:
        """Every place that has a page: those of departments, and the cities and provinces above them."""
        found: dict[str, list[Office]] = {}
        for office in self.offices.values():
            for code in divisions_of(office.department.division_code):
                found.setdefault(code, []).append(office)
        return dict(sorted(found.items()))

    @cached_property
    def checked(
        self,
    ) -> tuple[dict[str, list[tuple[Digest, Record]]], dict[str, Counter[str]], dict[str, Counter[str]]]:
        """Of each rule its findings with their reports, how often it ended how, and in how many reports."""
        hits: dict[str, list[tuple[Digest, Record]]] = {rule_id: [] for rule_id in catalogue.rules()}
        counts: dict[str, Counter[str]] = {rule_id: Counter() for rule_id in hits}
        concerned: dict[str, Counter[str]] = {rule_id: Counter() for rule_id in hits}
        for report in self.reports:
            for rule_id, kinds in report.kinds.items():
                own = counts.setdefault(rule_id, Counter())
                for kind, checks in kinds.items():
                    own[kind] += checks
                concerned.setdefault(rule_id, Counter()).update(kinds.keys())
            for finding in report.findings:
                hits.setdefault(finding["rule_id"], []).append((report, finding))
        return hits, counts, concerned

    def years_of(self, offices: Iterable[Office]) -> list[tuple[int, int]]:
        """Each year with the number of their reports, the newest first."""
        counts = Counter(report.year for office in offices for report in office.reports)
        return sorted(counts.items(), reverse=True)

    def main_year(self, offices: Iterable[Office], measure: str = "") -> int:
        """The year that most of them have a report of, the newer of two; none without an amount of `measure` where another has one."""
        told = {each.year for each in self.reports if not measure or each.measures[measure].yuan is not None}
        return max(self.years_of(offices), key=lambda each: (each[0] in told, each[1], each[0]), default=(0, 0))[0]

    def by_year(
        self, page: str, offices: Iterable[Office], lang: str, measure: str = ""
    ) -> Iterator[tuple[str, int, Tongue, list[Any]]]:
        """The pages of a matter that is told year by year: the one at `page` tells the main year, each other its own below;
        the main year's address there leads to it, so that one that was cited keeps its year. Path, year, language with the
        way to the root, and the choice (year, reports, address)."""
        years, main = self.years_of(offices), self.main_year(offices, measure)
        for path, year in ((page, main), *((f"{page}/{year}", year) for year, _ in years if year != main)):
            t = Tongue(lang, "../" * (path.count("/") + 1 + (lang == "en")))
            at = ((each, count, "" if each == main else f"{each}/") for each, count in years if len(years) > 1)
            yield f"{path}/index.md", year, t, [(each, count, f"{t.home}{page}/{own}") for each, count, own in at]

    def name(self, office: Office, t: Tongue) -> Markup:
        return t.named(office.department.name, self.english(office))

    def english(self, office: Office) -> str:
        own = office.department
        return english_name(own.slug, own.name_en, own.division_code, own.name)

    def plain(self, office: Office, t: Tongue) -> str:
        """Its name without markup, for charts and titles."""
        return self.name(office, t).striptags()

    def class_name(self, code: str, t: Tongue) -> Markup:
        """A functional class by its usual name, 支出 left out; in English as we translate it."""
        row = codelist("functional").get(code)
        return t.given(short_class(row["name"] if row else code))


def short_class(name: str) -> str:
    """A class's name without the word that all have."""
    return name.removesuffix("支出") or name


def total(known: Iterable[Known]) -> Decimal | None:
    """The sum of those that have an amount; None where none has."""
    amounts = [each.yuan for each in known if each.yuan is not None]
    return sum(amounts, Decimal(0)) if amounts else None


def _registered(report: Digest) -> Department:
    """What the registration alone says of a department that departments.csv does not list."""
    known = report.registration
    return Department(known.slug, known.department, "", known.division_code, "", "")
