"""Packages made by hand for the audit's tests: CSVs and a descriptor, written without the package room."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from build_site.extract.recognise.claims import bind
from build_site.model import Finding, Form, Paragraph, Place, State
from build_site.reconcile import audit, catalogue, examine
from build_site.reconcile.tables import Tables
from build_site.registers.dictionary import read
from tests.factory.accounts import Accounts, Entry
from tests.houses import ROOT, rows, write_rows

RULES_OF_FORMS = [rule for rule in catalogue().values() if rule.module in ("identities", "forms")]
"""The rules about the nine forms alone."""
OF_FORMS = frozenset(rule.rule_id for rule in RULES_OF_FORMS)
_MODULES = (
    "amounts",
    "averages",
    "directions",
    "rates",
    "lists",
    "items",
    "paths",
    "repeats",
    "sentences",
    "procurement",
)
OF_NARRATIVE = [r for r in catalogue().values() if r.module in _MODULES or r.rule_id in ("V-PROJECT", "V-WHOLE")]
"""The rules about the numbers of the narrative."""
FIRST = ROOT / "data/packages/420116-data-resource-center/2023"
TEXTS = {
    Form.REVENUE_AND_EXPENDITURE: ("side", "line", "label", "concept"),
    Form.FISCAL_APPROPRIATION: ("side", "line", "label", "concept"),
    Form.BASIC_EXPENDITURE: ("economic_code", "level", "name", "group"),
    Form.THREE_PUBLIC_EXPENSES: ("item", "label"),
}
YUAN = {"printedAs": "元", "factor": 1, "decimals": 2}
CLAIM_FIELDS = (
    "claim_id section_id sentence printed value unit measure subject fiscal_year phase direction base".split()
)
CODED = ("functional_code", "level", "name")
Record = dict[str, str]


@dataclass
class Package:
    """A package in memory. Forms without rows are empty if they have a note, else missing if listed there."""

    forms: dict[Form, list[Record]]
    notes: dict[Form, str] = field(default_factory=dict)  # the note of an empty form
    formulas: dict[Form, str] = field(default_factory=dict)  # the text under a form
    columns: dict[Form, Record] = field(default_factory=dict)
    missing: set[Form] = field(default_factory=set)
    empty: set[Form] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)  # cell ids
    units: dict[Form, dict[str, object]] = field(default_factory=dict)
    read_by: str = "text"
    year: int = 2023

    def copy(self) -> Package:
        return deepcopy(self)

    def row(self, form: Form, **texts: str) -> Record:
        (found,) = (r for r in self.forms[form] if all(r.get(k) == v for k, v in texts.items()))
        return found

    def set(self, cell_id: str, value: str) -> Package:
        """A copy with one cell changed."""
        other = self.copy()
        form, row, name = cell_id.split("/")
        other.forms[Form(form)][int(row) - 1][name] = value
        return other

    def amounts(self) -> dict[str, Decimal]:
        """Every printed amount by its cell id."""
        return {
            f"{form}/{number}/{name}": Decimal(row[name])
            for form, rows in self.forms.items()
            for number, row in enumerate(rows, 1)
            for name in form.fields
            if row.get(name)
        }

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        resources = [self._form(folder, form) for form in Form if form not in self.missing]
        resources.append({"name": "cells", "path": "cells.csv"})
        write_rows(
            folder / "cells.csv", ["cell_id", "form", "row", "field", "printed", "state", "source_line"], self._cells()
        )
        resources.append({"name": "sections", "path": "sections.csv"})
        sections = [{"form": form, "text": text, "source_line": "1"} for form, text in self.formulas.items()]
        write_rows(folder / "sections.csv", ["section_id", "form", "text", "source_page", "source_line"], sections)
        descriptor = {
            "name": f"420116-made-{self.year}",
            "department": {"slug": "420116-made"},
            "fiscalYear": self.year,
            "readBy": self.read_by,
            "amountUnit": {"currency": "CNY", "factor": 10000, "printedAs": "万元", "decimals": 2},
            "resources": resources,
        }
        (folder / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")
        return folder

    def _form(self, folder: Path, form: Form) -> dict[str, object]:
        fields = ["row", *TEXTS.get(form, CODED), *form.fields, "source_page", "source_line"]
        rows = [{**row, "row": str(n), "source_line": str(n)} for n, row in enumerate(self.forms.get(form, []), 1)]
        write_rows(folder / f"{form}.csv", fields, rows)
        unit = {"amountUnit": self.units[form]} if form in self.units else {}
        return {
            "name": form,
            "path": f"{form}.csv",
            "formState": "empty" if form in self.empty else "found",
            "formNote": self.notes.get(form, ""),
            "columnNumbers": self.columns.get(form, {}),
            "schema": {"fields": [{"name": name, "title": f"{name}标题"} for name in fields]},
            **unit,
        }

    def _cells(self) -> Iterator[Record]:
        for form, made in self.forms.items():
            for number, row in enumerate(made, 1):
                for name in form.fields:
                    cell_id, printed = f"{form}/{number}/{name}", row.get(name, "")
                    state = "not-read" if cell_id in self.unread else "value" if printed else "blank"
                    state = "zero" if printed and not Decimal(printed) else state
                    yield {
                        "cell_id": cell_id,
                        "form": form,
                        "row": str(number),
                        "source_line": str(number),
                        "field": name,
                        "printed": printed,
                        "state": state,
                    }


def record(resource: str, **values: str) -> Record:
    """A row of a published table, blank but for these values."""
    return dict.fromkeys(read()[resource].columns, "") | values


def in_yuan(package: Package, *forms: Form) -> Package:
    """The package with these forms printed in 元."""
    other = package.copy()
    for form in forms:
        other.units[form] = YUAN
        for row, name in ((row, name) for row in other.forms[form] for name in form.fields if row.get(name)):
            row[name] = format(Decimal(row[name]) * 10_000, ".2f")
    return other


def findings(package: Package, folder: Path) -> dict[str, Finding]:
    """The audit of a package's forms by finding id; asserts that no id of any rule occurs twice."""
    found = audit(package.write(folder / "package")).findings
    by_id = {f.finding_id: f for f in found}
    assert len(by_id) == len(found)
    return {finding_id: f for finding_id, f in by_id.items() if f.rule_id in OF_FORMS}


def check(tables: Tables, claims: Sequence[Mapping[str, str]]) -> tuple[list[Finding], dict[str, str]]:
    """What the rules about the narrative say of these claims, and the cell that each was found to state."""
    found = examine(replace(tables, records={**tables.records, "claims": claims}), OF_NARRATIVE)
    return list(found), {f.left_id: f.right_id for f in found if f.rule_id == "N-AMOUNT" and f.right_id}


def with_cell(tables: Tables, cell_id: str, value: Decimal | None) -> Tables:
    """The tables with one amount changed."""
    form = Form(cell_id.split("/", maxsplit=1)[0])
    state = State.BLANK if value is None else State.VALUE
    rows = tuple(
        replace(
            row,
            cells={
                n: replace(c, value=value, state=state) if c.cell_id == cell_id else c for n, c in row.cells.items()
            },
        )
        for row in tables[form].rows
    )
    return replace(tables, forms={**tables.forms, form: replace(tables[form], rows=rows)})


def first_report() -> Package:
    """The nine forms of the first report, as its package publishes them; an empty fund form prints its total row."""
    published = json.loads((FIRST / "datapackage.json").read_text("utf-8"))
    resources = {each["name"]: each for each in published["resources"]}
    forms = {form: rows(FIRST / f"{form}.csv") for form in Form}
    for form in (Form.GOVERNMENT_FUND_BUDGET, Form.STATE_CAPITAL_BUDGET):
        forms[form] = [{"level": "total", "name": "合计"}]
    return Package(
        forms=forms,
        notes={form: resources[form].get("formNote", "") for form in Form},
        formulas={Form(each["form"]): each["text"] for each in rows(FIRST / "sections.csv") if each["form"]},
        columns={form: resources[form].get("columnNumbers", {}) for form in Form},
        empty={form for form in Form if resources[form]["formState"] == "empty"},
    )


# --- Invented accounts --------------------------------------------------------------------------------------------


def invented(accounts: Accounts) -> Package:
    """The nine forms of invented accounts, with every line numbered by its place in its form."""
    return Package(
        forms={form: [_row(form, *each) for each in enumerate(entries, 1)] for form, entries in accounts.forms.items()},
        notes=dict(accounts.nothing),
        empty=set(accounts.nothing),
        formulas={Form.REVENUE_AND_EXPENDITURE: "9行=（1+2+…+8）行；12行=（9+10+11）行。"},
        units=dict.fromkeys(Form, YUAN) if accounts.unit == "元" else {},
        year=accounts.year,
    )


def _row(form: Form, number: int, entry: Entry) -> Record:
    amounts = {name: format(value, "f") for name, value in entry.amounts.items()}
    code = entry.key if entry.key.isdigit() else ""
    match form:
        case Form.REVENUE_AND_EXPENDITURE | Form.FISCAL_APPROPRIATION:
            texts = {"side": entry.side, "line": str(number), "label": entry.key, "concept": entry.key}
        case Form.THREE_PUBLIC_EXPENSES:
            texts = {"item": entry.key, "label": entry.key}
        case Form.BASIC_EXPENDITURE:
            group = "personnel" if code[:3] in ("301", "303") else "non-personnel"
            level = {0: "subtotal", 3: "class", 5: "section"}[len(code)]
            texts = {"economic_code": code, "level": level, "name": entry.name, "group": group if code else entry.key}
        case _:
            level = {0: "total", 3: "class", 5: "section", 7: "item"}[len(code)]
            texts = {"functional_code": code, "level": level, "name": entry.name}
    return texts | amounts


def told(accounts: Accounts, style: Callable[[str], str] = str) -> list[Record]:
    """The numbers of their narrative, as rows of claims.csv."""
    paragraphs: list[Paragraph] = []
    titles: list[str] = []
    for passage in accounts.narrative:
        titles = [*titles[: passage.level - 1], passage.title]
        for text in map(style, passage.paragraphs):
            at = len(paragraphs) + 1
            paragraphs.append(Paragraph(f"3.{at}", tuple(titles), text, tuple(Place(line=at) for _ in text)))
    return [
        record("claims", **{name: str(value) for name in CLAIM_FIELDS if (value := getattr(claim, name)) is not None})
        | {"source_line": str(claim.place.line or "")}
        for claim in bind(paragraphs, accounts.year, accounts.department)
    ]
