"""Packages made by hand for the audit's tests: CSVs and a descriptor, written without the package room.

`first_report()` transcribes the nine forms of the first real report by the shape of its lines.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from build_site.model import Finding, Form, State
from build_site.reconcile import audit, catalogue, examine
from build_site.reconcile.tables import Tables

ROOT = Path(__file__).resolve().parents[2]
OF_FORMS = frozenset(rule.rule_id for rule in catalogue().values() if rule.module in ("identities", "forms"))
"""The rules about the nine forms alone."""
_MODULES = ("amounts", "rates", "lists", "items", "sentences", "procurement")
OF_NARRATIVE = [r for r in catalogue().values() if r.module in _MODULES or r.rule_id in ("V-PROJECT", "V-WHOLE")]
"""The rules about the numbers of the narrative."""
SOURCE = ROOT / "data/sources/420116-data-resource-center/2023/report.txt"
TEXTS = {
    Form.REVENUE_AND_EXPENDITURE: ("side", "line", "label", "concept"),
    Form.FISCAL_APPROPRIATION: ("side", "line", "label", "concept"),
    Form.BASIC_EXPENDITURE: ("economic_code", "level", "name", "group"),
    Form.THREE_PUBLIC_EXPENSES: ("item", "label"),
}
CODED = ("functional_code", "level", "name")
SOURCES = (
    "general-public-budget",
    "government-fund-budget",
    "state-capital-budget",
    "from-superior-unit",
    "public-service-revenue",
    "operating-revenue",
    "from-subsidiary-units",
    "other-revenue",
)
CLASSES = (
    "201 202 203 204 205 206 207 208 210 211 212 213 214 215 216 217 219 220 221 222 223 224 229 231 232 234".split()
)
ITEMS = ("total", "overseas-visits", "vehicles", "vehicle-purchase", "vehicle-operation", "hospitality")
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
        _csv(folder / "cells.csv", ["cell_id", "form", "row", "field", "printed", "state"], self._cells())
        resources.append({"name": "sections", "path": "sections.csv"})
        sections = [{"form": form, "text": text, "source_line": "1"} for form, text in self.formulas.items()]
        _csv(folder / "sections.csv", ["section_id", "form", "text", "source_page", "source_line"], sections)
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
        _csv(folder / f"{form}.csv", fields, rows)
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
        for form, rows in self.forms.items():
            for number, row in enumerate(rows, 1):
                for name in form.fields:
                    cell_id, printed = f"{form}/{number}/{name}", row.get(name, "")
                    state = "not-read" if cell_id in self.unread else "value" if printed else "blank"
                    state = "zero" if printed and not Decimal(printed) else state
                    yield {
                        "cell_id": cell_id,
                        "form": form,
                        "row": str(number),
                        "field": name,
                        "printed": printed,
                        "state": state,
                    }


def _csv(path: Path, fields: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fields, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)


def in_yuan(package: Package, *forms: Form) -> Package:
    """The package with these forms printed in 元."""
    other = package.copy()
    for form in forms:
        other.units[form] = {"printedAs": "元", "factor": 1, "decimals": 2}
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
    return list(found), {f.left_cell: f.right_cell for f in found if f.rule_id == "N-AMOUNT" and f.right_cell}


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


# --- The first report ---------------------------------------------------------------------------------------------


def first_report() -> Package:
    """The nine forms of the first report, transcribed from its text."""
    forms = _parts(SOURCE.read_text(encoding="utf-8"))
    package = Package(
        forms={
            Form.REVENUE_AND_EXPENDITURE: _panels(forms["一"], ("amount",), ("amount",)),
            Form.REVENUE: _coded(forms["二"], Form.REVENUE.fields),
            Form.EXPENDITURE: _coded(forms["三"], Form.EXPENDITURE.fields),
            Form.FISCAL_APPROPRIATION: _panels(forms["四"], ("total",), Form.FISCAL_APPROPRIATION.fields),
            Form.GENERAL_PUBLIC_BUDGET: _coded(forms["五"], Form.GENERAL_PUBLIC_BUDGET.fields),
            Form.BASIC_EXPENDITURE: _basic(forms["六"]),
            Form.GOVERNMENT_FUND_BUDGET: [{"level": "total", "name": "合计"}],
            Form.STATE_CAPITAL_BUDGET: [{"level": "total", "name": "合计"}],
            Form.THREE_PUBLIC_EXPENSES: [],
        },
        empty={Form.GOVERNMENT_FUND_BUDGET, Form.STATE_CAPITAL_BUDGET, Form.THREE_PUBLIC_EXPENSES},
        columns={
            form: {str(n): name for n, name in enumerate(form.fields, 1)}
            for form in (Form.REVENUE, Form.EXPENDITURE, Form.GENERAL_PUBLIC_BUDGET)
        },
    )
    for form, ordinal in zip(Form, "一二三四五六七八九", strict=True):
        lines = [line for line in forms[ordinal] if "\t" not in line]
        notes = [line for line in lines if re.search(r"注：|\d[行栏]", line)]
        package.formulas[form] = "\n".join(notes)
        package.notes[form] = next((line for line in notes if "没有" in line), "")
    return package


def _parts(text: str) -> dict[str, list[str]]:
    body = text[text.rindex("第二部分") : text.rindex("第三部分")]
    parts: dict[str, list[str]] = {}
    current: list[str] = []
    for line in body.splitlines():
        head = re.match(r"([一二三四五六七八九])、.*表$", line.strip())
        if head and "\t" not in line:
            current = parts.setdefault(head[1], [])
        current.append(line)
    return parts


def _cells(line: str) -> list[str]:
    return [re.sub(r"\s", "", cell) for cell in line.split("\t")]


def _coded(lines: list[str], names: Sequence[str]) -> list[Record]:
    rows: list[Record] = []
    for line in lines:
        cells = _cells(line)
        printed = [cell for cell in cells if cell]
        if "\t" in line and printed and ((cells[0].isdigit() and len(cells[0]) in (3, 5, 7)) or printed[0] == "合计"):
            code = cells[0] if cells[0].isdigit() else ""
            name = printed[1] if code else printed[0]
            values = cells[-len(names) :] if len(cells) > len(names) + 2 else cells[cells.index(name) + 1 :]
            if code:  # the name takes the cells of 类 款 项 up to the first amount
                first = next(i for i, cell in enumerate(cells[2:], 2) if re.fullmatch(r"[\d.]+", cell))
                values = cells[first:]
            else:
                first = next(i for i, cell in enumerate(cells) if re.fullmatch(r"[\d.]+", cell))
                values = cells[first:]
            level = {0: "total", 3: "class", 5: "section", 7: "item"}[len(code)]
            rows.append(
                {"functional_code": code, "level": level, "name": name, **dict(zip(names, values, strict=False))}
            )
    return rows


def _panels(lines: list[str], left: Sequence[str], right: Sequence[str]) -> list[Record]:
    revenue: list[Record] = []
    expenditure: list[Record] = []
    for line in lines:
        cells = _cells(line)
        if len(cells) > 4 and cells[1].isdigit() and cells[4].isdigit():
            if cells[0]:
                revenue.append({"side": "revenue", "label": cells[0], "line": cells[1], left[0]: cells[2]})
            if cells[3]:
                values = dict(zip(right, cells[5:], strict=False))
                expenditure.append({"side": "expenditure", "label": cells[3], "line": cells[4], **values})
    return [*_named(revenue), *_named(expenditure)]


def _named(rows: list[Record]) -> list[Record]:
    """Fill in the concepts by the labels of this one report."""
    sources, classes, opening = iter(SOURCES), iter(CLASSES), iter(SOURCES)
    fixed = {
        "使用非财政拨款结余": "non-appropriated-balance-used",
        "年初结转和结余": "opening-balance",
        "年初财政拨款结转和结余": "opening-balance",
        "结余分配": "surplus-distribution",
        "年末结转和结余": "closing-balance",
        "年末财政拨款结转和结余": "closing-balance",
        "总计": "total",
        "本年收入合计": "total-for-year",
        "本年支出合计": "total-for-year",
    }
    for row in rows:
        if row["label"] in fixed:
            row["concept"] = fixed[row["label"]]
        elif "、" in row["label"]:
            row["concept"] = next(sources if row["side"] == "revenue" else classes)
        else:
            row["concept"] = f"opening-balance:{next(opening)}"
    return rows


def _basic(lines: list[str]) -> list[Record]:
    blocks: list[list[Record]] = [[], [], []]
    for line in lines:
        cells = _cells(line)
        if "人员经费合计" in cells:
            ends = [cell for cell in cells if re.fullmatch(r"[\d.]+", cell)]
            totals: list[Record] = [
                {"level": "subtotal", "name": "人员经费合计", "group": "personnel", "amount": ends[0]},
                {"level": "subtotal", "name": "公用经费合计", "group": "non-personnel", "amount": ends[1]},
            ]
        for block, start in enumerate(range(0, len(cells) - 2, 3)):
            code, name, amount = cells[start : start + 3]
            if code.isdigit() and block < 3:
                group = "personnel" if block == 0 else "non-personnel"
                level = "class" if len(code) == 3 else "section"
                blocks[block].append(
                    {"economic_code": code, "level": level, "name": name, "group": group, "amount": amount}
                )
    return [*blocks[0], totals[0], *blocks[1], *blocks[2], totals[1]]
