"""What a kind of report is, and what came of reading one; the changes of a printed report that kinds are made of."""

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from build_site.extract.recognise.titles import titled
from build_site.model import Form, FormState, InputError, Report, State
from tests.factory.accounts import Accounts
from tests.factory.compare import compare, key_of
from tests.factory.layouts import Layout, lay_out
from tests.factory.printed import Block, Cell, Printed, Sides, Table, Words

Outcome = Literal["right", "told", "refused", "silent"]
Chance = random.Random
AMOUNT = re.compile(r"-?[\d,]+\.\d{2,6}")
PLAIN = {
    "codes": "whole",
    "total": "first",
    "title": "year",
    "other_titles": False,
    "missing": frozenset(),
    "units": {},
    "extras": (),
    "nil": "",
    "quotes": "curly",
}
WHOLE = {"codes": "whole", "quotes": "curly"}


@dataclass(frozen=True, slots=True)
class Kind:
    """`expect`: right, told (wrong or missing, and said so; or right all the same), refused."""

    expect: Outcome
    after: Callable[[Printed, Chance], Printed] = lambda printed, _: printed
    before: Callable[[Accounts, Chance], Accounts] = lambda accounts, _: accounts
    layout: Mapping[str, object] | None = None  # what the layout must be for this kind
    drawing: Mapping[str, object] | None = None  # how it must be drawn: a kind that there is on paper only


def draw(kind: Kind, accounts: Accounts, layout: Layout, chance: Chance) -> Printed:
    """The report of this kind, laid out."""
    changed = replace(layout, **(kind.layout or {}))  # type: ignore[arg-type]
    return kind.after(lay_out(kind.before(accounts, chance), changed), chance)


UNREAD = (FormState.MISSING, FormState.NOT_READ)


def outcome(read: Report | InputError, printed: Printed) -> tuple[Outcome, list[str]]:
    """What came of a report: read right, wrong and said so, refused, or wrong in silence; and the differences."""
    if isinstance(read, InputError):
        return "refused", [str(read)]
    wrong = [line for line in compare(read, printed).differences if not line.startswith("narrative")]
    if not wrong:
        return "right", []
    amounts = [amount for s in read.statements for row in s.rows for amount in row.amounts.values()]
    told = (
        any("没有竖线" not in notice.text.zh for notice in read.notices)  # which says nothing of what is wrong
        or any(s.unplaced or (s.state in UNREAD and s.state != printed.expected[s.form].state) for s in read.statements)
        or any(amount.doubt or amount.state is State.NOT_READ for amount in amounts)
    )
    return ("told" if told else "silent"), wrong


def undoubted(read: Report, printed: Printed) -> list[str]:
    """What is misread in forms that count as whole, in cells without a doubt: what would become a finding against an
    office that printed something else."""
    found: list[str] = []
    for statement in read.statements:
        if statement.unplaced or statement.state is not FormState.FOUND:
            continue
        meant = {row.key: row.amounts for row in printed.expected[statement.form].rows}
        rows = {key_of(statement.form, row): row.amounts for row in statement.rows}
        found += [f"{statement.form}/{key}: row lost" for key in meant.keys() - rows.keys()]
        found += [
            f"{statement.form}/{key}/{name}: no cell"
            for key, amounts in rows.items()
            for name, value in meant.get(key, {}).items()
            if value is not None and name not in amounts
        ]
        found += [
            f"{statement.form}/{key}/{name}: {amount.printed}"
            for key, amounts in rows.items()
            for name, amount in amounts.items()
            if not amount.doubt and amount.state is not State.NOT_READ and amount.value != meant.get(key, {}).get(name)
        ]
    return found


def allowed(kind: Kind, found: Outcome) -> bool:
    """A kind that is told may come out right (another witness proves it); nothing may ever be wrong in silence."""
    return found == kind.expect or (kind.expect == "told" and found in ("right", "refused"))


def rewritten(
    printed: Printed, words: Callable[[Words], Block] | None = None, cells: Callable[[Cell], str] | None = None
) -> Printed:
    def block(each: Block) -> Block:
        if isinstance(each, Words) and words:
            return words(each)
        if isinstance(each, Sides) and words:
            left, right = words(Words(each.left, "left")), words(Words(each.right, "right"))
            return Sides(left.text, right.text) if isinstance(left, Words) and isinstance(right, Words) else each
        if isinstance(each, Table) and cells:
            return replace(each, cells=tuple(cell._replace(text=cells(cell)) for cell in each.cells))
        return each

    return replace(printed, blocks=tuple(map(block, printed.blocks)))


def indexes(printed: Printed, form: Form) -> tuple[int, ...]:
    """Where the form's table stands among the blocks: the first table under a line that ends with its usual title."""
    at = [
        i
        for i, b in enumerate(printed.blocks)
        if isinstance(b, Words) and b.kind in ("title", "chapter") and b.text.endswith(form.zh)
    ]
    return tuple(
        next(i for i in range(start, len(printed.blocks)) if isinstance(printed.blocks[i], Table)) for start in at[-1:]
    )


def replaced(printed: Printed, form: Form, table: Table) -> Printed:
    blocks = list(printed.blocks)
    for index in indexes(printed, form):
        blocks[index] = table
    return replace(printed, blocks=tuple(blocks))


def grid(rows: Sequence[Sequence[str]], heads: int, merged: Mapping[tuple[int, int], int] | None = None) -> Table:
    """A table of texts; `merged`: how many columns a head spans, the places it covers left out."""
    spans = merged or {}
    covered = {(r, c + n) for (r, c), wide in spans.items() for n in range(1, wide)}
    cells = tuple(
        Cell(r, c, text, columns=spans.get((r, c), 1), align="right" if AMOUNT.fullmatch(text) else "center")
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if (r, c) not in covered
    )
    return Table(cells, (1.0,) * len(rows[0]), len(rows), heads)


def shown(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount}"


def with_blocks(printed: Printed, blocks: Iterable[Block], extras: tuple[str, ...] = ()) -> Printed:
    """More blocks right behind the first form's table."""
    at = indexes(printed, Form.GENERAL_PUBLIC_BUDGET)[0] + 1
    return replace(
        printed, blocks=(*printed.blocks[:at], *blocks, *printed.blocks[at:]), extras=(*extras, *printed.extras)
    )


def relabelled(printed: Printed, form: Form, labels: Mapping[str, str]) -> Printed:
    expected = printed.expected[form]
    rows = tuple(row._replace(label=labels.get(row.key, row.label)) for row in expected.rows)
    return replace(printed, expected={**printed.expected, form: replace(expected, rows=rows)})


def under_titles(titles: Mapping[Form, str]) -> Callable[[Printed, Chance], Printed]:
    """Other places' titles."""

    def after(printed: Printed, _: Chance) -> Printed:
        def words(block: Words) -> Words:
            found = titled(block.text) if block.kind == "title" else None
            return replace(block, text=titles[found[0]]) if found and found[0] in titles else block

        return rewritten(printed, words)

    return after


def cut(table: Table, at: int, *, heads: bool) -> tuple[Table, Table]:
    """A table in two parts, the second with the heads again or without."""
    first = tuple(cell for cell in table.cells if cell.row < at)
    top = table.heads if heads else 0
    later = tuple(cell._replace(row=cell.row - at + top) for cell in table.cells if cell.row >= at)
    again = tuple(cell for cell in table.cells if cell.row < table.heads) if heads else ()
    return (
        Table(first, table.widths, at, table.heads),
        Table((*again, *later), table.widths, table.depth - at + top, top),
    )
