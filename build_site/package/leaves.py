"""Which amounts of a form are its leaves: no other printed amount of the same form is part of one of them.

Every form is a tree of rows (合计 › 类 › 款 › 项) and a tree of columns (合计 › 基本支出, 项目支出). A leaf is an amount
that the form splits no further, so the leaves of one measure add up to its printed total and never count money twice.
An amount that nobody recognised (no concept, 其中 lines, a second 合计) is no leaf.
"""

from collections.abc import Callable, Mapping, Sequence

from build_site.model import Form
from build_site.model.forms import BALANCES, ITEMS, Measures

Record = Mapping[str, str]
Path = tuple[str, ...]
"""Where a row stands in its form's tree: below every row whose path its own begins with, whether that is printed or not."""

MEASURES: Mapping[str, Measures] = {
    **{form: form.measures for form in Form},
    "budget-execution": {"approved": (), "adjusted": (), "budget": (), "final": ()},
}


def leaves(table: str, rows: Sequence[Record]) -> set[tuple[int, str]]:
    """Position of the row and field of every leaf."""
    paths = _paths(table, rows)
    found: set[tuple[int, str]] = set()
    for measure, parts in MEASURES[table].items():
        printed = {at: path for at, path in paths.items() if any(rows[at].get(field) for field in (measure, *parts))}
        above = {path[:length] for path in printed.values() for length in range(len(path))}
        for at in (at for at, path in printed.items() if path not in above):
            split = [part for part in parts if rows[at].get(part)]
            found |= {(at, field) for field in split or [measure] if rows[at].get(field)}
    return found


def _paths(table: str, rows: Sequence[Record]) -> dict[int, Path]:
    """The path of every row that has a place in the tree, by its position."""
    path_of = _PATHS.get(table, _coded)
    paths = {at: path for at, row in enumerate(rows) if (path := path_of(row)) is not None}
    if table == "budget-execution":  # an item whose code nobody knows is an item like any other
        unknown = (at for at, row in enumerate(rows) if not row["functional_code"] and row["level"] != "total")
        return paths | {at: (str(at),) for at in unknown}
    first: dict[Path, int] = {}
    for at, path in paths.items():
        first.setdefault(path, at)
    return {at: path for at, path in paths.items() if first[path] == at or not _is_sum(rows[at])}


def _is_sum(row: Record) -> bool:
    """Of a sum only the first row counts; a line may be printed twice."""
    return not _code(row) and row.get("concept", "total") in ("total", "total-for-year")


def _code(row: Record) -> str:
    return row.get("functional_code") or row.get("economic_code") or ""


def _coded(row: Record) -> Path:
    """合计 › 类 › 款 › 项."""
    code = _code(row)
    return tuple(code[:length] for length in sorted({3, 5, len(code)}) if 0 < length <= len(code))


def _economic(row: Record) -> Path | None:
    """合计 › 人员经费 or 公用经费 › 类 › 款."""
    if not row["economic_code"] and row["level"] not in ("total", "subtotal"):
        return None
    return () if row["level"] == "total" else (row["group"], *_coded(row))


def _summary(row: Record) -> Path | None:
    """总计 › 本年合计 › lines, and 总计 › balances › their accounts, on each side."""
    side, concept = row["side"], row["concept"]
    if not side or not concept or row["label"].startswith("其中"):
        return None
    balance, _, account = concept.partition(":")
    if concept == "total":
        return (side,)
    if balance in BALANCES:
        return (side, *filter(None, (balance, account)))
    return (side, "total-for-year", *(() if concept == "total-for-year" else (concept,)))


def _item(row: Record) -> Path:
    """合计 › 公务用车购置及运行维护费 › 购置, 运行维护."""
    path: list[str] = []
    item = row["item"]
    while item and item != "total":
        path.insert(0, item)
        item = ITEMS[item].parent
    return tuple(path)


_PATHS: Mapping[str, Callable[[Record], Path | None]] = {
    Form.REVENUE_AND_EXPENDITURE: _summary,
    Form.FISCAL_APPROPRIATION: _summary,
    Form.BASIC_EXPENDITURE: _economic,
    Form.THREE_PUBLIC_EXPENSES: _item,
}
