"""In which cell of the nine forms a measure of the narrative stands: data/rules/measures.csv, and functional paths by name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from functools import cache, lru_cache

from build_site.model import Form, FormState
from build_site.reconcile.formula import Term, operand, term
from build_site.reconcile.said import PLANS, Said
from build_site.reconcile.tables import Cell, Gap, Operand, Row, Table, Tables
from build_site.registers.codelists import codelist, former_names
from build_site.registers.table import DATA, read_table
from build_site.text import squeeze

TABLE = DATA / "rules" / "measures.csv"
BASIC, GPB, THREE = Form.BASIC_EXPENDITURE, Form.GENERAL_PUBLIC_BUDGET, Form.THREE_PUBLIC_EXPENSES
FISCAL, FUND, CAP = Form.FISCAL_APPROPRIATION, Form.GOVERNMENT_FUND_BUDGET, Form.STATE_CAPITAL_BUDGET


_ACCOUNTS = ("general-public-budget", "government-fund", "state-capital")


@cache
def measures() -> Mapping[str, tuple[Term, ...]]:
    """The cell that carries a measure; a later one stands in where an earlier form is missing or lacks the row."""
    rows = read_table(TABLE, ("measure", "cells"))
    return {row["measure"]: tuple(map(term, row["cells"].split(" or "))) for row in rows}


ECONOMIC_ITEMS = {
    "overseas-visits": "30212",
    "hospitality": "30217",
    "vehicle-operation": "30231",
    "vehicle-purchase": "31013",
}
"""The economic items of basic expenditure that are called as those of the “三公” expenses."""
AMBIGUOUS: Mapping[str, tuple[str, ...]] = {
    f"{whole}{side}-of-all-kinds": (total.format(side), year.format(side))
    for whole, total, year in (
        ("", "{}-total", "{}-for-year"),
        ("fiscal-appropriation-", "fiscal-appropriation-{}-total", "fiscal-appropriation-{}"),
        *((f"{each}-", f"{each}-total", f"{each}-{{}}") for each in _ACCOUNTS),
    )
    for side in ("revenue", "expenditure")
}
"""Words that reports use for either of two totals: they agree if they agree with one."""

_ALIKE = 0.85  # two names that share so much are one name with a slip
_LEVELS = {"类": "class", "款": "section", "项": "item"}
_LISTED = re.compile(r"^[一二三四五六七八九十]+[、.]")
_PART = re.compile(r"[“\"]?(?P<name>[^“”\"]+?)[”\"]?\((?P<code>\d*)(?P<level>[类款项]?)\)(?:支出)?[”\"]?")


def spots(said: Said) -> tuple[Term, ...]:
    """The cells that may carry what is said, best first; none where the forms have no such number."""
    found = measures().get(said.bare, ())
    if said.phase in PLANS:
        return tuple(replace(spot, column="budget") for spot in found if spot.form == THREE)
    return found


def operands(tables: Tables, said: Said) -> Iterator[Operand]:
    """Every operand that may carry what is said, in order; a Gap where a form lacks the row."""
    if said.bare == "economic-item":
        key = name_key(said.subject)
        yield tables[BASIC].cell(said.subject, lambda row: bool(row.code) and name_key(row.texts.get("name", "")) == key, "amount")  # fmt: skip
        return
    if said.bare == "fiscal-appropriation-expenditure" and said.subject and said.phase == "executed":
        yield _of_any_budget(tables, said.subject)
        return
    for spot in spots(said):
        table = tables[Form(spot.form)]
        if table.form in (FUND, CAP) and not table.prints(spot.column):
            yield Gap("column-not-printed", f"《{table.title}》", f"the form “{table.form.en}”")
        elif not said.subject:
            yield cell_at(tables, spot)
        elif spot.rows == "total" and spot.form != THREE:
            row = functional_row(table, said.subject)
            if isinstance(row, Gap) and row.reason == "operand-missing":
                # that it is named otherwise is told by N-LIST-MISSING, N-CLASS
                row = renamed(table, said.subject) or _by_amount(table, said, spot.column) or row
            yield row if isinstance(row, Gap) else row.cells[spot.column]


def _of_any_budget(tables: Tables, path: str) -> Operand:
    """The amount of a class of all three budgets, or of an item that one of them has."""
    if level(path) == "class":
        key, table = class_key(path), tables[FISCAL]
        return table.cell(path, lambda row: row.side == "expenditure" and class_key(_LISTED.sub("", row.texts.get("label", ""))) == key, "total")  # fmt: skip
    found = [functional_row(tables[form], path) for form in (GPB, FUND, CAP) if tables[form].state is FormState.FOUND]
    rows = [row for row in found if isinstance(row, Row)]
    if len(rows) == 1:
        return rows[0].cells["total"]
    return Gap("operand-ambiguous" if rows else "operand-missing", f"“{path}”行", f"row “{path}”")


def cell_at(tables: Tables, spot: Term) -> Operand:
    return operand(tables[Form(spot.form)], spot.rows, spot.column)


def form_states(tables: Tables, said: Said) -> tuple[tuple[Form, FormState], ...]:
    forms = [BASIC] if said.bare == "economic-item" else [Form(spot.form) for spot in spots(said)]
    return tuple((form, tables[form].state) for form in dict.fromkeys(forms))


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """A classification name for comparing: without white space, 支出 at its end, and brackets in one width."""
    return re.sub('支出$|[“”"]', "", squeeze(name).replace("（", "(").replace("）", ")")).strip("、")


def class_key(subject: str) -> str:
    """教育(类)支出, 教育支出(类) and 教育支出 are one class."""
    return name_key(re.sub(r"\(\d*类\)", "", subject))


def parts(path: str) -> list[tuple[str, str, str]]:
    """Name, code and level of each part of a functional path as prose prints it."""
    return [(m["name"], m["code"], m["level"]) for m in _PART.finditer(path)] or [(path, "", "类")]


def level(path: str) -> str:
    """Whether a functional path as prose prints it is of a class, a section or an item; empty where there is none."""
    _, code, mark = parts(path)[-1]
    of_code = {2: "section" if len(parts(path)) > 1 else "class", 5: "section", 7: "item"}
    return (_LEVELS.get(mark) or of_code.get(len(code), "class")) if path else ""


def renamed(table: Table, path: str) -> Row | None:
    """The one row of the path's level that had this name in another year, or whose name differs by a slip."""
    name, _, level = parts(path)[-1]
    wanted, key = _LEVELS.get(level, ""), name_key(name)
    rows = [row for row in table.coded if wanted in ("", row.level)]
    listed = codelist("functional")
    former = [r for r in rows if r.code in listed and key in map(name_key, former_names(listed[r.code]))]
    slips = [r for r in rows if _slip(key, name_key(r.texts.get("name", "")))]
    return next((found[0] for found in (former, slips) if len(found) == 1), None)


def _by_amount(table: Table, said: Said, column: str) -> Row | None:
    """The one item of the section that the path names whose amount is what is said but for a slip of a hundredth."""
    above = [name_key(name) for name, _, mark in parts(said.subject)[:-1] if mark == "款"]
    codes = {r.code for r in table.coded if r.level == "section" and name_key(r.texts.get("name", "")) in above}
    rows = [r for r in table.coded if r.level == "item" and r.code[:5] in codes]
    near = [r for r in rows if _near(said, r.cells[column])]
    return near[0] if len(near) == 1 else None


def _near(said: Said, cell: Cell) -> bool:
    amount = said.in_unit(cell)
    return amount is not None and said.value is not None and abs(amount - said.value) <= 2 * said.half


def _slip(a: str, b: str) -> bool:
    """Whether two names are one but for a character or two, or for their order."""
    return len(a) > 3 and (sorted(a) == sorted(b) or SequenceMatcher(None, a, b).ratio() >= _ALIKE)


def functional_row(table: Table, path: str) -> Row | Gap:
    """The row of a functional path as prose prints it: 类, 款, 项 by name, or by the codes in its brackets."""
    named = parts(path)
    code = _code(named)
    if code:
        return table.row(path, code)
    name, _, level = named[-1]
    wanted, key = _LEVELS.get(level, ""), name_key(name)
    names = {row.code: name_key(row.texts.get("name", "")) for row in table.coded}
    same = [r for r in table.coded if names[r.code] == key and wanted in ("", r.level)]
    if len(same) > 1:
        above = {name_key(n) for n, _, _ in named[:-1]}
        same = [r for r in same if above <= {names.get(r.code[:3]), names.get(r.code[:5])}]
    return table.one(path, lambda row: row in same) if len(same) != 1 else same[0]


def _code(parts: list[tuple[str, str, str]]) -> str:
    codes = [code for _, code, _ in parts]
    if not all(codes):
        return ""
    return codes[-1] if len(codes[-1]) in (5, 7) or len(codes) == 1 else "".join(codes)
