"""What a report says, whatever its layout: the nine forms' amounts and the narrative."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from build_site.model import Form
from build_site.model.money import converted
from tests.houses import ROOT, rows

SUMMARIES = (Form.REVENUE_AND_EXPENDITURE, Form.FISCAL_APPROPRIATION)
NOTES: Mapping[Form, str] = {
    Form.REVENUE_AND_EXPENDITURE: "注：本表反映部门本年度的总收支和年末结转结余情况。",
    Form.REVENUE: "注：本表反映部门本年度取得的各项收入情况。",
    Form.EXPENDITURE: "注：本表反映部门本年度各项支出情况。",
    Form.FISCAL_APPROPRIATION: "注：本表反映部门本年度财政拨款总收支和结转结余情况。",
    Form.GENERAL_PUBLIC_BUDGET: "注：本表反映部门本年度一般公共预算财政拨款支出情况。",
    Form.BASIC_EXPENDITURE: "注：本表反映部门本年度一般公共预算财政拨款基本支出明细情况。",
    Form.GOVERNMENT_FUND_BUDGET: "注：本表反映部门本年度政府性基金预算财政拨款收入、支出及结转和结余情况。",
    Form.STATE_CAPITAL_BUDGET: "注：本表反映部门本年度国有资本经营预算财政拨款支出情况。",
    Form.THREE_PUBLIC_EXPENSES: "注：本表反映部门本年度“三公”经费支出预决算情况。",
}


class Entry(NamedTuple):
    """One row of a form. key: a functional or economic code ("" for the total, personnel and non-personnel for the two
    subtotals of basic expenditure), a concept of a summary form, or an item of the “三公” form. Nil amounts are absent."""

    key: str
    name: str
    amounts: Mapping[str, Decimal]
    side: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading and its paragraphs. level: 1 part, 2 chapter, 3 section. inline: heading and text share a paragraph."""

    number: str
    title: str
    level: int
    paragraphs: tuple[str, ...] = ()
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Accounts:
    """A department's final accounts of one year. A form without entries is declared empty by its `nothing` sentence."""

    department: str
    year: int
    published: date
    unit: str
    forms: Mapping[Form, tuple[Entry, ...]]
    nothing: Mapping[Form, str]
    narrative: tuple[Passage, ...]

    def of(self, form: Form, key: str, side: str = "") -> Mapping[str, Decimal]:
        """The amounts of one row, empty where there is none."""
        return next((entry.amounts for entry in self.forms[form] if (entry.key, entry.side) == (key, side)), {})


def from_package(folder: Path) -> Accounts:
    """The accounts of a published package: its forms, and of its narrative the parts made of text alone."""
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    resources = {resource["name"]: resource for resource in descriptor["resources"]}
    year, month, day = map(int, descriptor["sources"][0]["published"].split("-"))
    return Accounts(
        department=descriptor["department"]["name"],
        year=descriptor["fiscalYear"],
        published=date(year, month, day),
        unit=descriptor["amountUnit"]["printedAs"],
        forms={form: tuple(_entries(folder, form)) for form in Form},
        nothing={form: note for form in Form if (note := resources[form.value].get("formNote"))},
        narrative=tuple(_passages(folder)),
    )


@cache
def codelist(name: str) -> dict[str, str]:
    """The names of a code list by their codes: the classes, and what reports were seen to print."""
    listed = rows(ROOT / "data/codelists" / name / f"{name}.csv")
    return {r["code"]: r["name"] for r in listed if len(r["code"]) == 3 or r.get("reports") != "0"}


def _entries(folder: Path, form: Form) -> Iterator[Entry]:
    for row in rows(folder / f"{form}.csv"):
        amounts = {field: Decimal(row[field]) for field in form.fields if row[field]}
        if form in SUMMARIES:
            yield Entry(row["concept"], "", amounts, row["side"])
        elif form is Form.THREE_PUBLIC_EXPENSES:
            yield Entry(row["item"], row["label"], amounts)
        elif form is Form.BASIC_EXPENDITURE:
            key = row["economic_code"] or row["group"]
            yield Entry(key, row["name"], amounts)
        else:
            yield Entry(row["functional_code"], row["name"], amounts)


def _passages(folder: Path) -> Iterator[Passage]:
    """The narrative's parts but for those that hold tables: the forms, key work and annexes."""
    wanted = False
    for row in rows(folder / "sections.csv"):
        level = int(row["level"])
        if level == 1:
            wanted = bool(row["number"]) and not any(word in row["title"] for word in ("决算表", "重点工作", "附件"))
        if wanted:
            definition = level == 3 and row["section_id"].split(".")[1] == "0"
            yield Passage(row["number"], row["title"], level, tuple(filter(None, row["text"].split("\n"))), definition)


def brief(accounts: Accounts, passages: int = 5) -> Accounts:
    """The same accounts with little prose, where their tables are the matter: prose is a third of what reading costs."""
    return replace(accounts, narrative=accounts.narrative[:passages])


def in_units(accounts: Accounts, units: Mapping[Form, str]) -> Accounts:
    """The same accounts with these forms in other units, as many decimals less or more as the unit is smaller or larger;
    `Layout(units=units)` prints them so."""
    forms = {form: tuple(_converted(entry, accounts.unit, units.get(form, accounts.unit)) for entry in entries)
             for form, entries in accounts.forms.items()}  # fmt: skip
    return replace(accounts, forms=forms)


def _converted(entry: Entry, unit: str, to: str) -> Entry:
    amounts = {name: converted(value, unit, to) + Decimal("0.00") for name, value in entry.amounts.items()}
    return entry._replace(amounts=amounts)
