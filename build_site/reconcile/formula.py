"""The language of data/rules/identities.csv: what must equal (or not be above) what, written so that it can be run.

    each row: [row].total = [row].basic + [row].project
    account in general-public-budget, government-fund-budget: [revenue/{account}].amount = fiscal-appropriation[revenue/{account}].total

`form[row].column` is a cell, without a form of the rule's first form. A row is named by its side and concept
(`revenue/total`), its code (`30217`), its item (`hospitality`) or what it is (`total`, `personnel`); exactly one has to be
there. `sum` adds up as many rows as there are: `revenue/(a, b)`, `expenditure/class`, `301, 303`, `class except 301`, `top`
(the highest printed level), `below` (the next printed level). `?` is a row that is printed only where it has an amount.
`or` is the side to take where no row of the one before is printed. In front stands what the rule goes through.
"""

import re
from dataclasses import dataclass

from build_site.model import Form
from build_site.model.forms import GROUPS
from build_site.reconcile.tables import Operand, Table

_TERM = re.compile(
    r"(?P<sum>sum )?(?P<form>[a-z{}-]*)\[(?P<rows>[^\[\]]+)\](?P<optional>\??)\.(?P<column>[a-z_]+|\{[a-z]+\})"
)
_EACH = re.compile(r"each (?P<what>(?:coded |parent |expenditure )?row|column|class of [^;]+)(?P<columns>, column)?")
_IN = re.compile(r"(?P<name>[a-z]+) in (?P<values>[a-z_-]+(?:, [a-z_-]+)*)")


@dataclass(frozen=True, slots=True)
class Term:
    """A cell, or with `summed` the cells of all rows that fit; in words still to be filled in, as its braces say."""

    sign: int
    summed: bool
    form: str
    rows: str
    optional: bool
    column: str


@dataclass(frozen=True, slots=True)
class Relation:
    """left = right, or left ≤ right where `limit`. `right`: the sides to choose from."""

    left: Term
    limit: bool
    right: tuple[tuple[Term, ...], ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """What is gone through: `values`, or what `each` says."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    loops: tuple[Loop, ...]
    relations: tuple[Relation, ...]


def parse(text: str) -> Formula:
    """Raises ValueError with the piece that is not understood.

    >>> parse("each column: [total].{column} = sum [top].{column}").loops
    (Loop(name='column', values=()),)
    """
    head, colon, body = text.partition(": ")
    if not colon:
        head, body = "", text
    loops = tuple(loop for piece in head.split("; ") if piece for loop in _loops(piece))
    return Formula(loops, tuple(relation(piece) for piece in body.split("; ")))


def _loops(piece: str) -> tuple[Loop, ...]:
    if match := _IN.fullmatch(piece):
        return (Loop(match["name"], tuple(match["values"].split(", "))),)
    if match := _EACH.fullmatch(piece):
        what, _, forms = match["what"].partition(" of ")
        first = Loop(what, tuple(forms.split(", ")) if forms else ())
        return (first, Loop("column", ())) if match["columns"] else (first,)
    raise ValueError(piece)


def relation(text: str) -> Relation:
    """One equation or limit."""
    left, equals, right = text.partition(" = ")
    if not equals:
        left, limit, right = text.partition(" <= ")
        if not limit:
            raise ValueError(text)
    terms = tuple(_terms(each) for each in right.split(" or "))
    return Relation(term(left), not equals, terms)


def _terms(text: str) -> tuple[Term, ...]:
    pieces = re.split(r" ([+-]) ", f" + {text}")[1:]
    return tuple(term(piece, sign) for sign, piece in zip(pieces[::2], pieces[1::2], strict=True))


def term(text: str, sign: str = "+") -> Term:
    """One cell, or the cells of a sum."""
    match = _TERM.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    form, rows, column = match["form"], match["rows"], match["column"]
    return Term(-1 if sign == "-" else 1, bool(match["sum"]), form, rows, bool(match["optional"]), column)


_CONDITION = re.compile(
    r"(?P<columns>prints) (?P<fields>[a-z_]+(?:, [a-z_]+)*)|(?P<rows>printed) \[(?P<row>[^\[\]]+)\]"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """When an identity holds at all: one of these columns is printed, one of these rows is, or two cells are equal."""

    columns: tuple[str, ...] = ()
    rows: str = ""
    equal: Relation | None = None


def condition(text: str) -> Condition:
    """`prints a, b`, `printed [rows]`, `cell = cell`, or nothing. Raises ValueError for anything else.

    >>> condition("prints opening_balance, revenue").columns
    ('opening_balance', 'revenue')
    """
    if not text:
        return Condition()
    match = _CONDITION.fullmatch(text)
    if match is None:
        return Condition(equal=relation(text))
    return Condition(rows=match["row"]) if match["rows"] else Condition(columns=tuple(match["fields"].split(", ")))


def operand(table: Table, row: str, column: str) -> Operand:
    """The cell of the one row of that name."""
    if row.isdigit():
        return table.code(row, column)
    if "/" in row:
        side, _, concept = row.partition("/")
        return table.concept(side, concept, column)
    if row in GROUPS:
        return table.subtotal(row, column)
    return (
        table.total(column)
        if row == "total" and table.form is not Form.THREE_PUBLIC_EXPENSES
        else table.item(row, column)
    )
