"""The formulas that a report prints under its own forms, parsed and evaluated.

Two kinds: of lines (行次), `27行=（1+2+…+8）行`, and of columns (栏次), `1栏各行 = (2+3) 栏各行`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_site.model import Finding, Form, Outcome, Place
from build_site.reconcile.case import Case
from build_site.reconcile.decide import Side, irrelevant, stated, unproven, without
from build_site.reconcile.declare import Rule
from build_site.reconcile.tables import Cell, Gap, Operand, Row, Table, Tables, place_of
from build_site.reconcile.weigh import Sum, closed, doubts, one, weigh
from build_site.text import squeeze


@dataclass(frozen=True, slots=True)
class Formula:
    """target = Σ sign × number, all lines (行) or all columns (栏). `printed` as it stands, white space dropped."""

    printed: str
    kind: str
    target: int
    terms: tuple[tuple[int, int], ...]


_DASHES = str.maketrans({"－": "-", "−": "-", "–": "-", "—": "-", "⋯": "…", "·": "."})
_ELLIPSIS = re.compile(r"[.…]{2,}")
_TERMS = re.compile(r"(?P<sign>[+-]?)(?P<number>\d+|…)(?P<unit>[行栏]?)")


def parse(text: str) -> tuple[tuple[Formula, ...], tuple[str, ...]]:
    """The formulas in a form's notes, and the pieces that look like one but could not be parsed.

    >>> parse("27行=（1+2+…+4）行；3栏各行 = (4-5) 栏各行")[0]
    (Formula(printed='27行=(1+2+…+4)行', kind='行', target=27, terms=((1, 1), (1, 2), (1, 3), (1, 4))), \
Formula(printed='3栏各行=(4-5)栏各行', kind='栏', target=3, terms=((1, 4), (-1, 5))))
    """
    folded = _ELLIPSIS.sub("…", squeeze(text).translate(_DASHES))
    formulas: dict[Formula, None] = {}
    failed: dict[str, None] = {}
    for piece in _pieces(folded):
        formula = _formula(piece)
        if formula:
            formulas[formula] = None
        else:
            failed[piece] = None
    return tuple(formulas), tuple(failed)


def _pieces(folded: str) -> Iterator[str]:
    """Cut the notes into one piece per equation: each starts at `n行=` or `n栏=` and ends before the next one."""
    starts = [m.start() for m in re.finditer(r"\d+[行栏](?:各[行栏])?=", folded)]
    for start, end in zip(starts, [*starts[1:], len(folded)], strict=False):
        yield re.split("[;；。,，、:]|第$|注", folded[start:end])[0]


_PIECE = re.compile(r"(?P<target>\d+)(?P<kind>[行栏])=(?P<body>.+)")


def _formula(piece: str) -> Formula | None:
    found = _PIECE.fullmatch(re.sub("各[行栏]|之?和$", "", piece))
    if not found:
        return None
    terms, kinds = _terms(re.sub("[()]", "", found["body"]))
    if not terms or kinds - {found["kind"]}:
        return None
    return Formula(piece, found["kind"], int(found["target"]), terms)


def _terms(body: str) -> tuple[tuple[tuple[int, int], ...], set[str]]:
    """The signed numbers of `1+2-3行` or `32+33+…+57`, and the units that stand behind them.

    An ellipsis counts on by one from the number before it to the number behind it. No terms: not understood."""
    tokens = list(_TERMS.finditer(body))
    nothing: tuple[tuple[tuple[int, int], ...], set[str]] = (), set()
    if "".join(token.group() for token in tokens) != body:
        return nothing
    terms: list[tuple[int, int]] = []
    open_range = False
    for token in tokens:
        sign = -1 if token["sign"] == "-" else 1
        if token["number"] == "…":
            if open_range or not terms or sign < 0:
                return nothing
            open_range = True
            continue
        value = int(token["number"])
        if open_range:
            last = terms[-1][1]
            if value <= last or sign < 0:
                return nothing
            terms += [(1, number) for number in range(last + 1, value)]
        elif terms and not token["sign"]:
            return nothing
        open_range = False
        terms.append((sign, value))
    return nothing if open_range else (tuple(terms), {token["unit"] for token in tokens if token["unit"]})


def as_printed(rule: Rule, case: Case) -> Iterator[Finding]:
    """Every formula of every form's notes, evaluated in every row or amount column that it speaks of."""
    for form in Form:
        shut = closed(rule.key, form, case.tables, [form])
        yield from [shut] if shut else _of_form(rule, case.tables, form)


def _of_form(rule: Rule, tables: Tables, form: Form) -> Iterator[Finding]:
    table = tables[form]
    sections = [r for r in tables.resource("sections") if r.get("form") == form]
    formulas, failed = parse("\n".join(r.get("text", "") for r in sections))
    place = place_of(sections[0]) if sections else Place()
    if not formulas and not failed:
        words = without("no-formula", (f"《{table.title}》", ""), Outcome.NOT_APPLICABLE)
        yield stated(rule.key, form, irrelevant("no-formula"), words)
    yield from _checks(rule, tables, table, formulas, place)
    for number, piece in enumerate(failed, 1):
        words = without("formula-not-understood", (f"“{piece}”", f"“{piece}”"), Outcome.NOT_CHECKABLE)
        verdict = unproven("formula-not-understood")
        yield stated(rule.key, f"{form}/formula-{number}", verdict, words, Side(piece, f"“{piece}”"), place=place)


def _checks(rule: Rule, tables: Tables, table: Table, formulas: Sequence[Formula], place: Place) -> Iterator[Finding]:
    why, lines = doubts(tables, table.form), _Lines(table)
    for formula in formulas:
        prefix = f"报表附注公式“{formula.printed}”", f"The form's own note “{formula.printed}”"
        for scope, left, right in lines.pairs(formula) if formula.kind == "行" else _by_column(table, formula):
            yield weigh(rule.key, scope, one(left), right, doubts=why, prefix=prefix, place=place)


Pair = tuple[str, Operand, Sum]


class _Lines:
    """A form's rows by 行次. A number inside the printed range of a side stands for a line that the form prints
    without label and amount (it is not published): it counts as blank. Outside of every range it does not exist."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.rows: dict[int, list[Row]] = {}
        ranges: dict[str, list[int]] = {}
        for row in table.rows:
            if row.texts.get("line", "").isdigit():
                number = int(row.texts["line"])
                self.rows.setdefault(number, []).append(row)
                ranges.setdefault(row.side, []).append(number)
        self.ranges = [(min(numbers), max(numbers)) for numbers in ranges.values()]

    def blank(self, number: int) -> bool:
        return number not in self.rows and any(low <= number <= high for low, high in self.ranges)

    def operand(self, number: int, name: str) -> Operand:
        rows = self.rows.get(number, [])
        if len(rows) == 1:
            return rows[0].cells[name]
        reason = "operand-ambiguous" if rows else "formula-operand-missing"
        return Gap(reason, f"《{self.table.title}》第 {number} 行", f"line {number}")

    def pairs(self, formula: Formula) -> Iterator[Pair]:
        target = self.rows.get(formula.target, [])
        names = self.table.form.fields
        if target and target[0].side == "revenue":
            names = names[:1]
        for name in names if target else names[:1]:
            left = self.operand(formula.target, name)
            operands = tuple((s, self.operand(n, name)) for s, n in formula.terms if not self.blank(n))
            scope = left.cell_id if isinstance(left, Cell) else f"{self.table.form}/line-{formula.target}"
            # every line of the formula may be printed blank and so not be published
            right = Sum(operands or ((1, left),) if isinstance(left, Cell) and left.value is None else operands)
            yield scope, left, _named(right, formula, "行", "lines")


def _named(side: Sum, formula: Formula, zh: str, en: str) -> Sum:
    signs = "".join(f"{'−' if s < 0 else '+'}{n}" for s, n in formula.terms).lstrip("+")
    if len(formula.terms) > 4:
        signs = f"{formula.terms[0][1]}+…+{formula.terms[-1][1]}"
    return Sum(side.operands, f"第 {signs} {zh}之和" if "−" not in signs else f"第 {signs} {zh}", f"{en} {signs}")


def _by_column(table: Table, formula: Formula) -> Iterator[Pair]:
    """Row by row; in the 三公 form each printed column is one item and phase: its column map says `item/field`."""
    heads = {n: table.columns.get(str(n), "") for n in (formula.target, *(n for _, n in formula.terms))}
    by_item = table.form is Form.THREE_PUBLIC_EXPENSES
    complete = all(head.rpartition("/")[2] in table.form.fields for head in heads.values())
    # a two-sided form has its column formulas on the expenditure side
    rows = [row for row in table.rows if row.side != "revenue"]
    for row in rows[:1] if by_item or not complete else rows:
        cells = {n: _headed(table, row, n, head) for n, head in heads.items()}
        gap = None if by_item else next((cell for cell in cells.values() if isinstance(cell, Gap)), None)
        left = gap or cells[formula.target]
        scope = left.cell_id if isinstance(left, Cell) else f"{table.form}/column-{formula.target}"
        right = Sum(tuple((sign, cells[n]) for sign, n in formula.terms))
        yield scope, left, _named(right, formula, "栏", "columns")


def _headed(table: Table, row: Row, number: int, head: str) -> Operand:
    """The cell below a column's number."""
    item, _, name = head.rpartition("/")
    if name not in table.form.fields:
        return Gap("formula-operand-missing", f"《{table.title}》第 {number} 栏", f"column {number}")
    return table.item(item, name) if item else row.cells[name]
