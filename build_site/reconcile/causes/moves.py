"""Amounts that stand in the wrong row or column: put back, the checks come out. Tried only where several checks of a form break
together, and believed only where moving the amounts makes most of them agree and no other differ."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import combinations, pairwise, product

from build_site.model import Finding, Form, Outcome, State
from build_site.model.money import FACTORS, Money
from build_site.model.outcomes import Kind
from build_site.reconcile.case import Case
from build_site.reconcile.causes import cover
from build_site.reconcile.causes.cover import Cause
from build_site.reconcile.causes.evidence import Evidence
from build_site.reconcile.decide import numbered
from build_site.reconcile.declare import Rule
from build_site.reconcile.tables import Cell, Row, Table, Tables

_FEW = 3
"""So many checks have to break together, and to agree again."""
_PAIR = 2
"""Ten thousand times apart says more: so many are enough of a unit."""
_OF_ROWS = ("N-KIND", "N-LIST-MISSING")
"""Rules of the narrative about what a row has, whatever the text says that it is."""
_BESIDE = {
    Form.GENERAL_PUBLIC_BUDGET: Form.EXPENDITURE,
    Form.EXPENDITURE: Form.GENERAL_PUBLIC_BUDGET,
    Form.REVENUE: Form.EXPENDITURE,
}
"""The form that prints much the same amount for the same code."""
_TEN_THOUSAND = 10_000
_STARTS = 6
"""So many rows are tried as the first of those that moved."""


@dataclass(frozen=True, slots=True)
class _Move:
    """What may have happened, and the values that the cells would have without it; `money`: the unit they would be in."""

    kind: Kind
    values: Mapping[str, Decimal | None]
    said: tuple[str, str]
    advice: tuple[str, str]
    money: Money | None = None


def causes(evidence: Evidence, findings: Sequence[Finding], rules: Sequence[Rule]) -> list[Cause]:
    """One cause for each form whose amounts have moved, what explains most first. `rules`: those of sums and of the
    narrative, run again on the amounts put back."""
    left = [f for f in findings if f.rule_id[0] in "IX" and any(evidence.cell(name) for name in f.entered)]
    told = [f for f in findings if f.rule_id[0] == "N"]
    of_text = {rule.rule_id: rule for rule in rules if rule.rule_id[0] == "N"}
    using: dict[str, set[str]] = {}  # form → the rules that compare one of its cells
    for finding in evidence.findings:
        for form in {name.partition("/")[0] for name in finding.entered}:
            using.setdefault(form, set()).add(finding.rule_id)
    found: list[Cause] = []
    while True:
        tried = []
        for move in _tried(evidence, left):
            named = set().union(*(using.get(form, ()) for form in {name.partition("/")[0] for name in move.values}))
            named -= set() if move.money else of_text.keys()
            broken = [*left, *told] if move.money else left
            better = _better(evidence.tables, move, broken, [rule for rule in rules if rule.rule_id in named])
            if better >= (_PAIR if move.money else _FEW):
                tried.append((better, move))
        best = max(tried, key=lambda each: each[0], default=None)
        cause = _cause(evidence.tables, best[1], left, told, of_text) if best else None
        if cause is None or len(cover.causes(evidence, cause.findings)) < 2:
            return found
        found.append(cause)
        left = [f for f in left if f not in cause.findings]


def _tried(evidence: Evidence, findings: Sequence[Finding]) -> Iterator[_Move]:
    """What may have happened to the forms of which several checks break that no one number explains."""
    yield from _signs(evidence.tables)
    yield from _units(evidence.tables)
    broken = Counter(form for f in findings for form in {name.partition("/")[0] for name in f.entered})
    for form in (Form(name) for name, times in broken.most_common() if times >= _FEW and name in set(Form)):
        table, own = evidence.tables[form], [f for f in findings if any(n.startswith(f"{form}/") for n in f.entered)]
        if len(cover.causes(evidence, own)) > 1:
            yield from (*_aligned(evidence.tables, form), *_slid(table, _narrow(own)), *_moves(table, own))


def _cause(
    tables: Tables, move: _Move, findings: Sequence[Finding], told: Sequence[Finding], rules: Mapping[str, Rule]
) -> Cause:
    """With what the narrative says of the rows, where it is right with the amounts put back."""
    own = sorted(
        (f for f in findings if not move.values.keys().isdisjoint(f.entered)),
        key=lambda f: (move.money is not None and not (f.left_id and f.right_id), -abs(f.difference or Decimal(0))),
    )
    touched = [f for f in told if not move.values.keys().isdisjoint((*f.entered, f.scope))]
    again = {f.rule_id for f in touched} & rules.keys()
    case = Case(_with(tables, move))
    checked = [f for name in again for f in numbered(rules[name].check(rules[name], case))]
    agree = {f.finding_id for f in checked if f.outcome is not Outcome.DIFFERS}
    own += [f for f in touched if f.rule_id in _OF_ROWS or f.finding_id in agree]
    unit = move.money.printed if move.money else ""
    return Cause(tuple(own), tuple(move.values), kind=move.kind, said=move.said, advice=move.advice, unit=unit)


def _better(tables: Tables, move: _Move, findings: Sequence[Finding], rules: Sequence[Rule]) -> int:
    """How many of the differences agree with the amounts put back; 0 where others come, or fewer than two thirds agree."""
    touched = {f.finding_id: f.rule_id for f in findings if not move.values.keys().isdisjoint(f.entered)}
    if len(touched) < (_PAIR if move.money else _FEW):
        return 0
    case, now = Case(_with(tables, move)), set[str]()
    of_each = Counter(touched.values())
    rules = sorted(rules, key=lambda rule: -of_each[rule.rule_id])  # those that most has to agree again of first
    for rule in rules:
        now |= {f.finding_id for f in rule.check(rule, case) if f.outcome is Outcome.DIFFERS}
        if 3 * len(touched.keys() & now) > len(touched):
            return 0
    return len(touched.keys() - now) - len(now - {f.finding_id for f in findings})


def _with(tables: Tables, move: _Move) -> Tables:
    touched = {Form(name.partition("/")[0]) for name in move.values}

    def put(cell: Cell) -> Cell:
        cell = replace(cell, money=move.money or cell.money)
        if cell.cell_id not in move.values:
            return cell
        value = move.values[cell.cell_id]
        state = State.BLANK if value is None else State.VALUE if value else State.ZERO
        return replace(cell, value=value, state=state)

    forms = dict(tables.forms)
    for form in touched:
        rows = (replace(r, cells={name: put(cell) for name, cell in r.cells.items()}) for r in forms[form].rows)
        forms[form] = replace(forms[form], rows=tuple(rows), money=move.money or forms[form].money)
    cells = {cell.cell_id: cell for name in forms for row in forms[name].rows for cell in row.cells.values()}
    return replace(tables, forms=forms, cells={**tables.cells, **cells})


def _moves(table: Table, findings: Sequence[Finding]) -> Iterator[_Move]:
    """What may have happened to a form: two columns exchanged, two rows exchanged, all amounts from a row on one row off."""
    named = {name for f in findings for name in f.entered}
    fields = [f for f in table.form.fields if any(row.cells[f].cell_id in named for row in table.rows)]
    yield from _columns(table, fields)
    lines = [row for row in table.rows if row.code or row.concept or row.texts.get("item")]
    sides = [
        [row for row in lines if row.side == side and row.level != "total"]
        for side in dict.fromkeys(r.side for r in lines)
    ]
    narrow = _narrow(findings)
    for side in sides:
        at = [i for i, row in enumerate(side) if any(cell.cell_id in narrow for cell in row.cells.values())]
        yield from (_rows(table, one, other) for i, (one, other) in enumerate(pairwise(side)) if i in at or i + 1 in at)
        starts = sorted({max(0, i + by) for i in at[:_STARTS] for by in (-1, 0, 1)} & set(range(len(side) - 1)))
        for start in starts:
            yield from _shifts(table, side[start:])


def _narrow(findings: Sequence[Finding]) -> set[str]:
    """The cells of the checks of few cells, which say best where an error is."""
    return {name for f in findings if len(f.entered) <= _FEW for name in f.entered}


def _aligned(tables: Tables, form: Form) -> Iterator[_Move]:
    """The amounts of a form set beside the codes that another form prints them for: those that stand in the same order, but
    some rows away, have moved; a row between them that none belongs to has none."""
    other = _BESIDE.get(form)
    rows = [row for row in tables[form].coded if row.level != "total"]
    known = {row.code: row for row in tables[other].coded} if other else {}
    if not other or tables[form].money != tables[other].money:
        return
    fields = [name for name in Form.GENERAL_PUBLIC_BUDGET.fields if {name} <= {*form.fields} & {*other.fields}]

    def amounts(row: Row | None) -> tuple[Decimal | None, ...]:
        return tuple(row.cells[name].value for name in fields) if row else ()

    expected, printed = [amounts(known.get(row.code)) for row in rows], [amounts(row) for row in rows]
    blocks = SequenceMatcher(None, expected, printed, autojunk=False).get_matching_blocks()
    at = {block.a + n: block.b + n for block in blocks for n in range(block.size)}
    moved = {of: to for of, to in at.items() if of != to}
    if len(moved) < _FEW:
        return
    first = min(*moved, *moved.values())
    values: dict[str, Decimal | None] = {}
    for of, row in enumerate(rows[first:], first):
        found = dict(zip(fields, printed[at[of]] if of in at else [None] * len(fields), strict=True))
        values |= {row.cells[name].cell_id: value for name, value in found.items()}
    label, away = rows[first].label, {abs(to - of) for of, to in moved.items()}
    far = f" {away.pop()} 行" if len(away) == 1 else "几行"
    last = tables[form].rows[-1]  # a total that stands last has moved too: to a row that no other amount belongs to
    free = [printed[n] for n in range(first, len(rows)) if n not in at.values()] if last.level == "total" else []
    for total in (None, *free):
        ended = {last.cells[n].cell_id: value for n, value in zip(fields, total, strict=True)} if total else {}
        yield _Move(
            Kind.SHIFT, values | ended,
            (f"《{form.zh}》自“{label}”起，科目与金额错开{far}", f"In the form “{form.en}” names and amounts are apart from “{label}” on"),
            (f"对照《{other.zh}》的同一科目，把自“{label}”起的金额移回各自的科目。", f"Move the amounts from “{label}” on back to their codes, as in the form “{other.en}”."),
        )  # fmt: skip


def _columns(table: Table, fields: Sequence[str]) -> Iterator[_Move]:
    for one, other in combinations(fields, 2):
        values: dict[str, Decimal | None] = {}
        for row in table.rows:
            a, b = row.cells[one], row.cells[other]
            if a.value != b.value:
                values |= {a.cell_id: b.value, b.cell_id: a.value}
        cells = next(iter(table.rows)).cells
        names, title = (cells[one].field_zh, cells[other].field_zh), (f"《{table.title}》", f"form “{table.form.en}”")
        zh, en = f"“{names[0]}”栏与“{names[1]}”栏", f"columns {one.replace('_', ' ')} and {other.replace('_', ' ')}"
        yield _Move(
            Kind.SWAP, values,
            (f"{title[0]}{zh}的金额填反了", f"In the {title[1]} the amounts of the {en} are exchanged"),
            (f"把{zh}的金额对调。", f"Exchange the amounts of the {en}."),
        )  # fmt: skip


def _signs(tables: Tables) -> Iterator[_Move]:
    """Amounts printed with a minus that belong there without: in all forms, in one."""
    below = {
        form: {
            c.cell_id: -c.value for row in table.rows for c in row.cells.values() if c.value is not None and c.value < 0
        }
        for form, table in tables.forms.items()
    }
    forms = [form for form, values in below.items() if values]
    for chosen in (forms, *([form] for form in forms if len(forms) > 1)):
        values = {name: value for form in chosen for name, value in below[form].items()}
        if len(values) > 1:
            zh = f"《{chosen[0].zh}》" + (f"等 {len(chosen)} 张表" if len(chosen) > 1 else "")
            yield _Move(
                Kind.SIGN, values,
                (f"{zh}有 {len(values)} 个金额多印了负号", f"{len(values)} amounts have a minus that does not belong there"),
                (f"去掉{zh}中这 {len(values)} 个金额的负号。", f"Drop the minus of these {len(values)} amounts."),
            )  # fmt: skip


def _units(tables: Tables) -> Iterator[_Move]:
    """A form whose unit is not that of its numbers: 元 where it says 万元, or the reverse."""
    for form, table in tables.forms.items():
        said, meant = (table.money.printed, "元" if table.money.factor == _TEN_THOUSAND else "万元")
        values = {c.cell_id: c.value for row in table.rows for c in row.cells.values() if c.value}
        if {said, meant} == {"元", "万元"} and values:
            yield _Move(
                Kind.UNIT, values,
                (f"《{form.zh}》写的单位“{said}”与别的表不一致，它的数像是“{meant}”", f"The form “{form.en}” says “{said}”, but its numbers seem to be in “{meant}”, as the other forms show"),
                (f"核对《{form.zh}》的金额单位，改为“{meant}”或改数。", f"Check the unit of the form “{form.en}”: “{meant}”, or other numbers."),
                Money(meant, FACTORS[meant], table.money.decimals),
            )  # fmt: skip


def _slid(table: Table, narrow: Collection[str]) -> Iterator[_Move]:
    """From a column on each amount belongs to the column before, or behind: in all rows, or in one that checks point at."""
    fields = table.form.fields
    lines = [row for row in table.rows if not row.blank]
    pointed = [row for row in lines if any(cell.cell_id in narrow for cell in row.cells.values())][:_STARTS]
    for rows in (lines, *([row] for row in pointed if len(lines) > 1)):
        for start, back in product(range(len(fields) - 1), (True, False)):
            to = fields[start:]
            sources: tuple[str | None, ...] = (*to[1:], None) if back else (None, *to[:-1])
            moved = [{name: row.cells[source].value if source else None for name, source in zip(to, sources, strict=True)} for row in rows]  # fmt: skip
            if not all(_adds_up(table.form, row, values) for row, values in zip(rows, moved, strict=True)):
                continue
            column = rows[0].cells[to[0]].field_zh
            where = "" if rows is lines else f"“{rows[0].label}”一行"
            way = ("左", "left") if back else ("右", "right")
            yield _Move(
                Kind.SWAP,
                {
                    row.cells[name].cell_id: value
                    for row, values in zip(rows, moved, strict=True)
                    for name, value in values.items()
                    if value != row.cells[name].value
                },
                (f"《{table.title}》{where}自“{column}”栏起，金额错开一栏", f"In the form “{table.form.en}” amounts are one column apart from {to[0].replace('_', ' ')} on"),
                (f"把{where or f'《{table.title}》'}自“{column}”栏起的金额各{way[0]}移一栏。", f"Move the amounts one column to the {way[1]}."),
            )  # fmt: skip


def _adds_up(form: Form, row: Row, values: Mapping[str, Decimal | None]) -> bool:
    """Whether the row's total is the sum of its columns with these values."""
    now = {name: values.get(name, cell.value) or Decimal(0) for name, cell in row.cells.items()}
    room = max(cell.half for cell in row.cells.values()) * (len(now) + 1)
    return any(now.values()) and all(
        not parts or abs(now[whole] - sum(now[part] for part in parts)) <= room
        for whole, parts in form.measures.items()
    )


def _rows(table: Table, one: Row, other: Row) -> _Move:
    values: dict[str, Decimal | None] = {}
    for name, a in one.cells.items():
        b = other.cells[name]
        if a.value != b.value:
            values |= {a.cell_id: b.value, b.cell_id: a.value}
    zh, en = f"“{one.label}”与“{other.label}”两行", f"rows “{one.label}” and “{other.label}”"
    return _Move(
        Kind.SHIFT, values,
        (f"《{table.title}》{zh}的金额填反了", f"In the form “{table.form.en}” the amounts of the {en} are exchanged"),
        (f"把{zh}的金额对调。", f"Exchange the amounts of the {en}."),
    )  # fmt: skip


def _shifts(table: Table, rows: Sequence[Row]) -> Iterator[_Move]:
    """From a row on each amount belongs to the row above, or below."""
    first = rows[0].label
    said = (
        f"《{table.title}》自“{first}”起，科目与金额错开一行",
        (f"In the form “{table.form.en}” names and amounts are one row apart from “{first}” on"),
    )
    for up in (True, False):
        values: dict[str, Decimal | None] = {}
        for above, below in pairwise(rows):
            to, source = (above, below) if up else (below, above)
            values |= {cell.cell_id: source.cells[name].value for name, cell in to.cells.items()}
        way = ("上移", "up") if up else ("下移", "down")
        advice = f"把自“{first}”起的金额各{way[0]}一行。", f"Move the amounts from “{first}” on {way[1]} by one row."
        yield _Move(Kind.SHIFT, values, said, advice)
