"""Packages made by hand for the audit's tests: CSVs and a descriptor, written without the package room.

`first_report()` transcribes the nine forms of the first real report by the shape of its lines; `accounts(…)` builds a
consistent report from exact amounts by item.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from build_site.model import Finding, Form
from build_site.reconcile import audit
from build_site.reconcile.tables import AMOUNTS

ROOT = Path(__file__).resolve().parents[2]
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
            for name in AMOUNTS[form]
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
        fields = ["row", *TEXTS.get(form, CODED), *AMOUNTS[form], "source_page", "source_line"]
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
                for name in AMOUNTS[form]:
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


def known(folder: Path, *rows: Sequence[str]) -> Path:
    """A known-issues.csv."""
    path = folder / "known-issues.csv"
    header = "slug,year,rule_id,scope,reason,reason_en,page,decided_by,decided_on"
    path.write_text("\n".join([header, *(",".join(row) for row in rows)]) + "\n", encoding="utf-8")
    return path


def findings(package: Package, folder: Path) -> dict[str, Finding]:
    """The audit of a package by finding id; asserts that no id occurs twice."""
    found = audit(package.write(folder / "package"), known(folder)).findings
    by_id = {f.finding_id: f for f in found}
    assert len(by_id) == len(found)
    return by_id


# --- The first report ---------------------------------------------------------------------------------------------


def first_report() -> Package:
    """The nine forms of the first report, transcribed from its text."""
    forms = _parts(SOURCE.read_text(encoding="utf-8"))
    package = Package(
        forms={
            Form.REVENUE_AND_EXPENDITURE: _panels(forms["一"], ("amount",), ("amount",)),
            Form.REVENUE: _coded(forms["二"], AMOUNTS[Form.REVENUE]),
            Form.EXPENDITURE: _coded(forms["三"], AMOUNTS[Form.EXPENDITURE]),
            Form.FISCAL_APPROPRIATION: _panels(forms["四"], ("total",), AMOUNTS[Form.FISCAL_APPROPRIATION]),
            Form.GENERAL_PUBLIC_BUDGET: _coded(forms["五"], AMOUNTS[Form.GENERAL_PUBLIC_BUDGET]),
            Form.BASIC_EXPENDITURE: _basic(forms["六"]),
            Form.GOVERNMENT_FUND_BUDGET: [{"level": "total", "name": "合计"}],
            Form.STATE_CAPITAL_BUDGET: [{"level": "total", "name": "合计"}],
            Form.THREE_PUBLIC_EXPENSES: [],
        },
        empty={Form.GOVERNMENT_FUND_BUDGET, Form.STATE_CAPITAL_BUDGET, Form.THREE_PUBLIC_EXPENSES},
        columns={
            form: {str(n): name for n, name in enumerate(AMOUNTS[form], 1)}
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


# --- Consistent accounts ------------------------------------------------------------------------------------------

CENT = Decimal("0.01")


def rounded(value: Decimal) -> str:
    """As printed in a form: two decimals, nothing for nil."""
    return format(value.quantize(CENT, ROUND_HALF_UP), "f") if value else ""


@dataclass(frozen=True)
class Exact:
    """Exact accounts: basic and project expenditure by item for each budget account, economic amounts of the basic
    expenditure of the general public budget (they must add up to it), revenue of other sources, balances."""

    items: Mapping[str, Mapping[str, tuple[Decimal, Decimal]]]  # account → code → (basic, project)
    economic: Mapping[str, Decimal]
    other_revenue: Decimal
    opening: Mapping[str, Decimal]  # account → balance
    closing: Mapping[str, Decimal]
    three_public: Mapping[str, Decimal]  # overseas-visits, vehicle-purchase, vehicle-operation, hospitality


ACCOUNTS = {
    "general-public-budget": ("general_public_budget", Form.GENERAL_PUBLIC_BUDGET),
    "government-fund-budget": ("government_fund", Form.GOVERNMENT_FUND_BUDGET),
    "state-capital-budget": ("state_capital", Form.STATE_CAPITAL_BUDGET),
}


def accounts(exact: Exact) -> Package:
    """The nine forms of exact accounts, every number rounded on its own, as a real report does."""
    zero = Decimal(0)
    spent = {a: sum((b + p for b, p in exact.items.get(a, {}).values()), zero) for a in ACCOUNTS}
    revenue = {a: spent[a] + exact.closing.get(a, zero) - exact.opening.get(a, zero) for a in ACCOUNTS}
    merged: dict[str, tuple[Decimal, Decimal]] = {}
    for items in exact.items.values():
        for code, (basic, project) in items.items():
            old = merged.get(code, (zero, zero))
            merged[code] = (old[0] + basic, old[1] + project)
    everything, opening, closing = (
        sum(spent.values(), zero),
        sum(exact.opening.values(), zero),
        sum(exact.closing.values(), zero),
    )
    empty: set[Form] = set()
    forms: dict[Form, list[Record]] = {}

    fiscal = sum(revenue.values(), zero)
    whole = fiscal + exact.other_revenue
    amounts = [*revenue.values(), zero, zero, zero, zero, exact.other_revenue]
    rows = [
        _line("revenue", n, concept, amount=v) for n, (concept, v) in enumerate(zip(SOURCES, amounts, strict=True), 1)
    ]
    rows += [
        _line("revenue", 27, "total-for-year", amount=whole),
        _line("revenue", 28, "non-appropriated-balance-used", amount=zero),
        _line("revenue", 29, "opening-balance", amount=opening),
        _line("revenue", 31, "total", amount=whole + opening),
    ]
    by_class = {c: sum((sum(v) for k, v in merged.items() if k[:3] == c), zero) for c in CLASSES}
    rows += [_line("expenditure", 32 + n, c, amount=by_class[c]) for n, c in enumerate(CLASSES)]
    rows += [
        _line("expenditure", 58, "total-for-year", amount=everything),
        _line("expenditure", 59, "surplus-distribution", amount=zero),
        _line("expenditure", 60, "closing-balance", amount=closing + exact.other_revenue),
        _line("expenditure", 62, "total", amount=everything + closing + exact.other_revenue),
    ]
    forms[Form.REVENUE_AND_EXPENDITURE] = rows

    # revenue by code: all fiscal revenue on the first code of the account's spending, other revenue on the first code
    received: dict[str, tuple[Decimal, Decimal]] = {}
    codes = sorted(merged) or ["2010101"]
    received[codes[0]] = (fiscal, exact.other_revenue)
    forms[Form.REVENUE] = tree(
        {code: {"total": f + o, "fiscal_appropriation": f, "other_revenue": o} for code, (f, o) in received.items()}
    )
    forms[Form.EXPENDITURE] = tree(
        {code: {"total": b + p, "basic": b, "project": p} for code, (b, p) in merged.items()}
    )
    rows = [_line("revenue", n, a, total=v) for n, (a, v) in enumerate(revenue.items(), 1)]
    rows += [
        _line("revenue", 27, "total-for-year", total=fiscal),
        _line("revenue", 28, "opening-balance", total=opening),
    ]
    rows += [
        _line("revenue", 29 + n, f"opening-balance:{a}", total=exact.opening.get(a, zero))
        for n, a in enumerate(ACCOUNTS)
    ]
    rows += [_line("revenue", 32, "total", total=fiscal + opening)]
    for n, c in enumerate(CLASSES):
        parts = {a: sum((sum(v) for k, v in exact.items.get(a, {}).items() if k[:3] == c), zero) for a in ACCOUNTS}
        rows.append(_by_account("expenditure", 33 + n, c, parts))
    closing_by = {a: exact.closing.get(a, zero) for a in ACCOUNTS}
    rows += [
        _by_account("expenditure", 59, "total-for-year", spent),
        _by_account("expenditure", 60, "closing-balance", closing_by),
        _by_account("expenditure", 64, "total", {a: spent[a] + closing_by[a] for a in ACCOUNTS}),
    ]
    forms[Form.FISCAL_APPROPRIATION] = rows

    for account, (_, form) in ACCOUNTS.items():
        items = exact.items.get(account, {})
        values = {code: {"total": b + p, "basic": b, "project": p} for code, (b, p) in items.items()}
        if account != "general-public-budget" and values:
            first = min(values)  # balances stand on the account's first code
            for code, extra in values.items():
                o, c = (
                    (exact.opening.get(account, zero), exact.closing.get(account, zero))
                    if code == first
                    else (zero, zero)
                )
                extra |= {"opening_balance": o, "closing_balance": c, "revenue": extra["total"] + c - o}
        forms[form] = tree(values)
        if not values:
            empty.add(form)
    forms[Form.BASIC_EXPENDITURE] = _economic(exact.economic)
    if not exact.economic:
        empty.add(Form.BASIC_EXPENDITURE)
    forms[Form.THREE_PUBLIC_EXPENSES] = _three_public(exact.three_public)
    if not exact.three_public:
        empty.add(Form.THREE_PUBLIC_EXPENSES)
    empty |= {form for form, rows in forms.items() if not any(row.get(name) for row in rows for name in AMOUNTS[form])}
    package = Package(forms=forms, empty=empty, notes=dict.fromkeys(empty, "注：我单位没有本表所列收支。"))
    package.formulas[Form.REVENUE_AND_EXPENDITURE] = (
        "27行=（1+2+…+8）行；31行=（27+28+29）行；58行=（32+33+...+57）行；62行=（58+59+60）行。"
    )
    return package


def _line(side: str, number: int, concept: str, **amounts: Decimal) -> Record:
    return {
        "side": side,
        "line": str(number),
        "label": concept,
        "concept": concept,
        **{k: rounded(v) for k, v in amounts.items()},
    }


def _by_account(side: str, number: int, concept: str, parts: Mapping[str, Decimal]) -> Record:
    columns = {ACCOUNTS[a][0]: v for a, v in parts.items()}
    return _line(side, number, concept, total=sum(parts.values(), Decimal(0)), **columns)


def tree(items: Mapping[str, Mapping[str, Decimal]]) -> list[Record]:
    """合计, 类, 款 and 项 rows from exact amounts by item, each rounded on its own."""
    if not items:
        return []
    prefixes = sorted({code[:n] for code in items for n in (0, 3, 5, 7)})
    rows = []
    for prefix in prefixes:
        level = {0: "total", 3: "class", 5: "section", 7: "item"}[len(prefix)]
        below = [amounts for code, amounts in items.items() if code.startswith(prefix)]
        sums = {name: sum((a[name] for a in below), Decimal(0)) for name in below[0]}
        printed = {name: rounded(v) for name, v in sums.items()}
        rows.append({"functional_code": prefix, "level": level, "name": prefix or "合计", **printed})
    return rows


def _economic(amounts: Mapping[str, Decimal]) -> list[Record]:
    rows: list[Record] = []
    for group, name in (("personnel", "人员经费合计"), ("non-personnel", "公用经费合计")):
        own = {c: v for c, v in amounts.items() if (c[:3] in ("301", "303")) == (group == "personnel")}
        for prefix in sorted({c[:n] for c in own for n in (3, 5)}):
            value = sum((v for c, v in own.items() if c.startswith(prefix)), Decimal(0))
            level = "class" if len(prefix) == 3 else "section"
            rows.append(
                {"economic_code": prefix, "level": level, "name": prefix, "group": group, "amount": rounded(value)}
            )
        whole = sum(own.values(), Decimal(0))
        rows.append({"level": "subtotal", "name": name, "group": group, "amount": rounded(whole)})
    return rows


def _three_public(parts: Mapping[str, Decimal]) -> list[Record]:
    if not parts:
        return []
    values = dict(parts)
    values["vehicles"] = values["vehicle-purchase"] + values["vehicle-operation"]
    values["total"] = values["overseas-visits"] + values["vehicles"] + values["hospitality"]
    return [
        {"item": item, "label": item, "budget": rounded(values[item] * 2), "final": rounded(values[item])}
        for item in ITEMS
    ]
