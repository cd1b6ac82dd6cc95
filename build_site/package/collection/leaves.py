"""Which amounts of a form are its leaves: no other printed amount of the same form is part of one of them.

Every form is a tree of rows (合计 › 类 › 款 › 项) and a tree of columns (合计 › 基本支出, 项目支出). A leaf is an amount
that the form splits no further, so the leaves of one measure add up to its printed total and never count money twice.
An amount that nobody recognised (no concept, 其中 lines, a second 合计) is no leaf.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from build_site.model import Form
from build_site.model.forms import BALANCES, ITEMS, Measures

Record = Mapping[str, str]
Tree = Mapping[int, Sequence[int]]
"""Row position → positions of the rows it is the sum of. ROOT stands above all."""

ROOT = -1

MEASURES: Mapping[str, Measures] = {
    **{form: form.measures for form in Form},
    "budget-execution": {"approved": (), "adjusted": (), "final": ()},
}


def leaves(table: str, rows: Sequence[Record]) -> set[tuple[int, str]]:
    """Position of the row and field of every leaf."""
    tree = row_tree(table, rows)
    found: set[tuple[int, str]] = set()
    for measure, parts in MEASURES[table].items():
        for row in _leaf_rows(tree, rows, (measure, *parts), ROOT):
            split = [part for part in parts if rows[row].get(part)]
            found |= {(row, field) for field in split or [measure] if rows[row].get(field)}
    return found


def row_tree(table: str, rows: Sequence[Record]) -> Tree:
    """Who is the sum of whom among the rows of a table."""
    if table in (Form.REVENUE_AND_EXPENDITURE, Form.FISCAL_APPROPRIATION):
        parents = _summary(rows)
    elif table == Form.THREE_PUBLIC_EXPENSES:
        parents = _by_key(rows, [ITEMS[row["item"]].parent for row in rows], "item")
    elif table == Form.BASIC_EXPENDITURE:
        parents = _economic(rows)
    else:
        parents = _coded(rows, open_ended=table == "budget-execution")
    tree: dict[int, list[int]] = defaultdict(list)
    for row, parent in parents.items():
        tree[parent].append(row)
    return tree


def _leaf_rows(tree: Tree, rows: Sequence[Record], family: Sequence[str], above: int) -> Iterator[int]:
    """The rows below `above` that are split no further in these columns."""
    for row in tree.get(above, ()):
        below = list(_leaf_rows(tree, rows, family, row))
        if below:
            yield from below
        elif any(rows[row].get(field) for field in family):
            yield row


def _summary(rows: Sequence[Record]) -> dict[int, int]:
    """总计 › 本年合计 › lines, and 总计 › balances › their accounts, on each side."""
    parents: dict[int, int] = {}
    for side in ("revenue", "expenditure"):
        named: dict[str, int] = {}
        own = [(at, row) for at, row in enumerate(rows) if row["side"] == side and row["concept"]]
        for at, row in own:
            named.setdefault(row["concept"], at)
        for at, row in own:
            concept = row["concept"]
            if row["label"].startswith("其中") or (concept in ("total", "total-for-year") and named[concept] != at):
                continue
            parents[at] = _above(concept, named)
    return parents


def _above(concept: str, named: Mapping[str, int]) -> int:
    if concept == "total":
        return ROOT
    if concept in BALANCES or concept == "total-for-year":
        return named.get("total", ROOT)
    balance = concept.partition(":")[0]
    if balance in BALANCES:
        return named.get(balance, named.get("total", ROOT))
    return named.get("total-for-year", named.get("total", ROOT))


def _by_key(rows: Sequence[Record], wanted: Sequence[str], key: str) -> dict[int, int]:
    named: dict[str, int] = {}
    for at, row in enumerate(rows):
        named.setdefault(row[key], at)
    firsts = ((at, above) for (at, row), above in zip(enumerate(rows), wanted, strict=True) if named[row[key]] == at)
    return {at: named.get(above, named["total"] if above and "total" in named else ROOT) for at, above in firsts}


def _coded(rows: Sequence[Record], *, open_ended: bool) -> dict[int, int]:
    """By code prefix below the first 合计. `open_ended`: rows without a code are parts like any other."""
    total = ROOT
    if not open_ended:
        total = next((at for at, row in enumerate(rows) if not row["functional_code"]), ROOT)
    parents = {total: ROOT} if total != ROOT else {}
    seen: dict[str, int] = {}
    for at, row in enumerate(rows):
        code = row["functional_code"]
        if code:
            parents[at] = _nearest(code, seen, total)
            seen[code] = at
        elif open_ended:
            parents[at] = ROOT
    return parents


def _economic(rows: Sequence[Record]) -> dict[int, int]:
    total = next((at for at, row in enumerate(rows) if row["level"] == "total"), ROOT)
    groups: dict[str, int] = {}
    for at, row in enumerate(rows):
        if row["level"] == "subtotal":
            groups.setdefault(row["group"], at)
    parents = {total: ROOT} if total != ROOT else {}
    parents |= dict.fromkeys(groups.values(), total)
    seen: dict[str, int] = {}
    for at, row in enumerate(rows):
        code = row["economic_code"]
        if code:
            parents[at] = _nearest(code, seen, groups.get(row["group"], total))
            seen[code] = at
    return parents


def _nearest(code: str, seen: Mapping[str, int], otherwise: int) -> int:
    """The last row above with a code that this one begins with."""
    return next((seen[code[:length]] for length in (5, 3) if length < len(code) and code[:length] in seen), otherwise)
