"""The accounting identities (勾稽关系) as data/rules/identities.csv states them: read, and run as they are written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from build_site.model import Finding, Form, FormState, Outcome, State
from build_site.model.outcomes import NEUTRAL
from build_site.reconcile.case import Case
from build_site.reconcile.decide import MISREAD, Side, Verdict, irrelevant, stated, without
from build_site.reconcile.declare import Rule, pair
from build_site.reconcile.formula import Condition, Formula, Loop, Relation, Term, condition, operand, parse
from build_site.reconcile.printed import as_printed
from build_site.reconcile.tables import Cell, Gap, Operand, Row, Table, Tables
from build_site.reconcile.weigh import Sum, closed, doubts, one, weigh
from build_site.registers.table import DATA, read_table
from build_site.registers.table import Row as Line

TABLE = DATA / "rules" / "identities.csv"
FIELDS = (
    "rule_id", "version", "forms", "identity", "condition", "tolerance", "scope", "title_zh", "title_en", "formula", "basis",
    "precondition", "right_zh", "right_en", "example_zh", "example_en",
)  # fmt: skip
AS_PRINTED = "as printed under the form"
TOLERANCES = {
    "h × (n + 1)": "每个印出的数各可能差半个末位（h），n 个加数与合计最多差 h×(n+1) | half a last printed digit (h) for each printed number: h × (n + 1) for n addends and their total",
    "2h": "同一个数印了两次，各可能差半个末位，合起来最多差一个末位 | half a last printed digit for each of two copies: one last digit",
    "2h above": "不超过即为一致，超出不多于一个末位视为尾差 | at most equal; an excess of up to one last digit is rounding",
}
"""h: half of a number's last printed digit. Each printed number that enters adds its own."""
_LEVELS = {3: "类", 5: "款", 7: "项"}


@dataclass(frozen=True, slots=True)
class Identity:
    """A row of the table. `needed`: the forms without which it says nothing, the first one its own; `optional`: forms
    that may be declared empty; `condition`: when it holds at all; `scope`: what its findings are about, if not the left
    cell."""

    needed: tuple[str, ...]
    optional: tuple[str, ...]
    formula: Formula
    condition: Condition
    scope: str
    right: tuple[str, str]


@cache
def rules() -> tuple[Rule, ...]:
    """Every identity. Raises InputError naming the line that cannot be run."""
    return tuple(map(_rule, read_table(TABLE, FIELDS)))


def _rule(row: Line) -> Rule:
    try:
        if row["identity"] == AS_PRINTED:
            check = as_printed
        else:
            forms = row["forms"].split()
            found = Identity(
                tuple(f for f in forms if not f.endswith("?")), tuple(f[:-1] for f in forms if f.endswith("?")),
                parse(row["identity"]), condition(row["condition"]), row["scope"], (row["right_zh"], row["right_en"]),
            )  # fmt: skip
            _known(found)
            check = partial(_run, found)
        tolerance = pair(TOLERANCES[row["tolerance"]])
    except (KeyError, ValueError) as error:
        raise row.fault("rules.not-an-identity", str(error)) from error
    return Rule(
        row["rule_id"], row["version"], (row["title_zh"], row["title_en"]), row["formula"], row["basis"],
        row["precondition"], tolerance, (row["example_zh"], row["example_en"]), {"identity": row["identity"]}, "report",
        check,
    )  # fmt: skip


def _known(identity: Identity) -> None:
    """Raises ValueError for a form or a column that is none, as far as it does not wait to be filled in."""
    own = identity.needed[0]
    extra = (identity.condition.equal,) if identity.condition.equal else ()
    for each in (*identity.formula.relations, *extra):
        for term in (each.left, *(term for terms in each.right for term in terms)):
            form = term.form or own
            if "{" not in form + term.column and term.column not in Form(form).fields:
                raise ValueError(f"{form} has no column {term.column}")


@dataclass(frozen=True, slots=True)
class _Bound:
    """Where a formula has come to: its own form, the names filled in so far, the row it stands at."""

    rule: Rule
    identity: Identity
    tables: Tables
    forms: tuple[Form, ...]
    names: Mapping[str, str]
    row: Row | None = None

    def at(self, names: Mapping[str, str], row: Row | None) -> "_Bound":
        """The same with more names filled in, or at a row."""
        return _Bound(self.rule, self.identity, self.tables, self.forms, names, row)

    def fill(self, text: str) -> str:
        for name, value in self.names.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def table(self, term: Term) -> Table:
        return self.tables[Form(self.fill(term.form)) if term.form else self.forms[0]]

    def column(self, term: Term) -> str:
        name, form = self.fill(term.column).replace("-", "_"), self.table(term).form
        return name if name in form.fields else name.removesuffix("_budget")

    def operand(self, term: Term) -> Operand:
        """The cell of the one row that a term names."""
        table, rows, column = self.table(term), self.fill(term.rows), self.column(term)
        if rows == "row" and self.row is not None:
            return self.row.cells[column]
        return operand(table, rows, column)

    def rows(self, term: Term) -> Sequence[Row]:
        """The rows that a sum is made of; what is part of another row (其中) is not counted again."""
        return [
            row for row in _select(self.table(term), self.fill(term.rows), self.row) if not row.label.startswith("其中")
        ]


def _select(table: Table, rows: str, at: Row | None) -> Sequence[Row]:
    if rows in ("top", "below"):
        return table.children(at if rows == "below" else None)
    if "/" in rows:
        side, _, concepts = rows.partition("/")
        wanted = concepts.strip("()").split(", ")
        on = [row for row in table.rows if row.side == side]
        return [row for row in on if (row.concept.isdigit() if concepts == "class" else row.concept in wanted)]
    if rows.startswith("class"):
        left_out = rows.removeprefix("class").removeprefix(" except ").split(", ")
        return [row for row in table.coded if len(row.code) == 3 and row.code not in left_out]
    if rows == "total":
        return [row for row in table.rows if row.level == "total"]
    return [row for row in table.coded if row.code in rows.split(", ")]


def _run(identity: Identity, rule: Rule, case: Case) -> Iterator[Finding]:
    """The findings of an identity: for each set of forms its gate's one, or those of its checks."""
    named = " ".join((*identity.needed, *identity.optional))
    outer = [loop for loop in identity.formula.loops if loop.values and f"{{{loop.name}}}" in named]
    inner = [loop for loop in identity.formula.loops if loop not in outer]
    start = _Bound(rule, identity, case.tables, (), {})
    for bound in _through(outer, start):
        needed, optional = ([Form(bound.fill(f)) for f in forms] for forms in (identity.needed, identity.optional))
        own = needed[-1] if outer else needed[0]
        shut = closed(rule.key, own, case.tables, needed, optional)
        if shut:
            yield shut
            continue
        here = replace(bound, forms=(*needed, *optional))
        unfit = list(_unfit(here, own))
        yield from unfit or (check for at in _through(inner, here, own) for check in _checked(at))


def _through(loops: Sequence[Loop], bound: _Bound, own: Form | None = None) -> Iterator[_Bound]:
    """Every place that the loops come to."""
    if not loops:
        yield bound
        return
    loop, rest = loops[0], loops[1:]
    if loop.name.endswith("row"):
        rows = _rows(bound.tables[bound.forms[0]], loop.name)
        if loop.name == "parent row" and not rows and own:
            yield bound.at({"": "level-not-printed"}, bound.row)
        for row in rows:
            yield from _through(rest, bound.at({**bound.names, "code": row.code}, row), own)
        return
    if loop.name == "class":
        found = {c for name in loop.values for c in _classes(bound.tables[Form(bound.fill(name))])}
        values: Sequence[str] = sorted(found)
    else:
        values = loop.values or bound.forms[0].fields
    for value in values:
        yield from _through(rest, bound.at({**bound.names, loop.name: value}, bound.row), own)


def _rows(table: Table, which: str) -> Sequence[Row]:
    if which == "parent row":
        deepest = max((len(row.code) for row in table.coded), default=0)
        return [row for row in table.coded if len(row.code) < deepest]
    if which == "expenditure row":
        return [row for row in table.rows if row.side == "expenditure" and ":" not in row.concept]
    return table.coded if which == "coded row" else table.rows


def _classes(table: Table) -> Iterator[str]:
    """The codes of the functional classes that a form prints."""
    for row in table.rows:
        if row.side == "expenditure" and row.concept.isdigit():
            yield row.concept
        elif len(row.code) == 3:
            yield row.code


def _unfit(bound: _Bound, own: Form) -> Iterator[Finding]:
    """Why the identity does not apply to these forms, if it does not."""
    when, table, relations = bound.identity.condition, bound.tables[own], bound.identity.formula.relations
    if when.columns and not table.prints(*when.columns):
        for each in relations:
            column = each.right[0][0].column
            yield _not_applicable(bound, own if len(relations) == 1 else f"{own}/{column}", "column-not-printed", own)
    elif when.rows and not _select(table, when.rows, None):
        left = bound.operand(relations[0].left)
        yield _not_applicable(bound, left.cell_id if isinstance(left, Cell) else own, "level-not-printed", own)
    elif when.equal is not None:
        sides = one(bound.operand(when.equal.left)), one(bound.operand(when.equal.right[0][0]))
        made = weigh(bound.rule.key, own, *sides)
        if made.outcome is Outcome.DIFFERS and made.left_value is not None and made.right_value is not None:
            names = f"{made.left_text}与{made.right_text}不等", ""
            yield _stated(
                bound, own, irrelevant("precondition"), without("precondition", names, Outcome.NOT_APPLICABLE)
            )
        elif made.difference is None or None in (made.left_value, made.right_value):
            yield made


def _not_applicable(bound: _Bound, scope: str, reason: str, form: Form) -> Finding:
    names = f"《{bound.tables[form].title}》", f"The form “{form.en}”"
    return _stated(bound, scope, irrelevant(reason), without(reason, names, Outcome.NOT_APPLICABLE))


def _stated(bound: _Bound, scope: str, verdict: Verdict, words: tuple[str, str]) -> Finding:
    return stated(bound.rule.key, scope, verdict, words)


def _checked(bound: _Bound) -> Iterator[Finding]:
    if "" in bound.names:
        yield _not_applicable(bound, bound.forms[0], bound.names[""], bound.forms[0])
        return
    for each in bound.identity.formula.relations:
        yield _check(bound, each)


def _check(bound: _Bound, each: Relation) -> Finding:
    left, term = bound.operand(each.left), each.left
    rows = bound.fill(term.rows)
    scope = left.cell_id if isinstance(left, Cell) else f"{bound.table(term).form}/{rows}/{bound.column(term)}"
    if bound.identity.scope:
        scope = bound.fill(bound.identity.scope.replace("{code}", rows))
    chosen = next((terms for terms in each.right if _printed(bound, terms)), each.right[-1])
    empty = [t for t in chosen if bound.table(t).state is FormState.EMPTY and not t.optional and not t.summed]
    if empty:
        return _against_nil(bound, scope, left, bound.table(empty[0]))
    nil = _nil(bound, each, left, chosen)
    if nil is not None:
        reason, side = nil
        words = without(reason, (side.zh, side.en), Outcome.NOT_APPLICABLE)
        return _stated(bound, scope, irrelevant(reason), words)
    right, why = _right(bound, left, chosen)
    return weigh(
        bound.rule.key, scope, one(left), right, limit=each.limit, doubts=(*doubts(bound.tables, *bound.forms), *why)
    )


def _printed(bound: _Bound, terms: Sequence[Term]) -> bool:
    """Whether one of these rows is printed, be it more than once."""
    found = [bound.operand(term) for term in terms if not term.summed]
    return any(isinstance(o, Cell) or o.reason == "operand-ambiguous" for o in found)


def _missing(operand: Operand) -> bool:
    return isinstance(operand, Gap) and operand.reason == "operand-missing"


def _nil(bound: _Bound, each: Relation, left: Operand, terms: Sequence[Term]) -> tuple[str, Operand] | None:
    """Why there is nothing to compare, where a row is not printed because it has no amount, and of which side."""
    if each.left.optional and _missing(left) and each.limit:
        return "both-blank", left
    if each.limit or len(terms) > 1:
        return None
    right = bound.operand(terms[0]) if not terms[0].summed else left
    for optional, absent, other in ((terms[0].optional, right, left), (each.left.optional, left, right)):
        if (
            optional
            and _missing(absent)
            and isinstance(other, Cell)
            and not other.value
            and other.state is not State.NOT_READ
        ):
            return "both-blank" if other.value is None else "zero-without-row", other
    return None


def _right(bound: _Bound, left: Operand, terms: Sequence[Term]) -> tuple[Sum, tuple[str, ...]]:
    """The right side, and why a difference would prove nothing."""
    operands: list[tuple[int, Operand]] = []
    why: list[str] = []
    counted: list[Row] = []
    summed = [term for term in terms if term.summed]
    for term in terms:
        if not term.summed:
            operands.append((term.sign, bound.operand(term)))
            continue
        table, rows, key = bound.table(term), bound.rows(term), bound.fill(term.rows)
        why += _doubts(table, key)
        counted += rows
        if not rows and "/" in key and not bound.identity.right[0]:
            operands.append((term.sign, bound.operand(term)))
        elif not rows and "/" not in key and key != "top" and _blank(bound, left):
            return one(left), tuple(why)  # codes that a form does not print, under a row that has nothing
        operands += [(term.sign, row.cells[bound.column(term)]) for row in rows]
    # a form prints only the codes that it spends on; only if none prints the code is the operand missing
    optional = [o for (_, o), term in zip(operands, terms, strict=False) if term.optional and _missing(o)]
    kept = [each for each in operands if not any(each[1] is o for o in optional)] or operands[:1]
    names = _names(bound, kept, counted) if summed or len(kept) > 1 else ("", "")
    return Sum(tuple(kept), *names), tuple(why)


def _doubts(table: Table, rows: str) -> list[str]:
    """A sum proves nothing where a row that nobody recognised carries an amount, or a code stands in two rows."""
    if "/" not in rows:
        return ["duplicate-row"] if table.repeated else []
    side = rows.partition("/")[0]
    strange = (r for r in table.rows if r.side == side and not r.concept and not r.blank)
    return ["row-unknown"] if any(not r.label.startswith("其中") for r in strange) else []


def _blank(bound: _Bound, left: Operand) -> bool:
    if bound.row is not None:
        return bound.row.blank
    return isinstance(left, Cell) and left.value is None and left.state is not State.NOT_READ


def _names(bound: _Bound, operands: Sequence[tuple[int, Operand]], rows: Sequence[Row]) -> tuple[str, str]:
    """The right side in the identity's own words."""
    cells = [o for _, o in operands if isinstance(o, Cell)]
    table, levels = bound.tables[bound.forms[0]], {_LEVELS.get(len(row.code), "行") for row in rows}
    zh, en = bound.identity.right
    if not rows:
        zh = zh.replace("（{n} 行）", "")
    values = {
        **bound.names, "n": len(rows), "title": table.title, "title_en": table.form.en,
        "level": levels.pop() if len(levels) == 1 else "行",
    }  # fmt: skip
    columns = "、".join(f"“{c.field_zh}”" for c in cells), ", ".join(c.field.replace("_", " ") for c in cells)
    return zh.format(**values, columns=columns[0]), en.format(**values, columns=columns[1])


def _against_nil(bound: _Bound, scope: str, left: Operand, empty: Table) -> Finding:
    """The other form is declared empty: an amount on the left contradicts that."""
    names = f"《{empty.title}》", f"The form “{empty.form.en}”"
    if isinstance(left, Cell) and left.state is State.NOT_READ:
        return weigh(bound.rule.key, scope, one(left), Sum((), *names))
    if not isinstance(left, Cell) or not left.value:
        return _stated(bound, scope, irrelevant("form-empty"), without("form-empty", names, Outcome.NOT_APPLICABLE))
    zh = f"{names[0]}未填列数据（{empty.note or '无说明'}），但{left.zh}有 {left.amount}。{NEUTRAL[0]}"
    en = f"{names[1]} is declared empty, but {left.en} has {left.amount}.{NEUTRAL[1]}"
    return stated(
        bound.rule.key, scope, Verdict(Outcome.DIFFERS, "empty-against-value"), (zh, en),
        Side(left.zh, left.en, left.value, left.cell_id), Side(*names), terms=[left.cell_id], place=left.place,
        why=f"两表口径不同；表格漏填；{MISREAD}",
    )  # fmt: skip
